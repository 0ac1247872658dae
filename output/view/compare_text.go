package view

import (
	"fmt"
	"strings"
)

// Text lays the comparison out for a reader.
func (c *Compared) Text(st Style) string {
	p := newPage(st)
	for i := range c.Pairs {
		if i > 0 {
			p.blank()
		}
		p.moves(&c.Pairs[i])
	}
	return p.String()
}

func (p *page) moves(m *Moves) {
	p.side("first", &m.First)
	p.side("second", &m.Second)
	p.blank()
	p.matrix(m)
	p.blank()
	moved := m.Moved()
	p.text(0, 2, bold, fmt.Sprintf("%s moved", counted(len(moved), "member")))
	for _, from := range Choices {
		for _, to := range Choices {
			if cell := m.Cell(from, to); from != to && len(cell) > 0 {
				p.list(2, choiceColour[to], fmt.Sprintf("%s %s %s (%d)", choiceWords[from], p.arrow(), choiceWords[to], len(cell)), lineNames(cell))
			}
		}
	}
	p.onlyOne(m)
}

func (p *page) arrow() string {
	if p.ASCII {
		return "->"
	}
	return "→"
}

// side says which vote it is.
func (p *page) side(name string, c *RollCall) {
	words := name + ": " + c.Symbol() + ", " + c.whatVoted()
	if c.Outcome != "" {
		words += ", " + wordFor(outcomeWords, c.Outcome)
	}
	p.text(0, 2, bold, words)
	if c.Title != "" {
		p.text(2, 0, "", c.Title)
	}
	p.text(2, 2, "", c.where())
	t, ok := c.Tally()
	if stated, has := c.Stated(); has && c.differ() {
		p.text(2, 2, "", "the source states: "+stated.words())
		p.text(2, 2, "", "its list has: "+t.words())
	} else if ok {
		p.text(2, 2, "", t.words())
	}
	p.text(2, 2, faint, c.ID)
}

// matrixHeads are narrow, for a terminal of 40 columns.
var matrixHeads = [...]string{"yes", "no", "abst.", "n.v.", "?"}

// matrix is a table of counts: a row a choice in the first list, a column one in
// the second.
func (p *page) matrix(m *Moves) {
	shown := Choices[:Unknown]
	for _, l := range m.Lines {
		if l.Absence == "" && (l.First == Unknown || l.Second == Unknown) {
			shown = Choices[:]
		}
	}
	const first, cell = 8, 6
	line := func(head string, of func(Choice) string) {
		fmt.Fprintf(&p.b, "%-*s", first, head)
		for _, c := range shown {
			fmt.Fprintf(&p.b, "%*s", cell, of(c))
		}
		p.blank()
	}
	p.text(first, 0, faint, "second")
	line("first", func(c Choice) string { return matrixHeads[c] })
	for _, from := range shown {
		line(matrixHeads[from], func(to Choice) string { return fmt.Sprint(len(m.Cell(from, to))) })
	}
	legend := "n.v.: listed, without a vote (absent, not participating or not entitled)"
	if len(shown) > int(Unknown) {
		legend += "; ?: the list does not tell"
	}
	p.text(0, 2, faint, legend)
}

// onlyOne names the members of one list alone, and says why.
func (p *page) onlyOne(m *Moves) {
	lines := m.OnlyOne()
	if len(lines) == 0 {
		return
	}
	p.blank()
	p.text(0, 2, bold, fmt.Sprintf("%s in one list only", counted(len(lines), "member")))
	for _, in := range []struct {
		side, other string
		otherCall   *RollCall
		choice      func(Line) Choice
	}{
		{"first", "second", &m.Second, func(l Line) Choice { return l.First }},
		{"second", "first", &m.First, func(l Line) Choice { return l.Second }},
	} {
		for _, why := range []string{NotAMember, NotInList} {
			for _, c := range Choices {
				var some []Line
				for _, l := range lines {
					if l.Absence == why && in.choice(l) == c {
						some = append(some, l)
					}
				}
				if len(some) == 0 {
					continue
				}
				reason := "not in the " + in.other + " list"
				if why == NotAMember {
					reason = "not a member on " + onDay(in.otherCall.Date)
				}
				p.list(2, "", fmt.Sprintf("%s in the %s, %s (%d)", choiceWords[c], in.side, reason, len(some)), lineNames(some))
			}
		}
	}
}

func lineNames(lines []Line) []string {
	names := make([]string, len(lines))
	for i, l := range lines {
		names[i] = l.Name
	}
	return names
}

// Text lays the agreement out for a reader: a figure a year, and beneath it the
// votes that it comes from.
func (a *Agreed) Text(st Style) string {
	p := newPage(st)
	p.text(0, 2, bold, fmt.Sprintf("%s (%s) with %s (%s)", a.Member.Name, a.Member.MSCode, a.With.Name, a.With.MSCode))
	p.text(0, 2, "", a.span())
	p.text(0, 2, "", a.method())
	if a.All.Votes+a.All.LeftOut() == 0 {
		p.text(0, 2, "", "No vote concerns either of them.")
	}
	var apart []string // years in which the two were in no list together
	for _, y := range a.Years {
		year := fmt.Sprint(y.Year)
		if y.Year == 0 {
			year = "undated"
		}
		if y.Votes+y.LeftOut() == y.NotBoth {
			apart = append(apart, year)
			continue
		}
		p.figure(year, y.Agreement)
	}
	if len(apart) > 0 {
		p.list(0, "", "only one of the two is in the lists of", apart)
	}
	if len(a.Years) > 1 {
		p.figure("all", a.All)
	}
	for _, n := range a.Notes() {
		p.text(0, 2, "", "Note: "+n)
	}
	return p.String()
}

// span is "General Assembly, 2014-01-01 to 2016-12-31".
func (a *Agreed) span() string {
	where := "General Assembly and Security Council"
	if a.Question.Body != "" {
		where = wordFor(bodyWords, a.Question.Body)
	}
	switch q := a.Question; {
	case q.From != nil && q.To != nil:
		where += ", " + q.From.String() + " to " + q.To.String()
	case q.From != nil:
		where += ", from " + q.From.String()
	case q.To != nil:
		where += ", to " + q.To.String()
	}
	return where
}

func (a *Agreed) method() string {
	what := "Votes on paragraphs, amendments, motions and parts of a text are not counted"
	if a.Question.Pieces {
		what = "Votes on paragraphs, amendments, motions and parts of a text are counted too"
	}
	return AgreementMethod + " Each vote counts once, however many records it has. " + what + " (" + fmt.Sprint(a.Pieces) + ")."
}

// AgreementMethod says how agreement is computed, in one place for all views.
const AgreementMethod = "Agreement after Lijphart (1963): the same vote counts 1, an abstention against yes or no a half, yes against no 0; the mean of the votes in which both said yes, no or abstained."

// figure is the figure with a bar, and the votes beneath it.
func (p *page) figure(name string, a Agreement) {
	const indent = 9
	index, ok := a.Index()
	p.b.WriteString(p.paint(bold, fmt.Sprintf("%-*s", indent-1, name)) + " ")
	if ok {
		fmt.Fprintf(&p.b, "%.3f ", index)
		p.share(index, min(p.Width-indent-6, 40))
	} else {
		p.b.WriteString("-")
	}
	p.blank()
	words := counted(a.Votes, "vote")
	if ok {
		words += fmt.Sprintf(": %d same, %d half, %d opposite", a.Same, a.Half, a.Opposite)
	}
	if n := a.LeftOut(); n > 0 {
		words += fmt.Sprintf("; left out %d: %s", n, strings.Join(a.leftOut(), ", "))
	}
	p.text(indent, 0, "", words)
}

func (a *Agreement) leftOut() (words []string) {
	for _, r := range []struct {
		n   int
		why string
	}{{a.NonVoting, "not voting"}, {a.Unknown, "vote not told"}, {a.NotBoth, "one not listed"}} {
		if r.n > 0 {
			words = append(words, fmt.Sprintf("%d %s", r.n, r.why))
		}
	}
	return words
}

// share draws a part of one.
func (p *page) share(part float64, room int) {
	full, empty := "█", "·"
	if p.ASCII {
		full, empty = "#", "."
	}
	n := min(room, max(0, int(part*float64(room)+0.5)))
	p.b.WriteString(p.paint(green, strings.Repeat(full, n)) + p.paint(faint, strings.Repeat(empty, room-n)))
}
