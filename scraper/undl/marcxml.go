package undl

import (
	"cmp"
	"encoding/xml"
	"io"
	"slices"
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

// Each takes a record of a document that has several, and a document of the same
// form that has this one alone; or, in the place of a record that cannot be read,
// the [*source.Refusal] that says why. An error that it returns ends the reading.
type Each func(rec Record, text []byte, err error) error

// ReadMARCXML reads a collection of MARC records (or a single one) as a stream,
// and calls each once a record, in order. One bad record does not end the rest.
//
// The error is that of each, that of r, or a [*source.Refusal] for a document that
// is no MARCXML, not well formed, cut, or has a record beyond 1 MB; what came
// before it was handed out.
//
// A Record is the one that the page gives, apart from the order of its lines,
// with member codes, roles and headings. Fields that only administer the record
// are left out ([marcAdmin]), what is new goes to Other under "tag $code".
func ReadMARCXML(r io.Reader, each Each) error {
	x := newXMLStream(r, maxMARCRecord)
	return x.elements("collection", "record", func(start xml.StartElement) error {
		var m marcRecord
		text, err := x.decode(&m, start)
		if err != nil {
			return err
		}
		rec, err := newMARCRecord(m)
		if err != nil {
			return each(Record{}, text, named(rec.ID, err))
		}
		return each(rec, text, nil)
	})
}

func newMARCRecord(m marcRecord) (r Record, err error) {
	r.Form = MARCXML
	if err := r.setControl(m); err != nil {
		return r, err
	}
	if err := checkMARC(m); err != nil {
		return r, err
	}
	if len(m.Data) > maxEntries {
		return r, refuse(Oversize, "%d fields", len(m.Data))
	}
	var rest marcRest
	for _, f := range m.Data {
		if err := r.setField(f, &rest); err != nil {
			return r, err
		}
	}
	r.setDates(m, &rest)
	r.setTotals(m, &rest)
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

// marcPaths returns the collections as the page prints them, from 981 or 989.
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

// join returns the subfields with one of the codes, in their order, parted by
// blanks as the page parts them.
func (f marcField) join(codes string) string {
	var parts []string
	for _, s := range f.Subs {
		if oneOf(s.Code, codes) {
			parts = append(parts, s.Value)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

func oneOf(code, codes string) bool { return len(code) == 1 && strings.Contains(codes, code) }

// marcAdmin are the fields (with their subfields) that votes were seen to have and
// that say nothing of the vote itself: identifiers and stamps of the catalogue
// (039, 040, 089, 930, 980, 999, $0 of others), titles in other languages (767),
// and what other fields say already (the body and session of 791, the kind of
// meeting 793, the running number 967 $a). 981 and 989 are Collections.
var marcAdmin = map[string]string{
	"039": "a", "040": "ab", "089": "ab", "767": "9t", "793": "a", "930": "a", "980": "a",
	"981": "ab", "989": "abc", "999": "abc", "791": "bc0", "952": "0", "967": "a", "968": "a", "969": "a",
	"991": "0", "993": "0",
}

// marcRest collects what has no field of its own, one row a "tag $code".
type marcRest struct{ rows []Row }

func (m *marcRest) add(label, text string) {
	for i := range m.rows {
		if m.rows[i].Label == label {
			m.rows[i].Values = append(m.rows[i].Values, text)
			return
		}
	}
	m.rows = append(m.rows, Row{Label: label, Values: []string{text}})
}

// keep puts the subfields of f into the rest that are neither read (their codes)
// nor administration.
func (m *marcRest) keep(f marcField, read string) {
	for _, s := range f.Subs {
		if !oneOf(s.Code, read) && !oneOf(s.Code, marcAdmin[f.Tag]) {
			m.add(f.Tag+" $"+s.Code, strings.TrimSpace(s.Value))
		}
	}
}

// setField puts one data field where it belongs; read is the codes of what was
// read of it.
func (r *Record) setField(f marcField, rest *marcRest) (err error) {
	read := "a"
	switch f.Tag {
	case "035":
		r.DHLID = cmp.Or(r.DHLID, dhlID(f.join(read)))
	case "245":
		read = "abc"
		r.Title = onNewLine(r.Title, f.join(read))
	case "591":
		r.Note = onNewLine(r.Note, f.join(read))
	case "590": // says "Vote" of each record with a roll call
		if f.join(read) != KindVote {
			read = ""
		}
	case "791":
		r.Resolution = appendText(r.Resolution, f)
	case "952":
		r.MeetingRecords = appendText(r.MeetingRecords, f)
	case "991":
		read = "abcd"
		r.setAgenda(f)
	case "993":
		read = r.setDocument(f)
	case "967", "968", "969":
		read = "bcde"
		err = r.addLine(f)
	case "269", "992", "996":
		return nil // see setDates and setTotals
	default:
		read = ""
	}
	rest.keep(f, read)
	return err
}

// onNewLine joins a field that stands once as a rule, as the page would.
func onNewLine(before, text string) string { return strings.TrimSpace(before + "\n" + text) }

func appendText(texts []string, f marcField) []string {
	if text := f.join("a"); text != "" {
		return append(texts, text)
	}
	return texts
}

func (r *Record) setAgenda(f marcField) {
	if text := f.join("abcd"); text != "" {
		r.Agenda = append(r.Agenda, text)
	}
	if heading := f.join("d"); heading != "" {
		r.Subjects = append(r.Subjects, heading)
	}
}

// setDocument reads 993, whose first indicator says what it names; "" is read of
// a kind that is new.
func (r *Record) setDocument(f marcField) (read string) {
	switch f.Ind1 {
	case "2", "6": // a draft, an amended draft
		r.Drafts = appendText(r.Drafts, f)
	case "3":
		r.CommitteeReports = appendText(r.CommitteeReports, f)
	default:
		return ""
	}
	return "a"
}

// setDates reads the date in 269, or in 992 where there is no other. A 992 that
// says something else goes to the rest.
func (r *Record) setDates(m marcRecord, rest *marcRest) {
	for _, tag := range []string{"269", "992"} {
		for _, f := range m.Data {
			if f.Tag != tag {
				continue
			}
			read, date := "a", f.join("a")
			switch {
			case tag == "269" || r.VoteDate == "":
				r.VoteDate = onNewLine(r.VoteDate, date)
			case date != r.VoteDate:
				read = ""
			}
			rest.keep(f, read)
		}
	}
}

// setTotals reads 996. A total that is not a number, or that two fields state
// differently, stays in Printed; a second field goes to the rest, too.
func (r *Record) setTotals(m marcRecord, rest *marcRest) {
	stated := map[string][]string{}
	seen := false
	for _, f := range m.Data {
		if f.Tag != "996" {
			continue
		}
		for _, s := range f.Subs {
			if text := strings.TrimSpace(s.Value); text != "" && !slices.Contains(stated[s.Code], text) {
				stated[s.Code] = append(stated[s.Code], text)
			}
		}
		if read := "bcdef"; seen {
			rest.keep(f, "")
		} else {
			rest.keep(f, read)
		}
		seen = true
	}
	s := &Summary{}
	for _, total := range []struct {
		code  string
		field *string
	}{{"b", &s.Yes}, {"c", &s.No}, {"d", &s.Abstain}, {"e", &s.NonVoting}, {"f", &s.Membership}} {
		texts := stated[total.code]
		if len(texts) == 1 {
			*total.field = digits(texts[0])
		}
		if *total.field == "" && len(texts) > 0 {
			s.Printed = strings.TrimSpace(s.Printed + " $" + total.code + " " + strings.Join(texts, " $"+total.code+" "))
		}
	}
	if *s != (Summary{}) {
		r.Summary = s
	}
}

// addLine reads a line of the list: 967, or 968 and 969 of older records.
func (r *Record) addLine(f marcField) error {
	v := VoteLine{}
	into := map[string]*string{"b": &v.Role, "c": &v.MemberCode, "d": &v.Code, "e": &v.Label}
	for _, s := range f.Subs {
		field := into[s.Code]
		if field == nil {
			continue
		}
		if *field != "" {
			return refuse(Layout, "a line with two %s $%s", f.Tag, s.Code)
		}
		*field = strings.TrimSpace(s.Value)
	}
	if v.Label = cmp.Or(v.Label, v.MemberCode); v.Label == "" {
		return refuse(Layout, "a line without a member: %s $d %q", f.Tag, v.Code)
	}
	v.Printed = strings.TrimSpace(v.Code + " " + v.Label)
	r.Votes = append(r.Votes, v)
	return nil
}
