package scraper

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"unvotes/scraper/source"
)

// noMeeting says what an answer is instead of a meeting record.
type noMeeting struct {
	kind   meetingKind
	detail string // what the answer says; one line
}

func (e *noMeeting) Error() string { return string(e.kind) + ": " + e.detail }

// Unwrap is the kind, so that errors.Is finds it.
func (e *noMeeting) Unwrap() error { return e.kind }

// meetingKind is a code for logs and the archive.
type meetingKind string

func (k meetingKind) Error() string { return string(k) }

const (
	notThere   meetingKind = "absent"      // the host says that it has no such document
	login      meetingKind = "login"       // a redirect to a login
	redirected meetingKind = "redirect"    // one that was not followed
	badStatus  meetingKind = "http_status" // no status that says anything of the document
	cutPDF     meetingKind = "cut"         // a PDF without its end, or nothing
	otherPage  meetingKind = "page"        // words in its place
)

func noRecord(k meetingKind, format string, args ...any) error {
	return &noMeeting{k, fmt.Sprintf(format, args...)}
}

// checkMeeting is nil for an answer that is a whole PDF. Whose record it is its
// reader tells: the archive has it under the symbol that was asked for.
func checkMeeting(a source.Answer) error {
	switch {
	case a.Status >= 300 && a.Status < 400 && isLogin(a.Location):
		return noRecord(login, "status %d to %q", a.Status, a.Location)
	case a.Status >= 300 && a.Status < 400:
		return noRecord(redirected, "status %d to %q", a.Status, a.Location)
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		return noRecord(notThere, "status %d: %s", a.Status, excerpt(words(a.Body)))
	case a.Status != http.StatusOK:
		return noRecord(badStatus, "status %d: %s", a.Status, excerpt(words(a.Body)))
	case len(a.Body) == 0:
		return noRecord(cutPDF, "an empty body")
	case !bytes.HasPrefix(a.Body, []byte("%PDF-")):
		return checkWords(words(a.Body))
	case !bytes.Contains(a.Body[max(0, len(a.Body)-pdfEnd):], []byte("%%EOF")):
		return noRecord(cutPDF, "a PDF of %d bytes without its end", len(a.Body))
	}
	return nil
}

// pdfEnd is how far from its end a PDF's last mark may stand.
const pdfEnd = 2048

// saysAbsent finds the words of a host that does not have a document, with a
// status that tells nothing: "There is no document matching your request."
var saysAbsent = regexp.MustCompile(`(?i)\bno (such )?(document|record|file)s?\b|` +
	`\b(document|record|file|symbol)s?\b([^.]|\.\S){0,60}(\bnot\b|n't\b)[^.]{0,20}\b(available|found|exist|issued|published)\b`)

func checkWords(said string) error {
	if saysAbsent.MatchString(said) {
		return noRecord(notThere, "it says: %s", excerpt(said))
	}
	return noRecord(otherPage, "it says: %s", excerpt(said))
}

// mostWords is how much of a page is read for what it says.
const mostWords = 64 << 10

// words are the words of a page, or of any other body, on one line.
func words(body []byte) string {
	body = body[:min(len(body), mostWords)]
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil { // a reader of bytes does not fail
		return ""
	}
	page.Find("script, style").Remove()
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(page.Text(), "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// excerpt is the beginning of what was said, fit for a log line.
func excerpt(s string) string {
	const most = 200
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}
