//go:build replay

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/normalize"
	"unvotes/scraper/vetoes"
	"unvotes/testdata/shared"
)

var vetoPath = vetoes.Source{}.URL(vetoes.Key)

// syncVetoes syncs from a library with a month's votes and a host of the list.
func syncVetoes(t *testing.T, data, site, guides string) (code int, errs string) {
	t.Helper()
	code, _, errs = command(t, "sync", "--vetoes", "--site", site, "--guides", guides, "--data", data, "--delay", "0s")
	return code, errs
}

func TestVetoesAreThoseOfTheImport(t *testing.T) {
	site, imported, data := december(t, "--allow-search"), t.TempDir(), t.TempDir()
	if code, _, errs := command(t, "import", "--data", imported, shared.Path(t, "corpus", "vetoes", "veto-list-2022-05.html")); code != exitDone {
		t.Fatalf("import ended %d: %s", code, errs)
	}
	f := newFront(t, site)
	if code, errs := syncVetoes(t, data, site, f.URL); code != exitDone || !strings.Contains(errs, "source=vetoes route=vetoes requests=2 ") { // its own, not the library's before
		t.Fatalf("sync ended %d: %s", code, errs)
	}
	want := readAll[normalize.Veto](t, imported, "vetoes")
	if diff := cmp.Diff(want, readAll[normalize.Veto](t, data, "vetoes")); diff != "" || len(want) != 265 {
		t.Errorf("%d vetoes (-import +sync):\n%s", len(want), diff)
	}
	if asked := f.asked(); !slices.Equal(asked, []string{"/robots.txt", vetoPath}) {
		t.Errorf("the first night asked for %q", asked)
	}
	if code, errs := syncVetoes(t, data, site, f.URL); code != exitDone || slices.Contains(f.asked(), vetoPath) {
		t.Errorf("the list is asked for again within a week, ended %d: %s", code, errs)
	}
	// An imported list may be old: the next sync asks.
	if code, errs := syncVetoes(t, imported, site, f.URL); code != exitDone || !slices.Contains(f.asked(), vetoPath) {
		t.Errorf("an imported list is not asked for, ended %d: %s", code, errs)
	}
}

func TestVetoesWithFaults(t *testing.T) {
	site := december(t, "--allow-search")
	for name, tt := range map[string]struct {
		flags []string
		code  int
		says  string
	}{
		"robots.txt": {[]string{"--robots", "User-agent: *\nDisallow: /depts/"}, exitRefused, "robots.txt"},
		"firewall":   {[]string{"--waf-after", "1"}, exitRefused, "challenge"},
		"faults":     {[]string{"--seed", "3", "--fault", "502=0.2", "--fault", "truncate=0.2", "--fault", "reset=0.2"}, exitDone, ""},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			code, errs := syncVetoes(t, data, site, startReplay(t, tt.flags...))
			if code != tt.code || !strings.Contains(errs, tt.says) {
				t.Errorf("ended %d, want %d and %q: %s", code, tt.code, tt.says, errs)
			}
			if calls := readAll[normalize.RollCall](t, data, "roll_calls"); len(calls) == 0 {
				t.Error("the library's votes are not built")
			}
			if n := len(readAll[normalize.Veto](t, data, "vetoes")); (n == 265) != (tt.code == exitDone) {
				t.Errorf("%d vetoes", n)
			}
		})
	}
}

// A list that lost rows, and a page that is no list, leave what is held.
func TestVetoesThatAreLost(t *testing.T) {
	site := december(t, "--allow-search")
	whole := string(shared.Read(t, "corpus", "vetoes", "veto-list-2022-05.html"))
	before, rest, _ := strings.Cut(whole, "<tr><td>25 February 2022</td>")
	_, after, _ := strings.Cut(rest, "</tr>")
	for name, tt := range map[string]struct {
		page string
		code int
		says string
	}{
		"a row":       {before + after, exitCheck, "212 of 213 rows"},
		"another one": {"<html><body>Page moved</body></html>", exitFailures, "layout"},
	} {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			if code, _, errs := command(t, "import", "--data", data, shared.Path(t, "corpus", "vetoes", "veto-list-2022-05.html")); code != exitDone {
				t.Fatalf("import ended %d: %s", code, errs)
			}
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					w.Header().Set("Content-Type", "text/plain")
					_, _ = io.WriteString(w, "User-agent: *\nDisallow:\n")
					return
				}
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, tt.page)
			}))
			defer s.Close()
			if code, errs := syncVetoes(t, data, site, s.URL); code != tt.code || !strings.Contains(errs, tt.says) {
				t.Errorf("ended %d, want %d and %q: %s", code, tt.code, tt.says, errs)
			}
			if n := len(readAll[normalize.Veto](t, data, "vetoes")); n != 265 {
				t.Errorf("%d vetoes", n)
			}
		})
	}
}
