package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// MeetingRecord is the kind of a document that is the verbatim record of a
// meeting; its name is the symbol that was asked for, in canonical spelling.
const MeetingRecord = "meeting_record"

// Absent is the state of a meeting record that its source does not have (yet):
// it is asked for again when it is due.
const Absent State = "absent"

// Meeting is the state of one verbatim record. Its states are [Wanted], [Held],
// [Failed], [Absent] and [Quarantined].
type Meeting struct {
	Symbol   string // canonical
	State    State
	FoundAt  time.Time
	Dated    string    // day of the latest vote that names it, as 2006-01-02; empty: not known
	TriedAt  time.Time // the last request; zero: never, it may have come from disk
	Result   string    // of the last request: "record" or a kind of failure
	Detail   string
	FailDays int       // different days in a row on which requests gave no record
	DueAt    time.Time // when it is to be asked for again; zero: not decided
}

// WantMeetings adds the meeting records that are not known yet, by symbol and
// day; one that is known gets the day.
func (a *Archive) WantMeetings(ctx context.Context, named []Meeting, at time.Time) error {
	err := a.tx(ctx, func(tx *sql.Tx) error {
		for _, m := range named {
			if _, err := tx.ExecContext(ctx, `INSERT INTO meeting (symbol, state, found_at, dated) VALUES (?, ?, ?, ?)
				ON CONFLICT (symbol) DO UPDATE SET dated = excluded.dated WHERE excluded.dated NOT IN ('', dated)`,
				m.Symbol, Wanted, stamp(at), m.Dated); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("add meeting records to the archive: %w", err)
	}
	return nil
}

// PutMeeting stores the state of a meeting record over what was known of it.
func (a *Archive) PutMeeting(ctx context.Context, m Meeting) error {
	if err := a.tx(ctx, func(tx *sql.Tx) error { return putMeeting(ctx, tx, m) }); err != nil {
		return fmt.Errorf("note in the archive what became of %s: %w", m.Symbol, err)
	}
	return nil
}

func putMeeting(ctx context.Context, tx *sql.Tx, m Meeting) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO meeting (`+meetingColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		m.Symbol, m.State, stamp(m.FoundAt), m.Dated, stamp(m.TriedAt), m.Result, m.Detail, m.FailDays, stamp(m.DueAt))
	return err
}

// KeepMeeting is [Archive.Keep] for a meeting record, with its state.
func (a *Archive) KeepMeeting(ctx context.Context, d Document, m Meeting) (changed, earlier bool, err error) {
	err = a.tx(ctx, func(tx *sql.Tx) error {
		if changed, earlier, err = a.keep(ctx, tx, d); err != nil {
			return err
		}
		return putMeeting(ctx, tx, m)
	})
	if err != nil {
		return false, false, fmt.Errorf("keep %s in the archive: %w", d.URL, err)
	}
	return changed, earlier, nil
}

// holdMeeting notes that a meeting record is in the archive, whichever way it
// came: one from disk is not wanted any more.
func holdMeeting(ctx context.Context, tx *sql.Tx, d Document) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO meeting (symbol, state, found_at, dated, result) VALUES (?, ?, ?, ?, 'record')
		ON CONFLICT (symbol) DO UPDATE SET state = excluded.state, result = 'record', detail = '', fail_days = 0, due_at = '' WHERE state <> excluded.state`,
		d.Name, Held, stamp(d.RetrievedAt), d.Dated)
	return err
}

const meetingColumns = `symbol, state, found_at, dated, tried_at, result, detail, fail_days, due_at`

// Meetings are all meeting records that were ever named or kept, by symbol.
func (a *Archive) Meetings(ctx context.Context) (out []Meeting, err error) {
	rows, err := a.db.QueryContext(ctx, `SELECT `+meetingColumns+` FROM meeting ORDER BY symbol`)
	if err != nil {
		return nil, fmt.Errorf("read meeting records from the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var m Meeting
		var found, tried, due string
		if err := rows.Scan(&m.Symbol, &m.State, &found, &m.Dated, &tried, &m.Result, &m.Detail, &m.FailDays, &due); err != nil {
			return nil, fmt.Errorf("read meeting records from the archive: %w", err)
		}
		if err := unstamps(map[*time.Time]string{&m.FoundAt: found, &m.TriedAt: tried, &m.DueAt: due}); err != nil {
			return nil, fmt.Errorf("archive is damaged: times of %s: %w", m.Symbol, err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}
