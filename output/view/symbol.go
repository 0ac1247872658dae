package view

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// symbolKey returns what two spellings of one symbol share: the runs of letters
// and of digits, in upper case and without leading zeros, separated by slashes.
// "a-res-77-284" and "A / RES / 77 / 0284" are "A/RES/77/284". A text without
// any letter or digit is "".
func symbolKey(symbol string) string {
	var key strings.Builder
	key.Grow(len(symbol) + 4)
	last, zeros := class(0), false // zeros: the number has only zeros so far
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
			if c != none && key.Len() > 0 {
				key.WriteByte('/')
			}
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

// aliases returns the keys of the shorter forms of a symbol: without the body
// ("RES 2448"), without RES ("77/284"), without the session in parentheses
// ("A/RES/3379"), without "and Corr.1".
func aliases(symbol string) (keys []string) {
	symbols := []string{symbol}
	if before, _, ok := strings.Cut(symbol, " and "); ok {
		symbols = append(symbols, before)
	}
	if m := numbered.FindStringSubmatch(symbol); m != nil {
		symbols = append(symbols, m[1]+"/"+m[2])
	}
	for i, s := range symbols {
		key := symbolKey(s)
		if i > 0 {
			keys = append(keys, key)
		}
		if body, rest, _ := strings.Cut(key, "/"); body == "A" || body == "S" {
			keys = append(keys, rest)
			for _, kind := range []string{"RES/", "DEC/"} {
				if short, ok := strings.CutPrefix(rest, kind); ok {
					keys = append(keys, short)
				}
			}
		}
	}
	return keys
}

// FromAddress takes a symbol, or the id of a record, out of an address of the UN
// that somebody pasted, with or without its scheme, and out of words such as
// "Security Council resolution 2202 (2015)". Other texts stay as they are.
func FromAddress(query string) string {
	query = strings.TrimSpace(query)
	if m := inWords.FindStringSubmatch(query); m != nil {
		switch {
		case m[1] != "":
			return "A/RES/" + m[3]
		case m[2] != "":
			return "S/RES/" + m[3]
		}
		return "RES " + m[3]
	}
	u, err := url.Parse(query)
	if err == nil && u.Scheme == "" {
		u, err = url.Parse("https://" + query)
	}
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return query
	}
	path := strings.Trim(u.Path, "/")
	m := recordPath.FindStringSubmatch(path)
	switch host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www."); host {
	case "digitallibrary.un.org":
		if m != nil {
			return m[1]
		}
	case "searchlibrary.ohchr.org":
		if m != nil {
			return "ohchr-" + m[1]
		}
	case "docs.un.org", "undocs.org", "documents.un.org", "daccess-ods.un.org":
		for _, key := range []string{"s", "FinalSymbol"} { // …/api/symbol/access?s=A/77/PV.69, …/Home/Mobile?FinalSymbol=A/RES/77/284
			if symbol := u.Query().Get(key); symbol != "" {
				return symbol
			}
		}
		if language, symbol, ok := strings.Cut(path, "/"); ok && len(language) == 2 {
			return symbol
		}
		return path
	}
	return query
}

// inWords is how people write the number of a resolution: "resolution 2202", "UN
// Res. 77/284", "UNSCR 1325", "UNSC 1325".
var inWords = regexp.MustCompile(`(?i)^(?:(?:(general assembly|(?:un)?ga)|(security council|(?:un)?sc))(?: ?r(?:es(?:olution)?)?\.?)?|(?:un )?res(?:olution)?\.?) ?(\d.*|e?s-\d.*)$`)

var recordPath = regexp.MustCompile(`^record/(\d+)`)

// nearness orders symbols by how likely they were meant: rank 0 is the same
// number elsewhere (in another session, year or committee), 1 another number in
// the same place, 2 the same numbers under other letters. ok is false if they
// have less in common.
func nearness(key, other string) (rank, far int, ok bool) {
	a, b := runs(key), runs(other)
	if len(a.numbers) == 0 || len(a.numbers) != len(b.numbers) {
		return 0, 0, false
	}
	differ, at := 0, 0
	for i, n := range a.numbers {
		if n != b.numbers[i] {
			differ, at, far = differ+1, i, max(n-b.numbers[i], b.numbers[i]-n)
		}
	}
	switch sameLetters := a.letters == b.letters; {
	case !sameLetters && differ == 0:
		return 2, 0, true
	case sameLetters && differ == 1 && at < len(a.numbers)-1:
		return 0, far, true
	case sameLetters && differ == 1 && far <= farthestNumber:
		return 1, far, true
	}
	return 0, 0, false
}

const farthestNumber = 20

// keyRuns is a key taken apart: its numbers, and its letters in one text.
type keyRuns struct {
	letters string
	numbers []int
}

func runs(key string) (r keyRuns) {
	for part := range strings.SplitSeq(key, "/") {
		if n, err := strconv.Atoi(part); err == nil {
			r.numbers = append(r.numbers, n)
		} else {
			r.letters += "/" + part
		}
	}
	return r
}
