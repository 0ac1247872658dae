package normalize

import (
	"slices"
	"testing"
)

// changes are all days on which the number of members changed, with the number
// from that day on. Written from the rosters of the UN, apart from the table.
// From 1963-12-16 to 1964-04-25 Zanzibar counts; Yugoslavia counts throughout.
var changes = []struct {
	day string
	n   int
}{
	{"1945-10-24", 29}, {"1945-10-25", 30}, {"1945-10-30", 31}, {"1945-10-31", 32}, {"1945-11-01", 33},
	{"1945-11-02", 35}, {"1945-11-05", 36}, {"1945-11-07", 38}, {"1945-11-09", 39}, {"1945-11-13", 41},
	{"1945-11-14", 42}, {"1945-11-15", 43}, {"1945-11-21", 44}, {"1945-11-27", 45}, {"1945-12-10", 46},
	{"1945-12-17", 47}, {"1945-12-18", 48}, {"1945-12-21", 50}, {"1945-12-27", 51},
	{"1946-11-19", 54}, {"1946-12-16", 55}, {"1947-09-30", 57}, {"1948-04-19", 58}, {"1949-05-11", 59},
	{"1950-09-28", 60}, {"1955-12-14", 76}, {"1956-11-12", 79}, {"1956-12-18", 80}, {"1957-03-08", 81},
	{"1957-09-17", 82}, {"1958-02-22", 81}, {"1958-12-12", 82}, {"1960-09-20", 96}, {"1960-09-28", 98},
	{"1960-10-07", 99}, {"1961-09-27", 100}, {"1961-10-13", 101}, {"1961-10-27", 103}, {"1961-12-14", 104},
	{"1962-09-18", 108}, {"1962-10-08", 109}, {"1962-10-25", 110}, {"1963-05-14", 111}, {"1963-12-16", 113},
	{"1964-04-26", 112}, {"1964-12-01", 115}, {"1965-01-20", 114}, {"1965-09-21", 117}, {"1966-09-20", 118},
	{"1966-09-28", 119}, {"1966-10-17", 121}, {"1966-12-09", 122}, {"1967-12-14", 123}, {"1968-04-24", 124},
	{"1968-09-24", 125}, {"1968-11-12", 126}, {"1970-10-13", 127}, {"1971-09-21", 130}, {"1971-10-07", 131},
	{"1971-12-09", 132}, {"1973-09-18", 135}, {"1974-09-17", 138}, {"1975-09-16", 141}, {"1975-10-10", 142},
	{"1975-11-12", 143}, {"1975-12-04", 144}, {"1976-09-21", 145}, {"1976-12-01", 146}, {"1976-12-15", 147},
	{"1977-09-20", 149}, {"1978-09-19", 150}, {"1978-12-18", 151}, {"1979-09-18", 152}, {"1980-08-25", 153},
	{"1980-09-16", 154}, {"1981-09-15", 155}, {"1981-09-25", 156}, {"1981-11-11", 157}, {"1983-09-23", 158},
	{"1984-09-21", 159}, {"1990-04-23", 160}, {"1990-05-22", 159}, {"1990-09-18", 160}, {"1990-10-03", 159},
	{"1991-09-17", 166}, {"1992-03-02", 175}, {"1992-05-22", 178}, {"1992-07-31", 179}, {"1993-01-01", 178},
	{"1993-01-19", 180}, {"1993-04-08", 181}, {"1993-05-28", 183}, {"1993-07-28", 184}, {"1994-12-15", 185},
	{"1999-09-14", 188}, {"2000-09-05", 189}, {"2002-09-10", 190}, {"2002-09-27", 191}, {"2006-06-28", 192},
	{"2011-07-14", 193},
}

func TestMembersOnEveryDay(t *testing.T) {
	d := directory(t)
	next, want := 0, 0
	for at := *dayOf(t, "1945-10-01"); at <= *dayOf(t, "2026-12-31"); at++ {
		if next < len(changes) && at == *dayOf(t, changes[next].day) {
			want = changes[next].n
			next++
		}
		if got := len(d.MembersOn(at)); got != want {
			t.Fatalf("%d members on %s, want %d", got, at, want)
		}
	}
	if next != len(changes) {
		t.Fatalf("%d of %d changes seen", next, len(changes))
	}
}

// The numbers of "Growth in United Nations membership" at the end of each year
// in which members came or went.
func TestMembersAtYearEnd(t *testing.T) {
	d := directory(t)
	for year, want := range map[string]int{
		"1945": 51, "1946": 55, "1947": 57, "1948": 58, "1949": 59, "1950": 60, "1954": 60, "1955": 76,
		"1956": 80, "1957": 82, "1958": 82, "1959": 82, "1960": 99, "1961": 104, "1962": 110, "1963": 113,
		"1964": 115, "1965": 117, "1966": 122, "1967": 123, "1968": 126, "1969": 126, "1970": 127, "1971": 132,
		"1972": 132, "1973": 135, "1974": 138, "1975": 144, "1976": 147, "1977": 149, "1978": 151, "1979": 152,
		"1980": 154, "1981": 157, "1982": 157, "1983": 158, "1984": 159, "1989": 159, "1990": 159, "1991": 166,
		"1992": 179, "1993": 184, "1994": 185, "1998": 185, "1999": 188, "2000": 189, "2001": 189, "2002": 191,
		"2005": 191, "2006": 192, "2010": 192, "2011": 193, "2025": 193,
	} {
		if got := len(d.MembersOn(*dayOf(t, year+"-12-31"))); got != want {
			t.Errorf("%d members at the end of %s, want %d", got, year, want)
		}
	}
}

func TestIsMember(t *testing.T) {
	d := directory(t)
	for _, row := range []struct {
		code, day string
		want      bool
	}{
		{"FRA", "1945-10-23", false}, {"FRA", "1945-10-24", true}, {"BEL", "1945-12-26", false}, {"BEL", "1945-12-27", true},
		{"PHL", "1946-01-26", true}, {"IND", "1946-01-26", true}, {"PAK", "1947-09-29", false}, {"PAK", "1947-09-30", true},
		{"SYR", "1958-02-21", true}, {"SYR", "1958-02-22", false}, {"SYR", "1961-10-12", false}, {"SYR", "1961-10-13", true},
		{"EGY", "1958-02-22", true}, {"EGY", "1961-10-13", true},
		{"IDN", "1965-01-19", true}, {"IDN", "1965-01-20", false}, {"IDN", "1966-09-27", false}, {"IDN", "1966-09-28", true},
		{"TZA", "1963-12-17", true}, {"ZAN", "1963-12-15", false}, {"ZAN", "1963-12-17", true}, {"ZAN", "1964-04-25", true}, {"ZAN", "1964-04-26", false},
		{"CHN", "1971-10-24", true}, {"CHN", "1971-10-25", true}, {"ZAF", "1980-01-01", true},
		{"GER", "1973-09-17", false}, {"GER", "1990-10-02", true}, {"GER", "1990-10-03", false},
		{"DDR", "1990-10-02", true}, {"DDR", "1990-10-03", false}, {"DEU", "1990-10-02", false}, {"DEU", "1990-10-03", true},
		{"YMD", "1990-05-21", true}, {"YMD", "1990-05-22", false}, {"YEM", "1990-05-22", true},
		{"SUN", "1991-12-23", true}, {"SUN", "1991-12-24", false}, {"RUS", "1991-12-23", false}, {"RUS", "1991-12-24", true},
		{"CSK", "1992-12-31", true}, {"CSK", "1993-01-01", false}, {"CZE", "1993-01-18", false}, {"SVK", "1993-01-19", true},
		{"YUG", "1995-06-01", true}, {"YUG", "2003-02-03", true}, {"YUG", "2003-02-04", false}, {"SCG", "2003-02-04", true},
		{"SCG", "2006-06-02", true}, {"SCG", "2006-06-03", false}, {"SRB", "2006-06-03", true}, {"MNE", "2006-06-27", false}, {"MNE", "2006-06-28", true},
		{"SSD", "2011-07-13", false}, {"SSD", "2011-07-14", true}, {"XXX", "2000-01-01", false}, {"", "2000-01-01", false},
	} {
		if got := d.IsMember(row.code, *dayOf(t, row.day)); got != row.want {
			t.Errorf("IsMember(%s, %s) = %v, want %v", row.code, row.day, got, row.want)
		}
	}
}

func TestPeriods(t *testing.T) {
	d := directory(t)
	type span struct{ from, to, name, reason, ended string }
	for code, want := range map[string][]span{
		"FRA": {{"1945-10-24", "", "France", "founder", ""}},
		"SYR": {{"1945-10-24", "1958-02-21", "Syria", "founder", "merged"}, {"1961-10-13", "", "Syrian Arab Republic", "returned", ""}},
		"IDN": {{"1950-09-28", "1965-01-19", "Indonesia", "admitted", "withdrew"}, {"1966-09-28", "", "Indonesia", "returned", ""}},
		"YUG": {{"1945-10-24", "1992-09-21", "Yugoslavia", "founder", ""}, {"1992-09-22", "2000-10-31", "Yugoslavia", "barred", "dissolved"},
			{"2000-11-01", "2003-02-03", "Yugoslavia", "admitted", "continued"}},
		"TZA": {{"1961-12-14", "1964-04-25", "Tanganyika", "admitted", ""}, {"1964-04-26", "1964-10-31", "United Republic of Tanganyika and Zanzibar", "merged", ""},
			{"1964-11-01", "", "United Republic of Tanzania", "renamed", ""}},
		"CHN": {{"1945-10-24", "1971-10-24", "China", "founder", ""}, {"1971-10-25", "", "China", "represented", ""}},
	} {
		var got []span
		for _, p := range d.Periods() {
			if p.MSCode != code {
				continue
			}
			s := span{p.From.String(), "", p.Name, p.Reason, p.Ended}
			if p.To != nil {
				s.to = p.To.String()
			}
			got = append(got, s)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}

// A membership that ends says why, and one that goes on under another name does
// not; no reason is outside the list in the head of the table.
func TestPeriodReasons(t *testing.T) {
	reasons := []string{"founder", "admitted", "renamed", "represented", "merged", "continued", "returned", "barred", "restored"}
	endings := []string{"withdrew", "merged", "continued", "dissolved"}
	d := directory(t)
	ps := d.Periods()
	for i, p := range ps {
		if !slices.Contains(reasons, p.Reason) || p.Ended != "" && !slices.Contains(endings, p.Ended) {
			t.Errorf("%s from %s: reason %q, ended %q", p.MSCode, p.From, p.Reason, p.Ended)
		}
		goesOn := p.To == nil || i+1 < len(ps) && ps[i+1].MSCode == p.MSCode && ps[i+1].From == *p.To+1
		if goesOn == (p.Ended != "") && p.MSCode != "YUG" { // one seat ended and another began on the next day
			t.Errorf("%s from %s: goes on %v, ended %q", p.MSCode, p.From, goesOn, p.Ended)
		}
	}
}
