// Package files brings records from disk into the archive: pages saved by hand,
// MARCXML, the library's own CSV files, its list of vetoes, and verbatim records of
// meetings as PDF;
// plain, gzipped, or in zip archives. It serves those whom the site does not
// answer.
//
// A file's form is told by its content, never by its name. A file of unknown form
// is listed and left alone. Files may be hostile: sizes, ratios and depths have
// limits, names in archives are only ever printed, links to folders are not
// followed, and only plain files are opened.
//
// Start with [Importer.Import]. Each record of a CSV or MARCXML file is kept on its
// own, under its number: so it has its own hash and time, an unchanged one is not
// kept again, and the parsers of a later version find what they need.
package files

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"unvotes/scraper/archive"
)

// File is what became of one file, or of one member of an archive.
type File struct {
	// Name is its path as it was given and walked; a member of an archive stands
	// behind a "!".
	Name      string `json:"file"`
	Kind      Kind   `json:"kind"`
	New       int    `json:"new"`       // records whose content the archive did not have
	Unchanged int    `json:"unchanged"` // records that it had
	Others    int    `json:"others"`    // sound records of other collections, which are left out
	// Left says why the file was left alone; "" when it was read.
	Left string `json:"left,omitempty"`
	// Failures are what could not be read, the first [MaxFailures] of Failed.
	Failures []string `json:"failures,omitempty"`
	Failed   int      `json:"failed"`
	// Lost are the records of the file that lack what an earlier version has.
	Lost []string `json:"lost,omitempty"`
}

// MaxFailures bounds what is said of a file in which everything is wrong.
const MaxFailures = 100

func (f *File) fail(format string, args ...any) {
	if f.Failed++; f.Failed <= MaxFailures {
		f.Failures = append(f.Failures, fmt.Sprintf(format, args...))
	}
}

// Report is what came of an import, in the order in which the files were read.
type Report struct {
	Files []*File `json:"files"`
}

// Failed returns how many records or files could not be read.
func (r Report) Failed() (n int) {
	for _, f := range r.Files {
		n += f.Failed
	}
	return n
}

// Records returns how many records were read, new or not.
func (r Report) Records() (n int) {
	for _, f := range r.Files {
		n += f.New + f.Unchanged
	}
	return n
}

// Importer reads files into an archive.
type Importer struct {
	Archive *archive.Archive
	// Now is the time at which all of it is retrieved. When a page was saved is
	// not known: a file's own time changes when it is copied.
	Now time.Time
	// FoundBy is the route by which the records come; empty: "import".
	FoundBy string
	// Source says whose the MARCXML is, by the source's name; empty: its form tells.
	Source string
	// Meetings reads meeting records; nil leaves them alone.
	Meetings MeetingReader
}

// MeetingReader reads the PDF of a verbatim record: the symbol of its meeting, and
// what it says in the form that the archive keeps for the reader of that version.
// A body that is no readable record is an [*pv.Error].
type MeetingReader interface {
	Read(ctx context.Context, body []byte) (symbol string, reading []byte, err error)
	Version() string
}

// Import reads files, folders and archives of them, in the order in which they are
// named and of names within a folder, but those with a date in their names (as the
// editions of the official CSV) after all others and in the order of dates. What
// cannot be read is in the report and does not end the import; the error is the
// archive's or the context's. Whatever was read before it is kept.
//
// Content that the archive had at any time is not kept again, so that importing
// an old file never puts an old version over a newer one twice, and importing
// the same files again changes nothing.
func (im Importer) Import(ctx context.Context, paths []string) (Report, error) {
	r := &reader{importer: im, ctx: ctx}
	err := r.paths(paths)
	return r.report, errors.Join(err, r.flush(context.WithoutCancel(ctx)))
}

// CSV reads one of the library's own files from a stream that comes from an
// address, as Import reads one from disk. The error is also that of a stream
// that ends before its end, or that is no such file.
func (im Importer) CSV(ctx context.Context, address string, in io.Reader) (*File, error) {
	return im.one(ctx, address, OfficialCSV, in)
}

// Meeting reads the record of a meeting that comes from an address, as Import
// reads one from disk. The error is also that of a body that is no such record.
func (im Importer) Meeting(ctx context.Context, address string, body []byte) (*File, error) {
	return im.one(ctx, address, MeetingRecord, bytes.NewReader(body))
}

func (im Importer) one(ctx context.Context, address string, kind Kind, in io.Reader) (*File, error) {
	r := &reader{importer: im, ctx: ctx}
	f := r.begin(address)
	f.Kind = kind
	err := r.read(f, in)
	return f, errors.Join(err, r.flush(context.WithoutCancel(ctx)))
}

// reader is one import under way.
type reader struct {
	importer Importer
	ctx      context.Context // of the one call
	report   Report
	waiting  []archive.Document // not yet in the archive
	of       []*File            // whose each of them is
	bytes    int                // in their bodies
}

// begin adds a file to the report.
func (r *reader) begin(name string) *File {
	f := &File{Name: name, Kind: Unknown}
	r.report.Files = append(r.report.Files, f)
	return f
}

// How much waits before it is written: each transaction costs a few
// milliseconds, whatever is in it.
const (
	batchDocuments = 500
	batchBytes     = 8 << 20
)

// keep takes a document of f. Its body is the reader's from now on.
func (r *reader) keep(f *File, d archive.Document) error {
	d.URL, d.RetrievedAt = address(f.Name), r.importer.Now
	had, err := r.importer.Archive.Had(r.ctx, d)
	if err != nil {
		return err
	}
	if had {
		f.Unchanged++
		return nil
	}
	if err := r.compare(f, &d); err != nil {
		return err
	}
	r.waiting, r.of, r.bytes = append(r.waiting, d), append(r.of, f), r.bytes+len(d.Body)
	if len(r.waiting) >= batchDocuments || r.bytes >= batchBytes {
		return r.flush(r.ctx)
	}
	return nil
}

// compare notes in a document what it lacks of the versions that are held.
func (r *reader) compare(f *File, d *archive.Document) error {
	if slices.ContainsFunc(r.waiting, func(w archive.Document) bool { return w.Key == d.Key }) {
		if err := r.flush(r.ctx); err != nil {
			return err
		}
	}
	missing, err := r.importer.Archive.Lost(r.ctx, *d, lost(d.Source))
	if d.Lost = missing; missing != "" {
		f.Lost = append(f.Lost, fmt.Sprintf("record %s: %s", d.Key, missing))
	}
	return err
}

// flush writes what waits.
func (r *reader) flush(ctx context.Context) error {
	if len(r.waiting) == 0 {
		return nil
	}
	changes, err := r.importer.Archive.Import(ctx, r.waiting, cmp.Or(r.importer.FoundBy, "import"))
	if err != nil {
		return err
	}
	for i, c := range changes {
		if c.Added {
			r.of[i].New++
		} else {
			r.of[i].Unchanged++
		}
	}
	clear(r.waiting) // the bodies
	r.waiting, r.of, r.bytes = r.waiting[:0], r.of[:0], 0
	return nil
}
