package catalogue

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// Form is the shape in which the archive has the catalogue's records: MARCXML, a
// collection of one, without what names the library's staff.
const Form marc.Form = "catalogue"

// staff is the field that names who worked on a record. In JSON there are "user"
// and "created_user", too.
const staff = "999"

// Read reads a collection of records in MARCXML as a stream, and calls each once a
// record. The text is the record as the archive keeps it. Errors are those of
// [marc.Read].
func Read(r io.Reader, each marc.Each) error {
	return marc.Read(r, func(m marc.Fields, _ []byte) error {
		rec, err := FromMARC(m)
		return each(rec, Text(m), err)
	})
}

// FromMARC reads the record of a vote, whose 001 is its number in the catalogue.
func FromMARC(m marc.Fields) (marc.Record, error) {
	number, err := m.Number()
	if err != nil {
		return marc.Record{}, err
	}
	rec, err := m.Vote()
	if err != nil {
		return marc.Record{}, source.Named(strconv.FormatInt(number, 10), err)
	}
	rec.DHLID, rec.Form, rec.Changed = number, Form, m.ControlValue("005")
	return rec, nil
}

// Parse reads a document that the archive keeps under a key.
func Parse(key string, body []byte) (marc.Record, error) { return marc.Only(key, body, Read) }

// Text writes a record as the catalogue does, without the field that names staff.
// Elements that are no fields are left out: records with them are refused.
func Text(m marc.Fields) []byte {
	var b bytes.Buffer
	escaped := func(s string) { _ = xml.EscapeText(&b, []byte(s)) } // a buffer takes everything
	open := func(element string, attributes ...string) {
		b.WriteString("<" + element)
		for i := 0; i < len(attributes); i += 2 {
			b.WriteString(" " + attributes[i] + `="`)
			escaped(attributes[i+1])
			b.WriteString(`"`)
		}
		b.WriteString(">")
	}
	b.WriteString("<collection><record>")
	for _, c := range m.Control {
		open("controlfield", "tag", c.Tag)
		escaped(c.Value)
		b.WriteString("</controlfield>")
	}
	for _, f := range m.Data {
		if f.Tag == staff {
			continue
		}
		open("datafield", "tag", f.Tag, "ind1", f.Ind1, "ind2", f.Ind2)
		for _, s := range f.Subs {
			open("subfield", "code", s.Code)
			escaped(s.Value)
			b.WriteString("</subfield>")
		}
		b.WriteString("</datafield>")
	}
	b.WriteString("</record></collection>")
	return b.Bytes()
}

// ReadJSON reads the catalogue's JSON: the answer to a request for one record, or a
// list of whole records, bare or as an answer's "data". It calls each as [Read] does.
func ReadJSON(body []byte, each marc.Each) error {
	records, err := jsonRecords(body)
	if err != nil {
		return err
	}
	for _, raw := range records {
		m, err := fromJSON(raw)
		if err != nil {
			if err := each(marc.Record{}, nil, err); err != nil {
				return err
			}
			continue
		}
		if err := Read(bytes.NewReader(Text(m)), each); err != nil {
			return err
		}
	}
	return nil
}

// jsonRecords returns the records of an answer.
func jsonRecords(body []byte) (records []json.RawMessage, err error) {
	body = bytes.TrimSpace(body)
	var answer struct{ Data json.RawMessage }
	if bytes.HasPrefix(body, []byte("{")) {
		if err := json.Unmarshal(body, &answer); err != nil {
			return nil, source.Refuse(source.Cut, "%v", err)
		}
		if answer.Data != nil {
			body = answer.Data
		}
	}
	if !bytes.HasPrefix(body, []byte("[")) {
		return []json.RawMessage{body}, nil
	}
	if err := json.Unmarshal(body, &records); err != nil {
		return nil, source.Refuse(source.Cut, "%v", err)
	}
	return records, nil
}

// fromJSON returns the fields of a record in JSON: {"_id": 1390624, "005": ["…"],
// "245": [{"indicators": […], "subfields": [{"code": "a", "value": "…"}]}]}.
func fromJSON(raw json.RawMessage) (m marc.Fields, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return m, source.Refuse(source.Layout, "not a whole record: %.40s", raw)
	}
	number, err := strconv.ParseUint(string(fields["_id"]), 10, 63)
	if err != nil {
		return m, source.Refuse(source.Layout, "a record without its number (_id)")
	}
	m.Control = []marc.Control{{Tag: "001", Value: strconv.FormatUint(number, 10)}}
	tags := []string{}
	for tag := range fields {
		if len(tag) == 3 && marc.Digits(tag) == tag && tag != "001" {
			tags = append(tags, tag)
		}
	}
	if len(tags) == 0 {
		return m, source.Refuse(source.Layout, "record %d has no fields: ask for whole records", number)
	}
	slices.Sort(tags)
	for _, tag := range tags {
		if err := addJSON(&m, tag, fields[tag]); err != nil {
			return m, source.Named(strconv.FormatUint(number, 10), source.Refuse(source.Layout, "field %s: %v", tag, err))
		}
	}
	slices.SortStableFunc(m.Control, func(a, b marc.Control) int { return strings.Compare(a.Tag, b.Tag) })
	return m, nil
}

// addJSON adds the fields of one tag.
func addJSON(m *marc.Fields, tag string, raw json.RawMessage) error {
	if strings.HasPrefix(tag, "00") {
		var values []string
		if err := json.Unmarshal(raw, &values); err != nil {
			return err
		}
		for _, v := range values {
			m.Control = append(m.Control, marc.Control{Tag: tag, Value: v})
		}
		return nil
	}
	var values []struct {
		Indicators []string
		Subfields  []struct{ Code, Value string }
	}
	if err := json.Unmarshal(raw, &values); err != nil {
		return err
	}
	for _, v := range values {
		f := marc.Field{Tag: tag, Ind1: " ", Ind2: " "}
		if len(v.Indicators) == 2 {
			f.Ind1, f.Ind2 = v.Indicators[0], v.Indicators[1]
		}
		for _, s := range v.Subfields {
			f.Subs = append(f.Subs, marc.Subfield{Code: s.Code, Value: s.Value})
		}
		m.Data = append(m.Data, f)
	}
	return nil
}
