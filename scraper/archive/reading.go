package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Readings calls each with the newest version of every document of a source and
// form, in the order of their keys. What the named reader extracted from one
// before comes with it as Reading, and its body is left out; else the body
// comes. One body is in memory at a time. each may use the archive.
func (a *Archive) Readings(ctx context.Context, src, form, reader string, each func(Document) error) error {
	ids, err := a.newest(ctx, src, form)
	if err != nil {
		return err
	}
	for _, id := range ids {
		d, _, reading, err := a.scan(a.db.QueryRowContext(ctx, `SELECT `+documentColumns+`, r.zstd FROM document d JOIN reading r USING (sha256) WHERE d.id = ? AND r.reader = ?`, id, reader))
		if errors.Is(err, sql.ErrNoRows) {
			d, err = a.whole(a.db.QueryRowContext(ctx, selectDocument, id))
		} else {
			d.Reader, d.Reading = reader, reading
		}
		if err == nil {
			err = each(d)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// KeepReading caches what a reader extracted from a document that is in the
// archive, in place of what another reader did. The cache can be rebuilt from
// the document at any time.
func (a *Archive) KeepReading(ctx context.Context, d Document) error {
	err := a.tx(ctx, func(tx *sql.Tx) error { return a.keepReading(ctx, tx, d) })
	if err != nil {
		return fmt.Errorf("keep in the archive what was read of %s: %w", d.Key, err)
	}
	return nil
}

func (a *Archive) keepReading(ctx context.Context, tx *sql.Tx, d Document) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO reading (sha256, reader, zstd) VALUES (?, ?, ?)`,
		bodyHash(d.Body), d.Reader, a.enc.EncodeAll(d.Reading, nil))
	return err
}
