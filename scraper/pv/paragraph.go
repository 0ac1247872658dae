package pv

import (
	"bytes"
	"regexp"
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
	for i := range cols {
		c := &cols[i]
		for j, l := range c.lines {
			if len(out) == 0 || j > 0 && c.startsInside(j) || j == 0 && c.startsAfter(&cols[i-1], out[len(out)-1]) {
				out = append(out, paragraph{page: c.page.number})
			}
			p := &out[len(out)-1]
			p.lines = append(p.lines, l)
		}
		for j, l := range c.notes {
			if j == 0 || l.marks != "" || strings.HasPrefix(l.text, "*") {
				notes = append(notes, paragraph{page: c.page.number, note: true})
			}
			p := &notes[len(notes)-1]
			p.lines = append(p.lines, l)
		}
	}
	out = append(out, notes...)
	for i := range out {
		out[i].text = joinLines(out[i].lines)
	}
	return out
}

// isIndented reports whether a line is away from the left edge of its column.
func (c *column) isIndented(l line) bool { return l.x0-c.left >= 8 }

// endsShort reports whether the line ends before the edge of its column, by more than
// this share of the column.
func (c *column) endsShort(l line, share float64) bool { return c.right-l.x1 > share*(c.right-c.left) }

// startsInside reports whether line j begins a paragraph: it is further away than
// usual, indented after a line that is not, or follows the short last line of one.
func (c *column) startsInside(j int) bool {
	above, l := c.lines[j-1], c.lines[j]
	return above.base-l.base > 1.25*c.spacing ||
		c.isIndented(l) && above.x0 < l.x0-8 ||
		c.endsShort(above, 0.25) && sentenceEnd.MatchString(above.text) && (c.isIndented(l) || !startsLower(l.text)) ||
		listHeading(l.text) || onlyHeading(above.text)
}

var (
	sentenceEnd  = regexp.MustCompile(`[.?!:][”"’)\]]*$`)
	outcomeStart = regexp.MustCompile(`^(?:Draft (?:resolution|decision)|The (?:draft|amendment|oral|motion|proposal)|Operative paragraph|Preambular paragraph|The .{3,60} paragraph|\[Subsequently|\[The delegation)`)
)

// startsAfter reports whether the first line of a column begins a paragraph. If
// not, it continues the last one of the column before.
func (c *column) startsAfter(prev *column, last paragraph) bool {
	l, end := c.lines[0], last.lines[len(last.lines)-1]
	switch {
	case listHeading(l.text), onlyHeading(end.text):
		return true
	case strings.HasSuffix(end.text, ","), strings.HasSuffix(end.text, "-"):
		return false
	case prev.endsShort(end, 0.12):
		return true
	}
	first := len(c.lines) == 1 || c.lines[1].x0 < l.x0-8 // the next line is not indented
	return c.isIndented(l) && (first || strings.HasSuffix(end.text, ".")) || outcomeStart.MatchString(l.text)
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// headPattern matches the heading of a list. The question may be part of it (1950:
// "In favour of overruling the President's decision:").
const headPattern = `(In ?favour|Against|Abstaining|Abstentions?|Not participating|Absent)\b([^:.,]{0,80}):\s*`

var listHead = regexp.MustCompile(`^` + headPattern)

func listHeading(s string) bool { return listHead.MatchString(s) }

// onlyHeading reports whether s is a heading without names after it.
func onlyHeading(s string) bool {
	m := listHead.FindString(s)
	return m != "" && len(m) == len(s)
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
