package normalize

import (
	"regexp"
	"strconv"
	"strings"
)

// The symbols of the Human Rights Council, and of the Commission on Human Rights
// before it:
//
//	A/HRC/RES/61/6  A/HRC/RES/S-39/1  A/HRC/DEC/3/103   session/number
//	E/CN.4/RES/2001/35  E/CN.4/RES/S-5/1                year/number, special session/number
//	E/CN.4/RES/9(XXXVII)  E/CN.4/RES/6B(XXXIII)         number(session), to 1981
//	E/CN.4/RES(II)  E/HR/RES                            the early ones, not numbered
//
// Roman numbers stand before 1958: E/CN.4/RES/VI[XI] is E/CN.4/RES/VI(XI).
var (
	councilOfRights = regexp.MustCompile(`^A/HRC/(RES|DEC|PRST)/((?:S-)?[0-9]+)/([0-9]+)(.*)$`)
	commissionYear  = regexp.MustCompile(`^E/CN\.4/(RES|DEC)/(?:([0-9]{4})/)?((?:S-[0-9]+/)?)([0-9]+)(.*)$`)
	commissionRoman = regexp.MustCompile(`^E/CN\.4/(RES|DEC)(?:/([0-9]+|[IVXLC]+)([A-Z]?))?/?[(\[]([IVXLC]+)[)\]](.*)$`)
	// The opening parenthesis is lost: E/CN.4/RESII), E/CN.4/RES/5XXXII).
	commissionOpen = regexp.MustCompile(`^(E/CN\.4/(?:RES|DEC)(?:/[0-9]+)?)([IVXLC]+\))$`)
)

// rightsText reads the symbol of a resolution or decision of either body; ok is
// false for any other text.
func rightsText(printed, squeezed string) (sym Symbol, ok bool, err error) {
	squeezed = commissionOpen.ReplaceAllString(squeezed, "$1($2")
	if squeezed == "E/HR/RES" || squeezed == "E/HR/DEC" {
		sym = Symbol{Kind: kindOf(squeezed[5:]), Body: CHR, Session: nuclear, SessionKind: Nuclear, text: squeezed}
		return sym, true, nil
	}
	var tail string
	if m := councilOfRights.FindStringSubmatch(squeezed); m != nil {
		sym = Symbol{Kind: kindOf(m[1]), Body: HRC, Number: withoutZeros(m[3]), base: "A/HRC/" + m[1] + "/" + m[2] + "/" + withoutZeros(m[3])}
		sym.Session, sym.SessionKind, tail = m[2], Regular, m[4]
		if strings.HasPrefix(m[2], "S-") {
			sym.SessionKind = Special
		}
	} else if m := commissionRoman.FindStringSubmatch(squeezed); m != nil {
		session, roman := romanToInt(m[4])
		if !roman {
			return Symbol{}, true, unreadable(printed, "no session is called "+strconv.Quote(m[4]))
		}
		sym = Symbol{Kind: kindOf(m[1]), Body: CHR, Session: strconv.Itoa(session), SessionKind: Regular, Number: withoutZeros(m[2])}
		if m[2] == "" && m[5] == "" { // ten texts have one symbol: it has no base, which would make them one
			sym.text = "E/CN.4/" + m[1] + "(" + m[4] + ")"
			return sym, true, nil
		}
		sym.base = "E/CN.4/" + m[1] + "/" + withoutZeros(m[2]) + "(" + m[4] + ")"
		if m[3] != "" && sym.Number != "" { // the letter is written before the session
			sym.Part, sym.text = m[3], "E/CN.4/"+m[1]+"/"+withoutZeros(m[2])+m[3]+"("+m[4]+")"
			return sym, true, nil
		}
		tail = m[5]
	} else if m := commissionYear.FindStringSubmatch(squeezed); m != nil && m[2]+m[3] != "" {
		sym = Symbol{Kind: kindOf(m[1]), Body: CHR, Number: withoutZeros(m[4]), base: "E/CN.4/" + m[1] + "/"}
		if m[2] != "" {
			sym.Year, _ = strconv.Atoi(m[2]) // four digits
			sym.Session, sym.SessionKind = strconv.Itoa(sym.Year-commissionBegan), Regular
			sym.base += m[2] + "/"
		}
		if m[3] != "" {
			sym.Session, sym.SessionKind = strings.TrimSuffix(m[3], "/"), Special
		}
		sym.base, tail = sym.base+m[3]+sym.Number, m[5]
	} else {
		return Symbol{}, false, nil
	}
	if sym.Number == "" {
		return Symbol{}, true, unreadable(printed, "no number")
	}
	sym, err = withPart(printed, sym, tail)
	return sym, true, err
}

// commissionBegan is the year before the Commission's first session; it met once a
// year from 1947.
const commissionBegan = 1944

// nuclear is the session of the Nuclear Commission of 1946.
const nuclear = "nuclear"

func kindOf(series string) SymbolKind {
	switch series {
	case "DEC":
		return Decision
	case "PRST":
		return Document
	}
	return Resolution
}

// rightsDocument is a draft or meeting record of either body within a text, with
// its slips: "A/HRC/27L.3", "E/CN.4/1995/L4/Rev.1", "A/HRC/RES/56/L.33".
var rightsDocument = regexp.MustCompile(`(A/HRC|E/CN[.:]4)/(?:RES/)?(?:((?:S-)?[0-9]+)/?)?(L|SR)\.?\s?([0-9]+[A-Z]?)\b((?:/(?:Rev|Add|Corr)\.[0-9]+)*)|E/HR/[0-9]+`)

// shortDraft is a draft of the same session as the one named before.
var shortDraft = regexp.MustCompile(`\bto draft (?:resolution|decision) (L\.[0-9]+(?:/Rev\.[0-9]+)?)`)

// rightsDocuments returns the symbols of drafts and meeting records in a text, in
// their order; repaired are those that are printed in another way.
func rightsDocuments(text string) (symbols, repaired []string) {
	session := ""
	for _, m := range rightsDocument.FindAllStringSubmatch(text, -1) {
		s := m[0]
		if m[3] != "" {
			session = strings.Replace(m[1], ":", ".", 1) + "/"
			if m[2] != "" {
				session += m[2] + "/"
			}
			s = session + m[3] + "." + m[4] + m[5]
		}
		if symbols = append(symbols, s); s != m[0] {
			repaired = append(repaired, s)
		}
	}
	if m := shortDraft.FindStringSubmatch(text); m != nil && session != "" {
		symbols = append(symbols, session+m[1])
	}
	return symbols, repaired
}
