package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// FoldLabel gives labels that differ only in how they were typed the same text:
// upper case, no accents, one kind of apostrophe and of hyphen, one blank between
// words and none at the ends. Two known mis-encodings are undone. Letters are
// never dropped or exchanged otherwise, so a misspelt label stays another label.
// Folding a folded label changes nothing.
func FoldLabel(label string) string {
	// Composed first: Ý and the accent ´ are signs of their own only while they
	// are not taken apart.
	s := strings.Map(foldRune, norm.NFC.String(repairUTF8(label)))
	s = strings.ToUpper(norm.NFKD.String(s))
	// Taken apart, accents stand alone and fall away; a capital may be composed.
	s = strings.Map(foldRune, norm.NFKD.String(s))
	return tidyBlanks(s)
}

// foldRune gives the kinds of one sign the same form; -1 drops what is not seen.
func foldRune(r rune) rune {
	switch r {
	case '\'', '`', '´', '‘', '’', '‛', 'ʹ', 'ʻ', 'ʼ', '′', '＇', '"', '“', '”', '\u0091', '\u0092':
		return '\''
	case '-', '‐', '‑', '‒', '–', '—', '―', '−', '﹣', '－', '\u0096', '\u0097':
		return '-'
	case 'Ý', 'ý': // TÜRKÝYE: the byte of the Turkish İ read as Windows-1252
		return 'I'
	}
	if unicode.In(r, unicode.Mn, unicode.Cf) { // accents; soft hyphens, zero-width signs
		return -1
	}
	return r
}

// utf8Leads are the letters that the first byte of a letter in UTF-8 becomes
// when it is read as Latin-1 or Windows-1252. SÃO TOMÉ has one, too, but what
// follows it is no UTF-8.
const utf8Leads = "ÂÃÄÅâ"

// repairUTF8 undoes UTF-8 that was read as Latin-1 or Windows-1252 ("CÃ”TE
// D'IVOIRE"), also when that happened twice. What does not come out as whole
// UTF-8 stays as it is.
func repairUTF8(s string) string {
	for range 2 {
		if !strings.ContainsAny(s, utf8Leads) {
			break
		}
		b, ok := singleBytes(s)
		if !ok || !utf8.Valid(b) {
			break
		}
		s = string(b)
	}
	return s
}

// singleBytes writes the text in Windows-1252, and in Latin-1 where that has no
// sign for a byte.
func singleBytes(s string) ([]byte, bool) {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r < 0x100 {
			c, ok = byte(r), true //nolint:gosec // G115: below 0x100
		}
		if !ok {
			return nil, false
		}
		b = append(b, c)
	}
	return b, true
}

// tidyBlanks parts words by one blank, and sets blanks around punctuation as
// labels have them: "GUINEA- BISSAU" is "GUINEA-BISSAU", and "BOLIVIA(PLURINATIONAL
// STATE OF )" is "BOLIVIA (PLURINATIONAL STATE OF)".
func tidyBlanks(s string) string {
	var b strings.Builder
	var left rune
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			blank = true
			continue
		}
		if left != 0 && blankBetween(left, r, blank) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		left, blank = r, false
	}
	return b.String()
}

func blankBetween(left, right rune, printed bool) bool {
	switch {
	case strings.ContainsRune("(-'", left), strings.ContainsRune("),-'", right):
		return false
	case left == ',', right == '(':
		return true
	}
	return printed
}
