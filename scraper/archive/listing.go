package archive

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"unvotes/scraper/source"
)

// KeepSlice notes what a page of a slice gave: its keys, which are wanted from
// now on, the site's total, and where to go on. A slice that begins (first is
// true) forgets what it listed before.
func (a *Archive) KeepSlice(ctx context.Context, s source.Slice, keys []string, first bool) error {
	err := a.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO slice (source, name, total, next_row, checked_at, page_rows) VALUES (?, ?, ?, ?, ?, ?)`,
			s.Source, s.Name, s.Total, s.NextRow, stamp(s.CheckedAt), s.Rows); err != nil {
			return err
		}
		if err := keepListed(ctx, tx, s.Source, s.Name, keys, first); err != nil {
			return err
		}
		items := make([]source.Item, len(keys))
		for i, key := range keys {
			items[i] = source.Item{Source: s.Source, Key: key, FoundBy: "lists", FoundAt: s.CheckedAt}
		}
		_, err := want(ctx, tx, items)
		return err
	})
	if err != nil {
		return fmt.Errorf("note slice %s in the archive: %w", s.Name, err)
	}
	return nil
}

// KeepListed remembers the keys of a list that states no total, in place of those
// before.
func (a *Archive) KeepListed(ctx context.Context, src, name string, keys []string) error {
	if err := a.tx(ctx, func(tx *sql.Tx) error { return keepListed(ctx, tx, src, name, keys, true) }); err != nil {
		return fmt.Errorf("note in the archive what %s lists: %w", name, err)
	}
	return nil
}

func keepListed(ctx context.Context, tx *sql.Tx, src, name string, keys []string, first bool) error {
	if first {
		if _, err := tx.ExecContext(ctx, `DELETE FROM listed WHERE source = ? AND slice = ?`, src, name); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if _, err := tx.ExecContext(ctx, `INSERT INTO listed (source, slice, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, src, name, key); err != nil {
			return err
		}
	}
	return nil
}

const selectSlice = `SELECT source, name, total, next_row, checked_at, page_rows,
	(SELECT COUNT(*) FROM listed l WHERE l.source = slice.source AND l.slice = slice.name) FROM slice WHERE source = ?`

// Slices returns all slices of a source that were ever read, by name.
func (a *Archive) Slices(ctx context.Context, src string) ([]source.Slice, error) {
	return a.slices(ctx, selectSlice+` ORDER BY name`, src)
}

// Slice returns one slice; ok is false when it was never read.
func (a *Archive) Slice(ctx context.Context, src, name string) (s source.Slice, ok bool, err error) {
	found, err := a.slices(ctx, selectSlice+` AND name = ?`, src, name)
	if err != nil || len(found) == 0 {
		return source.Slice{Source: src, Name: name}, false, err
	}
	return found[0], true, nil
}

func (a *Archive) slices(ctx context.Context, text string, args ...any) ([]source.Slice, error) {
	return query(ctx, a.db, func(rows *sql.Rows) (s source.Slice, err error) {
		err = rows.Scan(&s.Source, &s.Name, &s.Total, &s.NextRow, unstamp{&s.CheckedAt}, &s.Rows, &s.Listed)
		return s, err
	}, text, args...)
}

// SliceKeys returns the keys that a slice listed, in order.
func (a *Archive) SliceKeys(ctx context.Context, src, name string) ([]string, error) {
	return query(ctx, a.db, scanOne[string], `SELECT key FROM listed WHERE source = ? AND slice = ?`+byKey, src, name)
}

// KeepSitemap notes what a sitemap gave, over what was known of it.
func (a *Archive) KeepSitemap(ctx context.Context, s source.Sitemap) error {
	_, err := a.db.ExecContext(ctx, `INSERT OR REPLACE INTO sitemap (source, url, lastmod, checked_at, records, unknown, max_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		s.Source, s.URL, s.LastMod, stamp(s.CheckedAt), s.Records, s.Unknown, s.MaxID)
	if err != nil {
		return fmt.Errorf("note sitemap %s in the archive: %w", s.URL, err)
	}
	return nil
}

// Sitemaps returns all sitemaps of a source that were ever read, by URL.
func (a *Archive) Sitemaps(ctx context.Context, src string) (map[string]source.Sitemap, error) {
	read, err := query(ctx, a.db, func(rows *sql.Rows) (s source.Sitemap, err error) {
		err = rows.Scan(&s.Source, &s.URL, &s.LastMod, unstamp{&s.CheckedAt}, &s.Records, &s.Unknown, &s.MaxID)
		return s, err
	}, `SELECT source, url, lastmod, checked_at, records, unknown, max_id FROM sitemap WHERE source = ?`, src)
	out := make(map[string]source.Sitemap, len(read))
	for _, s := range read {
		out[s.URL] = s
	}
	return out, err
}

// KeepFall notes a list that says less than it said.
func (a *Archive) KeepFall(ctx context.Context, f source.Fall) error {
	_, err := a.db.ExecContext(ctx, `INSERT OR REPLACE INTO fall (source, name, was, is_now, missing, since, seen_at, days) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		f.Source, f.Name, f.Was, f.Is, strings.Join(f.Missing, " "), stamp(f.Since), stamp(f.SeenAt), f.Days)
	if err != nil {
		return fmt.Errorf("note in the archive that %s fell: %w", f.Name, err)
	}
	return nil
}

// Recovered forgets a fall.
func (a *Archive) Recovered(ctx context.Context, src, name string) error {
	if _, err := a.db.ExecContext(ctx, `DELETE FROM fall WHERE source = ? AND name = ?`, src, name); err != nil {
		return fmt.Errorf("note in the archive that %s is whole: %w", name, err)
	}
	return nil
}

// Fall returns what is known of a fall; ok is false for none.
func (a *Archive) Fall(ctx context.Context, src, name string) (f source.Fall, ok bool, err error) {
	found, err := a.falls(ctx, `WHERE source = ? AND name = ?`, src, name)
	if err != nil || len(found) == 0 {
		return source.Fall{}, false, err
	}
	return found[0], true, nil
}

// Falls returns the lists that say less than they said, by source and name.
func (a *Archive) Falls(ctx context.Context) ([]source.Fall, error) {
	return a.falls(ctx, `ORDER BY source, name`)
}

func (a *Archive) falls(ctx context.Context, where string, args ...any) ([]source.Fall, error) {
	return query(ctx, a.db, func(rows *sql.Rows) (f source.Fall, err error) {
		var missing string
		err = rows.Scan(&f.Source, &f.Name, &f.Was, &f.Is, &missing, unstamp{&f.Since}, unstamp{&f.SeenAt}, &f.Days)
		f.Missing = strings.Fields(missing)
		return f, err
	}, `SELECT source, name, was, is_now, missing, since, seen_at, days FROM fall `+where, args...)
}
