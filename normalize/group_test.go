package normalize

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// part is a record of a list for GroupVotes: symbol, day, meeting, lines.
type part struct{ symbol, day, meeting, lines string }

func TestGroupVotes(t *testing.T) {
	const yes, no = "Y FRANCE/N BRAZIL", "N FRANCE/Y BRAZIL"
	for _, row := range []struct {
		name  string
		parts []part
		want  string // the group of each, by the place of its first record
	}{
		{"one vote for the parts of a text", []part{
			{"A/RES/50/38[A]", "1995-12-06", "A/50/PV.82", yes}, {"A/RES/50/38[B-I]", "1995-12-06", "A/50/PV.82", yes}, {"A/RES/50/38[B-IX]", "1995-12-06", "A/50/PV.82", yes}}, "0 0 0"},
		{"the text, a range and brackets", []part{
			{"A/RES/61/128A-B", "2006-12-14", "A/61/PV.79", yes}, {"A/RES/61/128[A]", "2006-12-14", "A/61/PV.79", yes}, {"A/RES/61/128", "2006-12-14", "A/61/PV.79", yes}}, "0 0 0"},
		{"in another order of lines and under another label", []part{
			{"A/RES/61/128[A]", "2006-12-14", "", "Y TURKEY/N BRAZIL"}, {"A/RES/61/128[B]", "2006-12-14", "", "N BRAZIL/Y TÜRKİYE"}}, "0 0"},
		{"a code in lower case is the same vote", []part{{"A/RES/61/128[A]", "2006-12-14", "", "Y FRANCE"}, {"A/RES/61/128[B]", "2006-12-14", "", "y FRANCE"}}, "0 0"},
		{"letters without brackets are resolutions", []part{
			{"A/RES/38/36C", "1983-12-01", "A/38/PV.79", yes}, {"A/RES/38/36E", "1983-12-01", "A/38/PV.79", yes}}, "0 1"},
		{"voted one by one: two of three lists are equal by chance", []part{
			{"A/RES/63(I)[PARA.1]", "1946-12-13", "A/PV.62", yes}, {"A/RES/63(I)[PARA.2]", "1946-12-13", "A/PV.62", yes}, {"A/RES/63(I)[PARA.3]", "1946-12-13", "A/PV.62", no}}, "0 1 2"},
		{"other days", []part{{"A/RES/31/5[A]", "1976-11-30", "", yes}, {"A/RES/31/5[B]", "1976-12-01", "", yes}}, "0 1"},
		{"other meetings", []part{{"A/RES/50/38[A]", "1995-12-06", "A/50/PV.82", yes}, {"A/RES/50/38[B]", "1995-12-06", "A/50/PV.83", yes}}, "0 1"},
		{"other texts", []part{{"A/RES/50/38", "1995-12-06", "A/50/PV.82", yes}, {"A/RES/50/39", "1995-12-06", "A/50/PV.82", yes}}, "0 1"},
		{"no day", []part{{"A/RES/50/38[A]", "", "A/50/PV.82", yes}, {"A/RES/50/38[B]", "", "A/50/PV.82", yes}}, "0 1"},
		{"no symbol", []part{{"", "1995-12-06", "A/50/PV.82", yes}, {"", "1995-12-06", "A/50/PV.82", yes}}, "0 1"},
		{"no list", []part{{"A/RES/377(V)[A-C]", "1950-11-03", "A/PV.302", ""}, {"A/RES/377(V)[AA]", "1950-11-03", "A/PV.302", ""}}, "0 1"},
		{"no codes", []part{{"A/RES/50/38[A]", "1995-12-06", "", "FRANCE"}, {"A/RES/50/38[B]", "1995-12-06", "", "FRANCE"}}, "0 1"},
		{"one without a list beside two with one", []part{
			{"A/RES/377(V)[A]", "1950-11-03", "", yes}, {"A/RES/377(V)[B]", "1950-11-03", "", ""}, {"A/RES/377(V)[C]", "1950-11-03", "", yes}}, "0 1 0"},
		{"the Council", []part{{"S/RES/66(1948)[A]", "1948-12-29", "S/PV.396", "Y FRANCE"}, {"S/RES/66(1948)[B]", "1948-12-29", "S/PV.396", "Y FRANCE"}}, "0 0"},
	} {
		if got := groups(t, row.parts); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

func groups(t *testing.T, parts []part) string {
	n := normalizer(t)
	var calls []RollCall
	for i, p := range parts {
		r := page(p.symbol, p.day, strings.FieldsFunc(p.lines, func(r rune) bool { return r == '/' })...)
		r.ID = int64(i + 1)
		c := n.RollCall(r)
		if p.meeting != "" {
			c.MeetingRecords = []string{p.meeting}
		}
		calls = append(calls, c)
	}
	GroupVotes(calls)
	var out []string
	for _, c := range calls {
		out = append(out, fmt.Sprint(slices.IndexFunc(calls, func(o RollCall) bool { return o.ID == c.VoteGroupID })))
	}
	return strings.Join(out, " ")
}
