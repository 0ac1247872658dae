//go:build replay

package main

import (
	"path/filepath"
	"strings"
	"testing"

	"unvotes/testdata/shared"
)

func TestFetchByName(t *testing.T) {
	site := startReplay(t, "--since", "2020-01-01", "--meetings", filepath.Dir(shared.Path(t, "corpus", "meeting-records", "votes.json")))
	data := t.TempDir()
	for _, flag := range []string{"SITE", "CATALOGUE", "DOCUMENTS"} {
		t.Setenv("UNVOTES_"+flag, site)
	}
	t.Setenv("UNVOTES_DELAY", "0s")
	// One of each source; then again, all held.
	for _, state := range []string{"new snapshot: ", "unchanged: "} {
		code, out, errs := command(t, "fetch", "S/PV.8700", "https://docs.un.org/en/A/RES/78/76", "undl", "4009707", "--data", data)
		if code != exitDone || !strings.HasPrefix(out, state+"4 roll calls, ") ||
			!strings.Contains(out, "fetched S/PV.8700: 2 votes; to see it: unvotes show S/PV.8700 --data "+data) ||
			!strings.Contains(out, "fetched A/RES/78/76: 1 vote; ") || !strings.Contains(out, "fetched undl-4009707: 1 vote; ") {
			t.Errorf("ended %d: %s%s", code, out, errs)
		}
	}
	// What is not there.
	code, out, errs := command(t, "fetch", "A/99/PV.1", "resolution 2202", "A/RES/77/284", "--data", data)
	if code != exitFailures || strings.Count(out, "fetched") != 1 || !strings.Contains(out, "fetched A/RES/77/284: 1 vote; ") ||
		!strings.Contains(errs, "some records failed (2):\n  A/99/PV.1: the source does not have it; ") || !strings.Contains(errs, "\n  resolution 2202: the source has no such record; ") ||
		!strings.Contains(errs, "add its year or session") {
		t.Errorf("ended %d: %s%s", code, out, errs)
	}
	if code, out, errs = command(t, "fetch", "A/99/PV.1", "--data", t.TempDir()); code != exitFailures || out != "" || !strings.Contains(errs, "A/99/PV.1: the source does not have it") {
		t.Errorf("on an empty archive ended %d: %s%s", code, out, errs)
	}
	if code, out, errs = command(t, "fetch", "S/PV.8699", "--max-requests", "1", "--data", t.TempDir()); code != exitDone && code != exitFailed || strings.Contains(out, "fetched") {
		t.Errorf("with one request ended %d: %s%s", code, out, errs)
	}
}

// Somebody who begins with one record has the first fill before them all the same.
func TestFirstFillAfterFetch(t *testing.T) {
	t.Setenv("UNVOTES_SITE", startReplay(t, "--since", "2023-12-01"))
	t.Setenv("UNVOTES_DELAY", "0s")
	data := t.TempDir()
	if code, _, errs := command(t, "fetch", "4029442", "--data", data); code != exitDone {
		t.Fatalf("fetch ended %d: %s", code, errs)
	}
	if code, _, errs := command(t, "sync", "--data", data); code != exitDone || !strings.Contains(errs, "ga_voting.csv read: ") {
		t.Errorf("sync ended %d: %s", code, errs)
	}
}
