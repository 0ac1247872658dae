package scraper

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"

	"unvotes/scraper/archive"
	"unvotes/scraper/undl"
)

// FirstYear is the year of the first recorded vote of either body.
const FirstYear = 1946

// Crawler brings records from the library into the archive.
type Crawler struct {
	Site     string // scheme and host of the library
	Client   *Client
	Archive  *archive.Archive
	Clock    Clock
	Log      *slog.Logger
	Progress func(done, total int) // nil: not wanted
}

// Plan says what a run is to fetch.
type Plan struct {
	// From and To are the years of the votes, both included. A span from
	// [FirstYear] to the present also finds the records without a date.
	From, To int
	// IDs, when not nil, are asked for instead of the lists: each of them, held
	// or not.
	IDs []int64
}

// Report is what came of a run.
type Report struct {
	Known     int // ids that the run was about
	Asked     int // records asked for
	New       int // records that are in the archive for the first time, or with new content
	Unchanged int
	Failures  []Failure
	// Short are the slices that did not yield what the site states, in words.
	Short []string
}

// Failure is an id that a source named and that gave no record.
type Failure struct {
	ID     int64
	URL    string
	Result string // the kind of failure
	Detail string
}

// Run follows the plan: it finds the ids, then asks for every record that is
// not held. A record that cannot be had is a [Failure] and does not end the
// run. Slices that are short make the error [ErrCheck] after everything that
// was listed is fetched; [ErrRefused], [ErrDown] and the context's error end
// the run at once. The report is valid in every case.
func (c *Crawler) Run(ctx context.Context, p Plan) (Report, error) {
	var r Report
	ids := p.IDs
	if ids == nil {
		var err error
		if ids, err = c.lists(ctx, p, &r); err != nil {
			return r, err
		}
	} else if _, err := c.Archive.Want(ctx, ids, "ids", c.Clock.Now()); err != nil {
		return r, err
	}
	if err := c.records(ctx, ids, &r); err != nil {
		return r, err
	}
	if len(r.Short) > 0 {
		return r, fmt.Errorf("%w: %d slices of the site's lists are short, the first: %s; run it again, and report it if it stays", ErrCheck, len(r.Short), r.Short[0])
	}
	return r, nil
}

// records asks for each id in turn.
func (c *Crawler) records(ctx context.Context, ids []int64, r *Report) error {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	r.Known = max(r.Known, len(ids))
	for i, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.record(ctx, id, r); err != nil {
			return err
		}
		if c.Progress != nil {
			c.Progress(i+1, len(ids))
		}
	}
	return nil
}

// recordLimit is far above any record page: 193 lines are under 50 kB.
const recordLimit = 8 << 20

// record asks for one record and notes in the archive what came of it.
func (c *Crawler) record(ctx context.Context, id int64, r *Report) error {
	address := undl.RecordURL(c.Site, id)
	r.Asked++
	a, err := c.Client.Get(ctx, address, recordLimit)
	at := c.Clock.Now()
	ctx = context.WithoutCancel(ctx) // an answer that came is kept, whatever stops the run
	var failed *FailedError
	switch {
	case errors.As(err, &failed), errors.Is(err, ErrTooLarge):
		return c.failed(ctx, id, address, archive.Try{At: at, State: archive.Failed, Result: "unavailable", Detail: err.Error()}, r)
	case err != nil:
		return err
	}
	rec, err := readRecord(id, a)
	if err != nil {
		return c.failed(ctx, id, address, failure(err, archive.Try{At: at}), r)
	}
	changed, err := c.Archive.Keep(ctx, archive.Document{Kind: string(rec.Form), Name: strconv.FormatInt(id, 10), RecordID: id, URL: address, Status: a.Status,
		ContentType: a.ContentType, RetrievedAt: at, Body: a.Body, ContentSHA256: rec.Hash()})
	if err != nil {
		return err
	}
	if changed {
		r.New++
	} else {
		r.Unchanged++
	}
	return nil
}

func readRecord(id int64, a undl.Answer) (undl.Record, error) {
	if err := undl.CheckAnswer(id, a); err != nil {
		return undl.Record{}, err
	}
	return undl.ParseRecordPage(id, a.Body)
}

func (c *Crawler) failed(ctx context.Context, id int64, address string, t archive.Try, r *Report) error {
	r.Failures = append(r.Failures, Failure{ID: id, URL: address, Result: t.Result, Detail: t.Detail})
	c.Log.Warn("no record", "record_id", id, "url", address, "result", t.Result, "detail", t.Detail)
	if t.MergedIn > 0 {
		if _, err := c.Archive.Want(ctx, []int64{t.MergedIn}, "merged", t.At); err != nil {
			return err
		}
	}
	return c.Archive.Tried(ctx, id, t)
}

// failure types what the parser says of a page that is not the record.
func failure(err error, t archive.Try) archive.Try {
	t.State, t.Result, t.Detail = archive.Failed, "unreadable", err.Error()
	var page *undl.PageError
	if !errors.As(err, &page) {
		return t
	}
	t.Result, t.Detail, t.MergedIn = string(page.Kind), page.Detail, page.Into
	switch page.Kind {
	case undl.NotAVote:
		t.State = archive.NotVote
	case undl.Deleted:
		t.State = archive.Deleted
	case undl.Merged:
		t.State = archive.Merged
	}
	return t
}
