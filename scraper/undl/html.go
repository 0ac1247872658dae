package undl

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"unvotes/scraper/source"
)

// The limits, each far above what real pages have: 51 kB a record page, 1.4 MB a
// list of 50 (most of it facets), 32,000 tags and texts. The parser itself
// refuses more than 512 elements in one another.
const (
	recordLimit = 4 << 20
	maxListBody = 16 << 20
	maxTags     = 75_000
	maxReopened = 1_000_000
)

// checkBody refuses what need not be parsed.
func checkBody(body []byte, limit int) error {
	if len(body) > limit {
		return source.Refuse(source.Oversize, "%d bytes, where %d are the limit", len(body), limit)
	}
	if !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0 { // parsing would drop a NUL in silence
		return source.Refuse(source.NotUTF8, "the body has bytes that are no text")
	}
	if k := foreignPage(body); k != "" {
		return source.Refuse(k, "its page says so")
	}
	if !isWhole(body) {
		return source.Refuse(source.Cut, "%d bytes that do not end with </html>", len(body))
	}
	return nil
}

// isWhole reports whether the body ends with </html>. Archives of the web add
// comments behind it, which a cut page cannot have.
func isWhole(body []byte) bool {
	body = bytes.TrimSpace(body)
	for bytes.HasSuffix(body, []byte("-->")) {
		body = bytes.TrimSpace(body[:max(bytes.LastIndex(body, []byte("<!--")), 0)])
	}
	const end = "</html>"
	return len(body) >= len(end) && strings.EqualFold(string(body[len(body)-len(end):]), end)
}

// parse returns the document of a body, or of a part of one, once its tags show
// that it has a bounded number of nodes.
func parse(part []byte) (*goquery.Document, error) {
	if err := checkTags(part); err != nil {
		return nil, err
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(part))
	if err != nil {
		return nil, source.Refuse(source.Oversize, "%v", err)
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

// checkTags refuses a body that would make more nodes than any real page has.
func checkTags(body []byte) error {
	var last atom.Atom // the formatting element that the tag before opened, or 0
	tags, open, reopened := 0, 0, 0
	for at := bytes.IndexByte(body, '<'); at >= 0; at = bytes.IndexByte(body, '<') {
		body = body[at+1:]
		name, isEnd := bytes.CutPrefix(body[:min(len(body), len("/strong"))], []byte("/"))
		tag := tagName(name)
		switch {
		case isEnd && tag == last && tag != 0:
			open--
			last = 0
		case !isEnd && formatting[tag]: // HTML takes <b/> for <b>
			open++
			last = tag
		default:
			last = 0
		}
		tags++
		if reopened += open; tags > maxTags || reopened > maxReopened {
			return source.Refuse(source.Oversize, "more than %d tags, or too many that are left open", maxTags)
		}
	}
	return nil
}

// tagName returns the element that text names up to its first other character;
// 0 for none that is known.
func tagName(text []byte) atom.Atom {
	var name [len("strong")]byte
	n := 0
	for n < min(len(text), len(name)) && ('a' <= text[n]|0x20 && text[n]|0x20 <= 'z') {
		name[n] = text[n] | 0x20
		n++
	}
	return atom.Lookup(name[:n])
}

// The site's words for a record that is not there, each alone in its element.
const (
	deletedWords = "The record has been deleted."
	unknownWords = "Requested record does not seem to exist."
)

var (
	// Browse Subjects has rows of its own, under records that were deleted or not.
	selRows      = cascadia.MustCompile(".metadata-row:not(.rs-list-row-inner), .unapi-id")
	selLogin     = cascadia.MustCompile(`form[action*="/youraccount/login"]`)
	selPageTitle = cascadia.MustCompile("title")
	// The script's host is named by the site's own key: 0123abcd.token.awswaf.com.
	selChallenge = cascadia.MustCompile(`script[src*="awswaf.com/"][src*="challenge"], script[src*="awswaf.com/"][src*="captcha"]`)
	// A title can be any words at all.
	selWords = cascadia.MustCompile("body *:not(script):not([class*=title]):not([class*=value])")
)

// foreignPage returns Deleted, Unknown, Login or Challenge for a page that is one
// of these, and "" for every other. A page with rows of a record or of a list is
// none of them, whatever its titles say.
func foreignPage(body []byte) source.Kind {
	says := func(s string) bool { return bytes.Contains(body, []byte(s)) }
	if (says("metadata-row") || says("unapi-id")) && !says(deletedWords) && !says(unknownWords) && !says("awswaf.com") {
		return "" // the common case: no need to look closer
	}
	doc, err := parse(body)
	if err != nil || doc.FindMatcher(selRows).Length() > 0 {
		return ""
	}
	title := strings.TrimSpace(doc.FindMatcher(selPageTitle).First().Text())
	switch {
	case doc.FindMatcher(selChallenge).Length() > 0:
		return source.Challenge
	case doc.FindMatcher(selLogin).Length() > 0, title == "Login", strings.HasPrefix(title, "Login - "):
		return source.Login
	}
	for _, n := range doc.FindMatcher(selWords).Nodes {
		switch textOf(n.FirstChild) {
		case deletedWords:
			return source.Deleted
		case unknownWords:
			return source.Unknown
		}
	}
	return ""
}

// textOf returns the text of a node, which may be nil; "" if it is none.
func textOf(n *html.Node) string {
	if n == nil || n.Type != html.TextNode {
		return ""
	}
	return strings.TrimSpace(n.Data)
}

// blocks part one entry from the next as <br> does; every other element is part
// of the running text.
var blocks = map[atom.Atom]bool{
	atom.Br: true, atom.Hr: true,
	atom.Div: true, atom.P: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true,
	atom.Table: true, atom.Thead: true, atom.Tbody: true, atom.Tfoot: true, atom.Tr: true, atom.Td: true, atom.Th: true,
	atom.Section: true, atom.Article: true, atom.Pre: true, atom.Blockquote: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
}

// entries returns the entries of an element in order, without the blanks around
// each and without empty ones, and the name of the first element in it that does
// not part entries. (goquery's Text would glue what <br> parts.)
func entries(n *html.Node) (texts []string, inline string) {
	var entry []string // the texts of the entry so far
	end := func() {
		if text := strings.TrimSpace(strings.Join(entry, "")); text != "" {
			texts = append(texts, text)
		}
		entry = entry[:0]
	}
	var read func(*html.Node)
	read = func(n *html.Node) {
		for c := range n.ChildNodes() {
			switch {
			case c.Type == html.TextNode:
				entry = append(entry, c.Data)
			case c.Type != html.ElementNode:
			case blocks[c.DataAtom]:
				end()
				read(c)
				end()
			default:
				inline = cmp.Or(inline, c.Data)
				read(c)
			}
		}
	}
	read(n)
	end()
	return texts, inline
}
