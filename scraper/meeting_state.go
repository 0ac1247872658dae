package scraper

import (
	"errors"
	"hash/fnv"
	"time"

	"unvotes/scraper/archive"
)

// Bounds of when a meeting record is asked for.
const (
	// youngMeeting is how long after a meeting the absence of its record is no
	// news: records are published weeks to months after it, some near a year.
	youngMeeting = 365 * 24 * time.Hour
	// nextNight is less than a day, so that a run at the same hour finds it due.
	nextNight = 20 * time.Hour
	// soonestReissue is the least time between two looks at a record that is held:
	// corrected ones are issued again, rarely.
	soonestReissue = 4 * 7 * 24 * time.Hour
	// maxDueMeetings is how many a run asks for again because they are due: all
	// five thousand within half a year.
	maxDueMeetings = 30
)

// isWanted tells whether every run asks for a record: it was not had yet, and
// where the host said that it is not there, the time for another try has come.
func isWanted(m archive.Meeting, now time.Time) bool {
	switch m.State {
	case archive.Wanted, archive.Failed:
		return true
	case archive.Absent:
		return !m.DueAt.After(now)
	default:
		return false
	}
}

// isDue tells whether a record that is held, or that was missing for days, is
// due for another look.
func isDue(m archive.Meeting, now time.Time) bool {
	return (m.State == archive.Held || m.State == archive.Quarantined) && !m.DueAt.After(now)
}

// isYoung tells whether the record may be still to come.
func isYoung(m archive.Meeting, at time.Time) bool {
	voted, err := time.Parse(time.DateOnly, m.Dated)
	return err == nil && at.Sub(voted) < youngMeeting
}

// heldMeeting is the state of a record after it came.
func heldMeeting(before archive.Meeting, at time.Time) archive.Meeting {
	m := before
	m.State, m.TriedAt, m.Result, m.Detail, m.FailDays = archive.Held, at, "record", "", 0
	m.DueAt = nextMeetingLook(m, at)
	return m
}

// missedMeeting is the state of a record after a request that did not give it.
// Its absence is believed after several days, and only by a run in which the
// host gave another record. What is held stays held.
func missedMeeting(before archive.Meeting, cause error, at time.Time, gives bool) archive.Meeting {
	m := before
	if before.FailDays == 0 || day(before.TriedAt) != day(at) {
		m.FailDays++
	}
	m.TriedAt, m.Result, m.Detail = at, "unavailable", cause.Error()
	var no *noMeeting
	if errors.As(cause, &no) {
		m.Result, m.Detail = string(no.kind), no.detail
	}
	absent := errors.Is(cause, notThere)
	believed := m.FailDays >= believedDays && (gives || !absent)
	switch {
	case before.State == archive.Held && believed:
		m.DueAt = nextMeetingLook(m, at)
	case before.State == archive.Held:
		m.DueAt = at.Add(nextNight)
	case absent && isYoung(m, at):
		m.State, m.DueAt = archive.Absent, at.Add(distance(m, at, soonest, latest))
	case believed:
		m.State, m.DueAt = archive.Quarantined, at.Add(distance(m, at, latest/8, latest))
	case absent:
		m.State, m.DueAt = archive.Absent, at.Add(nextNight)
	default:
		m.State = archive.Failed
	}
	return m
}

// nextMeetingLook is when a held record is due again.
func nextMeetingLook(m archive.Meeting, at time.Time) time.Time {
	return at.Add(distance(m, at, soonestReissue, latest))
}

// distance is an eighth of the time since the vote, within bounds; up to a
// quarter more or less, by the symbol, spreads what came on one day.
func distance(m archive.Meeting, at time.Time, least, most time.Duration) time.Duration {
	wait := most
	if voted, err := time.Parse(time.DateOnly, m.Dated); err == nil {
		wait = min(max(at.Sub(voted)/8, least), most)
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(m.Symbol)) // a hash takes everything
	return time.Duration(float64(wait) * (float64(h.Sum32())/float64(1<<32)/2 + 0.75))
}
