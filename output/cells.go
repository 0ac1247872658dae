package output

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"reflect"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/parquet-go/parquet-go"
)

// A file is read back before it is published. cellSums is what is compared: a
// sum for each column over hashes of all its cells and their places, made once
// from the rows and once from the file. It shows a changed, lost, doubled or
// moved cell, and costs a fraction of comparing rows.
type cellSums struct {
	columns []columnSum
}

type columnSum struct {
	sum   uint64
	cells uint64
	last  []byte // most texts are equal to the one before: hash them once
	hash  uint64
	at    *byte // where the text before is, if its memory is still its own
}

// hashSeed differs from run to run; the sums are compared within one.
var hashSeed = maphash.MakeSeed()

const nullHash = 0x9e3779b97f4a7c15

func newCellSums(columns int) *cellSums { return &cellSums{make([]columnSum, columns)} }

// cells appends the cells of a column of some rows. Texts are most of them, and
// are read without reflection: it would take a quarter of the time of writing.
func (t table[T]) cells(to []parquet.Value, rows []T, column int) []parquet.Value {
	c, null := t.Columns[column], parquet.NullValue().Level(0, 0, column)
	present := 0 // the definition level of a value
	if c.Nullable {
		present = 1
	}
	field := reflect.TypeFor[T]().Field(column)
	if field.Type.Kind() == reflect.String {
		for i := range rows {
			if s := *(*string)(unsafe.Add(unsafe.Pointer(&rows[i]), field.Offset)); s != "" || !c.Nullable { //nolint:gosec // G103: a field of that type
				to = append(to, textCell(s).Level(0, present, column))
			} else {
				to = append(to, null)
			}
		}
		return to
	}
	for i := range rows {
		v := reflect.ValueOf(&rows[i]).Elem().Field(column)
		switch {
		case isNull(c, v):
			to = append(to, null)
		case v.Kind() == reflect.Slice && v.Len() == 0:
			to = append(to, parquet.NullValue().Level(0, present, column))
		case v.Kind() == reflect.Slice:
			for j := range v.Len() {
				to = append(to, cellOf(v.Index(j)).Level(min(j, 1), present+1, column))
			}
		default:
			to = append(to, cellOf(reflect.Indirect(v)).Level(0, present, column))
		}
	}
	return to
}

// isNull reports whether a field of a row is written as null: a nil pointer or
// list, "" and the number 0 of a record.
func isNull(c Column, v reflect.Value) bool { return c.Nullable && v.IsZero() }

func cellOf(v reflect.Value) parquet.Value {
	switch v.Kind() {
	case reflect.String:
		return textCell(v.String())
	case reflect.Bool:
		return parquet.BooleanValue(v.Bool())
	case reflect.Int32:
		return parquet.Int32Value(int32(v.Int())) //nolint:gosec // G115: it is one
	case reflect.Int64:
		return parquet.Int64Value(v.Int())
	default: // times are the only other type; of any other the assertion panics
		return parquet.Int64Value(v.Interface().(time.Time).UnixMicro()) //nolint:errcheck // see above
	}
}

// textCell shares the text, which is only read.
func textCell(s string) parquet.Value {
	return parquet.ByteArrayValue(unsafe.Slice(unsafe.StringData(s), len(s))) //nolint:gosec // G103: see above
}

// addAll adds cells. It fails on text that is not UTF-8, which Parquet does not
// allow and readers stop at.
func (c *columnSum) addAll(cells []parquet.Value) error {
	c.at = nil
	for _, v := range cells {
		if isNew := c.add(v); isNew && !utf8.Valid(v.ByteArray()) {
			return fmt.Errorf("not UTF-8: %q", v.ByteArray())
		}
	}
	return nil
}

// add adds a cell, and reports whether it is a text other than the one before.
func (c *columnSum) add(v parquet.Value) (isNewText bool) {
	hash := uint64(nullHash)
	switch {
	case v.IsNull(): // or an empty list
		hash += uint64(v.DefinitionLevel()) //nolint:gosec // G115: at most 1
	case v.Kind() == parquet.ByteArray:
		text := v.ByteArray()
		if at := unsafe.SliceData(text); at != c.at || len(text) != len(c.last) { //nolint:gosec // G103: only compared
			c.at = at
			if c.last == nil || !bytes.Equal(text, c.last) {
				c.last, c.hash, isNewText = append(c.last[:0], text...), maphash.Bytes(hashSeed, text), true
			}
		}
		hash = c.hash
	default:
		n := int64(0)
		switch v.Kind() {
		case parquet.Boolean:
			n = boolNumber(v.Boolean())
		case parquet.Int32:
			n = int64(v.Int32())
		default:
			n = v.Int64()
		}
		hash = uint64(n) * 0xbf58476d1ce4e5b9 //nolint:gosec // G115: any bits do
		hash ^= hash >> 31
	}
	c.sum += hash * (2*c.cells + 1)
	c.cells++
	return isNewText
}

func boolNumber(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// verifyFile reads every page of a file that was just written and compares it
// with what went in.
func verifyFile(path string, rows int64, want *cellSums) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	if file.NumRows() != rows {
		return fmt.Errorf("read back: %d rows were written, %d are there", rows, file.NumRows())
	}
	got := newCellSums(len(want.columns))
	for _, group := range file.RowGroups() {
		for i, chunk := range group.ColumnChunks() {
			if err := got.columns[i].addChunk(chunk); err != nil {
				return fmt.Errorf("read back column %d: %w", i, err)
			}
		}
	}
	for i := range want.columns {
		w, g := want.columns[i], got.columns[i]
		if w.cells != g.cells || w.sum != g.sum {
			return fmt.Errorf("read back: column %s is not what was written (%d cells, %d read)", file.Root().Columns()[i].Name(), w.cells, g.cells)
		}
	}
	return nil
}

func (c *columnSum) addChunk(chunk parquet.ColumnChunk) error {
	pages := chunk.Pages()
	defer func() { _ = pages.Close() }() // only read
	var values [512]parquet.Value
	for {
		page, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		c.at = nil // the memory can be that of the page before
		for r := page.Values(); err == nil; {
			var n int
			n, err = r.ReadValues(values[:])
			for _, v := range values[:n] {
				c.add(v)
			}
		}
		parquet.Release(page)
		if !errors.Is(err, io.EOF) {
			return err
		}
	}
}
