package pv

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// flow is the text of a record in the order of reading, without furniture: page
// numbers, symbols and dates at the head and the foot of pages.
type flow struct {
	head       []line // of the first two pages, furniture included
	paragraphs []paragraph
	ocr        bool // the text is that of a scan
}

// headText returns the text with the symbol and the date: that of the first page
// and, since the cover of a scan says little, of the second.
func (f flow) headText() string {
	var b strings.Builder
	for _, l := range f.head {
		b.WriteString(l.text + "\n")
	}
	return b.String()
}

// minText is the least average number of characters on a page. A scan without OCR
// text has a stamp or a number.
const minText = 80

// readFlow finds columns, furniture and paragraphs. A layout that it does not
// know is a [LayoutUnknown] error.
func readFlow(sheets []sheet) (flow, error) {
	var pages []page
	ink := 0
	for i, s := range sheets {
		p := newPage(i+1, s)
		pages = append(pages, p)
		for _, f := range p.fs {
			ink += len(f.ink)
		}
	}
	if len(sheets) == 0 || ink < minText*len(sheets) {
		return flow{}, refuse(NoText, "%d characters on %d pages", ink, len(sheets))
	}
	var f flow
	for _, p := range pages[:min(2, len(pages))] {
		f.head = append(f.head, lines(p.fs)...)
	}
	cols := readTwin(pages)
	if f.ocr = cols != nil; !f.ocr {
		var err error
		if cols, err = readPrint(pages); err != nil {
			return f, err
		}
	}
	f.paragraphs = paragraphs(cols)
	return f, nil
}

// readPrint reads pages of one or two columns.
func readPrint(pages []page) ([]column, error) {
	middle, err := gutter(pages)
	if err != nil {
		return nil, err
	}
	var byPage [][]column
	var all []line
	for _, p := range pages {
		cols := p.columnsAt(middle)
		byPage = append(byPage, cols)
		for _, c := range cols {
			all = append(all, c.lines...)
		}
	}
	if language(all) != "en" {
		return nil, refuse(LayoutUnknown, "the text is not English")
	}
	repeated, size := repeatedInMargins(all, pages), letterSize(all)
	var out []column
	for i, cols := range byPage {
		for _, c := range cols {
			c.lines = slices.DeleteFunc(c.lines, func(l line) bool {
				return isFurniture(l, pages[i].height) || inMargin(l, pages[i], 10) && repeated[withoutDigits(l.text)] && !listHeading(l.text)
			})
			if i == 0 {
				c.dropNotice()
			}
			c.findFootnotes(size)
			out = append(out, c)
		}
	}
	setEdges(out)
	return out, nil
}

// gutter returns the middle of the gap between two columns, or 0 if the record
// has one column.
func gutter(pages []page) (float64, error) {
	judged := slices.DeleteFunc(slices.Clone(pages[1:]), func(p page) bool { return !p.showsColumns() })
	if len(judged) == 0 {
		judged = pages[:1] // used only then: its masthead runs across both columns
	}
	var middles []float64
	for _, p := range judged {
		inner := p.innerGaps()
		if len(inner) > 1 || len(p.gaps) > 1 && p.columns() > 2 {
			return 0, &Error{Kind: LayoutUnknown, Page: p.number, Detail: "three columns or more"}
		}
		if len(inner) == 1 {
			middles = append(middles, inner[0].middle())
		}
	}
	few := len(judged) / 4 // pages that may differ: a table, a list of speakers
	switch two := len(middles); {
	case two == 0, two <= few && len(judged)-two > few:
		return 0, nil
	case len(judged)-two > few:
		return 0, refuse(LayoutUnknown, "columns on some of the pages only")
	}
	m := median(middles)
	for _, x := range middles {
		if math.Abs(x-m) > 30 {
			return 0, refuse(LayoutUnknown, "columns at different places")
		}
	}
	return m, nil
}

// The furniture of pages.
var (
	furniture = []*regexp.Regexp{
		regexp.MustCompile(`^(?:[AS] ?/ ?(?:[A-Z0-9-]+ ?/ ?)?PV ?\. ?\d+)|(?:[AS]/(?:[A-Z0-9-]+/)?PV\.\d+(?: \(Resumption ?\d*\))?)$`), // symbol
		regexp.MustCompile(`^(?:\d{1,3}|\d{1,3}/\d{1,3})$`),                                                                            // page number
		regexp.MustCompile(`^(?:\d{1,3}(?:/\d{1,3})? )?(?:\d{2}-\d{5}|N\d{7})(?: ?\([A-Z]\))?(?: \d{1,3}(?:/\d{1,3})?)?$`),             // job number
		regexp.MustCompile(`^\*\d{5,}\*$`),            // bar code
		regexp.MustCompile(`^\d{1,2}/\d{1,2}/\d{4}$`), // date
		regexp.MustCompile(`^(?:\d+ )?(?:General Assembly|Security Council) ?[-–—] ?.*(?:session|year)(?: \d+)?$`),
		regexp.MustCompile(`^(?:\d+ )?\d+(?:st|nd|rd|th) (?:plenary )?meeting ?[-–—,] ?.*\d{4}(?: \d+)?$`),
	}
	notice   = regexp.MustCompile(`^(?:This record (?:contains|is subject)|Corrections (?:will be|should be) )`)
	footnote = regexp.MustCompile(`^(?:[*†‡]|\d{1,2}\s)`)
)

// isFurniture reports whether the line, in the outer eighth of a page of the
// given height, is furniture.
func isFurniture(l line, height float64) bool {
	return (l.base <= height/8 || l.base >= height*7/8) &&
		slices.ContainsFunc(furniture, func(re *regexp.Regexp) bool { return re.MatchString(l.text) })
}

// inMargin reports whether the line is in the outer part of the page: with n = 10,
// the highest or the lowest tenth.
func inMargin(l line, p page, n float64) bool {
	return l.base < p.height/n || l.base > p.height*(n-1)/n
}

// repeatedInMargins returns the lines that stand in the margins of several pages,
// without their digits, since numbers differ from page to page.
func repeatedInMargins(all []line, pages []page) map[string]bool {
	seen := map[string]int{}
	for _, l := range all {
		if inMargin(l, pages[l.page-1], 10) {
			seen[withoutDigits(l.text)]++
		}
	}
	out := map[string]bool{}
	for s, n := range seen {
		out[s] = n >= 3 && s != ""
	}
	return out
}

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '#'
		}
		return r
	}, s)
}

// dropNotice removes the notice on corrections at the foot of the first page.
func (c *column) dropNotice() {
	if i := slices.IndexFunc(c.lines, func(l line) bool { return notice.MatchString(l.text) }); i >= 0 {
		c.lines = c.lines[:i]
	}
}

// findFootnotes marks the lines of footnotes: smaller than the text, at the foot of
// the column. Lists may be small too, but do not begin with a mark.
func (c *column) findFootnotes(text float64) {
	first := len(c.lines)
	for first > 0 && c.lines[first-1].size > 0 && c.lines[first-1].size <= 0.92*text {
		first--
	}
	if first == len(c.lines) || c.lines[first].marks == "" && !footnote.MatchString(c.lines[first].text) {
		return
	}
	for i := range c.lines[first:] {
		c.lines[first+i].note = true
	}
}

// letterSize returns the usual size of letters in the record.
func letterSize(all []line) float64 {
	var sizes []float64
	for _, l := range all {
		if l.size > 0 {
			sizes = append(sizes, l.size)
		}
	}
	return median(sizes)
}

// setEdges determines where the text of each column begins and ends, taking into
// account the other columns at its place: one may be a single indented list.
func setEdges(cols []column) {
	lefts, rights := map[int][]float64{}, map[int][]float64{}
	for i := range cols {
		c := &cols[i]
		if len(c.lines) == 0 {
			continue
		}
		c.left, c.right = math.Inf(1), math.Inf(-1)
		for _, l := range c.lines {
			c.left, c.right = min(c.left, l.x0), max(c.right, l.x1)
		}
		n := c.lines[0].column
		lefts[n], rights[n] = append(lefts[n], c.left), append(rights[n], c.right)
	}
	for i := range cols {
		c := &cols[i]
		if len(c.lines) == 0 {
			continue
		}
		n := c.lines[0].column
		if usual := median(lefts[n]); math.Abs(usual-c.left) < 40 {
			c.left = min(usual, c.left)
		}
		if usual := median(rights[n]); math.Abs(usual-c.right) < 250 {
			c.right = max(usual, c.right)
		}
	}
}

// readTwin returns the English columns of a record with a French twin, or nil if it
// has none. Scans show strips of the next page and lie where the paper lay, so each
// page has its own columns, and their language decides which are read.
func readTwin(pages []page) []column {
	var cols []column
	full, twins := 0, 0
	for _, p := range pages {
		if p.rows >= minRows {
			full++
		}
		french := false
		for _, s := range p.strips() {
			switch language(lines(p.in(s))) {
			case "en":
				cols = append(cols, p.column(0, p.withoutEdge(s)))
				setEdges(cols[len(cols)-1:])
			case "fr":
				french = true
			}
		}
		if french {
			twins++
		}
	}
	if twins*2 <= full {
		return nil
	}
	return cols
}

// withoutEdge returns the fragments of a strip except those to the left of its
// column: letters at the edge of another page.
func (p page) withoutEdge(s strip) []fragment {
	begins := map[int]int{}
	fs := p.in(s)
	for _, l := range lines(fs) {
		begins[int(l.x0/6)]++
	}
	left, most := 0, 0
	for x, n := range begins {
		if n > most || n == most && x < left {
			left, most = x, n
		}
	}
	return slices.DeleteFunc(fs, func(f fragment) bool { return f.x1 < float64(left*6)-4 })
}
