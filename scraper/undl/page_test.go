package undl

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
	"unvotes/testdata/shared"
)

func TestRealRecord(t *testing.T) {
	page := shared.Read(t, "corpus", "html", "record-4029442.html")
	r, err := ParseRecordPage(4029442, page)
	if err != nil {
		t.Fatal(err)
	}
	votes := r.Votes
	r.Votes = nil
	want := marc.Record{
		ID: 4029442, DHLID: 1390624, Form: RecordPage,
		Title:            "Work of the Special Committee to Investigate Israeli Practices Affecting the Human Rights of the Palestinian People and Other Arabs of the Occupied Territories : resolution / adopted by the General Assembly",
		Agenda:           []string{"A/78/251 50 Israeli practices and settlement activities affecting the rights of the Palestinian people and other Arabs of the occupied territories. TERRITORIES OCCUPIED BY ISRAEL--HUMAN RIGHTS"},
		Resolution:       []string{"A/RES/78/76"},
		MeetingRecords:   []string{"A/78/PV.45"},
		Drafts:           []string{"A/C.4/78/L.13"},
		CommitteeReports: []string{"A/78/421"},
		Note:             "RECORDED - No machine generated vote",
		VoteDate:         "2023-12-07",
		Summary: &marc.Summary{Printed: "Yes: 86 | No: 12 | Abstentions: 75 | Non-Voting: 20 | Total voting membership: 193",
			Yes: "86", No: "12", Abstain: "75", NonVoting: "20", Membership: "193"},
		Collections: []string{"UN Bodies > General Assembly > General Assembly Plenary", "Resource Type > Voting Data"},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	n := map[string]int{}
	for _, v := range votes {
		n[v.Code]++
	}
	if want := map[string]int{"Y": 86, "N": 12, "A": 75, "": 20}; !cmp.Equal(n, want) {
		t.Errorf("counted %v, want %v", n, want)
	}
	if len(votes) != 193 || votes[0].Printed != "Y AFGHANISTAN" || votes[192].Printed != "Y ZIMBABWE" {
		t.Errorf("%d lines from %q to %q", len(votes), votes[0].Printed, votes[len(votes)-1].Printed)
	}
	for _, want := range []string{"Y TÜRKİYE", "BAHAMAS", "A COTE D'IVOIRE", "VENEZUELA (BOLIVARIAN REPUBLIC OF)", "N UNITED STATES"} {
		if !containsLine(votes, want) {
			t.Errorf("no line %q", want)
		}
	}
}

func containsLine(votes []marc.VoteLine, printed string) bool {
	for _, v := range votes {
		if v.Printed == printed {
			return true
		}
	}
	return false
}

func TestRealPagesThatAreNotVotes(t *testing.T) {
	for name, want := range map[string][]string{
		"committee-report": {"record 4028560: ", "Documents and Publications > Reports", "A/78/433"},
		"draft":            {"record 4027711: ", "Draft Resolutions and Decisions", "A/C.2/78/L.30/Rev.1"},
		"meeting-record":   {"record 4034255: ", "Meeting Records", "S/PV.9527"},
		"resolution":       {"record 4031995: ", "Resolutions and Decisions", "A/RES/78/165"},
	} {
		r, err := ParseRecordPage(0, shared.Read(t, "corpus", "html", "not-a-vote-"+name+".html"))
		if !errors.Is(err, source.NotAVote) || !cmp.Equal(r, marc.Record{}) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, s := range want {
			if !strings.Contains(err.Error(), s) {
				t.Errorf("%s: %q is not in %q", name, s, err)
			}
		}
	}
}

// What two fetches of a record differ in is not part of it.
func TestHashOfDecoration(t *testing.T) {
	page := shared.Read(t, "corpus", "html", "record-4029442.html")
	other := regexp.MustCompile(`name="csrf_token" value="[0-9a-f]+"`).ReplaceAll(page, []byte(`name="csrf_token" value="0"`))
	other = bytes.ReplaceAll(other, []byte("Result 46 of 50"), []byte("Result 1 of 200"))
	edited := bytes.Replace(page, []byte("N AUSTRIA"), []byte("A AUSTRIA"), 1)
	a, b, c := mustParse(t, page), mustParse(t, other), mustParse(t, edited)
	if bytes.Equal(page, other) || a.Hash() != b.Hash() {
		t.Error("decoration changes the hash")
	}
	if a.Hash() == c.Hash() {
		t.Error("a changed vote does not change the hash")
	}
}

func mustParse(t *testing.T, page []byte) marc.Record {
	t.Helper()
	r, err := ParseRecordPage(0, page)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestIDOfThePage(t *testing.T) {
	page := doc(t, "record-ga.html") // of record 101
	for _, tt := range []struct {
		id   int64
		want error
	}{{101, nil}, {0, nil}, {102, source.OtherID}} {
		_, err := ParseRecordPage(tt.id, page)
		if !errors.Is(err, tt.want) {
			t.Errorf("asked for %d: %v, want %v", tt.id, err, tt.want)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "record 102: other_id: it is the page of 101") {
			t.Error(err)
		}
	}
}

// The same rows give the same record, whatever their order and the markup around
// them.
func TestSameRecord(t *testing.T) {
	want := mustParse(t, doc(t, "record-ga.html"))
	for _, name := range []string{"record-rows-in-another-order", "record-wrapped-rows", "record-upper-case-end"} {
		if diff := cmp.Diff(want, mustParse(t, doc(t, name+".html"))); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
	saved := mustParse(t, doc(t, "record-saved-by-browser.html"))
	if diff := cmp.Diff(want, saved); diff != "" {
		t.Errorf("saved by a browser: -want +got:\n%s", diff)
	}
}

func TestNewVoteLine(t *testing.T) {
	for printed, want := range map[string]marc.VoteLine{
		"Y AFGHANISTAN":                  {Code: "Y", Label: "AFGHANISTAN"},
		"N UNITED STATES":                {Code: "N", Label: "UNITED STATES"},
		"A CÔTE D'IVOIRE":                {Code: "A", Label: "CÔTE D'IVOIRE"},
		"y LAO PEOPLE`S DEM. REP.":       {Code: "y", Label: "LAO PEOPLE`S DEM. REP."},
		"n ISRAEL":                       {Code: "n", Label: "ISRAEL"},
		"a INDIA":                        {Code: "a", Label: "INDIA"},
		"Y  BENIN":                       {Code: "Y", Label: "BENIN"},
		"BAHAMAS":                        {Label: "BAHAMAS"},
		"AN PAKISTAN":                    {Label: "AN PAKISTAN"},
		"X CHAD":                         {Label: "X CHAD"},
		"YEMEN":                          {Label: "YEMEN"},
		"Y":                              {Label: "Y"},
		"Y\u00a0PERU":                    {Label: "Y\u00a0PERU"},
		"GERMANY, FEDERAL REPUBLIC OF":   {Label: "GERMANY, FEDERAL REPUBLIC OF"},
		"A GERMANY, FEDERAL REPUBLIC OF": {Code: "A", Label: "GERMANY, FEDERAL REPUBLIC OF"},
	} {
		want.Printed = printed
		if got := newVoteLine(printed); got != want {
			t.Errorf("newVoteLine(%q) = %+v, want %+v", printed, got, want)
		}
	}
}

func TestParseSummary(t *testing.T) {
	for printed, want := range map[string]marc.Summary{
		"Yes: 86 | No: 12 | Abstentions: 75 | Non-Voting: 20 | Total voting membership: 193":     {Yes: "86", No: "12", Abstain: "75", NonVoting: "20", Membership: "193"},
		"Yes: 015 | No: 000 | Abstentions: 000 | Non-Voting: 000 | Total voting membership: 015": {Yes: "015", No: "000", Abstain: "000", NonVoting: "000", Membership: "015"},
		"Total voting membership: 193|Yes:86":                                                    {Yes: "86", Membership: "193"},
		"Yes: 86 | No: | Abstentions: 75":                                                        {Yes: "86", Abstain: "75"},
		"Yes: 86 | Abstentions: 75":                                                              {Yes: "86", Abstain: "75"},
		"Yes: 86 | Yes: 86":                                                                      {},
		"Yes: 86 | Yes: 87 | Yes: 88 | No: 1":                                                    {No: "1"},
		"Yes: 8b | No: -1 | Abstentions: 7 5 | Non-Voting: ٣":                                    {},
		"Yes: 1,000 | No: 1.0 | Abstentions: 9999999":                                            {},
		"yes: 86 | NO: 1":                                                                        {},
		"Yes 86 No 1":                                                                            {},
		"Adopted 125-50-1, 49th plenary meeting":                                                 {},
		"Yes: 1\nNo: 2":                                                                          {Yes: "1", No: "2"},
	} {
		want.Printed = printed
		if got := parseSummary([]string{summaryHeading, printed}); *got != want {
			t.Errorf("parseSummary(%q) = %+v", printed, *got)
		}
	}
	for _, vs := range [][]string{nil, {summaryHeading}, {""}} {
		if got := parseSummary(vs); got != nil {
			t.Errorf("parseSummary(%v) = %+v, want none", vs, *got)
		}
	}
}

func TestIsWhole(t *testing.T) {
	for body, want := range map[string]bool{
		"<html></html>":                      true,
		"<html></HTML> \r\n\t":               true,
		"<html></html><!-- a --><!--b-->\n":  true,
		"<html></html>\n<!-- a > b -- c -->": true,
		"<html></html":                       false,
		"<html></html><!-- a --":             false,
		"<html><!-- a -->":                   false,
		"<html></html>-->":                   false,
		"<html></html>x":                     false,
		"-->":                                false,
		"":                                   false,
	} {
		if got := isWhole([]byte(body)); got != want {
			t.Errorf("isWhole(%q) = %v", body, got)
		}
	}
}

// A page cut anywhere is refused, wherever the cut falls.
func TestCutAnywhere(t *testing.T) {
	page := doc(t, "record-ga.html")
	for n := range len(page) {
		r, err := ParseRecordPage(101, page[:n])
		if err == nil || r.ID != 0 {
			t.Fatalf("a page cut to %d of %d bytes is a record", n, len(page))
		}
		if !errors.Is(err, source.Cut) && !errors.Is(err, source.NotUTF8) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

// A mark too many in "Collections" does not make a vote another record.
func TestPaths(t *testing.T) {
	if got := paths([]string{"Resource Type\n>> Voting  Data"}); !marc.IsVotingData(got) {
		t.Errorf("%q", got)
	}
}
