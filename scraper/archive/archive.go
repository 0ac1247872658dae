// Package archive keeps what was fetched and how far the crawl has come, in one
// SQLite file: bodies, compressed and hashed, with their URL, time and status;
// every key of every source with what became of it; slices of a site's lists with
// the totals that the site stated; when each host was asked last.
//
// The tables are a pure function of the archive. It knows bytes and states, not
// what a record means. Start with [Open]; the crawl writes through
// [Archive.Keep] and [Archive.Put], a build reads through [Archive.Documents].
//
// Every method is one transaction, so a killed run loses at most the request
// that was in flight.
package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/klauspost/compress/zstd"
	"modernc.org/sqlite" // the driver "sqlite", in pure Go
	sqlite3 "modernc.org/sqlite/lib"
)

// version is that of the schema. An archive of another version is refused: there
// was no release with an earlier one, and a later one would be misread.
const version = 5

const schema = `
CREATE TABLE body (
  sha256 TEXT PRIMARY KEY,
  size   INTEGER NOT NULL,
  zstd   BLOB NOT NULL
);
CREATE TABLE document (
  id             INTEGER PRIMARY KEY,
  source         TEXT NOT NULL,
  key            TEXT NOT NULL,
  form           TEXT NOT NULL,
  url            TEXT NOT NULL,
  status         INTEGER NOT NULL,
  content_type   TEXT NOT NULL,
  retrieved_at   TEXT NOT NULL,
  seen_at        TEXT NOT NULL,
  sha256         TEXT NOT NULL REFERENCES body(sha256),
  content_sha256 TEXT NOT NULL
);
CREATE INDEX document_key ON document (source, key, form);
-- what a reader extracted from a body that is slow to read
CREATE TABLE reading (
  sha256 TEXT PRIMARY KEY REFERENCES body(sha256),
  reader TEXT NOT NULL,
  zstd   BLOB NOT NULL
);
CREATE TABLE item (
  source      TEXT NOT NULL,
  key         TEXT NOT NULL,
  state       TEXT NOT NULL,
  found_by    TEXT NOT NULL,
  found_at    TEXT NOT NULL,
  tried_at    TEXT NOT NULL DEFAULT '',
  result      TEXT NOT NULL DEFAULT '',
  detail      TEXT NOT NULL DEFAULT '',
  fail_days   INTEGER NOT NULL DEFAULT 0,
  merged_into TEXT NOT NULL DEFAULT '',
  dated       TEXT NOT NULL DEFAULT '',
  changed_at  TEXT NOT NULL DEFAULT '',
  due_at      TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (source, key)
);
CREATE INDEX item_state ON item (source, state, due_at);
CREATE TABLE slice (
  source     TEXT NOT NULL,
  name       TEXT NOT NULL,
  total      INTEGER NOT NULL,
  next_row   INTEGER NOT NULL,
  checked_at TEXT NOT NULL,
  page_rows  INTEGER NOT NULL,
  PRIMARY KEY (source, name)
);
CREATE TABLE listed (
  source TEXT NOT NULL,
  slice  TEXT NOT NULL,
  key    TEXT NOT NULL,
  PRIMARY KEY (source, slice, key)
) WITHOUT ROWID;
CREATE TABLE sitemap (
  source     TEXT NOT NULL,
  url        TEXT NOT NULL,
  lastmod    TEXT NOT NULL,
  checked_at TEXT NOT NULL,
  records    INTEGER NOT NULL,
  unknown    INTEGER NOT NULL,
  max_id     INTEGER NOT NULL,
  PRIMARY KEY (source, url)
);
-- lists that say less than they said
CREATE TABLE fall (
  source  TEXT NOT NULL,
  name    TEXT NOT NULL,
  was     INTEGER NOT NULL,
  is_now  INTEGER NOT NULL,
  missing TEXT NOT NULL, -- keys, parted by blanks
  since   TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  days    INTEGER NOT NULL,
  PRIMARY KEY (source, name)
);
CREATE TABLE host (
  name       TEXT PRIMARY KEY,
  asked_at   TEXT NOT NULL,
  not_before TEXT NOT NULL
);
CREATE TABLE run (
  id         INTEGER PRIMARY KEY,
  command    TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at   TEXT NOT NULL DEFAULT '',
  exit_code  INTEGER,
  permission TEXT NOT NULL DEFAULT '',
  summary    TEXT NOT NULL DEFAULT ''
);
`

// Archive is an open archive. It may be used by one goroutine at a time.
type Archive struct {
	db  *sql.DB
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// Open opens the archive at path, and makes it if there is none.
func Open(ctx context.Context, path string) (*Archive, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	return open(ctx, path)
}

// OpenExisting opens the archive at path; [os.ErrNotExist] if there is none.
func OpenExisting(ctx context.Context, path string) (*Archive, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	return open(ctx, path)
}

// OpenReadOnly opens the archive at path for somebody who only reads it, with or
// without write permission; [os.ErrNotExist] if there is none.
func OpenReadOnly(ctx context.Context, path string) (*Archive, error) {
	a, err := OpenExisting(ctx, path)
	var e *sqlite.Error
	if !errors.As(err, &e) || e.Code()&0xff != sqlite3.SQLITE_READONLY && e.Code()&0xff != sqlite3.SQLITE_CANTOPEN {
		return a, err
	}
	query := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)"}}
	if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
		// No run is writing. SQLite would make files beside an archive in WAL mode even
		// to read it, unless it is said not to change.
		query.Set("immutable", "1")
	}
	return openWith(ctx, path, query)
}

func open(ctx context.Context, path string) (*Archive, error) {
	// Pragmas stand in the DSN because an Exec would set them on one pooled
	// connection only. NORMAL under WAL survives kill -9; after a power cut the
	// last requests may be asked again, nothing is torn.
	return openWith(ctx, path, url.Values{"_pragma": {
		"journal_mode(WAL)", "synchronous(NORMAL)", "busy_timeout(5000)", "foreign_keys(1)",
	}, "_txlock": {"immediate"}})
}

func openWith(ctx context.Context, path string, query url.Values) (*Archive, error) {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("open archive %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	a := &Archive{db: db}
	if err := a.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open archive %s: %w%s", path, err, advice(err)), db.Close())
	}
	return a, nil
}

// advice says what to do about an archive that is damaged.
func advice(err error) string {
	var e *sqlite.Error
	if errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_NOTADB || e.Code() == sqlite3.SQLITE_CORRUPT) {
		return "; restore it from a backup, or move it away and fetch or import again"
	}
	return ""
}

func (a *Archive) prepare(ctx context.Context) error {
	var found int
	if err := a.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&found); err != nil {
		return err
	}
	switch {
	case found > version:
		return fmt.Errorf("it is of version %d, this program reads %d: use a newer unvotes", found, version)
	case found == 0:
		if err := a.tx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, schema+"PRAGMA user_version = "+strconv.Itoa(version))
			return err
		}); err != nil {
			return err
		}
	case found < version:
		return fmt.Errorf("it is of version %d, from before the first release, this program reads %d: name another directory with --data and fetch or import again", found, version)
	}
	var err error
	if a.enc, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
		return err
	}
	a.dec, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<30))
	return err
}

// demoID is SQLite's application_id of an archive that the demo made; others have 0.
const demoID = 0x64656d6f

// Claim reports whether a run may fetch into the archive: the demo into its own
// archive or an empty one, which it marks as its own, and other runs into any other.
func (a *Archive) Claim(ctx context.Context, demo bool) (ok bool, err error) {
	err = a.tx(ctx, func(tx *sql.Tx) error {
		var id int
		var empty bool
		if err := errors.Join(
			tx.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id),
			tx.QueryRowContext(ctx, "SELECT NOT EXISTS (SELECT 1 FROM document) AND NOT EXISTS (SELECT 1 FROM run)").Scan(&empty),
		); err != nil {
			return err
		}
		ok = demo == (id == demoID)
		if demo && !ok && empty {
			ok = true
			_, err := tx.ExecContext(ctx, "PRAGMA application_id = "+strconv.Itoa(demoID))
			return err
		}
		return nil
	})
	return ok, err
}

// Close writes what is pending and closes the file.
func (a *Archive) Close() error {
	a.dec.Close()
	return errors.Join(a.enc.Close(), a.db.Close())
}

// tx runs f in a transaction: all of it or nothing.
func (a *Archive) tx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := a.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// query reads all rows of a query, each by scan.
func query[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), text string, args ...any) (out []T, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, fmt.Errorf("read the archive: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read the archive: %w", err)
		}
		out = append(out, one)
	}
	return out, rows.Err()
}

// querier is the database, or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// scanOne scans rows of one column.
func scanOne[T any](rows *sql.Rows) (v T, err error) {
	err = rows.Scan(&v)
	return v, err
}

// timeForm is how times stand in the archive: UTC, microseconds, sortable; "" is
// the zero time.
const timeForm = "2006-01-02T15:04:05.000000Z"

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeForm)
}

// unstamp scans a time that [stamp] wrote.
type unstamp struct{ *time.Time }

func (u unstamp) Scan(v any) (err error) {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("%v is no time", v)
	}
	*u.Time = time.Time{}
	if s != "" {
		*u.Time, err = time.Parse(timeForm, s)
	}
	return err
}
