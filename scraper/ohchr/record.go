package ohchr

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// Form is the shape in which the archive has the records: MARCXML, a collection of
// one, as the library gives it.
const Form marc.Form = "ohchr"

// Is reports whether a record in MARC is one of this library's votes. The Digital
// Library and its catalogue say "Voting Data".
func Is(m marc.Fields) bool {
	return slices.ContainsFunc(m.Paths("989"), func(path string) bool { return slices.ContainsFunc(strings.Split(path, " > "), isVoting) })
}

func isVoting(collection string) bool {
	return strings.EqualFold(strings.TrimSpace(collection), "Voting")
}

// expected are the fields that records have: title, date, manner, symbol, list,
// body, totals.
var expected = []string{"245", "269", "591", "791", "967", "981", "996"}

// FromMARC reads the record of a vote, whose 001 is its number in this library.
// A record without any field that is expected is [source.ErrCheck]: the library
// then writes its records in another way.
func FromMARC(m marc.Fields) (marc.Record, error) {
	number, err := m.Number()
	if err != nil {
		return marc.Record{}, err
	}
	key := strconv.FormatInt(number, 10)
	if !slices.ContainsFunc(m.Data, func(f marc.Field) bool { return slices.Contains(expected, f.Tag) }) {
		return marc.Record{}, fmt.Errorf("%w: record %s of OHCHR's library has none of the fields %s; see whether there is a newer unvotes", source.ErrCheck, key, strings.Join(expected, ", "))
	}
	if in := m.Paths("989"); in != nil && !Is(m) {
		return marc.Record{}, source.Named(key, marc.NotAVote(in, m.Text("791", "a"), m.Text("245", "abc")))
	}
	rec, err := asLibrary(m).Vote()
	if err != nil {
		return marc.Record{}, source.Named(key, err)
	}
	rec.ID, rec.Form, rec.Changed = number, Form, m.ControlValue("005")
	for _, f := range m.Data {
		if f.Tag == "500" {
			rec.Remark = strings.TrimPrefix(rec.Remark+"; "+f.Join("a"), "; ")
		}
	}
	rec.Collections = slices.Concat(m.Paths("981"), m.Paths("989"))
	return rec, nil
}

// admin are fields that say nothing of the vote: the sort of meeting, links.
var admin = []string{"793", "856"}

// asLibrary returns the record with its fields where the Digital Library has them:
// the collection by its name there, a member's code in 967 $c. Record 31144 has the
// name in the code, behind the mark of its subfield: "VEN$eVENEZUELA (…)".
func asLibrary(m marc.Fields) marc.Fields {
	data := make([]marc.Field, 0, len(m.Data))
	for _, f := range m.Data {
		if slices.Contains(admin, f.Tag) {
			continue
		}
		f.Subs = slices.Clone(f.Subs)
		if f.Tag == "500" { // main sponsors, read apart
			f.Subs = slices.DeleteFunc(f.Subs, func(s marc.Subfield) bool { return s.Code == "a" })
		}
		for j, s := range f.Subs {
			switch {
			case f.Tag == "989" && isVoting(s.Value):
				f.Subs[j].Value = "Voting Data"
			case f.Tag == "967" && s.Code == "b":
				code, name, _ := strings.Cut(s.Value, "$e")
				f.Subs[j] = marc.Subfield{Code: "c", Value: code}
				if name != "" {
					f.Subs = append(f.Subs, marc.Subfield{Code: "e", Value: name})
				}
			}
		}
		data = append(data, f)
	}
	m.Data = data
	return m
}

// Parse reads a document that the archive keeps under a key.
func Parse(key string, body []byte) (marc.Record, error) { return marc.Only(key, body, Read) }

// Read reads a collection of records as a stream, and calls each once a record; the
// text is a document with that record alone. In the place of a record that cannot be
// read, err says why. Errors are those of [marc.Read].
func Read(r io.Reader, each marc.Each) error {
	return marc.Read(r, func(m marc.Fields, text []byte) error {
		rec, err := FromMARC(m)
		return each(rec, text, err)
	})
}

// page is an answer of the search.
type page struct {
	total int // records that the search finds, as it states it
	parts []source.Part
}

// totalStated is the comment in which the search states how many records it finds.
var totalStated = regexp.MustCompile(`<!--\s*Search-Engine-Total-Number-Of-Results:\s*([0-9]{1,7})\s*-->`)

// readPage reads an answer of the search.
func readPage(body []byte) (p page, err error) {
	stated := totalStated.FindSubmatch(body[:min(len(body), 1<<12)])
	if stated == nil {
		return p, source.Refuse(source.Layout, "the search does not state how many records it finds")
	}
	p.total, _ = strconv.Atoi(string(stated[1])) // digits
	err = marc.Read(bytes.NewReader(body), func(m marc.Fields, text []byte) error {
		number, err := m.Number()
		if err != nil {
			return err
		}
		rec, err := FromMARC(m)
		if err != nil && !isRefusal(err) {
			return err
		}
		p.parts = append(p.parts, source.Part{Key: strconv.FormatInt(number, 10), Content: content(rec, bytes.Clone(text)), Err: err})
		return nil
	})
	other := func(one source.Part) bool { return !errors.Is(one.Err, source.NotAVote) }
	if err == nil && len(p.parts) > 1 && !slices.ContainsFunc(p.parts, other) { // the search is for votes alone
		err = fmt.Errorf("%w: none of %d records is a vote, the first: %w; see whether there is a newer unvotes", source.ErrCheck, len(p.parts), p.parts[0].Err)
	}
	return p, err
}
