package scraper_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper"
	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
)

// ods is a host of meeting records.
type ods struct {
	*httptest.Server
	mu      sync.Mutex
	records map[string]string // bodies, by symbol
	robots  string
	asked   []string // symbols, and the paths of what is no request for one, in order
	times   []time.Time
	clock   *fakeClock
}

// odsAccess is the path of the address by symbol.
const odsAccess = "/api/symbol/access"

func serveODS(t *testing.T, clock *fakeClock, f fault) *ods {
	t.Helper()
	o := &ods{records: map[string]string{}, clock: clock}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		defer o.mu.Unlock()
		name := r.URL.Path
		if name == odsAccess {
			name = r.URL.Query().Get("s")
		}
		o.asked = append(o.asked, name)
		o.times = append(o.times, clock.Now())
		body, ok := o.records[name]
		switch {
		case r.URL.Path == "/robots.txt":
			_, _ = io.WriteString(w, o.robots)
		case f != nil && f(w, r):
		case ok && (name == r.URL.Path || r.URL.Query().Get("l")+r.URL.Query().Get("t") == "enpdf"):
			w.Header().Set("Content-Type", "application/pdf")
			_, _ = io.WriteString(w, body)
		default:
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, "<html><body>There is no document matching your request.</body></html>")
		}
	}))
	t.Cleanup(o.Close)
	return o
}

// take takes the names that were asked for since it was last called, without robots.txt.
func (o *ods) take() (names []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range o.asked {
		if name != "/robots.txt" {
			names = append(names, name)
		}
	}
	o.asked = nil
	return names
}

func record(of string) string { return "%PDF-1.4\n" + of + "\n%%EOF\n" }

// four are meetings as the tables name them; the clock stands at 2026-11-23.
var four = []source.Item{
	{Key: "A/48/PV.46", Dated: "1993-11-01"}, {Key: "S/PV.3756 (Resumption 1)", Dated: "1997-03-21"},
	{Key: "A/81/PV.30", Dated: "2026-11-10"}, {Key: "A/PV.1", Dated: ""},
}

// fetchMeetings is a crawler of a host of meeting records, over an empty archive.
func fetchMeetings(t *testing.T, f fault, held ...string) (*crawler, *ods) {
	t.Helper()
	c, clock := crawl(t, "http://library.invalid", 0)
	o := serveODS(t, clock, f)
	for _, symbol := range held {
		o.records[symbol] = record(symbol)
	}
	c.documents = o.URL
	return c, o
}

func (c *crawler) meetings(ctx context.Context, named []source.Item, fresh bool) (scraper.Report, error) {
	return c.Crawler.Run(ctx, pv.Source{Documents: c.documents, Named: named}, source.Plan{Fresh: fresh})
}

// night lets a day pass and runs with a client of its own.
func night(t *testing.T, c *crawler, o *ods, days int, fresh bool) (scraper.Report, error) {
	t.Helper()
	o.clock.now = o.clock.now.AddDate(0, 0, days)
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Clock: o.clock, Log: c.Log})
	defer c.Client.Close()
	return c.meetings(t.Context(), four, fresh)
}

// meetingStates are the states of all meeting records: "held record".
func meetingStates(t *testing.T, c *crawler) map[string]string {
	t.Helper()
	known, err := c.Archive.Items(t.Context(), pv.SourceName)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range known {
		out[m.Key] = string(m.State) + " " + m.Result
	}
	return out
}

func wantMeetings(t *testing.T, c *crawler, want map[string]string) {
	t.Helper()
	if diff := cmp.Diff(want, meetingStates(t, c)); diff != "" {
		t.Errorf("meeting records (-want +got):\n%s", diff)
	}
}

func TestMeetingsAreFetchedOnce(t *testing.T) {
	c, o := fetchMeetings(t, nil, "A/48/PV.46", "S/PV.3756 (Resumption 1)", "A/81/PV.30", "A/PV.1")
	r, err := c.meetings(t.Context(), four, true)
	if want := (scraper.Report{Route: "votes", Known: 4, Asked: 4, New: 4, Kept: []string{"A/81/PV.30", "S/PV.3756 (Resumption 1)", "A/48/PV.46", "A/PV.1"}}); err != nil || cmp.Diff(want, r) != "" {
		t.Errorf("%+v, %v; want %+v", r, err, want)
	}
	// The newest first, each by its canonical symbol.
	if want := []string{"/robots.txt", "A/81/PV.30", "S/PV.3756 (Resumption 1)", "A/48/PV.46", "A/PV.1"}; !slices.Equal(o.asked, want) {
		t.Errorf("asked for %q, want %q", o.asked, want)
	}
	var got []archive.Document
	if err := c.Archive.Documents(t.Context(), pv.SourceName, []string{pv.Form}, func(docs []archive.Document) error {
		got = append(got, docs...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	d := got[slices.IndexFunc(got, func(d archive.Document) bool { return d.Key == "S/PV.3756 (Resumption 1)" })]
	if len(got) != 4 || d.Status != 200 || d.ContentType != "application/pdf" || string(d.Body) != record(d.Key) || len(d.ContentSHA256) != 64 ||
		d.URL != o.URL+odsAccess+"?s=S%2FPV.3756%20%28Resumption%201%29&l=en&t=pdf" {
		t.Errorf("%d documents, one is %+v", len(got), d)
	}
	o.take()
	if r, err = c.meetings(t.Context(), four, true); err != nil || r.Asked+len(o.take()) != 0 {
		t.Errorf("again: %+v, %v; want nothing asked", r, err)
	}
	if r, err = c.meetings(t.Context(), nil, true); err != nil || r.Asked != 0 {
		t.Errorf("where none is named: %+v, %v", r, err)
	}
}

func TestMeetingsOfAnOldYearThatAreNotThere(t *testing.T) {
	c, o := fetchMeetings(t, nil, "A/48/PV.46")
	for i, want := range []struct {
		later, news, old, absent int
		state                    string
	}{
		{0, 2, 0, 3, "absent absent"}, {0, 0, 0, 0, "absent absent"}, {1, 2, 0, 2, "absent absent"},
		{1, 0, 2, 2, "quarantined absent"}, {0, 0, 0, 0, "quarantined absent"},
	} {
		r, err := night(t, c, o, want.later, true)
		news, old := 0, 0
		for _, f := range r.Failures {
			if news++; f.Old {
				news, old = news-1, old+1
			}
			if f.Key == "" || !strings.Contains(f.Detail, "no document matching") || !strings.Contains(f.URL, odsAccess) {
				t.Errorf("run %d: a failure is %+v", i, f)
			}
		}
		if err != nil || news != want.news || old != want.old || r.Absent != want.absent {
			t.Errorf("run %d: %+v, %v; want %+v", i, r, err, want)
		}
		wantMeetings(t, c, map[string]string{"A/48/PV.46": "held record", "A/81/PV.30": "absent absent", "S/PV.3756 (Resumption 1)": want.state, "A/PV.1": want.state})
	}
	o.take()
	// The young one is tried again within a week, and is there by then.
	o.records["A/81/PV.30"] = record("late")
	r, err := night(t, c, o, 4, false)
	if err != nil || r.New != 1 || !slices.Equal(o.take(), []string{"A/81/PV.30"}) {
		t.Errorf("a week later: %+v, %v; want the young one", r, err)
	}
	// The missing ones are asked for again after years, by a sync.
	if r, err = night(t, c, o, 1000, false); err != nil || r.Asked != 0 {
		t.Errorf("a backfill after years: %+v, %v; want nothing asked", r, err)
	}
	o.records["A/PV.1"] = record("found")
	o.take()
	if r, err = night(t, c, o, 0, true); err != nil || r.New != 1 || r.Unchanged != 2 || len(r.Failures) != 1 || len(o.take()) != 4 {
		t.Errorf("a sync after years: %+v, %v; want one found, two unchanged, one missing still, each asked for once", r, err)
	}
}

func TestReissuesAreNoticed(t *testing.T) {
	c, o := fetchMeetings(t, nil, "A/48/PV.46", "S/PV.3756 (Resumption 1)", "A/81/PV.30", "A/PV.1")
	if _, err := night(t, c, o, 0, true); err != nil {
		t.Fatal(err)
	}
	o.take()
	o.records["A/81/PV.30"] = record("reissued for technical reasons")
	r, err := night(t, c, o, 40, true)
	if err != nil || r.Changed != 1 || r.Asked != 1 || !slices.Equal(o.take(), []string{"A/81/PV.30"}) {
		t.Errorf("after weeks: %+v, %v; want the young one again, changed", r, err)
	}
	r, err = night(t, c, o, 1000, true)
	if err != nil || r.Unchanged != 4 {
		t.Errorf("after years: %+v, %v; want all again, unchanged", r, err)
	}
}

// A night asks for a constant share of what is due, the longest due first.
func TestDueMeetingsAreSpreadOverNights(t *testing.T) {
	c, o := fetchMeetings(t, nil)
	var many []source.Item
	for i := range 70 {
		symbol := fmt.Sprintf("S/PV.%d", i+1)
		many = append(many, source.Item{Key: symbol, Dated: "1950-01-01"})
		o.records[symbol] = record(symbol)
	}
	if _, err := c.meetings(t.Context(), many, true); err != nil {
		t.Fatal(err)
	}
	o.take()
	o.clock.now = o.clock.now.AddDate(4, 0, 0)
	asked := map[string]int{}
	known, err := c.Archive.Items(t.Context(), pv.SourceName)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(known, func(a, b source.Item) int { return a.DueAt.Compare(b.DueAt) })
	for i, want := range []int{30, 30, 10, 0} {
		if r, err := c.meetings(t.Context(), many, true); err != nil || r.Asked != want || r.Unchanged != want {
			t.Errorf("night %d: %+v, %v; want %d asked again", i, r, err, want)
		}
	}
	for i, symbol := range o.take() {
		asked[symbol]++
		if at := slices.IndexFunc(known, func(m source.Item) bool { return m.Key == symbol }); at/30 != i/30 {
			t.Errorf("%s, number %d of what is due, was asked for as number %d", symbol, at, i)
		}
	}
	if len(asked) != 70 {
		t.Errorf("%d records were asked for again, want all 70", len(asked))
	}
}

func TestMeetingsFromDiskAreNotWanted(t *testing.T) {
	c, o := fetchMeetings(t, nil, "A/48/PV.46")
	if _, err := c.Archive.Import(t.Context(), []archive.Document{{Source: pv.SourceName, Key: "A/PV.1", Form: pv.Form, URL: "file:a.pdf", RetrievedAt: o.clock.Now(),
		Body: []byte(record("disk")), ContentSHA256: "x"}}, "import"); err != nil {
		t.Fatal(err)
	}
	if r, err := night(t, c, o, 0, true); err != nil || slices.Contains(o.take(), "A/PV.1") || r.New != 1 {
		t.Errorf("%+v, %v; want the record from disk not asked for", r, err)
	}
	if _, err := night(t, c, o, 1000, true); err != nil || !slices.Contains(o.take(), "A/PV.1") {
		t.Errorf("after years it was not asked for: %v", err)
	}
	wantMeetings(t, c, map[string]string{"A/48/PV.46": "held record", "A/PV.1": "held absent", "A/81/PV.30": "absent absent", "S/PV.3756 (Resumption 1)": "absent absent"})
}

// What came from disk does not prove that the host gives records.
func TestARecordFromDiskIsNoCanary(t *testing.T) {
	c, o := fetchMeetings(t, nil)
	if _, err := c.Archive.Import(t.Context(), []archive.Document{{Source: pv.SourceName, Key: "A/PV.1", Form: pv.Form, URL: "file:a.pdf", RetrievedAt: o.clock.Now(),
		Body: []byte(record("disk")), ContentSHA256: "x"}}, "import"); err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{0, 1000, 1} {
		if _, err := night(t, c, o, days, true); err != nil {
			t.Errorf("after %d days: %v", days, err)
		}
	}
}

func TestOnlyNamedMeetingsAreAskedFor(t *testing.T) {
	c, o := fetchMeetings(t, nil, "A/48/PV.46", "A/81/PV.30")
	if _, err := c.Archive.Want(t.Context(), four...); err != nil {
		t.Fatal(err)
	}
	if r, err := c.meetings(t.Context(), four[:1], true); err != nil || r.New != 1 || !slices.Equal(o.take(), []string{"A/48/PV.46"}) {
		t.Errorf("%+v, %v; want the one that is named", r, err)
	}
}

// When the host says of everything that it is not there, the route has changed.
func TestAbsenceIsNotBelievedOfAHostThatGivesNothing(t *testing.T) {
	c, o := fetchMeetings(t, nil, "A/48/PV.46")
	if _, err := night(t, c, o, 0, true); err != nil {
		t.Fatal(err)
	}
	want := meetingStates(t, c)
	o.take()
	clear(o.records)
	r, err := night(t, c, o, 1, true)
	if !errors.Is(err, source.ErrCheck) || !strings.Contains(err.Error(), "A/48/PV.46") || len(r.Failures) != 0 {
		t.Errorf("%+v, %v; want a failed check that names the record", r, err)
	}
	if got := o.take(); len(got) != 2 { // one that is missing, and the one that was had
		t.Errorf("asked for %v, want no more after the canary", got)
	}
	wantMeetings(t, c, want)
	// A host that never gave one may have none of these: each is named, and none
	// is believed to be missing.
	c, o = fetchMeetings(t, nil)
	for range 5 {
		if r, err = night(t, c, o, 1, true); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.Failures) != 3 || r.Failures[0].Old {
		t.Errorf("after five days of a host that gives nothing: %+v, want three failures that are news", r)
	}
}

func TestRefusalsEndTheMeetings(t *testing.T) {
	challenge := func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("x-amzn-waf-action", "challenge")
		w.WriteHeader(http.StatusAccepted)
		return true
	}
	for name, tc := range map[string]struct {
		robots string
		fault  fault
		asked  int // of the host
		new    int
	}{
		"robots.txt":         {"User-agent: *\nDisallow: /api\n", nil, 0, 0},
		"robots.txt by name": {"User-agent: unvotes\nDisallow: /\n\nUser-agent: *\nAllow: /\n", nil, 0, 0},
		"robots.txt is HTML": {"<html>", nil, 0, 0},
		"a challenge":        {"", challenge, 1, 0},
		"a challenge, second": {"", func(w http.ResponseWriter, r *http.Request) bool {
			return r.URL.Query().Get("s") == "A/48/PV.46" && challenge(w, r)
		}, 3, 2},
	} {
		t.Run(name, func(t *testing.T) {
			c, o := fetchMeetings(t, tc.fault, "A/48/PV.46", "S/PV.3756 (Resumption 1)", "A/81/PV.30", "A/PV.1")
			o.robots = tc.robots
			r, err := c.meetings(t.Context(), four, true)
			if got := o.take(); !errors.Is(err, source.ErrRefused) || len(got) != tc.asked || r.New != tc.new || len(r.Failures) != 0 {
				t.Errorf("%+v, %v after %v; want refused after %d requests", r, err, got, tc.asked)
			}
		})
	}
}

func TestMeetingsBearPassingFaults(t *testing.T) {
	for name, f := range map[string]fault{
		"502": status(502), "429": status(429),
		"cut": func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "%PDF-1.4")
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			seen := map[string]int{}
			c, o := fetchMeetings(t, func(w http.ResponseWriter, r *http.Request) bool {
				seen[r.URL.RawQuery]++
				return seen[r.URL.RawQuery] <= 2 && f(w, r)
			}, "A/48/PV.46", "S/PV.3756 (Resumption 1)", "A/81/PV.30", "A/PV.1")
			if r, err := c.meetings(t.Context(), four, true); err != nil || r.New != 4 || len(o.take()) != 12 {
				t.Errorf("%+v, %v; want four new after three requests each", r, err)
			}
		})
	}
}

func TestMeetingsOfAHostThatIsDown(t *testing.T) {
	c, o := fetchMeetings(t, status(503))
	var many []source.Item
	for i := range 9 {
		many = append(many, source.Item{Key: fmt.Sprintf("S/PV.%d", i), Dated: "1950-01-01"})
	}
	r, err := c.meetings(t.Context(), many, true)
	if !errors.Is(err, source.ErrDown) || len(r.Failures) != 4 || len(o.take()) != 30 {
		t.Errorf("%+v, %v; want down at the fifth", r, err)
	}
	o.Close()
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Clock: o.clock, Log: c.Log})
	if _, err := c.meetings(t.Context(), many, true); !errors.Is(err, source.ErrDown) {
		t.Errorf("without network: %v, want ErrDown", err)
	}
}

func TestWhatComesInPlaceOfAMeeting(t *testing.T) {
	answers := map[string]string{
		"S/PV.1": "<html><body>Welcome</body></html>", "S/PV.2": "%PDF-1.4 without an end", "S/PV.3": "",
		"S/PV.4": "%PDF-1.4" + strings.Repeat("x", 64<<20) + "%%EOF",
		"S/PV.5": record("S/PV.5"),
	}
	var named []source.Item
	for _, symbol := range slices.Sorted(maps.Keys(answers)) {
		named = append(named, source.Item{Key: symbol, Dated: "1950-01-01"})
	}
	c, o := fetchMeetings(t, nil)
	maps.Copy(o.records, answers)
	r, err := c.meetings(t.Context(), named, true)
	if err != nil || r.New != 1 || r.Absent != 0 || len(r.Failures) != 4 {
		t.Errorf("%+v, %v; want one new and four failures", r, err)
	}
	wantMeetings(t, c, map[string]string{"S/PV.1": "failed page", "S/PV.2": "failed cut", "S/PV.3": "failed cut", "S/PV.4": "failed oversize", "S/PV.5": "held record"})
	o.take()
	if _, err = c.meetings(t.Context(), named, false); err != nil || len(o.take()) != 4 {
		t.Errorf("the next run does not ask for the four again: %v", err)
	}
}

func TestMeetingBudgetsAndInterruption(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	c, o := fetchMeetings(t, func(http.ResponseWriter, *http.Request) bool {
		if n++; n == 3 {
			cancel()
		}
		return false
	}, "A/48/PV.46", "S/PV.3756 (Resumption 1)", "A/81/PV.30", "A/PV.1")
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", MaxRequests: 2, Clock: o.clock, Log: c.Log})
	if r, err := c.meetings(ctx, four, true); !errors.Is(err, source.ErrBudget) || r.New != 1 {
		t.Errorf("%+v, %v; want the budget spent after robots.txt and a record", r, err)
	}
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Clock: o.clock, Log: c.Log})
	if r, err := c.meetings(ctx, four, true); !errors.Is(err, context.Canceled) || r.New != 2 {
		t.Errorf("%+v, %v; want the request in flight kept", r, err)
	}
	if r, err := c.meetings(t.Context(), four, true); err != nil || r.New != 1 {
		t.Errorf("%+v, %v; want the last one", r, err)
	}
	if got := o.take(); len(got) != 4 {
		t.Errorf("asked for %v, want each once", got)
	}
}

func TestRedirectsOfMeetings(t *testing.T) {
	clock := newClock()
	other := serveODS(t, clock, nil)
	closed := serveODS(t, clock, nil)
	closed.robots = "User-agent: *\nDisallow: /doc\n"
	for _, o := range []*ods{other, closed} {
		o.records["/doc/a.pdf"] = record("elsewhere")
	}
	for name, tc := range map[string]struct {
		status  int
		to      func(o *ods) string
		state   string
		refused bool
		asked   int // of the host
	}{
		"to a file on the same host":             {302, func(*ods) string { return "/doc/a.pdf#page=2" }, "held record", false, 2},
		"as an address":                          {307, func(o *ods) string { return o.URL + "/doc/a.pdf" }, "held record", false, 2},
		"to another host":                        {301, func(*ods) string { return other.URL + "/doc/a.pdf" }, "held record", false, 1},
		"to another host that does not want us":  {302, func(*ods) string { return closed.URL + "/doc/a.pdf" }, "wanted ", true, 1},
		"to a login":                             {302, func(*ods) string { return "/Account/Login?returnUrl=/" }, "failed login", false, 1},
		"to itself":                              {302, func(*ods) string { return odsAccess + "?s=A/PV.1&l=en&t=pdf" }, "failed redirect", false, 5},
		"to a file that is not there":            {302, func(*ods) string { return "/doc/b.pdf" }, "absent absent", false, 2},
		"to another scheme":                      {302, func(*ods) string { return "file:///etc/passwd" }, "failed redirect", false, 1},
		"with a password":                        {302, func(o *ods) string { return strings.Replace(o.URL, "//", "//a:b@", 1) + "/doc/a.pdf" }, "failed redirect", false, 1},
		"to nowhere":                             {302, func(*ods) string { return "" }, "failed redirect", false, 1},
		"to what is no address":                  {302, func(*ods) string { return "http://[::1" }, "failed redirect", false, 1},
		"a status that only looks like redirect": {304, func(*ods) string { return "/doc/a.pdf" }, "failed redirect", false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var o *ods
			c, o := fetchMeetings(t, func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != odsAccess {
					return false
				}
				w.Header().Set("Location", tc.to(o))
				w.WriteHeader(tc.status)
				return true
			})
			o.records["/doc/a.pdf"] = record("file")
			other.take()
			_, err := c.meetings(t.Context(), four[3:], true)
			if errors.Is(err, source.ErrRefused) != tc.refused || !tc.refused && err != nil {
				t.Errorf("got %v, want refused %v", err, tc.refused)
			}
			wantMeetings(t, c, map[string]string{"A/PV.1": tc.state})
			if got := o.take(); len(got) != tc.asked {
				t.Errorf("asked for %v, want %d requests", got, tc.asked)
			}
		})
	}
	if got := closed.take(); len(got) != 0 {
		t.Errorf("the host that does not want us was asked for %v", got)
	}
}

func TestMeetingsRoute(t *testing.T) {
	for robots, want := range map[string]bool{"User-agent: *\nAllow: /\n": true, "User-agent: *\nDisallow: /api/\n": false, "<html>": false} {
		c, o := fetchMeetings(t, nil)
		o.robots = robots
		r, err := pv.Source{Documents: o.URL}.Routes(t.Context(), c.Client)
		if err != nil || r[0].Name != "meetings" || r[0].Open != want || !strings.Contains(r[0].Note, o.URL) {
			t.Errorf("robots.txt %q: %+v, %v; want open %v and the host named", robots, r, err, want)
		}
	}
}
