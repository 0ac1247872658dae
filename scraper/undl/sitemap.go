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

// SitemapEntry is one entry of a sitemap or of an index of sitemaps.
type SitemapEntry struct {
	Loc     string `xml:"loc"`     // an address
	LastMod string `xml:"lastmod"` // "2024-01-19T11:06:28Z" or a day, as printed; "" when it is not filled
}

// ParseSitemapIndex is the sitemaps that an index names (its XML, decompressed),
// in order. The error is a [*source.Refusal]; there are no entries beside it.
func ParseSitemapIndex(r io.Reader) ([]SitemapEntry, error) {
	var out []SitemapEntry
	err := sitemapEntries(r, "sitemapindex", "sitemap", func(e SitemapEntry) error {
		out = append(out, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ParseSitemap calls each once for every address of a record in a sitemap (its
// XML, decompressed), in order, with the record's id. Others is the number of
// addresses that are something else, as a record's files are. An error of each
// ends it and is returned; every other is a [*source.Refusal].
func ParseSitemap(r io.Reader, each func(id int64, e SitemapEntry) error) (others int, err error) {
	err = sitemapEntries(r, "urlset", "url", func(e SitemapEntry) error {
		id, ok := RecordID(e.Loc)
		if !ok {
			others++
			return nil
		}
		return each(id, e)
	})
	return others, err
}

// unpacked returns a sitemap's XML: sitemaps are packed as a rule.
func unpacked(body io.Reader) (io.Reader, error) {
	b := bufio.NewReader(body)
	if magic, err := b.Peek(2); err != nil || magic[0] != 0x1f || magic[1] != 0x8b {
		return b, nil //nolint:nilerr // what is shorter is not packed, and no XML either
	}
	return gzip.NewReader(b)
}

func sitemapEntries(r io.Reader, root, item string, each func(SitemapEntry) error) error {
	x := marc.NewXML(r, maxSitemapEntry)
	n := 0
	return x.Elements(root, item, func(start xml.StartElement) error {
		var e SitemapEntry
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
