package scraper

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// recordLimit is far above any record: 193 lines are under 50 kB.
const recordLimit = 8 << 20

// records asks for each id in turn.
func (c *Crawler) records(ctx context.Context, p Plan, ids []int64, r *Report) error {
	queue := inOrder(ids)
	r.Known = max(r.Known, len(queue))
	for i := 0; i < len(queue); i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		into, err := c.record(ctx, p, queue[i], r)
		if err != nil {
			return err
		}
		queue = append(queue, into...)
		if c.Progress != nil {
			c.Progress(i+1, len(queue))
		}
	}
	return nil
}

// record asks for one record and notes in the archive what came of it; into is
// the record that it was merged into, if nobody named that before.
func (c *Crawler) record(ctx context.Context, p Plan, id int64, r *Report) (into []int64, err error) {
	before, _, err := c.Archive.Record(ctx, id)
	if err != nil {
		return nil, err
	}
	address := recordURL(c.Site, p.Form, id)
	r.Asked++
	a, err := c.answer(ctx, id, address)
	if ends(err) {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx) // an answer that came is kept, whatever stops the run
	at := c.Clock.Now()
	var rec undl.Record
	if err == nil {
		rec, err = read(p.Form, id, a)
	}
	if err == nil && withoutVote(rec) && !p.WithoutVotes && before.FoundBy == "sitemaps" {
		err = &source.Refusal{Key: strconv.FormatInt(id, 10), Kind: source.NotAVote, Detail: "a text adopted without a vote; --without-votes collects these"}
	}
	if err != nil {
		return c.failed(ctx, failed(before, err, at), address, r)
	}
	after := held(before, rec, at)
	changed, earlier, err := c.Archive.Keep(ctx, archive.Document{Kind: string(rec.Form), Name: strconv.FormatInt(id, 10), RecordID: id, URL: address,
		Status: a.Status, ContentType: a.ContentType, RetrievedAt: at, Body: a.Body, ContentSHA256: rec.Hash()}, &after)
	switch {
	case err != nil:
		return nil, err
	case changed && earlier:
		r.Changed++
	case changed:
		r.New++
	default:
		r.Unchanged++
	}
	return nil, nil
}

// answer asks for a record's address, but for the canary's page only once a run.
func (c *Crawler) answer(ctx context.Context, id int64, address string) (source.Answer, error) {
	if id == canaryID && c.canary != nil && address == undl.RecordURL(c.Site, canaryID) {
		a := *c.canary
		c.canary = nil
		return a, nil
	}
	return c.Client.Get(ctx, address, recordLimit)
}

func recordURL(site string, form undl.Form, id int64) string {
	if form == undl.MARCXML {
		return undl.RecordMARCURL(site, id)
	}
	return undl.RecordURL(site, id)
}

// read is the record of an answer, or what it is instead.
func read(form undl.Form, id int64, a source.Answer) (rec undl.Record, err error) {
	if err := undl.CheckAnswer(id, a); err != nil {
		return rec, err
	}
	if form != undl.MARCXML {
		return undl.ParseRecordPage(id, a.Body)
	}
	if bytes.Contains(a.Body, []byte("<html")) { // the site says of a missing record in HTML, whatever form was asked for
		return rec, &source.Refusal{Key: strconv.FormatInt(id, 10), Kind: source.Layout, Detail: "a page in place of MARCXML"}
	}
	found := errors.New("no record in the MARCXML")
	_, err = undl.ParseMARCXML(bytes.NewReader(a.Body), func(one undl.Record, e error) error {
		rec, found = one, e
		if e == nil && one.ID != id {
			found = &source.Refusal{Key: strconv.FormatInt(id, 10), Kind: source.OtherID, Detail: "it is the record " + strconv.FormatInt(one.ID, 10)}
		}
		return nil
	})
	return rec, errors.Join(err, found)
}

// withoutVote tells records of texts that were adopted without a vote, by the
// note (row "Note", MARC 591) that the library gives them.
func withoutVote(r undl.Record) bool {
	return strings.EqualFold(strings.TrimSpace(r.Note), "ADOPTED WITHOUT VOTE")
}

// failed notes a request that gave no record.
func (c *Crawler) failed(ctx context.Context, after archive.Record, address string, r *Report) (into []int64, err error) {
	if after.State == archive.NotVote && after.FoundBy == "sitemaps" {
		r.NotVotes++ // what sitemaps name is anything; that it is no vote is no failure
	} else {
		f := Failure{ID: after.ID, URL: address, Result: after.Result, Detail: after.Detail, Old: after.State == archive.Quarantined}
		r.Failures = append(r.Failures, f)
		c.Log.Warn("no record", slog.Int64("record_id", f.ID), slog.String("url", f.URL), slog.String("result", f.Result), slog.String("detail", f.Detail))
	}
	if after.MergedIn > 0 {
		if into, err = c.Archive.Want(ctx, []int64{after.MergedIn}, "merged", after.TriedAt); err != nil {
			return nil, err
		}
	}
	return into, c.Archive.Put(ctx, after)
}
