package marc

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/source"
)

// Version is a record as it was fetched at some time.
type Version struct {
	Record Record
	At     time.Time
}

// History is what the versions of one form of a record amount to.
type History struct {
	Held  int       // the version that counts: the newest that lost nothing
	Lost  []string  // what the newest version lacks of the one that counts
	Since time.Time // when a version first lacked it
	// Corrected are the votes that changed from one version that counted to the
	// next, in words.
	Corrected []string
}

// Weigh goes through the versions of one form of a record, the oldest first. A
// version that lost something does not replace the fuller one before it.
func Weigh(versions []Version) History {
	var h History
	for i := 1; i < len(versions); i++ { // most records have one version, which there is nothing to compare with
		v, held := versions[i], versions[h.Held].Record
		lost := Lost(held, v.Record)
		switch {
		case len(lost) == 0:
			for _, change := range corrected(held, v.Record) {
				h.Corrected = append(h.Corrected, change+" since "+v.At.UTC().Format(time.DateOnly))
			}
			h.Held, h.Since = i, time.Time{}
		case h.Since.IsZero():
			h.Since = v.At
		}
		h.Lost = lost
	}
	return h
}

// LostIn returns what the newest of the versions of a record lacks: of what versions
// of its form before it have, or else of the list that another form has. Versions
// that parse cannot read are passed over: they are issues of the build.
func LostIn(versions []source.Version, parse func(v source.Version) (Record, error)) []string {
	of := map[string][]Version{} // by form
	for _, v := range versions {
		if rec, err := parse(v); err == nil {
			of[v.Form] = append(of[v.Form], Version{Record: rec, At: v.At})
		}
	}
	same := of[versions[len(versions)-1].Form]
	if len(same) == 0 {
		return nil
	}
	if lost := Weigh(same).Lost; len(lost) > 0 {
		return lost
	}
	for _, form := range slices.Sorted(maps.Keys(of)) {
		held := of[form][Weigh(of[form]).Held].Record
		if lost := LostList(held, same[len(same)-1].Record); len(lost) > 0 {
			return []string{fmt.Sprintf("%s, which %s has", lost[0], form)}
		}
	}
	return nil
}

// Lost returns what a newer version of a record lacks that the held one has:
// rows, totals, the list, or members of it. A value that changed is no loss.
func Lost(held, newer Record) (lost []string) {
	for _, row := range []struct {
		name       string
		had, lacks bool
	}{
		{"Title", held.Title != "", newer.Title == ""},
		{"Agenda", len(held.Agenda) > 0, len(newer.Agenda) == 0},
		{"Resolution", len(held.Resolution) > 0, len(newer.Resolution) == 0},
		{"Meeting record", len(held.MeetingRecords) > 0, len(newer.MeetingRecords) == 0},
		{"Draft resolution", len(held.Drafts) > 0, len(newer.Drafts) == 0},
		{"Committee report", len(held.CommitteeReports) > 0, len(newer.CommitteeReports) == 0},
		{"Note", held.Note != "", newer.Note == ""},
		{"Vote date", held.VoteDate != "", newer.VoteDate == ""},
		{"Subjects", len(held.Subjects) > 0, len(newer.Subjects) == 0},
		{"Modality", held.Modality != "", newer.Modality == ""},
	} {
		if row.had && row.lacks {
			lost = append(lost, "the row "+row.name)
		}
	}
	lost = append(lost, lostTotals(held.Summary, newer.Summary)...)
	return append(lost, lostVotes(held, newer)...)
}

// totals are the names of what [Summary.Totals] returns.
var totals = [...]string{"yes", "no", "abstain", "non_voting", "membership"}

func lostTotals(held, newer *Summary) (lost []string) {
	switch {
	case held == nil:
		return nil
	case newer == nil:
		return []string{"all totals"}
	}
	for i, total := range newer.Totals() {
		if *total == "" && *held.Totals()[i] != "" {
			lost = append(lost, "the total "+totals[i])
		}
	}
	return lost
}

// lostVotes is what [Lost] finds in the list of votes: no line is left, no code
// is left, or there are fewer members.
func lostVotes(held, newer Record) []string {
	if had := coded(held.Votes, "YNA"); had > 0 && len(newer.Votes) > 0 && coded(newer.Votes, "YNA") == 0 {
		return []string{fmt.Sprintf("the codes of %d votes", had)}
	}
	return lostMembers(held.Votes, newer.Votes)
}

// LostList returns what the list of one form of a record lacks of that of
// another. Lists of nothing but yes beside a modality are none: the official CSV
// has them of texts that were adopted without a vote.
func LostList(held, newer Record) []string {
	if held.Modality != "" && coded(held.Votes, "NA") == 0 {
		return nil
	}
	return lostMembers(held.Votes, newer.Votes)
}

// lostMembers returns the members that had a line and have none. Fewer lines are
// no loss while every member has one, nor is a label that is spelled anew.
func lostMembers(held, newer []VoteLine) []string {
	if len(held) > 0 && len(newer) == 0 {
		return []string{fmt.Sprintf("the list of %d lines", len(held))}
	}
	gone, came := without(held, newer), without(newer, held)
	if len(gone) <= len(came) {
		return nil
	}
	return []string{fmt.Sprintf("%d members of the list: %s", len(gone)-len(came), strings.Join(gone, ", "))}
}

// coded returns how many lines have one of the codes.
func coded(lines []VoteLine, codes string) (n int) {
	for _, l := range lines {
		if l.Code != "" && strings.Contains(codes, strings.ToUpper(l.Code)) {
			n++
		}
	}
	return n
}

// without returns the labels of lines that others do not have, once each.
func without(lines, others []VoteLine) (labels []string) {
	seen := make(map[string]bool, len(others))
	for _, l := range others {
		seen[l.Label] = true
	}
	for _, l := range lines {
		if !seen[l.Label] {
			seen[l.Label] = true
			labels = append(labels, l.Label)
		}
	}
	return labels
}

// corrected returns the votes in which two versions differ. A member that stands
// in one of them twice is not compared.
func corrected(held, newer Record) (changes []string) {
	before := map[string][]string{}
	for _, l := range held.Votes {
		before[l.Label] = append(before[l.Label], l.Code)
	}
	after := map[string]int{}
	for _, l := range newer.Votes {
		after[l.Label]++
	}
	for _, l := range newer.Votes {
		if had := before[l.Label]; len(had) == 1 && after[l.Label] == 1 && had[0] != l.Code {
			changes = append(changes, fmt.Sprintf("%s: %q before, %q", l.Label, had[0], l.Code))
		}
	}
	return changes
}
