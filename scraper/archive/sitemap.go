package archive

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Sitemap is a file of the site's sitemaps, as it was last read.
type Sitemap struct {
	URL       string
	LastMod   string // as the index states it; empty: not stated
	CheckedAt time.Time
	Records   int   // ids in it
	Unknown   int   // ids in it that were not asked yet
	MaxID     int64 // highest id in it
}

// KeepSitemap notes what a sitemap gave, over what was known of it.
func (a *Archive) KeepSitemap(ctx context.Context, s Sitemap) error {
	_, err := a.db.ExecContext(ctx, `INSERT OR REPLACE INTO sitemap (url, lastmod, checked_at, records, unknown, max_id) VALUES (?, ?, ?, ?, ?, ?)`,
		s.URL, s.LastMod, stamp(s.CheckedAt), s.Records, s.Unknown, s.MaxID)
	if err != nil {
		return fmt.Errorf("note sitemap %s in the archive: %w", s.URL, err)
	}
	return nil
}

// Sitemaps are all sitemaps that were ever read, by URL.
func (a *Archive) Sitemaps(ctx context.Context) (out map[string]Sitemap, err error) {
	rows, err := a.db.QueryContext(ctx, `SELECT url, lastmod, checked_at, records, unknown, max_id FROM sitemap`)
	if err != nil {
		return nil, fmt.Errorf("read sitemaps from the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	out = map[string]Sitemap{}
	for rows.Next() {
		var s Sitemap
		var checked string
		if err := rows.Scan(&s.URL, &s.LastMod, &checked, &s.Records, &s.Unknown, &s.MaxID); err != nil {
			return nil, fmt.Errorf("read sitemaps from the archive: %w", err)
		}
		if err := unstamps(map[*time.Time]string{&s.CheckedAt: checked}); err != nil {
			return nil, fmt.Errorf("archive is damaged: time of sitemap %s: %w", s.URL, err)
		}
		out[s.URL] = s
	}
	return out, rows.Err()
}
