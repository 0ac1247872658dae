package pv

import (
	"slices"
	"strings"
	"unicode"
)

// fragment is a run of glyphs that stand together on one line of the page, in
// the order of the file. Fragments know where they are; which belong to one
// line, and in which order, is told by their places alone.
type fragment struct {
	x0, x1 float64
	base   float64 // the line the letters stand on
	size   float64 // height of a small letter, 0 when none is there
	ink    []mark
}

// mark is a glyph with ink. spaced says that the file has a blank before it, or
// something else than a letter of the line: a hint, for files have blanks in
// words, and words without.
type mark struct {
	glyph
	spaced bool
}

// xHeight is the height of small letters in text of 11 points, in which distances
// below are given; they grow and shrink with the letters.
const xHeight = 4.75

// fragments cuts the stream of glyphs where it leaves the line or jumps.
func fragments(glyphs []glyph) []fragment {
	var out []fragment
	ink := make([]mark, 0, len(glyphs)) // of all fragments: each has a part of it
	run := ink                          // its end, which is no fragment yet
	var base float64
	known, spaced := false, true
	flush := func() {
		if len(run) > 0 {
			out = append(out, newFragment(slices.Clip(run), base))
		}
		run, known, spaced = run[len(run):], false, true
	}
	for _, g := range glyphs {
		switch {
		case g.r == '\r' || g.r == '\n':
			flush()
			continue
		case unicode.IsSpace(g.r):
			if known && differs(g.y0, base) {
				flush()
			}
			if len(run) > 0 && !known {
				base, known = g.y0, true
			}
			spaced = true
			continue
		}
		if g.r == '\x02' || g.r == '\u00ad' || g.r == '\u2010' || g.r == '\u2011' {
			g.r = '-'
		}
		if len(run) > 0 {
			gap := g.x0 - run[len(run)-1].x1
			if gap > 12 || gap < -6 || (known && standsOn(g.r) && differs(g.y0, base)) {
				blank := spaced || gap > 1
				flush()
				spaced = blank
			}
		}
		if standsOn(g.r) && !known {
			base, known = g.y0, true
		}
		if !known {
			base = g.y0
		}
		run = append(run, mark{g, spaced})
		spaced = false
	}
	flush()
	return out
}

// differs tells a raised footnote mark or another line from the roundness of an o.
func differs(a, b float64) bool { return a-b > 1.4 || b-a > 1.4 }

// standsOn tells whether the ink of the letter ends on the line, not below or above.
func standsOn(r rune) bool {
	switch r {
	case 'f', 'g', 'j', 'p', 'q', 'y', 'Q', 'J', 'ç', 'Ç', 'þ':
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func newFragment(run []mark, base float64) fragment {
	f := fragment{x0: run[0].x0, x1: run[0].x1, base: base, ink: run}
	heights := make([]float64, 0, len(run))
	for _, m := range run {
		f.x0, f.x1 = min(f.x0, m.x0), max(f.x1, m.x1)
		if h := m.y1 - m.y0; isSmall(m.r) && h > 1 {
			heights = append(heights, h)
		}
	}
	f.size = median(heights)
	return f
}

// isSmall tells the letters without strokes above or below.
func isSmall(r rune) bool {
	switch r {
	case 'a', 'c', 'e', 'm', 'n', 'o', 'r', 's', 'u', 'v', 'w', 'x', 'z':
		return true
	}
	return false
}

// sameText tells whether two fragments have the same letters.
func sameText(a, b fragment) bool {
	return slices.EqualFunc(a.ink, b.ink, func(a, b mark) bool { return a.r == b.r })
}

func (f fragment) text() string {
	var b strings.Builder
	for _, m := range f.ink {
		b.WriteRune(m.r)
	}
	return b.String()
}

// median of the values; 0 of none. It sorts them.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}
