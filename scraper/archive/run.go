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
	var asked, notBefore string
	err = a.db.QueryRowContext(ctx, `SELECT asked_at, not_before FROM host WHERE name = ?`, name).Scan(&asked, &notBefore)
	if errors.Is(err, sql.ErrNoRows) {
		return h, nil
	}
	if err == nil {
		err = unstamps(map[*time.Time]string{&h.AskedAt: asked, &h.NotBefore: notBefore})
	}
	if err != nil {
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
	Permission string    // who permitted the search; empty: nobody was asked
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
func (a *Archive) Runs(ctx context.Context, most int) (out []Run, err error) {
	rows, err := a.db.QueryContext(ctx, `SELECT id, command, started_at, ended_at, exit_code, permission, summary FROM run ORDER BY id DESC LIMIT ?`, most)
	if err != nil {
		return nil, fmt.Errorf("read runs from the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r Run
		var started, ended string
		var code sql.NullInt64
		if err := rows.Scan(&r.ID, &r.Command, &started, &ended, &code, &r.Permission, &r.Summary); err != nil {
			return nil, fmt.Errorf("read runs from the archive: %w", err)
		}
		if code.Valid {
			c := int(code.Int64)
			r.ExitCode = &c
		}
		if err := unstamps(map[*time.Time]string{&r.StartedAt: started, &r.EndedAt: ended}); err != nil {
			return nil, fmt.Errorf("archive is damaged: times of run %d: %w", r.ID, err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
