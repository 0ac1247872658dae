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
	movesInTable   = 15
	movesInPicture = 8
	leastInBoth    = 10 // members that must have voted both times
)

// move is two votes side by side, and the members that moved between them.
type move struct {
	one, other view.RollCall
	whole      *view.RollCall // of a piece
	both       int            // members that said yes, no or abstained both times
	who        []string       // the codes of those that moved
	steps      int            // from yes to no are two, from or to an abstention one
	counts     [2][4]int
	nulls      int
}

// tenth returns the shift in tenths of a per cent.
func (v *move) tenth() int { return (1000*v.steps + v.both) / (2 * v.both) }

// compared reports whether enough members voted both times.
func (v *move) compared() bool { return v.both >= leastInBoth }

func byShift(a, b move) int {
	return cmp.Or(b.tenth()-a.tenth(), len(b.who)-len(a.who), cmp.Compare(a.one.ID, b.one.ID))
}

// between compares two votes.
func (b *ballots) between(one, other int) move {
	v := move{one: b.Groups[one].First(), other: b.Groups[other].First(), nulls: b.nulls(one, other)}
	for i, row := range b.rows {
		for side, c := range []view.Choice{row[one], row[other]} {
			if c < view.Unknown {
				v.counts[side][choiceIndex(c.String())]++
			}
		}
		if x, y := row[one], row[other]; x.Voted() && y.Voted() {
			v.both++
			if x != y {
				v.who = append(v.who, b.codes[i])
				v.steps += 2
				if x == view.Abstain || y == view.Abstain {
					v.steps--
				}
			}
		}
	}
	return v
}

// moved shows the largest shifts between a piece and its whole, and between a
// text and its follow-up.
func (m *maker) moved(ctx context.Context) (Section, error) {
	s := Section{ID: "shifts", Title: "Who moved"}
	pieces, apart, err := m.pieces(ctx)
	if err != nil {
		return s, err
	}
	if len(pieces) == 0 {
		s.Notes = []string{"This snapshot has no vote on a paragraph or another piece that can be compared with the vote on the whole. Such votes are in the verbatim records of meetings: 'unvotes sync --meetings'."}
	} else {
		s.Figures = append(s.Figures, m.piecesFigure(pieces, apart))
	}
	s.Figures = append(s.Figures, m.followFigure())
	return s, nil
}

// pieces returns the votes on pieces in which members moved from or to the vote
// on the whole, the largest shift first, and the number of pieces that cannot be
// compared because too few members are known to have voted both times.
func (m *maker) pieces(ctx context.Context) (moves []move, apart int, err error) {
	wanted := map[string]bool{}
	for _, c := range m.calls {
		if whole := m.byID[c.ParentID]; whole != nil && c.Body == m.body {
			wanted[c.VoteGroupID], wanted[whole.VoteGroupID] = true, true
		}
	}
	b, err := m.ballots(ctx, slices.DeleteFunc(slices.Clone(m.calls), func(c view.RollCall) bool { return !wanted[c.VoteGroupID] }))
	if err != nil {
		return nil, 0, err
	}
	place := map[string]int{}
	for g, group := range b.Groups {
		place[group.ID] = g
	}
	for g, group := range b.Groups {
		piece := m.byID[group.ID] // the group has the id of its first record
		if piece == nil || m.byID[piece.ParentID] == nil {
			continue
		}
		whole := m.byID[piece.ParentID]
		v := b.between(g, place[whole.VoteGroupID])
		v.one, v.whole = *piece, whole
		switch {
		case !v.compared():
			apart++
		case len(v.who) > 0:
			moves = append(moves, v)
		}
	}
	slices.SortFunc(moves, byShift)
	return moves, apart, nil
}

func (m *maker) piecesFigure(pieces []move, apart int) Figure {
	f := Figure{ID: "shifts-pieces", Title: "A piece and its whole", Query: query("pieces", m.body),
		Table: Table{Caption: "Largest shifts between a piece and its whole", Columns: []Column{{Name: "Text"}, {Name: "Piece"}, {Name: "Date"},
			{"Moved", number}, {"Voted on both", number}, {"Shift, %", number}, {"Who moved", long}}}}
	var items []stripItem
	nulls := 0
	for i, v := range pieces {
		nulls += v.nulls
		what := cmp.Or(v.one.Target, v.one.Part, string(v.one.Scope))
		if i < movesInTable {
			f.Table.Rows = append(f.Table.Rows, []Cell{link(v.whole.Symbol(), source(v.whole)), word(what), day(v.one.Date),
				integer(len(v.who)), integer(v.both), percent(v.tenth()), word(strings.Join(v.who, ", "))})
		}
		if i < movesInPicture {
			items = append(items, v.item(v.whole.Symbol()+" "+v.whole.Subject(), what, "whole"))
		}
	}
	f.Notes = []string{fmt.Sprintf("In %s on a paragraph or another piece of a text, members voted differently from the whole. These are the largest shifts. Left out: members not voting, %s in these lists, and %s whose lists name fewer than %d members that voted both times.",
		count(len(pieces), "vote"), count(nulls, "null vote"), count(apart, "piece"), leastInBoth)}
	f.Picture = drawStrips(items, "For each piece two strips, the vote on the piece above that on the whole, divided by how many voted how. The table has the shifts.")
	return f
}

func (v *move) item(name, one, other string) stripItem {
	return stripItem{Name: name, Note: fmt.Sprintf("%d of %d moved", len(v.who), v.both),
		Strips: []strip{{Name: one, Counts: v.counts[0]}, {Name: other, Counts: v.counts[1]}}}
}

// follows returns the pairs of texts of the body with the same title in two
// sessions that follow each other, in which members moved, the largest shift
// first. Titles that several texts of a session have are left out.
func (m *maker) follows() (moves []move) {
	type matter struct {
		title   string
		session int32
	}
	votes := map[matter][]int{}
	for _, g := range m.assembly.known {
		c := m.assembly.Groups[g].First()
		if c.SessionNumber != nil && c.Date != nil && c.Title != "" {
			k := matter{strings.ToLower(c.Title), *c.SessionNumber}
			votes[k] = append(votes[k], g)
		}
	}
	for k, one := range votes {
		next := votes[matter{k.title, k.session + 1}]
		if len(one) != 1 || len(next) != 1 {
			continue
		}
		if v := m.assembly.between(one[0], next[0]); v.compared() && len(v.who) > 0 {
			moves = append(moves, v)
		}
	}
	slices.SortFunc(moves, byShift)
	return moves
}

func (m *maker) followFigure() Figure {
	moves := m.follows()
	f := Figure{ID: "shifts-follow", Title: "A text and its follow-up", Query: query("follow", struct{ Body, From string }{Body: string(m.body)}), Notes: []string{
		"A follow-up is a text of the " + m.bodyName() + " with the same title in the next session, if each is the only one with that title in its session. Case is ignored. The same title need not mean the same text: read both.",
		"There is no such pair here."}}
	if len(moves) == 0 {
		return f
	}
	f.Notes[1] = fmt.Sprintf("Members moved in %s; at least %d must have voted both times. Of a series of texts with one title, only the pair with the largest shift is shown. Left out: members not voting, and %s in the lists of the %s.",
		count(len(moves), "pair"), leastInBoth, count(m.assembly.nulls(m.assembly.known...), "null vote"), m.bodyName())
	f.Table = Table{Caption: "Largest shifts between a text and its follow-up", Columns: []Column{{"Title", long}, {Name: "Text"}, {"Year", number}, {Name: "Follow-up"}, {"Its year", number},
		{"Moved", number}, {"Voted both times", number}, {"Shift, %", number}, {"Who moved", long}}}
	var items []stripItem
	moves = firstOfTitle(moves, func(v move) view.RollCall { return v.one })
	for i, v := range moves[:min(len(moves), movesInTable)] {
		one, other := v.one.Date.Year(), v.other.Date.Year()
		names := [2]string{strconv.Itoa(one), strconv.Itoa(other)}
		if one == other { // two sessions meet in one year
			names = [2]string{v.one.Date.String(), v.other.Date.String()}
		}
		f.Table.Rows = append(f.Table.Rows, []Cell{word(v.one.Title), link(v.one.Symbol(), source(&v.one)), integer(one), link(v.other.Symbol(), source(&v.other)), integer(other),
			integer(len(v.who)), integer(v.both), percent(v.tenth()), word(strings.Join(v.who, ", "))})
		if i < movesInPicture {
			items = append(items, v.item(v.one.Title, names[0], names[1]))
		}
	}
	f.Picture = drawStrips(items, "For each title two strips, the earlier vote above the later, divided by how many voted how. The table has the shifts.")
	return f
}
