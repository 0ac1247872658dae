package undl

import (
	"fmt"
	"io"
	"slices"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// The forms in which the library gives a record, in the order in which they win
// for the same record.
const (
	RecordPage  marc.Form = "record_page"
	MARCXML     marc.Form = "marcxml"
	OfficialCSV marc.Form = "official_csv"
)

// WideCSV is the form of documents cut out of the wide official CSV, which has
// less in it than the other. Their records are of the form OfficialCSV.
const WideCSV marc.Form = "official_csv_wide"

// ReadMARCXML reads a collection of MARC records (or a single one) as a stream, as
// [marc.Read] does. One bad record does not end the rest.
func ReadMARCXML(r io.Reader, each marc.Each) error {
	return marc.Read(r, func(m marc.Fields, text []byte) error {
		rec, err := FromMARC(m)
		return each(rec, text, err)
	})
}

// FromMARC reads the record of a vote, whose 001 is its number in the library.
func FromMARC(m marc.Fields) (marc.Record, error) {
	id, err := m.Number()
	if err != nil {
		return marc.Record{}, err
	}
	rec, err := m.Vote()
	if err != nil {
		return marc.Record{}, named(id, err)
	}
	rec.ID, rec.Form = id, MARCXML
	return rec, nil
}

// Parse reads a document of a form that holds one record, that of a key.
func Parse(form marc.Form, key string, body []byte) (marc.Record, error) {
	switch form {
	case MARCXML:
		return marc.Only(key, body, ReadMARCXML)
	case OfficialCSV, WideCSV:
		return marc.Only(key, body, ReadOfficialCSV)
	}
	id, ok := RecordID("/record/" + key)
	if !ok {
		return marc.Record{}, fmt.Errorf("%q is not the number of a record", key)
	}
	return ParseRecordPage(id, body)
}

// Lost implements [source.Source]: it compares the newest version with those of
// the same form before it, and the list of a page or MARCXML with those of the
// other forms.
func (Source) Lost(key string, versions []source.Version) []string {
	if form := versions[len(versions)-1].Form; form == string(OfficialCSV) || form == string(WideCSV) {
		versions = slices.DeleteFunc(slices.Clone(versions), func(v source.Version) bool { return v.Form != form })
	}
	return marc.LostIn(versions, func(v source.Version) (marc.Record, error) { return Parse(marc.Form(v.Form), key, v.Body) })
}
