package normalize

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// SymbolKind is what a symbol names.
type SymbolKind string

// The kinds of symbols.
const (
	Resolution SymbolKind = "resolution" // A/RES/78/165, S/RES/500(1982)
	Decision   SymbolKind = "decision"   // A/DEC/80/506
	Meeting    SymbolKind = "meeting"    // A/78/PV.45, S/PV.9000
	Document   SymbolKind = "document"   // drafts, reports, letters: A/C.4/78/L.13, S/2018/1016
)

// ErrSymbol is what every parser of symbols returns, wrapped, for a text that
// is no symbol or that can be read in more than one way.
var ErrSymbol = errors.New("not a readable symbol")

// Symbol is a document symbol of the General Assembly or the Security Council,
// taken apart. It is made by [ParseResolution], [ParseMeeting] and
// [ParseDocument] only; the zero Symbol is no symbol and prints as "". Two
// symbols are the same if they are ==.
type Symbol struct {
	Kind SymbolKind
	Body Body
	// Session is "78", "ES-11", "S-14" in the Assembly, whatever numerals the
	// symbol has; the year in the Council. Empty where the symbol does not say
	// it: S/PV.9000, and the Assembly's meetings and documents before 1976.
	Session string
	// SessionTo is the last session of a symbol that names two of them, as
	// A/RES/996(ES-IandII) does ("ES-2"); Session is the first. Else empty.
	SessionTo   string
	SessionKind SessionKind
	// Number is in digits without leading zeros: "165", "45". Documents have
	// their last head segment: "L.13", "421". "XX" is the library's placeholder
	// for a resolution not yet numbered (A/RES/79/XX): several texts may have it.
	Number string
	// Part is the part of a resolution without its brackets ("PARA.1", "A-C",
	// "SectionIII"), or the place within a document ("para.7"). As printed: that
	// a letter C or I is meant as a Roman numeral is not known.
	Part string
	// Qualifier is what the parentheses of a meeting record say: "Resumption 1".
	Qualifier string
	// And is what is named beside the symbol: "Corr.1" in
	// "A/PV.1384 and Corr.1". It is no part of Base.
	And string
	// Year is the year of a Council symbol that has one, else 0.
	Year int

	base, text string
}

// String is the canonical spelling, that of the library's CSV and pages; parsing
// it returns the same Symbol. The library has two notations for parts,
// A/RES/39/28A and A/RES/39/151[A]; both are kept.
func (s Symbol) String() string { return s.text }

// Base is the canonical symbol without Part and And: A/RES/63(I) of
// A/RES/63(I)[PARA.1], A/PV.1384 of "A/PV.1384 and Corr.1". A resumption stays,
// its record is a document of its own.
func (s Symbol) Base() string { return s.base }

// Allows reports whether the session (or the Council's year) that the symbol names
// met on the day; true when it names none.
func (s Symbol) Allows(day Date) bool {
	if s.Body == HRC || s.Body == CHR { // the days of their sessions are in no table
		return s.Year == 0 || s.Year == day.Year()
	}
	return s.Session == "" || SessionAllows(s.SessionKind, s.Session, day) ||
		s.SessionTo != "" && SessionAllows(s.SessionKind, s.SessionTo, day)
}

// compareNatural compares texts with their numbers as numbers: L.9 before L.13.
func compareNatural(a, b string) int {
	for a != "" && b != "" {
		x, y := leading(a, isDigit), leading(b, isDigit)
		if x == "" || y == "" {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		if c := compareDigits(x, y); c != 0 {
			return c
		}
		a, b = a[len(x):], b[len(y):]
	}
	return cmp.Compare(len(a), len(b))
}

func compareDigits(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isUpper(c byte) bool  { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool  { return 'a' <= c && c <= 'z' }
func isLetter(c byte) bool { return isUpper(c) || isLower(c) }

// leading is the longest beginning of s in which every byte is of the class.
func leading(s string, class func(byte) bool) string {
	for i := range len(s) {
		if !class(s[i]) {
			return s[:i]
		}
	}
	return s
}

// withoutZeros drops the leading zeros of digits; "" for none and for zero.
func withoutZeros(digits string) string { return strings.TrimLeft(digits, "0") }

// longestSymbol is several times what any symbol has; longer texts are refused
// before they are looked at.
const longestSymbol = 200

// tidy makes every sort of blank one plain blank, every sort of dash a hyphen,
// and drops invisible characters, so that the grammars below are
// those of ASCII. Other characters stay and are refused there; of a text that is
// too long nothing stays.
func tidy(printed string) string {
	if len(printed) > longestSymbol {
		return ""
	}
	plain := true
	for i := range len(printed) {
		if c := printed[i]; c <= ' ' || c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return printed
	}
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r): // soft hyphen, zero-width space, byte order mark
			return -1
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, printed)
	return strings.Join(strings.Fields(s), " ")
}

func unreadable(printed, why string) error {
	return fmt.Errorf("%w: %q: %s", ErrSymbol, printed, why)
}

// scanner reads a tidied text from the left; blanks before a token do not count.
type scanner struct{ rest string }

func (s *scanner) skip() { s.rest = strings.TrimLeft(s.rest, " ") }

func (s *scanner) end() bool { s.skip(); return s.rest == "" }

// take reads the longest run of the class, which may be empty.
func (s *scanner) take(class func(byte) bool) string {
	s.skip()
	run := leading(s.rest, class)
	s.rest = s.rest[len(run):]
	return run
}

// fold reads the word in whatever case, or nothing.
func (s *scanner) fold(word string) bool {
	s.skip()
	if len(s.rest) < len(word) || !strings.EqualFold(s.rest[:len(word)], word) {
		return false
	}
	s.rest = s.rest[len(word):]
	return true
}

// parenthesis reads "(…)" and gives what is in it; if that is nothing, or more
// than plain words, it reads nothing and gives "".
func (s *scanner) parenthesis() string {
	s.skip()
	if !strings.HasPrefix(s.rest, "(") {
		return ""
	}
	inside, after, ok := strings.Cut(s.rest[1:], ")")
	inside = strings.TrimSpace(inside)
	if !ok || inside == "" || !plainWords(inside) {
		return ""
	}
	s.rest = after
	return inside
}

// plainWords: letters, digits, blanks and the signs that occur between them.
func plainWords(s string) bool {
	return leading(s, func(c byte) bool {
		return isLetter(c) || isDigit(c) || strings.IndexByte(" .,&-", c) >= 0
	}) == s
}
