package output

import (
	"math/rand/v2"
	"time"

	"unvotes/normalize"
)

func ptr[T any](v T) *T { return &v }

func day(s string) *normalize.Date {
	d, err := normalize.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return &d
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var someFacts = ManifestFacts{
	BuiltAt: noon, ProgramVersion: "0.1.0",
	Coverage:   []Coverage{{Body: normalize.GA, Year: 2023, Held: 1, Stated: ptr(2), StatedBy: ptr("list"), StatedAt: &noon}},
	OpenRoutes: []string{"lists"}, Permission: "the library, by letter",
}

// someTables has a row for each odd thing that the tables must carry: a zero
// that is not a null, a vote before 1970, no date, no list, no member code, an
// unreadable vote, one vote in two records, text of many alphabets.
func someTables() Tables {
	modern := normalize.RollCall{
		RetrievedAt: time.Date(2024, 3, 14, 22, 8, 35, 123456000, time.UTC), ContentSHA256: "aa", UNDLURL: "https://digitallibrary.un.org/record/4029442",
		ID: "undl-4029442", FormerIDs: []string{"pv:A/78/PV.45:A/C.4/78/L.13"}, UNDLID: 4029442, DHLID: 1390624, Body: normalize.GA, Session: "78", SessionNumber: new(int32(78)), SessionKind: normalize.Regular,
		Date: day("2023-12-07"), Resolution: "A/RES/78/76", ResolutionPrinted: " A/RES/78/76", ResolutionBase: "A/RES/78/76", VoteGroupID: "undl-4029442",
		Drafts: []string{"A/C.4/78/L.13"}, CommitteeReports: []string{"A/78/421"}, MeetingRecords: []string{"A/78/PV.45"}, MeetingSeq: ptr(int32(1)),
		Title: "Work of the Special Committee", TitlePrinted: "Work of the Special Committee : resolution", List: normalize.Complete, Remark: "France did not participate in the voting", Agenda: []string{"A/78/251 50", "another"}, Subjects: []string{"TERRITORIES", "DECOLONIZATION--REPORTS"}, NotePrinted: "RECORDED",
		Method: normalize.Recorded, Scope: normalize.Whole, Outcome: normalize.Adopted,
		Yes: new(int32(1)), No: new(int32(0)), Abstain: new(int32(1)), NonVoting: new(int32(0)), Membership: new(int32(2)),
		PrintedYes: new(int32(1)), PrintedNo: new(int32(0)), PrintedAbstain: new(int32(1)),
		Votes: []normalize.Vote{
			{Line: 1, MSCode: "AFG", Name: "Afghanistan", Label: "AFGHANISTAN", Choice: normalize.Yes, Printed: "Y"},
			{Line: 2, MSCode: "TUR", Name: "Türkiye", Label: "TÜRKİYE", Choice: normalize.Abstain, Printed: "a", Eligible: ptr(false)},
		},
		Issues: []normalize.Issue{
			{RollCallID: "undl-4029442", Place: "vote line 2", Code: "odd_vote_code", Severity: normalize.Warning, Detail: "a"},
			{Place: "vote line 1", Code: "odd_vote_code", Severity: normalize.Warning, Detail: "y"},
			{Code: "total_mismatch", Severity: normalize.Error, Detail: "yes: 1 listed, 2 printed"},
		},
		Source: "record_page", Sources: []string{"record_page", "official_csv"},
	}
	council := normalize.RollCall{
		RetrievedAt: noon, ContentSHA256: "bb",
		ID: "pv:S/PV.1:S/5:PP9", List: normalize.Partial, Body: normalize.SC, Session: "1946", Date: day("1946-02-16"), VoteGroupID: "g", Scope: normalize.Paragraph, Target: "PP9",
		TargetPrinted: "ninth preambular paragraph", Subjects: []string{"LAW OF THE SEA"}, ParentID: "undl-1", Part: "PARA.1", Outcome: normalize.NotRetained, VetoedBy: []string{"RUS"}, PrintedNonVoting: new(int32(1)), PrintedMembership: new(int32(11)),
		Votes: []normalize.Vote{
			{Line: 1, MSCode: "RUS", Name: "Russian Federation", Label: "USSR", Choice: normalize.NonVoting, Permanent: ptr(true)},
			{Line: 2, Label: "NOWHERE", Printed: "AN"}, // unknown label, unreadable code
		},
		Source: "meeting_record", Sources: []string{"meeting_record"},
	}
	twin := modern
	twin.ID, twin.Date, twin.UNDLURL, twin.UNDLID, twin.Votes, twin.Issues, twin.Subjects = "undl-454783", nil, "", 0, nil, nil, nil
	twin.Yes, twin.No, twin.Abstain, twin.NonVoting, twin.Membership = nil, nil, nil, nil, nil
	return Tables{
		RollCalls: []normalize.RollCall{twin, modern, council},
		Adoptions: []normalize.Adoption{
			{ID: "b", Symbols: []string{"A/RES/70/1"}, Date: day("2015-09-25"), Title: "Transforming our world", Meeting: "A/70/PV.4", Source: "meeting_record",
				FormerIDs: []string{"pv:A/70/PV.4:A/70/L.1"}, MeetingSeq: ptr(int32(1)), Drafts: []string{"A/70/L.1"}, Scope: normalize.Whole, Sources: []string{"meeting_record"}},
			{ID: "a", Source: "record_page", Scope: normalize.Amendment, Target: "OP1", TargetPrinted: "operative paragraph 1", ParentID: "b", CommitteeReports: []string{"A/70/9"}},
		},
		Statements: []normalize.Statement{
			{RollCallID: "undl-454783", Label: "NOWHERE", Words: "[something else]"},
			{RollCallID: "undl-4029442", MSCode: "TUR", Name: "Türkiye", Label: "Türkiye", Intended: normalize.Yes, Words: "[Subsequently]"},
			{RollCallID: "undl-4029442", Label: "Chad", Intended: normalize.NonVoting, Words: "[Later]"},
		},
		Vetoes: []normalize.Veto{
			{ID: "veto:undated:S/PV.9:nowhere", Label: "Nowhere", Source: "veto_list"},
			{ID: "veto:1946-02-16:S/PV.1:SUN", Date: day("1946-02-16"), Drafts: []string{"S/5"}, MeetingRecords: []string{"S/PV.1"}, Agenda: "Peace", MSCode: "SUN", Label: "USSR", RollCallID: "pv:S/PV.1:S/5:PP9", Source: "meeting_record"},
		},
		Members: []normalize.Member{
			{MSCode: "TUR", Name: "Türkiye", ISO3: "TUR", ISO2: "TR", M49: "792", Group: "WEOG", Predecessors: []string{"CSK"}, Labels: []string{"TURKEY", "TÜRKİYE"}},
			{MSCode: "CSK", Name: "Czechoslovakia", Successors: []string{"CZE", "SVK"}},
		},
		Periods: []normalize.Period{
			{MSCode: "SYR", From: *day("1961-10-13"), Name: "Syria", COW: "652", Reason: "admitted"},
			{MSCode: "SYR", From: *day("1945-10-24"), To: day("1958-02-21"), Name: "Syria", COW: "652", Reason: "admitted"},
		},
		Issues: []normalize.Issue{{Place: "https://digitallibrary.un.org/record/5", Code: "not_a_vote_record", Severity: normalize.Info}},
	}
}

// shuffled is the same tables in another order.
func shuffled(t Tables, seed uint64) Tables {
	r := rand.New(rand.NewPCG(seed, 0))
	shuffle(r, t.RollCalls)
	shuffle(r, t.Adoptions)
	shuffle(r, t.Vetoes)
	shuffle(r, t.Members)
	shuffle(r, t.Periods)
	shuffle(r, t.Issues)
	for i := range t.RollCalls {
		shuffle(r, t.RollCalls[i].Issues)
	}
	return t
}

func shuffle[T any](r *rand.Rand, vs []T) {
	r.Shuffle(len(vs), func(i, j int) { vs[i], vs[j] = vs[j], vs[i] })
}
