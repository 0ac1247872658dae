package normalize

import (
	"cmp"
	"slices"
)

// Code describes an issue code.
type Code struct {
	Name     string
	Severity Severity
	Meaning  string // for docs/quality.md: what the reader should know
}

// Codes are all issue codes, by name. An issue of another code is a bug.
var Codes = []Code{
	{"body_unknown", Error, "neither the symbol nor the collection path says which body voted"},
	{"date_missing", Error, "the record has no date of the vote"},
	{"date_outside_session", Warning, "the session of the symbol did not sit on the date of the vote"},
	{"date_unread", Error, "the date is not of the form 2006-01-02; the date is null"},
	{"duplicate_member", Error, "a member stands twice in the list under the same label; both lines are kept"},
	{"majority_contradicts", Warning, "the text counts as adopted, but the counted votes would not have carried it"},
	{"membership_mismatch", Warning, "the list does not hold exactly the members of that day (General Assembly), or 11 or 15 members (Security Council)"},
	{"no_codes", Warning, "the list gives nobody a code: every vote is null; in the Council such a list means adopted without a vote"},
	{"no_record", Error, "an id that a source named gave no record; the detail says why"},
	{"not_a_vote_record", Info, "an id that a source named is a record of another kind"},
	{"note_unread", Warning, "the note on the manner of the vote is not a known one; the method is null"},
	{"odd_vote_code", Warning, "a code other than Y, N or A: lower case is read as its letter, anything else is a null vote"},
	{"outside_membership", Warning, "a member stands in the list on a day on which it was not a member"},
	{"record_unreadable", Error, "an archived document can no longer be read by this version; its record is missing from the tables"},
	{"row_unknown", Info, "the record has a labelled row that no column is made from"},
	{"session_unknown", Warning, "neither the symbol nor the meeting says the session"},
	{"slice_incomplete", Error, "a list of the site did not yield as many records as the site states for it"},
	{"symbol_missing", Warning, "the record has no symbol of a resolution or decision"},
	{"symbol_repaired", Info, "a malformed symbol that can be read in only one way; the column has the repaired form"},
	{"symbol_unread", Warning, "a symbol of no known form: it stands as printed, canonical columns made from it are null"},
	{"total_mismatch", Warning, "a printed total differs from the count of the list; both are in the row"},
	{"totals_unread", Warning, "a printed total is not a number; its column is null"},
	{"two_labels", Error, "one member stands in the list under two labels; both lines are kept"},
	{"unknown_member", Error, "a label that is in no table of members; its vote is kept with a null ms_code, the detail has the nearest labels"},
}

// severityOf is the severity of a code; unknown codes are errors.
func severityOf(code string) Severity {
	if i, ok := slices.BinarySearchFunc(Codes, code, func(c Code, name string) int { return cmp.Compare(c.Name, name) }); ok {
		return Codes[i].Severity
	}
	return Error
}

// NewIssue makes an issue of a code; its severity is the code's.
func NewIssue(rollCallID, place, code, detail string) Issue {
	return Issue{RollCallID: rollCallID, Place: place, Code: code, Severity: severityOf(code), Detail: detail}
}

// report adds an issue to the roll call.
func (c *RollCall) report(place, code, detail string) {
	c.Issues = append(c.Issues, NewIssue(c.ID, place, code, detail))
}
