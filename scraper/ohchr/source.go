// Package ohchr reads the search library of the UN's human rights office
// (searchlibrary.ohchr.org), collection "Voting": votes of the Human Rights Council
// and, until 2006, of the Commission on Human Rights, as MARCXML.
//
// It is the software of the Digital Library with another use of the fields: a
// member's code is in 967 $b, and 989 says "Voting". A record's number is its own
// and has nothing to do with that of the other libraries.
package ohchr

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// SourceName is what the archive calls this source.
const SourceName = "ohchr"

// Host is where the library is.
const Host = "https://searchlibrary.ohchr.org"

// FirstYear is the year of the Nuclear Commission, the first of the collection.
const FirstYear = 1946

// Source is OHCHR's library as the crawl sees it. Its keys are its numbers of
// records.
type Source struct {
	Site string // scheme and host
}

// Name returns [SourceName].
func (Source) Name() string { return SourceName }

const (
	recordLimit = 2 << 20
	pageLimit   = 64 << 20 // 200 records with a list of 53 have 2 MB
)

// Policy implements [source.Source]. No single record is asked for again because it
// is due: whole years are, see [Source.Find].
func (Source) Policy() source.Policy { return source.Policy{Limit: recordLimit} }

// URL returns the address of a record.
func (s Source) URL(key string) string { return s.base() + "/record/" + key + "?of=xm" }

func (s Source) base() string { return strings.TrimSuffix(s.Site, "/") }

// search returns the address of a page of whole records, of a year or for 0 of all.
// The year is asked for in both of the ways that the software knows: as a facet, and
// in the index that earlier harvests of this site were made with.
func (s Source) search(year, start, rows int) string {
	q := url.Values{"cc": {"Voting"}, "of": {"xm"}, "rg": {strconv.Itoa(rows)}, "jrec": {strconv.Itoa(start)}}
	if year != 0 {
		q.Set("fct__3", strconv.Itoa(year))
		q.Set("p", fmt.Sprintf("year:%d", year))
	}
	return s.base() + "/search?" + q.Encode()
}

// Read implements [source.Source].
func (Source) Read(it source.Item, a source.Answer) (source.Content, error) {
	if err := source.Named(it.Key, checkAnswer(a)); err != nil {
		return source.Content{}, err
	}
	rec, err := Parse(it.Key, a.Body)
	return content(rec, nil), err
}

func content(rec marc.Record, body []byte) source.Content {
	return source.Content{Form: string(Form), Hash: rec.Hash(), Dated: rec.VoteDate, Body: body}
}

// Lost implements [source.Source].
func (Source) Lost(key string, versions []source.Version) []string {
	return marc.LostIn(versions, func(v source.Version) (marc.Record, error) { return Parse(key, v.Body) })
}

// Canary implements [source.Source]: there is none. An empty search and a record
// without any field that is expected fail a run instead.
func (Source) Canary() source.Canary { return source.Canary{} }

// checkAnswer refuses what is no answer in MARCXML.
func checkAnswer(a source.Answer) error {
	says := func(s string) bool { return bytes.Contains(a.Body, []byte(s)) }
	page := bytes.Contains(a.Body[:min(len(a.Body), 1<<10)], []byte("<html"))
	err := a.Check()
	switch {
	case errors.Is(err, source.Challenge) || !page:
		return err
	case says("awswaf.com"):
		return source.Refuse(source.Challenge, "status %d from the firewall", a.Status)
	case says("The record has been deleted"):
		return source.Refuse(source.Deleted, "status %d", a.Status)
	case says("Requested record does not seem to exist"):
		return source.Refuse(source.Unknown, "status %d", a.Status)
	case err == nil:
		return source.Refuse(source.OtherPage, "a page in the place of records")
	}
	return err
}

// Probes are the requests that show whether the library reads as expected: one page
// of its search, with one record.
func (s Source) Probes() []source.Probe {
	return []source.Probe{{What: "search of votes", Routes: []string{SourceName}, URL: s.search(0, 1, 1), Limit: recordLimit, Read: probe}}
}

func probe(a source.Answer) (f source.Finding) {
	if f.Err = checkAnswer(a); f.Err != nil {
		return f
	}
	p, err := readPage(a.Body)
	switch {
	case errors.Is(err, source.ErrCheck):
		f.Differs = append(f.Differs, err.Error())
	case err != nil:
		f.Err = err
	case p.total == 0 || len(p.parts) != 1:
		f.Differs = append(f.Differs, fmt.Sprintf("%d records, %d of them in a page of one", p.total, len(p.parts)))
	case p.parts[0].Err != nil:
		f.Differs = append(f.Differs, p.parts[0].Err.Error())
	}
	f.Says = fmt.Sprintf("%d records", p.total)
	return f
}
