package normalize

import (
	"strconv"
	"strings"
)

// ParseResolution reads the symbol of a resolution or decision as the library
// prints it:
//
//	A/RES/78/165  A/RES/ES-11/1  A/RES/S-14/1  A/DEC/80/506   session/number
//	A/RES/117(II)  A/RES/1008(ES-II)  A/RES/107(S-1)          withoutZeros(session), to 1976
//	S/RES/2790(2025)                                          withoutZeros(year)
//
// A part follows plain or in brackets: 39/28A, 36/235XIII, 61/128A-B,
// 289(IV)[A], 33/116[B-IX], 63(I)[PARA.1], 39/236[SectionIII]. Blanks are
// dropped, as the library's CSV does where its pages have "A/RES/78/80 A". A
// letter before the session, which is how the texts themselves are headed
// ("2603 A (XXIV)"), is spelled as the library spells it: A/RES/2603(XXIV)[A].
//
// Every error wraps [ErrSymbol] and comes with the zero Symbol; the empty text
// is one.
func ParseResolution(printed string) (Symbol, error) {
	t, ok := squeeze(tidy(printed))
	if !ok {
		return Symbol{}, unreadable(printed, "a blank between two numbers")
	}
	if sym, ok, err := rightsText(printed, t); ok {
		return sym, err
	}
	in := scanner{t}
	switch {
	case in.fold("A/RES/"):
		return assemblyText(printed, Symbol{Kind: Resolution, Body: GA}, "A/RES/", in)
	case in.fold("A/DEC/"):
		return assemblyText(printed, Symbol{Kind: Decision, Body: GA}, "A/DEC/", in)
	case in.fold("S/RES/"):
		return councilText(printed, in)
	}
	return Symbol{}, unreadable(printed, "does not begin with A/RES/, A/DEC/ or S/RES/, nor with A/HRC/RES/, E/CN.4/RES or the like")
}

// ResolutionFromNumber reads the number by which meeting records call a
// resolution: "65/206", "2603 A (XXIV)", and in the Council "2448 (2018)".
func ResolutionFromNumber(body Body, number string) (Symbol, error) {
	if body == SC {
		return ParseResolution("S/RES/" + number)
	}
	return ParseResolution("A/RES/" + number)
}

// DecisionFromNumber reads the number by which meeting records call a decision
// of the Assembly: "76/576".
func DecisionFromNumber(number string) (Symbol, error) {
	return ParseResolution("A/DEC/" + number)
}

// squeeze drops the blanks. One between two digits is not a stray: it parts two
// numbers, and ok is false.
func squeeze(tidied string) (s string, ok bool) {
	words := strings.Split(tidied, " ")
	for i, w := range words[1:] {
		before := words[i]
		if before != "" && w != "" && isDigit(before[len(before)-1]) && isDigit(w[0]) {
			return "", false
		}
	}
	return strings.Join(words, ""), true
}

func assemblyText(printed string, sym Symbol, prefix string, in scanner) (Symbol, error) {
	head, tail, ok := cutHead(in.rest)
	if !ok {
		return Symbol{}, unreadable(printed, "no session")
	}
	var letters string // between number and session, before 1976
	if head.slash {
		sym.Number = resolutionNumber(&tail)
	} else {
		rest := head.number
		sym.Number = resolutionNumber(&rest)
		letters = rest
	}
	if sym.Number == "" {
		return Symbol{}, unreadable(printed, "no number")
	}
	session, ok := parseSession(head.session)
	if !ok {
		return Symbol{}, unreadable(printed, "no session of the Assembly is called "+strconv.Quote(head.session))
	}
	sym.Session, sym.SessionTo, sym.SessionKind = session.name, session.to, session.kind
	if head.slash {
		sym.base = prefix + session.printed + "/" + sym.Number
	} else {
		sym.base = prefix + sym.Number + "(" + session.printed + ")"
	}
	if letters != "" {
		tail = "[" + letters + "]" + tail
	}
	return withPart(printed, sym, tail)
}

// textHead is the part of an Assembly symbol that has the session: "78/" with
// slash, else a number (perhaps with letters) and "(XXIV)".
type textHead struct {
	session, number string
	slash           bool
}

func cutHead(s string) (h textHead, tail string, ok bool) {
	switch i := strings.IndexAny(s, "/("); {
	case i < 0:
		return h, "", false
	case s[i] == '/':
		return textHead{session: s[:i], slash: true}, strings.TrimPrefix(s[i+1:], "/"), true // A/RES/36//235IX
	default:
		session, tail, ok := strings.Cut(s[i+1:], ")")
		return textHead{session: session, number: s[:i]}, tail, ok
	}
}

// resolutionNumber takes the number off the front of s: digits, or the X's that
// the library puts until a text has its number.
func resolutionNumber(s *string) string {
	class := isDigit
	if strings.HasPrefix(*s, "XX") {
		class = func(c byte) bool { return c == 'X' }
	}
	n := leading(*s, class)
	*s = (*s)[len(n):]
	return withoutZeros(n)
}

func councilText(printed string, in scanner) (Symbol, error) {
	head, tail, ok := cutHead(in.rest)
	if !ok || head.slash {
		return Symbol{}, unreadable(printed, "no year in parentheses")
	}
	rest := head.number
	sym := Symbol{Kind: Resolution, Body: SC, Number: resolutionNumber(&rest), Session: head.session}
	if sym.Year, ok = councilYear(head.session); !ok {
		return Symbol{}, unreadable(printed, "the Council has no year "+strconv.Quote(head.session))
	}
	if sym.Number == "" {
		return Symbol{}, unreadable(printed, "no number")
	}
	sym.base = "S/RES/" + sym.Number + "(" + head.session + ")"
	if rest != "" {
		tail = "[" + rest + "]" + tail
	}
	return withPart(printed, sym, tail)
}

// councilYear reads the year of a Council symbol, from 1946.
func councilYear(s string) (int, bool) {
	y, err := strconv.Atoi(s)
	return y, err == nil && len(s) == 4 && 1946 <= y && y < 2200
}

// withPart ends a symbol whose base is known: a part, or several pieces of one,
// and after it what hangs on the text itself ("/Corr.1").
func withPart(printed string, sym Symbol, tail string) (Symbol, error) {
	part, suffix, hasSuffix := cutSuffix(tail)
	if namesAnother(part, suffix) {
		return Symbol{}, unreadable(printed, "two texts in one symbol")
	}
	if !validPart(part) || hasSuffix && !validSuffix(suffix) {
		return Symbol{}, unreadable(printed, "no part is called "+strconv.Quote(tail))
	}
	sym.text = sym.base + tail
	sym.Part = part
	if single := strings.TrimSuffix(strings.TrimPrefix(part, "["), "]"); len(single) == len(part)-2 && !strings.ContainsAny(single, "[]") {
		sym.Part = single
	}
	return sym, nil
}

// namesAnother reports whether a second symbol follows: "and166" and
// "andA/RES/78/166" are no parts.
func namesAnother(part, suffix string) bool {
	number := len(part) > 3 && strings.EqualFold(part[:3], "and") && isDigit(part[3])
	return number || strings.HasPrefix(suffix, "RES/") || strings.HasPrefix(suffix, "DEC/")
}

// cutSuffix cuts at the first slash outside brackets.
func cutSuffix(tail string) (part, suffix string, ok bool) {
	depth := 0
	for i := range len(tail) {
		switch tail[i] {
		case '[', '(':
			depth++
		case ']', ')':
			depth--
		case '/':
			if depth == 0 {
				return tail[:i], tail[i+1:], true
			}
		}
	}
	return tail, "", false
}

// validPart: "", "A", "A-B", "AandB", "SectionIII", "[A-C]", "A[III]", "[A],[C]".
func validPart(part string) bool {
	for first := true; part != ""; first = false {
		ok := false
		switch part[0] {
		case '[':
			part, ok = cutBrackets(part[1:], "]")
		case '(': // not a number: A/RES/78/165(2023) is of no known shape
			ok = len(part) > 1 && isLetter(part[1])
			if ok {
				part, ok = cutBrackets(part[1:], ")")
			}
		default:
			part, ok = cutPlain(part, first)
		}
		if !ok {
			return false
		}
	}
	return true
}

// cutBrackets takes off what is in brackets, anything printable, up to the
// closing one: "PARA.1(a)]".
func cutBrackets(s, closing string) (rest string, ok bool) {
	inside, rest, ok := strings.Cut(s, closing)
	printable := leading(inside, func(c byte) bool { return c > ' ' && c < 0x7f && c != '[' }) == inside
	return rest, ok && inside != "" && printable && strings.Count(inside, "(") == strings.Count(inside, ")")
}

// cutPlain takes off letters and what joins them. At first a letter must stand,
// or the part would run into the number.
func cutPlain(s string, first bool) (rest string, ok bool) {
	plain := leading(s, func(c byte) bool {
		return isLetter(c) || isDigit(c) || strings.IndexByte("-,.&", c) >= 0
	})
	return s[len(plain):], plain != "" && (isLetter(plain[0]) || !first)
}

func validSuffix(s string) bool {
	return s != "" && isLetter(s[0]) && leading(s, func(c byte) bool {
		return isLetter(c) || isDigit(c) || strings.IndexByte("./-", c) >= 0
	}) == s
}
