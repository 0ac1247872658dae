package archive_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"unvotes/scraper/archive"
)

func form(kind string, id int64, content string) archive.Document {
	return archive.Document{Kind: kind, Name: fmt.Sprint(id), RecordID: id, URL: "file:x", RetrievedAt: noon, Body: []byte(kind + content), ContentSHA256: content}
}

func TestKeepAllIsKeepOfEach(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	if _, err := a.Want(t.Context(), []int64{8}, "lists", noon); err != nil {
		t.Fatal(err)
	}
	changed, err := a.KeepAll(t.Context(), []archive.Document{form("a", 7, "x"), form("a", 8, "x"), form("a", 7, "x"), form("b", 7, "x"), form("a", 7, "y")}, "import")
	if want := []bool{true, true, false, true, true}; err != nil || !slices.Equal(changed, want) {
		t.Fatalf("changed %v, %v; want %v", changed, err, want)
	}
	records, err := a.Records(t.Context(), archive.Held)
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
func TestKeepAllKeepsAllOrNone(t *testing.T) {
	stopped := 0
	for n := int64(1); ; n++ {
		a := open(t, filepath.Join(t.TempDir(), "archive.db"))
		_, err := a.KeepAll(&ended{Context: t.Context(), n: n}, []archive.Document{form("a", 7, "x"), form("a", 8, "x"), form("a", 9, "x")}, "import")
		records, recordsErr := a.Records(t.Context())
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
	if _, err := a.KeepAll(t.Context(), []archive.Document{form("a", 7, "x"), form("a", 7, "y")}, "import"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		kind, name, content string
		want                bool
	}{{"a", "7", "x", true}, {"a", "7", "y", true}, {"a", "7", "z", false}, {"b", "7", "x", false}, {"a", "8", "x", false}} {
		if had, err := a.Had(t.Context(), tt.kind, tt.name, tt.content); err != nil || had != tt.want {
			t.Errorf("%+v: %v, %v", tt, had, err)
		}
	}
}

func TestFormsOfARecordComeTogether(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	if _, err := a.KeepAll(t.Context(), []archive.Document{form("c", 10, "x"), form("a", 9, "x"), form("b", 10, "x"), form("a", 10, "old"), form("d", 9, "x"), form("a", 10, "new")}, "import"); err != nil {
		t.Fatal(err)
	}
	var got []string
	err := a.Forms(t.Context(), []string{"a", "b", "c"}, func(docs []archive.Document) error {
		s := ""
		for _, d := range docs {
			s += fmt.Sprintf("%s%d:%s ", d.Kind, d.RecordID, d.Body)
		}
		got = append(got, s)
		return nil
	})
	if want := []string{"a9:ax ", "a10:anew b10:bx c10:cx "}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	stop := errors.New("stop")
	for _, kinds := range [][]string{{"a"}, {"d"}} {
		if err := a.Forms(t.Context(), kinds, func([]archive.Document) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("%v: got %v, want each's error", kinds, err)
		}
	}
	if err := a.Forms(t.Context(), []string{"none"}, func([]archive.Document) error { return stop }); err != nil {
		t.Errorf("of a kind without documents: %v", err)
	}
}
