package archive_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
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
	return archive.Document{Source: "library", Key: "7", Form: "record_page", URL: "http://library.test/record/7", Status: 200,
		ContentType: "text/html", RetrievedAt: at, Body: []byte(body), ContentSHA256: content}
}

func documents(t *testing.T, a *archive.Archive) (out []archive.Document) {
	t.Helper()
	if err := a.Documents(t.Context(), "library", []string{"record_page"}, func(docs []archive.Document) error {
		out = append(out, docs...)
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
		c, err := a.Keep(t.Context(), d, func(archive.Change) source.Item {
			return source.Item{Source: "library", Key: "7", State: source.StateHeld}
		})
		if err != nil || c.Added != want {
			t.Fatalf("Keep: %+v, %v; want a version added %v", c, err, want)
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
	newer := document("page <3>", "other", later)
	newer.SeenAt = later
	if diff := cmp.Diff([]archive.Document{want, newer}, documents(t, a)); diff != "" {
		t.Errorf("both versions (-want +got):\n%s", diff)
	}
}

func TestFrontierSurvivesClosing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	item := func(src, key string) source.Item {
		return source.Item{Source: src, Key: key, State: source.StateWanted, FoundBy: "lists", FoundAt: noon}
	}
	added, err := a.Want(t.Context(), item("library", "10"), item("library", "7"), item("library", "8"), item("library", "7"), item("meetings", "S/PV.1"))
	if err != nil || !slices.Equal(added, []string{"10", "7", "8", "S/PV.1"}) {
		t.Fatalf("Want: %q added, %v; want 10, 7, 8 and S/PV.1", added, err)
	}
	held := source.Item{Source: "library", Key: "7", State: source.StateHeld, FoundBy: "lists", FoundAt: noon, TriedAt: noon, Result: "record", Dated: "2026-11-22", DueAt: noon.Add(time.Hour)}
	if _, err := a.Keep(t.Context(), document("page", "x", noon), func(archive.Change) source.Item { return held }); err != nil {
		t.Fatal(err)
	}
	merged := source.Item{Source: "library", Key: "8", State: source.StateMerged, FoundBy: "lists", FoundAt: noon, TriedAt: noon, Result: "merged", FailDays: 1, MergedInto: "10"}
	if err := a.Put(t.Context(), merged); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a = open(t, path)
	got, err := a.Items(t.Context(), "library")
	if err != nil {
		t.Fatal(err)
	}
	want := []source.Item{held, merged, item("library", "10")} // numbers in numeric order
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("frontier (-want +got):\n%s", diff)
	}
	for at, n := range map[time.Time]int{noon: 0, noon.Add(time.Hour): 1} {
		if due, err := a.Due(t.Context(), "library", at, 10); err != nil || len(due) != n {
			t.Errorf("due at %s: %v, %v; want %d", at, due, err, n)
		}
	}
}

// Named again, what is known of an item stays; its day is corrected and never lost.
func TestWantCorrectsTheDay(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	named := func(key, day string) source.Item { return source.Item{Source: "meetings", Key: key, Dated: day} }
	for _, items := range [][]source.Item{{named("A/1", "1950-01-01"), named("A/2", "")}, {named("A/1", ""), named("A/2", "1951-01-01")}} {
		if _, err := a.Want(t.Context(), items...); err != nil {
			t.Fatal(err)
		}
	}
	got, err := a.Items(t.Context(), "meetings", source.StateWanted)
	if err != nil || len(got) != 2 || got[0].Dated != "1950-01-01" || got[1].Dated != "1951-01-01" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestSliceIsCompleteWhenItsCountAgrees(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	s := source.Slice{Source: "library", Name: "Security Council/1946", Total: 3, CheckedAt: noon}
	for _, step := range []struct {
		keys     []string
		first    bool
		nextRow  int
		complete bool
	}{
		{[]string{"1", "2"}, true, 3, false},
		{[]string{"2", "3"}, false, 0, true}, // a row that is repeated counts once
		{[]string{"1", "2"}, true, 0, false}, // read again from the start
	} {
		s.NextRow = step.nextRow
		if err := a.KeepSlice(t.Context(), s, step.keys, step.first); err != nil {
			t.Fatal(err)
		}
		got, ok, err := a.Slice(t.Context(), "library", s.Name)
		if err != nil || !ok || got.Complete() != step.complete {
			t.Errorf("after %+v: %+v, %v", step, got, err)
		}
	}
	if wanted, err := a.Items(t.Context(), "library", source.StateWanted); err != nil || len(wanted) != 3 {
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
	s := source.Sitemap{Source: "library", URL: "http://library.test/sitemap_01.xml.gz", LastMod: "2026-11-01", CheckedAt: noon, Records: 9, Unknown: 2, MaxID: 70}
	if err := a.KeepSitemap(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	maps, err := a.Sitemaps(t.Context(), "library")
	if diff := cmp.Diff(map[string]source.Sitemap{s.URL: s}, maps); diff != "" || err != nil {
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
	if err := a.Documents(ctx, "library", []string{"record_page"}, func([]archive.Document) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestHostsAreRemembered(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	want := archive.Host{AskedAt: noon, NotBefore: noon.Add(time.Hour)}
	for _, h := range []archive.Host{{AskedAt: noon.Add(-time.Hour)}, want} {
		if err := a.PutHost(t.Context(), "https://library.test", h); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := a.Host(t.Context(), "https://library.test"); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if got, err := a.Host(t.Context(), "http://library.test"); err != nil || got != (archive.Host{}) {
		t.Errorf("a host that was never asked: %+v, %v", got, err)
	}
}

func TestAnotherVersionIsRefused(t *testing.T) {
	for version, want := range map[int]string{1: "import again", 3: "import again", 9999: "newer unvotes"} {
		path := filepath.Join(t.TempDir(), "archive.db")
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), fmt.Sprintf("PRAGMA user_version = %d", version)); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("version %d: %v, want %q", version, err, want)
		}
	}
}
