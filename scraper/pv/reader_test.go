package pv

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

var sharedReader = sync.OnceValues(func() (*Reader, error) {
	return NewReader(context.Background(), filepath.Join(os.TempDir(), "unvotes-test-pdfium"))
})

// testReader is one Reader for all tests of a run: starting pdfium takes seconds.
func testReader(tb testing.TB) *Reader {
	tb.Helper()
	r, err := sharedReader()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
