// Package undl reads what the UN Digital Library says about votes: its
// addresses, its answers, its list pages and record pages, MARCXML, the official
// CSV files and the sitemaps. Everything is a function of bytes: no network, no
// clock, no log. A [marc.Record] holds what is printed; what it means is decided in
// package normalize.
//
// Start with [ParseRecordPage], and with [Source.Find], which finds the records to
// ask for. [ReadMARCXML] and [ReadOfficialCSV] give the same records from other
// forms.
//
// A page that is not what was asked for is a [*source.Refusal], whose kind says
// what it is instead. A page in a form that was not seen before is a layout
// error and never half a record:
//
//   - Rows are found by their labels, in any order, anywhere inside
//     #details-collapse: markup around a row changes nothing. A label that has no
//     field of its own goes to [marc.Record.Other].
//   - A row that stands twice, a row in a row, a row without its label or its
//     value, a row outside the block of details, and text beside the rows are
//     Layout errors: something would have to be guessed or lost.
//   - A row that is missing leaves its field empty. Only "Collections" must be
//     there, because it alone tells a vote from other records.
//   - Several values in a row are parted by <br> or by blocks such as <div>;
//     blanks around a value are dropped, blanks inside it stay as printed.
//
// Pages saved by a browser are read too: other quotes, tbody, full links, and
// comments after </html> do not matter.
package undl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// SourceName is what the archive calls this source.
const SourceName = "library"

// Host is where the library is.
const Host = "https://digitallibrary.un.org"

// FirstYear is the year of the first recorded vote of either body.
const FirstYear = 1946

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

// Source is the Digital Library as the crawl sees it. Its keys are the numbers of
// records.
type Source struct {
	Site string    // scheme and host
	Form marc.Form // that is asked for: [RecordPage] or [MARCXML]
	// WithoutVotes also fetches the texts that were adopted without a vote.
	WithoutVotes bool
	// KeepCSV keeps the records of an official CSV file in the archive; it returns
	// how many there are, and what of it could not be read. Nil: the files are not
	// used.
	KeepCSV func(ctx context.Context, address string, file io.Reader, at time.Time) (records int, bad []string, err error)
}

// Name returns [SourceName].
func (Source) Name() string { return SourceName }

// Policy implements [source.Source].
func (Source) Policy() source.Policy {
	return source.Policy{Limit: recordLimit, Soonest: 3 * 24 * time.Hour, MostDue: 300}
}

// URL returns the address of a record in the form that is asked for. MARCXML has
// another one, /record/ID/export/xm, which robots.txt was reported to close.
func (s Source) URL(key string) string {
	query := "?ln=en"
	if s.Form == MARCXML {
		query = "?of=xm"
	}
	return s.Site + "/record/" + key + query
}

// Read implements [source.Source]. What sitemaps name may be a text adopted
// without a vote, which is no vote record unless these are wanted.
func (s Source) Read(it source.Item, a source.Answer) (source.Content, error) {
	rec, err := s.record(it.Key, a)
	if err != nil {
		return source.Content{}, err
	}
	if it.FoundBy == source.BySitemaps && !s.WithoutVotes && strings.EqualFold(strings.TrimSpace(rec.Note), "ADOPTED WITHOUT VOTE") {
		return source.Content{}, named(rec.ID, source.Refuse(source.NotAVote, "a text adopted without a vote; --without-votes collects these"))
	}
	return source.Content{Form: string(rec.Form), Hash: rec.Hash(), Dated: rec.VoteDate}, nil
}

// record reads the record of an answer.
func (s Source) record(key string, a source.Answer) (marc.Record, error) {
	id, err := idOf(key)
	if err == nil {
		err = checkAnswer(id, a)
	}
	if err != nil {
		return marc.Record{}, err
	}
	return Parse(s.Form, key, a.Body)
}

// canary is the number of the record that runs read first.
const canary = 4029442

// Canary implements [source.Source].
func (s Source) Canary() source.Canary {
	return source.Canary{Key: keyOf(canary), Check: func(a source.Answer) error {
		rec, err := s.record(keyOf(canary), a)
		if err != nil {
			return err
		}
		return marc.CheckKnown(rec)
	}}
}

// checkAnswer returns nil for an answer that may be the record or the list that was
// asked for, and else a [*source.Refusal] that says what it is. Id is 0 for a list
// or a sitemap. It does not read records: a body that passes may still be refused
// by its parser.
func checkAnswer(id int64, a source.Answer) error {
	var page source.Kind
	if isHTML(a.ContentType) {
		page = foreignPage(a.Body)
	}
	into, isRecord := RecordID(a.Location)
	err := a.Check()
	switch {
	case errors.Is(err, source.Challenge):
	case page == source.Challenge:
		err = source.Refuse(page, "status %d with a page that loads the firewall's script", a.Status)
	case id != 0 && isRecord && into != id && (a.Status == 301 || a.Status == 308):
		err = &source.Refusal{Kind: source.Merged, Into: keyOf(into)}
	case id == 0 && (a.Status == 404 || a.Status == 410):
		err = source.Refuse(source.Status, "status %d", a.Status)
	case err == nil && page != "":
		err = source.Refuse(page, "its page says so, with status 200")
	}
	return named(id, err)
}

func isHTML(contentType string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	media = strings.TrimSpace(media)
	return media == "" || media == "text/html" || media == "application/xhtml+xml"
}

// named puts the record's id into a refusal that has none.
func named(id int64, err error) error {
	if id == 0 {
		return err
	}
	return source.Named(keyOf(id), err)
}

// idOf returns the number that a key is.
func idOf(key string) (int64, error) {
	id, ok := RecordID("/record/" + key)
	if !ok {
		return 0, fmt.Errorf("%q is not the number of a record", key)
	}
	return id, nil
}

func keyOf(id int64) string { return strconv.FormatInt(id, 10) }

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
	id, err := idOf(key)
	if err != nil {
		return marc.Record{}, err
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
