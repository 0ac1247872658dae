package pv

import (
	"cmp"
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
	problems   []Problem // pages that are missing, empty or of an unknown layout
	ocr        bool      // the text is that of a scan
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

// readFlow finds columns, furniture and paragraphs. If most pages are of a layout
// that it does not know, the error is [LayoutUnknown].
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
		if cols, err = f.readPrint(pages); err != nil {
			return f, err
		}
	}
	f.paragraphs = paragraphs(cols)
	return f, nil
}

// readPrint reads pages of one or two columns. A page of another layout that has
// votes is left out, with a problem.
func (f *flow) readPrint(pages []page) ([]column, error) {
	usual, err := usualGutter(pages)
	if err != nil {
		return nil, err
	}
	byPage := make([][]column, len(pages))
	var all []line
	for i, p := range pages {
		middle, known := p.gutter(usual)
		if !known && p.mentionsVote() {
			f.problems = append(f.problems, Problem{Code: string(LayoutUnknown), Page: p.number, Detail: "a page with votes whose columns are not those of the other pages; it was not read"})
			continue
		}
		byPage[i] = p.columnsAt(middle)
		for _, c := range byPage[i] {
			all = append(all, c.lines...)
		}
	}
	if language(all) != "en" {
		return nil, refuse(LayoutUnknown, "the text is not English")
	}
	f.checkPages(pages)
	f.checkNumbers(all, pages)
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

// sameGutter is how far apart the gutters of the pages of one record may be.
const sameGutter = 30

// usualGutter returns the middle of the gap between the two columns of most pages, or
// 0 if most have one column.
func usualGutter(pages []page) (float64, error) {
	judged := slices.DeleteFunc(slices.Clone(pages[1:]), func(p page) bool { return !p.showsColumns() })
	if len(judged) == 0 {
		judged = pages[:1] // used only then: its masthead runs across both columns
	}
	var middles []float64
	odd := 0
	for _, p := range judged {
		if p.columns() > 2 {
			odd++
		} else if inner := p.innerGaps(); len(inner) > 0 {
			middles = append(middles, nearest(inner, p.width/2))
		}
	}
	if 2*odd > len(judged) {
		return 0, refuse(LayoutUnknown, "three columns or more on %d of %d pages", odd, len(judged))
	}
	if 2*len(middles) < len(judged)-odd {
		return 0, nil
	}
	return median(middles), nil
}

// gutter returns the middle of the gap between the page's columns, or 0 if it has one
// column. Lines may cross the usual gutter of the record: a page of one column is
// read so too. It also reports whether the layout of the page is a known one.
func (p page) gutter(usual float64) (middle float64, known bool) {
	inner := p.innerGaps()
	switch columns := p.columns(); {
	case columns > 2:
		return usual, false
	case usual == 0 && columns == 2 && len(inner) > 0 && p.showsColumns():
		return nearest(inner, p.width/2), true
	case usual == 0, len(inner) == 0, slices.ContainsFunc(inner, func(g gap) bool { return g.x0 <= usual && usual <= g.x1 }):
		return usual, true
	}
	if m := nearest(inner, usual); math.Abs(m-usual) <= sameGutter {
		return m, true
	}
	return usual, !p.showsColumns()
}

// nearest returns the middle of the gap that is nearest to x.
func nearest(gaps []gap, x float64) float64 {
	return slices.MinFunc(gaps, func(a, b gap) int { return cmp.Compare(math.Abs(a.middle()-x), math.Abs(b.middle()-x)) }).middle()
}

var voteWords = regexp.MustCompile(`(?i)\bvote was (?:then )?taken\b|\bshow of hands\b|^(?:in favour|against|abstaining): ?|\bwas adopted (?:by \d|\(resolution)|\bbeen adopted as\b`)

// mentionsVote reports whether the page has words of a vote, whatever its layout.
func (p page) mentionsVote() bool {
	ls := lines(p.fs)
	for _, s := range p.strips() {
		ls = append(ls, lines(p.in(s))...)
	}
	return slices.ContainsFunc(ls, func(l line) bool { return voteWords.MatchString(l.text) })
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
