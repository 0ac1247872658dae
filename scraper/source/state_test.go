package source

import (
	"strconv"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const (
	hour = time.Hour
	day1 = 24 * time.Hour
)

// patient is a policy like that of the meeting records.
var patient = Policy{Soonest: 28 * day1, Patience: 365 * day1}

func TestNextLook(t *testing.T) {
	for _, tc := range []struct {
		name     string
		policy   Policy
		dated    string
		changed  time.Time
		from, to time.Duration
	}{
		{"a vote of yesterday", Policy{Soonest: 3 * day1}, "2026-11-22", time.Time{}, 2 * day1, 4 * day1},
		{"a vote of last year", Policy{Soonest: 3 * day1}, "2025-11-23", time.Time{}, 34 * day1, 58 * day1},
		{"an old vote", Policy{Soonest: 3 * day1}, "1950-11-03", time.Time{}, 547 * day1, 913 * day1},
		{"no date", Policy{Soonest: 3 * day1}, "", time.Time{}, 547 * day1, 913 * day1},
		{"a date that is none", Policy{Soonest: 3 * day1}, "soon", time.Time{}, 547 * day1, 913 * day1},
		{"an old vote that changed last week", Policy{Soonest: 3 * day1}, "1950-11-03", noon.Add(-7 * day1), 2 * day1, 4 * day1},
		{"a meeting of yesterday", patient, "2026-11-22", time.Time{}, 21 * day1, 35 * day1},
	} {
		seen := map[time.Time]bool{}
		for id := range 200 {
			due := tc.policy.NextLook(Item{Key: strconv.Itoa(id), Dated: tc.dated, ChangedAt: tc.changed}, noon)
			seen[due] = true
			if got := due.Sub(noon); got < tc.from || got > tc.to {
				t.Fatalf("%s: item %d is due after %v, want %v to %v", tc.name, id, got, tc.from, tc.to)
			}
		}
		if len(seen) < 190 {
			t.Errorf("%s: 200 items of one fill are due at %d times: the nights are not evened out", tc.name, len(seen))
		}
	}
}

func TestMissed(t *testing.T) {
	young, old := noon.Add(-40*day1).Format(time.DateOnly), "1993-11-01"
	for _, tc := range []struct {
		name   string
		before State
		dated  string
		cause  Kind
		at     []time.Duration // since noon
		gives  bool
		want   State
		from   time.Duration // until it is due, at least
		to     time.Duration // at most; 0: not decided
	}{
		{"once", StateWanted, old, Unknown, []time.Duration{0}, true, StateFailed, 0, 0},
		{"often on one day", StateWanted, old, Blank, []time.Duration{0, hour, 2 * hour, 3 * hour, 4 * hour}, true, StateFailed, 0, 0},
		{"on two days", StateWanted, old, Login, []time.Duration{0, day1}, true, StateFailed, 0, 0},
		{"on three days", StateWanted, old, Unknown, []time.Duration{0, day1, 2 * day1}, true, StateQuarantined, 68 * day1, 115 * day1},
		{"held, on two days", StateHeld, old, Unknown, []time.Duration{0, day1}, true, StateHeld, 20 * hour, 20 * hour},
		{"held, on three days", StateHeld, old, Unknown, []time.Duration{0, day1, 2 * day1}, true, StateQuarantined, 68 * day1, 115 * day1},
		{"deleted is said outright", StateHeld, old, Deleted, []time.Duration{0}, true, StateDeleted, 0, 0},
		{"merged is said outright", StateWanted, old, Merged, []time.Duration{0}, true, StateMerged, 0, 0},
		{"another kind", StateWanted, old, NotAVote, []time.Duration{0}, true, StateNotVote, 0, 0},
		{"no answer", StateWanted, old, Unavailable, []time.Duration{0}, true, StateFailed, 0, 0},

		{"young and absent", StateWanted, young, Absent, []time.Duration{0}, true, StateAbsent, 3 * day1, 7 * day1},
		{"young and absent for weeks", StateWanted, young, Absent, []time.Duration{0, 4 * day1, 9 * day1, 60 * day1}, true, StateAbsent, 8 * day1, 16 * day1},
		{"no longer young", StateWanted, young, Absent, []time.Duration{0, 5 * day1, 400 * day1}, true, StateQuarantined, 68 * day1, 115 * day1},
		{"old and absent", StateWanted, old, Absent, []time.Duration{0}, true, StateAbsent, 20 * hour, 20 * hour},
		{"old and absent, often on one day", StateWanted, old, Absent, []time.Duration{0, hour, 2 * hour, 3 * hour}, true, StateAbsent, 20 * hour, 20 * hour},
		{"old and absent on three days", StateWanted, old, Absent, []time.Duration{0, day1, 2 * day1}, true, StateQuarantined, 68 * day1, 115 * day1},
		{"old and absent on three days, where nothing is given", StateWanted, old, Absent, []time.Duration{0, day1, 2 * day1}, false, StateAbsent, 20 * hour, 20 * hour},
		{"without a day it is old", StateWanted, "", Absent, []time.Duration{0, day1, 2 * day1}, true, StateQuarantined, 68 * day1, 115 * day1},
		{"held and absent", StateHeld, young, Absent, []time.Duration{0, day1}, true, StateHeld, 20 * hour, 20 * hour},
		{"held and absent on three days", StateHeld, old, Absent, []time.Duration{0, day1, 2 * day1}, true, StateQuarantined, 68 * day1, 115 * day1},
		{"a page on three days, where nothing is given", StateWanted, young, OtherPage, []time.Duration{0, day1, 2 * day1}, false, StateQuarantined, 68 * day1, 115 * day1},
	} {
		it := Item{Key: "7", State: tc.before, FoundBy: "lists", FoundAt: noon, Dated: tc.dated}
		var at time.Time
		for _, later := range tc.at {
			at = noon.Add(later)
			it = patient.Missed(it, &Refusal{Kind: tc.cause, Detail: "why", Into: "9"}, at, tc.gives)
		}
		if it.State != tc.want || it.Result != string(tc.cause) || it.Detail != "why" || it.MergedInto != "9" || it.FoundBy != "lists" || !it.TriedAt.Equal(at) {
			t.Errorf("%s: %+v, want %s", tc.name, it, tc.want)
		}
		wait := it.DueAt.Sub(at)
		if tc.to == 0 && !it.DueAt.IsZero() || tc.to > 0 && (wait < tc.from || wait > tc.to) {
			t.Errorf("%s: due after %v, want %v to %v", tc.name, wait, tc.from, tc.to)
		}
		if asked := it.IsWanted(at); asked != (tc.want == StateFailed) {
			t.Errorf("%s: the next run at once asks for it: %v", tc.name, asked)
		}
		back := patient.Fetched(it, Content{Dated: "2026-11-22"}, at, true)
		if back.State != StateHeld || back.FailDays != 0 || back.Detail != "" || back.Result != "record" || back.MergedInto != "" || back.Dated != "2026-11-22" || !back.ChangedAt.Equal(at) {
			t.Errorf("%s: comes back as %+v", tc.name, back)
		}
	}
}
