package view

import (
	"slices"
	"strings"
	"testing"
)

// The vetoes of a row of the list belong together, also where two rows of a meeting
// are equal in all else.
func TestVetoedTexts(t *testing.T) {
	veto := func(id, agenda, code string) Veto {
		return Veto{ID: id, Date: day("1946-06-26"), MeetingRecords: []string{"S/PV.49"}, Agenda: agenda, MSCode: code, Label: code}
	}
	var got []string
	for _, text := range VetoedTexts([]Veto{
		veto("a", "preliminary", "FRA"), veto("b", "question", "SUN"), veto("c", "preliminary", "SUN"), veto("d", "question", "SUN"), veto("e", "question", "")}) {
		ids := ""
		for _, v := range text.Vetoes {
			ids += v.ID
		}
		got = append(got, ids)
	}
	if want := []string{"ac", "be", "d"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What the list says is text, also on a terminal; a roll call that it names shows
// who is on it.
func TestShowOfVetoes(t *testing.T) {
	f := newFixture(t)
	f.vetoes = []Veto{
		{ID: "veto:1", Date: day("1950-01-01"), Drafts: []string{"S/1"}, MeetingRecords: []string{"S/PV.1"}, Agenda: hostile, MSCode: "ATL", Label: hostile, Source: "veto_list"},
		{ID: "veto:2", MSCode: "ATL", Label: "Atlantis", RollCallID: "undl-9000001", Source: "veto_list"},
		{ID: "veto:3", MSCode: "FRA", Label: "Lemuria", RollCallID: "undl-9000001", Source: "veto_list"},
	}
	s := f.write(t)
	for query, want := range map[string]string{"S/1": "vetoed by:", "S/PV.1": "S/1 · vetoed", "veto:1": "1 vetoed text of which", "undl-9000001": "on the library's list of vetoes: Atlantis, Lemuria\n"} {
		shown, err := s.Show(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		if text := shown.Text(Style{Width: 80}); !strings.Contains(text, want) || strings.ContainsAny(text, "\x1b\x00\u009b\u202e") {
			t.Errorf("%s: %q", query, text)
		}
	}
	found, err := s.Search(t.Context(), Search{VetoedBy: "FRA", Margin: -1})
	if err != nil || len(found.Hits) != 1 || !slices.Equal(found.Hits[0].VetoedBy, []string{"ATL", "FRA"}) {
		t.Errorf("%+v, %v", found, err)
	}
}
