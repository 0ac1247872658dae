package report

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"unvotes/output/view"
)

// divides is the share of no and abstentions, one in so many, from which on a
// vote counts as divided.
const divides = 4

// vote shows one vote as seats, every vote on its text, and who voted how.
func (m *maker) vote(ctx context.Context) (Section, error) {
	s := Section{ID: "vote", Title: "One vote"}
	adoptions, err := m.snapshot.Adoptions(ctx)
	if err != nil {
		return s, err
	}
	symbol, why, err := m.choose(ctx)
	if err != nil {
		return s, err
	}
	if symbol == "" {
		s.Notes = []string{"There is no list of who voted how."}
		return s, nil
	}
	text, err := view.NewIndex(m.calls, adoptions, m.vetoed).Text(symbol)
	if err != nil {
		return s, err
	}
	if len(text.Votes) == 0 && len(text.Vetoed) > 0 {
		s.Notes = []string{fmt.Sprintf("%s was vetoed by %s; no list of who voted how is held.", text.Symbol, strings.Join(text.Vetoed[0].By(), ", "))}
		return s, nil
	}
	if len(text.Votes) == 0 {
		s.Notes = []string{text.Symbol + " was adopted without a vote."}
		for _, a := range text.Adoptions {
			if a.Title != "" {
				s.Notes = append(s.Notes, a.Title)
			}
		}
		return s, nil
	}
	group, ok := text.Whole()
	if !ok {
		group = slices.MaxFunc(text.Votes, func(a, b view.Group) int { return cmp.Compare(divided(a.First()), divided(b.First())) })
		if n := len(text.Votes); n > 1 {
			why += fmt.Sprintf(" %s has %s; this is the most divided.", text.Symbol, count(n, "vote"))
		}
	}
	call := group.First()
	lists, err := m.snapshot.Votes(ctx, call)
	if err != nil {
		return s, err
	}
	list := lists[call.ID]
	s.Figures = append(s.Figures, m.seatsFigure(call, list, strings.TrimSpace(why)))
	if votes := slices.Concat(text.Votes, text.Others); len(votes) > 1 {
		slices.SortStableFunc(votes, view.CompareTaken)
		s.Figures = append(s.Figures, textFigure(votes, call.Symbol()))
	}
	if len(list) > 0 {
		s.Figures = append(s.Figures, m.listFigure(call, list))
	}
	return s, nil
}

// choose returns the symbol or the id of the vote to show, and why it is shown.
func (m *maker) choose(ctx context.Context) (symbol, why string, err error) {
	if m.options.Symbol != "" {
		return m.options.Symbol, "", nil
	}
	pieces, _, err := m.pieces(ctx)
	if err != nil {
		return "", "", err
	}
	if len(pieces) > 0 {
		most := slices.MaxFunc(pieces, func(a, b move) int { return len(a.who) - len(b.who) }) // of equals the first, with the larger shift
		return most.whole.ID, "Shown because more members changed their vote between a piece of it and the whole than for any other text.", nil
	}
	for _, wanted := range []struct {
		why  string
		call func(c view.RollCall) bool
	}{
		{fmt.Sprintf("Shown because it is the newest divided vote of the %s: at least one in %d of those who voted yes, no or abstained did not vote yes.", m.bodyName(), divides), func(c view.RollCall) bool {
			return c.Body == m.body && *c.Yes+divided(c) > 0 && divides*divided(c) >= *c.Yes+divided(c)
		}},
		{"Shown because it is the newest vote.", func(view.RollCall) bool { return true }},
	} {
		if c := newest(m.calls, wanted.call); c != nil {
			return c.ID, wanted.why, nil
		}
	}
	return "", "", nil
}

// newest returns the last wanted vote on a whole text that has counted totals;
// of one day the most divided.
func newest(calls []view.RollCall, wanted func(view.RollCall) bool) (best *view.RollCall) {
	for i := range calls {
		c := &calls[i]
		if c.Date == nil || c.Yes == nil || c.IsPiece() || !wanted(*c) {
			continue
		}
		if best == nil || *c.Date > *best.Date || *c.Date == *best.Date && divided(*c) > divided(*best) {
			best = c
		}
	}
	return best
}

// divided returns how many said no or abstained, -1 if that was not counted.
func divided(c view.RollCall) int32 {
	if c.Yes == nil {
		return -1
	}
	return *c.No + *c.Abstain
}

// seatsFigure shows the lines of a list as seats by regional group.
func (m *maker) seatsFigure(c view.RollCall, list []view.Vote, why string) Figure {
	f := Figure{ID: "vote-groups", Title: c.Symbol() + ": seats by vote and regional group", Notes: voteNotes(c, list, why), Query: query("groups", c.ID),
		Table: Table{Caption: "Seats by regional group and vote", Columns: []Column{{Name: "Regional group"}, {"Yes", number}, {"No", number}, {"Abstain", number}, {"Not voting", number}, {"Not known", number}}}}
	byGroup := map[string][]seat{}
	for _, v := range list {
		one := seat{Code: cmp.Or(v.MSCode, "?"), Name: v.Member(), Choice: len(choices) - 1, Focus: v.MSCode != "" && v.MSCode == m.options.Member}
		if v.How() != view.Unknown {
			one.Choice = choiceIndex(v.How().String())
		}
		byGroup[m.group(v.MSCode)] = append(byGroup[m.group(v.MSCode)], one)
	}
	var groups []seatGroup
	for _, name := range slices.SortedFunc(maps.Keys(byGroup), nullsLast) {
		g := seatGroup{Name: cmp.Or(name, "No group"), Seats: byGroup[name]}
		slices.SortStableFunc(g.Seats, func(a, b seat) int { return cmp.Or(a.Choice-b.Choice, cmp.Compare(a.Code, b.Code)) })
		groups = append(groups, g)
		n := g.counts()
		f.Table.Rows = append(f.Table.Rows, []Cell{word(g.Name), integer(n[0]), integer(n[1]), integer(n[2]), integer(n[3]), integer(n[4])})
	}
	if len(list) > 0 {
		f.Picture = drawSeats(groups, "A square for each member, by regional group, in the colour of its vote on "+c.Symbol()+".")
		f.Picture.Caption = c.Subject()
		if c.Date != nil {
			f.Picture.Caption += ", " + c.Date.String()
		}
	}
	return f
}

// voteNotes say what was voted on, the totals, and what is missing.
func voteNotes(c view.RollCall, list []view.Vote, why string) (notes []string) {
	facts := "Date not known."
	if c.Date != nil {
		facts = "Voted on " + c.Date.String() + "."
	}
	if t, ok := c.Tally(); ok {
		facts += fmt.Sprintf(" %d yes, %d no, %d abstentions", t.Yes, t.No, t.Abstain)
		if t.NonVoting != nil {
			facts += fmt.Sprintf(", %d not voting", *t.NonVoting)
		}
		facts += "."
		if t.Printed {
			facts += " The totals are those that the source states."
		}
	}
	if c.Outcome != "" {
		facts += " Outcome: " + strings.ReplaceAll(string(c.Outcome), "_", " ") + "."
	}
	unknown := ""
	n := 0
	for _, v := range list {
		if v.How() == view.Unknown {
			n++
		}
	}
	switch {
	case len(list) == 0:
		unknown = "The source has no list of who voted how."
	case n > 0:
		unknown = fmt.Sprintf("Of %s in the list, the votes of %d are not known.", count(len(list), "line"), n)
	}
	issues := ""
	if len(c.IssueCodes) > 0 {
		issues = "Issues with this record: " + strings.Join(c.IssueCodes, ", ") + "."
	}
	return slices.DeleteFunc([]string{c.Title, facts, unknown, issues, why}, func(s string) bool { return s == "" })
}

type seatGroup struct {
	Name  string
	Seats []seat // in the order of choices
}

type seat struct {
	Code, Name string
	Choice     int  // index in choices
	Focus      bool // drawn with an edge
}

func (g seatGroup) counts() []int {
	n := make([]int, len(choices))
	for _, s := range g.Seats {
		n[s.Choice]++
	}
	return n
}

// drawSeats draws a square for each member, group by group.
func drawSeats(groups []seatGroup, words string) *Picture {
	const across, width, height, gap = 16, 30, 20, 3
	const right = across*(width+gap) - gap
	var c canvas
	all := make([]int, len(choices))
	for _, g := range groups {
		for i, n := range g.counts() {
			all[i] += n
		}
	}
	var keys []key
	for i, n := range all {
		if n > 0 {
			keys = append(keys, key{choices[i].Class, fmt.Sprintf("%s %d", choices[i].Name, n)})
		}
	}
	y := c.legend(0, right, keys) + 4
	for _, g := range groups {
		var totals []string
		for i, n := range g.counts() {
			if n > 0 {
				totals = append(totals, fmt.Sprintf("%d %s", n, strings.ToLower(choices[i].Name)))
			}
		}
		said := strings.Join(totals, ", ")
		words += " " + g.Name + ": " + said + "."
		c.text("strong", 0, y+14, g.Name)
		if px(utf8.RuneCountInString(g.Name+said)+4)*letter > right { // beneath the name
			y += 18
			c.text("soft", 0, y+14, said)
		} else {
			c.text("soft end", right, y+14, said)
		}
		y += 21
		for i, s := range g.Seats {
			x, y := px(i%across)*(width+gap), y+px(i/across)*(height+gap)
			class := "seat " + choices[s.Choice].Class
			if s.Focus {
				class += " focus"
			}
			c.group(class, s.Name+": "+strings.ToLower(choices[s.Choice].Name))
			c.add(`<rect x="%s" y="%s" width="%d" height="%d" rx="3"/>`, x, y, width, height)
			c.text("", x+width/2, y+height/2+4, s.Code)
			c.end()
		}
		y += px((len(g.Seats)+across-1)/across)*(height+gap) + 12
	}
	return &Picture{Class: "seats", Width: right, Height: y, Words: words, shapes: c.b.String()}
}

// listFigure names who voted how.
func (m *maker) listFigure(c view.RollCall, list []view.Vote) Figure {
	f := Figure{ID: "vote-members", Title: c.Symbol() + ": who voted how", Query: query("seats", c.ID),
		Table: Table{Caption: "Members in the order of the list", Columns: []Column{{"Member", long}, {Name: "Code"}, {Name: "Regional group"}, {Name: "Vote"}}}}
	names := make([][]string, len(choices))
	for _, v := range list {
		vote := "not known"
		if v.How() != view.Unknown {
			vote = v.How().String()
		}
		names[choiceIndex(vote)] = append(names[choiceIndex(vote)], v.Member())
		f.Table.Rows = append(f.Table.Rows, []Cell{word(v.Member()), word(v.MSCode), word(cmp.Or(m.group(v.MSCode), "No group")), word(vote)})
	}
	for i, of := range names {
		if len(of) > 0 {
			f.Table.Listed = append(f.Table.Listed, fmt.Sprintf("%s, %d: %s.", choices[i].Name, len(of), strings.Join(of, ", ")))
		}
	}
	return f
}

// textFigure shows every vote on one text, in order.
func textFigure(votes []view.Group, symbol string) Figure {
	f := Figure{ID: "vote-text", Title: "Every vote on the text of " + symbol, Notes: []string{count(len(votes), "vote") + ", in the order in which they were taken."},
		Table: Table{Caption: "Votes on the text, in order", Columns: []Column{{Name: "Date"}, {Name: "Record"}, {Name: "Text"}, {Name: "Voted on"},
			{"Yes", number}, {"No", number}, {"Abstain", number}, {"Not voting", number}, {"Stated yes", number}, {"Stated no", number}, {"Stated abstain", number}, {Name: "Outcome"}}}}
	var items []stripItem
	var ids []string
	for _, g := range votes {
		c := g.First()
		ids = append(ids, c.ID)
		what := cmp.Or(c.Target, c.Part, string(c.Scope), "not known")
		f.Table.Rows = append(f.Table.Rows, []Cell{day(c.Date), link(c.ID, source(&c)), word(c.Symbol()), word(what),
			optional(c.Yes), optional(c.No), optional(c.Abstain), optional(c.NonVoting), optional(c.PrintedYes), optional(c.PrintedNo), optional(c.PrintedAbstain), word(string(c.Outcome))})
		t, ok := c.Stated()
		if !ok {
			t, ok = c.Tally()
		}
		if ok {
			one := strip{Name: what, Counts: [4]int{t.Yes, t.No, t.Abstain}}
			if t.NonVoting != nil {
				one.Counts[3] = *t.NonVoting
			}
			items = append(items, stripItem{Name: c.Symbol(), Note: strings.ReplaceAll(string(c.Outcome), "_", " "), Strips: []strip{one}})
		}
	}
	if len(items) > 0 {
		f.Picture = drawStrips(items, "For each vote a strip, divided by how many voted how: as stated by the source, or else as counted. The table has the numbers.")
	}
	f.Query = query("texts", ids)
	return f
}
