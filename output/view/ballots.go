package view

import (
	"context"
	"maps"
	"slices"

	"github.com/parquet-go/parquet-go"
)

// Ballots are the votes of many lists as a table of small numbers: a row for
// each member, a column for each vote. It is made for sums over decades.
type Ballots struct {
	Groups []Group // the votes, in the order of the roll calls; one for each vote group
	cells  map[string][]Choice
}

// Of returns how the member with this code voted in each of Groups: NotListed
// if it does not stand in the list, nil if it stands in none of them. The slice
// must not be changed.
func (b *Ballots) Of(code string) []Choice { return b.cells[code] }

// Codes returns the ms_codes of all members that stand in a list, sorted.
func (b *Ballots) Codes() []string { return slices.Sorted(maps.Keys(b.cells)) }

// Ballots reads the lists of the roll calls. Of a vote that stands in several
// records the first list with a known vote is taken; a member that stands twice
// in it with two different votes is Unknown, and a line without ms_code is left
// out. Row groups before the first and
// after the last day of the roll calls are not read.
func (s *Snapshot) Ballots(ctx context.Context, calls []RollCall) (*Ballots, error) {
	b := &Ballots{Groups: Groups(calls), cells: map[string][]Choice{}}
	if len(calls) == 0 {
		return b, nil
	}
	in := newSpan(calls)
	fill := newFiller(b)
	err := s.readTable(ctx, "votes", func(f *parquet.File) error {
		groups, err := groupsOfDays(f, in.has)
		if err != nil {
			return err
		}
		for _, g := range groups {
			if err := fill.rowGroup(f, g); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return b, nil
}

// filler puts lists into ballots.
type filler struct {
	ballots *Ballots
	group   map[string]int // roll_call_id -> index of its group
	done    []bool         // group -> a list with a known vote was taken
	list    string         // the roll_call_id of the line before
}

func newFiller(b *Ballots) *filler {
	f := &filler{ballots: b, group: map[string]int{}, done: make([]bool, len(b.Groups))}
	for i, g := range b.Groups {
		for _, c := range g.Calls {
			f.group[c.ID] = i
		}
	}
	return f
}

func (f *filler) rowGroup(file *parquet.File, g parquet.RowGroup) error {
	var columns [3]words
	for i, name := range []string{"roll_call_id", "ms_code", "vote"} {
		var err error
		if columns[i], err = readWords(file, g, name); err != nil {
			return err
		}
	}
	ids, members, votes := columns[0], columns[1], columns[2]
	rows := make([][]Choice, len(members.dictionary)) // by code; nil until it stands in a list
	choices := make([]Choice, len(votes.dictionary))
	for i, word := range votes.dictionary {
		var err error
		if choices[i], err = choiceOf(word); err != nil {
			return err
		}
	}
	group, taken := -1, false // of the list
	for i, id := range ids.codes {
		if i == 0 || id != ids.codes[i-1] {
			group, taken = f.start(ids, id)
		}
		if group < 0 || taken || members.codes[i] < 0 {
			continue
		}
		m := members.codes[i]
		if rows[m] == nil {
			rows[m] = f.newRow(members.dictionary[m])
		}
		choice := Unknown
		if votes.codes[i] >= 0 {
			choice = choices[votes.codes[i]]
			f.done[group] = true
		}
		if row := rows[m]; row[group] == NotListed || row[group] == choice {
			row[group] = choice
		} else {
			row[group] = Unknown
		}
	}
	return nil
}

// start begins a list. It returns the index of its group, -1 if it is not asked
// for, and whether a list of that group was taken already. A list can go on in the next
// row group.
func (f *filler) start(ids words, code int32) (group int, taken bool) {
	if code < 0 {
		return -1, false
	}
	id := ids.dictionary[code]
	group, ok := f.group[id]
	if !ok {
		return -1, false
	}
	if id == f.list {
		return group, false
	}
	if f.done[group] {
		return group, true
	}
	f.list = id
	for _, row := range f.ballots.cells { // an earlier list had no known vote
		row[group] = NotListed
	}
	return group, false
}

// newRow returns the row of a member, a new one if need be.
func (f *filler) newRow(code string) []Choice {
	row := f.ballots.cells[code]
	if row == nil {
		row = slices.Repeat([]Choice{NotListed}, len(f.ballots.Groups))
		f.ballots.cells[code] = row
	}
	return row
}

// span is the days of some roll calls, as far as they are known.
type span struct {
	from, to *Day // nil: none is dated
	undated  bool // one of them is not
}

func newSpan(calls []RollCall) (s span) {
	for _, c := range calls {
		switch {
		case c.Date == nil:
			s.undated = true
			continue
		case s.from == nil:
			s.from, s.to = c.Date, c.Date
		}
		if *c.Date < *s.from {
			s.from = c.Date
		}
		if *c.Date > *s.to {
			s.to = c.Date
		}
	}
	return s
}

func (s span) has(first, last Day, dated, undated bool) bool {
	return undated && s.undated || dated && s.from != nil && *s.from <= last && first <= *s.to
}
