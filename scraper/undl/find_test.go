package undl

import (
	"errors"
	"slices"
	"testing"
	"time"

	"unvotes/scraper/source"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestNewestFirst(t *testing.T) {
	if got := newestFirst([]string{"9", "10", "101", "9", "100"}); !slices.Equal(got, []string{"101", "100", "10", "9"}) {
		t.Errorf("got %q", got)
	}
}

func TestModifiedSince(t *testing.T) {
	for mod, want := range map[string]bool{
		"": false, "yesterday": false, "2026-11-23T11:59:59Z": false, "2026-11-23T12:00:01Z": true, "2026-11-23T13:30:00+02:00": false,
		"2026-11-22": false, "2026-11-23": true,
	} {
		if got := modifiedSince(mod, noon); got != want {
			t.Errorf("modifiedSince(%q) = %v, want %v", mod, got, want)
		}
	}
}

func TestProbes(t *testing.T) {
	ids := func(from, n int64) (out []int64) { // newest first
		for i := range n {
			out = append(out, from-i)
		}
		return out
	}
	for _, tc := range []struct {
		name    string
		before  int
		highest int64
		unknown []int64
		want    int
	}{
		{"first run", 0, 0, ids(1_000_000, 3000), 3000},
		{"first run, the real site", 0, 0, ids(1_180_000, 1_180_000), firstProbes},
		{"later, all new", 1, 100, ids(150, 50), 50},
		{"later, old ones are left", 1, 5000, ids(5000, 5000), laterProbes},
		{"later, both", 1, 5000, ids(5030, 5030), 30 + laterProbes},
		{"nothing", 1, 5000, nil, 0},
	} {
		m := sitemapRun{highest: tc.highest, before: map[string]source.Sitemap{}}
		for range tc.before {
			m.before["x"] = source.Sitemap{URL: "x"}
		}
		m.setBudget([]sitemapEntry{{Loc: "x"}})
		if got := m.probes(tc.unknown); len(got) != tc.want {
			t.Errorf("%s: %d probes, want %d", tc.name, len(got), tc.want)
		}
	}
}

func TestCSVLink(t *testing.T) {
	page := func(links string) []byte { return []byte("<html><body>" + links + "</body></html>") }
	const site = "http://library.test"
	for _, tc := range []struct{ name, links, want string }{
		{"relative", `<a href="/record/4060887/files/2026_02_06_ga_voting.csv">x</a>`, site + "/record/4060887/files/2026_02_06_ga_voting.csv"},
		{"absolute, other host", `<a href="https://digitallibrary.un.org/record/4060887/files/2026_02_06_ga_voting.csv?ln=en">x</a>`, site + "/record/4060887/files/2026_02_06_ga_voting.csv"},
		{"the newest of two", `<a href="/record/4060887/files/2025_7_23_ga_voting.csv">x</a><a href="/record/4060887/files/2026_02_06_ga_voting.csv">x</a>`, site + "/record/4060887/files/2026_02_06_ga_voting.csv"},
		{"the newest by its date", `<a href="/record/4060887/files/2025_11_25_ga_voting.csv">x</a><a href="/record/4060887/files/2025_7_21_ga_voting.csv">x</a>`, site + "/record/4060887/files/2025_11_25_ga_voting.csv"},
		{"upper case", `<a href="/record/4060887/files/GA.CSV">x</a>`, site + "/record/4060887/files/GA.CSV"},
		{"a description", `<a href="/record/4060887/files/description.pdf">x</a>`, ""},
		{"another record's", `<a href="/record/4055387/files/sc_voting.csv">x</a>`, ""},
		{"none", ``, ""},
	} {
		got, err := Source{Site: site}.csvLink(4060887, source.Answer{Status: 200, Body: page(tc.links)})
		if got != tc.want || (tc.want == "") != errors.Is(err, source.Layout) {
			t.Errorf("%s: got %q, %v; want %q", tc.name, got, err, tc.want)
		}
	}
}
