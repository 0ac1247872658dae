package normalize

import (
	"slices"
	"strings"
	"testing"
)

func TestResolve(t *testing.T) {
	d := directory(t)
	for _, row := range []struct{ label, on, want string }{
		// As the library prints them.
		{"AFGHANISTAN", "1946-12-08", "AFG"},
		{"USSR", "1946-01-25", "SUN"}, {"USSR", "1991-12-31", "SUN"}, {"RUSSIAN FEDERATION", "1992-01-01", "RUS"},
		{"CZECHOSLOVAKIA", "1992-12-22", "CSK"}, {"CZECH REPUBLIC", "1993-11-01", "CZE"}, {"CZECHIA", "2024-01-01", "CZE"},
		{"YUGOSLAVIA", "1950-01-01", "YUG"}, {"YUGOSLAVIA", "1992-10-01", "YUG"}, {"YUGOSLAVIA", "2002-12-20", "YUG"},
		{"SERBIA AND MONTENEGRO", "2004-01-01", "SCG"}, {"SERBIA", "2006-06-30", "SRB"}, {"MONTENEGRO", "2006-06-30", "MNE"},
		{"GERMANY, FEDERAL REPUBLIC OF", "1989-12-29", "GER"}, {"GERMANY, FEDERAL REPUBLIC OF", "1990-10-02", "GER"},
		{"GERMANY, FEDERAL REPUBLIC OF", "1990-10-03", "DEU"}, {"GERMANY", "1990-10-03", "DEU"},
		{"GERMAN DEMOCRATIC REPUBLIC", "1989-12-29", "DDR"},
		{"YEMEN", "1947-10-21", "YEM"}, {"YEMEN", "1980-01-01", "YEM"}, {"YEMEN", "1991-01-01", "YEM"},
		{"SOUTHERN YEMEN", "1967-12-14", "YMD"}, {"DEMOCRATIC YEMEN", "1990-05-07", "YMD"},
		{"TANGANYIKA", "1963-12-17", "TZA"}, {"ZANZIBAR", "1963-12-17", "ZAN"}, {"UNITED REPUBLIC OF TANZANIA", "1965-11-05", "TZA"},
		{"UNITED ARAB REPUBLIC", "1958-09-23", "EGY"}, {"UNITED ARAB REPUBLIC", "1970-12-17", "EGY"}, {"EGYPT", "1957-01-01", "EGY"},
		{"SYRIA", "1962-01-01", "SYR"}, {"SYRIAN ARAB REPUBLIC", "2020-01-01", "SYR"},
		{"ZAIRE", "1971-11-09", "COD"}, {"CONGO (LEOPOLDVILLE)", "1960-10-17", "COD"}, {"CONGO (DEMOCRATIC REPUBLIC OF)", "1967-07-04", "COD"},
		{"CONGO (BRAZZAVILLE)", "1960-10-17", "COG"}, {"CONGO", "1971-11-09", "COG"}, {"DEMOCRATIC REPUBLIC OF THE CONGO", "1997-05-21", "COD"},
		{"UPPER VOLTA", "1960-10-17", "BFA"}, {"BURKINA FASO", "1983-10-27", "BFA"}, {"BURMA", "1948-05-14", "MMR"}, {"MYANMAR", "1983-10-27", "MMR"},
		{"SWAZILAND", "2017-12-24", "SWZ"}, {"ESWATINI", "2018-05-10", "SWZ"}, {"SIAM", "1947-10-21", "THA"},
		{"TURKEY", "2022-04-07", "TUR"}, {"TÜRKİYE", "2022-06-08", "TUR"}, {"TÜRKIYE", "2024-10-29", "TUR"}, {"TURKIYE", "2023-08-01", "TUR"}, {"TÜRKÝYE", "2025-09-05", "TUR"},
		{"CÔTE D'IVOIRE", "2000-01-01", "CIV"}, {"COTE D'IVOIRE", "2023-01-01", "CIV"}, {"LAO PEOPLE's DEMOCRATIC REPUBLIC", "1980-01-01", "LAO"},
		{"BYELORUSSIAN SSR", "1960-01-01", "BLR"}, {"BELARUS", "1974-01-17", "BLR"}, {"UNION OF SOUTH AFRICA", "1946-01-26", "ZAF"},
		{"PHILIPPINE REPUBLIC", "1946-01-26", "PHL"}, {"CHINA", "1950-01-01", "CHN"}, {"CHINA", "2020-01-01", "CHN"},
		// As typed by other hands.
		{" france ", "2000-01-01", "FRA"}, {"UNITED  KINGDOM", "2000-01-01", "GBR"}, {"LAO PEOPLE`S DEMOCRATIC REPUBLIC", "1980-01-01", "LAO"},
		{"Côte d’Ivoire", "1993-11-01", "CIV"}, {"CÃ”TE D'IVOIRE", "2000-01-01", "CIV"}, {"Guinea- Bissau", "1993-11-01", "GNB"},
		{"TÃœRKÄ°YE", "2023-01-01", "TUR"}, {"SÃO TOMÉ AND PRÍNCIPE", "2000-01-01", "STP"},
		// As verbatim records print them.
		{"United Kingdom of Great Britain and Northern Ireland", "1950-08-29", "GBR"}, {"United States of America", "1950-08-29", "USA"},
		{"Union of Soviet Socialist Republics", "1950-08-29", "SUN"}, {"Moldova", "2007-09-13", "MDA"}, {"Guinea Bissau", "1993-11-01", "GNB"},
		{"the former Yugoslav Republic of Macedonia", "1993-11-01", "MKD"}, {"Netherlands (Kingdom of the)", "2024-01-01", "NLD"},
		// Not seen yet.
		{"VIET-NAM", "1980-01-01", "VNM"}, {"TANZANIA", "1970-01-01", "TZA"}, {"CONGO, DEMOCRATIC REPUBLIC OF", "1966-01-01", "COD"},
		{"FEDERAL REPUBLIC OF YUGOSLAVIA", "1995-01-01", "YUG"}, {"Russia", "1995-01-01", "RUS"}, {"REPUBLIC OF CHINA", "1965-01-01", "CHN"},
		// Without a day.
		{"FRANCE", "", "FRA"}, {"USSR", "", "SUN"}, {"Viet Nam", "", "VNM"},
	} {
		m, ok := d.Resolve(row.label, dayOf(t, row.on))
		if !ok || m.MSCode != row.want {
			t.Errorf("Resolve(%q, %s) = %q, want %s", row.label, row.on, m.MSCode, row.want)
		}
	}
}

func TestResolveRefuses(t *testing.T) {
	d := directory(t)
	for _, row := range []struct{ label, on string }{
		{"", "2000-01-01"}, {" ", "2000-01-01"}, {"ATLANTIS", "2000-01-01"}, {"AN PAKISTAN", "1980-01-01"}, {"Y FRANCE", "2000-01-01"},
		// One letter away from a member, and not that member.
		{"GUINEE", "2000-01-01"}, {"NIGERIAA", "2000-01-01"}, {"FRANC", "2000-01-01"}, {"IRAK", "2000-01-01"}, {"AUSTRIALIA", "2000-01-01"},
		{"DOMINICAN", "2000-01-01"}, {"UNITEDSTATES", "2000-01-01"}, {"SLOVAKIAN", "2000-01-01"}, {"CONGO.", "2000-01-01"},
		// Part of a name, or more than a name.
		{"UNITED", "2000-01-01"}, {"KOREA", "2000-01-01"}, {"GUINEA BISSAU GUINEA", "2000-01-01"}, {"ZAMBIA ZIMBABWE", "2010-12-21"}, {"FRANCE*", "2000-01-01"},
		// Never members.
		{"TAIWAN", "1965-01-01"}, {"REPUBLIC OF VIET NAM", "1970-01-01"}, {"HOLY SEE", "2020-01-01"}, {"STATE OF PALESTINE", "2020-01-01"},
		// Ambiguous on that day, or on some day when none is given.
		{"CONGO", "1960-10-17"}, {"CONGO", "1971-10-26"}, {"Republic of the Congo", "1962-01-01"}, {"GERMANY", "1973-10-26"}, {"GERMANY", "1990-10-02"},
		{"SERBIA", "2006-06-02"}, {"RUSSIA", "1950-01-01"}, {"REPUBLIC OF CHINA", "1971-10-25"}, {"PEOPLE'S REPUBLIC OF CHINA", "1971-10-24"},
		{"CONGO", ""}, {"GERMANY", ""}, {"GERMANY, FEDERAL REPUBLIC OF", ""},
	} {
		if m, ok := d.Resolve(row.label, dayOf(t, row.on)); ok {
			t.Errorf("Resolve(%q, %s) = %s, want none", row.label, row.on, m.MSCode)
		}
	}
}

// Each label of the table means its member on each day of its span, however it
// is written.
func TestResolveTable(t *testing.T) {
	d := directory(t)
	rows, err := readTable(labelsTSV, "label", "ms_code", "from", "to", "seen", "note")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		for _, on := range []string{r[2], r[3], "2024-06-01"} {
			if on == "" || r[3] != "" && on > r[3] || on < r[2] {
				continue
			}
			for _, label := range []string{r[0], strings.ToLower(r[0]), "  " + r[0] + "\u00a0", strings.ReplaceAll(r[0], "'", "’"), FoldLabel(r[0])} {
				if m, ok := d.Resolve(label, dayOf(t, on)); !ok || m.MSCode != r[1] {
					t.Errorf("Resolve(%q, %s) = %q, want %s", label, on, m.MSCode, r[1])
				}
			}
		}
	}
}

// The dictionary's own names resolve to their member on the days they were used.
func TestResolveNames(t *testing.T) {
	d := directory(t)
	for _, p := range d.Periods() {
		if m, ok := d.Resolve(p.Name, &p.From); !ok || m.MSCode != p.MSCode {
			t.Errorf("%s from %s: Resolve(%q) = %q", p.MSCode, p.From, p.Name, m.MSCode)
		}
	}
}

func TestLabels(t *testing.T) {
	d := directory(t)
	for code, want := range map[string][]string{
		"FRA": {"FRANCE"},
		"GBR": {"UNITED KINGDOM", "UNITED KINGDOM OF GREAT BRITAIN AND NORTHERN IRELAND"},
		"MDA": {"REPUBLIC OF MOLDOVA", "MOLDOVA"},
		"TUR": {"TURKEY", "TURKIYE", "TÜRKIYE", "TÜRKÝYE", "TÜRKİYE"},
		"GER": {"GERMANY, FEDERAL REPUBLIC OF"},
		"DEU": {"GERMANY"},
	} {
		if m, _ := d.Member(code); !slices.Equal(m.Labels, want) {
			t.Errorf("labels of %s are %q, want %q", code, m.Labels, want)
		}
	}
}

// A label that is in the table letter by letter is not folded: a build asks for
// one a million times.
func TestResolvePrintedAllocatesNothing(t *testing.T) {
	d := directory(t)
	on := dayOf(t, "2023-12-07")
	for _, label := range []string{"FRANCE", "TÜRKÝYE", "GERMANY"} {
		if n := testing.AllocsPerRun(100, func() { d.Resolve(label, on) }); n != 0 {
			t.Errorf("Resolve(%q) allocates %v times", label, n)
		}
	}
}

func TestNearest(t *testing.T) {
	d := directory(t)
	for _, row := range []struct {
		label string
		n     int
		want  []string
	}{
		{"NIGERIAA", 2, []string{"NIGERIA", "ALGERIA"}},
		{"AN PAKISTAN", 1, []string{"PAKISTAN"}},
		{"tûrkeyy", 1, []string{"TURKEY"}},
		{"COTE DIVOIR", 1, []string{"COTE DIVOIRE"}},
		{"FRANCE", 0, nil}, {"FRANCE", -1, nil}, {"", 3, nil}, {"  --", 3, nil},
	} {
		if got := d.Nearest(row.label, row.n); !slices.Equal(got, row.want) {
			t.Errorf("Nearest(%q, %d) = %q, want %q", row.label, row.n, got, row.want)
		}
	}
	if got := d.Nearest("GUINEE", 3); !slices.Contains(got, "GUINEA") {
		t.Errorf("Nearest(GUINEE) = %q", got)
	}
	if got := len(d.Nearest(strings.Repeat("A", 1<<16), 10_000)); got < 400 {
		t.Errorf("Nearest gives %d labels when asked for all", got)
	}
}

func TestFoldLabel(t *testing.T) {
	for _, row := range []struct{ label, want string }{
		{"", ""}, {" \t\u00a0", ""}, {"FRANCE", "FRANCE"}, {"France", "FRANCE"}, {"  FRANCE\n", "FRANCE"},
		{"UNITED   KINGDOM", "UNITED KINGDOM"}, {"UNITED\u00a0KINGDOM", "UNITED KINGDOM"}, {"UNITED\u2009KINGDOM", "UNITED KINGDOM"},
		{"CÔTE D'IVOIRE", "COTE D'IVOIRE"}, {"Co\u0302te d’Ivoire", "COTE D'IVOIRE"}, {"COTE D`IVOIRE", "COTE D'IVOIRE"}, {"COTE D´IVOIRE", "COTE D'IVOIRE"},
		{"COTE D‘IVOIRE", "COTE D'IVOIRE"}, {"COTE D' IVOIRE", "COTE D'IVOIRE"}, {"COTE D\u0092IVOIRE", "COTE D'IVOIRE"}, {"COTE DʼIVOIRE", "COTE D'IVOIRE"},
		{"CÃ”TE D'IVOIRE", "COTE D'IVOIRE"}, {"CÃ\u0094TE D'IVOIRE", "COTE D'IVOIRE"}, {"CÃ´te dâ€™Ivoire", "COTE D'IVOIRE"}, {"CÃ´te dâ\u0080\u0099Ivoire", "COTE D'IVOIRE"},
		{"CÃƒÂ´te d'Ivoire", "COTE D'IVOIRE"},
		{"TÜRKİYE", "TURKIYE"}, {"TÜRKIYE", "TURKIYE"}, {"TÜRKÝYE", "TURKIYE"}, {"Türkiye", "TURKIYE"}, {"TÜRKıYE", "TURKIYE"}, {"TÃœRKÄ°YE", "TURKIYE"}, {"TU\u0308RKI\u0307YE", "TURKIYE"},
		{"SÃO TOMÉ AND PRÍNCIPE", "SAO TOME AND PRINCIPE"}, {"SÃ£o TomÃ© and PrÃ\u00adncipe", "SAO TOME AND PRINCIPE"},
		{"LAO PEOPLE's DEMOCRATIC REPUBLIC", "LAO PEOPLE'S DEMOCRATIC REPUBLIC"}, {"LAO PEOPLE 'S DEMOCRATIC REPUBLIC", "LAO PEOPLE'S DEMOCRATIC REPUBLIC"},
		{"GUINEA–BISSAU", "GUINEA-BISSAU"}, {"GUINEA\u2011BISSAU", "GUINEA-BISSAU"}, {"GUINEA - BISSAU", "GUINEA-BISSAU"}, {"Guinea-\nBissau", "GUINEA-BISSAU"},
		{"FRAN\u00adCE", "FRANCE"}, {"\ufeffFRANCE", "FRANCE"},
		{"BOLIVIA(PLURINATIONAL STATE OF )", "BOLIVIA (PLURINATIONAL STATE OF)"}, {"GERMANY,FEDERAL REPUBLIC OF", "GERMANY, FEDERAL REPUBLIC OF"}, {"GERMANY , FEDERAL REPUBLIC OF", "GERMANY, FEDERAL REPUBLIC OF"},
		// Nothing else is folded.
		{"GUINEE", "GUINEE"}, {"GUINEA BISSAU", "GUINEA BISSAU"}, {"ST. LUCIA", "ST. LUCIA"}, {"THE GAMBIA", "THE GAMBIA"}, {"FRANCE*", "FRANCE*"}, {"UNITEDKINGDOM", "UNITEDKINGDOM"},
	} {
		if got := FoldLabel(row.label); got != row.want {
			t.Errorf("FoldLabel(%q) = %q, want %q", row.label, got, row.want)
		}
	}
}

// Folding twice is folding once, and a label means what its folded form means.
func FuzzFoldLabel(f *testing.F) {
	d := directory(f)
	for _, s := range []string{"FRANCE", " CÃ”TE D'IVOIRE", "TÜRKÝYE", "Guinea- Bissau", "LAO PEOPLE`S DEMOCRATIC REPUBLIC",
		"GERMANY , FEDERAL REPUBLIC OF", "SÃO TOMÉ", "\xff\xfe", "ŉǰΐ", "æ°", "Ã\u0083Â\u0094"} {
		f.Add(s, int32(0))
	}
	f.Fuzz(func(t *testing.T, label string, on int32) {
		folded := FoldLabel(label)
		if again := FoldLabel(folded); again != folded {
			t.Errorf("FoldLabel(%q) = %q, folded again %q", label, folded, again)
		}
		at := Date(on)
		m, ok := d.Resolve(label, &at)
		if n, also := d.Resolve(folded, &at); ok != also || m.MSCode != n.MSCode {
			t.Errorf("%q is %q, folded %q", label, m.MSCode, n.MSCode)
		}
	})
}
