package normalize

import (
	"slices"
	"strings"
	"testing"

	"unvotes/scraper/undl"
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
		r.MeetingRecords = []undl.Value{{Text: meeting}}
		r.Drafts = []undl.Value{{Text: symbol}}
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
func checkLines(t *testing.T, r undl.Record, c RollCall) {
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
		if v.Choice == "" && c.Counted != nil && !slices.Contains(codesOf(c.Issues), "odd_vote_code") {
			t.Errorf("line %d: null without a reason: %+v", i+1, v)
		}
	}
	if c.Counted != nil && int(c.Counted.Membership) != len(c.Votes) {
		t.Errorf("counted %+v of %d lines", c.Counted, len(c.Votes))
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
