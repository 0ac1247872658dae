package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"unvotes/normalize"
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
	BuiltAt        time.Time  `json:"built_at"`             // the clock; its day in UTC begins the snapshot's name
	ProgramVersion string     `json:"program_version"`      // as "unvotes version" says it
	Coverage       []Coverage `json:"coverage"`             // by body and year
	OpenRoutes     []string   `json:"open_routes"`          // ways to the records that robots.txt left open
	Permission     string     `json:"permission,omitempty"` // who permitted the search; empty: nobody was asked
}

// Coverage is what we hold of a body's votes of a year, beside what the source
// says that there are.
type Coverage struct {
	Body     normalize.Body `json:"body"`
	Year     int            `json:"year"` // 0: votes without a date
	Held     int            `json:"held"`
	Stated   *int           `json:"stated"`              // null: nobody says
	StatedBy string         `json:"stated_by,omitempty"` // list, official_csv
	StatedAt *time.Time     `json:"stated_at,omitempty"`
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
