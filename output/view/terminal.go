package view

import (
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Style is how text is laid out for a reader.
type Style struct {
	Width  int  // columns; 20 is the least
	Colour bool // colours and bold, for a terminal
	ASCII  bool // bars of ASCII, for a terminal without Unicode
}

// page lays text out. All text from a source passes through clean here, and
// nowhere else.
type page struct {
	Style
	b strings.Builder
}

func newPage(st Style) *page {
	st.Width = max(st.Width, 20)
	return &page{Style: st}
}

// String returns all that was written.
func (p *page) String() string { return p.b.String() }

// clean makes text from a source safe for a terminal: blanks of all kinds, line
// ends too, become one blank; control characters (with them every escape
// sequence), invalid bytes, and the invisible characters that turn or hide text
// become U+FFFD.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// The colours, as the terminal's own palette has them.
const (
	bold   = "1"
	red    = "31"
	blue   = "34"
	yellow = "33"
	faint  = "2"
)

func (p *page) paint(colour, s string) string {
	if !p.Colour || colour == "" || s == "" {
		return s
	}
	return "\x1b[" + colour + "m" + s + "\x1b[0m"
}

// blank ends a paragraph.
func (p *page) blank() { p.b.WriteByte('\n') }

// text writes a paragraph, wrapped; its lines after the first are indented by
// hang columns more.
func (p *page) text(indent, hang int, colour, s string) {
	var words []word
	for _, w := range strings.Fields(clean(s)) {
		words = append(words, word{w, colour})
	}
	p.words(indent, hang, words)
}

// optional writes a paragraph unless s is "".
func (p *page) optional(indent, hang int, colour, s string) {
	if s != "" {
		p.text(indent, hang, colour, s)
	}
}

// list writes "label: a, b, c", the label in colour. A name that has space in a
// line is not divided.
func (p *page) list(indent int, colour, label string, names []string) {
	var words []word
	for _, w := range strings.Fields(label + ":") {
		words = append(words, word{w, colour})
	}
	for i, name := range names {
		name = strings.Join(strings.Fields(clean(name)), " ")
		if i < len(names)-1 {
			name += ","
		}
		if text.StringWidth(name) <= p.Width-indent-2 {
			words = append(words, word{name, ""})
			continue
		}
		for _, part := range strings.Fields(name) {
			words = append(words, word{part, ""})
		}
	}
	p.words(indent, 2, words)
}

// link writes an address on a line of its own, whole: half an address is of no
// use.
func (p *page) link(indent int, address string) {
	p.b.WriteString(strings.Repeat(" ", indent) + p.paint(faint, clean(address)) + "\n")
}

type word struct{ text, colour string }

// words fills lines with words. A word longer than a line is divided.
func (p *page) words(indent, hang int, words []word) {
	line, used := strings.Repeat(" ", indent), indent
	empty := true
	end := func() {
		p.b.WriteString(line + "\n")
		line, used, empty = strings.Repeat(" ", indent+hang), indent+hang, true
	}
	for _, w := range words {
		n := text.StringWidth(w.text)
		if !empty && used+1+n > p.Width {
			end()
		}
		if !empty {
			line, used = line+" ", used+1
		}
		for used+n > p.Width {
			head := text.Trim(w.text, max(1, p.Width-used))
			if head == "" { // a wide character in a narrow space
				head = string([]rune(w.text)[:1])
			}
			line += p.paint(w.colour, head)
			w.text = strings.TrimPrefix(w.text, head)
			n = text.StringWidth(w.text)
			end()
		}
		line, used, empty = line+p.paint(w.colour, w.text), used+n, empty && w.text == ""
	}
	if !empty {
		end()
	}
}

// widestBar keeps a bar in sight of its numbers on a wide terminal.
const widestBar = 60

// bar draws a tally to scale: a count above zero has a column at least.
func (p *page) bar(indent int, t Tally) {
	counts := []int{t.Yes, t.No, t.Abstain}
	if t.NonVoting != nil {
		counts = append(counts, *t.NonVoting)
	}
	total := 0
	for _, n := range counts {
		total += n
	}
	if total == 0 {
		return
	}
	glyphs := []string{"█", "▓", "▒", "·"}
	if p.ASCII {
		glyphs = []string{"+", "-", "o", "."}
	}
	p.b.WriteString(strings.Repeat(" ", indent))
	for i, n := range share(counts, total, min(p.Width-indent, widestBar)) {
		p.b.WriteString(p.paint(choiceColour[i], strings.Repeat(glyphs[i], n)))
	}
	p.blank()
}

// share divides columns among counts: one for each that is not zero, the rest to
// scale; the largest takes what rounding leaves.
func share(counts []int, total, columns int) []int {
	parts, largest, left := make([]int, len(counts)), 0, columns
	for i, n := range counts {
		if n > 0 {
			parts[i] = max(1, (n*columns+total/2)/total)
		}
		if left -= parts[i]; n > counts[largest] {
			largest = i
		}
	}
	parts[largest] = max(1, parts[largest]+left)
	return parts
}

// gauge draws a part of one.
func (p *page) gauge(part float64, columns int) {
	full, empty := "█", "·"
	if p.ASCII {
		full, empty = "#", "."
	}
	n := min(columns, max(0, int(part*float64(columns)+0.5)))
	p.b.WriteString(p.paint(blue, strings.Repeat(full, n)) + p.paint(faint, strings.Repeat(empty, columns-n)))
}
