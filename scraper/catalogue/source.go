// Package catalogue reads the library's catalogue (metadata.un.org): whole records
// of votes as MARCXML, many in one answer, and the same records as JSON for import.
//
// A record's number here (MARC 001, "_id") is another than the Digital Library's:
// A/RES/78/76 is 1390624 here and 4029442 there. Nothing in this package knows the
// latter.
package catalogue

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// SourceName is what the archive calls this source.
const SourceName = "catalogue"

// Host is where the catalogue is.
const Host = "https://metadata.un.org"

// Source is the catalogue as the crawl sees it. Its keys are the catalogue's
// numbers of records.
type Source struct {
	Site string // scheme and host
}

// Name returns [SourceName].
func (Source) Name() string { return SourceName }

const (
	recordLimit = 2 << 20
	pageLimit   = 64 << 20 // 100 whole records have 3 MB, 1,000 with one field less
)

// Policy implements [source.Source]. No record is asked for again because it is
// due: the catalogue says what changed. It is the cataloguers' own server.
func (Source) Policy() source.Policy {
	return source.Policy{Limit: recordLimit, Gentle: true}
}

// URL returns the address of a record, or of a search for a symbol.
func (s Source) URL(key string) string {
	if number(key) == 0 {
		return s.search(votes+` AND 791:"`+key+`"`, 1, 10)
	}
	return s.records() + "/" + key + "?format=xml"
}

func (s Source) records() string {
	return strings.TrimSuffix(s.Site, "/") + "/editor/api/marc/bibs/records"
}

// votes is the search for all votes. Without the subtype the catalogue's answers
// leave them out.
const (
	votes   = "989:Voting Data"
	subtype = "vote"
)

// search returns the address of a page of whole records, the last changed first.
// Fields, if any, are all that is wanted of them.
func (s Source) search(query string, start, rows int, fields ...string) string {
	q := url.Values{"search": {query}, "subtype": {subtype}, "format": {"xml"}, "sort": {"updated"}, "direction": {"desc"},
		"start": {strconv.Itoa(start)}, "limit": {strconv.Itoa(rows)}}
	if len(fields) > 0 {
		q.Set("fields", strings.Join(fields, ","))
	}
	return s.records() + "?" + q.Encode()
}

// count returns the address of the number of records that a search finds.
func (s Source) count(query string) string {
	return s.records() + "/count?" + url.Values{"search": {query}, "subtype": {subtype}}.Encode()
}

// Read implements [source.Source].
func (Source) Read(it source.Item, a source.Answer) (source.Content, error) {
	if err := source.Named(it.Key, checkAnswer(a)); err != nil {
		return source.Content{}, err
	}
	rec, err := Parse(it.Key, a.Body)
	if err != nil {
		return source.Content{}, err
	}
	m, err := only(a.Body)
	return source.Content{Form: string(Form), Hash: rec.Hash(), Dated: rec.VoteDate, Body: Text(m)}, err
}

// Lost implements [source.Source].
func (Source) Lost(key string, versions []source.Version) []string {
	return marc.LostIn(versions, func(v source.Version) (marc.Record, error) { return Parse(key, v.Body) })
}

// only returns the fields of the one record in a body.
func only(body []byte) (m marc.Fields, err error) {
	err = marc.Read(bytes.NewReader(body), func(one marc.Fields, _ []byte) error {
		m = one
		return nil
	})
	return m, err
}

// number returns the number that a key is; 0 if it is none.
func number(key string) int64 {
	n, err := strconv.ParseInt(key, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Canary implements [source.Source]: a record by its symbol.
func (Source) Canary() source.Canary {
	return source.Canary{Key: marc.KnownSymbol, Check: func(a source.Answer) error {
		if err := checkAnswer(a); err != nil {
			return err
		}
		err := source.Refuse(source.Layout, "no record of %s", marc.KnownSymbol)
		stop := Read(bytes.NewReader(a.Body), func(rec marc.Record, _ []byte, e error) error {
			if e == nil && slices.Contains(rec.Resolution, marc.KnownSymbol) {
				err = marc.CheckKnown(rec)
			}
			return nil
		})
		return cmp.Or(stop, err)
	}}
}

// checkAnswer refuses what is no answer of the catalogue.
func checkAnswer(a source.Answer) error {
	isPage := bytes.Contains(a.Body[:min(len(a.Body), 1<<10)], []byte("<html"))
	if isPage && bytes.Contains(a.Body, []byte("awswaf.com")) {
		return source.Refuse(source.Challenge, "status %d from the firewall", a.Status)
	}
	if err := a.Check(); err != nil || !isPage {
		return err
	}
	return source.Refuse(source.OtherPage, "a page in the place of records")
}

// readCount reads the answer to a count.
func readCount(a source.Answer) (int, error) {
	if err := checkAnswer(a); err != nil {
		return 0, err
	}
	var answer struct{ Data *int }
	if err := json.Unmarshal(a.Body, &answer); err != nil || answer.Data == nil || *answer.Data < 0 {
		return 0, source.Refuse(source.Layout, "not a count: %.80q", a.Body)
	}
	return *answer.Data, nil
}
