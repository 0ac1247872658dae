package undl

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/marc"
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
	named, err := h.Sitemaps(ctx, s.indexOf(nil))
	return s.indexOf(named), err
}

func (s Source) indexOf(named []string) string {
	if i := slices.IndexFunc(named, s.isHere); i >= 0 {
		return strings.TrimSpace(named[i])
	}
	return s.Site + "/sitemap_index.xml.gz"
}

// isHere reports whether an address is one of this site. Those of other hosts are
// not followed: the user did not name them.
func (s Source) isHere(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	return err == nil && strings.EqualFold(u.Scheme+"://"+u.Host, s.Site)
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
	wanted, err := f.Wanted(ctx, SourceName)
	return append(wanted, m.changed...), err
}

// index reads the index of the sitemaps: those on this site.
func (f *finder) index(ctx context.Context) (out []sitemapEntry, err error) {
	address, err := f.sitemapIndex(ctx, f.Host)
	if err != nil {
		return nil, err
	}
	err = f.stream(ctx, address, func(body io.Reader) error {
		out, err = parseSitemapIndex(body)
		return err
	})
	out = slices.DeleteFunc(out, func(e sitemapEntry) bool { return !f.isHere(e.Loc) })
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
		a.ContentType, a.Body = "application/xml", []byte("<") // read has had the body
		err = checkAnswer(0, a)
	}
	var refused *source.Refusal
	if errors.As(err, &refused) && refused.Kind != source.Challenge {
		return fmt.Errorf("%w: sitemap %s: %w", source.ErrCheck, address, err)
	}
	return err
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

// setBudget says how many unknown ids the run may ask for: those above all that
// sitemaps had before, and older ones. While there are files that were never
// read, a first run that was stopped goes on with its budget.
func (m *sitemapRun) setBudget(index []sitemapEntry) {
	m.newLeft, m.oldLeft = newProbes, laterProbes
	if len(m.before) == 0 {
		m.newLeft, m.oldLeft = firstProbes, 0
		return
	}
	if !slices.ContainsFunc(index, func(e sitemapEntry) bool { return m.before[e.Loc].URL == "" }) {
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

// choose returns the files of the index that are worth a request, the newest
// first.
func (m *sitemapRun) choose(index []sitemapEntry) (out []sitemapEntry) {
	backlog := false
	for _, e := range slices.Backward(index) { // ids ascend from file to file
		s, seen := m.before[e.Loc]
		// New records are in the file of the highest ids; the time that the index
		// states for it may be a day's, or not move at all.
		changed := e.LastMod != s.LastMod || s.MaxID >= m.highest
		first := s.Unknown > 0 && !backlog
		if backlog = backlog || first; !seen || changed || first {
			out = append(out, e)
		}
	}
	return out
}

// read reads one sitemap: it wants the unknown ids that this run is to ask for, then
// notes the file with what is left in it. A run that is killed between the two
// reads the file again and finds the same ids known.
func (m *sitemapRun) read(ctx context.Context, e sitemapEntry) error {
	var s source.Sitemap
	var unknown []int64
	var changed, votes []string
	if err := m.stream(ctx, e.Loc, func(body io.Reader) error {
		s = source.Sitemap{Source: SourceName, URL: e.Loc, LastMod: e.LastMod}
		unknown, changed, votes = nil, nil, nil // a stream that was cut begins again
		return parseSitemap(body, func(id int64, entry sitemapEntry) error {
			s.Records++
			s.MaxID = max(s.MaxID, id)
			it, known := m.known[keyOf(id)]
			switch {
			case !known:
				unknown = append(unknown, id)
				return nil
			case it.Explains():
				return nil
			}
			votes = append(votes, it.Key)
			since := it.TriedAt
			if since.IsZero() { // it came from disk, or from the official CSV
				since = it.FoundAt
			}
			if it.State == source.StateHeld && modifiedSince(entry.LastMod, since) {
				changed = append(changed, it.Key)
			}
			return nil
		})
	}); err != nil {
		return err
	}
	slices.Sort(unknown)
	unknown = slices.Compact(unknown)
	slices.Reverse(unknown)
	probes := m.probes(unknown)
	ctx = context.WithoutCancel(ctx)
	if err := m.Want(ctx, SourceName, probes, source.BySitemaps); err != nil {
		return err
	}
	m.unknown, m.asked, m.changed = m.unknown+len(unknown), m.asked+len(probes), append(m.changed, changed...)
	s.Unknown, s.CheckedAt = len(unknown)-len(probes), m.Now()
	m.votes[s.URL] = append(votes, probes...)
	return m.keep(ctx, s)
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

// probes returns those of a file's unknown ids (newest first) that the run asks
// for, taken from its budget.
func (m *sitemapRun) probes(unknown []int64) (keys []string) {
	for _, id := range unknown {
		left := &m.newLeft
		if id <= m.highest {
			left = &m.oldLeft
		}
		if *left > 0 {
			*left--
			keys = append(keys, keyOf(id))
		}
	}
	return keys
}

// keep notes a file as it is now. Records of the library come and go, few of which
// are votes: a file fell when a quarter of it is gone.
func (m *sitemapRun) keep(ctx context.Context, s source.Sitemap) error {
	f := source.Fall{Source: SourceName, Name: "sitemap " + s.URL, Was: m.before[s.URL].Records, Is: s.Records}
	if 4*f.Is > 3*f.Was {
		f.Was = f.Is
	}
	return m.Settle(ctx, &m.found, f, nil, func(ctx context.Context) error { return m.Memory.KeepSitemap(ctx, s) })
}

// settle finds the files that the index no longer names, and the votes that are in
// no file any more.
func (m *sitemapRun) settle(ctx context.Context, index []sitemapEntry) error {
	ctx = context.WithoutCancel(ctx) // the files are noted as read: so must be what they list
	listed, gone := map[string]bool{}, map[string]bool{}
	for address, s := range m.before {
		if !slices.ContainsFunc(index, func(e sitemapEntry) bool { return e.Loc == address }) {
			m.votes[address] = nil
			if err := m.keep(ctx, source.Sitemap{Source: SourceName, URL: address, LastMod: s.LastMod, CheckedAt: m.Now()}); err != nil {
				return err
			}
		}
		had := gone
		if _, read := m.votes[address]; !read {
			had = listed
		}
		if err := m.Remember(ctx, SourceName, address, had); err != nil {
			return err
		}
	}
	for _, keys := range m.votes {
		addTo(listed, keys)
	}
	maps.DeleteFunc(gone, func(key string, _ bool) bool { return listed[key] || m.known[key].Explains() })
	return m.Settle(ctx, &m.found, source.Fall{Source: SourceName, Name: "votes in the sitemaps", Was: len(listed) + len(gone), Is: len(listed),
		Missing: newestFirst(slices.Collect(maps.Keys(gone)))}, listed, func(ctx context.Context) error {
		for address, keys := range m.votes {
			if err := m.Memory.KeepListed(ctx, SourceName, address, keys); err != nil {
				return err
			}
		}
		return nil
	})
}

// The limits of the sitemap protocol are 50,000 entries a file and 2,048
// characters an address.
const (
	maxSitemapEntries = 100_000
	maxSitemapEntry   = 64 << 10
)

// sitemapEntry is one entry of a sitemap or of an index of sitemaps.
type sitemapEntry struct {
	Loc     string `xml:"loc"`     // an address
	LastMod string `xml:"lastmod"` // "2024-01-19T11:06:28Z" or a day, as printed; "" when it is not filled
}

// parseSitemapIndex returns the sitemaps that an index names (its XML,
// decompressed), in order. The error is a [*source.Refusal].
func parseSitemapIndex(r io.Reader) (out []sitemapEntry, err error) {
	err = sitemapEntries(r, "sitemapindex", "sitemap", func(e sitemapEntry) error {
		out = append(out, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// parseSitemap calls each once for every address of a record in a sitemap (its
// XML, decompressed), in order, with the record's id; others are addresses of a
// record's files. An error of each ends it and is returned; every other is a
// [*source.Refusal].
func parseSitemap(r io.Reader, each func(id int64, e sitemapEntry) error) error {
	return sitemapEntries(r, "urlset", "url", func(e sitemapEntry) error {
		if id, ok := RecordID(e.Loc); ok {
			return each(id, e)
		}
		return nil
	})
}

// unpacked returns a sitemap's XML: sitemaps are packed as a rule.
func unpacked(body io.Reader) (io.Reader, error) {
	b := bufio.NewReader(body)
	if magic, err := b.Peek(2); err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
		return b, nil //nolint:nilerr // what is shorter is not packed, and no XML either
	}
	return gzip.NewReader(b)
}

func sitemapEntries(r io.Reader, root, item string, each func(sitemapEntry) error) error {
	x := marc.NewXML(r, maxSitemapEntry)
	n := 0
	return x.Elements(root, item, func(start xml.StartElement) error {
		var e sitemapEntry
		if _, err := x.Decode(&e, start); err != nil {
			return err
		}
		if n++; n > maxSitemapEntries {
			return source.Refuse(source.Oversize, "more than %d entries", maxSitemapEntries)
		}
		e.Loc, e.LastMod = strings.TrimSpace(e.Loc), strings.TrimSpace(e.LastMod)
		if e.Loc == "" {
			return source.Refuse(source.Layout, "entry %d without an address", n)
		}
		return each(e)
	})
}
