package scraper

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// FirstYear is the year of the first recorded vote of either body.
const FirstYear = 1946

// Crawler brings records from the library, and meeting records from their host,
// into the archive.
type Crawler struct {
	Site      string // scheme and host of the library
	Documents string // scheme and host of the meeting records
	Client    *Client
	Archive   *archive.Archive
	Clock     Clock
	Log       *slog.Logger
	Progress  func(done, total int) // nil: not wanted
	// KeepCSV keeps the records of an official CSV file; nil: that way is closed.
	KeepCSV KeepCSV
	// MeetingReader reads meeting records as they come; nil leaves that to the
	// build. What cannot be read is archived all the same.
	MeetingReader MeetingReader

	canary *source.Answer // of this run, for when the canary's turn comes
}

// MeetingReader reads the body of a verbatim record into what the archive keeps
// of it. Version names the reader.
type MeetingReader interface {
	Reading(ctx context.Context, body []byte) ([]byte, error)
	Version() string
}

// Plan says what a run is to fetch.
type Plan struct {
	// From and To are the years of the votes, both included, where the lists are
	// open. A span from [FirstYear] to the present also finds the records
	// without a date.
	From, To int
	// IDs, when not nil, are asked for instead of what the site names: each of
	// them, held or not.
	IDs []int64
	// Fresh also asks again for what is due, and walks the lists from their new
	// end only where that is enough.
	Fresh bool
	// Form of the records that is asked for: [undl.RecordPage] or [undl.MARCXML].
	Form undl.Form
	// WithoutVotes also fetches the texts that were adopted without a vote.
	WithoutVotes bool
}

// Report is what came of a run.
type Report struct {
	Way       string    `json:"way"`   // how the records were found
	Known     int       `json:"known"` // ids that the run was about
	Asked     int       `json:"asked"` // records asked for
	New       int       `json:"new"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	NotVotes  int       `json:"not_votes"` // ids of sitemaps that turned out to be something else
	Failures  []Failure `json:"failures,omitempty"`
	// Short are the slices that did not yield what the site states, in words.
	Short []string `json:"short,omitempty"`
}

// Failure is an id, or the symbol of a meeting record, that a source named and
// that gave no record.
type Failure struct {
	ID     int64  `json:"record_id,omitempty"`
	Symbol string `json:"symbol,omitempty"`
	URL    string `json:"url"`
	Result string `json:"result"` // the kind of failure
	Detail string `json:"detail"`
	Old    bool   `json:"old,omitempty"` // quarantined: no longer news
}

// Run follows the plan: the canary first, then it finds the ids by the way that
// robots.txt leaves open, then it asks for every record that is wanted. A record
// that cannot be had is a [Failure] and does not end the run. Slices that are
// short make the error [ErrCheck] after everything that was listed is fetched;
// [ErrRefused], [ErrDown], [ErrBudget], a failed canary and the context's error
// end the run at once. The report is valid in every case.
func (c *Crawler) Run(ctx context.Context, p Plan) (Report, error) {
	var r Report
	if err := c.askCanary(ctx); err != nil {
		return r, err
	}
	ids, err := c.find(ctx, p, &r)
	if err != nil {
		return r, err
	}
	if p.Fresh && p.IDs == nil {
		due, err := c.due(ctx)
		if err != nil {
			return r, err
		}
		ids = append(ids, due...)
	}
	if err := c.records(ctx, p, ids, &r); err != nil {
		return r, err
	}
	if len(r.Short) > 0 {
		return r, fmt.Errorf("%w: %d slices of the site's lists are short, the first: %s. Run it again, and report it if it stays", ErrCheck, len(r.Short), r.Short[0])
	}
	return r, nil
}

// find is the ids to ask for, by the first way that is open.
func (c *Crawler) find(ctx context.Context, p Plan, r *Report) ([]int64, error) {
	if p.IDs != nil {
		r.Way = "ids"
		_, err := c.Archive.Want(ctx, p.IDs, "ids", c.Clock.Now())
		return p.IDs, err
	}
	ways, err := c.Ways(ctx)
	if err != nil {
		return nil, err
	}
	for _, w := range ways {
		if !w.Open {
			continue
		}
		r.Way = w.Name
		return w.find(ctx, p, r)
	}
	return nil, fmt.Errorf("%w: robots.txt of %s leaves no way to the records open. Nothing else was asked. Name records with --ids FILE if their pages are open, "+
		"import saved pages or the library's CSV files with 'unvotes import', or, if the library has given you permission, say so with --allow-search \"who, when\"", ErrRefused, c.Site)
}

// Way is a way to the records.
type Way struct {
	Name string `json:"way"`
	Open bool   `json:"open"`
	Note string `json:"note"` // why it is closed, or what it costs

	find func(context.Context, Plan, *Report) ([]int64, error)
}

// Ways are the ways to the records in the order in which they are tried, with
// what robots.txt says to each. Nothing but robots.txt is asked for.
func (c *Crawler) Ways(ctx context.Context) ([]Way, error) {
	record, err := c.Client.Allows(ctx, undl.RecordURL(c.Site, canaryID))
	if err != nil {
		return nil, err
	}
	lists, err := c.Client.Allows(ctx, undl.ListURL(c.Site, undl.ListQuery{}))
	if err != nil {
		return nil, err
	}
	sitemaps, err := c.sitemapsOpen(ctx)
	if err != nil {
		return nil, err
	}
	ways := []Way{
		{Name: "lists", Open: lists && record, Note: "one request for each year and body on the first fill, two on a quiet night", find: c.byLists},
		{Name: "sitemaps", Open: sitemaps && record, Note: "on an empty archive the official CSV files first (four requests), then the sitemaps: " +
			"about 140 requests once, the index and changed files on a quiet night", find: c.bySitemaps},
	}
	for i := range ways {
		if !ways[i].Open {
			ways[i].Note = "robots.txt does not allow it"
		}
	}
	return ways, nil
}

// wanted are the ids that were named and that no request has answered yet.
func (c *Crawler) wanted(ctx context.Context) ([]int64, error) {
	records, err := c.Archive.Records(ctx, archive.Wanted, archive.Failed)
	if err != nil {
		return nil, err
	}
	return ids(records), nil
}

func ids(records []archive.Record) []int64 {
	out := make([]int64, len(records))
	for i, r := range records {
		out[i] = r.ID
	}
	return out
}

// ends tells errors that end a run from those that belong to one request.
func ends(err error) bool {
	var failed *FailedError
	var no *noMeeting
	return err != nil && !errors.As(err, &failed) && !errors.As(err, &no) && !errors.Is(err, ErrTooLarge)
}

// inOrder are the ids once each, the newest first: where a budget ends the run,
// what is new is there.
func inOrder(ids []int64) []int64 {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	slices.Reverse(ids)
	return ids
}
