// Package shared finds the data that is kept beside the project and not in it:
// captured records, real pages, meeting records, and the stand-in for the
// library. Only tests import it.
package shared

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// Path is a file of the shared data: below $UNVOTES_SHARED, by default
// "../shared" from the project's root. Without the data the test is skipped and
// says so.
func Path(tb testing.TB, elem ...string) string {
	tb.Helper()
	path := filepath.Join(append([]string{root(tb)}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("shared data not found (set UNVOTES_SHARED): %v", err)
	}
	return path
}

// Read is the content of a file of the shared data.
func Read(tb testing.TB, elem ...string) []byte {
	tb.Helper()
	b, err := os.ReadFile(Path(tb, elem...))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func root(tb testing.TB) string {
	tb.Helper()
	if dir := os.Getenv("UNVOTES_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(filepath.Dir(dir), "shared")
		}
		if dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// WriteTable writes rows as a Parquet file. They go through Deconstruct, because
// parquet-go 0.32 writes some nulls of columns that are "optional" without a
// pointer as values.
func WriteTable[T any](tb testing.TB, path string, rows []T, options ...parquet.WriterOption) {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := parquet.NewGenericWriter[T](f, options...)
	schema := parquet.SchemaOf(new(T))
	for i := range rows {
		if _, err := w.WriteRows([]parquet.Row{schema.Deconstruct(nil, &rows[i])}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		tb.Fatal(err)
	}
}
