package view

import "strings"

// widestBar keeps a bar in sight of its numbers on a wide terminal.
const widestBar = 60

// segment is a piece of a bar.
type segment struct {
	n      int
	glyph  string
	ascii  string
	colour string
}

// bar draws counts side by side, to scale: a count above zero has a column at
// least.
func (p *page) bar(indent int, segments []segment) {
	total := 0
	for _, s := range segments {
		total += s.n
	}
	if total == 0 {
		return
	}
	room := min(p.Width-indent, widestBar)
	p.b.WriteString(strings.Repeat(" ", indent))
	for i, n := range share(segments, total, room) {
		glyph := segments[i].glyph
		if p.ASCII {
			glyph = segments[i].ascii
		}
		p.b.WriteString(p.paint(segments[i].colour, strings.Repeat(glyph, n)))
	}
	p.blank()
}

// share parts room among the segments: by largest remainder, after one column
// for each that is not empty.
func share(segments []segment, total, room int) []int {
	parts, left := make([]int, len(segments)), room
	for i, s := range segments {
		if s.n > 0 {
			parts[i] = max(1, s.n*room/total)
			left -= parts[i]
		}
	}
	for ; left != 0; left -= sign(left) {
		best := -1
		for i, s := range segments {
			if s.n == 0 || left < 0 && parts[i] == 1 {
				continue
			}
			// What the segment has too little (or, left < 0, too much).
			if best < 0 || (s.n*room-parts[i]*total)*sign(left) > (segments[best].n*room-parts[best]*total)*sign(left) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		parts[best] += sign(left)
	}
	return parts
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

func segments(t Tally) []segment {
	s := []segment{
		{t.Yes, "█", "+", green},
		{t.No, "▓", "-", red},
		{t.Abstain, "▒", "o", yellow},
	}
	if t.NonVoting != nil {
		s = append(s, segment{*t.NonVoting, "·", ".", faint})
	}
	return s
}
