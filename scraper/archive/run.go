package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Host is when a host was asked last, and until when it asked to be left alone.
// Both hold across restarts of the program.
type Host struct{ AskedAt, NotBefore time.Time }

// Host returns what is known of a host, by its canonical name.
func (a *Archive) Host(ctx context.Context, name string) (h Host, err error) {
	err = a.db.QueryRowContext(ctx, `SELECT asked_at, not_before FROM host WHERE name = ?`, name).Scan(unstamp{&h.AskedAt}, unstamp{&h.NotBefore})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return h, fmt.Errorf("read from the archive when %s was asked: %w", name, err)
	}
	return h, nil
}

// PutHost notes when a host was asked.
func (a *Archive) PutHost(ctx context.Context, name string, h Host) error {
	_, err := a.db.ExecContext(ctx, `INSERT OR REPLACE INTO host (name, asked_at, not_before) VALUES (?, ?, ?)`, name, stamp(h.AskedAt), stamp(h.NotBefore))
	if err != nil {
		return fmt.Errorf("note in the archive when %s was asked: %w", name, err)
	}
	return nil
}

// Run is one run of a command that asked the source.
type Run struct {
	ID         int64
	Command    string
	StartedAt  time.Time
	EndedAt    time.Time // zero: it was killed, or still runs
	ExitCode   *int      // nil: as above
	Permission string    // who at the library approved of the run, and when; empty: none was named
	Summary    string    // what came of it, as JSON
}

// BeginRun notes that a run begins.
func (a *Archive) BeginRun(ctx context.Context, r Run) (id int64, err error) {
	res, err := a.db.ExecContext(ctx, `INSERT INTO run (command, started_at, permission) VALUES (?, ?, ?)`, r.Command, stamp(r.StartedAt), r.Permission)
	if err != nil {
		return 0, fmt.Errorf("note the run in the archive: %w", err)
	}
	return res.LastInsertId()
}

// EndRun notes how a run ended.
func (a *Archive) EndRun(ctx context.Context, r Run) error {
	_, err := a.db.ExecContext(ctx, `UPDATE run SET ended_at = ?, exit_code = ?, summary = ? WHERE id = ?`, stamp(r.EndedAt), r.ExitCode, r.Summary, r.ID)
	if err != nil {
		return fmt.Errorf("note the end of the run in the archive: %w", err)
	}
	return nil
}

// Runs returns the last runs, the newest first.
func (a *Archive) Runs(ctx context.Context, most int) ([]Run, error) {
	return query(ctx, a.db, func(rows *sql.Rows) (r Run, err error) {
		err = rows.Scan(&r.ID, &r.Command, unstamp{&r.StartedAt}, unstamp{&r.EndedAt}, &r.ExitCode, &r.Permission, &r.Summary)
		return r, err
	}, `SELECT id, command, started_at, ended_at, exit_code, permission, summary FROM run ORDER BY id DESC LIMIT ?`, most)
}
