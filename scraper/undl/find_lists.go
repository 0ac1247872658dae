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
)

// byLists finds records through the site's lists. On a quiet night the newest
// rows of each body's list and its total are enough; else every slice of body and
// year is walked, and its count compared with the total that the site states.
func (f *finder) byLists(ctx context.Context) ([]string, error) {
	kinds := []string{KindVote}
	if f.WithoutVotes {
		kinds = append(kinds, KindWithoutVote)
	}
	var names []string // of the slices of the plan
	for _, kind := range kinds {
		for _, body := range []string{GeneralAssembly, SecurityCouncil} {
			b := bodyList{finder: f, body: body, kind: kind}
			done := false
			var err error
			if f.plan.Fresh {
				if done, err = b.newest(ctx); err != nil {
					return nil, err
				}
			}
			if !done {
				if err := b.years(ctx); err != nil {
					return nil, err
				}
			}
			for year := f.plan.From; year <= f.plan.To; year++ {
				names = append(names, b.name(year))
			}
			if b.spans() {
				names = append(names, b.name(0))
			}
		}
	}
	return f.wantedOf(ctx, names)
}

// wantedOf returns the keys of the slices that no request has answered yet.
func (f *finder) wantedOf(ctx context.Context, slicesOf []string) ([]string, error) {
	listed := map[string]bool{}
	for _, name := range slicesOf {
		if err := f.addListed(ctx, name, listed); err != nil {
			return nil, err
		}
	}
	f.found.Known = len(listed)
	wanted, err := f.wanted(ctx)
	return slices.DeleteFunc(wanted, func(key string) bool { return !listed[key] }), err
}

// addListed adds the keys that a slice listed.
func (f *finder) addListed(ctx context.Context, name string, to map[string]bool) error {
	keys, err := f.Memory.SliceKeys(ctx, SourceName, name)
	for _, key := range keys {
		to[key] = true
	}
	return err
}

// bodyList is one body's list of one kind of records.
type bodyList struct {
	*finder
	body, kind string
}

// name returns the name of the slice of a year; 0 is the whole body.
func (b bodyList) name(year int) string {
	name := b.body
	if year > 0 {
		name += "/" + strconv.Itoa(year)
	}
	if b.kind != KindVote {
		name += " (" + b.kind + ")"
	}
	return name
}

// spans reports whether the plan's years are all that there are, so that what is
// in none of them has no date.
func (b bodyList) spans() bool { return b.plan.From <= FirstYear && b.plan.To >= b.Now().Year() }

// years walks the list year by year, and over the whole span compares the
// body's total with their sum.
func (b bodyList) years(ctx context.Context) error {
	for year := b.plan.From; year <= b.plan.To; year++ {
		if err := b.slice(ctx, year, false); err != nil {
			return err
		}
	}
	if !b.spans() {
		return nil
	}
	return b.undated(ctx)
}

// slice walks one year's list, unless that was done a short while ago.
func (b bodyList) slice(ctx context.Context, year int, again bool) error {
	if recent, err := b.isRecent(ctx, year); err != nil || recent && !again {
		return err
	}
	keys := map[string]bool{}
	total, err := b.walk(ctx, year, true, keys)
	if err != nil {
		return err
	}
	return b.keep(ctx, year, total, keys)
}

// isRecent reports whether a slice was walked a short while ago, and was complete.
func (b bodyList) isRecent(ctx context.Context, year int) (bool, error) {
	s, known, err := b.Memory.Slice(ctx, SourceName, b.name(year))
	return known && s.Complete() && b.Now().Sub(s.CheckedAt) < sliceFresh, err
}

// keep notes a slice, and reports one that does not have as many keys as the site
// states.
func (b bodyList) keep(ctx context.Context, year, total int, keys map[string]bool) error {
	s := source.Slice{Source: SourceName, Name: b.name(year), Total: total, Listed: len(keys), CheckedAt: b.Now()}
	if !s.Complete() {
		b.found.Short = append(b.found.Short, fmt.Sprintf("%s: the site states %d records, its list gave %d", s.Name, s.Total, s.Listed))
	}
	return b.Memory.KeepSlice(context.WithoutCancel(ctx), s, slices.Collect(maps.Keys(keys)), true)
}

// undated finds the records that no year's slice holds. The body's list is
// walked from both ends, because the site sorts what has no date to one of
// them, until as many keys are known as the body's total states.
func (b bodyList) undated(ctx context.Context) error {
	if recent, err := b.isRecent(ctx, 0); err != nil || recent {
		return err
	}
	all := map[string]bool{}
	for year := b.plan.From; year <= b.plan.To; year++ {
		if err := b.addListed(ctx, b.name(year), all); err != nil {
			return err
		}
	}
	dated := len(all)
	total, err := b.walk(ctx, 0, true, all)
	if err == nil && len(all) < total {
		total, err = b.walk(ctx, 0, false, all)
	}
	if err != nil {
		return err
	}
	b.Note("%s listed: %d records, %d of them without a year", b.name(0), total, len(all)-dated)
	return b.keep(ctx, 0, total, all)
}

// walk adds the keys of a list to those that are known, from one end, until there
// are as many as its total. An empty page behind the first is a deep one that the
// site did not give: it states no total.
func (b bodyList) walk(ctx context.Context, year int, oldestFirst bool, known map[string]bool) (total int, err error) {
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

// pages reads the pages of a year's list, 0 for the whole body's, from one end.
func (b bodyList) pages(ctx context.Context, year int, oldestFirst bool) iter.Seq2[List, error] {
	return func(yield func(List, error) bool) {
		q := ListQuery{Body: b.body, Kind: b.kind, Year: year, Rows: rowsAPage, OldestFirst: oldestFirst, First: 1}
		for range maxPages {
			list, err := b.page(ctx, q)
			if !yield(list, err) || err != nil || len(list.Rows) == 0 || list.Next <= q.First {
				return
			}
			q.First = list.Next
		}
	}
}

// newest reads the new end of the body's list until a page has nothing new;
// done is false when the body was never listed whole, or when its total then
// does not agree: the years must be walked.
func (b bodyList) newest(ctx context.Context) (done bool, err error) {
	s, known, err := b.Memory.Slice(ctx, SourceName, b.name(0))
	if err != nil || !known {
		return false, err
	}
	held := map[string]bool{}
	if err := b.addListed(ctx, s.Name, held); err != nil {
		return false, err
	}
	years := map[int]bool{}
	for page, err := range b.pages(ctx, 0, false) {
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
		b.Note("%s: the site states %d records, %d are known: all years are listed again", s.Name, s.Total, len(held))
		return false, nil
	}
	for year := range years { // what the site states for these years has changed
		if err := b.slice(ctx, year, true); err != nil {
			return false, err
		}
	}
	return true, b.keep(ctx, 0, s.Total, held)
}

// page reads one page of a list. A page that is none (a login page, a cut one)
// is asked for again a few times.
func (f *finder) page(ctx context.Context, q ListQuery) (List, error) {
	address := ListURL(f.Site, q)
	var last error
	for range listTries {
		a, err := f.Host.Get(ctx, address, listLimit)
		if err != nil {
			return List{}, fmt.Errorf("read a list: %w", err)
		}
		if last = CheckAnswer(0, a); errors.Is(last, Challenge) {
			return List{}, fmt.Errorf("read a list: %w", last)
		}
		if last != nil {
			continue
		}
		list, err := ParseList(a.Body)
		if err == nil {
			return list, nil
		}
		last = err
	}
	return List{}, fmt.Errorf("%w: %s is not a list that this program can read: %w", source.ErrCheck, address, last)
}
