package files

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/klauspost/compress/zstd"

	"unvotes/scraper/archive"
	"unvotes/scraper/catalogue"
	"unvotes/scraper/libraries"
	"unvotes/scraper/marc"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
	"unvotes/scraper/vetoes"
)

// Kind is what a file was taken for.
type Kind string

// The kinds; those of documents of the archive are their forms, see
// [libraries.Library].
const (
	RecordPage    Kind = Kind(undl.RecordPage)
	MARCXML       Kind = Kind(undl.MARCXML)
	OfficialCSV   Kind = Kind(undl.OfficialCSV)
	Catalogue     Kind = Kind(catalogue.Form) // MARCXML or JSON of the library's catalogue
	MeetingRecord Kind = pv.Form              // a PDF
	VetoList      Kind = vetoes.Form          // the library's page
	Zip           Kind = "zip"
	Gzip          Kind = "gzip" // that could not be looked into
	Unknown       Kind = "unknown"
)

// Kinds returns those that are read, in the order in which they are reported.
func Kinds() (kinds []Kind) {
	for _, l := range libraries.All {
		for _, f := range l.Forms {
			kinds = append(kinds, Kind(f.Name))
		}
	}
	return append(kinds, MeetingRecord, VetoList)
}

// depth is how many archives a file was in.
type depth int

const (
	onDisk    depth = iota
	inZip           // may be gzipped
	innermost       // may be no archive
)

// headSize is how much of a file is looked at to tell what it is.
const headSize = 64 << 10

// content reads a file, or a member of an archive.
func (r *reader) content(name string, in io.Reader, at depth) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	br := bufio.NewReaderSize(in, headSize)
	head, err := br.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		r.begin(name).fail("%v", err)
		return nil
	}
	kind, left := recognise(head)
	if kind == Zip || kind == Gzip {
		return r.unpack(name, kind, in, br, at)
	}
	f := r.begin(name)
	if f.Kind, f.Left = kind, left; left != "" {
		return nil
	}
	if bytes.HasPrefix(head, []byte(mark)) {
		_, _ = br.Discard(len(mark)) // it was peeked at
	}
	err = r.read(f, br)
	var broken *brokenError
	if errors.As(err, &broken) {
		f.fail("%v", broken.err)
		return nil
	}
	return err
}

// brokenError ends the reading of one file and not the import.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

// root is the first element of an XML or HTML document, behind declarations and
// comments.
var root = regexp.MustCompile(`^(?s:\s*(?:<\?.*?\?>|<!--.*?-->|<![^<>\[]*>))*\s*<(?:[\w.-]+:)?([A-Za-z]\w*)`)

// mark is the byte order mark that some programs put in front of a text.
const mark = "\ufeff"

// recognise tells what a file is by its first bytes; left says why it will not be
// read.
func recognise(head []byte) (kind Kind, left string) {
	head = bytes.TrimPrefix(head, []byte(mark))
	switch {
	case len(head) == 0:
		return Unknown, "it is empty"
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return Gzip, ""
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return Zip, ""
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return MeetingRecord, ""
	case undl.IsOfficialCSV(head):
		return OfficialCSV, ""
	case isJSON(head):
		return Catalogue, ""
	}
	if m := root.FindSubmatch(head); m != nil {
		switch strings.ToLower(string(m[1])) {
		case "html":
			if vetoes.IsList(head) {
				return VetoList, ""
			}
			return RecordPage, ""
		case "collection", "record":
			if bytes.Contains(head, []byte("controlfield")) || bytes.Contains(head, []byte("datafield")) {
				return MARCXML, ""
			}
		}
	}
	return Unknown, "not a form that this version knows"
}

// read reads a file of a known kind.
func (r *reader) read(f *File, in io.Reader) error {
	switch f.Kind {
	case MARCXML:
		return r.marc(f, in)
	case Catalogue:
		return r.json(f, in)
	case OfficialCSV:
		return r.csv(f, in)
	case MeetingRecord:
		return r.meeting(f, in)
	case VetoList:
		return r.vetoes(f, in)
	default:
		return r.page(f, in)
	}
}

// records reads a file of many records, and keeps them as they come.
func (r *reader) records(f *File, in io.Reader, parse func(io.Reader, marc.Each) error) error {
	_, err := r.each(f, in, parse, func(rec marc.Record, text []byte) error { return r.keepRecord(f, rec, text) })
	return err
}

// each reads a file of many records. It returns the keys of those that cannot be
// read.
func (r *reader) each(f *File, in io.Reader, parse func(io.Reader, marc.Each) error, take func(marc.Record, []byte) error) (map[string]bool, error) {
	refused := map[string]bool{}
	var stop error // of the archive or the context, not of the file
	err := parse(in, func(rec marc.Record, text []byte, err error) error {
		var refusal *source.Refusal
		switch {
		case err == nil:
			stop = take(rec, text)
		case errors.Is(err, source.NotAVote):
			f.Others++
		default:
			if errors.As(err, &refusal) {
				refused[refusal.Key] = true
			}
			f.fail("%v", err)
		}
		return stop
	})
	if err != nil && stop == nil {
		err = &brokenError{err}
	}
	return refused, err
}

// csv reads an official CSV. Its records wait, compressed, for the end of the
// file: rows of a record that stand apart from the others show only there that
// it was not whole.
func (r *reader) csv(f *File, in io.Reader) error {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer dec.Close()
	var waiting []archive.Document
	refused, err := r.each(f, in, undl.ReadOfficialCSV, func(rec marc.Record, text []byte) error {
		waiting = append(waiting, document(rec, enc.EncodeAll(text, nil)))
		return r.ctx.Err()
	})
	var broken *brokenError
	if err != nil && !errors.As(err, &broken) {
		return err
	}
	for _, d := range waiting {
		if refused[d.Key] {
			continue
		}
		var unpackErr error
		if d.Body, unpackErr = dec.DecodeAll(d.Body, nil); unpackErr != nil {
			return unpackErr
		}
		if err := r.keep(f, d); err != nil {
			return err
		}
	}
	return err
}

// pageLimit is more than the parser takes: it says so of what is longer.
const pageLimit = 4<<20 + 1

// page reads a saved page.
func (r *reader) page(f *File, in io.Reader) error {
	body, err := io.ReadAll(io.LimitReader(in, pageLimit))
	if err != nil {
		return &brokenError{err}
	}
	rec, err := undl.ParseRecordPage(0, body)
	switch {
	case err == nil:
		return r.keepRecord(f, rec, body)
	case errors.Is(err, source.NotAVote):
		f.Others++
	case (errors.Is(err, source.Layout) || errors.Is(err, source.Cut)) && !hasRows(body):
		f.Kind, f.Left = Unknown, "HTML, but not the page of a record"
	default:
		f.fail("%v", err)
	}
	return nil
}

// hasRows reports whether a page that cannot be read may be one of a record: a
// list, or a frame that a browser saved beside the page, has none of this.
func hasRows(body []byte) bool {
	return bytes.Contains(body, []byte("details-collapse")) || bytes.Contains(body, []byte("metadata-row"))
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
	return r.keep(f, archive.Document{
		Source: pv.SourceName, Key: symbol, Form: pv.Form, ContentType: "application/pdf", Body: body, ContentSHA256: hex.EncodeToString(sum[:]),
		Reader: r.importer.Meetings.Version(), Reading: reading,
	})
}

// vetoes reads the library's list of vetoes.
func (r *reader) vetoes(f *File, in io.Reader) error {
	body, err := io.ReadAll(io.LimitReader(in, pageLimit))
	if err != nil {
		return &brokenError{err}
	}
	content, err := vetoes.Content(body)
	if err != nil {
		return &brokenError{err}
	}
	return r.keep(f, archive.Document{Source: vetoes.SourceName, Key: vetoes.Key, Form: vetoes.Form, ContentType: "text/html", Body: body, ContentSHA256: content.Hash})
}

// keepRecord keeps a record with the document that it was read from.
func (r *reader) keepRecord(f *File, rec marc.Record, body []byte) error {
	return r.keep(f, document(rec, body))
}

// document is a record as the archive keeps it.
func document(rec marc.Record, body []byte) archive.Document {
	name := rec.Form
	if rec.Wide {
		name = undl.WideCSV
	}
	library, form := libraries.Of(name)
	return archive.Document{
		Source: library.Name, Key: library.Key(rec), Form: string(name), ContentType: form.ContentType,
		Body: body, ContentSHA256: rec.Hash(), Dated: rec.VoteDate,
	}
}

// lost returns what says, for documents of a source, what a version lacks.
func lost(name string) func(key string, versions []source.Version) []string {
	switch name {
	case pv.SourceName:
		return pv.Source{}.Lost
	case vetoes.SourceName:
		return vetoes.Source{}.Lost
	}
	return libraries.Named(name).At("").Lost
}

// address names a file in the archive. The folders that it was in stay out: they
// say nothing of the record, and much of the machine.
func address(name string) string {
	if strings.HasPrefix(name, "https://") || strings.HasPrefix(name, "http://") {
		return name // it came from there, see [Importer.CSV]
	}
	file, member, in := strings.Cut(name, "!")
	s := "file:" + url.PathEscape(filepath.Base(file))
	if in {
		s += "!" + url.PathEscape(member[strings.LastIndexAny(member, `/\`)+1:])
	}
	return s
}
