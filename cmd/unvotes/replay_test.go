//go:build replay || interop || browser

package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"unvotes/testdata/shared"
)

// startReplay starts the stand-in for the library on a free port of loopback.
func startReplay(t *testing.T, args ...string) (url string) {
	t.Helper()
	script := shared.Path(t, "undl-replay", "undl_replay.py")
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	cmd := exec.CommandContext(ctx, "python3", append([]string{script, "--port", "0", "--run-for", "600"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // killed on purpose
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the replay does not start: %v", err)
	}
	return strings.Fields(line)[0]
}

// truth is a record of the corpus, read here by a reader of its own that shares
// no code with the pipeline.
type truth struct {
	ID         int64
	Title      string
	Agenda     []string
	Resolution *string
	Date       *string  `json:"vote_date"`
	Vote       []string `json:"vote"`
}

func readTruth(t *testing.T) (out []truth) {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(shared.Read(t, "corpus", "undl", "records.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(z); d.More(); {
		var r truth
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// line is a vote as the corpus or the tables have it: member and code as
// printed, and the meaning.
type line struct{ member, code, vote string }

// lines reads the corpus's lines by the rule of the sources' description; the one
// broken line is known.
func (r truth) lines() (out []line) {
	coded := false
	for _, printed := range r.Vote {
		s := strings.TrimSpace(printed)
		l := line{member: s}
		if len(s) > 2 && s[1] == ' ' && strings.ContainsRune("YNAyna", rune(s[0])) {
			l.code, l.member = s[:1], s[2:]
		}
		if r.ID == 669502 && s == "AN PAKISTAN" {
			l = line{member: "PAKISTAN", code: "AN"}
		}
		coded = coded || l.code != ""
		out = append(out, l)
	}
	for i := range out {
		switch {
		case !coded || out[i].code == "AN":
		case out[i].code == "":
			out[i].vote = "non_voting"
		default:
			out[i].vote = map[string]string{"Y": "yes", "N": "no", "A": "abstain"}[strings.ToUpper(out[i].code)]
		}
	}
	return out
}

type callRow struct {
	ID      string   `parquet:"roll_call_id"`
	UNDLID  *int64   `parquet:"undl_id"`
	Date    *int32   `parquet:"date,date"`
	Printed *string  `parquet:"resolution_printed"`
	Title   *string  `parquet:"title_printed"`
	Agenda  []string `parquet:"agenda,list"`
	Issues  []string `parquet:"issues,list"`
	Yes     *int32   `parquet:"yes"`
}

type voteRow struct {
	ID      string  `parquet:"roll_call_id"`
	Line    int32   `parquet:"line"`
	Member  string  `parquet:"member_printed"`
	Vote    *string `parquet:"vote"`
	Printed *string `parquet:"vote_printed"`
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func readTables(t *testing.T, data string) (calls []callRow, votes map[string][]line) {
	t.Helper()
	calls, err := parquet.ReadFile[callRow](filepath.Join(data, "latest", "roll_calls.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := parquet.ReadFile[voteRow](filepath.Join(data, "latest", "votes.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	votes = map[string][]line{}
	for _, r := range rows {
		if int(r.Line) != len(votes[r.ID])+1 {
			t.Fatalf("%s: line %d stands after %d lines", r.ID, r.Line, len(votes[r.ID]))
		}
		votes[r.ID] = append(votes[r.ID], line{r.Member, deref(r.Printed), deref(r.Vote)})
	}
	return calls, votes
}

func TestBackfillEqualsTheCorpus(t *testing.T) {
	want := readTruth(t)
	site := startReplay(t, "--allow-search")
	data := t.TempDir()
	code, out, errs := command(t, "backfill", "--site", site, "--data", data, "--from", "1946", "--to", "2026", "--delay", "0s")
	if code != exitDone {
		t.Fatalf("backfill ended %d: %s", code, errs)
	}
	t.Log(out)
	calls, votes := readTables(t, data)
	byID := map[int64]callRow{}
	for _, c := range calls {
		byID[deref(c.UNDLID)] = c
	}
	if len(calls) != len(want) || len(byID) != len(want) {
		t.Errorf("%d roll calls of %d records, want %d", len(calls), len(byID), len(want))
	}
	lines, wrong := 0, 0
	for _, r := range want {
		lines += len(r.Vote)
		if diff := compare(r, byID[r.ID], votes[byID[r.ID].ID]); diff != "" {
			if wrong++; wrong <= 3 {
				t.Errorf("record %d: %s", r.ID, diff)
			}
		}
		delete(votes, byID[r.ID].ID)
	}
	if wrong > 0 || len(votes) > 0 {
		t.Errorf("%d of %d records wrong, lists of %d invented roll calls", wrong, len(want), len(votes))
	}
	if len(want) == 5998 && lines != 578942 { // the corpus that the project was built on
		t.Errorf("%d lines compared, want 578942", lines)
	}
	broken := byID[669502]
	if !slices.Contains(broken.Issues, "odd_vote_code") {
		t.Errorf("record 669502 has the issues %v, want odd_vote_code among them", broken.Issues)
	}
}

// compare is empty when the record is in the tables as it is in the corpus.
func compare(r truth, c callRow, votes []line) string {
	if c.ID != fmt.Sprintf("undl-%d", r.ID) {
		return fmt.Sprintf("missing; its row is %q", c.ID)
	}
	date := ""
	if c.Date != nil {
		date = time.Unix(int64(*c.Date)*86400, 0).UTC().Format("2006-01-02")
	}
	if date != deref(r.Date) || strings.TrimSpace(deref(c.Printed)) != strings.TrimSpace(deref(r.Resolution)) || deref(c.Title) != strings.TrimSpace(r.Title) {
		return fmt.Sprintf("date %s, symbol %q, title %q; want %s, %q, %q", date, deref(c.Printed), deref(c.Title), deref(r.Date), deref(r.Resolution), r.Title)
	}
	return cmp.Diff(r.lines(), votes, cmp.AllowUnexported(line{}))
}

func TestSyncAgainstTheReplay(t *testing.T) {
	site := startReplay(t, "--allow-search", "--since", "2024-01-01")
	data := t.TempDir()
	t.Setenv("UNVOTES_SITE", site)
	for _, state := range []string{"new snapshot", "unchanged"} {
		code, out, errs := command(t, "sync", "--data", data, "--delay", "0s")
		if code != exitDone || !strings.HasPrefix(out, state) {
			t.Fatalf("sync ended %d with %q, want 0 and %q: %s", code, out, state, errs)
		}
		if first := strings.Contains(errs, "first fill by the library's lists: about 10"); first != (state == "new snapshot") {
			t.Errorf("%s: a first fill was announced: %v: %s", state, first, errs)
		}
	}
}

func TestRobotsForbidsEverything(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	site := startReplay(t, "--robots", "User-agent: *\nDisallow: /", "--log", log)
	data := filepath.Join(t.TempDir(), "data")
	code, out, errs := command(t, "sync", "--site", site, "--data", data, "--delay", "0s")
	if code != exitRefused || out != "" || !strings.Contains(errs, "robots.txt") || !strings.Contains(errs, "--ids") {
		t.Errorf("ended %d, said %q and %q; want 4 and what to do", code, out, errs)
	}
	b, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b, []byte("\n")); n != 1 || !bytes.Contains(b, []byte("/robots.txt")) {
		t.Errorf("%d requests, want robots.txt only:\n%s", n, b)
	}
	if _, err := os.Lstat(filepath.Join(data, "latest")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a latest: %v", err)
	}
}
