package view

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// Style is how text is laid out for a reader.
type Style struct {
	Width  int  // columns; under 20 is 20
	Colour bool // colours and bold, for a terminal
	ASCII  bool // bars of ASCII, for a terminal without Unicode
}

// page lays text out. Whatever comes from a source passes through clean here, on
// its way to the page, and nowhere else.
type page struct {
	Style
	b strings.Builder
}

func newPage(st Style) *page {
	st.Width = max(st.Width, 20)
	return &page{Style: st}
}

// clean makes text from a source safe for a terminal: blanks of all kinds,
// line ends too, are one blank; control characters (with them every escape
// sequence), invalid bytes, and the invisible characters that turn or hide text
// are shown as U+FFFD.
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

// Columns is how many columns of a terminal the text takes.
func Columns(s string) (n int) {
	for _, r := range s {
		switch k := width.LookupRune(r).Kind(); {
		case unicode.Is(unicode.Mn, r):
		case k == width.EastAsianWide, k == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// The colours, as the terminal's own palette has them.
const (
	bold   = "1"
	red    = "31"
	green  = "32"
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
	p.words(indent, hang, colour, "", strings.Fields(clean(s)))
}

// list writes "label: a, b, c". A name is not parted at a line's end unless it is
// longer than a line.
func (p *page) list(indent int, colour, label string, names []string) {
	words := make([]string, 0, len(names))
	for i, name := range names {
		name = strings.Join(strings.Fields(clean(name)), " ")
		if i < len(names)-1 {
			name += ","
		}
		if Columns(name) > p.Width-indent-2 {
			words = append(words, strings.Fields(name)...)
			continue
		}
		words = append(words, name)
	}
	p.words(indent, 2, colour, label+":", words)
}

// link writes an address on a line of its own, whole: half an address is none.
func (p *page) link(indent int, address string) {
	p.b.WriteString(strings.Repeat(" ", indent) + p.paint(faint, clean(address)) + "\n")
}

// words fills lines with words; a word longer than a line is broken. The lead
// begins the first line and is what the colour is for; without one it is for all.
func (p *page) words(indent, hang int, colour, lead string, words []string) {
	line, used, first := strings.Builder{}, 0, true
	start := func(n int) {
		line.Reset()
		line.WriteString(strings.Repeat(" ", n))
		used = n
	}
	flush := func() {
		p.b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
		start(indent + hang)
		first = true
	}
	put := func(word, colour string) {
		for {
			n := Columns(word)
			if !first && used+1+n > p.Width {
				flush()
			}
			if !first {
				line.WriteByte(' ')
				used++
			}
			if used+n <= p.Width {
				line.WriteString(p.paint(colour, word))
				used, first = used+n, false
				return
			}
			head := firstColumns(word, max(1, p.Width-used))
			line.WriteString(p.paint(colour, head))
			word, first = word[len(head):], false
			used += Columns(head)
			if word == "" {
				return
			}
			flush()
		}
	}
	start(indent)
	all := colour
	if lead != "" {
		for _, w := range strings.Fields(lead) {
			put(w, colour)
		}
		all = ""
	}
	for _, w := range words {
		put(w, all)
	}
	flush()
}

// firstColumns is the beginning of s that takes at most n columns, one rune at
// least.
func firstColumns(s string, n int) string {
	used := 0
	for i, r := range s {
		if used += Columns(string(r)); used > n && i > 0 {
			return s[:i]
		}
	}
	return s
}

// String is all that was written.
func (p *page) String() string { return p.b.String() }
