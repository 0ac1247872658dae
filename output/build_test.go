package output

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// Each issue of a crawl appears, and each has a near miss beside it that does
// not: what is held, still wanted or complete is no issue.
func TestIssuesOfTheCrawl(t *testing.T) {
	ar, err := archive.Open(t.Context(), filepath.Join(t.TempDir(), "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ar.Close(); err != nil {
			t.Error(err)
		}
	})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	keep := func(id int, body string) {
		_, err := ar.Import(t.Context(), []archive.Document{{Source: undl.SourceName, Key: strconv.Itoa(id), Form: "record_page", URL: "u", Status: 200,
			RetrievedAt: noon, Body: []byte(body), ContentSHA256: body[:3]}}, "import")
		must(err)
	}
	keep(1, page)
	keep(2, "<p>no record at all</p>")
	for key, state := range map[string]source.State{"3": source.StateWanted, "4": source.StateFailed, "5": source.StateNotVote, "6": source.StateDeleted, "7": source.StateMerged} {
		must(ar.Put(t.Context(), source.Item{Source: undl.SourceName, Key: key, State: state, Result: string(state), Detail: "why"}))
	}
	must(ar.KeepSlice(t.Context(), source.Slice{Source: undl.SourceName, Name: "General Assembly/2023", Total: 5, CheckedAt: noon}, []string{"1", "2", "4", "5"}, true))
	must(ar.KeepSlice(t.Context(), source.Slice{Source: undl.SourceName, Name: "General Assembly/2022", Total: 2, CheckedAt: noon}, []string{"6", "7"}, true))
	must(ar.KeepFall(t.Context(), source.Fall{Source: undl.SourceName, Name: "list Security Council", Was: 9, Is: 3, Since: noon, SeenAt: noon, Days: 1}))

	for symbol, state := range map[string]source.State{
		"A/1": source.StateWanted, "A/2": source.StateAbsent, "A/3": source.StateFailed, "A/4": source.StateHeld, "A/5": source.StateQuarantined,
	} {
		must(ar.Put(t.Context(), source.Item{Source: pv.SourceName, Key: symbol, State: state, Result: "absent", Detail: "status 404"}))
	}

	n, err := normalize.New()
	must(err)
	tables, err := Build(t.Context(), ar, n, "")
	must(err)
	if len(tables.RollCalls) != 1 {
		t.Errorf("%d roll calls, want record 1", len(tables.RollCalls))
	}
	var got []string
	for _, i := range tables.Issues {
		words, _, _ := strings.Cut(i.Detail, ":")
		got = append(got, i.Code+" "+strings.TrimSuffix(i.Place[strings.LastIndexAny(i.Place, "/ ")+1:], "?ln=en")+" "+words)
		if !slices.ContainsFunc(normalize.Codes, func(c normalize.Code) bool { return c.Name == i.Code && c.Severity == i.Severity }) {
			t.Errorf("an issue that is not described: %+v", i)
		}
	}
	equal(t, "issues", got, []string{
		"record_unreadable record_page record 2", "no_record 4 failed", "not_a_vote_record 5 not_vote", "no_record 6 deleted", "no_record 7 merged",
		"slice_incomplete 2023 the site states 5 records, its list gave 4", "list_fell Council since 2026-11-23 list Security Council",
		"meeting_record_missing 5 absent",
	})
}

const page = `<html><head><link rel="canonical" href="https://digitallibrary.un.org/record/1"></head><body><div id="details-collapse">
<div class="metadata-row"><span class="title">Title</span><span class="value">A title</span></div>
<div class="metadata-row"><span class="title">Resolution</span><span class="value">A/RES/78/165</span></div>
<div class="metadata-row"><span class="title">Vote date</span><span class="value">2023-12-19</span></div>
<div class="metadata-row"><span class="title">Collections</span><span class="value">Resource Type &gt; Voting Data</span></div>
</div></body></html>`

// A record that the site no longer has stays in the data and says so; one that
// was merged into a record that is held becomes a former id of it.
func TestVanishedRecords(t *testing.T) {
	ar, err := archive.Open(t.Context(), filepath.Join(t.TempDir(), "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ar.Close(); err != nil {
			t.Error(err)
		}
	})
	for key, state := range map[string]source.State{
		"1": source.StateHeld, "2": source.StateDeleted, "3": source.StateMerged, "4": source.StateMerged, "5": source.StateQuarantined, "6": source.StateHeld,
	} {
		it := source.Item{Source: undl.SourceName, Key: key, State: state, FoundAt: noon, Result: string(state), MergedInto: map[string]string{"3": "1", "4": "99"}[key]}
		if _, err := ar.Keep(t.Context(), archive.Document{Source: undl.SourceName, Key: key, Form: "record_page", URL: "u", Status: 200, RetrievedAt: noon,
			Body: []byte(strings.ReplaceAll(page, "record/1", "record/"+key)), ContentSHA256: key}, func(archive.Change) source.Item { return it }); err != nil {
			t.Fatal(err)
		}
	}
	n, err := normalize.New()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := Build(t.Context(), ar, n, "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range tables.RollCalls {
		line := e.ID + " " + strings.Join(e.FormerIDs, ",")
		for _, i := range e.Issues {
			if i.Code == "vanished" {
				line += "vanished, " + i.Detail
			}
		}
		got = append(got, line)
	}
	equal(t, "roll calls", got, []string{"undl-1 undl-3", "undl-2 vanished, deleted", "undl-4 vanished, merged into 99", "undl-5 vanished, quarantined", "undl-6 "})
	if len(tables.Issues) != 0 {
		t.Errorf("issues that belong to no roll call: %+v", tables.Issues)
	}
}
