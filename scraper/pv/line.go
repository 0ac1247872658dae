package pv

import (
	"cmp"
	"slices"
	"strings"
)

// line is one line of one column, its words in order of place.
type line struct {
	page   int // of the PDF, from 1
	column int // from 0, from the left; -1 for a line over all columns
	x0, x1 float64
	base   float64
	size   float64 // height of small letters; 0 when it has none
	text   string  // words parted by one blank
	marks  string  // raised marks of footnotes in it: "*", "1"
	note   bool    // of a footnote
}

// sameLine is how far apart the bases of fragments of one line are at most;
// lines of print are 11 points and more apart, those of footnotes 9.
const sameLine = 2.6

// lines puts the fragments of one column in lines, from the top.
func lines(fs []fragment) []line {
	var out []line
	for _, g := range byLine(fs) {
		out = append(out, newLine(g))
	}
	return out
}

// byLine parts the fragments of one column by the line that they stand on, from
// the top.
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
	main := mainFragment(fs)
	l := line{base: main.base, x0: main.x0, x1: main.x1}
	slices.SortStableFunc(fs, func(a, b fragment) int { return cmp.Compare(a.x0, b.x0) })
	ink := make([]mark, 0, inkOf(fs))
	var sizes []float64
	for i, f := range fs {
		if i > 0 && f.x0-fs[i-1].x0 < 1 && sameText(f, fs[i-1]) {
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

func inkOf(fs []fragment) int {
	n := 0
	for _, f := range fs {
		n += len(f.ink)
	}
	return n
}

// mainFragment is the one with the most ink.
func mainFragment(fs []fragment) fragment {
	return slices.MaxFunc(fs, func(a, b fragment) int { return cmp.Compare(len(a.ink), len(b.ink)) })
}

// raised tells the mark of a footnote: a digit or two, or a star, above the line.
func raised(f, main fragment) bool {
	return len(f.ink) <= 2 && f.base-main.base > 1.4 && strings.Trim(f.text(), "0123456789*†‡") == ""
}

// words parts the ink of a line into words by the gaps between the letters. A
// blank of the file counts only where the gap leaves it open, and a gap that is
// wide for a letter, as round a 1, needs one.
func words(ink []mark, size float64) string {
	if size == 0 {
		size = xHeight
	}
	scale := size / xHeight
	low, high := 0.25*scale, 2.4*scale
	if spacedOut(ink, 1.9*scale) {
		wide := tracking(ink)
		low, high = 1.5*wide, 1.5*wide
	}
	var b strings.Builder
	b.Grow(len(ink) + len(ink)/4)
	for i, m := range ink {
		if i > 0 {
			gap := m.x0 - ink[i-1].x1
			if ink[i-1].r == '1' || m.r == '1' {
				gap -= scale // the ink of a 1 is narrow
			}
			if gap >= high || m.spaced && (gap >= low || overhang(ink[i-1].r, m.r)) {
				b.WriteByte(' ')
			}
		}
		b.WriteRune(m.r)
	}
	return b.String()
}

// overhang tells the letters whose ink in italics covers the blank between them.
func overhang(left, right rune) bool {
	switch left {
	case 'f', 'F', 'T', 'V', 'W', 'Y', 'P', 'K', '”', '’':
		return true
	}
	return right == 'f' || right == 'j' || right == 'A' || right == 'J'
}

// spacedOut tells whether the usual gap is wider than that. It counts, where the
// gap itself needs sorting: few lines are.
func spacedOut(ink []mark, than float64) bool {
	if len(ink) < 6 {
		return false
	}
	wider := 0
	for i := 1; i < len(ink); i++ {
		if ink[i].x0-ink[i-1].x1 > than {
			wider++
		}
	}
	n := len(ink) - 1
	return wider >= n-n/2 // the median is the gap after n/2 others
}

// tracking is the usual gap between neighbours on a line: a point in plain text,
// four and more where letters are spaced out to fill the line.
func tracking(ink []mark) float64 {
	gaps := make([]float64, 0, len(ink))
	for i := 1; i < len(ink); i++ {
		gaps = append(gaps, ink[i].x0-ink[i-1].x1)
	}
	return median(gaps)
}
