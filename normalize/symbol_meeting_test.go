package normalize

import "testing"

func TestParseMeeting(t *testing.T) {
	for _, c := range []struct {
		printed, canonical string // canonical "": as printed, and so not repaired
		body               Body
		session, number    string
		qualifier, and     string
	}{
		{"A/78/PV.45", "", GA, "78", "45", "", ""},
		{"A/31/PV.107", "", GA, "31", "107", "", ""},
		{"A/PV.1384", "", GA, "", "1384", "", ""},
		{"A/PV.17", "", GA, "", "17", "", ""},
		{"A/PV.2444", "", GA, "", "2444", "", ""},
		{"A/ES-10/PV.5", "", GA, "ES-10", "5", "", ""},
		{"A/S-14/PV.7", "", GA, "S-14", "7", "", ""},
		{"S/PV.9000", "", SC, "", "9000", "", ""},
		{"S/PV.1", "", SC, "", "1", "", ""},
		{"A/77/PV.56 (Resumption 1)", "", GA, "77", "56", "Resumption 1", ""},
		{"S/PV.3745 (Resumption 2)", "", SC, "", "3745", "Resumption 2", ""},
		{"S/PV.785 (closed)", "", SC, "", "785", "closed", ""},
		{"S/PV.2963 (Part II) (closed)", "", SC, "", "2963", "Part II, closed", ""},
		{"A/PV.1384 and Corr.1", "", GA, "", "1384", "", "Corr.1"},
		{"A/51/PV.101/Corr.1", "", GA, "51", "101", "", ""},
		{"A/51/PV.101 (Resumption 1)/Corr.1", "", GA, "51", "101", "Resumption 1", ""},
		// Malformed, with one reading.
		{" A/78/PV.45", "A/78/PV.45", GA, "78", "45", "", ""},
		{"A/78/PV.45 ", "A/78/PV.45", GA, "78", "45", "", ""},
		{"A/78/PV.45.", "A/78/PV.45", GA, "78", "45", "", ""},
		{"A/34/PV. 4", "A/34/PV.4", GA, "34", "4", "", ""},
		{"A/34/ PV. 46", "A/34/PV.46", GA, "34", "46", "", ""},
		{"A/34/PV.\u00a046", "A/34/PV.46", GA, "34", "46", "", ""},
		{"A64/PV.62", "A/64/PV.62", GA, "64", "62", "", ""},
		{"A/64PV.62", "A/64/PV.62", GA, "64", "62", "", ""},
		{"A/64/PV62", "A/64/PV.62", GA, "64", "62", "", ""},
		{"A/64/PV/62", "A/64/PV.62", GA, "64", "62", "", ""},
		{"A/64/PV..62", "A/64/PV.62", GA, "64", "62", "", ""},
		{"A/64//PV.62", "A/64/PV.62", GA, "64", "62", "", ""},
		{"A//64/PV.62", "A/64/PV.62", GA, "64", "62", "", ""},
		{"A/64/pv.62", "A/64/PV.62", GA, "64", "62", "", ""},
		{"A/64/PV.062", "A/64/PV.62", GA, "64", "62", "", ""},
		{"AES-10/PV.5", "A/ES-10/PV.5", GA, "ES-10", "5", "", ""},
		{"S/PV9261", "S/PV.9261", SC, "", "9261", "", ""},
		{"S/PV 9261", "S/PV.9261", SC, "", "9261", "", ""},
		{"S//PV.9261", "S/PV.9261", SC, "", "9261", "", ""},
		{"SPV.9261", "S/PV.9261", SC, "", "9261", "", ""},
		{"A//PV.2441", "A/PV.2441", GA, "", "2441", "", ""},
		{"A/ /PV.200", "A/PV.200", GA, "", "200", "", ""},
		{"A/75/PV.48(Resumption1)", "A/75/PV.48 (Resumption 1)", GA, "75", "48", "Resumption 1", ""},
		{"A/75/PV.48 (resumption 1)", "A/75/PV.48 (Resumption 1)", GA, "75", "48", "Resumption 1", ""},
		{"S/PV.7000 (Resumption1)", "S/PV.7000 (Resumption 1)", SC, "", "7000", "Resumption 1", ""},
		{"S/PV.3745Resumption1", "S/PV.3745 (Resumption 1)", SC, "", "3745", "Resumption 1", ""},
		{"A/PV.1384 & Corr. 1", "A/PV.1384 and Corr.1", GA, "", "1384", "", "Corr.1"},
		{"A/PV.1384, Corr.1", "A/PV.1384 and Corr.1", GA, "", "1384", "", "Corr.1"},
	} {
		sym, repaired, err := ParseMeeting(c.printed, "")
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
		if sym.Kind != Meeting || sym.String() != c.canonical || sym.Body != c.body || sym.Session != c.session || (sym.SessionKind == "") != (c.session == "") ||
			sym.Number != c.number || sym.Qualifier != c.qualifier || sym.And != c.and || sym.Part != "" || sym.Year != 0 {
			t.Errorf("%q: %+v", c.printed, sym)
		}
		if c.and == "" && sym.Base() != sym.String() || c.and != "" && sym.String() != sym.Base()+" and "+c.and {
			t.Errorf("%q: base %q", c.printed, sym.Base())
		}
		roundTrip(t, sym)
	}
}

// An empty place for the session is read by the number, or by the session that
// the resolution tells.
func TestParseMeetingEmptySession(t *testing.T) {
	for _, c := range []struct{ printed, session, want string }{
		{"A//PV.2441", "", "A/PV.2441"},
		{"A//PV.2441", "30", "A/PV.2441"},
		{"A//PV.2441", "45", ""},
		{"A//PV.2445", "", ""},
		{"A//PV.62", "", ""},
		{"A//PV.199", "", ""},
		{"A//PV.62", "1", "A/PV.62"},
		{"A//PV.62", "45", ""},
		{"A//PV.562", "ES-1", "A/PV.562"},
		{"A//PV.132", "S-2", "A/PV.132"},
		{"A//PV.5", "ES-10", ""},
		{"A/PV.62", "", "A/PV.62"},
		{"A/PV.62", "45", "A/PV.62"}, // nothing to repair, nothing to refuse: the caller may compare
		{"A64/PV.62", "65", "A/64/PV.62"},
	} {
		sym, _, err := ParseMeeting(c.printed, c.session)
		if (err == nil) != (c.want != "") || sym.String() != c.want {
			t.Errorf("%q in session %q: %q %v, want %q", c.printed, c.session, sym, err, c.want)
		}
	}
}

func TestParseMeetingLetter(t *testing.T) {
	for _, printed := range []string{"S/2020/462", "S/2021/1170"} {
		sym, repaired, err := ParseMeeting(printed, "")
		if err != nil || repaired || sym.Kind != Document || sym.Body != SC || sym.String() != printed || sym.Session != printed[2:6] || sym.Number != printed[7:] {
			t.Errorf("%q: %+v %v %v", printed, sym, repaired, err)
		}
		if doc, _, err := ParseDocument(printed); err != nil || doc != sym {
			t.Errorf("%q as a document: %+v %v", printed, doc, err)
		}
		roundTrip(t, sym)
	}
}

func TestParseMeetingRefuses(t *testing.T) {
	for _, printed := range []string{
		"", " ", "A", "S", "PV.45", "78/PV.45", "A/78", "A/78/45", "A/78/PV", "A/78/PV.", "A/78/PV.0", "A/78/PV.x", "A/PV", "APV.1384",
		"A/PV.2445", "A/30/PV.2444", "A/9/PV.500", "A/0/PV.1", "A/S-7/PV.2", "A/ES-5/PV.2", "A/641/PV.62", "A/ES10/PV.5", "A/-64/PV.62", "A/ES-/PV.5", "A/XX/PV.5",
		"A/78/PV.45 46", "A/78/PV.45-46", "A/78/PV.45, A/78/PV.46", "A/78/PV.45; A/78/PV.46", "A/78/PV.45 and A/78/PV.46", "A/78/PV.45 and 46x", "A/78/PV.45 (Resumption 1", "A/78/PV.45 ()",
		"A/78/PV.45/", "A/78/PV.45/1", "A/C.1/78/PV.3", "A/78/SR.45", "S/78/PV.9000", "S/2020", "S/2020/", "S/1732", "S/2020/462/Add.1", "S/1945/1", "E/1990/PV.1", "A/78/L.13",
	} {
		sym, repaired, err := ParseMeeting(printed, "")
		if repaired {
			t.Errorf("%q: refused and repaired", printed)
		}
		wantUnreadable(t, printed, sym, err)
	}
}
