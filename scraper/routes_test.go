package scraper_test

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unvotes/cmd/unvotes/demo"
	"unvotes/scraper"
	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

func TestCanary(t *testing.T) {
	edit := func(from, to string) fault {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != canary {
				return false
			}
			rec := httptest.NewRecorder()
			demo.Handler().ServeHTTP(rec, r)
			_, _ = io.WriteString(w, strings.ReplaceAll(rec.Body.String(), from, to))
			return true
		}
	}
	for name, f := range map[string]fault{
		"another vote":     edit("Y AFGHANISTAN", "N AFGHANISTAN"),
		"another date":     edit(">2023-12-07<", ">2023-12-08<"),
		"another symbol":   edit("A/RES/78/76<", "A/RES/78/77<"),
		"another form":     edit("metadata-row", "record-row"),
		"without its rows": edit("details-collapse", "more"),
	} {
		t.Run(name, func(t *testing.T) {
			l := serve(t, f)
			c, _ := crawl(t, l.URL, 0)
			_, err := c.Run(t.Context(), everything)
			if !errors.Is(err, source.ErrCheck) || !strings.Contains(err.Error(), "canary") {
				t.Errorf("got %v, want a failed check that names the canary", err)
			}
			if n := l.asked("/search"); n != 0 {
				t.Errorf("asked for %d lists after that", n)
			}
		})
	}
}

func TestBudgets(t *testing.T) {
	l := serve(t, nil)
	c, clock := crawl(t, l.URL, 0)
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", MaxRequests: 9, Clock: clock, Log: c.Log})
	r, err := c.Run(t.Context(), source.Plan{Keys: l.others()})
	if !errors.Is(err, source.ErrBudget) || r.New != 7 || len(l.paths) != 9 {
		t.Errorf("got %v, %d new after %d requests; want the budget spent after 9", err, r.New, len(l.paths))
	}
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Delay: time.Second, MaxDuration: 10 * time.Second, Clock: clock, Log: c.Log})
	began := clock.Now()
	if _, err = c.Run(t.Context(), everything); !errors.Is(err, source.ErrBudget) || clock.Now().Sub(began) > 10*time.Second {
		t.Errorf("got %v after %v, want the budget of 10 s spent", err, clock.Now().Sub(began))
	}
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Clock: clock, Log: c.Log})
	if r, err = c.Run(t.Context(), everything); err != nil || r.New != len(l.votes())-7 {
		t.Errorf("the next run: %+v, %v; want the other %d", r, err, len(l.votes())-7)
	}
}

func TestAKilledWalkGoesOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	l := serve(t, func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/search" {
			if n++; n == 50 {
				cancel()
			}
		}
		return false
	})
	c, _ := crawl(t, l.URL, 0)
	if _, err := c.Run(ctx, everything); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if _, err := c.Run(t.Context(), everything); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, p := range l.paths {
		if strings.HasPrefix(p, "/search") {
			seen[p]++
		}
	}
	for p, times := range seen {
		if times > 1 {
			t.Errorf("%s was asked for %d times", p, times)
		}
	}
}

func TestAQuietNightByLists(t *testing.T) {
	l := serve(t, nil)
	c, clock := crawl(t, l.URL, 0)
	p := everything
	p.Fresh = true
	if r, err := c.Run(t.Context(), p); err != nil || r.New != len(l.votes()) {
		t.Fatalf("first fill: %+v, %v", r, err)
	}
	before := len(l.paths)
	clock.now = clock.now.Add(24 * time.Hour)
	c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Clock: clock, Log: c.Log})
	if r, err := c.Run(t.Context(), p); err != nil || r.Asked != 0 {
		t.Fatalf("quiet night: %+v, %v", r, err)
	}
	night := l.paths[before:]
	if len(night) != 4 || night[0] != "/robots.txt" || !strings.HasPrefix(night[1], canary) || !strings.HasPrefix(night[2], "/search") || !strings.HasPrefix(night[3], "/search") {
		t.Errorf("a quiet night asked for %v, want robots.txt, the canary and one list page a body", night)
	}
}

func TestDueRecordsAreAskedAgain(t *testing.T) {
	l := serve(t, nil)
	c, clock := crawl(t, l.URL, 0)
	p := everything
	p.Fresh = true
	if _, err := c.Run(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	clock.now = clock.now.AddDate(3, 0, 0)
	p.To = 2029
	r, err := c.Run(t.Context(), p)
	if err != nil || r.Asked != len(l.votes()) || r.Unchanged != r.Asked || r.New+r.Changed != 0 {
		t.Errorf("after three years: %+v, %v; want all %d asked again and unchanged", r, err, len(l.votes()))
	}
}

// withSitemaps adds sitemaps to the demo site, and closes its search.
func withSitemaps(t *testing.T, sitemaps *map[string]string, others ...string) *library {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		id := strings.TrimPrefix(r.URL.Path, "/record/")
		body, ok := (*sitemaps)[r.URL.Path]
		switch {
		case r.URL.Path == "/robots.txt":
			_, _ = io.WriteString(w, "User-agent: *\nDisallow: /search\nDisallow: /rss\nDisallow: /record/*/export/*\nSitemap: http://"+r.Host+"/sitemap_index.xml.gz\n")
		case ok:
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "HOST", "http://"+r.Host))
		case slices.Contains(others, id):
			w.Header().Set("Content-Type", "text/html")
			_, _ = fmt.Fprintf(w, `<html><head><link rel="canonical" href="https://digitallibrary.un.org/record/%s"></head><body><div id='details-collapse'>`+
				`<div class='metadata-row'><span class='title'>Title</span><span class='value'>A letter</span></div>`+
				`<div class='metadata-row'><span class='title'>Collections</span><span class='value'>Resource Type</span></div></div></body></html>`, id)
		default:
			return false
		}
		return true
	})
}

type entry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

func index(files ...entry) string {
	return marshal(struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Sitemap []entry  `xml:"sitemap"`
	}{Sitemap: files})
}

func urlset(mod string, ids ...string) string {
	var urls []entry
	for _, id := range ids {
		urls = append(urls, entry{"HOST/record/" + id, mod}, entry{"HOST/record/" + id + "/files/a.pdf", mod})
	}
	return marshal(struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URL     []entry  `xml:"url"`
	}{URL: urls})
}

func marshal(v any) string {
	b, err := xml.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func TestSitemaps(t *testing.T) {
	const old = "2024-01-19T11:06:28Z"
	sitemaps := map[string]string{}
	l := withSitemaps(t, &sitemaps, "11", "12", "9000001")
	ids := slices.SortedFunc(slices.Values(l.votes()), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	half := len(ids) / 2
	sitemaps["/sitemap_index.xml.gz"] = index(entry{"HOST/sitemap_01.xml.gz", old}, entry{"HOST/sitemap_02.xml.gz", old}, entry{"https://elsewhere.test/sitemap_03.xml.gz", old})
	sitemaps["/sitemap_01.xml.gz"] = urlset(old, append([]string{"11", "12"}, ids[:half]...)...)
	sitemaps["/sitemap_02.xml.gz"] = urlset(old, append(slices.Clone(ids[half:]), "9000001")...)
	c, clock := crawl(t, l.URL, 0)
	p := everything
	p.Fresh = true
	again := func(name string, want scraper.Report, paths ...string) {
		t.Helper()
		clock.now = clock.now.Add(24 * time.Hour)
		c.Client = scraper.NewClient(scraper.Config{UserAgent: "unvotes/test", Clock: clock, Log: c.Log})
		before := len(l.paths)
		r, err := c.Run(t.Context(), p)
		if err != nil || r.New != want.New || r.Changed != want.Changed || r.Unchanged != want.Unchanged || r.NotVotes != want.NotVotes || len(r.Failures) != 0 {
			t.Errorf("%s: %+v, %v; want %+v", name, r, err, want)
		}
		if night := l.paths[before:]; len(paths) > 0 && !slices.Equal(night, append([]string{"/robots.txt", canary + "?ln=en"}, paths...)) {
			t.Errorf("%s: asked for %v, want %v", name, night, paths)
		}
	}
	again("first", scraper.Report{New: len(ids), NotVotes: 3})
	if n := l.asked("/search"); n != 0 {
		t.Errorf("asked %d times for the forbidden search", n)
	}
	again("a quiet night", scraper.Report{}, "/sitemap_index.xml.gz", "/sitemap_02.xml.gz")
	sitemaps["/sitemap_index.xml.gz"] = index(entry{"HOST/sitemap_01.xml.gz", "2026-11-25T01:00:00Z"}, entry{"HOST/sitemap_02.xml.gz", old})
	sitemaps["/sitemap_01.xml.gz"] = strings.Replace(urlset(old, ids[:half]...), old, "2026-11-25T01:00:00Z", 1)
	again("one is changed, says the sitemap", scraper.Report{Unchanged: 1}, "/sitemap_index.xml.gz", "/sitemap_02.xml.gz", "/sitemap_01.xml.gz", "/record/"+ids[0]+"?ln=en")
	seen := map[string]int{}
	for _, path := range l.paths {
		seen[path]++
	}
	for _, id := range []string{"11", "12", "9000001"} {
		if n := seen["/record/"+id+"?ln=en"]; n != 1 {
			t.Errorf("%s, which is no vote, was asked for %d times", id, n)
		}
	}
	sitemaps["/sitemap_index.xml.gz"] = index(entry{"https://elsewhere.test/sitemap_03.xml.gz", old})
	clock.now = clock.now.Add(24 * time.Hour)
	if _, err := c.Run(t.Context(), p); !errors.Is(err, source.ErrCheck) {
		t.Errorf("an index without sitemaps of the site: %v, want a failed check and not nothing new", err)
	}
}

// The host decides how many files its index names; the crawl how many it reads.
func TestSitemapsAreBounded(t *testing.T) {
	sitemaps := map[string]string{}
	l := withSitemaps(t, &sitemaps)
	var files []entry
	for i := range 1001 {
		files = append(files, entry{Loc: fmt.Sprintf("HOST/sitemap_%d.xml.gz", i)})
	}
	sitemaps["/sitemap_index.xml.gz"] = index(files...)
	c, _ := crawl(t, l.URL, 0)
	if _, err := c.Run(t.Context(), everything); !errors.Is(err, source.ErrCheck) || l.asked("/sitemap_1") != 0 {
		t.Errorf("%v after %d files, want a failed check", err, l.asked("/sitemap_1"))
	}
}

func TestVanishedRecordsAreRemembered(t *testing.T) {
	gone := ""
	l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/record/"+gone {
			return false
		}
		w.WriteHeader(http.StatusGone)
		return true
	})
	c, _ := crawl(t, l.URL, 0)
	if _, err := c.Run(t.Context(), everything); err != nil {
		t.Fatal(err)
	}
	gone = l.others()[3]
	if _, err := c.Run(t.Context(), source.Plan{Keys: []string{gone}}); err != nil {
		t.Fatal(err)
	}
	r, _, err := c.Archive.Item(t.Context(), undl.SourceName, gone)
	if err != nil || r.State != source.StateDeleted {
		t.Errorf("record %s is %+v, %v; want it deleted", gone, r, err)
	}
	n := 0
	if err := c.Archive.Documents(t.Context(), undl.SourceName, []string{string(undl.RecordPage)}, func([]archive.Document) error {
		n++
		return nil
	}); err != nil || n != len(l.votes()) {
		t.Errorf("%d documents, %v; want all %d kept", n, err, len(l.votes()))
	}
}

// Pages that lost their list do not replace what is held. The run fails its check
// until that was seen on three days; then it is told, and no failure any more.
func TestRecordsThatLoseSomething(t *testing.T) {
	const id = "654350"
	row := regexp.MustCompile(`(?s)<div class='metadata-row'><span class='title[^>]*>Vote\s*</span>.*?</div>`)
	lost := true
	site := demo.Handler()
	l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
		if !lost || r.URL.Path != "/record/"+id {
			return false
		}
		page := httptest.NewRecorder()
		site.ServeHTTP(page, r)
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(row.ReplaceAll(page.Body.Bytes(), nil))
		return true
	})
	c, clock := crawl(t, l.URL, 0)
	ids := source.Plan{Keys: []string{id}}
	lost = false
	if _, err := c.Run(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	for _, night := range []struct {
		hours   int
		lost    bool
		isCheck bool
		state   string
		days    int
	}{
		{24, true, true, "held lost", 1},
		{1, true, true, "held lost", 1}, // the same day
		{24, true, true, "held lost", 2},
		{24, true, false, "held lost", 3},
		{24, true, false, "held lost", 4},
		{24, false, false, "held record", 0},
		{24, true, true, "held lost", 1},
	} {
		lost = night.lost
		clock.now = clock.now.Add(time.Duration(night.hours) * time.Hour)
		r, err := c.Run(t.Context(), ids)
		it, _, itemErr := c.Archive.Item(t.Context(), undl.SourceName, id)
		if got := fmt.Sprint(it.State, " ", it.Result); errors.Is(err, source.ErrCheck) != night.isCheck || (err == nil) == night.isCheck || itemErr != nil || got != night.state || it.FailDays != night.days {
			t.Errorf("%+v: %v; %s on %d days: %s", night, err, got, it.FailDays, it.Detail)
		}
		if night.lost && (len(r.Failures) != 1 || r.Failures[0].Old == night.isCheck || !strings.HasPrefix(r.Failures[0].Detail, "the list of 131 lines")) {
			t.Errorf("%+v: %+v", night, r.Failures)
		}
	}
}

// lists answers for the lists of a site: the records of each body and year.
type lists struct {
	mu sync.Mutex
	of map[string][]string // by "General Assembly/1950"
}

func (l *lists) set(of map[string][]string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of = of
}

func (l *lists) serve(w http.ResponseWriter, r *http.Request) bool {
	q := r.URL.Query()
	if r.URL.Path != "/search" {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var rows []string
	for _, name := range slices.Sorted(maps.Keys(l.of)) {
		if year := q.Get("fct__3"); strings.HasPrefix(name, q.Get("fct__2")+"/"+year) {
			rows = append(rows, l.of[name]...)
		}
	}
	w.Header().Set("Content-Type", "text/html")
	if len(rows) == 0 {
		_, _ = io.WriteString(w, "<html><body><p>No match found for your search.</p></body></html>")
		return true
	}
	_, _ = fmt.Fprintf(w, `<html><body><table><tr><td class="searchresultsrecsfound"><span><strong>%d</strong> records found</span></td></tr></table><form action="/yourbaskets/add"><table>`, len(rows))
	for i, id := range rows {
		_, _ = fmt.Fprintf(w, `<tr><td>%d.<abbr class="unapi-id" title="%s"></abbr></td><td></td></tr>`, i+1, id)
	}
	_, _ = io.WriteString(w, "</table></form></body></html>")
	return true
}

// What lists no longer list fails the check until it was seen on three days, and
// nothing that is held or remembered is touched till then. What the site calls
// deleted, and what went to another year, is no fall.
func TestListsThatFall(t *testing.T) {
	full := map[string][]string{"General Assembly/1950": {"670279", "670281"}, "General Assembly/1961": {"664895"}, "Security Council/1950": {"280535"}}
	without := func(change map[string][]string) map[string][]string {
		out := maps.Clone(full)
		maps.Copy(out, change)
		return out
	}
	type night struct {
		name   string
		of     map[string][]string
		gone   string // record that the site calls deleted
		isFall bool
		fall   string // what the archive knows of it
	}
	for name, nights := range map[string][]night{
		"empty": {
			{"no match", nil, "", true, "list General Assembly: 0 of 3 are listed on 1 days; list Security Council: 0 of 1 are listed on 1 days"},
			{"again", nil, "", true, "list General Assembly: 0 of 3 are listed on 2 days; list Security Council: 0 of 1 are listed on 2 days"},
			{"on the third day", nil, "", false, "list General Assembly: 0 of 3 are listed; no longer 670281, 670279, 664895 on 3 days; list Security Council: 0 of 1 are listed; no longer 280535 on 3 days"},
			{"quiet", nil, "", false, "list General Assembly: 0 of 3 are listed; no longer 670281, 670279, 664895 on 3 days; list Security Council: 0 of 1 are listed; no longer 280535 on 3 days"},
			{"back", full, "", false, ""},
		},
		"one is not listed": {
			{"seen", without(map[string][]string{"General Assembly/1950": {"670279"}}), "", true, "list General Assembly: 2 of 3 are listed; no longer 670281 on 1 days"},
			{"back", full, "", false, ""},
		},
		"one of a body is listed no longer": {
			{"seen", without(map[string][]string{"Security Council/1950": nil}), "", true, "list Security Council: 0 of 1 are listed on 1 days"},
		},
		"an hour later": {
			{"seen", without(map[string][]string{"General Assembly/1950": {"670279"}}), "", true, "list General Assembly: 2 of 3 are listed; no longer 670281 on 1 days"},
		},
		"deleted": {
			{"seen", without(map[string][]string{"General Assembly/1950": {"670279"}}), "670281", false, ""},
		},
		"moved to another year": {
			{"seen", without(map[string][]string{"General Assembly/1950": {"670279"}, "General Assembly/1951": {"670281"}}), "", false, ""},
		},
	} {
		var site lists
		gone := ""
		l := serve(t, func(w http.ResponseWriter, r *http.Request) bool {
			if gone != "" && r.URL.Path == "/record/"+gone {
				w.WriteHeader(http.StatusGone)
				return true
			}
			return site.serve(w, r)
		})
		c, clock := crawl(t, l.URL, 0)
		p := everything
		p.Fresh = true
		site.set(full)
		if r, err := c.Run(t.Context(), p); err != nil || r.New != 4 {
			t.Fatalf("%s: the first fill: %+v, %v", name, r, err)
		}
		for _, n := range nights {
			if clock.now = clock.now.Add(time.Hour); name != "an hour later" {
				clock.now = clock.now.Add(23 * time.Hour)
			}
			site.set(n.of)
			gone = n.gone
			_, err := c.Run(t.Context(), p)
			falls, fallsErr := c.Archive.Falls(t.Context())
			var known []string
			for _, f := range falls {
				known = append(known, fmt.Sprintf("%s on %d days", f, f.Days))
			}
			if errors.Is(err, source.ErrCheck) != n.isFall || !n.isFall && err != nil || strings.Join(known, "; ") != n.fall || fallsErr != nil {
				t.Errorf("%s, %s: %v; known are %q, want %q", name, n.name, err, strings.Join(known, "; "), n.fall)
			}
			if held, err := c.Archive.Items(t.Context(), undl.SourceName, source.StateHeld, source.StateDeleted); err != nil || len(held) != 4 {
				t.Errorf("%s, %s: %d records are held, %v", name, n.name, len(held), err)
			}
		}
	}
}

// A sitemap that emptied, one that the index no longer names, and a vote that is in
// none fail the check until that was seen on three days.
func TestSitemapsThatFall(t *testing.T) {
	const old = "2024-01-19T11:06:28Z"
	for name, tt := range map[string]struct {
		first, second []string // what the two files list from the second night on
		oneFile       bool     // the index names the second only
		gone          string   // record that the site calls deleted
		fall          string
	}{
		"the same":           {[]string{"280535", "654350", "11", "12", "13"}, []string{"670279", "670281"}, false, "", ""},
		"one emptied":        {[]string{"280535", "654350", "11", "12", "13"}, nil, false, "", "sitemap HOST/2.xml: 0 of 2 are listed; votes in the sitemaps: 2 of 4 are listed; no longer 670281, 670279"},
		"cut in half":        {[]string{"280535", "654350"}, []string{"670279", "670281"}, false, "", "sitemap HOST/1.xml: 2 of 5 are listed"},
		"one is not named":   {nil, []string{"670279", "670281"}, true, "", "sitemap HOST/1.xml: 0 of 5 are listed; votes in the sitemaps: 2 of 4 are listed; no longer 654350, 280535"},
		"a vote is in none":  {[]string{"280535", "11", "12", "13"}, []string{"670279", "670281"}, false, "", "votes in the sitemaps: 3 of 4 are listed; no longer 654350"},
		"it is deleted":      {[]string{"280535", "11", "12", "13"}, []string{"670279", "670281"}, false, "654350", ""},
		"no vote any longer": {[]string{"280535", "654350", "12", "13"}, []string{"670279", "670281"}, false, "", ""},
		"another file":       {[]string{"280535", "654350", "11", "670279"}, []string{"12", "13", "670281"}, false, "", ""},
	} {
		sitemaps := map[string]string{}
		l := withSitemaps(t, &sitemaps, "11", "12", "13")
		c, clock := crawl(t, l.URL, 0)
		p := everything
		p.Fresh = true
		write := func(mod string, files ...[]string) {
			entries := []entry{{"HOST/2.xml", mod}}
			if len(files) == 2 && !tt.oneFile || mod == old {
				entries = []entry{{"HOST/1.xml", mod}, {"HOST/2.xml", mod}}
			}
			sitemaps["/sitemap_index.xml.gz"] = index(entries...)
			sitemaps["/1.xml"], sitemaps["/2.xml"] = urlset(old, files[0]...), urlset(old, files[1]...)
		}
		write(old, []string{"280535", "654350", "11", "12", "13"}, []string{"670279", "670281"})
		for range 2 { // the second run knows which are votes
			if _, err := c.Run(t.Context(), p); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for night := 1; night <= 4; night++ {
			clock.now = clock.now.Add(24 * time.Hour)
			write(clock.now.Format(time.RFC3339), tt.first, tt.second)
			if tt.gone != "" {
				sitemaps["/record/"+tt.gone] = `<html><body><span class="quicknote">The record has been deleted.</span></body></html>`
			}
			_, err := c.Run(t.Context(), p)
			falls, fallsErr := c.Archive.Falls(t.Context())
			var known []string
			for _, f := range falls {
				known = append(known, strings.ReplaceAll(f.String(), l.URL, "HOST"))
				if f.Days != min(night, 3) {
					t.Errorf("%s, night %d: %d days", name, night, f.Days)
				}
			}
			if isCheck := tt.fall != "" && night < 3; errors.Is(err, source.ErrCheck) != isCheck || !isCheck && err != nil || strings.Join(known, "; ") != tt.fall || fallsErr != nil {
				t.Errorf("%s, night %d: %v; known are %q, want %q", name, night, err, strings.Join(known, "; "), tt.fall)
			}
		}
	}
}
