package pv

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// paragraph is a piece of running text: a heading, a speaker's words, a list of
// names, an italic sentence of the record.
type paragraph struct {
	page  int // of its first line
	text  string
	lines []line
	note  bool // a footnote
}

// flow is the text of a record in the order of reading, without furniture.
type flow struct {
	head       []line // the lines of the first pages, furniture and all
	paragraphs []paragraph
	ocr        bool // the text is that of a scan
}

// column is the lines of one column of a page between spanning lines.
type column struct {
	left, right float64
	lines       []line
}

// paragraphs joins lines over columns and pages.
func paragraphs(cols []column) []paragraph {
	var out []paragraph
	var notes []paragraph
	var prev *column
	for i := range cols {
		c := &cols[i]
		spacing := c.spacing()
		for j, l := range c.lines {
			if l.note {
				notes = addNote(notes, c, j)
				continue
			}
			starts := true
			switch n := len(out); {
			case n == 0:
			case j > 0:
				starts = startsInside(c, j, spacing)
			default:
				starts = startsAfter(prev, c, out[n-1])
			}
			if starts {
				out = append(out, paragraph{page: l.page})
			}
			p := &out[len(out)-1]
			p.lines = append(p.lines, l)
		}
		if len(c.lines) > 0 {
			prev = c
		}
	}
	for i := range out {
		out[i].text = joinLines(out[i].lines)
	}
	for i := range notes {
		notes[i].text = joinLines(notes[i].lines)
	}
	return append(out, notes...)
}

// addNote puts a line of a footnote to the note before it, or begins another: a
// note begins with its mark.
func addNote(notes []paragraph, c *column, j int) []paragraph {
	l := c.lines[j]
	if n := len(notes); n == 0 || l.marks != "" || j == 0 || !c.lines[j-1].note || strings.HasPrefix(l.text, "*") {
		notes = append(notes, paragraph{page: l.page, note: true})
	}
	n := &notes[len(notes)-1]
	n.lines = append(n.lines, l)
	return notes
}

// indent is how far a line stands from the left edge of its column.
func (c *column) indent(j int) float64 { return c.lines[j].x0 - c.left }

// spacing is the usual distance of lines in the column.
func (c *column) spacing() float64 {
	var d []float64
	for j := 1; j < len(c.lines); j++ {
		d = append(d, c.lines[j-1].base-c.lines[j].base)
	}
	slices.Sort(d)
	if len(d) == 0 {
		return 12
	}
	return min(d[len(d)/3], 14)
}

// startsInside tells whether line j begins a paragraph: it stands apart, beyond the
// usual spacing, or is indented after a line that is not.
func startsInside(c *column, j int, spacing float64) bool {
	above, l := c.lines[j-1], c.lines[j]
	if above.base-l.base > 1.25*spacing {
		return true
	}
	if firstIndent(c, j) && above.x0 < l.x0-8 {
		return true
	}
	return listHeading(l.text) || listHeading(above.text) && onlyHeading(above.text)
}

// firstIndent tells the first line of a paragraph: indented, and the next is not.
func firstIndent(c *column, j int) bool {
	if c.indent(j) < 8 {
		return false
	}
	return j+1 == len(c.lines) || c.lines[j+1].x0 < c.lines[j].x0-8
}

// startsAfter tells whether the first line of a column begins a paragraph, or
// goes on with the one that the column before ended with.
func startsAfter(prev, c *column, last paragraph) bool {
	l := c.lines[0]
	end := last.lines[len(last.lines)-1]
	switch {
	case listHeading(l.text), onlyHeading(end.text):
		return true
	case strings.HasSuffix(end.text, ","), strings.HasSuffix(end.text, "-"):
		return false
	case prev.right-end.x1 > 0.12*(prev.right-prev.left):
		return true // a short line ends its paragraph
	case firstIndent(c, 0):
		return true
	case c.indent(0) >= 8 && strings.HasSuffix(end.text, "."):
		return true
	case looksLikeOutcome(l.text):
		return true
	}
	return false
}

// joinLines puts lines together; hyphens at line ends go, or stay where the word
// has one.
func joinLines(ls []line) string {
	var b strings.Builder
	for i, l := range ls {
		if i > 0 {
			s := b.String()
			if head, ok := strings.CutSuffix(s, "-"); ok && endsInLetter(head) && l.text != "" {
				if !keepsHyphen(head, l.text) {
					b.Reset()
					b.WriteString(head)
				}
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(l.text)
	}
	return b.String()
}

func endsInLetter(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r)
}

// hyphened are first parts of words that keep their hyphen.
var hyphened = regexp.MustCompile(`(?i)(^|[^\pL])(self|non|co|ex|vice|anti|well|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$`)

// longestHyphened is more bytes than such a part and the letter before it have:
// looking through the whole paragraph at every line would take its square.
const longestHyphened = 24

// keepsHyphen decides for a hyphen at the end of a line: names and numbers keep
// theirs (Timor-Leste, twenty-fourth), other words are only broken.
func keepsHyphen(head, next string) bool {
	r, _ := utf8.DecodeRuneInString(next)
	return !unicode.IsLower(r) || hyphened.MatchString(head[max(0, len(head)-longestHyphened):])
}
