package undl

import (
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// maxMARCRecord is twenty times a list of 193 members.
const maxMARCRecord = 1 << 20

// The element names of MARC 21 XML, without their namespace: it comes with and
// without a prefix.
type marcRecord struct {
	Control []marcControl `xml:"controlfield"`
	Data    []marcField   `xml:"datafield"`
	Unknown []struct {
		XMLName xml.Name
	} `xml:",any"`
}

type marcControl struct {
	Tag   string `xml:"tag,attr"`
	Value string `xml:",chardata"`
}

type marcField struct {
	Tag  string         `xml:"tag,attr"`
	Ind1 string         `xml:"ind1,attr"`
	Subs []marcSubfield `xml:"subfield"`
}

type marcSubfield struct {
	Code  string `xml:"code,attr"`
	Value string `xml:",chardata"`
}

// ParseMARCXML reads a collection of MARC records (or a single one) as a stream,
// and calls each once a record, in order: with a Record, or with the zero Record
// and a [*source.Refusal] that says why this one is none (NotAVote, Deleted, Layout,
// NotUTF8). One bad record does not end the rest; an error that each returns does,
// and is returned.
//
// Total is how many records the search has, as the comment before the records
// says; -1 without one. The error is a [*source.Refusal] for a document that is no
// MARCXML, not well formed, cut, or has a record beyond 1 MB; what came before it
// was handed out.
//
// A Record is the one that the page gives, apart from the order of its lines,
// with member codes, roles and headings. Fields that only administer the record
// are left out ([marcAdmin]), what is new goes to Other under "tag $code".
func ParseMARCXML(r io.Reader, each func(Record, error) error) (total int, err error) {
	total = -1
	x := newXMLStream(r, maxMARCRecord)
	err = x.elements([]string{"collection", "record"}, "record", func(start xml.StartElement) error {
		var m marcRecord
		if err := x.decode(&m, start); err != nil {
			return err
		}
		rec, err := newMARCRecord(m)
		if err != nil {
			rec = Record{}
		}
		return each(rec, err)
	}, func(comment string) {
		if n, ok := marcTotal(comment); ok {
			total = n
		}
	})
	return total, err
}

var totalComment = regexp.MustCompile(`Search-Engine-Total-Number-Of-Results:\s*([0-9]{1,9})\b`)

func marcTotal(comment string) (int, bool) {
	m := totalComment.FindStringSubmatch(comment)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}

func newMARCRecord(m marcRecord) (Record, error) {
	r := Record{Form: MARCXML}
	if err := r.setControl(m); err != nil {
		return r, named(r.ID, err)
	}
	if err := checkMARC(m); err != nil {
		return r, named(r.ID, err)
	}
	var rest marcRest
	for _, f := range m.Data {
		if err := r.setField(f, &rest); err != nil {
			return r, named(r.ID, err)
		}
	}
	r.Collections = slices.Concat(marcPaths(m, "981"), marcPaths(m, "989"))
	r.Other = append(r.Other, rest.rows...)
	return r, nil
}

// setControl reads the control fields: 001 is the id.
func (r *Record) setControl(m marcRecord) error {
	for _, c := range m.Control {
		value := strings.TrimSpace(c.Value)
		switch c.Tag {
		case "001":
			id, ok := RecordID("/record/" + value)
			if !ok || r.ID != 0 {
				return refuse(Layout, "an id that is not a number, or two: 001 %q", value)
			}
			r.ID = id
		case "000", "003", "005", "006", "007", "008": // leader, stamps and codes of the format
		default:
			r.Other = append(r.Other, Row{Label: c.Tag, Values: []string{value}})
		}
	}
	if r.ID == 0 {
		return refuse(Layout, "a record without its id (001)")
	}
	return nil
}

// checkMARC refuses what is not the whole record of a vote.
func checkMARC(m marcRecord) error {
	for _, u := range m.Unknown {
		if u.XMLName.Local != "leader" {
			return refuse(Layout, "<%s> in a record", u.XMLName.Local)
		}
	}
	var symbol, title string
	for _, f := range m.Data {
		for _, s := range f.Subs {
			if strings.ContainsRune(s.Value, '\uFFFD') {
				return refuse(NotUTF8, "%s $%s was decoded wrongly once: %q", f.Tag, s.Code, s.Value)
			}
			if f.Tag == "980" && s.Value == "DELETED" { // how Invenio marks what it took away
				return refuse(Deleted, "980 $%s DELETED", s.Code)
			}
		}
		switch f.Tag {
		case "191", "791":
			symbol = f.join("a")
		case "245":
			title = f.join("abc")
		}
	}
	in := marcPaths(m, "989")
	if in == nil {
		return refuse(Layout, "no 989, so it cannot be told what kind of record it is")
	}
	if !isVotingData(in) {
		return notAVote(in, symbol, title)
	}
	return nil
}

// marcPaths are the collections as the page prints them, from 981 or 989.
func marcPaths(m marcRecord, tag string) []string {
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

// join is the subfields with one of the codes, in their order, parted by blanks
// as the page parts them.
func (f marcField) join(codes string) string {
	var parts []string
	for _, s := range f.Subs {
		if strings.Contains(codes, s.Code) {
			parts = append(parts, s.Value)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}
