package source

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what an answer or a document is when it is not what was asked for.
// Kinds are the sentinels of [*Refusal]: errors.Is(err, source.Deleted). Their
// text is a code for logs and tables.
type Kind string

func (k Kind) Error() string { return string(k) }

// The kinds.
const (
	// NotAVote is a record of another collection: a resolution, a draft, a meeting
	// record. Detail names its collections, symbol and title.
	NotAVote Kind = "not_a_vote_record"
	// Deleted is a record that was taken away (410, or the site's words on a page).
	Deleted Kind = "deleted"
	// Merged is a record that became another, Into.
	Merged Kind = "merged"
	// Unknown is a key that the source does not have.
	Unknown Kind = "unknown_record"
	// Absent is a document that the host says it does not have (yet).
	Absent Kind = "absent"
	// Login is a redirect to, or the page of, a login.
	Login Kind = "login"
	// Challenge is a firewall asking for a browser: the crawl must stop.
	Challenge Kind = "challenge"
	// Blank is the site's frame without the rows of a record or a list.
	Blank Kind = "blank"
	// OtherID is a sound page of a record that was not asked for.
	OtherID Kind = "other_id"
	// OtherPage is a page of words in the place of a document.
	OtherPage Kind = "page"
	// Redirect is a redirect that was not followed.
	Redirect Kind = "redirect"
	// Cut is a body that ends before its end.
	Cut Kind = "cut"
	// Layout is a form that was not seen before and is not guessed at.
	Layout Kind = "layout"
	// Oversize is a body beyond every limit of real ones, in bytes, depth, rows or
	// lines.
	Oversize Kind = "oversize"
	// NotUTF8 is a body, or a value in it, that was decoded or encoded wrongly.
	NotUTF8 Kind = "not_utf8"
	// Lost is a record that lacks something that an earlier version of it has.
	Lost Kind = "lost"
	// Unavailable is a request that failed in every attempt: worth another try in
	// another run.
	Unavailable Kind = "unavailable"
	// Status is an HTTP status that says nothing about the record (429, 5xx, …).
	Status Kind = "http_status"
)

// advice is what each kind means and what to do about it, in a few words.
var advice = map[Kind]string{
	NotAVote:  "not a vote record; leave it out",
	Deleted:   "the source deleted it; keep what was fetched before",
	Merged:    "merged into another record; fetch that one",
	Unknown:   "the source has no such record; check the id, or try again on another day",
	Absent:    "the source does not have it; try again on another day",
	Login:     "the source asks for a login; try again on another day",
	Challenge: "the firewall wants a browser; stop, try later, or import saved pages",
	Blank:     "the page has no rows; try again on another day",
	OtherID:   "the page is of another record; fetch again",
	OtherPage: "a page in place of the document; try again on another day",
	Redirect:  "it has moved; try again on another day",
	Cut:       "the body is cut short; fetch again",
	Layout:    "not a form that this version reads; keep the page and report it",
	Oversize:  "larger than any real page; keep out and report it",
	NotUTF8:   "not sound UTF-8; fetch again, or save the page as UTF-8",
	Status:    "no page; try again later",
	Lost:      "the fuller version counts; look at the page, and report it to the library if it stays",

	Unavailable: "try again later",
}

// Advice says what the kind means and what to do about it.
func (k Kind) Advice() string { return advice[k] }

// Refusal is the error that says what an answer is instead of what was asked
// for.
type Refusal struct {
	Key    string // of the record that was asked for; "" for a list or an unreadable key
	Kind   Kind   // what came instead
	Detail string // what exactly was found, without line breaks; may be empty
	Into   string // for Merged: the key of the record that has its place
}

// Refuse returns a Refusal without a key.
func Refuse(k Kind, format string, args ...any) error {
	return &Refusal{Kind: k, Detail: oneLine(fmt.Sprintf(format, args...))}
}

// Named puts the key of a record into a refusal that has none.
func Named(key string, err error) error {
	var r *Refusal
	if errors.As(err, &r) && r.Key == "" {
		r.Key = key
	}
	return err
}

// Error names the record, what came, and what to do next.
func (e *Refusal) Error() string {
	var b strings.Builder
	if e.Key != "" {
		fmt.Fprintf(&b, "record %s: ", e.Key)
	}
	b.WriteString(string(e.Kind))
	if e.Into != "" {
		b.WriteString(" into " + e.Into)
	}
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	if what := advice[e.Kind]; what != "" {
		b.WriteString(" (" + what + ")")
	}
	return b.String()
}

// Unwrap returns the kind, so that errors.Is finds it.
func (e *Refusal) Unwrap() error { return e.Kind }

const maxDetail = 400

// oneLine keeps details fit for a log line: one line, and not a whole page.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if len(s) > maxDetail {
		s = strings.ToValidUTF8(s[:maxDetail], "") + "…"
	}
	return s
}
