package undl

import (
	"bufio"
	"compress/gzip"
	"encoding/xml"
	"io"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

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
