package pv

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// glyph is one character and the box round its ink, in points from the lower
// left corner of the page.
type glyph struct {
	r              rune
	x0, y0, x1, y1 float64
	// spaced is set by fragments: the file has a blank, or anything that is not a
	// letter of the line, before the glyph. That is a hint only: files have blanks
	// inside words, and none between some.
	spaced bool
}

// fragment is a run of glyphs that stand together on one line of the page, in the
// order of the file.
type fragment struct {
	x0, x1 float64
	base   float64 // the line that the letters stand on
	size   float64 // height of a small letter; 0 if there is none
	ink    []glyph
}

// line is one line of one column, its words ordered by place.
type line struct {
	x0, x1 float64
	base   float64
	size   float64 // height of small letters; 0 if there are none
	text   string  // words separated by one blank
	marks  string  // raised marks of footnotes in it: "*", "1"
}

const (
	// xHeight is the height of small letters in text of 11 points. Distances below
	// are given for such text and scale with the letters.
	xHeight = 4.75
	// sameLine is the largest distance between the bases of fragments of one line.
	// Lines of print are at least 11 points apart, those of footnotes 9.
	sameLine = 2.6
	// offLine is how far a raised mark, or another line, is from the base: further
	// than the roundness of an o explains.
	offLine = 1.4
)

// fragments cuts the stream of glyphs wherever it leaves the line or jumps.
func fragments(glyphs []glyph) []fragment {
	var out []fragment
	var run []glyph
	var base float64             // of run
	known, spaced := false, true // whether base is that of letters on the line; whether there is a blank before the next glyph
	flush := func() {
		if len(run) > 0 {
			out = append(out, newFragment(run, base))
		}
		run, known, spaced = nil, false, true
	}
	for _, g := range glyphs {
		off := known && math.Abs(g.y0-base) > offLine
		switch {
		case g.r == '\r' || g.r == '\n':
			flush()
			continue
		case unicode.IsSpace(g.r):
			if off {
				flush()
			}
			if len(run) > 0 && !known {
				base, known = g.y0, true
			}
			spaced = true
			continue
		case strings.ContainsRune("\x02\u00ad\u2010\u2011", g.r):
			g.r = '-'
		}
		if len(run) > 0 {
			gap := g.x0 - run[len(run)-1].x1
			if gap > 12 || gap < -6 || off && standsOn(g.r) {
				blank := spaced || gap > 1
				flush()
				spaced = blank
			}
		}
		if !known {
			base, known = g.y0, standsOn(g.r)
		}
		g.spaced, spaced = spaced, false
		run = append(run, g)
	}
	flush()
	return out
}

// standsOn reports whether the ink of the letter ends on the line, not below or
// above it.
func standsOn(r rune) bool {
	return !strings.ContainsRune("fgjpqyQJçÇþ", r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func newFragment(run []glyph, base float64) fragment {
	f := fragment{x0: run[0].x0, x1: run[0].x1, base: base, ink: run}
	var heights []float64 // of letters without strokes above or below
	for _, g := range run {
		f.x0, f.x1 = min(f.x0, g.x0), max(f.x1, g.x1)
		if h := g.y1 - g.y0; strings.ContainsRune("acemnorsuvwxz", g.r) && h > 1 {
			heights = append(heights, h)
		}
	}
	f.size = median(heights)
	return f
}

func (f fragment) text() string {
	var b strings.Builder
	for _, g := range f.ink {
		b.WriteRune(g.r)
	}
	return b.String()
}

// lines puts the fragments of one column into lines, from the top.
func lines(fs []fragment) []line {
	var out []line
	for _, g := range byLine(fs) {
		out = append(out, newLine(g))
	}
	return out
}

// byLine groups the fragments of one column by line, from the top.
func byLine(fs []fragment) [][]fragment {
	fs = fromTop(fs)
	var out [][]fragment
	for len(fs) > 0 {
		n := 1
		for n < len(fs) && fs[n-1].base-fs[n].base < sameLine && fs[0].base-fs[n].base < 1.6*sameLine {
			n++
		}
		out = append(out, fs[:n:n])
		fs = fs[n:]
	}
	return out
}

func fromTop(fs []fragment) []fragment {
	return slices.SortedStableFunc(slices.Values(fs), func(a, b fragment) int { return -cmp.Compare(a.base, b.base) })
}

// newLine orders the fragments of one line and finds its words.
func newLine(fs []fragment) line {
	main := slices.MaxFunc(fs, func(a, b fragment) int { return cmp.Compare(len(a.ink), len(b.ink)) })
	l := line{base: main.base, x0: main.x0, x1: main.x1}
	slices.SortStableFunc(fs, func(a, b fragment) int { return cmp.Compare(a.x0, b.x0) })
	var ink []glyph
	var sizes []float64
	for i, f := range fs {
		if i > 0 && f.x0-fs[i-1].x0 < 1 && f.text() == fs[i-1].text() {
			continue // printed twice to look bold
		}
		if len(f.ink) <= 2 && f.base-main.base > offLine && strings.Trim(f.text(), "0123456789*†‡") == "" {
			l.marks += f.text()
			continue
		}
		l.x0, l.x1 = min(l.x0, f.x0), max(l.x1, f.x1)
		if f.size > 0 {
			sizes = append(sizes, f.size)
		}
		ink = append(ink, f.ink...)
	}
	l.size = median(sizes)
	l.text = words(ink, l.size)
	return l
}

// words divides the ink of a line into words by the gaps between the letters. A
// blank in the file decides only where the gap leaves it open.
func words(ink []glyph, size float64) string {
	scale := cmp.Or(size, xHeight) / xHeight
	low, high := 0.25*scale, 2.4*scale
	var gaps []float64
	for i := 1; i < len(ink); i++ {
		gaps = append(gaps, ink[i].x0-ink[i-1].x1)
	}
	// The usual gap is one point, or four and more where letters are spaced out to
	// fill the line.
	if usual := median(slices.Clone(gaps)); len(ink) >= 6 && usual > 1.9*scale {
		low, high = 1.5*usual, 1.5*usual
	}
	var b strings.Builder
	for i, g := range ink {
		if i > 0 {
			before, gap := ink[i-1].r, gaps[i-1]
			if before == '1' || g.r == '1' {
				gap -= scale // the ink of a 1 is narrow
			}
			// The ink of letters in italics covers a blank beside them.
			overhangs := strings.ContainsRune("fFTVWYPK”’", before) || strings.ContainsRune("fjAJ", g.r)
			if gap >= high || g.spaced && (gap >= low || overhangs) {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(g.r)
	}
	return b.String()
}

// median returns the median of v, or 0 if v is empty. It sorts v.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}
