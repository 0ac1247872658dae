package normalize

import (
	"fmt"
	"strings"
	"time"

	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// HistoryIssues tells what became of a record from one version of a form to the
// next: what the newest version lost, and which votes were corrected.
func HistoryIssues(r undl.Record, h marc.History) (issues []Issue) {
	if len(h.Lost) > 0 {
		issues = append(issues, NewIssue(rollCallID(r.ID), string(r.Form), "source_lost",
			fmt.Sprintf("since %s it lacks %s", h.Since.UTC().Format(time.DateOnly), strings.Join(h.Lost, "; "))))
	}
	for _, change := range h.Corrected {
		issues = append(issues, NewIssue(rollCallID(r.ID), string(r.Form), "vote_corrected", change))
	}
	return issues
}

// checkMissing reports what a record of a vote should have and lacks.
func (c *RollCall) checkMissing(r undl.Record) {
	for _, row := range []struct{ name, code, value string }{
		{"Title", "title_missing", r.Title},
		{"Meeting record", "meeting_missing", strings.Join(r.MeetingRecords, "")},
	} {
		if strings.TrimSpace(row.value) == "" {
			c.report("row "+row.name, row.code, "the record has no such row, or it is empty")
		}
	}
	if c.Body == GA && r.Form != undl.OfficialCSV && r.Note == "" { // the Council's records have no note, and the CSV has another text in its column
		c.report("row Note", "note_missing", "the record has no such row, or it is empty")
	}
	if len(r.Votes) > 0 {
		c.checkTotalsMissing()
		return
	}
	switch {
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
