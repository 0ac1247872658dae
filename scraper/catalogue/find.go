package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

const (
	mostRows   = 100  // whole records in a page
	leastRows  = 25   // of a page that the server cannot give otherwise
	newRows    = 25   // of a page that shows what changed last
	idRows     = 1000 // in a page of numbers, the most that the server gives
	pageTries  = 4    // requests for a page that comes as something else
	maxPages   = 5000 // of one walk
	maxRepeats = 2    // of a page in a row; a hundred changes between two pages make one
	maxStale   = 10   // pages of a first fill in a row with nothing new in them
)

// whole is the slice of all votes; there is one a body, too.
const whole = "Voting Data"

// bodies are the values of 981 $a that are counted.
var bodies = []string{"General Assembly", "Security Council", "Human Rights Council"}

// Routes implements [source.Source].
func (s Source) Routes(ctx context.Context, h source.Host) ([]source.Route, error) {
	r := source.Route{Name: SourceName, Open: true, Note: "with --source catalogue: whole records, 100 a request, once; four requests on a quiet night"}
	for _, address := range []string{s.search(votes, 1, mostRows), s.count(votes), s.URL("1")} {
		open, err := h.Allows(ctx, address)
		switch {
		case errors.Is(err, source.ErrRefused) || errors.Is(err, source.ErrDown):
			return []source.Route{{Name: r.Name, Note: err.Error()}}, nil
		case err != nil:
			return nil, err
		case !open:
			return []source.Route{{Name: r.Name, Note: "robots.txt of " + s.Site + " does not allow it"}}, nil
		}
	}
	return []source.Route{r}, nil
}

// Find implements [source.Source]. It keeps the records that it meets: those that
// are left to ask for one by one are few.
func (s Source) Find(ctx context.Context, e source.Env, p source.Plan) (source.Found, error) {
	f := &finder{Source: s, Env: e, found: source.Found{Route: SourceName}, listed: map[string]bool{}}
	if p.Keys != nil {
		err := f.named(ctx, p.Keys)
		return f.found, err
	}
	open, err := e.Host.Allows(ctx, s.search(votes, 1, mostRows))
	if err == nil && !open {
		err = fmt.Errorf("%w: robots.txt of %s does not allow reading the catalogue. Nothing else was asked. The Digital Library may be open: try --source library", source.ErrRefused, s.Site)
	}
	if err != nil {
		return f.found, err
	}
	if err := f.all(ctx); err != nil {
		return f.found, err
	}
	f.found.Known = len(f.listed)
	wanted, err := e.Wanted(ctx, SourceName)
	f.found.Keys = slices.DeleteFunc(wanted, func(key string) bool { return !f.listed[key] })
	return f.found, err
}

// named wants the records with the given numbers, and keeps those with the given
// symbols.
func (f *finder) named(ctx context.Context, keys []string) error {
	f.found.Route, f.found.Looked = source.ByIDs, map[string]int{}
	for _, key := range keys {
		if number(key) > 0 {
			f.found.Keys = append(f.found.Keys, key)
			continue
		}
		got, err := f.tryPage(ctx, f.search(votes+` AND 791:"`+key+`"`, 1, mostRows), true)
		if err != nil {
			return fmt.Errorf("look up %s in the catalogue: %w", key, err)
		}
		var parts []source.Part
		for _, e := range got {
			if slices.ContainsFunc(e.symbols, func(printed string) bool { return isOrBegins(printed, key) }) {
				parts = append(parts, e.Part)
			}
		}
		if _, err := f.Keep(context.WithoutCancel(ctx), parts); err != nil {
			return err
		}
		f.found.Looked[key] = len(parts)
	}
	return f.Want(ctx, SourceName, f.found.Keys, source.ByIDs)
}

// isOrBegins reports whether a printed symbol is the given one, or that with a
// session, year or part behind it: S/RES/2202 begins S/RES/2202(2015). The
// catalogue finds by words, in any order.
func isOrBegins(printed, symbol string) bool {
	squeeze := func(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }
	rest, ok := strings.CutPrefix(squeeze(printed), squeeze(symbol))
	return ok && (rest == "" || rest[0] < '0' || rest[0] > '9')
}

// finder reads the catalogue in one run.
//
// The order by the last change moves while it is read: what changes goes to the
// front, and what stands before its old place moves one place back. So nothing is
// passed over by reading on; what went to the front is found there afterwards.
type finder struct {
	Source
	source.Env
	found  source.Found
	slice  source.Slice    // the whole, as it was before this run
	listed map[string]bool // its keys
	failed int             // pages in a row, at the least size
}

func (f *finder) all(ctx context.Context) (err error) {
	if f.slice, _, err = f.Memory.Slice(ctx, SourceName, whole); err != nil {
		return err
	}
	if err := f.Remember(ctx, SourceName, whole, f.listed); err != nil {
		return err
	}
	total, err := f.total(ctx, votes)
	if err != nil {
		return err
	}
	before, resume := f.slice.Total, f.slice.NextRow
	if f.slice.Listed == 0 || f.slice.Listed < f.slice.Total {
		f.Filling("the catalogue", (total-len(f.listed)+mostRows-1)/mostRows+len(bodies)+6)
		if err := f.fill(ctx, total, max(resume, 1)); err != nil {
			return err
		}
		before, resume = -1, 0
	}
	if resume > 0 { // what was counted is not known
		before = -1
	}
	if err := f.front(ctx, resume); err != nil {
		return err
	}
	if before < 0 || len(f.listed) != total {
		if total, err = f.total(ctx, votes); err != nil {
			return err
		}
	}
	if total == before && len(f.listed) == total {
		return f.note(ctx, total, 0, nil, false)
	}
	if err := f.compare(ctx, total); err != nil || len(f.found.Falls) > 0 {
		return err
	}
	n := len(f.listed)
	return f.Settle(ctx, &f.found, f.fall(n, n), f.listed, func(context.Context) error { return nil })
}

// fall returns a fall of the whole.
func (f *finder) fall(was, is int) source.Fall {
	return source.Fall{Source: SourceName, Name: "catalogue " + whole, Was: was, Is: is}
}

// fill reads all pages from a row on, until as many keys are known as there are.
func (f *finder) fill(ctx context.Context, total, start int) error {
	if start == 1 {
		f.listed = map[string]bool{}
	}
	first, rows := start == 1, f.rows(mostRows)
	var last []entry
	repeats := 0
	for n, stale := 0, 0; n < maxPages && stale <= maxStale; n++ {
		known := len(f.listed)
		got, err := f.page(ctx, start, &rows)
		if err != nil {
			return err
		}
		if len(got) == 0 {
			break
		}
		if repeats++; !slices.EqualFunc(got, last, func(a, b entry) bool { return a.Key == b.Key }) {
			repeats = 0
		}
		if last = got; repeats == maxRepeats {
			return fmt.Errorf("%w: the catalogue gives the same page again and again, even for the records from %d on", source.ErrCheck, start)
		}
		start, f.slice.Rows = start+len(got), rows
		if _, err := f.keep(ctx, got, total, start, first); err != nil {
			return err
		}
		first = false
		f.Progress("reading pages", len(f.listed), total)
		if len(f.listed) >= total {
			break
		}
		if stale++; len(f.listed) > known {
			stale = 0
		}
	}
	return nil
}

// front reads what changed last, until all on a page is known and unchanged. From
// resume on the same is done again: there a run was ended in the middle.
func (f *finder) front(ctx context.Context, resume int) error {
	start, rows := 1, newRows
	for range maxPages {
		got, err := f.page(ctx, start, &rows)
		if err != nil {
			return err
		}
		known := len(f.listed)
		start += len(got)
		fresh, err := f.keep(ctx, got, max(f.slice.Total, known), max(start, resume), false)
		if err != nil {
			return err
		}
		switch {
		case len(got) > 0 && (fresh > 0 || len(f.listed) > known):
		case start < resume && len(got) > 0:
			start, resume = resume, 0
		default:
			return nil
		}
		rows = f.rows(mostRows)
	}
	return nil
}

// rows returns how many rows a page may have; the server may have failed to give
// so many.
func (f *finder) rows(most int) int {
	if f.slice.Rows > 0 {
		return min(f.slice.Rows, most)
	}
	return most
}

// entry is a record of a page.
type entry struct {
	source.Part
	bodies  []string // 981 $a
	symbols []string // of a whole record
}

// page reads a page of whole records. One that the server cannot give is asked for
// in halves, and rows says so from then on.
func (f *finder) page(ctx context.Context, start int, rows *int, fields ...string) (got []entry, err error) {
	for {
		got, err = f.tryPage(ctx, f.search(votes, start, *rows, fields...), len(fields) == 0)
		if err == nil {
			f.failed = 0
			return got, nil
		}
		var refused *source.Refusal
		if !errors.As(err, &refused) || errors.Is(err, source.Challenge) {
			return nil, fmt.Errorf("read the catalogue: %w", err)
		}
		if *rows > leastRows {
			*rows = max(*rows/2, leastRows)
			f.Note("the catalogue did not give a page: %v; asking for %d records", err, *rows)
			continue
		}
		if f.failed++; f.failed == 2 {
			return nil, fmt.Errorf("%w: %s gave no page of %d records twice, last: %w. Nothing is lost: run it again later", source.ErrRefused, f.Site, *rows, err)
		}
	}
}

// tryPage asks for a page. What comes as something else is asked for again.
func (f *finder) tryPage(ctx context.Context, address string, wholly bool) (got []entry, err error) {
	for range pageTries {
		var a source.Answer
		if a, err = f.Host.Gently(ctx, address, pageLimit); err != nil {
			return nil, err
		}
		if err = checkAnswer(a); err == nil {
			got, err = entries(a.Body, wholly)
		}
		if err == nil || errors.Is(err, source.Challenge) {
			break
		}
	}
	return got, err
}

// entries reads the records of a page; they have only some fields if they are not
// whole.
func entries(body []byte, wholly bool) (got []entry, err error) {
	seen := map[string]bool{}
	err = marc.Read(bytes.NewReader(body), func(m marc.Fields, _ []byte) error {
		number, err := m.Number()
		if err != nil {
			return err
		}
		e := entry{Part: source.Part{Key: fmt.Sprint(number)}}
		for _, path := range m.Paths("981") {
			e.bodies = append(e.bodies, strings.Split(path, " > ")[1])
		}
		if wholly {
			rec, err := FromMARC(m)
			e.Err, e.symbols = err, rec.Resolution
			e.Content = source.Content{Form: string(Form), Hash: rec.Hash(), Dated: rec.VoteDate, Body: Text(m)}
		}
		if seen[e.Key] {
			return source.Refuse(source.Layout, "record %s stands twice in one page", e.Key)
		}
		seen[e.Key] = true
		got = append(got, e)
		return nil
	})
	return got, err
}

// keep keeps the records of a page and notes that they were listed; fresh is how
// many are new or changed.
func (f *finder) keep(ctx context.Context, got []entry, total, next int, first bool) (fresh int, err error) {
	ctx = context.WithoutCancel(ctx) // a page that came is kept, whatever stops the run
	parts := make([]source.Part, len(got))
	for i, e := range got {
		parts[i] = e.Part
	}
	if fresh, err = f.Keep(ctx, parts); err != nil {
		return fresh, err
	}
	return fresh, f.noteAll(ctx, got, total, next, first)
}

// noteAll notes what a page listed, in all and by body.
func (f *finder) noteAll(ctx context.Context, got []entry, total, next int, first bool) error {
	keys := map[string][]string{}
	for _, e := range got {
		for _, body := range e.bodies {
			if slices.Contains(bodies, body) {
				keys[body] = append(keys[body], e.Key)
			}
		}
		keys[whole] = append(keys[whole], e.Key)
		f.listed[e.Key] = true
	}
	for _, body := range bodies {
		if len(keys[body]) == 0 && !first {
			continue
		}
		s, _, err := f.Memory.Slice(ctx, SourceName, body)
		if err != nil {
			return err
		}
		s.CheckedAt = f.Now()
		if err := f.Memory.KeepSlice(ctx, s, keys[body], first); err != nil {
			return err
		}
	}
	return f.note(ctx, total, next, keys[whole], first)
}

// note notes keys of the whole, and where to go on.
func (f *finder) note(ctx context.Context, total, next int, keys []string, first bool) error {
	s := f.slice
	s.Total, s.NextRow, s.CheckedAt = total, next, f.Now()
	return f.Memory.KeepSlice(ctx, s, keys, first)
}

// compare compares what is listed with what the catalogue states, in all and by
// body. Where they differ, all numbers are read.
func (f *finder) compare(ctx context.Context, total int) error {
	short, err := f.short(ctx, total)
	if err == nil && len(short) > 0 {
		total, err = f.relist(ctx, total)
		if err == nil && len(f.found.Falls) == 0 {
			f.found.Short, err = f.short(ctx, total)
		}
	}
	if err != nil {
		return err
	}
	return f.note(ctx, total, 0, nil, false)
}

// short returns the slices that do not have as many keys as the catalogue states.
func (f *finder) short(ctx context.Context, total int) (short []string, err error) {
	say := func(name string, total, listed int) {
		if total != listed {
			short = append(short, fmt.Sprintf("%s: the catalogue states %d records, its pages gave %d", name, total, listed))
		}
	}
	if say(whole, total, len(f.listed)); len(short) > 0 {
		return short, nil
	}
	for _, body := range bodies {
		s, known, err := f.Memory.Slice(ctx, SourceName, body)
		if err != nil {
			return nil, err
		}
		if !known || s.Listed == 0 {
			continue
		}
		if s.Total, err = f.total(ctx, votes+` AND 981:"`+body+`"`); err != nil {
			return nil, err
		}
		s.CheckedAt = f.Now()
		if err := f.Memory.KeepSlice(ctx, s, nil, false); err != nil {
			return nil, err
		}
		say(body, s.Total, s.Listed)
	}
	return short, nil
}

// relist reads the numbers of all records, which are small pages. What was passed
// over is wanted from then on. What is no longer there is a fall, and stays listed
// until the crawl accepts that.
func (f *finder) relist(ctx context.Context, total int) (int, error) {
	ids := map[string]entry{}
	rows := idRows
	for start, n := 1, 0; n < maxPages && len(ids) < total; n++ {
		got, err := f.page(ctx, start, &rows, "981")
		if err != nil {
			return 0, err
		}
		for _, e := range got {
			ids[e.Key] = e
		}
		if start += len(got); len(got) == 0 {
			break
		}
	}
	total, err := f.total(ctx, votes)
	if err != nil || len(ids) != total {
		return total, err
	}
	entries := slices.Collect(maps.Values(ids))
	var gone []string
	for key := range f.listed {
		if _, ok := ids[key]; !ok {
			gone = append(gone, key)
		}
	}
	accept := func(ctx context.Context) error {
		f.listed = map[string]bool{}
		return f.noteAll(ctx, entries, total, 0, true)
	}
	if gone == nil {
		return total, accept(ctx)
	}
	slices.Sort(gone)
	fall := f.fall(total+len(gone), total)
	fall.Missing = gone
	f.found.Falls = append(f.found.Falls, source.FoundFall{Fall: fall, Accept: accept})
	return total, f.noteAll(ctx, entries, total, 0, false)
}

// total asks how many records a search finds.
func (f *finder) total(ctx context.Context, query string) (n int, err error) {
	address := f.count(query)
	for range pageTries {
		a, err := f.Host.Gently(ctx, address, recordLimit)
		if err != nil {
			return 0, fmt.Errorf("count the records of the catalogue: %w", err)
		}
		if n, err = readCount(a); err == nil || errors.Is(err, source.Challenge) {
			return n, err
		}
	}
	return 0, fmt.Errorf("%w: %s does not give a count", source.ErrCheck, address)
}
