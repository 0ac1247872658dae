package undl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
	"unvotes/testdata/shared"
)

// streamGolden is what a document of several records gives.
type streamGolden struct {
	Records []golden       `json:"records,omitempty"`
	Sitemap []sitemapEntry `json:"sitemap,omitempty"`
	Kind    source.Kind    `json:"kind,omitempty"`
	Error   string         `json:"error,omitempty"`
}

// marc-…, csv-… and sitemap-… of testdata, each named after what is odd about it;
// -error- is in the name of those that end in an error.
func TestGoldenStreams(t *testing.T) {
	names := append(documents(t, "*.xml"), documents(t, "*.csv")...)
	for _, name := range names {
		base := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
		t.Run(base, func(t *testing.T) {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := readStream(t, base, bytes.NewReader(body))
			if refusedAll := strings.Contains(base, "-error-"); refusedAll != (err != nil) {
				t.Fatalf("named to be refused: %v, got %v", refusedAll, err)
			}
			if err != nil {
				g := refused(t, err)
				got.Kind, got.Error = g.Kind, g.Error
			}
			compareGolden(t, strings.TrimSuffix(name, filepath.Ext(name))+".json", got)
		})
	}
}

func readStream(t *testing.T, base string, r io.Reader) (got streamGolden, err error) {
	each := func(rec marc.Record, _ []byte, err error) error {
		if err != nil {
			got.Records = append(got.Records, refused(t, err))
			return nil
		}
		got.Records = append(got.Records, golden{Record: &rec})
		return nil
	}
	kind, _, _ := strings.Cut(base, "-")
	switch {
	case kind == "marc":
		err = ReadMARCXML(r, each)
	case kind == "csv":
		err = ReadOfficialCSV(r, each)
	case base == "sitemap-index":
		got.Sitemap, err = parseSitemapIndex(r)
	default:
		err = parseSitemap(r, func(id int64, e sitemapEntry) error {
			e.Loc = fmt.Sprintf("%d: %s", id, e.Loc)
			got.Sitemap = append(got.Sitemap, e)
			return nil
		})
	}
	return got, err
}

// The forms of one vote are one record, apart from what only one of them has.
func TestFormsAgree(t *testing.T) {
	page := mustParse(t, doc(t, "record-ga.html"))
	for _, name := range []string{"marc-one.xml", "marc-single-record.xml", "marc-prefix-and-total.xml"} {
		var got []marc.Record
		err := ReadMARCXML(bytes.NewReader(doc(t, name)), func(r marc.Record, _ []byte, err error) error {
			got = append(got, r)
			return err
		})
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %d records, %v", name, len(got), err)
		}
		if diff := cmp.Diff(plain(page), plain(got[0])); diff != "" {
			t.Errorf("%s: -page +MARC:\n%s", name, diff)
		}
		if got[0].Votes[0].MemberCode != "AFG" {
			t.Errorf("%s: first line %+v", name, got[0].Votes[0])
		}
	}
}

// plain leaves out what a page and MARC do not share.
func plain(r marc.Record) marc.Record {
	r.Form, r.DHLID, r.Subjects = "", 0, nil
	if r.Summary != nil {
		s := *r.Summary
		s.Printed = ""
		r.Summary = &s
	}
	var votes []marc.VoteLine
	for _, v := range r.Votes {
		votes = append(votes, marc.VoteLine{Printed: v.Printed, Code: v.Code, Label: v.Label})
	}
	r.Votes = votes
	return r
}

func TestRealMARCXML(t *testing.T) {
	for _, tt := range []struct {
		id                            int64
		symbol, draft, report, agenda string
		n                             marc.Summary
	}{
		{4095073, "A/RES/80/78", "A/C.4/80/L.17", "A/80/537",
			"A/80/251 49 United Nations Relief and Works Agency for Palestine Refugees in the Near East. UNRWA--ACTIVITIES",
			marc.Summary{Yes: "151", No: "10", Abstain: "14", NonVoting: "18", Membership: "193"}},
		{4095497, "A/RES/80/116", "A/80/L.25", "", "", marc.Summary{Yes: "139", No: "12", Abstain: "19", NonVoting: "23", Membership: "193"}},
	} {
		body := shared.Read(t, "corpus", "marcxml", fmt.Sprintf("record-%d.xml", tt.id))
		var r marc.Record
		err := ReadMARCXML(bytes.NewReader(body), func(rec marc.Record, _ []byte, err error) error { r = rec; return err })
		if err != nil {
			t.Fatalf("%d: %v", tt.id, err)
		}
		if r.ID != tt.id || r.Resolution[0] != tt.symbol || *r.Summary != tt.n || len(r.Votes) != 193 || r.Other != nil {
			t.Errorf("%d: %s %+v, %d lines, other %+v", r.ID, r.Resolution, r.Summary, len(r.Votes), r.Other)
		}
		n := map[string]int{}
		for _, v := range r.Votes {
			n[v.Code]++
			if v.MemberCode == "" || v.Label == "" {
				t.Errorf("line %+v", v)
			}
		}
		got, want := fmt.Sprint(n["Y"], n["N"], n["A"], n[""]), strings.Join([]string{tt.n.Yes, tt.n.No, tt.n.Abstain, tt.n.NonVoting}, " ")
		if got != want {
			t.Errorf("%d: counted %s, printed %s", tt.id, got, want)
		}
		if tt.agenda != "" && (r.Agenda[0] != tt.agenda || r.Drafts[0] != tt.draft || r.CommitteeReports[0] != tt.report) {
			t.Errorf("%d: agenda %q, drafts %v, reports %v", tt.id, r.Agenda, r.Drafts, r.CommitteeReports)
		}
	}
}

func TestRealMARCXMLOfDrafts(t *testing.T) {
	var got []string
	err := ReadMARCXML(bytes.NewReader(shared.Read(t, "corpus", "marcxml", "not-a-vote-drafts.xml")), func(_ marc.Record, _ []byte, err error) error {
		if !errors.Is(err, source.NotAVote) {
			t.Errorf("got %v", err)
			return nil
		}
		got = append(got, err.Error())
		return nil
	})
	if err != nil || len(got) != 2 || !strings.Contains(got[0], "record 4026910: ") || !strings.Contains(got[0], "A/C.3/78/L.49/Rev.1") {
		t.Errorf("%v: %q", err, got)
	}
}

// The callback's error ends a stream and comes back as it is.
func TestCallbackEndsStream(t *testing.T) {
	stop := errors.New("stop")
	calls := 0
	each := func(marc.Record, []byte, error) error { calls++; return stop }
	err := ReadMARCXML(bytes.NewReader(doc(t, "marc-several-one-bad.xml")), each)
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("MARCXML: %v after %d calls", err, calls)
	}
	calls = 0
	if err := ReadOfficialCSV(bytes.NewReader(doc(t, "csv-ga.csv")), each); !errors.Is(err, stop) || calls != 1 {
		t.Errorf("CSV: %v after %d calls", err, calls)
	}
	calls = 0
	err = parseSitemap(bytes.NewReader(doc(t, "sitemap-urls.xml")), func(int64, sitemapEntry) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("sitemap: %v after %d calls", err, calls)
	}
}

// An error of the reader is not an error of the document.
func TestReaderFails(t *testing.T) {
	broken := errors.New("disk on fire")
	each := func(marc.Record, []byte, error) error { return nil }
	for _, name := range []string{"marc-one.xml", "csv-ga.csv", "sitemap-urls.xml"} {
		body := doc(t, name)
		r := io.MultiReader(bytes.NewReader(body[:len(body)/2]), failing{broken})
		var err error
		switch {
		case strings.HasPrefix(name, "marc"):
			err = ReadMARCXML(r, each)
		case strings.HasPrefix(name, "csv"):
			err = ReadOfficialCSV(r, each)
		default:
			err = parseSitemap(r, func(int64, sitemapEntry) error { return nil })
		}
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
