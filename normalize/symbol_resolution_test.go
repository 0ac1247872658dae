package normalize

import (
	"strings"
	"testing"
)

func TestParseResolution(t *testing.T) {
	for _, c := range []struct {
		printed, canonical string // canonical "": as printed
		session            string
		kind               SessionKind
		number, part, base string
	}{
		// Since 1976: session, number, part. Every shape of the captured records.
		{"A/RES/78/165", "", "78", Regular, "165", "", "A/RES/78/165"},
		{"A/RES/31/4", "", "31", Regular, "4", "", "A/RES/31/4"},
		{"A/RES/100/1", "", "100", Regular, "1", "", "A/RES/100/1"},
		{"A/RES/39/28A", "", "39", Regular, "28", "A", "A/RES/39/28"},
		{"A/RES/38/36B", "", "38", Regular, "36", "B", "A/RES/38/36"},
		{"A/RES/38/183C", "", "38", Regular, "183", "C", "A/RES/38/183"},
		{"A/RES/38/58D", "", "38", Regular, "58", "D", "A/RES/38/58"},
		{"A/RES/38/36E", "", "38", Regular, "36", "E", "A/RES/38/36"},
		{"A/RES/40/64F", "", "40", Regular, "64", "F", "A/RES/40/64"},
		{"A/RES/39/63G", "", "39", Regular, "63", "G", "A/RES/39/63"},
		{"A/RES/38/188H", "", "38", Regular, "188", "H", "A/RES/38/188"},
		{"A/RES/38/39I", "", "38", Regular, "39", "I", "A/RES/38/39"},
		{"A/RES/39/99J", "", "39", Regular, "99", "J", "A/RES/39/99"},
		{"A/RES/39/63K", "", "39", Regular, "63", "K", "A/RES/39/63"},
		{"A/RES/43/75L", "", "43", Regular, "75", "L", "A/RES/43/75"},
		{"A/RES/40/152M", "", "40", Regular, "152", "M", "A/RES/40/152"},
		{"A/RES/44/116N", "", "44", Regular, "116", "N", "A/RES/44/116"},
		{"A/RES/45/58O", "", "45", Regular, "58", "O", "A/RES/45/58"},
		{"A/RES/45/58P", "", "45", Regular, "58", "P", "A/RES/45/58"},
		{"A/RES/54/54Q", "", "54", Regular, "54", "Q", "A/RES/54/54"},
		{"A/RES/53/77R", "", "53", Regular, "77", "R", "A/RES/53/77"},
		{"A/RES/54/54S", "", "54", Regular, "54", "S", "A/RES/54/54"},
		{"A/RES/43/75T", "", "43", Regular, "75", "T", "A/RES/43/75"},
		{"A/RES/53/77U", "", "53", Regular, "77", "U", "A/RES/53/77"},
		{"A/RES/54/54V", "", "54", Regular, "54", "V", "A/RES/54/54"},
		{"A/RES/53/77W", "", "53", Regular, "77", "W", "A/RES/53/77"},
		{"A/RES/53/77X", "", "53", Regular, "77", "X", "A/RES/53/77"},
		{"A/RES/53/77XX", "", "53", Regular, "77", "XX", "A/RES/53/77"},
		{"A/RES/53/77AA", "", "53", Regular, "77", "AA", "A/RES/53/77"},
		{"A/RES/36/235IV", "", "36", Regular, "235", "IV", "A/RES/36/235"},
		{"A/RES/37/237II", "", "37", Regular, "237", "II", "A/RES/37/237"},
		{"A/RES/36/235XIII", "", "36", Regular, "235", "XIII", "A/RES/36/235"},
		{"A/RES/36/235XVII", "", "36", Regular, "235", "XVII", "A/RES/36/235"},
		{"A/RES/61/128A-B", "", "61", Regular, "128", "A-B", "A/RES/61/128"},
		{"A/RES/35/220A-B", "", "35", Regular, "220", "A-B", "A/RES/35/220"},
		{"A/RES/33/13A,C", "", "33", Regular, "13", "A,C", "A/RES/33/13"},
		{"A/RES/33/13A and B", "A/RES/33/13AandB", "33", Regular, "13", "AandB", "A/RES/33/13"},
		{"A/RES/39/151[A]", "", "39", Regular, "151", "A", "A/RES/39/151"},
		{"A/RES/55/33[V]", "", "55", Regular, "33", "V", "A/RES/55/33"},
		{"A/RES/41/209[III]", "", "41", Regular, "209", "III", "A/RES/41/209"},
		{"A/RES/34/233[XIV]", "", "34", Regular, "233", "XIV", "A/RES/34/233"},
		{"A/RES/33/116[A-IV]", "", "33", Regular, "116", "A-IV", "A/RES/33/116"},
		{"A/RES/33/116[B-IX]", "", "33", Regular, "116", "B-IX", "A/RES/33/116"},
		{"A/RES/33/116[C-X]", "", "33", Regular, "116", "C-X", "A/RES/33/116"},
		{"A/RES/39/236[SectionIII]", "", "39", Regular, "236", "SectionIII", "A/RES/39/236"},
		{"A/RES/39/236[Section XIV]", "A/RES/39/236[SectionXIV]", "39", Regular, "236", "SectionXIV", "A/RES/39/236"},
		{"A/RES/39/236SectionIII", "", "39", Regular, "236", "SectionIII", "A/RES/39/236"},
		{"A/RES/39/236(SectionIII)", "", "39", Regular, "236", "(SectionIII)", "A/RES/39/236"},
		{"A/RES/33/116A[III]", "", "33", Regular, "116", "A[III]", "A/RES/33/116"},
		{"A/RES/33/116[A][III]", "", "33", Regular, "116", "[A][III]", "A/RES/33/116"},
		{"A/RES/33/116[A], [C]", "A/RES/33/116[A],[C]", "33", Regular, "116", "[A],[C]", "A/RES/33/116"},
		{"A/RES/33/116[I,II,IV]", "", "33", Regular, "116", "I,II,IV", "A/RES/33/116"},
		{"A/RES/33/116[PARA.1(a)]", "", "33", Regular, "116", "PARA.1(a)", "A/RES/33/116"},
		{"A/RES/60/1/Corr.1", "", "60", Regular, "1", "", "A/RES/60/1"},
		{"A/RES/78/183 B", "A/RES/78/183B", "78", Regular, "183", "B", "A/RES/78/183"},
		{"A/RES/78/80 A", "A/RES/78/80A", "78", Regular, "80", "A", "A/RES/78/80"},
		{" A/RES/ 78/ 80 ", "A/RES/78/80", "78", Regular, "80", "", "A/RES/78/80"},
		{"A/RES/78/80\u00a0A\u200b", "A/RES/78/80A", "78", Regular, "80", "A", "A/RES/78/80"},
		{"A/RES/61/128A\u2013B", "A/RES/61/128A-B", "61", Regular, "128", "A-B", "A/RES/61/128"},
		{"A/Res/78/165", "A/RES/78/165", "78", Regular, "165", "", "A/RES/78/165"},
		{"A/RES/78/065", "A/RES/78/65", "78", Regular, "65", "", "A/RES/78/65"},
		// A text that had no number yet: session 79, number XX.
		{"A/RES/79/XX", "", "79", Regular, "XX", "", "A/RES/79/XX"},
		{"A/RES/79/XXX", "", "79", Regular, "XXX", "", "A/RES/79/XXX"},
		// Special and emergency special sessions.
		{"A/RES/ES-11/1", "", "ES-11", EmergencySpecial, "1", "", "A/RES/ES-11/1"},
		{"A/RES/ES-8/1A", "", "ES-8", EmergencySpecial, "1", "A", "A/RES/ES-8/1"},
		{"A/RES/S-14/1", "", "S-14", Special, "1", "", "A/RES/S-14/1"},
		{"A/RES/S-9/2", "", "S-9", Special, "2", "", "A/RES/S-9/2"},
		{"A/RES/1008(ES-II)", "", "ES-2", EmergencySpecial, "1008", "", "A/RES/1008(ES-II)"},
		{"A/RES/2252(ES-V)", "", "ES-5", EmergencySpecial, "2252", "", "A/RES/2252(ES-V)"},
		{"A/RES/2252(ES-V)[A]", "", "ES-5", EmergencySpecial, "2252", "A", "A/RES/2252(ES-V)"},
		{"A/RES/107(S-1)", "", "S-1", Special, "107", "", "A/RES/107(S-1)"},
		{"A/RES/185(S-2)", "", "S-2", Special, "185", "", "A/RES/185(S-2)"},
		{"A/RES/185(S-II)", "", "S-2", Special, "185", "", "A/RES/185(S-II)"},
		{"A/RES/1622(S-III)", "", "S-3", Special, "1622", "", "A/RES/1622(S-III)"},
		{"A/RES/1878(S-IV)", "", "S-4", Special, "1878", "", "A/RES/1878(S-IV)"},
		{"A/RES/3201(S-VI)", "", "S-6", Special, "3201", "", "A/RES/3201(S-VI)"},
		// To 1976: number, session in Roman numerals, part.
		{"A/RES/11(I)", "", "1", Regular, "11", "", "A/RES/11(I)"},
		{"A/RES/117(II)", "", "2", Regular, "117", "", "A/RES/117(II)"},
		{"A/RES/3489(XXX)", "", "30", Regular, "3489", "", "A/RES/3489(XXX)"},
		{"A/RES/117 (II)", "A/RES/117(II)", "2", Regular, "117", "", "A/RES/117(II)"},
		{"A/RES/289(IV)[A]", "", "4", Regular, "289", "A", "A/RES/289(IV)"},
		{"A/RES/377(V)[A-C]", "", "5", Regular, "377", "A-C", "A/RES/377(V)"},
		{"A/RES/421(V)[A-H]", "", "5", Regular, "421", "A-H", "A/RES/421(V)"},
		{"A/RES/377(V)[AA]", "", "5", Regular, "377", "AA", "A/RES/377(V)"},
		{"A/RES/377(V)[AE]", "", "5", Regular, "377", "AE", "A/RES/377(V)"},
		{"A/RES/724(VIII)[C-I]", "", "8", Regular, "724", "C-I", "A/RES/724(VIII)"},
		{"A/RES/944(X)[II]", "", "10", Regular, "944", "II", "A/RES/944(X)"},
		{"A/RES/63(I)[PARA.1]", "", "1", Regular, "63", "PARA.1", "A/RES/63(I)"},
		{"A/RES/63(I)[PARA. 10]", "A/RES/63(I)[PARA.10]", "1", Regular, "63", "PARA.10", "A/RES/63(I)"},
		{"A/RES/17(I)[RULE-73]", "", "1", Regular, "17", "RULE-73", "A/RES/17(I)"},
		{"A/RES/17(I)[RULE-T]", "", "1", Regular, "17", "RULE-T", "A/RES/17(I)"},
		{"A/RES/2603(XXIV)[A]", "", "24", Regular, "2603", "A", "A/RES/2603(XXIV)"},
		{"A/RES/2603(XXIV)A", "", "24", Regular, "2603", "A", "A/RES/2603(XXIV)"},
		{"A/RES/2603 A (XXIV)", "A/RES/2603(XXIV)[A]", "24", Regular, "2603", "A", "A/RES/2603(XXIV)"},
		{"A/RES/377A-C(V)", "A/RES/377(V)[A-C]", "5", Regular, "377", "A-C", "A/RES/377(V)"},
	} {
		sym, err := ParseResolution(c.printed)
		if err != nil {
			t.Error(err)
			continue
		}
		if c.canonical == "" {
			c.canonical = c.printed
		}
		if sym.Kind != Resolution || sym.Body != GA || sym.Year != 0 || sym.SessionTo != "" || sym.String() != c.canonical ||
			sym.Session != c.session || sym.SessionKind != c.kind || sym.Number != c.number || sym.Part != c.part || sym.Base() != c.base {
			t.Errorf("%q: %+v", c.printed, sym)
		}
		roundTrip(t, sym)
		if base, err := ParseResolution(sym.Base()); err != nil || base.Part != "" || base.Base() != base.String() || base.Session != sym.Session {
			t.Errorf("base of %q: %+v %v", c.printed, base, err)
		}
	}
}

// A/RES/996 belongs to two sessions: the first one names it, either allows a day.
func TestParseResolutionOfTwoSessions(t *testing.T) {
	for _, printed := range []string{"A/RES/996(ES-IandII)", "A/RES/996 (ES-I and II)"} {
		sym, err := ParseResolution(printed)
		if err != nil || sym.Session != "ES-1" || sym.SessionTo != "ES-2" || sym.SessionKind != EmergencySpecial || sym.String() != "A/RES/996(ES-IandII)" {
			t.Fatalf("%q: %+v %v", printed, sym, err)
		}
		roundTrip(t, sym)
		for d, want := range map[Date]bool{ymd(1956, 10, 31): false, ymd(1956, 11, 2): true, ymd(1956, 11, 10): true, ymd(1956, 11, 11): false} {
			if sym.Allows(d) != want {
				t.Errorf("%s on %s: want %v", sym, d, want)
			}
		}
	}
	// The days of the second session lie within the first's; these do not.
	sym, err := ParseResolution("A/RES/1(ES-IandIII)")
	if err != nil || !sym.Allows(ymd(1958, 8, 10)) || sym.Allows(ymd(1957, 8, 10)) {
		t.Errorf("%+v %v", sym, err)
	}
}

func TestParseDecision(t *testing.T) {
	for _, c := range []struct{ printed, session, number, part string }{
		{"A/DEC/80/506", "80", "506", ""},
		{"A/DEC/31/401", "31", "401", ""},
		{"A/DEC/79/512A", "79", "512", "A"},
		{"A/DEC/ES-10/1", "ES-10", "1", ""},
	} {
		sym, err := ParseResolution(c.printed)
		if err != nil || sym.Kind != Decision || sym.Session != c.session || sym.Number != c.number || sym.Part != c.part || sym.String() != c.printed {
			t.Errorf("%q: %+v %v", c.printed, sym, err)
		}
		roundTrip(t, sym)
	}
}

func TestParseCouncilResolution(t *testing.T) {
	for _, c := range []struct {
		printed, canonical string
		year               int
		number, part       string
	}{
		{"S/RES/2790(2025)", "S/RES/2790(2025)", 2025, "2790", ""},
		{"S/RES/500(1982)", "S/RES/500(1982)", 1982, "500", ""},
		{"S/RES/1(1946)", "S/RES/1(1946)", 1946, "1", ""},
		{"S/RES/2448 (2018)", "S/RES/2448(2018)", 2018, "2448", ""},
		{"S/RES/66(1948)[A]", "S/RES/66(1948)[A]", 1948, "66", "A"},
		{"S/RES/66A(1948)", "S/RES/66(1948)[A]", 1948, "66", "A"},
		{"S/RES/XXXX(2025)", "S/RES/XXXX(2025)", 2025, "XXXX", ""},
	} {
		sym, err := ParseResolution(c.printed)
		if err != nil {
			t.Error(err)
			continue
		}
		if sym.Body != SC || sym.Year != c.year || sym.Session != c.canonical[len(sym.Base())-5:len(sym.Base())-1] || sym.SessionKind != "" ||
			sym.Number != c.number || sym.Part != c.part || sym.String() != c.canonical {
			t.Errorf("%q: %+v", c.printed, sym)
		}
		if !sym.Allows(ymd(c.year, 12, 31)) || sym.Allows(ymd(c.year+1, 1, 1)) {
			t.Errorf("%s: years allowed", sym)
		}
		roundTrip(t, sym)
	}
}

func TestParseResolutionRefuses(t *testing.T) {
	for _, printed := range []string{
		"", " ", "A", "A/RES/", "A/RES/78", "A/RES/78/", "A/RES//165", "A/RES/78/0", "A/RES/0/1", "A/RES/165", "A/RES/1982/1",
		"A/RES/78/X", "A/RES/78/B", "A/RES/78/1 2", "A/RES/78/165, A/RES/78/166", "A/RES/78/165; A/RES/78/166", "A/RES/78/165 and A/RES/78/166", "A/RES/78/165 and 166", "A/RES/78/165 AND 166", "A/RES/78/165[", "A/RES/78/165[]",
		"A/RES/78/165[A", "A/RES/78/165A]", "A/RES/78/165[[A]]", "A/RES/78/165[[A]", "A/RES/78/165[PARA.1(a]", "A/RES/78/165(2023)", "A/RES/78/165()", "A/RES/78/165-A", "A/RES/78/165/", "A/RES/78/165/1",
		"A/RES/117(IIII)", "A/RES/117(VV)", "A/RES/117()", "A/RES/117(ii)", "A/RES/117(II", "A/RES/(II)", "A/RES/117(2018)", "A/RES/117(ESII)", "A/RES/117(E-II)",
		"A/RES/117(ES-)", "A/RES/996(ES-IIandI)", "A/RES/996(ES-Iand)", "A/RES/ES10/1", "A/RES/XX",
		"S/RES/500", "S/RES/500()", "S/RES/500(82)", "S/RES/500(1945)", "S/RES/500(3000)", "S/RES/500(19822)", "S/RES/(1982)", "S/RES/1982/500", "S/DEC/1(1990)", "A/RES/\u0410",
		"A/RES/78/165" + strings.Repeat("A", 200), "E/RES/1990/1", "A/HRC/RES/1", "A/78/165", "RES/78/165",
	} {
		sym, err := ParseResolution(printed)
		wantUnreadable(t, printed, sym, err)
	}
}

func TestResolutionFromNumber(t *testing.T) {
	for _, c := range []struct {
		body         Body
		number, want string
	}{
		{GA, "65/206", "A/RES/65/206"},
		{GA, "61/128 B", "A/RES/61/128B"},
		{GA, "ES-10/21", "A/RES/ES-10/21"},
		{GA, "2758 (XXVI)", "A/RES/2758(XXVI)"},
		{GA, "377 A (V)", "A/RES/377(V)[A]"},
		{SC, "2448 (2018)", "S/RES/2448(2018)"},
		{GA, "2448 (2018)", ""},
		{SC, "65/206", ""},
		{GA, "206", ""},
	} {
		sym, err := ResolutionFromNumber(c.body, c.number)
		if (err == nil) != (c.want != "") || sym.String() != c.want {
			t.Errorf("%s %q: %q %v, want %q", c.body, c.number, sym, err, c.want)
		}
	}
	if sym, err := DecisionFromNumber("76/576"); err != nil || sym.String() != "A/DEC/76/576" || sym.Kind != Decision {
		t.Errorf("%+v %v", sym, err)
	}
}
