package normalize

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// sessionTable has the days on which each session of the General Assembly met,
// from opening to closing, in its parts. Regular sessions from the 31st on have
// the opening day only: they are suspended in December and resumed at need until
// the next one opens, some on its very day (the 75th closed on the morning of
// 14 September 2021, the 76th opened that afternoon). An open end is a session
// adjourned, not closed.
//
// Sources: the days in the headings of the volumes of resolutions (Official
// Records of each session), the Assembly's lists of its special and emergency
// special sessions, and for later openings rule 1 of its rules of procedure.
// Checked against the dates of the voting records and, before 1976, against the
// numbers of the meetings, which run on from one session to the next. Two
// sessions closed after midnight and have that day too: the fifteenth, and the
// fourth emergency special session, whose resolutions the library dates
// 20 September 1960.
const sessionTable = `
1  1946-01-10/1946-02-14 1946-10-23/1946-12-15
2  1947-09-16/1947-11-29
3  1948-09-21/1948-12-12 1949-04-05/1949-05-18
4  1949-09-20/1949-12-10
5  1950-09-19/1951-11-05
6  1951-11-06/1952-02-05
7  1952-10-14/1952-12-22 1953-02-24/1953-04-23 1953-08-17/1953-08-28
8  1953-09-15/1953-12-09
9  1954-09-21/1954-12-17
10 1955-09-20/1955-12-20
11 1956-11-12/1957-03-08 1957-09-10/1957-09-14
12 1957-09-17/1957-12-14
13 1958-09-16/1958-12-13 1959-02-20/1959-03-13
14 1959-09-15/1959-12-13
15 1960-09-20/1960-12-20 1961-03-07/1961-04-22
16 1961-09-19/1961-12-20 1962-01-15/1962-02-23 1962-06-07/1962-06-28
17 1962-09-18/1962-12-20
18 1963-09-17/1963-12-17
19 1964-12-01/1965-02-18 1965-09-01/1965-09-01
20 1965-09-21/1965-12-22
21 1966-09-20/1966-12-20
22 1967-09-19/1967-12-19 1968-04-24/1968-06-12 1968-09-23/1968-09-23
23 1968-09-24/1968-12-21
24 1969-09-16/1969-12-17
25 1970-09-15/1970-12-17
26 1971-09-21/1971-12-22
27 1972-09-19/1972-12-19
28 1973-09-18/1973-12-18 1974-09-16/1974-09-16
29 1974-09-17/1974-12-18 1975-09-16/1975-09-16
30 1975-09-16/1975-12-17
31 1976-09-21
32 1977-09-20
33 1978-09-19
34 1979-09-18
35 1980-09-16
36 1981-09-15
37 1982-09-21
38 1983-09-20
39 1984-09-18
40 1985-09-17
41 1986-09-16
42 1987-09-15
43 1988-09-20
44 1989-09-19
45 1990-09-18
46 1991-09-17
47 1992-09-15
48 1993-09-21
49 1994-09-20
50 1995-09-19
51 1996-09-17
52 1997-09-16
53 1998-09-09
54 1999-09-14
55 2000-09-05
56 2001-09-12
57 2002-09-10
58 2003-09-16
59 2004-09-14
60 2005-09-13
61 2006-09-12
62 2007-09-18
63 2008-09-16
64 2009-09-15
65 2010-09-14
66 2011-09-13
67 2012-09-18
68 2013-09-17
69 2014-09-16
70 2015-09-15
71 2016-09-13
72 2017-09-12
73 2018-09-18
74 2019-09-17
75 2020-09-15
76 2021-09-14
77 2022-09-13
78 2023-09-05
79 2024-09-10
80 2025-09-09
81 2026-09-08
S-1  1947-04-28/1947-05-15
S-2  1948-04-16/1948-05-14
S-3  1961-08-21/1961-08-25
S-4  1963-05-14/1963-06-27
S-5  1967-04-21/1967-06-13
S-6  1974-04-09/1974-05-02
S-7  1975-09-01/1975-09-16
S-8  1978-04-20/1978-04-21
S-9  1978-04-24/1978-05-03
S-10 1978-05-23/1978-07-01
S-11 1980-08-25/1980-09-15
S-12 1982-06-07/1982-07-10
S-13 1986-05-27/1986-06-01
S-14 1986-09-17/1986-09-20
S-15 1988-05-31/1988-06-26
S-16 1989-12-12/1989-12-14
S-17 1990-02-20/1990-02-23
S-18 1990-04-23/1990-05-01
S-19 1997-06-23/1997-06-28
S-20 1998-06-08/1998-06-10
S-21 1999-06-30/1999-07-02
S-22 1999-09-27/1999-09-28
S-23 2000-06-05/2000-06-10
S-24 2000-06-26/2000-07-01
S-25 2001-06-06/2001-06-08
S-26 2001-06-25/2001-06-27
S-27 2002-05-08/2002-05-10
S-28 2005-01-24/2005-01-24
S-29 2014-09-22/2014-09-22
S-30 2016-04-19/2016-04-21
S-31 2020-12-03/2020-12-04
S-32 2021-06-02/2021-06-04
ES-1 1956-11-01/1956-11-10
ES-2 1956-11-04/1956-11-10
ES-3 1958-08-08/1958-08-21
ES-4 1960-09-17/1960-09-20
ES-5 1967-06-17/1967-09-18
ES-6 1980-01-10/1980-01-14
ES-7 1980-07-22/1980-07-29 1982-04-20/1982-04-28 1982-06-25/1982-06-26 1982-08-16/1982-08-19 1982-09-24/1982-09-24
ES-8 1981-09-03/1981-09-14
ES-9 1982-01-29/1982-02-05
ES-10 1997-04-24/
ES-11 2022-02-28/
`

// firstSessionCounted is the first regular session with its number in digits in
// the symbols, and the first of the table without closing day.
const firstSessionCounted = 31

// sessionSpan is the days of one part of a session, both included.
type sessionSpan struct{ from, to Date }

const noEnd Date = 1<<31 - 1

// sessions has the parts of every session of the table under its name; lastKnown
// the number of the latest of each kind.
var sessions, lastKnown = readSessions(sessionTable)

func readSessions(table string) (map[string][]sessionSpan, map[SessionKind]int) {
	all, last := map[string][]sessionSpan{}, map[SessionKind]int{}
	for line := range strings.Lines(strings.TrimSpace(table)) {
		words := strings.Fields(line)
		s, ok := parseSession(words[0])
		if !ok || all[s.name] != nil {
			panic(fmt.Sprintf("session table: %q", line))
		}
		for _, w := range words[1:] {
			all[s.name] = append(all[s.name], readSessionSpan(w))
		}
		last[s.kind] = max(last[s.kind], s.number)
	}
	for n := firstSessionCounted; n <= last[Regular]; n++ {
		end := nextOpening(n) // of the last one: not known yet
		if next := all[strconv.Itoa(n+1)]; next != nil {
			end = next[0].from
		}
		all[strconv.Itoa(n)][0].to = end
	}
	return all, last
}

// readSessionSpan reads "from/to", "from/" (still open) or "from" (to be filled in).
func readSessionSpan(s string) sessionSpan {
	from, to, bounded := strings.Cut(s, "/")
	out := sessionSpan{to: noEnd}
	var err error
	if out.from, err = ParseDate(from); err != nil {
		panic(err)
	}
	if bounded && to != "" {
		if out.to, err = ParseDate(to); err != nil {
			panic(err)
		}
	}
	return out
}

// nextOpening is the latest day on which the session after regular session n can
// open: all since 1965 opened in September.
func nextOpening(n int) Date { return ymd(1946+n, 9, 30) }

// SessionAllows reports whether the session met, or was suspended and could be
// called, on the day. There is no tolerance: votes bear the day of their meeting.
// The Council has no sessions; its kind is empty, its session the year of the
// resolution, and that year must be the day's.
//
// Of sessions that are later than the table only this is known: a regular one
// opens in September and lasts a year, another one opens after the latest in the
// table. A name that is no session allows no day.
func SessionAllows(kind SessionKind, session string, day Date) bool {
	if kind == "" {
		return session == strconv.Itoa(day.Year())
	}
	s, ok := parseSession(session)
	if !ok || s.kind != kind {
		return false
	}
	for _, p := range sessionSpans(s) {
		if p.from <= day && day <= p.to {
			return true
		}
	}
	return false
}

// SessionOf returns the number of the regular session on the day: the one that
// met or could be called, else the next one.
func SessionOf(day Date) int {
	n := 1
	for n < lastKnown[Regular] && sessions[strconv.Itoa(n+1)][0].from <= day {
		n++
	}
	if spans := sessions[strconv.Itoa(n)]; day > spans[len(spans)-1].to {
		n++
	}
	return n
}

func sessionSpans(s assemblySession) []sessionSpan {
	if spans, ok := sessions[s.name]; ok {
		return spans
	}
	if s.kind == Regular {
		return []sessionSpan{{ymd(1945+s.number, 9, 1), nextOpening(s.number)}}
	}
	latest := sessions[sessionName(s.kind, lastKnown[s.kind])]
	return []sessionSpan{{latest[0].from, noEnd}}
}

// ymd is a Date by its parts; it does not check them.
func ymd(year int, month time.Month, dayOfMonth int) Date {
	return DateOf(time.Date(year, month, dayOfMonth, 0, 0, 0, 0, time.UTC))
}

// assemblySession is a session as a symbol names it.
type assemblySession struct {
	kind     SessionKind
	number   int
	name, to string // "ES-1", "ES-2": see Symbol.SessionTo
	printed  string // the symbol's own numerals: "ES-IandII"
}

// parseSession reads "78", "XXIV", "ES-11", "ES-II", "S-1", "S-III" and
// "ES-IandII". ok is false for anything else.
func parseSession(s string) (session assemblySession, ok bool) {
	kind, numerals := Regular, s
	if rest, found := strings.CutPrefix(s, "ES-"); found {
		kind, numerals = EmergencySpecial, rest
	} else if rest, found := strings.CutPrefix(s, "S-"); found {
		kind, numerals = Special, rest
	}
	first, second, two := strings.Cut(numerals, "and")
	n, ok := sessionNumber(first)
	if !ok {
		return assemblySession{}, false
	}
	out := assemblySession{kind: kind, number: n, name: sessionName(kind, n), printed: s}
	if two {
		m, ok := sessionNumber(second)
		if !ok || m <= n {
			return assemblySession{}, false
		}
		out.to = sessionName(kind, m)
	}
	return out, true
}

// sessionNumber reads digits without leading zeros, or a Roman numeral. Under
// 200: what is more is a year or a slip.
func sessionNumber(s string) (int, bool) {
	n, ok := romanToInt(s)
	if !ok {
		var err error
		n, err = strconv.Atoi(s)
		ok = err == nil && strconv.Itoa(n) == s
	}
	return n, ok && 0 < n && n < 200
}

func sessionName(kind SessionKind, n int) string {
	switch kind {
	case EmergencySpecial:
		return "ES-" + strconv.Itoa(n)
	case Special:
		return "S-" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// romanToInt reads a Roman numeral in its one usual spelling, in capitals:
// "XIX", not "XVIIII".
func romanToInt(s string) (int, bool) {
	rest, n := s, 0
	for _, d := range romanDigits {
		for strings.HasPrefix(rest, d.text) {
			rest, n = rest[len(d.text):], n+d.value
		}
	}
	return n, rest == "" && n > 0 && n < 4000 && intToRoman(n) == s
}

func intToRoman(n int) string {
	var b strings.Builder
	for _, d := range romanDigits {
		for ; n >= d.value; n -= d.value {
			b.WriteString(d.text)
		}
	}
	return b.String()
}

var romanDigits = [...]struct {
	value int
	text  string
}{
	{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"},
	{50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"},
}
