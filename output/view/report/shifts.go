package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"unvotes/output/view"
)

const (
	shiftsShown  = 15 // in the tables
	shiftsDrawn  = 8  // in the pictures
	leastInBoth  = 10 // members that voted both times, for a shift to count
	followWithin = 3  // years
)

// pieceShift is a vote on a piece beside that on its whole.
type pieceShift struct {
	piece, whole view.RollCall
	shift
	counts [2][4]int // how many voted how on the piece, on the whole
	nulls  int       // in both lists
	who    []string  // ms_codes of those that are known to have moved
}

func (p *pieceShift) name() string { return cmp.Or(p.piece.Target, p.piece.Part, p.piece.Scope) }

// pieceShifts are the votes on pieces whose whole was voted on too: those whose
// lists can be compared, and those that are known by their totals only. The
// largest shift is first.
func (m *maker) pieceShifts(ctx context.Context) (moved, totals []pieceShift, err error) {
	wanted := map[string]bool{}
	for i := range m.calls {
		c := &m.calls[i]
		if whole := m.byID[c.ParentID]; whole != nil {
			wanted[c.VoteGroupID], wanted[whole.VoteGroupID] = true, true
		}
	}
	var calls []view.RollCall
	for i := range m.calls {
		if wanted[m.calls[i].VoteGroupID] {
			calls = append(calls, m.calls[i])
		}
	}
	b, err := m.snapshot.Ballots(ctx, calls)
	if err != nil {
		return nil, nil, err
	}
	rows, place := rowsOf(b), map[string]int{}
	for g, group := range b.Groups {
		place[group.ID] = g
	}
	for g, group := range b.Groups {
		piece := m.byID[group.ID] // the first record
		if piece == nil || m.byID[piece.ParentID] == nil {
			continue
		}
		p := pieceShift{piece: *piece, whole: *m.byID[piece.ParentID]}
		w := place[p.whole.VoteGroupID]
		p.shift, p.who = between(rows, g, w), movers(b.Codes(), rows, g, w)
		switch {
		case p.both < leastInBoth:
			if p.stated() {
				totals = append(totals, p)
			}
		case p.moved > 0:
			p.counts, p.nulls = [2][4]int{tallies(rows, g), tallies(rows, w)}, nulls(rows, []int{g, w})
			moved = append(moved, p)
		}
	}
	slices.SortFunc(moved, func(a, b pieceShift) int {
		return cmp.Or(larger(a.shift, b.shift), cmp.Compare(a.piece.ID, b.piece.ID))
	})
	slices.SortFunc(totals, func(a, b pieceShift) int {
		return cmp.Or(b.apart()-a.apart(), cmp.Compare(a.piece.ID, b.piece.ID))
	})
	return moved, totals, nil
}

// stated takes the totals as the source states them, or else as they were
// counted; ok is false where one of the two votes has none.
func (p *pieceShift) stated() (ok bool) {
	for i, c := range []*view.RollCall{&p.piece, &p.whole} {
		yes, no, abstain := cmp.Or(c.PrintedYes, c.Yes), cmp.Or(c.PrintedNo, c.No), cmp.Or(c.PrintedAbstain, c.Abstain)
		if yes == nil || no == nil || abstain == nil || *yes+*no+*abstain <= 0 {
			return false
		}
		p.counts[i] = [4]int{int(*yes), int(*abstain), int(*no)}
	}
	return true
}

// yesTenth is the share of yes among those who voted, in tenths of a per cent.
func yesTenth(counts [4]int) int { return 1000 * counts[0] / (counts[0] + counts[1] + counts[2]) }

// apart is by how much the shares of yes differ.
func (p *pieceShift) apart() int {
	d := yesTenth(p.counts[0]) - yesTenth(p.counts[1])
	return max(d, -d)
}

// rowsOf are the rows of ballots, by code.
func rowsOf(b *view.Ballots) (rows [][]view.Choice) {
	for _, code := range b.Codes() {
		rows = append(rows, b.Of(code))
	}
	return rows
}

// between is the shift from one vote to another.
func between(rows [][]view.Choice, one, other int) (s shift) {
	for _, row := range rows {
		s.add(row[one], row[other])
	}
	return s
}

// movers are the codes of the members that moved from one vote to another, in
// the order of the rows.
func movers(codes []string, rows [][]view.Choice, one, other int) (who []string) {
	for i, row := range rows {
		s := shift{}
		if s.add(row[one], row[other]); s.moved > 0 {
			who = append(who, codes[i])
		}
	}
	return who
}

// tallies are how many voted how in a vote, in the order of ways.
func tallies(rows [][]view.Choice, vote int) (counts [4]int) {
	for _, row := range rows {
		if c := row[vote]; c < view.Unknown {
			counts[wayOf(c.String())]++
		}
	}
	return counts
}

// larger orders shifts, the largest first.
func larger(a, b shift) int { return cmp.Or(b.tenth()-a.tenth(), b.moved-a.moved) }

// shifts are the largest moves between a piece and its whole, and between a
// text and its follow-up.
func (m *maker) shifts(ctx context.Context) (Section, error) {
	s := Section{ID: "shifts", Title: "Who moved"}
	pieces, totals, err := m.pieceShifts(ctx)
	if err != nil {
		return s, err
	}
	if len(pieces)+len(totals) == 0 {
		s.Says = []string{"No vote on a paragraph or another piece stands beside a vote on its whole here. Such votes are in the verbatim records of the meetings."}
	}
	if len(pieces) > 0 {
		f, err := piecesFigure(pieces)
		if err != nil {
			return s, err
		}
		s.Figures = append(s.Figures, f)
	}
	if len(totals) > 0 {
		f, err := totalsFigure(totals)
		if err != nil {
			return s, err
		}
		s.Figures = append(s.Figures, f)
	}
	follow, err := m.followFigure()
	if err != nil {
		return s, err
	}
	s.Figures = append(s.Figures, follow)
	return s, nil
}

func piecesFigure(pieces []pieceShift) (Figure, error) {
	f := Figure{ID: "shifts-pieces", Title: "A piece and its whole"}
	untold := 0
	for _, p := range pieces {
		untold += p.nulls
	}
	f.Says = []string{fmt.Sprintf("%s on a paragraph or another piece of a text can be compared with the vote on the whole; here are those with the largest shift. At least %d members must have voted on both. Left out: non-voting members, and %s in these lists.",
		count(len(pieces), "vote"), leastInBoth, count(untold, "null vote"))}
	f.Table = Table{Caption: "Largest shifts between a piece and its whole", Columns: []Column{{Name: "Text"}, {Name: "Piece"}, {Name: "Date"},
		{Name: "Moved", Number: true}, {Name: "Voted on both", Number: true}, {Name: "Shift, %", Number: true}, {Name: "Who moved", Long: true}}}
	chart := strips{words: "For each piece two strips, the vote on the piece above that on the whole, cut by how many voted how. The table beneath has the shifts."}
	for i, p := range pieces[:min(len(pieces), shiftsShown)] {
		what := p.name()
		f.Table.Rows = append(f.Table.Rows, []Cell{link(p.whole.Symbol(), source(&p.whole)), text(what), dayCell(p.piece.Date), number(p.moved), number(p.both), share(p.tenth()), text(strings.Join(p.who, ", "))})
		if i < shiftsDrawn {
			chart.Items = append(chart.Items, stripItem{Name: p.whole.Symbol() + " " + titleOf(&p.whole), Note: fmt.Sprintf("%d of %d moved", p.moved, p.both),
				Strips: []strip{{Name: what, Counts: p.counts[0]}, {Name: "whole", Counts: p.counts[1]}}})
		}
	}
	f.Chart = chart
	var err error
	f.Query, err = query("pieces", nil)
	return f, err
}

// totalsFigure are pieces whose lists cannot be compared with that of the whole:
// a meeting record can lack the list, and state the totals.
func totalsFigure(totals []pieceShift) (Figure, error) {
	f := Figure{ID: "shifts-totals", Title: "A piece and its whole, by totals alone"}
	f.Says = []string{fmt.Sprintf("%s on a piece cannot be compared member by member: fewer than %d members are known to have voted on both. These are the totals as the source states them, or else as counted; the shares are of those who voted. Who stands in both lists and moved is named.",
		count(len(totals), "vote"), leastInBoth)}
	f.Table = Table{Caption: "Totals of a piece and of its whole", Columns: []Column{{Name: "Text"}, {Name: "Piece"}, {Name: "Date"}, {Name: "Yes", Number: true}, {Name: "No", Number: true}, {Name: "Abstain", Number: true},
		{Name: "Whole: yes", Number: true}, {Name: "Whole: no", Number: true}, {Name: "Whole: abstain", Number: true}, {Name: "Yes, %", Number: true}, {Name: "Whole: yes, %", Number: true}, {Name: "Known to have moved", Long: true}}}
	chart := strips{words: "For each piece two strips, the vote on the piece above that on the whole, cut by the totals. The table beneath has the numbers."}
	for i, p := range totals[:min(len(totals), shiftsShown)] {
		row := []Cell{link(p.whole.Symbol(), source(&p.whole)), text(p.name()), dayCell(p.piece.Date)}
		for _, c := range p.counts {
			row = append(row, number(c[0]), number(c[2]), number(c[1]))
		}
		f.Table.Rows = append(f.Table.Rows, append(row, share(yesTenth(p.counts[0])), share(yesTenth(p.counts[1])), text(strings.Join(p.who, ", "))))
		if i < shiftsDrawn {
			chart.Items = append(chart.Items, stripItem{Name: p.whole.Symbol() + " " + titleOf(&p.whole), Note: fmt.Sprintf("yes %s %%, of the whole %s %%", tenths(yesTenth(p.counts[0])), tenths(yesTenth(p.counts[1]))),
				Strips: []strip{{Name: p.name(), Counts: p.counts[0]}, {Name: "whole", Counts: p.counts[1]}}})
		}
	}
	f.Chart = chart
	var err error
	f.Query, err = query("totals", nil)
	return f, err
}

// followed is a text with its follow-up of a later year.
type followed struct {
	text, next *view.RollCall
	vote, then int // their votes in the ballots
	shift
}

// titleOf is the title without what the catalogue adds to it (" : resolution /
// adopted by the General Assembly").
func titleOf(c *view.RollCall) string {
	title, _, _ := strings.Cut(c.Title, " : ")
	return strings.TrimSpace(title)
}

// follows are texts of the Assembly with their follow-ups, the largest shift
// first.
func (a *assembly) follows() []followed {
	type titled struct {
		title string
		year  int
	}
	byTitle := map[string][]titled{}
	at := map[titled][]int{}
	for g, group := range a.ballots.Groups {
		c := group.First()
		if c.Date == nil || c.Title == "" || !a.told[g] {
			continue
		}
		k := titled{strings.ToLower(titleOf(&c)), c.Date.Year()}
		if at[k] = append(at[k], g); len(at[k]) == 1 {
			byTitle[k.title] = append(byTitle[k.title], k)
		}
	}
	var out []followed
	for _, years := range byTitle {
		years = slices.DeleteFunc(years, func(k titled) bool { return len(at[k]) > 1 })
		slices.SortFunc(years, func(a, b titled) int { return a.year - b.year })
		for i := 1; i < len(years); i++ {
			if years[i].year-years[i-1].year > followWithin {
				continue
			}
			f := followed{vote: at[years[i-1]][0], then: at[years[i]][0]}
			if f.shift = between(a.rows, f.vote, f.then); f.both < leastInBoth || f.moved == 0 {
				continue
			}
			first, second := a.ballots.Groups[f.vote].First(), a.ballots.Groups[f.then].First()
			f.text, f.next = &first, &second
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b followed) int { return cmp.Or(larger(a.shift, b.shift), cmp.Compare(a.text.ID, b.text.ID)) })
	return out
}

func (m *maker) followFigure() (Figure, error) {
	all := m.assembly.follows()
	f := Figure{ID: "shifts-follow", Title: "A text and its follow-up"}
	f.Says = []string{
		fmt.Sprintf("Two texts of the Assembly are one matter here when their titles are the same up to the catalogue's \" : resolution\", without regard to case, and each is the only one of its year with that title; the follow-up is the next year's that has one, at most %d years later. The same title need not be the same text: read both.", followWithin),
		fmt.Sprintf("%s compared; at least %d members must have voted both times. Left out: non-voting members, and %s in the lists of the Assembly.", count(len(all), "pair"), leastInBoth, count(nulls(m.assembly.rows, m.assembly.all()), "null vote"))}
	if len(all) == 0 {
		f.Says[1] = "There is no such pair here."
		return f, nil
	}
	f.Table = Table{Caption: "Largest shifts between a text and its follow-up", Columns: []Column{{Name: "Title", Long: true}, {Name: "Text"}, {Name: "Year", Number: true}, {Name: "Follow-up"}, {Name: "Its year", Number: true},
		{Name: "Moved", Number: true}, {Name: "Voted both times", Number: true}, {Name: "Shift, %", Number: true}, {Name: "Who moved", Long: true}}}
	chart := strips{words: "For each matter two strips, the earlier vote above the later, cut by how many voted how. The table beneath has the shifts."}
	for i, p := range all[:min(len(all), shiftsShown)] {
		f.Table.Rows = append(f.Table.Rows, []Cell{text(titleOf(p.text)), link(p.text.Symbol(), source(p.text)), number(p.text.Date.Year()), link(p.next.Symbol(), source(p.next)), number(p.next.Date.Year()),
			number(p.moved), number(p.both), share(p.tenth()), text(strings.Join(movers(m.assembly.codes, m.assembly.rows, p.vote, p.then), ", "))})
		if i < shiftsDrawn {
			chart.Items = append(chart.Items, stripItem{Name: titleOf(p.text), Note: fmt.Sprintf("%d of %d moved", p.moved, p.both), Strips: []strip{
				{Name: strconv.Itoa(p.text.Date.Year()), Counts: tallies(m.assembly.rows, p.vote)},
				{Name: strconv.Itoa(p.next.Date.Year()), Counts: tallies(m.assembly.rows, p.then)}}})
		}
	}
	f.Chart = chart
	var err error
	f.Query, err = query("follow", struct{ From string }{})
	return f, err
}
