package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"

	"unvotes/normalize"
)

// Member is a row of members, with its periods.
type Member struct {
	normalize.Member
	Periods []Period `json:"-"` // in order
}

// On reports whether the state was a member on the day, and under which name.
func (m *Member) On(d Day) (name string, member bool) {
	for _, p := range m.Periods {
		if p.Has(d) {
			return p.Name, true
		}
	}
	return "", false
}

// Members are all states that ever were members.
type Members struct {
	All    []Member // by ms_code
	byCode map[string]int
}

// ByCode returns the member with an ms_code.
func (m *Members) ByCode(code string) (Member, bool) {
	i, ok := m.byCode[code]
	if !ok {
		return Member{}, false
	}
	return m.All[i], true
}

// Members reads members and member_periods.
func (s *Snapshot) Members(ctx context.Context) (*Members, error) {
	rows, err := readRows[normalize.Member](ctx, s, "members")
	if err != nil {
		return nil, err
	}
	periods, err := readRows[Period](ctx, s, "member_periods")
	if err != nil {
		return nil, err
	}
	return NewMembers(rows, periods), nil
}

// NewMembers puts members and their periods, each in order, together.
func NewMembers(rows []normalize.Member, periods []Period) *Members {
	m := &Members{byCode: map[string]int{}}
	for i, row := range rows {
		m.All = append(m.All, Member{Member: row})
		m.byCode[row.MSCode] = i
	}
	for _, p := range periods {
		if i, ok := m.byCode[p.MSCode]; ok {
			m.All[i].Periods = append(m.All[i].Periods, p)
		}
	}
	return m
}

// commonNames are names and abbreviations that no table has, by nameKey, with the
// ms_code.
var commonNames = map[string]string{
	"US": "USA", "AMERICA": "USA", "UK": "GBR", "BRITAIN": "GBR", "GREATBRITAIN": "GBR", "ENGLAND": "GBR", "UAE": "ARE",
	"SOUTHKOREA": "KOR", "ROK": "KOR", "NORTHKOREA": "PRK", "DPRK": "PRK", "HOLLAND": "NLD", "LAOS": "LAO",
	"DRC": "COD", "DRCONGO": "COD", "CONGOKINSHASA": "COD", "CONGOBRAZZAVILLE": "COG", "EASTTIMOR": "TLS", "MACEDONIA": "MKD",
	"SOVIETUNION": "SUN", "EASTGERMANY": "DDR", "WESTGERMANY": "GER", "CAPEVERDE": "CPV", "BOSNIA": "BIH",
	"GDR": "DDR", "FRG": "GER", "PRC": "CHN", "UAR": "EGY", "RSA": "ZAF", "KSA": "SAU", "CAR": "CAF", "FYROM": "MKD",
	"SOUTHYEMEN": "YMD", "NORTHYEMEN": "YEM",
}

// Find returns the member that a text names, ignoring case, accents and
// punctuation: an ms_code, an ISO 3166-1 code (a present member's goes before a former one's), a name of any time or a label as
// printed, a common name or abbreviation, else the beginning of a name or words
// of it that only one member has. The error is ErrAmbiguous for what several
// members are called, and ErrUnknown, with what is near, if none is.
func (m *Members) Find(text string) (Member, error) {
	name := fullName(text)
	code, key := strings.ToUpper(strings.ReplaceAll(name, ".", "")), nameKey(name)
	if one, ok := m.ByCode(code); ok {
		return one, nil
	}
	words := " " + strings.Join(wordsOf(name), " ") + " "
	var latest []Member
	for _, is := range []func(one Member) bool{
		func(one Member) bool { return code != "" && one.ISO3 == code },
		func(one Member) bool {
			is := code != "" && one.ISO2 == code
			if is && one.isPresent() {
				latest = append(latest, one)
			}
			return is
		},
		func(one Member) bool {
			if nameKey(one.Name) == key {
				latest = append(latest, one)
			}
			return slices.ContainsFunc(one.names(), func(n string) bool { return nameKey(n) == key })
		},
		func(one Member) bool { return commonNames[key] == one.MSCode },
		func(one Member) bool {
			return slices.ContainsFunc(one.names(), func(n string) bool {
				return len(key) > 2 && (strings.HasPrefix(nameKey(n), key) || strings.Contains(" "+strings.Join(wordsOf(n), " ")+" ", words))
			})
		},
	} {
		var found []Member
		for _, one := range m.All {
			if key != "" && is(one) {
				found = append(found, one)
			}
		}
		if len(latest) == 1 { // the others had the name before
			found = latest
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return Member{}, fmt.Errorf("member %q %w members: %s", text, ErrAmbiguous, codesAndNames(found))
		}
	}
	return Member{}, &unknownMemberError{text, m.near(key)}
}

// officialName returns the name of a member that the words call by another one:
// Democratic People's Republic of Korea for "human rights north korea". It is "" if
// there is none.
func (m *Members) officialName(words []string) string {
	const mostWords, longestName = 8, 4
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.ContainsAny(w, "0123456789") })
	words = words[:min(len(words), mostWords)]
	official := map[string]string{}              // by nameKey of what a member is called
	for _, one := range slices.Backward(m.All) { // of several, the first stays
		for _, name := range one.names() {
			official[nameKey(name)] = one.Name
		}
		for key, code := range commonNames {
			if code == one.MSCode {
				official[key] = one.Name
			}
		}
	}
	for n := min(len(words), longestName); n > 0; n-- {
		for i := range len(words) - n + 1 {
			phrase := words[i : i+n]
			name, known := official[nameKey(strings.Join(phrase, " "))]
			switch {
			case !known:
			case hasAll(wordsOf(name), phrase):
				return ""
			default:
				return name
			}
		}
	}
	return ""
}

// isPresent reports whether the member still is one.
func (m *Member) isPresent() bool {
	return len(m.Periods) > 0 && m.Periods[len(m.Periods)-1].To == nil
}

// fullName returns a name without what people add to it or shorten in it: "the
// Gambia", "St. Lucia", "Trinidad & Tobago".
func fullName(text string) string {
	words := strings.Fields(text)
	if len(words) > 1 && strings.EqualFold(words[0], "the") {
		words = words[1:]
	}
	for i, w := range words {
		switch strings.ToLower(w) {
		case "st", "st.":
			words[i] = "Saint"
		case "&":
			words[i] = "and"
		}
	}
	return strings.Join(words, " ")
}

// unknownMemberError is ErrUnknown for a member. Its text names no snapshot, for
// the command that needs none.
type unknownMemberError struct{ name, hint string }

func (e *unknownMemberError) Error() string {
	return fmt.Sprintf("no member is known as %q%s", e.name, e.hint)
}

func (e *unknownMemberError) Is(target error) bool { return target == ErrUnknown }

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

// near names the members whose code or name is nearest.
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
			far = min(far, levenshtein.ComputeDistance(key, name))
		}
		if far <= (len(key)+1)/3 {
			hints = append(hints, hint{far, one})
		}
	}
	if len(hints) == 0 {
		return "; 'unvotes members' lists all of today"
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
