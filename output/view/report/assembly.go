package report

import (
	"context"

	"unvotes/output/view"
)

// assembly are the votes of the General Assembly on texts, each once, as
// numbers: what members' agreement is computed from.
type assembly struct {
	ballots *view.Ballots
	codes   []string
	rows    [][]view.Choice // of codes
	told    []bool          // vote -> its list tells somebody's vote
}

func (m *maker) readAssembly(ctx context.Context) (*assembly, error) {
	calls, _ := view.Question{Body: "GA"}.Select(m.calls)
	ballots, err := m.snapshot.Ballots(ctx, calls)
	if err != nil {
		return nil, err
	}
	a := &assembly{ballots: ballots, codes: ballots.Codes(), rows: rowsOf(ballots), told: make([]bool, len(ballots.Groups))}
	for _, row := range a.rows {
		for g, c := range row {
			a.told[g] = a.told[g] || c < view.Unknown
		}
	}
	return a, nil
}

// within are the numbers of the votes of a period whose lists tell votes, and
// how many of the period do not.
func (a *assembly) within(from, to view.Day) (votes []int, untold int) {
	for g, group := range a.ballots.Groups {
		d := group.First().Date
		if d == nil || *d < from || *d > to {
			continue
		}
		if a.told[g] {
			votes = append(votes, g)
		} else {
			untold++
		}
	}
	return votes, untold
}

// nulls are how many votes of members the lists of some votes do not tell.
func nulls(rows [][]view.Choice, votes []int) (n int) {
	for _, row := range rows {
		for _, g := range votes {
			if row[g] == view.Unknown {
				n++
			}
		}
	}
	return n
}

// all are the numbers of all votes whose lists tell votes.
func (a *assembly) all() (votes []int) {
	for g, told := range a.told {
		if told {
			votes = append(votes, g)
		}
	}
	return votes
}

// stepsBetween is how far two votes are apart: from no over abstention to yes are
// two steps.
func stepsBetween(a, b view.Choice) int {
	at := func(c view.Choice) int {
		switch c {
		case view.Yes:
			return 2
		case view.Abstain:
			return 1
		default:
			return 0
		}
	}
	d := at(a) - at(b)
	return max(d, -d)
}

// shift is how far the members that voted both times moved.
type shift struct{ both, moved, steps int }

func (s *shift) add(a, b view.Choice) {
	if !a.Voted() || !b.Voted() {
		return
	}
	s.both++
	if a != b {
		s.moved++
		s.steps += stepsBetween(a, b)
	}
}

// tenth is the shift in tenths of a per cent, 1000 when all went from yes to no.
func (s shift) tenth() int { return (1000*s.steps + s.both) / (2 * s.both) }

// tenthOf is an agreement in tenths of a per cent, below zero without a vote in
// common.
func tenthOf(a view.Agreement) int {
	if a.Votes == 0 {
		return -1
	}
	return (1000*(2*a.Same+a.Half) + a.Votes) / (2 * a.Votes)
}

// voters are the members that said yes, no or abstained in at least half of the
// votes, and how often each did.
func (a *assembly) voters(votes []int) (often []string, seldom int, times map[string]int) {
	times = map[string]int{}
	for i, code := range a.codes {
		row := a.rows[i]
		for _, g := range votes {
			if row[g].Voted() {
				times[code]++
			}
		}
		switch n := times[code]; {
		case n > 0 && 2*n >= len(votes):
			often = append(often, code)
		case n > 0:
			seldom++
		}
	}
	return often, seldom, times
}
