package view

import (
	"context"
	"slices"
)

// Member is a row of members, with its periods.
type Member struct {
	MSCode       string   `json:"ms_code"`
	Name         string   `json:"name"` // the latest
	ISO3         string   `json:"iso3,omitempty"`
	ISO2         string   `json:"iso2,omitempty"`
	M49          string   `json:"m49,omitempty"`
	COW          string   `json:"cow,omitempty"`
	Group        string   `json:"un_regional_group,omitempty"` // "" for a member of none
	Successors   []string `json:"successors,omitempty"`
	Predecessors []string `json:"predecessors,omitempty"`
	Labels       []string `json:"labels,omitempty"`
	Periods      []Period `json:"-"` // in order
}

// Period is a row of member_periods: a span of a membership under one name.
type Period struct {
	From   Day
	To     *Day // nil: it lasts
	Name   string
	Reason string
}

func (p Period) has(d Day) bool { return p.From <= d && (p.To == nil || d <= *p.To) }

// On tells whether the state was a member on the day, and under which name.
func (m *Member) On(d Day) (name string, member bool) {
	for _, p := range m.Periods {
		if p.has(d) {
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

// ByCode is the member with an ms_code.
func (m *Members) ByCode(code string) (Member, bool) {
	i, ok := m.byCode[code]
	if !ok {
		return Member{}, false
	}
	return m.All[i], true
}

// On are the members of a day, by ms_code: with their regional group they are
// the rows or seats of a picture.
func (m *Members) On(d Day) (members []Member) {
	for _, one := range m.All {
		if _, ok := one.On(d); ok {
			members = append(members, one)
		}
	}
	return members
}

// Members reads members and member_periods.
func (s *Snapshot) Members(ctx context.Context) (*Members, error) {
	m := &Members{byCode: map[string]int{}}
	err := s.read(ctx, "members", func(t *table) {
		all := make([]Member, t.rows())
		t.text("ms_code", func(i int, s string) { all[i].MSCode = s })
		t.text("name", func(i int, s string) { all[i].Name = s })
		t.text("iso3", func(i int, s string) { all[i].ISO3 = s })
		t.text("iso2", func(i int, s string) { all[i].ISO2 = s })
		t.text("m49", func(i int, s string) { all[i].M49 = s })
		t.text("cow", func(i int, s string) { all[i].COW = s })
		t.text("un_regional_group", func(i int, s string) { all[i].Group = s })
		t.list("successors", func(i int, s string) { all[i].Successors = append(all[i].Successors, s) })
		t.list("predecessors", func(i int, s string) { all[i].Predecessors = append(all[i].Predecessors, s) })
		t.list("labels", func(i int, s string) { all[i].Labels = append(all[i].Labels, s) })
		m.All = all
	})
	if err != nil {
		return nil, err
	}
	for i, one := range m.All {
		m.byCode[one.MSCode] = i
	}
	return m, s.periods(ctx, m)
}

func (s *Snapshot) periods(ctx context.Context, m *Members) error {
	return s.read(ctx, "member_periods", func(t *table) {
		periods := make([]Period, t.rows())
		codes := t.words("ms_code")
		t.count("from", func(i int, n *int32) { periods[i].From = Day(*n) })
		t.count("to", func(i int, n *int32) { periods[i].To = (*Day)(n) })
		t.text("name", func(i int, s string) { periods[i].Name = s })
		t.text("reason", func(i int, s string) { periods[i].Reason = s })
		for row, p := range periods {
			if i, ok := m.byCode[codes.at(row)]; ok {
				m.All[i].Periods = append(m.All[i].Periods, p)
			}
		}
		for i := range m.All {
			slices.SortFunc(m.All[i].Periods, func(a, b Period) int { return int(a.From) - int(b.From) })
		}
	})
}
