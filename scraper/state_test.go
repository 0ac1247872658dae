package scraper

import (
	"errors"
	"testing"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestNextLook(t *testing.T) {
	day := 24 * time.Hour
	for _, tc := range []struct {
		name     string
		dated    string
		changed  time.Time
		from, to time.Duration
	}{
		{"a vote of yesterday", "2026-11-22", time.Time{}, 2 * day, 4 * day},
		{"a vote of last year", "2025-11-23", time.Time{}, 34 * day, 58 * day},
		{"an old vote", "1950-11-03", time.Time{}, 547 * day, 913 * day},
		{"no date", "", time.Time{}, 547 * day, 913 * day},
		{"a date that is none", "soon", time.Time{}, 547 * day, 913 * day},
		{"an old vote that changed last week", "1950-11-03", noon.Add(-7 * day), 2 * day, 4 * day},
	} {
		for id := int64(1); id < 200; id++ {
			got := nextLook(archive.Record{ID: id, Dated: tc.dated, ChangedAt: tc.changed}, noon).Sub(noon)
			if got < tc.from || got > tc.to {
				t.Fatalf("%s: record %d is due after %v, want %v to %v", tc.name, id, got, tc.from, tc.to)
			}
		}
	}
	a, b := nextLook(archive.Record{ID: 1}, noon), nextLook(archive.Record{ID: 2}, noon)
	if a.Equal(b) {
		t.Error("two records of one fill are due at the same time: the nights are not evened out")
	}
}

func TestFailuresAreBelievedAfterDays(t *testing.T) {
	page := func(k source.Kind) error {
		return &source.Refusal{Key: "7", Kind: k, Into: map[source.Kind]string{source.Merged: "9"}[k]}
	}
	hours := func(hs ...int) (out []time.Time) {
		for _, h := range hs {
			out = append(out, noon.Add(time.Duration(h)*time.Hour))
		}
		return out
	}
	for _, tc := range []struct {
		name   string
		state  archive.State
		cause  error
		at     []time.Time
		want   archive.State
		result string
	}{
		{"once", archive.Wanted, page(source.Unknown), hours(0), archive.Failed, "unknown_record"},
		{"often on one day", archive.Wanted, page(source.Blank), hours(0, 1, 2, 3, 4, 5), archive.Failed, "blank"},
		{"on two days", archive.Wanted, page(source.Login), hours(0, 24), archive.Failed, "login"},
		{"on three days", archive.Wanted, page(source.Unknown), hours(0, 24, 48), archive.Quarantined, "unknown_record"},
		{"held, on two days", archive.Held, page(source.Unknown), hours(0, 24), archive.Held, "unknown_record"},
		{"held, on three days", archive.Held, page(source.Unknown), hours(0, 24, 48), archive.Quarantined, "unknown_record"},
		{"deleted is said outright", archive.Held, page(source.Deleted), hours(0), archive.Deleted, "deleted"},
		{"merged is said outright", archive.Wanted, page(source.Merged), hours(0), archive.Merged, "merged"},
		{"another kind", archive.Wanted, page(source.NotAVote), hours(0), archive.NotVote, "not_a_vote_record"},
		{"no answer", archive.Wanted, errors.New("status 503"), hours(0), archive.Failed, "unavailable"},
	} {
		r := archive.Record{ID: 7, State: tc.state, FoundBy: "lists", FoundAt: noon}
		for _, at := range tc.at {
			r = failed(r, tc.cause, at)
		}
		if r.State != tc.want || r.Result != tc.result || r.FoundBy != "lists" {
			t.Errorf("%s: %s %s, want %s %s", tc.name, r.State, r.Result, tc.want, tc.result)
		}
		if again := r.State == archive.Held || r.State == archive.Quarantined; again != r.DueAt.After(noon) {
			t.Errorf("%s: due at %v in the state %s", tc.name, r.DueAt, r.State)
		}
		if back := held(r, undl.Record{VoteDate: "2026-11-22"}, noon); back.State != archive.Held || back.FailDays != 0 || back.Detail != "" {
			t.Errorf("%s: comes back as %+v", tc.name, back)
		}
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
		m := sitemapRun{highest: tc.highest, before: map[string]archive.Sitemap{}}
		for range tc.before {
			m.before["x"] = archive.Sitemap{URL: "x"}
		}
		m.setBudget([]undl.SitemapEntry{{Loc: "x"}})
		if got := m.probes(tc.unknown); len(got) != tc.want {
			t.Errorf("%s: %d probes, want %d", tc.name, len(got), tc.want)
		}
	}
}
