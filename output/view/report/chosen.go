package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"unvotes/output/view"
)

// dividedBy: a vote divides when at least one in so many of those who voted said
// no or abstained.
const dividedBy = 4

// chosen is one vote as a picture, with all votes on its text.
func (m *maker) chosen(ctx context.Context) (Section, error) {
	s := Section{ID: "vote", Title: "One vote"}
	adoptions, err := m.snapshot.Adoptions(ctx)
	if err != nil {
		return s, err
	}
	index := view.NewIndex(m.calls, adoptions)
	symbol, why, err := m.choose(ctx)
	if err != nil {
		return s, err
	}
	if symbol == "" {
		s.Says = []string{"No list tells anybody's vote."}
		return s, nil
	}
	t, err := index.Text(symbol)
	if err != nil {
		return s, err
	}
	group, others, ok := mainVote(t)
	if !ok {
		s.Says = adoptedSays(t)
		return s, nil
	}
	if others > 0 {
		why += fmt.Sprintf(" %s names %s; this is the most divided.", t.Symbol, count(others+1, "vote"))
	}
	first := group.First()
	lists, err := m.snapshot.Votes(ctx, first)
	if err != nil {
		return s, err
	}
	s.Figures, err = m.roomFigures(first, lists[first.ID], why)
	votes := votesOnText(t)
	if err != nil || len(votes) < 2 {
		return s, err
	}
	all, err := textFigure(votes, first.Symbol())
	s.Figures = slices.Insert(s.Figures, 1, all)
	return s, err
}

// votesOnText are all votes on a text, in the order in which they were taken.
func votesOnText(t view.Text) []view.Group {
	votes := slices.Concat(t.Votes, t.Others)
	slices.SortStableFunc(votes, view.CompareTaken)
	return votes
}

// choose is the symbol or the id of the vote to show, and why.
func (m *maker) choose(ctx context.Context) (symbol, why string, err error) {
	if m.options.Symbol != "" {
		return m.options.Symbol, "", nil
	}
	pieces, totals, err := m.pieceShifts(ctx)
	switch {
	case err != nil:
		return "", "", err
	case len(pieces) > 0:
		return pieces[0].whole.ID, "Shown because no vote on a piece is farther from that on its whole.", nil
	case len(totals) > 0:
		return totals[0].whole.ID, "Shown because no vote on a piece is farther, by its totals, from that on its whole.", nil
	}
	if c := newest(m.calls, func(c *view.RollCall) bool {
		return c.Body == "GA" && *c.Yes+*c.No+*c.Abstain > 0 && dividedBy*(*c.No+*c.Abstain) >= *c.Yes+*c.No+*c.Abstain
	}); c != nil {
		return c.ID, fmt.Sprintf("Shown because it is the newest vote of the Assembly that divides: at least one in %d of those who voted said no or abstained.", dividedBy), nil
	}
	if c := newest(m.calls, func(*view.RollCall) bool { return true }); c != nil {
		return c.ID, "Shown because it is the newest vote.", nil
	}
	return "", "", nil
}

// newest is the last vote on a whole text with totals of a list that is wanted;
// of a day's the one that divides most.
func newest(calls []view.RollCall, wanted func(*view.RollCall) bool) (best *view.RollCall) {
	for i := range calls {
		c := &calls[i]
		if c.Date == nil || c.Yes == nil || c.IsPiece() || !wanted(c) {
			continue
		}
		if best == nil || *c.Date > *best.Date || *c.Date == *best.Date && divided(c) > divided(best) {
			best = c
		}
	}
	return best
}

// divided is how many said no or abstained.
func divided(c *view.RollCall) int32 {
	if c.Yes == nil {
		return -1
	}
	return *c.No + *c.Abstain
}

// mainVote is the vote that stands for a text: that on the whole, else the most
// divided of those it names. others is how many of the latter there are.
func mainVote(t view.Text) (group view.Group, others int, ok bool) {
	if whole, ok := t.Whole(); ok {
		return whole, 0, true
	}
	if len(t.Votes) == 0 {
		return group, 0, false
	}
	most := slices.MaxFunc(t.Votes, func(a, b view.Group) int {
		x, y := a.First(), b.First()
		return cmp.Compare(divided(&x), divided(&y))
	})
	return most, len(t.Votes) - 1, true
}

func adoptedSays(t view.Text) []string {
	out := []string{t.Symbol + " was adopted without a vote: there is nobody's vote to show."}
	for _, a := range t.Adoptions {
		if a.Title != "" {
			out = append(out, a.Title)
		}
	}
	return out
}

// roomFigures are the picture of a vote by regional group, and who voted how.
func (m *maker) roomFigures(c view.RollCall, votes []view.Vote, why string) ([]Figure, error) {
	groupQuery, err := query("groups", c.ID)
	if err != nil {
		return nil, err
	}
	seatQuery, err := query("seats", c.ID)
	if err != nil {
		return nil, err
	}
	room, table := m.room(votes)
	room.words = roomWords(c, room)
	by := Figure{ID: "vote-groups", Title: c.Symbol() + ": seats by vote and regional group", Query: groupQuery, Table: table, Says: roomSays(c, votes, why)}
	if len(votes) > 0 {
		by.Chart = room
	}
	who := Figure{ID: "vote-members", Title: c.Symbol() + ": who voted how", Query: seatQuery}
	who.Table = Table{Caption: "Members in the order of the list", Columns: []Column{{Name: "Member", Long: true}, {Name: "Code"}, {Name: "Regional group"}, {Name: "Vote"}}}
	names := make([][]string, len(ways))
	for _, v := range votes {
		vote := "not known"
		if v.Choice != view.Unknown {
			vote = v.Choice.String()
		}
		names[wayOf(vote)] = append(names[wayOf(vote)], v.Member())
		who.Table.Rows = append(who.Table.Rows, []Cell{text(v.Member()), text(v.MSCode), text(m.groupName(v.MSCode)), text(vote)})
	}
	for i, in := range names {
		if len(in) > 0 {
			who.Table.Listed = append(who.Table.Listed, fmt.Sprintf("%s, %d: %s.", ways[i].Name, len(in), strings.Join(in, ", ")))
		}
	}
	if len(votes) == 0 {
		return []Figure{by}, nil
	}
	return []Figure{by, who}, nil
}

func (m *maker) groupName(code string) string { return cmp.Or(m.group(code), "No group") }

func roomSays(c view.RollCall, votes []view.Vote, why string) []string {
	var says []string
	if c.Title != "" {
		says = append(says, c.Title)
	}
	facts := "Date not known."
	if c.Date != nil {
		facts = "Voted on " + c.Date.String() + "."
	}
	if t, ok := c.Tally(); ok {
		facts += fmt.Sprintf(" %d yes, %d no, %d abstentions", t.Yes, t.No, t.Abstain)
		if t.NonVoting != nil {
			facts += fmt.Sprintf(", %d non-voting", *t.NonVoting)
		}
		facts += "."
		if t.Printed {
			facts += " The totals are those that the source states."
		}
	}
	if c.Outcome != "" {
		facts += " Outcome: " + strings.ReplaceAll(c.Outcome, "_", " ") + "."
	}
	says = append(says, facts)
	unknown := 0
	for _, v := range votes {
		if v.Choice == view.Unknown {
			unknown++
		}
	}
	switch {
	case len(votes) == 0:
		says = append(says, "The source has no list of who voted how.")
	case unknown > 0:
		says = append(says, fmt.Sprintf("Of %s in the list the source does not tell the vote of %d.", count(len(votes), "line"), unknown))
	}
	if len(c.Issues) > 0 {
		says = append(says, "Issues with this record: "+strings.Join(c.Issues, ", ")+".")
	}
	if why = strings.TrimSpace(why); why != "" {
		says = append(says, why)
	}
	return says
}

// room seats the lines of a list by regional group, and counts them.
func (m *maker) room(votes []view.Vote) (room seats, t Table) {
	groups := map[string][]seat{}
	for _, v := range votes {
		s := seat{Code: cmp.Or(v.MSCode, "?"), Name: v.Member(), Focus: v.MSCode != "" && v.MSCode == m.options.Member}
		if v.Choice != view.Unknown {
			s.Vote = v.Choice.String()
		}
		groups[m.group(v.MSCode)] = append(groups[m.group(v.MSCode)], s)
	}
	t = Table{Caption: "Seats by regional group and vote", Columns: []Column{{Name: "Regional group"}, {Name: "Yes", Number: true},
		{Name: "No", Number: true}, {Name: "Abstain", Number: true}, {Name: "Non-voting", Number: true}, {Name: "Not known", Number: true}}}
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	slices.SortFunc(names, lastEmpty)
	for _, name := range names {
		in := groups[name]
		slices.SortStableFunc(in, func(a, b seat) int { return cmp.Or(wayOf(a.Vote)-wayOf(b.Vote), cmp.Compare(a.Code, b.Code)) })
		room.Groups = append(room.Groups, seatGroup{Name: cmp.Or(name, "No group"), Seats: in})
		counts := make([]int, len(ways))
		for _, s := range in {
			counts[wayOf(s.Vote)]++
		}
		t.Rows = append(t.Rows, []Cell{text(cmp.Or(name, "No group")), number(counts[0]), number(counts[2]), number(counts[1]), number(counts[3]), number(counts[4])})
	}
	return room, t
}

func roomWords(c view.RollCall, room seats) string {
	words := []string{"A square a member, by regional group, in the colour of its vote on " + c.Symbol() + "."}
	for _, g := range room.Groups {
		words = append(words, g.Name+": "+g.totals()+".")
	}
	return strings.Join(words, " ")
}

// textFigure is every vote on one text, in order.
func textFigure(votes []view.Group, symbol string) (Figure, error) {
	f := Figure{ID: "vote-text", Title: "Every vote on the text of " + symbol, Says: []string{count(len(votes), "vote") + ", in the order in which they were taken."}}
	f.Table = Table{Caption: "Votes on the text, in order", Columns: []Column{{Name: "Date"}, {Name: "Record"}, {Name: "Text"}, {Name: "Voted on"}, {Name: "Yes", Number: true},
		{Name: "No", Number: true}, {Name: "Abstain", Number: true}, {Name: "Non-voting", Number: true},
		{Name: "Stated yes", Number: true}, {Name: "Stated no", Number: true}, {Name: "Stated abstain", Number: true}, {Name: "Outcome"}}}
	chart := strips{words: "For each vote a strip, cut by how many voted how, as stated or else as counted. The table beneath has the numbers."}
	var ids []string
	for _, g := range votes {
		c := g.First()
		ids = append(ids, c.ID)
		what := cmp.Or(c.Target, c.Part, c.Scope, "not known")
		f.Table.Rows = append(f.Table.Rows, []Cell{dayCell(c.Date), link(c.ID, source(&c)), text(c.Symbol()), text(what),
			optional(c.Yes), optional(c.No), optional(c.Abstain), optional(c.NonVoting), optional(c.PrintedYes), optional(c.PrintedNo), optional(c.PrintedAbstain), text(c.Outcome)})
		t, ok := c.Stated()
		if !ok {
			t, ok = c.Tally()
		}
		if ok {
			x := strip{Name: what, Counts: [4]int{t.Yes, t.Abstain, t.No}}
			if t.NonVoting != nil {
				x.Counts[3] = *t.NonVoting
			}
			chart.Items = append(chart.Items, stripItem{Name: c.Symbol(), Note: strings.ReplaceAll(c.Outcome, "_", " "), Strips: []strip{x}})
		}
	}
	if len(chart.Items) > 0 {
		f.Chart = chart
	}
	var err error
	f.Query, err = query("texts", ids)
	return f, err
}
