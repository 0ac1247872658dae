package undl

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"unvotes/scraper/source"
)

// The site's words for a record that is not there, each alone in its element.
const (
	deletedWords = "The record has been deleted."
	unknownWords = "Requested record does not seem to exist."
)

// foreignPage is Deleted, Unknown, Login or Challenge for a page that is one of
// these, and "" for every other. A page with rows of a record or of a list is
// none of them, whatever its titles say.
func foreignPage(body []byte) source.Kind {
	rows := bytes.Contains(body, []byte("metadata-row")) || bytes.Contains(body, []byte("unapi-id"))
	if rows && !saysForeign(body) {
		return "" // the common case: no need to look closer
	}
	var p foreignReader
	z := html.NewTokenizer(bytes.NewReader(body))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		if p.read(tt, z); p.hasRows {
			return ""
		}
	}
	return p.kind
}

func saysForeign(body []byte) bool {
	return bytes.Contains(body, []byte(deletedWords)) || bytes.Contains(body, []byte(unknownWords)) ||
		bytes.Contains(body, []byte("awswaf.com"))
}

// foreignReader goes over the tokens of a page and remembers the first sign.
type foreignReader struct {
	kind    source.Kind
	hasRows bool
	tag     atom.Atom // the start tag just before, 0 after anything else
	class   []string  // its classes
}

func (p *foreignReader) read(tt html.TokenType, z *html.Tokenizer) {
	switch tt {
	case html.StartTagToken, html.SelfClosingTagToken:
		p.start(z)
	case html.TextToken:
		p.text(strings.TrimSpace(string(z.Text())))
		p.tag = 0
	case html.EndTagToken:
		p.tag = 0
	}
}

func (p *foreignReader) start(z *html.Tokenizer) {
	t := z.Token()
	attr := attributes(t.Attr)
	p.tag, p.class = t.DataAtom, strings.Fields(attr["class"])
	switch {
	// Browse Subjects has rows of its own under records that were deleted or not.
	case slices.Contains(p.class, "metadata-row") && !slices.Contains(p.class, "rs-list-row-inner"),
		slices.Contains(p.class, "unapi-id"):
		p.hasRows = true
	case p.tag == atom.Script && isChallengeScript(attr["src"]):
		p.found(Challenge)
	case p.tag == atom.Form && strings.Contains(attr["action"], "/youraccount/login"):
		p.found(Login)
	}
}

func (p *foreignReader) text(s string) {
	titled := slices.ContainsFunc(p.class, func(c string) bool {
		return strings.Contains(c, "title") || strings.Contains(c, "value")
	})
	switch {
	case p.tag == atom.Title && (s == "Login" || strings.HasPrefix(s, "Login - ")):
		p.found(Login)
	case p.tag == 0 || p.tag == atom.Title || p.tag == atom.Script || titled:
		// a title can be any words at all
	case s == deletedWords:
		p.found(Deleted)
	case s == unknownWords:
		p.found(Unknown)
	}
}

func (p *foreignReader) found(k source.Kind) {
	if p.kind == "" {
		p.kind = k
	}
}

// The script's host is named by the site's own key: 0123abcd.token.awswaf.com.
func isChallengeScript(src string) bool {
	_, path, ok := strings.Cut(src, "awswaf.com/")
	return ok && (strings.Contains(path, "challenge") || strings.Contains(path, "captcha"))
}

func attributes(attrs []html.Attribute) map[string]string {
	m := make(map[string]string, len(attrs))
	for _, a := range attrs {
		if _, twice := m[a.Key]; !twice { // as browsers do: the first counts
			m[a.Key] = a.Val
		}
	}
	return m
}
