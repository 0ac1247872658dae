package normalize

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// sharedDir is the folder with the captured records: UNVOTES_SHARED, or "shared"
// beside the module.
func sharedDir(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("UNVOTES_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "..", "shared")
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
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
	path := filepath.Join(sharedDir(t), "corpus", "undl", "records.jsonl.gz")
	f, err := os.Open(path)
	if os.IsNotExist(err) {
		t.Skip("no captured records at ", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
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
