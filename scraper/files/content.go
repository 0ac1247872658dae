package files

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// depth is how many archives a file was in.
type depth int

const (
	onDisk   depth = iota
	inZip          // may be gzipped
	innerest       // may be no archive
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
	f.Kind, f.Left = kind, left
	if bytes.HasPrefix(head, []byte(mark)) {
		_, _ = br.Discard(len(mark)) // it was peeked at
	}
	keep := func(rec undl.Record, body []byte) error { return r.keep(f, rec, body) }
	switch kind {
	case RecordPage:
		err = readPage(f, br, keep)
	case MARCXML:
		err = readMARC(f, br, keep)
	case OfficialCSV:
		err = readCSV(f, br, keep)
	case MeetingRecord:
		err = r.meeting(f, br)
	default:
		return nil
	}
	var broken *brokenError
	if errors.As(err, &broken) {
		f.fail("%v", broken.err)
		return nil
	}
	return err
}

// keeper takes a record that was read, and the text of it, which is its own.
type keeper func(rec undl.Record, body []byte) error

// brokenError ends the reading of one file and not the import.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

// mark is the byte order mark that some programs put in front of a text.
const mark = "\ufeff"

// root is the first element of an XML or HTML document, behind declarations and
// comments.
var root = regexp.MustCompile(`^(?s:\s*(?:<\?.*?\?>|<!--.*?-->|<![^<>\[]*>))*\s*<(?:[\w.-]+:)?([A-Za-z]\w*)`)

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
	case isOfficialCSV(head):
		return OfficialCSV, ""
	}
	if m := root.FindSubmatch(head); m != nil {
		switch strings.ToLower(string(m[1])) {
		case "html":
			return RecordPage, ""
		case "collection", "record":
			if bytes.Contains(head, []byte("controlfield")) || bytes.Contains(head, []byte("datafield")) {
				return MARCXML, ""
			}
		}
	}
	return Unknown, "not a form that this version knows"
}

// isOfficialCSV looks for the columns of the library's files in the first line.
func isOfficialCSV(head []byte) bool {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	if !bytes.Contains(line, []byte("undl_id")) {
		return false
	}
	columns, err := csv.NewReader(bytes.NewReader(line)).Read()
	return err == nil && slices.Contains(columns, "undl_id") && slices.Contains(columns, "ms_vote")
}

// pageLimit is more than the parser takes: it says so of what is longer.
const pageLimit = 4<<20 + 1

// readPage reads a saved page.
func readPage(f *File, in io.Reader, keep keeper) error {
	body, err := io.ReadAll(io.LimitReader(in, pageLimit))
	if err != nil {
		return &brokenError{err}
	}
	rec, err := undl.ParseRecordPage(0, body)
	var refused *source.Refusal
	switch {
	case err == nil:
		return keep(rec, body)
	case errors.Is(err, source.NotAVote):
		f.Others++
	case errors.As(err, &refused) && refused.Key == "" && isForeign(refused.Kind, body):
		f.Kind, f.Left = Unknown, "HTML, but not the page of a record"
	default:
		f.fail("%v", err)
	}
	return nil
}

// isForeign tells a page that never was one of a record (a list, a frame that a
// browser saved beside the page) from one that is damaged.
func isForeign(kind source.Kind, body []byte) bool {
	hasRows := bytes.Contains(body, []byte("details-collapse")) || bytes.Contains(body, []byte("metadata-row"))
	return (kind == source.Layout || kind == source.Cut) && !hasRows
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
