package normalize

import (
	"maps"
	"slices"
	"strconv"
	"testing"
	"time"
)

func dateOf(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSessionAllows(t *testing.T) {
	for _, c := range []struct {
		kind    SessionKind
		session string
		day     string
		want    bool
	}{
		{Regular, "1", "1946-01-09", false}, {Regular, "1", "1946-01-10", true}, {Regular, "1", "1946-02-14", true}, {Regular, "1", "1946-06-01", false},
		{Regular, "1", "1946-10-23", true}, {Regular, "1", "1946-12-15", true}, {Regular, "1", "1947-01-01", false},
		{Regular, "3", "1948-12-12", true}, {Regular, "3", "1949-01-15", false}, {Regular, "3", "1949-05-18", true}, {Regular, "3", "1949-09-20", false},
		{Regular, "5", "1951-11-05", true}, {Regular, "6", "1951-11-05", false}, {Regular, "6", "1951-11-06", true},
		{Regular, "22", "1968-06-12", true}, {Regular, "22", "1968-07-01", false},
		{Regular, "30", "1975-12-17", true}, {Regular, "30", "1975-12-18", false}, {Regular, "30", "1976-09-21", false},
		{Regular, "33", "1979-05-31", true}, {Regular, "37", "1982-02-21", false}, {Regular, "37", "1982-12-03", true},
		{Regular, "61", "2007-09-13", true}, {Regular, "61", "2007-09-18", true}, {Regular, "61", "2007-09-19", false}, {Regular, "62", "2007-09-17", false},
		{Regular, "75", "2021-09-14", true}, {Regular, "76", "2021-09-14", true}, {Regular, "75", "2021-09-15", false},
		{Regular, "81", "2026-09-07", false}, {Regular, "81", "2026-09-08", true}, {Regular, "81", "2027-09-07", true}, {Regular, "81", "2027-10-01", false},
		{Regular, "82", "2027-08-31", false}, {Regular, "82", "2027-12-01", true}, {Regular, "82", "2028-10-01", false},
		{Special, "S-1", "1947-04-28", true}, {Special, "S-1", "1947-05-16", false}, {Special, "S-14", "1986-09-20", true}, {Special, "S-14", "1986-09-21", false},
		{Special, "S-33", "2021-06-01", false}, {Special, "S-33", "2030-01-01", true},
		{EmergencySpecial, "ES-4", "1960-09-20", true}, {EmergencySpecial, "ES-4", "1960-09-21", false},
		{EmergencySpecial, "ES-7", "1980-07-29", true}, {EmergencySpecial, "ES-7", "1980-07-30", false}, {EmergencySpecial, "ES-7", "1981-01-01", false}, {EmergencySpecial, "ES-7", "1982-09-24", true},
		{EmergencySpecial, "ES-10", "1997-04-23", false}, {EmergencySpecial, "ES-10", "1997-04-24", true}, {EmergencySpecial, "ES-10", "2024-12-11", true},
		{EmergencySpecial, "ES-11", "2022-02-27", false}, {EmergencySpecial, "ES-11", "2025-02-24", true},
		{EmergencySpecial, "ES-12", "2022-02-27", false}, {EmergencySpecial, "ES-12", "2026-01-01", true},
		{"", "1982", "1982-01-01", true}, {"", "1982", "1981-12-31", false}, {"", "", "1982-01-01", false},
		{Regular, "ES-11", "2025-02-24", false}, {Special, "1", "1946-01-10", false}, {Regular, "0", "1946-01-10", false}, {Regular, "x", "1946-01-10", false}, {Regular, "", "1946-01-10", false},
	} {
		if got := SessionAllows(c.kind, c.session, dateOf(t, c.day)); got != c.want {
			t.Errorf("SessionAllows(%q, %q, %s) = %v", c.kind, c.session, c.day, got)
		}
	}
}

func TestSessionOf(t *testing.T) {
	for day, want := range map[string]int{
		"1945-10-24": 1, "1946-01-10": 1, "1946-11-01": 1, "1947-05-15": 2, "1949-05-18": 3, "1954-09-20": 9, "1954-09-21": 9, "1956-11-04": 11,
		"1975-09-16": 30, "1976-01-01": 31, "1976-09-21": 31, "1979-01-24": 33, "1997-04-25": 51, "2021-09-13": 75, "2021-09-14": 76, "2022-03-02": 76,
		"2023-12-07": 78, "2026-09-07": 80, "2026-11-23": 81, "2027-09-30": 81, "2027-10-01": 82,
	} {
		if got := SessionOf(dateOf(t, day)); got != want {
			t.Errorf("%s is of session %d, want %d", day, got, want)
		}
	}
}

// The table is whole, and what it says of a session fits its neighbours.
func TestSessionTable(t *testing.T) {
	if want := map[SessionKind]int{Regular: 81, Special: 32, EmergencySpecial: 11}; !maps.Equal(lastKnown, want) || len(sessions) != 81+32+11 {
		t.Fatalf("%v, %d sessions", lastKnown, len(sessions))
	}
	for kind, last := range lastKnown {
		var before Date = -1 << 31
		for n := 1; n <= last; n++ {
			spans := sessions[sessionName(kind, n)]
			if len(spans) == 0 {
				t.Errorf("no %s session %d", kind, n)
				continue
			}
			if spans[0].from <= before {
				t.Errorf("%s session %d opens before the one before it", kind, n)
			}
			before = spans[0].from
			for i, p := range spans {
				if p.to < p.from || i > 0 && p.from <= spans[i-1].to {
					t.Errorf("%s session %d: part %d is from %s to %s", kind, n, i+1, p.from, p.to)
				}
			}
		}
	}
	for n := 1; n < lastKnown[Regular]; n++ {
		spans, next := sessions[strconv.Itoa(n)], sessions[strconv.Itoa(n+1)][0].from
		if end := spans[len(spans)-1].to; end > next {
			t.Errorf("session %d lasts to %s, the next opens on %s", n, end, next)
		}
	}
}

// Since the twentieth, regular sessions open on a Tuesday in September, but for
// two: the 53rd (9 September 1998) and the 56th, put off by a day in 2001.
func TestRegularSessionsOpenOnTuesdays(t *testing.T) {
	var other []int
	for n := 20; n <= lastKnown[Regular]; n++ {
		opening := sessions[strconv.Itoa(n)][0].from.Time()
		if opening.Year() != 1945+n || opening.Month() != time.September {
			t.Errorf("session %d opens on %s", n, opening)
		}
		if opening.Weekday() != time.Tuesday {
			other = append(other, n)
		}
	}
	if !slices.Equal(other, []int{53, 56}) {
		t.Errorf("not on a Tuesday: %v", other)
	}
}

func TestRomanNumerals(t *testing.T) {
	for n := 1; n < 4000; n++ {
		s := intToRoman(n)
		if got, ok := romanToInt(s); !ok || got != n {
			t.Fatalf("%d is %s is %d %v", n, s, got, ok)
		}
	}
	for s, want := range map[string]int{"I": 1, "IV": 4, "VIII": 8, "IX": 9, "XIV": 14, "XIX": 19, "XXVIII": 28, "XL": 40, "MCMXLVI": 1946} {
		if got, ok := romanToInt(s); !ok || got != want {
			t.Errorf("%s is %d %v, want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "IIII", "VV", "IC", "VX", "IIX", "XVIIII", "ii", "XXA", "MMMM", "I I"} {
		if n, ok := romanToInt(s); ok {
			t.Errorf("%q is %d", s, n)
		}
	}
}
