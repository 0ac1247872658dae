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

// truth is an entry of votes.json.
type truth struct {
	Meeting         string   `json:"meeting"`
	Date            string   `json:"date"`
	Seq             int      `json:"seq"`
	Page            int      `json:"page"`
	Label           string   `json:"label"`
	Draft           *string  `json:"draft"`
	Resolution      *string  `json:"resolution"`
	Decision        *string  `json:"decision"`
	CommitteeReport *string  `json:"committee_report"`
	Scope           string   `json:"scope"`
	Target          *string  `json:"target"`
	Outcome         string   `json:"outcome"`
	Method          string   `json:"method"`
	Yes             *int     `json:"yes"`
	No              *int     `json:"no"`
	Abstain         *int     `json:"abstain"`
	InFavour        []string `json:"in_favour"`
	Against         []string `json:"against"`
	Abstaining      []string `json:"abstaining"`
	Note            *string  `json:"note"`
}

// fields are what is compared, in order.
func (t truth) fields() []string {
	return []string{
		"meeting " + t.Meeting, "date " + t.Date, fmt.Sprint("seq ", t.Seq), fmt.Sprint("page ", t.Page), "label " + t.Label,
		"draft " + str(t.Draft), "resolution " + str(t.Resolution), "decision " + str(t.Decision),
		"committee_report " + str(t.CommitteeReport), "scope " + t.Scope, "target " + str(t.Target), "outcome " + t.Outcome,
		"method " + t.Method, "yes " + num(t.Yes), "no " + num(t.No), "abstain " + num(t.Abstain),
		"in_favour " + strings.Join(t.InFavour, "|"), "against " + strings.Join(t.Against, "|"), "abstaining " + strings.Join(t.Abstaining, "|"),
	}
}

func str(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}

func num(n *int) string {
	if n == nil {
		return "null"
	}
	return fmt.Sprint(*n)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// asTruth gives what was read the shape of the truth.
func asTruth(rec Record) []truth {
	var out []truth
	add := func(a Action, v Vote) {
		out = append(out, truth{
			Meeting: rec.Meeting.Symbol, Date: rec.Meeting.Date, Seq: a.Seq, Page: a.Page, Label: a.Label,
			Draft: orNull(a.Draft), Resolution: orNull(a.Resolution), Decision: orNull(a.Decision), CommitteeReport: orNull(a.CommitteeReport),
			Scope: string(a.Scope), Target: orNull(a.TargetPrinted), Outcome: string(a.Outcome), Method: string(a.Method),
			Yes: v.Yes, No: v.No, Abstain: v.Abstain,
			InFavour: v.InFavour.Names, Against: v.Against.Names, Abstaining: v.Abstaining.Names,
		})
	}
	for _, v := range rec.Votes {
		add(v.Action, v)
	}
	for _, a := range rec.Adoptions {
		add(a, Vote{})
	}
	slices.SortFunc(out, func(a, b truth) int { return a.Seq - b.Seq })
	return out
}

// firstDifference shows two texts from shortly before they part.
func firstDifference(got, want string) string {
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	from := max(0, i-30)
	cut := func(s string) string { return s[min(from, len(s)):min(len(s), i+60)] }
	return fmt.Sprintf("at byte %d\n   got  …%s\n   want …%s", i, cut(got), cut(want))
}

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

// BenchmarkRead reads whole records, from bytes to votes.
func BenchmarkRead(b *testing.B) {
	r := testReader(b)
	dictionary := membersOn(b)
	for _, name := range []string{"A_65_PV.71-pages-1-20.pdf", "S_PV.8422.pdf", "S_PV.492.pdf"} {
		body := shared.Read(b, "corpus", "meeting-records", name)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Read(b.Context(), body, dictionary); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
