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
	if missing != nil {
		f.Differs = append(f.Differs, "no row "+strings.Join(missing, ", "))
	}
	for _, row := range rec.Other {
		f.Differs = append(f.Differs, fmt.Sprintf("unknown row %q: %.80q", row.Label, row.Values))
	}
	if rec.DHLID == 0 {
		f.Differs = append(f.Differs, "no number of the catalogue in its JSON-LD")
	}
	if err := marc.CheckKnown(rec); err != nil {
		f.Differs = append(f.Differs, err.Error())
	}
	if rec.Summary != nil {
		totals := *rec.Summary
		totals.Printed = ""
		if known := (marc.Summary{Yes: "86", No: "12", Abstain: "75", NonVoting: "20", Membership: "193"}); totals != known {
			f.Differs = append(f.Differs, fmt.Sprintf("the vote summary is %q, known are %v", rec.Summary.Printed, known))
		}
	}
	f.Says = fmt.Sprintf("%s of %s, %d lines, the totals that are known, number %d in the catalogue", marc.KnownSymbol, rec.VoteDate, len(rec.Votes), rec.DHLID)
	return f
}

func probeList(a source.Answer) (f source.Finding) {
	l, err := readList(a)
	switch {
	case err != nil:
		f.Err = err
	case l.Total == 0:
		f.Differs = append(f.Differs, "the list is empty")
	case len(l.Rows) != min(probedRows, l.Total):
		f.Differs = append(f.Differs, fmt.Sprintf("%d rows, %d were asked for", len(l.Rows), probedRows))
	case l.Next == 0 && l.Total > probedRows:
		f.Differs = append(f.Differs, "no link to the next page")
	}
	f.Says = fmt.Sprintf("%d records", l.Total)
	return f
}

func (s Source) probeIndex(a source.Answer) (f source.Finding) {
	a.ContentType = "application/xml"
	if f.Err = checkAnswer(0, a); f.Err != nil {
		return f
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
	switch {
	case here == 0:
		f.Differs = append(f.Differs, "none of its files is on this site")
	case here > maxSitemaps:
		f.Differs = append(f.Differs, fmt.Sprintf("more than %d files", maxSitemaps))
	}
	f.Says = fmt.Sprintf("%d files, %d with lastmod", here, dated)
	return f
}

func (s Source) probeAttached(id int64, a source.Answer) (f source.Finding) {
	address, err := s.csvLink(id, a)
	if err != nil {
		return source.Finding{Err: err}
	}
	name := path.Base(address)
	if f.Says = "newest file " + name; Edition(name) == "" {
		f.Differs = []string{"its name has no date"}
	} else {
		f.Says += ", of " + Edition(name)
	}
	f.Then = []source.Probe{{What: "official CSV " + name, URL: address, Head: true, Read: probeFile}}
	return f
}

func probeFile(a source.Answer) (f source.Finding) {
	a.Body = []byte("-") // an answer to HEAD has none
	if f.Err = a.Check(); f.Err != nil {
		return f
	}
	size, err := strconv.ParseInt(a.Length, 10, 64)
	switch {
	case err != nil:
		f.Says = "there; its size is not stated"
	case size == 0 || size > csvLimit:
		f.Differs = []string{fmt.Sprintf("%d bytes", size)}
	default:
		f.Says = fmt.Sprintf("%.1f MB", float64(size)/1e6)
	}
	return f
}
