package view

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Agreed is what "unvotes compare --member A --with B" prints.
type Agreed struct {
	Member, With Member
	Question     Question
	Years        []YearAgreement // see Ballots.ByYear
	All          Agreement       // over all years
	// Pieces is how many votes on pieces of texts were left out or, when the
	// question counts them, are among those that were looked at.
	Pieces int
}

// Agree computes the agreement of two members, named by ms_code, ISO 3166-1
// alpha-3 or name. Errors are ErrUnknown, ErrAmbiguous, ErrNothing and
// ErrDamaged.
func (s *Snapshot) Agree(ctx context.Context, member, with string, q Question) (*Agreed, error) {
	members, err := s.Members(ctx)
	if err != nil {
		return nil, err
	}
	a := &Agreed{Question: q}
	if a.Member, err = members.Find(member); err != nil {
		return nil, err
	}
	if a.With, err = members.Find(with); err != nil {
		return nil, err
	}
	if a.Member.MSCode == a.With.MSCode {
		return nil, fmt.Errorf("%w: %q and %q are the same member", ErrNothing, member, with)
	}
	calls, err := s.RollCalls(ctx)
	if err != nil {
		return nil, err
	}
	selected, leftOut := q.Select(calls)
	ballots, err := s.Ballots(ctx, selected)
	if err != nil {
		return nil, err
	}
	a.Years = ballots.ByYear(a.Member.MSCode, a.With.MSCode)
	a.All = ballots.Agreement(a.Member.MSCode, a.With.MSCode)
	a.Pieces = leftOut
	for _, g := range ballots.Groups {
		if q.Pieces && g.IsPiece() {
			a.Pieces++
		}
	}
	return a, nil
}

// Notes say what the figures leave out because a member is another state in the
// tables before or after: Russia's seat is SUN until 1991.
func (a *Agreed) Notes() (notes []string) {
	for _, m := range []Member{a.Member, a.With} {
		if len(m.Periods) == 0 {
			continue
		}
		first, last := m.Periods[0].From, m.Periods[len(m.Periods)-1].To
		if len(m.Predecessors) > 0 && (a.Question.From == nil || *a.Question.From < first) {
			notes = append(notes, fmt.Sprintf("%s (%s) is a member from %s; before that see %s", m.Name, m.MSCode, first, strings.Join(m.Predecessors, ", ")))
		}
		if last != nil && len(m.Successors) > 0 && (a.Question.To == nil || *a.Question.To > *last) {
			notes = append(notes, fmt.Sprintf("%s (%s) is a member until %s; after that see %s", m.Name, m.MSCode, last, strings.Join(m.Successors, ", ")))
		}
	}
	return notes
}

// Find is the member that a text names: an ms_code, an ISO 3166-1 alpha-3 code,
// a name of whatever time or a label as printed; without regard to case, accents
// and punctuation. A name of several is ErrAmbiguous, one of nobody ErrUnknown
// with what is near.
func (m *Members) Find(text string) (Member, error) {
	code := strings.ToUpper(strings.TrimSpace(text))
	if one, ok := m.ByCode(code); ok {
		return one, nil
	}
	var found []Member
	for _, one := range m.All {
		if code != "" && one.ISO3 == code {
			return one, nil
		}
		if key := foldName(text); key != "" && slices.ContainsFunc(one.names(), func(n string) bool { return foldName(n) == key }) {
			found = append(found, one)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return Member{}, fmt.Errorf("member %q is %w%s", text, ErrUnknown, m.near(text))
	}
	// A name that is one's latest is that one: the others had it before.
	latest := slices.DeleteFunc(slices.Clone(found), func(one Member) bool { return foldName(one.Name) != foldName(text) })
	if len(latest) == 1 {
		return latest[0], nil
	}
	return Member{}, fmt.Errorf("member %q %w: %s", text, ErrAmbiguous, strings.Join(codeAndName(found), ", "))
}

// names are all names that a member had.
func (m *Member) names() []string {
	names := append([]string{m.Name}, m.Labels...)
	for _, p := range m.Periods {
		names = append(names, p.Name)
	}
	return names
}

func codeAndName(members []Member) []string {
	words := make([]string, len(members))
	for i, m := range members {
		words[i] = clean(m.MSCode + " (" + m.Name + ")")
	}
	return words
}

// longestName bounds the work that a hint may cost.
const longestName = 100

// near names the members whose code or name is nearest, or begins with the text.
func (m *Members) near(text string) string {
	key := foldName(text)
	if key == "" || len(key) > longestName {
		return ""
	}
	type hint struct {
		far int
		m   Member
	}
	var hints []hint
	for _, one := range m.All {
		far := distance(key, one.MSCode, len(key))
		for _, n := range one.names() {
			name := foldName(n)
			far = min(far, distance(key, name, len(key)))
			if len(key) > 2 && strings.Contains(name, key) {
				far = 0
			}
		}
		if far <= (len(key)+1)/3 {
			hints = append(hints, hint{far, one})
		}
	}
	slices.SortFunc(hints, func(a, b hint) int { return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.m.MSCode, b.m.MSCode)) })
	var found []Member
	for _, h := range hints[:min(len(hints), nearMost)] {
		found = append(found, h.m)
	}
	if len(found) == 0 {
		return "; 'unvotes members' lists all"
	}
	return "; the nearest: " + strings.Join(codeAndName(found), ", ")
}

// foldName is the letters of a name in upper case, without accents.
func foldName(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, norm.NFD.String(name))
}
