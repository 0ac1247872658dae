package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/parquet-go/parquet-go"
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
		err = c.compare(v.manifest.facts()[t.Name])
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

// readEach calls each with the rows of a Parquet file, after open has looked at
// it. A row may be kept.
func readEach[T any](ctx context.Context, path string, open func(*parquet.File) error, each func(*T) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return err
	}
	if err := open(file); err != nil {
		return err
	}
	r := parquet.NewGenericReader[T](file)
	defer func() { err = errors.Join(err, r.Close()) }()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := make([]T, rowsPerWrite)
		n, err := r.Read(batch)
		for i := range batch[:n] {
			if err := each(&batch[i]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
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
		if isNull(r.table.Columns[i], v) {
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
