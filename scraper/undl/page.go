package undl

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The limits, each far above what real pages have: 51 kB a record page, 1.4 MB a
// list of 50 (most of it facets), 32,000 tokens, 193 members, 200 rows a list.
// The parser itself refuses more than 512 elements in one another.
const (
	maxRecordBody = 4 << 20
	maxListBody   = 16 << 20
	maxTokens     = 150_000
	maxReopened   = 1_000_000
	maxRows       = 100
	maxEntries    = 1_000
	maxListRows   = 1_000
)

// checkBody refuses what no parser needs to look at.
func checkBody(body []byte, limit int) error {
	if len(body) > limit {
		return refuse(Oversize, "%d bytes, where %d are the limit", len(body), limit)
	}
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 { // parsing would drop a NUL in silence
		return refuse(NotUTF8, "the body has bytes that are no text")
	}
	if k := foreignPage(body); k != "" {
		return refuse(k, "its page says so")
	}
	if !isWhole(body) {
		return refuse(Cut, "%d bytes that do not end with </html>", len(body))
	}
	return nil
}

// isWhole tells whether the body ends with </html>. Comments behind it are what
// archives of the web add, and a cut page cannot have them.
func isWhole(body []byte) bool {
	end := []byte("</html>")
	for {
		body = bytes.TrimSpace(body)
		if !bytes.HasSuffix(body, []byte("-->")) {
			break
		}
		at := bytes.LastIndex(body, []byte("<!--"))
		if at < 0 {
			return false
		}
		body = body[:at]
	}
	return len(body) >= len(end) && bytes.EqualFold(body[len(body)-len(end):], end)
}

// parse is goquery's document of a body, or of a part of one, that [measure]
// found to be of bounded size.
func parse(part []byte) (*goquery.Document, error) {
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(part))
	if err != nil {
		return nil, refuse(Oversize, "%v", err)
	}
	return doc, nil
}

// formatting are the elements that HTML opens again in every following block when
// they are left open: a few hundred of them before many paragraphs make millions
// of nodes from one megabyte. (An <a> is closed by the next <a>.)
var formatting = map[atom.Atom]bool{
	atom.B: true, atom.Big: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Nobr: true,
	atom.S: true, atom.Small: true, atom.Strike: true, atom.Strong: true, atom.Tt: true, atom.U: true,
}

// measure fails when parsing part would make more nodes than any real page. With
// firstDiv it stops where the <div> ends that part begins with, and returns that
// place; else, and when it has no end, len(part).
func measure(part []byte, firstDiv bool) (int, error) {
	var m meter
	z := html.NewTokenizer(bytes.NewReader(part))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		m.length += len(z.Raw())
		name, _ := z.TagName()
		m.count(tt, atom.Lookup(name))
		if m.tokens > maxTokens || m.reopened > maxReopened {
			return 0, refuse(Oversize, "more than %d tags and texts, or too many tags left open", maxTokens)
		}
		if firstDiv && m.divs == 0 {
			return m.length, nil
		}
	}
	if !errors.Is(z.Err(), io.EOF) {
		return 0, refuse(Oversize, "%v", z.Err())
	}
	return len(part), nil
}

type meter struct {
	length, tokens int
	divs           int       // <div>s that are open
	open           int       // formatting elements that the next tag did not close
	last           atom.Atom // the start tag just before, 0 after an end tag
	reopened       int       // how many nodes the open ones could add
}

func (m *meter) count(tt html.TokenType, tag atom.Atom) {
	m.tokens++
	switch tt {
	case html.StartTagToken, html.SelfClosingTagToken: // HTML takes <b/> for <b>
		if tag == atom.Div {
			m.divs++
		}
		if formatting[tag] {
			m.open++
		}
		m.last = tag
	case html.EndTagToken:
		if tag == atom.Div {
			m.divs--
		}
		if formatting[tag] && tag == m.last {
			m.open--
		}
		m.last = 0
	}
	m.reopened += m.open
}
