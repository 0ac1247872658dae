package pv

import (
	"slices"
	"strconv"
	"strings"
)

var numberWords = []string{
	"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
	"twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
}

// count reads a number of votes in digits or, as the Council prints them, in words.
func count(s string) (int, bool) {
	s = strings.ToLower(s)
	if s == "no" || s == "nil" || s == "zero" {
		return 0, true
	}
	if i := slices.Index(numberWords, s); i >= 0 {
		return i, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0 && n < 1000
}

// countPattern is what count reads, in a regular expression.
const countPattern = `(?:\d{1,3}|none|no|nil|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)`

var ordinals = []string{
	"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
	"eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
}

// ordinal reads "eighth", "twenty-first" or "21st"; 0 when it is none.
func ordinal(s string) int {
	s = strings.ToLower(s)
	if n, err := strconv.Atoi(strings.TrimRight(s, "stndrh")); err == nil {
		return n
	}
	if i := slices.Index(ordinals, s); i > 0 {
		return i
	}
	for i, tens := range []string{"twent", "thirt", "fort", "fift"} {
		rest, ok := strings.CutPrefix(s, tens)
		switch {
		case !ok:
		case rest == "ieth":
			return 20 + 10*i
		default:
			unit, ok := strings.CutPrefix(strings.ReplaceAll(rest, " ", "-"), "y-")
			if n := slices.Index(ordinals, unit); ok && n > 0 && n < 10 {
				return 20 + 10*i + n
			}
		}
	}
	return 0
}
