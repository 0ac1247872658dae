package files

import (
	"bytes"
	"fmt"
	"io"

	"unvotes/scraper/catalogue"
	"unvotes/scraper/libraries"
	"unvotes/scraper/marc"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// marc reads MARCXML of one of the libraries: a record's number in one is another
// record's in the others.
func (r *reader) marc(f *File, in io.Reader) error {
	return r.records(f, in, func(in io.Reader, each marc.Each) error {
		return marc.Read(in, func(m marc.Fields, text []byte) error {
			library := libraries.Named(r.importer.Source)
			if library == nil {
				library = libraries.Whose(m, text)
			}
			if library == nil {
				return each(marc.Record{}, nil, unnamed(m))
			}
			rec, document, err := library.FromMARC(m, text)
			if err == nil {
				f.Kind = Kind(rec.Form)
			}
			return each(rec, document, err)
		})
	})
}

// unnamed says what is wrong with a record that may be of several libraries.
func unnamed(m marc.Fields) error {
	if _, err := undl.FromMARC(m); err != nil {
		return err // it may be no vote, whosever it is
	}
	number, _ := m.Number() // it has one
	return fmt.Errorf("record %d: this may be MARCXML of the Digital Library (%s) or of the library's catalogue (%s), which number their records differently: say which with --source",
		number, undl.SourceName, catalogue.SourceName)
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

// CheckSource returns an error for a name that [Importer.Source] cannot be.
func CheckSource(name string) error {
	if name == "" || libraries.Named(name) != nil {
		return nil
	}
	return fmt.Errorf("use %s", libraries.Names(", "))
}
