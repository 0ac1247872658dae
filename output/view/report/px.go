package report

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// px is a length or a place in a picture. It prints with one decimal: enough
// for the eye, and the same on every machine.
type px float64

func (p px) String() string {
	return strconv.FormatFloat(math.Round(float64(p)*10)/10+0, 'f', -1, 64)
}

// label is a text in a picture.
type label struct {
	X, Y  px
	Text  string
	Class string
}

// letter is about as wide as a letter of the small type is on the average.
const letter = 6.2

// fit shortens text to what has room in width.
func fit(text string, width px) string {
	room := int(float64(width) / letter)
	if utf8.RuneCountInString(text) <= room {
		return text
	}
	runes := []rune(text)
	return strings.TrimRight(string(runes[:max(room-1, 0)]), " ,;:(") + "…"
}

// steps are round numbers from 0 to at least top: at most five, to be labels.
func steps(top int) []int {
	step := stepFor(top)
	out := []int{0}
	for v := 0; v < top; {
		v += step
		out = append(out, v)
	}
	return out
}

func stepFor(top int) int {
	for unit := 1; ; unit *= 10 {
		for _, f := range []int{1, 2, 5} {
			if 4*unit*f >= top {
				return unit * f
			}
		}
	}
}
