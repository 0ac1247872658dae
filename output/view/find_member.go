package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// Find returns the member that a text names: an ms_code, an ISO 3166-1 code, a
// name of any time or a label as printed, ignoring case, accents and
// punctuation. The error is ErrAmbiguous for a name of several members, and
// ErrUnknown, with what is near, for one of none.
func (m *Members) Find(text string) (Member, error) {
	code, key := strings.ToUpper(strings.TrimSpace(text)), nameKey(text)
	if one, ok := m.ByCode(code); ok {
		return one, nil
	}
	var found, latest []Member
	for _, one := range m.All {
		if code != "" && one.ISO3 == code {
			return one, nil
		}
		if key != "" && slices.ContainsFunc(one.names(), func(n string) bool { return nameKey(n) == key }) {
			found = append(found, one)
			if nameKey(one.Name) == key {
				latest = append(latest, one)
			}
		}
	}
	if len(latest) == 1 { // the others had the name before
		found = latest
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Member{}, fmt.Errorf("member %q is %w%s", text, ErrUnknown, m.near(key))
	}
	return Member{}, fmt.Errorf("member %q %w: %s", text, ErrAmbiguous, codesAndNames(found))
}

// names returns all names that a member had.
func (m *Member) names() []string {
	names := append([]string{m.Name}, m.Labels...)
	for _, p := range m.Periods {
		names = append(names, p.Name)
	}
	return names
}

func codesAndNames(members []Member) string {
	words := make([]string, len(members))
	for i, m := range members {
		words[i] = clean(m.MSCode + " (" + m.Name + ")")
	}
	return strings.Join(words, ", ")
}

// longestName bounds the work of a hint.
const longestName = 100

// near names the members whose code or name is nearest, or contains the text.
func (m *Members) near(key string) string {
	if key == "" || len(key) > longestName {
		return ""
	}
	type hint struct {
		far int
		Member
	}
	var hints []hint
	for _, one := range m.All {
		far := levenshtein.ComputeDistance(key, one.MSCode)
		for _, n := range one.names() {
			name := nameKey(n)
			if far = min(far, levenshtein.ComputeDistance(key, name)); len(key) > 2 && strings.Contains(name, key) {
				far = 0
			}
		}
		if far <= (len(key)+1)/3 {
			hints = append(hints, hint{far, one})
		}
	}
	if len(hints) == 0 {
		return "; 'unvotes members' lists all"
	}
	slices.SortFunc(hints, func(a, b hint) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.MSCode, b.MSCode)) })
	var found []Member
	for _, h := range hints[:min(len(hints), mostHints)] {
		found = append(found, h.Member)
	}
	return "; the nearest: " + codesAndNames(found)
}

// nameKey returns the letters of a name in upper case, without accents.
func nameKey(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, norm.NFD.String(name))
}
