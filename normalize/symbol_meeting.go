package normalize

import (
	"strconv"
	"strings"
)

// The Assembly counted its meetings through from the first to the 2444th, the
// last of the thirtieth session, special sessions among them, with no session in
// the symbol. Since 1976 each session counts from 1, and none has come to two
// hundred meetings.
const (
	lastCountedThrough = 2444
	moreThanAnySession = 200
)

// countedApart reports whether a session has meeting symbols of their own.
func (s assemblySession) countedApart() bool {
	first := map[SessionKind]int{Regular: firstSessionCounted, Special: 8, EmergencySpecial: 6}
	return s.number >= first[s.kind]
}

// ParseMeeting reads the symbol of a meeting record: A/78/PV.45, A/PV.1384,
// A/ES-10/PV.5, S/PV.9000, "A/77/PV.56 (Resumption 1)", "A/PV.1384 and Corr.1"
// (see [Symbol.And]); and S/2020/462, the letter with which the Council's
// President reported a vote by correspondence in 2020 and 2021: its Kind is
// Document.
//
// A malformed symbol that can be read in only one way is read so: slashes, dots
// and blanks that are missing or too many ("A64/PV.62", "S/PV9261",
// "A/34/PV. 4", "(Resumption1)"). repaired says that the canonical spelling is
// not the printed one. "A//PV.2441" has an empty place for a session: no session
// has had so many meetings, so it is the one counted through, A/PV.2441. Of
// "A//PV.62" that cannot be said, unless the session is known from the
// resolution; it may be given, "" if not, and is used for nothing else.
//
// Every error wraps [ErrSymbol].
func ParseMeeting(printed, session string) (sym Symbol, repaired bool, err error) {
	in := scanner{strings.TrimRight(tidy(printed), " .,;")}
	switch {
	case in.fold("A"):
		sym, err = assemblyMeeting(printed, session, &in)
	case in.fold("S"):
		if letter, ok := councilLetter(in); ok {
			return letter, letter.text != printed, nil
		}
		sym, err = councilMeeting(printed, &in)
	default:
		err = unreadable(printed, "begins with neither A nor S")
	}
	if err == nil {
		err = meetingTail(printed, &sym, &in)
	}
	if err != nil {
		return Symbol{}, false, err
	}
	return sym, sym.text != printed, nil
}

func isSeparator(c byte) bool { return c == '/' || c == '.' }

func assemblyMeeting(printed, known string, in *scanner) (Symbol, error) {
	sym := Symbol{Kind: Meeting, Body: GA}
	slashes := strings.Count(separators(in), "/")
	name := in.take(func(c byte) bool { return isDigit(c) || c == '-' || c == 'E' || c == 'S' })
	if slashes == 0 && name == "" {
		return Symbol{}, unreadable(printed, "no slash after A")
	}
	slashes += strings.Count(separators(in), "/")
	if !meetingNumber(&sym, in) {
		return Symbol{}, unreadable(printed, "no PV and number")
	}
	if name == "" {
		return throughCounted(printed, known, sym, slashes > 1)
	}
	s, ok := parseSession(name)
	if !ok || !s.countedApart() {
		return Symbol{}, unreadable(printed, "the session "+strconv.Quote(name)+" is in no symbol of a meeting")
	}
	sym.Session, sym.SessionKind = s.name, s.kind
	sym.base = "A/" + s.name + "/PV." + sym.Number
	return sym, nil
}

// separators reads slashes and dots, with the blanks among them.
func separators(in *scanner) string {
	var all string
	for s := in.take(isSeparator); s != ""; s = in.take(isSeparator) {
		all += s
	}
	return all
}

func meetingNumber(sym *Symbol, in *scanner) bool {
	if !in.fold("PV") {
		return false
	}
	separators(in)
	sym.Number = withoutZeros(in.take(isDigit))
	return sym.Number != ""
}

// throughCounted ends a symbol without a session. emptyPlace: there were two
// slashes, so a session may have been there.
func throughCounted(printed, known string, sym Symbol, emptyPlace bool) (Symbol, error) {
	n, err := strconv.Atoi(sym.Number)
	if err != nil || n > lastCountedThrough {
		return Symbol{}, unreadable(printed, "after A/PV.2444 the symbol has a session, and here it is missing")
	}
	if emptyPlace {
		s, ok := parseSession(known)
		if ok && s.countedApart() || !ok && n < moreThanAnySession {
			return Symbol{}, unreadable(printed, "the place of the session is empty, and the number does not tell it")
		}
	}
	sym.base = "A/PV." + sym.Number
	return sym, nil
}

func councilMeeting(printed string, in *scanner) (Symbol, error) {
	sym := Symbol{Kind: Meeting, Body: SC}
	separators(in)
	if !meetingNumber(&sym, in) {
		return Symbol{}, unreadable(printed, "no PV and number")
	}
	sym.base = "S/PV." + sym.Number
	return sym, nil
}

// councilLetter reads the rest of S/2020/462.
func councilLetter(in scanner) (Symbol, bool) {
	if in.take(isSeparator) != "/" {
		return Symbol{}, false
	}
	session := in.take(isDigit)
	year, ok := councilYear(session)
	if !ok || in.take(isSeparator) != "/" {
		return Symbol{}, false
	}
	n := withoutZeros(in.take(isDigit))
	if n == "" || !in.end() {
		return Symbol{}, false
	}
	text := "S/" + session + "/" + n
	return Symbol{Kind: Document, Body: SC, Session: session, Year: year, Number: n, base: text, text: text}, true
}

// meetingTail reads what may follow the number: "(Resumption 1)", "/Corr.1",
// "and Corr.1".
func meetingTail(printed string, sym *Symbol, in *scanner) error {
	var qualifiers []string
	for q := meetingQualifier(in); q != ""; q = meetingQualifier(in) {
		qualifiers = append(qualifiers, q)
		sym.base += " (" + q + ")"
	}
	sym.Qualifier = strings.Join(qualifiers, ", ")
	for in.fold("/") {
		name, ok := documentSuffix(in)
		if !ok {
			return unreadable(printed, "no suffix after the slash")
		}
		sym.base += "/" + name
	}
	sym.text = sym.base
	if sym.And = andSuffixes(in); sym.And != "" {
		sym.text += " and " + sym.And
	}
	if !in.end() {
		return unreadable(printed, "after the symbol stands "+strconv.Quote(in.rest))
	}
	return nil
}

// meetingQualifier reads "(Resumption 1)" in its spellings, "(Part II)", and
// other words in parentheses as they are.
func meetingQualifier(in *scanner) string {
	if strings.HasPrefix(strings.ToLower(strings.TrimLeft(in.rest, " ")), "resumption") {
		in.fold("resumption")
		return spaced("Resumption", in.take(isDigit))
	}
	return spellQualifier(in.parenthesis())
}
