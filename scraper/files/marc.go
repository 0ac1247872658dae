package files

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// readMARC reads a collection of MARC records. Each is cut out and kept as a
// collection of one, with the root element of the file around it, because that
// declares the prefixes of names.
func readMARC(f *File, in io.Reader, keep keeper) error {
	t := &tape{r: in, limit: maxPart}
	c := marcCollection{keep: keep, file: f, tape: t, decoder: xml.NewDecoder(t)}
	for {
		before := c.decoder.InputOffset()
		token, err := c.decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &brokenError{err}
		}
		t.cut(before)
		if start, ok := token.(xml.StartElement); ok {
			err = c.element(start)
		} else if _, ok := token.(xml.Directive); ok {
			err = &brokenError{errors.New("a document type, which MARCXML does not have")}
		}
		if err != nil {
			return err
		}
	}
}

type marcCollection struct {
	keep    keeper
	file    *File
	tape    *tape
	decoder *xml.Decoder
	opening []byte // the tag of the root, as it stands; nil before it
	closing []byte
}

// element takes the root, or an element in it.
func (c *marcCollection) element(start xml.StartElement) error {
	if c.opening == nil && start.Name.Local == "collection" {
		c.opening = bytes.Clone(c.tape.cut(c.decoder.InputOffset()))
		name := c.opening[1 : 1+bytes.IndexAny(c.opening[1:], " \t\r\n/>")]
		c.closing = fmt.Appendf(nil, "</%s>\n", name)
		return nil
	}
	if err := c.decoder.Skip(); err != nil {
		return &brokenError{err}
	}
	text := c.tape.cut(c.decoder.InputOffset())
	if start.Name.Local != "record" {
		c.file.fail("<%s> where only <record> belongs", start.Name.Local)
		return nil
	}
	body := bytes.Join([][]byte{c.opening, text, c.closing}, nil)
	_, err := undl.ParseMARCXML(bytes.NewReader(body), func(rec undl.Record, err error) error {
		switch {
		case err == nil:
			return c.keep(rec, body)
		case errors.Is(err, source.NotAVote):
			c.file.Others++
		default:
			c.file.fail("%v", err)
		}
		return nil
	})
	var refused *source.Refusal
	if errors.As(err, &refused) {
		c.file.fail("%v", err)
		return nil
	}
	return err
}
