package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// State is what is known of an id.
type State string

// The states of an id. Wanted and Failed are asked again by the next run, Held
// and Quarantined when they are due, the others are remembered.
const (
	Wanted      State = "wanted"      // named by a source, not asked yet
	Held        State = "held"        // its record is in the archive
	Failed      State = "failed"      // asked, no record: Result says why
	Quarantined State = "quarantined" // failed on several days: no longer news
	NotVote     State = "not_vote"    // a record of another kind
	Deleted     State = "deleted"     // the site says so
	Merged      State = "merged"      // moved into another record
)

// Record is the state of one id of the frontier.
type Record struct {
	ID       int64
	State    State
	FoundBy  string // the way that named it: lists, ids, ...
	FoundAt  time.Time
	TriedAt  time.Time // the last request; zero: never
	Result   string    // of the last request: "record" or a kind of failure
	Detail   string
	FailDays int    // different days in a row on which requests failed
	MergedIn int64  // the record that this one was merged into
	Dated    string // day of the vote, as printed; empty: not known
	// ChangedAt is when a change of its content was last seen; zero: never.
	ChangedAt time.Time
	DueAt     time.Time // when it is to be asked again; zero: not decided
}

const recordColumns = `id, state, found_by, found_at, tried_at, result, detail, fail_days, merged_into, dated, changed_at, due_at`

// Want adds ids that are not known yet, and tells which were new.
func (a *Archive) Want(ctx context.Context, ids []int64, foundBy string, at time.Time) (added []int64, err error) {
	err = a.tx(ctx, func(tx *sql.Tx) error {
		added, err = want(ctx, tx, ids, foundBy, at)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add ids to the archive: %w", err)
	}
	return added, nil
}

func want(ctx context.Context, tx *sql.Tx, ids []int64, foundBy string, at time.Time) (added []int64, err error) {
	for _, id := range ids {
		r, err := tx.ExecContext(ctx, `INSERT INTO record (id, state, found_by, found_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			id, Wanted, foundBy, stamp(at))
		if err != nil {
			return nil, err
		}
		if n, err := r.RowsAffected(); err != nil {
			return nil, err
		} else if n > 0 {
			added = append(added, id)
		}
	}
	return added, nil
}

// Put stores the state of an id over what was known of it.
func (a *Archive) Put(ctx context.Context, r Record) error {
	if err := a.tx(ctx, func(tx *sql.Tx) error { return put(ctx, tx, r) }); err != nil {
		return fmt.Errorf("note in the archive what became of record %d: %w", r.ID, err)
	}
	return nil
}

func put(ctx context.Context, tx *sql.Tx, r Record) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO record (`+recordColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.ID, r.State, r.FoundBy, stamp(r.FoundAt), stamp(r.TriedAt), r.Result, r.Detail, r.FailDays, r.MergedIn, r.Dated, stamp(r.ChangedAt), stamp(r.DueAt))
	return err
}

// Record is the state of an id; ok is false for one that was never seen.
func (a *Archive) Record(ctx context.Context, id int64) (r Record, ok bool, err error) {
	found, err := a.records(ctx, `WHERE id = ?`, id)
	if err != nil || len(found) == 0 {
		return Record{ID: id}, false, err
	}
	return found[0], true, nil
}

// Records are the ids of the given states, all of them without any, in order.
func (a *Archive) Records(ctx context.Context, states ...State) ([]Record, error) {
	if len(states) == 0 {
		return a.records(ctx, ``)
	}
	args := make([]any, len(states))
	for i, s := range states {
		args[i] = s
	}
	return a.records(ctx, `WHERE state IN (?`+strings.Repeat(`, ?`, len(states)-1)+`)`, args...)
}

// Due are the ids of a state whose time has come, the longest due first.
func (a *Archive) Due(ctx context.Context, s State, now time.Time, most int) ([]Record, error) {
	return a.records(ctx, `WHERE state = ? AND due_at <> '' AND due_at <= ? ORDER BY due_at, id LIMIT ?`, s, stamp(now), most)
}

func (a *Archive) records(ctx context.Context, where string, args ...any) (out []Record, err error) {
	if !strings.Contains(where, "ORDER BY") {
		where += " ORDER BY id"
	}
	rows, err := a.db.QueryContext(ctx, `SELECT `+recordColumns+` FROM record `+where, args...) //nolint:gosec // where is a constant of this file
	if err != nil {
		return nil, fmt.Errorf("read ids from the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r Record
		var found, tried, changed, due string
		if err := rows.Scan(&r.ID, &r.State, &r.FoundBy, &found, &tried, &r.Result, &r.Detail, &r.FailDays, &r.MergedIn, &r.Dated, &changed, &due); err != nil {
			return nil, fmt.Errorf("read ids from the archive: %w", err)
		}
		if err := unstamps(map[*time.Time]string{&r.FoundAt: found, &r.TriedAt: tried, &r.ChangedAt: changed, &r.DueAt: due}); err != nil {
			return nil, fmt.Errorf("archive is damaged: times of record %d: %w", r.ID, err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
