package scraper_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"unvotes/cmd/unvotes/demo"
	"unvotes/scraper"
	"unvotes/scraper/archive"
	"unvotes/scraper/marc"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeClock never waits; what was slept moves its time on.
type fakeClock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *fakeClock {
	return &fakeClock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
}

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d > 0 {
		c.now = c.now.Add(d)
		c.slept = append(c.slept, d)
	}
	return ctx.Err()
}

// fault answers a request in the site's place; false lets the site answer.
type fault func(w http.ResponseWriter, r *http.Request) bool

// library is the demo site with a fault before it and a log of the requests.
type library struct {
	*httptest.Server

	mu    sync.Mutex
	paths []string
	now   int // requests in flight
	most  int
	agent string
}

func serve(t *testing.T, f fault) *library {
	t.Helper()
	site := demo.Handler()
	l := &library{}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		l.paths = append(l.paths, r.URL.RequestURI())
		l.agent = r.UserAgent()
		l.now++
		l.most = max(l.most, l.now)
		l.mu.Unlock()
		defer func() {
			l.mu.Lock()
			l.now--
			l.mu.Unlock()
		}()
		if f == nil || !f(w, r) {
			site.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(l.Close)
	return l
}

// canary is the record that every run reads first.
const canary = "/record/4029442"

// isRecord tells requests for records, the canary apart.
func isRecord(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/record/") && r.URL.Path != canary
}

func (l *library) asked(prefix string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range l.paths {
		if strings.HasPrefix(p, prefix) {
			n++
		}
	}
	return n
}

// votes are the ids of the records that the site has.
func (l *library) votes() (ids []string) {
	names, err := fs.Glob(demo.Site, "record/*.html")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		ids = append(ids, strings.TrimSuffix(path.Base(name), ".html"))
	}
	return ids
}

// others are the votes without the canary.
func (l *library) others() []string {
	return slices.DeleteFunc(l.votes(), func(id string) bool { return id == "4029442" })
}

// crawler is a crawler of the library.
type crawler struct {
	scraper.Crawler
	site      string
	documents string
}

func (c *crawler) Run(ctx context.Context, p source.Plan) (scraper.Report, error) {
	return c.Crawler.Run(ctx, undl.Source{Site: c.site}, p)
}

// program runs a source once, as a program of its own with a budget of requests; 0 is
// none.
func (c *crawler) program(t *testing.T, s source.Source, p source.Plan, requests int) (scraper.Report, error) {
	t.Helper()
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Clock: c.Clock, Log: c.Log, MaxRequests: requests})
	return c.Crawler.Run(t.Context(), s, p)
}

// newest returns the newest version of each record of a source, by key.
func (c *crawler) newest(t *testing.T, name string, form marc.Form) map[string]string {
	t.Helper()
	held := map[string]string{}
	err := c.Archive.Documents(t.Context(), name, []string{string(form)}, func(docs []archive.Document) error {
		held[docs[0].Key] = string(docs[len(docs)-1].Body)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// crawl returns a crawler over an empty archive.
func crawl(t *testing.T, site string, delay time.Duration) (*crawler, *fakeClock) {
	t.Helper()
	a, err := archive.Open(t.Context(), filepath.Join(t.TempDir(), "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	clock := newClock()
	log := slog.New(slog.DiscardHandler)
	client := scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Delay: delay, Clock: clock, Log: log})
	t.Cleanup(func() {
		client.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return &crawler{Crawler: scraper.Crawler{Client: client, Archive: a, Clock: clock, Log: log}, site: site}, clock
}

var everything = source.Plan{From: undl.FirstYear, To: 2026}

func states(t *testing.T, c *crawler) map[string]string {
	t.Helper()
	records, err := c.Archive.Items(t.Context(), undl.SourceName)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range records {
		out[r.Key] = string(r.State) + " " + r.Result
	}
	return out
}

func wantStates(ids []string, odd map[string]string) map[string]string {
	out := map[string]string{}
	for _, id := range ids {
		out[id] = "held record"
	}
	for id, s := range odd {
		out[id] = s
	}
	return out
}

func TestRunFetchesEveryRecordOnce(t *testing.T) {
	l := serve(t, nil)
	c, _ := crawl(t, l.URL, 0)
	r, err := c.Run(t.Context(), everything)
	if err != nil {
		t.Fatal(err)
	}
	ids := l.votes()
	if r.New != len(ids) || len(r.Failures) != 0 {
		t.Errorf("report %+v, want %d new", r, len(ids))
	}
	// 454783 has no date: no year's list names it.
	if diff := cmp.Diff(wantStates(ids, nil), states(t, c)); diff != "" {
		t.Errorf("frontier (-want +got):\n%s", diff)
	}
	if l.paths[0] != "/robots.txt" || l.asked("/robots.txt") != 1 || l.asked("/record/") != len(ids) || l.most != 1 || l.agent != "unvotes/test" {
		t.Errorf("asked first for %s, %d times for robots.txt, %d for records, %d at a time, as %q", l.paths[0], l.asked("/robots.txt"), l.asked("/record/"), l.most, l.agent)
	}
	before := l.asked("/record/")
	if r, err = c.Run(t.Context(), everything); err != nil || r.New+r.Asked != 0 || l.asked("/record/") != before+1 {
		t.Errorf("second run: %+v, %v; want the canary only", r, err)
	}
}

func status(code int) fault {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(code)
		return true
	}
}

func TestAnswersThatAreNoRecord(t *testing.T) {
	type answer struct {
		status   int
		location string
		body     string
	}
	answers := map[string]answer{
		"1": {410, "", "<html><body>The record has been deleted.</body></html>"},
		"2": {301, "/record/4029442", ""},
		"3": {404, "", ""},
		"4": {302, "/youraccount/login", ""},
		"5": {200, "", `<html><head><link rel="canonical" href="https://digitallibrary.un.org/record/5"></head><body><div id='details-collapse'></div></body></html>`},
		"6": {200, "", "<html><body>"},
		"7": {200, "", "<html><body><p>Requested record does not seem to exist.</p></body></html>"},
		"8": {200, "", "<html><body>" + strings.Repeat("<p>x</p>", 2<<20) + "</body></html>"},
	}
	l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		a, ok := answers[strings.TrimPrefix(r.URL.Path, "/record/")]
		if !ok {
			return false
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if a.location != "" {
			w.Header().Set("Location", a.location)
		}
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
		return true
	})
	c, _ := crawl(t, l.URL, 0)
	r, err := c.Run(t.Context(), source.Plan{Keys: []string{"1", "2", "3", "4", "5", "6", "7", "8"}})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"1": "deleted deleted", "2": "merged merged", "3": "failed unknown_record", "4": "failed login", "5": "failed blank", "6": "failed cut",
		"7": "failed unknown_record", "8": "failed oversize", "4029442": "held record",
	}
	if diff := cmp.Diff(want, states(t, c)); diff != "" {
		t.Errorf("frontier (-want +got):\n%s", diff)
	}
	if len(r.Failures) != 8 {
		t.Errorf("%d failures are named, want 8: %+v", len(r.Failures), r.Failures)
	}
}

func TestAShortListIsAnError(t *testing.T) {
	l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		q := r.URL.Query()
		if q.Get("fct__3") != "1950" || q.Get("fct__2") != undl.GeneralAssembly {
			return false
		}
		rec := httptest.NewRecorder()
		demo.Handler().ServeHTTP(rec, r)
		_, _ = io.WriteString(w, strings.ReplaceAll(rec.Body.String(), "<strong>2</strong>", "<strong>3</strong>"))
		return true
	})
	c, _ := crawl(t, l.URL, 0)
	r, err := c.Run(t.Context(), everything)
	if !errors.Is(err, source.ErrCheck) || len(r.Short) == 0 || !strings.Contains(r.Short[0], "General Assembly/1950") {
		t.Errorf("got %v, short %v; want a failed check that names the slice", err, r.Short)
	}
	if r.New != len(l.votes()) {
		t.Errorf("%d new, want all %d that were listed", r.New, len(l.votes()))
	}
}

func TestInterruptionFinishesTheRequestInFlight(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	l := serve(t, func(_ http.ResponseWriter, r *http.Request) bool {
		if isRecord(r) {
			if n++; n == 3 {
				cancel()
			}
		}
		return false
	})
	c, _ := crawl(t, l.URL, 0)
	r, err := c.Run(ctx, source.Plan{Keys: l.others()})
	if !errors.Is(err, context.Canceled) || r.New != 3 || n != 3 {
		t.Fatalf("report %+v, %v after %d records; want the third kept", r, err, n)
	}
	if r, err = c.Run(t.Context(), everything); err != nil || r.New != len(l.votes())-3 {
		t.Errorf("next run: %+v, %v; want the other %d", r, err, len(l.votes())-3)
	}
}
