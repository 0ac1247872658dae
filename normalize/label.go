package normalize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// meaning says which member a label means, and on which days (both included;
// nil: no limit).
type meaning struct {
	member   int
	from, to *Date
}

// on reports whether the label has this meaning on the day; with no day, whether
// it has it on every day.
func (m meaning) on(day *Date) bool {
	if day == nil {
		return m.from == nil && m.to == nil
	}
	return (m.from == nil || *m.from <= *day) && (m.to == nil || *day <= *m.to)
}

// overlaps reports whether both meanings hold on some day.
func (m meaning) overlaps(o meaning) bool {
	before := func(end, start *Date) bool { return end != nil && start != nil && *end < *start }
	return !before(m.to, o.from) && !before(o.to, m.from)
}

// knownLabel is all that labels which fold to the same text mean.
type knownLabel struct {
	shown    string // the first of them in the table
	meanings []meaning
}

// labelIndex finds a label as printed in one look-up and a folded one in a
// second: a build asks a million times, nearly always for a label that is in the
// table letter by letter.
type labelIndex struct {
	printed, folded map[string]*knownLabel
}

func newLabelIndex() labelIndex {
	return labelIndex{printed: map[string]*knownLabel{}, folded: map[string]*knownLabel{}}
}

// add takes a row of the table. It fails when the label means another member on
// one of the row's days.
func (x labelIndex) add(label string, m meaning) error {
	key := FoldLabel(label)
	if key == "" {
		return fmt.Errorf("%q is empty when folded", label)
	}
	known := x.folded[key]
	if known == nil {
		known = &knownLabel{shown: label}
		x.folded[key] = known
	}
	x.printed[label] = known
	for _, o := range known.meanings {
		if o.member != m.member && o.overlaps(m) {
			return fmt.Errorf("%q has two meanings on one day", label)
		}
	}
	known.meanings = append(known.meanings, m)
	return nil
}

// find is the index of the member that the label means on the day.
func (x labelIndex) find(label string, on *Date) (int, bool) {
	known, ok := x.printed[label]
	if !ok {
		known, ok = x.folded[FoldLabel(label)]
	}
	if !ok {
		return 0, false
	}
	for _, m := range known.meanings {
		if m.on(on) {
			return m.member, true
		}
	}
	return 0, false
}

// longestHint bounds the work that a hint may cost: no label is half as long.
const longestHint = 200

func (x labelIndex) nearest(label string, n int) []string {
	key := []rune(FoldLabel(label))
	key = key[:min(len(key), longestHint)]
	if !slices.ContainsFunc(key, unicode.IsLetter) {
		return nil
	}
	type hint struct {
		label string
		far   int
	}
	hints := make([]hint, 0, len(x.folded))
	for folded, known := range x.folded {
		hints = append(hints, hint{known.shown, levenshtein.ComputeDistance(string(key), folded)})
	}
	slices.SortFunc(hints, func(a, b hint) int {
		return cmp.Or(cmp.Compare(a.far, b.far), cmp.Compare(a.label, b.label))
	})
	var labels []string
	for _, h := range hints[:max(0, min(n, len(hints)))] {
		labels = append(labels, h.label)
	}
	return labels
}

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

// foldRune gives the kinds of one sign the same form; -1 drops invisible characters.
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
