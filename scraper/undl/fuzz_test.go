package undl

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// addDocuments seeds a fuzz target with the documents of testdata.
func addDocuments(f *testing.F, pattern string, add func(body []byte)) {
	f.Helper()
	for _, name := range documents(f, pattern) {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		add(body)
	}
}

// mustRefuse fails unless err is a Refusal of a kind that is known.
func mustRefuse(t *testing.T, err error) {
	t.Helper()
	var pe *source.Refusal
	if !errors.As(err, &pe) || !strings.HasSuffix(err.Error(), ")") || strings.ContainsAny(err.Error(), "\r\n") {
		t.Fatalf("not a Refusal with a known kind, or not one line: %q", err)
	}
}

func FuzzParseRecordPage(f *testing.F) {
	addDocuments(f, "*.html", func(body []byte) { f.Add(int64(0), body); f.Add(int64(101), body) })
	f.Fuzz(func(t *testing.T, id int64, body []byte) {
		r, err := ParseRecordPage(id, body)
		if err != nil {
			mustRefuse(t, err)
			if !reflect.ValueOf(r).IsZero() {
				t.Fatalf("an error with a record: %+v", r)
			}
			return
		}
		if r.ID <= 0 || id != 0 && r.ID != id || r.Form != RecordPage || !marc.IsVotingData(r.Collections) {
			t.Fatalf("not the record: %+v", r)
		}
		for _, v := range r.Votes {
			checkLine(t, v)
		}
		if r.Hash() == "" {
			t.Fatal("no hash")
		}
	})
}

// checkLine: code and label give back the printed line, so nothing was lost.
func checkLine(t *testing.T, v marc.VoteLine) {
	t.Helper()
	whole := v.Label
	if v.Code != "" {
		whole = v.Code + " " + v.Label
	}
	if strings.Join(strings.Fields(whole), " ") != strings.Join(strings.Fields(v.Printed), " ") || v.Printed == "" {
		t.Fatalf("%+v loses a part of its line", v)
	}
}

func FuzzParseList(f *testing.F) {
	addDocuments(f, "*.html", func(body []byte) { f.Add(body) })
	f.Fuzz(func(t *testing.T, body []byte) {
		l, err := parseList(body)
		if err != nil {
			mustRefuse(t, err)
			if !reflect.ValueOf(l).IsZero() {
				t.Fatalf("an error with a list: %+v", l)
			}
			return
		}
		if len(l.Rows) > l.Total || len(l.Rows) == 0 && l.Total > 0 {
			t.Fatalf("%d rows of %d", len(l.Rows), l.Total)
		}
		for _, r := range l.Rows {
			if r.ID <= 0 || r.Position <= 0 {
				t.Fatalf("row %+v", r)
			}
		}
	})
}

func FuzzCheckAnswer(f *testing.F) {
	addDocuments(f, "*.html", func(body []byte) { f.Add(int64(1), 200, "", "", "text/html", body) })
	f.Add(int64(1), 301, "/record/2", "", "", []byte(nil))
	f.Add(int64(0), 302, "/youraccount/login", "", "", []byte(nil))
	f.Add(int64(1), 202, "", "challenge", "", []byte(nil))
	f.Fuzz(func(t *testing.T, id int64, status int, location, waf, contentType string, body []byte) {
		err := checkAnswer(id, source.Answer{Status: status, Location: location, WAFAction: waf, ContentType: contentType, Body: body})
		if err != nil {
			mustRefuse(t, err)
			return
		}
		if status != 200 || waf != "" || len(body) == 0 {
			t.Fatalf("status %d, %d bytes pass", status, len(body))
		}
	})
}

func FuzzReadMARCXML(f *testing.F) {
	addDocuments(f, "marc-*.xml", func(body []byte) { f.Add(body) })
	f.Fuzz(func(t *testing.T, body []byte) {
		err := ReadMARCXML(bytes.NewReader(body), func(r marc.Record, text []byte, err error) error {
			checkStreamed(t, r, text, err, MARCXML)
			return nil
		})
		if err != nil {
			mustRefuse(t, err)
		}
	})
}

func FuzzReadOfficialCSV(f *testing.F) {
	addDocuments(f, "*.csv", func(body []byte) { f.Add(body) })
	f.Fuzz(func(t *testing.T, body []byte) {
		seen := map[int64]bool{}
		err := ReadOfficialCSV(bytes.NewReader(body), func(r marc.Record, text []byte, err error) error {
			checkStreamed(t, r, text, err, OfficialCSV)
			if err == nil && (seen[r.ID] || len(r.Votes) == 0) {
				t.Fatalf("record %d twice, or without lines", r.ID)
			}
			seen[r.ID] = true
			return nil
		})
		if err != nil {
			mustRefuse(t, err)
		}
	})
}

// checkStreamed is what holds of each record of a stream. Its text gives it again.
func checkStreamed(t *testing.T, r marc.Record, text []byte, err error, form marc.Form) {
	t.Helper()
	if err != nil {
		mustRefuse(t, err)
		if !reflect.ValueOf(r).IsZero() {
			t.Fatalf("an error with a record: %+v", r)
		}
		return
	}
	if r.ID <= 0 || r.Form != form {
		t.Fatalf("not a record: %+v", r)
	}
	if again, err := Parse(form, strconv.FormatInt(r.ID, 10), text); err != nil || !reflect.DeepEqual(again, r) {
		t.Fatalf("%q gives %+v, %v; want %+v", text, again, err, r)
	}
	for _, v := range r.Votes {
		if v.Label == "" || v.Printed == "" {
			t.Fatalf("line %+v", v)
		}
	}
}

func FuzzParseSitemap(f *testing.F) {
	addDocuments(f, "sitemap-*.xml", func(body []byte) { f.Add(body) })
	f.Fuzz(func(t *testing.T, body []byte) {
		err := parseSitemap(bytes.NewReader(body), func(id int64, e sitemapEntry) error {
			if id <= 0 || e.Loc == "" {
				t.Fatalf("entry %d %+v", id, e)
			}
			return nil
		})
		if err != nil {
			mustRefuse(t, err)
		}
		if index, err := parseSitemapIndex(bytes.NewReader(body)); err != nil {
			mustRefuse(t, err)
			if index != nil {
				t.Fatalf("an error with an index: %+v", index)
			}
		}
	})
}
