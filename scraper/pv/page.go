package pv

import (
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
	gaps          []span
}

// span is a strip of a page, from edge to edge: a gap or what stands between two.
type span struct{ x0, x1 float64 }

func (s span) middle() float64 { return (s.x0 + s.x1) / 2 }

const (
	// minGap is the least distance between columns: 18 points in print, 8 in a scan.
	minGap = 6
	// minRows is how many lines a page must have for its columns to be judged.
	minRows = 12
)

func newPage(number int, s sheet) *page {
	p := &page{number: number, width: s.width, height: s.height, fs: fragments(s.glyphs)}
	last := math.Inf(1)
	for _, f := range fromTop(p.fs) {
		if last-f.base > 6 {
			p.rows, last = p.rows+1, f.base
		}
	}
	p.findGaps()
	return p
}

// findGaps finds the strips inside the text that hardly any line crosses.
func (p *page) findGaps() {
	cover := make([]int, int(p.width)+1) // words above each point of the width
	for _, f := range p.fs {
		for i := 0; i < len(f.ink); {
			word := span{f.ink[i].x0, f.ink[i].x1}
			for i++; i < len(f.ink) && f.ink[i].x0-f.ink[i-1].x1 < 2; i++ {
				word.x1 = max(word.x1, f.ink[i].x1)
			}
			for x := max(0, int(word.x0)); x <= min(len(cover)-1, int(word.x1)); x++ {
				cover[x]++
			}
		}
	}
	start, seen := -1, false
	for x, c := range cover {
		if c > p.rows/10 {
			if start >= 0 && seen && x-start >= minGap {
				p.gaps = append(p.gaps, span{float64(start), float64(x)})
			}
			start, seen = -1, true
		} else if start < 0 {
			start = x
		}
	}
}

// innerGaps returns the gaps in the middle of the page: others are indents.
func (p *page) innerGaps() []span {
	return slices.DeleteFunc(slices.Clone(p.gaps), func(g span) bool {
		return g.middle() <= p.width*0.36 || g.middle() >= p.width*0.64
	})
}

// showsColumns reports whether the number of columns can be seen on the page: it has
// enough lines, and not only in the left column.
func (p *page) showsColumns() bool {
	right := 0
	for _, f := range p.fs {
		if f.x1 > p.width*0.55 && f.base > p.height/8 && f.base < p.height*7/8 {
			right++
		}
	}
	return p.rows >= minRows && right >= 3
}

// strips returns the parts of the page between the gaps.
func (p *page) strips() []span {
	var out []span
	from := 0.0
	for _, g := range p.gaps {
		out = append(out, span{from, g.middle()})
		from = g.middle()
	}
	return append(out, span{from, p.width + 1000})
}

// in returns the fragments whose middle is in the strip.
func (p *page) in(s span) []fragment {
	var fs []fragment
	for _, f := range p.fs {
		if m := (f.x0 + f.x1) / 2; m >= s.x0 && m < s.x1 {
			fs = append(fs, f)
		}
	}
	return fs
}

// columns counts the strips with as many lines as a column has; marks and headings
// in a margin have fewer.
func (p *page) columns() int {
	n := 0
	for _, s := range p.strips() {
		if len(byLine(p.in(s))) > p.rows/2 {
			n++
		}
	}
	return n
}

// inMargin reports whether the line is in the outer part of the page: with n = 10,
// the highest or the lowest tenth.
func (p *page) inMargin(l line, n float64) bool {
	return l.base <= p.height/n || l.base >= p.height*(n-1)/n
}

// column is the lines of one column of a page, between two lines across the page.
type column struct {
	page        *page
	place       int // from 0, from the left; -1 for lines across all columns
	lines       []line
	notes       []line  // of footnotes
	left, right float64 // its edges
	spacing     float64 // the usual distance between lines
}

// columnsAt divides the page at middle into columns in the order of reading: a
// line across the page comes between what is above and below it, where the left
// column is read first. A page of one column has middle 0.
func (p *page) columnsAt(middle float64) []column {
	if middle == 0 {
		return []column{{page: p, lines: lines(p.fs)}}
	}
	var across []float64
	for _, f := range p.fs {
		if crosses(f, middle) {
			across = append(across, f.base)
		}
	}
	var out []column
	var parts [3][]fragment // across, left, right
	flush := func() {
		for i, fs := range parts {
			if len(fs) > 0 {
				out = append(out, column{page: p, place: i - 1, lines: lines(fs)})
			}
		}
		parts = [3][]fragment{}
	}
	for _, f := range fromTop(p.fs) {
		part := 2
		if slices.ContainsFunc(across, func(base float64) bool { return math.Abs(base-f.base) < sameLine }) {
			part = 0
			if len(parts[1])+len(parts[2]) > 0 {
				flush()
			}
		} else if f.x0+f.x1 < 2*middle {
			part = 1
		}
		parts[part] = append(parts[part], f)
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

// measure determines the edges of the column and the distance between its lines.
func (c *column) measure() {
	c.left, c.right, c.spacing = math.Inf(1), math.Inf(-1), 12
	var apart []float64
	for j, l := range c.lines {
		c.left, c.right = min(c.left, l.x0), max(c.right, l.x1)
		if j > 0 {
			apart = append(apart, c.lines[j-1].base-l.base)
		}
	}
	if len(apart) > 0 {
		slices.Sort(apart)
		c.spacing = min(apart[len(apart)/3], 14)
	}
}

// align widens columns to the usual edges of those at the same place: one may be a
// single indented list.
func align(cols []column) {
	lefts, rights := map[int][]float64{}, map[int][]float64{}
	for _, c := range cols {
		lefts[c.place], rights[c.place] = append(lefts[c.place], c.left), append(rights[c.place], c.right)
	}
	for i := range cols {
		c := &cols[i]
		if usual := median(lefts[c.place]); math.Abs(usual-c.left) < 40 {
			c.left = min(usual, c.left)
		}
		if usual := median(rights[c.place]); math.Abs(usual-c.right) < 250 {
			c.right = max(usual, c.right)
		}
	}
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
