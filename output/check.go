package output

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"reflect"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
)

// A file is read back before it is published. cellSums is what is compared: a
// sum for each column over hashes of all its cells and their places, made once
// from the rows and once from the file. It tells a changed, lost, doubled or
// moved cell, and costs a fraction of comparing rows.
type cellSums struct {
	columns []columnSum
}

type columnSum struct {
	sum   uint64
	cells uint64
	last  string // most cells are equal to the one before: hash them once
	hash  uint64
}

// hashSeed differs from run to run; the sums are compared within one.
var hashSeed = maphash.MakeSeed()

const nullHash = 0x9e3779b97f4a7c15

func newCellSums(columns int) *cellSums { return &cellSums{make([]columnSum, columns)} }

func (c *columnSum) add(hash uint64) {
	c.sum += hash * (2*c.cells + 1)
	c.cells++
}

func (c *columnSum) addText(s string) (isNew bool) {
	if isNew = s != c.last || c.cells == 0; isNew {
		c.last, c.hash = s, maphash.String(hashSeed, s)
	}
	c.add(c.hash)
	return isNew
}

func (c *columnSum) addNumber(n int64) {
	h := uint64(n) * 0xbf58476d1ce4e5b9
	c.add(h ^ h>>31)
}

// addRow adds a row, a struct of one field a column. It fails on text that is
// not UTF-8, which Parquet does not allow and readers stop at.
func (s *cellSums) addRow(row reflect.Value) error {
	for i := range s.columns {
		if !s.columns[i].addCell(row.Field(i)) {
			return fmt.Errorf("column %s: not UTF-8: %q", row.Type().Field(i).Name, reflect.Indirect(row.Field(i)))
		}
	}
	return nil
}

func (c *columnSum) addCell(v reflect.Value) (ok bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			c.add(nullHash)
			return true
		}
		return c.addCell(v.Elem())
	case reflect.String:
		s := v.String()
		return !c.addText(s) || utf8.ValidString(s)
	case reflect.Slice:
		if v.Len() == 0 {
			c.add(nullHash) // a list without elements is one cell in the file too
		}
		for i := range v.Len() {
			if !c.addCell(v.Index(i)) {
				return false
			}
		}
	case reflect.Bool:
		c.addNumber(boolNumber(v.Bool()))
	case reflect.Struct:
		c.addNumber(v.Interface().(time.Time).UnixMicro()) //nolint:errcheck // the only struct in a row; any other is a bug and panics
	default:
		c.addNumber(v.Int())
	}
	return true
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
		for r := page.Values(); err == nil; {
			var n int
			n, err = r.ReadValues(values[:])
			for _, v := range values[:n] {
				c.addValue(v)
			}
		}
		parquet.Release(page)
		if !errors.Is(err, io.EOF) {
			return err
		}
	}
}

func (c *columnSum) addValue(v parquet.Value) {
	switch {
	case v.IsNull():
		c.add(nullHash)
	case v.Kind() == parquet.ByteArray:
		c.add(maphash.Bytes(hashSeed, v.ByteArray()))
	case v.Kind() == parquet.Boolean:
		c.addNumber(boolNumber(v.Boolean()))
	case v.Kind() == parquet.Int32:
		c.addNumber(int64(v.Int32()))
	default:
		c.addNumber(v.Int64())
	}
}
