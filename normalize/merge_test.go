package normalize

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

func texts(ss ...string) []string { return ss }

// council is a Council's list: "Y CHINA", "X FRANCE", "CUBA".
func lines(printed ...string) (out []marc.VoteLine) {
	for _, p := range printed {
		l := marc.VoteLine{Printed: p, Label: p}
		if code, label, ok := strings.Cut(p, " "); ok && len(code) == 1 {
			l.Code, l.Label = code, label
		}
		out = append(out, l)
	}
	return out
}

func pageForm(change ...func(*marc.Record)) marc.Record {
	r := marc.Record{ID: 7, Form: undl.RecordPage, Title: "Title", Resolution: texts("S/RES/500(1982)"), MeetingRecords: texts("S/PV.2300"),
		VoteDate: "1982-01-28", Collections: []string{"UN Bodies > Security Council"}, Votes: lines("Y CHINA", "A FRANCE", "JORDAN")}
	return changed(r, change)
}

func csvForm(change ...func(*marc.Record)) marc.Record {
	r := marc.Record{ID: 7, Form: undl.OfficialCSV, Title: "Other title", Resolution: texts("S/RES/500(1982)"), MeetingRecords: texts("S/PV.2300"),
		VoteDate: "1982-01-28", Drafts: texts("S/14832"), Subjects: []string{"TERRITORIES OCCUPIED BY ISRAEL"}, Modality: "Vote",
		Summary: &marc.Summary{Yes: "1", No: "0", Abstain: "1", NonVoting: "1", Membership: "3"}, Votes: lines("Y CHINA", "A FRANCE", "X JORDAN")}
	for i := range r.Votes {
		r.Votes[i].MemberCode = []string{"CHN", "FRA", "JOR"}[i]
	}
	return changed(r, change)
}

func marcForm(change ...func(*marc.Record)) marc.Record {
	r := csvForm()
	r.Form, r.Modality, r.Summary, r.Drafts, r.Votes = undl.MARCXML, "", nil, nil, lines("Y CHINA", "A FRANCE", "JORDAN")
	r.Votes[2].Role = "9"
	return changed(r, change)
}

func changed(r marc.Record, change []func(*marc.Record)) marc.Record {
	for _, f := range change {
		f(&r)
	}
	return r
}

func issuesOf(c RollCall, code string) (out []string) {
	for _, i := range c.Issues {
		if i.Code == code {
			out = append(out, i.Detail)
		}
	}
	return out
}

func newNormalizer(t testing.TB) *Normalizer {
	t.Helper()
	n, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestMergeDoesNotDependOnTheOrder(t *testing.T) {
	n := newNormalizer(t)
	a, b, c := pageForm(), marcForm(func(r *marc.Record) { r.VoteDate = "1982-01-29" }), csvForm(func(r *marc.Record) { r.Votes[0].Code = "N" })
	before := [][]marc.VoteLine{slices.Clone(a.Votes), slices.Clone(b.Votes), slices.Clone(c.Votes)}
	want := n.Merge(a, b, c)
	for _, forms := range [][]marc.Record{{a, c, b}, {b, a, c}, {b, c, a}, {c, a, b}, {c, b, a}} {
		if diff := cmp.Diff(want, n.Merge(forms...)); diff != "" {
			t.Errorf("in another order (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(before, [][]marc.VoteLine{a.Votes, b.Votes, c.Votes}); diff != "" {
			t.Errorf("a form was changed (-before +after):\n%s", diff)
		}
	}
	if want.Source != "record_page" || !slices.Equal(want.Sources, []string{"record_page", "marcxml", "official_csv"}) {
		t.Errorf("source %s of %v", want.Source, want.Sources)
	}
}

func TestMergeOfOneFormIsItsRollCall(t *testing.T) {
	n := newNormalizer(t)
	for _, r := range []marc.Record{pageForm(), marcForm(), csvForm()} {
		if diff := cmp.Diff(n.RollCall(r), n.Merge(r)); diff != "" {
			t.Errorf("%s (-RollCall +Merge):\n%s", r.Form, diff)
		}
	}
}

// The page has its own title and list; the rest is filled.
func TestMergeFillsWhatTheWinnerLeavesNull(t *testing.T) {
	n := newNormalizer(t)
	c := n.Merge(csvForm(), marcForm(), pageForm(func(r *marc.Record) { r.Summary = &marc.Summary{Yes: "001"} }))
	if c.Title != "Title" || !slices.Equal(c.Drafts, []string{"S/14832"}) || !slices.Equal(c.Subjects, []string{"TERRITORIES OCCUPIED BY ISRAEL"}) {
		t.Errorf("title %q, drafts %q, subjects %q", c.Title, c.Drafts, c.Subjects)
	}
	if p := c.Printed(); *p.Yes != 1 || *p.No != 0 || *p.NonVoting != 1 || *p.Membership != 3 {
		t.Errorf("totals %+v", p)
	}
	if v := c.Votes[2]; v.Printed != "" || v.Choice != NonVoting || v.Eligible == nil || *v.Eligible {
		t.Errorf("Jordan: %+v; want the page's blank and MARC's role", v)
	}
	for _, i := range c.Issues {
		if i.Code == "sources_disagree" {
			t.Errorf("no form differs, but %+v", i)
		}
	}
}

func TestMergeReportsDifferences(t *testing.T) {
	n := newNormalizer(t)
	for _, tt := range []struct {
		name   string
		change func(*marc.Record)
		want   []string
	}{
		{"a vote", func(r *marc.Record) { r.Votes[1].Code = "N" }, []string{"FRA: record_page has abstain, official_csv has no"}},
		{"a blank", func(r *marc.Record) { r.Votes[2].Code = "Y" }, []string{"JOR: record_page has non_voting, official_csv has yes"}},
		{"an unreadable vote", func(r *marc.Record) { r.Votes[1].Code = "Q" }, []string{`FRA: record_page has abstain, official_csv has null ("Q")`}},
		{"a member less", func(r *marc.Record) { r.Votes = r.Votes[:2] }, []string{"JOR: record_page has non_voting, official_csv has not listed"}},
		{"a member twice", func(r *marc.Record) { r.Votes = append(r.Votes, lines("N CHINA")...) }, []string{"CHN: record_page has not listed, official_csv has no"}},
		{"another label of a member", func(r *marc.Record) { r.Votes[0].Label = "People's Republic of China" }, nil},
		{"another order", func(r *marc.Record) { slices.Reverse(r.Votes) }, nil},
		{"the date", func(r *marc.Record) { r.VoteDate = "1982-01-29" }, []string{"date: record_page has 1982-01-28, official_csv has 1982-01-29"}},
		{"no date", func(r *marc.Record) { r.VoteDate = "" }, nil},
		{"the symbol", func(r *marc.Record) { r.Resolution = texts("S/RES/501(1982)") }, []string{"symbol: record_page has S/RES/500(1982), official_csv has S/RES/501(1982)"}},
		{"the symbol's spelling", func(r *marc.Record) { r.Resolution = texts("S/RES/500 (1982)") }, nil},
		{"a total", func(r *marc.Record) { r.Summary.Yes = "2" }, []string{"yes: record_page has 1, official_csv has 2"}},
		{"a padded total", func(r *marc.Record) { r.Summary.Yes = "001" }, nil},
		{"the title", func(r *marc.Record) { r.Title = "x" }, nil},
		{"no list", func(r *marc.Record) { r.Votes = nil }, nil},
	} {
		page := pageForm(func(r *marc.Record) { r.Summary = &marc.Summary{Yes: "1", Membership: "3"} })
		c := n.Merge(page, csvForm(tt.change))
		if diff := cmp.Diff(tt.want, issuesOf(c, "sources_disagree")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if c.Source != string(undl.RecordPage) || c.Votes[0].Choice != Yes || c.Votes[1].Choice != Abstain || c.Date.String() != "1982-01-28" || *c.PrintedYes != 1 {
			t.Errorf("%s: the page does not win: %+v", tt.name, c)
		}
	}
}

// Where nobody has a code, nobody's vote is known.
func TestListsWithoutVotes(t *testing.T) {
	n := newNormalizer(t)
	all := func(code, modality string) func(*marc.Record) {
		return func(r *marc.Record) {
			r.Modality = modality
			for i := range r.Votes {
				r.Votes[i].Code = code
			}
		}
	}
	for _, tt := range []struct {
		name   string
		forms  []marc.Record
		votes  []Choice
		method Method
		code   string // of the issue that says why
	}{
		{"CSV, a vote", []marc.Record{csvForm()}, []Choice{Yes, Abstain, NonVoting}, "", ""},
		{"CSV, without vote as Y", []marc.Record{csvForm(all("Y", "Without vote"))}, []Choice{"", "", ""}, WithoutVote, "without_vote_listed"},
		{"CSV, without vote as X", []marc.Record{csvForm(all("X", "ADOPTED WITHOUT A VOTE"))}, []Choice{"", "", ""}, WithoutVote, "no_codes"},
		{"CSV, words that are not known to mean it", []marc.Record{csvForm(all("Y", "by acclamation"))}, []Choice{Yes, Yes, Yes}, "", "note_unread"},
		{"CSV, nothing but X", []marc.Record{csvForm(all("X", ""))}, []Choice{"", "", ""}, "", "no_codes"},
		{"CSV, nothing but X, yet a vote", []marc.Record{csvForm(all("X", "Vote"))}, []Choice{"", "", ""}, "", "no_codes"},
		{"CSV, without vote, yet votes", []marc.Record{csvForm(func(r *marc.Record) { r.Modality = "Without vote" })}, []Choice{Yes, Abstain, NonVoting}, WithoutVote, "without_vote_listed"},
		{"CSV, without vote, yet recorded", []marc.Record{csvForm(all("Y", "Without vote"), func(r *marc.Record) { r.Note = "RECORDED" })}, []Choice{Yes, Yes, Yes}, Recorded, "methods_disagree"},
		{"CSV, words that nobody saw", []marc.Record{csvForm(all("Y", "Tacit"))}, []Choice{Yes, Yes, Yes}, "", "note_unread"},
		{"page alone cannot tell", []marc.Record{pageForm(all("Y", ""))}, []Choice{Yes, Yes, Yes}, "", ""},
		{"the CSV tells of the page", []marc.Record{pageForm(all("Y", "")), csvForm(all("X", "Without vote"))}, []Choice{"", "", ""}, WithoutVote, "without_vote_listed"},
		{"page without codes", []marc.Record{pageForm(all("", "")), csvForm(all("X", "Without vote"))}, []Choice{"", "", ""}, WithoutVote, "no_codes"},
		{"page without codes, CSV with votes", []marc.Record{pageForm(all("", "")), csvForm()}, []Choice{Yes, Abstain, NonVoting}, "", ""},
		{"page without a list", []marc.Record{pageForm(func(r *marc.Record) { r.Votes = nil }), csvForm()}, []Choice{Yes, Abstain, NonVoting}, "", ""},
		{"page without a list, no vote", []marc.Record{pageForm(func(r *marc.Record) { r.Votes = nil }), csvForm(all("Y", "Without vote"))}, nil, WithoutVote, ""},
	} {
		c := n.Merge(tt.forms...)
		var got []Choice
		for _, v := range c.Votes {
			got = append(got, v.Choice)
		}
		if !slices.Equal(got, tt.votes) || c.Method != tt.method || c.HasVotes() != (len(got) > 0 && got[0] != "") {
			t.Errorf("%s: votes %q, method %q, counted %v; want %q, %q", tt.name, got, c.Method, c.HasVotes(), tt.votes, tt.method)
		}
		if tt.code != "" && len(issuesOf(c, tt.code)) != 1 {
			t.Errorf("%s: issues %+v, want %s", tt.name, c.Issues, tt.code)
		}
		if d := issuesOf(c, "sources_disagree"); d != nil {
			t.Errorf("%s: %q", tt.name, d)
		}
	}
}

func TestTheSourcesCodeOfAMember(t *testing.T) {
	n := newNormalizer(t)
	line := func(label, code string) func(*marc.Record) {
		return func(r *marc.Record) { r.Votes[0].Label, r.Votes[0].MemberCode = label, code }
	}
	for _, tt := range []struct{ label, code, want, issue string }{
		{"CHINA", "CHN", "CHN", ""},
		{"CHINA", "", "CHN", ""},
		{"CHINA", "TWN", "CHN", "member_disagrees"},
		{"CHYNA", "CHN", "CHN", "unknown_member"},
		{"CHYNA", "XYZ", "", "unknown_member"},
		{"CHYNA", "", "", "unknown_member"},
	} {
		c := n.Merge(csvForm(line(tt.label, tt.code)))
		if got := c.Votes[0].MSCode; got != tt.want || (c.Votes[0].Name == "") != (tt.want == "") {
			t.Errorf("%s %s: %+v, want %s", tt.label, tt.code, c.Votes[0], tt.want)
		}
		for _, code := range []string{"member_disagrees", "unknown_member"} {
			if has := len(issuesOf(c, code)) == 1; has != (code == tt.issue) {
				t.Errorf("%s %s: %s reported: %v", tt.label, tt.code, code, has)
			}
		}
	}
	if c := n.Merge(pageForm(func(r *marc.Record) { r.Votes[0].Label = "CHYNA" }), marcForm(line("CHYNA", "CHN"))); c.Votes[0].MSCode != "CHN" || c.Votes[0].Permanent == nil || !*c.Votes[0].Permanent {
		t.Errorf("MARC's code of a label that the page has too: %+v", c.Votes[0])
	}
}

// The line of record 669502 as the CSV would write it.
func TestAMistypedCodeInTheCSV(t *testing.T) {
	c := newNormalizer(t).Merge(csvForm(func(r *marc.Record) {
		r.Votes[0].Code, r.Votes[0].Label, r.Votes[0].MemberCode = "X", "AN PAKISTAN", ""
	}))
	if v := c.Votes[0]; v.MSCode != "PAK" || v.Printed != "AN" || v.Choice != "" {
		t.Errorf("%+v", v)
	}
}

func TestFillKeepsRowsWithoutAField(t *testing.T) {
	row := func(label string) func(*marc.Record) {
		return func(r *marc.Record) { r.Other = []marc.Row{{Label: label, Values: texts("v")}} }
	}
	r := Fill(csvForm(row("column")), pageForm(row("row")))
	if len(r.Other) != 2 || r.Other[0].Label != "row" || r.Other[1].Label != "column" {
		t.Errorf("%+v", r.Other)
	}
}
