package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Slice is a part of the site's lists with the total that the site stated for it.
type Slice struct {
	Name      string // "General Assembly/2023"; "General Assembly" is the whole body
	Total     int    // as the site states it
	Listed    int    // different ids that were read from it
	NextRow   int    // row at which reading goes on; 0: read to its end
	CheckedAt time.Time
}

// Complete tells whether the slice was read to its end and gave as many ids as
// the site says there are.
func (s Slice) Complete() bool { return s.NextRow == 0 && s.Listed == s.Total }

// KeepSlice notes what a page of a slice gave: its ids, which are wanted from
// now on, the site's total, and where to go on. A slice that begins (first is
// true) forgets what it listed before.
func (a *Archive) KeepSlice(ctx context.Context, s Slice, ids []int64, first bool) error {
	err := a.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO slice (name, total, next_row, checked_at) VALUES (?, ?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET total = excluded.total, next_row = excluded.next_row, checked_at = excluded.checked_at`,
			s.Name, s.Total, s.NextRow, stamp(s.CheckedAt)); err != nil {
			return err
		}
		if first {
			if _, err := tx.ExecContext(ctx, `DELETE FROM slice_record WHERE slice = ?`, s.Name); err != nil {
				return err
			}
		}
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, `INSERT INTO slice_record (slice, record_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, s.Name, id); err != nil {
				return err
			}
		}
		_, err := want(ctx, tx, ids, "lists", s.CheckedAt)
		return err
	})
	if err != nil {
		return fmt.Errorf("note slice %s in the archive: %w", s.Name, err)
	}
	return nil
}

const sliceColumns = `SELECT name, total, next_row, checked_at, (SELECT COUNT(*) FROM slice_record WHERE slice = name) FROM slice `

// Slices are all slices that were ever read, by name.
func (a *Archive) Slices(ctx context.Context) ([]Slice, error) {
	return a.slices(ctx, `ORDER BY name`)
}

// Slice is one slice; ok is false when it was never read.
func (a *Archive) Slice(ctx context.Context, name string) (s Slice, ok bool, err error) {
	found, err := a.slices(ctx, `WHERE name = ?`, name)
	if err != nil || len(found) == 0 {
		return Slice{Name: name}, false, err
	}
	return found[0], true, nil
}

func (a *Archive) slices(ctx context.Context, where string, args ...any) (out []Slice, err error) {
	rows, err := a.db.QueryContext(ctx, sliceColumns+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read slices from the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s Slice
		var checked string
		if err := rows.Scan(&s.Name, &s.Total, &s.NextRow, &checked, &s.Listed); err != nil {
			return nil, fmt.Errorf("read slices from the archive: %w", err)
		}
		if err := unstamps(map[*time.Time]string{&s.CheckedAt: checked}); err != nil {
			return nil, fmt.Errorf("archive is damaged: time of slice %s: %w", s.Name, err)
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// SliceIDs are the ids that a slice listed, in order.
func (a *Archive) SliceIDs(ctx context.Context, name string) (ids []int64, err error) {
	rows, err := a.db.QueryContext(ctx, `SELECT record_id FROM slice_record WHERE slice = ? ORDER BY record_id`, name)
	if err != nil {
		return nil, fmt.Errorf("read slice %s from the archive: %w", name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("read slice %s from the archive: %w", name, err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
