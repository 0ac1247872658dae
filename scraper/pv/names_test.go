package pv

import (
	"os"
	"strings"
	"sync"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// roster is a dictionary for tests, made from the tables that normalize embeds.
// Package pv does not import normalize.
type roster struct {
	keys   map[string]string // folded label → ms_code
	labels []string
}

func (r roster) Member(label string) (string, bool) {
	k, ok := r.keys[fold(label)]
	return k, ok
}

func (r roster) Labels() []string { return r.labels }

var oneForm = strings.NewReplacer("’", "'", "‘", "'", "`", "'", "‑", "-")

func fold(s string) string {
	s = oneForm.Replace(s)
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToUpper(s)))
	return strings.Join(strings.Fields(s), " ")
}

var table = sync.OnceValues(func() ([][]string, error) {
	var rows [][]string
	for _, name := range []string{"member_labels.tsv", "member_periods.tsv"} {
		b, err := os.ReadFile("../../normalize/" + name)
		if err != nil {
			return nil, err
		}
		for l := range strings.SplitSeq(string(b), "\n") {
			if c := strings.Split(l, "\t"); len(c) > 4 && !strings.HasPrefix(l, "#") {
				rows = append(rows, append([]string{name}, c...))
			}
		}
	}
	return rows, nil
})

// membersOn is the dictionary of a day.
func membersOn(tb testing.TB) func(day string) Names {
	return func(day string) Names {
		rows, err := table()
		if err != nil {
			tb.Fatal(err)
		}
		in := func(from, to string) bool { return from <= day && (to == "" || day <= to) }
		members := map[string]bool{}
		for _, r := range rows {
			if r[0] == "member_periods.tsv" && r[1] != "ms_code" && in(r[2], r[3]) {
				members[r[1]] = true
			}
		}
		out := roster{keys: map[string]string{}}
		for _, r := range rows {
			if r[0] == "member_labels.tsv" && members[r[2]] && in(r[3], r[4]) {
				out.keys[fold(r[1])] = r[2]
				out.labels = append(out.labels, r[1])
			}
		}
		return out
	}
}

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
		s := newLexicon(membersOn(t)(r.day)).segment(r.text)
		if got := strings.Join(s.names, "|"); got != r.want || len(s.unknown) != r.unknown {
			t.Errorf("%s, %q:\n got %s, unknown %q\nwant %s", r.day, r.text, got, s.unknown, r.want)
		}
	}
}

// fewNames is a dictionary of a few names, each its own member.
type fewNames []string

func (w fewNames) Member(label string) (string, bool) {
	for _, x := range w {
		if x == label {
			return x, true
		}
	}
	return "", false
}

func (w fewNames) Labels() []string { return w }

func TestAmbiguousListsSaySo(t *testing.T) {
	d := fewNames{"A", "B", "A, B", "C D", "C", "D", "E and F", "E", "F"}
	for text, ways := range map[string]int{"A, C": 1, "A, B": 2, "C D": 1, "E and F": 2, "E, F": 1, "D C": 1} {
		if s := newLexicon(d).segment(text); s.ways != ways {
			t.Errorf("%q: %d ways (%q), want %d", text, s.ways, s.names, ways)
		}
	}
}

func TestMisreadNames(t *testing.T) {
	m := newLexicon(membersOn(t)("1950-08-29"))
	m.present = []string{"China", "Cuba", "India", "Norway", "Union of Soviet Socialist Republics", "Yugoslavia"}
	for text, want := range map[string]string{
		"China. Cuha.":                   "China|Cuba",
		"lndia, Norwav":                  "India|Norway",
		"l'nion of Sovi,t Soclalist Rep": "Union of Soviet Socialist Republics",
		"xxxxx, Cuba":                    "xxxxx|Cuba",
		"Ch1na, China":                   "Ch1na|China", // China is taken
	} {
		s, _ := m.segmentOCR(text, nil)
		if got := strings.Join(s.names, "|"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
