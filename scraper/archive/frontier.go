package archive

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"unvotes/scraper/source"
)

const itemColumns = `source, key, state, found_by, found_at, tried_at, result, detail, fail_days, merged_into, dated, changed_at, due_at`

// byKey puts numbers in numeric order, and before other keys.
const byKey = ` ORDER BY CAST(key AS INTEGER), key`

// Want adds the items whose keys are not known yet as wanted, and returns their
// keys; of those that are known it only corrects the day.
func (a *Archive) Want(ctx context.Context, items ...source.Item) (added []string, err error) {
	err = a.tx(ctx, func(tx *sql.Tx) error {
		added, err = want(ctx, tx, items)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add keys to the archive: %w", err)
	}
	return added, nil
}

func want(ctx context.Context, tx *sql.Tx, items []source.Item) (added []string, err error) {
	for _, it := range items {
		r, err := tx.ExecContext(ctx, `INSERT INTO item (source, key, state, found_by, found_at, dated) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			it.Source, it.Key, source.StateWanted, it.FoundBy, stamp(it.FoundAt), it.Dated)
		if err != nil {
			return nil, err
		}
		n, err := r.RowsAffected()
		switch {
		case err != nil:
			return nil, err
		case n > 0:
			added = append(added, it.Key)
		case it.Dated != "":
			if _, err := tx.ExecContext(ctx, `UPDATE item SET dated = ? WHERE source = ? AND key = ? AND dated <> ?`, it.Dated, it.Source, it.Key, it.Dated); err != nil {
				return nil, err
			}
		}
	}
	return added, nil
}

// Put stores the state of an item over what was known of it.
func (a *Archive) Put(ctx context.Context, it source.Item) error {
	if err := a.tx(ctx, func(tx *sql.Tx) error { return put(ctx, tx, it) }); err != nil {
		return fmt.Errorf("note in the archive what became of %s: %w", it.Key, err)
	}
	return nil
}

func put(ctx context.Context, tx *sql.Tx, it source.Item) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO item (`+itemColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		it.Source, it.Key, it.State, it.FoundBy, stamp(it.FoundAt), stamp(it.TriedAt), it.Result, it.Detail, it.FailDays, it.MergedInto, it.Dated, stamp(it.ChangedAt), stamp(it.DueAt))
	return err
}

// Item returns what is known of a key; ok is false for one that was never seen.
func (a *Archive) Item(ctx context.Context, src, key string) (it source.Item, ok bool, err error) {
	found, err := items(ctx, a.db, `WHERE source = ? AND key = ?`, src, key)
	if err != nil || len(found) == 0 {
		return source.Item{Source: src, Key: key}, false, err
	}
	return found[0], true, nil
}

// Items returns the items of a source in the given states, in all without any,
// in the order of their keys.
func (a *Archive) Items(ctx context.Context, src string, states ...source.State) ([]source.Item, error) {
	args := []any{src}
	where := `WHERE source = ?`
	if len(states) > 0 {
		where += ` AND state IN (?` + strings.Repeat(`, ?`, len(states)-1) + `)`
		for _, s := range states {
			args = append(args, s)
		}
	}
	return items(ctx, a.db, where+byKey, args...)
}

// Due returns the held and quarantined items of a source whose time has come,
// the longest due first.
func (a *Archive) Due(ctx context.Context, src string, now time.Time, most int) ([]source.Item, error) {
	return items(ctx, a.db, `WHERE source = ? AND state IN (?, ?) AND due_at <> '' AND due_at <= ? ORDER BY due_at, CAST(key AS INTEGER), key LIMIT ?`,
		src, source.StateHeld, source.StateQuarantined, stamp(now), most)
}

func items(ctx context.Context, q querier, where string, args ...any) ([]source.Item, error) {
	return query(ctx, q, func(rows *sql.Rows) (it source.Item, err error) {
		err = rows.Scan(&it.Source, &it.Key, &it.State, &it.FoundBy, unstamp{&it.FoundAt}, unstamp{&it.TriedAt}, &it.Result, &it.Detail, &it.FailDays,
			&it.MergedInto, &it.Dated, unstamp{&it.ChangedAt}, unstamp{&it.DueAt})
		return it, err
	}, `SELECT `+itemColumns+` FROM item `+where, args...)
}
