package output

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
)

// verifyTable proves of a table's file: the columns are the schema's, the rows
// as many and of the days that the manifest says, in order, with keys of their
// own; no text is empty, and what has a closed list stays in it. Keys and
// references are noted for later; each is called with every row.
func verifyTable[T any](ctx context.Context, v *verifier, t table[T], each func(*T) error) error {
	c := newRowCheck(t, &v.content)
	err := readEach(ctx, filepath.Join(v.dir, t.File()), c.open, func(row *T) error {
		if err := c.check(row); err != nil {
			return fmt.Errorf("row %d: %w: %+v", c.rows, err, *row)
		}
		c.rows++
		return each(row)
	})
	if err == nil {
		err = c.compare(v.manifest.table(t.Name))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", t.File(), err)
	}
	return nil
}

func (t table[T]) sameColumns(file *parquet.File) error {
	got := Table{Name: t.Name}
	for _, f := range file.Schema().Fields() {
		got.Columns = append(got.Columns, Column{Name: f.Name(), Type: typeName(f), Nullable: f.Optional()})
	}
	if g := shape([]Table{got}); g != shape([]Table{t.Table}) {
		return fmt.Errorf("the columns are not those of schema %s:\n%s", SchemaVersion, g)
	}
	return nil
}

// rowCheck proves rows one after the other.
type rowCheck[T any] struct {
	table   table[T]
	columns []columnCheck
	rows    int64
	last    T
	days    recorder[T] // for the first and the last day
}

// columnCheck proves the cells of a column. Most are equal to the one above.
type columnCheck struct {
	allowed map[string]bool // nil: an open list
	keys    map[string]bool // filled with the keys; nil: the column is no key
	refers  []map[string]bool
	last    string
	seen    bool

	nulls, statedNulls int64 // read; stated by the file
}

func newRowCheck[T any](t table[T], c *content) *rowCheck[T] {
	r := &rowCheck[T]{table: t, columns: make([]columnCheck, len(t.Columns)), days: recorder[T]{table: t}}
	for i, column := range t.Columns {
		check := &r.columns[i]
		for _, value := range column.Values {
			if check.allowed == nil {
				check.allowed = make(map[string]bool)
			}
			check.allowed[value] = true
		}
		if slices.Equal(t.Key, []string{column.Name}) {
			check.keys = c.keysOf(t.Name, column.Name)
		}
		for _, ref := range t.References {
			if ref.Column == column.Name {
				check.refers = append(check.refers, c.uses(t.Name, ref))
			}
		}
	}
	return r
}

// open looks at the columns, and notes how many nulls each states.
func (r *rowCheck[T]) open(file *parquet.File) error {
	if err := r.table.sameColumns(file); err != nil {
		return err
	}
	for _, group := range file.RowGroups() {
		for i, chunk := range group.ColumnChunks() {
			r.columns[i].statedNulls += chunk.(*parquet.FileColumnChunk).NullCount() //nolint:errcheck // of a file
		}
	}
	return nil
}

func (r *rowCheck[T]) check(row *T) error {
	if r.rows > 0 {
		if c := r.table.compare(&r.last, row); c > 0 || c == 0 && r.table.Key != nil {
			return errors.New("out of order, or there twice")
		}
	}
	r.last = *row
	r.days.noteDay(row)
	cells := reflect.ValueOf(row).Elem()
	for i := range r.columns {
		c, v := &r.columns[i], cells.Field(i)
		if isNull(r.table.Columns[i], v) || v.Kind() == reflect.Slice && v.Len() == 0 { // an empty list counts as a null in the file
			c.nulls++
		} else if err := c.check(reflect.Indirect(v)); err != nil {
			return fmt.Errorf("%s: %w", r.table.Columns[i].Name, err)
		}
	}
	return nil
}

// compare compares with what the manifest says, and what was read as null with
// what the file says of its nulls: an empty text and a record number 0 are read
// as null too.
func (r *rowCheck[T]) compare(f TableFacts) error {
	for i, c := range r.columns {
		if column := r.table.Columns[i]; column.Nullable && c.nulls != c.statedNulls {
			return fmt.Errorf("%s: %d nulls, %d cells without a value: an empty text", column.Name, c.statedNulls, c.nulls)
		}
	}
	got := r.days.facts
	if r.rows != f.Rows || dayText(got.MinDate) != dayText(f.MinDate) || dayText(got.MaxDate) != dayText(f.MaxDate) {
		return fmt.Errorf("%d rows from %q to %q, the manifest says %d from %q to %q",
			r.rows, dayText(got.MinDate), dayText(got.MaxDate), f.Rows, dayText(f.MinDate), dayText(f.MaxDate))
	}
	return nil
}

func (c *columnCheck) check(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			if err := c.check(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.String:
		return c.checkText(v.String())
	}
	return nil
}

func (c *columnCheck) checkText(s string) error {
	if c.seen && s == c.last && c.keys == nil {
		return nil
	}
	c.seen, c.last = true, s
	switch {
	case s == "":
		return errors.New("an empty text")
	case c.allowed != nil && !c.allowed[s]:
		return fmt.Errorf("%q is not one of its values", s)
	case c.keys != nil && c.keys[s]:
		return fmt.Errorf("the key %q is there twice", s)
	case c.keys != nil:
		c.keys[s] = true
	}
	for _, used := range c.refers {
		used[s] = true
	}
	return nil
}

// content is what Verify remembers of the rows.
type content struct {
	keys  map[string]map[string]bool // "members.ms_code": all of them
	used  map[Reference]map[string]bool
	names map[string]string // ms_code: name

	calls         []*normalize.RollCall
	tallies       map[string]*tally // by roll_call_id
	undlIDs       map[int64]bool
	formerIDs     map[string]string // former id: roll_call_id
	parents       map[string]string // of pieces: the id of the whole
	lastPeriod    normalize.Period
	lastStatement normalize.Statement
	codes         map[string][]string // issue codes by roll_call_id
	byCode        map[string]int
	held          map[heldKey]heldCalls
}

// heldCalls are the library's roll calls of a body and year, and those of them with
// a list of names.
type heldCalls struct{ all, named int }

type heldKey struct {
	body normalize.Body
	year int
}

// tally counts the lines of a roll call.
type tally struct {
	call   *normalize.RollCall
	lines  int32
	votes  map[normalize.Choice]int32 // "": null
	vetoes map[string]bool            // permanent members that voted no
}

func newContent() content {
	return content{
		keys: make(map[string]map[string]bool), used: make(map[Reference]map[string]bool), names: make(map[string]string),
		tallies: make(map[string]*tally), undlIDs: make(map[int64]bool), formerIDs: make(map[string]string),
		parents: make(map[string]string), codes: make(map[string][]string), byCode: make(map[string]int), held: make(map[heldKey]heldCalls),
	}
}

func (c *content) keysOf(table, column string) map[string]bool {
	name := table + "." + column
	if c.keys[name] == nil {
		c.keys[name] = make(map[string]bool)
	}
	return c.keys[name]
}

// uses is the set of what a table's column refers to.
func (c *content) uses(table string, r Reference) map[string]bool {
	r.Column = table + "." + r.Column
	if c.used[r] == nil {
		c.used[r] = make(map[string]bool)
	}
	return c.used[r]
}

func (c *content) member(r *normalize.Member) error {
	c.names[r.MSCode] = r.Name
	return nil
}

func (c *content) period(r *normalize.Period) error {
	last := c.lastPeriod
	c.lastPeriod = *r
	if r.To != nil && *r.To < r.From {
		return fmt.Errorf("%s: a period ends before it begins", r.MSCode)
	}
	if last.MSCode == r.MSCode && (last.To == nil || *last.To >= r.From) {
		return fmt.Errorf("%s: two periods overlap", r.MSCode)
	}
	return nil
}

func (c *content) rollCall(r *normalize.RollCall) error {
	c.calls = append(c.calls, r)
	if r.ParentID != "" {
		c.parents[r.ID] = r.ParentID
	}
	c.tallies[r.ID] = &tally{call: r, votes: make(map[normalize.Choice]int32), vetoes: make(map[string]bool)}
	k := heldKey{body: r.Body}
	if r.Date != nil {
		k.year = r.Date.Year()
	}
	if h := c.held[k]; r.Source != normalize.MeetingRecord {
		if h.all++; r.List != normalize.NoList {
			h.named++
		}
		c.held[k] = h
	}
	if id := r.UNDLID; id != 0 {
		if c.undlIDs[id] {
			return fmt.Errorf("%s: record %d has two rows", r.ID, id)
		}
		c.undlIDs[id] = true
	}
	return c.formerly(r.ID, r.FormerIDs)
}

func (c *content) formerly(is string, were []string) error {
	for _, id := range were {
		if other, taken := c.formerIDs[id]; taken {
			return fmt.Errorf("%s and %s both were %s", other, is, id)
		}
		c.formerIDs[id] = is
	}
	return nil
}

func (c *content) adoption(r *normalize.Adoption) error {
	if c.tallies[r.ID] != nil {
		return fmt.Errorf("%s is a roll call and an adoption", r.ID)
	}
	if r.ParentID != "" {
		c.parents[r.ID] = r.ParentID
	}
	return c.formerly(r.ID, r.FormerIDs)
}

// statement proves that what was said later is on a vote, and names the member as
// the table of members does.
func (c *content) statement(r *normalize.Statement) error {
	last := c.lastStatement
	c.lastStatement = *r
	switch {
	case last.RollCallID == r.RollCallID && r.Line != last.Line+1, last.RollCallID != r.RollCallID && r.Line != 1:
		return fmt.Errorf("%s: line %d after line %d", r.RollCallID, r.Line, last.Line)
	case c.names[r.MSCode] != r.Name:
		return fmt.Errorf("%s: %s is not the name of %s", r.RollCallID, r.Name, r.MSCode)
	}
	return nil
}

// veto proves that the vote of a veto is one of the Council.
func (c *content) veto(r *normalize.Veto) error {
	if t := c.tallies[r.RollCallID]; t != nil && t.call.Body != normalize.SC {
		return fmt.Errorf("%s: its vote %s is none of the Council", r.ID, r.RollCallID)
	}
	return nil
}

// vote proves that a line repeats its roll call, follows the line before, and
// names the member as the table of members does.
func (c *content) vote(r *normalize.VoteLine) error {
	t := c.tallies[r.RollCallID]
	if t == nil {
		return fmt.Errorf("line %d of %s: there is no such roll call", r.Line, r.RollCallID)
	}
	t.lines++
	t.votes[r.Choice]++
	if r.Choice == normalize.No && r.Permanent != nil && *r.Permanent {
		t.vetoes[r.MSCode] = true
	}
	call := t.call
	switch {
	case r.Line != t.lines:
		return fmt.Errorf("%s: line %d is the %dth", r.RollCallID, r.Line, t.lines)
	case compareDates(r.Date, call.Date) != 0 || r.Body != call.Body || r.Session != call.Session || r.Resolution != call.Resolution ||
		r.Scope != call.Scope || r.VoteGroupID != call.VoteGroupID:
		return fmt.Errorf("line %d of %s does not repeat its roll call: %+v", r.Line, r.RollCallID, *r)
	case c.names[r.MSCode] != r.Name:
		return fmt.Errorf("line %d of %s: %s is not the name of %s", r.Line, r.RollCallID, r.Name, r.MSCode)
	}
	return nil
}

func (c *content) issue(r *normalize.Issue) error {
	c.byCode[r.Code]++
	if r.RollCallID != "" {
		c.codes[r.RollCallID] = append(c.codes[r.RollCallID], r.Code)
	}
	return nil
}

// missing is an error that names some of the values that are not there.
func missing(what string, values map[string]bool, there func(string) bool) error {
	var gone []string
	for _, s := range slices.Sorted(maps.Keys(values)) {
		if !there(s) {
			gone = append(gone, s)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return errors.New(what + ": " + some(gone))
}

// some is the first few of many.
func some(texts []string) string {
	const few = 5
	if len(texts) <= few {
		return fmt.Sprintf("%q", texts)
	}
	return fmt.Sprintf("%q and %d more", texts[:few], len(texts)-few)
}
