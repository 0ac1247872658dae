package scraper_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unvotes/scraper"
	"unvotes/scraper/source"
)

// How hosts are asked: what a server's log of requests shows.

func TestDelayIsKeptWithJitter(t *testing.T) {
	l := serve(t, nil)
	c, clock := crawl(t, l.URL, 5*time.Second)
	began := clock.Now()
	if _, err := c.Run(t.Context(), source.Plan{Keys: l.votes()}); err != nil {
		t.Fatal(err)
	}
	n := time.Duration(len(l.paths) - 1)
	if spent := clock.Now().Sub(began); spent < n*5*time.Second || spent > n*6250*time.Millisecond {
		t.Errorf("%d requests took %v, want 5 s to 6.25 s between two", len(l.paths), spent)
	}
}

func TestRobots(t *testing.T) {
	for _, tc := range []struct {
		name    string
		status  int
		ctype   string
		body    string
		refused bool
		asked   int // requests at most, robots.txt included; 0: any
	}{
		{"forbids everything", 200, "text/plain", "User-agent: *\nDisallow: /\n", true, 1},
		{"forbids search and sitemaps", 200, "text/plain", "User-agent: *\nDisallow: /search\nDisallow: /sitemap\nDisallow: /record/4029442\n", true, 1},
		{"forbids us by name", 200, "text/plain", "User-agent: unvotes\nDisallow: /\n\nUser-agent: *\nAllow: /\n", true, 1},
		{"forbids others", 200, "text/plain", "User-agent: other\nDisallow: /\n", false, 0},
		{"is not there", 404, "text/html", "<html>none</html>", false, 0},
		{"is gone", 410, "text/plain", "", false, 0},
		{"is a page", 200, "text/html", "<html><body>Welcome</body></html>", true, 1},
		{"is a page in disguise", 200, "text/plain", " <html><body>Welcome</body></html>", true, 1},
		{"is forbidden", 403, "text/plain", "no", true, 1},
		{"is a challenge", 202, "text/plain", "", true, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != "/robots.txt" {
					return false
				}
				w.Header().Set("Content-Type", tc.ctype)
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
				return true
			})
			c, _ := crawl(t, l.URL, 0)
			_, err := c.Run(t.Context(), everything)
			if errors.Is(err, source.ErrRefused) != tc.refused || !tc.refused && err != nil {
				t.Errorf("got %v, want refused %v", err, tc.refused)
			}
			if tc.asked > 0 && len(l.paths) != tc.asked {
				t.Errorf("asked for %v, want robots.txt only", l.paths)
			}
		})
	}
}

func TestCrawlDelayOfRobotsIsAFloor(t *testing.T) {
	l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/robots.txt" {
			_, _ = io.WriteString(w, "User-agent: *\nCrawl-delay: 10\n")
		}
		return r.URL.Path == "/robots.txt"
	})
	c, clock := crawl(t, l.URL, time.Second)
	began := clock.Now()
	if _, err := c.Run(t.Context(), source.Plan{Keys: l.votes()[:3]}); err != nil {
		t.Fatal(err)
	}
	// Robots.txt asks for it, so the canary waits for it too.
	if spent := clock.Now().Sub(began); spent < 20*time.Second {
		t.Errorf("three records took %v, want 20 s or more", spent)
	}
}

func TestPassingFaultsAreAskedAgain(t *testing.T) {
	for name, f := range map[string]fault{
		"502": status(502), "503": status(503), "429": status(429),
		"reset": func(w http.ResponseWriter, _ *http.Request) bool {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_ = conn.Close()
			}
			return true
		},
		"cut": func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "<html>")
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			seen := map[string]int{}
			l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
				seen[r.URL.Path]++
				return isRecord(r) && seen[r.URL.Path] <= 2 && f(w, r)
			})
			c, _ := crawl(t, l.URL, 0)
			r, err := c.Run(t.Context(), source.Plan{Keys: l.others()[:2]})
			if err != nil || r.New != 2 || l.asked("/record/") != 7 {
				t.Errorf("report %+v, %v after %d requests; want 2 new after 6 and the canary", r, err, l.asked("/record/"))
			}
		})
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	clock := newClock()
	for _, value := range []string{"120", clock.Now().Add(2 * time.Minute).Format(http.TimeFormat)} {
		first := true
		l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
			if !isRecord(r) || !first {
				return false
			}
			first = false
			w.Header().Set("Retry-After", value)
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		})
		c, clock := crawl(t, l.URL, 0)
		if _, err := c.Run(t.Context(), source.Plan{Keys: l.others()[:1]}); err != nil {
			t.Fatal(err)
		}
		if len(clock.slept) != 1 || clock.slept[0] < 119*time.Second {
			t.Errorf("Retry-After %q: slept %v, want about two minutes", value, clock.slept)
		}
	}
}

func TestChallengeStopsAtOnce(t *testing.T) {
	page := `<html><head><script src="https://0.token.awswaf.com/0/0/challenge.js"></script></head><body></body></html>`
	for name, f := range map[string]fault{
		"202": func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("x-amzn-waf-action", "challenge")
			w.WriteHeader(http.StatusAccepted)
			return true
		},
		"page": func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, page)
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := 0
			l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
				if isRecord(r) {
					n++
				}
				return n == 3 && isRecord(r) && f(w, r)
			})
			c, _ := crawl(t, l.URL, 0)
			r, err := c.Run(t.Context(), source.Plan{Keys: l.others()})
			if !errors.Is(err, source.ErrRefused) || r.New != 2 || n != 3 {
				t.Errorf("report %+v, %v after %d records; want refused after 3", r, err, n)
			}
		})
	}
}

func TestASiteThatIsDownEndsTheRun(t *testing.T) {
	l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		return isRecord(r) && status(503)(w, r)
	})
	c, _ := crawl(t, l.URL, 0)
	r, err := c.Run(t.Context(), source.Plan{Keys: l.others()})
	if !errors.Is(err, source.ErrDown) || len(r.Failures) != 4 {
		t.Errorf("got %v with %d failures, want down at the fifth", err, len(r.Failures))
	}
}

func TestNoNetwork(t *testing.T) {
	l := serve(t, nil)
	l.Close()
	c, _ := crawl(t, l.URL, 5*time.Second)
	if _, err := c.Run(t.Context(), everything); !errors.Is(err, source.ErrDown) {
		t.Errorf("got %v, want ErrDown", err)
	}
	if got := states(t, c); len(got) != 0 {
		t.Errorf("frontier %v, want none", got)
	}
}

// The library's permission to search is not the other host's.
func TestAllowSearchIsForOneHost(t *testing.T) {
	clock := newClock()
	o := serveODS(t, clock, nil)
	o.robots = "User-agent: *\nDisallow: /search\n"
	for site, want := range map[string]bool{"http://library.invalid": false, o.URL: true} {
		c := scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", AllowSearch: site, Clock: clock, Log: slog.New(slog.DiscardHandler)})
		open, err := c.Allows(t.Context(), o.URL+"/search?x=y")
		c.Close()
		if err != nil || open != want {
			t.Errorf("with the permission of %s: open %v, %v", site, open, err)
		}
	}
}

func TestTheHostOfTheMeetingsHasAPaceOfItsOwn(t *testing.T) {
	c, o := fetchMeetings(t, nil, "A/48/PV.46", "S/PV.3756 (Resumption 1)", "A/81/PV.30", "A/PV.1")
	o.robots = "User-agent: *\nCrawl-delay: 20\n"
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Delay: 5 * time.Second, Clock: o.clock, Log: c.Log})
	if _, err := c.meetings(t.Context(), four, true); err != nil {
		t.Fatal(err)
	}
	for i := 2; i < len(o.times); i++ {
		if d := o.times[i].Sub(o.times[i-1]); d < 20*time.Second {
			t.Errorf("request %d came %v after the one before, want 20 s", i, d)
		}
	}
	// Another host waits for itself: for its robots.txt, then while this one waited.
	l := serve(t, nil)
	for i, tc := range []struct {
		address string
		least   time.Duration
	}{{l.URL + canary, 5 * time.Second}, {o.URL + "/a", 13 * time.Second}, {l.URL + canary, 0}, {l.URL + canary, 5 * time.Second}} {
		began := o.clock.Now()
		if _, err := c.Client.Get(t.Context(), tc.address, 1<<20); err != nil {
			t.Fatal(err)
		}
		if waited := o.clock.Now().Sub(began); waited < tc.least || waited > tc.least+12*time.Second || tc.least == 0 && waited > 0 {
			t.Errorf("request %d, of %s, waited %v", i, tc.address, waited)
		}
	}
}

// times is a server that notes when it was asked for what, by the clock of the
// test.
type times struct {
	*httptest.Server
	clock *fakeClock
	mu    sync.Mutex
	paths []string
	at    []time.Time
}

func serveTimes(t *testing.T, clock *fakeClock, f http.HandlerFunc) *times {
	t.Helper()
	s := &times{clock: clock}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.paths, s.at = append(s.paths, r.URL.Path), append(s.at, clock.Now())
		s.mu.Unlock()
		f(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// least returns the least time between two requests.
func (s *times) least() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	least := time.Duration(1 << 62)
	for i := 1; i < len(s.at); i++ {
		least = min(least, s.at[i].Sub(s.at[i-1]))
	}
	return least
}

func reset(w http.ResponseWriter) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = conn.Close()
	}
}

// net/http repeats a request on a kept connection that was reset, at once and
// uncounted: every repetition must be ours.
func TestResetsAreRepeatedAtThePace(t *testing.T) {
	for name, config := range map[string]scraper.Config{"by flag": {Delay: 5 * time.Second}, "by robots.txt": {}} {
		n := 0
		clock := newClock()
		s := serveTimes(t, clock, func(w http.ResponseWriter, r *http.Request) {
			switch n++; {
			case r.URL.Path == "/robots.txt":
				_, _ = io.WriteString(w, "User-agent: *\nCrawl-delay: 5\n")
			case n%3 == 2:
				reset(w)
			}
		})
		config.UserAgent, config.Clock, config.Log = "unvotes/test", clock, slog.New(slog.DiscardHandler)
		c := scraper.NewClient(config)
		for range 6 {
			if _, err := c.Get(t.Context(), s.URL+"/x", 1<<10); err != nil {
				t.Fatal(err)
			}
		}
		c.Close()
		if s.least() < 5*time.Second || len(s.paths) != c.Requests() || len(s.paths) != 10 {
			t.Errorf("a delay %s: %d requests, %d of them counted, the least gap %v; want 10, each counted, 5 s apart", name, len(s.paths), c.Requests(), s.least())
		}
	}
}

// Each run has a client of its own over one archive, as after a kill.
func TestThePaceHoldsAcrossRestarts(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveTimes(t, clock, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "User-agent: *\nDisallow: /no\n")
	})
	for range 4 {
		client := scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Delay: 5 * time.Second, Hosts: c.Archive, Clock: clock, Log: c.Log})
		if _, err := client.Get(t.Context(), s.URL+"/x", 1<<10); err != nil {
			t.Fatal(err)
		}
		client.Close()
		clock.now = clock.now.Add(time.Second) // what a start takes
	}
	if len(s.paths) != 8 || s.least() < 5*time.Second {
		t.Errorf("asked for %v, the least gap %v; want robots.txt and a page each time, 5 s apart", s.paths, s.least())
	}
}

func TestRetryAfterHoldsAcrossRestarts(t *testing.T) {
	began := newClock().Now()
	for name, tc := range map[string]struct {
		value   string
		refused bool
		until   time.Duration // when it is asked again, after the answer
	}{
		"an hour":         {"3600", false, time.Hour},
		"a date":          {began.Add(2 * time.Hour).Format(http.TimeFormat), false, 2 * time.Hour},
		"a day":           {"86400", false, 24 * time.Hour},
		"more than a day": {"86401", true, 0},
		"31 years":        {"1000000000", true, 0},
		"for ever":        {"999999999999999999", true, 0},
		"before now":      {began.Add(-time.Hour).Format(http.TimeFormat), false, 0},
		"nonsense":        {"soon", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, clock := crawl(t, "", 0)
			busy := true
			s := serveTimes(t, clock, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/robots.txt" && busy {
					busy = false
					w.Header().Set("Retry-After", tc.value)
					w.WriteHeader(http.StatusTooManyRequests)
				}
			})
			config := scraper.Config{UserAgent: "unvotes/test", MaxRequests: 2, Hosts: c.Archive, Clock: clock, Log: c.Log}
			_, err := scraper.NewClient(config).Get(t.Context(), s.URL+"/x", 1<<10)
			if want := source.ErrBudget; !tc.refused && !errors.Is(err, want) {
				t.Fatalf("got %v, want the budget spent", err)
			}
			config.MaxRequests = 0
			_, err = scraper.NewClient(config).Get(t.Context(), s.URL+"/x", 1<<10)
			if errors.Is(err, source.ErrRefused) != tc.refused || !tc.refused && err != nil {
				t.Errorf("the next run: %v, want refused %v", err, tc.refused)
			}
			if tc.refused {
				if len(s.at) != 2 {
					t.Errorf("asked for %v, want nothing after the refusal", s.paths)
				}
				return
			}
			if wait := s.at[2].Sub(s.at[1]); wait < tc.until {
				t.Errorf("asked again after %v, want %v", wait, tc.until)
			}
		})
	}
}

// A host is one host however a redirect spells it: one robots.txt, one pace.
func TestAHostIsOneHost(t *testing.T) {
	clock := newClock()
	var s *times
	s = serveTimes(t, clock, func(w http.ResponseWriter, r *http.Request) {
		if to, ok := map[string]string{"/a": "LOCALHOST", "/b": "LocalHost"}[r.URL.Path]; ok {
			_, port, _ := strings.Cut(strings.TrimPrefix(s.URL, "http://"), ":")
			w.Header().Set("Location", "http://"+to+":"+port+map[string]string{"/a": "/b", "/b": "/c"}[r.URL.Path])
			w.WriteHeader(http.StatusFound)
		}
	})
	c := scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Delay: 5 * time.Second, Clock: clock, Log: slog.New(slog.DiscardHandler)})
	defer c.Close()
	if _, err := c.Follow(t.Context(), strings.Replace(s.URL, "127.0.0.1", "localhost", 1)+"/a", 1<<10); err != nil {
		t.Fatal(err)
	}
	if want := []string{"/robots.txt", "/a", "/b", "/c"}; !slices.Equal(s.paths, want) || s.least() < 5*time.Second {
		t.Errorf("asked for %v, the least gap %v; want %v, 5 s apart", s.paths, s.least(), want)
	}
}

func TestAnAbsurdCrawlDelayRefusesUs(t *testing.T) {
	for value, refused := range map[string]bool{"0.5": false, "86400": false, "86401": true, "1e9": true, "1000000000000": true, "-1": false, "NaN": false, "Inf": true} {
		clock := newClock()
		s := serveTimes(t, clock, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "User-agent: *\nCrawl-delay: "+value+"\n")
		})
		c := scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Clock: clock, Log: slog.New(slog.DiscardHandler)})
		_, err := c.Get(t.Context(), s.URL+"/x", 1<<10)
		c.Close()
		if errors.Is(err, source.ErrRefused) != refused || !refused && err != nil || refused && len(s.paths) != 1 {
			t.Errorf("Crawl-delay %s: %v after %v, want refused %v", value, err, s.paths, refused)
		}
	}
}
