package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"unvotes/output/view"
)

const (
	newestShown   = 10
	closestShown  = 10
	closestVoters = 20 // yes and no together, for a close vote
)

// newest shows the newest votes, and the closest ones of the period.
func (m *maker) newest(context.Context) (Section, error) {
	s := Section{ID: "newest", Title: "The newest and the closest votes"}
	var votes []view.RollCall // each once, the newest first
	seen := map[string]bool{}
	for _, c := range m.calls {
		if c.Date != nil && c.Yes != nil && !c.IsPiece() && !seen[c.VoteGroupID] {
			seen[c.VoteGroupID] = true
			votes = append(votes, c)
		}
	}
	if len(votes) == 0 {
		s.Notes = []string{"There is no vote with a date and a list of who voted how."}
		return s, nil
	}
	slices.SortFunc(votes, func(a, b view.RollCall) int { return cmp.Or(cmp.Compare(*b.Date, *a.Date), cmp.Compare(a.ID, b.ID)) })
	newest := Figure{ID: "newest-votes", Title: "The newest votes", Query: query("newest", nil), Notes: []string{"Votes on whole texts that have a list of names."},
		Table: Table{Caption: "The newest votes", Columns: []Column{{Name: "Date"}, {Name: "Text"}, {"Title", long}, {"Yes", number}, {"No", number}, {"Abstain", number}, {"Not voting", number}, {Name: "Outcome"}}}}
	newest.Picture = drawVotes(&newest.Table, votes[:min(len(votes), newestShown)], func(c view.RollCall) (string, Cell) {
		return strings.ReplaceAll(string(c.Outcome), "_", " "), word(string(c.Outcome))
	})
	s.Figures = []Figure{newest}
	from, to, ok := m.period()
	if !ok {
		return s, nil
	}
	tight := slices.DeleteFunc(votes, func(c view.RollCall) bool {
		return c.Body != m.body || *c.Date < from || *c.Date > to || *c.Yes+*c.No < closestVoters
	})
	slices.SortStableFunc(tight, func(a, b view.RollCall) int { return int(margin(a) - margin(b)) })
	tight = firstOfTitle(tight, func(c view.RollCall) view.RollCall { return c })
	if len(tight) == 0 {
		return s, nil
	}
	closest := Figure{ID: "newest-closest", Title: fmt.Sprintf("The closest votes, %s to %s", from, to),
		Query: query("closest", struct{ Body, From, To string }{string(m.body), from.String(), to.String()}), Notes: []string{fmt.Sprintf("Votes of the %s on whole texts with the smallest margin between yes and no, if at least %d members voted yes or no. Of several texts with one title only the closest is shown.", m.bodyName(), closestVoters)},
		Table: Table{Caption: "The closest votes", Columns: []Column{{Name: "Date"}, {Name: "Text"}, {"Title", long}, {"Yes", number}, {"No", number}, {"Abstain", number}, {"Not voting", number}, {"Margin", number}}}}
	closest.Picture = drawVotes(&closest.Table, tight[:min(len(tight), closestShown)], func(c view.RollCall) (string, Cell) {
		return fmt.Sprintf("margin %d", margin(c)), integer(int(margin(c)))
	})
	s.Figures = append(s.Figures, closest)
	return s, nil
}

func margin(c view.RollCall) int32 { return max(*c.Yes-*c.No, *c.No-*c.Yes) }

// firstOfTitle keeps the first of those with one title: many texts return every
// year.
func firstOfTitle[T any](all []T, call func(T) view.RollCall) []T {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(all), func(one T) bool {
		c := call(one)
		title := cmp.Or(strings.ToLower(c.Title), c.ID)
		was := seen[title]
		seen[title] = true
		return was
	})
}

// drawVotes adds a row for each vote to the table, and draws the votes. last
// returns the note beside a vote and the last cell of its row.
func drawVotes(t *Table, votes []view.RollCall, last func(view.RollCall) (string, Cell)) *Picture {
	var items []stripItem
	for _, c := range votes {
		note, cell := last(c)
		t.Rows = append(t.Rows, []Cell{day(c.Date), link(c.Symbol(), source(&c)), word(c.Title), optional(c.Yes), optional(c.No), optional(c.Abstain), optional(c.NonVoting), cell})
		one := strip{Name: c.Date.String(), Counts: [4]int{int(*c.Yes), int(*c.No), int(*c.Abstain)}}
		if c.NonVoting != nil {
			one.Counts[3] = int(*c.NonVoting)
		}
		items = append(items, stripItem{Name: c.Symbol() + " " + c.Subject(), Note: note, Strips: []strip{one}})
	}
	return drawStrips(items, "For each vote a strip, divided by how many voted how. The table has the numbers.")
}
