//go:build replay

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/normalize"
	"unvotes/testdata/shared"
)

// OHCHR's library on the stand-in: SOURCES §6.

// startRights starts it with the records of the corpus.
func startRights(t *testing.T, args ...string) string {
	t.Helper()
	return startReplay(t, append([]string{"--hrc", shared.Path(t, "corpus", "hrc", "votes.jsonl.gz"), "--allow-search"}, args...)...)
}

func syncRights(t *testing.T, site, data string, flags ...string) (code int, said string) {
	t.Helper()
	code, out, errs := command(t, append([]string{"sync", "--source", "ohchr", "--ohchr", site, "--data", data, "--delay", "0s"}, flags...)...)
	return code, out + errs
}

// rightsTruth is a record of the corpus, read by a reader of its own.
type rightsTruth struct {
	ID     string `json:"record_id"`
	Symbol string
	Date   string
	Body   string
	Manner string `json:"vote_type"`
	Votes  [][2]string
}

func TestRightsEqualTheCorpus(t *testing.T) {
	z, err := gzip.NewReader(bytes.NewReader(shared.Read(t, "corpus", "hrc", "votes.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	if code, said := syncRights(t, startRights(t), data); code != exitDone {
		t.Fatalf("sync ended %d: %s", code, said)
	}
	calls, votes := map[string]normalize.RollCall{}, map[string][]string{}
	for _, c := range readAll[normalize.RollCall](t, data, "roll_calls") {
		calls[c.ID] = c
	}
	for _, v := range readAll[normalize.VoteLine](t, data, "votes") {
		votes[v.RollCallID] = append(votes[v.RollCallID], v.Label+" "+v.MSCode+" "+v.Printed+" "+string(v.Choice))
	}
	adopted := map[string]bool{}
	for _, a := range readAll[normalize.Adoption](t, data, "adoptions") {
		adopted[a.ID] = true
	}
	issues := map[string]int{}
	for _, i := range readAll[normalize.Issue](t, data, "issues") {
		issues[i.Code]++
	}
	choices := map[string]string{"Y": "yes", "N": "no", "A": "abstain", ".": "non_voting"}
	kinds := map[string]int{}
	for d := json.NewDecoder(z); d.More(); {
		var r rightsTruth
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		id := "ohchr-" + r.ID
		c, voted := calls[id]
		switch r.Manner {
		case "ADOPTED WITHOUT VOTE":
			kinds["adoption"]++
			if voted || !adopted[id] {
				t.Errorf("%s is no adoption", id)
			}
			continue
		case "WITHDRAWN", "NOT CONSIDERED":
			kinds[r.Manner]++
			if voted || adopted[id] {
				t.Errorf("%s is a vote or an adoption", id)
			}
			continue
		}
		kinds["vote"]++
		var want []string
		for _, v := range r.Votes {
			want = append(want, v[0]+" "+v[0]+" "+v[1]+" "+choices[v[1]])
		}
		if diff := cmp.Diff(want, votes[id]); diff != "" {
			t.Errorf("%s (-corpus +dataset):\n%s", id, diff)
		}
		body := map[string]normalize.Body{"Human Rights Council": "HRC", "Commission on Human Rights": "CHR"}[r.Body]
		if c.Body != body || c.Date == nil || c.Date.String() != r.Date || c.ResolutionPrinted != r.Symbol || c.VoteGroupID != id || (c.List == normalize.NoList) != (len(want) == 0) {
			t.Errorf("%s: %+v, want %+v", id, c, r)
		}
		if ofDraft := !strings.Contains(r.Symbol, "/RES") && !strings.Contains(r.Symbol, "/DEC") || strings.Contains(r.Symbol, "/L."); ofDraft != (c.Resolution == "") || ofDraft && len(c.Drafts) == 0 {
			t.Errorf("%s: resolution %q, drafts %q of %q", id, c.Resolution, c.Drafts, r.Symbol)
		}
		delete(calls, id)
	}
	want := map[string]int{"vote": 896, "adoption": 49, "WITHDRAWN": 25, "NOT CONSIDERED": 10}
	if diff := cmp.Diff(want, kinds); diff != "" || len(calls) > 0 {
		t.Errorf("%d rows of nothing; (-want +got):\n%s", len(calls), diff)
	}
	for code, n := range map[string]int{"total_mismatch": 71, "withdrawn": 25, "not_considered": 10, "duplicate_member": 2, "unknown_member": 0, "symbol_unread": 0, "note_unread": 0, "session_unknown": 0, "body_unknown": 0, "row_unknown": 0} {
		if issues[code] != n {
			t.Errorf("%d issues %s, want %d", issues[code], code, n)
		}
	}
	if code, out, errs := command(t, "status", "--data", data); code != exitDone || !strings.Contains(out, "records of OHCHR's library") || !strings.Contains(out, "withdrawn") {
		t.Errorf("status ended %d: %s%s", code, out, errs)
	}
	if code, out, errs := command(t, "verify", "--data", data); code != exitDone {
		t.Errorf("verify ended %d: %s%s", code, out, errs)
	}
}

// Quiet nights, a run in pieces, and MARCXML saved by hand give one dataset.
func TestRightsNights(t *testing.T) {
	f := newFront(t, startRights(t, "--since", "2010-01-01"))
	data, pieces, saved := t.TempDir(), t.TempDir(), t.TempDir()
	if code, said := syncRights(t, f.URL, data); code != exitDone {
		t.Fatalf("sync ended %d: %s", code, said)
	}
	want, first := cells(t, data), latest(t, data)
	if asked := f.asked(); len(asked) > 90 {
		t.Errorf("%d requests for the first fill", len(asked))
	}
	if code, said := syncRights(t, f.URL, data); code != exitDone || latest(t, data) != first {
		t.Errorf("a quiet night ended %d with %s: %s", code, latest(t, data), said)
	}
	if asked := f.asked(); len(asked) > 5 {
		t.Errorf("a quiet night: %q", asked)
	}
	for runs := 0; ; runs++ {
		code, said := syncRights(t, f.URL, pieces, "--max-requests", "20")
		if code != exitDone || runs > 10 {
			t.Fatalf("run %d ended %d: %s", runs, code, said)
		}
		if !strings.Contains(said, "stopped at the budget") {
			break
		}
	}
	same(t, want, pieces)
	var files []string
	for i, from := range []int{1, 201, 401} {
		name := filepath.Join(t.TempDir(), fmt.Sprintf("%d.xml", i))
		if err := os.WriteFile(name, fetched(t, fmt.Sprintf("%s/search?cc=Voting&of=xm&rg=200&jrec=%d", f.URL, from)), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	slices.Reverse(files)
	if code, out, errs := command(t, append([]string{"import", "--data", saved}, files...)...); code != exitDone {
		t.Fatalf("import ended %d: %s%s", code, out, errs)
	}
	same(t, want, saved)
}

func TestFaultsOfTheRightsLibraryChangeNoCell(t *testing.T) {
	peace := t.TempDir()
	if code, said := syncRights(t, startRights(t, "--since", "2015-01-01"), peace); code != exitDone {
		t.Fatalf("sync ended %d: %s", code, said)
	}
	want := cells(t, peace)
	for _, faults := range [][]string{{"502", "503", "429"}, {"truncate", "reset", "login"}} {
		t.Run(strings.Join(faults, ","), func(t *testing.T) {
			t.Parallel()
			args := []string{"--since", "2015-01-01"}
			for _, f := range faults {
				args = append(args, "--fault", f+"=0.05")
			}
			nights := newNights()
			nights.sources = []string{"ohchr"}
			data := t.TempDir()
			t.Log(nights.untilDone(t, startRights(t, args...), data, everyNight()))
			same(t, want, data)
		})
	}
	for fault, wanted := range map[string]int{"waf": exitRefused, "challenge": exitRefused} {
		if code, said := syncRights(t, startRights(t, "--fault", fault+"=1"), t.TempDir()); code != wanted {
			t.Errorf("%s: sync ended %d: %s", fault, code, said)
		}
	}
}
