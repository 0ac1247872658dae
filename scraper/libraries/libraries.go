// Package libraries lists the sources of records of votes, each with all that
// import, build and the command line need to know of it. What the fields of its
// records mean is for package normalize.
package libraries

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"unvotes/scraper/catalogue"
	"unvotes/scraper/marc"
	"unvotes/scraper/ohchr"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// Library is a source of records of votes.
type Library struct {
	Name   string // of the source, in the archive and as a value of --source
	Prefix string // of the ids of its records: "undl" in undl-4029442
	Title  string // what people call it
	Flag   string // that names its host
	Host   string // scheme and host
	Forms  []Form // of its documents, in the order in which they count
	At     func(host string) Source
	// Key returns the key of a record.
	Key func(marc.Record) string
	// Parse reads a document of the archive.
	Parse func(form marc.Form, key string, body []byte) (marc.Record, error)
	// FromMARC reads a record, and returns the document that is kept of it.
	FromMARC func(m marc.Fields, text []byte) (marc.Record, []byte, error)
	// Is reports whether a record in MARCXML is plainly of this library, which
	// numbers its records differently from the others.
	Is func(m marc.Fields, text []byte) bool
}

// Form is a form of a library's documents.
type Form struct {
	Name        marc.Form
	ContentType string
}

// Source is a library as the crawl and doctor see it.
type Source interface {
	source.Source
	Probes() []source.Probe
}

// All are the libraries, in the order in which their records are read.
var All = []Library{
	{
		Name: undl.SourceName, Prefix: "undl", Title: "the UN Digital Library", Flag: "site", Host: undl.Host,
		Forms:    []Form{{undl.RecordPage, "text/html"}, {undl.MARCXML, "text/xml"}, {undl.OfficialCSV, "text/csv"}, {undl.WideCSV, "text/csv"}},
		At:       func(host string) Source { return undl.Source{Site: host} },
		Key:      func(r marc.Record) string { return strconv.FormatInt(r.ID, 10) },
		Parse:    undl.Parse,
		FromMARC: asItStands(undl.FromMARC),
		Is:       isUNDL,
	},
	{
		Name: catalogue.SourceName, Prefix: "dhl", Title: "the library's catalogue", Flag: "catalogue", Host: catalogue.Host,
		Forms: []Form{{catalogue.Form, "text/xml"}},
		At:    func(host string) Source { return catalogue.Source{Site: host} },
		Key:   func(r marc.Record) string { return strconv.FormatInt(r.DHLID, 10) },
		Parse: func(_ marc.Form, key string, body []byte) (marc.Record, error) { return catalogue.Parse(key, body) },
		FromMARC: func(m marc.Fields, _ []byte) (marc.Record, []byte, error) {
			rec, err := catalogue.FromMARC(m)
			return rec, catalogue.Text(m), err
		},
		Is: isCatalogue,
	},
	{
		Name: ohchr.SourceName, Prefix: "ohchr", Title: "OHCHR's library", Flag: "ohchr", Host: ohchr.Host,
		Forms:    []Form{{ohchr.Form, "text/xml"}},
		At:       func(host string) Source { return ohchr.Source{Site: host} },
		Key:      func(r marc.Record) string { return strconv.FormatInt(r.ID, 10) },
		Parse:    func(_ marc.Form, key string, body []byte) (marc.Record, error) { return ohchr.Parse(key, body) },
		FromMARC: asItStands(ohchr.FromMARC),
		Is:       func(m marc.Fields, _ []byte) bool { return ohchr.Is(m) },
	},
}

// Named returns the library with a name, nil if there is none.
func Named(name string) *Library {
	return first(func(l Library) bool { return l.Name == name })
}

// Of returns the library whose documents have a form.
func Of(form marc.Form) (*Library, Form) {
	var found Form
	l := first(func(l Library) bool {
		i := slices.IndexFunc(l.Forms, func(f Form) bool { return f.Name == form })
		if i >= 0 {
			found = l.Forms[i]
		}
		return i >= 0
	})
	return l, found
}

// Whose returns the library that a record in MARCXML is plainly of, nil where its
// form does not show it.
func Whose(m marc.Fields, text []byte) *Library {
	return first(func(l Library) bool { return l.Is(m, text) })
}

// URL returns where a record of the library is on the web, whichever host it was
// fetched from.
func (l *Library) URL(key string) string { return l.At(l.Host).URL(key) }

func first(is func(Library) bool) *Library {
	if i := slices.IndexFunc(All, is); i >= 0 {
		return &All[i]
	}
	return nil
}

func asItStands(read func(marc.Fields) (marc.Record, error)) func(marc.Fields, []byte) (marc.Record, []byte, error) {
	return func(m marc.Fields, text []byte) (marc.Record, []byte, error) {
		rec, err := read(m)
		return rec, text, err
	}
}

// isUNDL: the Digital Library writes the namespace of MARCXML, and names the
// catalogue's number in 035, which is another than its own.
func isUNDL(m marc.Fields, _ []byte) bool {
	if ohchr.Is(m) {
		return false
	}
	number, err := m.Number()
	other := marc.DHLNumber(m.Text("035", "a"))
	return err == nil && other != 0 && other != number || m.XMLName.Space != "" && m.Text("035", "a") != ""
}

// isCatalogue: the catalogue writes neither, and breaks no lines.
func isCatalogue(m marc.Fields, text []byte) bool {
	return !ohchr.Is(m) && m.XMLName.Space == "" && m.Text("035", "a") == "" && !bytes.Contains(bytes.TrimSpace(text), []byte(">\n"))
}

// ByPrefix returns the library whose records have ids with a prefix.
func ByPrefix(prefix string) *Library {
	return first(func(l Library) bool { return l.Prefix == prefix })
}

// Names returns the names of all, as --source takes them.
func Names(separator string) string {
	return joined(separator, func(l Library) string { return l.Name })
}

// Prefixes returns the prefixes of the ids of all.
func Prefixes(separator string) string {
	return joined(separator, func(l Library) string { return l.Prefix })
}

func joined(separator string, of func(Library) string) string {
	words := make([]string, len(All))
	for i, l := range All {
		words[i] = of(l)
	}
	return strings.Join(words, separator)
}
