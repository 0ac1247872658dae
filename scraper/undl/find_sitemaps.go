package undl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/source"
)

// Bounds of what sitemaps may cost. They name every record of the library, of
// which one in fifty is a vote: unknown ids are asked for once in their life,
// the newest first.
const (
	sitemapLimit = 64 << 20 // of one file, unpacked: the protocol allows 50 MB
	maxSitemaps  = 1000     // files of the index; the library has some 140
	firstProbes  = 5000     // unknown ids that the first run through sitemaps asks for
	laterProbes  = 200      // older unknown ids that each later run asks for
	newProbes    = 2000     // ids above all known ones that a run asks for
)

// sitemapIndex returns the index that robots.txt names on this site, or the place
// where it was reported to point.
func (s Source) sitemapIndex(ctx context.Context, h source.Host) (string, error) {
	named, err := h.Sitemaps(ctx, s.Site+"/sitemap_index.xml.gz")
	return s.indexOf(named), err
}

func (s Source) indexOf(named []string) string {
	for _, address := range named {
		if here, ok := s.here(address); ok {
			return here
		}
	}
	return s.Site + "/sitemap_index.xml.gz"
}

// here returns an address of this site. Those of other hosts are not followed:
// the user did not name them.
func (s Source) here(address string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || !strings.EqualFold(u.Scheme+"://"+u.Host, s.Site) {
		return "", false
	}
	return u.String(), true
}

// bySitemaps finds records through the site's sitemaps: on an empty archive after
// the official CSV files. Files are read that are new, that the index calls
// changed, or that hold the highest ids; and one more while there are older ids
// that were never asked for.
func (f *finder) bySitemaps(ctx context.Context) ([]string, error) {
	if err := f.fillEmpty(ctx); err != nil {
		return nil, err
	}
	m := &sitemapRun{finder: f, known: map[string]source.Item{}, votes: map[string][]string{}}
	items, err := f.Memory.Items(ctx, SourceName)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		m.known[it.Key] = it
	}
	if m.before, err = f.Memory.Sitemaps(ctx, SourceName); err != nil {
		return nil, err
	}
	for _, s := range m.before {
		m.highest = max(m.highest, s.MaxID)
	}
	index, err := f.index(ctx)
	if err != nil {
		return nil, err
	}
	m.setBudget(index)
	files := m.choose(index)
	for i, e := range files {
		if err := m.read(ctx, e); err != nil {
			return nil, err
		}
		f.Progress("reading sitemaps", i+1, len(files))
	}
	if err := m.settle(ctx, index); err != nil {
		return nil, err
	}
	f.Note("%d sitemaps read: %d unknown ids, %d of them to ask for, %d records changed", len(files), m.unknown, m.asked, len(m.changed))
	wanted, err := f.wanted(ctx)
	return append(wanted, m.changed...), err
}

// sitemapRun is what one run learns from sitemaps.
type sitemapRun struct {
	*finder
	known   map[string]source.Item
	before  map[string]source.Sitemap
	highest int64 // id in the sitemaps of earlier runs

	newLeft, oldLeft int // unknown ids that may still be asked for

	unknown, asked int
	changed        []string            // held records that a sitemap calls changed since
	votes          map[string][]string // records in each file that was read, by URL, without those that are known to be no votes
}

// choose returns the files of the index that are worth a request, the newest
// first.
func (m *sitemapRun) choose(index []SitemapEntry) []SitemapEntry {
	index = slices.Clone(index)
	slices.Reverse(index) // ids ascend from file to file
	backlog := slices.IndexFunc(index, func(e SitemapEntry) bool { return m.before[e.Loc].Unknown > 0 })
	var out []SitemapEntry
	for i, e := range index {
		s, seen := m.before[e.Loc]
		// New records are in the file of the highest ids; the time that the index
		// states for it may be a day's, or not move at all.
		changed := e.LastMod != s.LastMod || s.MaxID >= m.highest
		if !seen || changed || i == backlog {
			out = append(out, e)
		}
	}
	return out
}

// read reads one sitemap: it wants the unknown ids that this run is to ask for, then
// notes the file with what is left in it. A run that is killed between the two
// reads the file again and finds the same ids known.
func (m *sitemapRun) read(ctx context.Context, e SitemapEntry) error {
	var s source.Sitemap
	var unknown []int64
	var changed, votes []string
	if err := m.stream(ctx, e.Loc, func(body io.Reader) error {
		s, unknown, changed = source.Sitemap{Source: SourceName, URL: e.Loc, LastMod: e.LastMod}, nil, nil // a stream that was cut begins again
		votes = nil
		_, err := ParseSitemap(body, func(id int64, entry SitemapEntry) error {
			s.Records++
			s.MaxID = max(s.MaxID, id)
			it, known := m.known[keyOf(id)]
			if known && !it.Explains() {
				votes = append(votes, it.Key)
			}
			since := it.TriedAt
			if since.IsZero() { // it came from disk, or from the official CSV
				since = it.FoundAt
			}
			switch {
			case !known:
				unknown = append(unknown, id)
			case it.State == source.StateHeld && modifiedSince(entry.LastMod, since):
				changed = append(changed, it.Key)
			}
			return nil
		})
		return err
	}); err != nil {
		return err
	}
	slices.Sort(unknown)
	unknown = slices.Compact(unknown)
	slices.Reverse(unknown)
	var probes []string
	for _, id := range m.probes(unknown) {
		probes = append(probes, keyOf(id))
	}
	ctx = context.WithoutCancel(ctx)
	if _, err := m.Memory.Want(ctx, m.items(probes, source.BySitemaps)...); err != nil {
		return err
	}
	m.unknown, m.asked, m.changed = m.unknown+len(unknown), m.asked+len(probes), append(m.changed, changed...)
	s.Unknown, s.CheckedAt = len(unknown)-len(probes), m.Now()
	m.votes[s.URL] = append(votes, probes...)
	return m.keep(ctx, s)
}

// keep notes a file as it is now. Records of the library come and go, few of which
// are votes: a file fell when a quarter of it is gone.
func (m *sitemapRun) keep(ctx context.Context, s source.Sitemap) error {
	name, was := "sitemap "+s.URL, m.before[s.URL].Records
	if 4*s.Records <= 3*was && was > 0 {
		m.fell(source.Fall{Name: name, Was: was, Is: s.Records}, func(ctx context.Context) error { return m.Memory.KeepSitemap(ctx, s) })
		return nil
	}
	known, fell, err := m.Memory.Fall(ctx, SourceName, name)
	if err == nil && fell && s.Records >= known.Was {
		err = m.Memory.Recovered(ctx, SourceName, name)
	}
	return errors.Join(err, m.Memory.KeepSitemap(ctx, s))
}

func (m *sitemapRun) fell(f source.Fall, accept func(context.Context) error) {
	f.Source = SourceName
	m.found.Falls = append(m.found.Falls, source.FoundFall{Fall: f, Accept: accept})
}

// settle finds the files that the index no longer names, and the votes that are in
// no file any more.
func (m *sitemapRun) settle(ctx context.Context, index []SitemapEntry) error {
	ctx = context.WithoutCancel(ctx)
	for address, s := range m.before {
		if !slices.ContainsFunc(index, func(e SitemapEntry) bool { return e.Loc == address }) {
			m.votes[address] = nil
			if err := m.keep(ctx, source.Sitemap{Source: SourceName, URL: address, LastMod: s.LastMod, CheckedAt: m.Now()}); err != nil {
				return err
			}
		}
	}
	listed, gone := map[string]bool{}, map[string]bool{}
	for address := range m.before {
		before, err := m.Memory.SliceKeys(ctx, SourceName, address)
		if err != nil {
			return err
		}
		now, read := m.votes[address]
		if !read {
			now = before
		}
		addTo(gone, before)
		addTo(listed, now)
	}
	for _, keys := range m.votes {
		addTo(listed, keys)
	}
	maps.DeleteFunc(gone, func(key string, _ bool) bool { return listed[key] || m.known[key].Explains() })
	keep := func(ctx context.Context) error {
		for address, keys := range m.votes {
			if err := m.Memory.KeepListed(ctx, SourceName, address, keys); err != nil {
				return err
			}
		}
		return nil
	}
	const name = "votes in the sitemaps"
	if n := len(listed); len(gone) > 0 {
		m.fell(source.Fall{Name: name, Was: n + len(gone), Is: n, Missing: newestFirst(slices.Collect(maps.Keys(gone)))}, keep)
		return nil
	}
	known, fell, err := m.Memory.Fall(ctx, SourceName, name)
	if err == nil && fell && known.IsBack(listed) {
		err = m.Memory.Recovered(ctx, SourceName, name)
	}
	return errors.Join(err, keep(ctx))
}

func addTo(set map[string]bool, keys []string) {
	for _, key := range keys {
		set[key] = true
	}
}

// modifiedSince reports whether a time of change, in either of the two forms that
// sitemaps have, may be later than a request. A day lasts to its end.
func modifiedSince(mod string, at time.Time) bool {
	if t, err := time.Parse(time.RFC3339, mod); err == nil {
		return t.After(at)
	}
	t, err := time.Parse(time.DateOnly, mod)
	return err == nil && t.Add(24*time.Hour).After(at)
}

// setBudget says how many unknown ids the run may ask for: those above all that
// sitemaps had before, and older ones. While there are files that were never
// read, a first run that was stopped goes on with its budget.
func (m *sitemapRun) setBudget(index []SitemapEntry) {
	m.newLeft, m.oldLeft = newProbes, laterProbes
	if len(m.before) == 0 {
		m.newLeft, m.oldLeft = firstProbes, 0
		return
	}
	if !slices.ContainsFunc(index, func(e SitemapEntry) bool { return m.before[e.Loc].URL == "" }) {
		return
	}
	spent := 0
	for _, it := range m.known {
		if it.FoundBy == source.BySitemaps {
			spent++
		}
	}
	m.oldLeft = max(laterProbes, firstProbes-spent)
}

// probes returns those of a file's unknown ids (newest first) that the run asks
// for, taken from its budget.
func (m *sitemapRun) probes(unknown []int64) []int64 {
	fresh := slices.IndexFunc(unknown, func(id int64) bool { return id <= m.highest })
	if fresh < 0 {
		fresh = len(unknown)
	}
	n, o := min(fresh, m.newLeft), min(len(unknown)-fresh, m.oldLeft)
	m.newLeft, m.oldLeft = m.newLeft-n, m.oldLeft-o
	return append(slices.Clone(unknown[:n]), unknown[fresh:fresh+o]...)
}

// index reads the index of the sitemaps: those on this site.
func (f *finder) index(ctx context.Context) (out []SitemapEntry, err error) {
	address, err := f.sitemapIndex(ctx, f.Host)
	if err != nil {
		return nil, err
	}
	err = f.stream(ctx, address, func(body io.Reader) error {
		all, err := ParseSitemapIndex(body)
		out = slices.DeleteFunc(all, func(e SitemapEntry) bool {
			_, ok := f.here(e.Loc)
			return !ok
		})
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case len(out) == 0:
		return nil, fmt.Errorf("%w: %s names no sitemap of this site: the route has changed", source.ErrCheck, address)
	case len(out) > maxSitemaps:
		return nil, fmt.Errorf("%w: %s names %d sitemaps, and %d are the most that are read", source.ErrCheck, address, len(out), maxSitemaps)
	}
	return out, nil
}

// stream reads a sitemap, unpacked if it is packed. One that cannot be read
// fails a check: a route that changed must not look like "nothing new".
func (f *finder) stream(ctx context.Context, address string, read func(io.Reader) error) error {
	a, err := f.Host.Stream(ctx, address, sitemapLimit, func(body io.Reader) error {
		z, err := unpacked(body)
		if err != nil {
			return err
		}
		l := &io.LimitedReader{R: z, N: sitemapLimit + 1}
		if err = read(l); l.N <= 0 {
			return source.Refuse(source.Oversize, "over %d bytes", sitemapLimit)
		}
		return err
	})
	if err == nil {
		err = CheckAnswer(0, source.Answer{Status: a.Status, Location: a.Location, ContentType: "application/xml", Body: []byte("<")})
	}
	var refused *source.Refusal
	if errors.As(err, &refused) && refused.Kind != source.Challenge {
		return fmt.Errorf("%w: sitemap %s: %w", source.ErrCheck, address, err)
	}
	return err
}

// attachedTo are the records that the library attaches its own files of all
// votes to: the General Assembly's and the Security Council's.
var attachedTo = []int64{4060887, 4055387}

// csvLimit: the Assembly's file has 217 MB.
const csvLimit = 2 << 30

// foundByCSV is the FoundBy of what the official files name.
const foundByCSV = "official_csv"

// byIDs is the FoundBy of what the user names.
const byIDs = "ids"

// fillEmpty fills an archive from the official CSV files, before any sitemap was
// read and unless records came by another route than by name: a page with the link, and the
// file, for each body. A file that was read to its end is noted as a slice.
func (f *finder) fillEmpty(ctx context.Context) error {
	if f.KeepCSV == nil {
		return nil
	}
	sitemaps, err := f.Memory.Sitemaps(ctx, SourceName)
	if err != nil || len(sitemaps) > 0 {
		return err
	}
	held, err := f.Memory.Items(ctx, SourceName, source.StateHeld)
	if err != nil || slices.ContainsFunc(held, func(it source.Item) bool { return it.FoundBy != foundByCSV && it.FoundBy != byIDs }) {
		return err
	}
	for _, id := range attachedTo {
		done := source.Slice{Source: SourceName, Name: "official CSV of " + keyOf(id), CheckedAt: f.Now()}
		if _, ok, err := f.Memory.Slice(ctx, SourceName, done.Name); err != nil {
			return err
		} else if ok {
			continue
		}
		file, err := f.csvLink(ctx, id)
		var refused *source.Refusal
		switch {
		case errors.As(err, &refused) && refused.Kind != source.Challenge:
			f.Note("no official CSV file, the sitemaps will find its records: %v", err)
			continue
		case err != nil:
			return err
		}
		if err := f.readCSV(ctx, file); err != nil {
			return err
		}
		if err := f.Memory.KeepSlice(ctx, done, nil, true); err != nil {
			return err
		}
	}
	return nil
}

// csvLink returns the address of the file that a record links to: its name
// changes with its edition.
func (f *finder) csvLink(ctx context.Context, id int64) (string, error) {
	a, err := f.Host.Get(ctx, RecordURL(f.Site, id), recordLimit)
	if err == nil {
		err = CheckAnswer(id, a)
	}
	if err != nil {
		return "", err
	}
	return CSVLink(f.Site, id, a.Body)
}

func (f *finder) readCSV(ctx context.Context, address string) error {
	f.Note("reading %s, which takes some minutes", address)
	var records int
	var bad []string
	_, err := f.Host.Stream(ctx, address, csvLimit, func(body io.Reader) (err error) {
		records, bad, err = f.KeepCSV(context.WithoutCancel(ctx), address, body, f.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("read the library's file %s: %w", address, err)
	}
	for _, why := range bad {
		f.Note("a record of %s cannot be read, its page will be asked for: %s", address, why)
	}
	f.Note("%s read: %d records", address, records)
	f.found.New += records
	return nil
}
