package archive_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
)

func form(kind string, id int64, content string) archive.Document {
	return archive.Document{Source: "library", Key: fmt.Sprint(id), Form: kind, URL: "file:x", RetrievedAt: noon, Body: []byte(kind + content), ContentSHA256: content}
}

func TestImportKeepsEach(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	if _, err := a.Want(t.Context(), source.Item{Source: "library", Key: "8", FoundBy: "lists", FoundAt: noon}); err != nil {
		t.Fatal(err)
	}
	changes, err := a.Import(t.Context(), []archive.Document{form("a", 7, "x"), form("a", 8, "x"), form("a", 7, "x"), form("b", 7, "x"), form("a", 7, "y")}, "import")
	if want := []archive.Change{{Added: true}, {Added: true}, {Earlier: true}, {Added: true}, {Added: true, Earlier: true}}; err != nil || !slices.Equal(changes, want) {
		t.Fatalf("%+v, %v; want %+v", changes, err, want)
	}
	records, err := a.Items(t.Context(), "library", source.StateHeld)
	if err != nil || len(records) != 2 || records[0].FoundBy != "import" || records[1].FoundBy != "lists" {
		t.Errorf("%+v, %v; want both held, each found as it was", records, err)
	}
}

// ended is a context that ends when it is asked for the n-th time.
type ended struct {
	context.Context
	asked atomic.Int64 // the driver asks from a goroutine of its own too
	n     int64
}

func (e *ended) Err() error {
	if e.asked.Add(1) >= e.n {
		return context.Canceled
	}
	return nil
}

func (e *ended) Done() <-chan struct{} {
	_ = e.Err()
	if e.asked.Load() < e.n {
		return nil
	}
	c := make(chan struct{})
	close(c)
	return c
}

// Wherever the run is stopped, all documents are there or none.
func TestImportKeepsAllOrNone(t *testing.T) {
	stopped := 0
	for n := int64(1); ; n++ {
		a := open(t, filepath.Join(t.TempDir(), "archive.db"))
		_, err := a.Import(&ended{Context: t.Context(), n: n}, []archive.Document{form("a", 7, "x"), form("a", 8, "x"), form("a", 9, "x")}, "import")
		records, recordsErr := a.Items(t.Context(), "library")
		if want := 3; recordsErr != nil || len(records) != want && (err == nil || len(records) != 0) {
			t.Fatalf("stopped at %d (%v): %d records, %v", n, err, len(records), recordsErr)
		}
		if err == nil {
			break
		}
		stopped++
	}
	if stopped < 5 {
		t.Errorf("stopped %d times only", stopped)
	}
}

func TestHadKnowsOlderVersions(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	if _, err := a.Import(t.Context(), []archive.Document{form("a", 7, "x"), form("a", 7, "y")}, "import"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		kind, name, content string
		want                bool
	}{{"a", "7", "x", true}, {"a", "7", "y", true}, {"a", "7", "z", false}, {"b", "7", "x", false}, {"a", "8", "x", false}} {
		if had, err := a.Had(t.Context(), archive.Document{Source: "library", Key: tt.name, Form: tt.kind, ContentSHA256: tt.content}); err != nil || had != tt.want {
			t.Errorf("%+v: %v, %v", tt, had, err)
		}
	}
}

func TestFormsOfARecordComeTogether(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	if _, err := a.Import(t.Context(), []archive.Document{form("c", 10, "x"), form("a", 9, "x"), form("b", 10, "x"), form("a", 10, "old"), form("d", 9, "x"), form("a", 10, "new")}, "import"); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := a.Documents(t.Context(), "library", []string{"a", "b", "c"}, func(docs []archive.Document) error {
		s := ""
		for _, d := range docs {
			s += fmt.Sprintf("%s%s:%s ", d.Form, d.Key, d.Body)
		}
		got = append(got, s)
		return nil
	})
	if want := []string{"a9:ax ", "a10:aold a10:anew b10:bx c10:cx "}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	stop := errors.New("stop")
	for _, kinds := range [][]string{{"a"}, {"d"}} {
		if err := a.Documents(t.Context(), "library", kinds, func([]archive.Document) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%v: got %v, want each's error", kinds, err)
		}
	}
	if err := a.Documents(t.Context(), "library", []string{"none"}, func([]archive.Document) error { return stop }); err != nil {
		t.Errorf("of a kind without documents: %v", err)
	}
}

// A record that came from disk is held, whatever was known of it, and nobody
// decided when it is to be asked for again; one that the source deleted stays so.
func TestImportedIsHeld(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	quarantined := source.Item{Source: "library", Key: "1", State: source.StateQuarantined, FoundAt: noon, Dated: "1950-01-01", TriedAt: noon, Result: "blank", Detail: "x", FailDays: 3, DueAt: noon}
	held := source.Item{Source: "library", Key: "2", State: source.StateHeld, FoundAt: noon, TriedAt: noon, Result: "record", DueAt: noon}
	deleted := source.Item{Source: "library", Key: "3", State: source.StateDeleted, FoundAt: noon, TriedAt: noon, Result: "deleted"}
	for _, it := range []source.Item{quarantined, held, deleted} {
		if err := a.Put(t.Context(), it); err != nil {
			t.Fatal(err)
		}
	}
	docs := []archive.Document{form("a", 1, "x"), form("a", 2, "x"), form("a", 3, "x"), form("a", 4, "x")}
	docs[3].Dated = "1952-01-01"
	if _, err := a.Import(t.Context(), docs, "import"); err != nil {
		t.Fatal(err)
	}
	got, err := a.Items(t.Context(), "library")
	if err != nil {
		t.Fatal(err)
	}
	want := []source.Item{
		{Source: "library", Key: "1", State: source.StateHeld, FoundAt: noon, Dated: "1950-01-01", TriedAt: noon, Result: "record"},
		held, deleted,
		{Source: "library", Key: "4", State: source.StateHeld, FoundBy: "import", FoundAt: noon, Dated: "1952-01-01", Result: "record"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
