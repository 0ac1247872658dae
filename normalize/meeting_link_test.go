package normalize

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// row is a record of the library on A/61/PV.107, with lines "Y CUBA".
func libraryRow(t *testing.T, id int64, symbol string, lines ...string) RollCall {
	t.Helper()
	r := page(symbol, "2007-09-13", lines...)
	r.ID, r.MeetingRecords = id, []string{"A/61/PV.107"}
	c := normalizer(t).RollCall(r)
	odd := []string{"membership_mismatch", "note_missing", "title_missing", "totals_missing"} // which are not what these tests are about
	c.Issues = slices.DeleteFunc(c.Issues, func(i Issue) bool { return slices.Contains(odd, i.Code) })
	return c
}

// linked joins rows and meetings as a build does, and gives the rows again.
func linked(rows []RollCall, adoptions []Adoption, meetings ...*Verbatim) ([]RollCall, []Adoption) {
	GroupVotes(rows)
	var calls []*RollCall
	for i := range rows {
		calls = append(calls, &rows[i])
	}
	var texts []*Adoption
	for i := range adoptions {
		texts = append(texts, &adoptions[i])
	}
	Link(calls, texts, meetings)
	return rows, adoptions
}

// adopted is the vote on a draft that became a resolution.
func adopted(draft, number string, lists ...string) any {
	a := on("whole", draft, "adopted")
	a.Resolution = number
	return voted(a, lists...)
}

func disagreements(c RollCall) (out []string) {
	for _, i := range c.Issues {
		if i.Code == "pv_disagrees" {
			out = append(out, i.Detail)
		}
	}
	return out
}

func TestTheLibrarysRowIsTheRow(t *testing.T) {
	piece := on("paragraph", "A/61/L.1", "retained")
	piece.Target = "PP8"
	r := gaRecord(voted(piece, "Cuba"), adopted("A/61/L.1", "61/1", "Cuba, Peru", "France"))
	r.Statements = append(r.Statements, statementOn(2, "Chad"))
	m := typed(t, r)
	rows, _ := linked([]RollCall{libraryRow(t, 7, "A/RES/61/1", "Y CUBA", "Y PERU", "N FRANCE", "  CHAD")}, nil, &m)
	c := rows[0]
	if c.ID != "undl-7" || !slices.Equal(c.FormerIDs, []string{"pv:A/61/PV.107:A/61/L.1"}) || !slices.Equal(c.Sources, []string{"record_page", "meeting_record"}) || c.Source != "record_page" {
		t.Errorf("%s, formerly %v, from %v", c.ID, c.FormerIDs, c.Sources)
	}
	if *c.MeetingSeq != 2 || c.Method != Recorded || !slices.Equal(c.Drafts, []string{"A/61/L.1"}) || len(c.Issues) > 0 || len(c.Votes) != 4 {
		t.Errorf("%+v", c)
	}
	if len(m.RollCalls) != 1 || m.RollCalls[0].ParentID != "undl-7" {
		t.Errorf("the paragraph: %+v", m.RollCalls)
	}
	if len(m.Statements) != 1 || m.Statements[0].RollCallID != "undl-7" {
		t.Errorf("statements %+v", m.Statements)
	}
}

func TestDifferencesAreNamedAndNotRepaired(t *testing.T) {
	for name, tt := range map[string]struct {
		lines, lists []string
		number       string
		change       func(*RollCall)
		want         []string
	}{
		"none": {lines: []string{"Y CUBA", "N FRANCE", "A PERU", "  CHAD"}, lists: []string{"Cuba", "France", "Peru"}},
		"another vote": {
			lines: []string{"Y CUBA", "N FRANCE"}, lists: []string{"Cuba, France"},
			want: []string{"yes: record_page has 1, the meeting record 2", "no: record_page has 1, the meeting record 0", "FRA: record_page has no, the meeting record yes"},
		},
		"listed here only": {
			lines: []string{"Y CUBA", "Y PERU", "N FRANCE"}, lists: []string{"Cuba", "France"},
			want: []string{"yes: record_page has 2, the meeting record 1", "PER: record_page has yes, the meeting record not listed"},
		},
		"listed there only": {
			lines: []string{"Y CUBA", "N FRANCE"}, lists: []string{"Cuba, Peru", "France"},
			want: []string{"yes: record_page has 1, the meeting record 2", "PER: record_page has not listed, the meeting record yes"},
		},
		"a blank that voted": {
			lines: []string{"Y CUBA", "  PERU"}, lists: []string{"Cuba, Peru"},
			want: []string{"yes: record_page has 1, the meeting record 2", "PER: record_page has non_voting, the meeting record yes"},
		},
		"an unreadable code": {
			lines: []string{"Y CUBA", "AN PERU"}, lists: []string{"Cuba, Peru"},
			want: []string{"yes: record_page has 1, the meeting record 2", `PER: record_page has null ("AN"), the meeting record yes`},
		},
		"another day": {
			lines: []string{"Y CUBA"}, lists: []string{"Cuba"}, change: func(c *RollCall) { *c.Date++ },
			want: []string{"date: record_page has 2007-09-14, the meeting record 2007-09-13"},
		},
		"another meeting on that day": {
			lines: []string{"Y CUBA"}, lists: []string{"Cuba"}, change: func(c *RollCall) { c.MeetingRecords = []string{"A/61/PV.106"} },
			want: []string{"meeting: record_page has [A/61/PV.106], the meeting record A/61/PV.107"},
		},
		"another draft": {
			lines: []string{"Y CUBA"}, lists: []string{"Cuba"}, change: func(c *RollCall) { c.Drafts = []string{"A/61/L.2"} },
			want: []string{"draft: record_page has [A/61/L.2], the meeting record [A/61/L.1]"},
		},
		"the draft with its corrigendum": {
			lines: []string{"Y CUBA"}, lists: []string{"Cuba"}, change: func(c *RollCall) { c.Drafts = []string{"A/61/L.1 and Corr.1"} },
		},
		"another manner": {
			lines: []string{"Y CUBA"}, lists: []string{"Cuba"}, change: func(c *RollCall) { c.Method = RollCallVote },
			want: []string{"method: record_page has roll_call, the meeting record recorded"},
		},
		"without a vote, and with one": {
			lines: nil, lists: []string{"Cuba"}, change: func(c *RollCall) { c.Method = WithoutVote },
			want: []string{"method: record_page has without_vote, the meeting record recorded", "votes: record_page has none, adopted without a vote, the meeting record 1 yes, 0 no, 0 abstaining"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := typed(t, gaRecord(adopted("A/61/L.1", "61/1", tt.lists...)))
			row := libraryRow(t, 7, "A/RES/61/1", tt.lines...)
			if tt.change != nil {
				tt.change(&row)
			}
			before := []any{slices.Clone(row.Votes), row.Counted(), row.Date, slices.Clone(row.MeetingRecords)}
			rows, _ := linked([]RollCall{row}, nil, &m)
			if diff := cmp.Diff(tt.want, disagreements(rows[0])); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, []any{rows[0].Votes, rows[0].Counted(), rows[0].Date, rows[0].MeetingRecords}); diff != "" {
				t.Errorf("repaired (-before +after):\n%s", diff)
			}
			if len(m.RollCalls) > 0 {
				t.Errorf("the vote stands twice: %+v", m.RollCalls)
			}
		})
	}
}

// Of a list that is shorter than the record says, only who stands in it is
// compared.
func TestACutListIsComparedAsFarAsItGoes(t *testing.T) {
	a := on("whole", "A/61/L.1", "adopted")
	a.Resolution = "61/1"
	v := voted(a, "Cuba, France")
	v.Yes, v.No = ptr(3), ptr(1)
	m := typed(t, gaRecord(v))
	rows, _ := linked([]RollCall{libraryRow(t, 7, "A/RES/61/1", "Y CUBA", "Y PERU", "Y CHAD", "N FRANCE")}, nil, &m)
	if got := disagreements(rows[0]); !slices.Equal(got, []string{"FRA: record_page has no, the meeting record yes"}) {
		t.Errorf("%q", got)
	}
}

// A row without votes takes the list of the meeting record, if it is whole.
func TestAnEmptyListIsFilled(t *testing.T) {
	cut := on("whole", "A/61/L.1", "adopted")
	cut.Resolution = "61/1"
	short := voted(cut, "Cuba")
	short.Yes = ptr(90)
	for name, tt := range map[string]struct {
		lines  []string
		vote   any
		filled bool
	}{
		"no list":                {nil, adopted("A/61/L.1", "61/1", "Cuba, Peru", "France"), true},
		"a list without codes":   {[]string{"  CUBA", "  PERU", "  FRANCE"}, adopted("A/61/L.1", "61/1", "Cuba, Peru", "France"), true},
		"a list that is cut":     {nil, short, false},
		"a list of its own":      {[]string{"Y CUBA"}, adopted("A/61/L.1", "61/1", "Cuba"), false},
		"a name that is unknown": {nil, adopted("A/61/L.1", "61/1", "Cuba, Atlantis"), false},
	} {
		t.Run(name, func(t *testing.T) {
			m := typed(t, gaRecord(tt.vote))
			rows, _ := linked([]RollCall{libraryRow(t, 7, "A/RES/61/1", tt.lines...)}, nil, &m)
			c := rows[0]
			if filled := slices.Contains(codesOf(c.Issues), "list_from_meeting"); filled != tt.filled {
				t.Fatalf("filled: %t; %v", filled, c.Issues)
			}
			if tt.filled && (*c.Yes != 2 || c.NonVoting != nil || c.Votes[0].Printed != "In favour" || c.Votes[2].Label != "France") {
				t.Errorf("%+v", c)
			}
			if c.Source != "record_page" {
				t.Errorf("source %s", c.Source)
			}
		})
	}
}

// What finds the record of a vote, and what does not.
func TestWhichRecordIsOfTheVote(t *testing.T) {
	inParts := []string{"A/RES/61/128[A]", "A/RES/61/128[B]"}
	council := func(lines ...string) RollCall {
		r := page("S/RES/2448(2018)", "2018-12-13", lines...)
		r.ID, r.MeetingRecords = 1, []string{"S/PV.8422"}
		return normalizer(t).RollCall(r)
	}
	for name, tt := range map[string]struct {
		rows   []RollCall
		change func([]RollCall)
		vote   any
		want   string // the ids of the rows that it is of
	}{
		"its number":                         {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA"), libraryRow(t, 2, "A/RES/61/2", "Y CUBA")}, nil, adopted("A/61/L.1", "61/2", "Cuba"), "undl-2"},
		"its part, in brackets or not":       {[]RollCall{libraryRow(t, 1, "A/RES/61/28A", "Y CUBA"), libraryRow(t, 2, "A/RES/61/28[B]", "Y PERU")}, nil, adopted("A/61/L.1", "61/28 B", "Peru"), "undl-2"},
		"another part is another text":       {[]RollCall{libraryRow(t, 1, "A/RES/61/28A", "Y CUBA")}, nil, adopted("A/61/L.1", "61/28 B", "Cuba"), ""},
		"a text without parts is not a part": {[]RollCall{libraryRow(t, 1, "A/RES/61/28A", "Y CUBA")}, nil, adopted("A/61/L.1", "61/28", "Cuba"), ""},
		"one vote in two records":            {[]RollCall{libraryRow(t, 1, inParts[0], "Y CUBA"), libraryRow(t, 2, inParts[1], "Y CUBA")}, nil, adopted("A/61/L.1", "61/128 A and B", "Cuba"), "undl-1 undl-2"},
		"no number of a part":                {[]RollCall{libraryRow(t, 1, inParts[0], "Y CUBA"), libraryRow(t, 2, inParts[1], "Y CUBA")}, nil, adopted("A/61/L.1", "61/128", "Cuba"), "undl-1 undl-2"},
		"two votes in two records":           {[]RollCall{libraryRow(t, 1, inParts[0], "Y CUBA"), libraryRow(t, 2, inParts[1], "Y PERU")}, nil, adopted("A/61/L.1", "61/128", "Peru"), "undl-2"},
		"two votes, and neither list":        {[]RollCall{libraryRow(t, 1, inParts[0], "Y CUBA"), libraryRow(t, 2, inParts[1], "Y PERU")}, nil, adopted("A/61/L.1", "61/128", "Chad"), ""},
		"its draft, without a number":        {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA"), libraryRow(t, 2, "A/RES/61/2", "Y PERU")}, func(r []RollCall) { r[0].Drafts = []string{"A/61/L.1"} }, adopted("A/61/L.1", "", "Peru"), "undl-1"},
		"its list, without a number":         {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA"), libraryRow(t, 2, "A/RES/61/2", "Y PERU", "  CHAD")}, nil, adopted("A/61/L.1", "", "Peru"), "undl-2"},
		"a list that two records have":       {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA"), libraryRow(t, 2, "A/RES/61/2", "Y CUBA")}, nil, adopted("A/61/L.1", "", "Cuba"), ""},
		"another day and another meeting":    {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA")}, func(r []RollCall) { *r[0].Date += 9; r[0].MeetingRecords = []string{"A/61/PV.110"} }, adopted("A/61/L.1", "61/1", "Cuba"), ""},
		"rejected: the library has none":     {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA")}, nil, voted(on("whole", "A/61/L.1", "rejected"), "Cuba"), ""},
		"a paragraph: the library has none":  {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA")}, nil, voted(on("paragraph", "A/61/L.1", "retained"), "Cuba"), ""},
		"with a corrigendum of the meeting":  {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA")}, func(r []RollCall) { r[0].Date, r[0].MeetingRecords = nil, []string{"A/61/PV.107 and Corr.1"} }, adopted("A/61/L.1", "61/1", "Cuba"), "undl-1"},
		"no meeting, and the day":            {[]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA")}, func(r []RollCall) { r[0].MeetingRecords = nil }, adopted("A/61/L.1", "61/1", "Cuba"), "undl-1"},
		"the Council's":                      {[]RollCall{council("Y PERU")}, func(r []RollCall) { r[0].MeetingRecords, r[0].Date = []string{"A/61/PV.107"}, dayOf(t, "2007-09-13") }, adopted("S/1", "61/1", "Peru"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.change != nil {
				tt.change(tt.rows)
			}
			m := typed(t, gaRecord(tt.vote))
			rows, _ := linked(tt.rows, nil, &m)
			var got []string
			for _, r := range rows {
				if slices.Contains(r.Sources, MeetingRecord) {
					got = append(got, r.ID)
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%v, want %s", got, tt.want)
			}
			if stays := len(m.RollCalls) == 1; stays != (tt.want == "") {
				t.Errorf("a row of its own: %t", stays)
			}
			former := 0
			for _, r := range rows {
				former += len(r.FormerIDs)
			}
			if want := min(1, len(got)); former != want {
				t.Errorf("%d rows have its id as a former one, want %d", former, want)
			}
		})
	}
}

// The same text twice in a meeting: one record, one vote of the two.
func TestARecordIsOfOneVote(t *testing.T) {
	m := typed(t, gaRecord(adopted("A/61/L.1", "61/1", "Cuba"), adopted("A/61/L.1", "61/1", "Cuba")))
	rows, _ := linked([]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA")}, nil, &m)
	if len(m.RollCalls) != 1 || m.RollCalls[0].ID != "pv:A/61/PV.107:A/61/L.1~2" || len(rows[0].FormerIDs) != 1 {
		t.Errorf("%v; %v", rows[0].FormerIDs, m.RollCalls)
	}
}

func TestWithoutAVoteInOneOfTheTwo(t *testing.T) {
	a := on("whole", "A/61/L.1", "adopted")
	a.Resolution = "61/1"
	n := normalizer(t)
	ofLibrary := page("A/RES/61/1", "2007-09-13")
	ofLibrary.ID, ofLibrary.Note = 7, "ADOPTED WITHOUT VOTE"
	text, ok := n.Adoption(ofLibrary)
	if !ok {
		t.Fatal("no adoption")
	}
	t.Run("in both", func(t *testing.T) {
		m := typed(t, gaRecord(a))
		_, texts := linked(nil, []Adoption{text}, &m)
		if got := texts[0]; len(m.Adoptions) != 0 || got.ID != "undl-7" || !slices.Equal(got.FormerIDs, []string{"pv:A/61/PV.107:A/61/L.1"}) || got.Meeting != "A/61/PV.107" || *got.MeetingSeq != 1 {
			t.Errorf("%+v and %+v", got, m.Adoptions)
		}
	})
	t.Run("in the meeting record only", func(t *testing.T) {
		m := typed(t, gaRecord(a))
		rows, _ := linked([]RollCall{libraryRow(t, 7, "A/RES/61/1", "Y CUBA", "Y PERU")}, nil, &m)
		want := []string{"adopted without a vote, says the meeting record (adoption pv:A/61/PV.107:A/61/L.1); record_page has 2 yes, 0 no, 0 abstaining"}
		if got := disagreements(rows[0]); !slices.Equal(got, want) || *rows[0].Yes != 2 || len(m.Adoptions) != 1 {
			t.Errorf("%q, %+v", got, rows[0])
		}
	})
	t.Run("in the library's record only", func(t *testing.T) {
		m := typed(t, gaRecord(voted(a, "Cuba")))
		_, texts := linked(nil, []Adoption{text}, &m)
		if len(m.RollCalls) != 1 || !slices.Equal(disagreements(m.RollCalls[0]), []string{"A/RES/61/1 is adopted without a vote, says the library's record undl-7"}) || len(texts[0].FormerIDs) > 0 {
			t.Errorf("%+v", m.RollCalls)
		}
	})
	t.Run("in both, with a list that says nothing", func(t *testing.T) {
		m := typed(t, gaRecord(a))
		row := libraryRow(t, 7, "A/RES/61/1", "  CUBA")
		row.Method = WithoutVote
		rows, _ := linked([]RollCall{row}, nil, &m)
		if len(m.Adoptions) != 0 || len(disagreements(rows[0])) > 0 || !slices.Equal(rows[0].FormerIDs, []string{"pv:A/61/PV.107:A/61/L.1"}) {
			t.Errorf("%+v and %+v", rows[0], m.Adoptions)
		}
	})
}

// Only a record that was read to its end and in one way tells what is not in it.
func TestAVoteThatTheMeetingDoesNotHave(t *testing.T) {
	const want = "the meeting record has no vote on A/RES/61/2; record_page has 1 yes, 0 no, 0 abstaining"
	for name, tt := range map[string]struct {
		change func(*RollCall, *Verbatim)
		sure   bool
	}{
		"read to its end":               {func(*RollCall, *Verbatim) {}, true},
		"cut":                           {func(_ *RollCall, m *Verbatim) { m.Sure = false }, false},
		"held at two meetings":          {func(c *RollCall, _ *Verbatim) { c.MeetingRecords = []string{"A/61/PV.106", "A/61/PV.107"} }, false},
		"a vote without a number there": {func(_ *RollCall, m *Verbatim) { m.RollCalls[0].Resolution, m.RollCalls[0].Yes = "", nil }, false},
		"adopted without a vote":        {func(c *RollCall, _ *Verbatim) { c.Method = WithoutVote }, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := typed(t, gaRecord(adopted("A/61/L.1", "61/1", "Cuba")))
			row := libraryRow(t, 2, "A/RES/61/2", "Y PERU")
			tt.change(&row, &m)
			rows, _ := linked([]RollCall{libraryRow(t, 1, "A/RES/61/1", "Y CUBA"), row}, nil, &m)
			if got := disagreements(rows[1]); slices.Contains(got, want) != tt.sure || !tt.sure && len(got) > 0 {
				t.Errorf("%q", got)
			}
			if got := disagreements(rows[0]); len(got) > 0 {
				t.Errorf("of the vote that is there: %q", got)
			}
		})
	}
}

// The order of rows and of meetings makes no difference.
func TestLinkingDoesNotDependOnOrder(t *testing.T) {
	joined := func(reverse bool) string {
		rows := []RollCall{libraryRow(t, 1, "A/RES/61/128[A]", "Y CUBA"), libraryRow(t, 2, "A/RES/61/128[B]", "Y CUBA"), libraryRow(t, 3, "A/RES/61/3", "Y PERU")}
		one := typed(t, gaRecord(adopted("A/61/L.1", "61/128 A and B", "Cuba"), adopted("A/61/L.3", "", "Peru")))
		two := typed(t, scRecord("S/PV.8422", "2018-12-13", adopted("S/2018/1", "2448 (2018)", "Peru")))
		meetings := []*Verbatim{&one, &two}
		if reverse {
			slices.Reverse(rows)
			slices.Reverse(meetings)
		}
		rows, _ = linked(rows, nil, meetings...)
		slices.SortFunc(rows, func(a, b RollCall) int { return strings.Compare(a.ID, b.ID) })
		var s string
		for _, r := range rows {
			r.FormerIDs = nil // of the first record of a group, and records come in the order of their numbers
			r.VoteGroupID = ""
			s += render(r)
		}
		return s + render(two.RollCalls[0])
	}
	if diff := cmp.Diff(joined(false), joined(true)); diff != "" {
		t.Errorf("(-one order +the other):\n%s", diff)
	}
}
