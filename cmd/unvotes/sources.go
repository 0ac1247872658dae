package main

import (
	"context"
	"io"
	"slices"
	"time"

	"unvotes/scraper/files"
	"unvotes/scraper/libraries"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
	"unvotes/scraper/vetoes"
)

// host is the host of a source.
type host struct {
	name, flag string // of the source; of the flag that names its host
	usual, of  string // scheme and host; what people call it
	at         func(address string) libraries.Source
}

// hosts are the hosts of all sources, in the order in which they are examined.
var hosts = append(libraryHosts(),
	host{pv.SourceName, "documents", "https://documents.un.org", "the meeting records", func(s string) libraries.Source { return pv.Source{Documents: s} }},
	host{vetoes.SourceName, "guides", "https://www.un.org", "the library's list of vetoes", func(s string) libraries.Source { return vetoes.Source{Guides: s} }},
)

func libraryHosts() (all []host) {
	for _, l := range libraries.All {
		all = append(all, host{l.Name, l.Flag, l.Host, l.Title, l.At})
	}
	return all
}

// hostOf returns the host of a source, or the one that a flag names.
func hostOf(nameOrFlag string) host {
	return hosts[slices.IndexFunc(hosts, func(h host) bool { return h.name == nameOrFlag || h.flag == nameOrFlag })]
}

// source returns a source as the run asks it.
func (r *fetchRun) source(name string) source.Source {
	h := hostOf(name)
	address := r.flags.host(h.flag)
	switch name {
	case undl.SourceName:
		return r.library(address)
	case vetoes.SourceName:
		return vetoes.Source{Guides: address, Today: r.clock.Now()}
	}
	return h.at(address)
}

// library returns the library as a source, whose own files fill an empty archive.
func (r *fetchRun) library(site string) undl.Source {
	return undl.Source{Site: site, Form: forms[r.flags.form], WithoutVotes: r.flags.withoutVotes,
		KeepCSV: func(ctx context.Context, address string, file io.Reader, at time.Time) (added int, bad []string, err error) {
			f, err := files.Importer{Archive: r.archive, Now: at, FoundBy: "official_csv"}.CSV(ctx, address, file)
			return f.New + f.Unchanged, f.Failures, err
		}}
}
