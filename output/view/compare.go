package view

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"unvotes/normalize"
)

// ErrNothing is returned if there is nothing to compare: one vote alone, a text
// adopted without a vote, a vote without a list.
var ErrNothing = errors.New("nothing to compare")

// Compared is what "unvotes compare A B" prints: one pair of votes, or each piece
// of a text beside its whole.
type Compared struct {
	Snapshot string  `json:"snapshot"`
	Pairs    []Moves `json:"pairs"`
}

// Compare compares two votes, named by symbols or ids. Of a text with several
// votes the one on the whole is taken. With an empty second, the pieces of the
// first are compared with its whole, in the order in which they were voted on;
// of a piece named by its id, that piece. Errors are ErrUnknown, ErrAmbiguous,
// ErrNothing and ErrDamaged.
func (s *Snapshot) Compare(ctx context.Context, first, second string) (*Compared, error) {
	x, err := s.Index(ctx)
	if err != nil {
		return nil, err
	}
	pairs, err := x.pairs(first, second)
	if err != nil {
		return nil, err
	}
	var calls []RollCall
	for _, p := range pairs {
		calls = append(calls, p[0], p[1])
	}
	lists, err := s.Votes(ctx, calls...)
	if err != nil {
		return nil, err
	}
	for _, one := range calls {
		if len(lists[one.ID]) == 0 {
			return nil, fmt.Errorf("%w: the source has no list of who voted how for %s (%s)", ErrNothing, clean(one.Symbol()), clean(one.ID))
		}
	}
	members, err := s.Members(ctx)
	if err != nil {
		return nil, err
	}
	c := &Compared{Snapshot: s.Name()}
	for _, p := range pairs {
		c.Pairs = append(c.Pairs, NewMoves(p[0], p[1], lists[p[0].ID], lists[p[1].ID], members))
	}
	return c, nil
}

// pairs returns the votes to compare.
func (x *Index) pairs(first, second string) ([][2]RollCall, error) {
	a, err := x.Text(first)
	if err != nil {
		return nil, err
	}
	if second == "" {
		return a.pieces()
	}
	b, err := x.Text(second)
	if err != nil {
		return nil, err
	}
	one, err := a.one()
	if err != nil {
		return nil, err
	}
	other, err := b.one()
	if err != nil {
		return nil, err
	}
	if one.VoteGroupID == other.VoteGroupID {
		return nil, fmt.Errorf("%w: %q and %q are one vote", ErrNothing, first, second)
	}
	return [][2]RollCall{{one, other}}, nil
}

// one returns the vote that a text stands for: its only one, or that on the
// whole.
func (t *Text) one() (RollCall, error) {
	switch g, ok := t.Whole(); {
	case len(t.Votes) == 0:
		return RollCall{}, fmt.Errorf("%w: %s", ErrNothing, t.why())
	case len(t.Votes) == 1:
		return t.Votes[0].First(), nil
	case ok && t.Kind != Meeting && t.Kind != Report:
		return g.First(), nil
	}
	return RollCall{}, fmt.Errorf("%s %w votes; name one by its id: %s", clean(t.Symbol), ErrAmbiguous, t.ids())
}

// pieces returns the pieces of the text, each with the whole.
func (t *Text) pieces() (pairs [][2]RollCall, err error) {
	all := Text{Votes: slices.Concat(t.Votes, t.Others)}
	whole, ok := all.Whole()
	switch {
	case len(t.Votes) == 0:
		return nil, fmt.Errorf("%w: %s", ErrNothing, t.why())
	case len(all.Votes) == 1:
		orImport := ""
		if named := all.Votes[0].First().MeetingRecords; len(named) > 0 {
			orImport = fmt.Sprintf(", or import the meeting record (%s) for the votes on its parts", clean(strings.Join(named, ", ")))
		}
		return nil, fmt.Errorf("%w: there is one vote on %s here; name a second text%s", ErrNothing, clean(t.Symbol), orImport)
	case !ok:
		return nil, fmt.Errorf("%s %w votes, and not one on the whole; name two by their ids: %s", clean(t.Symbol), ErrAmbiguous, t.ids())
	}
	pieces := slices.DeleteFunc(slices.Clone(t.Votes), func(g Group) bool { return g.ID == whole.ID })
	if len(pieces) == 0 { // the whole was named by its id
		pieces = t.Others
	}
	for _, g := range pieces {
		pairs = append(pairs, [2]RollCall{g.First(), whole.First()})
	}
	return pairs, nil
}

func (t *Text) ids() string {
	var ids []string
	for _, g := range t.Votes {
		ids = append(ids, g.First().ID)
	}
	return clean(strings.Join(ids, ", "))
}

// Line is how one member stands in two lists.
type Line struct {
	MSCode string `json:"ms_code,omitempty"` // "": no member is known by the label
	Name   string `json:"member_name"`       // the dictionary's, else as printed
	First  Choice `json:"first"`
	Second Choice `json:"second"`
	// Absence says why the member stands in one list only: NotAMember on the
	// day of the other vote, or NotInList. Empty for a member of both.
	Absence string `json:"absence,omitempty"`
}

// Why a member stands in one of two lists only.
const (
	NotAMember = "not_a_member"
	NotInList  = "not_listed"
)

// Moves is two lists side by side. Its lines are sorted by name, each member
// once.
type Moves struct {
	First, Second RollCall
	Lines         []Line
}

// NewMoves compares two lists of votes. Members are matched by ms_code, a label
// of no known member by its letters. A member that stands twice in a list with
// two different votes is Unknown there.
func NewMoves(first, second RollCall, a, b []Vote, members *Members) Moves {
	lines := map[string]*Line{}
	put := func(votes []Vote, of func(*Line) *Choice) {
		for _, v := range votes {
			key := cmp.Or(v.MSCode, "\x00"+v.Label)
			l := lines[key]
			if l == nil {
				l = &Line{MSCode: v.MSCode, Name: v.Member(), First: NotListed, Second: NotListed}
				lines[key] = l
			}
			if c := of(l); *c != NotListed && *c != v.How() {
				*c = Unknown
			} else {
				*c = v.How()
			}
		}
	}
	put(a, func(l *Line) *Choice { return &l.First })
	put(b, func(l *Line) *Choice { return &l.Second })
	m := Moves{First: first, Second: second}
	for _, l := range lines {
		switch {
		case l.First == NotListed:
			l.Absence = absence(l.MSCode, first.Date, members)
		case l.Second == NotListed:
			l.Absence = absence(l.MSCode, second.Date, members)
		}
		m.Lines = append(m.Lines, *l)
	}
	order := collate.New(language.English) // Côte d'Ivoire before Croatia
	slices.SortFunc(m.Lines, func(a, b Line) int {
		return cmp.Or(order.CompareString(a.Name, b.Name), cmp.Compare(a.MSCode, b.MSCode))
	})
	return m
}

func absence(code string, on *Day, members *Members) string {
	if m, ok := members.ByCode(code); ok && on != nil {
		if _, member := m.On(*on); !member {
			return NotAMember
		}
	}
	return NotInList
}

func (m *Moves) where(is func(Line) bool) (lines []Line) {
	for _, l := range m.Lines {
		if is(l) {
			lines = append(lines, l)
		}
	}
	return lines
}

// Cell returns the members with these two choices, by name.
func (m *Moves) Cell(first, second Choice) []Line {
	return m.where(func(l Line) bool { return l.First == first && l.Second == second })
}

// Moved returns the members that stand in both lists, with two different
// choices, both of them known.
func (m *Moves) Moved() []Line {
	return m.where(func(l Line) bool {
		return l.Absence == "" && l.First != l.Second && l.First != Unknown && l.Second != Unknown
	})
}

// OnlyOne returns the members of one list alone.
func (m *Moves) OnlyOne() []Line { return m.where(func(l Line) bool { return l.Absence != "" }) }

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
	p.text(0, 2, bold, fmt.Sprintf("%s moved", counted(len(m.Moved()), "member")))
	arrow := "→"
	if p.ASCII {
		arrow = "->"
	}
	for _, from := range Choices {
		for _, to := range Choices {
			if cell := m.Cell(from, to); from != to && len(cell) > 0 {
				p.list(2, choiceColour[to], fmt.Sprintf("%s %s %s (%d)", choiceWords[from], arrow, choiceWords[to], len(cell)), lineNames(cell))
			}
		}
	}
	p.onlyOne(m)
}

// side says which vote it is.
func (p *page) side(name string, c *RollCall) {
	p.text(0, 2, bold, name+": "+c.Symbol()+", "+c.whatVoted()+c.outcome(", "))
	p.optional(2, 0, "", c.Title)
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

// matrixHeads are short, for a terminal of 40 columns.
var matrixHeads = [...]string{"yes", "no", "abst.", "n.v.", "?"}

// matrix writes counts: a row for each choice in the first list, a column for
// each in the second.
func (p *page) matrix(m *Moves) {
	choices := Choices[:Unknown]
	if len(m.where(func(l Line) bool { return l.Absence == "" && (l.First == Unknown || l.Second == Unknown) })) > 0 {
		choices = Choices[:]
	}
	row := func(head string, of func(Choice) string) {
		fmt.Fprintf(&p.b, "%-8s", head)
		for _, c := range choices {
			fmt.Fprintf(&p.b, "%6s", of(c))
		}
		p.blank()
	}
	p.text(8, 0, faint, "second")
	row("first", func(c Choice) string { return matrixHeads[c] })
	for _, from := range choices {
		row(matrixHeads[from], func(to Choice) string { return fmt.Sprint(len(m.Cell(from, to))) })
	}
	legend := "n.v.: listed, without a vote (absent, not participating or not entitled)"
	if len(choices) > int(Unknown) {
		legend += "; ?: the vote is not known"
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
	side := func(in, other string, call RollCall, choice func(Line) Choice) {
		for _, reason := range []struct{ absence, words string }{
			{NotAMember, "not a member on " + onDay(call.Date)},
			{NotInList, "not in the " + other + " list"},
		} {
			for _, c := range Choices {
				some := m.where(func(l Line) bool { return l.Absence == reason.absence && choice(l) == c })
				what := fmt.Sprintf("%s in the %s, %s", choiceWords[c], in, reason.words)
				switch {
				case len(some) == 0:
				case c == NonVoting && reason.absence == NotInList && call.List == normalize.Partial:
					p.text(2, 2, "", fmt.Sprintf("%s, which names only those who voted: %d", what, len(some)))
				default:
					p.list(2, "", fmt.Sprintf("%s (%d)", what, len(some)), lineNames(some))
				}
			}
		}
	}
	side("first", "second", m.Second, func(l Line) Choice { return l.First })
	side("second", "first", m.First, func(l Line) Choice { return l.Second })
}

func lineNames(lines []Line) []string {
	names := make([]string, len(lines))
	for i, l := range lines {
		names[i] = l.Name
	}
	return names
}

// WriteCSV writes a line for each member that stands in one of the lists.
func (c *Compared) WriteCSV(w io.Writer) error {
	rows := [][]string{{"first_roll_call_id", "second_roll_call_id", "ms_code", "member_name", "first", "second", "absence"}}
	for _, p := range c.Pairs {
		for _, l := range p.Lines {
			rows = append(rows, []string{p.First.ID, p.Second.ID, l.MSCode, l.Name, cell(l.First), cell(l.Second), l.Absence})
		}
	}
	return writeCSV(w, rows)
}

// MarshalJSON returns the two votes, the matrix and every member.
func (m Moves) MarshalJSON() ([]byte, error) {
	matrix := map[string]map[string]int{}
	for _, from := range Choices {
		matrix[from.String()] = map[string]int{}
		for _, to := range Choices {
			matrix[from.String()][to.String()] = len(m.Cell(from, to))
		}
	}
	return json.Marshal(struct {
		First  RollCall                  `json:"first"`
		Second RollCall                  `json:"second"`
		Matrix map[string]map[string]int `json:"matrix"` // first -> second -> members
		Moved  int                       `json:"moved"`
		Lines  []Line                    `json:"members"`
	}{m.First, m.Second, matrix, len(m.Moved()), m.Lines})
}

// why says why a text has no votes.
func (t *Text) why() string {
	if len(t.Vetoed) > 0 {
		return clean(t.Symbol) + " was vetoed, and no list of who voted how is held"
	}
	return clean(t.Symbol) + " was adopted without a vote"
}
