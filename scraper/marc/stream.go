package marc

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"unvotes/scraper/source"
)

// Tape bounds what a decoder may read for one record or row, because a quote or an
// element that never closes must not fill the memory with a whole file; and it
// remembers what was read, so that the text of a record can be cut out of it.
type Tape struct {
	r     io.Reader
	limit int
	text  []byte
	from  int   // how much of text was cut off
	at    int64 // where text[from] is in the document
	err   error // why reading failed, if it did; the end is no failure
}

// NewTape returns a Tape over r. A record or row of more than limit bytes is an
// error.
func NewTape(r io.Reader, limit int) *Tape { return &Tape{r: r, limit: limit} }

func (t *Tape) Read(p []byte) (int, error) {
	t.text = append(t.text[:0], t.text[t.from:]...)
	if t.from = 0; len(t.text) > t.limit {
		t.err = source.Refuse(source.Oversize, "one record or row of more than %d bytes", t.limit)
		return 0, t.err
	}
	n, err := t.r.Read(p)
	t.text = append(t.text, p[:n]...)
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}

// Cut returns the text up to an offset in the document, from where it was cut
// before. It is valid until the next Read.
func (t *Tape) Cut(offset int64) []byte {
	end := t.from + int(offset-t.at)
	part := t.text[t.from:end]
	t.from, t.at = end, offset
	return part
}

// XML reads the elements of a document one by one.
type XML struct {
	tape    *Tape
	d       *xml.Decoder
	opening []byte // the tag of the root as it stands, with the prefixes that it declares
	closing string
}

// NewXML returns a reader of the elements of r, none larger than limit bytes.
func NewXML(r io.Reader, limit int) *XML {
	t := NewTape(r, limit)
	return &XML{tape: t, d: xml.NewDecoder(t)}
}

// Decode reads the element that begins with start into v, and returns a document
// with this element alone.
func (x *XML) Decode(v any, start xml.StartElement) ([]byte, error) {
	if err := x.d.DecodeElement(v, &start); err != nil {
		return nil, x.fault(err)
	}
	return slices.Concat(x.opening, x.tape.Cut(x.d.InputOffset()), []byte(x.closing)), nil
}

// fault says what an error of the decoder means; an error of the reader under it
// stays what it is.
func (x *XML) fault(err error) error {
	var syntax *xml.SyntaxError
	errors.As(err, &syntax)
	switch {
	case x.tape.err != nil:
		return x.tape.err
	case strings.HasPrefix(err.Error(), "xml: encoding"), syntax != nil && strings.Contains(syntax.Msg, "UTF-8"):
		return source.Refuse(source.NotUTF8, "%v", err)
	case syntax != nil && strings.Contains(syntax.Msg, "unexpected EOF"):
		return source.Refuse(source.Cut, "%v", err)
	}
	return source.Refuse(source.Layout, "%v", err)
}

// Elements calls each for every element with the name item directly under the
// root, which must have the name root or be an item itself, the only one.
func (x *XML) Elements(root, item string, each func(xml.StartElement) error) error {
	seen := "" // the root
	for {
		before := x.d.InputOffset()
		tok, err := x.d.Token()
		if errors.Is(err, io.EOF) && seen != "" {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return source.Refuse(source.Cut, "no XML at all")
		}
		if err != nil {
			return x.fault(err)
		}
		x.tape.Cut(before)
		switch tok := tok.(type) {
		case xml.Directive:
			return source.Refuse(source.Layout, "a document type where none belongs: %s", tok)
		case xml.CharData:
			if s := strings.TrimSpace(string(tok)); s != "" {
				return source.Refuse(source.Layout, "text between the elements: %q", s)
			}
		case xml.StartElement:
			switch name := tok.Name.Local; {
			case seen == "" && name == root:
				x.opening = slices.Clone(x.tape.Cut(x.d.InputOffset()))
				tag := strings.TrimLeft(string(x.opening), "<")
				x.closing = "</" + tag[:strings.IndexAny(tag, " \t\r\n/>")] + ">\n"
				seen = name
				continue
			case seen == "" && name != item:
				return source.Refuse(source.Layout, "the document is <%s>, not <%s>", name, root)
			case seen == item || name != item:
				return source.Refuse(source.Layout, "<%s> where only <%s> belongs", name, item)
			case seen == "":
				seen = name
			}
			if err := each(tok); err != nil {
				return err
			}
		}
	}
}
