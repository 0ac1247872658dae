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
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
	"unvotes/scraper/vetoes"
)

// Where each source is.
const (
	library       = "https://digitallibrary.un.org"
	catalogueHost = "https://metadata.un.org"
	documents     = "https://documents.un.org"
	guides        = "https://www.un.org"
	ohchrHost     = "https://searchlibrary.ohchr.org"
)

// recordSource is a source that a run asks: a value of --source, or by a flag of its
// own.
type recordSource struct {
	flag string // of its host
	host func(*fetchFlags) *string
	real string // the host that it has without the flag
	open func(*fetchRun) source.Source
}

var recordSources = map[string]recordSource{
	undl.SourceName: {"--site", func(f *fetchFlags) *string { return &f.site }, library, func(r *fetchRun) source.Source { return r.library() }},
	catalogue.SourceName: {"--catalogue", func(f *fetchFlags) *string { return &f.catalogue }, catalogueHost,
		func(r *fetchRun) source.Source { return catalogue.Source{Site: r.flags.catalogue} }},
	vetoes.SourceName: {"--guides", func(f *fetchFlags) *string { return &f.guides }, guides,
		func(r *fetchRun) source.Source { return vetoes.Source{Guides: r.flags.guides, Today: r.clock.Now()} }},
	ohchr.SourceName: {"--ohchr", func(f *fetchFlags) *string { return &f.ohchr }, ohchrHost,
		func(r *fetchRun) source.Source { return ohchr.Source{Site: r.flags.ohchr} }},
}

// sourceNames are the values of --source, in words: the sources of records of votes.
func sourceNames() string {
	return strings.Join(slices.DeleteFunc(slices.Sorted(maps.Keys(recordSources)), func(name string) bool { return name == vetoes.SourceName }), ", ")
}

// library returns the library as a source, whose own files fill an empty archive.
func (r *fetchRun) library() undl.Source {
	return undl.Source{Site: r.flags.site, Form: forms[r.flags.form], WithoutVotes: r.flags.withoutVotes,
		KeepCSV: func(ctx context.Context, address string, file io.Reader, at time.Time) (added int, bad []string, err error) {
			f, err := files.Importer{Archive: r.archive, Now: at, FoundBy: "official_csv"}.CSV(ctx, address, file)
			return f.New + f.Unchanged, f.Failures, err
		}}
}
