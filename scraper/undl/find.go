package undl

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"unvotes/scraper/source"
)

// byLists is the route through the site's own lists.
const byLists = "lists"

// Routes implements [source.Source].
func (s Source) Routes(ctx context.Context, h source.Host) ([]source.Route, error) {
	index, err := s.sitemapIndex(ctx, h)
	if err != nil {
		return nil, err
	}
	record, err := h.Allows(ctx, s.URL(keyOf(canary)))
	if err != nil {
		return nil, err
	}
	routes := []source.Route{
		{Name: byLists, Note: "one request for each year and body on the first fill, two on a quiet night"},
		{Name: source.BySitemaps, Note: "on an empty archive the official CSV files first (four requests), then the sitemaps: " +
			"about 140 requests once, the index and changed files on a quiet night"},
	}
	for i, address := range []string{s.listURL(listQuery{}), index} {
		open, err := h.Allows(ctx, address)
		if err != nil {
			return nil, err
		}
		if routes[i].Open = open && record; !routes[i].Open {
			routes[i].Note = "robots.txt does not allow it"
		}
	}
	return routes, nil
}

// finder finds the records to ask for in one run.
type finder struct {
	Source
	source.Env
	plan  source.Plan
	found source.Found

	lists, listsRead int // of years
}

// Find implements [source.Source]: it names records by the first route that is
// open, the newest first.
func (s Source) Find(ctx context.Context, e source.Env, p source.Plan) (source.Found, error) {
	f := &finder{Source: s, Env: e, plan: p}
	if p.Keys != nil {
		return source.Found{Route: source.ByIDs, Keys: newestFirst(p.Keys)}, e.Want(ctx, SourceName, p.Keys, source.ByIDs)
	}
	routes, err := s.Routes(ctx, e.Host)
	if err != nil {
		return f.found, err
	}
	open := slices.IndexFunc(routes, func(r source.Route) bool { return r.Open })
	if open < 0 {
		return f.found, fmt.Errorf("%w: robots.txt of %s closes every route to the records. Nothing else was asked. Name records with --ids FILE if their pages are open, "+
			"import saved pages or the library's CSV files with 'unvotes import', or, if the library has given you permission, say so with --permission \"who, when\"", source.ErrRefused, s.Site)
	}
	f.found.Route = routes[open].Name
	if err := f.announce(ctx); err != nil {
		return f.found, err
	}
	find := f.byLists
	if f.found.Route == source.BySitemaps {
		find = f.bySitemaps
	}
	keys, err := find(ctx)
	f.found.Keys = newestFirst(keys)
	return f.found, err
}

// The collection in 2026: records with and without a vote, of some eighty years.
const (
	votesAYear        = 126
	withoutVotesAYear = 168
)

// announce says what a first fill is about to do.
func (f *finder) announce(ctx context.Context) error {
	known, err := f.Memory.Items(ctx, SourceName)
	if err != nil || len(known) > 0 {
		return err
	}
	if f.found.Route == source.BySitemaps {
		f.Filling("the official CSV files (225 MB) and the sitemaps", 150+firstProbes)
		return nil
	}
	years := f.plan.To - f.plan.From + 1
	requests := years * (3 + votesAYear)
	if f.WithoutVotes {
		requests += years * (3 + withoutVotesAYear)
	}
	f.Filling("the library's lists", requests)
	return nil
}

func addTo(set map[string]bool, keys []string) {
	for _, key := range keys {
		set[key] = true
	}
}

// newestFirst returns the keys once each, the highest first: where a budget ends
// the run, what is new is there.
func newestFirst(keys []string) []string {
	return slices.Compact(slices.SortedFunc(slices.Values(keys), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(b, a))
	}))
}
