package undl

import (
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
