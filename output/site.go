package output

import (
	"bytes"
	"cmp"
	"context"
	_ "embed" // the page
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// The files that make a destination a site for people and programs.
const (
	versionsFile = "versions.json"
	indexFile    = "index.html"
)

// Versions is versions.json at a destination: every snapshot there, newest first.
type Versions struct {
	Dataset  string    `json:"dataset"`
	Versions []Version `json:"versions"`
}

// Version is a snapshot at a destination, as its manifest describes it.
type Version struct {
	Snapshot      string           `json:"snapshot"` // "2026-11-23-3f9c2a1b"
	Version       string           `json:"version"`  // "2.0.20261123+3f9c2a1b"
	Date          string           `json:"date"`     // of the build: "2026-11-23"
	BuiltAt       time.Time        `json:"built_at"`
	SchemaVersion string           `json:"schema_version"`
	TablesSHA256  string           `json:"tables_sha256"`
	Rows          map[string]int64 `json:"rows"`     // by table
	Path          string           `json:"path"`     // of its folder, from the folder of versions.json on
	Manifest      string           `json:"manifest"` // of its manifest, which has each file's hash
}

// versions returns the new content of versions.json: the snapshots that it listed
// before, the one that latest.json names, this one in dir and those beside it, each as
// its manifest at the destination has it. A manifest is written after the other files of its
// snapshot, so the list never names one that is incomplete; a snapshot that somebody
// removed from the destination is no longer listed. A damaged manifest is an error
// that is ErrOtherContent.
func (s *sending) versions(ctx context.Context, dir, newest string) (Versions, error) {
	var there Versions
	b, found, err := s.read(ctx, versionsFile)
	if err != nil {
		return there, err
	}
	if found && (json.Unmarshal(b, &there) != nil || there.Dataset != datasetName) {
		return there, fmt.Errorf("%s is there and is not ours; publish into a folder of its own: %w", versionsFile, ErrOtherContent)
	}
	names := []string{s.Snapshot, newest}
	beside, err := os.ReadDir(filepath.Dir(dir)) // for a list that was lost
	if err != nil {
		return there, err
	}
	for _, e := range beside {
		names = append(names, e.Name())
	}
	for _, v := range there.Versions {
		names = append(names, v.Snapshot)
	}
	slices.Sort(names)
	out := Versions{Dataset: datasetName, Versions: []Version{}}
	for _, name := range slices.Compact(names) {
		if !snapshotNames.MatchString(name) {
			continue
		}
		key := path.Join(snapshotsDir, name, manifestFile)
		b, found, err := s.read(ctx, key)
		if err != nil {
			return out, err
		}
		if !found {
			continue
		}
		var m Manifest
		if err := json.Unmarshal(b, &m); err != nil || !strings.HasPrefix(m.TablesSHA256, name[len(name)-8:]) {
			return out, fmt.Errorf("%s is not the manifest of its snapshot; put it back or move the folder away, and publish again: %w", key, ErrOtherContent)
		}
		out.Versions = append(out.Versions, newVersion(name, m))
	}
	slices.SortFunc(out.Versions, func(a, b Version) int {
		return cmp.Or(b.BuiltAt.Compare(a.BuiltAt), strings.Compare(b.Snapshot, a.Snapshot))
	})
	return out, nil
}

func newVersion(name string, m Manifest) Version {
	v := Version{
		Snapshot: name, Version: datasetVersion(m), Date: m.BuiltAt.Format(time.DateOnly), BuiltAt: m.BuiltAt, SchemaVersion: m.SchemaVersion,
		TablesSHA256: m.TablesSHA256, Rows: map[string]int64{}, Path: path.Join(snapshotsDir, name) + "/", Manifest: path.Join(snapshotsDir, name, manifestFile),
	}
	for _, t := range m.Tables {
		v.Rows[t.Name] = t.Rows
	}
	return v
}

//go:embed index.html.tmpl
var indexText string

var indexTemplate = template.Must(template.New(indexFile).Funcs(template.FuncMap{"grouped": grouped}).Parse(indexText))

// grouped returns "4,340".
func grouped(n int64) string { return message.NewPrinter(language.English).Sprint(n) }

// ourIndex is in every index.html that a publication wrote.
const ourIndex = `<meta name="generator" content="unvotes">`

// writeIndex writes the page for people. An index.html of somebody else stays, and
// the publication says so.
func (s *sending) writeIndex(ctx context.Context, m Manifest, v Versions) error {
	there, found, err := s.read(ctx, indexFile)
	if err != nil {
		return err
	}
	if s.OtherIndex = found && !bytes.Contains(there, []byte(ourIndex)); s.OtherIndex {
		return nil
	}
	page, err := indexPage(s.Snapshot, m, v, s.address)
	if err != nil {
		return err
	}
	return s.replace(ctx, indexFile, page)
}

// indexPage is index.html for the newest snapshot. address is that of the folder as
// far as the destination knows it; where the page is opened over HTTP it puts its own
// address in its place.
func indexPage(name string, m Manifest, v Versions, address string) ([]byte, error) {
	type table struct {
		TableFacts
		Meaning string
	}
	var tables []table
	for _, t := range Schema() {
		if f := m.table(t.Name); f.File != "" {
			tables = append(tables, table{f, t.Meaning})
		}
	}
	var b bytes.Buffer
	err := indexTemplate.Execute(&b, map[string]any{
		"Title": datasetTitle, "Words": datasetWords, "Snapshot": name, "Version": datasetVersion(m), "Date": m.BuiltAt.Format(time.DateOnly), "Year": m.BuiltAt.Year(),
		"Votes": m.table(votesTable.Name), "RollCalls": m.table(rollCallsTable.Name), "Tables": tables, "Versions": v.Versions, "Address": address,
		"Library": Library, "Terms": termsURL, "Approval": approval(m), "Rights": strings.TrimSpace(ofRights(m)),
	})
	return b.Bytes(), err
}
