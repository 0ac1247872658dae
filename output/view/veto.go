package view

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"unvotes/normalize"
)

// Veto is a vote of a permanent member that kept the Council from adopting a text.
type Veto = normalize.Veto

// Vetoes reads all vetoes, by date.
func (s *Snapshot) Vetoes(ctx context.Context) ([]Veto, error) {
	return readRows[Veto](ctx, s, "vetoes")
}

// Vetoed is a text with all vetoes against it, as one row of the library's list has
// them.
type Vetoed struct {
	Vetoes []Veto `json:"vetoes"` // at least one; all but member and id are equal
}

// VetoedTexts puts the vetoes of each text together, in their order.
func VetoedTexts(vetoes []Veto) []Vetoed {
	type key struct{ day, drafts, meetings, agenda, call, source string }
	var texts []Vetoed
	of := map[key][]int{} // several texts without a symbol can be equal in all else
	for _, v := range vetoes {
		k := key{optional(v.Date), strings.Join(v.Drafts, " "), strings.Join(v.MeetingRecords, " "), v.Agenda, v.RollCallID, v.Source}
		i := slices.IndexFunc(of[k], func(i int) bool {
			return !slices.ContainsFunc(texts[i].Vetoes, func(o Veto) bool { return o.MSCode == v.MSCode && o.Label == v.Label })
		})
		if i < 0 {
			of[k], texts = append(of[k], len(texts)), append(texts, Vetoed{})
			i = len(of[k]) - 1
		}
		one := &texts[of[k][i]]
		one.Vetoes = append(one.Vetoes, v)
	}
	return texts
}

// By returns the ms_codes of who vetoed it; of an unknown member the printed name.
func (t Vetoed) By() (codes []string) {
	for _, v := range t.Vetoes {
		codes = append(codes, cmp.Or(v.MSCode, v.Label))
	}
	return codes
}

// call returns what is known of the vote as a roll call without an id.
func (t Vetoed) call() RollCall {
	v := t.Vetoes[0]
	c := RollCall{Body: normalize.SC, Date: v.Date, Drafts: v.Drafts, MeetingRecords: v.MeetingRecords, Title: v.Agenda, VetoedBy: t.By(), List: normalize.NoList, Source: v.Source, Sources: []string{v.Source}}
	if v.Agenda != "" {
		c.Agenda = []string{v.Agenda}
	}
	return c
}

// printed returns the members of vetoes as the source prints them.
func printed(vetoes []Veto) (names []string) {
	for _, v := range vetoes {
		names = append(names, v.Label)
	}
	return names
}

// vetoed writes a text of which only the list of vetoes is held.
func (p *page) vetoed(t Vetoed, title string) {
	v := t.Vetoes[0]
	p.text(0, 2, bold, cmp.Or(strings.Join(v.Drafts, ", "), "a text without a symbol")+" · vetoed")
	if v.Agenda != title {
		p.optional(2, 0, "", v.Agenda)
	}
	p.text(2, 2, "", strings.TrimSuffix(onDay(v.Date)+", Security Council, meeting "+strings.Join(v.MeetingRecords, ", "), ", meeting "))
	p.list(2, red, "vetoed by", printed(t.Vetoes))
	p.text(2, 2, "", "The library's list of vetoes has it; who else voted how, it does not say.")
	for _, one := range t.Vetoes {
		p.text(2, 2, faint, one.ID)
	}
	for _, m := range v.MeetingRecords {
		p.link(2, MeetingURL(m))
	}
}
