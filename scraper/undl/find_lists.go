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
	kinds, bodies := []string{KindVote}, []string{GeneralAssembly, SecurityCouncil}
	if f.WithoutVotes {
		kinds = append(kinds, KindWithoutVote)
	}
	f.lists = len(kinds) * len(bodies) * (f.plan.To - f.plan.From + 1)
	listed := map[string]bool{}
	for _, kind := range kinds {
		for _, body := range bodies {
			b := &bodyList{finder: f, body: body, kind: kind, fallen: map[int]listing{}}
			if err := b.find(ctx); err != nil {
				return nil, err
			}
			if err := b.addAll(ctx, listed); err != nil {
				return nil, err
			}
		}
	}
	f.found.Known = len(listed)
	wanted, err := f.wanted(ctx)
	return slices.DeleteFunc(wanted, func(key string) bool { return !listed[key] }), err
}

// bodyList is one body's list of one kind of records.
type bodyList struct {
	*finder
	body, kind string
	fallen     map[int]listing // years that list less than is remembered of them
	changed    bool            // the site states another total than when the years were walked
}

// listing is a slice as it was read in this run.
type listing struct {
	source.Slice
	keys []string
}

// find reads the list, from its new end if that is enough.
func (b *bodyList) find(ctx context.Context) error {
	done := false
	var err error
	if b.plan.Fresh {
		done, err = b.newest(ctx)
	}
	if err == nil && !done {
		err = b.years(ctx)
	}
	if err != nil || slices.ContainsFunc(b.found.Falls, func(f source.FoundFall) bool { return f.Name == b.fallName() }) {
		return err
	}
	return b.settle(ctx)
}

// addListed adds the keys that the slice of a year lists: as it was read in this
// run, or as is remembered.
func (b *bodyList) addListed(ctx context.Context, year int, to map[string]bool) error {
	if l, fell := b.fallen[year]; fell {
		addTo(to, l.keys)
		return nil
	}
	keys, err := b.Memory.SliceKeys(ctx, SourceName, b.name(year))
	addTo(to, keys)
	return err
}

// addAll adds the keys of all slices that the plan is about.
func (b *bodyList) addAll(ctx context.Context, to map[string]bool) error {
	for year := b.plan.From; year <= b.plan.To; year++ {
		if err := b.addListed(ctx, year, to); err != nil {
			return err
		}
	}
	if !b.spans() {
		return nil
	}
	return b.addListed(ctx, 0, to)
}

// name returns the name of the slice of a year; 0 is the whole body.
func (b *bodyList) name(year int) string {
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
func (b *bodyList) spans() bool { return b.plan.From <= FirstYear && b.plan.To >= b.Now().Year() }

// years walks the list year by year, and over the whole span compares the
// body's total with their sum.
func (b *bodyList) years(ctx context.Context) error {
	for year := b.plan.From; year <= b.plan.To; year++ {
		if err := b.slice(ctx, year, false); err != nil {
			return err
		}
		b.listsRead++
		b.Progress("reading lists", b.listsRead, b.lists)
	}
	if !b.spans() {
		return nil
	}
	return b.undated(ctx)
}

// slice walks one year's list, unless that was done a short while ago.
func (b *bodyList) slice(ctx context.Context, year int, again bool) error {
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

// isRecent reports whether a slice was walked a short while ago and was complete, and
// nothing has changed since.
func (b *bodyList) isRecent(ctx context.Context, year int) (bool, error) {
	s, known, err := b.Memory.Slice(ctx, SourceName, b.name(year))
	return known && !b.changed && s.Complete() && b.Now().Sub(s.CheckedAt) < sliceFresh, err
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
	_, err = b.Memory.Want(ctx, b.items(l.keys, "lists")...)
	return err
}

// settle notes the slices that list less than before if their records are in
// other slices of the body now. If some are in none, the body's list fell.
func (b *bodyList) settle(ctx context.Context) error {
	listed, missing := map[string]bool{}, map[string]bool{}
	if err := b.addAll(ctx, listed); err != nil {
		return err
	}
	for year := range b.fallen {
		before, err := b.Memory.SliceKeys(ctx, SourceName, b.name(year))
		if err != nil {
			return err
		}
		addTo(missing, before)
	}
	maps.DeleteFunc(missing, func(key string, _ bool) bool { return listed[key] })
	accept := func(ctx context.Context) error {
		for _, l := range b.fallen {
			if err := b.Memory.KeepSlice(ctx, l.Slice, l.keys, true); err != nil {
				return err
			}
		}
		return nil
	}
	if n := len(missing); n > 0 {
		b.fell(source.Fall{Was: len(listed) + n, Is: len(listed), Missing: newestFirst(slices.Collect(maps.Keys(missing)))}, accept)
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	f, fell, err := b.Memory.Fall(ctx, SourceName, b.fallName())
	if err == nil && fell && b.spans() && len(listed) >= f.Was && f.IsBack(listed) {
		err = b.Memory.Recovered(ctx, SourceName, f.Name)
	}
	return errors.Join(err, accept(ctx))
}

// fell reports a fall of the body's list.
func (b *bodyList) fell(f source.Fall, accept func(context.Context) error) {
	f.Source, f.Name = SourceName, b.fallName()
	b.found.Falls = append(b.found.Falls, source.FoundFall{Fall: f, Accept: accept})
}

func (b *bodyList) fallName() string { return "list " + b.name(0) }

// undated finds the records that no year's slice holds. The body's list is
// walked from both ends, because the site sorts what has no date to one of
// them, until as many keys are known as the body's total states.
func (b *bodyList) undated(ctx context.Context) error {
	if recent, err := b.isRecent(ctx, 0); err != nil || recent {
		return err
	}
	all := map[string]bool{}
	for year := b.plan.From; year <= b.plan.To; year++ {
		if err := b.addListed(ctx, year, all); err != nil {
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

// pages reads the pages of a year's list, 0 for the whole body's, from one end.
func (b *bodyList) pages(ctx context.Context, year int, oldestFirst bool) iter.Seq2[List, error] {
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
// does not agree: the years must be walked. They are not for a list that fell by
// much, until that was seen for days.
func (b *bodyList) newest(ctx context.Context) (done bool, err error) {
	s, known, err := b.Memory.Slice(ctx, SourceName, b.name(0))
	if err != nil || !known {
		return false, err
	}
	held := map[string]bool{}
	if err := b.addListed(ctx, 0, held); err != nil {
		return false, err
	}
	f := source.Fall{Was: max(s.Total, len(held))}
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
	if f.Is = s.Total; len(held) != s.Total {
		if wait, err := b.waits(ctx, f); wait || err != nil {
			b.fell(f, nil)
			_, wantErr := b.Memory.Want(context.WithoutCancel(ctx), b.items(slices.Collect(maps.Keys(held)), "lists")...)
			return true, errors.Join(err, wantErr)
		}
		b.Note("%s: the site states %d records, %d are known: all years are listed again", s.Name, s.Total, len(held))
		b.changed = true
		return false, nil
	}
	for year := range years { // what the site states for these years has changed
		if err := b.slice(ctx, year, true); err != nil {
			return false, err
		}
	}
	return true, b.keep(ctx, 0, s.Total, held)
}

// mostFallen is by how much a list may fall for its years to be walked at once, to
// find which records are missing.
const mostFallen = 50

// waits reports whether a list fell by so much that its years are not worth a walk
// before that was seen for days.
func (b *bodyList) waits(ctx context.Context, f source.Fall) (bool, error) {
	if f.Was-f.Is <= mostFallen && f.Is > 0 {
		return false, nil
	}
	known, _, err := b.Memory.Fall(ctx, SourceName, b.fallName())
	return !f.SeenAgain(known, b.Now()).IsOld(), err
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
		if last = CheckAnswer(0, a); errors.Is(last, source.Challenge) {
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
