package normalize

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/pv"
)

// The record of a meeting is put together from these.

func gaRecord(seq ...any) pv.Record {
	return recordOf(pv.Meeting{Symbol: "A/61/PV.107", Body: "GA", Number: 107, Date: "2007-09-13"}, seq...)
}

func scRecord(symbol, day string, seq ...any) pv.Record {
	return recordOf(pv.Meeting{Symbol: symbol, Body: "SC", Date: day}, seq...)
}

// recordOf numbers votes ([pv.Vote]) and adoptions ([pv.Action]) in their order.
func recordOf(m pv.Meeting, seq ...any) pv.Record {
	r := pv.Record{Meeting: m, Ended: true}
	for i, x := range seq {
		switch x := x.(type) {
		case pv.Vote:
			x.Seq, x.Page = i+1, i+1
			r.Votes = append(r.Votes, x)
		case pv.Action:
			x.Seq, x.Page, x.Method = i+1, i+1, pv.WithoutVote
			r.Adoptions = append(r.Adoptions, x)
		}
	}
	return r
}

func on(scope pv.Scope, draft string, outcome pv.Outcome) pv.Action {
	return pv.Action{Scope: scope, Draft: draft, Outcome: outcome, Method: pv.Recorded}
}

// voted has the lists "Cuba, Peru", "France", "" and the counts 2, 1, 0.
func voted(a pv.Action, lists ...string) pv.Vote {
	v := pv.Vote{Action: a}
	counts := [3]*int{}
	for i, to := range []*pv.List{&v.InFavour, &v.Against, &v.Abstaining, &v.NotParticipating} {
		if i < len(lists) && lists[i] != "" {
			to.Printed, to.Names = lists[i], strings.Split(lists[i], ", ")
		}
		if n := len(to.Names); i < 3 {
			counts[i] = &n
		}
	}
	v.Yes, v.No, v.Abstain = counts[0], counts[1], counts[2]
	return v
}

func statementOn(seq int, name string) pv.Statement {
	return pv.Statement{Seq: seq, Page: seq, Name: name, Intended: "yes", Words: "[" + name + "]"}
}

func typed(t *testing.T, r pv.Record) Verbatim {
	t.Helper()
	m, err := normalizer(t).Verbatim(r)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAVoteOfAMeetingRecord(t *testing.T) {
	a := on(pv.Whole, "A/61/L.67 and Corr.1", pv.Adopted)
	a.Resolution, a.AgendaItem, a.CommitteeReport, a.Label = "61/295", "68", "A/61/1044", "Draft resolution A/61/L.67"
	m := typed(t, gaRecord(voted(a, "Algeria, the Gambia", "Canada", "Bhutan")))
	c := m.RollCalls[0]
	golden(t, "testdata/meeting.golden", render(c))
	if !m.Sure || m.Symbol != "A/61/PV.107" || c.MeetingSeq == nil || *c.MeetingSeq != 1 {
		t.Errorf("%+v", m)
	}
}

func TestWhatIsNotListedIsNotCounted(t *testing.T) {
	voters := typed(t, gaRecord(voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba, Peru", "France"))).RollCalls[0]
	all := typed(t, scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Whole, "S/1", pv.Rejected), "Cuba", "Peru", "", "France"))).RollCalls[0]
	none := typed(t, gaRecord(pv.Vote{Action: on(pv.Whole, "A/61/L.1", pv.Adopted), Yes: ptr(9), No: ptr(1), Abstain: ptr(0)})).RollCalls[0]
	if c := voters.Counted(); c.NonVoting != nil || c.Membership != nil || *c.Yes != 2 || *c.No != 1 || len(voters.Issues) > 0 {
		t.Errorf("those who voted: %+v, %v", c, voters.Issues)
	}
	if c := all.Counted(); *c.NonVoting != 1 || all.Votes[2].Printed != "Not participating" {
		t.Errorf("with those not participating: %+v", c)
	}
	if none.HasVotes() || *none.PrintedYes != 9 {
		t.Errorf("counts only: %+v", none)
	}
}

func ptr[T any](v T) *T { return &v }

// A piece belongs to the first whole after it on the same text.
func TestParents(t *testing.T) {
	number := func(scope pv.Scope, report, number, item string) pv.Action {
		return pv.Action{Scope: scope, CommitteeReport: report, DraftNumber: number, AgendaItem: item, Outcome: pv.Adopted}
	}
	amendment := func(own, amends string) pv.Action {
		return pv.Action{Scope: pv.Amendment, Draft: own, Amends: amends, Outcome: pv.Adopted}
	}
	target := func(a pv.Action, s string) pv.Action { a.Target = s; return a }
	decision := func(a pv.Action) pv.Action { a.Label = "Draft decision " + a.DraftNumber; return a }
	for name, tt := range map[string]struct {
		record []any
		want   string // id → parent, a line each
	}{
		"paragraphs and the whole of a draft": {
			[]any{voted(target(on(pv.Paragraph, "A/61/L.1", pv.Retained), "PP8"), "Cuba"), voted(target(on(pv.Part, "A/61/L.1 and Corr.1", pv.Retained), ""), "Cuba"), voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba")},
			"A/61/L.1:PP8 A/61/L.1\nA/61/L.1:PART A/61/L.1\n",
		},
		"the whole without a vote": {
			[]any{voted(target(on(pv.Paragraph, "A/61/L.1", pv.Retained), "PP8"), "Cuba"), on(pv.Whole, "A/61/L.1", pv.Adopted)},
			"A/61/L.1:PP8 A/61/L.1\n",
		},
		"numbers begin again in each report": {
			[]any{voted(target(number(pv.Paragraph, "A/61/2", "I", "5"), "OP1"), "Cuba"), voted(number(pv.Whole, "A/61/1", "I", "5"), "Cuba"), voted(number(pv.Whole, "A/61/2", "I", "5"), "Cuba")},
			"A/61/2:DR.I:OP1 A/61/2:DR.I\n",
		},
		"a draft decision that is not called so": {
			[]any{voted(target(number(pv.Paragraph, "A/61/2", "II", "5"), "OP1"), "Cuba"), decision(number(pv.Whole, "A/61/2", "II", "5"))},
			"A/61/2:DR.II:OP1 A/61/2:DD.II\n",
		},
		"an amendment to a draft": {
			[]any{voted(amendment("A/61/L.9", "A/61/L.1"), "Cuba"), voted(on(pv.Whole, "A/61/L.2", pv.Adopted), "Cuba"), voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba")},
			"A/61/L.9 A/61/L.1\n",
		},
		"amendments without symbols": {
			[]any{voted(amendment("", "A/61/L.1"), "Cuba"), voted(amendment("", "A/61/L.1"), "Cuba"), voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba")},
			"A/61/L.1:AM A/61/L.1\nA/61/L.1:AM~2 A/61/L.1\n",
		},
		"the same text twice: the next one": {
			[]any{voted(on(pv.Whole, "A/61/L.1", pv.Rejected), "Cuba"), voted(target(on(pv.Paragraph, "A/61/L.1", pv.Retained), "PP8"), "Cuba"), voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba")},
			"A/61/L.1:PP8 A/61/L.1~2\n",
		},
		"the whole was not put": {
			[]any{voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba"), voted(target(on(pv.Paragraph, "A/61/L.1", pv.NotRetained), "PP8"), "Cuba"), voted(on(pv.Whole, "A/61/L.2", pv.Adopted), "Cuba")},
			"",
		},
		"nothing names the text, one was decided on under the item": {
			[]any{voted(target(number(pv.Paragraph, "", "", "14"), "PP8"), "Cuba"), voted(number(pv.Whole, "", "", "13"), "Cuba"), voted(number(pv.Whole, "A/61/3", "", "14"), "Cuba")},
			"ITEM.14:DR:PP8 A/61/3:DR\n",
		},
		"nothing names the text, two were": {
			[]any{voted(target(number(pv.Paragraph, "", "", "14"), "PP8"), "Cuba"), voted(number(pv.Whole, "A/61/3", "I", "14"), "Cuba"), voted(number(pv.Whole, "A/61/3", "II", "14"), "Cuba")},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := typed(t, gaRecord(tt.record...))
			got := ""
			for _, c := range m.RollCalls {
				if c.ParentID != "" {
					got += strings.ReplaceAll(fmt.Sprintln(c.ID, c.ParentID), "pv:A/61/PV.107:", "")
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Lists of the Council's members of December 2018 and of 1950.
const (
	elected2018 = "Bolivia, Côte d’Ivoire, Equatorial Guinea, Ethiopia, Kazakhstan, Kuwait, Netherlands, Peru, Poland, Sweden"
	fiveOf2018  = "China, France, Russian Federation, United Kingdom of Great Britain and Northern Ireland, United States of America"
	eightOf1950 = "China, Cuba, Ecuador, Egypt, France, Norway, United Kingdom, United States of America"
)

func TestVetoes(t *testing.T) {
	motion := on(pv.Motion, "", pv.NotCarried)
	told := voted(on(pv.Whole, "S/1", pv.Rejected), "Peru, Poland", "France")
	told.Vetoed = true
	for name, tt := range map[string]struct {
		record pv.Record
		want   []string
		issue  string
	}{
		"one against":                  {scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Whole, "S/1", pv.Rejected), elected2018, "Russian Federation", "China")), []string{"RUS"}, ""},
		"two against":                  {scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Whole, "S/1", pv.Rejected), elected2018, "Russian Federation, China")), []string{"CHN", "RUS"}, ""},
		"of a paragraph":               {scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Paragraph, "S/1", pv.NotRetained), elected2018, "France")), []string{"FRA"}, ""},
		"of an amendment":              {scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Amendment, "S/1", pv.Rejected), elected2018, "France")), []string{"FRA"}, ""},
		"an elected member against":    {scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Whole, "S/1", pv.Adopted), fiveOf2018+", Peru, Poland, Sweden, Kuwait, Ethiopia", "Bolivia")), nil, ""},
		"no majority, so no veto":      {scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Whole, "S/1", pv.Rejected), "Peru, Poland, Sweden, Kuwait, Ethiopia, Bolivia, Kazakhstan, Netherlands", "France")), nil, ""},
		"a question of procedure":      {scRecord("S/PV.8422", "2018-12-13", voted(motion, elected2018, "France")), nil, ""},
		"adopted against one":          {scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Whole, "S/1", pv.Adopted), elected2018, "France")), nil, "permanent_member_no"},
		"the USSR's seat":              {scRecord("S/PV.492", "1950-08-29", voted(on(pv.Whole, "S/1", pv.Rejected), eightOf1950, "Union of Soviet Socialist Republics")), []string{"SUN"}, ""},
		"seven were enough":            {scRecord("S/PV.492", "1950-08-29", voted(on(pv.Whole, "S/1", pv.Rejected), "Cuba, Ecuador, Egypt, France, Norway, United Kingdom, United States of America", "China")), []string{"CHN"}, ""},
		"nobody to veto it":            {scRecord("S/PV.8422", "2018-12-13", voted(on(pv.Whole, "S/1", pv.Rejected), elected2018, "Peru")), nil, "majority_contradicts"},
		"the record says so, in vain":  {scRecord("S/PV.8422", "2018-12-13", told), nil, "majority_contradicts"},
		"the Assembly knows no vetoes": {gaRecord(voted(on(pv.Whole, "A/61/L.1", pv.Rejected), elected2018, "France")), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := typed(t, tt.record).RollCalls[0]
			if !slices.Equal(c.VetoedBy, tt.want) {
				t.Errorf("vetoed by %v, want %v", c.VetoedBy, tt.want)
			}
			if got := slices.DeleteFunc(codesOf(c.Issues), func(code string) bool { return code == "duplicate_member" }); !slices.Equal(got, strings.Fields(tt.issue)) {
				t.Errorf("issues %v, want %q", c.Issues, tt.issue)
			}
		})
	}
}

func TestAdoptionsAndRejectionsWithoutCounts(t *testing.T) {
	a := on(pv.Whole, "", pv.Adopted)
	a.CommitteeReport, a.DraftNumber, a.Resolution, a.Label = "A/61/448", "II", "61/183", "Draft resolution II"
	d := on(pv.Other, "", pv.Adopted)
	d.Decision, d.Label = "61/576", "It was so decided"
	plain := on(pv.Whole, "A/61/L.70", pv.Adopted)
	odd := on(pv.Whole, "A/61/L.71", pv.Adopted)
	odd.Resolution = "of that day"
	m := typed(t, gaRecord(a, d, plain, odd, on(pv.Amendment, "A/61/L.9", pv.Rejected)))
	got := ""
	for _, x := range m.Adoptions {
		got += fmt.Sprintf("%s %v %v %v %d %s %v\n", x.ID, x.Symbols, x.Drafts, x.CommitteeReports, *x.MeetingSeq, x.Title, codesOf(x.Issues))
	}
	want := `pv:A/61/PV.107:A/61/448:DR.II [A/RES/61/183] [] [A/61/448] 1 Draft resolution II []
pv:A/61/PV.107:A/DEC/61/576 [A/DEC/61/576] [] [] 2 It was so decided []
pv:A/61/PV.107:A/61/L.70 [A/61/L.70] [A/61/L.70] [] 3  []
pv:A/61/PV.107:A/61/L.71 [of that day] [A/61/L.71] [] 4  [symbol_unread]
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("adoptions (-want +got):\n%s", diff)
	}
	if len(m.RollCalls) != 1 || m.RollCalls[0].Outcome != Rejected || m.RollCalls[0].Method != "" || !slices.Equal(codesOf(m.RollCalls[0].Issues), []string{pv.ListMissing}) {
		t.Errorf("a rejection is a vote: %+v", m.RollCalls)
	}
}

func TestStatementsChangeNoVote(t *testing.T) {
	r := gaRecord(voted(on(pv.Whole, "A/61/L.67", pv.Adopted), "Cuba, Peru", "Canada"), on(pv.Whole, "A/61/L.68", pv.Adopted))
	r.Statements = []pv.Statement{
		{Seq: 1, Page: 3, Name: "the Gambia", Intended: "abstain", Words: "[Subsequently, ...]"},
		{Seq: 1, Page: 3, Name: "Atlantis", Intended: "yes", Words: "[Atlantis]"},
		{Seq: 2, Page: 4, Name: "Cuba", Intended: "no", Words: "[on no vote]"},
		{Seq: 0, Page: 5, Name: "Cuba", Words: "[on nothing]"},
	}
	m := typed(t, r)
	want := []Statement{
		{RollCallID: "pv:A/61/PV.107:A/61/L.67", MSCode: "GMB", Name: "Gambia", Label: "the Gambia", Intended: Abstain, Words: "[Subsequently, ...]"},
		{RollCallID: "pv:A/61/PV.107:A/61/L.67", Label: "Atlantis", Intended: Yes, Words: "[Atlantis]"},
	}
	if diff := cmp.Diff(want, m.Statements); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := codesOf(m.Issues); !slices.Equal(got, []string{pv.StatementUnread, "unknown_member"}) || len(m.Issues) != 3 {
		t.Errorf("issues %v", m.Issues)
	}
	if c := m.RollCalls[0].Counted(); *c.Yes != 2 || *c.No != 1 {
		t.Errorf("%+v", c)
	}
}

func TestProblemsBecomeIssues(t *testing.T) {
	short := voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba, Atlantis", "Peru, Peru")
	short.Yes, short.Abstain = ptr(90), ptr(40)
	r := gaRecord(short)
	r.Problems = []pv.Problem{
		{Code: pv.UnknownName, Seq: 1, Page: 2, Detail: `in favour: "Atlantis"`},
		{Code: pv.DuplicateName, Seq: 1, Page: 2, Detail: "Peru"},
		{Code: pv.CountMismatch, Seq: 1, Page: 2, Detail: "in favour: 90 stated, 2 names"},
		{Code: pv.ListMissing, Seq: 0, Page: 3, Detail: "a vote was taken"},
		{Code: pv.OCRRepaired, Seq: 1, Page: 2, Detail: `"Cuha" read as Cuba`},
	}
	m := typed(t, r)
	got := ""
	for _, i := range slices.Concat(m.RollCalls[0].Issues, m.Issues) {
		got += fmt.Sprintf("%s %s %s: %s\n", i.RollCallID, i.Code, i.Place, i.Detail)
	}
	want := `pv:A/61/PV.107:A/61/L.1 unknown_member A/61/PV.107, page 1, vote 1, line 2: nobody is known as "Atlantis" that day; nearest labels: ALBANIA, ALGERIA, ARGENTINA
pv:A/61/PV.107:A/61/L.1 total_mismatch A/61/PV.107, page 1, vote 1: yes: counted 2, printed 90; abstain: counted 0, printed 40
pv:A/61/PV.107:A/61/L.1 duplicate_member A/61/PV.107, page 1, vote 1, line 4: "Peru" (Against) here and "Peru" (Against) in line 3 are both PER
pv:A/61/PV.107:A/61/L.1 majority_contradicts A/61/PV.107, page 1, vote 1: adopted with 2 yes and 2 no
pv:A/61/PV.107:A/61/L.1 pv_count_mismatch A/61/PV.107, page 2, vote 1: in favour: 90 stated, 2 names; this copy lacks most of the list; 'unvotes fetch A/61/PV.107' gets the record as it was issued
pv:A/61/PV.107:A/61/L.1 pv_ocr_repaired A/61/PV.107, page 2, vote 1: "Cuha" read as Cuba
 pv_list_missing A/61/PV.107, page 3: a vote was taken
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if m.Sure {
		t.Error("a record with problems is not sure to have told all")
	}
}

// Whatever the reader can say is wrong, has a code here, of the vote or of none.
func TestEveryProblemIsTold(t *testing.T) {
	for problem, code := range map[string]string{
		pv.UnknownName: "unknown_member", pv.DuplicateName: "duplicate_member", pv.AmbiguousList: "pv_ambiguous_list", pv.CountMismatch: "pv_count_mismatch",
		pv.ListMissing: "pv_list_missing", pv.OutcomeMissing: "pv_outcome_missing", pv.OCRRepaired: "pv_ocr_repaired", pv.StatementUnread: "pv_statement_unread",
	} {
		r := gaRecord(voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba, Peru", "Canada"), on(pv.Whole, "A/61/L.2", pv.Adopted))
		for seq := range 3 {
			r.Problems = append(r.Problems, pv.Problem{Code: problem, Seq: seq, Page: 1, Detail: "words"})
		}
		m := typed(t, r)
		if got := codesOf(m.RollCalls[0].Issues); !slices.Equal(got, []string{code}) {
			t.Errorf("%s on a vote: %v", problem, got)
		}
		if got := codesOf(m.Issues); !slices.Equal(got, []string{code}) || len(m.Issues) != 2 || m.Issues[0].RollCallID != "" || m.Issues[1].RollCallID != m.Adoptions[0].ID {
			t.Errorf("%s on an adoption and on nothing: %v", problem, m.Issues)
		}
		if m.Sure != (problem == pv.OCRRepaired) {
			t.Errorf("%s: sure %t", problem, m.Sure)
		}
	}
}

func TestAMeetingWithoutASymbolIsAnError(t *testing.T) {
	for _, symbol := range []string{"", "A/RES/61/295", "A/PV.9999"} {
		if m, err := normalizer(t).Verbatim(recordOf(pv.Meeting{Symbol: symbol, Date: "2007-09-13"}, voted(on(pv.Whole, "A/61/L.1", pv.Adopted), "Cuba"))); err == nil {
			t.Errorf("%q: %+v", symbol, m)
		}
	}
}

// A label means nobody on a day on which the state was no member.
func TestNamesOfADay(t *testing.T) {
	dir := normalizer(t).Directory()
	for _, tt := range []struct{ day, label, want string }{
		{"1993-11-01", "Cape Verde", "CPV"}, {"1993-11-01", "the former Yugoslav Republic of Macedonia", "MKD"},
		{"1950-08-29", "Union of Soviet Socialist Republics", "SUN"}, {"1993-11-01", "Union of Soviet Socialist Republics", ""},
		{"2010-12-21", "the Gambia", "GMB"}, {"1950-08-29", "Gambia", ""}, {"2010-12-21", "Côte d’Ivoire", "CIV"}, {"2010-12-21", "Atlantis", ""},
	} {
		if got, ok := dir.Names(tt.day).Member(tt.label); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("%s on %s: %q, %t; want %q", tt.label, tt.day, got, ok, tt.want)
		}
	}
	if dir.Names("yesterday") != nil {
		t.Error("names of no day")
	}
	if labels := dir.Names("1950-08-29").Labels(); !slices.Contains(labels, "Cuba") || !slices.Contains(labels, "Union of Soviet Socialist Republics") || slices.Contains(labels, "Kazakhstan") {
		t.Errorf("labels of 1950: %q", labels)
	}
}

func TestSessionOfTheMasthead(t *testing.T) {
	r := recordOf(pv.Meeting{Symbol: "A/PV.2214", Body: "GA", Date: "1973-12-18", Session: "28"}, voted(on(pv.Amendment, "A/L.701", pv.Adopted), "Cuba"))
	if c := typed(t, r).RollCalls[0]; c.Session != "28" || c.hasIssue("session_unknown") {
		t.Errorf("session %q, %v", c.Session, c.Issues)
	}
	r.Meeting.Session = ""
	if c := typed(t, r).RollCalls[0]; c.Session != "" || !c.hasIssue("session_unknown") {
		t.Errorf("session %q, %v", c.Session, c.Issues)
	}
}

// What is wrong with the whole document is told once, and what it lacks is not held
// against the library's records.
func TestDamagedRecordIsNotSure(t *testing.T) {
	r := gaRecord(voted(on(pv.Whole, "A/61/L.67", pv.Adopted), "Cuba"))
	r.Problems = []pv.Problem{{Code: pv.Damaged, Detail: "object 7 is missing"}, {Code: pv.Incomplete, Page: 3, Detail: "a page without text"}}
	m := typed(t, r)
	want := []Issue{
		{Place: "A/61/PV.107", Code: "pv_damaged", Severity: Error, Detail: "object 7 is missing"},
		{Place: "A/61/PV.107, page 3", Code: "pv_incomplete", Severity: Warning, Detail: "a page without text"},
	}
	if m.Sure || len(m.RollCalls) != 1 || !slices.Equal(m.Issues, want) {
		t.Errorf("sure %v, %d votes, %v", m.Sure, len(m.RollCalls), m.Issues)
	}
}
