// Package marc has what the sources of MARC records share: the record of a vote as
// printed, which is what every form of one is read into, and the reading of MARC 21
// XML into it. It knows no source: what a record's numbers mean, and which records
// are votes, the package of each source says.
package marc

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"unvotes/scraper/source"
)

// maxRecord is twenty times a list of 193 members.
const maxRecord = 1 << 20

// MaxEntries is more fields, lines or values than any record has.
const MaxEntries = 1_000

// Fields is one MARC record. The names of its elements come with and without a
// namespace, and with and without a prefix.
type Fields struct {
	XMLName xml.Name  `xml:"record"`
	Control []Control `xml:"controlfield"`
	Data    []Field   `xml:"datafield"`
	Unknown []struct {
		XMLName xml.Name
	} `xml:",any"`
}

// Control is a field without subfields.
type Control struct {
	Tag   string `xml:"tag,attr"`
	Value string `xml:",chardata"`
}

// Field is a field with subfields.
type Field struct {
	Tag  string     `xml:"tag,attr"`
	Ind1 string     `xml:"ind1,attr"`
	Ind2 string     `xml:"ind2,attr"`
	Subs []Subfield `xml:"subfield"`
}

// Subfield is a value with its code.
type Subfield struct {
	Code  string `xml:"code,attr"`
	Value string `xml:",chardata"`
}

// Read reads a collection of MARC records (or a single one) as a stream, and calls
// each once a record, in order, with a document that has this record alone.
//
// The error is that of each, that of r, or a [*source.Refusal] for a document that
// is no MARCXML, not well formed, cut, or has a record beyond 1 MB; what came
// before it was handed out.
func Read(r io.Reader, each func(m Fields, text []byte) error) error {
	x := NewXML(r, maxRecord)
	return x.Elements("collection", "record", func(start xml.StartElement) error {
		var m Fields
		text, err := x.Decode(&m, start)
		if err != nil {
			return err
		}
		return each(m, text)
	})
}

// Each takes a record of a document that has several, and a document of the same
// form that has this one alone; or, in the place of a record that cannot be read,
// the [*source.Refusal] that says why. An error that it returns ends the reading.
type Each func(rec Record, text []byte, err error) error

// Only returns the record of a document that has one, that of a key. Read calls its
// [Each] for the records of a document.
func Only(key string, body []byte, read func(io.Reader, Each) error) (rec Record, err error) {
	n := 0
	err = read(bytes.NewReader(body), func(r Record, _ []byte, err error) error {
		rec, n = r, n+1
		return err
	})
	if err == nil && n != 1 {
		err = source.Refuse(source.Layout, "%d records where one belongs", n)
	}
	if err == nil && rec.Key() != key {
		err = source.Refuse(source.OtherID, "it is the record %s", rec.Key())
	}
	if err != nil {
		return Record{}, source.Named(key, err)
	}
	return rec, nil
}

// Number returns the record's number in its source, MARC 001.
func (m Fields) Number() (number int64, err error) {
	for _, c := range m.Control {
		if c.Tag != "001" {
			continue
		}
		value := strings.TrimSpace(c.Value)
		n, err := strconv.ParseUint(value, 10, 63)
		if err != nil || n == 0 || number != 0 {
			return 0, source.Refuse(source.Layout, "an id that is not a number, or two: 001 %q", value)
		}
		number = int64(n)
	}
	if number == 0 {
		return 0, source.Refuse(source.Layout, "a record without its id (001)")
	}
	return number, nil
}

// ControlValue returns the first control field with a tag; "" if there is none.
func (m Fields) ControlValue(tag string) string {
	for _, c := range m.Control {
		if c.Tag == tag {
			return strings.TrimSpace(c.Value)
		}
	}
	return ""
}

// Text returns the subfields of the last field with a tag, see [Field.Join].
func (m Fields) Text(tag, codes string) (text string) {
	for _, f := range m.Data {
		if f.Tag == tag {
			text = f.Join(codes)
		}
	}
	return text
}

// Paths returns the collections that the record is in as a page prints them, from
// 981 or 989.
func (m Fields) Paths(tag string) []string {
	top := map[string]string{"981": "UN Bodies", "989": "Resource Type"}[tag]
	var out []string
	for _, f := range m.Data {
		if f.Tag == tag {
			path := top
			for _, s := range f.Subs {
				path += " > " + strings.TrimSpace(s.Value)
			}
			out = append(out, path)
		}
	}
	return out
}

// Join returns the subfields with one of the codes, in their order, parted by
// blanks as a page parts them.
func (f Field) Join(codes string) string {
	var parts []string
	for _, s := range f.Subs {
		if oneOf(s.Code, codes) {
			parts = append(parts, s.Value)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

func oneOf(code, codes string) bool { return len(code) == 1 && strings.Contains(codes, code) }
