package demo

import (
	"fmt"
	"strings"
)

// Record is one record of the collection, as the site prints it. An empty field
// has no row on the page.
type Record struct {
	ID               int64   // always positive
	Title            string  // whole, lists cut it
	Agenda           []Entry // one a line
	Resolution       string  // "A/RES/377(V)[A-C]"; none for record 454783
	MeetingRecords   []string
	Drafts           []Entry
	CommitteeReports []Entry
	Note             string  // manner of the vote, where the site was seen to print one
	Totals           *Totals // nil without a row "Vote summary"
	Date             string  // "1950-11-03"; none for record 454783
	Lines            []Line  // in printed order; nil without a row "Vote"
}

// Entry is a text and the number that its link ends in; 0: no link.
type Entry struct {
	Text string
	Link int64
}

// Totals are what the record states, counts of members.
type Totals struct{ Yes, No, Abstain, NonVoting, Membership int }

// Line is one line of the list: the code as printed ("Y", "a", "AN", "" for a
// member without one) and the member's label.
type Line struct{ Code, Label string }

// Printed is the line without the blanks around it: "Y ALBANIA", "BAHAMAS".
func (l Line) Printed() string { return strings.TrimSpace(l.Code + " " + l.Label) }

// Council tells a record of the Security Council from one of the Assembly. A
// record without a symbol is the Assembly's, as the site counts 454783.
func (r Record) Council() bool { return strings.HasPrefix(r.Resolution, "S/") }

// WithoutVote tells a text adopted without a vote.
func (r Record) WithoutVote() bool { return r.Note == "ADOPTED WITHOUT VOTE" }

// Summary is the row "Vote summary", "" without one. The Council's numbers are
// padded to three digits.
func (r Record) Summary() string {
	if r.Totals == nil {
		return ""
	}
	n := "%d"
	if r.Council() {
		n = "%03d"
	}
	t := r.Totals
	return fmt.Sprintf(strings.ReplaceAll("Yes: # | No: # | Abstentions: # | Non-Voting: # | Total voting membership: #", "#", n),
		t.Yes, t.No, t.Abstain, t.NonVoting, t.Membership)
}
