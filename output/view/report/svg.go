package report

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Picture is a drawn chart. One drawing serves all widths: the page scales it,
// and sets its text larger on a phone (page.css).
type Picture struct {
	Class         string // of its kind, for the style sheets
	Width, Height px
	Words         string // what there is to see, for somebody who cannot
	Caption       string // beneath the title if the picture stands alone
	shapes        string // the SVG inside the picture, escaped
}

// pictureWidth is in units of the drawing, of which the page shows 1.25 per
// pixel at most.
const pictureWidth = 640

// letter is the average width of a letter at the size for a phone, for which all
// distances are meant.
const letter = 8.6

// px is a length in a picture. It prints with one decimal: enough for the eye,
// and the same on every machine.
type px float64

func (p px) String() string {
	return strconv.FormatFloat(math.Round(float64(p)*10)/10+0, 'f', -1, 64)
}

// canvas collects the shapes of a picture. All text is escaped here: in text and
// in title.
type canvas struct{ b strings.Builder }

func (c *canvas) add(format string, args ...any) {
	fmt.Fprintf(&c.b, format, args...)
	c.b.WriteByte('\n')
}

func (c *canvas) text(class string, x, y px, s string) {
	c.add(`<text class="%s" x="%s" y="%s">%s</text>`, class, x, y, escaped(s))
}

func (c *canvas) rect(class string, x, y, width, height px) {
	c.add(`<rect class="%s" x="%s" y="%s" width="%s" height="%s"/>`, class, x, y, width, height)
}

// group opens a group with a tooltip; end closes it.
func (c *canvas) group(class, title string) {
	c.add(`<g class="%s"><title>%s</title>`, class, escaped(title))
}

func (c *canvas) end() { c.add(`</g>`) }

func escaped(s string) string { return html.EscapeString(shown(s)) }

// axis draws a horizontal line of the grid with its label at the left.
func (c *canvas) axis(left, right, y px, label string) {
	c.add(`<path class="grid" d="M%s %sH%s"/>`, left, y, right)
	c.text("end soft", left-5, y+5, label)
}

// years labels as many years as there is space for; at returns the place of one.
func (c *canvas) years(from, to int, y px, at func(year int) px) {
	every := 1
	for _, every = range []int{1, 2, 5, 10, 20, 50} {
		if at(from+every)-at(from) >= 48 {
			break
		}
	}
	for year := from; year <= to; year++ {
		if year%every == 0 {
			c.text("mid soft", min(max(at(year), 20), pictureWidth-20), y, strconv.Itoa(year))
		}
	}
}

// key is an entry of a legend.
type key struct{ class, text string }

// legend writes keys from y on, as many lines as it takes, and returns where the
// next line would be.
func (c *canvas) legend(y, width px, keys []key) px {
	x := px(0)
	for _, k := range keys {
		space := 24 + px(utf8.RuneCountInString(k.text))*letter + 10
		if x > 0 && x+space > width {
			x, y = 0, y+22
		}
		c.add(`<rect class="%s" x="%s" y="%s" width="13" height="13" rx="2"/>`, k.class, x, y)
		c.text("", x+18, y+12, k.text)
		x += space
	}
	return y + 22
}

// fit shortens text to a width.
func fit(text string, width px) string {
	most := int(width / letter)
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimRight(string([]rune(text)[:max(most-1, 0)]), " ,;:(") + "…"
}

// choices are the votes of a list in the order in which pictures show them. The
// last is a null.
var choices = []struct{ Vote, Name, Class string }{
	{"yes", "Yes", "yes"}, {"no", "No", "no"}, {"abstain", "Abstain", "abstain"},
	{"non_voting", "Not voting", "non"}, {"", "Not known", "unknown"},
}

// choiceIndex returns the index of a value of the column vote in choices.
func choiceIndex(vote string) int {
	for i, c := range choices {
		if c.Vote == vote {
			return i
		}
	}
	return len(choices) - 1
}

// stripItem is a heading with one strip for each vote beneath it.
type stripItem struct {
	Name, Note string
	Strips     []strip
}

// strip is a vote, divided by how many voted how.
type strip struct {
	Name   string
	Counts [4]int // in the order of choices
}

// drawStrips draws votes one above the other, on one scale.
func drawStrips(items []stripItem, words string) *Picture {
	const left, height = 128, 20
	var c canvas
	longest := 1
	for _, item := range items {
		for _, s := range item.Strips {
			longest = max(longest, s.all())
		}
	}
	var keys []key
	for i, choice := range choices[:4] {
		for _, item := range items {
			if item.has(i) {
				keys = append(keys, key{choice.Class, choice.Name})
				break
			}
		}
	}
	y := c.legend(0, pictureWidth, keys) + 4
	for _, item := range items {
		note := px(utf8.RuneCountInString(item.Note)) * letter
		c.text("strong", 0, y+14, fit(item.Name, (pictureWidth-note-12)*0.85)) // bold is wider, and symbols are mostly capitals and digits
		c.text("soft end", pictureWidth, y+14, item.Note)
		y += 22
		for _, s := range item.Strips {
			c.text("soft end", left-6, y+14, fit(s.Name, left-6))
			s.draw(&c, left, y, (pictureWidth-left)/px(longest), height-2)
			y += height
		}
		y += 12
	}
	return &Picture{Class: "strips", Width: pictureWidth, Height: y, Words: words, shapes: c.b.String()}
}

func (item stripItem) has(choice int) bool {
	for _, s := range item.Strips {
		if s.Counts[choice] > 0 {
			return true
		}
	}
	return false
}

func (s strip) all() (n int) {
	for _, of := range s.Counts {
		n += of
	}
	return n
}

func (s strip) draw(c *canvas, x, y, perVote, height px) {
	for i, n := range s.Counts {
		if n == 0 {
			continue
		}
		w := px(n) * perVote
		c.group(choices[i].Class, fmt.Sprintf("%s: %d %s", s.Name, n, strings.ToLower(choices[i].Name)))
		c.rect("", x, y, w, height)
		if label := strconv.Itoa(n); w > px(len(label))*letter+6 {
			c.text("mid", x+w/2, y+14, label)
		}
		c.end()
		x += w
	}
}
