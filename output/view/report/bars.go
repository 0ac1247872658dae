package report

import "strconv"

// bars are counts with a name, one under the other, the longest as wide as there
// is room.
type bars struct {
	Bars  []bar
	words string
}

type bar struct {
	Name  string
	Kind  string // the class of its colour
	Count int
	Note  string // beside the number
}

func (b bars) Words() string { return b.words }

type barParts struct{ Rows []barRow }

type barRow struct {
	Name, Count label
	X, Y, W     px
	Kind        string
}

const barHeight = 24

func (b bars) Draw(width int) Picture {
	left, top := px(190), 1
	if width < 500 {
		left = 150
	}
	for _, x := range b.Bars {
		top = max(top, x.Count)
	}
	scale := (px(width) - left - 90) / px(top)
	var p barParts
	for i, x := range b.Bars {
		y := px(i * barHeight)
		r := barRow{X: left, Y: y + 4, W: max(px(x.Count)*scale, 1), Kind: x.Kind, Name: label{X: left - 8, Y: y + 16, Text: fit(x.Name, left-8)}}
		r.Count = label{X: left + r.W + 6, Y: y + 16, Text: strconv.Itoa(x.Count)}
		if x.Note != "" {
			r.Count.Text += " " + x.Note
		}
		p.Rows = append(p.Rows, r)
	}
	return Picture{Kind: "bars", Width: px(width), Height: px(len(b.Bars) * barHeight), Parts: p}
}
