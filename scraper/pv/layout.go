package pv

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
)

// flow is the text of a record in the order of reading, without furniture: page
// numbers, symbols and dates at the head and the foot of pages.
type flow struct {
	// head is all text of the first page and, since the cover of a scan says little,
	// of the second: it has the symbol and the date.
	head       string
	paragraphs []paragraph
	problems   []Problem // pages that are missing, empty or of an unknown layout
	ocr        bool      // the text is that of a scan
}

// minText is the least average number of characters on a page. A scan without OCR
// text has a stamp or a number.
const minText = 80

// readFlow finds columns, furniture and paragraphs. If most pages are of a layout
// that it does not know, the error is [LayoutUnknown].
func readFlow(sheets []sheet) (flow, error) {
	var f flow
	var pages []*page
	ink := 0
	for i, s := range sheets {
		p := newPage(i+1, s)
		pages = append(pages, p)
		ink += p.ink()
		if i < 2 {
			for _, l := range lines(p.fs) {
				f.head += l.text + "\n"
			}
		}
	}
	if len(sheets) == 0 || ink < minText*len(sheets) {
		return flow{}, refuse(NoText, "%d characters on %d pages", ink, len(sheets))
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

func (f *flow) problem(code string, page int, detail string) {
	f.problems = append(f.problems, Problem{Code: code, Page: page, Detail: detail})
}

// readPrint reads pages of one or two columns. A page of another layout that has
// votes is left out, with a problem.
func (f *flow) readPrint(pages []*page) ([]column, error) {
	usual, err := usualGutter(pages)
	if err != nil {
		return nil, err
	}
	var cols []column
	var all []line
	for _, p := range pages {
		middle, known := p.gutter(usual)
		if !known && p.mentionsVote() {
			f.problem(string(LayoutUnknown), p.number, "a page with votes whose columns are not those of the other pages; it was not read")
			continue
		}
		for _, c := range p.columnsAt(middle) {
			cols, all = append(cols, c), append(all, c.lines...)
		}
	}
	if language(all) != "en" {
		return nil, refuse(LayoutUnknown, "the text is not English")
	}
	f.checkPages(pages)
	f.checkNumbers(cols, len(pages))
	var sizes []float64 // of letters
	margins := map[string]int{}
	for _, c := range cols {
		for _, l := range c.lines {
			if l.size > 0 {
				sizes = append(sizes, l.size)
			}
			if c.page.inMargin(l, 10) {
				margins[withoutDigits(l.text)]++
			}
		}
	}
	for i := range cols {
		c := &cols[i]
		c.lines = slices.DeleteFunc(c.lines, func(l line) bool {
			return c.page.isFurniture(l) || c.page.inMargin(l, 10) && margins[withoutDigits(l.text)] >= 3 && !listHeading(l.text)
		})
		if end := slices.IndexFunc(c.lines, func(l line) bool { return notice.MatchString(l.text) }); end >= 0 && c.page.number == 1 {
			c.lines = c.lines[:end]
		}
		c.measure()
	}
	cols = slices.DeleteFunc(cols, func(c column) bool { return len(c.lines) == 0 })
	align(cols)
	size := median(sizes)
	for i := range cols {
		cols[i].cutFootnotes(size)
	}
	return cols, nil
}

// sameGutter is how far apart the gutters of the pages of one record may be.
const sameGutter = 30

// usualGutter returns the middle of the gap between the two columns of most pages, or
// 0 if most have one column.
func usualGutter(pages []*page) (float64, error) {
	judged := slices.DeleteFunc(slices.Clone(pages[1:]), func(p *page) bool { return !p.showsColumns() })
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
func (p *page) gutter(usual float64) (middle float64, known bool) {
	inner := p.innerGaps()
	switch columns := p.columns(); {
	case columns > 2:
		return usual, false
	case usual == 0 && columns == 2 && len(inner) > 0 && p.showsColumns():
		return nearest(inner, p.width/2), true
	case usual == 0, len(inner) == 0, slices.ContainsFunc(inner, func(g span) bool { return g.x0 <= usual && usual <= g.x1 }):
		return usual, true
	}
	if m := nearest(inner, usual); math.Abs(m-usual) <= sameGutter {
		return m, true
	}
	return usual, !p.showsColumns()
}

// nearest returns the middle of the gap that is nearest to x.
func nearest(gaps []span, x float64) float64 {
	return slices.MinFunc(gaps, func(a, b span) int { return cmp.Compare(math.Abs(a.middle()-x), math.Abs(b.middle()-x)) }).middle()
}

var voteWords = regexp.MustCompile(`(?i)\bvote was (?:then )?taken\b|\bshow of hands\b|^(?:in favour|against|abstaining): ?|\bwas adopted (?:by \d|\(resolution)|\bbeen adopted as\b`)

// mentionsVote reports whether the page has words of a vote, whatever its layout.
func (p *page) mentionsVote() bool {
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
	digit    = regexp.MustCompile(`[0-9]`)
)

func (p *page) isFurniture(l line) bool {
	return p.inMargin(l, 8) && slices.ContainsFunc(furniture, func(re *regexp.Regexp) bool { return re.MatchString(l.text) })
}

// withoutDigits makes lines equal that stand in the margins of several pages: numbers
// differ from page to page.
func withoutDigits(s string) string { return digit.ReplaceAllString(s, "#") }

// cutFootnotes takes the footnotes out of the text: smaller letters at the foot of
// the column. Lists may be small too, but do not begin with a mark.
func (c *column) cutFootnotes(text float64) {
	first := len(c.lines)
	for first > 0 && c.lines[first-1].size > 0 && c.lines[first-1].size <= 0.92*text {
		first--
	}
	if first < len(c.lines) && (c.lines[first].marks != "" || footnote.MatchString(c.lines[first].text)) {
		c.lines, c.notes = c.lines[:first], c.lines[first:]
	}
}

// readTwin returns the English columns of a record with a French twin, or nil if it
// has none. Scans show strips of the next page and lie where the paper lay, so each
// page has its own columns, and their language decides which are read.
func readTwin(pages []*page) []column {
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
				c := column{page: p, lines: lines(p.withoutEdge(s))}
				c.measure()
				cols = append(cols, c)
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
func (p *page) withoutEdge(s span) []fragment {
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

// ink returns how many characters a page has.
func (p *page) ink() int {
	n := 0
	for _, f := range p.fs {
		n += len(f.ink)
	}
	return n
}

// checkPages reports pages without text, or with characters that no record has.
func (f *flow) checkPages(pages []*page) {
	for _, p := range pages {
		odd := 0
		for _, fr := range p.fs {
			for _, g := range fr.ink {
				if g.r < ' ' || g.r >= 0x250 && g.r < 0x2000 || g.r > 0x22ff && g.r < 0xfb00 || g.r > 0xfb06 {
					odd++
				}
			}
		}
		switch ink := p.ink(); {
		case ink < minText/2:
			f.problem(Incomplete, p.number, "a page without text")
		case odd > 20:
			f.problem(Damaged, p.number, fmt.Sprintf("%d characters of %d are no letters of a record", odd, ink))
		}
	}
}

var pageNumber = regexp.MustCompile(`(?:^| )(\d{1,3})(?:/(\d{1,3}))?(?: |$)`)

// checkNumbers reports pages that are missing: their numbers, or the last of "16/38".
func (f *flow) checkNumbers(cols []column, pages int) {
	numbers, total := make([][]int, pages+1), 0 // page of the PDF → what may be its number
	for _, c := range cols {
		for _, l := range c.lines {
			if !c.page.isFurniture(l) {
				continue
			}
			for _, m := range pageNumber.FindAllStringSubmatch(l.text, -1) {
				n, _ := strconv.Atoi(m[1])
				numbers[c.page.number] = append(numbers[c.page.number], n)
				if m[2] != "" {
					total, _ = strconv.Atoi(m[2])
				}
			}
		}
	}
	last := 0 // page with a number
	for i, ns := range numbers {
		if len(ns) == 0 {
			continue
		}
		if last > 0 && !slices.ContainsFunc(ns, func(n int) bool { return slices.Contains(numbers[last], n-(i-last)) }) {
			f.problem(Incomplete, i, fmt.Sprintf("page %d of the PDF has the number %d, and page %d has %d", last, numbers[last][0], i, ns[0]))
		}
		last = i
	}
	if total > 0 && last == pages && !slices.Contains(numbers[last], total) {
		f.problem(Incomplete, last, fmt.Sprintf("the last page has the number %d/%d", numbers[last][0], total))
	}
}
