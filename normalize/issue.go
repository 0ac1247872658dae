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
	{"admitted_that_day", Info, "the list lacks a state that became a member on that day: the vote was taken before the admission, or the list is that of the day before"},
	{"body_unknown", Error, "neither the symbol nor the collection path says which body voted; the body is null"},
	{"date_missing", Error, "the record has no date of the vote; the date is null"},
	{"date_of_meeting", Warning, "the votes of one meeting have different dates: this is not the date of the majority, or no date has a majority"},
	{"date_out_of_order", Warning, "the date does not fit the order of the meetings that are numbered together, or of the Council's resolutions: one of the neighbours, or the symbol, is wrong. The detail has the neighbours and, where the date fits with day and month exchanged, that date"},
	{"date_outside_session", Warning, "the date of the vote is not within the session of the symbol, or the Council's year in it: one of the two is wrong in the source"},
	{"date_unread", Error, "the date does not have the form 2006-01-02, or in the list of vetoes the form 26 May 2022; the date is null"},
	{"duplicate_member", Error, "a member is twice in the list under the same label; both lines are kept and counted"},
	{"known_error", Warning, "an error of the source that nothing in the records contradicts, known from another source; the detail has the evidence. The row has what is printed"},
	{"list_fell", Error, "a list or a sitemap of the site has less than before; the detail has both numbers, what is missing, and since when. What is held is kept"},
	{"list_from_meeting", Info, "the library's record does not say how anyone voted; the list is that of the meeting record, which names only those who voted: non_voting and membership are null"},
	{"list_missing", Error, "the record states a recorded vote or totals, or is of the Security Council, and has no list of votes"},
	{"majority_contradicts", Warning, "the outcome is not what the totals give: adopted with no more yes than no in the Assembly, or with fewer than seven (from 1966 nine) yes in the Council; or rejected in the Council with as many, and no permanent member against. In the human rights bodies: adopted without more yes than no, or rejected with more"},
	{"meeting_missing", Warning, "the record names no meeting; meeting_records is empty"},
	{"meeting_record_missing", Warning, "the verbatim record of a meeting that a vote names could not be fetched on several days; what only that record has is missing from the tables"},
	{"member_disagrees", Warning, "the source's own code of a member, or its own word on a permanent seat, differs from unvotes' table of members; the columns have the table's"},
	{"membership_mismatch", Warning, "the list lacks a member of that day (General Assembly), or does not have 11 members until 1965 and 15 since, five of them permanent (Security Council), or not as many as the human rights body had (docs/human-rights.md); without a list: the stated membership is not that of the day"},
	{"methods_disagree", Warning, "the note and the official CSV's modality name different methods; the method is the note's"},
	{"no_codes", Warning, "the list of the library's record has no codes: every vote is null, unless the list is the meeting record's (list_from_meeting). In the Council the library enters texts adopted without a vote in this way, but others too (S/RES/726(1992) was adopted unanimously): the method is null"},
	{"no_record", Error, "an id that a source named gave no record; the detail says why"},
	{"not_a_vote_record", Info, "an id that a source named is a record of another kind"},
	{"not_considered", Info, "OHCHR's library says that a draft or an amendment was not considered: neither a vote nor an adoption; the detail has the whole text"},
	{"not_on_council", Error, "a list of the Council has a state that was not a member of it that year: the line may be that of another state"},
	{"note_contradicts", Warning, "the note says that the vote was not recorded, and the list has votes; or that there was no vote, and totals are stated"},
	{"note_missing", Warning, "a record of the General Assembly or of OHCHR's library without a note on the method of the vote; the method is null"},
	{"note_unread", Warning, "the note on the method of the vote is unknown; the method is null"},
	{"odd_vote_code", Warning, "a code other than Y, N or A: lower case is read as its letter, X as not voting, anything else is a null vote"},
	{"outside_membership", Warning, "the list has a state that was not a member on that day; the line is kept"},
	{"permanent_member_no", Info, "the Council adopted the text against the vote of a permanent member. In questions of procedure (Charter, Article 27) and of reviewing the Charter (Article 109) that is not a veto, and all known cases are such; in any other case it would be an error of the list"},
	{"possible_duplicate", Warning, "the Digital Library's record does not name its number in the catalogue, several records have that symbol and day, and no two lists are equal: two rows may be one vote"},
	{"pv_ambiguous_list", Warning, "a list of a meeting record can be divided into names in more than one way; the row has one of them, the detail the list as printed"},
	{"pv_count_mismatch", Warning, "a list of a meeting record does not have as many names as the record states; the detail has the list as printed. The row has total_mismatch too"},
	{"pv_damaged", Error, "the PDF of a meeting record is damaged: a part of it cannot be unpacked or is missing. The votes that could be read are in the tables, others may be missing"},
	{"pv_disagrees", Warning, "the meeting record and the library's record differ on a vote; the row has what the library's record says, the detail has both"},
	{"pv_incomplete", Warning, "votes of a meeting record may be missing: it has no closing sentence, a page is missing or empty, the number of a resolution is skipped, or a decision was announced or mentioned and not found"},
	{"pv_layout_unknown", Error, "a meeting record, or one page of it, whose layout this version does not know: its votes are missing from the tables"},
	{"pv_list_missing", Error, "the meeting record says that a vote was taken, or how many voted, and the list is not there or was not read"},
	{"pv_ocr_repaired", Info, "a misread name or number in a scan, which can be read in only one way"},
	{"pv_outcome_missing", Warning, "the meeting record has no sentence on the outcome of the vote, or it was not read; the outcome is null, or follows from the counts alone"},
	{"pv_statement_unread", Warning, "what a delegation later said about its vote could not be read; the detail has the words"},
	{"record_unreadable", Error, "an archived document can no longer be read by this version; its record is missing from the tables"},
	{"row_unknown", Info, "the record has a labelled row that is in no column; the detail has its text"},
	{"seat_unread", Info, "what the source says about a member's seat is unknown; permanent_member is that of unvotes' table of members"},
	{"session_unknown", Warning, "neither the symbol nor the meeting says the session; the session is null"},
	{"slice_incomplete", Error, "a list of the site gave fewer or more records than the site states for it"},
	{"source_lost", Error, "the newest version of the record, or the form of it that should win, lacks something that another one has: the detail says what, and since when. The row has the fuller one"},
	{"sources_disagree", Warning, "two forms of the record differ; the row has the value of the one in the column source, the detail has both"},
	{"symbol_missing", Warning, "the record has no symbol of a resolution or decision; the columns made from it are null"},
	{"symbol_repaired", Info, "a malformed symbol that can be read in only one way; the column has the repaired form"},
	{"symbol_unread", Warning, "a symbol of unknown form: it is kept as printed, the canonical columns made from it are null"},
	{"symbols_disagree", Warning, "the symbols of one record name different bodies or sessions of the Assembly: one of them is wrong in the source, or a report of an earlier session was taken up again"},
	{"title_agenda_exchanged", Error, "the title looks like a line of the agenda, or vice versa"},
	{"title_missing", Warning, "the record has no title, or an empty one"},
	{"total_mismatch", Warning, "a printed total differs from the count of the list, or the printed totals do not add up; both are in the row"},
	{"totals_missing", Warning, "there is a list, and the record states none of its totals, or not all: the list cannot be checked against them. The detail says which"},
	{"totals_unread", Warning, "a printed total is not a number, or there is other text among the totals; its column is null"},
	{"two_labels", Error, "one member is in the list under two labels; both lines are kept and counted"},
	{"unknown_member", Error, "no member had this label on that day; the vote is kept, with the code that the source itself gives, or else with a null ms_code. The detail has the nearest labels as a hint"},
	{"vanished", Warning, "the site no longer has the record: it was deleted, merged into one that is not held or differs, or not found on several days; the row is kept as it was"},
	{"veto_disagrees", Warning, "the library's list of vetoes and the record of the meeting differ on a veto; the detail has both"},
	{"veto_unread", Error, "a row of the library's list of vetoes that does not have five cells, or names no member: its vetoes are missing from the table; the detail has its text"},
	{"vote_corrected", Info, "a vote differs from the previous version; the detail has both"},
	{"withdrawn", Info, "OHCHR's library says that a draft or an amendment was withdrawn: neither a vote nor an adoption; the detail has the whole text"},
	{"without_vote_listed", Warning, "the record says that the text was adopted without a vote, but gives codes. If they are all Y, which the library's form fills in by default, every vote is null; a list with N or A is kept as printed"},
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
