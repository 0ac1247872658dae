package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"unvotes/scraper/source"
)

// Document is one version of something that was fetched.
type Document struct {
	Source string // which source it is of, whichever address it came from
	Key    string // what it is within its source: a record's number, a meeting's symbol
	Form   string // what it is read as: record_page, marcxml, ...
	// Dated is the day of the vote or meeting as printed, for [Archive.Import] to
	// note in the item; reading does not give it back.
	Dated string
	// Lost is what an imported version lacks that an earlier one has, for
	// [Archive.Import] to note in the item.
	Lost        string
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
	// Reading is what Reader extracted from the body, where that takes long; see
	// [Archive.Readings]. Nil: nothing was kept of it.
	Reader  string
	Reading []byte
}

// Change is what keeping a document changed.
type Change struct {
	Added   bool // a version was added
	Earlier bool // there was one before
}

// Keep stores a fetched document and the state of its item, all or nothing. If
// the newest version of the same key and form has the same content, nothing is
// stored of the document but the time.
func (a *Archive) Keep(ctx context.Context, d Document, state func(Change) source.Item) (c Change, err error) {
	err = a.tx(ctx, func(tx *sql.Tx) error {
		if c, err = a.keep(ctx, tx, d); err != nil {
			return err
		}
		return put(ctx, tx, state(c))
	})
	if err != nil {
		return Change{}, fmt.Errorf("keep %s in the archive: %w", d.URL, err)
	}
	return c, nil
}

// Import stores documents that did not come from their source, all or none, and
// notes their items as held. Keys that were not known get foundBy. It returns a
// change a document.
func (a *Archive) Import(ctx context.Context, docs []Document, foundBy string) (changes []Change, err error) {
	changes = make([]Change, len(docs))
	err = a.tx(ctx, func(tx *sql.Tx) error {
		for i, d := range docs {
			if changes[i], err = a.keep(ctx, tx, d); err != nil {
				return fmt.Errorf("%s: %w", d.URL, err)
			}
			known, err := items(ctx, tx, `WHERE source = ? AND key = ?`, d.Source, d.Key)
			if err != nil {
				return err
			}
			it := source.Item{Source: d.Source, Key: d.Key, FoundBy: foundBy, FoundAt: d.RetrievedAt}
			if len(known) > 0 {
				it = known[0]
			}
			if d.Lost != "" {
				it = it.WithLoss(d.Lost, d.RetrievedAt)
			} else {
				it = it.Kept(d.Dated)
			}
			if err := put(ctx, tx, it); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("keep %d documents in the archive: %w", len(docs), err)
	}
	return changes, nil
}

func (a *Archive) keep(ctx context.Context, tx *sql.Tx, d Document) (c Change, err error) {
	var id int64
	var content string
	err = tx.QueryRowContext(ctx, `SELECT id, content_sha256 FROM document WHERE source = ? AND key = ? AND form = ? ORDER BY id DESC LIMIT 1`,
		d.Source, d.Key, d.Form).Scan(&id, &content)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return c, err
	case content == d.ContentSHA256:
		_, err = tx.ExecContext(ctx, `UPDATE document SET seen_at = ? WHERE id = ?`, stamp(d.RetrievedAt), id)
		return Change{Earlier: true}, err
	default:
		c.Earlier = true
	}
	name := bodyHash(d.Body)
	if _, err := tx.ExecContext(ctx, `INSERT INTO body (sha256, size, zstd) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		name, len(d.Body), a.enc.EncodeAll(d.Body, nil)); err != nil {
		return c, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO document (source, key, form, url, status, content_type, retrieved_at, seen_at, sha256, content_sha256)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.Source, d.Key, d.Form, d.URL, d.Status, d.ContentType, stamp(d.RetrievedAt), stamp(d.RetrievedAt), name, d.ContentSHA256)
	if err == nil && d.Reading != nil {
		err = a.keepReading(ctx, tx, d)
	}
	c.Added = true
	return c, err
}

func bodyHash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Had reports whether the archive has or had a version of a document with this
// content. Unlike for Keep, it need not be the newest.
func (a *Archive) Had(ctx context.Context, d Document) (had bool, err error) {
	err = a.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document WHERE source = ? AND key = ? AND form = ? AND content_sha256 = ?)`,
		d.Source, d.Key, d.Form, d.ContentSHA256).Scan(&had)
	if err != nil {
		return false, fmt.Errorf("read the archive: %w", err)
	}
	return had, nil
}

// Versions returns all versions of all forms of a record, in the order in which
// they came.
func (a *Archive) Versions(ctx context.Context, src, key string) (out []Document, err error) {
	ids, err := query(ctx, a.db, scanOne[int64], `SELECT id FROM document WHERE source = ? AND key = ? ORDER BY id`, src, key)
	for _, id := range ids {
		d, err := a.whole(a.db.QueryRowContext(ctx, selectDocument, id))
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, err
}

// Lost returns what a document that is about to be kept lacks of what is held, as
// compare puts it; empty if nothing. Its key's versions are compared, the document
// being the newest.
func (a *Archive) Lost(ctx context.Context, d Document, compare func(key string, versions []source.Version) []string) (string, error) {
	held, err := a.Versions(ctx, d.Source, d.Key)
	if err != nil || len(held) == 0 || len(held) == 1 && held[0].Form == d.Form && held[0].ContentSHA256 == d.ContentSHA256 {
		return "", err
	}
	versions := make([]source.Version, 0, len(held)+1)
	for _, v := range append(held, d) {
		versions = append(versions, source.Version{Form: v.Form, Body: v.Body, At: v.RetrievedAt})
	}
	return strings.Join(compare(d.Key, versions), "; "), nil
}

// Documents calls each with a source's documents in the given forms: those of one
// key together, in the order of forms, the versions of a form in the order in
// which they came; numeric keys in numeric order. The bodies are checked against
// their hashes. each must not use the archive.
func (a *Archive) Documents(ctx context.Context, src string, forms []string, each func([]Document) error) error {
	args := []any{src}
	for _, f := range forms {
		args = append(args, f)
	}
	ids, err := query(ctx, a.db, scanOne[int64], `SELECT id FROM document WHERE source = ? AND form IN (?`+strings.Repeat(", ?", len(forms)-1)+`)`+byKey+`, form, id`, args...)
	if err != nil {
		return err
	}
	// Bodies are read one by one: sorted together with the rows they would be
	// held in memory, or written to a temporary file.
	one, err := a.db.PrepareContext(ctx, selectDocument)
	if err != nil {
		return fmt.Errorf("read the archive: %w", err)
	}
	defer func() { _ = one.Close() }() // only read
	var of []Document
	for _, id := range ids {
		d, err := a.whole(one.QueryRowContext(ctx, id))
		if err != nil {
			return err
		}
		if len(of) > 0 && of[0].Key != d.Key {
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

// newest returns the newest versions of a source's documents of a form, in order.
func (a *Archive) newest(ctx context.Context, src, form string) ([]int64, error) {
	return query(ctx, a.db, scanOne[int64], `SELECT MAX(id) FROM document WHERE source = ? AND form = ? GROUP BY key`+byKey, src, form)
}

const documentColumns = `d.source, d.key, d.form, d.url, d.status, d.content_type, d.retrieved_at, d.seen_at, d.content_sha256, d.sha256`

const selectDocument = `SELECT ` + documentColumns + `, b.zstd FROM document d JOIN body b USING (sha256) WHERE d.id = ?`

// scan reads a row of documents with what is packed beside it, and returns the hash
// of the body and what was packed.
func (a *Archive) scan(row *sql.Row) (d Document, sha256 string, unpacked []byte, err error) {
	var packed []byte
	err = row.Scan(&d.Source, &d.Key, &d.Form, &d.URL, &d.Status, &d.ContentType, unstamp{&d.RetrievedAt}, unstamp{&d.SeenAt}, &d.ContentSHA256, &sha256, &packed)
	if err != nil {
		return d, "", nil, fmt.Errorf("read the archive: %w", err)
	}
	if unpacked, err = a.dec.DecodeAll(packed, nil); err != nil {
		return d, "", nil, fmt.Errorf("archive is damaged: %s of %s: %w", sha256, d.URL, err)
	}
	return d, sha256, unpacked, nil
}

// whole reads a row of selectDocument, and checks the body against its hash.
func (a *Archive) whole(row *sql.Row) (Document, error) {
	d, sha256, body, err := a.scan(row)
	if err == nil && bodyHash(body) != sha256 {
		err = fmt.Errorf("archive is damaged: body %s of %s does not have its hash: restore the archive from a backup", sha256, d.URL)
	}
	d.Body = body
	return d, err
}
