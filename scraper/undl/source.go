package undl

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// SourceName is what the archive calls this source.
const SourceName = "library"

// FirstYear is the year of the first recorded vote of either body.
const FirstYear = 1946

// recordLimit is far above any record: 193 lines are under 50 kB.
const recordLimit = 8 << 20

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
func (s Source) record(key string, a source.Answer) (rec marc.Record, err error) {
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return rec, fmt.Errorf("%q is not the number of a record", key)
	}
	if err := checkAnswer(id, a); err != nil {
		return rec, err
	}
	if s.Form == MARCXML && bytes.Contains(a.Body, []byte("<html")) { // the site says of a missing record in HTML, whatever form was asked for
		return rec, named(id, source.Refuse(source.Layout, "a page in place of MARCXML"))
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
