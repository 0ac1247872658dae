package normalize

import (
	"cmp"
	"fmt"
	"slices"
	"unicode"
)

// meaning says which member a label means, and on which days (both included;
// nil: no limit).
type meaning struct {
	member   int
	from, to *Date
}

// on tells whether the label has this meaning on the day; with no day, whether
// it has it on every day.
func (m meaning) on(day *Date) bool {
	if day == nil {
		return m.from == nil && m.to == nil
	}
	return (m.from == nil || *m.from <= *day) && (m.to == nil || *day <= *m.to)
}

// overlaps tells whether both meanings hold on some day.
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
	if len(key) > longestHint {
		key = key[:longestHint]
	}
	if !slices.ContainsFunc(key, unicode.IsLetter) {
		return nil
	}
	type hint struct {
		label string
		far   int
	}
	hints := make([]hint, 0, len(x.folded))
	for folded, known := range x.folded {
		hints = append(hints, hint{known.shown, editDistance(key, []rune(folded))})
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

// editDistance counts the letters to insert, delete or replace (Levenshtein).
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, rb := range b {
			replaced := diagonal
			if ra != rb {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
