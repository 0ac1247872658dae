package undl

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what an answer is when it is not the record or the list that was
// asked for. Kinds are the sentinels of [*PageError]:
// errors.Is(err, undl.Deleted). Their text is a code for logs and tables.
type Kind string

func (k Kind) Error() string { return string(k) }

// The kinds.
const (
	// NotAVote is a record of another collection: a resolution, a draft, a meeting
	// record. PageError.Detail names its collections, symbol and title.
	NotAVote Kind = "not_a_vote_record"
	// Deleted is a record that the library took away (410, or its words on a page).
	Deleted Kind = "deleted"
	// Merged is a record that became another, PageError.Into.
	Merged Kind = "merged"
	// Unknown is an id that the library does not have.
	Unknown Kind = "unknown_record"
	// Login is a redirect to, or the page of, the library's login.
	Login Kind = "login"
	// Challenge is the firewall asking for a browser: the crawl must stop.
	Challenge Kind = "challenge"
	// Blank is the site's frame without the rows of a record or a list.
	Blank Kind = "blank"
	// OtherID is a sound page of a record that was not asked for.
	OtherID Kind = "other_id"
	// Cut is a body that ends before its end.
	Cut Kind = "cut"
	// Layout is a form that was not seen before and is not guessed at.
	Layout Kind = "layout"
	// Oversize is a body beyond every limit of real ones, in bytes, depth, rows or
	// lines.
	Oversize Kind = "oversize"
	// NotUTF8 is a body, or a value in it, that was decoded or encoded wrongly.
	NotUTF8 Kind = "not_utf8"
	// Status is an HTTP status that says nothing about the record (429, 5xx, …).
	Status Kind = "http_status"
)

// next is what each kind means and what to do about it, in a few words.
var next = map[Kind]string{
	NotAVote:  "not a vote record; leave it out",
	Deleted:   "the library deleted it; keep what was fetched before",
	Merged:    "merged into another record; fetch that one",
	Unknown:   "the library has no such record; check the id, or try again on another day",
	Login:     "the library asks for a login; try again on another day",
	Challenge: "the library's firewall wants a browser; stop, try later, or import saved pages",
	Blank:     "the page has no rows; try again on another day",
	OtherID:   "the page is of another record; fetch again",
	Cut:       "the body is cut short; fetch again",
	Layout:    "not a form that this version reads; keep the page and report it",
	Oversize:  "larger than any real page; keep out and report it",
	NotUTF8:   "not sound UTF-8; fetch again, or save the page as UTF-8",
	Status:    "no page; try again later",
}

// PageError says what an answer is instead of what was asked for.
type PageError struct {
	ID     int64  // the record that was asked for; 0 for a list or an unreadable id
	Kind   Kind   // what came instead
	Detail string // what exactly was found, without line breaks; may be empty
	Into   int64  // for Merged: the record that has its place; else 0
}

// Error names the record, what came, and what to do next.
func (e *PageError) Error() string {
	var b strings.Builder
	if e.ID != 0 {
		fmt.Fprintf(&b, "record %d: ", e.ID)
	}
	b.WriteString(string(e.Kind))
	if e.Into != 0 {
		fmt.Fprintf(&b, " into %d", e.Into)
	}
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	if what := next[e.Kind]; what != "" {
		b.WriteString(" (" + what + ")")
	}
	return b.String()
}

// Unwrap is the kind, so that errors.Is finds it.
func (e *PageError) Unwrap() error { return e.Kind }

// refuse makes a PageError whose record is not known yet; see [named].
func refuse(k Kind, format string, args ...any) error {
	return &PageError{Kind: k, Detail: oneLine(fmt.Sprintf(format, args...))}
}

// named puts the record's id into a PageError that has none.
func named(id int64, err error) error {
	var pe *PageError
	if errors.As(err, &pe) && pe.ID == 0 {
		pe.ID = id
	}
	return err
}

const maxDetail = 400

// oneLine keeps details fit for a log line: one line, and not a whole page.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if len(s) > maxDetail {
		s = strings.ToValidUTF8(s[:maxDetail], "") + "…"
	}
	return s
}
