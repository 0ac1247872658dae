package view

import (
	"context"
	"fmt"

	"github.com/parquet-go/parquet-go"
)

// Choice is how a member voted.
type Choice uint8

// The choices, in the order in which they are shown. Unknown is a null: a list
// that tells nobody's vote, or a code that cannot be read.
const (
	Yes Choice = iota
	No
	Abstain
	NonVoting
	Unknown
	NotListed // the member does not stand in the list; no line has it
)

// Choices are what a line of a list can have, in order.
var Choices = [...]Choice{Yes, No, Abstain, NonVoting, Unknown}

var choiceNames = [...]string{"yes", "no", "abstain", "non_voting", "unknown", "not_listed"}

// String is the value of the column vote, "unknown" for a null.
func (c Choice) String() string { return choiceNames[c] }

// MarshalText makes JSON say "yes".
func (c Choice) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// Voted tells whether the member said yes, no or abstained.
func (c Choice) Voted() bool { return c <= Abstain }

// choiceOf reads a value of the column vote, "" for a null.
func choiceOf(vote string) (Choice, error) {
	if vote == "" {
		return Unknown, nil
	}
	for c, name := range choiceNames[:Unknown] {
		if name == vote {
			return Choice(c), nil
		}
	}
	return Unknown, fmt.Errorf("the vote %q is none that this program knows", vote)
}

// choices are the codes of a column vote as choices.
func (t *table) choices(column string) (w words, of []Choice) {
	w = t.words(column)
	of = make([]Choice, len(w.dictionary))
	for i, name := range w.dictionary {
		c, err := choiceOf(name)
		if err != nil {
			t.fail(column, err)
		}
		of[i] = c
	}
	return w, of
}

// Vote is a line of a list of votes.
type Vote struct {
	RollCallID string `json:"roll_call_id"`
	Line       int32  `json:"line"`
	MSCode     string `json:"ms_code,omitempty"`     // "": nobody is known by the label on that day
	Name       string `json:"member_name,omitempty"` // the dictionary's; "" like MSCode
	Label      string `json:"member_printed"`
	Choice     Choice `json:"vote"`
	Printed    string `json:"vote_printed,omitempty"` // "" for a blank
	Permanent  *bool  `json:"permanent_member,omitempty"`
	Eligible   *bool  `json:"eligible,omitempty"`
}

// Member is the name to show: the dictionary's, else as printed.
func (v *Vote) Member() string {
	if v.Name != "" {
		return v.Name
	}
	return v.Label
}

// Votes reads the lists of the roll calls, by roll_call_id, each in the order as
// printed. A roll call without a list has none. Of the table only the row groups
// of their days are read.
func (s *Snapshot) Votes(ctx context.Context, calls ...RollCall) (map[string][]Vote, error) {
	lists := make(map[string][]Vote, len(calls))
	if len(calls) == 0 {
		return lists, nil
	}
	err := s.read(ctx, "votes", func(t *table) {
		t.groups = groupsOfDays(t, calls)
		rows := rowsOf(t, calls)
		votes := make([]Vote, len(rows))
		place := make([]int32, t.rows()) // row -> its place in rows, from 1
		for i, r := range rows {
			place[r] = int32(i + 1)
		}
		readVotes(t, rows, place, votes)
		for _, v := range votes {
			lists[v.RollCallID] = append(lists[v.RollCallID], v)
		}
	})
	if err != nil {
		return nil, err
	}
	return lists, nil
}

// rowsOf are the rows of the roll calls' lists.
func rowsOf(t *table, calls []RollCall) (rows []int) {
	wanted := make(map[string]bool, len(calls))
	for _, c := range calls {
		wanted[c.ID] = true
	}
	ids := t.words("roll_call_id")
	is := make([]bool, len(ids.dictionary))
	for i, id := range ids.dictionary {
		is[i] = wanted[id]
	}
	for row, c := range ids.codes {
		if c >= 0 && is[c] {
			rows = append(rows, row)
		}
	}
	return rows
}

func readVotes(t *table, rows []int, place []int32, votes []Vote) {
	text := func(column string, set func(v *Vote, s string)) {
		w := t.words(column)
		for i, r := range rows {
			set(&votes[i], w.at(r))
		}
	}
	number := func(column string, set func(v *Vote, n int64)) {
		t.number(column, func(row int, n int64) {
			if p := place[row]; p > 0 {
				set(&votes[p-1], n)
			}
		})
	}
	text("roll_call_id", func(v *Vote, s string) { v.RollCallID = s })
	text("ms_code", func(v *Vote, s string) { v.MSCode = s })
	text("member_name", func(v *Vote, s string) { v.Name = s })
	text("member_printed", func(v *Vote, s string) { v.Label = s })
	text("vote_printed", func(v *Vote, s string) { v.Printed = s })
	number("line", func(v *Vote, n int64) { v.Line = int32(n) }) //nolint:gosec // G115: the column is an INT32
	number("permanent_member", func(v *Vote, n int64) { v.Permanent = new(n != 0) })
	number("eligible", func(v *Vote, n int64) { v.Eligible = new(n != 0) })
	w, of := t.choices("vote")
	for i, r := range rows {
		votes[i].Choice = Unknown
		if c := w.codes[r]; c >= 0 {
			votes[i].Choice = of[c]
		}
	}
}

// groupsOfDays are the row groups that can have the days of the roll calls: the
// table is sorted by date, and each group states its first and its last. Groups
// with undated rows are read for roll calls without a date.
func groupsOfDays(t *table, calls []RollCall) (groups []parquet.RowGroup) {
	return groupsWhere(t, func(first, last Day, dated, undated bool) bool {
		for _, c := range calls {
			if c.Date == nil && undated || c.Date != nil && dated && first <= *c.Date && *c.Date <= last {
				return true
			}
		}
		return false
	})
}

// groupsWhere are the row groups for whose days keep is true. dated says that
// first and last are known; a group whose days are not known is read.
func groupsWhere(t *table, keep func(first, last Day, dated, undated bool) bool) (groups []parquet.RowGroup) {
	leaf, ok := t.file.Schema().Lookup("date")
	for _, g := range t.groups {
		var chunk *parquet.FileColumnChunk
		if ok {
			chunk, ok = g.ColumnChunks()[leaf.ColumnIndex].(*parquet.FileColumnChunk)
		}
		if !ok {
			return t.groups
		}
		lowest, highest, dated := chunk.Bounds()
		undated := chunk.NullCount() > 0
		if !dated && !undated || keep(Day(lowest.Int32()), Day(highest.Int32()), dated, undated) {
			groups = append(groups, g)
		}
	}
	return groups
}
