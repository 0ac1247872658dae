package undl

import (
	"bytes"
	"fmt"
	"io"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

type (
	// Record is one record as printed.
	Record = marc.Record
	// Row is a row of a record that it has no field for.
	Row = marc.Row
	// VoteLine is a line of its list of votes.
	VoteLine = marc.VoteLine
	// Summary is the totals that it states.
	Summary = marc.Summary
	// Form is what a record was read from.
	Form = marc.Form
)

// The forms in which the library gives a record, in the order in which they win
// for the same record.
const (
	RecordPage  Form = "record_page"
	MARCXML     Form = "marcxml"
	OfficialCSV Form = "official_csv"
)

// WideCSV is the form of documents cut out of the wide official CSV, which has
// less in it than the other. Their records are of the form OfficialCSV.
const WideCSV Form = "official_csv_wide"

// Each takes a record of a document that has several, and a document of the same
// form that has this one alone; or, in the place of a record that cannot be read,
// the [*source.Refusal] that says why. An error that it returns ends the reading.
type Each func(rec Record, text []byte, err error) error

// ReadMARCXML reads a collection of MARC records (or a single one) as a stream, as
// [marc.Read] does. One bad record does not end the rest.
func ReadMARCXML(r io.Reader, each Each) error {
	return marc.Read(r, func(m marc.Fields, text []byte) error {
		rec, err := FromMARC(m)
		return each(rec, text, err)
	})
}

// FromMARC reads the record of a vote, whose 001 is its number in the library.
func FromMARC(m marc.Fields) (Record, error) {
	id, err := m.Number()
	if err != nil {
		return Record{}, err
	}
	rec, err := m.Vote()
	if err != nil {
		return Record{}, named(id, err)
	}
	rec.ID, rec.Form = id, MARCXML
	return rec, nil
}

// Parse reads a document of a form that holds one record, that of a key.
func Parse(form Form, key string, body []byte) (Record, error) {
	id, ok := RecordID("/record/" + key)
	if !ok {
		return Record{}, fmt.Errorf("%q is not the number of a record", key)
	}
	var all []Record
	each := func(r Record, _ []byte, err error) error {
		all = append(all, r)
		return err
	}
	var err error
	switch form {
	case MARCXML:
		err = ReadMARCXML(bytes.NewReader(body), each)
	case OfficialCSV, WideCSV:
		err = ReadOfficialCSV(bytes.NewReader(body), each)
	default:
		return ParseRecordPage(id, body)
	}
	switch {
	case err != nil:
		return Record{}, named(id, err)
	case len(all) != 1:
		return Record{}, named(id, source.Refuse(source.Layout, "%d records where one belongs", len(all)))
	case all[0].ID != id:
		return Record{}, named(id, source.Refuse(source.OtherID, "it is the record %d", all[0].ID))
	}
	return all[0], nil
}
