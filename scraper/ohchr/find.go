package ohchr

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"unvotes/scraper/source"
)

const (
	rows      = 200            // in a page, the most that the site gives; few years have more records
	pageTries = 4              // requests for a page that comes as something else
	maxPages  = 25             // of a year: beyond row 5,000 the site repeats a page
	fresh     = 20 * time.Hour // less than a day, so that a run at the same hour finds a year due
	mostDue   = 2              // old years that a quiet night reads again
)

// whole is the slice of all votes; there is one a year, too, named by the year.
const whole = "Voting"

// fallName is what the archive calls a fall of the whole.
const fallName = "ohchr " + whole

// Routes implements [source.Source].
func (s Source) Routes(ctx context.Context, h source.Host) ([]source.Route, error) {
	r := source.Route{Name: SourceName, Note: "with --source ohchr: about 90 requests once, two to four on a quiet night"}
	open, err := h.Allows(ctx, s.search(FirstYear, 1, rows))
	switch {
	case errors.Is(err, source.ErrRefused) || errors.Is(err, source.ErrDown):
		r.Note = err.Error()
	case err != nil:
		return nil, err
	case !open:
		r.Note = "robots.txt of " + s.Site + " does not allow it; --ids FILE asks for single records"
	default:
		r.Open = true
	}
	return []source.Route{r}, nil
}

// Find implements [source.Source]. It keeps the records that it meets, year by year:
// the newest year in every run, and old years the sooner the younger they are. Where
// the years do not have as many records as the search states, all of them are read.
func (s Source) Find(ctx context.Context, e source.Env, p source.Plan) (source.Found, error) {
	f := &finder{Source: s, Env: e, plan: p, found: source.Found{Route: SourceName}, listed: map[int][]string{}, read: map[int]bool{}}
	if p.Keys != nil {
		return source.Found{Route: "ids", Keys: p.Keys}, e.Want(ctx, SourceName, p.Keys, "ids")
	}
	open, err := e.Host.Allows(ctx, s.search(FirstYear, 1, rows))
	if err == nil && !open {
		err = fmt.Errorf("%w: robots.txt of %s does not allow its search. Nothing else was asked. Name records with --ids FILE, or save MARCXML by hand and read it with 'unvotes import'", source.ErrRefused, s.Site)
	}
	if err != nil {
		return f.found, err
	}
	if err := f.years(ctx); err != nil {
		return f.found, err
	}
	f.found.Known = len(f.keys())
	maps.DeleteFunc(f.listed, func(year int, _ []string) bool { return f.read[year] }) // whose records have just come, whole or not
	known := f.keys()
	wanted, err := e.Wanted(ctx, SourceName)
	f.found.Keys = slices.DeleteFunc(wanted, func(key string) bool { return !known[key] })
	return f.found, err
}

// finder reads the search in one run.
type finder struct {
	Source
	source.Env
	plan   source.Plan
	found  source.Found
	listed map[int][]string // the keys of each year
	read   map[int]bool     // the years that this run read
}

// years reads the years that are due, and all of them if the site states another
// number of records than they have.
func (f *finder) years(ctx context.Context) error {
	first, err := f.page(ctx, f.search(0, 1, 1))
	if err != nil {
		return err
	}
	if first.total == 0 {
		return fmt.Errorf("%w: the search of %s finds nothing at all; see whether there is a newer unvotes", source.ErrCheck, f.Site)
	}
	due, err := f.due(ctx)
	if err != nil {
		return err
	}
	if len(f.listed) == 0 {
		f.Filling("OHCHR's search, year by year", len(due)+8)
	}
	if err := f.readYears(ctx, due); err != nil || !f.spans() {
		return err
	}
	if len(f.keys()) != first.total {
		if err := f.readYears(ctx, f.span()); err != nil {
			return err
		}
		if first, err = f.page(ctx, f.search(0, 1, 1)); err != nil { // it may have grown meanwhile
			return err
		}
	}
	return f.compare(ctx, first.total)
}

// span returns the years of the plan, the newest first.
func (f *finder) span() (years []int) {
	for year := min(f.plan.To, f.Now().Year()); year >= max(f.plan.From, FirstYear); year-- {
		years = append(years, year)
	}
	return years
}

// spans reports whether the plan has all years.
func (f *finder) spans() bool { return f.plan.From <= FirstYear && f.plan.To >= f.Now().Year() }

// due returns the years to read, the newest first, and remembers what the others
// list.
func (f *finder) due(ctx context.Context) (years []int, err error) {
	now, again := f.Now(), map[int]time.Time{} // years that were whole, and when they were read
	for _, year := range f.span() {
		s, known, err := f.Memory.Slice(ctx, SourceName, strconv.Itoa(year))
		if err != nil {
			return nil, err
		}
		if known {
			if f.listed[year], err = f.Memory.SliceKeys(ctx, SourceName, s.Name); err != nil {
				return nil, err
			}
		}
		switch age := now.Sub(time.Date(year+1, 1, 1, 0, 0, 0, 0, time.UTC)); {
		case !known, !s.Complete(), year == now.Year():
			years = append(years, year)
		case !f.plan.Fresh && now.Sub(s.CheckedAt) > fresh:
			years = append(years, year)
		case f.plan.Fresh && now.Sub(s.CheckedAt) > max(fresh, age/8):
			again[year] = s.CheckedAt
		}
	}
	old := slices.SortedFunc(maps.Keys(again), func(a, b int) int { return cmp.Or(again[a].Compare(again[b]), b-a) })
	return append(years, old[:min(len(old), mostDue)]...), nil
}

// readYears reads years that this run did not read yet.
func (f *finder) readYears(ctx context.Context, years []int) error {
	for i, year := range years {
		if f.read[year] {
			continue
		}
		if err := f.year(ctx, year); err != nil {
			return err
		}
		f.read[year] = true
		f.Progress("reading years", i+1, len(years))
	}
	return nil
}

// year reads the records of a year, and keeps them. One that does not have as many
// as the site states is short, and read again by the next run.
func (f *finder) year(ctx context.Context, year int) error {
	s := source.Slice{Source: SourceName, Name: strconv.Itoa(year)}
	var keys []string
	seen := map[string]bool{}
	for range maxPages {
		p, err := f.page(ctx, f.search(year, len(keys)+1, rows))
		if err != nil {
			return err
		}
		s.Total = p.total
		p.parts = slices.DeleteFunc(p.parts, func(one source.Part) bool {
			twice := seen[one.Key]
			seen[one.Key] = true
			return twice
		})
		for _, one := range p.parts {
			keys = append(keys, one.Key)
		}
		if _, err := f.Keep(context.WithoutCancel(ctx), p.parts); err != nil { // a page that came is kept, whatever stops the run
			return err
		}
		if len(p.parts) == 0 || len(keys) >= p.total {
			break
		}
	}
	s.Listed, s.CheckedAt, f.listed[year] = len(keys), f.Now(), keys
	f.short(s)
	return f.Memory.KeepSlice(context.WithoutCancel(ctx), s, keys, true)
}

// short reports a list that does not have as many records as the site states.
func (f *finder) short(s source.Slice) {
	if !s.Complete() {
		f.found.Short = append(f.found.Short, fmt.Sprintf("%s %s: the site states %d records, its pages gave %d", SourceName, s.Name, s.Total, s.Listed))
	}
}

// keys returns the keys of all years.
func (f *finder) keys() map[string]bool {
	all := map[string]bool{}
	for _, keys := range f.listed {
		for _, key := range keys {
			all[key] = true
		}
	}
	return all
}

// compare compares the years with what the site states in all, and with what they
// listed before. What is in no year any more is a fall, and stays listed until the
// crawl accepts that.
func (f *finder) compare(ctx context.Context, total int) error {
	before, err := f.Memory.SliceKeys(ctx, SourceName, whole)
	if err != nil {
		return err
	}
	now := f.keys()
	s := source.Slice{Source: SourceName, Name: whole, Total: total, Listed: len(now), CheckedAt: f.Now()}
	f.short(s)
	keep := func(ctx context.Context) error {
		return f.Memory.KeepSlice(ctx, s, slices.Sorted(maps.Keys(now)), true)
	}
	gone := slices.DeleteFunc(before, func(key string) bool { return now[key] })
	fall := source.Fall{Source: SourceName, Name: fallName, Was: len(now) + len(gone), Is: len(now), Missing: gone}
	return f.Settle(ctx, &f.found, fall, now, keep)
}

// page asks for a page of the search. What comes as something else is asked for
// again.
func (f *finder) page(ctx context.Context, address string) (p page, err error) {
	for range pageTries {
		var a source.Answer
		if a, err = f.Host.Get(ctx, address, pageLimit); err != nil {
			return p, fmt.Errorf("read OHCHR's search: %w", err)
		}
		if err = checkAnswer(a); err == nil {
			p, err = readPage(a.Body)
		}
		if err == nil || errors.Is(err, source.ErrCheck) {
			return p, err
		}
		if errors.Is(err, source.Challenge) {
			return p, fmt.Errorf("read OHCHR's search: %w", err)
		}
	}
	return p, fmt.Errorf("%w: %s is not a page of records that this program can read: %w", source.ErrCheck, address, err)
}

func isRefusal(err error) bool {
	var refused *source.Refusal
	return errors.As(err, &refused)
}
