// Package pv reads verbatim records of the General Assembly and the Security
// Council: from the bytes of the English PDF to the meeting, its votes in order
// with their lists of names, the texts adopted without a vote, and what
// delegations later said that they had intended. Everything is as printed;
// package normalize decides what it means. Reading needs no network and writes
// no log; its only clock is a time limit.
//
// Start with [NewReader], which starts pdfium in its sandbox, and [Reader.Read].
// The steps:
//
//	pdf, damage          bytes → glyphs with their places (pdfium on wazero)
//	line                 glyphs → fragments → lines of words
//	page, layout         lines → columns in the order of reading, without furniture
//	paragraph            columns → paragraphs
//	walk, announce       paragraphs → decisions, in the context of who speaks on which draft
//	vote, statement      a vote with its lists and result; what delegations later said
//	sentence             what a sentence says about a result and its subject
//	names, ocr           lists → names
//
// The order of the text in the file is ignored: only places on the page count.
// Pages of one column (from 2024 on) and of two (from 1990 on) are known in print,
// and scans with OCR text in English and French columns (1950). Any other layout is
// a [LayoutUnknown] error and gives no vote.
//
// Names are recognised with the caller's dictionary of the day. A list that cannot
// be divided into names in exactly one way, or whose length is not the stated count,
// is kept with a [Problem].
package pv

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Version identifies what this package reads from a body. Readings are cached
// under it, so it must change whenever a reading does; a test checks that.
const Version = "6"

// Kind classifies the reasons why a body gives no record. Kinds are the sentinels
// of [*Error]: errors.Is(err, pv.Encrypted). Their text is a code for logs and
// tables.
type Kind string

func (k Kind) Error() string { return string(k) }

const (
	// NotPDF is a body that does not start like a PDF: a page of the site, or
	// nothing.
	NotPDF Kind = "pv_not_pdf"
	// Truncated is a PDF without its end.
	Truncated Kind = "pv_truncated"
	// Encrypted is a PDF that needs a password.
	Encrypted Kind = "pv_encrypted"
	// Broken is a PDF that cannot be read for another reason.
	Broken Kind = "pv_broken"
	// NoText is a PDF of pictures only, or with hardly any text.
	NoText Kind = "pv_no_text"
	// TooMuch is a body far beyond real records in bytes, pages, characters,
	// unpacked size, memory or time.
	TooMuch Kind = "pv_too_much"
	// DamagedPDF is a damaged document of which nothing could be read. If something
	// could, the record has the problem [Damaged].
	DamagedPDF Kind = Damaged
	// LayoutUnknown is a document that is not laid out like the known records, or
	// whose first page does not say which meeting it is of.
	LayoutUnknown Kind = "pv_layout_unknown"
)

// Error says why a body gives no record.
type Error struct {
	Kind   Kind
	Page   int    // of the PDF, from 1; 0 if the error is not about a page
	Detail string // what was found; one line
}

// Error returns the kind, the page and what was found.
func (e *Error) Error() string {
	s := string(e.Kind)
	if e.Page > 0 {
		s += fmt.Sprintf(", page %d", e.Page)
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	return s
}

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Kind }

func refuse(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Detail: oneLine(fmt.Sprintf(format, args...))}
}

// oneLine makes s fit for a log: one line of bounded length.
func oneLine(s string) string {
	return excerpt(strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " "), 300)
}

// excerpt returns at most the first bytes of s.
func excerpt(s string, most int) string {
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// Read reads one record. The dictionary is asked for the members of the day of
// the meeting ("1993-11-01"); if it is nil, no name is known. If the body is no
// readable record, the error is an [*Error] and the record is empty, except that
// it has the meeting of a [LayoutUnknown] or [DamagedPDF] document whose first page
// says it. A record without votes is no error.
func (r *Reader) Read(ctx context.Context, body []byte, dictionary func(day string) Names) (Record, error) {
	structure, err := checkBody(body)
	if err != nil {
		return Record{}, err
	}
	sheets, err := r.sheets(ctx, body)
	if err != nil {
		return Record{}, err
	}
	structure.checkPages(len(sheets))
	f, err := readFlow(sheets)
	if err != nil {
		meeting, _ := readMeeting(f.head) // err says enough
		return Record{Meeting: meeting}, structure.explain(err)
	}
	for _, d := range structure.damage {
		f.problem(Damaged, 0, d)
	}
	rec, err := readRecord(f, dictionary)
	return rec, structure.explain(err)
}

// readRecord reads the text of a record.
func readRecord(f flow, dictionary func(day string) Names) (Record, error) {
	meeting, err := readMeeting(f.head)
	if err != nil {
		return Record{Meeting: meeting}, err
	}
	rec := Record{Meeting: meeting, OCR: f.ocr, Problems: f.problems}
	var names Names
	if dictionary != nil {
		names = dictionary(meeting.Date)
	}
	w := &walk{rec: &rec, names: newLexicon(names), ps: f.paragraphs}
	w.read()
	return rec, nil
}

// checkBody checks the ends of the body and what is packed in it.
func checkBody(body []byte) (*outline, error) {
	switch {
	case len(body) > MaxBytes:
		return nil, refuse(TooMuch, "%d bytes, more than %d", len(body), MaxBytes)
	case !bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")):
		return nil, refuse(NotPDF, "begins with %q", body[:min(len(body), 40)])
	case !bytes.Contains(body[max(0, len(body)-2048):], []byte("%%EOF")):
		return nil, refuse(Truncated, "%d bytes without %%%%EOF at the end", len(body))
	}
	return readOutline(body)
}
