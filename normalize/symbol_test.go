package normalize

import (
	"errors"
	"slices"
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

func TestCompareSymbols(t *testing.T) {
	ordered := []string{
		"A/RES/11(I)",
		"A/RES/17(I)[RULE-73]", "A/RES/17(I)[RULE-T]",
		"A/RES/63(I)", "A/RES/63(I)[PARA.2]", "A/RES/63(I)[PARA.10]",
		"A/RES/107(S-1)",
		"A/RES/126(II)",
		"A/RES/377(V)[A]", "A/RES/377(V)[A-C]", "A/RES/377(V)[AA]", "A/RES/377(V)[AB]",
		"A/RES/996(ES-IandII)", "A/RES/997(ES-I)", "A/RES/1000(ES-I)", "A/RES/1008(ES-II)",
		"A/RES/1110(XI)",
		"A/RES/1622(S-III)",
		"A/RES/3540(XXX)",
		"A/RES/31/4",
		"A/RES/33/116[A-IV]", "A/RES/33/116[B-VIII]", "A/RES/33/116[B-IX]", "A/RES/33/116[C-X]",
		"A/RES/34/2A",
		"A/RES/ES-6/2",
		"A/RES/ES-7/2",
		"A/RES/36/235IV", "A/RES/36/235V", "A/RES/36/235VIII", "A/RES/36/235IX", "A/RES/36/235W", "A/RES/36/235X", "A/RES/36/235XIII", "A/RES/36/235XVII", "A/RES/36/235Z",
		"A/RES/39/9", "A/RES/39/28", "A/RES/39/28A", "A/RES/39/28C", "A/RES/39/28D", "A/RES/39/28H", "A/RES/39/28I", "A/RES/39/28J",
		"A/RES/39/28K", "A/RES/39/28L", "A/RES/39/28M", "A/RES/39/28N",
		"A/RES/39/236[SectionIII]", "A/RES/39/236[SectionXIV]",
		"A/RES/41/1",
		"A/RES/S-14/1", // opened on the day after the 41st
		"A/RES/51/1",
		"A/RES/ES-10/3",
		"A/RES/52/1",
		"A/RES/79/6", "A/RES/79/334", "A/RES/79/XX",
		"A/RES/82/1",
		"A/RES/ES-12/1", "A/RES/S-33/1", "A/RES/S-34/1", // opened nobody knows when
		"A/DEC/80/506",
		"A/PV.9", "A/PV.1384", "A/PV.1384 and Corr.1", "A/31/PV.9", "A/31/PV.10", "A/ES-10/PV.5",
		"A/77/PV.56", "A/77/PV.56 (Resumption 1)",
		"A/545", "A/C.1/280", "A/C.1/L.9", "A/38/572", "A/78/L.9", "A/78/L.13", "A/78/L.13/Rev.1",
		"S/RES/9(1946)", "S/RES/10(1946)", "S/RES/500(1982)", "S/RES/2790(2025)",
		"S/PV.492", "S/PV.9000",
		"S/1732", "S/2018/1016",
	}
	var symbols []Symbol
	for _, s := range ordered {
		symbols = append(symbols, parseAny(t, s))
	}
	for i, a := range symbols {
		for j, b := range symbols {
			if got, want := CompareSymbols(a, b), sign(i-j); got != want {
				t.Errorf("CompareSymbols(%q, %q) = %d, want %d", a, b, got, want)
			}
		}
	}
	if !slices.IsSortedFunc(symbols, CompareSymbols) {
		t.Error("not sorted")
	}
}

// The library's two notations of one letter are two symbols, and so never equal.
func TestCompareSymbolsEqualOnlyWhenSame(t *testing.T) {
	a, b := parseAny(t, "A/RES/39/28A"), parseAny(t, "A/RES/39/28[A]")
	if a.Part != b.Part || a == b || CompareSymbols(a, b) == 0 || CompareSymbols(a, b) != -CompareSymbols(b, a) {
		t.Errorf("%+v, %+v", a, b)
	}
	a, b = parseAny(t, "A/RES/63(I)[01]"), parseAny(t, "A/RES/63(I)[1]")
	if CompareSymbols(a, b) != -1 || CompareSymbols(b, a) != 1 {
		t.Errorf("%q and %q compare %d", a, b, CompareSymbols(a, b))
	}
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func parseAny(t testing.TB, s string) Symbol {
	t.Helper()
	sym, _, err := ParseDocument(s)
	if err != nil {
		t.Fatal(err)
	}
	if sym.String() != s {
		t.Fatalf("%q is spelled %q", s, sym)
	}
	return sym
}

func FuzzSymbols(f *testing.F) {
	for _, s := range []string{
		"A/RES/78/183 B", "A/RES/63(I)[PARA.1]", "A/RES/996(ES-IandII)", "A/RES/2603A(XXIV)", "A/RES/79/XX", "A/RES/1(I)A[B](C)/Corr.1",
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

// The order is total: antisymmetric, transitive, and 0 only for the same symbol.
func FuzzCompareSymbols(f *testing.F) {
	f.Add("A/RES/39/28I", "A/RES/39/28II", "A/RES/39/28J")
	f.Add("A/78/L.01A", "A/78/L.1", "S/PV.9")
	f.Add("A/RES/63(I)[PARA.1]", "A/RES/63(I)[01]", "A/RES/63(I)[1]")
	f.Fuzz(func(t *testing.T, x, y, z string) {
		a, _, errA := ParseDocument(x)
		b, _, errB := ParseDocument(y)
		c, _, errC := ParseDocument(z)
		if errors.Join(errA, errB, errC) != nil {
			return
		}
		ab, bc, ac := CompareSymbols(a, b), CompareSymbols(b, c), CompareSymbols(a, c)
		if ab != -CompareSymbols(b, a) || (ab == 0) != (a == b) {
			t.Errorf("compare %q, %q: %d", a, b, ab)
		}
		if ab <= 0 && bc <= 0 && ac > 0 || ab >= 0 && bc >= 0 && ac < 0 {
			t.Errorf("not transitive: %q, %q, %q", a, b, c)
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
