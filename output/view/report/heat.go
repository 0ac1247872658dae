package report

import (
	"fmt"
	"slices"
	"strings"
)

// heat is a map of members by members: how often they agreed.
type heat struct {
	Members []heatMember // in the order of the map
	// Agreement of two members in tenths of a per cent; below zero: no vote in
	// common.
	Agreement [][]int
	words     string
}

type heatMember struct {
	Code, Name, Group string
	Title             string // what a pointer over the row says
	Focus             bool   // always labelled
}

func (h heat) Words() string { return h.words }

// heatSteps are the lower bounds of the classes of colour, in tenths of a per
// cent. They are closer together at the top, where most pairs are.
var heatSteps = []int{0, 300, 400, 500, 600, 700, 800, 850, 900, 950}

// The regional groups, in the order of their colours.
var regionalGroups = []string{"African", "Asia-Pacific", "Eastern European", "Latin American and Caribbean", "Western European and Others"}

func groupClass(name string) string {
	return fmt.Sprintf("g%d", slices.Index(regionalGroups, name)+1) // g0 is no group
}

type heatParts struct {
	Legend      []legendEntry
	X, Y, W     px // of the map
	Cell, Reach px // the side of a cell; where a row ends
	Classes     []heatClass
	Ribbon      []heatRibbon
	Labels      []label
	Rows        []heatRow
}

// heatClass are all cells of one colour as one path.
type heatClass struct{ Class, D string }

// heatRibbon is a run of members of one group: at the left at Top, at the top at
// Left.
type heatRibbon struct {
	Class   string
	X, Top  px
	Left, Y px
	Len     px
}

type heatRow struct {
	Y, H  px
	Title string
}

const (
	heatRibbonWidth = 7
	heatLabelGap    = 11
)

func (h heat) Draw(width int) Picture {
	n := len(h.Members)
	p := heatParts{X: 40 + heatRibbonWidth + 3, Y: heatRibbonWidth + 3}
	cell := min((px(width)-p.X)/px(max(n, 1)), 34)
	p.W = cell * px(n)
	p.Cell, p.Reach = cell+0.1, p.X+p.W // a hair wider, or light shines between the rows
	p.Classes = h.classes(p, cell)
	p.Ribbon = h.ribbon(p, cell)
	p.Labels = h.labels(p, cell)
	if width > 600 {
		for i, m := range h.Members {
			p.Rows = append(p.Rows, heatRow{Y: p.Y + px(i)*cell, H: cell, Title: m.Title})
		}
	}
	entries := h.scale(width > 600)
	y := p.Y + p.W + 24
	entries, y = legend(entries, px(width), y)
	groups, y := legend(h.groups(), px(width), y+8)
	p.Legend = slices.Concat(entries, groups)
	return Picture{Kind: "heat", Width: px(width), Height: y, Parts: p}
}

// classes draws each class's cells as runs along the rows: a path a class
// instead of a rectangle a pair keeps the page small.
func (h heat) classes(p heatParts, cell px) []heatClass {
	paths := make([]strings.Builder, len(heatSteps)+1) // the last: no vote in common
	for i := range h.Members {
		for j := 0; j < len(h.Members); {
			if i == j {
				j++
				continue
			}
			c, start := heatClassOf(h.Agreement[i][j]), j
			for j < len(h.Members) && j != i && heatClassOf(h.Agreement[i][j]) == c {
				j++
			}
			fmt.Fprintf(&paths[c], "M%s %sh%s", p.X+px(start)*cell, p.Y+(px(i)+0.5)*cell, px(j-start)*cell)
		}
	}
	var out []heatClass
	for c := range paths {
		if paths[c].Len() > 0 {
			out = append(out, heatClass{Class: fmt.Sprintf("h%d", c), D: paths[c].String()})
		}
	}
	return out
}

func heatClassOf(agreement int) int {
	if agreement < 0 {
		return len(heatSteps)
	}
	c := 0
	for c+1 < len(heatSteps) && agreement >= heatSteps[c+1] {
		c++
	}
	return c
}

// ribbon shows the regional groups along two sides, in runs.
func (h heat) ribbon(p heatParts, cell px) (out []heatRibbon) {
	for i := 0; i < len(h.Members); {
		start, group := i, h.Members[i].Group
		for i < len(h.Members) && h.Members[i].Group == group {
			i++
		}
		out = append(out, heatRibbon{Class: groupClass(group), Top: p.Y + px(start)*cell, Left: p.X + px(start)*cell, Len: px(i-start) * cell, X: p.X - heatRibbonWidth - 2})
	}
	return out
}

// labels names as many rows as there is room for: the members in focus first,
// then the others from above.
func (h heat) labels(p heatParts, cell px) []label {
	var out []label
	add := func(i int, class string) {
		y := p.Y + (px(i)+0.5)*cell + 3.5
		for _, l := range out {
			if y-l.Y < heatLabelGap && l.Y-y < heatLabelGap {
				return
			}
		}
		out = append(out, label{X: p.X - heatRibbonWidth - 5, Y: y, Text: h.Members[i].Code, Class: class})
	}
	for i, m := range h.Members {
		if m.Focus {
			add(i, "strong")
		}
	}
	for i := range h.Members {
		add(i, "code")
	}
	return out
}

// scale explains the colours.
func (h heat) scale(full bool) (out []legendEntry) {
	for c, from := range heatSteps {
		text := fmt.Sprintf("%d–%d %%", from/10, 100)
		if c+1 < len(heatSteps) {
			text = fmt.Sprintf("%d–%d %%", from/10, heatSteps[c+1]/10)
		}
		if !full {
			text = strings.TrimSuffix(text, " %")
		}
		out = append(out, legendEntry{Class: fmt.Sprintf("h%d", c), Text: label{Text: text}})
	}
	for _, row := range h.Agreement {
		if slices.Min(row) < 0 {
			return append(out, legendEntry{Class: fmt.Sprintf("h%d", len(heatSteps)), Text: label{Text: "no vote in common"}})
		}
	}
	return out
}

// groups explains the ribbon: the regional groups that occur.
func (h heat) groups() (out []legendEntry) {
	for _, name := range slices.Concat(regionalGroups, []string{""}) {
		if !slices.ContainsFunc(h.Members, func(m heatMember) bool { return m.Group == name }) {
			continue
		}
		text := name
		if text == "" {
			text = "no group"
		}
		out = append(out, legendEntry{Class: groupClass(name), Text: label{Text: text}})
	}
	return out
}
