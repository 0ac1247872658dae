package pv

import (
	"cmp"
	"math"
	"slices"
)

// gap is a strip of a page without text between two columns.
type gap struct{ x0, x1 float64 }

func (g gap) middle() float64 { return (g.x0 + g.x1) / 2 }

const (
	// minGap is the least distance of columns: 18 points in print, 8 in a scan.
	minGap = 6
	// minRows is how many lines a page must have for its columns to be told.
	minRows = 12
)

// gaps are the strips inside the text that next to no line of the page crosses.
func gaps(fs []fragment, width float64) []gap {
	n := int(width) + 1
	cover := make([]int, n)
	for _, f := range fs {
		for _, w := range wordSpans(f) {
			for x := max(0, int(w.x0)); x <= min(n-1, int(w.x1)); x++ {
				cover[x]++
			}
		}
	}
	limit := rows(fs) / 10
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

// wordSpans are the parts of a fragment between blanks wider than any between letters.
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

// rows counts the lines of a page, wherever in them the text stands.
func rows(fs []fragment) int {
	bases := make([]float64, len(fs))
	for i, f := range fs {
		bases[i] = f.base
	}
	slices.Sort(bases)
	n, last := 0, math.Inf(-1)
	for _, b := range bases {
		if b-last > 6 {
			n, last = n+1, b
		}
	}
	return n
}

// crosses tells whether the fragment goes over the place x between the columns as
// text does, without a break as wide as between columns.
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

// block is what stands in one column of a page between two lines over all columns.
type block struct {
	column int
	fs     []fragment
}

// split gives the columns of a page in the order of reading: what crosses x
// parts the page, and above and below it the left column goes first.
func split(fs []fragment, x float64) []block {
	fs = slices.Clone(fs)
	slices.SortStableFunc(fs, func(a, b fragment) int { return -cmp.Compare(a.base, b.base) })
	var over []float64
	for _, f := range fs {
		if crosses(f, x) {
			over = append(over, f.base)
		}
	}
	var out []block
	left, right := block{column: 0}, block{column: 1}
	flush := func() {
		for _, b := range []block{left, right} {
			if len(b.fs) > 0 {
				out = append(out, b)
			}
		}
		left.fs, right.fs = nil, nil
	}
	for _, f := range fs {
		switch {
		case onLine(f, over):
			flush()
			if n := len(out); n > 0 && out[n-1].column < 0 {
				out[n-1].fs = append(out[n-1].fs, f)
			} else {
				out = append(out, block{-1, []fragment{f}})
			}
		case f.x0+f.x1 < 2*x:
			left.fs = append(left.fs, f)
		default:
			right.fs = append(right.fs, f)
		}
	}
	flush()
	return out
}

// onLine tells whether the fragment stands on a line that goes over all columns.
func onLine(f fragment, over []float64) bool {
	return slices.ContainsFunc(over, func(base float64) bool { return math.Abs(base-f.base) < sameLine })
}
