package output

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unvotes/normalize"
)

func TestExportCSV(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	out := filepath.Join(t.TempDir(), "new", "csv")
	paths, err := ExportCSV(t.Context(), s.Dir, out)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := dirNames(t, out), []string{"adoptions.csv", "issues.csv", "member_periods.csv", "members.csv", "roll_calls.csv", "statements.csv", "vetoes.csv", "votes.csv"}; !slices.Equal(got, want) || len(paths) != len(want) {
		t.Errorf("files %v, said %v", got, paths)
	}
	equal(t, "member_periods.csv", readFile(t, out, "member_periods.csv"), `ms_code,valid_from,valid_to,name,cow,reason
SYR,1945-10-24,1958-02-21,Syria,652,admitted
SYR,1961-10-13,,Syria,652,admitted
`)
	equal(t, "votes.csv", readFile(t, out, "votes.csv"), `roll_call_id,line,date,body,session,resolution,scope,vote_group_id,ms_code,member_name,member_printed,vote,vote_printed,permanent_member,eligible
pv:S/PV.1:S/5:PP9,1,1946-02-16,SC,1946,,paragraph,g,RUS,Russian Federation,USSR,non_voting,,true,
pv:S/PV.1:S/5:PP9,2,1946-02-16,SC,1946,,paragraph,g,,,NOWHERE,,AN,,
undl-4029442,1,2023-12-07,GA,78,A/RES/78/76,whole,undl-4029442,AFG,Afghanistan,AFGHANISTAN,yes,Y,,
undl-4029442,2,2023-12-07,GA,78,A/RES/78/76,whole,undl-4029442,TUR,Türkiye,TÜRKİYE,abstain,a,,false
`)
	rows, err := csv.NewReader(strings.NewReader(readFile(t, out, "roll_calls.csv"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("roll_calls.csv: %d rows, %v", len(rows), err)
	}
	at := func(column string) string { return rows[2][slices.Index(rows[0], column)] }
	for column, want := range map[string]string{
		"former_ids": `["pv:A/78/PV.45:A/C.4/78/L.13"]`, "agenda": `["A/78/251 50","another"]`, "vetoed_by": "[]", "topics": `["colonialism"]`, "undl_id": "4029442", "no": "0",
		"printed_non_voting": "", "retrieved_at": "2024-03-14T22:08:35.123456Z", "resolution_printed": " A/RES/78/76",
	} {
		if got := at(column); got != want {
			t.Errorf("%s is %q, want %q", column, got, want)
		}
	}
}

// assembly are two members, one of which left and came back, a state that is one
// no more, and its successor of the same COW code.
func assembly() Tables {
	list := func(id int64, date string, kind normalize.SessionKind, session string, scope normalize.Scope, votes ...normalize.Vote) normalize.RollCall {
		return normalize.RollCall{RetrievedAt: noon, ContentSHA256: "aa", ID: "undl-" + date, UNDLID: id, VoteGroupID: "undl-" + date, Body: normalize.GA, Session: session, SessionKind: kind, Date: day(date),
			Resolution: "A/RES/1(I)", Scope: scope, List: normalize.Complete, Votes: votes, Yes: new(int32(0)), Source: "record_page"}
	}
	line := func(n int32, code string, c normalize.Choice) normalize.Vote {
		return normalize.Vote{Line: n, MSCode: code, Name: code, Label: code, Choice: c}
	}
	twin := list(9, "1957-01-01", normalize.Regular, "11", normalize.Whole, line(1, "SYR", normalize.Yes))
	twin.ID, twin.VoteGroupID = "undl-9", "undl-1957-01-01"
	council := list(8, "1990-01-01", "", "1990", normalize.Whole, line(1, "SUN", normalize.Yes))
	council.Body = normalize.SC
	nobody := list(7, "1991-01-01", normalize.Regular, "45", normalize.Whole, normalize.Vote{Line: 1, MSCode: "SYR", Name: "SYR", Label: "SYRIA"})
	nobody.Yes = nil
	meeting := list(0, "1992-05-05", normalize.EmergencySpecial, "ES-1", normalize.Amendment, line(1, "RUS", normalize.No), line(2, "CHN", normalize.Yes))
	undated := list(6, "1992-05-06", "", "", "", line(1, "RUS", normalize.No))
	undated.Date = nil
	return Tables{
		RollCalls: []normalize.RollCall{
			list(5, "1957-01-01", normalize.Regular, "11", normalize.Whole, line(1, "SYR", normalize.Yes), line(2, "SUN", normalize.NonVoting), line(3, "CHN", normalize.No)),
			list(4, "1960-01-01", normalize.Regular, "14", normalize.Paragraph, line(1, "SUN", normalize.Abstain), normalize.Vote{Line: 2, Label: "NOWHERE", Choice: normalize.No},
				normalize.Vote{Line: 3, MSCode: "SYR", Name: "SYR", Label: "SYRIA", Printed: "AN"}),
			twin, council, nobody, meeting, undated,
		},
		Members: []normalize.Member{{MSCode: "RUS", Name: "RUS"}, {MSCode: "SUN", Name: "SUN"}, {MSCode: "SYR", Name: "SYR"}, {MSCode: "BRB", Name: "BRB"}, {MSCode: "CHN", Name: "CHN"}},
		Periods: []normalize.Period{
			{MSCode: "SUN", COW: "365", From: *day("1945-10-24"), To: day("1991-12-23")}, {MSCode: "RUS", COW: "365", From: *day("1991-12-24")},
			{MSCode: "SYR", COW: "652", From: *day("1945-10-24"), To: day("1958-02-21")}, {MSCode: "SYR", COW: "652", From: *day("1961-10-13")},
			{MSCode: "BRB", COW: "53", From: *day("1966-12-09")},
			{MSCode: "CHN", COW: "713", From: *day("1945-10-24"), To: day("1971-10-24")}, {MSCode: "CHN", COW: "710", From: *day("1971-10-25")},
		},
	}
}

func TestExportVoeten(t *testing.T) {
	s := publish(t, t.TempDir(), assembly())
	out := t.TempDir()
	facts, err := ExportVoeten(t.Context(), s.Dir, out)
	if err != nil {
		t.Fatal(err)
	}
	// The line of SYR in 1960 tells no vote; that it was no member then does not
	// make it one that is not listed.
	equal(t, "voeten.csv", readFile(t, out, VoetenFile), `rcid,ccode,vote,session,date,unres,amend,para,roll_call_id
5,652,1,11,1957-01-01,A/RES/1(I),0,0,undl-1957-01-01
5,365,8,11,1957-01-01,A/RES/1(I),0,0,undl-1957-01-01
5,713,3,11,1957-01-01,A/RES/1(I),0,0,undl-1957-01-01
5,53,9,11,1957-01-01,A/RES/1(I),0,0,undl-1957-01-01
4,365,2,14,1960-01-01,A/RES/1(I),0,1,undl-1960-01-01
4,,3,14,1960-01-01,A/RES/1(I),0,1,undl-1960-01-01
4,53,9,14,1960-01-01,A/RES/1(I),0,1,undl-1960-01-01
548447271474720,365,3,46,1992-05-05,A/RES/1(I),1,0,undl-1992-05-05
548447271474720,710,1,46,1992-05-05,A/RES/1(I),1,0,undl-1992-05-05
6,365,3,,,A/RES/1(I),,,undl-1992-05-06
`)
	equal(t, "facts", facts, VoetenFacts{RollCalls: 4, Rows: 10, NotAMember: 2, Council: 1, Repeated: 1, NoList: 1, NoVote: 1, NoCode: 1, NoSession: 1})
}

// An export that fails leaves no half of a file, and the old one.
func TestFailedExportLeavesTheOldFile(t *testing.T) {
	s := publish(t, t.TempDir(), assembly())
	out := t.TempDir()
	try(t, os.WriteFile(filepath.Join(out, "roll_calls.csv"), []byte("old"), 0o644))
	try(t, os.Remove(filepath.Join(s.Dir, "roll_calls.parquet")))
	if _, err := ExportCSV(t.Context(), s.Dir, out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("exported: %v", err)
	}
	if names := dirNames(t, out); len(names) != 1 || readFile(t, out, "roll_calls.csv") != "old" {
		t.Errorf("left %v", names)
	}
}

func TestCSVText(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"Situation in Syria":    "Situation in Syria",
		"=cmd|' /C calc'!A0":    "'=cmd|' /C calc'!A0",
		"+1 more":               "'+1 more",
		"-2+3+cmd":              "'-2+3+cmd",
		"@SUM(A1)":              "'@SUM(A1)",
		"\t=1":                  `'\x09=1`,
		"\r=1":                  `'\x0d=1`,
		"-0.25":                 "-0.25",
		"2023-12-07":            "2023-12-07",
		"a\x1b[31mb\x00\u009bc": `a\x1b[31mb\x00\xc2\x9bc`,
		"one\ntwo":              "one\ntwo",
		"T\xfcRKIYE":            `T\xfcRKIYE`,
		"TÜRKİYE \ufffd":        "TÜRKİYE \ufffd",
	} {
		if got := CSVText(in); got != want {
			t.Errorf("CSVText(%q) = %q, want %q", in, got, want)
		}
	}
}
