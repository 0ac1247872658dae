package view

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// UnknownSymbolError is ErrUnknown with what is near.
type UnknownSymbolError struct {
	Query     string
	Near      []string // symbols, the nearest first; may be empty
	RollCalls int      // how many the snapshot has
}

func (e *UnknownSymbolError) Error() string {
	s := fmt.Sprintf("%q is %v of %d roll calls", e.Query, ErrUnknown, e.RollCalls)
	if len(e.Near) > 0 {
		s += "; the nearest: " + clean(strings.Join(e.Near, ", "))
	}
	return s
}

func (e *UnknownSymbolError) Unwrap() error { return ErrUnknown }

const (
	nearMost      = 6 // hints that are given
	nearFarthest  = 3 // letters that a hint may differ in
	nearSessions  = 3 // hints of the same number in another session
	longestToNear = 80
)

// near are symbols that the folded query may have meant: the same number in
// another session, the nearest sessions first; then those that differ in the
// fewest letters.
func (x *Index) near(key string) []string {
	if key == "" || len(key) > longestToNear {
		return nil
	}
	type hint struct {
		name string
		far  int
	}
	var sessions, letters []hint
	session, number := sessionOf(key)
	for name, e := range x.entries {
		if !e.isSymbol() {
			continue
		}
		folded := fold(name)
		if s, n := sessionOf(folded); n != 0 && n == number && folded[0] == key[0] {
			sessions = append(sessions, hint{name, max(s-session, session-s)})
		}
		if d := distance(key, folded, nearFarthest); d <= nearFarthest && d < len(key)/2 {
			if shape(folded) != shape(key) { // a report is seldom meant by a draft
				d += nearFarthest
			}
			letters = append(letters, hint{name, d})
		}
	}
	order := func(a, b hint) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.name, b.name)) }
	slices.SortFunc(sessions, order)
	slices.SortFunc(letters, order)
	var names []string
	for _, h := range append(sessions[:min(len(sessions), nearSessions)], letters...) {
		if !slices.Contains(names, h.name) && len(names) < nearMost {
			names = append(names, h.name)
		}
	}
	return names
}

// shape is a folded symbol without its numbers: "A//L/" of A/77/L.65.
func shape(key string) string {
	return strings.Map(func(r rune) rune {
		if classOf(r) == digit {
			return -1
		}
		return r
	}, key)
}

// sessionOf is the session and the number of a folded resolution, 0 where it
// has none.
func sessionOf(key string) (session, number int) {
	m := sessionAndNumber.FindStringSubmatch(key)
	if m == nil {
		return 0, 0
	}
	s := m[1]
	if i := strings.LastIndexByte(s, '/'); i >= 0 { // ES/10
		s = s[i+1:]
	}
	session, _ = strconv.Atoi(s)   // "" and what is too long are no session
	number, _ = strconv.Atoi(m[2]) // likewise
	return session, number
}

// distance counts the letters to insert, delete or replace (Levenshtein), or is
// more than limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal, least := row[0], i+1
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, diagonal+1, row[j]+1)
			least = min(least, row[j+1])
		}
		if least > limit {
			return limit + 1
		}
	}
	return row[len(b)]
}
