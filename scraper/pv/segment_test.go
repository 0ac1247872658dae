package pv

import (
	"strings"
	"testing"
)

func TestSegment(t *testing.T) {
	rows := []struct {
		day, text, want string
		unknown         int
	}{
		{"2018-12-13", "China and Russian Federation", "China|Russian Federation", 0},
		{"2018-12-13", "Peru, United Kingdom of Great Britain and Northern Ireland and United States of America", "Peru|United Kingdom of Great Britain and Northern Ireland|United States of America", 0},
		{"2018-12-13", "Antigua and Barbuda", "Antigua and Barbuda", 0},
		{"2018-12-13", "Bosnia and Herzegovina and Trinidad and Tobago", "Bosnia and Herzegovina|Trinidad and Tobago", 0},
		{"2018-12-13", "None", "", 0},
		{"2018-12-13", "None.", "", 0},
		{"2018-12-13", "", "", 0},
		{"2010-12-21", "Yemen, Zambia Zimbabwe.", "Yemen|Zambia|Zimbabwe", 0},
		{"2010-12-21", "Guinea, Guinea-Bissau, Niger, Nigeria", "Guinea|Guinea-Bissau|Niger|Nigeria", 0},
		{"2010-12-21", "Niger Nigeria Dominica Dominican Republic", "Niger|Nigeria|Dominica|Dominican Republic", 0},
		{"2024-10-30", "Seyc helles, Timor- Leste, Côte d ’Ivoire, Bolivia ( Plurinational State of)", "Seychelles|Timor-Leste|Côte d’Ivoire|Bolivia (Plurinational State of)", 0},
		{"2024-10-30", "Lao People ’s Democratic Republic, Netherlands (Kingdom of the)", "Lao People’s Democratic Republic|Netherlands (Kingdom of the)", 0},
		{"2024-10-30", "Cuba, Atlantis, Peru", "Cuba|Atlantis|Peru", 1},
		{"1989-12-15", "Gambia, Germany, Federal Republic of, Ghana", "Gambia|Germany, Federal Republic of|Ghana", 0},
		{"2004-12-15", "Serbia and Montenegro", "Serbia and Montenegro", 0},
		{"1993-11-01", "Guinea Bissau, the former Yugoslav Republic of Macedonia, Zaire", "Guinea Bissau|the former Yugoslav Republic of Macedonia|Zaire", 0},
		{"1993-11-01", "The Former Yugoslav Republic of Macedonia", "The Former Yugoslav Republic of Macedonia", 0},
	}
	for _, r := range rows {
		s := segment(r.text, newMemo(membersOn(t)(r.day)))
		if got := strings.Join(s.names, "|"); got != r.want || len(s.unknown) != r.unknown {
			t.Errorf("%s, %q:\n got %s, unknown %q\nwant %s", r.day, r.text, got, s.unknown, r.want)
		}
	}
}

// lexicon is a dictionary of a few names, each its own member.
type lexicon []string

func (w lexicon) Member(label string) (string, bool) {
	for _, x := range w {
		if x == label {
			return x, true
		}
	}
	return "", false
}

func (w lexicon) Labels() []string { return w }

func TestAmbiguousListsSaySo(t *testing.T) {
	d := lexicon{"A", "B", "A, B", "C D", "C", "D", "E and F", "E", "F"}
	for text, ways := range map[string]int{"A, C": 1, "A, B": 2, "C D": 1, "E and F": 2, "E, F": 1, "D C": 1} {
		if s := segment(text, newMemo(d)); s.ways != ways {
			t.Errorf("%q: %d ways (%q), want %d", text, s.ways, s.names, ways)
		}
	}
}

func TestMisreadNames(t *testing.T) {
	m := newMemo(membersOn(t)("1950-08-29"))
	m.present = []string{"China", "Cuba", "India", "Norway", "Union of Soviet Socialist Republics", "Yugoslavia"}
	for text, want := range map[string]string{
		"China. Cuha.":                   "China|Cuba",
		"lndia, Norwav":                  "India|Norway",
		"l'nion of Sovi,t Soclalist Rep": "Union of Soviet Socialist Republics",
		"xxxxx, Cuba":                    "xxxxx|Cuba",
		"Ch1na, China":                   "Ch1na|China", // China is taken
	} {
		s, _ := segmentOCR(text, m, nil)
		if got := strings.Join(s.names, "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
