//go:build replay

package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/testdata/shared"
)

// meetingsSince are the symbols of the verbatim records that the corpus names
// since a year, read by a reader of its own.
func meetingsSince(t *testing.T, year int) (symbols []string) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(shared.Read(t, "corpus", "undl", "records.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(z); d.More(); {
		var r struct {
			Date     string   `json:"vote_date"`
			Meetings []string `json:"meeting_record"`
		}
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Meetings {
			if m = strings.TrimSpace(m); r.Date >= fmt.Sprint(year) && strings.Contains(m, "PV.") {
				symbols = append(symbols, m)
			}
		}
	}
	slices.Sort(symbols)
	return slices.Compact(symbols)
}

// fileOf is the name of a meeting record's file in the replay's folder.
func fileOf(symbol string) string {
	return regexp.MustCompile(`[^A-Za-z0-9.()-]`).ReplaceAllString(symbol, "_") + ".pdf"
}

// shelf is a folder of bodies for the replay: no verbatim records, but PDFs by
// their first and last bytes.
func shelf(t *testing.T, symbols []string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, s := range symbols {
		putOnShelf(t, dir, s)
	}
	return dir
}

func putOnShelf(t *testing.T, dir, symbol string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, fileOf(symbol)), []byte("%PDF-1.4\n"+strings.Repeat(symbol+"\n", 100)+"%%EOF\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// kept are the bodies of the meeting records in an archive, by symbol, and the
// states of all that are known.
func kept(t *testing.T, data string) (bodies, states map[string]string) {
	t.Helper()
	ar, err := archive.OpenExisting(t.Context(), filepath.Join(data, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	bodies, states = map[string]string{}, map[string]string{}
	err = ar.Documents(t.Context(), pv.SourceName, []string{pv.Form}, func(docs []archive.Document) error {
		bodies[docs[0].Key] = string(docs[0].Body)
		return nil
	})
	known, e := ar.Items(t.Context(), pv.SourceName)
	for _, m := range known {
		states[m.Key] = string(m.State)
	}
	if err = errors.Join(err, e, ar.Close()); err != nil {
		t.Fatal(err)
	}
	return bodies, states
}

// accesses are the symbols among the paths, as they are in the address.
func accesses(paths []string) (symbols []string) {
	for _, p := range paths {
		if s, ok := strings.CutPrefix(p, "/api/symbol/access?s="); ok {
			symbols = append(symbols, s)
		}
	}
	return symbols
}

func TestMeetingRecordsOfTheCorpus(t *testing.T) {
	dir, want := t.TempDir(), map[string]string{}
	for symbol, file := range map[string]string{"A/48/PV.46": "A_48_PV.46.pdf", "A/61/PV.107": "A_61_PV.107.pdf", "A/65/PV.71": "A_65_PV.71-pages-1-20.pdf"} {
		body := shared.Read(t, "corpus", "meeting-records", file)
		want[symbol] = string(body)
		if err := os.WriteFile(filepath.Join(dir, fileOf(symbol)), body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tmp := t.TempDir()
	log, metrics, data := filepath.Join(tmp, "log"), filepath.Join(tmp, "metrics"), filepath.Join(tmp, "data")
	site := startReplay(t, "--allow-search", "--meetings", dir, "--log", log)
	for _, year := range []string{"1993", "2007", "2010"} {
		code, _, errs := command(t, "backfill", "--meetings", "--site", site, "--documents", site, "--data", data, "--from", year, "--to", year, "--delay", "0s", "--metrics-file", metrics)
		if code != exitFailures || !strings.Contains(errs, "absent: status 404: There is no document matching your request.") {
			t.Fatalf("%s ended %d: %s", year, code, errs)
		}
		if b, err := os.ReadFile(metrics); err != nil || !bytes.Contains(b, []byte("\nunvotes_last_run_meeting_records_new 1\n")) {
			t.Errorf("%s: metrics %s, %v; want one new meeting record", year, b, err)
		}
	}
	bodies, states := kept(t, data)
	if diff := cmp.Diff(want, bodies); diff != "" {
		t.Error("the bodies are not those of the files")
	}
	for symbol, state := range states {
		if _, held := want[symbol]; held != (state == "held") || !held && state != "absent" {
			t.Errorf("%s is %s", symbol, state)
		}
	}
	before := readLog(t, log)
	if n := len(states); n < 50 || len(before) < n {
		t.Errorf("%d meeting records are known after %d requests", n, len(before))
	}
	for _, l := range before {
		if l.Active != 1 {
			t.Errorf("%d requests at a time: %s", l.Active, l.Path)
		}
	}
	// The same again, over all these years: what is there is not asked for, nor on
	// the same day what is not.
	code, out, errs := command(t, "backfill", "--meetings", "--site", site, "--documents", site, "--data", data, "--from", "2007", "--to", "2007", "--delay", "0s")
	if code != exitDone || !strings.HasPrefix(out, "unchanged") {
		t.Errorf("again: %d, %s %s", code, out, errs)
	}
	for _, l := range readLog(t, log)[len(before):] {
		if strings.Contains(l.Path, "/api/") {
			t.Errorf("asked again for %s", l.Path)
		}
	}
}

type logLine struct {
	Path   string `json:"path"`
	Active int    `json:"active"`
}

func readLog(t *testing.T, path string) (out []logLine) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(bytes.NewReader(b)); d.More(); {
		var l logLine
		if err := d.Decode(&l); err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

func TestFaultsChangeNoMeetingRecord(t *testing.T) {
	const from = 2024
	symbols := meetingsSince(t, from)
	dir := shelf(t, symbols)
	n, peace := newNights(), t.TempDir()
	n.documents = startReplay(t, "--meetings", dir)
	if codes := n.untilDone(t, startReplay(t, open(from)...), peace, span(from)); len(codes) > 0 {
		t.Fatalf("without faults nights ended %v", codes)
	}
	want, _ := kept(t, peace)
	if len(want) != len(symbols) || len(want) < 50 {
		t.Fatalf("%d meeting records, want all %d", len(want), len(symbols))
	}
	all := []string{"502", "503", "429", "reset", "truncate", "login", "slow"}
	for _, faults := range [][]string{all, {"truncate"}, {"login"}, {"reset"}} {
		t.Run(strings.Join(faults, ","), func(t *testing.T) {
			t.Parallel()
			args := []string{"--meetings", dir, "--slow", "0.2"}
			for _, f := range faults {
				args = append(args, "--fault", f+"=0.05")
			}
			n, data := newNights(), t.TempDir()
			n.documents = startReplay(t, args...)
			for _, code := range n.untilDone(t, startReplay(t, open(from)...), data, span(from)) {
				if code != exitFailures {
					t.Errorf("a night ended %d, want 3", code)
				}
			}
			got, states := kept(t, data)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("meeting records (-want +got):\n%s", diff)
			}
			for symbol, state := range states {
				if state != "held" {
					t.Errorf("%s is %s", symbol, state)
				}
			}
			same(t, cells(t, peace), data)
		})
	}
}

func TestTheFirewallOfTheDocumentsStopsTheirPart(t *testing.T) {
	const from = 2024
	symbols := meetingsSince(t, from)
	dir := shelf(t, symbols)
	n, data := newNights(), t.TempDir()
	f := newFront(t, startReplay(t, "--meetings", dir, "--waf-after", "6"))
	site := startReplay(t, open(from)...)
	n.documents = f.URL
	code, said := n.run(t, site, data, span(from))
	if code != exitRefused || !strings.Contains(said, "new snapshot: 117 roll calls") || !strings.Contains(said, "challenge") {
		t.Errorf("ended %d, want 4 with the tables made: %s", code, said)
	}
	if bodies, _ := kept(t, data); len(bodies) != 5 || len(f.asked()) != 7 { // robots.txt, five records, the challenge
		t.Errorf("%d meeting records are kept, want five after six requests", len(bodies))
	}
	f.turn(t, startReplay(t, "--meetings", dir))
	if code, said := n.run(t, site, data, span(from)); code != exitDone {
		t.Errorf("the next night ended %d: %s", code, said)
	}
	if bodies, _ := kept(t, data); len(bodies) != len(symbols) || len(accesses(f.asked())) != len(symbols)-5 {
		t.Errorf("%d meeting records, want all %d, each asked for once", len(bodies), len(symbols))
	}
}

func TestRobotsOfTheDocumentsIsObeyed(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	site, documents := startReplay(t, open(2025)...), startReplay(t, "--robots", "User-agent: *\nDisallow: /api/\n", "--log", log)
	data := t.TempDir()
	code, out, errs := command(t, "sync", "--meetings", "--site", site, "--documents", documents, "--data", data, "--delay", "0s")
	if code != exitRefused || !strings.HasPrefix(out, "new snapshot") || !strings.Contains(errs, "robots.txt") || !strings.Contains(errs, strings.TrimPrefix(documents, "http://")) {
		t.Errorf("ended %d, said %q and %q; want 4, a snapshot, and whose robots.txt it was", code, out, errs)
	}
	if l := readLog(t, log); len(l) != 1 || l[0].Path != "/robots.txt" {
		t.Errorf("asked for %v, want robots.txt only", l)
	}
	code, out, errs = command(t, "status", "--routes", "--site", site, "--documents", documents, "--data", data, "--delay", "0s")
	if code != exitDone || !regexp.MustCompile(`(?m)^route meetings +closed .*robots.txt`).MatchString(out) || !strings.Contains(out, "with --meetings also for") {
		t.Errorf("status ended %d: %s%s", code, out, errs)
	}
	// The library's permission is not theirs, and a refusal of the library is not
	// theirs either: what the archive's records name is fetched.
	closed := startReplay(t, "--robots", "User-agent: *\nDisallow: /")
	shelved := startReplay(t, "--meetings", shelf(t, meetingsSince(t, 2025)))
	code, out, errs = command(t, "sync", "--meetings", "--site", closed, "--documents", shelved, "--data", data, "--delay", "0s")
	if bodies, _ := kept(t, data); code != exitRefused || len(bodies) != len(meetingsSince(t, 2025)) {
		t.Errorf("ended %d with %d meeting records: %s%s", code, len(bodies), out, errs)
	}
}

func TestMeetingRecordsThatCameLater(t *testing.T) {
	const from = 2025
	symbols := meetingsSince(t, from)
	late := symbols[len(symbols)/2]
	dir := shelf(t, symbols)
	if err := os.Remove(filepath.Join(dir, fileOf(late))); err != nil {
		t.Fatal(err)
	}
	n, data := newNights(), t.TempDir()
	n.now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) // more than a year after the newest vote of the corpus
	f := newFront(t, startReplay(t, "--meetings", dir))
	site := startReplay(t, open(from)...)
	n.documents = f.URL
	for night, want := range []int{exitFailures, exitFailures, exitDone, exitDone} {
		if code, said := n.run(t, site, data, source.Plan{From: from, To: n.now.Year(), Fresh: night > 0}); code != want {
			t.Errorf("night %d ended %d, want %d: %s", night, code, want, said)
		}
		asked := accesses(f.asked())
		if night == 0 && len(asked) != len(symbols) || night == 3 && len(asked) > 0 {
			t.Errorf("night %d asked for %v", night, asked)
		}
	}
	_, states := kept(t, data)
	if out := statusOf(t, data); states[late] != "quarantined" || !strings.Contains(out, `"meeting_record_missing"`) {
		t.Errorf("%s is %s; the status is %s", late, states[late], out)
	}
	putOnShelf(t, dir, late)
	n.now = n.now.AddDate(3, 0, 0)
	if code, said := n.run(t, site, data, source.Plan{From: from, To: n.now.Year(), Fresh: true}); code != exitDone {
		t.Errorf("after years: ended %d: %s", code, said)
	}
	if _, states := kept(t, data); states[late] != "held" || strings.Contains(statusOf(t, data), "meeting_record_missing") {
		t.Errorf("%s is %s after it came", late, states[late])
	}
}

func statusOf(t *testing.T, data string) string {
	t.Helper()
	code, out, errs := command(t, "status", "--json", "--data", data)
	if code != exitDone {
		t.Fatalf("status ended %d: %s", code, errs)
	}
	return out
}

func TestKilledWithinTheMeetings(t *testing.T) {
	const from = 2024
	exe := program(t)
	symbols := meetingsSince(t, from)
	dir := shelf(t, symbols)
	site := startReplay(t, open(from)...)
	f := newFront(t, startReplay(t, "--meetings", dir))
	data := t.TempDir()
	args := []string{"backfill", "--meetings", "--site", site, "--documents", f.URL, "--data", data, "--from", fmt.Sprint(from), "--delay", "0s"}
	check(t, linkCache(sharedCache(), args))
	var before []string
	for i, at := range []int{1, 5, 2, 20, 9} {
		c := exec.CommandContext(t.Context(), exe, args...)
		started := make(chan struct{})
		kill := func(n int) {
			if <-started; n == at {
				_ = c.Process.Kill() // an end by itself shows in its code
			}
		}
		f.watch([]func(int){kill, nil}[i%2], []func(int){nil, kill}[i%2])
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		close(started)
		if err := c.Wait(); err == nil {
			t.Fatalf("the run that was to be killed at request %d ended before it", at)
		}
		before = append(before, accesses(f.asked())...)
	}
	f.watch(nil, nil)
	if out, err := exec.CommandContext(t.Context(), exe, args...).CombinedOutput(); err != nil {
		t.Fatalf("the last run: %v: %s", err, out)
	}
	all := append(before, accesses(f.asked())...)
	if len(all) > len(symbols)+5 {
		t.Errorf("%d requests for %d meeting records after five kills, want at most one repeated a kill", len(all), len(symbols))
	}
	bodies, _ := kept(t, data)
	if len(bodies) != len(symbols) {
		t.Errorf("%d meeting records, want %d", len(bodies), len(symbols))
	}
}
