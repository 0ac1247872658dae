//go:build replay

package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// What a crawl must bear for years: faults, kills, a firewall, corrections and
// quiet nights, each compared with a crawl that met none of it.

// nights is a clock whose waits cost no time. A crawl begins each run on it at
// the next night.
type nights struct {
	now       time.Time
	documents string // host of the meeting records; "": they are not asked for
	sources   []string
}

func newNights() *nights { return &nights{now: time.Now()} }

func (n *nights) Now() time.Time { return n.now }

func (n *nights) Sleep(ctx context.Context, d time.Duration) error {
	n.now = n.now.Add(max(d, 0))
	return ctx.Err()
}

// run runs a crawl in process, then lets a day pass.
func (n *nights) run(t *testing.T, site, data string, p source.Plan) (code int, said string) {
	t.Helper()
	var out, words bytes.Buffer
	a := &app{stdout: &out, stderr: &words, data: data, log: slog.New(slog.NewTextHandler(&words, nil))}
	if n.documents != "" {
		check(t, linkCache(sharedCache(), []string{"sync", "--meetings", "--data", data}))
	}
	ar, err := archive.Open(t.Context(), a.archivePath())
	if err != nil {
		t.Fatal(err)
	}
	r := &fetchRun{app: a, flags: fetchFlags{hosts: map[string]*string{"site": &site, "catalogue": &site, "ohchr": &site, "documents": &n.documents}, sources: n.sources, form: "page", permission: "the test", meetings: n.documents != ""}, archive: ar, clock: n}
	if p.Fresh {
		r.flags.permission = ""
	}
	err = r.run(t.Context(), "test", p)
	if e := ar.Close(); e != nil {
		t.Fatal(e)
	}
	n.now = n.now.Add(24 * time.Hour)
	return codeOf(t.Context(), err), fmt.Sprintf("%s%serror: %v", out.String(), words.String(), err)
}

// untilDone runs night after night until a run ends with 0, and returns the
// codes before it.
func (n *nights) untilDone(t *testing.T, site, data string, p source.Plan) (codes []int) {
	t.Helper()
	for range 12 {
		code, said := n.run(t, site, data, p)
		if code == exitDone {
			return codes
		}
		codes = append(codes, code)
		t.Logf("night %d ended %d: %s", len(codes), code, said[strings.LastIndex(said, "error: "):])
	}
	t.Fatalf("no night of %v ended 0", codes)
	return nil
}

// span is a backfill of the records since a year.
func span(from int) source.Plan { return source.Plan{From: from, To: time.Now().Year()} }

// everyNight is a sync as cron runs it.
func everyNight() source.Plan {
	return source.Plan{From: undl.FirstYear, To: time.Now().Year(), Fresh: true}
}

// cells are the tables of a dataset but for when the records were fetched, which
// only roll_calls tells: its rows, and the other files' bytes.
func cells(t *testing.T, data string) (out []string) {
	t.Helper()
	for _, table := range []string{"votes", "issues", "adoptions"} {
		b, err := os.ReadFile(filepath.Join(data, "latest", table+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s %x", table, sha256.Sum256(b)))
	}
	rows, err := parquet.ReadFile[any](filepath.Join(data, "latest", "roll_calls.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		m, ok := row.(map[string]any)
		if _, has := m["retrieved_at"]; !ok || !has {
			t.Fatalf("a row of roll_calls is %v", row)
		}
		delete(m, "retrieved_at")
		out = append(out, fmt.Sprint(m)) // a map's keys are printed in order
	}
	return out
}

// same fails the test where the dataset differs from want in a cell.
func same(t *testing.T, want []string, data string) {
	t.Helper()
	if diff := cmp.Diff(want, cells(t, data)); diff != "" {
		t.Fatalf("the dataset differs (-want +got):\n%s", diff)
	}
}

// front stands before the replay under one address, notes what is asked, and
// lets a test stand in the way of a request.
type front struct {
	*httptest.Server
	mu     sync.Mutex
	target *url.URL
	paths  []string // as asked, in order
	// before is called with the number of a request, from 1, before it is
	// answered, and after it once it is; nil: not wanted.
	before, after func(n int)
}

func (f *front) watch(before, after func(n int)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before, f.after = before, after
}

func newFront(t *testing.T, target string) *front {
	t.Helper()
	f := &front{}
	f.turn(t, target)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			f.mu.Lock()
			defer f.mu.Unlock()
			r.SetURL(f.target)
			r.Out.Host = r.In.Host // the replay names its own pages by it
		},
		Transport: &http.Transport{DisableKeepAlives: true}, // the replay writes head and body apart: on a kept connection that waits for an acknowledgement
		ErrorLog:  log.New(io.Discard, "", 0),               // a killed client is meant to be
	}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.paths = append(f.paths, r.URL.RequestURI())
		n, before, after := len(f.paths), f.before, f.after
		f.mu.Unlock()
		if before != nil {
			before(n)
		}
		proxy.ServeHTTP(w, r)
		if after != nil {
			_ = http.NewResponseController(w).Flush() // the client may be gone
			after(n)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

// turn leads the address to another replay.
func (f *front) turn(t *testing.T, target string) {
	t.Helper()
	u, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.target = u
}

// asked takes the paths that were asked for since it was last called.
func (f *front) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	paths := f.paths
	f.paths = nil
	return paths
}

// recordIDs are the records among paths, without the canary, in order.
func recordIDs(paths []string) (ids []int64) {
	for _, p := range paths {
		number, _, _ := strings.Cut(strings.TrimPrefix(p, "/record/"), "?")
		if id, err := strconv.ParseInt(number, 10, 64); err == nil && id != canary {
			ids = append(ids, id)
		}
	}
	return ids
}

// canary is the record that every run reads first.
const canary = 4029442

// open are the flags of a replay that has the records since a year, and opens
// its lists.
func open(from int, faults ...string) []string {
	return append([]string{"--allow-search", "--since", fmt.Sprintf("%d-01-01", from)}, faults...)
}

// faultless are the cells of a crawl that met no fault.
func faultless(t *testing.T, from int) []string {
	t.Helper()
	data := t.TempDir()
	if codes := newNights().untilDone(t, startReplay(t, open(from)...), data, span(from)); len(codes) > 0 {
		t.Fatalf("without faults nights ended %v", codes)
	}
	return cells(t, data)
}

func TestFaultsChangeNoCell(t *testing.T) {
	const from = 2023 // 210 records
	want := faultless(t, from)
	all := []string{"502", "503", "429", "reset", "truncate", "blank", "login", "slow"}
	cases := [][]string{all}
	for _, fault := range all {
		cases = append(cases, []string{fault})
	}
	for _, faults := range cases {
		t.Run(strings.Join(faults, ","), func(t *testing.T) {
			t.Parallel()
			args := open(from, "--slow", "0.2")
			for _, f := range faults {
				args = append(args, "--fault", f+"=0.03")
			}
			data := t.TempDir()
			codes := newNights().untilDone(t, startReplay(t, args...), data, span(from))
			for _, code := range codes {
				if code != exitFailures && code != exitCheck {
					t.Errorf("nights ended %v before the last, want 3 (single records) or 5 (the canary, a list)", codes)
				}
			}
			same(t, want, data)
		})
	}
}

func TestTheFirewallStopsARunAtOnce(t *testing.T) {
	const from = 2024 // 117 records
	want := faultless(t, from)
	for name, faults := range map[string][]string{
		"for good":     {"--waf-after", "60"},
		"now and then": {"--fault", "waf=0.02"},
		"by a page":    {"--fault", "challenge=0.02"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, startReplay(t, open(from, faults...)...))
			n, data := newNights(), t.TempDir()
			var answered []int64 // records that were asked for, but for those that were challenged
			for code := exitRefused; code != exitDone; {
				var said string
				code, said = n.run(t, f.URL, data, span(from))
				paths := f.asked()
				ids := recordIDs(paths)
				switch {
				case code == exitDone:
				case code != exitRefused || !strings.Contains(said, "challenge") || !strings.Contains(said, "import"):
					t.Fatalf("ended %d: %s", code, said)
				case len(recordIDs(paths[len(paths)-1:])) == 1:
					ids = ids[:len(ids)-1]
				}
				if faults[0] == "--waf-after" && code == exitRefused {
					if len(paths) != 61 {
						t.Errorf("%d requests, want the challenged one to be the last, the 61st", len(paths))
					}
					f.turn(t, startReplay(t, open(from)...))
				}
				answered = append(answered, ids...)
			}
			if slices.Sort(answered); len(slices.Compact(slices.Clone(answered))) != len(answered) {
				t.Errorf("records that were held were asked for again: %v", answered)
			}
			same(t, want, data)
		})
	}
}

// corrected fills an archive through a front, then leads it to a replay that
// has the faults of args, and fetches ids by --ids.
func corrected(t *testing.T, ids []int64, args ...string) (data, said string, paths []string) {
	t.Helper()
	f := newFront(t, startReplay(t, open(2025)...))
	n, data := newNights(), t.TempDir()
	n.untilDone(t, f.URL, data, span(2025))
	f.turn(t, startReplay(t, open(2025, args...)...))
	f.asked()
	p := everyNight()
	for _, id := range ids {
		p.Keys = append(p.Keys, strconv.FormatInt(id, 10))
	}
	code, said := n.run(t, f.URL, data, p)
	if code != exitDone && code != exitFailures {
		t.Fatalf("ended %d: %s", code, said)
	}
	return data, said, f.asked()
}

func TestAnEditedVoteShows(t *testing.T) {
	data, said, _ := corrected(t, []int64{4072364}, "--edit", "4072364=ALGERIA:N")
	_, votes := readTables(t, data)
	got := votes["undl-4072364"]
	if i := slices.IndexFunc(got, func(l line) bool { return l.member == "ALGERIA" }); i < 0 || got[i].vote != "no" {
		t.Errorf("Algeria's vote is %+v, want no: %s", got, said)
	}
	if !strings.Contains(said, "changed=1") {
		t.Errorf("the run does not say that a record changed: %s", said)
	}
}

// newer are the roll calls of January 2025.
var newer = []int64{4074024, 4073333, 4072548, 4072364}

// months fills an archive as of the end of 2024, lets a quiet night pass, then
// the site gets another month. It returns what these two nights asked for.
func months(t *testing.T, args ...string) (data string, quiet, busy []string) {
	t.Helper()
	asOf := func(day string) string {
		return startReplay(t, append([]string{"--since", "2024-01-01", "--until", day}, args...)...)
	}
	f := newFront(t, asOf("2024-12-31"))
	n, data := newNights(), t.TempDir()
	night := func(state string) []string {
		t.Helper()
		code, said := n.run(t, f.URL, data, everyNight())
		if code != exitDone || !strings.HasPrefix(said, state) {
			t.Fatalf("ended %d, want 0 and %q: %s", code, state, said)
		}
		return f.asked()
	}
	night("new snapshot: 77 roll calls")
	quiet = night("unchanged: 77 roll calls")
	f.turn(t, asOf("2025-01-31"))
	return data, quiet, night("new snapshot: 81 roll calls")
}

// withoutQueries are the paths alone.
func withoutQueries(paths []string) (out []string) {
	for _, p := range paths {
		p, _, _ = strings.Cut(p, "?")
		out = append(out, p)
	}
	return out
}

func TestANewMonthByLists(t *testing.T) {
	_, quiet, busy := months(t, "--allow-search")
	start := []string{"/robots.txt", fmt.Sprintf("/record/%d", canary)}
	if want := append(start, "/search", "/search"); !slices.Equal(withoutQueries(quiet), want) {
		t.Errorf("a quiet night asked for %v, want %v", quiet, want)
	}
	if got := recordIDs(busy); !slices.Equal(got, newer) {
		t.Errorf("asked for the records %v, want the new ones, the newest first: %v", got, newer)
	}
	if n := len(busy); n > 2+2+2+len(newer) { // a page a body, and the year of each body that changed
		t.Errorf("%d requests: %v", n, busy)
	}
}

func TestANewMonthBySitemaps(t *testing.T) {
	for name, args := range map[string][]string{"with lastmod": nil, "without": {"--no-lastmod"}} {
		t.Run(name, func(t *testing.T) {
			_, quiet, busy := months(t, append(args, "--sitemap-size", "30")...)
			start := []string{"/robots.txt", fmt.Sprintf("/record/%d", canary), "/sitemap_index.xml.gz"}
			if got := withoutQueries(quiet); !slices.Equal(got[:3], start) || len(got) > 4 || len(recordIDs(quiet)) > 0 {
				t.Errorf("a quiet night asked for %v, want %v and at most the newest sitemap", quiet, start)
			}
			if got := recordIDs(busy); !slices.Equal(got, newer) {
				t.Errorf("asked for the records %v, want the new ones, the newest first: %v", got, newer)
			}
			if n := len(busy); n > len(start)+2+len(newer) { // the newest sitemap, and one that is new
				t.Errorf("%d requests: %v", n, busy)
			}
		})
	}
}

func TestWhatIsNoVoteIsAskedForOnce(t *testing.T) {
	f := newFront(t, startReplay(t, "--since", "2025-01-01", "--others", "300", "--sitemap-size", "100"))
	n, data := newNights(), t.TempDir()
	for range 4 {
		if code, said := n.run(t, f.URL, data, everyNight()); code != exitDone {
			t.Fatalf("ended %d: %s", code, said)
		}
	}
	times := map[int64]int{}
	for _, id := range recordIDs(f.asked()) {
		if times[id]++; times[id] == 2 {
			t.Errorf("record %d was asked for twice", id)
		}
	}
	if len(times) < 150 { // some of the 300 fall on one id
		t.Errorf("%d records were asked for, want all that the sitemaps name", len(times))
	}
	if _, votes := readTables(t, data); len(votes) == 0 {
		t.Error("no votes")
	}
}

// program is the real program, built once.
func program(t *testing.T) string {
	t.Helper()
	path, err := builtOnce()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var builtOnce = sync.OnceValues(func() (string, error) {
	dir, err := temporary()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "unvotes")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if out, err := exec.CommandContext(context.Background(), "go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return path, nil
})

// kills is how many times TestKilledAtAnyMoment kills a crawl.
var kills = flag.Int("kills", 8, "how many times the test of kill -9 kills")

func TestKilledAtAnyMoment(t *testing.T) {
	exe := program(t)
	for way, replay := range map[string][]string{"lists": {"--allow-search"}, "sitemaps": {"--others", "200", "--sitemap-size", "50"}} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			killed(t, exe, append(replay, "--since", "2023-01-01")) // 210 records
		})
	}
}

// killed kills a first fill again and again, and compares what comes of it with
// one that was left in peace.
func killed(t *testing.T, exe string, replay []string) {
	t.Helper()
	peace := t.TempDir()
	newNights().untilDone(t, startReplay(t, replay...), peace, everyNight())
	f := newFront(t, startReplay(t, replay...))
	rng := rand.New(rand.NewPCG(1, 2)) // the same moments in each run of the test
	data := t.TempDir()
	args := []string{"sync", "--site", f.URL, "--data", data, "--delay", "0s"}
	var before []string
	after := func(moment string) {
		t.Helper()
		paths := f.asked()
		n := repeated(before, paths)
		if n > 1 {
			t.Errorf("the run after a kill repeated %d requests", n)
		}
		t.Logf("%s: %d requests, %d of them repeated", moment, len(paths), n)
		before = append(before, paths...)
	}
	for i := range *kills {
		c := exec.CommandContext(t.Context(), exe, args...)
		at, phase, later := 3+rng.IntN(4 + 400*(i+1) / *kills / *kills), rng.IntN(3), time.Duration(rng.IntN(3000))*time.Microsecond
		started := make(chan struct{})
		kill := func(n int) {
			if <-started; n == at {
				_ = c.Process.Kill() // it may be done
			}
		}
		f.watch([]func(int){kill, nil, nil}[phase], []func(int){nil, kill, func(n int) { time.AfterFunc(later, func() { kill(n) }) }}[phase])
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		close(started)
		err := c.Wait()
		if err == nil {
			t.Errorf("the run that was to be killed at request %d ended before it", at)
		}
		after(fmt.Sprintf("%v at request %d, %s", err, at, []string{"before its answer", "after it", later.String() + " after it"}[phase]))
	}
	f.watch(nil, nil)
	killedInBuild(t, exe, args)
	after("killed in the build")
	var words bytes.Buffer
	c := exec.CommandContext(t.Context(), exe, args...)
	c.Stderr = &words
	if err := c.Run(); err != nil {
		t.Fatalf("the last run: %v: %s", err, &words)
	}
	after("the last run")
	same(t, cells(t, peace), data)
}

// repeated are how many of the requests were made before, apart from those that
// each sync begins with.
func repeated(before, paths []string) (n int) {
	for _, p := range paths {
		begins := p == "/robots.txt" || strings.HasPrefix(p, "/sitemap_") || strings.HasPrefix(p, fmt.Sprintf("/record/%d?", canary)) ||
			strings.HasPrefix(p, "/search?") && !strings.Contains(p, "fct__3=") // the newest rows of a body's list
		if !begins && slices.Contains(before, p) {
			n++
		}
	}
	return n
}

// killedInBuild runs the program and kills it when the crawl has ended and the
// tables are made.
func killedInBuild(t *testing.T, exe string, args []string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), exe, args...)
	words, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for s := bufio.NewScanner(words); s.Scan(); {
		if strings.Contains(s.Text(), "crawl ended") {
			_ = c.Process.Kill() // it may be done
		}
	}
	_ = c.Wait() // killed on purpose
}

func TestSignalsFinishTheRequestInFlight(t *testing.T) {
	// Under nohup SIGHUP is ignored, and programs inherit that, unless it is caught here.
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(hangups) })
	exe := program(t)
	site := startReplay(t, "--since", "2025-01-01")
	for s, want := range map[syscall.Signal]int{syscall.SIGINT: exitInterrupted, syscall.SIGTERM: exitTerminated, syscall.SIGHUP: exitTerminated} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			f := newFront(t, site)
			dir := t.TempDir()
			list := filepath.Join(dir, "ids")
			if err := os.WriteFile(list, []byte("4074024\n4073333\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			// The delay gives the signal a second to arrive before the next request.
			c := exec.CommandContext(t.Context(), exe, "sync", "--site", f.URL, "--data", dir, "--ids", list, "--delay", "1s")
			var words bytes.Buffer
			c.Stderr = &words
			started := make(chan struct{})
			f.watch(func(n int) {
				if <-started; n == 3 { // after robots.txt and the canary: a record
					_ = c.Process.Signal(s) // an end by itself shows in its code
				}
			}, nil)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			close(started)
			if err := c.Wait(); err == nil || c.ProcessState.ExitCode() != want {
				t.Errorf("ended %d, %v; want %d: %s", c.ProcessState.ExitCode(), err, want, &words)
			}
			if got := recordIDs(f.asked()); !slices.Equal(got, []int64{4074024}) {
				t.Errorf("asked for %v, want the record in flight and no more", got)
			}
			heldOnly(t, dir, "4074024")
		})
	}
}

// heldOnly fails the test unless the archive holds one record.
func heldOnly(t *testing.T, data, id string) {
	t.Helper()
	ar, err := archive.OpenExisting(t.Context(), filepath.Join(data, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := ar.Items(t.Context(), undl.SourceName, source.StateHeld)
	if err = errors.Join(err, ar.Close()); err != nil {
		t.Fatal(err)
	}
	if len(records) != 1 || records[0].Key != id {
		t.Errorf("the archive holds %+v, want record %s", records, id)
	}
}
