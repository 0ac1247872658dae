package view

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestSymbolKey(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"A/RES/77/284", "A/RES/77/284"},
		{"a/res/77/284", "A/RES/77/284"},
		{"A-RES-77-284", "A/RES/77/284"},
		{"A / RES / 077 / 0284", "A/RES/77/284"},
		{"A/RES/39/151[A]", "A/RES/39/151/A"},
		{"A/RES/38/36C", "A/RES/38/36/C"},
		{"A/RES/383/6C", "A/RES/383/6/C"},
		{"S/RES/2448(2018)", "S/RES/2448/2018"},
		{"S/RES/2448 (2018)", "S/RES/2448/2018"},
		{"A/RES/ES-11/1", "A/RES/ES/11/1"},
		{"es11/1", "ES/11/1"},
		{"A/77/L.65", "A/77/L/65"},
		{"A/77/L65/Rev.1", "A/77/L/65/REV/1"},
		{"A/00/1", "A/0/1"},
		{"A/0", "A/0"},
		{"A/100/200", "A/100/200"},
		{"0", "0"},
		{"0A0", "0/A/0"},
		{"", ""},
		{" /()- ", ""},
		{"é/１", "É"}, // digits of other scripts are no digits of a symbol
		{"\x1b[31m", "31/M"},
	} {
		if got := symbolKey(c.in); got != c.want {
			t.Errorf("symbolKey(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func index(t testing.TB) *Index {
	t.Helper()
	x, err := newFixture(t).write(t).Index(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestText(t *testing.T) {
	x := index(t)
	const (
		whole = "undl-4009707"
		part  = "pv:A/77/PV.69:A/77/L.65:PP9"
	)
	for _, c := range []struct {
		query, symbol string
		kind          TextKind
		votes         string // the first records of the groups, in order
	}{
		{"A/RES/77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"a/res/77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"A-RES-77-284", "A/RES/77/284", Resolution, part + " " + whole},
		{"  A/RES/77/284\n", "A/RES/77/284", Resolution, part + " " + whole},
		{"77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"RES 77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"res/77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"A/77/L.65", "A/77/L.65", Draft, part + " " + whole},
		{"a/77/l65", "A/77/L.65", Draft, part + " " + whole},
		{"77/L.65", "A/77/L.65", Draft, part + " " + whole},
		{"A/77/PV.69", "A/77/PV.69", Meeting, part + " " + whole},
		{"a/77/pv69", "A/77/PV.69", Meeting, part + " " + whole},
		{"A/258", "A/258", Report, "undl-671297 undl-671304"},
		{whole, whole, RollCallID, whole},
		{"UNDL-4009707", whole, RollCallID, whole},
		{"4009707", whole, RollCallID, whole},
		{"https://digitallibrary.un.org/record/4009707?ln=en", whole, RollCallID, whole},
		{"https://docs.un.org/en/A/RES/77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"General Assembly resolution 77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"digitallibrary.un.org/record/4009707", whole, RollCallID, whole},
		{"https://undocs.org/A/RES/77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"https://undocs.org/Home/Mobile?FinalSymbol=A%2FRES%2F77%2F284&Language=E", "A/RES/77/284", Resolution, part + " " + whole},
		{"UNGA 77/284", "A/RES/77/284", Resolution, part + " " + whole},
		{"https://documents.un.org/api/symbol/access?s=A/77/PV.69&l=en&t=pdf", "A/77/PV.69", Meeting, part + " " + whole},
		{part, part, RollCallID, part},
		{strings.ToLower(part), part, RollCallID, part},
		{"pv:A/77/PV.69:A/77/L.65", "pv:A/77/PV.69:A/77/L.65", RollCallID, whole}, // a former id
		{"A/RES/63(I)", "A/RES/63(I)", Resolution, "undl-671297 undl-671304"},
		{"A/RES/63", "A/RES/63(I)", Resolution, "undl-671297 undl-671304"},
		{"63(I)", "A/RES/63(I)", Resolution, "undl-671297 undl-671304"},
		{"A/RES/63(I)[PARA.2]", "A/RES/63(I)[PARA.2]", Resolution, "undl-671304"},
		{"A/RES/63 para 2", "A/RES/63(I)[PARA.2]", Resolution, "undl-671304"},
		{"A/RES/2890(XXVI)", "A/RES/2890(XXVI)", Resolution, "undl-658428"},
		{"A/RES/2890(XXVI)[B]", "A/RES/2890(XXVI)[B]", Resolution, "undl-658428"}, // one vote under two records
		{"undl-658429", "undl-658429", RollCallID, "undl-658428"},
		{"S/RES/2448", "S/RES/2448(2018)", Resolution, "undl-1655001"},
		{"s-res-2448-2018", "S/RES/2448(2018)", Resolution, "undl-1655001"},
		{"2448(2018)", "S/RES/2448(2018)", Resolution, "undl-1655001"},
		{"S/PV.4215", "S/PV.4215", Meeting, "undl-426132"},
		{"A/RES/70/1", "A/RES/70/1", Resolution, ""},
		{"a/70/l.1", "A/70/L.1", Draft, ""},
		{"pv:A/70/PV.4:A/70/L.1", "pv:A/70/PV.4:A/70/L.1", AdoptionID, ""},
		{"undl-454783", "undl-454783", RollCallID, "undl-454783"},
	} {
		got, err := x.Text(c.query)
		if err != nil {
			t.Errorf("%q: %v", c.query, err)
			continue
		}
		var votes []string
		for _, g := range got.Votes {
			votes = append(votes, g.First().ID)
		}
		if got.Symbol != c.symbol || got.Kind != c.kind || strings.Join(votes, " ") != c.votes {
			t.Errorf("%q is %s, a %s, with %q; want %s, a %s, with %q", c.query, got.Symbol, got.Kind, votes, c.symbol, c.kind, c.votes)
		}
		if (len(got.Votes) == 0) != (len(got.Adoptions) == 1) {
			t.Errorf("%q: %d votes, %d adoptions", c.query, len(got.Votes), len(got.Adoptions))
		}
	}
	// What is asked for alone names the rest.
	if got, err := x.Text(part); err != nil || len(got.Others) != 1 || got.Others[0].ID != whole {
		t.Errorf("the paragraph alone: %+v, %v", got.Others, err)
	}
}

func TestAmbiguous(t *testing.T) {
	x := index(t)
	for query, want := range map[string]string{
		"RES 2448": "\"RES 2448\" means several\n  A/RES/2448(XXIII): resolution of ",
		"2448":     "\"2448\" means several\n  A/RES/2448(XXIII): resolution of ",
	} {
		if _, err := x.Text(query); !errors.Is(err, ErrAmbiguous) || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", query, err, want)
		}
	}
}

func TestNearMisses(t *testing.T) {
	x := index(t)
	for _, c := range []struct {
		query, first string // the first hint; "": none
	}{
		{"A/RES/78/284", "A/RES/77/284"}, // the same number in another session, the nearest
		{"A/RES/80/284", "A/RES/79/284"},
		{"A/RES/77/285", "A/RES/77/284"},
		{"A/RSE/77/284", "A/RES/77/284"},
		{"A/77/L.66", "A/77/L.65"},
		{"S/RES/1325(2000)", "S/RES/1326(2000)"},
		{"S/PV.4216", "S/PV.4215"},
		{"A/RES/2448(XXIV)", "A/RES/2448(XXIII)"},
		{"", ""},
		{"???", ""},
		{"nothing like it at all", ""},
		{strings.Repeat("A/", 200), ""},
		{strings.Repeat("9", 300), ""},
	} {
		_, err := x.Text(c.query)
		if !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", c.query, err)
			continue
		}
		_, near, ok := strings.Cut(err.Error(), "; the nearest: ")
		if first, _, _ := strings.Cut(near, ", "); ok != (c.first != "") || first != c.first {
			t.Errorf("%q: %v, want %s first", c.query, err, c.first)
		}
	}
}

func TestFindMember(t *testing.T) {
	m, err := newFixture(t).write(t).Members(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"CHN": "CHN", "chn": "CHN", " rus ": "RUS", "China": "CHN", "russian federation": "RUS", "USSR": "SUN", "Türkiye": "TUR", "turkiye": "TUR", "Turkey": "TUR",
		"cote d'ivoire": "CIV", "COTE D`IVOIRE": "CIV", "GER": "GER", "DEU": "DEU", "Burma": "MMR", "Russia": "RUS", "us": "USA", "U.K.": "GBR", "South Korea": "KOR", "Tanzania": "TZA", "niger": "NER", "Guinea": "GIN", "iran": "IRN", "fr": "FRA", "cote d'iv": "CIV", "united states": "USA", "UNITED KINGDOM": "GBR",
		"U.S.A.": "USA", "The Gambia": "GMB", "the netherlands": "NLD", "St. Lucia": "LCA", "Trinidad & Tobago": "TTO", "DE": "DEU", "GDR": "DDR",
	} {
		got, err := m.Find(in)
		if err != nil || got.MSCode != want {
			t.Errorf("%q is %s, %v; want %s", in, got.MSCode, err, want)
		}
	}
	for in, near := range map[string]string{"Chian": "CHN", "CHX": "CHN", "Uruguai": "URY"} {
		_, err := m.Find(in)
		if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), near+" (") {
			t.Errorf("%q: %v; want a hint at %s", in, err, near)
		}
	}
	for in, want := range map[string]string{"Korea": "KOR (Republic of Korea), PRK (Democratic", "united": "ARE (", "CS": "CSK (Czechoslovakia), SCG ("} {
		if _, err := m.Find(in); !errors.Is(err, ErrAmbiguous) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %s", in, err, want)
		}
	}
	for _, in := range []string{"", " ", "!", strings.Repeat("x", 1000), "\x1b[31m"} {
		if got, err := m.Find(in); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q is %s, %v", in, got.MSCode, err)
		}
	}
}

// A text that is found is found by its own symbol, and one that is not is
// ErrUnknown or ErrAmbiguous. Nothing is ever both or neither.
func FuzzSymbol(f *testing.F) {
	x := index(f)
	for _, s := range []string{"A/RES/77/284", "77/284", "RES 2448", "pv:A/77/PV.69:A/77/L.65:PP9", "https://digitallibrary.un.org/record/1", "A/RES/63(I)[PARA.1]", "00000", "\x1b[31m", "A/RES/ES-11/1", "Ａ/ＲＥＳ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if key := symbolKey(query); symbolKey(key) != key || strings.Contains(key, "//") {
			t.Errorf("symbolKey(%q) = %q, folded again %q", query, key, symbolKey(key))
		}
		got, err := x.Text(query)
		if err != nil {
			if !errors.Is(err, ErrUnknown) && !errors.Is(err, ErrAmbiguous) {
				t.Errorf("%q: %v", query, err)
			}
			return
		}
		again, err := x.Text(got.Symbol)
		if err != nil || again.Symbol != got.Symbol || !slices.EqualFunc(again.Votes, got.Votes, func(a, b Group) bool { return a.ID == b.ID }) {
			t.Errorf("%q is %s, which is %s, %v", query, got.Symbol, again.Symbol, err)
		}
	})
}
