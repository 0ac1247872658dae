package pv

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// mark is a glyph with ink. spaced reports whether the file has a blank, or
// anything that is not a letter of the line, before it. That is a hint only: files
// have blanks inside words, and none between some.
type mark struct {
	glyph
	spaced bool
}

// fragment is a run of glyphs that stand together on one line of the page, in the
// order of the file.
type fragment struct {
	x0, x1 float64
	base   float64 // the line that the letters stand on
	size   float64 // height of a small letter; 0 if there is none
	ink    []mark
}

// line is one line of one column, its words ordered by place.
type line struct {
	page   int // of the PDF, from 1
	column int // from 0, from the left; -1 for a line across all columns
	x0, x1 float64
	base   float64
	size   float64 // height of small letters; 0 if there are none
	text   string  // words separated by one blank
	marks  string  // raised marks of footnotes in it: "*", "1"
	note   bool    // part of a footnote
}

const (
	// xHeight is the height of small letters in text of 11 points. Distances below
	// are given for such text and scale with the letters.
	xHeight = 4.75
	// sameLine is the largest distance between the bases of fragments of one line.
	// Lines of print are at least 11 points apart, those of footnotes 9.
	sameLine = 2.6
)

// fragments cuts the stream of glyphs wherever it leaves the line or jumps.
func fragments(glyphs []glyph) []fragment {
	var out []fragment
	var run []mark
	var base float64
	known, spaced := false, true
	flush := func() {
		if len(run) > 0 {
			out = append(out, newFragment(run, base))
		}
		run, known, spaced = nil, false, true
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

// differs reports whether two bases are further apart than the roundness of an o
// explains: a raised mark, or another line.
func differs(a, b float64) bool { return a-b > 1.4 || b-a > 1.4 }

// standsOn reports whether the ink of the letter ends on the line, not below or
// above it.
func standsOn(r rune) bool {
	return !strings.ContainsRune("fgjpqyQJçÇþ", r) && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func newFragment(run []mark, base float64) fragment {
	f := fragment{x0: run[0].x0, x1: run[0].x1, base: base, ink: run}
	var heights []float64 // of letters without strokes above or below
	for _, m := range run {
		f.x0, f.x1 = min(f.x0, m.x0), max(f.x1, m.x1)
		if h := m.y1 - m.y0; strings.ContainsRune("acemnorsuvwxz", m.r) && h > 1 {
			heights = append(heights, h)
		}
	}
	f.size = median(heights)
	return f
}

func (f fragment) text() string {
	var b strings.Builder
	for _, m := range f.ink {
		b.WriteRune(m.r)
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
	fs = slices.Clone(fs)
	slices.SortStableFunc(fs, func(a, b fragment) int { return -cmp.Compare(a.base, b.base) })
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

// newLine orders the fragments of one line and finds its words.
func newLine(fs []fragment) line {
	main := slices.MaxFunc(fs, func(a, b fragment) int { return cmp.Compare(len(a.ink), len(b.ink)) })
	l := line{base: main.base, x0: main.x0, x1: main.x1}
	slices.SortStableFunc(fs, func(a, b fragment) int { return cmp.Compare(a.x0, b.x0) })
	var ink []mark
	var sizes []float64
	for i, f := range fs {
		if i > 0 && f.x0-fs[i-1].x0 < 1 && f.text() == fs[i-1].text() {
			continue // printed twice to look bold
		}
		if raised(f, main) {
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

// raised reports whether the fragment is the mark of a footnote: a digit or two,
// or a star, above the line.
func raised(f, main fragment) bool {
	return len(f.ink) <= 2 && f.base-main.base > 1.4 && strings.Trim(f.text(), "0123456789*†‡") == ""
}

// words divides the ink of a line into words by the gaps between the letters. A
// blank in the file decides only where the gap leaves it open.
func words(ink []mark, size float64) string {
	if size == 0 {
		size = xHeight
	}
	scale := size / xHeight
	low, high := 0.25*scale, 2.4*scale
	// The usual gap is one point, or four and more where letters are spaced out to
	// fill the line.
	if usual := usualGap(ink); len(ink) >= 6 && usual > 1.9*scale {
		low, high = 1.5*usual, 1.5*usual
	}
	var b strings.Builder
	for i, m := range ink {
		if i > 0 {
			gap := m.x0 - ink[i-1].x1
			if ink[i-1].r == '1' || m.r == '1' {
				gap -= scale // the ink of a 1 is narrow
			}
			if gap >= high || m.spaced && (gap >= low || overhangs(ink[i-1].r, m.r)) {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(m.r)
	}
	return b.String()
}

// overhangs reports whether the ink of one of the letters, in italics, covers a
// blank between them.
func overhangs(left, right rune) bool {
	return strings.ContainsRune("fFTVWYPK”’", left) || strings.ContainsRune("fjAJ", right)
}

func usualGap(ink []mark) float64 {
	var gaps []float64
	for i := 1; i < len(ink); i++ {
		gaps = append(gaps, ink[i].x0-ink[i-1].x1)
	}
	return median(gaps)
}

// median returns the median of v, or 0 if v is empty. It sorts v.
func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}
