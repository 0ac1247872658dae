package source

import (
	"cmp"
	"errors"
	"hash/fnv"
	"time"
)

const (
	// failDays is on how many different days requests must fail, or a record must
	// lack something, before that counts as settled: sites give blank frames, login
	// pages and "does not exist" for records that they have.
	failDays = 3
	// longest is the longest time between two looks at a record.
	longest = 2 * 365 * 24 * time.Hour
	// nextNight is less than a day, so that a run at the same hour finds it due.
	nextNight = 20 * time.Hour
)

// IsWanted reports whether every run asks for an item: it was not had yet, and
// if its host did not have it either, the time for another try has come.
func (it Item) IsWanted(now time.Time) bool {
	switch it.State {
	case StateWanted, StateFailed:
		return true
	case StateAbsent:
		return !it.DueAt.After(now)
	default:
		return false
	}
}

// IsOld reports whether an item has failed for days: that is reported, but does not
// count as a new failure of a run.
func (it Item) IsOld() bool {
	return it.State == StateQuarantined || it.HasLost() && it.FailDays >= failDays
}

// HasLost reports whether the newest version of the item's record lacks something
// that an earlier one has.
func (it Item) HasLost() bool { return it.State == StateHeld && it.Result == string(Lost) }

// WithLoss returns the state of an item after a version of its record came that
// lacks something: it stays held. The same loss is old after several days.
func (it Item) WithLoss(missing string, at time.Time) Item {
	before := it
	if before.FailDays == 0 || day(before.TriedAt) != day(at) {
		it.FailDays++
	}
	if !before.HasLost() || before.Detail != missing {
		it.FailDays = 1
	}
	it.State, it.TriedAt, it.Result, it.Detail = StateHeld, at, string(Lost), missing
	return it
}

// Lacks is Fetched for a record that lacks something; it is asked for again the
// next night until that is old.
func (p Policy) Lacks(before Item, c Content, missing string, at time.Time) Item {
	it := before.WithLoss(missing, at)
	it.Dated, it.MergedInto = cmp.Or(c.Dated, it.Dated), ""
	if it.DueAt = p.NextLook(it, at); !it.IsOld() {
		it.DueAt = at.Add(nextNight)
	}
	return it
}

// Kept returns the state of an item whose record came from somewhere else than
// its source. What the source deleted or merged stays so.
func (it Item) Kept(dated string) Item {
	if it.State == StateDeleted || it.State == StateMerged {
		return it
	}
	if it.State != StateHeld {
		it.DueAt = time.Time{} // the next run decides
	}
	it.State, it.Result, it.Detail, it.FailDays = StateHeld, "record", "", 0
	if dated != "" {
		it.Dated = dated
	}
	return it
}

// Fetched returns the state of an item after its record came.
func (p Policy) Fetched(before Item, c Content, at time.Time, changed bool) Item {
	it := before
	it.State, it.TriedAt, it.Result, it.Detail, it.FailDays, it.MergedInto = StateHeld, at, "record", "", 0, ""
	if c.Dated != "" {
		it.Dated = c.Dated
	}
	if changed {
		it.ChangedAt = at
	}
	it.DueAt = p.NextLook(it, at)
	return it
}

// Missed returns the state of an item after a request that did not give it. What
// the source says outright (deleted, merged, no vote) is final at once. All else
// quarantines an item after several days, and absence only if the host gives
// other records in the same run; what is held stays held until then.
func (p Policy) Missed(before Item, cause *Refusal, at time.Time, gives bool) Item {
	it := before
	if before.HasLost() { // that was another failure
		it.FailDays = 0
	}
	if it.FailDays == 0 || day(before.TriedAt) != day(at) {
		it.FailDays++
	}
	it.TriedAt, it.Result, it.Detail, it.MergedInto = at, string(cause.Kind), cause.Detail, cause.Into
	absent := errors.Is(cause, Absent)
	switch {
	case errors.Is(cause, NotAVote):
		it.State = StateNotVote
	case errors.Is(cause, Deleted):
		it.State = StateDeleted
	case errors.Is(cause, Merged):
		it.State = StateMerged
	case absent && before.State != StateHeld && p.MayCome(it, at):
		it.State, it.DueAt = StateAbsent, at.Add(spread(it, eighth(it, at, 3*24*time.Hour)))
	case it.FailDays >= failDays && (gives || !absent):
		it.State, it.DueAt = StateQuarantined, at.Add(spread(it, longest/8))
	case before.State == StateHeld:
		it.DueAt = at.Add(nextNight)
	case absent:
		it.State, it.DueAt = StateAbsent, at.Add(nextNight)
	default:
		it.State = StateFailed
	}
	return it
}

// MayCome reports whether an item that its host does not have may still be to
// come: its absence is no failure.
func (p Policy) MayCome(it Item, at time.Time) bool {
	dated, err := time.Parse(time.DateOnly, it.Dated)
	return err == nil && at.Sub(dated) < p.Patience
}

// NextLook returns when a held item is due again: the younger its vote and the
// later its last change, the sooner.
func (p Policy) NextLook(it Item, at time.Time) time.Time {
	return at.Add(spread(it, eighth(it, at, p.Soonest)))
}

// eighth returns an eighth of the time since the vote or the last change,
// whichever is later, within bounds.
func eighth(it Item, at time.Time, least time.Duration) time.Duration {
	since := it.ChangedAt
	if dated, err := time.Parse(time.DateOnly, it.Dated); err == nil && dated.After(since) {
		since = dated
	}
	if since.IsZero() {
		return longest
	}
	return min(max(at.Sub(since)/8, least), longest)
}

// spread adds up to a quarter more or less, by the key, so that what came on one
// day is not due on one day.
func spread(it Item, wait time.Duration) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(it.Key)) // a hash takes everything
	return time.Duration(float64(wait) * (float64(h.Sum32())/float64(1<<32)/2 + 0.75))
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
