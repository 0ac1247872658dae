package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// KeepAll is Keep for many documents in one transaction: all are kept or none.
// The ids that were not known get foundBy as the way that named them. A record
// that the site deleted or merged stays so: a copy from elsewhere does not bring
// it back. changed has an entry a document.
func (a *Archive) KeepAll(ctx context.Context, docs []Document, foundBy string) (changed []bool, err error) {
	changed = make([]bool, len(docs))
	err = a.tx(ctx, func(tx *sql.Tx) error {
		for i, d := range docs {
			if changed[i], _, err = a.keep(ctx, tx, d); err != nil {
				return fmt.Errorf("%s: %w", d.URL, err)
			}
			if err := hold(ctx, tx, d, foundBy); err != nil {
				return fmt.Errorf("record %d: %w", d.RecordID, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("keep %d documents in the archive: %w", len(docs), err)
	}
	return changed, nil
}

func hold(ctx context.Context, tx *sql.Tx, d Document, foundBy string) error {
	if d.RecordID == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO record (id, state, found_by, found_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		d.RecordID, Wanted, foundBy, stamp(d.RetrievedAt)); err != nil {
		return err
	}
	var state State
	if err := tx.QueryRowContext(ctx, `SELECT state FROM record WHERE id = ?`, d.RecordID).Scan(&state); err != nil {
		return err
	}
	if state == Deleted || state == Merged {
		return nil
	}
	_, err := tx.ExecContext(ctx, `UPDATE record SET state = ?, tried_at = MAX(tried_at, ?), result = 'record', detail = '', fail_days = 0,
		dated = CASE WHEN ? <> '' THEN ? ELSE dated END WHERE id = ?`, Held, stamp(d.RetrievedAt), d.Dated, d.Dated, d.RecordID)
	return err
}

// Had tells whether the archive has or had a version of a document with this
// content. Unlike for Keep, it need not be the newest.
func (a *Archive) Had(ctx context.Context, kind, name, contentSHA256 string) (had bool, err error) {
	err = a.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document WHERE kind = ? AND name = ? AND content_sha256 = ?)`,
		kind, name, contentSHA256).Scan(&had)
	if err != nil {
		return false, fmt.Errorf("read the archive: %w", err)
	}
	return had, nil
}

// Forms calls each with the newest versions of the documents of the kinds, those
// of one record together, in the order of their records; a record's documents
// are in the order of kinds and names. The bodies are checked against their
// hashes. each must not use the archive.
func (a *Archive) Forms(ctx context.Context, kinds []string, each func([]Document) error) error {
	ids, err := a.newest(ctx, kinds)
	if err != nil {
		return fmt.Errorf("read the archive: %w", err)
	}
	// Bodies are read one by one: sorted together with the rows they would be
	// held in memory, or written to a temporary file.
	one, err := a.db.PrepareContext(ctx, selectDocument+` WHERE d.id = ?`)
	if err != nil {
		return fmt.Errorf("read the archive: %w", err)
	}
	defer func() { _ = one.Close() }() // only read
	var of []Document
	for _, id := range ids {
		d, err := a.scan(one.QueryRowContext(ctx, id))
		if err != nil {
			return err
		}
		if len(of) > 0 && of[0].RecordID != d.RecordID {
			if err := each(of); err != nil {
				return err
			}
			of = nil
		}
		of = append(of, d)
	}
	if len(of) == 0 {
		return nil
	}
	return each(of)
}

// newest are the newest versions of the documents of the kinds, by record.
func (a *Archive) newest(ctx context.Context, kinds []string) (ids []int64, err error) {
	args := make([]any, len(kinds))
	for i, k := range kinds {
		args[i] = k
	}
	in := "(?" + strings.Repeat(", ?", len(kinds)-1) + ")"
	query := `SELECT MAX(id) FROM document WHERE kind IN ` + in + ` GROUP BY kind, name ORDER BY record_id, kind, name` //nolint:gosec // G202: what is repeated is a constant
	rows, err := a.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
