//go:build replay

package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// fetched is the body of an address of the replay.
func fetched(t *testing.T, url string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, resp.Status, err)
	}
	return body
}

// officialFiles are the official CSVs of all records of the replay.
func officialFiles(t *testing.T, site string) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range []struct {
		record int
		name   string
	}{{4060887, "ga_voting.csv"}, {4055387, "sc_voting.csv"}} {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, fetched(t, fmt.Sprintf("%s/record/%d/files/%s", site, f.record, f.name)), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// From the official CSVs come the votes of the corpus. The files write the codes
// in capitals, X for a blank, and have the records with a list and a symbol.
func TestImportOfTheOfficialFilesEqualsTheCorpus(t *testing.T) {
	site := startReplay(t)
	data := t.TempDir()
	code, out, errs := command(t, append([]string{"import", "--data", data}, officialFiles(t, site)...)...)
	if code != exitDone {
		t.Fatalf("import ended %d: %s", code, errs)
	}
	t.Log(out)
	calls, votes := readTables(t, data)
	byID := map[int64]callRow{}
	for _, c := range calls {
		byID[deref(c.UNDLID)] = c
	}
	compared := 0
	for _, r := range readTruth(t) {
		c, has := byID[r.ID]
		if has != (len(r.Vote) > 0 && r.Resolution != nil) {
			t.Errorf("record %d: in the tables %v, with %d lines", r.ID, has, len(r.Vote))
		}
		if !has {
			continue
		}
		want := r.lines()
		for i, l := range want {
			if want[i].code = strings.ToUpper(l.code); l.code == "" {
				want[i].code = "X"
			}
		}
		if diff := cmp.Diff(want, votes[c.ID], cmp.AllowUnexported(line{})); diff != "" {
			t.Errorf("record %d: %s", r.ID, diff)
		}
		compared += len(want)
	}
	if compared < 500_000 && os.Getenv("UNVOTES_SHARED") == "" {
		t.Errorf("%d lines compared", compared)
	}
}

// The CSVs, then the pages, give the tables of the pages, then the CSVs; and the
// pages agree with the file, member by member.
func TestTheOrderOfSourcesDoesNotMatter(t *testing.T) {
	const since = "2022-06-01"
	site := startReplay(t, "--since", since)
	csvs, pages := officialFiles(t, site), savedPages(t, site, since)
	first, second := t.TempDir(), t.TempDir()
	for _, args := range [][]string{{first, pages}, {first, csvs[0], csvs[1]}, {second, csvs[1], csvs[0]}, {second, pages}} {
		if code, _, errs := command(t, append([]string{"import", "--data"}, args...)...); code != exitDone {
			t.Fatalf("import of %q ended %d: %s", args[1:], code, errs)
		}
	}
	want, wantVotes := readAll[normalize.RollCall](t, first, "roll_calls"), readAll[normalize.VoteLine](t, first, "votes")
	if len(want) < 100 || !slices.Equal(want[0].Sources, []string{"record_page", "official_csv"}) {
		t.Fatalf("%d roll calls, the first of %v", len(want), want[0].Sources)
	}
	if diff := cmp.Diff(want, readAll[normalize.RollCall](t, second, "roll_calls"), cmpopts.IgnoreFields(normalize.RollCall{}, "RetrievedAt")); diff != "" {
		t.Errorf("roll calls (-pages first +CSVs first):\n%s", diff)
	}
	if diff := cmp.Diff(wantVotes, readAll[normalize.VoteLine](t, second, "votes")); diff != "" {
		t.Errorf("votes (-pages first +CSVs first):\n%s", diff)
	}
	issues := readAll[normalize.Issue](t, first, "issues")
	if diff := cmp.Diff(issues, readAll[normalize.Issue](t, second, "issues")); diff != "" {
		t.Errorf("issues (-pages first +CSVs first):\n%s", diff)
	}
	for _, i := range issues {
		if i.Code == "sources_disagree" || i.Code == "member_code_differs" {
			t.Errorf("page and CSV are made of one record: %s: %s", i.RollCallID, i.Detail)
		}
	}
}

// savedPages is a zip file of the pages of all records since a day.
func savedPages(t *testing.T, site, since string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pages.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(f)
	for _, r := range readTruth(t) {
		if deref(r.Date) < since {
			continue
		}
		m, err := w.Create(fmt.Sprintf("saved/%d.html", r.ID))
		if err == nil {
			_, err = m.Write(fetched(t, undl.RecordURL(site, r.ID)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func readAll[T any](t *testing.T, data, table string) []T {
	t.Helper()
	rows, err := output.ReadTable[T](filepath.Join(data, "latest", table+".parquet"))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Page and MARCXML of a record say the same, field by field; MARCXML adds codes,
// roles and headings.
func TestPageAndMARCXMLAgree(t *testing.T) {
	site := startReplay(t)
	n, err := normalize.New()
	if err != nil {
		t.Fatal(err)
	}
	all := readTruth(t)
	for i := 0; i < len(all); i += 60 {
		page, err := undl.ParseRecordPage(all[i].ID, fetched(t, undl.RecordURL(site, all[i].ID)))
		if err != nil {
			t.Fatal(err)
		}
		key := strconv.FormatInt(all[i].ID, 10)
		marc, err := undl.Parse(undl.MARCXML, key, fetched(t, undl.Source{Site: site, Form: undl.MARCXML}.URL(key)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(bare(page), bare(marc)); diff != "" {
			t.Errorf("record %d (-page +MARCXML):\n%s", all[i].ID, diff)
		}
		for _, issue := range n.Merge(page, marc).Issues {
			if issue.Code == "sources_disagree" || issue.Code == "member_code_differs" {
				t.Errorf("record %d: %+v", all[i].ID, issue)
			}
		}
	}
}

// bare is a record without what only one of the forms has, its lines in the order
// of their labels.
func bare(r marc.Record) marc.Record {
	r.Form, r.DHLID, r.Subjects, r.Other = "", 0, nil, nil
	if r.Summary != nil {
		s := *r.Summary
		s.Printed = ""
		for _, p := range []*string{&s.Yes, &s.No, &s.Abstain, &s.NonVoting, &s.Membership} {
			if *p = strings.TrimLeft(*p, "0"); *p == "" {
				*p = "0"
			}
		}
		r.Summary = &s
	}
	r.Votes = slices.Clone(r.Votes)
	for i := range r.Votes {
		r.Votes[i].MemberCode, r.Votes[i].Role = "", ""
	}
	slices.SortFunc(r.Votes, func(a, b marc.VoteLine) int { return strings.Compare(a.Label, b.Label) })
	// The replay puts every record into one real page's frame, with its body.
	r.Collections = slices.DeleteFunc(slices.Clone(r.Collections), func(p string) bool { return strings.HasPrefix(p, "UN Bodies") })
	return r
}
