// Package files brings records from disk into the archive: pages saved by hand,
// MARCXML, the library's own CSV files, and verbatim records of meetings as PDF;
// plain, gzipped, or in zip archives.
// It is the way in for those whom the site does not answer.
//
// What a file is, is told by its content, never by its name. What is not known
// is listed and left alone. A file is taken for hostile until it is read: sizes,
// ratios and depths have limits, names in archives are only ever printed, links
// to folders are not followed, and what is no plain file is not opened.
//
// Start with [Importer.Import]. A CSV or MARCXML file of any length is read as a
// stream, cut into its records, and each record is kept on its own, under its
// number: so it has its own hash and time, an unchanged one is not kept again,
// and the parsers of a later version find what they need.
package files

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
	"unvotes/scraper/undl"
)

// Kind is what a file was taken for.
type Kind string

// The kinds. The first four are the kinds of the archive's documents.
const (
	RecordPage    Kind = Kind(undl.RecordPage)
	MARCXML       Kind = Kind(undl.MARCXML)
	OfficialCSV   Kind = Kind(undl.OfficialCSV)
	MeetingRecord Kind = pv.Form // a PDF
	Zip           Kind = "zip"
	Gzip          Kind = "gzip" // that could not be looked into
	Unknown       Kind = "unknown"
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
}

// MaxFailures bounds what is said of a file in which everything is wrong.
const MaxFailures = 100

func (f *File) fail(format string, args ...any) {
	if f.Failed++; f.Failed <= MaxFailures {
		f.Failures = append(f.Failures, fmt.Sprintf(format, args...))
	}
}

// Report is what came of an import, in the order in which the files were read:
// that of the paths given, and of names within a folder.
type Report struct {
	Files []*File `json:"files"`
}

// Failed is how many records or files could not be read.
func (r Report) Failed() (n int) {
	for _, f := range r.Files {
		n += f.Failed
	}
	return n
}

// Importer reads files into an archive.
type Importer struct {
	Archive *archive.Archive
	// Now is the time at which all of it is retrieved. When a page was saved is
	// not known: a file's own time changes when it is copied.
	Now time.Time
	// FoundBy is the way by which the records come; empty: "import".
	FoundBy string
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

func (im Importer) foundBy() string { return cmp.Or(im.FoundBy, "import") }

// CSV reads one of the library's own files from a stream that comes from an
// address, as Import reads one from disk. The error is also that of a stream
// that ends before its end, or that is no such file.
func (im Importer) CSV(ctx context.Context, address string, in io.Reader) (*File, error) {
	r := &reader{importer: im, ctx: ctx}
	f := r.begin(address)
	f.Kind = OfficialCSV
	err := readCSV(f, in, func(rec undl.Record, body []byte) error { return r.keep(f, rec, body) })
	return f, errors.Join(err, r.flush(context.WithoutCancel(ctx)))
}

// Import reads files, folders and archives of them. What cannot be read is in
// the report and does not end the import; the error is the archive's or the
// context's. Whatever was read before it is kept.
//
// Content that the archive had at any time is not kept again, so that importing
// an old file never puts an old version over a newer one twice, and importing
// the same files again changes nothing.
func (im Importer) Import(ctx context.Context, paths []string) (Report, error) {
	r := &reader{importer: im, ctx: ctx}
	var err error
	for _, path := range paths {
		if err = r.path(path); err != nil {
			break
		}
	}
	if flushErr := r.flush(context.WithoutCancel(ctx)); flushErr != nil {
		err = errors.Join(err, flushErr)
	}
	return r.report, err
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

var contentTypes = map[undl.Form]string{undl.RecordPage: "text/html", undl.MARCXML: "text/xml", undl.OfficialCSV: "text/csv"}

// keep takes a record of f. The body is the reader's from now on.
func (r *reader) keep(f *File, rec undl.Record, body []byte) error {
	return r.keepDocument(f, archive.Document{Source: undl.SourceName, Key: fmt.Sprint(rec.ID), Form: string(rec.Form), ContentType: contentTypes[rec.Form],
		Body: body, ContentSHA256: rec.Hash(), Dated: rec.VoteDate})
}

func (r *reader) keepDocument(f *File, d archive.Document) error {
	d.URL, d.RetrievedAt = address(f.Name), r.importer.Now
	had, err := r.importer.Archive.Had(r.ctx, d)
	if err != nil {
		return err
	}
	if had {
		f.Unchanged++
		return nil
	}
	r.waiting, r.of, r.bytes = append(r.waiting, d), append(r.of, f), r.bytes+len(d.Body)
	if len(r.waiting) >= batchDocuments || r.bytes >= batchBytes {
		return r.flush(r.ctx)
	}
	return nil
}

// flush writes what waits.
func (r *reader) flush(ctx context.Context) error {
	if len(r.waiting) == 0 {
		return nil
	}
	changes, err := r.importer.Archive.Import(ctx, r.waiting, r.importer.foundBy())
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
