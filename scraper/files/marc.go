package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"unvotes/scraper/archive"
	"unvotes/scraper/catalogue"
	"unvotes/scraper/marc"
	"unvotes/scraper/ohchr"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
	"unvotes/scraper/vetoes"
)

// marc reads MARCXML of the Digital Library, of its catalogue, or of OHCHR's library:
// a record's number in one is another record's in the others.
func (r *reader) marc(f *File, in io.Reader) error {
	return r.records(f, in, func(in io.Reader, each marc.Each) error {
		return marc.Read(in, func(m marc.Fields, text []byte) error {
			of := r.importer.Source
			if of == "" {
				of = sourceOf(m, text)
			}
			switch of {
			case catalogue.SourceName:
				f.Kind = Catalogue
				rec, err := catalogue.FromMARC(m)
				return each(rec, catalogue.Text(m), err)
			case ohchr.SourceName:
				f.Kind = OHCHR
				rec, err := ohchr.FromMARC(m)
				return each(rec, text, err)
			case undl.SourceName:
				rec, err := undl.FromMARC(m)
				return each(rec, text, err)
			}
			_, err := undl.FromMARC(m) // it may be no vote, whosever it is
			if err == nil {
				number, _ := m.Number() // it has one
				err = fmt.Errorf("record %d: this may be MARCXML of the Digital Library (%s) or of the library's catalogue (%s), which number their records differently: say which with --source",
					number, undl.SourceName, catalogue.SourceName)
			}
			return each(marc.Record{}, nil, err)
		})
	})
}

// sourceOf tells whose record it is by its form, "" where that tells nothing. The
// OHCHR's library calls its collection "Voting"; the Digital Library writes the namespace, and names the catalogue's number in 035;
// the catalogue does neither, and breaks no lines.
func sourceOf(m marc.Fields, text []byte) string {
	if ohchr.Is(m) {
		return ohchr.SourceName
	}
	number, err := m.Number()
	namesOther := err == nil && marc.DHLNumber(m.Text("035", "a")) != 0 && marc.DHLNumber(m.Text("035", "a")) != number
	namespace, broken := m.XMLName.Space != "", bytes.Contains(bytes.TrimSpace(text), []byte(">\n"))
	has035 := m.Text("035", "a") != ""
	switch {
	case namesOther, namespace && has035:
		return undl.SourceName
	case !namespace && !has035 && !broken:
		return catalogue.SourceName
	}
	return ""
}

// jsonLimit is more than 1,000 whole records have.
const jsonLimit = 128 << 20

// json reads JSON of the catalogue.
func (r *reader) json(f *File, in io.Reader) error {
	body, err := io.ReadAll(io.LimitReader(in, jsonLimit+1))
	if err == nil && len(body) > jsonLimit {
		err = source.Refuse(source.Oversize, "more than %d bytes", jsonLimit)
	}
	if err != nil {
		return &brokenError{err}
	}
	return r.records(f, bytes.NewReader(body), func(_ io.Reader, each marc.Each) error {
		return catalogue.ReadJSON(body, each)
	})
}

// isJSON reports whether a file begins like an answer of the catalogue in JSON, or
// like records of it.
func isJSON(head []byte) bool {
	head = bytes.TrimSpace(head)
	if !bytes.HasPrefix(head, []byte("{")) && !bytes.HasPrefix(head, []byte("[")) {
		return false
	}
	return bytes.Contains(head, []byte(`"_id"`)) || bytes.Contains(head, []byte(`"subfields"`)) || bytes.Contains(head, []byte(`"api_record`))
}

// keepCatalogue keeps a record of the catalogue.
func (r *reader) keepCatalogue(f *File, rec marc.Record, body []byte) error {
	return r.keep(f, archive.Document{
		Source: catalogue.SourceName, Key: strconv.FormatInt(rec.DHLID, 10), Form: string(rec.Form), ContentType: "text/xml",
		Body: body, ContentSHA256: rec.Hash(), Dated: rec.VoteDate,
	})
}

// lost says for each source what a version lacks.
var lost = map[string]func(key string, versions []source.Version) []string{
	undl.SourceName:      undl.Source{}.Lost,
	catalogue.SourceName: catalogue.Source{}.Lost,
	ohchr.SourceName:     ohchr.Source{}.Lost,
	pv.SourceName:        pv.Source{}.Lost,
	vetoes.SourceName:    vetoes.Source{}.Lost,
}

var errSource = errors.New("it is library, catalogue or ohchr")

// CheckSource returns an error for a name that [Importer.Source] cannot be.
func CheckSource(name string) error {
	if _, ok := lost[name]; ok || name == "" {
		return nil
	}
	return errSource
}
