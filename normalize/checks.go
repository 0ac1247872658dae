package normalize

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// councilOf15 is the first day of the Council of fifteen (Charter, Article 23,
// as amended in 1963, first elections for 1966); before it had eleven members,
// and decided by seven votes: S/RES/218(1965) still has seven.
var councilOf15 = mustDate("1966-01-01")

// checkMembership compares the list, or without one the stated membership, with
// who was a member that day, and sets what the list has.
func (n *Normalizer) checkMembership(c *RollCall) {
	listed := c.checkDuplicates()
	c.List = Partial
	if stated := c.PrintedMembership; len(c.Votes) == 0 {
		c.List = NoList
	} else if stated != nil && int(*stated) == len(c.Votes) {
		c.List = Complete
	}
	if c.Date == nil {
		return
	}
	n.checkPeriods(c)
	switch {
	case len(c.Votes) == 0:
		n.checkStatedMembership(c)
	case c.Body == SC:
		c.checkCouncil()
	case c.Body == GA:
		n.checkAssembly(c, listed)
	case c.isOHCHR():
		c.checkRightsList()
	}
}

// councilRules is how many members the Council had on the day, and how many of
// them must say yes.
func councilRules(d Date) (members, majority int32) {
	if d < councilOf15 {
		return 11, 7
	}
	return 15, 9
}

func (c *RollCall) checkCouncil() {
	permanent := 0
	for _, v := range c.Votes {
		if v.Permanent != nil && *v.Permanent {
			permanent++
		}
	}
	members, _ := councilRules(*c.Date)
	if c.List = Partial; len(c.Votes) >= int(members) {
		c.List = Complete
	}
	if len(c.Votes) != int(members) || permanent != 5 {
		c.report("row Vote", "membership_mismatch",
			fmt.Sprintf("%d members listed, %d of them permanent; the Council had %d and 5", len(c.Votes), permanent, members))
	}
}

// checkAssembly looks for members that the list lacks. Who stands in it without
// being a member is found by checkPeriods.
func (n *Normalizer) checkAssembly(c *RollCall, listed map[string]int) {
	var missing, newcomers []string
	members := 0
	for code := range n.dir.codesOn(*c.Date) {
		members++
		_, isListed := listed[code]
		switch {
		case isListed:
		case n.dir.IsMember(code, *c.Date-1):
			missing = append(missing, code)
		default:
			newcomers = append(newcomers, code)
		}
	}
	if c.List = Complete; len(missing) > 0 {
		c.List = Partial
		c.report("row Vote", "membership_mismatch",
			fmt.Sprintf("%d members listed, %d that day; not listed: %s", len(c.Votes), members, strings.Join(missing, " ")))
	}
	if len(newcomers) > 0 {
		c.report("row Vote", "admitted_that_day",
			fmt.Sprintf("%d members listed; %s became a member on %s", len(c.Votes), strings.Join(newcomers, " "), c.Date))
	}
}

// checkStatedMembership is all that can be asked of a record without a list. On
// a day of admissions the number of the day before is right too.
func (n *Normalizer) checkStatedMembership(c *RollCall) {
	stated := c.PrintedMembership
	if stated == nil {
		return
	}
	var least, most int32
	switch c.Body {
	case SC:
		least, _ = councilRules(*c.Date)
		most = least
	case GA:
		before, that := int32(len(n.dir.MembersOn(*c.Date-1))), int32(len(n.dir.MembersOn(*c.Date))) //nolint:gosec // under 200
		least, most = min(before, that), max(before, that)
	default:
		members, known := rightsMembership(c.Body, *c.Date)
		if !known {
			return
		}
		least, most = members, members
	}
	if *stated < least || *stated > most {
		c.report("row Vote summary", "membership_mismatch", fmt.Sprintf("a membership of %d is stated, %s had %d", *stated, c.Body, most))
	}
}

// checkDuplicates reports members that stand in the list twice, and returns the
// index of the first line of each member: by code, or by label without one.
func (c *RollCall) checkDuplicates() (first map[string]int) {
	first = make(map[string]int, len(c.Votes))
	for i, v := range c.Votes {
		member := cmp.Or(v.MSCode, v.Label)
		at, twice := first[member]
		if !twice {
			first[member] = i
			continue
		}
		f, code := c.Votes[at], "two_labels"
		if f.Label == v.Label {
			code = "duplicate_member"
		}
		c.report(votePlace(v.Line), code, fmt.Sprintf("%q (%s) here and %q (%s) in line %d are both %s", v.Label, v.Printed, f.Label, f.Printed, f.Line, member))
	}
	return first
}

// checkPeriods reports members in the list on a day on which they were none.
func (n *Normalizer) checkPeriods(c *RollCall) {
	for _, v := range c.Votes {
		if v.MSCode != "" && !n.dir.IsMember(v.MSCode, *c.Date) {
			c.report(votePlace(v.Line), "outside_membership", fmt.Sprintf("%q (%s) was not a member on %s", v.Label, v.MSCode, c.Date))
		}
	}
}

// checkMajority reports totals that would not have carried what counts as
// adopted: more yes than no in the Assembly (Charter, Article 18; that some
// questions need two thirds cannot be seen in a record), seven, from 1966 nine,
// yes in the Council (Article 27).
func (c *RollCall) checkMajority() {
	if c.Outcome != Adopted && !c.isOHCHR() || c.Date == nil {
		return
	}
	yes, no, ok := c.yesAndNo()
	if !ok {
		return
	}
	switch c.Body {
	case HRC, CHR: // a simple majority
		if c.Outcome == Adopted && yes <= no || c.Outcome == Rejected && yes > no {
			c.report("row Vote", "majority_contradicts", fmt.Sprintf("%s with %d yes and %d no", c.Outcome, yes, no))
		}
	case GA:
		if yes <= no {
			c.report("row Vote", "majority_contradicts", fmt.Sprintf("adopted with %d yes and %d no", yes, no))
		}
	case SC:
		if _, majority := councilRules(*c.Date); yes < majority {
			c.report("row Vote", "majority_contradicts", fmt.Sprintf("adopted with %d yes, %d are needed", yes, majority))
		}
		c.checkVetoes()
	}
}

// yesAndNo are the counted totals, or the stated ones of a record whose list
// has no votes; ok is false when they state no vote at all, as where zeros stand
// for a list without codes.
func (c *RollCall) yesAndNo() (yes, no int32, ok bool) {
	switch {
	case c.HasVotes():
		return *c.Yes, *c.No, true
	case c.PrintedYes != nil && c.PrintedNo != nil:
		return *c.PrintedYes, *c.PrintedNo, *c.PrintedYes+*c.PrintedNo > 0
	}
	return 0, 0, false
}

// checkVetoes reports permanent members that voted against what was adopted all
// the same. That is in order for questions of procedure (Article 27, paragraph
// 2); a record does not say whether its question was one.
func (c *RollCall) checkVetoes() {
	var against []string
	for _, v := range c.Votes {
		if v.Choice == No && v.Permanent != nil && *v.Permanent {
			against = append(against, v.MSCode)
		}
	}
	if len(against) > 0 {
		c.report("row Vote", "permanent_member_no", "adopted with a no of "+strings.Join(against, " "))
	}
}

// HistoryIssues returns the issues of a record over the versions of a form: what the newest version lost, and which votes were corrected.
func HistoryIssues(r marc.Record, h marc.History) (issues []Issue) {
	if len(h.Lost) > 0 {
		issues = append(issues, NewIssue(recordID(r), string(r.Form), "source_lost",
			fmt.Sprintf("since %s it lacks %s", h.Since.UTC().Format(time.DateOnly), strings.Join(h.Lost, "; "))))
	}
	for _, change := range h.Corrected {
		issues = append(issues, NewIssue(recordID(r), string(r.Form), "vote_corrected", change))
	}
	return issues
}

// checkMissing reports what a record of a vote should have and lacks.
func (c *RollCall) checkMissing(r marc.Record) {
	for _, row := range []struct{ name, code, value string }{
		{"Title", "title_missing", r.Title},
		{"Meeting record", "meeting_missing", strings.Join(r.MeetingRecords, "")},
	} {
		if strings.TrimSpace(row.value) == "" {
			c.report("row "+row.name, row.code, "the record has no such row, or it is empty")
		}
	}
	if (c.Body == GA || c.isOHCHR()) && r.Form != undl.OfficialCSV && r.Note == "" { // the Security Council's records have no note, and the CSV has another text in its column
		c.report("row Note", "note_missing", "the record has no such row, or it is empty")
	}
	if len(r.Votes) > 0 {
		c.checkTotalsMissing()
		return
	}
	switch {
	case c.isOHCHR() && c.Method == NonRecorded: // there is no list to be had
	case statesVotes(r.Summary):
		c.report("row Vote", "list_missing", "totals are stated, and there is no list")
	case c.Method == Recorded || c.Method == RollCallVote:
		c.report("row Vote", "list_missing", fmt.Sprintf("the note is %q, and there is no list", c.NotePrinted))
	case c.Body == SC && c.Method != WithoutVote: // all its records have a list
		c.report("row Vote", "list_missing", "a record of the Security Council without a list")
	}
}

// checkTotalsMissing reports totals that are not stated, or could not be read,
// beside a list.
func (c *RollCall) checkTotalsMissing() {
	p := c.Printed()
	if p == (Totals{}) {
		c.report("row Vote summary", "totals_missing", "none of the totals is stated")
		return
	}
	var missing []string
	for _, t := range []struct {
		name  string
		value *int32
	}{{"yes", p.Yes}, {"no", p.No}, {"abstain", p.Abstain}, {"non_voting", p.NonVoting}, {"membership", p.Membership}} {
		if t.value == nil {
			missing = append(missing, t.name)
		}
	}
	if len(missing) > 0 {
		c.report("row Vote summary", "totals_missing", "not stated: "+strings.Join(missing, ", "))
	}
}
