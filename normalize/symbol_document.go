package normalize

import (
	"strconv"
	"strings"
)

// ParseDocument reads the symbol of a draft, a committee's report or another
// document: A/78/L.65, A/C.4/78/L.13, A/78/421, A/545, A/ES-10/L.27,
// "A/64/439/Add.2 (Part II)", A/3974/Add.1/Add.1, S/2018/1016, S/1732,
// "A/48/L.13 and Corr.1" (see [Symbol.And]), "A/55/558 para.7" (see
// [Symbol.Part]). Resolutions and meeting records, which stand in the same
// places, come out as what they are.
//
// Blanks around slashes and dots, and a suffix whose first letter is lost
// ("A/5681/dd.1"), are repaired; so is "Amended by A/8980", of which the symbol
// is kept. repaired says that the canonical spelling is not the printed one.
// Every error wraps [ErrSymbol].
func ParseDocument(printed string) (sym Symbol, repaired bool, err error) {
	in := scanner{tidy(printed)}
	in.fold("Amended by ")
	if isResolution(in.rest) {
		sym, err = ParseResolution(in.rest)
	} else {
		sym, err = meetingOrDocument(printed, in)
	}
	if err != nil {
		return Symbol{}, false, err
	}
	return sym, sym.text != printed, nil
}

func isResolution(s string) bool {
	in := scanner{s}
	return (in.fold("A") || in.fold("S")) && in.fold("/") && (in.fold("RES") || in.fold("DEC")) && in.fold("/")
}

// meetingOrDocument: plenary meeting records have their own grammar, those of
// committees (A/C.1/PV.1234) are documents like any other.
func meetingOrDocument(printed string, in scanner) (Symbol, error) {
	if strings.Contains(in.rest, "PV") {
		if sym, _, err := ParseMeeting(in.rest, ""); err == nil {
			return sym, nil
		}
	}
	return document(printed, &in)
}

func document(printed string, in *scanner) (Symbol, error) {
	sym := Symbol{Kind: Document}
	switch {
	case in.fold("A"):
		sym.Body, sym.base = GA, "A"
	case in.fold("S"):
		sym.Body, sym.base = SC, "S"
	case in.fold("E/CN.4"):
		sym.Body, sym.base = CHR, "E/CN.4"
	case in.fold("E/HR"):
		sym.Body, sym.base = CHR, "E/HR"
	default:
		return Symbol{}, unreadable(printed, "begins with none of A/, S/, E/CN.4/ and E/HR/")
	}
	head, ok := documentHead(&sym, in)
	if !ok {
		return Symbol{}, unreadable(printed, "a segment that is no session, number or series")
	}
	if head == nil {
		return Symbol{}, unreadable(printed, "no number")
	}
	sym.Number = head[len(head)-1]
	sessionOfDocument(&sym, head)
	sym.text = sym.base
	if sym.Part = documentPlace(in); sym.Part != "" {
		sym.text += " " + sym.Part
	}
	if sym.And = andSuffixes(in); sym.And != "" {
		sym.text += " and " + sym.And
	}
	if !in.end() {
		return Symbol{}, unreadable(printed, "after the symbol stands "+strconv.Quote(in.rest))
	}
	return sym, nil
}

// documentHead reads all segments into the base and gives those before the
// first suffix; nil if there is no digit among them. After a draft's number only
// suffixes can stand: "A/75/L.82A/75/L.83" is two symbols whose line break is lost.
func documentHead(sym *Symbol, in *scanner) (head []string, ok bool) {
	var tail, draft, numbered bool // a suffix, an L.n, a digit was read
	for in.fold("/") {
		s, isSuffix := documentSuffix(in)
		if !isSuffix {
			s = headSegment(in)
			if s == "" || tail || draft || plenary(head, s) {
				return nil, false
			}
			draft = strings.HasPrefix(s, "L.")
			head = append(head, s)
			numbered = numbered || strings.ContainsAny(s, "0123456789")
		}
		tail = tail || isSuffix
		sym.base += "/" + s
		for q := spellQualifier(in.parenthesis()); q != ""; q = spellQualifier(in.parenthesis()) {
			sym.base += " (" + q + ")"
		}
	}
	if !numbered {
		return nil, true
	}
	return head, true
}

// plenary: a meeting record of the whole body, so one that ParseMeeting refused.
func plenary(head []string, segment string) bool {
	return strings.HasPrefix(segment, "PV") && (len(head) == 0 || !isUpper(head[0][0]) || strings.Contains(head[0], "-"))
}

// headSegment reads "38", "ES-10", "S-9", "C.4", "L.13", "BUR", "CONF.151".
func headSegment(in *scanner) string {
	if digits := in.take(isDigit); digits != "" {
		return withoutZeros(digits)
	}
	name := in.take(isUpper)
	switch {
	case name == "":
		return ""
	case (name == "ES" || name == "S") && in.fold("-"):
		if n := withoutZeros(in.take(isDigit)); n != "" {
			return name + "-" + n
		}
		return ""
	case in.fold("."):
		n := withoutZeros(in.take(isDigit))
		if n == "" {
			return ""
		}
		letter := leading(in.rest, isUpper) // A/C.1/L.12A
		in.rest = in.rest[len(letter):]
		return name + "." + n + letter
	}
	return name
}

// sessionOfDocument types the session, which stands before the number
// (A/38/572, A/ES-8/6) or after the committee (A/C.4/78/L.13). Documents of the
// Assembly have it since 1976, the Council's have the year since 1994.
func sessionOfDocument(sym *Symbol, head []string) {
	if sym.Body == CHR {
		return
	}
	if sym.Body == SC {
		if y, ok := councilYear(head[0]); ok && len(head) > 1 {
			sym.Session, sym.Year = head[0], y
		}
		return
	}
	switch name, _, _ := strings.Cut(head[0], "."); name {
	case "C", "SPC", "BUR", "INF":
		head = head[1:]
	}
	if len(head) < 2 {
		return
	}
	s, ok := parseSession(head[0])
	if ok && s.countedApart() {
		sym.Session, sym.SessionKind = s.name, s.kind
	}
}

// suffixes are the words that hang on a document's number, as they are spelled.
var suffixes = [...]string{"Add", "Corr", "Rev", "Amend", "Supp"}

// documentSuffix reads "Add.1" in any case and with blanks about its dot, also "dd.1".
// It reads nothing if there is none.
func documentSuffix(in *scanner) (string, bool) {
	for _, word := range suffixes {
		try := *in
		if !try.fold(word) && (word != "Add" || !try.fold("dd.")) {
			continue
		}
		try.fold(".")
		if list := suffixNumbers(&try); list != "" {
			*in = try
			return word + "." + list, true
		}
	}
	return "", false
}

// suffixNumbers reads "1", "1-3", "1,2".
func suffixNumbers(in *scanner) string {
	list := withoutZeros(in.take(isDigit))
	for list != "" {
		try := *in
		sign := try.take(func(c byte) bool { return c == '-' || c == ',' })
		n := withoutZeros(try.take(isDigit))
		if len(sign) != 1 || n == "" {
			break
		}
		list += sign + n
		*in = try
	}
	return list
}

// andSuffixes reads "and Corr.1", ", Corr.1", "and Add.1 and 2",
// "and Rev.1/Add.1".
func andSuffixes(in *scanner) string {
	var all []string
	for {
		try := *in
		if !try.fold("and") && !try.fold(",") && !try.fold("&") && !try.fold("+") {
			break
		}
		s, ok := documentSuffix(&try)
		if !ok {
			s = suffixNumbers(&try)
		}
		if s == "" {
			break
		}
		for next := try; next.fold("/"); {
			more, ok := documentSuffix(&next)
			if !ok {
				break
			}
			s, try = s+"/"+more, next
		}
		all = append(all, s)
		*in = try
	}
	return strings.Join(all, " and ")
}

// documentPlace reads a place within the document, "para.7" or "annex II"; the
// words are as printed, blanks after a dot dropped.
func documentPlace(in *scanner) string {
	in.skip()
	place, _, _ := strings.Cut(in.rest, " and ")
	word := strings.ToLower(leading(place, isLetter))
	switch word {
	case "para", "paras", "annex", "annexes", "section", "sect", "chap", "chapter":
	default:
		return ""
	}
	if !plainWords(place) {
		return ""
	}
	in.rest = in.rest[len(place):]
	return strings.ReplaceAll(strings.TrimSpace(place), ". ", ".")
}

// spellQualifier spells what stands in parentheses: "Part II" of "PartII" and
// "PART II", "Resumption 1" of "Resumption1"; other words stay as they are.
func spellQualifier(inside string) string {
	for _, word := range [...]string{"Part", "Resumption"} {
		in := scanner{inside}
		if !in.fold(word) {
			continue
		}
		in.skip()
		which := strings.ToUpper(in.rest)
		if which == "" || leading(which, isDigit) == which || isRoman(which) {
			return spaced(word, which)
		}
	}
	return inside
}

func isRoman(s string) bool { _, ok := romanToInt(s); return ok }

func spaced(word, which string) string {
	return strings.TrimSpace(word + " " + which)
}
