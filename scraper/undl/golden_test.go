package undl

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata")

// golden is what a document of testdata gives: one of the three.
type golden struct {
	Record *marc.Record `json:"record,omitempty"`
	List   *listPage    `json:"list,omitempty"`
	Kind   source.Kind  `json:"kind,omitempty"`
	Error  string       `json:"error,omitempty"`
}

// The documents are small and written in the shape of the real ones, each named
// after what is odd about it; record-… is a record page, list-… a list.
func TestGolden(t *testing.T) {
	for _, name := range documents(t, "*.html") {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".html"), func(t *testing.T) {
			got := read(t, name)
			if refused := strings.Contains(name, "-error-"); refused != (got.Kind != "") {
				t.Fatalf("named to be refused: %v, got %+v", refused, got)
			}
			compareGolden(t, strings.TrimSuffix(name, ".html")+".json", got)
		})
	}
}

func documents(tb testing.TB, pattern string) []string {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(names) == 0 {
		tb.Fatalf("no documents: %v", err)
	}
	return names
}

func read(t *testing.T, name string) golden {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(filepath.Base(name), "list-") {
		l, err := parseList(body)
		if err != nil {
			return refused(t, err)
		}
		return golden{List: &l}
	}
	r, err := ParseRecordPage(0, body)
	if err != nil {
		return refused(t, err)
	}
	return golden{Record: &r}
}

func refused(t *testing.T, err error) golden {
	t.Helper()
	var pe *source.Refusal
	if !errors.As(err, &pe) || !errors.Is(err, pe.Kind) {
		t.Fatalf("not a Refusal: %v", err)
	}
	return golden{Kind: pe.Kind, Error: err.Error()}
}

func compareGolden(t *testing.T, name string, got any) {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(got); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (go test -update writes it; read the diff)", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
