package normalize

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

func normalizer(t testing.TB) *Normalizer {
	t.Helper()
	n, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// page is a record page with a symbol, a date and a list; lines are split as
// pages are.
func page(symbol, date string, lines ...string) marc.Record {
	r := marc.Record{ID: 7, Form: undl.RecordPage, VoteDate: date}
	if symbol != "" {
		r.Resolution = []string{symbol}
	}
	for _, printed := range lines {
		l := marc.VoteLine{Printed: printed, Label: printed}
		if len(printed) > 2 && printed[1] == ' ' && strings.Contains("YNAyna", printed[:1]) {
			l.Code, l.Label = printed[:1], printed[2:]
		}
		r.Votes = append(r.Votes, l)
	}
	return r
}

// assembly is a vote of the General Assembly's 78th session.
func assembly(lines ...string) marc.Record { return page("A/RES/78/165", "2023-12-19", lines...) }

// Two whole Councils of fifteen: everybody, and everybody without a code.
var (
	council = []string{
		"Y ALBANIA", "Y BRAZIL", "Y CHINA", "Y ECUADOR", "Y FRANCE", "Y GABON", "Y GHANA", "Y JAPAN", "Y MALTA", "Y MOZAMBIQUE",
		"Y RUSSIAN FEDERATION", "Y SWITZERLAND", "Y UNITED ARAB EMIRATES", "Y UNITED KINGDOM", "Y UNITED STATES",
	}
	silent = func() []string {
		out := slices.Clone(council)
		for i := range out {
			out[i] = out[i][2:]
		}
		return out
	}()
)

// with is the list with another line in place of the one of a member; no line
// takes it out.
func with(list []string, member string, line ...string) []string {
	i := slices.IndexFunc(list, func(s string) bool { return strings.HasSuffix(s, member) })
	return slices.Replace(slices.Clone(list), i, i+1, line...)
}

// everybody is a list of the whole Assembly of a day, who all vote yes.
func everybody(t testing.TB, day string) (lines []string) {
	t.Helper()
	d, on := directory(t), dayOf(t, day)
	for _, m := range d.MembersOn(*on) {
		i := slices.IndexFunc(m.Labels, func(label string) bool {
			got, ok := d.Resolve(label, on)
			return ok && got.MSCode == m.MSCode
		})
		lines = append(lines, "Y "+m.Labels[i])
	}
	return lines
}

// codesOf are the codes of issues, each once.
func codesOf(issues []Issue) (codes []string) {
	for _, i := range issues {
		codes = append(codes, i.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func TestVoteCodes(t *testing.T) {
	n := normalizer(t)
	for _, row := range []struct {
		line                  string
		code, choice, printed string
		odd                   bool
	}{
		{"Y FRANCE", "FRA", "yes", "Y", false},
		{"N FRANCE", "FRA", "no", "N", false},
		{"A FRANCE", "FRA", "abstain", "A", false},
		{"FRANCE", "FRA", "non_voting", "", false},
		{"y FRANCE", "FRA", "yes", "y", true},
		{"n FRANCE", "FRA", "no", "n", true},
		{"a FRANCE", "FRA", "abstain", "a", true},
		{"AN PAKISTAN", "PAK", "", "AN", true},
		{"YN PAKISTAN", "PAK", "", "YN", true},
		{"ya PAKISTAN", "PAK", "", "ya", true},
		{"X FRANCE", "FRA", "non_voting", "X", true},
		{"x FRANCE", "FRA", "non_voting", "x", true},
		{"NV FRANCE", "FRA", "non_voting", "NV", true},
		{"YANA PAKISTAN", "", "non_voting", "", false}, // too long for a slip of the finger
		{"AB PAKISTAN", "", "non_voting", "", false},   // B is no letter of a code
		{"AN NOWHERE", "", "non_voting", "", false},
		{"A NOWHERE", "", "abstain", "A", false},
		{"VIET NAM", "VNM", "non_voting", "", false},
		{"Y TÜRKİYE", "TUR", "yes", "Y", false},
		{"Y TÜRKÝYE", "TUR", "yes", "Y", false},
		{"Y LAO PEOPLE`S DEMOCRATIC REPUBLIC", "LAO", "yes", "Y", false},
	} {
		c := n.RollCall(assembly("Y BRAZIL", row.line))
		v := c.Votes[1]
		if v.MSCode != row.code || string(v.Choice) != row.choice || v.Printed != row.printed || v.Line != 2 {
			t.Errorf("%q is %+v, want %s %s %q", row.line, v, row.code, row.choice, row.printed)
		}
		if got := slices.Contains(codesOf(c.Issues), "odd_vote_code"); got != row.odd {
			t.Errorf("%q: odd %t, want %t", row.line, got, row.odd)
		}
		if row.code == "" && v.Label == "" {
			t.Errorf("%q: the label is lost", row.line)
		}
	}
}

func TestCSVCodes(t *testing.T) {
	n := normalizer(t)
	for code, want := range map[string]Choice{"Y": Yes, "N": No, "A": Abstain, "X": NonVoting, "NV": NonVoting, "": NonVoting, "Q": ""} {
		r := assembly("Y BRAZIL")
		r.Form = undl.OfficialCSV
		r.Votes = append(r.Votes, marc.VoteLine{Printed: code + " FRANCE", Code: code, Label: "FRANCE", MemberCode: "FRA"})
		c := n.RollCall(r)
		if c.Votes[1].Choice != want || c.Votes[1].MSCode != "FRA" {
			t.Errorf("%q is %+v, want %q", code, c.Votes[1], want)
		}
		if odd := slices.Contains(codesOf(c.Issues), "odd_vote_code"); odd != (code == "Q") {
			t.Errorf("%q: odd %t", code, odd)
		}
	}
}

// What a list says as a whole: whether anybody's vote is known, and how the text
// was adopted.
func TestLists(t *testing.T) {
	n := normalizer(t)
	divided := with(council, "GABON", "A GABON")
	for _, row := range []struct {
		name    string
		record  marc.Record
		note    string
		method  Method
		first   Choice // of line 1
		counted bool
		issue   string
	}{
		{"Council", page("S/RES/2670(2023)", "2023-03-01", council...), "", "", Yes, true, ""},
		{"Council, no code", page("S/RES/2670(2023)", "2023-03-01", silent...), "", "", "", false, "no_codes"},
		{"Council, no code but a note", page("S/RES/2670(2023)", "2023-03-01", silent...), "RECORDED", Recorded, "", false, "no_codes"},
		{"Council, one code", page("S/RES/2670(2023)", "2023-03-01", with(silent, "GABON", "Y GABON")...), "", "", NonVoting, true, ""},
		{"Council, one broken code", page("S/RES/2670(2023)", "2023-03-01", with(silent, "GABON", "AN GABON")...), "", "", NonVoting, true, ""},
		{"Council, all X", page("S/RES/2670(2023)", "2023-03-01", crossed(silent)...), "", "", "", false, "no_codes"},
		{"Council, without a vote, all Y", page("S/RES/2670(2023)", "2023-03-01", council...), "Adopted without vote", WithoutVote, "", false, "without_vote_listed"},
		{"Council, without a vote, divided", page("S/RES/2670(2023)", "2023-03-01", divided...), "WITHOUT VOTE", WithoutVote, Yes, true, "without_vote_listed"},
		{"Assembly, no code", assembly("BRAZIL", "FRANCE"), "RECORDED", Recorded, "", false, "no_codes"},
		{"Assembly, no code, no note", assembly("BRAZIL", "FRANCE"), "", "", "", false, "no_codes"},
		{"Assembly", assembly("Y BRAZIL", "FRANCE"), "RECORDED - No machine generated vote", Recorded, Yes, true, ""},
	} {
		row.record.Note = row.note
		c := n.RollCall(row.record)
		if c.Method != row.method || c.Votes[0].Choice != row.first || c.HasVotes() != row.counted {
			t.Errorf("%s: method %q, line 1 %q, counted %v; want %q, %q, %t", row.name, c.Method, c.Votes[0].Choice, c.HasVotes(), row.method, row.first, row.counted)
		}
		for _, code := range []string{"no_codes", "without_vote_listed"} {
			if got := slices.Contains(codesOf(c.Issues), code); got != (code == row.issue) {
				t.Errorf("%s: issues %v, want %q", row.name, codesOf(c.Issues), row.issue)
			}
		}
	}
}

func crossed(list []string) (out []string) {
	for _, label := range list {
		out = append(out, "X "+label)
	}
	return out
}

func TestMethods(t *testing.T) {
	n := normalizer(t)
	for _, row := range []struct {
		note, modality string
		want           Method
		unread         bool
	}{
		{"", "", "", false},
		{"RECORDED", "", Recorded, false},
		{" recorded\n", "", Recorded, false},
		{"RECORDED  - No machine generated vote", "", Recorded, false},
		{"NON-RECORDED", "", NonRecorded, false},
		{"ROLL-CALL", "", RollCallVote, false},
		{"VOTING BY MAIL", "", VotingByMail, false},
		{"ADOPTED WITHOUT VOTE", "", WithoutVote, false},
		{"", "Without Vote", WithoutVote, false},
		{"", "Vote", "", false},
		{"RECORDED", "Without Vote", Recorded, false},
		{"BY ACCLAMATION", "", "", true},
		{"BY ACCLAMATION", "Without Vote", WithoutVote, true},
	} {
		r := assembly()
		r.Note, r.Modality = row.note, row.modality
		c := n.RollCall(r)
		if c.Method != row.want || slices.Contains(codesOf(c.Issues), "note_unread") != row.unread || c.NotePrinted != row.note {
			t.Errorf("note %q, modality %q: %q with %v, want %q", row.note, row.modality, c.Method, codesOf(c.Issues), row.want)
		}
	}
}

func TestTotals(t *testing.T) {
	n := normalizer(t)
	num := func(n int32) *int32 { return &n }
	for _, row := range []struct {
		name    string
		summary *marc.Summary
		want    Totals
		unread  bool
	}{
		{"none", nil, Totals{}, false},
		{"whole", summary("Yes: 86 | No: 12 | Abstentions: 75 | Non-Voting: 20 | Total voting membership: 193", "86", "12", "75", "20", "193"),
			Totals{num(86), num(12), num(75), num(20), num(193)}, false},
		{"padded", summary("Yes: 015 | No: 000", "015", "000", "", "", ""), Totals{Yes: num(15), No: num(0)}, false},
		{"missing", summary("Yes:  | No: 12 | Abstentions:", "", "12", "", "", ""), Totals{No: num(12)}, false},
		{"CSV", summary("", "120.0", "0.0", "", "", "193.0"), Totals{Yes: num(120), No: num(0), Membership: num(193)}, false},
		{"equal numbers", summary("Yes: 5\nNo: 5", "5", "5", "", "", ""), Totals{Yes: num(5), No: num(5)}, false},
		{"not a number", summary("Yes: 8b | No: 12", "", "12", "", "", ""), Totals{No: num(12)}, true},
		{"words", summary("not available", "", "", "", "", ""), Totals{}, true},
		{"a sixth", summary("Yes: 86 | Paired: 2", "86", "", "", "", ""), Totals{Yes: num(86)}, true},
		{"a sixth of the same number", summary("Yes: 86 | Paired: 86", "86", "", "", "", ""), Totals{Yes: num(86)}, true},
		{"a number twice", summary("Yes: 86 | Yes: 87", "", "", "", "", ""), Totals{}, true},
		{"negative", summary("", "-1", "", "", "", ""), Totals{}, true},
		{"half", summary("", "1.5", "", "", "", ""), Totals{}, true},
		{"too large", summary("", "99999", "", "", "", ""), Totals{}, true},
	} {
		r := assembly()
		r.Summary = row.summary
		c := n.RollCall(r)
		if diff := cmp.Diff(row.want, c.Printed()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.name, diff)
		}
		if got := slices.Contains(codesOf(c.Issues), "totals_unread"); got != row.unread {
			t.Errorf("%s: unread %t", row.name, got)
		}
	}
}

func summary(printed, yes, no, abstain, nonVoting, membership string) *marc.Summary {
	return &marc.Summary{Printed: printed, Yes: yes, No: no, Abstain: abstain, NonVoting: nonVoting, Membership: membership}
}

func TestCounting(t *testing.T) {
	c := normalizer(t).RollCall(assembly("Y BRAZIL", "y FRANCE", "N CHINA", "a INDIA", "JAPAN", "AN PAKISTAN", "A NOWHERE"))
	if diff := cmp.Diff(Totals{new(int32(2)), new(int32(1)), new(int32(2)), new(int32(1)), new(int32(7))}, c.Counted()); diff != "" {
		t.Errorf("the broken code is a member without a vote (-want +got):\n%s", diff)
	}
}

func TestAdoptions(t *testing.T) {
	n := normalizer(t)
	noted := func(note string, change func(*marc.Record)) marc.Record {
		r := assembly()
		r.Note = note
		r.MeetingRecords = []string{"A/78/PV.50"}
		change(&r)
		return r
	}
	same := func(*marc.Record) {}
	for _, row := range []struct {
		name   string
		record marc.Record
		want   bool
	}{
		{"without vote", noted("ADOPTED WITHOUT VOTE", same), true},
		{"stated zeros", noted("ADOPTED WITHOUT VOTE", func(r *marc.Record) { r.Summary = summary("", "000", "", "0", "", "193") }), true},
		{"recorded", noted("RECORDED", same), false},
		{"no note", noted("", same), false},
		{"unknown note", noted("BY ACCLAMATION", same), false},
		{"with a list", noted("ADOPTED WITHOUT VOTE", func(r *marc.Record) { r.Votes = assembly("Y FRANCE").Votes }), false},
		{"with votes stated", noted("ADOPTED WITHOUT VOTE", func(r *marc.Record) { r.Summary = summary("", "86", "12", "75", "20", "193") }), false},
	} {
		a, ok := n.Adoption(row.record)
		if ok != row.want {
			t.Errorf("%s: %t", row.name, ok)
		}
		if want := []string{"A/RES/78/165"}; ok && (!slices.Equal(a.Symbols, want) || a.Meeting != "A/78/PV.50" || a.ID != "undl-7" || a.Date == nil) {
			t.Errorf("%s: %+v", row.name, a)
		}
	}
	odd := noted("ADOPTED WITHOUT VOTE", func(r *marc.Record) {
		r.Resolution[0] = "A/RES/?"
		r.Other = []marc.Row{{Label: "Call number", Values: []string{"UN5"}}}
	})
	a, _ := n.Adoption(odd)
	if !slices.Equal(a.Symbols, []string{"A/RES/?"}) || !slices.Equal(codesOf(a.Issues), []string{"row_unknown", "symbol_unread"}) {
		t.Errorf("symbols %q, issues %v: what could not be read is not named", a.Symbols, codesOf(a.Issues))
	}
}

func TestSessionFromElsewhere(t *testing.T) {
	n := normalizer(t)
	for _, row := range []struct {
		name, collection, meeting, date string
		body                            Body
		session                         string
	}{
		{"nothing", "", "", "", "", ""},
		{"collection", "UN Bodies > General Assembly", "", "", GA, ""},
		{"meeting", "UN Bodies > General Assembly", "A/78/PV.45", "2023-12-07", GA, "78"},
		{"old meeting", "UN Bodies > General Assembly", "A/PV.2400", "1975-11-10", GA, ""},
		{"Council's year", "UN Bodies > Security Council", "S/PV.9000", "2022-03-01", SC, "2022"},
		{"Council without a date", "UN Bodies > Security Council", "S/PV.9000", "", SC, ""},
		{"meeting of the other body", "UN Bodies > Security Council", "A/78/PV.45", "", SC, ""},
	} {
		r := page("", row.date)
		if row.collection != "" {
			r.Collections = []string{"Resource Type > Voting Data", row.collection}
		}
		if row.meeting != "" {
			r.MeetingRecords = []string{row.meeting}
		}
		if c := n.RollCall(r); c.Body != row.body || c.Session != row.session || c.Scope != "" || c.Outcome != "" {
			t.Errorf("%s: %q %q scope %q outcome %q, want %q %q and nothing guessed", row.name, c.Body, c.Session, c.Scope, c.Outcome, row.body, row.session)
		}
	}
}

func TestScope(t *testing.T) {
	n := normalizer(t)
	for symbol, want := range map[string]Scope{
		"A/RES/78/165": Whole, "A/RES/39/28A": Whole, "A/RES/289(IV)[A]": Whole, "A/RES/377(V)[A-C]": Whole, "A/RES/61/128A-B": Whole,
		"A/RES/377(V)[AA]": Part, "A/RES/61/128[B-IV]": Part, "A/RES/63(I)[PARA.1]": Paragraph, "S/RES/2790(2025)": Whole, "A/DEC/80/506": Whole,
	} {
		c := n.RollCall(page(symbol, ""))
		if c.Scope != want || c.Outcome != Adopted || (c.TargetPrinted != "") != (want == Paragraph) {
			t.Errorf("%s: scope %q, want %q; outcome %q, target %q", symbol, c.Scope, want, c.Outcome, c.TargetPrinted)
		}
	}
}

func TestSeats(t *testing.T) {
	yes, no := true, false
	for _, row := range []struct {
		role                string
		permanent, eligible *bool
		ok                  bool
	}{
		{"", nil, nil, true}, {"P", &yes, nil, true}, {"R", &no, nil, true}, {"9", nil, &no, true},
		{"True", &yes, nil, true}, {"FALSE", &no, nil, true}, {"8", nil, nil, false}, {"p", nil, nil, false}, {"P9", nil, nil, false},
	} {
		s, ok := readSeat(row.role)
		if diff := cmp.Diff([]*bool{row.permanent, row.eligible}, []*bool{s.permanent, s.eligible}); ok != row.ok || diff != "" {
			t.Errorf("%q: %t, want %t (-want +got):\n%s", row.role, ok, row.ok, diff)
		}
	}
}

func TestPermanentMembersOfTheCouncilOnly(t *testing.T) {
	n := normalizer(t)
	for _, v := range n.RollCall(assembly("Y FRANCE", "Y BRAZIL")).Votes {
		if v.Permanent != nil {
			t.Errorf("%s has a seat in the Assembly: %t", v.MSCode, *v.Permanent)
		}
	}
	for _, v := range n.RollCall(page("S/RES/2670(2023)", "2023-03-01", council...)).Votes {
		want := slices.Contains([]string{"CHN", "FRA", "GBR", "RUS", "USA"}, v.MSCode)
		if v.Permanent == nil || *v.Permanent != want {
			t.Errorf("%s: permanent %v, want %t", v.MSCode, v.Permanent, want)
		}
	}
}

// Where the label is of nobody, the source's own code tells who it is, if it has
// one; the issue stays.
func TestSourcesOwnCode(t *testing.T) {
	n := normalizer(t)
	for _, row := range []struct{ label, code, want, issue string }{
		{"FRANCE", "FRA", "FRA", ""},
		{"FRANCE", "", "FRA", ""},
		{"FRANCE", "BRA", "FRA", "member_disagrees"},
		{"FRENCH REPUBLICK", "FRA", "FRA", "unknown_member"},
		{"FRENCH REPUBLICK", "XYZ", "", "unknown_member"},
		{"FRENCH REPUBLICK", "", "", "unknown_member"},
	} {
		r := assembly("Y BRAZIL")
		r.Votes = append(r.Votes, marc.VoteLine{Printed: "Y " + row.label, Code: "Y", Label: row.label, MemberCode: row.code})
		c := n.RollCall(r)
		got := codesOf(c.Issues)
		for _, code := range []string{"member_disagrees", "unknown_member"} {
			if slices.Contains(got, code) != (code == row.issue) {
				t.Errorf("%+v: issues %v", row, got)
			}
		}
		if c.Votes[1].MSCode != row.want || c.Votes[1].Label != row.label {
			t.Errorf("%+v: %+v", row, c.Votes[1])
		}
	}
}
