package scraper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// csvRecords are the records that the library attaches its own files of all
// votes to: the General Assembly's and the Security Council's.
var csvRecords = []int64{4060887, 4055387}

// csvLimit: the Assembly's file has 217 MB.
const csvLimit = 2 << 30

// csvSlice marks an official file that was read to its end: a fill that is killed
// in the middle reads it again.
func csvSlice(id int64) string { return "official CSV of " + strconv.FormatInt(id, 10) }

// KeepCSV reads an official CSV file and keeps each of its records in the
// archive; it returns how many there are, and what of it could not be read.
type KeepCSV func(ctx context.Context, address string, file io.Reader, at time.Time) (records int, bad []string, err error)

// fillFromCSV fills an empty archive from the library's own files: a page with
// the link, and the file, for each body. The name of a file changes with its
// edition, so the link is followed.
func (c *Crawler) fillFromCSV(ctx context.Context, r *Report) error {
	for _, id := range csvRecords {
		done, _, err := c.Archive.Slice(ctx, csvSlice(id))
		if err != nil {
			return err
		}
		if !done.CheckedAt.IsZero() {
			continue
		}
		a, err := c.Client.Get(ctx, undl.RecordURL(c.Site, id), recordLimit)
		if err == nil {
			err = undl.CheckAnswer(id, a)
		}
		var file string
		if err == nil {
			file, err = undl.CSVLink(c.Site, id, a.Body)
		}
		var page *source.Refusal
		if ends(err) && !errors.As(err, &page) {
			return err
		}
		if err != nil { // the sitemaps find the records too, only slower
			c.Log.Warn("no official CSV file", slog.Int64("record_id", id), slog.Any("error", err))
			continue
		}
		var records int
		var bad []string
		_, err = c.Client.Stream(ctx, file, csvLimit, func(body io.Reader) (err error) {
			records, bad, err = c.KeepCSV(context.WithoutCancel(ctx), file, body, c.Clock.Now())
			return err
		})
		if err != nil {
			return fmt.Errorf("read the library's file %s: %w", file, err)
		}
		for _, why := range bad {
			c.Log.Warn("a record of the official CSV file cannot be read; its page will be asked for", slog.String("url", file), slog.String("why", why))
		}
		c.Log.Info("official CSV file read", slog.String("url", file), slog.Int("records", records))
		if err := c.Archive.KeepSlice(ctx, archive.Slice{Name: csvSlice(id), CheckedAt: c.Clock.Now()}, nil, true); err != nil {
			return err
		}
		r.New += records
	}
	return nil
}
