//go:build replay

package pv

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unvotes/testdata/shared"
)

func TestVisibleRecordsAgreeWithTheTruth(t *testing.T) {
	var all []truth
	if err := json.Unmarshal(shared.Read(t, "corpus", "meeting-records", "votes.json"), &all); err != nil {
		t.Fatal(err)
	}
	r := testReader(t)
	dir := shared.Path(t, "corpus", "meeting-records")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found, wrong := 0, 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".pdf") {
			continue
		}
		t.Run(f.Name(), func(t *testing.T) {
			rec, err := r.Read(t.Context(), shared.Read(t, "corpus", "meeting-records", f.Name()), membersOn(t))
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range rec.Problems {
				t.Logf("problem %s seq %d page %d: %s", p.Code, p.Seq, p.Page, p.Detail)
			}
			for _, s := range rec.Statements {
				t.Logf("statement on %d, page %d: %s had intended %q", s.Seq, s.Page, s.Name, s.Intended)
			}
			var want []truth
			for _, e := range all {
				if e.Meeting == rec.Meeting.Symbol {
					want = append(want, e)
				}
			}
			got := asTruth(rec)
			found += len(got)
			for i := range max(len(got), len(want)) {
				switch {
				case i >= len(got):
					t.Errorf("not found: %v", want[i].fields()[2:16])
					wrong++
				case i >= len(want):
					t.Errorf("found too much: %v", got[i].fields()[2:16])
					wrong++
				default:
					g, w := got[i].fields(), want[i].fields()
					bad := false
					for k := range g {
						if rec.OCR && strings.HasPrefix(g[k], "label ") {
							t.Logf("seq %d of a scan, %s", want[i].Seq, g[k])
							continue // its letters are misread; nothing depends on them
						}
						if g[k] != w[k] {
							t.Errorf("seq %d, %s", want[i].Seq, firstDifference(g[k], w[k]))
							bad = true
						}
					}
					if bad {
						wrong++
					}
				}
			}
		})
	}
	t.Logf("%d in the truth, %d found, %d of them wrong or missing", len(all), found, wrong)
}

var update = flag.Bool("update", false, "rewrite the golden files")

const readingsFile = "testdata/readings.txt"

// Readings are kept in archives under Version: one that changes without it would
// never be seen there. testdata/readings.txt has the version and a hash of what it
// reads from each document. When this test fails because a reading changed, and
// should, raise Version and run it with -update.
func TestReadingsAreThoseOfTheVersion(t *testing.T) {
	made, err := os.ReadFile("../../cmd/unvotes/demo/site/A_77_PV.69.pdf")
	if err != nil {
		t.Fatal(err)
	}
	documents := map[string][]byte{"demo": made}
	t.Run("real records", func(t *testing.T) {
		files, err := filepath.Glob(filepath.Join(shared.Path(t, "corpus", "meeting-records"), "*.pdf"))
		if err != nil || len(files) == 0 {
			t.Fatalf("none found: %v", err)
		}
		for _, f := range files {
			documents[filepath.Base(f)] = shared.Read(t, "corpus", "meeting-records", filepath.Base(f))
		}
	})
	version, want := readGolden(t)
	got := map[string]string{}
	changed := false
	for name, body := range documents {
		rec, err := testReader(t).Read(t.Context(), body, membersOn(t))
		var refused *Error // kept as a reading too
		if err != nil && !errors.As(err, &refused) {
			t.Fatal(err)
		}
		b, err := json.Marshal(rec)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(b)
		got[name] = hex.EncodeToString(sum[:])
		if w, known := want[name]; known && w != got[name] {
			changed = true
			if version == Version {
				t.Errorf("%s is read as something else than by version %s: raise Version, then run this test with -update", name, Version)
			}
		}
	}
	switch {
	case t.Failed():
	case *update:
		for name, sum := range want {
			if got[name] == "" { // not at hand
				got[name] = sum
			}
		}
		var b strings.Builder
		fmt.Fprintf(&b, "version %s\n", Version)
		for _, name := range slices.Sorted(maps.Keys(got)) {
			fmt.Fprintf(&b, "%s  %s\n", got[name], name)
		}
		if err := os.WriteFile(readingsFile, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	case changed || version != Version || want["demo"] == "":
		t.Errorf("%s is of version %q, the package of %s: run this test with -update", readingsFile, version, Version)
	}
}

func readGolden(t *testing.T) (version string, hashes map[string]string) {
	t.Helper()
	hashes = map[string]string{}
	b, err := os.ReadFile(readingsFile)
	if errors.Is(err, os.ErrNotExist) {
		return "", hashes
	}
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		first, second, _ := strings.Cut(strings.TrimSpace(line), " ")
		if first == "version" {
			version = second
			continue
		}
		hashes[strings.TrimSpace(second)] = first
	}
	return version, hashes
}
