package pv

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// lexicon is the dictionary of the day with its answers kept: records repeat names.
type lexicon struct {
	names   Names
	keys    map[string]string // name → key; "" if unknown
	present []string          // the members that the record lists as present; nil if it has no such list
	folded  []foldedLabel     // see labels
}

func newLexicon(n Names) *lexicon { return &lexicon{names: n, keys: map[string]string{}} }

// key returns the key of the member with this name, or "".
func (x *lexicon) key(label string) string {
	k, ok := x.keys[label]
	if !ok && label != "" && x.names != nil {
		if key, found := x.names.Member(label); found {
			k = cmp.Or(key, label)
		}
		x.keys[label] = k
	}
	return k
}

func (x *lexicon) known(label string) bool { return x.key(label) != "" }

// segmentation is a list divided into names.
type segmentation struct {
	names   []string
	unknown []string // pieces that are not names; they are in names too
	ways    int      // in how many ways the list can be divided into names: 0, 1, or 2 for more
}

const (
	// maxPieces bounds a list: there were never 250 members, and a hostile text must
	// not take the square of its length.
	maxPieces = 400
	// maxCommas bounds the pieces between commas of one name.
	maxCommas = 3
	// maxWords bounds a stretch without commas, and maxNameWords a name in it.
	maxWords, maxNameWords = 60, 12
)

// segment divides a list into names of the dictionary. Names are separated by
// commas, but some contain one; "and" may stand before the last name, and is part
// of many; a comma may be missing. The first of these readings that gives only
// names decides. If none does, every piece between commas is a name.
func (x *lexicon) segment(text string) segmentation {
	text = tidyNames(trimList(text))
	if slices.Contains(nobody, strings.ToLower(text)) {
		return segmentation{ways: 1}
	}
	pieces := commaPieces(text)
	n := len(pieces)
	if n > maxPieces {
		return segmentation{names: pieces[:maxPieces], unknown: pieces[:1]}
	}
	for _, read := range []func(stretch string, last bool) []reading{x.byComma, x.byWord} {
		ways := divide(n, maxCommas, func(i, k int) []reading { return read(strings.Join(pieces[i:k], ", "), k == n) })
		if len(ways) > 0 {
			return segmentation{names: ways[0].names, ways: len(ways)}
		}
	}
	var s segmentation
	for i, p := range pieces {
		if ways := x.byWord(p, i == n-1); len(ways) == 1 {
			s.names = append(s.names, ways[0].names...)
			continue
		}
		s.names = append(s.names, p)
		if !x.known(p) {
			s.unknown = append(s.unknown, p)
		}
	}
	return s
}

// nobody is what stands in the place of an empty list.
var nobody = []string{"", "none", "nil", "-", "—"}

// trimList removes what may end a list, besides blanks.
func trimList(s string) string {
	return strings.TrimSpace(strings.TrimRight(strings.TrimSpace(s), ".;"))
}

var (
	aroundHyphen = regexp.MustCompile(`(\pL) ?- ?(\pL)`)
	aroundQuote  = regexp.MustCompile(`(\pL) ?([’']) ?(\pL)`)
	inBrackets   = strings.NewReplacer("( ", "(", " )", ")")
)

// tidyNames removes stray blanks of the text layer where no name has any:
// "Timor -Leste", "Côte d ’Ivoire", "( Plurinational".
func tidyNames(s string) string {
	s = aroundHyphen.ReplaceAllString(s, "$1-$2")
	return inBrackets.Replace(aroundQuote.ReplaceAllString(s, "$1$2$3"))
}

// commaPieces returns the pieces between commas.
func commaPieces(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, ",") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// reading is one way to read a part of a list.
type reading struct {
	names   []string
	letters int      // how many were taken for misread
	notes   []string // what is not read as printed
}

// divide divides n items, pieces or words, into names: read returns the ways to
// read the items from i to before k, at most longest of them. It returns the two
// ways to read all that take the fewest letters for misread.
func divide(n, longest int, read func(i, k int) []reading) []reading {
	best := make([][]reading, n+1) // for the items from i on
	best[n] = []reading{{}}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k <= min(i+longest, n); k++ {
			if len(best[k]) == 0 {
				continue
			}
			for _, head := range read(i, k) {
				for _, rest := range best[k] {
					best[i] = append(best[i], reading{slices.Concat(head.names, rest.names), head.letters + rest.letters, slices.Concat(head.notes, rest.notes)})
				}
			}
		}
		slices.SortStableFunc(best[i], func(a, b reading) int { return a.letters - b.letters })
		best[i] = best[i][:min(2, len(best[i]))]
	}
	return best[0]
}

// byComma reads a stretch as one name, or the last as two joined by "and".
func (x *lexicon) byComma(stretch string, last bool) []reading {
	var out []reading
	if x.known(stretch) {
		out = append(out, reading{names: []string{stretch}})
	}
	if rest, ok := strings.CutPrefix(stretch, "and "); ok && x.known(rest) {
		out = append(out, reading{names: []string{rest}})
	}
	if !last || strings.Contains(stretch, ",") {
		return out
	}
	for i := range stretch {
		right, ok := strings.CutPrefix(stretch[i:], " and ")
		if left := stretch[:i]; ok && x.known(left) && x.known(right) {
			out = append(out, reading{names: []string{left, right}})
		}
	}
	return out
}

// byWord reads a stretch as names one after the other, without separators, with
// "and" between them, or with stray blanks inside words.
func (x *lexicon) byWord(stretch string, last bool) []reading {
	if ways := x.byComma(stretch, last); len(ways) > 0 {
		return ways
	}
	words := strings.Fields(stretch)
	if len(words) > maxWords || strings.Contains(stretch, ",") {
		return nil
	}
	return divide(len(words), maxNameWords, func(i, k int) []reading {
		if name, ok := x.tightened(words[i:k]); ok {
			return []reading{{names: []string{name}}}
		}
		if i > 0 && k == i+1 && words[i] == "and" {
			return []reading{{}}
		}
		return nil
	})
}

// tightened returns the name that the words make, as they are or with one blank
// removed ("Seyc helles", "Timor- Leste").
func (x *lexicon) tightened(words []string) (string, bool) {
	name := strings.Join(words, " ")
	if x.known(name) {
		return name, true
	}
	for k := 1; k < len(words); k++ {
		joined := strings.Join(words[:k], " ") + strings.Join(words[k:], " ")
		if x.known(joined) {
			return joined, true
		}
	}
	return "", false
}
