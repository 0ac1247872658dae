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
	ids, err := a.newest(ctx, src, []string{form})
	if err != nil {
		return fmt.Errorf("read the archive: %w", err)
	}
	for _, id := range ids {
		d, err := a.read(ctx, id, reader)
		if err == nil && d.Reading == nil {
			d, err = a.scan(a.db.QueryRowContext(ctx, selectDocument, id))
		}
		if err != nil {
			return err
		}
		if err := each(d); err != nil {
			return err
		}
	}
	return nil
}

// read returns a document with what the reader extracted from it; without that,
// the zero Document.
func (a *Archive) read(ctx context.Context, id int64, reader string) (d Document, err error) {
	var retrieved, seen string
	var packed []byte
	err = a.db.QueryRowContext(ctx, `
		SELECT d.source, d.key, d.form, d.url, d.status, d.content_type, d.retrieved_at, d.seen_at, d.content_sha256, r.zstd
		FROM document d JOIN reading r USING (sha256) WHERE d.id = ? AND r.reader = ?`, id, reader).
		Scan(&d.Source, &d.Key, &d.Form, &d.URL, &d.Status, &d.ContentType, &retrieved, &seen, &d.ContentSHA256, &packed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Document{}, nil
	case err != nil:
		return Document{}, fmt.Errorf("read the archive: %w", err)
	}
	d.Reader = reader
	if d.Reading, err = a.dec.DecodeAll(packed, nil); err != nil {
		return Document{}, fmt.Errorf("archive is damaged: what was read of %s: %w", d.Key, err)
	}
	return d, d.readTimes(retrieved, seen)
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
