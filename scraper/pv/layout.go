package pv

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// page is a page on its way from fragments to columns.
type page struct {
	number        int
	width, height float64
	fs            []fragment
	rows          int
	gaps          []gap
}

// minText is how many characters a page of text has on average at least: a scan
// without its text has a stamp or a number.
const minText = 80

// readFlow finds columns, furniture and paragraphs. A layout that it does not
// know is a LayoutUnknown error.
func readFlow(sheets []sheet) (flow, error) {
	pages := make([]page, 0, len(sheets))
	ink := 0
	for i, s := range sheets {
		fs := fragments(s.glyphs)
		p := page{number: i + 1, width: s.width, height: s.height, fs: fs, rows: rows(fs)}
		p.gaps = gaps(fs, s.width)
		pages = append(pages, p)
		for _, f := range fs {
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
	var err error
	cols := readTwin(pages)
	f.ocr = cols != nil
	if cols == nil {
		cols, err = readPrint(pages)
	}
	f.paragraphs = paragraphs(cols) // none with an error
	return f, err
}

// readPrint reads pages of one or two columns.
func readPrint(pages []page) ([]column, error) {
	middle, err := gutter(pages)
	if err != nil {
		return nil, err
	}
	var bands [][]band
	var all [][]line
	var heights []float64
	for _, p := range pages {
		bs := p.bands(middle)
		bands = append(bands, bs)
		var ls []line
		for _, b := range bs {
			ls = append(ls, b.lines...)
		}
		all, heights = append(all, ls), append(heights, p.height)
	}
	again := repeated(all, heights)
	if language(slices.Concat(all...)) != "en" {
		return nil, refuse(LayoutUnknown, "the text is not English")
	}
	body := bodySize(all)
	var cols []column
	for i, bs := range bands {
		for _, b := range bs {
			b.lines = slices.DeleteFunc(b.lines, func(l line) bool {
				margin := l.base < heights[i]/10 || l.base > heights[i]*9/10
				return isFurniture(l, heights[i]) || margin && again[withoutDigits(l.text)] && !listHeading(l.text)
			})
			b.dropNotice()
			cols = append(cols, b.column(body))
		}
	}
	edges(cols)
	return cols, nil
}

// gutter is the middle of the gap between two columns; 0 when the record has one
// column.
func gutter(pages []page) (float64, error) {
	var middles []float64
	full, two := 0, 0
	telling := slices.DeleteFunc(slices.Clone(pages[1:]), func(p page) bool { return !p.tells() })
	if len(telling) == 0 {
		telling = pages[:1] // else not asked: the masthead goes over both columns
	}
	for _, p := range telling {
		full++
		inner := p.innerGaps()
		if len(inner) > 1 || len(p.gaps) > 1 && p.columns() > 2 {
			return 0, &Error{Kind: LayoutUnknown, Page: p.number, Detail: "three columns or more"}
		}
		if len(inner) == 1 {
			two++
			middles = append(middles, inner[0].middle())
		}
	}
	switch { // one page in four may be otherwise: a table, a list of speakers
	case two == 0:
		return 0, nil
	case full-two <= full/4:
	case two <= full/4:
		return 0, nil
	default:
		return 0, &Error{Kind: LayoutUnknown, Detail: "columns on some of the pages only"}
	}
	m := median(middles)
	for _, x := range middles {
		if math.Abs(x-m) > 30 {
			return 0, &Error{Kind: LayoutUnknown, Detail: "columns at different places"}
		}
	}
	return m, nil
}

// tells says whether the columns of the page can be told: it has lines enough, and
// not only in the left column.
func (p page) tells() bool {
	right := 0
	for _, f := range p.fs {
		if f.x1 > p.width*0.55 && f.base > p.height/8 && f.base < p.height*7/8 {
			right++
		}
	}
	return p.rows >= minRows && right >= 3
}

// columns counts the strips of the page that have as many lines as a column has;
// marks and headings in a margin have fewer.
func (p page) columns() int {
	n := 0
	for _, s := range p.strips() {
		if len(byLine(p.between(s.from, s.to))) > p.rows/2 {
			n++
		}
	}
	return n
}

// innerGaps are the gaps in the middle third of the page: others are indents.
func (p page) innerGaps() []gap {
	var out []gap
	for _, g := range p.gaps {
		if m := g.middle(); m > p.width*0.36 && m < p.width*0.64 {
			out = append(out, g)
		}
	}
	return out
}

// band is the lines of one column between two lines over all columns.
type band struct {
	column0 int
	lines   []line
}

// bands are the page's columns from line to line over the page.
func (p page) bands(middle float64) []band {
	blocks := []block{{0, p.fs}}
	if middle > 0 {
		x := middle
		if inner := p.innerGaps(); len(inner) == 1 && (x < inner[0].x0 || x > inner[0].x1) {
			x = inner[0].middle()
		}
		blocks = split(p.fs, x)
	}
	var out []band
	for _, b := range blocks {
		out = append(out, band{b.column, number(lines(b.fs), p.number, b.column)})
	}
	return out
}

func number(ls []line, page, column int) []line {
	for i := range ls {
		ls[i].page, ls[i].column = page, column
	}
	return ls
}

// dropNotice takes the notice on corrections from the foot of the first page.
func (b *band) dropNotice() {
	for i, l := range b.lines {
		if l.page == 1 && notice.MatchString(l.text) {
			b.lines = b.lines[:i]
			return
		}
	}
}

func (b band) column(body float64) column {
	c := column{lines: b.lines}
	first := len(c.lines)
	for first > 0 && c.lines[first-1].size > 0 && c.lines[first-1].size <= 0.92*body {
		first--
	}
	for i := first; i < len(c.lines); i++ {
		if i == first && !marked(c.lines[i]) {
			return c // small letters, but nothing refers to them: lists may be small
		}
		c.lines[i].note = true
	}
	return c
}

// marked tells whether a line begins as a footnote does.
func marked(l line) bool {
	return l.marks != "" || footnote.MatchString(l.text)
}

var footnote = regexp.MustCompile(`^(?:[*†‡]|\d{1,2}\s)`)

// bodySize is the usual size of letters in the record.
func bodySize(all [][]line) float64 {
	var sizes []float64
	for _, ls := range all {
		for _, l := range ls {
			if l.size > 0 {
				sizes = append(sizes, l.size)
			}
		}
	}
	return median(sizes)
}

// edges tells each column where its text begins and ends: as in the other
// columns at this place, for a column may be one indented list.
func edges(cols []column) {
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

// readTwin reads the English columns of a record with a French twin: none when
// it is not one. Scans show strips of the next page and stand where the paper
// lay, so each page has its own columns, and language tells which to read.
func readTwin(pages []page) []column {
	english := make([][]strip, len(pages))
	full, twins := 0, 0
	for _, p := range pages {
		if p.rows >= minRows {
			full++
		}
	}
	for i, p := range pages {
		if (twins+len(pages)-i)*2 <= full {
			return nil // whatever is on the pages left: print need not be read to its end
		}
		var french bool
		english[i], french = p.languages()
		if french {
			twins++
		}
	}
	if twins*2 <= full {
		return nil
	}
	var cols []column
	for i, p := range pages {
		for _, s := range english[i] {
			cols = append(cols, column{lines: number(p.withoutEdge(s), p.number, 0)})
			edges(cols[len(cols)-1:])
		}
	}
	return cols
}

// languages gives the English strips of a page, and whether another is French.
func (p page) languages() (english []strip, french bool) {
	for _, s := range p.parts() {
		switch language(s.lines) {
		case "en":
			english = append(english, s)
		case "fr":
			french = true
		}
	}
	return english, french
}

// strip is the text of a page between two gaps.
type strip struct {
	from, to float64
	lines    []line
}

// parts are the strips of text of a page.
func (p page) parts() []strip {
	var out []strip
	for _, s := range p.strips() {
		if s.lines = lines(p.between(s.from, s.to)); len(s.lines) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// strips are the places between gaps, whose text is not yet read.
func (p page) strips() []strip {
	var out []strip
	from := 0.0
	for _, g := range p.gaps {
		out = append(out, strip{from: from, to: g.middle()})
		from = g.middle()
	}
	return append(out, strip{from: from, to: p.width + 1000})
}

// between are the fragments whose middle is there.
func (p page) between(from, to float64) []fragment {
	var fs []fragment
	for _, f := range p.fs {
		if m := (f.x0 + f.x1) / 2; m >= from && m < to {
			fs = append(fs, f)
		}
	}
	return fs
}

// withoutEdge reads a strip again without what stands left of its column: letters
// at the edge of another page.
func (p page) withoutEdge(s strip) []line {
	begins := map[int]int{}
	for _, l := range s.lines {
		begins[int(l.x0/6)]++
	}
	left, most := 0, 0
	for x, n := range begins {
		if n > most || n == most && x < left {
			left, most = x, n
		}
	}
	fs := p.between(s.from, s.to)
	return lines(slices.DeleteFunc(fs, func(f fragment) bool { return f.x1 < float64(left*6)-4 }))
}

// language is "en" or "fr" by the small words that only one of the two has; ""
// when there are too few of them.
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
