package pv

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// stuck ends a fuzz run that goes round for ever; Go's fuzzer does not notice.
func stuck() func() bool {
	return time.AfterFunc(10*time.Second, func() { panic("hangs") }).Stop
}

func FuzzGrammar(f *testing.F) {
	f.Add("A recorded vote was taken.\nIn favour: Cuba, Peru\nAgainst: France\nAbstaining: Togo\nDraft resolution A/61/L.5 was adopted by 2 votes to 1, with 1 abstention (resolution 61/5).\n[Subsequently, the delegation of Chad advised the Secretariat that it had intended to abstain.]", false)
	f.Add("The President: I shall put to the vote the draft resolution contained in document S/1994/571.\nA vote was taken by show of hands.\nIn favour:\nChina and Spain\nAgainst:\nNone\nThe President: There were 2 votes in favour. The draft resolution has not been adopted, owing to the negative vote of a permanent member.", true)
	f.Add("In favour of overruling the President's decision: Cuba.\nAgainst: Pe.ru, C,uba\nThe proposal has been adopted by x votes to 1, with 2 abstentions.", true)
	f.Add("Agenda item 68\nReport of the Third Committee (A/65/456)\nThe President: Draft resolution III.\nThe eighth preambular paragraph was retained by 105 votes to 2, with 22 abstentions.\nIt was so decided (decision 76/576).", false)
	names := membersOn(f)("1994-05-12")
	f.Fuzz(func(t *testing.T, text string, scan bool) {
		defer stuck()()
		if len(text) > 20_000 {
			return
		}
		fl := flow{head: "S/PV.3375 Thursday, 12 May 1994", ocr: scan}
		for _, p := range strings.Split(text, "\n") {
			fl.paragraphs = append(fl.paragraphs, paragraph{page: 1, text: p, note: strings.HasPrefix(p, "*")})
		}
		rec, err := readRecord(fl, func(string) Names { return names })
		if err != nil {
			t.Fatal(err)
		}
		var seqs []int
		for _, v := range rec.Votes {
			seqs = append(seqs, v.Seq)
			if v.Scope == "" {
				t.Errorf("vote without scope: %+v", v)
			}
			for _, l := range []List{v.InFavour, v.Against, v.Abstaining, v.NotParticipating} {
				if len(l.Names) > 0 && l.Printed == "" {
					t.Errorf("names of nothing printed: %+v", l)
				}
			}
		}
		for _, a := range rec.Adoptions {
			seqs = append(seqs, a.Seq)
		}
		slices.Sort(seqs)
		for i, s := range seqs {
			if s != i+1 {
				t.Fatalf("places %v", seqs)
			}
		}
	})
}

func FuzzSegment(f *testing.F) {
	for _, s := range []string{
		"Cuba, Peru and United Kingdom of Great Britain and Northern Ireland", "None", "Zambia Zimbabwe", "Seyc helles, Timor- Leste",
		"Germany, Federal Republic of, Ghana", "Niger Nigeria Guinea Guinea-Bissau", "and and , and", "Saint Vincent and the Grenadines.",
	} {
		f.Add(s)
	}
	names := membersOn(f)("1994-05-12")
	f.Fuzz(func(t *testing.T, text string) {
		defer stuck()()
		if len(text) > 10_000 {
			return
		}
		m := newLexicon(names)
		s := m.segment(text)
		if s.ways == 1 && len(s.unknown) > 0 {
			t.Errorf("read in one way, with unknown names %q", s.unknown)
		}
		if s.ways > 0 {
			for _, n := range s.names {
				if !m.known(n) {
					t.Errorf("%q is no name", n)
				}
			}
		}
		// Nothing is lost: the names have all the letters of the list, but for the
		// words "and" between them.
		if !slices.Contains(nobody, strings.ToLower(trimList(text))) && len(s.names) < maxPieces {
			got, want := letters(strings.Join(s.names, "")), letters(text)
			if len(got) > len(want) || len(got) < len(want)-3*strings.Count(text, "and") {
				t.Errorf("%q became %q", text, s.names)
			}
		}
		m.segmentOCR(text, nil)
	})
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

func FuzzLayout(f *testing.F) {
	f.Add([]byte("In favour: Cuba, Peru\r\nAgainst: None"), int64(1))
	f.Fuzz(func(t *testing.T, text []byte, seed int64) {
		defer stuck()()
		if len(text) > 5000 {
			return
		}
		var pages []sheet
		x, y := 60.0, 730.0
		s := sheet{width: 612, height: 792}
		for i, r := range []rune(string(text)) {
			seed = seed*6364136223846793005 + 1442695040888963407
			wide := float64(uint64(seed)>>60) + 1
			switch r {
			case '\n':
				x, y = 60+float64(uint64(seed)>>62)*130, y-12
			case '\f':
				pages, s = append(pages, s), sheet{width: 612, height: 792}
				y = 730
			default:
				x += wide
			}
			s.glyphs = append(s.glyphs, glyph{r: r, x0: x, x1: x + wide - 1, y0: y + float64(i%3), y1: y + 7})
		}
		pages = append(pages, s)
		fl, err := readFlow(pages)
		if err == nil && len(fl.paragraphs) == 0 && len(text) > 10_000 {
			t.Error("no paragraph")
		}
	})
}
