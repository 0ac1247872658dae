package pv

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// page is the text of a page and the gaps between its columns.
type page struct {
	number        int // from 1
	width, height float64
	fs            []fragment
	rows          int // lines, anywhere on the page
	gaps          []gap
}

func newPage(number int, s sheet) page {
	p := page{number: number, width: s.width, height: s.height, fs: fragments(s.glyphs)}
	bases := make([]float64, len(p.fs))
	for i, f := range p.fs {
		bases[i] = f.base
	}
	slices.Sort(bases)
	last := math.Inf(-1)
	for _, b := range bases {
		if b-last > 6 {
			p.rows, last = p.rows+1, b
		}
	}
	p.gaps = p.findGaps()
	return p
}

// gap is a strip of a page that has next to no text, between two columns.
type gap struct{ x0, x1 float64 }

func (g gap) middle() float64 { return (g.x0 + g.x1) / 2 }

const (
	// minGap is the least distance between columns: 18 points in print, 8 in a scan.
	minGap = 6
	// minRows is how many lines a page must have for its columns to be judged.
	minRows = 12
)

// findGaps finds the strips inside the text that hardly any line crosses.
func (p page) findGaps() []gap {
	n := int(p.width) + 1
	cover := make([]int, n) // fragments above each point of the width
	for _, f := range p.fs {
		for _, w := range wordSpans(f) {
			for x := max(0, int(w.x0)); x <= min(n-1, int(w.x1)); x++ {
				cover[x]++
			}
		}
	}
	limit := p.rows / 10
	var out []gap
	start, seen := -1, false
	for x, c := range cover {
		if c > limit {
			if start >= 0 && seen && x-start >= minGap {
				out = append(out, gap{float64(start), float64(x)})
			}
			start, seen = -1, true
		} else if start < 0 {
			start = x
		}
	}
	return out
}

// wordSpans returns the parts of a fragment between blanks.
func wordSpans(f fragment) []gap {
	var out []gap
	for i, m := range f.ink {
		if i > 0 && m.x0-f.ink[i-1].x1 < 2 {
			out[len(out)-1].x1 = max(out[len(out)-1].x1, m.x1)
			continue
		}
		out = append(out, gap{m.x0, m.x1})
	}
	return out
}

// innerGaps returns the gaps in the middle of the page: others are indents.
func (p page) innerGaps() []gap {
	var out []gap
	for _, g := range p.gaps {
		if m := g.middle(); m > p.width*0.36 && m < p.width*0.64 {
			out = append(out, g)
		}
	}
	return out
}

// showsColumns reports whether the number of columns can be seen on the page: it has
// enough lines, and not only in the left column.
func (p page) showsColumns() bool {
	right := 0
	for _, f := range p.fs {
		if f.x1 > p.width*0.55 && f.base > p.height/8 && f.base < p.height*7/8 {
			right++
		}
	}
	return p.rows >= minRows && right >= 3
}

// strip is the part of a page between two gaps.
type strip struct{ from, to float64 }

func (p page) strips() []strip {
	var out []strip
	from := 0.0
	for _, g := range p.gaps {
		out = append(out, strip{from, g.middle()})
		from = g.middle()
	}
	return append(out, strip{from, p.width + 1000})
}

// in returns the fragments whose middle is in the strip.
func (p page) in(s strip) []fragment {
	var fs []fragment
	for _, f := range p.fs {
		if m := (f.x0 + f.x1) / 2; m >= s.from && m < s.to {
			fs = append(fs, f)
		}
	}
	return fs
}

// columns counts the strips with as many lines as a column has; marks and headings
// in a margin have fewer.
func (p page) columns() int {
	n := 0
	for _, s := range p.strips() {
		if len(byLine(p.in(s))) > p.rows/2 {
			n++
		}
	}
	return n
}

// column is the lines of one column of a page, between two lines across the page.
type column struct {
	left, right float64
	lines       []line
}

// columnsAt divides the page at middle into columns in the order of reading: a
// line across the page comes between what is above and below it, where the left
// column is read first. A page of one column has middle 0.
func (p page) columnsAt(middle float64) []column {
	if middle == 0 {
		return []column{p.column(0, p.fs)}
	}
	fs := slices.Clone(p.fs)
	slices.SortStableFunc(fs, func(a, b fragment) int { return -cmp.Compare(a.base, b.base) })
	var across []float64
	for _, f := range fs {
		if crosses(f, middle) {
			across = append(across, f.base)
		}
	}
	var out []column
	var parts [3][]fragment // across, left, right
	flush := func() {
		for i, fs := range parts {
			if len(fs) > 0 {
				out = append(out, p.column(i-1, fs))
			}
		}
		parts = [3][]fragment{}
	}
	for _, f := range fs {
		onLine := slices.ContainsFunc(across, func(base float64) bool { return math.Abs(base-f.base) < sameLine })
		switch {
		case onLine:
			if len(parts[1])+len(parts[2]) > 0 {
				flush()
			}
			parts[0] = append(parts[0], f)
		case f.x0+f.x1 < 2*middle:
			parts[1] = append(parts[1], f)
		default:
			parts[2] = append(parts[2], f)
		}
	}
	flush()
	return out
}

// crosses reports whether the fragment runs over the place x between the columns
// as text does, without a break as wide as between columns.
func crosses(f fragment, x float64) bool {
	if f.x0 >= x || f.x1 <= x {
		return false
	}
	for i := 1; i < len(f.ink); i++ {
		if left, right := f.ink[i-1].x1, f.ink[i].x0; left <= x && x <= right {
			return right-left < 8
		}
	}
	return true
}

func (p page) column(n int, fs []fragment) column {
	ls := lines(fs)
	for i := range ls {
		ls[i].page, ls[i].column = p.number, n
	}
	return column{lines: ls}
}

// language returns "en" or "fr" by the small words that only one of the two has,
// or "" if there are too few of them.
func language(ls []line) string {
	english, french := 0, 0
	for _, l := range ls {
		for w := range strings.FieldsSeq(strings.ToLower(l.text)) {
			switch w {
			case "the", "of", "and", "that", "is", "to", "was", "with", "this", "by", "which", "has":
				english++
			case "le", "la", "les", "des", "du", "et", "est", "que", "une", "dans", "qui", "au", "ce", "pas", "ne":
				french++
			}
		}
	}
	switch {
	case english+french < 8:
		return ""
	case english > 2*french:
		return "en"
	case french > 2*english:
		return "fr"
	}
	return ""
}
