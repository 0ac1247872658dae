package normalize

import (
	"slices"
	"testing"
)

func TestParseDocument(t *testing.T) {
	for _, c := range []struct {
		printed, canonical string // canonical "": as printed, and so not repaired
		session, number    string
		part, and          string
	}{
		// Committees' reports: every shape of the captured records.
		{"A/38/572", "", "38", "572", "", ""},
		{"A/78/421", "", "78", "421", "", ""},
		{"A/545", "", "", "545", "", ""},
		{"A/38/702/Add.2", "", "38", "702", "", ""},
		{"A/10344/Add.1", "", "", "10344", "", ""},
		{"A/6742/Corr.1", "", "", "6742", "", ""},
		{"A/38/608/Corr.1", "", "38", "608", "", ""},
		{"A/6655/Rev.1", "", "", "6655", "", ""},
		{"A/67/457/Add.2/Corr.1", "", "67", "457", "", ""},
		{"A/3974/Add.1/Add.1", "", "", "3974", "", ""},
		{"A/39/24 (Part II)", "", "39", "24", "", ""},
		{"A/40/24 (Part II)/Corr.1", "", "40", "24", "", ""},
		{"A/40/24 (Part II)/Add.1", "", "40", "24", "", ""},
		{"A/60/509/Add.2 (Part II)", "", "60", "509", "", ""},
		{"A/C.1/280", "", "", "280", "", ""},
		{"A/S-9/11", "", "S-9", "11", "", ""},
		{"A/ES-8/6", "", "ES-8", "6", "", ""},
		{"A/55/558 para.7", "", "55", "558", "para.7", ""},
		{"A/64/439/Add.2(PartII)", "A/64/439/Add.2 (Part II)", "64", "439", "", ""},
		{"A/55/23(Part III)", "A/55/23 (Part III)", "55", "23", "", ""},
		{"A/50/23 (PART II)", "A/50/23 (Part II)", "50", "23", "", ""},
		{"A/8173/ Add.1", "A/8173/Add.1", "", "8173", "", ""},
		{"A/65/456/Add. 3", "A/65/456/Add.3", "65", "456", "", ""},
		{"A/5681/dd.1", "A/5681/Add.1", "", "5681", "", ""},
		{"Amended by A/8980", "A/8980", "", "8980", "", ""},
		{"A/3383(Annex)/Rev.1", "A/3383 (Annex)/Rev.1", "", "3383", "", ""},
		{"A/55/558 para. 7", "A/55/558 para.7", "55", "558", "para.7", ""},
		// Drafts and others.
		{"A/78/L.65", "", "78", "L.65", "", ""},
		{"A/48/L.13/Rev.1", "", "48", "L.13", "", ""},
		{"A/48/L.13 and Corr.1", "", "48", "L.13", "", "Corr.1"},
		{"A/48/L.13 and Add.1 and Corr.1", "", "48", "L.13", "", "Add.1 and Corr.1"},
		{"A/48/L.13 and Add.1-3", "", "48", "L.13", "", "Add.1-3"},
		{"A/L.526 and Add.1 and 2", "", "", "L.526", "", "Add.1 and 2"},
		{"A/L.526/Rev.1 and Rev.1/Add.1", "", "", "L.526", "", "Rev.1/Add.1"},
		{"A/L.123", "", "", "L.123", "", ""},
		{"A/L.31A", "", "", "L.31A", "", ""},
		{"A/C.4/78/L.13", "", "78", "L.13", "", ""},
		{"A/C.3/78/L.49/Rev.1", "", "78", "L.49", "", ""},
		{"A/C.5/50/L.20", "", "50", "L.20", "", ""},
		{"A/C.1/L.280", "", "", "L.280", "", ""},
		{"A/C.1/PV.1234", "", "", "PV.1234", "", ""},
		{"A/SPC/38/L.5", "", "38", "L.5", "", ""},
		{"A/SPC/L.5", "", "", "L.5", "", ""},
		{"A/ES-10/L.27", "", "ES-10", "L.27", "", ""},
		{"A/S-14/L.1", "", "S-14", "L.1", "", ""},
		{"A/C.1/S-15/L.1", "", "S-15", "L.1", "", ""},
		{"A/BUR/78/1", "", "78", "1", "", ""},
		{"A/BUR/123", "", "", "123", "", ""},
		{"A/INF/54/3", "", "54", "3", "", ""},
		{"A/AC.105/1000", "", "", "1000", "", ""},
		{"A/AC.109/L.1350/Add.1", "", "", "L.1350", "", ""},
		{"A/CONF.151/26/Rev.1 (Vol. I)", "", "", "26", "", ""},
		{"A/CONF.62/WP.10/Rev.1", "", "", "WP.10", "", ""},
		{"A/HRC/10/29", "", "", "29", "", ""},
		{"A/520/Rev.15", "", "", "520", "", ""},
		{"S/2018/1016", "", "2018", "1016", "", ""},
		{"S/1732", "", "", "1732", "", ""},
		{"S/1950", "", "", "1950", "", ""},  // a number, though it could be a year
		{"A/12/L.5", "", "", "L.5", "", ""}, // no session had its number in a document's symbol before the 31st
		{"S/1996/L.5", "", "1996", "L.5", "", ""},
		{"S/11940/Rev.1", "", "", "11940", "", ""},
		{"S/PRST/1994/1", "", "", "1", "", ""},
		{" A/78/L.65 ", "A/78/L.65", "78", "L.65", "", ""},
		{"A/78/L. 65", "A/78/L.65", "78", "L.65", "", ""},
		{"A/C.4 / 78/L.13", "A/C.4/78/L.13", "78", "L.13", "", ""},
		{"A/48/L.13, Corr.1", "A/48/L.13 and Corr.1", "48", "L.13", "", "Corr.1"},
		{"A/61/L.70 + Add.1", "A/61/L.70 and Add.1", "61", "L.70", "", "Add.1"},
		{"A/48/L.13/REV.1", "A/48/L.13/Rev.1", "48", "L.13", "", ""},
		{"A/48/L.13/Rev1", "A/48/L.13/Rev.1", "48", "L.13", "", ""},
	} {
		sym, repaired, err := ParseDocument(c.printed)
		if err != nil {
			t.Error(err)
			continue
		}
		if repaired != (c.canonical != "") {
			t.Errorf("%q: repaired %v", c.printed, repaired)
		}
		if c.canonical == "" {
			c.canonical = c.printed
		}
		if sym.Kind != Document || sym.String() != c.canonical || string(sym.Body)[:1] != map[byte]string{'A': "G", 'S': "S"}[c.canonical[0]] ||
			sym.Session != c.session || sym.Number != c.number || sym.Part != c.part || sym.And != c.and {
			t.Errorf("%q: %+v", c.printed, sym)
		}
		if c.part == "" && c.and == "" && sym.Base() != sym.String() {
			t.Errorf("%q: base %q", c.printed, sym.Base())
		}
		roundTrip(t, sym)
	}
}

func TestParseDocumentBase(t *testing.T) {
	for printed, want := range map[string]string{
		"A/48/L.13/Rev.1 and Corr.1":    "A/48/L.13/Rev.1",
		"A/55/558 para.7":               "A/55/558",
		"A/64/439/Add.2(PartII)":        "A/64/439/Add.2 (Part II)",
		"A/55/558 paras.7-9 and Corr.1": "A/55/558",
	} {
		if sym, _, err := ParseDocument(printed); err != nil || sym.Base() != want {
			t.Errorf("%q: base %q %v, want %q", printed, sym.Base(), err, want)
		}
	}
}

// In the place of a draft or report stands at times another kind of symbol.
func TestParseDocumentOtherKinds(t *testing.T) {
	for _, c := range []struct {
		printed, canonical string
		kind               SymbolKind
	}{
		{"A/RES/39/28A", "A/RES/39/28A", Resolution},
		{"S/RES/500 (1982)", "S/RES/500(1982)", Resolution},
		{"A /RES / 39/28 A", "A/RES/39/28A", Resolution},
		{"A/DEC/80/506", "A/DEC/80/506", Decision},
		{"S/PV.9000", "S/PV.9000", Meeting},
		{"A/34/PV. 4", "A/34/PV.4", Meeting},
	} {
		sym, repaired, err := ParseDocument(c.printed)
		if err != nil || sym.Kind != c.kind || sym.String() != c.canonical || repaired != (c.printed != c.canonical) {
			t.Errorf("%q: %+v %v %v", c.printed, sym, repaired, err)
		}
	}
}

func TestParseDocumentRefuses(t *testing.T) {
	for _, printed := range []string{
		"", " ", "A", "A/", "A/38/", "A//38/572", "A38/572", "A/38 572", "A/545 546", "A/38/572 573", "A/L", "A/L.", "A/L.0", "A/0", "A/BUR", "A/BUR/L",
		"A/38/1 A/38/2", "A/75/L.82A/75/L.82/Add.1", "A/C.3/78/L.2A/C.3/78/L.3", "A/65/456A/65/457", "A/38/572; A/38/573", "A/38/572, A/38/573", "A/38/572 and A/38/573", "A/48/L.13 Corr.1", "A/Add.1", "A/Add.1/38", "A/38/Add.1/572",
		"A/38/572(", "A/38/572()", "A/38/572 (Part II", "A/38/572 as amended", "A/38/572/oral", "A/ES10/L.1", "A/ES-/6", "A/c.4/78/l.13", "A/RES/1", "A /RES/1", "S/DEC/1", "A/9/PV.500", "A/ES-5/PV.2", "A/48/L.13/Add.1--3", "A//PV.62", "S/78/PV.9000",
		"E/1990/5", "T/1234", "Report of the Fifth Committee", "Amended by", "A/\u0410.4/78",
	} {
		sym, repaired, err := ParseDocument(printed)
		if repaired {
			t.Errorf("%q: refused and repaired", printed)
		}
		wantUnreadable(t, printed, sym, err)
	}
}

// Well-formed symbols of today are spelled as printed, whatever the numbers.
func TestParseDocumentKeepsModernSpelling(t *testing.T) {
	var wrong []string
	for _, form := range []string{"A/78/%", "A/78/L.%", "A/C.4/78/L.%", "A/C.3/78/L.%/Rev.1", "A/78/PV.%", "S/2023/%", "S/PV.%", "A/ES-10/L.%", "A/78/459/Add.%", "A/RES/78/%", "S/RES/%(2023)"} {
		for _, n := range []string{"1", "9", "10", "99", "100", "1016"} {
			var printed string
			for _, c := range form {
				if c == '%' {
					printed += n
				} else {
					printed += string(c)
				}
			}
			if sym, repaired, err := ParseDocument(printed); err != nil || repaired || sym.String() != printed {
				wrong = append(wrong, printed)
			}
		}
	}
	if !slices.Equal(wrong, nil) {
		t.Error(wrong)
	}
}
