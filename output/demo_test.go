package output

import (
	"fmt"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"unvotes/cmd/unvotes/demo"
	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/undl"
)

// demoArchive is an archive of the built-in sample's pages in dir.
func demoArchive(t testing.TB, dir string) *archive.Archive {
	t.Helper()
	names, err := fs.Glob(demo.Site, "record/*.html")
	if err != nil {
		t.Fatal(err)
	}
	pages := make(map[int64][]byte)
	for _, name := range names {
		id, _ := undl.RecordID(strings.TrimSuffix("/"+name, ".html"))
		if pages[id], err = fs.ReadFile(demo.Site, name); err != nil {
			t.Fatal(err)
		}
	}
	return archiveOf(t, dir, pages)
}

// archiveOf is an archive of pages in dir, fetched at noon.
func archiveOf(t testing.TB, dir string, pages map[int64][]byte) *archive.Archive {
	t.Helper()
	a, err := archive.Open(t.Context(), filepath.Join(dir, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	var docs []archive.Document
	for id, body := range pages {
		docs = append(docs, archive.Document{Source: undl.SourceName, Key: fmt.Sprint(id), Form: string(undl.RecordPage), URL: undl.RecordURL(Library, id),
			Status: http.StatusOK, RetrievedAt: noon, Body: body, ContentSHA256: fmt.Sprintf("%064x", id)})
	}
	if _, err := a.Import(t.Context(), docs, "import"); err != nil {
		t.Fatal(err)
	}
	return a
}

var oneNormalizer = sync.OnceValues(normalize.New)

func newNormalizer(t testing.TB) *normalize.Normalizer {
	t.Helper()
	n, err := oneNormalizer()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// publishDemo is the sample's snapshot in dir, with its archive beside it.
func publishDemo(t testing.TB, dir string) (Published, *archive.Archive) {
	t.Helper()
	a := demoArchive(t, dir)
	return publishArchive(t, dir, a), a
}

// publishArchive is the snapshot of an archive in dir.
func publishArchive(t testing.TB, dir string, a *archive.Archive) Published {
	t.Helper()
	tables, err := Build(t.Context(), a, newNormalizer(t), "")
	if err != nil {
		t.Fatal(err)
	}
	facts := someFacts
	facts.Coverage = tables.Coverage(nil)
	s, err := Publish(t.Context(), dir, tables, facts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
