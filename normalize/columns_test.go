package normalize

import (
	"slices"
	"testing"

	"unvotes/scraper/marc"
)

func TestProperTitle(t *testing.T) {
	for printed, want := range map[string]string{
		"Admission of new Members : resolution / adopted by the General Assembly":           "Admission of new Members",
		"Questions relating to information : resultion / adopted by the General Assembly":   "Questions relating to information : resultion / adopted by the General Assembly",
		"Questions relating to information : resolultion / adopted by the General Assembly": "Questions relating to information",
		"Transparency in armaments  : resolutions /  adopted by the General Assemly":        "Transparency in armaments",
		"Rights : resolution adopted by the General Assembly":                               "Rights",
		"Rights : resolution": "Rights",
		"Bilateral nuclear-arms negotiations resolutio / adopted by the General Assembly":               "Bilateral nuclear-arms negotiations",
		"Ethics : draft International Code of Ethics : resolution / adopted by the General Assembly":    "Ethics : draft International Code of Ethics",
		"Transforming our world : the 2030 Agenda for Sustainable Development":                          "Transforming our world : the 2030 Agenda for Sustainable Development",
		"Security Council resolution 82 (1950) [calling upon the North Korean authorities to withdraw]": "Security Council resolution 82 (1950) [calling upon the North Korean authorities to withdraw]",
		": resolution / adopted by the General Assembly":                                                ": resolution / adopted by the General Assembly",
	} {
		if got := properTitle(printed); got != want {
			t.Errorf("%q: %q, want %q", printed, got, want)
		}
	}
}

// The heading ends the Assembly's agenda line in capitals, and stands in MARC for
// itself.
func TestSubjects(t *testing.T) {
	n := normalizer(t)
	for _, tt := range []struct {
		agenda   string
		subjects []string
		want     []string
	}{
		{"A/38/251 23 Situation in Kampuchea. KAMPUCHEA SITUATION", nil, []string{"KAMPUCHEA SITUATION"}},
		{"A/72/251 62[7] GUAM QUESTION", nil, []string{"GUAM QUESTION"}},
		{"A/41/251 60 Disarmament. DISARMAMENT--RECOMMENDATIONS OF GENERAL ASSEMBLY (10TH SPEC. SESS.)", nil, []string{"DISARMAMENT--RECOMMENDATIONS OF GENERAL ASSEMBLY (10TH SPEC. SESS.)"}},
		{"A/78/251 50 Work of the Committee. TERRITORIES", []string{"TERRITORIES"}, []string{"TERRITORIES"}},
		{"A/2227 19 Admission of new Members.", nil, nil},
		{"S5", nil, nil},
	} {
		r := page("A/RES/38/3", "1983-10-27", "Y BRAZIL")
		r.Agenda, r.Subjects = []string{tt.agenda}, tt.subjects
		if got := n.RollCall(r).Subjects; !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.agenda, got, tt.want)
		}
	}
	r := page("S/RES/2670(2023)", "2023-03-01", council...)
	if r.Agenda = []string{"The situation in X. HAITI"}; n.RollCall(r).Subjects != nil {
		t.Error("the Council's agenda has no headings")
	}
}

func TestListKinds(t *testing.T) {
	n := normalizer(t)
	for name, tt := range map[string]struct {
		record marc.Record
		want   List
	}{
		"Council":          {page("S/RES/2670(2023)", "2023-03-01", council...), Complete},
		"Council, silent":  {page("S/RES/2670(2023)", "2023-03-01", "CHINA", "FRANCE"), Partial},
		"Assembly, few":    {page("A/RES/38/3", "1983-10-27", "Y BRAZIL"), Partial},
		"Assembly, nobody": {page("A/RES/38/3", "1983-10-27"), NoList},
	} {
		if got := n.RollCall(tt.record).List; got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	everybody := page("A/RES/38/3", "1983-10-27")
	for _, m := range n.Directory().MembersOn(*dayOf(t, "1983-10-27")) {
		everybody.Votes = append(everybody.Votes, marc.VoteLine{Label: m.Labels[0]})
	}
	if got := n.RollCall(everybody).List; got != Complete {
		t.Errorf("every member without a code: %q", got)
	}
}

func TestSessionNumber(t *testing.T) {
	n := normalizer(t)
	for symbol, want := range map[string]int32{"A/RES/38/3": 38, "A/RES/377(V)[A]": 5, "S/RES/82(1950)": 1950, "A/RES/ES-11/1": 0, "A/RES/S-14/1": 0} {
		c := n.RollCall(page(symbol, ""))
		if got := c.SessionNumber; (got == nil) != (want == 0) || got != nil && *got != want {
			t.Errorf("%s: %v, want %d", symbol, got, want)
		}
	}
}

// A section numbered by one letter is a part of a text, the ninth text of a
// series a whole.
func TestSectionsOfOneLetter(t *testing.T) {
	n := normalizer(t)
	for symbol, want := range map[string]Scope{
		"A/RES/41/209[V]": Part, "A/RES/35/217V": Part, "A/RES/34/233[I]": Part, "A/RES/32/212[I]": Part, "A/RES/31/208[I]": Part, "A/RES/62(I)[I]": Part, "A/RES/944(X)[I]": Part,
		"A/RES/36//235IX": Part, "A/RES/38/39I": Whole, "A/RES/54/54V": Whole, "A/RES/35/217A": Whole,
	} {
		c := n.RollCall(page(symbol, ""))
		if c.Scope != want || c.Resolution == "" {
			t.Errorf("%s: %s is %q, want %q", symbol, c.Resolution, c.Scope, want)
		}
	}
}
