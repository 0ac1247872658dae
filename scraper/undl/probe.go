package undl

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// probedRows is how many rows of a list are asked for to see how one reads.
const probedRows = 25

// Probes are the requests that show whether the library reads as expected: a
// record that is known, a list, the index of the sitemaps, and the two records
// with the official CSV files, whose sizes are asked for.
func (s Source) Probes() []source.Probe {
	s.Form = RecordPage
	probes := []source.Probe{
		{What: "record page " + keyOf(canary), Routes: []string{byLists, source.BySitemaps}, URL: s.URL(keyOf(canary)), Limit: recordLimit, Read: s.probePage},
		{What: "list of the Assembly's votes", Routes: []string{byLists}, Limit: listLimit, Read: probeList,
			URL: s.listURL(listQuery{body: GeneralAssembly, kind: kindVote, rows: probedRows})},
		{What: "sitemap index", Routes: []string{source.BySitemaps}, Index: s.indexOf, Limit: sitemapLimit, Read: s.probeIndex},
	}
	for _, id := range attachedTo {
		probes = append(probes, source.Probe{What: "record of the official CSV " + keyOf(id), URL: s.URL(keyOf(id)), Limit: recordLimit,
			Read: func(a source.Answer) source.Finding { return s.probeAttached(id, a) }})
	}
	return probes
}

func (s Source) probePage(a source.Answer) (f source.Finding) {
	rec, err := s.record(keyOf(canary), a)
	if err != nil {
		return source.Finding{Err: err}
	}
	var missing []string
	for _, row := range []struct {
		label string
		held  bool
	}{
		{"Title", rec.Title != ""}, {"Agenda", rec.Agenda != nil}, {"Resolution", rec.Resolution != nil}, {"Meeting record", rec.MeetingRecords != nil},
		{"Committee report", rec.CommitteeReports != nil}, {"Note", rec.Note != ""}, {"Vote summary", rec.Summary != nil},
		{"Vote date", rec.VoteDate != ""}, {"Vote", rec.Votes != nil}, {"Collections", rec.Collections != nil},
	} {
		if !row.held {
			missing = append(missing, row.label)
		}
	}
	f.Expect(missing == nil, "no row %s", strings.Join(missing, ", "))
	for _, row := range rec.Other {
		f.Expect(false, "unknown row %q: %.80q", row.Label, row.Values)
	}
	f.Expect(rec.DHLID != 0, "no number of the catalogue in its JSON-LD")
	if err := marc.CheckKnown(rec); err != nil {
		f.Expect(false, "%v", err)
	}
	if s := rec.Summary; s != nil {
		known := marc.Summary{Printed: s.Printed, Yes: "86", No: "12", Abstain: "75", NonVoting: "20", Membership: "193"}
		f.Expect(*s == known, "the vote summary is %q, known are %v", s.Printed, known)
	}
	f.Says = fmt.Sprintf("%s of %s, %d lines, the totals that are known, number %d in the catalogue", marc.KnownSymbol, rec.VoteDate, len(rec.Votes), rec.DHLID)
	return f
}

func probeList(a source.Answer) (f source.Finding) {
	l, err := readList(a)
	if err != nil {
		return source.Finding{Err: err}
	}
	f.Expect(l.Total > 0, "the list is empty")
	f.Expect(len(l.Rows) == min(probedRows, l.Total), "%d rows, %d were asked for", len(l.Rows), probedRows)
	f.Expect(l.Next > 0 || l.Total <= probedRows, "no link to the next page")
	f.Says = fmt.Sprintf("%d records", l.Total)
	return f
}

func (s Source) probeIndex(a source.Answer) (f source.Finding) {
	a.ContentType = "application/xml"
	if err := checkAnswer(0, a); err != nil {
		return source.Finding{Err: err}
	}
	body, err := unpacked(bytes.NewReader(a.Body))
	if err != nil {
		return source.Finding{Err: source.Refuse(source.Cut, "%v", err)}
	}
	entries, err := parseSitemapIndex(io.LimitReader(body, sitemapLimit))
	if err != nil {
		return source.Finding{Err: err}
	}
	here, dated := 0, 0
	for _, e := range entries {
		if s.isHere(e.Loc) {
			here++
		}
		if e.LastMod != "" {
			dated++
		}
	}
	f.Expect(here > 0, "none of its files is on this site")
	f.Expect(here <= maxSitemaps, "more than %d files", maxSitemaps)
	f.Says = fmt.Sprintf("%d files, %d with lastmod", here, dated)
	return f
}

func (s Source) probeAttached(id int64, a source.Answer) (f source.Finding) {
	address, err := s.csvLink(id, a)
	if err != nil {
		return source.Finding{Err: err}
	}
	name := path.Base(address)
	f.Expect(Edition(name) != "", "its name has no date")
	f.Says = fmt.Sprintf("newest file %s, of %s", name, Edition(name))
	f.Then = []source.Probe{{What: "official CSV " + name, URL: address, Head: true, Read: probeFile}}
	return f
}

func probeFile(a source.Answer) (f source.Finding) {
	a.Body = []byte("-") // an answer to HEAD has none
	if err := a.Check(); err != nil {
		return source.Finding{Err: err}
	}
	size, err := strconv.ParseInt(a.Length, 10, 64)
	if err != nil {
		return source.Finding{Says: "there; its size is not stated"}
	}
	f.Expect(size > 0 && size <= csvLimit, "%d bytes", size)
	f.Says = fmt.Sprintf("%.1f MB", float64(size)/1e6)
	return f
}
