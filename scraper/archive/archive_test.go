package archive_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
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
		changed, err := a.Keep(t.Context(), d)
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
	if err != nil || added != 3 {
		t.Fatalf("Want: %d added, %v; want 3", added, err)
	}
	if _, err := a.Keep(t.Context(), document("page", "x", noon)); err != nil {
		t.Fatal(err)
	}
	if err := a.Tried(t.Context(), 8, archive.Try{At: noon, State: archive.Merged, Result: "merged", MergedIn: 9}); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := open(t, path).Records(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []archive.Record{
		{ID: 7, State: archive.Held, FoundBy: "lists", FoundAt: noon, TriedAt: noon, Result: "record"},
		{ID: 8, State: archive.Merged, FoundBy: "lists", FoundAt: noon, Tries: 1, TriedAt: noon, Result: "merged", MergedIn: 9},
		{ID: 9, State: archive.Wanted, FoundBy: "lists", FoundAt: noon},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("frontier (-want +got):\n%s", diff)
	}
}

func TestAFailureDoesNotLoseAHeldRecord(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	if _, err := a.Keep(t.Context(), document("page", "x", noon)); err != nil {
		t.Fatal(err)
	}
	if err := a.Tried(t.Context(), 7, archive.Try{At: noon, State: archive.Failed, Result: "blank"}); err != nil {
		t.Fatal(err)
	}
	got, err := a.Records(t.Context(), archive.Held)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Result != "blank" || got[0].Tries != 1 {
		t.Errorf("got %+v, want record 7 held with its failure beside it", got)
	}
}

func TestSliceIsCompleteWhenItsCountAgrees(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	for _, s := range []archive.Slice{
		{Name: "Security Council/1946", Total: 4, Listed: 3, CheckedAt: noon},
		{Name: "Security Council/1946", Total: 4, Listed: 4, CheckedAt: noon},
		{Name: "General Assembly/1946", Total: 4, Listed: 5, CheckedAt: noon},
	} {
		if err := a.KeepSlice(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	got, err := a.Slices(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Complete() || !got[1].Complete() {
		t.Errorf("got %+v, want the Assembly's incomplete and the Council's complete", got)
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
