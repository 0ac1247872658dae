package output

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"unvotes/normalize"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

const manifestFile = "manifest.json"

// Manifest is manifest.json: what a snapshot holds, and all facts about it that
// depend on the clock.
type Manifest struct {
	SchemaVersion     string         `json:"schema_version"`
	SchemaFingerprint string         `json:"schema_fingerprint"`
	TablesSHA256      string         `json:"tables_sha256"` // see tablesHash; the snapshot's name ends in its first 8 digits
	Tables            []TableFacts   `json:"tables"`
	IssuesByCode      map[string]int `json:"issues_by_code"`
	ManifestFacts
}

// ManifestFacts are what only the caller knows.
type ManifestFacts struct {
	Accept         Accept     `json:"-"`                    // losses against the snapshot before; no fact of the manifest
	BuiltAt        time.Time  `json:"built_at"`             // the clock; its day in UTC begins the snapshot's name
	ProgramVersion string     `json:"program_version"`      // as "unvotes version" says it
	Coverage       []Coverage `json:"coverage"`             // by body and year
	OpenRoutes     []string   `json:"open_routes"`          // ways to the records that robots.txt left open
	Permission     string     `json:"permission,omitempty"` // who at the library approved of the downloads, and when; empty: the last run named none
}

// Coverage is what we hold of a body's votes of a year, beside what the source
// says that there are.
type Coverage struct {
	Body     normalize.Body `json:"body"`
	Year     int            `json:"year"` // 0: votes without a date
	Held     int            `json:"held"`
	Named    int            `json:"with_names"`    // of these, those with a list of names
	Unnamed  int            `json:"without_names"` // and those without
	Stated   *int           `json:"stated"`        // null: not stated
	StatedBy *string        `json:"stated_by"`     // list, official_csv
	StatedAt *time.Time     `json:"stated_at"`
}

// TableFacts are the facts of a table's file.
type TableFacts struct {
	Name    string          `json:"name"`
	File    string          `json:"file"`
	Rows    int64           `json:"rows"`
	Bytes   int64           `json:"bytes"`
	SHA256  string          `json:"sha256"`
	MinDate *normalize.Date `json:"min_date,omitempty"` // of the rows that have a date
	MaxDate *normalize.Date `json:"max_date,omitempty"`
}

func dayText(d *normalize.Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// table returns the facts of a table's file.
func (m Manifest) table(name string) TableFacts {
	i := slices.IndexFunc(m.Tables, func(t TableFacts) bool { return t.Name == name })
	if i < 0 {
		return TableFacts{}
	}
	return m.Tables[i]
}

// ReadManifest reads the manifest of the snapshot in dir.
func ReadManifest(dir string) (Manifest, error) {
	var m Manifest
	b, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("read %s: %w", filepath.Join(dir, manifestFile), err)
	}
	return m, nil
}

func newManifest(tables []TableFacts, in Tables, facts ManifestFacts) Manifest {
	m := Manifest{
		SchemaVersion:     SchemaVersion,
		SchemaFingerprint: SchemaFingerprint(),
		TablesSHA256:      tablesHash(tables),
		Tables:            tables,
		IssuesByCode:      make(map[string]int),
		ManifestFacts:     facts,
	}
	m.BuiltAt = m.BuiltAt.UTC()
	for _, i := range in.Issues {
		m.IssuesByCode[i.Code]++
	}
	return m
}

func (m Manifest) write(dir string) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, manifestFile), append(b, '\n'), 0o644)
}

// tablesHash is the hash of a whole set of tables: the SHA-256, in hex, of what
// sha256sum prints for the files in the order of the schema.
func tablesHash(tables []TableFacts) string {
	h := sha256.New()
	for _, t := range tables {
		_, _ = fmt.Fprintf(h, "%s  %s\n", t.SHA256, t.File)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// hashDir is tablesHash of the files as they are in dir now, whatever its
// manifest says.
func hashDir(dir string) (string, error) {
	var facts []TableFacts
	for _, t := range Schema() {
		sum, err := hashFile(filepath.Join(dir, t.File()))
		if err != nil {
			return "", err
		}
		facts = append(facts, TableFacts{File: t.File(), SHA256: sum})
	}
	return tablesHash(facts), nil
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// Coverage is what the tables hold of each body and year, beside the total that
// the site's list states for it. Where no list is open, the official CSV is the
// only second opinion: how many of those votes it has, the others are on
// pages only. Votes that only a meeting record has are no records of the
// library's, and not counted.
func (t Tables) Coverage(lists []source.Slice) []Coverage {
	type key struct {
		body normalize.Body
		year int
	}
	held, named, official := map[key]int{}, map[key]int{}, map[key]int{}
	for _, e := range t.RollCalls {
		if e.Source == normalize.MeetingRecord {
			continue
		}
		k := key{body: e.Body}
		if e.Date != nil {
			k.year = e.Date.Year()
		}
		held[k]++
		if e.List != normalize.NoList {
			named[k]++
		}
		if slices.Contains(e.Sources, string(undl.OfficialCSV)) {
			official[k]++
		}
	}
	stated := map[key]source.Slice{}
	for _, s := range lists {
		name, year, dated := strings.Cut(s.Name, "/")
		if y, err := strconv.Atoi(year); dated && err == nil {
			k := key{listBodies[name], y}
			stated[k] = s
			held[k] += 0 // a year of which we hold nothing has a row too
		}
	}
	out := make([]Coverage, 0, len(held))
	for k, n := range held {
		c := Coverage{Body: k.body, Year: k.year, Held: n, Named: named[k], Unnamed: n - named[k]}
		if s, ok := stated[k]; ok {
			c.Stated, c.StatedBy, c.StatedAt = &s.Total, new("list"), &s.CheckedAt
		} else if n := official[k]; n > 0 {
			c.Stated, c.StatedBy = &n, new(string(undl.OfficialCSV))
		}
		if c.Held > 0 || c.Stated != nil && *c.Stated > 0 {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Coverage) int {
		return cmp.Or(cmp.Compare(a.Body, b.Body), cmp.Compare(a.Year, b.Year))
	})
	return out
}

var listBodies = map[string]normalize.Body{undl.GeneralAssembly: normalize.GA, undl.SecurityCouncil: normalize.SC}

// sumsFile has the SHA-256 of every other file of the snapshot, in the form of
// sha256sum: who has the files can check them without this program.
const sumsFile = "SHA256SUMS"

func writeSums(dir string) error {
	entries, err := os.ReadDir(dir) // in order of their names
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, e := range entries {
		sum, err := hashFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s  %s\n", sum, e.Name())
	}
	return os.WriteFile(filepath.Join(dir, sumsFile), []byte(b.String()), 0o644)
}

// checkSums says how many files have the hash that is written for them. It fails
// for a file that is missing, changed or not listed.
func checkSums(dir string) (files int, err error) {
	b, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if err != nil {
		return 0, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	listed := map[string]bool{sumsFile: true}
	for line := range strings.Lines(string(b)) {
		want, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || name != filepath.Base(name) {
			return 0, fmt.Errorf("%s has a line that is not of its form: %q", sumsFile, line)
		}
		if !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == name }) {
			return 0, fmt.Errorf("%s lists %q, which is not there", sumsFile, name)
		}
		sum, err := hashFile(filepath.Join(dir, name))
		if err != nil {
			return 0, err
		}
		if sum != want {
			return 0, fmt.Errorf("%s is not what was written: its SHA-256 is %s, %s says %q", name, sum, sumsFile, want)
		}
		listed[name] = true
	}
	for _, e := range entries {
		if !listed[e.Name()] {
			err = errors.Join(err, fmt.Errorf("%q does not belong to the snapshot: %s does not list it", e.Name(), sumsFile))
		}
	}
	return len(listed), err
}
