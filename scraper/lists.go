package scraper

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/undl"
)

const (
	rowsAPage  = 200      // the most that the site gives
	listLimit  = 32 << 20 // a real list of 50 rows has 1.4 MB, most of it facets
	maxPages   = 200      // of one walk; a body's 7,300 votes are 37 pages
	listTries  = 4        // requests for a page that comes back as something else
	sliceFresh = 20 * time.Hour
)

// byLists finds ids through the site's lists. On a quiet night the newest rows
// of each body's list and its total are enough; else every slice of body and
// year is walked, and its count compared with the total that the site states.
func (c *Crawler) byLists(ctx context.Context, p Plan, r *Report) ([]int64, error) {
	kinds := []string{undl.KindVote}
	if p.WithoutVotes {
		kinds = append(kinds, undl.KindWithoutVote)
	}
	var names []string // of the slices of the plan
	for _, kind := range kinds {
		for _, body := range []string{undl.GeneralAssembly, undl.SecurityCouncil} {
			b := bodyList{Crawler: c, body: body, kind: kind, report: r}
			done := false
			var err error
			if p.Fresh {
				if done, err = b.newest(ctx); err != nil {
					return nil, err
				}
			}
			if !done {
				if err := b.years(ctx, p); err != nil {
					return nil, err
				}
			}
			for year := p.From; year <= p.To; year++ {
				names = append(names, b.name(year))
			}
			if b.spans(p) {
				names = append(names, b.name(0))
			}
		}
	}
	return c.wantedOf(ctx, names, r)
}

// wantedOf are the ids of the slices that no request has answered yet.
func (c *Crawler) wantedOf(ctx context.Context, slices []string, r *Report) ([]int64, error) {
	listed := map[int64]bool{}
	for _, name := range slices {
		ids, err := c.Archive.SliceIDs(ctx, name)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			listed[id] = true
		}
	}
	r.Known = len(listed)
	wanted, err := c.wanted(ctx)
	if err != nil {
		return nil, err
	}
	var out []int64
	for _, id := range wanted {
		if listed[id] {
			out = append(out, id)
		}
	}
	return out, nil
}

// bodyList is one body's list of one kind of records.
type bodyList struct {
	*Crawler
	body, kind string
	report     *Report
}

// name of the slice of a year; 0 is the whole body.
func (b bodyList) name(year int) string {
	name := b.body
	if year > 0 {
		name += "/" + strconv.Itoa(year)
	}
	if b.kind != undl.KindVote {
		name += " (" + b.kind + ")"
	}
	return name
}

func (b bodyList) query(year int, oldestFirst bool) undl.ListQuery {
	return undl.ListQuery{Body: b.body, Kind: b.kind, Year: year, Rows: rowsAPage, OldestFirst: oldestFirst}
}

// spans tells whether the plan's years are all that there are, so that what is
// in none of them has no date.
func (b bodyList) spans(p Plan) bool {
	return p.From <= FirstYear && p.To >= b.Clock.Now().Year()
}

// years walks the list year by year, and over the whole span compares the
// body's total with their sum.
func (b bodyList) years(ctx context.Context, p Plan) error {
	for year := p.From; year <= p.To; year++ {
		if err := b.slice(ctx, year, false); err != nil {
			return err
		}
	}
	if !b.spans(p) {
		return nil
	}
	return b.undated(ctx, p)
}

// slice walks one year's list, unless that was done a short while ago, and goes
// on where a killed run stopped.
func (b bodyList) slice(ctx context.Context, year int, again bool) error {
	s, known, err := b.Archive.Slice(ctx, b.name(year))
	if err != nil {
		return err
	}
	recent := known && b.Clock.Now().Sub(s.CheckedAt) < sliceFresh
	if recent && s.Complete() && !again {
		return nil
	}
	row := 1
	if recent && s.NextRow > 0 {
		row = s.NextRow
	}
	for range maxPages {
		q := b.query(year, true)
		q.First = row
		page, err := b.page(ctx, q)
		if err != nil {
			return err
		}
		s = next(s, page, row, b.Clock.Now())
		if err := b.Archive.KeepSlice(context.WithoutCancel(ctx), s, rowIDs(page), row == 1); err != nil {
			return err
		}
		if row = s.NextRow; row == 0 {
			break
		}
	}
	return b.compare(ctx, b.name(year))
}

// next is the slice after a page that began at row. An empty page behind the
// first is a deep one that the site did not give: it ends the walk and states no
// total, and the count tells.
func next(s archive.Slice, page undl.List, row int, at time.Time) archive.Slice {
	s.CheckedAt, s.NextRow = at, 0
	if row == 1 || page.Total > 0 {
		s.Total = page.Total
	}
	if page.Next != nil && len(page.Rows) > 0 && page.Next.First > row {
		s.NextRow = page.Next.First
	}
	return s
}

func rowIDs(page undl.List) []int64 {
	ids := make([]int64, len(page.Rows))
	for i, row := range page.Rows {
		ids[i] = row.ID
	}
	return ids
}

// compare reports a slice that does not have as many ids as the site states.
func (b bodyList) compare(ctx context.Context, name string) error {
	s, _, err := b.Archive.Slice(ctx, name)
	if err != nil || s.Complete() {
		return err
	}
	b.Log.Error("slice incomplete", slog.String("slice", name), slog.Int("total", s.Total), slog.Int("listed", s.Listed))
	b.report.Short = append(b.report.Short, fmt.Sprintf("%s: the site states %d records, its list gave %d", name, s.Total, s.Listed))
	return nil
}

// undated finds the records that no year's slice holds. The body's list is
// walked from both ends, because the site sorts what has no date to one of
// them, until as many ids are known as the body's total states.
func (b bodyList) undated(ctx context.Context, p Plan) error {
	s, known, err := b.Archive.Slice(ctx, b.name(0))
	if err != nil {
		return err
	}
	if known && s.Complete() && b.Clock.Now().Sub(s.CheckedAt) < sliceFresh {
		return nil
	}
	all := map[int64]bool{}
	for year := p.From; year <= p.To; year++ {
		ids, err := b.Archive.SliceIDs(ctx, b.name(year))
		if err != nil {
			return err
		}
		for _, id := range ids {
			all[id] = true
		}
	}
	dated := len(all)
	for _, oldestFirst := range []bool{true, false} {
		if s.Total, err = b.walk(ctx, oldestFirst, all); err != nil {
			return err
		}
		if len(all) >= s.Total {
			break
		}
	}
	b.Log.Info("body listed", slog.String("body", b.body), slog.String("kind", b.kind), slog.Int("total", s.Total), slog.Int("dated", dated), slog.Int("undated", len(all)-dated))
	s.CheckedAt, s.NextRow = b.Clock.Now(), 0
	found := make([]int64, 0, len(all))
	for id := range all {
		found = append(found, id)
	}
	if err := b.Archive.KeepSlice(context.WithoutCancel(ctx), s, inOrder(found), true); err != nil {
		return err
	}
	return b.compare(ctx, b.name(0))
}

// walk adds the ids of the body's list to those that are known, from one end,
// until there are as many as its total.
func (b bodyList) walk(ctx context.Context, oldestFirst bool, known map[int64]bool) (total int, err error) {
	q := b.query(0, oldestFirst)
	q.First = 1
	for range maxPages {
		page, err := b.page(ctx, q)
		if err != nil {
			return 0, err
		}
		if q.First == 1 || page.Total > 0 {
			total = page.Total
		}
		for _, id := range rowIDs(page) {
			known[id] = true
		}
		if len(known) >= total || page.Next == nil || len(page.Rows) == 0 || page.Next.First <= q.First {
			break
		}
		q.First = page.Next.First
	}
	return total, nil
}

// newest reads the new end of the body's list until a page has nothing new;
// done is false when the body was never listed whole, or when its total then
// does not agree: the years must be walked.
func (b bodyList) newest(ctx context.Context) (done bool, err error) {
	s, known, err := b.Archive.Slice(ctx, b.name(0))
	if err != nil || !known {
		return false, err
	}
	before, err := b.Archive.SliceIDs(ctx, s.Name)
	if err != nil {
		return false, err
	}
	held := map[int64]bool{}
	for _, id := range before {
		held[id] = true
	}
	years := map[int]bool{}
	q := b.query(0, false)
	for q.First = 1; ; {
		page, err := b.page(ctx, q)
		if err != nil {
			return false, err
		}
		fresh := false
		for _, row := range page.Rows {
			if !held[row.ID] {
				fresh, held[row.ID] = true, true
				if d, err := time.Parse(time.DateOnly, row.Date); err == nil {
					years[d.Year()] = true
				}
			}
		}
		s.Total, s.NextRow, s.CheckedAt = page.Total, 0, b.Clock.Now()
		if err := b.Archive.KeepSlice(context.WithoutCancel(ctx), s, rowIDs(page), false); err != nil {
			return false, err
		}
		if !fresh || page.Next == nil || page.Next.First <= q.First {
			break
		}
		q.First = page.Next.First
	}
	if len(held) != s.Total {
		b.Log.Info("the body's total does not agree, all its years are listed again", slog.String("body", b.body), slog.Int("total", s.Total), slog.Int("known", len(held)))
		return false, nil
	}
	for year := range years { // what the site states for these years has changed
		if err := b.slice(ctx, year, true); err != nil {
			return false, err
		}
	}
	return true, nil
}

// page reads one page of a list. A page that is none (a login page, a cut one)
// is asked for again a few times.
func (c *Crawler) page(ctx context.Context, q undl.ListQuery) (undl.List, error) {
	address := undl.ListURL(c.Site, q)
	var last error
	for range listTries {
		a, err := c.Client.Get(ctx, address, listLimit)
		if err != nil {
			return undl.List{}, fmt.Errorf("read a list: %w", err)
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
