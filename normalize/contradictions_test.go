package normalize

import (
	"strings"
	"testing"

	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// call is a roll call of the library for these tests.
func call(t *testing.T, id int64, resolution, day, meeting string, more ...func(*marc.Record)) RollCall {
	t.Helper()
	r := marc.Record{ID: id, Form: undl.RecordPage, Resolution: []string{resolution}, VoteDate: day, Title: "A title : resolution / adopted by the General Assembly"}
	if meeting != "" {
		r.MeetingRecords = []string{meeting}
	}
	for _, m := range more {
		m(&r)
	}
	return normalizer(t).RollCall(r)
}

// found lists the codes and details that Contradictions adds, by resolution.
func found(calls []RollCall) map[string]string {
	out := map[string]string{}
	for i := range calls {
		calls[i].Issues = nil
	}
	Contradictions(calls)
	for _, c := range calls {
		for _, i := range c.Issues {
			out[c.Resolution] += i.Code + ": " + i.Detail + "\n"
		}
	}
	return out
}

func TestContradictionsWithinOneRecord(t *testing.T) {
	note := func(s string) func(*marc.Record) { return func(r *marc.Record) { r.Note = s } }
	report := func(s string) func(*marc.Record) { return func(r *marc.Record) { r.CommitteeReports = []string{s} } }
	listed := func(r *marc.Record) {
		r.Votes = []marc.VoteLine{{Code: "Y", Label: "FRANCE"}, {Code: "N", Label: "CHINA"}}
	}
	yes := func(n string) func(*marc.Record) {
		return func(r *marc.Record) { r.Summary = &marc.Summary{Yes: n, No: "0", Abstain: "0"} }
	}
	exchanged := func(r *marc.Record) { r.Title, r.Agenda = "A/58/251 99b WORK", []string{r.Title} }
	council := func(r *marc.Record) {
		r.Title, r.Agenda = "S/ X The situation in Cyprus.", []string{"Security Council resolution 2771 (2025) [on Cyprus]"}
	}
	for name, r := range map[string]struct {
		call RollCall
		want string
	}{
		"title and agenda of the Council": {call(t, 1, "S/RES/2771(2025)", "2025-01-31", "S/PV.9854", council), "title_agenda_exchanged"},
		"sound":                           {call(t, 1, "A/RES/58/100", "2003-12-09", "A/58/PV.72", report("A/58/482"), listed), ""},
		"meeting of another session":      {call(t, 1, "A/RES/58/100", "2003-12-09", "A/59/PV.72"), "symbols_disagree"},
		"meeting of another body":         {call(t, 1, "A/RES/58/100", "2003-12-09", "S/PV.4872"), "symbols_disagree"},
		"report of another body":          {call(t, 1, "A/RES/58/100", "2003-12-09", "A/58/PV.72", report("S/1995/12")), "symbols_disagree"},
		"report of another session":       {call(t, 1, "A/RES/58/100", "2003-12-09", "A/58/PV.72", report("A/53/482")), "symbols_disagree"},
		"meeting before 1976":             {call(t, 1, "A/RES/1131(XI)", "1956-12-12", "A/PV.618"), ""},
		"two emergency sessions":          {call(t, 1, "A/RES/996(ES-IandII)", "1956-11-02", "A/PV.562"), ""},
		"not recorded, and listed":        {call(t, 1, "A/RES/58/100", "2003-12-09", "A/58/PV.72", note("NON-RECORDED"), listed), "note_contradicts"},
		"not recorded":                    {call(t, 1, "A/RES/58/100", "2003-12-09", "A/58/PV.72", note("NON-RECORDED")), ""},
		"no vote, and totals":             {call(t, 1, "A/RES/58/100", "2003-12-09", "A/58/PV.72", note("ADOPTED WITHOUT VOTE"), yes("126")), "note_contradicts"},
		"no vote, and zeros":              {call(t, 1, "A/RES/58/100", "2003-12-09", "A/58/PV.72", note("ADOPTED WITHOUT VOTE"), yes("0")), ""},
		"title and agenda":                {call(t, 1, "A/RES/58/100", "2003-12-09", "A/58/PV.72", exchanged), "title_agenda_exchanged"},
		"known from elsewhere":            {call(t, 1, "A/RES/37/9", "1982-10-28", "A/37/PV.55"), "known_error"},
		"corrected since":                 {call(t, 1, "A/RES/37/9", "1982-11-04", "A/37/PV.55"), ""},
	} {
		if got, _, _ := strings.Cut(found([]RollCall{r.call})[r.call.Resolution], ":"); got != r.want {
			t.Errorf("%s: %q, want %q", name, got, r.want)
		}
	}
}

func TestDatesOfMeetings(t *testing.T) {
	calls := []RollCall{
		call(t, 1, "A/RES/33/13[A]", "1978-12-14", "A/33/PV.84"), call(t, 2, "A/RES/33/13[B]", "1978-12-14", "A/33/PV.84 and Corr.1"),
		call(t, 3, "A/RES/33/13[F]", "1978-11-03", "A/33/PV.84"),
		call(t, 4, "A/RES/33/14", "1978-12-15", "A/33/PV.85"), call(t, 5, "A/RES/33/15", "1978-12-16", "A/33/PV.85"), // which is right?
		call(t, 6, "A/RES/34/1", "1979-10-11", "A/34/PV.85"), call(t, 7, "A/RES/34/2", "1979-11-10", "A/34/PV.85"), call(t, 8, "A/RES/34/3", "1979-11-10", "A/34/PV.85"),
	}
	got := found(calls)
	for resolution, want := range map[string]string{
		"A/RES/33/13[A]": "", "A/RES/33/13[B]": "", "A/RES/34/2": "",
		"A/RES/33/13[F]": "date_of_meeting: 1978-11-03; the other votes of A/33/PV.84: 2 on 1978-12-14\n",
		"A/RES/33/14":    "date_of_meeting: 1978-12-15; the other votes of A/33/PV.85: 1 on 1978-12-16\n",
		"A/RES/33/15":    "date_of_meeting: 1978-12-16; the other votes of A/33/PV.85: 1 on 1978-12-15\n",
		"A/RES/34/1":     "date_of_meeting: 1979-10-11; the other votes of A/34/PV.85: 2 on 1979-11-10; with day and month exchanged it is the same day\n",
	} {
		if got[resolution] != want {
			t.Errorf("%s: %q, want %q", resolution, got[resolution], want)
		}
	}
}

func TestOrderOfDates(t *testing.T) {
	rows := []struct {
		name  string
		calls []RollCall
		want  map[string]string
	}{
		{"a resolution between two others", []RollCall{
			call(t, 1, "S/RES/1008(1995)", "1995-08-07", ""), call(t, 2, "S/RES/1009(1995)", "1995-10-08", ""), call(t, 3, "S/RES/1010(1995)", "1995-08-10", ""), call(t, 4, "S/RES/1011(1995)", "1995-08-16", ""),
		}, map[string]string{"S/RES/1009(1995)": "date_out_of_order: S/RES/1009(1995) is of 1995-10-08; S/RES/1008(1995) before it is of 1995-08-07, S/RES/1010(1995) after it is of 1995-08-10; " +
			"with day and month exchanged, 1995-08-10, it would be in order\n"}},
		{"no such day when exchanged", []RollCall{
			call(t, 1, "S/RES/839(1993)", "1993-06-11", ""), call(t, 2, "S/RES/840(1993)", "1993-03-31", ""), call(t, 3, "S/RES/841(1993)", "1993-06-16", ""), call(t, 4, "S/RES/838(1993)", "1993-06-10", ""),
		}, map[string]string{"S/RES/840(1993)": "date_out_of_order: S/RES/840(1993) is of 1993-03-31; S/RES/839(1993) before it is of 1993-06-11, S/RES/841(1993) after it is of 1993-06-16\n"}},
		{"a meeting with the number of its resolution", []RollCall{
			call(t, 1, "A/RES/70/5", "2015-10-27", "A/70/PV.40"), call(t, 2, "A/RES/70/16", "2015-11-24", "A/70/PV.64"), call(t, 3, "A/RES/70/34", "2015-12-07", "A/70/PV.34"),
		}, map[string]string{"A/RES/70/34": "date_out_of_order: A/70/PV.34 is of 2015-12-07; A/70/PV.40 after it is of 2015-10-27; the meeting has the number of the resolution\n"}},
		{"either of two, and the one with fewer votes", []RollCall{
			call(t, 1, "A/RES/1020(XI)", "1956-12-07", "A/PV.612"), call(t, 2, "A/RES/1038(XI)", "1956-12-07", "A/PV.612"), call(t, 3, "A/RES/1131(XI)", "1956-12-04", "A/PV.618"), call(t, 4, "A/RES/1127(XI)", "1956-11-21", "A/PV.587"),
		}, map[string]string{"A/RES/1131(XI)": "date_out_of_order: A/PV.618 is of 1956-12-04; A/PV.612 before it is of 1956-12-07\n"}},
		{"either of two", []RollCall{
			call(t, 1, "S/RES/1(1946)", "1946-01-25", "S/PV.24"), call(t, 2, "S/RES/2(1946)", "1946-01-30", "S/PV.25"), call(t, 3, "S/RES/3(1946)", "1946-02-04", "S/PV.23"), call(t, 4, "S/RES/4(1946)", "1946-02-05", "S/PV.26"),
		}, map[string]string{"S/RES/3(1946)": "date_out_of_order: S/PV.23 is of 1946-02-04; S/PV.24 after it is of 1946-01-25\n"}},
		{"resumptions, sessions and years apart", []RollCall{
			call(t, 1, "S/RES/1160(1998)", "1998-03-31", "S/PV.3868"), call(t, 2, "S/RES/1161(1998)", "1998-04-09", "S/PV.3868 (Resumption 1)"),
			call(t, 3, "A/RES/33/1", "1978-12-14", "A/33/PV.84"), call(t, 4, "A/RES/34/1", "1979-10-11", "A/34/PV.20"), call(t, 5, "A/RES/ES-10/1", "1997-04-25", "A/ES-10/PV.3"),
		}, nil},
	}
	for _, r := range rows {
		got := found(r.calls)
		if len(got) != len(r.want) {
			t.Errorf("%s: %v, want %v", r.name, got, r.want)
		}
		for resolution, want := range r.want {
			if got[resolution] != want {
				t.Errorf("%s, %s:\n got %q\nwant %q", r.name, resolution, got[resolution], want)
			}
		}
	}
}

func TestMembersOfTheCouncil(t *testing.T) {
	listed := func(labels ...string) func(*marc.Record) {
		return func(r *marc.Record) {
			for _, l := range labels {
				r.Votes = append(r.Votes, marc.VoteLine{Code: "Y", Label: l})
			}
		}
	}
	calls := []RollCall{
		call(t, 1, "S/RES/1300(2000)", "2000-05-31", "", listed("CHINA", "MALI")), call(t, 2, "S/RES/1301(2000)", "2000-05-31", "", listed("CHINA", "MALTA")),
		call(t, 3, "S/RES/3000(2030)", "2030-05-31", "", listed("MALTA")), call(t, 4, "S/RES/3001(2030)", "2030-06-01", "", listed("MALTA", "MALI")), call(t, 5, "S/RES/3002(2030)", "2030-06-02", "", listed("MALTA")),
	}
	got := found(calls)
	if len(got) != 2 || !strings.HasPrefix(got["S/RES/1301(2000)"], `not_on_council: "MALTA" (MLT)`) || !strings.HasPrefix(got["S/RES/3001(2030)"], `not_on_council: "MALI" (MLI)`) {
		t.Errorf("%v", got)
	}
}

// Each year has the elected members that the Charter gives the Council, and each of
// them was a member of the United Nations.
func TestTableOfTheCouncil(t *testing.T) {
	dir := normalizer(t).Directory()
	for year, codes := range elected() {
		want := 10
		if year < 1966 {
			want = 6
		}
		if year == 1990 { // Yemen took the seat of Democratic Yemen
			want = 11
		}
		if len(codes) != want {
			t.Errorf("%d: %d members, want %d", year, len(codes), want)
		}
		for code := range codes {
			if !dir.IsMember(code, ymd(year, 6, 30)) && !dir.IsMember(code, ymd(year, 2, 1)) {
				t.Errorf("%d: %s was no member of the United Nations", year, code)
			}
		}
	}
}
