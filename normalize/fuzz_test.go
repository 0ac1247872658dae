package normalize

import (
	"slices"
	"strings"
	"testing"

	"unvotes/scraper/marc"
	"unvotes/scraper/pv"
)

// Whatever a record has printed in it, normalising ends, keeps every line, and
// names what is wrong by known codes.
func FuzzRollCall(f *testing.F) {
	f.Add("A/RES/78/165", "2023-12-19", "RECORDED", "A/78/PV.50", "Y FRANCE\nTÜRKİYE\nAN PAKISTAN\nN ATLANTIS", "Yes: 86 | No:", "86", "BRA", "9")
	f.Add("S/RES/704(1991)", "1991-08-09", "", "S/PV.3003", strings.Join(silent, "\n"), "", "015", "", "P")
	f.Add("S/RES/87(1950)", "1950-09-29", "ADOPTED WITHOUT VOTE", "S/PV.506", "N CHINA\nN CHINA\nY CHINA, REPUBLIC OF", "", "1.0", "", "R")
	f.Add("", "", "", "", "", "", "", "", "")
	n := normalizer(f)
	f.Fuzz(func(t *testing.T, symbol, date, note, meeting, lines, totals, total, code, role string) {
		r := page(symbol, date)
		r.Note, r.Modality = note, role
		r.MeetingRecords = []string{meeting}
		r.Drafts = []string{symbol}
		r.Collections = []string{note}
		r.Summary = summary(totals, total, code, total, "", total)
		for line := range strings.Lines(lines) {
			r.Votes = append(r.Votes, page("", "", strings.TrimSuffix(line, "\n")).Votes...)
		}
		for i := range r.Votes {
			r.Votes[i].MemberCode, r.Votes[i].Role = code, role
		}
		c := n.RollCall(r)
		checkLines(t, r, c)
		checkIssues(t, c.Issues)
		if a, ok := n.Adoption(r); ok {
			checkIssues(t, a.Issues)
		}
		calls := []RollCall{c, c}
		GroupVotes(calls)
		if calls[0].VoteGroupID != c.ID || calls[1].VoteGroupID != c.ID {
			t.Errorf("groups %q and %q", calls[0].VoteGroupID, calls[1].VoteGroupID)
		}
	})
}

// checkLines: every line of the record is a vote, in its place and with its text.
func checkLines(t *testing.T, r marc.Record, c RollCall) {
	t.Helper()
	if len(c.Votes) != len(r.Votes) {
		t.Fatalf("%d votes of %d lines", len(c.Votes), len(r.Votes))
	}
	for i, v := range c.Votes {
		l := r.Votes[i]
		whole := strings.TrimSpace(l.Code+" "+l.Label) == strings.TrimSpace(v.Printed+" "+v.Label)
		if int(v.Line) != i+1 || !whole {
			t.Errorf("line %d %+v became %+v", i+1, l, v)
		}
		if v.Choice == "" && c.HasVotes() && !slices.Contains(codesOf(c.Issues), "odd_vote_code") {
			t.Errorf("line %d: null without a reason: %+v", i+1, v)
		}
	}
	if c.HasVotes() && int(*c.Membership) != len(c.Votes) {
		t.Errorf("counted %d of %d lines", *c.Membership, len(c.Votes))
	}
}

func checkIssues(t *testing.T, issues []Issue) {
	t.Helper()
	for _, i := range issues {
		known := slices.ContainsFunc(Codes, func(c Code) bool { return c.Name == i.Code && c.Severity == i.Severity })
		if !known || i.RollCallID != "undl-7" || i.Place == "" {
			t.Errorf("%+v", i)
		}
	}
}

// Whatever a meeting record is read as, typing it ends, keeps every name, gives
// every decision an id of the grammar and its own, and finds wholes that are
// there; and joining it to a record of the library loses nothing.
func FuzzMeeting(f *testing.F) {
	f.Add("A/77/PV.69", "2023-04-26", "A/77/L.65", "", "", "77/284", "PP9", "The ninth preambular paragraph", "Armenia, China, Kazakhstan", "Atlantis", uint8(3))
	f.Add("S/PV.3756 (Resumption 1)", "1997-03-21", "S/1997/18 and Corr.1", "A/65/456/Add.2 (Part II)", "III", "2448 (2018)", "", "Overruling", "France, France", "the Gambia", uint8(5))
	f.Add("A/PV.1384", "", "~", ":", "É", "(", "OP7(b)+OP8", "", "", "", uint8(0))
	n := normalizer(f)
	scopes := []pv.Scope{pv.Whole, pv.Part, pv.Paragraph, pv.Amendment, pv.Motion, pv.Other}
	f.Fuzz(func(t *testing.T, symbol, date, draft, report, number, resolution, target, words, names, against string, kind uint8) {
		if len(names)+len(against)+len(words) > 2000 {
			return
		}
		a := pv.Action{
			Draft: draft, CommitteeReport: report, DraftNumber: number, Resolution: resolution, Target: target, TargetPrinted: words, Label: words,
			Scope: scopes[int(kind)%len(scopes)], Outcome: pv.Adopted, Method: pv.Recorded, AgendaItem: number,
		}
		whole := a
		whole.Scope, whole.Outcome = pv.Whole, pv.Rejected
		v := voted(a, names, against)
		r := recordOf(pv.Meeting{Symbol: symbol, Date: date}, v, a, voted(whole, against, names), a)
		r.Statements = []pv.Statement{{Seq: int(kind) % 6, Name: against, Words: words}}
		r.Problems = []pv.Problem{{Code: pv.CountMismatch, Seq: int(kind) % 6, Detail: words}}
		m, err := n.Verbatim(r)
		if err != nil {
			return
		}
		checkVerbatim(t, m, 4)
		if got, want := len(m.RollCalls[0].Votes), len(v.InFavour.Names)+len(v.Against.Names); got != want {
			t.Errorf("%d lines of %d names", got, want)
		}
		row := n.RollCall(page("A/RES/"+resolution, date, "Y "+names))
		row.MeetingRecords = []string{m.Symbol}
		rows, _ := linked([]RollCall{row}, nil, &m)
		checkVerbatim(t, m, 4-len(rows[0].FormerIDs))
	})
}

// checkVerbatim: so many decisions, each with an id of its own.
func checkVerbatim(t *testing.T, m Verbatim, decisions int) {
	t.Helper()
	ids := map[string]bool{"undl-7": true}
	parents := map[string]string{}
	for _, c := range m.RollCalls {
		ids[c.ID], parents[c.ID] = true, c.ParentID
		checkKnown(t, c.Issues)
	}
	for _, a := range m.Adoptions {
		ids[a.ID], parents[a.ID] = true, a.ParentID
		checkKnown(t, a.Issues)
	}
	checkKnown(t, m.Issues)
	if len(ids) != decisions+1 {
		t.Errorf("%d ids of %d decisions: %v", len(ids)-1, decisions, ids)
	}
	for id, parent := range parents {
		if !wellFormedID.MatchString(id) || parent == id || parent != "" && !ids[parent] {
			t.Errorf("id %q, parent %q", id, parent)
		}
	}
	for _, s := range m.Statements {
		if !ids[s.RollCallID] {
			t.Errorf("a statement on %q", s.RollCallID)
		}
	}
}

func checkKnown(t *testing.T, issues []Issue) {
	t.Helper()
	for _, i := range issues {
		if i.Severity != severityOf(i.Code) || !slices.ContainsFunc(Codes, func(c Code) bool { return c.Name == i.Code }) || i.Place == "" {
			t.Errorf("%+v", i)
		}
	}
}
