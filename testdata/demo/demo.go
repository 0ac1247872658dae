// Package demo is a small Digital Library for "unvotes demo": two dozen real
// votes that tell a story, and the odd records among them, served over HTTP in
// the shape of the real site. Nobody has to ask the UN's servers to see the
// whole pipeline at work.
//
// The facts are in votes/, one text file a record (README.md has the format);
// the pages are drawn from them by templates/. Nothing is invented: what was not
// known for sure about a record is left out of its page.
//
// Start from [New], which reads the embedded facts and is the [http.Handler].
// [Site.Records] gives the same facts to tests that compare what came out.
package demo

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
)

//go:embed votes/*.txt templates/*.tmpl
var files embed.FS

// Site is the collection as a site. It is an [http.Handler], safe for use by
// several goroutines, and the same at every start but for the token that each
// page carries.
type Site struct {
	mux     *http.ServeMux
	records []Record // ordered by date, then id; those without a date first
	byID    map[int64]Record
}

// New reads the embedded facts. An error means that a file in votes/ is broken
// and names it.
func New() (*Site, error) {
	records, err := readAll(files)
	if err != nil {
		return nil, err
	}
	s := &Site{mux: http.NewServeMux(), records: records, byID: make(map[int64]Record, len(records))}
	for _, r := range records {
		if _, twice := s.byID[r.ID]; twice {
			return nil, fmt.Errorf("record %d has two files", r.ID)
		}
		s.byID[r.ID] = r
	}
	s.mux.HandleFunc("GET /robots.txt", s.robots)
	s.mux.HandleFunc("GET /search", s.search)
	s.mux.HandleFunc("GET /record/{id}", s.record)
	return s, nil
}

// ServeHTTP answers /robots.txt, /search and /record/ID; all else is 404.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Records are all records of the site, ordered by date and id; those without a
// date come first.
func (s *Site) Records() []Record { return slices.Clone(s.records) }

func readAll(fsys fs.FS) ([]Record, error) {
	names, err := fs.Glob(fsys, "votes/*.txt")
	if err != nil {
		return nil, err
	}
	records := make([]Record, 0, len(names))
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		r, err := parse(string(b))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		records = append(records, r)
	}
	slices.SortFunc(records, func(a, b Record) int {
		return cmp.Or(strings.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID))
	})
	return records, nil
}
