package view

import (
	"math/rand"
	"slices"
	"testing"

	"unvotes/normalize"
)

// Votes come by day, meeting and order in it; if that is unknown, pieces
// before the whole; undated ones last.
func TestOrderOfVotes(t *testing.T) {
	call := func(id, date, meeting, scope string, seq int32) RollCall {
		c := RollCall{ID: id, VoteGroupID: id, Date: day(date), MeetingRecords: []string{meeting}, Scope: normalize.Scope(scope)}
		if seq > 0 {
			c.MeetingSeq = &seq
		}
		return c
	}
	want := []RollCall{
		call("a", "1990-01-01", "A/1", "whole", 0),
		call("b", "1990-01-02", "A/2", "motion", 1),
		call("c", "1990-01-02", "A/2", "whole", 2),
		call("d", "1990-01-02", "A/2", "paragraph", 3),
		call("e", "1990-01-02", "A/2", "amendment", 0),
		call("f", "1990-01-02", "A/2", "whole", 0),
		call("g", "1990-01-02", "A/3", "whole", 1),
		call("h", "", "A/1", "paragraph", 0),
		call("i", "", "A/1", "whole", 0),
	}
	for seed := range int64(20) {
		calls := slices.Clone(want)
		rand.New(rand.NewSource(seed)).Shuffle(len(calls), func(i, j int) { calls[i], calls[j] = calls[j], calls[i] })
		x := NewIndex(calls, nil, nil)
		all := make([]int, len(calls))
		for i := range all {
			all[i] = i
		}
		votes, _ := x.split(all)
		got := ""
		for _, g := range votes {
			got += g.ID
		}
		if got != "abcdefghi" {
			t.Errorf("seed %d: %s", seed, got)
		}
	}
}

func TestPiecesLeftOut(t *testing.T) {
	calls := []RollCall{
		{ID: "a", VoteGroupID: "a", Scope: "whole"},
		{ID: "b", VoteGroupID: "a", Scope: "paragraph"}, // the same vote as a whole
		{ID: "c", VoteGroupID: "c", Scope: "paragraph"},
		{ID: "d", VoteGroupID: "c", Scope: "paragraph"},  // two records of one piece
		{ID: "e", VoteGroupID: "e", Scope: "part"},       // a section adopted by itself
		{ID: "pv:f", VoteGroupID: "pv:f", Scope: "part"}, // the library does not have it
		{ID: "g", VoteGroupID: "g"},
		{ID: "h", VoteGroupID: "h", Scope: "motion", Body: "SC"},
	}
	got, pieces := Question{}.Select(calls)
	ids := ""
	for _, c := range got {
		ids += c.ID
	}
	if ids != "aeg" || pieces != 3 {
		t.Errorf("%s and %d pieces, want aeg and 3", ids, pieces)
	}
	if got, pieces = (Question{Pieces: true}).Select(calls); len(got) != 8 || pieces != 0 {
		t.Errorf("%d and %d pieces, want 8 and 0", len(got), pieces)
	}
}
