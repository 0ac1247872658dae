package normalize

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/vetoes"
)

const nineYes = "Algeria, Angola, Benin, Bulgaria, Brazil, Chile, Germany, Mexico, Spain"

// listed is a list of vetoes of rows "DATE|DRAFT|RECORD|MEMBERS", the newest first;
// lines of a cell are parted by a slash between blanks.
func listed(rows ...string) (list []vetoes.Row) {
	lines := func(cell string) []string {
		return slices.DeleteFunc(strings.Split(cell, " / "), func(s string) bool { return s == "" })
	}
	for i, row := range rows {
		cells := strings.Split(row, "|")
		list = append(list, vetoes.Row{Number: len(rows) - i, Date: cells[0], Drafts: lines(cells[1]), MeetingRecords: lines(cells[2]), Agenda: "Peace", Members: lines(cells[3])})
	}
	return list
}

// brief is a veto in a line.
func brief(vs []Veto) (out []string) {
	for _, v := range vs {
		out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s", v.ID, strings.Join(v.Drafts, " "), strings.Join(v.MeetingRecords, " "), v.Label, v.RollCallID))
	}
	return out
}

func briefIssues(is []Issue) (out []string) {
	for _, i := range is {
		out = append(out, i.RollCallID+"|"+i.Code+"|"+i.Detail)
	}
	return out
}

func TestVetoesOfTheList(t *testing.T) {
	for _, tt := range []struct {
		name   string
		rows   []string
		want   []string
		issues []string
	}{
		{"two members, parted by breaks", []string{"26 May 2022|S/2022/431|S/PV.9048|China / Russian Federation"},
			[]string{"veto:2022-05-26:S/PV.9048:CHN|S/2022/431|S/PV.9048|China|", "veto:2022-05-26:S/PV.9048:RUS|S/2022/431|S/PV.9048|Russian Federation|"}, nil},
		{"by a comma; the meeting for a draft", []string{"26 June 1946|S/PV.49|S/PV.49|France, USSR"},
			[]string{"veto:1946-06-26:S/PV.49:FRA||S/PV.49|France|", "veto:1946-06-26:S/PV.49:SUN||S/PV.49|USSR|"}, nil},
		{"letters for a meeting", []string{"31 August 2020|S/2020/852|S/2020/870 / S/2020/865|USA"},
			[]string{"veto:2020-08-31:S/2020/870:USA|S/2020/852|S/2020/870 S/2020/865|USA|"}, nil},
		{"several drafts, a meeting among them, the second veto of a meeting", []string{"15 September 1947|S/552, S/PV.202|S/PV.202|USSR", "15 September 1947|S/471 and S/471/Add.1|S/PV.202|USSR"},
			[]string{"veto:1947-09-15:S/PV.202:SUN|S/471 S/471/Add.1|S/PV.202|USSR|", "veto:1947-09-15:S/PV.202:SUN~2|S/552|S/PV.202|USSR|"}, nil},
		{"another meeting for a draft", []string{"18 June 1946|S/PV.45|S/PV.47|USSR"},
			[]string{"veto:1946-06-18:S/PV.47:SUN||S/PV.47 S/PV.45|USSR|"}, nil},
		{"China's two governments", []string{"25 August 1972|S/10771|S/PV.1660|China", "13 December 1955|S/3502|S/PV.704|China"},
			[]string{"veto:1955-12-13:S/PV.704:CHN|S/3502|S/PV.704|China|", "veto:1972-08-25:S/PV.1660:CHN|S/10771|S/PV.1660|China|"}, nil},
		{"words beside a draft", []string{"2 May 1958|S/3995 (incorporating the amendment)S/3998|S/PV.817|USSR", "29 September 1972|S/10805/Rev.1 (as amended)|S/PV.1666|UK"},
			[]string{"veto:1972-09-29:S/PV.1666:GBR|S/10805/Rev.1|S/PV.1666|UK|", "veto:1958-05-02:S/PV.817:SUN|S/3995 S/3998|S/PV.817|USSR|"},
			[]string{`|symbol_repaired|"S/10805/Rev.1 (as amended)" read as S/10805/Rev.1`, `|symbol_repaired|"S/3995 (incorporating the amendment)S/3998" read as S/3995, S/3998`}},
		{"nobody known, no day, no symbol", []string{"Easter 1946|the draft|S/PV.9|Utopia"},
			[]string{"veto:undated:S/PV.9:utopia|the draft|S/PV.9|Utopia|"},
			[]string{`|date_unread|"Easter 1946" is not a day as in 26 May 2022`, `|symbol_unread|no symbol in "the draft"`, `|unknown_member|nobody is known as "Utopia" that day`}},
		{"no member", []string{"26 May 2022|S/1|S/PV.9048|", "25 May 2022|S/2|S/PV.9047|China"}, []string{"veto:2022-05-25:S/PV.9047:CHN|S/2|S/PV.9047|China|"},
			[]string{`|veto_unread|no member in "": S/1 | S/PV.9048 | Peace`}},
		{"other marks between members", []string{"25 May 1949|S/3|S/PV.3|United Kingdom of Great Britain and Northern Ireland; U.S./France*", "24 May 1949|S/2|S/PV.2|France & USSR", "23 May 1949|S/1|S/PV.1|UK, the USA and Utopia"},
			[]string{"veto:1949-05-23:S/PV.1:GBR|S/1|S/PV.1|UK|", "veto:1949-05-23:S/PV.1:USA|S/1|S/PV.1|the USA|", "veto:1949-05-23:S/PV.1:utopia|S/1|S/PV.1|Utopia|",
				"veto:1949-05-24:S/PV.2:FRA|S/2|S/PV.2|France|", "veto:1949-05-24:S/PV.2:SUN|S/2|S/PV.2|USSR|",
				"veto:1949-05-25:S/PV.3:GBR|S/3|S/PV.3|United Kingdom of Great Britain and Northern Ireland|", "veto:1949-05-25:S/PV.3:USA|S/3|S/PV.3|U.S.|", "veto:1949-05-25:S/PV.3:FRA|S/3|S/PV.3|France*|"},
			[]string{`|unknown_member|nobody is known as "Utopia" that day`}},
		{"blanks in symbols", []string{"26 May 2022|S /2022/431|S/PV. 9048 / S/PV 9049|China"}, []string{"veto:2022-05-26:S/PV.9048:CHN|S/2022/431|S/PV.9048 S/PV.9049|China|"},
			[]string{`|symbol_repaired|"S/PV. 9048" read as S/PV.9048`, `|symbol_repaired|"S/PV 9049" read as S/PV.9049`, `|symbol_repaired|"S /2022/431" read as S/2022/431`}},
		{"symbols that run together, or fall apart", []string{"26 May 2022|S/10805 Rev. 1 / S/2022/431S/2022/432 / S/2022 /433|S/PV.9048 / S/2020/ 870|China", "25 May 2022|S/2022–431|S/PV.9047|China"},
			[]string{"veto:2022-05-25:S/PV.9047:CHN|S/2022–431|S/PV.9047|China|", "veto:2022-05-26:S/PV.9048:CHN|S/10805/Rev.1 S/2022/431 S/2022/432 S/2022/433|S/PV.9048 S/2020/870|China|"},
			[]string{`|symbol_unread|not a readable symbol: "S/2022–431": after the symbol stands "-431"`, `|symbol_repaired|"S/2020/ 870" read as S/2020/870`, `|symbol_repaired|"S/10805 Rev. 1" read as S/10805/Rev.1`,
				`|symbol_repaired|"S/2022/431S/2022/432" read as S/2022/431, S/2022/432`, `|symbol_repaired|"S/2022 /433" read as S/2022/433`}},
		{"marks of footnotes", []string{"26 May 2022|S/1|S/PV.9048|China 1/, and Russian Federation [a]. / U.S. (2) – UK¹"},
			[]string{"veto:2022-05-26:S/PV.9048:CHN|S/1|S/PV.9048|China 1/|", "veto:2022-05-26:S/PV.9048:RUS|S/1|S/PV.9048|Russian Federation [a].|", "veto:2022-05-26:S/PV.9048:USA|S/1|S/PV.9048|U.S. (2)|", "veto:2022-05-26:S/PV.9048:GBR|S/1|S/PV.9048|UK¹|"}, nil},
		{"no draft, no meeting", []string{"26 May 2022|||China"}, []string{"veto:2022-05-26:unknown:CHN|||China|"}, []string{"|symbol_missing|the row has no draft", "|meeting_missing|the row has no meeting record"}},
		{"no permanent member", []string{"26 May 2022|S/1|S/PV.9048|USSR"}, []string{"veto:2022-05-26:S/PV.9048:SUN|S/1|S/PV.9048|USSR|"},
			[]string{`|member_disagrees|"USSR" had no permanent seat that day`}},
	} {
		vs, issues := normalizer(t).Vetoes(listed(tt.rows...), nil, nil)
		if d := cmp.Diff(tt.want, brief(vs)); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
		if d := cmp.Diff(tt.issues, briefIssues(issues)); d != "" {
			t.Errorf("%s: issues %s", tt.name, d)
		}
		for _, i := range issues {
			if !strings.HasPrefix(i.Place, "list of vetoes, row ") {
				t.Errorf("%s: place %q", tt.name, i.Place)
			}
		}
	}
}

func TestDaysOfTheListOfVetoes(t *testing.T) {
	for printed, want := range map[string]string{
		"26 May 2022": "2022-05-26", "07 November 1989": "1989-11-07", "30 January 86": "1986-01-30", "5 May 05": "2005-05-05", "27-28 October 1983": "1983-10-28", "30 September - 1 October 1947": "1947-10-01",
		"27–28 October 1983": "1983-10-28", "4 and 5 August 1947": "1947-08-05", "30 September to 1 October 1947": "1947-10-01", "May 26, 2022": "2022-05-26", "26 May, 2022": "2022-05-26", "26th May 2022": "2022-05-26", "9 Sept. 1950": "1950-09-09", "31 December 1948 - 1 January 1949": "1949-01-01",
		"27, 28 and 29 October 1983": "1983-10-29", "30 Sept.-1 Oct. 1983": "1983-10-01", "27−28 October 1983": "1983-10-28", "2022-05-26": "2022-05-26", "1940-05-26": "",
		"31 February 1950": "", "May 2022": "", "1 January 1940": "", "26 May 2022 (a.m.)": "", "": "",
	} {
		d, err := parseListDate(printed)
		if got := dayText(&d); err == nil && got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %s, %v, want %s", printed, got, err, want)
		}
	}
}

// The list beside the records of the meetings.
func TestVetoesBesideMeetingRecords(t *testing.T) {
	piece := on("paragraph", "S/2011/612", "not_retained")
	piece.Target = "OP1"
	named := func(scope Scope, draft, against string) any {
		return voted(on(scope, draft, "rejected"), nineYes, against)
	}
	for _, tt := range []struct {
		name   string
		record []any // of S/PV.6627, 4 October 2011
		rows   []string
		want   []string
		issues []string
	}{
		{"the same", []any{named(Whole, "S/2011/612", "China, Russian Federation")}, []string{"4 October 2011|S/2011/612|S/PV.6627|China / Russian Federation"},
			[]string{"CHN|China|S/2011/612|veto_list", "RUS|Russian Federation|S/2011/612|veto_list"}, nil},
		{"no list", []any{named(Whole, "S/2011/612", "China")}, nil, []string{"CHN|China|S/2011/612|meeting_record"}, nil},
		{"a list that ends before", []any{named(Whole, "S/2011/612", "China")}, []string{"18 February 2011|S/2011/24|S/PV.6484|USA"},
			[]string{"USA|USA||veto_list", "CHN|China|S/2011/612|meeting_record"}, nil},
		{"another member, another day", []any{named(Whole, "S/2011/612", "China")}, []string{"5 October 2011|S/2011/612|S/PV.6627|USA"}, []string{"USA|USA|S/2011/612|veto_list"},
			[]string{"date: the library's list has 2011-10-05, the meeting record 2011-10-04", "vetoed by: the library's list has USA, the meeting record CHN"}},
		{"not on the list", []any{named(Whole, "S/2011/612", "China")}, []string{"26 May 2022|S/2022/431|S/PV.9048|USA"}, []string{"USA|USA||veto_list", "CHN|China|S/2011/612|meeting_record"},
			[]string{"vetoed by CHN, says the meeting record; the library's list does not have it"}},
		{"not in the record", nil, []string{"4 October 2011|S/2011/612|S/PV.6627|China"}, []string{"CHN|China||veto_list"},
			[]string{"the library's list has a veto of China on S/2011/612; the record of S/PV.6627 has no such vote"}},
		{"a paragraph and the whole", []any{voted(piece, nineYes, "China"), named(Whole, "S/2011/612", "China")}, []string{"4 October 2011|S/2011/612|S/PV.6627|China"},
			[]string{"CHN|China|S/2011/612|veto_list", "CHN|China|S/2011/612:OP1|meeting_record"}, nil},
		{"twice on one draft", []any{named(Whole, "S/2011/612", "China"), named(Whole, "S/2011/612", "China")}, []string{"4 October 2011|S/2011/612|S/PV.6627|China", "4 October 2011|S/2011/612|S/PV.6627|China"},
			[]string{"CHN|China||veto_list", "CHN|China||veto_list"}, nil},
		{"twice, one on the list", []any{named(Whole, "S/2011/612", "China"), named(Whole, "S/2011/612", "China")}, []string{"4 October 2011|S/2011/612|S/PV.6627|China"},
			[]string{"CHN|China||veto_list"},
			[]string{"the meeting record has 2 vetoes of CHN, the library's list 1: whether this is one of them is not certain", "the meeting record has 2 vetoes of CHN, the library's list 1: whether this is one of them is not certain"}},
		{"drafts without symbols", []any{named(Whole, "S/2011/612", "China")}, []string{"4 October 2011|S/PV.6627|S/PV.6627|China"}, []string{"CHN|China|S/2011/612|veto_list"}, nil},
	} {
		m := typed(t, scRecord("S/PV.6627", "2011-10-04", tt.record...))
		vs, issues := normalizer(t).Vetoes(listed(tt.rows...), m.RollCalls, []*Verbatim{&m})
		var got, said []string
		for _, v := range vs {
			got = append(got, strings.Join([]string{v.MSCode, v.Label, strings.TrimPrefix(v.RollCallID, "pv:S/PV.6627:"), v.Source}, "|"))
		}
		for _, i := range issues {
			said = append(said, i.Detail)
			if i.Code != "veto_disagrees" {
				t.Errorf("%s: issue %s", tt.name, i.Code)
			}
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
		if d := cmp.Diff(tt.issues, said); d != "" {
			t.Errorf("%s: issues %s", tt.name, d)
		}
	}
}

// A row that is not in five cells is reported with its text.
func TestUnreadRowOfTheList(t *testing.T) {
	list := listed("26 May 2022|S/2022/431|S/PV.9048|China", "25 May 2022|S/2|S/PV.9047|China")
	list[0] = vetoes.Row{Number: 2, Unread: "26 May 2022 | S/2022/431 | China"}
	vs, issues := normalizer(t).Vetoes(list, nil, nil)
	if len(vs) != 1 || len(issues) != 1 || issues[0].Code != "veto_unread" || issues[0].Place != "list of vetoes, row 2" || issues[0].Detail != "not five cells: 26 May 2022 | S/2022/431 | China" {
		t.Errorf("%q, %+v", brief(vs), issues)
	}
}

// Rows that are added on top change no id.
func TestIDsOfVetoesStay(t *testing.T) {
	rows := []string{"24 May 1948|S/PV.303|S/PV.303|USSR", "24 May 1948|S/PV.303|S/PV.303|USSR", "16 February 1946|S/PV.23|S/PV.23|USSR"}
	before, _ := normalizer(t).Vetoes(listed(rows[1:]...), nil, nil)
	after, _ := normalizer(t).Vetoes(listed(rows...), nil, nil)
	if len(after) != 3 || !slices.EqualFunc(before, after[:2], func(a, b Veto) bool { return a.ID == b.ID }) {
		t.Errorf("%q became %q", brief(before), brief(after))
	}
}

func FuzzVetoes(f *testing.F) {
	f.Add("27-28 October 1983", "S/552, S/PV.202", "S/9696 and Corr.1 & 2", "France, USSR")
	f.Add("", "(as amended)", "S/", ",,")
	n := normalizer(f)
	f.Fuzz(func(t *testing.T, date, draft, record, member string) {
		vs, issues := n.Vetoes([]vetoes.Row{{Number: 1, Date: date, Drafts: []string{draft}, MeetingRecords: []string{record}, Members: []string{member}}}, nil, nil)
		if len(vs) == 0 && !slices.ContainsFunc(issues, func(i Issue) bool { return i.Code == "veto_unread" }) {
			t.Errorf("%q: no veto, and no issue that says so", member)
		}
		for _, v := range vs {
			if v.ID == "" || v.Label == "" {
				t.Errorf("%+v", v)
			}
		}
	})
}
