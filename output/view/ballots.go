package view

import (
	"context"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// Ballots are the votes of many lists as a table of small numbers: a row a
// member, a column a vote. It is made for sums over decades.
type Ballots struct {
	Groups []Group // the votes, in the order of the roll calls; one a vote group
	cells  map[string][]Choice
}

// Of is how the member with this code voted in each of Groups; NotListed where
// it stands in no list. It is nil for a member that stands in none of them. The
// slice is not to be changed.
func (b *Ballots) Of(code string) []Choice { return b.cells[code] }

// Codes are the ms_codes of all members that stand in a list, sorted.
func (b *Ballots) Codes() []string { return slices.Sorted(maps.Keys(b.cells)) }

// Ballots reads the lists of the roll calls. Of a vote that stands in several
// records the first list that tells anybody's vote is taken; a member that
// stands twice in it with two different votes is Unknown, and a line that is
// nobody's by the table of members is left out. Row groups before the first and
// after the last day of the roll calls are not read.
func (s *Snapshot) Ballots(ctx context.Context, calls []RollCall) (*Ballots, error) {
	b := &Ballots{Groups: Groups(calls), cells: map[string][]Choice{}}
	if len(calls) == 0 {
		return b, nil
	}
	err := s.read(ctx, "votes", func(t *table) {
		t.groups = groupsOfSpan(t, calls)
		ids, members := t.words("roll_call_id"), t.words("ms_code")
		votes, of := t.choices("vote")
		if t.err != nil {
			return
		}
		f := newFiller(b, ids, members)
		for start := 0; start < len(ids.codes); {
			end := start + 1
			for end < len(ids.codes) && ids.codes[end] == ids.codes[start] {
				end++
			}
			f.list(ids.codes[start], members.codes[start:end], votes.codes[start:end], of)
			start = end
		}
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// filler puts lists into ballots.
type filler struct {
	ballots *Ballots
	group   []int      // code of a roll_call_id -> index of its group, -1: not asked for
	rows    [][]Choice // code of an ms_code -> its row; nil until it stands in a list
	names   []string
	done    []bool // group -> a list that tells votes was taken
}

func newFiller(b *Ballots, ids, members words) *filler {
	f := &filler{ballots: b, group: make([]int, len(ids.dictionary)), rows: make([][]Choice, len(members.dictionary)),
		names: members.dictionary, done: make([]bool, len(b.Groups))}
	place := map[string]int{}
	for i, g := range b.Groups {
		for _, c := range g.Calls {
			place[c.ID] = i
		}
	}
	for code, id := range ids.dictionary {
		i, ok := place[id]
		if !ok {
			i = -1
		}
		f.group[code] = i
	}
	return f
}

// list takes the list of one roll call.
func (f *filler) list(id int32, members, votes []int32, of []Choice) {
	if id < 0 || f.group[id] < 0 || f.done[f.group[id]] {
		return
	}
	g := f.group[id]
	for _, row := range f.rows { // an earlier list told nobody's vote
		if row != nil {
			row[g] = NotListed
		}
	}
	for i, m := range members {
		if m < 0 {
			continue
		}
		choice := Unknown
		if votes[i] >= 0 {
			choice = of[votes[i]]
			f.done[g] = true
		}
		row := f.row(m)
		if row[g] != NotListed && row[g] != choice {
			choice = Unknown
		}
		row[g] = choice
	}
}

func (f *filler) row(member int32) []Choice {
	if f.rows[member] == nil {
		row := slices.Repeat([]Choice{NotListed}, len(f.ballots.Groups))
		f.rows[member], f.ballots.cells[f.names[member]] = row, row
	}
	return f.rows[member]
}

// groupsOfSpan are the row groups that can have days between those of the roll
// calls.
func groupsOfSpan(t *table, calls []RollCall) []parquet.RowGroup {
	var from, to *Day
	withUndated := false
	for _, c := range calls {
		if c.Date == nil {
			withUndated = true
			continue
		}
		if from == nil || *c.Date < *from {
			from = c.Date
		}
		if to == nil || *c.Date > *to {
			to = c.Date
		}
	}
	return groupsWhere(t, func(first, last Day, dated, undated bool) bool {
		return undated && withUndated || dated && from != nil && *from <= last && first <= *to
	})
}
