package view

import (
	"cmp"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// Line is how one member stands in two lists.
type Line struct {
	MSCode string `json:"ms_code,omitempty"` // "": nobody is known by the label
	Name   string `json:"member_name"`       // the dictionary's, else as printed
	First  Choice `json:"first"`
	Second Choice `json:"second"`
	// Absence says why the member stands in one list only: NotAMember on the
	// day of the other vote, or NotInList. Empty for a member of both.
	Absence string `json:"absence,omitempty"`
}

// Why a member stands in one of two lists only.
const (
	NotAMember = "not_a_member"
	NotInList  = "not_listed"
)

// Moves is two lists side by side. Its lines are by name, each member once.
type Moves struct {
	First, Second RollCall
	Lines         []Line
}

// NewMoves compares two lists of votes, of whichever roll calls. Members are
// matched by ms_code, a label that is nobody's by its letters. A member that
// stands twice in a list with two different votes is Unknown there.
func NewMoves(first, second RollCall, a, b []Vote, members *Members) Moves {
	m := Moves{First: first, Second: second}
	lines := map[string]*Line{}
	put := func(votes []Vote, of func(*Line) *Choice) {
		for _, v := range votes {
			key := cmp.Or(v.MSCode, "\x00"+v.Label)
			l := lines[key]
			if l == nil {
				l = &Line{MSCode: v.MSCode, Name: v.Member(), First: NotListed, Second: NotListed}
				lines[key] = l
			}
			if c := of(l); *c != NotListed && *c != v.How() {
				*c = Unknown
			} else {
				*c = v.How()
			}
		}
	}
	put(a, func(l *Line) *Choice { return &l.First })
	put(b, func(l *Line) *Choice { return &l.Second })
	for _, l := range lines {
		switch {
		case l.First == NotListed:
			l.Absence = absence(l.MSCode, first.Date, members)
		case l.Second == NotListed:
			l.Absence = absence(l.MSCode, second.Date, members)
		}
		m.Lines = append(m.Lines, *l)
	}
	order := collate.New(language.English) // Côte d'Ivoire stands before Croatia
	slices.SortFunc(m.Lines, func(a, b Line) int {
		return cmp.Or(order.CompareString(a.Name, b.Name), cmp.Compare(a.MSCode, b.MSCode))
	})
	return m
}

func absence(code string, on *Day, members *Members) string {
	if m, ok := members.ByCode(code); ok && on != nil {
		if _, member := m.On(*on); !member {
			return NotAMember
		}
	}
	return NotInList
}

// Cell are the members with these two choices, by name.
func (m *Moves) Cell(first, second Choice) (cell []Line) {
	for _, l := range m.Lines {
		if l.First == first && l.Second == second {
			cell = append(cell, l)
		}
	}
	return cell
}

// Moved are the members that stand in both lists, with two different choices,
// both of them known.
func (m *Moves) Moved() (moved []Line) {
	for _, l := range m.Lines {
		if l.Absence == "" && l.First != l.Second && l.First != Unknown && l.Second != Unknown {
			moved = append(moved, l)
		}
	}
	return moved
}

// OnlyOne are the members of one list alone.
func (m *Moves) OnlyOne() (lines []Line) {
	for _, l := range m.Lines {
		if l.Absence != "" {
			lines = append(lines, l)
		}
	}
	return lines
}
