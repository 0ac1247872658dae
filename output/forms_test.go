package output

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

const (
	builtPage = `<html><head><link rel="canonical" href="https://digitallibrary.un.org/record/7" /></head><body><div id='details-collapse'>` +
		`<div class='metadata-row'><span class='title'>Title</span><span class='value'>A title</span></div>` +
		`<div class='metadata-row'><span class='title'>Resolution</span><span class='value'>A/RES/78/165</span></div>` +
		`<div class='metadata-row'><span class='title'>Vote date</span><span class='value'>2023-12-19</span></div>` +
		`<div class='metadata-row'><span class='title'>Vote</span><span class='value'>Y AFGHANISTAN<br/>ALBANIA</span></div>` +
		`<div class='metadata-row'><span class='title'>Collections</span><span class='value'>Resource Type &gt; Voting Data</span></div></div></body></html>`
	builtMARC = `<record><controlfield tag="001">7</controlfield><datafield tag="269"><subfield code="a">2023-12-19</subfield></datafield>` +
		`<datafield tag="791"><subfield code="a">A/RES/78/165</subfield></datafield>` +
		`<datafield tag="967"><subfield code="c">AFG</subfield><subfield code="d">N</subfield><subfield code="e">AFGHANISTAN</subfield></datafield>` +
		`<datafield tag="967"><subfield code="c">ALB</subfield><subfield code="e">ALBANIA</subfield></datafield>` +
		`<datafield tag="989"><subfield code="a">Voting Data</subfield></datafield><datafield tag="991"><subfield code="d">TERRITORIES</subfield></datafield></record>`
	builtCSV = "undl_id,ms_code,ms_name,ms_vote,date,resolution,draft\n" +
		"7,AFG,AFGHANISTAN,Y,2023-12-19,A/RES/78/165,A/78/L.1\n7,ALB,ALBANIA,X,2023-12-19,A/RES/78/165,A/78/L.1\n"
)

func form(kind marc.Form, body string, hour int) archive.Document {
	return archive.Document{Source: undl.SourceName, Key: "7", Form: string(kind), URL: "file:x", Body: []byte(body), ContentSHA256: "hash of " + string(kind),
		RetrievedAt: noon.Add(time.Duration(hour) * time.Hour)}
}

func built(t *testing.T, docs ...archive.Document) Tables {
	t.Helper()
	a, err := archive.Open(t.Context(), filepath.Join(t.TempDir(), "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := a.Import(t.Context(), docs, "import"); err != nil {
		t.Fatal(err)
	}
	n, err := normalize.New()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := Build(t.Context(), a, n, "")
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

// The forms of a record become one row, whichever came first.
func TestBuildMergesForms(t *testing.T) {
	docs := []archive.Document{form(undl.RecordPage, builtPage, 1), form(undl.MARCXML, builtMARC, 2), form(undl.OfficialCSV, builtCSV, 3)}
	want := built(t, docs...)
	if len(want.RollCalls) != 1 || len(want.Issues) != 0 {
		t.Fatalf("%d roll calls, issues %v", len(want.RollCalls), want.Issues)
	}
	e := want.RollCalls[0]
	if e.Source != "record_page" || !slices.Equal(e.Sources, []string{"record_page", "marcxml", "official_csv"}) || e.ContentSHA256 != "hash of record_page" || !e.RetrievedAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("%s of %v, %s, %s", e.Source, e.Sources, e.ContentSHA256, e.RetrievedAt)
	}
	if !slices.Equal(e.Drafts, []string{"A/78/L.1"}) || !slices.Equal(e.Subjects, []string{"TERRITORIES"}) || e.Votes[0].Choice != normalize.Yes {
		t.Errorf("drafts %q, subjects %q, votes %+v", e.Drafts, e.Subjects, e.Votes)
	}
	if n := len(slices.DeleteFunc(slices.Clone(e.Issues), func(i normalize.Issue) bool { return i.Code != "sources_disagree" })); n != 1 {
		t.Errorf("%d issues sources_disagree, want that of Afghanistan in MARCXML: %+v", n, e.Issues)
	}
	for _, order := range [][]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		equal(t, fmt.Sprint("order ", order), built(t, docs[order[0]], docs[order[1]], docs[order[2]]), want)
	}
}

// The wide CSV counts where there is no other.
func TestBuildPrefersTheLongCSV(t *testing.T) {
	long := form(undl.OfficialCSV, builtCSV, 1)
	wide := form(undl.WideCSV, "undl_id,date,resolution,total_yes,AFGHANISTAN,ALBANIA\n7,2023-12-19,A/RES/78/165,1,Y,X\n", 2)
	equal(t, "with the wide file", built(t, wide, long), built(t, long))
	got := built(t, wide).RollCalls
	if len(got) != 1 || got[0].Source != "official_csv" || got[0].ContentSHA256 != wide.ContentSHA256 || len(got[0].Votes) != 2 {
		t.Errorf("the wide file alone: %+v", got)
	}
}

func TestBuildReadsEachFormAlone(t *testing.T) {
	for _, d := range []archive.Document{form(undl.RecordPage, builtPage, 1), form(undl.MARCXML, builtMARC, 2), form(undl.OfficialCSV, builtCSV, 3)} {
		got := built(t, d)
		if len(got.RollCalls) != 1 || got.RollCalls[0].Source != d.Form || got.RollCalls[0].ContentSHA256 != d.ContentSHA256 || got.Votes() != 2 {
			t.Errorf("%s: %+v", d.Form, got.RollCalls)
		}
	}
}

// A form that can't be read is an issue, and the others still make the row.
func TestBuildWithAnUnreadableForm(t *testing.T) {
	for _, body := range []string{"", "x", strings.ReplaceAll(builtCSV, "7,A", "8,A"), builtCSV + strings.ReplaceAll(builtCSV[strings.Index(builtCSV, "\n")+1:], "7,A", "8,A")} {
		got := built(t, form(undl.RecordPage, builtPage, 1), form(undl.OfficialCSV, body, 2))
		if len(got.RollCalls) != 1 || len(got.Issues) != 1 || got.Issues[0].Code != "record_unreadable" || !strings.HasSuffix(got.Issues[0].Place, "record/7?ln=en, official_csv") {
			t.Errorf("%q: %d roll calls, %+v", body, len(got.RollCalls), got.Issues)
		}
	}
	if got := built(t, form(undl.MARCXML, "<x/>", 1)); len(got.RollCalls) != 0 || len(got.Issues) != 1 {
		t.Errorf("alone: %+v", got)
	}
}

// A newer version that lost something does not replace the fuller one, and an
// issue says what is missing; one that corrects a vote does, and an issue has both.
func TestBuildWeighsVersions(t *testing.T) {
	version := func(body string, hour int) archive.Document {
		d := form(undl.RecordPage, body, hour)
		d.ContentSHA256 = fmt.Sprint("hash of ", hour)
		return d
	}
	row := "<div class='metadata-row'><span class='title'>Vote</span><span class='value'>Y AFGHANISTAN<br/>ALBANIA</span></div>"
	bare := strings.Replace(builtPage, row, "", 1)
	corrected := strings.Replace(builtPage, "Y AFGHANISTAN", "N AFGHANISTAN", 1)
	for name, tt := range map[string]struct {
		docs   []archive.Document
		hash   string
		issues []string
	}{
		"a loss":       {[]archive.Document{version(builtPage, 1), version(bare, 30)}, "hash of 1", []string{"source_lost: since 2026-11-24 it lacks the list of 2 lines"}},
		"it came back": {[]archive.Document{version(builtPage, 1), version(bare, 30), version(builtPage+" ", 31)}, "hash of 31", nil},
		"a correction": {[]archive.Document{version(builtPage, 1), version(corrected, 30)}, "hash of 30", []string{`vote_corrected: AFGHANISTAN: "Y" before, "N" since 2026-11-24`}},
		"another form": {[]archive.Document{version(bare, 1), form(undl.OfficialCSV, builtCSV, 2)}, "hash of official_csv", []string{"source_lost: it lacks the list of 2 lines, which official_csv has"}},
		"unreadable":   {[]archive.Document{version(builtPage, 1), version("x", 30)}, "hash of 1", nil},
	} {
		got := built(t, tt.docs...)
		if len(got.RollCalls) != 1 || got.Votes() != 2 || got.RollCalls[0].ContentSHA256 != tt.hash {
			t.Errorf("%s: %+v", name, got.RollCalls)
			continue
		}
		var issues []string
		for _, i := range got.RollCalls[0].Issues {
			if i.Code == "source_lost" || i.Code == "vote_corrected" {
				issues = append(issues, i.Code+": "+i.Detail)
			}
		}
		if !slices.Equal(issues, tt.issues) {
			t.Errorf("%s: %q, want %q", name, issues, tt.issues)
		}
	}
}
