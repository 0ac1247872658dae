package normalize

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// sharedPath is a file of the captured data: below UNVOTES_SHARED, or in "shared"
// beside the module. Without it the test is skipped.
func sharedPath(t testing.TB, elem ...string) string {
	t.Helper()
	root := os.Getenv("UNVOTES_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	path := filepath.Join(append([]string{root}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("shared data not found: %v (set UNVOTES_SHARED)", err)
	}
	return path
}

// shared opens a file of the captured data.
func shared(t testing.TB, elem ...string) io.Reader {
	t.Helper()
	f, err := os.Open(sharedPath(t, elem...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() }) // it was only read
	return f
}

// corpusSymbols are the fields of a captured record that hold symbols.
type corpusSymbols struct {
	ID         int64    `json:"id"`
	Resolution string   `json:"resolution"`
	Meetings   []string `json:"meeting_record"`
	Reports    []string `json:"committee_report"`
	Date       string   `json:"vote_date"`
}

func readCorpusSymbols(t testing.TB) []corpusSymbols {
	t.Helper()
	z, err := gzip.NewReader(bufio.NewReader(shared(t, "corpus", "undl", "records.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	var all []corpusSymbols
	for d := json.NewDecoder(z); d.More(); {
		var r corpusSymbols
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}
