package report

import (
	"fmt"
	"strconv"
	"strings"
)

// strips are votes side by side: under a heading, one strip a vote, cut by how
// many voted how.
type strips struct {
	Items []stripItem
	words string
}

type stripItem struct {
	Name, Note string // the heading, and what stands at its right
	Strips     []strip
}

type strip struct {
	Name   string
	Counts [4]int // yes, abstain, no, non-voting, as in ways
	Mark   string // the vote that is pointed at; empty: none
}

func (s strips) Words() string { return s.words }

type stripParts struct {
	Legend []legendEntry
	Items  []stripBlock
}

type stripBlock struct {
	Name, Note label
	Rows       []stripRow
}

type stripRow struct {
	Name  label
	Cells []stripCell
}

type stripCell struct {
	X, Y, W, H px
	Class      string
	Count      label
	Mark       bool
	Title      string
}

const stripRowHeight = 19

func (s strips) Draw(width int) Picture {
	left, y := px(150), px(8)
	if width < 500 {
		left = 74
	}
	var p stripParts
	p.Legend, y = legend(s.legend(), px(width), y)
	for _, it := range s.Items {
		note := px(len([]rune(it.Note)))*letter + 8
		b := stripBlock{Name: label{Y: y + 12, Text: fit(it.Name, (px(width)-note)*0.78)}, Note: label{X: px(width), Y: y + 12, Text: it.Note}} // the name is bold
		y += 18
		for _, x := range it.Strips {
			b.Rows = append(b.Rows, x.draw(left, y, px(width)))
			y += stripRowHeight
		}
		y += 14
		p.Items = append(p.Items, b)
	}
	return Picture{Kind: "strips", Width: px(width), Height: y, Parts: p}
}

func (s strips) legend() (out []legendEntry) {
	for i, w := range ways[:4] {
		for _, it := range s.Items {
			if it.has(i) {
				out = append(out, legendEntry{Class: w.Class, Text: label{Text: w.Name}})
				break
			}
		}
	}
	return out
}

func (it stripItem) has(way int) bool {
	for _, x := range it.Strips {
		if x.Counts[way] > 0 {
			return true
		}
	}
	return false
}

func (x strip) draw(left, y, width px) stripRow {
	out := stripRow{Name: label{X: left - 6, Y: y + 12, Text: fit(x.Name, left-6)}}
	all := 0
	for _, n := range x.Counts {
		all += n
	}
	at := left
	for i, n := range x.Counts {
		if n == 0 {
			continue
		}
		c := stripCell{X: at, Y: y, W: px(n) / px(all) * (width - left), H: stripRowHeight - 3, Class: ways[i].Class, Mark: x.Mark == ways[i].Vote && x.Mark != ""}
		c.Title = fmt.Sprintf("%s: %d %s", x.Name, n, strings.ToLower(ways[i].Name))
		if text := strconv.Itoa(n); c.W > px(len(text))*letter+4 {
			c.Count = label{X: at + c.W/2, Y: y + 12, Text: text}
		}
		out.Cells = append(out.Cells, c)
		at += c.W
	}
	return out
}
