package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// State is what is known of an id.
type State string

// The states of an id. Wanted and Failed are asked again by the next run, Held
// when it is due, the others are remembered.
const (
	Wanted  State = "wanted"   // named by a source, not asked yet
	Held    State = "held"     // its record is in the archive
	Failed  State = "failed"   // asked, no record: Result says why
	NotVote State = "not_vote" // a record of another kind
	Deleted State = "deleted"  // the site says so
	Merged  State = "merged"   // moved into another record
)

// Record is an id of the frontier.
type Record struct {
	ID       int64
	State    State
	FoundBy  string // the way that named it: lists, ids, ...
	FoundAt  time.Time
	Tries    int       // failures in a row
	TriedAt  time.Time // zero: never
	Result   string    // of the last try: "record" or a kind of failure
	Detail   string
	MergedIn int64 // the record that this one was merged into
}

// Try is one request for a record and what came of it.
type Try struct {
	At       time.Time
	State    State
	Result   string
	Detail   string
	MergedIn int64
}

// Want adds ids that are not known yet and tells how many were new.
func (a *Archive) Want(ctx context.Context, ids []int64, foundBy string, at time.Time) (added int, err error) {
	err = a.tx(ctx, func(tx *sql.Tx) error {
		for _, id := range ids {
			r, err := tx.ExecContext(ctx, `INSERT INTO record (id, state, found_by, found_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
				id, Wanted, foundBy, stamp(at))
			if err != nil {
				return err
			}
			n, err := r.RowsAffected()
			if err != nil {
				return err
			}
			added += int(n)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("add ids to the archive: %w", err)
	}
	return added, nil
}

// Tried notes a request that gave no record. A record that is held stays held:
// its failure is noted beside it.
func (a *Archive) Tried(ctx context.Context, id int64, t Try) error {
	if err := a.tx(ctx, func(tx *sql.Tx) error { return setState(ctx, tx, id, t) }); err != nil {
		return fmt.Errorf("note in the archive what became of record %d: %w", id, err)
	}
	return nil
}

func setState(ctx context.Context, tx *sql.Tx, id int64, t Try) error {
	failures := 1 // in a row
	if t.State == Held {
		failures = 0
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO record (id, state, found_by, found_at, tries, tried_at, result, detail, merged_into) VALUES (?, ?, '', ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET
		  state = CASE WHEN record.state = 'held' AND excluded.state = 'failed' THEN 'held' ELSE excluded.state END,
		  tries = CASE WHEN excluded.state = 'held' THEN 0 ELSE record.tries + 1 END,
		  tried_at = excluded.tried_at, result = excluded.result, detail = excluded.detail, merged_into = excluded.merged_into`,
		id, t.State, stamp(t.At), failures, stamp(t.At), t.Result, t.Detail, t.MergedIn)
	return err
}

// Records are the ids of the given states, all of them without any, in order.
func (a *Archive) Records(ctx context.Context, states ...State) (out []Record, err error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, state, found_by, found_at, tries, tried_at, result, detail, merged_into FROM record ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read ids from the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r Record
		var found, tried string
		if err := rows.Scan(&r.ID, &r.State, &r.FoundBy, &found, &r.Tries, &tried, &r.Result, &r.Detail, &r.MergedIn); err != nil {
			return nil, fmt.Errorf("read ids from the archive: %w", err)
		}
		if len(states) > 0 && !slices.Contains(states, r.State) {
			continue
		}
		var e1, e2 error
		r.FoundAt, e1 = unstamp(found)
		r.TriedAt, e2 = unstamp(tried)
		if err := errors.Join(e1, e2); err != nil {
			return nil, fmt.Errorf("archive is damaged: times of record %d: %w", r.ID, err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Slice is a part of the site's list with the total that the site stated for it.
type Slice struct {
	Name      string // "General Assembly/2023"; "General Assembly" is the whole body
	Total     int    // as the site states it
	Listed    int    // different ids that were read from it
	CheckedAt time.Time
}

// Complete tells whether as many ids were read as the site says there are.
func (s Slice) Complete() bool { return s.Listed == s.Total }

// KeepSlice notes what was read from a slice, over what was known before.
func (a *Archive) KeepSlice(ctx context.Context, s Slice) error {
	_, err := a.db.ExecContext(ctx, `INSERT INTO slice (name, total, listed, checked_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET total = excluded.total, listed = excluded.listed, checked_at = excluded.checked_at`,
		s.Name, s.Total, s.Listed, stamp(s.CheckedAt))
	if err != nil {
		return fmt.Errorf("note slice %s in the archive: %w", s.Name, err)
	}
	return nil
}

// Slices are all slices that were ever read, by name.
func (a *Archive) Slices(ctx context.Context) (out []Slice, err error) {
	rows, err := a.db.QueryContext(ctx, `SELECT name, total, listed, checked_at FROM slice ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("read slices from the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s Slice
		var checked string
		if err := rows.Scan(&s.Name, &s.Total, &s.Listed, &checked); err != nil {
			return nil, fmt.Errorf("read slices from the archive: %w", err)
		}
		if s.CheckedAt, err = unstamp(checked); err != nil {
			return nil, fmt.Errorf("archive is damaged: time of slice %s: %w", s.Name, err)
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
