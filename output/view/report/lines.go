package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lines are shares by year, between 0 and 100 per cent.
type lines struct {
	Lines    []line
	From, To int // years
	words    string
}

type line struct {
	Name   string
	Short  string      // where there is no room for the name
	Points []linePoint // by year; a year without votes has none
}

type linePoint struct {
	Year  int
	Tenth int // tenths of a per cent
	Votes int
}

func (l lines) Words() string { return l.words }

type lineParts struct {
	Left, Right px
	Grid        []columnLine
	Years       []label
	Paths       []linePath
}

type linePath struct {
	Class  string
	D      string
	Name   label
	Points []lineDot
}

type lineDot struct {
	X, Y  px
	Title string
}

func (l lines) Draw(width int) Picture {
	height, bottom := px(340), px(310)
	p := lineParts{Left: 40, Right: px(width) - 146}
	if width < 500 {
		p.Right = px(width) - 40
	}
	for _, v := range []int{0, 25, 50, 75, 100} {
		y := lineY(v*10, bottom)
		p.Grid = append(p.Grid, columnLine{Y: y, Label: label{X: p.Left - 6, Y: y + 4, Text: strconv.Itoa(v) + " %"}})
	}
	span := px(max(l.To-l.From, 1))
	at := func(year int) px { return p.Left + px(year-l.From)/span*(p.Right-p.Left) }
	every := 1
	for px(every)*(p.Right-p.Left)/span < 44 {
		every = map[bool]int{true: every * 2, false: 5}[every >= 5]
	}
	for year := l.From; year <= l.To; year++ {
		if year%every == 0 {
			p.Years = append(p.Years, label{X: at(year), Y: bottom + 18, Text: strconv.Itoa(year)})
		}
	}
	for i, x := range l.Lines {
		p.Paths = append(p.Paths, x.draw(fmt.Sprintf("c%d", i%len(lineColours)), at, bottom, p.Right, width))
	}
	apart(p.Paths)
	return Picture{Kind: "lines", Width: px(width), Height: height, Parts: p}
}

// lineColours are the classes c0 … of the style sheet; each has its own dashes.
var lineColours = [5]struct{}{}

func lineY(tenths int, bottom px) px { return bottom - px(tenths)/1000*(bottom-12) }

func (x line) draw(class string, at func(int) px, bottom, right px, width int) linePath {
	out := linePath{Class: class}
	var d strings.Builder
	for i, pt := range x.Points {
		dot := lineDot{X: at(pt.Year), Y: lineY(pt.Tenth, bottom), Title: fmt.Sprintf("%s, %d: %s %% of %d votes", x.Name, pt.Year, tenths(pt.Tenth), pt.Votes)}
		move := "L"
		if i == 0 || pt.Year > x.Points[i-1].Year+1 {
			move = "M" // a gap: a line over it would invent votes
		}
		fmt.Fprintf(&d, "%s%s %s", move, dot.X, dot.Y)
		out.Points = append(out.Points, dot)
	}
	out.D = d.String()
	if n := len(out.Points); n > 0 {
		out.Name = label{X: right + 8, Y: out.Points[n-1].Y + 4, Text: x.Name}
		if width < 500 {
			out.Name.Text = x.Short
		}
	}
	return out
}

// apart moves the names at the ends of lines so that none covers another.
func apart(paths []linePath) {
	order := make([]*linePath, len(paths))
	for i := range paths {
		order[i] = &paths[i]
	}
	slices.SortStableFunc(order, func(a, b *linePath) int { return int(a.Name.Y*10) - int(b.Name.Y*10) })
	for i := 1; i < len(order); i++ {
		order[i].Name.Y = max(order[i].Name.Y, order[i-1].Name.Y+14)
	}
	for i, floor := len(order)-1, px(314); i >= 0; i-- {
		order[i].Name.Y = min(order[i].Name.Y, floor)
		floor = order[i].Name.Y - 14
	}
}

// tenths writes tenths of a per cent: 873 is "87.3".
func tenths(n int) string { return fmt.Sprintf("%d.%d", n/10, n%10) }
