package output

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"unvotes/normalize"
)

// Changes are what differs between two snapshots.
type Changes struct {
	Old     string       `json:"old"` // the snapshots' names
	New     string       `json:"new"`
	Added   []CallRef    `json:"added"`
	Removed []CallRef    `json:"removed"`
	Changed []CallChange `json:"changed"` // the same id in both
	// Vetoes that only the new or only the old snapshot has.
	AddedVetoes   []normalize.Veto `json:"vetoes_added"`
	RemovedVetoes []normalize.Veto `json:"vetoes_removed"`
}

// CallRef says which roll call is meant, to people too.
type CallRef struct {
	RollCallID string `json:"roll_call_id"`
	Date       string `json:"date,omitempty"`
	Resolution string `json:"resolution,omitempty"`
	Title      string `json:"title,omitempty"`
	// Former are the ids under which it was published before.
	Former []string `json:"former_ids,omitempty"`
}

// CallChange is what changed in a roll call: columns of its row, lines of its
// list, or both.
type CallChange struct {
	CallRef
	Columns []ColumnChange `json:"columns,omitempty"`
	Votes   []VoteChange   `json:"votes,omitempty"`
}

// ColumnChange is a cell of roll_calls; null stays null, a date is a day.
type ColumnChange struct {
	Column string `json:"column"`
	From   any    `json:"from"`
	To     any    `json:"to"`
}

// VoteChange is a member's line in the old list and in the new one; null where
// the member is not listed.
type VoteChange struct {
	MSCode string    `json:"ms_code,omitempty"` // empty: a label that is not known
	Member string    `json:"member"`            // the dictionary's name, or the label
	From   *VoteCell `json:"from"`
	To     *VoteCell `json:"to"`
}

// VoteCell is what a line says of a member.
type VoteCell struct {
	Line          int32   `json:"line"`
	MemberPrinted string  `json:"member_printed"`
	Vote          *string `json:"vote"`
	VotePrinted   *string `json:"vote_printed"`
	Permanent     *bool   `json:"permanent_member,omitempty"`
	Eligible      *bool   `json:"eligible,omitempty"`
}

// Diff compares the roll calls and the votes of the snapshots in two
// directories. A roll call that got another id is an added one with former ids.
func Diff(ctx context.Context, oldDir, newDir string) (Changes, error) {
	from, err := readSide(ctx, oldDir)
	if err != nil {
		return Changes{}, err
	}
	to, err := readSide(ctx, newDir)
	if err != nil {
		return Changes{}, err
	}
	c := Changes{Old: filepath.Base(oldDir), New: filepath.Base(newDir), Added: []CallRef{}, Removed: []CallRef{}, Changed: []CallChange{}}
	for _, row := range to.rows {
		if from.calls[row.ID] == nil {
			c.Added = append(c.Added, refTo(row))
		}
	}
	other := make(map[string]bool) // lists that differ
	for _, row := range from.rows {
		now := to.calls[row.ID]
		if now == nil {
			c.Removed = append(c.Removed, refTo(row))
			continue
		}
		change := CallChange{CallRef: refTo(now), Columns: columnChanges(row, now)}
		listed := from.lists[row.ID] != to.lists[row.ID]
		if listed {
			other[row.ID] = true
		}
		if listed || len(change.Columns) > 0 {
			c.Changed = append(c.Changed, change)
		}
	}
	before, err := vetoesOf(ctx, oldDir)
	if err != nil {
		return c, err
	}
	now, err := vetoesOf(ctx, newDir)
	if err != nil {
		return c, err
	}
	c.AddedVetoes, c.RemovedVetoes = vetoesWithout(now, before), vetoesWithout(before, now)
	return c, addVotes(ctx, c.Changed, oldDir, newDir, other)
}

// vetoesOf reads the vetoes of a snapshot; the oldest ones have no such table.
func vetoesOf(ctx context.Context, dir string) (rows []normalize.Veto, err error) {
	err = readEach(ctx, filepath.Join(dir, vetoesTable.File()), ours, func(v *normalize.Veto) error {
		rows = append(rows, *v)
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return rows, err
}

// vetoesWithout returns the vetoes that are not among others.
func vetoesWithout(vetoes, others []normalize.Veto) []normalize.Veto {
	have := map[string]bool{}
	for _, v := range others {
		have[v.ID] = true
	}
	return slices.DeleteFunc(append([]normalize.Veto{}, vetoes...), func(v normalize.Veto) bool { return have[v.ID] })
}

// side is a snapshot as far as Diff needs all of it at once.
type side struct {
	rows  []*normalize.RollCall
	calls map[string]*normalize.RollCall
	lists map[string]uint64 // a hash of each list
}

func readSide(ctx context.Context, dir string) (side, error) {
	s := side{calls: make(map[string]*normalize.RollCall), lists: make(map[string]uint64)}
	err := readEach(ctx, filepath.Join(dir, rollCallsTable.File()), ours, func(r *normalize.RollCall) error {
		s.rows, s.calls[r.ID] = append(s.rows, r), r
		return nil
	})
	if err != nil {
		return s, fmt.Errorf("read %s: %w", dir, err)
	}
	err = readEach(ctx, filepath.Join(dir, votesTable.File()), ours, func(r *lineRow) error {
		s.lists[r.RollCallID] = s.lists[r.RollCallID]*31 + r.hash()
		return nil
	})
	if err != nil {
		return s, fmt.Errorf("read %s: %w", dir, err)
	}
	return s, nil
}

// lineRow is the columns of votes that are not those of the roll call.
type lineRow struct {
	RollCallID string           `parquet:"roll_call_id"`
	Line       int32            `parquet:"line"`
	MSCode     string           `parquet:"ms_code,optional"`
	Name       string           `parquet:"member_name,optional"`
	Label      string           `parquet:"member_printed"`
	Choice     normalize.Choice `parquet:"vote,optional"`
	Printed    string           `parquet:"vote_printed,optional"`
	Permanent  *bool            `parquet:"permanent_member"`
	Eligible   *bool            `parquet:"eligible"`
}

func (r *lineRow) cell() *VoteCell {
	return &VoteCell{r.Line, r.Label, nullable(string(r.Choice)), nullable(r.Printed), r.Permanent, r.Eligible}
}

// hash is equal for equal lines.
func (r lineRow) hash() uint64 {
	truth := func(b *bool) int {
		switch {
		case b == nil:
			return 0
		case *b:
			return 1
		}
		return 2
	}
	key := struct {
		lineRow
		permanent, eligible int
	}{r, truth(r.Permanent), truth(r.Eligible)}
	key.Permanent, key.Eligible = nil, nil
	return maphash.Comparable(hashSeed, key)
}

// nullable returns nil for "".
func nullable(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func refTo(c *normalize.RollCall) CallRef {
	return CallRef{RollCallID: c.ID, Date: dayText(c.Date), Resolution: c.Resolution, Title: c.Title, Former: c.FormerIDs}
}

// columnChanges compares all columns of two rows.
func columnChanges(from, to *normalize.RollCall) (out []ColumnChange) {
	a, b := reflect.ValueOf(from).Elem(), reflect.ValueOf(to).Elem()
	for i, c := range rollCallsTable.Columns {
		x, y := jsonCell(c, a.Field(i)), jsonCell(c, b.Field(i))
		if !reflect.DeepEqual(x, y) {
			out = append(out, ColumnChange{c.Name, x, y})
		}
	}
	return out
}

// jsonCell is a cell as JSON and people want it: nil for a null, a day and a
// time as text, a list as a list.
func jsonCell(c Column, v reflect.Value) any {
	if isNull(c, v) {
		return nil
	}
	v = reflect.Indirect(v)
	switch c.Type {
	case "date":
		return normalize.Date(v.Int()).String() //nolint:gosec // the column is int32
	case "timestamp":
		return v.Interface().(time.Time).UTC().Format(time.RFC3339Nano) //nolint:errcheck // the column's type
	case "list<string>":
		return slices.Concat([]string{}, v.Interface().([]string)) //nolint:errcheck // the column's type
	}
	return v.Interface()
}

// addVotes compares the lists that differ, member by member.
func addVotes(ctx context.Context, changed []CallChange, oldDir, newDir string, other map[string]bool) error {
	from, err := readLists(ctx, oldDir, other)
	if err != nil {
		return err
	}
	to, err := readLists(ctx, newDir, other)
	if err != nil {
		return err
	}
	for i := range changed {
		id := changed[i].RollCallID
		if other[id] {
			changed[i].Votes = voteChanges(from[id], to[id])
		}
	}
	return nil
}

func readLists(ctx context.Context, dir string, ids map[string]bool) (map[string][]*lineRow, error) {
	lists := make(map[string][]*lineRow, len(ids))
	if len(ids) == 0 {
		return lists, nil
	}
	err := readEach(ctx, filepath.Join(dir, votesTable.File()), ours, func(r *lineRow) error {
		if ids[r.RollCallID] {
			lists[r.RollCallID] = append(lists[r.RollCallID], r)
		}
		return nil
	})
	return lists, err
}

// voteChanges pairs the lines of a member by its code, or by its label where it
// has none; a member that stands there twice by the order of its lines.
func voteChanges(from, to []*lineRow) (out []VoteChange) {
	old, now := byMember(from), byMember(to)
	keys := maps.Clone(old)
	maps.Copy(keys, now)
	for key := range keys {
		a, b := old[key], now[key]
		c := VoteChange{}
		for _, r := range []*lineRow{a, b} {
			if r != nil {
				c.MSCode, c.Member = r.MSCode, cmp.Or(r.Name, r.Label)
			}
		}
		if a != nil {
			c.From = a.cell()
		}
		if b != nil {
			c.To = b.cell()
		}
		if !reflect.DeepEqual(c.From, c.To) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b VoteChange) int {
		return cmp.Or(cmp.Compare(a.line(), b.line()), strings.Compare(a.Member, b.Member))
	})
	return out
}

func (c VoteChange) line() int32 {
	if c.To != nil {
		return c.To.Line
	}
	return c.From.Line
}

func byMember(rows []*lineRow) map[string]*lineRow {
	out := make(map[string]*lineRow, len(rows))
	for _, r := range rows {
		key := cmp.Or(r.MSCode, "label "+r.Label)
		for n := 2; out[key] != nil; n++ {
			key += " " + strconv.Itoa(n)
		}
		out[key] = r
	}
	return out
}

// WriteText writes the changes for people, what is gone first: "-" removed, "+"
// added, "~" changed.
func (c Changes) WriteText(w io.Writer) error {
	votes := 0
	for _, call := range c.Changed {
		votes += len(call.Votes)
	}
	b := &strings.Builder{}
	fmt.Fprintf(b, "%s to %s: %d roll calls added, %d removed, %d changed; %d votes changed\n", c.Old, c.New, len(c.Added), len(c.Removed), len(c.Changed), votes)
	for _, r := range c.Removed {
		r.write(b, "-")
	}
	for _, r := range c.Added {
		r.write(b, "+")
	}
	for _, call := range c.Changed {
		call.write(b, "~")
		for _, x := range call.Columns {
			fmt.Fprintf(b, "    %s: %s to %s\n", x.Column, plain(x.From), plain(x.To))
		}
		for _, v := range call.Votes {
			fmt.Fprintf(b, "    %s: %s to %s\n", v.Member, v.From, v.To)
		}
	}
	for _, v := range c.AddedVetoes {
		writeVeto(b, "+", v)
	}
	for _, v := range c.RemovedVetoes {
		writeVeto(b, "-", v)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeVeto(b *strings.Builder, sign string, v normalize.Veto) {
	fmt.Fprintf(b, "%s  %s  %s\n", sign, v.ID, strings.Join(append(slices.Clone(v.Drafts), v.Label), "  "))
}

func (r CallRef) write(b *strings.Builder, sign string) {
	words := []string{sign, r.RollCallID}
	for _, s := range []string{r.Date, r.Resolution, r.Title} {
		if s != "" {
			words = append(words, s)
		}
	}
	if len(r.Former) > 0 {
		words = append(words, "(was "+strings.Join(r.Former, ", ")+")")
	}
	b.WriteString(strings.Join(words, "  ") + "\n")
}

// String is the vote, and the rest of the line where the vote alone would not
// tell two lines apart: "yes (line 3, Y FRANCE)".
func (v *VoteCell) String() string {
	if v == nil {
		return "not listed"
	}
	s := orElse(v.Vote, "no known vote") + fmt.Sprintf(" (line %d, %s", v.Line, strings.TrimSpace(orElse(v.VotePrinted, "")+" "+v.MemberPrinted))
	if v.Eligible != nil && !*v.Eligible {
		s += ", not entitled"
	}
	if v.Permanent != nil && *v.Permanent {
		s += ", permanent"
	}
	return s + ")"
}

func orElse(s *string, null string) string {
	if s == nil {
		return null
	}
	return *s
}

// plain is a cell in text: JSON, which tells null from "" and lists from texts.
func plain(v any) string {
	b, err := json.Marshal(v)
	if err != nil { // texts, numbers, bools and lists always marshal
		panic(err)
	}
	return string(b)
}
