//go:build replay

package normalize

import (
	"regexp"
	"strings"
	"testing"
)

// Every symbol of the captured records is read, comes back from its canonical
// spelling, and is either spelled as printed or one of the flaws listed here.
func TestCorpusSymbols(t *testing.T) {
	records := readCorpusSymbols(t)
	if len(records) < 5000 {
		t.Fatalf("%d records", len(records))
	}
	respelled := map[string]int{}
	note := func(field, printed string, sym Symbol, err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s: %v", field, err)
			return
		}
		roundTrip(t, sym)
		if sym.String() != printed {
			respelled[field+": "+symbolShape(printed)+" -> "+symbolShape(sym.String())]++
		}
	}
	for _, r := range records {
		known := ""
		if r.Resolution != "" {
			sym, err := ParseResolution(r.Resolution)
			note("resolution", r.Resolution, sym, err)
			if want := plainRule(r.Resolution); want != "" && sym.Session != want {
				t.Errorf("%s: session %q, plain rule says %q", r.Resolution, sym.Session, want)
			}
			known = sym.Session
		}
		for _, m := range r.Meetings {
			sym, repaired, err := ParseMeeting(m, known)
			note("meeting", m, sym, err)
			if err == nil && repaired != (sym.String() != m) {
				t.Errorf("%q: repaired %v, canonical %q", m, repaired, sym)
			}
			if sym.Session != "" && sym.Kind == Meeting && sym.Session != known {
				t.Errorf("record %d: %s is not of session %s", r.ID, m, known)
			}
			if bare, _, err := ParseMeeting(m, ""); err != nil || bare != sym {
				t.Errorf("%q without the session: %v %v", m, bare, err)
			}
		}
		for _, d := range r.Reports {
			sym, _, err := ParseDocument(d)
			note("report", d, sym, err)
		}
	}
	want := map[string]int{
		"resolution: A/RES/9/9 A -> A/RES/9/9A":                     1,
		"resolution: A/RES/9/9 B -> A/RES/9/9B":                     1,
		"meeting: A/9/PV. 9 -> A/9/PV.9":                            23,
		"meeting: A/9/PV.9(Resumption9) -> A/9/PV.9 (Resumption 9)": 6,
		"meeting: A//PV.9 -> A/PV.9":                                3,
		"meeting: S/PV9 -> S/PV.9":                                  2,
		"meeting: A9/PV.9 -> A/9/PV.9":                              1,
		"report: A/9/9/Add.9(PartII) -> A/9/9/Add.9 (Part II)":      10,
		"report: A/9/9(Part II) -> A/9/9 (Part II)":                 1,
		"report: A/9/9(Part III) -> A/9/9 (Part III)":               1,
		"report: A/9/9 (PART II) -> A/9/9 (Part II)":                1,
		"report: A/9/ Add.9 -> A/9/Add.9":                           2,
		"report: A/9/9/Add. 9 -> A/9/9/Add.9":                       1,
		"report: A/9/dd.9 -> A/9/Add.9":                             1,
		"report: Amended by A/9 -> A/9":                             1,
		"report: A/9(Annex)/Rev.9 -> A/9 (Annex)/Rev.9":             1,
	}
	for k, n := range respelled {
		if want[k] != n {
			t.Errorf("respelled %d times: %s; want %d", n, k, want[k])
		}
	}
	for k, n := range want {
		if respelled[k] == 0 {
			t.Errorf("not met, want %d: %s", n, k)
		}
	}
}

var (
	digitRun    = regexp.MustCompile(`[0-9]+`)
	modernRule  = regexp.MustCompile(`^A/RES/(\d+|ES-\d+|S-\d+)/\d+`)
	ancientRule = regexp.MustCompile(`^A/RES/\d+[A-Z]*\s*\((E?S-)?([IVX]+|\d+)\)`)
)

func symbolShape(s string) string { return digitRun.ReplaceAllString(s, "9") }

// plainRule reads the session by rules that know nothing of the parser.
func plainRule(printed string) string {
	if m := modernRule.FindStringSubmatch(printed); m != nil {
		return m[1]
	}
	m := ancientRule.FindStringSubmatch(printed)
	if m == nil {
		return ""
	}
	return m[1] + strings.NewReplacer(
		"XXX", "30", "XXIX", "29", "XXVIII", "28", "XXVII", "27", "XXVI", "26", "XXV", "25", "XXIV", "24", "XXIII", "23",
		"XXII", "22", "XXI", "21", "XX", "20", "XIX", "19", "XVIII", "18", "XVII", "17", "XVI", "16", "XV", "15", "XIV", "14",
		"XIII", "13", "XII", "12", "XI", "11", "X", "10", "IX", "9", "VIII", "8", "VII", "7", "VI", "6", "V", "5", "IV", "4",
		"III", "3", "II", "2", "I", "1").Replace(m[2])
}

// Every vote of the captured records was on a day on which its session met, but
// for two slips of the library: A/RES/37/84 was voted in A/37/PV.98, whose
// session opened seven months after the printed day; A/RES/ES-7/2 bears the day
// 29 July 1980 itself, on which that part of the session ended.
func TestCorpusSessionsAllowDates(t *testing.T) {
	slips := map[string]string{"A/RES/37/84": "1982-02-21", "A/RES/ES-7/2": "1980-07-30"}
	for _, r := range readCorpusSymbols(t) {
		if r.Resolution == "" || r.Date == "" {
			continue
		}
		sym, err := ParseResolution(r.Resolution)
		if err != nil {
			t.Error(err)
			continue
		}
		date, err := ParseDate(r.Date)
		if err != nil {
			t.Errorf("record %d: %v", r.ID, err)
			continue
		}
		if want := slips[r.Resolution] != r.Date; sym.Allows(date) != want {
			t.Errorf("record %d: %s (session %s) on %s %v: allowed %v", r.ID, r.Resolution, sym.Session, r.Date, r.Meetings, !want)
		}
	}
}
