package main

import (
	"context"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/catalogue"
	"unvotes/scraper/files"
	"unvotes/scraper/ohchr"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
	"unvotes/scraper/vetoes"
)

// Where each source is.
const (
	library       = "https://digitallibrary.un.org"
	catalogueHost = "https://metadata.un.org"
	ohchrHost     = "https://searchlibrary.ohchr.org"
	documents     = "https://documents.un.org"
	guides        = "https://www.un.org"
)

// host is the host of a source.
type host struct {
	flag, usual, of string
	address         func(*fetchFlags) *string
	source          func(*fetchFlags) examined
}

// examined is a source as doctor and status look at it.
type examined interface {
	source.Source
	Probes() []source.Probe
}

// hosts are the hosts of all sources, in the order in which they are examined.
var hosts = []host{
	{"site", library, "the UN Digital Library", func(f *fetchFlags) *string { return &f.site }, func(f *fetchFlags) examined { return undl.Source{Site: f.site} }},
	{"catalogue", catalogueHost, "the library's catalogue", func(f *fetchFlags) *string { return &f.catalogue }, func(f *fetchFlags) examined { return catalogue.Source{Site: f.catalogue} }},
	{"ohchr", ohchrHost, "the human rights library, for --source ohchr", func(f *fetchFlags) *string { return &f.ohchr }, func(f *fetchFlags) examined { return ohchr.Source{Site: f.ohchr} }},
	{"documents", documents, "the meeting records", func(f *fetchFlags) *string { return &f.documents }, func(f *fetchFlags) examined { return pv.Source{Documents: f.documents} }},
	{"guides", guides, "the library's list of vetoes", func(f *fetchFlags) *string { return &f.guides }, func(f *fetchFlags) examined { return vetoes.Source{Guides: f.guides} }},
}

// recordSource is a source that a run asks: a value of --source, or by a flag of its
// own.
type recordSource struct {
	host string // its flag
	open func(*fetchRun) source.Source
}

var recordSources = map[string]recordSource{
	undl.SourceName:      {"site", func(r *fetchRun) source.Source { return r.library() }},
	catalogue.SourceName: {"catalogue", func(r *fetchRun) source.Source { return catalogue.Source{Site: r.flags.catalogue} }},
	ohchr.SourceName:     {"ohchr", func(r *fetchRun) source.Source { return ohchr.Source{Site: r.flags.ohchr} }},
	vetoes.SourceName:    {"guides", func(r *fetchRun) source.Source { return vetoes.Source{Guides: r.flags.guides, Today: r.clock.Now()} }},
}

// sourceNames are the values of --source: the sources of records of votes.
func sourceNames() string {
	return strings.Join(slices.DeleteFunc(slices.Sorted(maps.Keys(recordSources)), func(name string) bool { return name == vetoes.SourceName }), "|")
}

// library returns the library as a source, whose own files fill an empty archive.
func (r *fetchRun) library() undl.Source {
	return undl.Source{Site: r.flags.site, Form: forms[r.flags.form], WithoutVotes: r.flags.withoutVotes,
		KeepCSV: func(ctx context.Context, address string, file io.Reader, at time.Time) (added int, bad []string, err error) {
			f, err := files.Importer{Archive: r.archive, Now: at, FoundBy: "official_csv"}.CSV(ctx, address, file)
			return f.New + f.Unchanged, f.Failures, err
		}}
}
