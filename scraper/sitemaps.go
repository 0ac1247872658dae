package scraper

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// Bounds of what sitemaps may cost. They name every record of the library, of
// which one in fifty is a vote: unknown ids are asked for once in their life,
// the newest first.
const (
	sitemapLimit = 64 << 20 // of one file, unpacked: the protocol allows 50 MB
	firstProbes  = 5000     // unknown ids that the first run through sitemaps asks for
	laterProbes  = 200      // older unknown ids that each later run asks for
	newProbes    = 2000     // ids above all known ones that a run asks for
)

// sitemapIndex is where the site's robots.txt was reported to point.
const sitemapIndex = "/sitemap_index.xml.gz"

// sitemapURL is the index that robots.txt names on this site, or the usual one.
func (c *Crawler) sitemapURL(ctx context.Context) (string, error) {
	named, err := c.Client.Sitemaps(ctx, c.Site+sitemapIndex)
	if err != nil {
		return "", err
	}
	for _, address := range named {
		if here, ok := c.here(address); ok {
			return here, nil
		}
	}
	return c.Site + sitemapIndex, nil
}

// here is an address of this site; an address of another host is refused: its
// politeness is not ours to decide.
func (c *Crawler) here(address string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme+"://"+u.Host != c.Site {
		return "", false
	}
	return u.String(), true
}

func (c *Crawler) sitemapsOpen(ctx context.Context) (bool, error) {
	address, err := c.sitemapURL(ctx)
	if err != nil {
		return false, err
	}
	return c.Client.Allows(ctx, address)
}

// bySitemaps finds ids through the site's sitemaps: on an empty archive after
// the official CSV files. Files are read that are new, that the index calls
// changed, or that hold the highest ids; and one more while there are older ids
// that were never asked for.
func (c *Crawler) bySitemaps(ctx context.Context, _ Plan, r *Report) ([]int64, error) {
	if err := c.fillEmpty(ctx, r); err != nil {
		return nil, err
	}
	known, err := c.Archive.Records(ctx)
	if err != nil {
		return nil, err
	}
	before, err := c.Archive.Sitemaps(ctx)
	if err != nil {
		return nil, err
	}
	index, err := c.index(ctx)
	if err != nil {
		return nil, err
	}
	m := newSitemapRun(c, known, before)
	m.setBudget(index)
	for _, e := range m.choose(index) {
		f, err := m.file(ctx, e)
		if err != nil {
			return nil, err
		}
		if err := m.keep(context.WithoutCancel(ctx), f); err != nil {
			return nil, err
		}
	}
	c.Log.Info("sitemaps read", slog.Int("files", m.files), slog.Int("unknown", m.unknown), slog.Int("to_ask", m.asked), slog.Int("changed", len(m.changed)))
	wanted, err := c.wanted(ctx)
	return append(wanted, m.changed...), err
}

// fillEmpty fills an archive from the official CSV files, before any sitemap was
// read and unless records came by another way.
func (c *Crawler) fillEmpty(ctx context.Context, r *Report) error {
	if c.KeepCSV == nil {
		return nil
	}
	sitemaps, err := c.Archive.Sitemaps(ctx)
	if err != nil || len(sitemaps) > 0 {
		return err
	}
	held, err := c.Archive.Records(ctx, archive.Held)
	if err != nil || slices.ContainsFunc(held, func(r archive.Record) bool { return r.FoundBy != "official_csv" }) {
		return err
	}
	return c.fillFromCSV(ctx, r)
}

// sitemapRun is what one run learns from sitemaps.
type sitemapRun struct {
	*Crawler
	known   map[int64]archive.Record
	before  map[string]archive.Sitemap
	highest int64 // id in the sitemaps of earlier runs

	newLeft, oldLeft int // unknown ids that may still be asked for

	files, unknown, asked int
	changed               []int64 // held records that a sitemap calls changed since
}

// sitemapFile is a sitemap that was read, with the ids in it that nobody asked
// for, and the times of change that it states for those that are held.
type sitemapFile struct {
	archive.Sitemap
	unknown []int64
	mods    map[int64]string
}

func newSitemapRun(c *Crawler, known []archive.Record, before map[string]archive.Sitemap) *sitemapRun {
	m := &sitemapRun{Crawler: c, known: make(map[int64]archive.Record, len(known)), before: before}
	for _, r := range known {
		m.known[r.ID] = r
	}
	for _, s := range before {
		m.highest = max(m.highest, s.MaxID)
	}
	return m
}

// choose are the files of the index that are worth a request, the newest first.
func (m *sitemapRun) choose(index []undl.SitemapEntry) []undl.SitemapEntry {
	index = slices.Clone(index)
	slices.Reverse(index) // ids ascend from file to file
	backlog := slices.IndexFunc(index, func(e undl.SitemapEntry) bool { return m.before[e.Loc].Unknown > 0 })
	var out []undl.SitemapEntry
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

// file reads one sitemap.
func (m *sitemapRun) file(ctx context.Context, e undl.SitemapEntry) (f sitemapFile, err error) {
	err = m.stream(ctx, e.Loc, func(body io.Reader) error {
		f = sitemapFile{Sitemap: archive.Sitemap{URL: e.Loc, LastMod: e.LastMod}, mods: map[int64]string{}} // a stream that was cut begins again
		_, err := undl.ParseSitemap(body, func(id int64, entry undl.SitemapEntry) error {
			f.Records++
			f.MaxID = max(f.MaxID, id)
			switch r, ok := m.known[id]; {
			case !ok:
				f.unknown = append(f.unknown, id)
			case r.State == archive.Held:
				f.mods[id] = entry.LastMod
			}
			return nil
		})
		return err
	})
	if err != nil {
		return f, err
	}
	for id, mod := range f.mods {
		if modifiedSince(mod, m.known[id].TriedAt) {
			m.changed = append(m.changed, id)
		}
	}
	f.CheckedAt = m.Clock.Now()
	return f, nil
}

// modifiedSince tells whether a time of change, in either of the two forms that
// sitemaps have, may be later than a request. A day lasts to its end.
func modifiedSince(mod string, at time.Time) bool {
	if t, err := time.Parse(time.RFC3339, mod); err == nil {
		return t.After(at)
	}
	t, err := time.Parse(time.DateOnly, mod)
	return err == nil && t.Add(24*time.Hour).After(at)
}

// keep wants the unknown ids of a file that this run is to ask for, then notes
// the file with what is left in it. A run that is killed between the two reads
// the file again and finds the same ids known.
func (m *sitemapRun) keep(ctx context.Context, f sitemapFile) error {
	probes := m.probes(inOrder(f.unknown))
	if _, err := m.Archive.Want(ctx, probes, "sitemaps", f.CheckedAt); err != nil {
		return err
	}
	f.Unknown = len(f.unknown) - len(probes)
	m.files, m.unknown, m.asked = m.files+1, m.unknown+len(f.unknown), m.asked+len(probes)
	return m.Archive.KeepSitemap(ctx, f.Sitemap)
}

// setBudget says how many unknown ids the run may ask for: those above all that
// sitemaps had before, and older ones. While there are files that were never
// read, a first run that was stopped goes on with its budget.
func (m *sitemapRun) setBudget(index []undl.SitemapEntry) {
	m.newLeft, m.oldLeft = newProbes, laterProbes
	if len(m.before) == 0 {
		m.newLeft, m.oldLeft = firstProbes, 0
		return
	}
	if !slices.ContainsFunc(index, func(e undl.SitemapEntry) bool { return m.before[e.Loc].URL == "" }) {
		return
	}
	spent := 0
	for _, r := range m.known {
		if r.FoundBy == "sitemaps" {
			spent++
		}
	}
	m.oldLeft = max(laterProbes, firstProbes-spent)
}

// probes are those of a file's unknown ids (newest first) that the run asks for,
// taken from its budget.
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
func (c *Crawler) index(ctx context.Context) (out []undl.SitemapEntry, err error) {
	address, err := c.sitemapURL(ctx)
	if err != nil {
		return nil, err
	}
	err = c.stream(ctx, address, func(body io.Reader) error {
		all, err := undl.ParseSitemapIndex(body)
		out = slices.DeleteFunc(all, func(e undl.SitemapEntry) bool {
			_, ok := c.here(e.Loc)
			return !ok
		})
		return err
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%w: %s names no sitemap of this site: the route has changed", ErrCheck, address)
	}
	return out, err
}

// stream reads a sitemap, unpacked if it is packed. One that cannot be read
// fails a check: a route that changed must not look like "nothing new".
func (c *Crawler) stream(ctx context.Context, address string, read func(io.Reader) error) error {
	a, err := c.Client.Stream(ctx, address, sitemapLimit, func(body io.Reader) error {
		b := bufio.NewReader(body)
		if magic, err := b.Peek(2); err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
			return read(b)
		}
		z, err := gzip.NewReader(b)
		if err != nil {
			return err
		}
		return read(&limitedBody{ReadCloser: z, left: sitemapLimit, limit: sitemapLimit})
	})
	var page *source.Refusal
	if err == nil {
		err = undl.CheckAnswer(0, source.Answer{Status: a.Status, Location: a.Location, ContentType: "application/xml", Body: []byte("<")})
	}
	if errors.As(err, &page) {
		return fmt.Errorf("%w: sitemap %s: %w", ErrCheck, address, err)
	}
	return err
}
