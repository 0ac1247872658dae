package archive_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/archive"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, path string) *archive.Archive {
	t.Helper()
	a, err := archive.Open(t.Context(), path)
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

func document(body, content string, at time.Time) archive.Document {
	return archive.Document{Kind: "record_page", Name: "7", RecordID: 7, URL: "http://library.test/record/7", Status: 200,
		ContentType: "text/html", RetrievedAt: at, Body: []byte(body), ContentSHA256: content}
}

func documents(t *testing.T, a *archive.Archive) (out []archive.Document) {
	t.Helper()
	if err := a.Documents(t.Context(), "record_page", func(d archive.Document) error {
		out = append(out, d)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestKeepStoresAChangeOfContentOnly(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	keep := func(d archive.Document, want bool) {
		t.Helper()
		changed, _, err := a.Keep(t.Context(), d, nil)
		if err != nil || changed != want {
			t.Fatalf("Keep: changed %v, %v; want %v", changed, err, want)
		}
	}
	first, later := noon, noon.Add(time.Hour)
	keep(document("page <1>", "same", first), true)
	keep(document("page <2>", "same", later), false) // decoration
	want := document("page <1>", "same", first)
	want.SeenAt = later
	if diff := cmp.Diff([]archive.Document{want}, documents(t, a)); diff != "" {
		t.Errorf("after an unchanged fetch (-want +got):\n%s", diff)
	}
	keep(document("page <3>", "other", later), true)
	want = document("page <3>", "other", later)
	want.SeenAt = later
	if diff := cmp.Diff([]archive.Document{want}, documents(t, a)); diff != "" {
		t.Errorf("the newest version (-want +got):\n%s", diff)
	}
}

func TestFrontierSurvivesClosing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	added, err := a.Want(t.Context(), []int64{9, 7, 8, 7}, "lists", noon)
	if err != nil || !slices.Equal(added, []int64{9, 7, 8}) {
		t.Fatalf("Want: %d added, %v; want 9, 7 and 8", added, err)
	}
	held := archive.Record{ID: 7, State: archive.Held, FoundBy: "lists", FoundAt: noon, TriedAt: noon, Result: "record", Dated: "2026-11-22", DueAt: noon.Add(time.Hour)}
	if _, _, err := a.Keep(t.Context(), document("page", "x", noon), &held); err != nil {
		t.Fatal(err)
	}
	merged := archive.Record{ID: 8, State: archive.Merged, FoundBy: "lists", FoundAt: noon, TriedAt: noon, Result: "merged", FailDays: 1, MergedIn: 9}
	if err := a.Put(t.Context(), merged); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = open(t, path)
	got, err := a.Records(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []archive.Record{held, merged, {ID: 9, State: archive.Wanted, FoundBy: "lists", FoundAt: noon}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("frontier (-want +got):\n%s", diff)
	}
	for at, n := range map[time.Time]int{noon: 0, noon.Add(time.Hour): 1} {
		if due, err := a.Due(t.Context(), archive.Held, at, 10); err != nil || len(due) != n {
			t.Errorf("due at %s: %v, %v; want %d", at, due, err, n)
		}
	}
}

func TestAChangeIsNotedWithItsTime(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	for i, content := range []string{"x", "x", "y"} {
		at := noon.Add(time.Duration(i) * time.Hour)
		if _, _, err := a.Keep(t.Context(), document("page "+content, content, at), &archive.Record{ID: 7, State: archive.Held, FoundAt: noon}); err != nil {
			t.Fatal(err)
		}
		want := time.Time{}
		if content == "y" {
			want = at
		}
		if r, _, err := a.Record(t.Context(), 7); err != nil || !r.ChangedAt.Equal(want) {
			t.Errorf("after version %d: changed at %v, %v; want %v", i, r.ChangedAt, err, want)
		}
	}
}

func TestSliceIsCompleteWhenItsCountAgrees(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	s := archive.Slice{Name: "Security Council/1946", Total: 3, CheckedAt: noon}
	for _, step := range []struct {
		ids      []int64
		first    bool
		nextRow  int
		complete bool
	}{
		{[]int64{1, 2}, true, 3, false},
		{[]int64{2, 3}, false, 0, true}, // a row that is repeated counts once
		{[]int64{1, 2}, true, 0, false}, // read again from the start
	} {
		s.NextRow = step.nextRow
		if err := a.KeepSlice(t.Context(), s, step.ids, step.first); err != nil {
			t.Fatal(err)
		}
		got, ok, err := a.Slice(t.Context(), s.Name)
		if err != nil || !ok || got.Complete() != step.complete {
			t.Errorf("after %+v: %+v, %v", step, got, err)
		}
	}
	if wanted, err := a.Records(t.Context(), archive.Wanted); err != nil || len(wanted) != 3 {
		t.Errorf("wanted %v, %v; want the three ids that were listed", wanted, err)
	}
}

func TestRunsAndSitemaps(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	run := archive.Run{Command: "sync", StartedAt: noon, Permission: "the library, 2026-11-01"}
	for range 2 {
		var err error
		if run.ID, err = a.BeginRun(t.Context(), run); err != nil {
			t.Fatal(err)
		}
	}
	ended := run
	code := 3
	ended.EndedAt, ended.ExitCode, ended.Summary = noon.Add(time.Hour), &code, "{}"
	ended.ID = run.ID - 1
	if err := a.EndRun(t.Context(), ended); err != nil {
		t.Fatal(err)
	}
	got, err := a.Runs(t.Context(), 5)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]archive.Run{run, ended}, got); diff != "" {
		t.Errorf("runs (-want +got):\n%s", diff)
	}
	s := archive.Sitemap{URL: "http://library.test/sitemap_01.xml.gz", LastMod: "2026-11-01", CheckedAt: noon, Records: 9, Unknown: 2, MaxID: 70}
	if err := a.KeepSitemap(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	maps, err := a.Sitemaps(t.Context())
	if diff := cmp.Diff(map[string]archive.Sitemap{s.URL: s}, maps); diff != "" || err != nil {
		t.Errorf("sitemaps (-want +got):\n%s%v", diff, err)
	}
}

func TestOpenExistingMakesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	if _, err := archive.OpenExisting(t.Context(), path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want ErrNotExist", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
}

func TestOpenReadsPathsAsTheyAre(t *testing.T) {
	path := filepath.Join(t.TempDir(), "100% of it? #1", "archive.db")
	open(t, path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestDocumentsStopsWithTheContext(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Documents(ctx, "record_page", func(archive.Document) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}
