package scraper

import (
	"context"
	"errors"
	"hash/fnv"
	"strconv"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// believedDays is on how many different days a request must fail before it is
// believed: the site gives blank frames, login pages and "does not exist" for
// records that it has.
const believedDays = 3

// maxDue is how many records a run asks for again because they are due.
const maxDue = 300

// due are the ids of the held and quarantined records whose time has come, and
// every one that has none yet gets it.
func (c *Crawler) due(ctx context.Context) ([]int64, error) {
	now := c.Clock.Now()
	held, err := c.Archive.Records(ctx, archive.Held)
	if err != nil {
		return nil, err
	}
	for _, r := range held {
		if r.DueAt.IsZero() { // imported: nobody decided yet
			r.DueAt = nextLook(r, r.FoundAt)
			if err := c.Archive.Put(ctx, r); err != nil {
				return nil, err
			}
		}
	}
	var out []int64
	for _, s := range []archive.State{archive.Held, archive.Quarantined} {
		records, err := c.Archive.Due(ctx, s, now, maxDue-len(out))
		if err != nil {
			return nil, err
		}
		out = append(out, ids(records)...)
	}
	return out, nil
}

// Bounds of the time between two looks at a held record.
const (
	soonest = 3 * 24 * time.Hour
	latest  = 2 * 365 * 24 * time.Hour
)

// nextLook is when a held record is due again: after an eighth of the time since
// its vote or its last change, whichever is later, between three days and two
// years. Up to a quarter more or less, by its id, spreads what was filled on one
// day over many nights.
func nextLook(r archive.Record, at time.Time) time.Time {
	since := r.ChangedAt
	if voted, err := time.Parse(time.DateOnly, r.Dated); err == nil && voted.After(since) {
		since = voted
	}
	wait := latest
	if !since.IsZero() {
		wait = min(max(at.Sub(since)/8, soonest), latest)
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(strconv.FormatInt(r.ID, 10))) // a hash takes everything
	spread := float64(h.Sum32())/float64(1<<32)/2 + 0.75
	return at.Add(time.Duration(float64(wait) * spread))
}

// held is the state of a record after it was fetched.
func held(before archive.Record, rec undl.Record, at time.Time) archive.Record {
	r := found(before, at)
	r.State, r.TriedAt, r.Result, r.Detail, r.FailDays, r.MergedIn = archive.Held, at, "record", "", 0, 0
	r.Dated = rec.VoteDate
	r.DueAt = nextLook(r, at)
	return r
}

// failed is the state of a record after a request that did not give it. What
// the site says outright (deleted, merged, another kind) is believed at once,
// all else after several days; a record that is held stays held until then.
func failed(before archive.Record, cause error, at time.Time) archive.Record {
	r := found(before, at)
	if before.FailDays == 0 || day(before.TriedAt) != day(at) {
		r.FailDays++
	}
	r.TriedAt = at
	r.Result, r.Detail = "unavailable", cause.Error()
	var page *source.Refusal
	if errors.As(cause, &page) {
		r.Result, r.Detail = string(page.Kind), page.Detail
		r.MergedIn, _ = strconv.ParseInt(page.Into, 10, 64)
	}
	switch {
	case errors.Is(cause, source.NotAVote):
		r.State = archive.NotVote
	case errors.Is(cause, source.Deleted):
		r.State = archive.Deleted
	case errors.Is(cause, source.Merged):
		r.State = archive.Merged
	case r.FailDays >= believedDays:
		r.State, r.DueAt = archive.Quarantined, at.Add(latest/8)
	case before.State == archive.Held:
		r.DueAt = at.Add(20 * time.Hour) // the next night, which is another day
	default:
		r.State = archive.Failed
	}
	return r
}

// found fills what a record that nobody named before lacks.
func found(r archive.Record, at time.Time) archive.Record {
	if r.FoundAt.IsZero() {
		r.FoundAt, r.FoundBy = at, "ids"
	}
	return r
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
