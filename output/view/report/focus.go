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
	lonelyShown  = 12
	companyNamed = 5 // others are named up to so many
)

// focus is one member: how it agreed with the permanent five, and when it stood
// alone.
func (m *maker) focus(context.Context) (Section, error) {
	code := m.options.Member
	s := Section{ID: "member", Title: m.name(code)}
	q, with := view.Question{}, focusQuery{Member: code}
	if m.options.From != nil || m.options.To != nil {
		if from, to, ok := m.period(); ok {
			q.From, q.To = &from, &to
			with.From, with.To = from.String(), to.String()
		}
	}
	votes := m.votesOf(code, q)
	if len(votes) == 0 {
		s.Says = []string{fmt.Sprintf("%s said yes, no or abstained in no vote of the General Assembly that is held%s.", m.name(code), span(with))}
		return s, nil
	}
	silent, untold := m.silences(code, q)
	s.Says = []string{fmt.Sprintf("%s said yes, no or abstained in %s of the General Assembly%s. Left out: %s in which it is listed and did not vote, and %s in which its vote is null.",
		m.name(code), count(len(votes), "vote"), span(with), thousands(silent), thousands(untold))}
	years, err := m.yearsFigure(code, votes, with)
	if err != nil {
		return s, err
	}
	lonely, err := m.lonelyFigure(code, votes, with)
	s.Figures = []Figure{years, lonely}
	return s, err
}

type focusQuery struct {
	From, To, Member string
	Others           []struct{ Code, Before string }
}

func span(q focusQuery) string {
	if q.From == "" {
		return ""
	}
	return " from " + q.From + " to " + q.To
}

// votesOf are the votes in which a member said yes, no or abstained.
func (m *maker) votesOf(code string, q view.Question) (votes []int) {
	row := m.assembly.ballots.Of(code)
	for g, group := range m.assembly.ballots.Groups {
		if row != nil && row[g].Voted() && q.Spans(group.First().Date) {
			votes = append(votes, g)
		}
	}
	return votes
}

// silences are how many votes list a member without a vote, and how many do not
// tell its vote.
func (m *maker) silences(code string, q view.Question) (silent, untold int) {
	for g, c := range m.assembly.ballots.Of(code) {
		switch {
		case !q.Spans(m.assembly.ballots.Groups[g].First().Date):
		case c == view.NonVoting:
			silent++
		case c == view.Unknown:
			untold++
		}
	}
	return silent, untold
}

// yearsFigure is the member's agreement with the permanent five by year.
func (m *maker) yearsFigure(code string, votes []int, with focusQuery) (Figure, error) {
	f := Figure{ID: "member-years", Title: m.name(code) + ": agreement with the permanent five", Says: []string{
		"Votes of the General Assembly on texts, by year; the number of votes in which both said yes, no or abstained stands beside each share. The seat of the Russian Federation is that of the Soviet Union until 1991."}}
	f.Table = Table{Caption: "Agreement by year, %, and votes in common", Columns: []Column{{Name: "Year"}}}
	for _, p := range permanentFive {
		if code == p.Code || code == p.Before {
			continue
		}
		with.Others = append(with.Others, struct{ Code, Before string }{p.Code, p.Before})
		f.Table.Columns = append(f.Table.Columns, Column{Name: p.Code + ", %", Number: true}, Column{Name: p.Code + " votes", Number: true})
	}
	years, byYear := m.byYear(votes)
	l := lines{Lines: make([]line, len(with.Others))}
	for _, year := range years {
		if l.From == 0 {
			l.From = year
		}
		l.To = year
		row := []Cell{number(year)}
		for i, p := range with.Others {
			a := m.agreementIn(byYear[year], code, p.Code, p.Before)
			l.Lines[i].Name, l.Lines[i].Short = m.name(p.Code), p.Code
			if a.Votes == 0 {
				row = append(row, Cell{}, number(0))
				continue
			}
			row = append(row, share(tenthOf(a)), number(a.Votes))
			l.Lines[i].Points = append(l.Lines[i].Points, linePoint{Year: year, Tenth: tenthOf(a), Votes: a.Votes})
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	if len(years) > 0 {
		l.words = lineWords(m.name(code), l)
		f.Chart = l
	}
	var err error
	f.Query, err = query("years", with)
	return f, err
}

// byYear sorts votes into years; those without a date are in none.
func (m *maker) byYear(votes []int) (years []int, byYear map[int][]int) {
	byYear = map[int][]int{}
	for _, g := range votes {
		if d := m.assembly.ballots.Groups[g].First().Date; d != nil {
			if byYear[d.Year()] == nil {
				years = append(years, d.Year())
			}
			byYear[d.Year()] = append(byYear[d.Year()], g)
		}
	}
	slices.Sort(years)
	return years, byYear
}

// agreementIn is the agreement of a member with the holders of a seat over votes.
func (m *maker) agreementIn(votes []int, code string, holders ...string) (a view.Agreement) {
	x := m.assembly.ballots.Of(code)
	for _, holder := range holders {
		y := m.assembly.ballots.Of(holder)
		for _, g := range votes {
			if y == nil || !y[g].Voted() {
				continue
			}
			a.Votes++
			switch stepsBetween(x[g], y[g]) {
			case 0:
				a.Same++
			case 1:
				a.Half++
			default:
				a.Opposite++
			}
		}
	}
	return a
}

func lineWords(name string, l lines) string {
	words := []string{fmt.Sprintf("Lines of the agreement of %s with each of the others, %d to %d.", name, l.From, l.To)}
	for _, x := range l.Lines {
		if n := len(x.Points); n > 0 {
			words = append(words, fmt.Sprintf("%s: %s %% in %d, %s %% in %d.", x.Name, tenths(x.Points[0].Tenth), x.Points[0].Year, tenths(x.Points[n-1].Tenth), x.Points[n-1].Year))
		}
	}
	return strings.Join(words, " ")
}

// lonelyVote is a vote with how many others voted as the member did.
type lonelyVote struct {
	vote           int
	call           view.RollCall
	company, voted int
}

// lonelyFigure are the votes in which the fewest others voted as the member did.
func (m *maker) lonelyFigure(code string, votes []int, with focusQuery) (Figure, error) {
	b := m.assembly.ballots
	mine := b.Of(code)
	var all []lonelyVote
	for _, g := range votes {
		v := lonelyVote{vote: g, call: b.Groups[g].First(), company: -1}
		for _, row := range m.assembly.rows {
			if c := row[g]; c.Voted() {
				v.voted++
				if c == mine[g] {
					v.company++
				}
			}
		}
		all = append(all, v)
	}
	slices.SortFunc(all, func(x, y lonelyVote) int {
		return cmp.Or(x.company-y.company, y.voted-x.voted, compareDays(y.call.Date, x.call.Date), cmp.Compare(x.call.ID, y.call.ID))
	})
	f := Figure{ID: "member-lonely", Title: m.name(code) + ": its loneliest votes", Says: []string{
		fmt.Sprintf("Of %s, those in which the fewest others voted as it did. Others that did not vote, or whose vote is null, are not counted.", count(len(all), "vote"))}}
	f.Table = Table{Caption: "Loneliest votes", Columns: []Column{{Name: "Date"}, {Name: "Text"}, {Name: "Title", Long: true}, {Name: "Vote"}, {Name: "Others with it", Number: true}, {Name: "Who", Long: true}, {Name: "Voted", Number: true}}}
	chart := strips{words: "For each vote a strip, cut by how many voted how; the part of the member's own vote has a dark edge. The table beneath has the numbers."}
	for i, v := range all[:min(len(all), lonelyShown)] {
		f.Table.Rows = append(f.Table.Rows, []Cell{dayCell(v.call.Date), link(v.call.Symbol(), source(&v.call)), text(titleOf(&v.call)), text(mine[v.vote].String()), number(v.company), text(m.company(code, v)), number(v.voted)})
		if i < shiftsDrawn {
			x := strip{Name: yearOf(&v.call), Counts: tallies(m.assembly.rows, v.vote), Mark: mine[v.vote].String()}
			chart.Items = append(chart.Items, stripItem{Name: v.call.Symbol() + " " + titleOf(&v.call), Note: fmt.Sprintf("%d with it", v.company), Strips: []strip{x}})
		}
	}
	f.Chart = chart
	var err error
	f.Query, err = query("lonely", with)
	return f, err
}

func yearOf(c *view.RollCall) string {
	if c.Date == nil {
		return "no date"
	}
	return strconv.Itoa(c.Date.Year())
}

// compareDays orders days, unknown ones before all.
func compareDays(a, b *view.Day) int {
	if a == nil || b == nil {
		return cmp.Compare(btoi(a != nil), btoi(b != nil))
	}
	return cmp.Compare(*a, *b)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// company names the others that voted as the member did, where they are few.
func (m *maker) company(code string, v lonelyVote) string {
	if v.company == 0 || v.company > companyNamed {
		return ""
	}
	b := m.assembly.ballots
	var names []string
	for _, other := range m.assembly.codes {
		if other != code && b.Of(other)[v.vote] == b.Of(code)[v.vote] {
			names = append(names, m.name(other))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
