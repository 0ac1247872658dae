package files_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/archive"
	"unvotes/scraper/files"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
	"unvotes/testdata/shared"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// page is a record page in the site's shape, with as much of it as is read.
func page(id int, vote ...string) string {
	row := func(label, value string) string {
		return "<div class='metadata-row'><span class='title col-xs-12'>" + label + "</span><span class='value col-xs-12'>" + value + "</span></div>\n"
	}
	return fmt.Sprintf("<!DOCTYPE html>\n<html lang=\"en\"><head>\n<link rel=\"canonical\" href=\"https://digitallibrary.un.org/record/%d\" />\n</head><body>\n"+
		"<div id='details-collapse' class='collapse in'>\n", id) +
		row("Title", "A title") + row("Resolution", "A/RES/78/165") + row("Vote date", "2023-12-19") + row("Vote", strings.Join(vote, "<br/>")) +
		row("Collections", "Resource Type &gt; Voting Data") + "</div>\n</body></html>"
}

const csvHeader = "undl_id,ms_code,ms_name,ms_vote,date,session,resolution,title,total_yes\n"

func csvRow(id int, label, vote string) string {
	return fmt.Sprintf("%d,,%s,%s,2023-12-19,78,A/RES/78/165,\"A title, with a comma\",1.0\n", id, label, vote)
}

func csvFile(ids ...int) string {
	var b strings.Builder
	b.WriteString(csvHeader)
	for _, id := range ids {
		b.WriteString(csvRow(id, "AFGHANISTAN", "Y") + csvRow(id, "ALBANIA", "X"))
	}
	return b.String()
}

func marcRecord(id int, prefix string) string {
	s := fmt.Sprintf(`<record><controlfield tag="001">%d</controlfield><datafield tag="035" ind1=" " ind2=" "><subfield code="a">(DHL)%d</subfield></datafield><datafield tag="269" ind1=" " ind2=" "><subfield code="a">2023-12-19</subfield></datafield>`+
		`<datafield tag="967" ind1=" " ind2=" "><subfield code="c">AFG</subfield><subfield code="d">Y</subfield><subfield code="e">AFGHANISTAN</subfield></datafield>`+
		`<datafield tag="968" ind1=" " ind2=" "><subfield code="c">ALB</subfield><subfield code="e">ALBANIA</subfield></datafield>`+
		`<datafield tag="989" ind1=" " ind2=" "><subfield code="a">Voting Data</subfield></datafield></record>`, id, 1000+id)
	return regexp.MustCompile(`<(/?)`).ReplaceAllString(s, "<${1}"+prefix)
}

func marcFile(records ...string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n<!-- Search-Engine-Total-Number-Of-Results: 3 -->\n" +
		`<collection xmlns="http://www.loc.gov/MARC21/slim">` + strings.Join(records, "\n") + "</collection>"
}

func gz(content string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(content)) // to memory
	_ = w.Close()
	return b.String()
}

// put writes a file and names it.
func put(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T) *archive.Archive {
	t.Helper()
	a, err := archive.Open(t.Context(), filepath.Join(t.TempDir(), "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func load(t *testing.T, a *archive.Archive, paths ...string) files.Report {
	t.Helper()
	r, err := files.Importer{Archive: a, Now: noon}.Import(t.Context(), paths)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// held are the newest versions of the documents of the archive as "kind name url".
func held(t *testing.T, a *archive.Archive) (out []string) {
	t.Helper()
	err := a.Documents(t.Context(), undl.SourceName, []string{"record_page", "marcxml", "official_csv"}, func(docs []archive.Document) error {
		for i, d := range docs {
			if i == len(docs)-1 || docs[i+1].Form != d.Form {
				out = append(out, fmt.Sprintf("%s %s %s", d.Form, d.Key, d.URL))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What a file is, is told by its content, whatever its name and wrapping.
func TestImportKnowsFilesByTheirContent(t *testing.T) {
	browser := strings.NewReplacer("'", `"`, "<br/>", "<br>", "/record/7", "/record/7?ln=en").Replace(page(7, "Y AFGHANISTAN", "ALBANIA"))
	for _, tt := range []struct {
		name, content string
		kind          files.Kind
		records       int
		others        int
		left          bool
	}{
		{"a page", page(7, "Y AFGHANISTAN"), files.RecordPage, 1, 0, false},
		{"a page with a mark and a comment before it", "\ufeff<!-- saved from url=(0045)https://digitallibrary.un.org/record/7 -->\n" + page(7, "Y AFGHANISTAN"), files.RecordPage, 1, 0, false},
		{"a page as a browser saves it", browser, files.RecordPage, 1, 0, false},
		{"a page, gzipped", gz(page(7, "Y AFGHANISTAN")), files.RecordPage, 1, 0, false},
		{"a page of another collection", strings.Replace(page(7, "Y A"), "Voting Data", "Documents", 1), files.RecordPage, 0, 1, false},
		{"a CSV", csvFile(7, 8, 9), files.OfficialCSV, 3, 0, false},
		{"a CSV with a mark and CRLF", "\ufeff" + strings.ReplaceAll(csvFile(7, 8), "\n", "\r\n"), files.OfficialCSV, 2, 0, false},
		{"a CSV without its last line end", strings.TrimSuffix(csvFile(7), "\n"), files.OfficialCSV, 1, 0, false},
		{"a CSV, gzipped", gz(csvFile(7, 8)), files.OfficialCSV, 2, 0, false},
		{"a CSV without rows", csvHeader, files.OfficialCSV, 0, 0, false},
		{"MARCXML", marcFile(marcRecord(7, ""), marcRecord(8, "")), files.MARCXML, 2, 0, false},
		{"MARCXML with a prefix", `<ns0:collection xmlns:ns0="http://www.loc.gov/MARC21/slim">` + marcRecord(7, "ns0:") + "</ns0:collection>", files.MARCXML, 1, 0, false},
		{"one MARC record", marcRecord(7, ""), files.MARCXML, 1, 0, false},
		{"MARCXML of others too", marcFile(marcRecord(7, ""), strings.Replace(marcRecord(8, ""), "Voting Data", "Drafts", 1)), files.MARCXML, 1, 1, false},
		{"MARCXML, gzipped", gz(marcFile(marcRecord(7, ""))), files.MARCXML, 1, 0, false},
		{"a PDF", "%PDF-1.4 ...", files.MeetingRecord, 0, 0, true},
		{"another page", "<!DOCTYPE html><html><head><title>x</title></head><body>hello</body></html>", files.Unknown, 0, 0, true},
		{"a frame without an end", "<html><head></head><body>", files.Unknown, 0, 0, true},
		{"another CSV", "country,year\nFrance,1999\n", files.Unknown, 0, 0, true},
		{"a CSV of the library's without votes", "undl_id,title\n7,x\n", files.Unknown, 0, 0, true},
		{"another XML", "<collection><item/></collection>", files.Unknown, 0, 0, true},
		{"a sitemap", "<urlset><url><loc>https://digitallibrary.un.org/record/7</loc></url></urlset>", files.Unknown, 0, 0, true},
		{"a picture", "\x89PNG\r\n\x1a\n", files.Unknown, 0, 0, true},
		{"nothing", "", files.Unknown, 0, 0, true},
	} {
		dir := t.TempDir()
		put(t, dir, "file", tt.content)
		a := open(t)
		r := load(t, a, dir)
		if len(r.Files) != 1 || r.Failed() != 0 {
			t.Errorf("%s: %+v", tt.name, r.Files[0])
			continue
		}
		if f := r.Files[0]; f.Kind != tt.kind || f.New != tt.records || f.Others != tt.others || (f.Left != "") != tt.left || len(held(t, a)) != tt.records {
			t.Errorf("%s: %+v, want %d records of %s, %d others, left alone %v", tt.name, f, tt.records, tt.kind, tt.others, tt.left)
		}
	}
}

// A file that was named is meant to be read; one found in a folder is not.
func TestImportOfANamedFileThatIsNotKnown(t *testing.T) {
	path := put(t, t.TempDir(), "x.txt", "hello")
	if r := load(t, open(t), path); r.Failed() != 1 || !strings.Contains(r.Files[0].Failures[0], "not a form") {
		t.Errorf("named: %+v", r.Files[0])
	}
}

// What is kept of a cut file reads as the record that is in the whole one.
func TestRecordsAreCutOutWhole(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "b.csv", csvFile(7, 8))
	put(t, dir, "a/c.xml", `<ns0:collection xmlns:ns0="http://www.loc.gov/MARC21/slim">`+"\n  "+marcRecord(8, "ns0:")+"\n"+marcRecord(9, "ns0:")+"</ns0:collection>")
	put(t, dir, "a.html.gz", gz(page(7, "Y AFGHANISTAN", "ALBANIA")))
	a := open(t)
	load(t, a, dir)
	got := map[string]string{}
	err := a.Documents(t.Context(), undl.SourceName, []string{"record_page", "marcxml", "official_csv"}, func(docs []archive.Document) error {
		for _, d := range docs {
			got[d.Form+" "+d.Key+" "+d.URL] = string(d.Body)
			if !d.RetrievedAt.Equal(noon) || d.Key == "" || d.ContentSHA256 == "" {
				t.Errorf("%+v", d)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"record_page 7 file:a.html.gz": page(7, "Y AFGHANISTAN", "ALBANIA"),
		"official_csv 7 file:b.csv":    csvFile(7),
		"official_csv 8 file:b.csv":    csvFile(8),
		"marcxml 8 file:c.xml":         `<ns0:collection xmlns:ns0="http://www.loc.gov/MARC21/slim">` + marcRecord(8, "ns0:") + "</ns0:collection>\n",
		"marcxml 9 file:c.xml":         `<ns0:collection xmlns:ns0="http://www.loc.gov/MARC21/slim">` + marcRecord(9, "ns0:") + "</ns0:collection>\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestImportingAgainChangesNothing(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "1.html", page(7, "Y AFGHANISTAN"))
	put(t, dir, "2.html", page(7, "N AFGHANISTAN")) // the later one counts
	put(t, dir, "3.csv", csvFile(7, 8))
	a := open(t)
	var sizes []int
	for range 3 {
		load(t, a, dir)
		n := 0
		if err := a.Documents(t.Context(), undl.SourceName, []string{"record_page"}, func(docs []archive.Document) error {
			if !bytes.Contains(docs[len(docs)-1].Body, []byte("N AFGHANISTAN")) {
				t.Error("the older page is the newest now")
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, f := range load(t, a, dir).Files {
			n += f.New
		}
		sizes = append(sizes, n)
	}
	if sizes[0]+sizes[1]+sizes[2] != 0 {
		t.Errorf("new records in a repeated import: %v", sizes)
	}
	records, err := a.Items(t.Context(), undl.SourceName, source.StateHeld)
	if err != nil || len(records) != 2 || records[0].FoundBy != "import" {
		t.Errorf("%+v, %v", records, err)
	}
}

// A record that the site took away stays so, with its content kept.
func TestImportDoesNotBringBackWhatWasDeleted(t *testing.T) {
	a := open(t)
	if err := a.Put(t.Context(), source.Item{Source: undl.SourceName, Key: "7", State: source.StateDeleted, FoundAt: noon, TriedAt: noon, Result: "deleted"}); err != nil {
		t.Fatal(err)
	}
	load(t, a, put(t, t.TempDir(), "7.html", page(7, "Y AFGHANISTAN")))
	records, err := a.Items(t.Context(), undl.SourceName)
	if err != nil || len(records) != 1 || records[0].State != source.StateDeleted || len(held(t, a)) != 1 {
		t.Errorf("%+v, %v", records, err)
	}
}

func TestBadRowsOfACSV(t *testing.T) {
	good := func(id int) string { return csvRow(id, "AFGHANISTAN", "Y") + csvRow(id, "ALBANIA", "X") }
	for _, tt := range []struct {
		name, rows string
		kept       []string
		failed     int
	}{
		{"all good", good(7) + good(8) + good(9), []string{"7", "8", "9"}, 0},
		{"a short row between records", good(7) + "8,x\n" + good(8) + good(9), []string{"9"}, 3},
		{"a short row first", "7,x\n" + good(7) + good(8), []string{"8"}, 2},
		{"a short row last", good(7) + good(8) + "8,x\n", []string{"7"}, 2},
		{"a quote in a field", good(7) + good(8) + strings.Replace(good(9), "AFGHANISTAN", `AFGHAN"ISTAN`, 1), []string{"7"}, 3},
		{"a quote that never ends", good(7) + good(8) + `9,"` + good(9), []string{"7"}, 3},
		{"an id that is no number", good(7) + strings.Replace(csvRow(8, "ALBANIA", "Y"), "8,", "8x,", 1) + good(9), nil, 3},
		{"rows that differ in the date", good(7) + strings.Replace(good(8), "2023-12-19", "2023-12-20", 1) + good(9), []string{"7", "9"}, 1},
		{"rows apart", good(7) + good(8) + csvRow(7, "ALGERIA", "N"), []string{"8"}, 1},
		{"no label", good(7) + csvRow(8, "", "Y"), []string{"7"}, 1},
		{"blank lines", good(7) + "\n\n" + good(8), []string{"7", "8"}, 0},
	} {
		a := open(t)
		r := load(t, a, put(t, t.TempDir(), "f.csv", csvHeader+tt.rows))
		var kept []string
		for _, s := range held(t, a) {
			kept = append(kept, strings.Fields(s)[1])
		}
		if diff := cmp.Diff(tt.kept, kept); diff != "" || r.Failed() != tt.failed {
			t.Errorf("%s: kept %v, want %v; failures %q, want %d", tt.name, kept, tt.kept, r.Files[0].Failures, tt.failed)
		}
	}
}

func TestBadMARCXML(t *testing.T) {
	for _, tt := range []struct {
		name, content string
		kept, failed  int
	}{
		{"cut", strings.TrimSuffix(marcFile(marcRecord(7, ""), marcRecord(8, "")), "</record></collection>"), 1, 1},
		{"no id", marcFile(strings.Replace(marcRecord(7, ""), "001", "999", 1), marcRecord(8, "")), 1, 1},
		{"a line without a member", marcFile(regexp.MustCompile(`<subfield code="[ce]">ALB[^<]*</subfield>`).ReplaceAllString(marcRecord(7, ""), ""), marcRecord(8, "")), 1, 1},
		{"something between", marcFile(marcRecord(7, ""), "<note/>", marcRecord(8, "")), 1, 1},
		{"a document type", `<!DOCTYPE collection [<!ENTITY a "b">]>` + marcFile(marcRecord(7, "")), 0, 1},
		{"another encoding", strings.Replace(marcFile(marcRecord(7, "")), "UTF-8", "ISO-8859-1", 1), 0, 1},
	} {
		a := open(t)
		r := load(t, a, put(t, t.TempDir(), "f.xml", tt.content))
		if n := len(held(t, a)); n != tt.kept || r.Failed() != tt.failed {
			t.Errorf("%s: kept %d, want %d; %+v", tt.name, n, tt.kept, r.Files[0])
		}
	}
}

func TestImportStopsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := put(t, t.TempDir(), "f.csv", csvFile(7))
	if _, err := (files.Importer{Archive: open(t), Now: noon}).Import(ctx, []string{path}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// saveAs rewrites a page as a browser does that saves it "complete": the tree as
// it was built, quotes and tbody put in, files beside the page, links made whole.
func saveAs(html string) string {
	html = strings.Replace(html, "<html", "<!-- saved from url=(0047)https://digitallibrary.un.org/record/4029442?ln=en -->\n<html", 1)
	html = regexp.MustCompile(`<table([^>]*)>`).ReplaceAllString(html, "<table$1><tbody>")
	html = strings.ReplaceAll(html, "</table>", "</tbody></table>")
	html = regexp.MustCompile(`(src|href)=(["'])/(css|js|img)/`).ReplaceAllString(html, "$1=$2./Voting_files/")
	html = regexp.MustCompile(`href=(["'])/`).ReplaceAllString(html, "href=${1}https://digitallibrary.un.org/")
	html = regexp.MustCompile(`=\s*'([^'"<>]*)'`).ReplaceAllString(html, `="$1"`)
	return strings.ReplaceAll(strings.ReplaceAll(html, "<br/>", "<br>"), "<br />", "<br>")
}

// The real page, as fetched and as saved by a browser: the same record.
func TestTheRealPageSavedByABrowser(t *testing.T) {
	fetched := string(shared.Read(t, "corpus", "html", "record-4029442.html"))
	saved := saveAs(fetched)
	if saved == fetched {
		t.Fatal("nothing was rewritten")
	}
	want, err := undl.ParseRecordPage(4029442, []byte(fetched))
	if err != nil {
		t.Fatal(err)
	}
	got, err := undl.ParseRecordPage(0, []byte(saved))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-fetched +saved:\n%s", diff)
	}
	a := open(t)
	if r := load(t, a, put(t, t.TempDir(), "Voting.html", saved)); r.Failed() != 0 || r.Files[0].New != 1 {
		t.Errorf("%+v", r.Files[0])
	}
}

func TestTheRealMARCXML(t *testing.T) {
	r := load(t, open(t), filepath.Dir(shared.Path(t, "corpus", "marcxml", "README.md")))
	var records, others int
	for _, f := range r.Files {
		records, others = records+f.New, others+f.Others
	}
	if records != 2 || others != 2 || r.Failed() != 0 {
		t.Errorf("%d records and %d others, %d failures; want 2, 2 and none", records, others, r.Failed())
	}
}

func TestTheRealPagesOfOtherCollections(t *testing.T) {
	r := load(t, open(t), filepath.Dir(shared.Path(t, "corpus", "html", "record-4029442.html")))
	var records, others, left int
	for _, f := range r.Files {
		records, others = records+f.New, others+f.Others
		if f.Left != "" {
			left++
		}
	}
	if records != 1 || others != 4 || left != 1 || r.Failed() != 0 {
		t.Errorf("%d records, %d others, %d left alone, %d failures: %+v", records, others, left, r.Failed(), r.Files)
	}
}

// Of two editions of the official CSV the later counts, by the dates in their
// names and not by the order of these.
func TestEditionsAreReadInTheOrderOfTheirDates(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "2025_11_25_ga_voting.csv", strings.ReplaceAll(csvFile(7), ",Y,", ",N,"))
	put(t, dir, "2025_7_21_ga_voting.csv", csvFile(7))
	put(t, dir, "undated.csv", strings.ReplaceAll(csvFile(7), ",Y,", ",A,"))
	put(t, dir, "z.zip", zipped(t, member{"2026_02_06_ga_voting.csv", csvFile(8)}, member{"2025_7_21_ga_voting.csv", strings.ReplaceAll(csvFile(8), ",Y,", ",N,")}))
	a := open(t)
	load(t, a, filepath.Join(dir, "2025_7_21_ga_voting.csv"), filepath.Join(dir, "2025_11_25_ga_voting.csv"), dir)
	want := "official_csv 7 file:2025_11_25_ga_voting.csv official_csv 8 file:z.zip!2026_02_06_ga_voting.csv"
	if got := strings.Join(held(t, a), " "); got != want {
		t.Errorf("held %s, want %s", got, want)
	}
}

// A version that lacks what is held is kept, named, and its item says so; one that
// came back is held as any other.
func TestImportSaysWhatIsLost(t *testing.T) {
	dir := t.TempDir()
	full := put(t, dir, "full.html", page(7, "Y AFGHANISTAN", "ALBANIA"))
	half := put(t, dir, "half.html", page(7, "Y AFGHANISTAN"))
	more := put(t, dir, "more.html", page(7, "Y AFGHANISTAN", "ALBANIA", "Y ALGERIA"))
	table := put(t, dir, "t.csv", csvFile(7, 8))
	bare := put(t, dir, "bare.html", page(8, "Y AFGHANISTAN"))
	a := open(t)
	for _, tt := range []struct {
		paths []string
		lost  []string
		item  string
	}{
		{[]string{full, half}, []string{"record 7: 1 members of the list: ALBANIA"}, "held lost 1"},
		{[]string{half}, nil, "held lost 1"}, // nothing new
		{[]string{more}, nil, "held record 0"},
		{[]string{table}, nil, "held record 0"}, // an older form does not win, and loses nothing
		{[]string{bare}, []string{"record 8: 1 members of the list: ALBANIA, which official_csv has"}, "held record 0"},
	} {
		var lost []string
		for _, f := range load(t, a, tt.paths...).Files {
			lost = append(lost, f.Lost...)
		}
		it, _, err := a.Item(t.Context(), undl.SourceName, "7")
		if got := fmt.Sprint(it.State, " ", it.Result, " ", it.FailDays); err != nil || got != tt.item || !slices.Equal(lost, tt.lost) {
			t.Errorf("%v: %q, %s, %v", tt.paths, lost, got, err)
		}
	}
}
