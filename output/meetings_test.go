package output

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"unvotes/cmd/unvotes/demo"
	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
)

// testCache has the compiled reader of PDFs for all tests: compiling it takes
// seconds, and most of a minute with the race detector.
func testCache() string { return filepath.Join(os.TempDir(), "unvotes-test-pdfium") }

// documentOf is a meeting record of a body, fetched at noon.
func documentOf(symbol string, body []byte) archive.Document {
	sum := sha256.Sum256(body)
	return archive.Document{Source: pv.SourceName, Key: symbol, Form: pv.Form, URL: "https://documents.test/" + symbol, RetrievedAt: noon,
		Body: body, ContentSHA256: hex.EncodeToString(sum[:])}
}

// demoMeeting is the sample's meeting record, not read.
func demoMeeting(t testing.TB) archive.Document {
	t.Helper()
	body, err := fs.ReadFile(demo.Site, demo.Meeting)
	if err != nil {
		t.Fatal(err)
	}
	return documentOf("A/77/PV.69", body)
}

func keep(t testing.TB, a *archive.Archive, d archive.Document) {
	t.Helper()
	if _, err := a.Import(t.Context(), []archive.Document{d}, "import"); err != nil {
		t.Fatal(err)
	}
}

// keepMeeting keeps what was read of a record that never was a document.
func keepMeeting(t testing.TB, a *archive.Archive, rec pv.Record) {
	t.Helper()
	d := documentOf(rec.Meeting.Symbol, []byte("a body that nobody reads: "+rec.Meeting.Symbol))
	d.Reader = NewMeetingReader(newNormalizer(t), "").Version()
	var err error
	if d.Reading, err = json.Marshal(outcome{Record: rec}); err != nil {
		t.Fatal(err)
	}
	keep(t, a, d)
}

// someMeeting has a paragraph and its whole, an adoption and a piece of one, and
// two statements.
func someMeeting() pv.Record {
	list := func(names string) pv.List { return pv.List{Names: strings.Split(names, ", "), Printed: names} }
	two, one, none := 2, 1, 0
	action := func(seq int, scope pv.Scope, draft string) pv.Action {
		return pv.Action{Seq: seq, Page: seq, Draft: draft, Scope: scope, Outcome: pv.Adopted, Method: pv.Recorded}
	}
	vote := func(a pv.Action) pv.Vote {
		return pv.Vote{Action: a, Yes: &two, No: &one, Abstain: &none, InFavour: list("Cuba, Peru"), Against: list("France")}
	}
	paragraph := action(1, pv.Paragraph, "A/61/L.1")
	paragraph.Target, paragraph.Outcome = "PP9", pv.Retained
	amendment := action(3, pv.Amendment, "A/61/L.9")
	amendment.Amends = "A/61/L.2"
	return pv.Record{
		Meeting:   pv.Meeting{Symbol: "A/61/PV.107", Body: "GA", Number: 107, Date: "2007-09-13"},
		Votes:     []pv.Vote{vote(paragraph), vote(action(2, pv.Whole, "A/61/L.1"))},
		Adoptions: []pv.Action{amendment, action(4, pv.Whole, "A/61/L.2")},
		Statements: []pv.Statement{
			{Seq: 2, Page: 2, Name: "Chad", Intended: "yes", Words: "[Chad]"}, {Seq: 2, Page: 2, Name: "the Gambia", Words: "[the Gambia]"},
		},
	}
}

// hashesOf are the hashes of the tables that an archive gives.
func hashesOf(t *testing.T, a *archive.Archive, cacheDir string) (hashes []string) {
	t.Helper()
	tables, err := Build(t.Context(), a, newNormalizer(t), cacheDir)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := tables.hashes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		hashes = append(hashes, f.Name+" "+f.SHA256)
	}
	return hashes
}

// The story of A/77/L.65: the paragraph and the whole, of two sources, linked.
func TestAParagraphAndItsWhole(t *testing.T) {
	dir := t.TempDir()
	a := demoArchive(t, dir)
	keep(t, a, demoMeeting(t))
	tables, err := Build(t.Context(), a, newNormalizer(t), testCache())
	if err != nil {
		t.Fatal(err)
	}
	find := func(id string) normalize.RollCall {
		i := slices.IndexFunc(tables.RollCalls, func(e normalize.RollCall) bool { return e.ID == id })
		if i < 0 {
			t.Fatalf("no row %s", id)
		}
		return tables.RollCalls[i]
	}
	part, whole := find("pv:A/77/PV.69:A/77/L.65:PP9"), find("undl-4009707")
	if part.ParentID != whole.ID || part.Scope != normalize.Paragraph || part.Target != "PP9" || part.Outcome != normalize.Retained || part.Source != "meeting_record" {
		t.Errorf("the paragraph: %+v", part)
	}
	if p := part.Printed(); *p.Yes != 81 || *p.No != 10 || *p.Abstain != 48 {
		t.Errorf("the paragraph's counts: %d %d %d", *p.Yes, *p.No, *p.Abstain)
	}
	for _, v := range part.Votes {
		i := slices.IndexFunc(whole.Votes, func(w normalize.Vote) bool { return w.MSCode == v.MSCode })
		if v.Choice != normalize.Abstain || whole.Votes[i].Choice != normalize.Yes {
			t.Errorf("%s: %s, then %s", v.Label, v.Choice, whole.Votes[i].Choice)
		}
	}
	if len(part.Votes) != 3 {
		t.Errorf("%d votes on the paragraph", len(part.Votes))
	}
	codes := map[string]string{}
	for _, i := range part.Issues {
		codes[i.Code] = i.Detail
	}
	if detail := codes["pv_count_mismatch"]; !strings.Contains(detail, "48 stated, 3 names: Armenia, China, Kazakhstan") || !strings.Contains(detail, "'unvotes fetch A/77/PV.69' gets the record as it was issued") {
		t.Errorf("the count: %q", detail)
	}
	if w := whole; len(w.Issues) != 1 || w.Issues[0].Code != "note_missing" || *w.MeetingSeq != 2 || w.Method != normalize.Recorded || !slices.Equal(w.FormerIDs, []string{"pv:A/77/PV.69:A/77/L.65"}) || len(w.Votes) != 193 {
		t.Errorf("the whole: %v %v, formerly %v, %d lines", w.Issues, w.Method, w.FormerIDs, len(w.Votes))
	}
	if len(tables.RollCalls) != 29 {
		t.Errorf("%d rows: the whole stands twice", len(tables.RollCalls))
	}
	s, err := Publish(t.Context(), dir, tables, ManifestFacts{BuiltAt: noon, ProgramVersion: someFacts.ProgramVersion, Coverage: tables.Coverage(nil)})
	if err != nil {
		t.Fatal(err)
	}
	if proved, err := verify(t, dir, s.Dir, a); err != nil {
		t.Errorf("%v: %v", proved, err)
	}
}

// Whatever came first, the library's record or the meeting's, and whether it was
// read before: the tables are the same.
func TestTablesDoNotDependOnWhatCameFirst(t *testing.T) {
	first := t.TempDir()
	meetingFirst, err := archive.Open(t.Context(), filepath.Join(first, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	keep(t, meetingFirst, demoMeeting(t))
	keepMeeting(t, meetingFirst, someMeeting())
	if got, err := Build(t.Context(), meetingFirst, newNormalizer(t), testCache()); err != nil || len(got.RollCalls) != 4 {
		t.Fatalf("of meetings alone: %d rows, %v", len(got.RollCalls), err)
	}
	try(t, meetingFirst.Close())
	pagesAfter := demoArchive(t, first) // opens the same archive

	pagesFirst := demoArchive(t, t.TempDir())
	keep(t, pagesFirst, demoMeeting(t))
	keepMeeting(t, pagesFirst, someMeeting())

	want := hashesOf(t, pagesFirst, testCache())
	equal(t, "meetings first", hashesOf(t, pagesAfter, "/dev/null/no reader can start"), want)
	equal(t, "read before", hashesOf(t, pagesFirst, "/dev/null/no reader can start"), want)
}

// An id that was published before the library's record came is a former id.
func TestPublishedIDsStayWhenTheLibrarysRecordComes(t *testing.T) {
	dir := t.TempDir()
	a, err := archive.Open(t.Context(), filepath.Join(dir, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	keep(t, a, demoMeeting(t))
	before, err := Build(t.Context(), a, newNormalizer(t), testCache())
	if err != nil {
		t.Fatal(err)
	}
	facts := someFacts
	facts.BuiltAt, facts.Coverage = noon.AddDate(0, 0, -1), before.Coverage(nil)
	if _, err := Publish(t.Context(), dir, before, facts); err != nil {
		t.Fatal(err)
	}
	try(t, a.Close())
	a = demoArchive(t, dir)
	s := publishArchive(t, dir, a)
	proved, err := verify(t, dir, s.Dir, a)
	if err != nil || !slices.Contains(proved, "ids") {
		t.Errorf("proved %v: %v", proved, err)
	}
}

// What another version read is read again, and kept in its place.
func TestAReadingOfAnotherVersionIsNotUsed(t *testing.T) {
	a := demoArchive(t, t.TempDir())
	d := demoMeeting(t)
	d.Reader, d.Reading = "pv-0-of-long-ago", []byte(`{"Record": {"Meeting": {"Symbol": "A/1/PV.1"}}}`)
	keep(t, a, d)
	want := demoArchive(t, t.TempDir())
	keep(t, want, demoMeeting(t))
	equal(t, "read again", hashesOf(t, a, testCache()), hashesOf(t, want, testCache()))
	version := NewMeetingReader(newNormalizer(t), "").Version()
	n := 0
	try(t, a.Readings(t.Context(), pv.SourceName, pv.Form, version, func(d archive.Document) error {
		if n++; d.Reading == nil {
			t.Error("it was not kept")
		}
		return nil
	}))
	if n != 1 {
		t.Errorf("%d records", n)
	}
}

// A version of the table of members of its own reads again: names decide what a
// list says.
func TestTheReadersVersionHasTheTableOfMembers(t *testing.T) {
	n := newNormalizer(t)
	version := NewMeetingReader(n, "").Version()
	if !strings.Contains(version, pv.Version) || !strings.Contains(version, n.Directory().Version()) || n.Directory().Version() == "" {
		t.Errorf("version %q", version)
	}
}

func TestMeetingRecordsThatGiveNothingAreNamed(t *testing.T) {
	a := demoArchive(t, t.TempDir())
	refused := documentOf("A/60/PV.1", []byte("%PDF-1.4 of a layout that nobody knows"))
	refused.Reader = NewMeetingReader(newNormalizer(t), "").Version()
	var err error
	refused.Reading, err = json.Marshal(outcome{
		Record: pv.Record{Meeting: pv.Meeting{Symbol: "A/60/PV.1"}}, Refused: &pv.Error{Kind: pv.LayoutUnknown, Page: 3, Detail: "no columns"},
	})
	try(t, err)
	keep(t, a, refused)
	keep(t, a, documentOf("A/60/PV.2", []byte("<html>no PDF</html>")))
	other := demoMeeting(t)
	other.Key = "A/60/PV.3" // and in it stands A/77/PV.69
	keep(t, a, other)
	tables, err := Build(t.Context(), a, newNormalizer(t), testCache())
	try(t, err)
	var got []string
	for _, i := range tables.Issues {
		if strings.HasPrefix(i.Place, "A/60") {
			got = append(got, i.Place+": "+i.Code+": "+i.Detail)
		}
	}
	equal(t, "issues", got, []string{
		"A/60/PV.1, meeting_record: pv_layout_unknown: pv_layout_unknown, page 3: no columns",
		`A/60/PV.2, meeting_record: record_unreadable: pv_not_pdf: begins with "<html>no PDF</html>"`,
		"A/60/PV.3, meeting_record: record_unreadable: the record in it is that of A/77/PV.69",
	})
	if len(tables.RollCalls) != 28 {
		t.Errorf("%d rows", len(tables.RollCalls))
	}
	try(t, a.Readings(t.Context(), pv.SourceName, pv.Form, refused.Reader, func(d archive.Document) error {
		if d.Reading == nil {
			t.Errorf("%s: what it was refused for was not kept: it would be read every night", d.Key)
		}
		return nil
	}))
	again, err := Build(t.Context(), a, newNormalizer(t), testCache())
	try(t, err)
	equal(t, "issues of what was kept", again.Issues, tables.Issues)
}

func TestMeetingsAreCancelled(t *testing.T) {
	a := demoArchive(t, t.TempDir())
	keepMeeting(t, a, someMeeting())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Build(ctx, a, newNormalizer(t), ""); err == nil {
		t.Error("built")
	}
}

func TestVerbatimSymbol(t *testing.T) {
	for printed, want := range map[string]string{
		"A/78/PV.45": "A/78/PV.45", "A/PV.1384": "A/PV.1384", "A/ES-10/PV.38": "A/ES-10/PV.38", "S/PV.8422": "S/PV.8422",
		"S/PV.3756 (Resumption 1)": "S/PV.3756 (Resumption 1)",
		"A/PV.1384 and Corr.1":     "A/PV.1384", // the corrigendum is another document
		"A/PV.1384/Corr.1":         "",
		"S/2020/462":               "", // a letter
		"A//PV.62":                 "", // unread
		"":                         "",
	} {
		if got, ok := VerbatimSymbol(printed); got != want || ok != (want != "") {
			t.Errorf("VerbatimSymbol(%q) = %q, %v; want %q", printed, got, ok, want)
		}
	}
}

func TestNamedMeetings(t *testing.T) {
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	call := func(id, date string, meetings ...string) normalize.RollCall {
		e := normalize.RollCall{ID: id, MeetingRecords: meetings}
		if d, err := normalize.ParseDate(date); err == nil {
			e.Date = &d
		}
		return e
	}
	adopted := normalize.DateOf(time.Date(2023, 6, 1, 0, 0, 0, 0, time.UTC))
	calls := []normalize.RollCall{
		call("undl-1", "2022-12-31", "A/77/PV.56"), call("undl-2", "2023-01-01", "A/77/PV.56 and Corr.1", "S/PV.9000"),
		call("undl-3", "", "A/PV.1"), call("undl-4", "1950-01-01", "S/2020/462", "A/PV.2"),
	}
	adoptions := []normalize.Adoption{{ID: "undl-5", Date: &adopted, Meeting: "A/77/PV.80"}, {ID: "undl-6"}}
	for _, tc := range []struct {
		name string
		plan source.Plan
		want []source.Item
	}{
		{"everything", source.Plan{From: 1946, To: 2026}, []source.Item{
			{Key: "A/77/PV.56", Dated: "2023-01-01"}, {Key: "A/77/PV.80", Dated: "2023-06-01"}, {Key: "A/PV.1"}, {Key: "A/PV.2", Dated: "1950-01-01"}, {Key: "S/PV.9000", Dated: "2023-01-01"},
		}},
		{"a year", source.Plan{From: 2023, To: 2023}, []source.Item{
			{Key: "A/77/PV.56", Dated: "2023-01-01"}, {Key: "A/77/PV.80", Dated: "2023-06-01"}, {Key: "S/PV.9000", Dated: "2023-01-01"},
		}},
		{"the year before", source.Plan{From: 2022, To: 2022}, []source.Item{{Key: "A/77/PV.56", Dated: "2022-12-31"}}},
		{"a year without votes", source.Plan{From: 1999, To: 1999}, nil},
		{"ids", source.Plan{From: 1946, To: 2026, Keys: []string{"3", "5", "69"}}, []source.Item{{Key: "A/77/PV.80", Dated: "2023-06-01"}, {Key: "A/PV.1"}}},
		{"no ids", source.Plan{From: 1946, To: 2026, Keys: []string{}}, nil},
	} {
		equal(t, tc.name, named(calls, adoptions, nil, tc.plan, now), tc.want)
	}
}

// A damaged copy does not replace a sound one, whichever came first.
func TestDamagedCopyOfAMeetingRecord(t *testing.T) {
	sound := demoMeeting(t)
	body := slices.Clone(sound.Body)
	copy(body[bytes.Index(body, []byte("(")):], make([]byte, 400))
	damaged := documentOf(sound.Key, body)
	damaged.RetrievedAt = noon.AddDate(0, 0, 1)
	for name, r := range map[string]struct {
		kept []archive.Document
		want []string
	}{
		"sound":               {[]archive.Document{sound}, nil},
		"damaged":             {[]archive.Document{damaged}, []string{"pv_damaged"}},
		"sound, then damaged": {[]archive.Document{sound, damaged}, []string{"source_lost"}},
		"damaged, then sound": {[]archive.Document{damaged, sound}, nil},
	} {
		a := archiveOf(t, t.TempDir(), nil)
		for _, d := range r.kept {
			keep(t, a, d)
		}
		tables, err := Build(t.Context(), a, newNormalizer(t), testCache())
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, i := range tables.Issues {
			if i.Severity == normalize.Error {
				codes = append(codes, i.Code)
			}
		}
		if !slices.Equal(slices.Compact(codes), r.want) || (r.want == nil || r.want[0] == "source_lost") && len(tables.RollCalls) != 2 {
			t.Errorf("%s: issues %v, %d votes", name, tables.Issues, len(tables.RollCalls))
		}
	}
}
