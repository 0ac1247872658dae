package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
)

// Meeting reads the record of a meeting that comes from an address, as Import
// reads one from disk. The error is also that of a body that is no such record.
func (im Importer) Meeting(ctx context.Context, address string, body []byte) (*File, error) {
	r := &reader{importer: im, ctx: ctx}
	f := r.begin(address)
	f.Kind = MeetingRecord
	err := r.meeting(f, bytes.NewReader(body))
	return f, errors.Join(err, r.flush(context.WithoutCancel(ctx)))
}

// meeting reads a PDF. Which meeting it is of, its first page says and never its
// name; one that says none, or cannot be read, is refused with the reason.
func (r *reader) meeting(f *File, in io.Reader) error {
	if r.importer.Meetings == nil {
		f.Left = "a PDF, perhaps a meeting record: they are not read here"
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(in, pv.MaxBytes+1))
	if err != nil {
		return &brokenError{err}
	}
	symbol, reading, err := r.importer.Meetings.Read(r.ctx, body)
	var refused *pv.Error
	if errors.As(err, &refused) {
		return &brokenError{refused}
	}
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	return r.keepDocument(f, archive.Document{
		Source: pv.SourceName, Key: symbol, Form: pv.Form, ContentType: "application/pdf", Body: body, ContentSHA256: hex.EncodeToString(sum[:]),
		Reader: r.importer.Meetings.Version(), Reading: reading,
	})
}
