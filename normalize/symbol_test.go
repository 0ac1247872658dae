package normalize

import (
	"errors"
	"testing"
)

// roundTrip: the canonical spelling is one, and gives the same symbol.
func roundTrip(t testing.TB, sym Symbol) {
	t.Helper()
	var again Symbol
	var repaired bool
	var err error
	switch sym.Kind {
	case Meeting:
		again, repaired, err = ParseMeeting(sym.String(), "")
	case Document:
		again, repaired, err = ParseDocument(sym.String())
	default:
		again, err = ParseResolution(sym.String())
	}
	if err != nil || repaired || again != sym {
		t.Errorf("round trip of %q: %+v, repaired %v, %v; want %+v", sym, again, repaired, err, sym)
	}
}

func wantUnreadable(t testing.TB, printed string, sym Symbol, err error) {
	t.Helper()
	if !errors.Is(err, ErrSymbol) || sym != (Symbol{}) {
		t.Errorf("%q: %+v, %v; want no symbol and ErrSymbol", printed, sym, err)
	}
}

func FuzzSymbols(f *testing.F) {
	for _, s := range []string{
		"A/RES/78/183 B", "A/RES/63(I)[PARA.1]", "A/RES/996(ES-IandII)", "A/RES/2603A(XXIV)", "A/RES/79/XX", "A/RES/1(I)A[B](C)/Corr.1",
		"A/HRC/RES/S-39/1", "E/CN.4/RES/6B(XXXIII)", "E/CN.4/RES/II[X]PARTI", "E/CN.4/RES/5XXXII)", "E/CN.4/RES(II)", "E/HR/RES", "E/CN.4/1982/L.3A",
		"S/RES/2790(2025)", "A//PV.2441", "A64/PV.62", "A/77/PV.56(Resumption1)", "A/PV.1384 and Corr.1", "S/2020/462",
		"A/3383(Annex)/Rev.1", "A/55/558 para.7", "A/5681/dd.1", "Amended by A/8980", "A/C.4/78/L.13 and Add.1-3, Corr.1 and 2",
		"A/L.526/Rev.1 and Rev.1/Add.1", "A\u00a0/\u200b78/L.1\u2013", "A/38/1 A/38/2", "A /RES/1", "A/75/L.82A/75/L.83",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if sym, err := ParseResolution(s); err != nil {
			wantUnreadable(t, s, sym, err)
		} else {
			roundTrip(t, sym)
		}
		if sym, _, err := ParseMeeting(s, ""); err != nil {
			wantUnreadable(t, s, sym, err)
		} else {
			roundTrip(t, sym)
		}
		sym, repaired, err := ParseDocument(s)
		if err != nil {
			wantUnreadable(t, s, sym, err)
			return
		}
		roundTrip(t, sym)
		if repaired != (sym.String() != s) || sym.Base() == "" || sym.Number == "" || sym.Body == "" {
			t.Errorf("%q: %+v, repaired %v", s, sym, repaired)
		}
	})
}

func BenchmarkParseSymbols(b *testing.B) {
	records := readCorpusSymbols(b)
	n := 0
	for b.Loop() {
		n = 0
		for _, r := range records {
			n += 1 + len(r.Meetings) + len(r.Reports)
			_, _ = ParseResolution(r.Resolution)
			for _, m := range r.Meetings {
				_, _, _ = ParseMeeting(m, "")
			}
			for _, d := range r.Reports {
				_, _, _ = ParseDocument(d)
			}
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "symbols/s")
}
