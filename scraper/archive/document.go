package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Document is one version of something that was fetched.
type Document struct {
	Kind string // what it is read as: record_page, marcxml, ...
	// Name is what it is within its kind, whichever address it came from: a
	// record's number, a meeting's symbol.
	Name     string
	RecordID int64 // the library's record; 0 for what is not of one record
	// Dated is the day of the record's vote as printed, for [Archive.KeepAll] to
	// note in the record's state; reading does not give it back.
	Dated       string
	URL         string
	Status      int
	ContentType string
	// RetrievedAt is when this version was first fetched; SeenAt when it was
	// last fetched and found unchanged.
	RetrievedAt, SeenAt time.Time
	Body                []byte
	// ContentSHA256 names what was read from the body, so that a page whose
	// decoration changed is not a new version.
	ContentSHA256 string
	// Reading is what Reader read of the body, where reading takes long; see
	// [Archive.MeetingRecords]. Nil: nothing was kept of it.
	Reader  string
	Reading []byte
}

// Keep stores a fetched document, and the state of its record with it. If the
// newest version of the same kind and name has the same content, nothing is
// stored but the time; changed tells whether a version was added, and earlier
// whether there was one before. r may be nil for what is of no record.
func (a *Archive) Keep(ctx context.Context, d Document, r *Record) (changed, earlier bool, err error) {
	err = a.tx(ctx, func(tx *sql.Tx) error {
		if changed, earlier, err = a.keep(ctx, tx, d); err != nil || r == nil {
			return err
		}
		if changed && earlier {
			r.ChangedAt = d.RetrievedAt
		}
		return put(ctx, tx, *r)
	})
	if err != nil {
		return false, false, fmt.Errorf("keep %s in the archive: %w", d.URL, err)
	}
	return changed, earlier, nil
}

func (a *Archive) keep(ctx context.Context, tx *sql.Tx, d Document) (changed, earlier bool, err error) {
	if d.Kind == MeetingRecord {
		if err := holdMeeting(ctx, tx, d); err != nil {
			return false, false, err
		}
	}
	var id int64
	var content string
	err = tx.QueryRowContext(ctx, `SELECT id, content_sha256 FROM document WHERE kind = ? AND name = ? ORDER BY id DESC LIMIT 1`,
		d.Kind, d.Name).Scan(&id, &content)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return false, false, err
	case content == d.ContentSHA256:
		_, err = tx.ExecContext(ctx, `UPDATE document SET seen_at = ? WHERE id = ?`, stamp(d.RetrievedAt), id)
		return false, true, err
	default:
		earlier = true
	}
	name := bodyHash(d.Body)
	if _, err := tx.ExecContext(ctx, `INSERT INTO body (sha256, size, zstd) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		name, len(d.Body), a.enc.EncodeAll(d.Body, nil)); err != nil {
		return false, false, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO document (kind, name, record_id, url, status, content_type, retrieved_at, seen_at, sha256, content_sha256)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.Kind, d.Name, d.RecordID, d.URL, d.Status, d.ContentType, stamp(d.RetrievedAt), stamp(d.RetrievedAt), name, d.ContentSHA256)
	if err == nil && d.Reading != nil {
		err = a.keepReading(ctx, tx, d)
	}
	return true, earlier, err
}

func bodyHash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Documents calls each with the newest version of every document of a kind, in
// the order of their records and names. The body is checked against its hash.
// each must not use the archive.
func (a *Archive) Documents(ctx context.Context, kind string, each func(Document) error) (err error) {
	rows, err := a.db.QueryContext(ctx, selectDocument+`
		WHERE d.kind = ? AND d.id IN (SELECT MAX(id) FROM document WHERE kind = ? GROUP BY name)
		ORDER BY d.record_id, d.name`, kind, kind)
	if err != nil {
		return fmt.Errorf("read the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		d, err := a.scan(rows)
		if err != nil {
			return err
		}
		if err := each(d); err != nil {
			return err
		}
	}
	return rows.Err()
}

const selectDocument = `
	SELECT d.kind, d.name, d.record_id, d.url, d.status, d.content_type, d.retrieved_at, d.seen_at, d.content_sha256, d.sha256, b.zstd
	FROM document d JOIN body b USING (sha256)`

// scan reads a row of selectDocument, and checks the body against its hash.
func (a *Archive) scan(row interface{ Scan(...any) error }) (d Document, err error) {
	var retrieved, seen, name string
	var packed []byte
	if err := row.Scan(&d.Kind, &d.Name, &d.RecordID, &d.URL, &d.Status, &d.ContentType, &retrieved, &seen, &d.ContentSHA256, &name, &packed); err != nil {
		return d, fmt.Errorf("read the archive: %w", err)
	}
	if d.Body, err = a.dec.DecodeAll(packed, nil); err != nil {
		return d, fmt.Errorf("archive is damaged: body %s of %s: %w", name, d.URL, err)
	}
	if bodyHash(d.Body) != name {
		return d, fmt.Errorf("archive is damaged: body %s of %s does not have its hash: restore the archive from a backup", name, d.URL)
	}
	return d, d.readTimes(retrieved, seen)
}

func (d *Document) readTimes(retrieved, seen string) error {
	if err := unstamps(map[*time.Time]string{&d.RetrievedAt: retrieved, &d.SeenAt: seen}); err != nil {
		return fmt.Errorf("archive is damaged: times of %s: %w", d.URL, err)
	}
	return nil
}
