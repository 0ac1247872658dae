package view

import (
	"cmp"
	"context"
	"slices"
)

// Shown is all that a snapshot tells of a text: what "unvotes show" prints. Its
// JSON has the names of the tables' columns.
type Shown struct {
	Query     string      `json:"query"`
	Symbol    string      `json:"symbol"` // canonical, or an id
	Kind      Kind        `json:"kind"`
	Snapshot  string      `json:"snapshot"`
	Votes     []ShownVote `json:"votes"`     // in the order in which they were taken
	Adoptions []Adoption  `json:"adoptions"` // without a vote
	// Others are further votes on the same text, where one alone was asked for.
	Others []ShownVote `json:"other_votes"`
}

// ShownVote is one vote taken.
type ShownVote struct {
	RollCall
	Records    []string    `json:"records"`    // the roll_call_ids under which it is entered
	Symbols    []string    `json:"symbols"`    // their resolutions, where there are several
	List       []Vote      `json:"list"`       // who voted how, as printed; that of RollCall
	IssueRows  []Issue     `json:"issue_rows"` // what is wrong or odd with one of the records
	Statements []Statement `json:"statements"` // what members said later
}

// Show finds a text by a symbol or an id and reads all votes on it. The error is
// ErrUnknown, ErrAmbiguous or ErrDamaged.
func (s *Snapshot) Show(ctx context.Context, query string) (*Shown, error) {
	x, err := s.Index(ctx)
	if err != nil {
		return nil, err
	}
	t, err := x.Text(query)
	if err != nil {
		return nil, err
	}
	shown := &Shown{Query: query, Symbol: t.Symbol, Kind: t.Kind, Snapshot: s.Name(),
		Adoptions: append([]Adoption{}, t.Adoptions...), Others: []ShownVote{}} // no list is null in JSON
	if shown.Votes, err = s.shown(ctx, t.Votes); err != nil {
		return nil, err
	}
	for _, g := range t.Others {
		shown.Others = append(shown.Others, newShownVote(g))
	}
	return shown, nil
}

// Index reads what is needed to find texts.
func (s *Snapshot) Index(ctx context.Context) (*Index, error) {
	calls, err := s.RollCalls(ctx)
	if err != nil {
		return nil, err
	}
	adoptions, err := s.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	return NewIndex(calls, adoptions), nil
}

func (s *Snapshot) shown(ctx context.Context, groups []Group) ([]ShownVote, error) {
	first := make([]RollCall, len(groups))
	for i, g := range groups {
		first[i] = g.First()
	}
	lists, err := s.Votes(ctx, first...)
	if err != nil {
		return nil, err
	}
	issues, err := s.Issues(ctx)
	if err != nil {
		return nil, err
	}
	statements, err := s.Statements(ctx)
	if err != nil {
		return nil, err
	}
	votes := make([]ShownVote, len(groups))
	for i, g := range groups {
		v := newShownVote(g)
		v.List = append(v.List, lists[v.ID]...)
		for _, one := range issues {
			if slices.Contains(v.Records, one.RollCallID) {
				v.IssueRows = append(v.IssueRows, one)
			}
		}
		for _, one := range statements {
			if slices.Contains(v.Records, one.RollCallID) {
				v.Statements = append(v.Statements, one)
			}
		}
		votes[i] = v
	}
	return votes, nil
}

func newShownVote(g Group) ShownVote {
	v := ShownVote{RollCall: g.First(), Symbols: []string{}, List: []Vote{}, IssueRows: []Issue{}, Statements: []Statement{}}
	for _, c := range g.Calls {
		v.Records = append(v.Records, c.ID)
		if len(g.Calls) > 1 && c.Resolution != "" {
			v.Symbols = append(v.Symbols, c.Resolution)
		}
	}
	return v
}

// decision is a vote or an adoption, in the order of a meeting.
type decision struct {
	vote     *ShownVote
	adoption *Adoption
}

// decisions are the votes and adoptions together, in order.
func (s *Shown) decisions() []decision {
	all := make([]decision, 0, len(s.Votes)+len(s.Adoptions))
	for i := range s.Votes {
		all = append(all, decision{vote: &s.Votes[i]})
	}
	for i := range s.Adoptions {
		all = append(all, decision{adoption: &s.Adoptions[i]})
	}
	slices.SortStableFunc(all, func(a, b decision) int {
		x, m := a.when()
		y, n := b.when()
		return cmp.Or(cmp.Compare(dayOrder(x), dayOrder(y)), cmp.Compare(seqOrder(m), seqOrder(n)))
	})
	return all
}

func (d decision) when() (day *Day, seq *int32) {
	if d.vote != nil {
		return d.vote.Date, d.vote.MeetingSeq
	}
	return d.adoption.Date, d.adoption.MeetingSeq
}

// ByChoice are the names of a list by choice, in the order as printed.
func ByChoice(list []Vote) map[Choice][]string {
	names := map[Choice][]string{}
	for _, v := range list {
		names[v.How()] = append(names[v.How()], v.Member())
	}
	return names
}
