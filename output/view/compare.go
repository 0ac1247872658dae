package view

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrNothing is returned where there is nothing to compare: one vote alone, a
// text adopted without a vote, a vote without a list.
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
	members, err := s.Members(ctx)
	if err != nil {
		return nil, err
	}
	c := &Compared{Snapshot: s.Name()}
	for _, p := range pairs {
		for _, one := range p {
			if len(lists[one.ID]) == 0 {
				return nil, fmt.Errorf("%w: the source has no list of who voted how for %s (%s)", ErrNothing, clean(one.Symbol()), clean(one.ID))
			}
		}
		c.Pairs = append(c.Pairs, NewMoves(p[0], p[1], lists[p[0].ID], lists[p[1].ID], members))
	}
	return c, nil
}

// pairs are the votes to compare.
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

// one is the vote that a text stands for: its only one, or that on the whole.
func (t *Text) one() (RollCall, error) {
	switch g, ok := t.Whole(); {
	case len(t.Votes) == 0:
		return RollCall{}, fmt.Errorf("%w: %s was adopted without a vote", ErrNothing, clean(t.Symbol))
	case len(t.Votes) == 1:
		return t.Votes[0].First(), nil
	case ok && t.Kind != Meeting && t.Kind != Report:
		return g.First(), nil
	}
	return RollCall{}, fmt.Errorf("%s %w votes; name one by its id: %s", clean(t.Symbol), ErrAmbiguous, t.ids())
}

// pieces are the pieces of the text, each with the whole.
func (t *Text) pieces() (pairs [][2]RollCall, err error) {
	all := Text{Votes: append(append([]Group{}, t.Votes...), t.Others...)}
	whole, ok := all.Whole()
	switch {
	case len(t.Votes) == 0:
		return nil, fmt.Errorf("%w: %s was adopted without a vote", ErrNothing, clean(t.Symbol))
	case len(all.Votes) == 1:
		return nil, fmt.Errorf("%w: there is one vote on %s here; name a second text, or import the meeting record (%s) for the votes on its parts",
			ErrNothing, clean(t.Symbol), clean(strings.Join(all.Votes[0].First().MeetingRecords, ", ")))
	case !ok:
		return nil, fmt.Errorf("%s %w votes, and not one on the whole; name two by their ids: %s", clean(t.Symbol), ErrAmbiguous, t.ids())
	}
	for _, g := range t.Votes {
		if g.ID != whole.ID {
			pairs = append(pairs, [2]RollCall{g.First(), whole.First()})
		}
	}
	if len(pairs) == 0 { // the whole was named by its id
		for _, g := range t.Others {
			pairs = append(pairs, [2]RollCall{g.First(), whole.First()})
		}
	}
	return pairs, nil
}

// ids are those of the votes, each group once.
func (t *Text) ids() string {
	var ids []string
	for _, g := range t.Votes {
		ids = append(ids, g.First().ID)
	}
	return clean(strings.Join(ids, ", "))
}
