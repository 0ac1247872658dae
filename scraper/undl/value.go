package undl

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blocks part one value from the next as <br> does; every other element is part
// of the running text.
var blocks = map[atom.Atom]bool{
	atom.Div: true, atom.P: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true,
	atom.Table: true, atom.Thead: true, atom.Tbody: true, atom.Tfoot: true, atom.Tr: true, atom.Td: true, atom.Th: true,
	atom.Section: true, atom.Article: true, atom.Pre: true, atom.Blockquote: true, atom.Hr: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
}

// values are the entries of an element, in order, without the blanks around each
// and without empty ones.
func values(n *html.Node) []string {
	var children int
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		children++
	}
	r := valueReader{out: make([]string, 0, children/2+1)} // a list of votes has a <br> between two texts
	r.children(n)
	r.end()
	return r.out
}

type valueReader struct {
	out   []string
	texts []string // the running text of the entry
}

func (r *valueReader) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			r.texts = append(r.texts, c.Data)
		case html.ElementNode:
			r.element(c)
		}
	}
}

func (r *valueReader) element(n *html.Node) {
	switch {
	case n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Template:
		return // not shown on the page
	case n.DataAtom == atom.Br:
		r.end()
	case blocks[n.DataAtom]:
		r.end()
		r.children(n)
		r.end()
	default:
		r.children(n)
	}
}

func (r *valueReader) end() {
	if text := strings.TrimSpace(strings.Join(r.texts, "")); text != "" {
		r.out = append(r.out, text)
	}
	r.texts = r.texts[:0]
}

// strayText is the first text under n that is in none of the elements in.
func strayText(n *html.Node, in ...*html.Node) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			if s := strings.TrimSpace(c.Data); s != "" {
				return s
			}
		}
		if c.Type != html.ElementNode || isOneOf(c, in) || c.DataAtom == atom.Script || c.DataAtom == atom.Style {
			continue
		}
		if s := strayText(c, in...); s != "" {
			return s
		}
	}
	return ""
}

func isOneOf(n *html.Node, in []*html.Node) bool {
	for _, m := range in {
		if n == m {
			return true
		}
	}
	return false
}
