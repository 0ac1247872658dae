//go:build replay

package undl

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/testdata/shared"
)

// captured is a record as the corpus has it: what a real page printed, line by line.
type captured struct {
	ID         int64    `json:"id"`
	Title      string   `json:"title"`
	Agenda     []string `json:"agenda"`
	Resolution *string  `json:"resolution"`
	Meeting    []string `json:"meeting_record"`
	Report     []string `json:"committee_report"`
	Date       *string  `json:"vote_date"`
	Vote       []string `json:"vote"`
}

func corpus(t *testing.T) []captured {
	t.Helper()
	zr, err := gzip.NewReader(bytes.NewReader(shared.Read(t, "corpus", "undl", "records.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	var out []captured
	for dec := json.NewDecoder(zr); ; {
		var c captured
		err := dec.Decode(&c)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	if len(out) < 1000 {
		t.Fatalf("only %d records", len(out))
	}
	return out
}

// Every record of the corpus, drawn as a page, is read back as it was captured:
// every line, none missing and none invented.
func TestEveryRecordOfTheCorpus(t *testing.T) {
	records, lines := corpus(t), 0
	for _, c := range records {
		r, err := ParseRecordPage(c.ID, c.page())
		if err != nil {
			t.Fatal(err)
		}
		if diff := difference(c.record(), plain(r)); diff != "" {
			t.Fatalf("%d as a page: -want +got:\n%s", c.ID, diff)
		}
		lines += len(r.Votes)
	}
	t.Logf("%d records, %d lines", len(records), lines)
}

// MARCXML and CSV take every tenth: decoding them is slow under the race detector.
func TestTenthRecordsAsMARCXML(t *testing.T) {
	records := tenth(corpus(t))
	var doc bytes.Buffer
	doc.WriteString("<collection>")
	for _, c := range records {
		doc.WriteString(c.marc())
	}
	doc.WriteString("</collection>")
	n := 0
	err := ReadMARCXML(&doc, func(r marc.Record, _ []byte, err error) error {
		if err != nil {
			return err
		}
		if diff := difference(records[n].record(), plain(r)); diff != "" {
			t.Errorf("%d: -want +got:\n%s", r.ID, diff)
		}
		n++
		return nil
	})
	if err != nil || n != len(records) {
		t.Errorf("%d of %d records, %v", n, len(records), err)
	}
}

func tenth(all []captured) (out []captured) {
	for i := 0; i < len(all); i += 10 {
		out = append(out, all[i])
	}
	return out
}

func TestTenthRecordsAsCSV(t *testing.T) {
	var with []captured
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Write([]string{"undl_id", "ms_code", "ms_name", "ms_vote", "date", "resolution", "meeting", "title", "committee_report"}))
	for _, c := range tenth(corpus(t)) {
		if c.Vote == nil {
			continue // the files have rows for members only
		}
		with = append(with, c)
		for _, line := range c.Vote {
			v := newVoteLine(strings.TrimSpace(line))
			must(w.Write([]string{fmt.Sprint(c.ID), "", v.Label, v.Code, *c.Date, *c.Resolution, strings.Join(c.Meeting, "|"), c.Title, strings.Join(c.Report, "|")}))
		}
	}
	w.Flush()
	n := 0
	err := ReadOfficialCSV(&file, func(r marc.Record, _ []byte, err error) error {
		if err != nil {
			return err
		}
		want := with[n].record()
		want.Agenda, want.Collections = nil, nil
		if diff := difference(want, plain(r)); diff != "" {
			t.Errorf("%d: -want +got:\n%s", r.ID, diff)
		}
		n++
		return nil
	})
	if err != nil || n != len(with) {
		t.Errorf("%d of %d records, %v", n, len(with), err)
	}
}

// difference is cmp's, which is too slow to ask where there is none.
func difference(want, got marc.Record) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

// record is what must come out, made without the parsers' code.
func (c captured) record() marc.Record {
	r := marc.Record{ID: c.ID, Title: strings.TrimSpace(c.Title), Agenda: asValues(c.Agenda), MeetingRecords: asValues(c.Meeting),
		CommitteeReports: asValues(c.Report), Collections: []string{"Resource Type > Voting Data"}}
	if c.Resolution != nil {
		r.Resolution = asValues([]string{*c.Resolution})
	}
	if c.Date != nil {
		r.VoteDate = *c.Date
	}
	for _, line := range c.Vote {
		v := marc.VoteLine{Printed: strings.TrimSpace(line)}
		if len(v.Printed) > 2 && v.Printed[1] == ' ' {
			v.Code, v.Label = v.Printed[:1], v.Printed[2:]
		} else {
			v.Label = v.Printed
		}
		r.Votes = append(r.Votes, v)
	}
	return r
}

func asValues(texts []string) (out []string) {
	for _, s := range texts {
		out = append(out, strings.TrimSpace(s))
	}
	return out
}

func (c captured) page() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\"><head><title>%s</title>\n", html.EscapeString(c.Title))
	fmt.Fprintf(&b, "<link rel=\"canonical\" href=\"https://digitallibrary.un.org/record/%d\" />\n</head><body>\n", c.ID)
	b.WriteString("<div id='details-collapse' class='detailed-section collapse in '>\n")
	row := func(label string, texts ...string) {
		for i, s := range texts {
			texts[i] = html.EscapeString(s)
		}
		if len(texts) > 0 {
			fmt.Fprintf(&b, "\n<div class='metadata-row'><span class='title col-xs-12'>%s</span><span class='value col-xs-12'>%s</span></div>\n", label, strings.Join(texts, "<br/>"))
		}
	}
	row("Title", c.Title)
	row("Agenda", clone(c.Agenda)...)
	if c.Resolution != nil {
		row("Resolution", *c.Resolution)
	}
	row("Meeting record\n", clone(c.Meeting)...)
	row("Committee report", clone(c.Report)...)
	if c.Date != nil {
		row("Vote date", *c.Date)
	}
	row("Vote\n\n\n\n\n", clone(c.Vote)...)
	b.WriteString("<div class='metadata-row'><span class='title'><lang>\nCollections</span><span class='value'>Resource Type &gt; Voting Data</span></div>\n</div>\n</body>\n</html>")
	return []byte(b.String())
}

func clone(s []string) []string { return append([]string(nil), s...) }

func (c captured) marc() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<record><controlfield tag=\"001\">%d</controlfield>", c.ID)
	field := func(tag, ind string, codesAndValues ...string) {
		fmt.Fprintf(&b, "<datafield tag=%q ind1=%q ind2=\" \">", tag, ind)
		for i := 0; i < len(codesAndValues); i += 2 {
			if codesAndValues[i+1] != "" {
				fmt.Fprintf(&b, "<subfield code=%q>%s</subfield>", codesAndValues[i], html.EscapeString(codesAndValues[i+1]))
			}
		}
		b.WriteString("</datafield>")
	}
	// As the catalogue cuts a title in three, each part with its mark at the end.
	title, rest, cut := strings.Cut(c.Title, " : ")
	if cut {
		kind, by, _ := strings.Cut(rest, " / ")
		if strings.Contains(rest, " / ") {
			kind += " /"
		}
		field("245", " ", "a", title+" :", "b", kind, "c", by)
	} else {
		field("245", " ", "a", title)
	}
	if c.Date != nil {
		field("269", " ", "a", *c.Date)
	}
	field("590", " ", "a", "Vote")
	if c.Resolution != nil {
		field("791", " ", "a", *c.Resolution, "b", "A/")
	}
	for _, s := range c.Meeting {
		field("952", " ", "a", s)
	}
	for i, line := range c.Vote {
		v := newVoteLine(strings.TrimSpace(line))
		field("967", " ", "a", fmt.Sprint(i+1), "d", v.Code, "e", v.Label)
	}
	field("989", " ", "a", "Voting Data")
	for _, s := range c.Agenda {
		field("991", "1", "a", s)
	}
	for _, s := range c.Report {
		field("993", "3", "a", s)
	}
	b.WriteString("</record>")
	return b.String()
}
