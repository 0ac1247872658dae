package report

import (
	"fmt"
	"strconv"
)

// columns are counts by year, a strip of columns for each series, one above the
// other on the same years.
type columns struct {
	Series   []columnSeries
	From, To int // years
	words    string
}

type columnSeries struct {
	Name   string
	Counts map[int]columnCount // by year
}

// columnCount is what is held of a year, and what the site states, if it does.
type columnCount struct {
	Held   int
	Stated *int
}

func (c columnCount) top() int {
	if c.Stated != nil {
		return max(c.Held, *c.Stated)
	}
	return c.Held
}

func (c columns) Words() string { return c.words }

type columnStrip struct {
	Name   label
	Lines  []columnLine // the grid
	Bars   []columnBar
	Bottom px
}

type columnLine struct {
	Y     px
	Label label
}

type columnBar struct {
	X, Y, W, H   px
	MissY, MissH px // what the site states beyond what is held
	Missing      bool
	Title        string
}

type columnParts struct {
	Left, Right px
	Strips      []columnStrip
	Years       []label
}

const (
	stripHeight = 130
	stripGap    = 34
)

func (c columns) Draw(width int) Picture {
	p := columnParts{Left: 34, Right: px(width) - 4}
	slot := (p.Right - p.Left) / px(c.To-c.From+1)
	y := px(0)
	for _, s := range c.Series {
		p.Strips = append(p.Strips, s.draw(c, p, y+22, slot))
		y += stripGap + stripHeight
	}
	every := 10
	for px(every)*slot < 44 {
		every *= 2
	}
	if c.To-c.From < 12 {
		every = 1
		for px(every)*slot < 44 {
			every++
		}
	}
	for year := c.From; year <= c.To; year++ {
		if year%every == 0 {
			x := p.Left + px(year-c.From)*slot + slot/2
			p.Years = append(p.Years, label{X: min(max(x, p.Left+12), p.Right-14), Y: y + 6, Text: strconv.Itoa(year)})
		}
	}
	return Picture{Kind: "columns", Width: px(width), Height: y + 12, Parts: p}
}

func (s columnSeries) draw(c columns, p columnParts, y, slot px) columnStrip {
	top := 1
	for _, n := range s.Counts {
		top = max(top, n.top())
	}
	marks := steps(top)
	scale := px(stripHeight-22) / px(marks[len(marks)-1])
	out := columnStrip{Name: label{X: 0, Y: y - 9, Text: s.Name}, Bottom: y + stripHeight - 22}
	for _, m := range marks {
		at := out.Bottom - px(m)*scale
		out.Lines = append(out.Lines, columnLine{Y: at, Label: label{X: p.Left - 5, Y: at + 4, Text: strconv.Itoa(m)}})
	}
	for year := c.From; year <= c.To; year++ {
		n, ok := s.Counts[year]
		if !ok || n.top() == 0 {
			continue
		}
		b := columnBar{X: p.Left + px(year-c.From)*slot + slot*0.1, W: slot * 0.8, H: px(n.Held) * scale, Title: fmt.Sprintf("%d: %d records held", year, n.Held)}
		b.Y = out.Bottom - b.H
		if n.Stated != nil {
			b.Title = fmt.Sprintf("%d: %d of %d records held", year, n.Held, *n.Stated)
			if more := *n.Stated - n.Held; more > 0 {
				b.Missing, b.MissH = true, px(more)*scale
				b.MissY = b.Y - b.MissH
			}
		}
		out.Bars = append(out.Bars, b)
	}
	return out
}
