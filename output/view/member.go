package view

import (
	"context"

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
	rows, err := readRows[normalize.Member](ctx, s, "members")
	if err != nil {
		return nil, err
	}
	periods, err := readRows[Period](ctx, s, "member_periods")
	if err != nil {
		return nil, err
	}
	m := &Members{byCode: map[string]int{}}
	for i, row := range rows {
		m.All = append(m.All, Member{Member: row})
		m.byCode[row.MSCode] = i
	}
	for _, p := range periods { // in order of From
		if i, ok := m.byCode[p.MSCode]; ok {
			m.All[i].Periods = append(m.All[i].Periods, p)
		}
	}
	return m, nil
}
