package undl

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// budget bounds what a decoder may read for one record, row or URL: a quote or an
// element that never closes must not fill the memory with a whole file.
type budget struct {
	r     io.Reader
	limit int
	left  int
	err   error // why reading failed, if it did; the end is no failure
}

func newBudget(r io.Reader, limit int) *budget { return &budget{r: r, limit: limit, left: limit} }

// reset begins the next record.
func (b *budget) reset() { b.left = b.limit }

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.err = refuse(Oversize, "one record of more than %d bytes", b.limit)
		return 0, b.err
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

// xmlStream reads the elements of a document one by one.
type xmlStream struct {
	from *budget
	d    *xml.Decoder
}

func newXMLStream(r io.Reader, limit int) xmlStream {
	b := newBudget(r, limit)
	return xmlStream{b, xml.NewDecoder(b)}
}

// decode reads the element that begins with start into v.
func (x xmlStream) decode(v any, start xml.StartElement) error {
	if err := x.d.DecodeElement(v, &start); err != nil {
		return x.fault(err)
	}
	x.from.reset()
	return nil
}

// fault says what an error of the decoder means; an error of the reader under it
// stays what it is.
func (x xmlStream) fault(err error) error {
	var syntax *xml.SyntaxError
	errors.As(err, &syntax)
	switch {
	case x.from.err != nil:
		return x.from.err
	case strings.HasPrefix(err.Error(), "xml: encoding"), syntax != nil && strings.Contains(syntax.Msg, "UTF-8"):
		return refuse(NotUTF8, "%v", err)
	case syntax != nil && strings.Contains(syntax.Msg, "unexpected EOF"):
		return refuse(Cut, "%v", err)
	}
	return refuse(Layout, "%v", err)
}

// elements calls each for every element with the name item directly under the
// root, which must be one of roots; a root that is an item itself is the only
// one. Comments anywhere go to comment, which may be nil.
func (x xmlStream) elements(roots []string, item string, each func(xml.StartElement) error, comment func(string)) error {
	root := ""
	for {
		tok, err := x.d.Token()
		if errors.Is(err, io.EOF) && root != "" {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return refuse(Cut, "no XML at all")
		}
		if err != nil {
			return x.fault(err)
		}
		switch tok := tok.(type) {
		case xml.Directive:
			return refuse(Layout, "a document type where none belongs: %s", tok)
		case xml.Comment:
			if comment != nil {
				comment(string(tok))
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(tok)); s != "" {
				return refuse(Layout, "text between the elements: %q", s)
			}
		case xml.StartElement:
			name := tok.Name.Local
			first := root == ""
			switch {
			case first && !slices.Contains(roots, name):
				return refuse(Layout, "the document is <%s>, not <%s>", name, roots[0])
			case !first && (name != item || root == item):
				return refuse(Layout, "<%s> where only <%s> belongs", name, item)
			case first:
				root = name
			}
			if name != item {
				continue
			}
			if err := each(tok); err != nil {
				return err
			}
		}
	}
}
