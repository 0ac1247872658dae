package view

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"unvotes/normalize"
)

// Agreement is how much two members agree over some votes, after Arend Lijphart,
// "The Analysis of Bloc Voting in the General Assembly: A Critique and a
// Proposal", American Political Science Review 57 (1963): the same vote counts
// 1, an abstention against yes or no a half, yes against no nothing. Only votes
// in which both said yes, no or abstained count.
type Agreement struct {
	Votes     int `json:"votes"` // Same + Half + Opposite
	Same      int `json:"same"`
	Abstained int `json:"both_abstained"` // of Same
	Half      int `json:"half"`
	Opposite  int `json:"opposite"`
	// Votes that leave the pair out, each counted once, by the first of these
	// that is true.
	NotBoth   int `json:"one_not_listed"` // one stands in the list, the other does not
	Unknown   int `json:"vote_unknown"`   // the vote of one or both is not known
	NonVoting int `json:"non_voting"`     // one or both are listed and did not vote
}

// AgreementMethod says how agreement is computed.
const AgreementMethod = "Agreement after Lijphart (1963): the same vote counts 1, an abstention against yes or no a half, yes against no 0; the mean of the votes in which both said yes, no or abstained."

// Index returns the agreement from 0 to 1; ok is false without votes.
func (a Agreement) Index() (index float64, ok bool) {
	if a.Votes == 0 {
		return 0, false
	}
	return (float64(a.Same) + float64(a.Half)/2) / float64(a.Votes), true
}

// Strict returns the share of the votes in which both made the same choice of
// the three; ok is false without votes.
func (a Agreement) Strict() (share float64, ok bool) {
	if a.Votes == 0 {
		return 0, false
	}
	return float64(a.Same) / float64(a.Votes), true
}

// YesNo returns the share of the votes in which both made the same choice, of
// those in which both said yes or no, as the US State Department counts; ok is
// false without such votes.
func (a Agreement) YesNo() (share float64, ok bool) {
	same := a.Same - a.Abstained
	if same+a.Opposite == 0 {
		return 0, false
	}
	return float64(same) / float64(same+a.Opposite), true
}

// LeftOut returns how many votes leave the pair out.
func (a Agreement) LeftOut() int { return a.NotBoth + a.Unknown + a.NonVoting }

func (a *Agreement) count(x, y Choice) {
	switch {
	case x == NotListed && y == NotListed: // a vote of others
	case x == NotListed || y == NotListed:
		a.NotBoth++
	case x == Unknown || y == Unknown:
		a.Unknown++
	case x == NonVoting || y == NonVoting:
		a.NonVoting++
	case x == y:
		a.Same++
		a.Votes++
		if x == Abstain {
			a.Abstained++
		}
	case x == Abstain || y == Abstain:
		a.Half++
		a.Votes++
	default:
		a.Opposite++
		a.Votes++
	}
}

// Add adds the counts of b to a.
func (a *Agreement) Add(b Agreement) {
	a.Votes += b.Votes
	a.Same += b.Same
	a.Abstained += b.Abstained
	a.Half += b.Half
	a.Opposite += b.Opposite
	a.NotBoth += b.NotBoth
	a.Unknown += b.Unknown
	a.NonVoting += b.NonVoting
}

// row returns how a member voted, also one that stands in no list.
func (b *Ballots) row(code string) []Choice {
	if row := b.Of(code); row != nil {
		return row
	}
	return slices.Repeat([]Choice{NotListed}, len(b.Groups))
}

// Agreement returns that of two members over all votes of the table.
func (b *Ballots) Agreement(code, with string) Agreement {
	return agreementOf(b.row(code), b.row(with))
}

// agreementOf returns the agreement of two members over some votes.
func agreementOf(x, y []Choice) (a Agreement) {
	for g := range x {
		a.count(x[g], y[g])
	}
	return a
}

// Matrix returns the agreement of each of the members with each: Matrix[i][j] is
// that of codes[i] with codes[j]. The diagonal is each with itself.
func (b *Ballots) Matrix(codes []string) [][]Agreement {
	m := make([][]Agreement, len(codes))
	for i := range codes {
		m[i] = make([]Agreement, len(codes))
		for j := range i + 1 {
			m[i][j] = b.Agreement(codes[i], codes[j])
			m[j][i] = m[i][j]
		}
	}
	return m
}

// YearAgreement is the agreement of two members over the votes of a year.
type YearAgreement struct {
	Year int // 0: votes without a date
	Agreement
}

// ByYear returns the agreement of two members year by year, in order. Years
// without a vote that concerns either of them are left out.
func (b *Ballots) ByYear(code, with string) []YearAgreement {
	return b.byYear(b.row(code), b.row(with))
}

func (b *Ballots) byYear(x, y []Choice) []YearAgreement {
	out := []YearAgreement{}
	for _, r := range b.years() {
		if a := agreementOf(x[r.from:r.to], y[r.from:r.to]); a.Votes+a.LeftOut() > 0 {
			out = append(out, YearAgreement{r.year, a})
		}
	}
	return out
}

// run is the votes of a year, from..to in Ballots.Groups. The year is 0 for
// those without a date.
type run struct{ year, from, to int }

// years returns the runs in the order of the years.
func (b *Ballots) years() (runs []run) {
	for g, group := range b.Groups { // by date, the undated last
		year := 0
		if d := group.Calls[0].Date; d != nil {
			year = d.Year()
		}
		if n := len(runs); n == 0 || runs[n-1].year != year {
			runs = append(runs, run{year: year, from: g})
		}
		runs[len(runs)-1].to = g + 1
	}
	slices.SortFunc(runs, func(a, b run) int { return a.year - b.year })
	return runs
}

// Agreed is what "unvotes compare --member A --with B" prints.
type Agreed struct {
	Member, With Member
	Question     Question
	Years        []YearAgreement // see Ballots.ByYear
	All          Agreement       // over all years
	// Pieces is how many votes on pieces of texts were left out or, if the
	// question counts them, are among those that were looked at.
	Pieces int
}

// Agree computes the agreement of two members, named as for Members.Find. Errors
// are ErrUnknown, ErrAmbiguous, ErrNothing and ErrDamaged.
func (s *Snapshot) Agree(ctx context.Context, member, with string, q Question) (*Agreed, error) {
	members, err := s.Members(ctx)
	if err != nil {
		return nil, err
	}
	a := &Agreed{Question: q}
	if a.Member, err = members.Find(member); err != nil {
		return nil, err
	}
	if a.With, err = members.Find(with); err != nil {
		return nil, err
	}
	if a.Member.MSCode == a.With.MSCode {
		return nil, fmt.Errorf("%w: %q and %q are the same member", ErrNothing, member, with)
	}
	calls, err := s.RollCalls(ctx)
	if err != nil {
		return nil, err
	}
	selected, leftOut := q.Select(calls)
	ballots, err := s.Ballots(ctx, selected)
	if err != nil {
		return nil, err
	}
	one, other := newSeat(ballots, a.Member), newSeat(ballots, a.With)
	if q.Join {
		one.join(ballots, members)
		other.join(ballots, members)
	}
	for g, group := range ballots.Groups { // no seat, no vote that could be compared
		if one.choices[g] == NotListed && !one.at(group) || other.choices[g] == NotListed && !other.at(group) {
			one.choices[g], other.choices[g] = NotListed, NotListed
		}
	}
	a.Years = ballots.byYear(one.choices, other.choices)
	for _, y := range a.Years {
		a.All.Add(y.Agreement)
	}
	a.Pieces = leftOut
	for _, g := range ballots.Groups {
		if q.Pieces && g.IsPiece() {
			a.Pieces++
		}
	}
	return a, nil
}

// seat is how a member voted, with the former states whose seat it has.
type seat struct {
	holders []Member
	choices []Choice
}

func newSeat(b *Ballots, m Member) *seat {
	return &seat{[]Member{m}, slices.Clone(b.row(m.MSCode))}
}

// join adds the votes of the former states whose seat the member took over: of a
// state's successors the first has the seat.
func (s *seat) join(b *Ballots, members *Members) {
	for i := 0; i < len(s.holders); i++ {
		for _, code := range s.holders[i].Predecessors {
			former, ok := members.ByCode(code)
			if !ok || former.Successors[0] != s.holders[i].MSCode {
				continue
			}
			s.holders = append(s.holders, former)
			for g, c := range b.row(code) {
				if s.choices[g] == NotListed {
					s.choices[g] = c
				}
			}
		}
	}
}

// at reports whether the member, which is not in the list of a vote, had a seat
// nonetheless. The lists of the councils name all their members.
func (s *seat) at(g Group) bool {
	c := g.First()
	if c.Body != normalize.GA && c.Body != "" {
		return false
	}
	return c.Date == nil || slices.ContainsFunc(s.holders, func(m Member) bool {
		_, member := m.On(*c.Date)
		return member
	})
}

// Notes says what the figures leave out because a member is another state in the
// tables before or after: Russia's seat is SUN until 1991.
func (a *Agreed) Notes() (notes []string) {
	if a.Question.Join {
		return nil
	}
	return append(a.Question.elsewhere(a.Member, ", or --join"), a.Question.elsewhere(a.With, ", or --join")...)
}

// elsewhere says under which other codes the votes of a member's former states
// and successors are, if the span has days on which it was no member. or is another way to those of
// the former states.
func (q *Question) elsewhere(m Member, or string) (notes []string) {
	if len(m.Periods) == 0 {
		return nil
	}
	first, last := m.Periods[0].From, m.Periods[len(m.Periods)-1].To
	if len(m.Predecessors) > 0 && (q.From == nil || *q.From < first) {
		notes = append(notes, fmt.Sprintf("%s (%s) is a member from %s; before that see %s%s", m.Name, m.MSCode, first, strings.Join(m.Predecessors, ", "), or))
	}
	if last != nil && len(m.Successors) > 0 && (q.To == nil || *q.To > *last) {
		notes = append(notes, fmt.Sprintf("%s (%s) is a member until %s; after that see %s", m.Name, m.MSCode, last, strings.Join(m.Successors, ", ")))
	}
	return notes
}

// Text lays the agreement out for a reader: a figure for each year, and beneath
// it the votes that it comes from.
func (a *Agreed) Text(st Style) string {
	p := newPage(st)
	p.text(0, 2, bold, fmt.Sprintf("%s (%s) with %s (%s)", a.Member.Name, a.Member.MSCode, a.With.Name, a.With.MSCode))
	p.text(0, 2, "", a.span())
	what := "not counted"
	if a.Question.Pieces {
		what = "counted too"
	}
	p.text(0, 2, "", fmt.Sprintf("%s Each vote counts once, however many records it has. Votes on paragraphs, amendments, motions and parts of a text are %s (%d).", AgreementMethod, what, a.Pieces))
	if a.All.Votes+a.All.LeftOut() == 0 {
		p.text(0, 2, "", "There are no votes to compare.")
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

// span returns "General Assembly, 2014-01-01 to 2016-12-31".
func (a *Agreed) span() string {
	q := a.Question
	where := BodyName(q.Body)
	switch {
	case q.From != nil && q.To != nil:
		where += ", " + q.From.String() + " to " + q.To.String()
	case q.From != nil:
		where += ", from " + q.From.String()
	case q.To != nil:
		where += ", to " + q.To.String()
	}
	return where
}

// figure writes an agreement with a bar, and the votes beneath it.
func (p *page) figure(name string, a Agreement) {
	const indent = 9
	p.b.WriteString(p.paint(bold, fmt.Sprintf("%-*s", indent-1, name)) + " ")
	words := counted(a.Votes, "vote")
	if index, ok := a.Index(); ok {
		fmt.Fprintf(&p.b, "%.3f ", index)
		p.gauge(index, min(p.Width-indent-6, 40))
		words += fmt.Sprintf(": %d same, %d half, %d opposite", a.Same, a.Half, a.Opposite)
	} else {
		p.b.WriteString("-")
	}
	p.blank()
	var leftOut []string
	for _, r := range []struct {
		n   int
		why string
	}{{a.NonVoting, "not voting"}, {a.Unknown, "vote not known"}, {a.NotBoth, "one not listed"}} {
		if r.n > 0 {
			leftOut = append(leftOut, fmt.Sprintf("%d %s", r.n, r.why))
		}
	}
	if len(leftOut) > 0 {
		words += fmt.Sprintf("; left out %d: %s", a.LeftOut(), strings.Join(leftOut, ", "))
	}
	p.text(indent, 0, "", words)
}

// WriteCSV writes a line for each year. The agreement of a year without votes is an
// empty cell.
func (a *Agreed) WriteCSV(w io.Writer) error {
	rows := [][]string{{"ms_code", "with_ms_code", "year", "agreement", "agreement_strict", "agreement_yes_no", "votes", "same", "both_abstained", "half", "opposite", "non_voting", "vote_unknown", "one_not_listed"}}
	for _, y := range a.Years {
		year := ""
		if y.Year != 0 {
			year = strconv.Itoa(y.Year)
		}
		row := []string{a.Member.MSCode, a.With.MSCode, year, decimal(y.Index()), decimal(y.Strict()), decimal(y.YesNo())}
		for _, n := range []int{y.Votes, y.Same, y.Abstained, y.Half, y.Opposite, y.NonVoting, y.Unknown, y.NotBoth} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	return writeCSV(w, rows)
}

// decimal returns a share as a cell of CSV, empty if it is not known.
func decimal(f float64, ok bool) string {
	if !ok {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// agreementJSON is an agreement with its shares, which are null without votes.
type agreementJSON struct {
	Index  *float64 `json:"agreement"`
	Strict *float64 `json:"agreement_strict"`
	YesNo  *float64 `json:"agreement_yes_no"`
	Agreement
}

func newAgreementJSON(a Agreement) agreementJSON {
	return agreementJSON{known(a.Index()), known(a.Strict()), known(a.YesNo()), a}
}

func known(f float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &f
}

type yearJSON struct {
	Year *int `json:"year"` // null for votes without a date
	agreementJSON
}

// MarshalJSON says what was asked, how it was computed, and the figures.
func (a *Agreed) MarshalJSON() ([]byte, error) {
	years := make([]yearJSON, len(a.Years))
	for i, y := range a.Years {
		if years[i].agreementJSON = newAgreementJSON(y.Agreement); y.Year != 0 {
			years[i].Year = &y.Year
		}
	}
	q := a.Question
	return json.Marshal(struct {
		Member        Member         `json:"member"`
		With          Member         `json:"with"`
		Body          normalize.Body `json:"body,omitempty"`
		From          *Day           `json:"from"`
		To            *Day           `json:"to"`
		Method        string         `json:"method"`
		PiecesCounted bool           `json:"pieces_counted"`
		Pieces        int            `json:"pieces"`
		Years         []yearJSON     `json:"years"`
		All           agreementJSON  `json:"all"`
		Notes         []string       `json:"notes,omitempty"`
	}{a.Member, a.With, q.Body, q.From, q.To, AgreementMethod, q.Pieces, a.Pieces, years, newAgreementJSON(a.All), a.Notes()})
}
