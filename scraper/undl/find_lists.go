package undl

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"time"

	"unvotes/scraper/source"
)

const (
	rowsAPage  = 200      // the most that the site gives
	listLimit  = 32 << 20 // a real list of 50 rows has 1.4 MB, most of it facets
	maxPages   = 200      // of one walk; a body's 7,300 votes are 37 pages
	listTries  = 4        // requests for a page that comes back as something else
	sliceFresh = 20 * time.Hour
	mostFallen = 50 // by how much a list may fall for its years to be walked at once
)

// byLists finds records through the site's lists. On a quiet night the newest
// rows of each body's list and its total are enough; else every slice of body and
// year is walked, and its count compared with the total that the site states.
func (f *finder) byLists(ctx context.Context) ([]string, error) {
	kinds, bodies := []string{kindVote}, []string{GeneralAssembly, SecurityCouncil}
	if f.WithoutVotes {
		kinds = append(kinds, kindWithoutVote)
	}
	f.lists = len(kinds) * len(bodies) * (f.plan.To - f.plan.From + 1)
	all := map[string]bool{}
	for _, kind := range kinds {
		for _, body := range bodies {
			b := &bodyList{finder: f, body: body, kind: kind, fallen: map[int]listing{}}
			listed, err := b.find(ctx)
			if err != nil {
				return nil, err
			}
			maps.Copy(all, listed)
		}
	}
	f.found.Known = len(all)
	wanted, err := f.Wanted(ctx, SourceName)
	return slices.DeleteFunc(wanted, func(key string) bool { return !all[key] }), err
}

// whole is the year of a body's whole list.
const whole = 0

// bodyList is one body's list of one kind of records.
type bodyList struct {
	*finder
	body, kind string
	fallen     map[int]listing // years that list less than is remembered of them
	changed    bool            // since the years were walked: the site states another total
	fell       bool            // by so much that its years are not worth a walk
}

// listing is a slice as it was read in this run.
type listing struct {
	source.Slice
	keys []string
}

// find reads the list, from its new end if that is enough, and returns its keys.
func (b *bodyList) find(ctx context.Context) (listed map[string]bool, err error) {
	done := false
	if b.plan.Fresh {
		done, err = b.newest(ctx)
	}
	if err == nil && !done {
		err = b.walkAll(ctx)
	}
	if err != nil {
		return nil, err
	}
	if listed, err = b.listed(ctx, b.slices()...); err != nil || b.fell {
		return listed, err
	}
	return listed, b.settle(ctx, listed)
}

// slices returns the years of the plan, and behind them the whole list if they are
// all that there are: what is in none of them has no date.
func (b *bodyList) slices() (years []int) {
	for year := b.plan.From; year <= b.plan.To; year++ {
		years = append(years, year)
	}
	if b.plan.From <= FirstYear && b.plan.To >= b.Now().Year() {
		years = append(years, whole)
	}
	return years
}

// name returns the name of the slice of a year.
func (b *bodyList) name(year int) string {
	name := b.body
	if year != whole {
		name += "/" + strconv.Itoa(year)
	}
	if b.kind != kindVote {
		name += " (" + b.kind + ")"
	}
	return name
}

// listed returns the keys that years list: as they were read in this run, or as is
// remembered.
func (b *bodyList) listed(ctx context.Context, years ...int) (map[string]bool, error) {
	keys := map[string]bool{}
	for _, year := range years {
		if l, fell := b.fallen[year]; fell {
			addTo(keys, l.keys)
		} else if err := b.Remember(ctx, SourceName, b.name(year), keys); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// walkAll walks the list year by year, and over the whole span compares the body's
// total with their sum.
func (b *bodyList) walkAll(ctx context.Context) error {
	for _, year := range b.slices() {
		if err := b.slice(ctx, year); err != nil {
			return err
		}
		if year != whole {
			b.listsRead++
			b.Progress("reading lists", b.listsRead, b.lists)
		}
	}
	return nil
}

// slice walks the list of a year, unless that was done a short while ago, was
// complete, and nothing has changed since.
//
// Of the whole list only those are walked for that no year holds, from both ends,
// because the site sorts what has no date to one of them, until as many keys are
// known as the total states.
func (b *bodyList) slice(ctx context.Context, year int) error {
	s, known, err := b.Memory.Slice(ctx, SourceName, b.name(year))
	if err != nil || known && !b.changed && s.Complete() && b.Now().Sub(s.CheckedAt) < sliceFresh {
		return err
	}
	keys := map[string]bool{}
	if year == whole {
		years := b.slices()
		if keys, err = b.listed(ctx, years[:len(years)-1]...); err != nil {
			return err
		}
	}
	dated := len(keys)
	total, err := b.walk(ctx, year, true, keys)
	if err == nil && year == whole && len(keys) < total {
		total, err = b.walk(ctx, year, false, keys)
	}
	if err != nil {
		return err
	}
	if year == whole {
		b.Note("%s listed: %d records, %d of them without a year", b.name(year), total, len(keys)-dated)
	}
	return b.keep(ctx, year, total, keys)
}

// walk adds the keys of a list to those that are known, from one end, until there
// are as many as its total. An empty page behind the first is a deep one that the
// site did not give: it states no total.
func (b *bodyList) walk(ctx context.Context, year int, oldestFirst bool, known map[string]bool) (total int, err error) {
	for page, err := range b.pages(ctx, year, oldestFirst) {
		if err != nil {
			return 0, err
		}
		if total == 0 || page.Total > 0 {
			total = page.Total
		}
		for _, row := range page.Rows {
			known[keyOf(row.ID)] = true
		}
		if len(known) >= total {
			break
		}
	}
	return total, nil
}

// pages reads the pages of a year's list from one end.
func (b *bodyList) pages(ctx context.Context, year int, oldestFirst bool) iter.Seq2[listPage, error] {
	return func(yield func(listPage, error) bool) {
		q := listQuery{body: b.body, kind: b.kind, year: year, rows: rowsAPage, oldestFirst: oldestFirst, first: 1}
		for range maxPages {
			page, err := b.page(ctx, q)
			if !yield(page, err) || err != nil || len(page.Rows) == 0 || page.Next <= q.first {
				return
			}
			q.first = page.Next
		}
	}
}

// page reads one page of a list. A page that is none (a login page, a cut one)
// is asked for again a few times.
func (f *finder) page(ctx context.Context, q listQuery) (listPage, error) {
	address := f.listURL(q)
	var last error
	for range listTries {
		a, err := f.Host.Get(ctx, address, listLimit)
		if err != nil {
			return listPage{}, fmt.Errorf("read a list: %w", err)
		}
		page, err := readList(a)
		if err == nil {
			return page, nil
		}
		if last = err; errors.Is(err, source.Challenge) {
			return listPage{}, fmt.Errorf("read a list: %w", err)
		}
	}
	return listPage{}, fmt.Errorf("%w: %s is not a list that this program can read: %w", source.ErrCheck, address, last)
}

// keep notes a slice, and reports one that does not have as many keys as the site
// states. One that lists less than is remembered of it waits for what
// [bodyList.settle] finds out.
func (b *bodyList) keep(ctx context.Context, year, total int, keys map[string]bool) error {
	s := source.Slice{Source: SourceName, Name: b.name(year), Total: total, Listed: len(keys), CheckedAt: b.Now()}
	if !s.Complete() {
		b.found.Short = append(b.found.Short, fmt.Sprintf("%s: the site states %d records, its list gave %d", s.Name, s.Total, s.Listed))
	}
	ctx = context.WithoutCancel(ctx) // what was read is kept, whatever stops the run
	l := listing{s, slices.Collect(maps.Keys(keys))}
	before, err := b.Memory.SliceKeys(ctx, SourceName, s.Name)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(before, func(key string) bool { return !keys[key] }) {
		return b.Memory.KeepSlice(ctx, s, l.keys, true)
	}
	b.fallen[year] = l
	return b.Want(ctx, SourceName, l.keys, byLists)
}

// settle notes the slices that list less than before if their records are in
// other slices of the body now. If some are in none, the body's list fell.
func (b *bodyList) settle(ctx context.Context, listed map[string]bool) error {
	missing := map[string]bool{}
	for year := range b.fallen {
		if err := b.Remember(ctx, SourceName, b.name(year), missing); err != nil {
			return err
		}
	}
	maps.DeleteFunc(missing, func(key string, _ bool) bool { return listed[key] })
	f := b.fall(len(listed)+len(missing), len(listed))
	f.Missing = newestFirst(slices.Collect(maps.Keys(missing)))
	return b.Settle(ctx, &b.found, f, listed, func(ctx context.Context) error {
		for _, l := range b.fallen {
			if err := b.Memory.KeepSlice(ctx, l.Slice, l.keys, true); err != nil {
				return err
			}
		}
		return nil
	})
}

// fall returns a fall of the body's list.
func (b *bodyList) fall(was, is int) source.Fall {
	return source.Fall{Source: SourceName, Name: "list " + b.name(whole), Was: was, Is: is}
}

// newest reads the new end of the body's list until a page has nothing new; done
// is false when the body was never listed whole, or when its total then does not
// agree: the years must be walked.
func (b *bodyList) newest(ctx context.Context) (done bool, err error) {
	s, known, err := b.Memory.Slice(ctx, SourceName, b.name(whole))
	if err != nil || !known {
		return false, err
	}
	held, err := b.listed(ctx, whole)
	if err != nil {
		return false, err
	}
	was, years := max(s.Total, len(held)), map[int]bool{}
	for page, err := range b.pages(ctx, whole, false) {
		if err != nil {
			return false, err
		}
		before := len(held)
		for _, row := range page.Rows {
			if key := keyOf(row.ID); !held[key] {
				held[key] = true
				if d, err := time.Parse(time.DateOnly, row.Date); err == nil {
					years[d.Year()] = true
				}
			}
		}
		if s.Total = page.Total; len(held) == before {
			break
		}
	}
	if len(held) != s.Total {
		return b.disagrees(ctx, b.fall(was, s.Total), held)
	}
	b.changed = true
	for year := range years { // what the site states for these years has changed
		if err := b.slice(ctx, year); err != nil {
			return false, err
		}
	}
	return true, b.keep(ctx, whole, s.Total, held)
}

// disagrees decides what to do about a total that does not agree with the list: all
// years are walked, but not those of a list that fell by much, until that was seen
// for days.
func (b *bodyList) disagrees(ctx context.Context, f source.Fall, held map[string]bool) (done bool, err error) {
	before, _, err := b.Memory.Fall(ctx, SourceName, f.Name)
	if err != nil {
		return false, err
	}
	if (f.Was-f.Is > mostFallen || f.Is == 0) && !f.SeenAgain(before, b.Now()).IsOld() {
		b.fell = true
		b.found.Falls = append(b.found.Falls, source.FoundFall{Fall: f})
		return true, b.Want(context.WithoutCancel(ctx), SourceName, slices.Collect(maps.Keys(held)), byLists)
	}
	b.Note("%s: the site states %d records, %d are known: all years are listed again", b.name(whole), f.Is, len(held))
	b.changed = true
	return false, nil
}
