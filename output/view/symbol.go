package view

import (
	"regexp"
	"strings"
	"unicode"
)

// fold is what two spellings of one symbol share: the runs of letters and of
// digits, in upper case and without leading zeros. "a-res-77-284",
// "A/RES/77/284" and "A / RES / 77 / 0284" are "A/RES/77/284". A text without any
// letter or digit is "".
func fold(symbol string) string {
	var key strings.Builder
	key.Grow(len(symbol) + 4)
	last, zeros := class(0), false // zeros: of a number, nothing but zeros was read
	end := func() {
		if zeros {
			key.WriteByte('0')
		}
		zeros = false
	}
	for _, r := range symbol {
		c := classOf(r)
		if c != last {
			end()
		}
		if c != none && c != last && key.Len() > 0 {
			key.WriteByte('/')
		}
		switch {
		case c == letter:
			key.WriteRune(unicode.ToUpper(r))
		case c == digit && r == '0' && (c != last || zeros):
			zeros = true
		case c == digit:
			key.WriteRune(r)
			zeros = false
		}
		last = c
	}
	end()
	return key.String()
}

type class int

const (
	none class = iota
	letter
	digit
)

func classOf(r rune) class {
	switch {
	case '0' <= r && r <= '9':
		return digit
	case unicode.IsLetter(r):
		return letter
	}
	return none
}

// numbered is a resolution whose session or year stands in parentheses:
// A/RES/3379(XXX), S/RES/2448(2018), A/RES/63(I)[PARA.1].
var numbered = regexp.MustCompile(`^([AS]/(?:RES|DEC)/\d+)\([^)]*\)(.*)$`)

// aliases are the shorter forms under which people know a symbol, folded:
// without the body ("RES 2448"), without RES ("77/284"), without the session that
// stands in parentheses ("A/RES/3379"), without "and Corr.1".
func aliases(symbol string) []string {
	symbols := []string{symbol}
	if before, _, ok := strings.Cut(symbol, " and "); ok {
		symbols = append(symbols, before)
	}
	if m := numbered.FindStringSubmatch(symbol); m != nil {
		symbols = append(symbols, m[1]+"/"+m[2])
	}
	var all []string
	for i, s := range symbols {
		key := fold(s)
		if i > 0 {
			all = append(all, key)
		}
		for _, head := range []string{"A", "S"} {
			rest, ok := strings.CutPrefix(key, head+"/")
			if !ok {
				continue
			}
			all = append(all, rest)
			for _, kind := range []string{"RES/", "DEC/"} {
				if short, ok := strings.CutPrefix(rest, kind); ok {
					all = append(all, short)
				}
			}
		}
	}
	return all
}

// sessionAndNumber takes the folded symbol of a resolution apart: the session
// and the number of A/RES/77/284, the number alone of A/RES/3379(XXX).
var sessionAndNumber = regexp.MustCompile(`^(?:[AS]/)?(?:RES|DEC)/(?:((?:E?S/)?\d+)/)?(\d+)(?:/|$)`)
