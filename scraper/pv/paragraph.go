package pv

import (
	"bytes"
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

// paragraphs joins lines over columns and pages. Footnotes come last.
func paragraphs(cols []column) []paragraph {
	var out, notes []paragraph
	var prev *column
	for i := range cols {
		c := &cols[i]
		spacing := c.spacing()
		for j, l := range c.lines {
			list, starts := &out, false
			switch {
			case l.note:
				list, starts = &notes, len(notes) == 0 || c.startsNote(j)
			case len(out) == 0:
				starts = true
			case j > 0:
				starts = c.startsInside(j, spacing)
			default:
				starts = c.startsAfter(prev, out[len(out)-1])
			}
			if starts {
				*list = append(*list, paragraph{page: l.page, note: l.note})
			}
			p := &(*list)[len(*list)-1]
			p.lines = append(p.lines, l)
		}
		if len(c.lines) > 0 {
			prev = c
		}
	}
	out = append(out, notes...)
	for i := range out {
		out[i].text = joinLines(out[i].lines)
	}
	return out
}

// startsNote reports whether line j, of a footnote, begins another footnote.
func (c *column) startsNote(j int) bool {
	l := c.lines[j]
	return l.marks != "" || j == 0 || !c.lines[j-1].note || strings.HasPrefix(l.text, "*")
}

// indent is how far a line is from the left edge of its column.
func (c *column) indent(j int) float64 { return c.lines[j].x0 - c.left }

// spacing returns the usual distance between lines of the column.
func (c *column) spacing() float64 {
	var d []float64
	for j := 1; j < len(c.lines); j++ {
		d = append(d, c.lines[j-1].base-c.lines[j].base)
	}
	if len(d) == 0 {
		return 12
	}
	slices.Sort(d)
	return min(d[len(d)/3], 14)
}

// startsInside reports whether line j begins a paragraph: it is further away than
// usual, indented after a line that is not, or follows the short last line of one.
func (c *column) startsInside(j int, spacing float64) bool {
	above, l := c.lines[j-1], c.lines[j]
	return above.base-l.base > 1.25*spacing ||
		c.indent(j) >= 8 && above.x0 < l.x0-8 ||
		c.isShort(above) && sentenceEnd.MatchString(above.text) && (c.indent(j) >= 8 || !startsLower(l.text)) ||
		listHeading(l.text) || onlyHeading(above.text)
}

var sentenceEnd = regexp.MustCompile(`[.?!:][”"’)\]]*$`)

// isShort reports whether the line ends well before the edge of its column.
func (c *column) isShort(l line) bool { return c.right-l.x1 > 0.25*(c.right-c.left) }

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// firstIndent reports whether line j looks like the first of a paragraph: it is
// indented, and the next is not.
func (c *column) firstIndent(j int) bool {
	return c.indent(j) >= 8 && (j+1 == len(c.lines) || c.lines[j+1].x0 < c.lines[j].x0-8)
}

var outcomeStart = regexp.MustCompile(`^(?:Draft (?:resolution|decision)|The (?:draft|amendment|oral|motion|proposal)|Operative paragraph|Preambular paragraph|The .{3,60} paragraph|\[Subsequently|\[The delegation)`)

// startsAfter reports whether the first line of a column begins a paragraph. If
// not, it continues the last one of the column before.
func (c *column) startsAfter(prev *column, last paragraph) bool {
	l, end := c.lines[0], last.lines[len(last.lines)-1]
	switch {
	case listHeading(l.text), onlyHeading(end.text):
		return true
	case strings.HasSuffix(end.text, ","), strings.HasSuffix(end.text, "-"):
		return false
	case prev.right-end.x1 > 0.12*(prev.right-prev.left):
		return true // a short line ends its paragraph
	}
	return c.firstIndent(0) || c.indent(0) >= 8 && strings.HasSuffix(end.text, ".") || outcomeStart.MatchString(l.text)
}

// listHead is the heading of a list. The question may be part of it (1950: "In
// favour of overruling the President's decision:").
var listHead = regexp.MustCompile(`^(In ?favour|Against|Abstaining|Abstentions?|Not participating|Absent)\b([^:.,]{0,80}):\s*`)

func listHeading(s string) bool { return listHead.MatchString(s) }

// onlyHeading reports whether s is a heading without names after it.
func onlyHeading(s string) bool {
	m := listHead.FindString(s)
	return m != "" && strings.TrimSpace(m) == strings.TrimSpace(s)
}

// joinLines joins lines. A hyphen at the end of a line is removed, unless it
// belongs to the word.
func joinLines(ls []line) string {
	var out []byte
	for i, l := range ls {
		head, hyphen := bytes.CutSuffix(out, []byte("-"))
		last, _ := utf8.DecodeLastRune(head)
		switch broken := hyphen && unicode.IsLetter(last) && l.text != ""; {
		case i == 0, broken && keepsHyphen(head, l.text):
		case broken:
			out = head
		default:
			out = append(out, ' ')
		}
		out = append(out, l.text...)
	}
	return string(out)
}

// hyphened are first parts of words that keep their hyphen.
var hyphened = regexp.MustCompile(`(?i)(^|[^\pL])(self|non|co|ex|vice|anti|well|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)$`)

// keepsHyphen reports whether the hyphen between a line and the next belongs to
// the word: names and numbers keep theirs (Timor-Leste, twenty-fourth).
func keepsHyphen(head []byte, next string) bool {
	return !startsLower(next) || hyphened.Match(head[max(0, len(head)-24):]) // the whole paragraph would take its square
}
