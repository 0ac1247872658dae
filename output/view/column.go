package view

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// table is an open table, read a column at a time. The first error is kept and
// the columns after it are left empty, so that the code that names the columns
// of a table is a flat list.
type table struct {
	file   *parquet.File
	groups []parquet.RowGroup // those that are read
	err    error
}

// read opens a table, hands it to fill, and closes it. Whatever goes wrong is
// ErrDamaged: the snapshot was whole when it was published.
func (s *Snapshot) read(ctx context.Context, name string, fill func(*table)) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	path := s.path(name)
	f, err := os.Open(path)
	if err != nil {
		return damaged(path, err)
	}
	defer func() { _ = f.Close() }() // only read
	defer func() {
		// parquet-go indexes by what it reads: bytes that were changed can
		// lead it out of bounds, which is news about the file and no reason to
		// show a reader a stack.
		if p := recover(); p != nil {
			err = damaged(path, fmt.Errorf("%v", p))
		}
	}()
	t, err := openTable(f)
	if err != nil {
		return damaged(path, err)
	}
	if fill(t); t.err != nil {
		return damaged(path, t.err)
	}
	return nil
}

func openTable(f *os.File) (*table, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(f, info.Size(), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, err
	}
	return &table{file: file, groups: file.RowGroups()}, nil
}

func majorOf(version string) string {
	major, _, _ := strings.Cut(version, ".")
	return major
}

// rows is the number of rows in the groups that are read.
func (t *table) rows() int {
	n := int64(0)
	for _, g := range t.groups {
		n += g.NumRows()
	}
	return int(n)
}

// has tells whether the table has the column: some came with later minor versions
// of the schema, all those of a version together.
func (t *table) has(column string) bool {
	_, ok := t.file.Schema().Lookup(column)
	return ok
}

// words is a column of texts as numbers: what stands in row i is
// dictionary[codes[i]], or nothing where the code is -1.
type words struct {
	dictionary []string
	codes      []int32
}

// at is the text of a row, "" for a null.
func (w words) at(row int) string {
	if c := w.codes[row]; c >= 0 {
		return w.dictionary[c]
	}
	return ""
}

// words reads a column of texts that is no list. Each row group has its own
// dictionary in the file; here they are one.
func (t *table) words(column string) words {
	all := words{codes: make([]int32, 0, t.rows())}
	known := map[string]int32{}
	var global []int32 // the group's code -> ours
	t.pages([]string{column}, func(p parquet.Page, leaf parquet.LeafColumn) error {
		local, dictionary, err := indexes(p)
		if err != nil {
			return err
		}
		global = global[:0]
		for i := range dictionary.Len() {
			text := string(dictionary.Index(int32(i)).ByteArray())
			code, ok := known[text]
			if !ok {
				code = int32(len(all.dictionary)) //nolint:gosec // G115: likewise
				known[text] = code
				all.dictionary = append(all.dictionary, text)
			}
			global = append(global, code)
		}
		all.codes = appendCodes(all.codes, local, p.DefinitionLevels(), leaf.MaxDefinitionLevel, global)
		return nil
	})
	if len(all.codes) != t.rows() {
		t.fail(column, fmt.Errorf("%d values for %d rows", len(all.codes), t.rows()))
		all.codes = make([]int32, t.rows())
		for i := range all.codes {
			all.codes[i] = -1
		}
	}
	return all
}

// appendCodes spreads the values of a page over its rows: a row whose level is
// below the highest is null and has none.
func appendCodes(codes, local []int32, levels []byte, highest int, global []int32) []int32 {
	if len(levels) == 0 { // no value is null
		for _, c := range local {
			codes = append(codes, global[c])
		}
		return codes
	}
	next := 0
	for _, level := range levels {
		if int(level) < highest {
			codes = append(codes, -1)
			continue
		}
		codes = append(codes, global[local[next]])
		next++
	}
	return codes
}

// text reads a column of texts; set is called with each row that has one.
func (t *table) text(column string, set func(row int, text string)) {
	w := t.words(column)
	for i, c := range w.codes {
		if c >= 0 {
			set(i, w.dictionary[c])
		}
	}
}

// list reads a column of lists of texts; add is called with each element.
func (t *table) list(column string, add func(row int, text string)) {
	row := -1
	t.pages([]string{column, "list", "element"}, func(p parquet.Page, leaf parquet.LeafColumn) error {
		local, dictionary, err := indexes(p)
		if err != nil {
			return err
		}
		text := make([]string, dictionary.Len())
		for i := range text {
			text[i] = string(dictionary.Index(int32(i)).ByteArray())
		}
		next, starts := 0, p.RepetitionLevels()
		for i, level := range p.DefinitionLevels() {
			if starts[i] == 0 {
				row++
			}
			if int(level) == leaf.MaxDefinitionLevel {
				add(row, text[local[next]])
				next++
			}
		}
		return nil
	})
	if row+1 != t.rows() {
		t.fail(column, fmt.Errorf("%d lists for %d rows", row+1, t.rows()))
	}
}

// number reads a column of whole numbers, days or truths; set is called with
// each row that has one. It is slower than words, for columns of small tables.
func (t *table) number(column string, set func(row int, n int64)) {
	row, buffer := 0, make([]parquet.Value, 1024)
	t.pages([]string{column}, func(p parquet.Page, _ parquet.LeafColumn) error {
		values := p.Values()
		for {
			n, err := values.ReadValues(buffer)
			for _, v := range buffer[:n] {
				switch {
				case v.IsNull():
				case v.Kind() == parquet.Boolean && v.Boolean():
					set(row, 1)
				case v.Kind() == parquet.Boolean:
					set(row, 0)
				case v.Kind() == parquet.Int32:
					set(row, int64(v.Int32()))
				default:
					set(row, v.Int64())
				}
				row++
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
	if row != t.rows() {
		t.fail(column, fmt.Errorf("%d values for %d rows", row, t.rows()))
	}
}

// count is number for the columns of counts, which are pointers in our rows.
func (t *table) count(column string, set func(row int, n *int32)) {
	t.number(column, func(row int, n int64) {
		count := int32(n) //nolint:gosec // G115: the column is an INT32
		set(row, &count)
	})
}

// pages calls do with each page of a column in the row groups that are read.
func (t *table) pages(path []string, do func(parquet.Page, parquet.LeafColumn) error) {
	if t.err != nil {
		return
	}
	leaf, ok := t.file.Schema().Lookup(path...)
	if !ok {
		t.fail(path[0], errors.New("there is no such column"))
		return
	}
	for _, g := range t.groups {
		if err := pagesOf(g.ColumnChunks()[leaf.ColumnIndex], func(p parquet.Page) error { return do(p, leaf) }); err != nil {
			t.fail(path[0], err)
			return
		}
	}
}

func pagesOf(chunk parquet.ColumnChunk, do func(parquet.Page) error) (err error) {
	pages := chunk.Pages()
	defer func() { err = errors.Join(err, pages.Close()) }()
	for {
		p, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		err = do(p)
		parquet.Release(p)
		if err != nil {
			return err
		}
	}
}

// indexes are the values of a page of texts as indexes into its dictionary, the
// nulls left out. Every text that is read here is written with a dictionary.
func indexes(p parquet.Page) ([]int32, parquet.Dictionary, error) {
	d := p.Dictionary()
	if d == nil {
		return nil, nil, errors.New("a page without dictionary")
	}
	data := p.Data()
	return data.Int32(), d, nil
}

// fail keeps the first error.
func (t *table) fail(column string, err error) {
	if t.err == nil {
		t.err = fmt.Errorf("column %s: %w", column, err)
	}
}
