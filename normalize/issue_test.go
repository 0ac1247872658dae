package normalize

import (
	"slices"
	"strings"
	"testing"

	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// madeByOutput are the codes of documents that gave no roll call; they are tested
// where they are made, in output/.
var madeByOutput = []string{"no_record", "not_a_vote_record", "meeting_record_missing", "list_fell", "record_unreadable", "slice_incomplete", "vanished", "possible_duplicate"}

// madeByBuild are the codes that take all roll calls of a build; they are tested in
// contradictions_test.go.
var madeByBuild = []string{
	"date_of_meeting", "date_out_of_order", "known_error", "not_on_council", "note_contradicts", "symbols_disagree", "title_agenda_exchanged",
}

// madeByMeetings are the codes that take a meeting record; they are tested in
// meeting_test.go and meeting_link_test.go, pv_layout_unknown in output/.
var madeByMeetings = []string{
	"list_from_meeting", "pv_ambiguous_list", "pv_count_mismatch", "pv_damaged", "pv_disagrees", "pv_incomplete", "pv_layout_unknown", "pv_list_missing", "pv_ocr_repaired",
	"pv_outcome_missing", "pv_statement_unread",
}

// A case has a record that has the issue, and one that nearly has it.
type issueCase struct {
	code       string
	has, lacks marc.Record
}

func issueCases(t testing.TB) []issueCase {
	sc := func(lines []string) marc.Record { return page("S/RES/2670(2023)", "2023-03-01", lines...) }
	ga := func(day string, lines ...string) marc.Record { return page("A/RES/78/165", day, lines...) }
	sudanIn := func(day string) marc.Record { // admitted 1956-11-12, with Morocco and Tunisia
		return page("A/RES/1110(XI)", day, without(everybody(t, day), "SUDAN", "MOROCCO", "TUNISIA")...)
	}
	return []issueCase{
		{"admitted_that_day", sudanIn("1956-11-12"), page("A/RES/1110(XI)", "1956-11-12", everybody(t, "1956-11-12")...)},
		{"admitted_that_day", sudanIn("1956-11-12"), sudanIn("1956-11-13")}, // membership_mismatch, below
		{"body_unknown", page("", "1950-01-01"), in(page("", "1950-01-01"), "UN Bodies > General Assembly")},
		{"date_missing", ga(""), ga("2023-12-19")},
		{"date_outside_session", ga("2023-09-04"), ga("2023-09-05")}, // the 78th session opened on the 5th
		{"date_outside_session", page("S/RES/2670(2023)", "2024-01-01"), page("S/RES/2670(2023)", "2023-12-31")},
		{"date_unread", ga("19 December 2023"), ga(" 2023-12-19 ")},
		{"date_unread", ga("2023-02-29"), ga("2024-02-29")},
		{"duplicate_member", assembly("Y FRANCE", "N FRANCE"), assembly("Y FRANCE", "Y BRAZIL")},
		{"duplicate_member", assembly("Y NOWHERE", "Y NOWHERE"), assembly("Y NOWHERE", "Y ELSEWHERE")},
		{"list_missing", stated("100", "93"), stated("0", "0")},
		{"list_missing", noted("RECORDED - No machine generated vote"), noted("NON-RECORDED")},
		{"list_missing", sc(nil), sc(silent)},
		{"majority_contradicts", assembly("Y FRANCE", "N BRAZIL"), assembly("Y FRANCE", "Y CHINA", "N BRAZIL")},
		{"majority_contradicts", sc(nays(council, 7)), sc(nays(council, 6))}, // eight and nine yes
		{"majority_contradicts", page("S/RES/218(1965)", "1965-12-31", nays(council, 9)...), page("S/RES/218(1965)", "1965-12-31", nays(council, 8)...)},
		{"majority_contradicts", stated("15", "16"), stated("16", "15")},
		{"majority_contradicts", stated("0", "1"), stated("0", "0")}, // zeros are no totals of a vote
		{"majority_contradicts", assembly("A FRANCE"), assembly("FRANCE")},
		{"member_disagrees", coded(assembly("Y FRANCE"), "BRA", ""), coded(assembly("Y FRANCE"), "FRA", "")},
		{"member_disagrees", coded(sc([]string{"Y FRANCE"}), "FRA", "R"), coded(sc([]string{"Y FRANCE"}), "FRA", "P")},
		{"membership_mismatch", sudanIn("1956-11-13"), sudanIn("1956-11-12")},
		{"membership_mismatch", page("A/RES/78/165", "2023-12-19", everybody(t, "2023-12-19")[1:]...), page("A/RES/78/165", "2023-12-19", everybody(t, "2023-12-19")...)},
		{"membership_mismatch", sc(council[1:]), sc(council)},
		{"membership_mismatch", sc(with(council, "CHINA", "Y TOGO")), sc(with(council, "GABON", "Y TOGO"))},
		{"membership_mismatch", page("S/RES/218(1965)", "1965-12-31", council...), page("S/RES/222(1966)", "1966-01-01", with(council, "RUSSIAN FEDERATION", "Y USSR")...)},
		{"membership_mismatch", membership("A/RES/1110(XI)", "1956-11-12", "75"), membership("A/RES/1110(XI)", "1956-11-12", "76")}, // 76 before, 79 after
		{"membership_mismatch", membership("A/RES/1110(XI)", "1956-11-12", "80"), membership("A/RES/1110(XI)", "1956-11-12", "79")},
		{"membership_mismatch", membership("S/RES/222(1966)", "1966-01-01", "011"), membership("S/RES/222(1966)", "1966-01-01", "015")},
		{"meeting_missing", assembly(), meeting("A/PV.2441")},
		{"meeting_missing", meeting(" "), meeting("A/PV.2441")},
		{"no_codes", sc(silent), sc(with(silent, "CHINA", "Y CHINA"))},
		{"methods_disagree", told("RECORDED", "Without vote"), told("RECORDED", "Vote")},
		{"note_missing", assembly(), noted("RECORDED")},
		{"note_missing", assembly(), sc(council)},
		{"note_missing", assembly(), fromCSV(assembly())},
		{"note_unread", noted("BY ACCLAMATION"), noted("RECORDED")},
		{"odd_vote_code", assembly("y FRANCE"), assembly("Y FRANCE", "BRAZIL")},
		{"odd_vote_code", assembly("AN FRANCE"), assembly("A FRANCE")},
		{"outside_membership", page("A/RES/1117(XI)", "1956-12-17", "JAPAN", "Y FRANCE"), page("A/RES/1117(XI)", "1956-12-18", "JAPAN", "Y FRANCE")},
		{"permanent_member_no", sc(with(council, "CHINA", "N CHINA")), sc(with(council, "CHINA", "A CHINA"))},
		{"permanent_member_no", sc(with(council, "FRANCE", "n FRANCE")), sc(with(council, "GABON", "N GABON"))},
		{"row_unknown", rowed("Call number"), assembly()},
		{"seat_unread", coded(assembly("Y FRANCE"), "FRA", "8"), coded(assembly("Y FRANCE"), "FRA", "9")},
		{"session_unknown", in(page("", "2023-12-19"), "UN Bodies > General Assembly"), in(page("", "2023-12-19"), "UN Bodies > Security Council")},
		{"symbol_missing", page("", "2023-12-19"), assembly()},
		{"symbol_repaired", page("A/RES/78/183 B", "2023-12-19"), page("A/RES/78/183B", "2023-12-19")},
		{"symbol_repaired", meeting("A//PV.2441"), meeting("A/PV.2441")},
		{"symbol_unread", page("RES 78", "2023-12-19"), page("A/RES/79/XX", "2024-12-19")},
		{"symbol_unread", page("A/RES/78/165 and A/RES/78/166", "2023-12-19"), assembly()},
		{"symbol_unread", meeting("PV"), meeting("A/78/PV.45")},
		{"title_missing", titled(" "), titled("Question of Palestine")},
		{"total_mismatch", totalled("2", "0"), totalled("1", "1")},
		{"total_mismatch", totalled("1", "0"), totalled("1", "")}, // what is not stated does not differ
		{"total_mismatch", stated("100", "94"), stated("100", "93")},
		{"totals_missing", assembly("Y FRANCE"), assembly()},
		{"totals_missing", totalled("1", ""), totalled("1", "1", "0", "0", "2")},
		{"totals_unread", totalled("many", ""), totalled("001", "")},
		{"two_labels", assembly("Y TURKEY", "Y TÜRKİYE"), assembly("Y TÜRKİYE", "Y GREECE")},
		{"unknown_member", assembly("Y ATLANTIS"), assembly("Y ANDORRA")},
		{"unknown_member", page("A/RES/35/1", "1980-10-13", "Y GERMANY"), page("A/RES/46/1", "1991-10-13", "Y GERMANY")},
		{"without_vote_listed", withoutVote(sc(council)), withoutVote(sc(silent))},
		{"without_vote_listed", withoutVote(sc(nays(council, 2))), sc(council)},
	}
}

// without is a list without the members with these labels.
func without(list []string, labels ...string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(line string) bool { return slices.Contains(labels, line[2:]) })
}

// nays is the list with n elected members voting no.
func nays(list []string, n int) []string {
	out := slices.Clone(list)
	for i, line := range out {
		if n > 0 && !slices.Contains([]string{"CHINA", "FRANCE", "RUSSIAN FEDERATION", "UNITED KINGDOM", "UNITED STATES"}, line[2:]) {
			out[i] = "N " + line[2:]
			n--
		}
	}
	return out
}

func in(r marc.Record, collection string) marc.Record {
	r.Collections = []string{collection}
	return r
}

func noted(note string) marc.Record { r := assembly(); r.Note = note; return r }

// told has a note and the CSV's modality.
func told(note, modality string) marc.Record {
	r := noted(note)
	r.Modality = modality
	return r
}

func withoutVote(r marc.Record) marc.Record { r.Note = "ADOPTED WITHOUT VOTE"; return r }

func meeting(symbol string) marc.Record {
	r := page("A/RES/3525(XXX)[B]", "1975-12-15")
	r.MeetingRecords = []string{symbol}
	return r
}

func rowed(label string) marc.Record {
	r := assembly()
	r.Other = []marc.Row{{Label: label, Values: []string{"UN5"}}}
	return r
}

// coded has the source's own code and role beside its first line.
func coded(r marc.Record, code, role string) marc.Record {
	r.Votes[0].MemberCode, r.Votes[0].Role = code, role
	return r
}

func membership(symbol, day, members string) marc.Record {
	r := page(symbol, day)
	r.Summary = summary("", "", "", "", "", members)
	return r
}

// stated is a record of 193 members without a list.
func stated(yes, no string) marc.Record {
	r := assembly()
	r.Summary = summary("", yes, no, "0", "0", "193")
	return r
}

func titled(title string) marc.Record { r := assembly(); r.Title = title; return r }

func fromCSV(r marc.Record) marc.Record { r.Form = undl.OfficialCSV; return r }

// totalled is a list of one yes and one no with two stated totals, and others.
func totalled(yes, no string, rest ...string) marc.Record {
	r := assembly("Y FRANCE", "N BRAZIL")
	rest = append(rest, "", "", "")
	r.Summary = summary("", yes, no, rest[0], rest[1], rest[2])
	return r
}

func TestIssues(t *testing.T) {
	n := normalizer(t)
	tested := append(slices.Concat(madeByOutput, madeByMeetings, madeByBuild),
		"sources_disagree", "source_lost", "vote_corrected", // of several forms or versions: see merge_test.go and lost_test.go
		"withdrawn", "not_considered", // see rights_test.go
		"veto_disagrees", "veto_unread") // see veto_test.go
	for _, c := range issueCases(t) {
		tested = append(tested, c.code)
		if got := n.RollCall(c.has); !slices.Contains(codesOf(got.Issues), c.code) {
			t.Errorf("%s does not appear in %q of %s: %v", c.code, c.has.Resolution, c.has.VoteDate, got.Issues)
		}
		if got := n.RollCall(c.lacks); slices.Contains(codesOf(got.Issues), c.code) {
			t.Errorf("%s appears in the near miss %q of %s: %v", c.code, c.lacks.Resolution, c.lacks.VoteDate, got.Issues)
		}
	}
	for _, c := range Codes {
		if !slices.Contains(tested, c.Name) {
			t.Errorf("%s has no case", c.Name)
		}
	}
}

func TestCodesAreDescribed(t *testing.T) {
	for i, c := range Codes {
		if i > 0 && Codes[i-1].Name >= c.Name {
			t.Errorf("%s is not in the order of the alphabet", c.Name)
		}
		if !slices.Contains([]Severity{Info, Warning, Error}, c.Severity) || len(c.Meaning) < 30 || strings.ContainsAny(c.Meaning, "|\n") {
			t.Errorf("%s: %q %q", c.Name, c.Severity, c.Meaning)
		}
		if got := NewIssue("undl-7", "place", c.Name, "detail"); got.Severity != c.Severity {
			t.Errorf("NewIssue(%s) is %s, want %s", c.Name, got.Severity, c.Severity)
		}
	}
	if got := NewIssue("", "", "no_such_code", "").Severity; got != Error {
		t.Errorf("an unknown code is %s, want an error", got)
	}
}

// What a reader finds in an issue: the row, the place, and the words.
func TestDetailsLeadToTheSource(t *testing.T) {
	n := normalizer(t)
	for _, row := range []struct {
		record        marc.Record
		code          string
		place, detail string
	}{
		{assembly("Y FRANCE", "Y URUGUAI"), "unknown_member", "row Vote, line 2", `line "Y URUGUAI": nobody is known as "URUGUAI" that day; nearest labels: URUGUAY`},
		{assembly("Y FRANCE", "a BRAZIL"), "odd_vote_code", "row Vote, line 2", `"a" before "BRAZIL"`},
		{assembly("Y TURKEY", "N TÜRKİYE"), "two_labels", "row Vote, line 2", `"TÜRKİYE" (N) here and "TURKEY" (Y) in line 1 are both TUR`},
		{totalled("2", "0"), "total_mismatch", "row Vote summary", "yes: counted 1, printed 2; no: counted 1, printed 0"},
		{stated("100", "94"), "total_mismatch", "row Vote summary", "the stated votes add up to 194, the stated membership is 193"},
		{page("A/RES/78/183 B", "2023-12-19"), "symbol_repaired", "row Resolution", `"A/RES/78/183 B" read as A/RES/78/183B`},
		{meeting("A//PV.2441"), "symbol_repaired", "row Meeting record", `"A//PV.2441" read as A/PV.2441`},
		{rowed("Call number"), "row_unknown", "row Call number", "UN5"},
		{noted("BY ACCLAMATION"), "note_unread", "row Note", "BY ACCLAMATION"},
		{page("S/RES/2670(2023)", "2023-03-01", silent...), "no_codes", "row Vote", "15 members and no code: the record does not say whether there was a vote"},
		{page("S/RES/2670(2023)", "2023-03-01", with(council, "CHINA", "N CHINA")...), "permanent_member_no", "row Vote", "adopted with a no of CHN"},
		{page("A/RES/1117(XI)", "1956-12-17", "JAPAN", "Y FRANCE"), "outside_membership", "row Vote, line 1", `"JAPAN" (JPN) was not a member on 1956-12-17`},
	} {
		c := n.RollCall(row.record)
		i := slices.IndexFunc(c.Issues, func(i Issue) bool { return i.Code == row.code })
		if i < 0 {
			t.Errorf("no %s: %v", row.code, c.Issues)
			continue
		}
		if got := c.Issues[i]; got.Place != row.place || !strings.HasPrefix(got.Detail, row.detail) || got.RollCallID != "undl-7" {
			t.Errorf("%s: %s, %q, %q; want %q, %q", row.code, got.RollCallID, got.Place, got.Detail, row.place, row.detail)
		}
	}
}
