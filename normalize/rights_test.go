package normalize

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/scraper/ohchr"
)

// rights is a record of OHCHR's library with lines like "Y FRA".
func rights(symbol, day string, lines ...string) marc.Record {
	r := marc.Record{ID: 31004, Form: ohchr.Form, Title: "A title : resolution / adopted by the Human Rights Council at its 7th session", VoteDate: day,
		Note: "RECORDED", Resolution: []string{symbol}, MeetingRecords: []string{"Adopted at the 42nd meeting"}, Collections: []string{"UN Bodies > Human Rights Council", "Resource Type > Voting"}}
	if strings.HasPrefix(symbol, "E/") {
		r.Collections[0] = "UN Bodies > Commission on Human Rights"
	}
	for _, l := range lines {
		code, member, coded := strings.Cut(l, " ")
		if !coded {
			code, member = "", l
		}
		r.Votes = append(r.Votes, marc.VoteLine{Printed: l, Code: code, Label: member, MemberCode: member})
	}
	return r
}

func TestSymbolsOfTheHumanRightsBodies(t *testing.T) {
	for _, row := range []struct{ printed, want, base, part, session string }{
		{"A/HRC/RES/61/6", "A/HRC/RES/61/6", "A/HRC/RES/61/6", "", "61 regular"},
		{"A/HRC/RES/S-39/1", "A/HRC/RES/S-39/1", "A/HRC/RES/S-39/1", "", "S-39 special"},
		{"A/HRC/DEC/3/103", "A/HRC/DEC/3/103", "A/HRC/DEC/3/103", "", "3 regular"},
		{"A/HRC/PRST/31/1", "A/HRC/PRST/31/1", "A/HRC/PRST/31/1", "", "31 regular"},
		{"E/CN.4/RES/2001/35", "E/CN.4/RES/2001/35", "E/CN.4/RES/2001/35", "", "57 regular"},
		{"E/CN.4/RES/1982/1A", "E/CN.4/RES/1982/1A", "E/CN.4/RES/1982/1", "A", "38 regular"},
		{"E/CN.4/DEC/1984/110", "E/CN.4/DEC/1984/110", "E/CN.4/DEC/1984/110", "", "40 regular"},
		{"E/CN.4/RES/S-5/1", "E/CN.4/RES/S-5/1", "E/CN.4/RES/S-5/1", "", "S-5 special"},
		{"E/CN.4/RES/1999/S-4/1", "E/CN.4/RES/1999/S-4/1", "E/CN.4/RES/1999/S-4/1", "", "S-4 special"},
		{"E/CN.4/RES/9(XXXVII)", "E/CN.4/RES/9(XXXVII)", "E/CN.4/RES/9(XXXVII)", "", "37 regular"},
		{"E/CN.4/RES/6B(XXXIII)", "E/CN.4/RES/6B(XXXIII)", "E/CN.4/RES/6(XXXIII)", "B", "33 regular"},
		{"E/CN.4/RES/12/(XXXV)", "E/CN.4/RES/12(XXXV)", "E/CN.4/RES/12(XXXV)", "", "35 regular"},
		{"E/CN.4/RES/V(VII)", "E/CN.4/RES/V(VII)", "E/CN.4/RES/V(VII)", "", "7 regular"},
		{"E/CN.4/RES/II[X]PARTI", "E/CN.4/RES/II(X)PARTI", "E/CN.4/RES/II(X)", "PARTI", "10 regular"},
		{"E/CN.4/RES/5XXXII)", "E/CN.4/RES/5(XXXII)", "E/CN.4/RES/5(XXXII)", "", "32 regular"},
		{"E/CN.4/RES(II)", "E/CN.4/RES(II)", "", "", "2 regular"},
		{"E/CN.4/RESII)", "E/CN.4/RES(II)", "", "", "2 regular"},
		{"E/CN.4/DEC(VIII)", "E/CN.4/DEC(VIII)", "", "", "8 regular"},
		{"E/HR/RES", "E/HR/RES", "", "", "nuclear nuclear"},
	} {
		s, err := ParseResolution(row.printed)
		got := []string{s.String(), s.Base(), s.Part, s.Session + " " + string(s.SessionKind)}
		if want := []string{row.want, row.base, row.part, row.session}; err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %q, %v; want %q", row.printed, got, err, want)
		}
		if again, err := ParseResolution(s.String()); err != nil || again != s {
			t.Errorf("%q is read again as %q, %v", s, again, err)
		}
	}
	for _, printed := range []string{"A/HRC/RES/61", "A/HRC/RES/61/0", "A/HRC/7/L.41", "E/CN.4/RES", "E/CN.4/RES/35", "E/CN.4/RES/9(IIII)", "E/CN.4/RES/0A(C)", "E/CN.4/RES(II)A", "E/CN.4/RES()", "E/HR/RES/1", "E/CN.4/RES/2001/35/1", "A/HRC/RES/61/6 and 7"} {
		if s, err := ParseResolution(printed); err == nil {
			t.Errorf("%q is read as %s", printed, s)
		}
	}
}

func TestAmendmentOfTheHumanRightsCouncil(t *testing.T) {
	n := normalizer(t)
	amendment := func(symbol, draft, meeting string) marc.Record {
		r := rights(symbol, "2008-03-28", "Y CUB", "N FRA")
		r.Title = "Freedom of opinion : amendment / Human Rights Council at its 7th session"
		r.Drafts, r.MeetingRecords = []string{draft}, []string{meeting}
		return r
	}
	for _, row := range []struct {
		name    string
		record  marc.Record
		drafts  []string
		target  string
		outcome Outcome
		issues  []string
	}{
		{"rejected, whatever stands beside the meeting", amendment("A/HRC/7/L.41", "Amendment A/HRC/7/L.41 to draft resolution A/HRC/7/L.18 Rejected by a recorded vote", "Adopted at the 41st meeting"),
			[]string{"A/HRC/7/L.41"}, "draft resolution A/HRC/7/L.18", Rejected, nil},
		{"adopted", amendment("A/HRC/7/L.41", "Amendment A/HRC/7/L.41 to draft resolution A/HRC/7/L.18/Rev.1 Adopted by a recorded vote", ""), []string{"A/HRC/7/L.41"}, "draft resolution A/HRC/7/L.18/Rev.1", Adopted, nil},
		{"it does not say", amendment("A/HRC/7/L.41", "Amendment A/HRC/7/L.41 to Draft resolution A/HRC/7/L.18", "Adopted at the 41st meeting"), []string{"A/HRC/7/L.41"}, "Draft resolution A/HRC/7/L.18", "", nil},
		{"a short draft", amendment("A/HRC/7/L.2", "Amendment A/HRC/7/L.2 to draft resolution L.1", "Rejected at the 4th meeting"), []string{"A/HRC/7/L.2"}, "draft resolution L.1", Rejected, nil},
		{"the draft first", amendment("A/HRC/7/L.25", "Amendment to A/HRC/7/L.11 A/HRC/7/L.25 Kyrgyzstan Rejected by a recorded vote", ""), []string{"A/HRC/7/L.25"}, "A/HRC/7/L.11", Rejected, nil},
		{"a slip of the catalogue", amendment("A/HRC/RES/7/L.36", "Amendment A/HRC/7/L.35 to draft resolution A/HRC/7/L.15 Rejected", ""), []string{"A/HRC/7/L.36", "A/HRC/7/L.35"}, "draft resolution A/HRC/7/L.15", Rejected, []string{"symbol_repaired"}},
		{"the symbol of its resolution", amendment("A/HRC/RES/7/36", "Amendment A/HRC/7/L.41 to draft resolution A/HRC/7/L.18 Rejected by a recorded vote", ""), []string{"A/HRC/7/L.41"}, "draft resolution A/HRC/7/L.18", Rejected, nil},
		{"no symbol", amendment("", "Amendment A/HRC/7/L.41 to draft resolution A/HRC/7/L.18 Rejected by a recorded vote", ""), []string{"A/HRC/7/L.41"}, "draft resolution A/HRC/7/L.18", Rejected, []string{"symbol_missing"}},
		{"an oral one", amendment("", "Oral amendment to draft resolution A/HRC/7/L.18 not adopted", ""), nil, "draft resolution A/HRC/7/L.18", Rejected, []string{"symbol_missing"}},
		{"several", amendment("A/HRC/7/L.41", "Amendments A/HRC/7/L.41 to L.43 to the draft  resolution A/HRC/7/L.18, as revised. ADOPTED as orally revised", ""), []string{"A/HRC/7/L.41"}, "draft resolution A/HRC/7/L.18", Adopted, nil},
		{"not rejected", amendment("A/HRC/7/L.41", "amendment A/HRC/7/L.41 of A/HRC/7/L.18: not rejected", ""), []string{"A/HRC/7/L.41"}, "A/HRC/7/L.18", "", nil},
	} {
		c := n.RollCall(row.record)
		codes := slices.DeleteFunc(codesOf(c.Issues), func(s string) bool {
			return s == "membership_mismatch" || s == "majority_contradicts" || s == "meeting_missing" || s == "totals_missing"
		})
		if c.Resolution != "" || c.Scope != Amendment || c.Session != "7" || c.Body != HRC || c.Title != "Freedom of opinion" || c.UNDLID != 0 || c.ID != "ohchr-31004" ||
			!slices.Equal(c.Drafts, row.drafts) || c.TargetPrinted != row.target || c.Outcome != row.outcome || !slices.Equal(codes, row.issues) {
			t.Errorf("%s: %q of %q, %s, %q, %+v", row.name, c.Drafts, c.TargetPrinted, c.Outcome, codes, c)
		}
	}

	for statement, want := range map[string]string{"Council at its  8th session": "8", "Council at its 5th special  session": "S-5", "Council": "7"} {
		r := amendment("A/HRC/7/L.41", "", "")
		r.Title = "Freedom of opinion : amendments / Human Rights " + statement
		if c := n.RollCall(r); c.Session != want || c.Scope != Amendment || c.Title != "Freedom of opinion" {
			t.Errorf("%q: session %q, scope %q, title %q", statement, c.Session, c.Scope, c.Title)
		}
	}

	whole := rights("A/HRC/RES/7/36", "2008-03-28", "Y CUB", "N FRA")
	whole.ID, whole.Drafts = 7, []string{"Draft resolution A/HRC/7/L.1 as amended"}
	calls := []RollCall{n.RollCall(amendment("A/HRC/7/L.2", "Amendment A/HRC/7/L.2 to draft resolution L.1 Rejected", "")), n.RollCall(whole)}
	LinkAmendments(calls, nil)
	if calls[0].ParentID != "ohchr-7" || calls[1].ParentID != "" || !slices.Equal(calls[1].Drafts, []string{"A/HRC/7/L.1"}) || calls[1].Remark != "Draft resolution A/HRC/7/L.1 as amended; Adopted at the 42nd meeting" {
		t.Errorf("%q, %+v", calls[0].ParentID, calls[1])
	}
}

func TestListOfTheHumanRightsCouncil(t *testing.T) {
	n := normalizer(t)
	r := rights("A/HRC/RES/7/36", "2008-03-28", "Y FRA", "N CUB", "A GER", ". BRA", "IND", "y PER", "Y PER")
	r.Votes[0].Label = "FRANCE"
	r.Summary = summary("", "3", "1", "1", "2", "7")
	c := n.RollCall(r)
	var got []string
	for _, v := range c.Votes {
		got = append(got, v.MSCode+" "+v.Name+" "+v.Label+" "+string(v.Choice))
	}
	want := []string{"FRA France FRANCE yes", "CUB Cuba CUB no", "GER Federal Republic of Germany GER abstain", "BRA Brazil BRA non_voting", "IND India IND ", "PER Peru PER yes", "PER Peru PER yes"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if *c.NonVoting != 1 || *c.Membership != 7 || slices.Contains(codesOf(c.Issues), "total_mismatch") || !slices.Contains(codesOf(c.Issues), "duplicate_member") || c.List != Partial {
		t.Errorf("%d not voting of %d, %s, %v", *c.NonVoting, *c.Membership, c.List, c.Issues)
	}
	for _, wrong := range []*marc.Summary{summary("", "4", "1", "1", "2", "7"), summary("", "3", "1", "1", "1", "7"), summary("", "3", "1", "1", "2", "8")} {
		if r.Summary = wrong; !slices.Contains(codesOf(n.RollCall(r).Issues), "total_mismatch") {
			t.Errorf("%+v is not reported", *wrong)
		}
	}
	r = rights("A/HRC/RES/7/36", "2008-03-28", "Y fra")
	r.Note, r.CommitteeReports = "", []string{"A/HRC/7/78"}
	if c := n.RollCall(r); c.Votes[0].MSCode != "FRA" || c.Votes[0].Label != "fra" || !slices.Contains(codesOf(c.Issues), "note_missing") || !slices.Equal(c.CommitteeReports, r.CommitteeReports) {
		t.Errorf("%+v, %q, %q", c.Votes, codesOf(c.Issues), c.CommitteeReports)
	}
	r = rights("A/HRC/RES/7/36", "2008-03-28", "Y XYZ", "Y FRA")
	r.Votes[1].Label = "CUBA"
	if c := n.RollCall(r); c.Votes[0].MSCode != "" || c.Votes[0].Choice != Yes || c.Votes[1].MSCode != "FRA" || !slices.Contains(codesOf(c.Issues), "unknown_member") || !slices.Contains(codesOf(c.Issues), "member_disagrees") {
		t.Errorf("%+v", c.Votes)
	}
}

// Votes that are told apart by nothing but their numbers stay apart.
func TestRightsVotesAreNeverGrouped(t *testing.T) {
	n := normalizer(t)
	var calls []RollCall
	for id, symbol := range []string{"E/CN.4/RES(II)", "E/CN.4/RES(II)", "E/CN.4/RES/1982/1", "E/CN.4/RES/1982/1"} {
		r := rights(symbol, "1982-03-01", "Y FRA", "N CUB")
		r.ID = int64(id + 1)
		calls = append(calls, n.RollCall(r))
	}
	GroupVotes(calls)
	for _, c := range calls {
		if c.VoteGroupID != c.ID {
			t.Errorf("%s is of the group %s", c.ID, c.VoteGroupID)
		}
	}
}

func TestMannersOfTheHumanRightsBodies(t *testing.T) {
	n := normalizer(t)
	for _, row := range []struct {
		note   string
		method Method
		kind   string // "vote", "adoption" or the code of an issue
	}{
		{"RECORDED", Recorded, "vote"}, {"RECORDED, adopted at a closed meeting", Recorded, "vote"}, {"NON-RECORDED, adopted unanimously", NonRecorded, "vote"},
		{"NON-RECORDED, no voting information available", NonRecorded, "vote"}, {"ADOPTED WITHOUT VOTE", WithoutVote, "adoption"}, {"WITHDRAWN", "", "withdrawn"}, {"NOT CONSIDERED", "", "not_considered"},
		{"ADOPTED WITHOUT VOTE, as orally revised", WithoutVote, "adoption"}, {"Withdrawn by the main sponsor", "", "withdrawn"}, {"NOT CONSIDERED, see L.8", "", "not_considered"},
	} {
		r := rights("A/HRC/DEC/7/36", "2008-03-28")
		r.Note = row.note
		kind := "vote"
		if issue, ok := NoVoteTaken("place", r); ok {
			kind = issue.Code
		} else if _, ok := n.Adoption(r); ok {
			kind = "adoption"
		}
		c := n.RollCall(r)
		if kind != row.kind || kind == "vote" && (c.Method != row.method || c.List != NoList || slices.Contains(codesOf(c.Issues), "note_unread") ||
			slices.Contains(codesOf(c.Issues), "list_missing") != (row.method == Recorded)) {
			t.Errorf("%q is a %s by %q: %v", row.note, kind, c.Method, codesOf(c.Issues))
		}
		r.Votes = rights("", "", "Y FRA").Votes
		if _, ok := NoVoteTaken("place", r); ok {
			t.Errorf("%q with a list is no vote", row.note)
		}
	}
}

// Whatever a record has printed in it, every line is kept, and a row has an outcome,
// a parent and totals that fit each other.
func FuzzRights(f *testing.F) {
	f.Add("A/HRC/7/L.41", "2008-03-28", "RECORDED", "Amendment A/HRC/7/L.41 to draft resolution L.18 Rejected", "Adopted at the 41st meeting", "Y FRA\nN CUB\nPER\n. XYZ", "2")
	f.Add("E/CN.4/RES(II)", "1947-12-03", "NON-RECORDED, adopted unanimously", "See paragraph 27", "E/CN.4/SR.26 (adopted), E/CN.4/SR.27", "", "")
	f.Add("A/HRC/RES/56/L.33", "", "WITHDRAWN", "Draft resolution A/HRC/27L.3", "", "", "0")
	n := normalizer(f)
	f.Fuzz(func(t *testing.T, symbol, date, note, draft, meeting, lines, total string) {
		var list []string
		for line := range strings.Lines(lines) {
			list = append(list, strings.TrimSuffix(line, "\n"))
		}
		r := rights(symbol, date, list...)
		r.Note, r.Drafts, r.MeetingRecords, r.Summary = note, []string{draft}, []string{meeting}, summary("", total, total, total, total, total)
		c := n.RollCall(r)
		if len(c.Votes) != len(r.Votes) || c.ID != "ohchr-31004" || c.Body == "" || c.UNDLID != 0 {
			t.Errorf("%d votes of %d lines, %+v", len(c.Votes), len(r.Votes), c)
		}
		if c.HasVotes() && *c.CountedAsPrinted().NonVoting < *c.NonVoting {
			t.Errorf("%d did not vote, and %d with those that have no position", *c.NonVoting, *c.CountedAsPrinted().NonVoting)
		}
		for _, i := range c.Issues {
			if !slices.ContainsFunc(Codes, func(c Code) bool { return c.Name == i.Code }) || i.RollCallID != c.ID {
				t.Errorf("%+v", i)
			}
		}
		calls := []RollCall{c, c}
		calls[1].ID = "ohchr-1"
		LinkAmendments(calls, nil)
		if calls[0].ParentID == calls[0].ID || c.Scope != Amendment && calls[0].ParentID != "" {
			t.Errorf("%s is a piece of %q", c.ID, calls[0].ParentID)
		}
	})
}
