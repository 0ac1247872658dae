package pv

import (
	"regexp"
	"slices"
	"strings"
)

// lexicon is the dictionary of the day with its answers kept: records repeat names.
type lexicon struct {
	names   Names
	seen    map[string]string // name → key; "" if unknown
	present []string          // the members that the record lists as present; nil if it has no such list
	folded  []foldedLabel     // see labels
}

func newLexicon(n Names) *lexicon { return &lexicon{names: n, seen: map[string]string{}} }

// key returns the key of the member with this name, or "".
func (x *lexicon) key(label string) string {
	k, ok := x.seen[label]
	if !ok && label != "" && x.names != nil {
		if key, found := x.names.Member(label); found {
			k = key
			if k == "" {
				k = label
			}
		}
		x.seen[label] = k
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
	// maxWords bounds a stretch without commas.
	maxWords = 60
)

// segment divides a list into names of the dictionary. Names are separated by
// commas, but some contain one; "and" may stand before the last name, and is part
// of many; a comma may be missing. The first of these readings that gives only
// names decides.
func segment(text string, x *lexicon) segmentation {
	text = tidyNames(strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text), ".;")))
	if isNone(text) {
		return segmentation{ways: 1}
	}
	pieces := commaPieces(text)
	if len(pieces) > maxPieces {
		return segmentation{names: pieces[:maxPieces], unknown: pieces[:1]}
	}
	if s := divide(pieces, x, byComma); s.ways > 0 {
		return s
	}
	if s := divide(pieces, x, byWord); s.ways > 0 {
		return s
	}
	return byPiece(pieces, x)
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

func isNone(s string) bool {
	return slices.Contains([]string{"", "none", "nil", "-", "—"}, strings.ToLower(s))
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

// reading returns the ways to divide a stretch of text into names, at most two.
type reading func(stretch string, last bool, x *lexicon) [][]string

// divide divides the pieces into names in all ways, counting up to two: one to
// three pieces make a stretch, and read divides the stretch.
func divide(pieces []string, x *lexicon, read reading) segmentation {
	n := len(pieces)
	best := make([]struct { // the ways to read the pieces from i on, and the first of them
		ways, next int
		names      []string
	}, n+1)
	best[n].ways = 1
	for i := n - 1; i >= 0; i-- {
		b := &best[i]
		for k := i + 1; k <= min(i+maxCommas, n); k++ {
			if best[k].ways == 0 {
				continue
			}
			found := read(strings.Join(pieces[i:k], ", "), k == n, x)
			if len(found) > 0 && b.ways == 0 {
				b.next, b.names = k, found[0]
			}
			b.ways = min(2, b.ways+len(found)*best[k].ways)
		}
	}
	s := segmentation{ways: best[0].ways}
	for i := 0; i < n && s.ways > 0; i = best[i].next {
		s.names = append(s.names, best[i].names...)
	}
	return s
}

// byComma reads a stretch as one name, or the last as two joined by "and".
func byComma(stretch string, last bool, x *lexicon) [][]string {
	var out [][]string
	if x.known(stretch) {
		out = append(out, []string{stretch})
	}
	if rest, ok := strings.CutPrefix(stretch, "and "); ok && x.known(rest) {
		out = append(out, []string{rest})
	}
	if !last || strings.Contains(stretch, ",") {
		return out
	}
	for i := range stretch {
		right, ok := strings.CutPrefix(stretch[i:], " and ")
		if left := stretch[:i]; ok && x.known(left) && x.known(right) {
			out = append(out, []string{left, right})
		}
	}
	return out
}

// byWord reads a stretch as names one after the other, without separators, with
// "and" between them, or with stray blanks inside words.
func byWord(stretch string, last bool, x *lexicon) [][]string {
	if found := byComma(stretch, last, x); len(found) > 0 {
		return found
	}
	words := strings.Fields(stretch)
	n := len(words)
	if n > maxWords || strings.Contains(stretch, ",") {
		return nil
	}
	ways := make([][][]string, n+1)
	ways[n] = [][]string{nil}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j <= min(n, i+12) && len(ways[i]) < 2; j++ {
			if len(ways[j]) == 0 {
				continue
			}
			name, ok := tightened(words[i:j], x)
			if !ok {
				continue
			}
			for _, rest := range ways[j] {
				ways[i] = append(ways[i], append([]string{name}, rest...))
			}
		}
		if words[i] == "and" && i > 0 && len(ways[i]) == 0 {
			ways[i] = ways[i+1]
		}
	}
	return ways[0][:min(2, len(ways[0]))]
}

// tightened returns the name that the words make, as they are or with one blank
// removed ("Seyc helles", "Timor- Leste").
func tightened(words []string, x *lexicon) (string, bool) {
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

// byPiece takes each piece for a name, known or not.
func byPiece(pieces []string, x *lexicon) segmentation {
	var s segmentation
	for i, p := range pieces {
		if found := byWord(p, i == len(pieces)-1, x); len(found) == 1 {
			s.names = append(s.names, found[0]...)
			continue
		}
		s.names = append(s.names, p)
		if !x.known(p) {
			s.unknown = append(s.unknown, p)
		}
	}
	return s
}
