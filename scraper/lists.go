package scraper

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"unvotes/scraper/archive"
	"unvotes/scraper/undl"
)

// rowsAPage is the most that the site gives.
const rowsAPage = 200

// listLimit: a real list of 50 rows has 1.4 MB, most of it facets.
const listLimit = 32 << 20

// maxPages bounds a walk through a whole body's list; 7,300 rows are 37 pages.
const maxPages = 200

// listed is what a slice of the lists gave.
type listed struct {
	total int // as the site states it
	ids   map[int64]bool
}

// without are the ids of the list that are not known.
func (s listed) without(known map[int64]bool) (ids []int64) {
	for id := range s.ids {
		if !known[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// lists walks the site's lists by body and year, and returns the ids of the
// plan that are not held. Each slice's count is compared with the total that
// the site states for it, and over the whole span each body's total with the
// sum of its years: what is missing then has no date.
func (c *Crawler) lists(ctx context.Context, p Plan, r *Report) ([]int64, error) {
	open, err := c.Client.Allows(ctx, undl.ListURL(c.Site, undl.ListQuery{}))
	if err != nil {
		return nil, err
	}
	if !open {
		return nil, fmt.Errorf("%w: robots.txt of %s does not allow its lists (/search). Nothing else was asked. "+
			"Name the records yourself with --ids FILE, or, if the library has given you permission, say so with --allow-search \"who, when\"", ErrRefused, c.Site)
	}
	found := map[int64]bool{}
	for _, body := range []string{undl.GeneralAssembly, undl.SecurityCouncil} {
		if err := c.body(ctx, p, body, found, r); err != nil {
			return nil, err
		}
	}
	r.Known = len(found)
	return c.missing(ctx, found)
}

// body walks one body's years, and over the whole span its undated records.
func (c *Crawler) body(ctx context.Context, p Plan, body string, found map[int64]bool, r *Report) error {
	dated := map[int64]bool{}
	sum := 0
	for year := p.From; year <= p.To; year++ {
		s, err := c.slice(ctx, undl.ListQuery{Body: body, Year: year, Kind: undl.KindVote, OldestFirst: true}, nil)
		if err != nil {
			return err
		}
		if err := c.sliced(ctx, body+"/"+strconv.Itoa(year), s, r); err != nil {
			return err
		}
		sum += s.total
		for id := range s.ids {
			dated[id], found[id] = true, true
		}
	}
	if p.From > FirstYear || p.To < c.Clock.Now().Year() {
		return nil
	}
	return c.undated(ctx, body, sum, dated, found, r)
}

// undated finds the records of a body that no year's slice holds. The site sorts
// them to one end of its list, so both ends are walked until as many ids are
// found as the body's total has more than its years.
func (c *Crawler) undated(ctx context.Context, body string, sum int, dated, found map[int64]bool, r *Report) error {
	all := listed{ids: dated}
	for _, oldestFirst := range []bool{true, false} {
		s, err := c.slice(ctx, undl.ListQuery{Body: body, Kind: undl.KindVote, OldestFirst: oldestFirst}, func(s listed) bool {
			return len(dated)+len(s.without(dated)) >= s.total
		})
		if err != nil {
			return err
		}
		for _, id := range s.without(dated) {
			c.Log.Info("record is in no year's list", "record_id", id, "body", body)
			dated[id], found[id] = true, true
		}
		if all.total = s.total; len(dated) >= all.total {
			break
		}
	}
	c.Log.Info("body listed", "body", body, "total", all.total, "sum_of_years", sum, "found", len(dated))
	return c.sliced(ctx, body, all, r)
}

// sliced notes a slice in the archive, and in the report if it is short.
func (c *Crawler) sliced(ctx context.Context, name string, s listed, r *Report) error {
	a := archive.Slice{Name: name, Total: s.total, Listed: len(s.ids), CheckedAt: c.Clock.Now()}
	if !a.Complete() {
		short := fmt.Sprintf("%s: the site states %d records, its list gave %d", name, a.Total, a.Listed)
		c.Log.Error("slice incomplete", "slice", name, "total", a.Total, "listed", a.Listed)
		r.Short = append(r.Short, short)
	}
	ids := slices.Sorted(maps.Keys(s.ids))
	if _, err := c.Archive.Want(ctx, ids, "lists", a.CheckedAt); err != nil {
		return err
	}
	return c.Archive.KeepSlice(ctx, a)
}

// slice reads the pages of one list until its end, or until enough (may be nil)
// is satisfied. Deep pages are unreliable on the real site: an empty or
// repeated one ends the walk, and the count tells.
func (c *Crawler) slice(ctx context.Context, q undl.ListQuery, enough func(listed) bool) (listed, error) {
	s := listed{ids: map[int64]bool{}}
	q.First, q.Rows = 1, rowsAPage
	for range maxPages {
		page, err := c.listPage(ctx, q)
		if err != nil {
			return s, err
		}
		before := len(s.ids)
		if q.First == 1 || page.Total > 0 { // an empty deep page states no total
			s.total = page.Total
		}
		for _, row := range page.Rows {
			s.ids[row.ID] = true
		}
		if page.Next == nil || len(s.ids) == before || enough != nil && enough(s) {
			break
		}
		q.First = page.Next.First
	}
	return s, nil
}

// listTries is how often a list page that is no list is asked for.
const listTries = 4

// listPage reads one page of a list. A page that is none (a login page, a cut
// one) is asked for again a few times.
func (c *Crawler) listPage(ctx context.Context, q undl.ListQuery) (undl.List, error) {
	address := undl.ListURL(c.Site, q)
	var last error
	for range listTries {
		a, err := c.Client.Get(ctx, address, listLimit)
		if err != nil {
			return undl.List{}, fmt.Errorf("read list: %w", err)
		}
		if last = undl.CheckAnswer(0, a); last != nil {
			continue
		}
		list, err := undl.ParseList(a.Body)
		if err == nil {
			return list, nil
		}
		last = err
	}
	return undl.List{}, fmt.Errorf("%w: %s is not a list that this program can read: %w", ErrCheck, address, last)
}

// missing are the found ids that are to be asked for, in order.
func (c *Crawler) missing(ctx context.Context, found map[int64]bool) ([]int64, error) {
	known, err := c.Archive.Records(ctx, archive.Wanted, archive.Failed)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, k := range known {
		if found[k.ID] {
			ids = append(ids, k.ID)
		}
	}
	return ids, nil
}
