package report

import (
	"fmt"
	"strings"
)

// The ways to vote, in the order in which they are drawn and named, and their
// words. An empty way is a vote that the source does not tell.
var ways = []struct{ Vote, Name, Class string }{
	{"yes", "Yes", "yes"}, {"abstain", "Abstain", "abstain"}, {"no", "No", "no"},
	{"non_voting", "Non-voting", "non"}, {"", "Not known", "unknown"},
}

func wayOf(vote string) int {
	for i, w := range ways {
		if w.Vote == vote {
			return i
		}
	}
	return len(ways) - 1
}

// seats is a vote as a room: a square a member, by regional group, in the colour
// of its vote.
type seats struct {
	Groups []seatGroup
	words  string
}

type seatGroup struct {
	Name  string
	Seats []seat // in the order of ways
}

type seat struct {
	Code, Name, Vote string
	Focus            bool
}

func (s seats) Words() string { return s.words }

type seatParts struct {
	Legend []legendEntry
	Groups []seatBlock
}

type legendEntry struct {
	X, Y  px
	Class string
	Text  label
}

type seatBlock struct {
	Name, Totals label
	Seats        []seatBox
}

type seatBox struct {
	X, Y, TX, TY px
	Class        string
	Code, Title  string
	Focus        bool
}

const (
	seatWidth  = 30
	seatHeight = 20
	seatGap    = 3
	seatIndent = 222 // the names of the groups, beside the seats, where there is room
)

func (s seats) Draw(width int) Picture {
	var p seatParts
	y := px(8)
	p.Legend, y = legend(s.legend(), px(width), y)
	y += 14
	left, beside := px(0), width > 600
	if beside {
		left = seatIndent
	}
	across := int((px(width) - left + seatGap) / (seatWidth + seatGap))
	for _, g := range s.Groups {
		b := seatBlock{Name: label{Y: y + 13, Text: g.Name}, Totals: label{Y: y + 29, Text: g.totals()}}
		if !beside {
			y += 38
		}
		for i, x := range g.Seats {
			box := seatBox{X: left + px(i%across)*(seatWidth+seatGap), Y: y + px(i/across)*(seatHeight+seatGap), Code: x.Code, Focus: x.Focus}
			w := ways[wayOf(x.Vote)]
			box.Class, box.Title = w.Class, x.Name+": "+strings.ToLower(w.Name)
			box.TX, box.TY = box.X+seatWidth/2, box.Y+seatHeight/2+3.5
			b.Seats = append(b.Seats, box)
		}
		rows := (len(g.Seats) + across - 1) / across
		y += max(px(rows)*(seatHeight+seatGap), 34) + 14
		p.Groups = append(p.Groups, b)
	}
	return Picture{Kind: "seats", Width: px(width), Height: y, Parts: p}
}

// legend are the ways that occur, with their counts.
func (s seats) legend() []legendEntry {
	counts := make([]int, len(ways))
	for _, g := range s.Groups {
		for _, x := range g.Seats {
			counts[wayOf(x.Vote)]++
		}
	}
	var out []legendEntry
	for i, n := range counts {
		if n > 0 {
			out = append(out, legendEntry{Class: ways[i].Class, Text: label{Text: fmt.Sprintf("%s %d", ways[i].Name, n)}})
		}
	}
	return out
}

// totals are the group's votes in short: "31 yes, 12 abstain".
func (g seatGroup) totals() string {
	counts := make([]int, len(ways))
	for _, x := range g.Seats {
		counts[wayOf(x.Vote)]++
	}
	var out []string
	for i, n := range counts {
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s", n, strings.ToLower(ways[i].Name)))
		}
	}
	return strings.Join(out, ", ")
}

// legend places entries in lines across width, from y on, and says where they
// end.
func legend(entries []legendEntry, width, y px) ([]legendEntry, px) {
	x := px(0)
	for i := range entries {
		e := &entries[i]
		room := 22 + px(len([]rune(e.Text.Text)))*letter + 14
		if x > 0 && x+room > width {
			x, y = 0, y+20
		}
		e.X, e.Y = x, y-8
		e.Text.X, e.Text.Y = x+18, y+3
		x += room
	}
	return entries, y + 14
}
