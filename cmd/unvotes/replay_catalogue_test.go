//go:build replay

package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unvotes/normalize"
)

// The catalogue on the stand-in: SOURCES §5.

// syncCatalogue syncs from the catalogue alone.
func syncCatalogue(t *testing.T, site, data string) {
	t.Helper()
	if code, _, errs := command(t, "sync", "--source", "catalogue", "--catalogue", site, "--site", site, "--data", data, "--delay", "0s"); code != exitDone {
		t.Fatalf("sync ended %d: %s", code, errs)
	}
}

// votesOf are the votes of a dataset by the catalogue's number, without ids.
func votesOf(t *testing.T, data string) (calls []normalize.RollCall, votes map[int64][]normalize.VoteLine) {
	t.Helper()
	calls, votes = readAll[normalize.RollCall](t, data, "roll_calls"), map[int64][]normalize.VoteLine{}
	of := map[string]int64{}
	for _, c := range calls {
		of[c.ID] = c.DHLID
	}
	for _, v := range readAll[normalize.VoteLine](t, data, "votes") {
		n := of[v.RollCallID]
		v.RollCallID, v.VoteGroupID = "", ""
		votes[n] = append(votes[n], v)
	}
	slices.SortFunc(calls, func(a, b normalize.RollCall) int { return int(a.DHLID - b.DHLID) })
	return calls, votes
}

func TestTheCatalogueEqualsTheLibrarysMARCXML(t *testing.T) {
	site := startReplay(t, "--allow-search", "--since", "2021-01-01")
	byCatalogue, byLibrary := t.TempDir(), t.TempDir()
	syncCatalogue(t, site, byCatalogue)
	if code, _, errs := command(t, "sync", "--site", site, "--form", "marcxml", "--data", byLibrary, "--delay", "0s"); code != exitDone {
		t.Fatalf("sync ended %d: %s", code, errs)
	}
	want, wantVotes := votesOf(t, byLibrary)
	got, gotVotes := votesOf(t, byCatalogue)
	ids := cmpopts.IgnoreFields(normalize.RollCall{}, "ID", "FormerIDs", "UNDLID", "UNDLURL", "VoteGroupID", "ParentID", "Source", "Sources", "RetrievedAt", "ContentSHA256")
	if len(want) < 300 {
		t.Fatalf("%d roll calls", len(want))
	}
	if diff := cmp.Diff(want, got, ids, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("roll calls (-library +catalogue):\n%s", diff)
	}
	if diff := cmp.Diff(wantVotes, gotVotes); diff != "" {
		t.Errorf("votes (-library +catalogue):\n%s", diff)
	}
}

func TestNightsOfTheCatalogue(t *testing.T) {
	site := startReplay(t, "--since", "2022-01-01")
	f := newFront(t, site)
	data := t.TempDir()
	syncCatalogue(t, f.URL, data)
	n := len(readAll[normalize.RollCall](t, data, "roll_calls")) + len(readAll[normalize.Adoption](t, data, "adoptions"))
	if asked := f.asked(); len(asked) > 1+(n+99)/100+10 {
		t.Errorf("%d requests for %d records", len(asked), n)
	}
	if code, out, errs := command(t, "status", "--data", data); code != exitDone || !strings.Contains(out, "records of the library's catalogue") || !strings.Contains(out, "lists read, 0 of them short") {
		t.Errorf("status ended %d: %s%s", code, out, errs)
	}
	before := latest(t, data)
	syncCatalogue(t, f.URL, data)
	if asked := f.asked(); len(asked) != 4 || latest(t, data) != before {
		t.Errorf("a quiet night: %v, a new snapshot: %v", asked, latest(t, data) != before)
	}
	f.turn(t, startReplay(t, "--since", "2022-01-01", "--edit", "4072364=ALGERIA:N"))
	syncCatalogue(t, f.URL, data)
	if asked := f.asked(); len(asked) > 6 || latest(t, data) == before {
		t.Errorf("an edit: %v, a new snapshot: %v", asked, latest(t, data) != before)
	}
}

func TestFaultsOfTheCatalogueChangeNoCell(t *testing.T) {
	peace := t.TempDir()
	syncCatalogue(t, startReplay(t, "--since", "2019-01-01"), peace)
	want := cells(t, peace)
	for _, faults := range [][]string{{"502", "503"}, {"429"}, {"truncate", "reset"}, {"502", "503", "429", "truncate", "reset"}} {
		t.Run(strings.Join(faults, ","), func(t *testing.T) {
			t.Parallel()
			args := []string{"--since", "2019-01-01"}
			for _, f := range faults {
				args = append(args, "--fault", f+"=0.03")
			}
			nights := newNights()
			nights.sources = []string{"catalogue"}
			data := t.TempDir()
			t.Log(nights.untilDone(t, startReplay(t, args...), data, everyNight()))
			same(t, want, data)
		})
	}
}

func TestTheCatalogueKilledAtAnyMoment(t *testing.T) {
	exe := program(t)
	replay := []string{"--since", "2019-01-01"}
	peace, data := t.TempDir(), t.TempDir()
	syncCatalogue(t, startReplay(t, replay...), peace)
	f := newFront(t, startReplay(t, replay...))
	args := []string{"sync", "--source", "catalogue", "--catalogue", f.URL, "--data", data, "--delay", "0s"}
	for at := range 12 { // by its end there is nothing to be killed
		c := exec.CommandContext(t.Context(), exe, args...)
		started := make(chan struct{})
		kill := func(n int) {
			if <-started; n == at+1 {
				_ = c.Process.Kill()
			}
		}
		f.watch([]func(int){kill, nil}[at%2], []func(int){nil, kill}[at%2])
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		close(started)
		_ = c.Wait() // killed
		f.asked()
	}
	f.watch(nil, nil)
	if out, err := exec.CommandContext(t.Context(), exe, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	same(t, cells(t, peace), data)
}

// Pages, the catalogue and the official files give one dataset in whatever order
// they come.
func TestTheOrderOfTheCatalogueDoesNotMatter(t *testing.T) {
	const since = "2023-06-01"
	site := startReplay(t, "--since", since)
	csvs, pages := officialFiles(t, site), savedPages(t, site, since)
	load := func(data string, paths ...string) {
		if code, _, errs := command(t, append([]string{"import", "--data", data}, paths...)...); code != exitDone {
			t.Fatalf("import of %q ended %d: %s", paths, code, errs)
		}
	}
	byCatalogue := func(data string, _ ...string) { syncCatalogue(t, site, data) }
	type step struct {
		do    func(string, ...string)
		paths []string
	}
	page, csv, cat := step{load, []string{pages}}, step{load, csvs}, step{byCatalogue, nil}
	for name, orders := range map[string][][]step{
		"pages":             {{page, cat}, {cat, page}},
		"the CSV":           {{csv, cat}, {cat, csv}},
		"pages and the CSV": {{page, csv, cat}, {cat, csv, page}, {csv, cat, page}},
	} {
		var want []string
		for i, steps := range orders {
			data := t.TempDir()
			for _, s := range steps {
				s.do(data, s.paths...)
			}
			if i > 0 {
				same(t, want, data)
				continue
			}
			want = cells(t, data)
			for _, c := range readAll[normalize.RollCall](t, data, "roll_calls") {
				if !strings.HasPrefix(c.ID, "undl-") || len(c.FormerIDs) != 1 || !strings.HasPrefix(c.FormerIDs[0], "dhl-") || c.DHLID == 0 {
					t.Errorf("%s: %s, once %v, number %d", name, c.ID, c.FormerIDs, c.DHLID)
				}
			}
		}
	}
}
