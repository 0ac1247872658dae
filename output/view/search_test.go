package view

import (
	"slices"
	"strings"
	"testing"
)

func TestSearch(t *testing.T) {
	f := newFixture(t)
	f.calls[0].VetoedBy = []string{"RUS"}
	s := f.write(t)
	all, err := s.Search(t.Context(), Search{Vote: NotListed, Margin: -1})
	if err != nil || all.All != len(all.Hits) {
		t.Fatalf("%d of %d, %v", len(all.Hits), all.All, err)
	}
	if !slices.IsSortedFunc(all.Hits, func(a, b Hit) int {
		switch {
		case a.Date == nil && b.Date != nil:
			return 1
		case a.Date == nil || b.Date == nil:
			return -1
		}
		return int(*b.Date - *a.Date)
	}) {
		t.Error("the newest are not first, or the undated not last")
	}
	for _, c := range []struct {
		q    Search
		want func(h Hit) bool
	}{
		{Search{Words: "résolution ADOPTED by"}, func(h Hit) bool { return strings.Contains(h.Title+h.Whole, "resolution / adopted by") }},
		{Search{Words: "2023"}, func(h Hit) bool { return h.Date != nil && h.Date.Year() == 2023 }},
		{Search{Question: Question{Body: "SC"}}, func(h Hit) bool { return h.Body == "SC" }},
		{Search{Margin: 1}, func(h Hit) bool {
			t, ok := h.Tally()
			return ok && t.Yes+t.No > 0 && max(t.Yes-t.No, t.No-t.Yes) <= 1
		}},
		{Search{VetoedBy: "russia"}, func(h Hit) bool { return slices.Contains(h.VetoedBy, "RUS") }},
	} {
		c.q.Vote = NotListed
		if c.q.Margin == 0 {
			c.q.Margin = -1
		}
		var want []string
		for _, h := range all.Hits {
			if c.want(h) {
				want = append(want, h.ID)
			}
		}
		got, err := s.Search(t.Context(), c.q)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, h := range got.Hits {
			ids = append(ids, h.ID)
		}
		if len(want) == 0 || !slices.Equal(ids, want) {
			t.Errorf("%+v finds %q, want %q", c.q, ids, want)
		}
	}
}

func TestSearchByVotes(t *testing.T) {
	s := ballots(t, []ballot{
		{id: "r1", date: "1990-05-01", scope: "whole", votes: map[string]string{"CHN": "yes", "FRA": "no"}},
		{id: "r2", date: "1990-05-02", scope: "whole", votes: map[string]string{"CHN": "yes", "FRA": "yes"}},
		{id: "r3", date: "1990-05-03", scope: "whole", votes: map[string]string{"CHN": "abstain", "FRA": "non_voting"}},
		{id: "r4", date: "1990-05-04", scope: "whole", votes: map[string]string{"FRA": "no"}},
	})
	for _, c := range []struct {
		q    Search
		want string
	}{
		{Search{Split: []string{"china", "FR"}, Vote: NotListed}, "r1"},
		{Search{Member: "CHN", Vote: NotListed}, "r3 r2 r1"},
		{Search{Member: "CHN", Vote: Yes}, "r2 r1"},
		{Search{Member: "FRA", Vote: NonVoting}, "r3"},
		{Search{Member: "FRA", Vote: No, Limit: 1}, "r4"},
		{Search{Split: []string{"china", "FR"}, Member: "FRA", Vote: No}, "r1"},
	} {
		c.q.Margin = -1
		got, err := s.Search(t.Context(), c.q)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, h := range got.Hits {
			ids = append(ids, h.ID)
		}
		if strings.Join(ids, " ") != c.want {
			t.Errorf("%+v finds %q, want %s", c.q, ids, c.want)
		}
	}
}
