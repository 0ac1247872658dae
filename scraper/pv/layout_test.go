package pv

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// setter sets type: glyphs with places, letter by letter.
type setter struct{ sheet }

func newSheet() *setter { return &setter{sheet{width: 612, height: 792}} }

// put sets a text from x on the base line y; extra is put between letters.
func (s *setter) put(x, y, size, extra float64, text string) *setter {
	for _, r := range text {
		wide := 5.2 * size / 11
		switch {
		case strings.ContainsRune("ilIj.,’'", r):
			wide = 2.8 * size / 11
		case r == ' ':
			s.glyphs = append(s.glyphs, glyph{r: r, x0: x, y0: y, x1: x + 2.7*size/11, y1: y})
			x += 2.7*size/11 + extra
			continue
		}
		g := glyph{r: r, x0: x + 0.2, x1: x + wide - 0.2, y0: y, y1: y + 0.43*size}
		if strings.ContainsRune("gjpqy,", r) {
			g.y0 -= 0.2 * size
		}
		if strings.ContainsRune("bdfhklt", r) || r < 'a' {
			g.y1 = y + 0.66*size
		}
		s.glyphs = append(s.glyphs, g)
		x += wide + extra
	}
	s.glyphs = append(s.glyphs, glyph{r: '\r', x0: x, x1: x, y0: y, y1: y}, glyph{r: '\n', x0: x, x1: x, y0: y, y1: y})
	return s
}

// column sets lines below each other. "@" indents a line, "~" leaves half a line
// free above it.
func (s *setter) column(x, y float64, lines ...string) *setter {
	for _, l := range lines {
		y -= 12
		if rest, ok := strings.CutPrefix(l, "~"); ok {
			l, y = rest, y-7
		}
		at := x
		if rest, ok := strings.CutPrefix(l, "@"); ok {
			l, at = rest, x+24
		}
		s.put(at, y, 11, 0, l)
	}
	return s
}

// prose fills a column of 240 points.
func prose(n int) []string {
	var out []string
	for i := range n {
		out = append(out, fmt.Sprintf("and that the text of the draft was %02d with", i))
	}
	return out
}

func head() *setter {
	return newSheet().put(60, 740, 11, 0, "United Nations").put(400, 740, 11, 0, "A/61/PV.107").put(120, 690, 11, 0, "Thursday, 13 September 2007, 10 a.m. and this is a line over both of the columns").
		column(60, 660, prose(20)...).column(320, 660, prose(20)...)
}

func paragraphsOf(t *testing.T, sheets ...*setter) []string {
	t.Helper()
	var in []sheet
	for _, s := range sheets {
		in = append(in, s.sheet)
	}
	f, err := readFlow(in)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range f.paragraphs {
		out = append(out, p.text)
	}
	return out
}

func has(t *testing.T, ps []string, want ...string) {
	t.Helper()
	at := 0
	for _, w := range want {
		for at < len(ps) && ps[at] != w {
			at++
		}
		if at == len(ps) {
			t.Errorf("no paragraph %q, or not in this order, in\n%s", w, strings.Join(ps, "\n"))
			return
		}
	}
}

func TestListRunsOverColumnsAndPagesPastFurniture(t *testing.T) {
	one := newSheet().put(500, 745, 8, 0, "A/61/PV.107").put(60, 60, 8, 0, "07-50429").put(540, 60, 8, 0, "18")
	one.column(320, 690, append(prose(30), "~@A recorded vote was taken.", "~In favour:", "@Afghanistan, Albania, Democratic Republic of the", "@Congo, Timor-")...)
	one.column(60, 690, prose(40)...) // set last: the order of the file is not that of reading
	two := newSheet().put(60, 745, 8, 0, "A/61/PV.107").put(60, 60, 8, 0, "19").put(520, 60, 8, 0, "07-50429")
	two.column(60, 690, append([]string{"@Leste, Zambia, United Kingdom of Great", "@Britain and Northern Ireland", "~Against:", "@None", "~@Draft resolution A/61/L.67 was adopted by 6", "@votes to none (resolution 61/295)."}, prose(25)...)...)
	two.column(320, 690, prose(40)...)
	ps := paragraphsOf(t, head(), one, two)
	has(t, ps, "A recorded vote was taken.", "In favour:",
		"Afghanistan, Albania, Democratic Republic of the Congo, Timor-Leste, Zambia, United Kingdom of Great Britain and Northern Ireland",
		"Against:", "None")
	if s := strings.Join(ps, "\n"); strings.Contains(s, "07-50429") || strings.Count(s, "A/61/PV.107") > 1 {
		t.Errorf("furniture in the text:\n%s", s)
	}
}

// Paragraphs without a gap between them: short lines and indents tell them apart.
func TestParagraphsWithoutGaps(t *testing.T) {
	s := newSheet().column(320, 690, prose(40)...).column(60, 690, append(prose(20),
		"@The President: Vote.", "@A vote was taken.", "@Togo was called upon to vote first.",
		"In favour:", "@Cuba, Peru", "Against:", "@France.", "The meeting was called to order at 10", "a.m.", "Agenda item 36")...)
	has(t, paragraphsOf(t, head(), s), "The President: Vote.", "A vote was taken.", "Togo was called upon to vote first.",
		"In favour:", "Cuba, Peru", "Against:", "France.", "The meeting was called to order at 10 a.m.", "Agenda item 36")
}

func TestOneColumnIsNotCut(t *testing.T) {
	wide := func(n int) []string {
		var out []string
		for _, p := range prose(n) {
			out = append(out, p+" "+p)
		}
		return out
	}
	first := newSheet().put(60, 740, 11, 0, "S/PV.10100 Friday, 30 January 2026, 3 p.m.").column(120, 700, wide(20)...)
	second := newSheet().column(120, 700, append(wide(20), "~@A vote was taken by show of hands.", "~In favour:", "~@Bahrain, China, Colombia, Democratic Republic of the Congo, Denmark,", "@France", "~Against:", "~@None")...)
	has(t, paragraphsOf(t, first, second), "A vote was taken by show of hands.", "In favour:", "Bahrain, China, Colombia, Democratic Republic of the Congo, Denmark, France", "Against:", "None")
}

func TestLastPageWithOneColumnFilled(t *testing.T) {
	full := newSheet().column(60, 690, prose(40)...).column(320, 690, prose(40)...)
	last := newSheet().column(60, 690, append(prose(20), "~@The meeting rose at 1 p.m.")...)
	ps := paragraphsOf(t, head(), full, last)
	has(t, ps, "The meeting rose at 1 p.m.")
	for _, p := range ps {
		if strings.Contains(p, "with and that the text of the draft was 00 with") && strings.Contains(p, "39 with and that the text of the draft was 39") {
			t.Errorf("columns read across: %s", p)
		}
	}
}

func TestSpacedLettersStrayBlanksAndHyphens(t *testing.T) {
	s := newSheet().column(60, 690, prose(20)...).column(320, 690, prose(40)...)
	s.put(84, 420, 11, 4.2, "Mauritania, Mauritius,")
	s.put(60, 408, 11, 0, "the follow-").put(60, 396, 11, 0, "ing twenty-").put(60, 384, 11, 0, "fourth self-").put(60, 372, 11, 0, "determination of Guinea-").put(60, 360, 11, 0, "Bissau.")
	s.glyphs = append(s.glyphs, glyph{r: 'x', x0: 60, x1: 60.1, y0: 300, y1: 305})
	has(t, paragraphsOf(t, head(), s), "Mauritania, Mauritius, the following twenty-fourth self-determination of Guinea-Bissau.")
}

func TestFootnotesStandApart(t *testing.T) {
	s := newSheet().column(320, 690, prose(40)...).column(60, 690, append(prose(20), "~In favour:", "@Cuba, Peru")...)
	s.put(60, 120, 8.5, 0, "* Subsequently the delegation of Chad advised the").put(60, 111, 8.5, 0, "Secretariat that it had intended to abstain.")
	ps := paragraphsOf(t, head(), s)
	has(t, ps, "Cuba, Peru", "* Subsequently the delegation of Chad advised the Secretariat that it had intended to abstain.")
}

func oneColumn(text string) *setter {
	s := newSheet()
	for i := range 40 {
		s.put(60, 690-float64(i)*12, 11, 0, text)
	}
	return s
}

// The pages of one record may differ: each is judged by itself.
func TestPagesOfOtherLayouts(t *testing.T) {
	two := func(first ...string) *setter {
		return newSheet().column(60, 690, append(first, prose(40-len(first))...)...).column(320, 690, prose(40)...)
	}
	three := func(first string) *setter {
		s := newSheet()
		for _, x := range []float64{60, 240, 420} {
			for i := range 40 {
				s.put(x, 678-float64(i)*12, 11, 0, "and the text is it")
			}
		}
		return s.put(60, 690, 11, 0, first)
	}
	quotation := newSheet().column(60, 690, prose(40)...).column(312, 690, prose(3)...)
	for i := range 35 {
		quotation.put(330, 640-float64(i)*12, 11, 0, "“that is the passage in which it was said with")
	}
	rows := []struct {
		name  string
		other *setter
		want  int // page refused
	}{
		{"an indented quotation beside the gutter", quotation, 0},
		{"one column", oneColumn(prose(1)[0] + " " + prose(1)[0]), 0},
		{"three columns without a vote", three("The text is as follows."), 0},
		{"three columns with a vote", three("A recorded vote was taken."), 3},
	}
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			var in []sheet
			for _, s := range []*setter{head(), two(), r.other, two("@A recorded vote was taken.", "~In favour:", "@Cuba, Peru", "~Draft resolution A/61/L.67 was adopted by", "2 votes to none (resolution 61/295)."), two()} {
				in = append(in, s.sheet)
			}
			f, err := readFlow(in)
			if err != nil {
				t.Fatal(err)
			}
			rec, err := readRecord(f, membersOn(t))
			if err != nil || len(rec.Votes) != 1 || len(rec.Votes[0].InFavour.Names) != 2 {
				t.Errorf("%+v, %v", rec.Votes, err)
			}
			page := 0
			for _, p := range rec.Problems {
				if p.Code == string(LayoutUnknown) {
					page = p.Page
				}
			}
			if page != r.want {
				t.Errorf("page %d refused, want %d: %v", page, r.want, rec.Problems)
			}
		})
	}
}

func TestUnknownLayouts(t *testing.T) {
	narrow := func(n int) []string {
		var out []string
		for i := range n {
			out = append(out, fmt.Sprintf("and the text is %02d to be", i))
		}
		return out
	}
	three := func() *setter {
		return newSheet().column(60, 690, narrow(40)...).column(240, 690, narrow(40)...).column(400, 690, narrow(40)...)
	}
	two := newSheet().column(60, 690, prose(40)...).column(320, 690, prose(40)...)
	french := newSheet()
	for i := range 40 {
		french.put(60, 690-float64(i)*12, 11, 0, "et que la résolution est dans le texte qui ne dit pas une chose du tout que")
	}
	rows := map[string][]*setter{
		"three columns":             {head(), three(), three()},
		"another language":          {french, french},
		"nothing of a record on it": {two},
	}
	for name, sheets := range rows {
		var in []sheet
		for _, s := range sheets {
			in = append(in, s.sheet)
		}
		f, err := readFlow(in)
		if err == nil {
			_, err = readRecord(f, membersOn(t))
		}
		if !errors.Is(err, LayoutUnknown) {
			t.Errorf("%s: error %v, want %s", name, err, LayoutUnknown)
		}
	}
}

func TestMissingPages(t *testing.T) {
	page := func(number string) *setter {
		s := newSheet().column(60, 690, prose(40)...).column(320, 690, prose(40)...)
		return s.put(540, 40, 8, 0, number).put(60, 40, 8, 0, "07-50429")
	}
	for name, r := range map[string]struct {
		pages []*setter
		want  int // page of the problem
	}{
		"all":                {[]*setter{head(), page("2"), page("3")}, 0},
		"one left out":       {[]*setter{head(), page("2"), page("4")}, 3},
		"the last left out":  {[]*setter{head(), page("2/4"), page("3/4")}, 3},
		"in another order":   {[]*setter{head(), page("3"), page("2")}, 3},
		"one without text":   {[]*setter{head(), newSheet(), page("3")}, 2},
		"one without number": {[]*setter{head(), page(""), page("3"), page("4/4")}, 0},
	} {
		var in []sheet
		for _, s := range r.pages {
			in = append(in, s.sheet)
		}
		f, err := readFlow(in)
		if err != nil {
			t.Fatal(name, err)
		}
		got := 0
		for _, p := range f.problems {
			got = p.Page
		}
		if got != r.want || len(f.problems) > 1 {
			t.Errorf("%s: %v, want one on page %d", name, f.problems, r.want)
		}
	}
}
