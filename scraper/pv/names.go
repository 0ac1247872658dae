package pv

import (
	"regexp"
	"strings"
)

// memo asks a dictionary once for each name: records repeat them.
type memo struct {
	names   Names
	seen    map[string]string // name → key; "" is none
	present []string          // members that the record itself lists; nil: any
	folded  []foldedLabel     // labels that misread names are compared with, once asked for
}

func newMemo(n Names) *memo { return &memo{names: n, seen: map[string]string{}} }

func (m *memo) key(label string) string {
	k, ok := m.seen[label]
	if !ok {
		if m.names != nil {
			if key, found := m.names.Member(label); found {
				k = key
				if k == "" {
					k = label
				}
			}
		}
		m.seen[label] = k
	}
	return k
}

func (m *memo) known(label string) bool { return label != "" && m.key(label) != "" }

// segmentation is a list parted into names.
type segmentation struct {
	names   []string
	unknown []string // pieces that are no name; they stand in names too
	ways    int      // in how many ways the list can be parted into names: 0, 1, or 2 for more
}

// maxPieces bounds a list: there were never 250 members, and a hostile text must
// not cost the square of its length.
const maxPieces = 400

// segment parts a list into names of the dictionary. Commas part names, but some
// names have one in them; "and" may stand before the last name, and is part of
// many; a comma may be missing. The first of these readings that gives names
// only, decides; if it does so in several ways, so does the result say.
func segment(text string, m *memo) segmentation {
	text = tidyNames(strings.TrimSpace(strings.TrimRight(strings.TrimSpace(text), ".;")))
	if isNone(text) {
		return segmentation{ways: 1}
	}
	pieces := commaPieces(text)
	if len(pieces) > maxPieces {
		return segmentation{names: pieces[:maxPieces], unknown: pieces[:1]}
	}
	if s := parse(pieces, m, byComma); s.ways > 0 {
		return s
	}
	if s := parse(pieces, m, byWord); s.ways > 0 {
		return s
	}
	return byPiece(pieces, m)
}

var (
	aroundHyphen = regexp.MustCompile(`(\pL) ?- ?(\pL)`)
	aroundQuote  = regexp.MustCompile(`(\pL) ?([’']) ?(\pL)`)
	inBrackets   = strings.NewReplacer("( ", "(", " )", ")")
)

// tidyNames takes stray blanks of the text layer from inside names, where no name
// has any: "Timor -Leste", "Côte d ’Ivoire", "( Plurinational".
func tidyNames(s string) string {
	if strings.Contains(s, " -") || strings.Contains(s, "- ") {
		s = aroundHyphen.ReplaceAllString(s, "$1-$2")
	}
	if blankAtQuote(s) {
		s = tidyQuotes(s)
	}
	return inBrackets.Replace(s)
}

// blankAtQuote tells whether tidyQuotes has anything to do: in most lists it has not.
func blankAtQuote(s string) bool {
	return strings.Contains(s, " ’") || strings.Contains(s, "’ ") || strings.Contains(s, " '") || strings.Contains(s, "' ")
}

// tidyQuotes joins "d ’Ivoire", "d’ Ivoire" and "People ’s".
func tidyQuotes(s string) string {
	return aroundQuote.ReplaceAllStringFunc(s, func(m string) string {
		return strings.ReplaceAll(m, " ", "")
	})
}

func isNone(s string) bool {
	switch strings.ToLower(s) {
	case "", "none", "nil", "-", "—":
		return true
	}
	return false
}

// commaPieces are the pieces between commas, and after a full stop that stands
// for one in scans.
func commaPieces(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, ",") {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// longestName is how many pieces between commas one name may have.
const longestName = 3

// reader gives the ways to part one stretch of text into names, at most two.
type reader func(stretch string, last bool, m *memo) [][]string

// parse parts the pieces into names in all ways, counting up to two: one to
// three pieces make a stretch, and the reader parts the stretch.
func parse(pieces []string, m *memo, read reader) segmentation {
	n := len(pieces)
	type way struct {
		count int
		next  int
		names []string
	}
	best := make([]way, n+1)
	best[n] = way{count: 1}
	for i := n - 1; i >= 0; i-- {
		for k := 1; k <= longestName && i+k <= n; k++ {
			if best[i+k].count == 0 {
				continue
			}
			found := read(strings.Join(pieces[i:i+k], ", "), i+k == n, m)
			if len(found) == 0 {
				continue
			}
			if best[i].count == 0 {
				best[i].next, best[i].names = i+k, found[0]
			}
			best[i].count = min(2, best[i].count+len(found)*best[i+k].count)
		}
	}
	s := segmentation{ways: best[0].count}
	if s.ways == 0 {
		return s
	}
	for i := 0; i < n; i = best[i].next {
		s.names = append(s.names, best[i].names...)
	}
	return s
}

// byComma reads a stretch as one name; the last also as two joined by "and".
func byComma(stretch string, last bool, m *memo) [][]string {
	var out [][]string
	if m.known(stretch) {
		out = append(out, []string{stretch})
	}
	rest, hasAnd := strings.CutPrefix(stretch, "and ")
	if hasAnd && m.known(rest) {
		out = append(out, []string{rest})
	}
	if !last || strings.Contains(stretch, ",") {
		return out
	}
	for i := 0; ; {
		j := strings.Index(stretch[i:], " and ")
		if j < 0 {
			return out
		}
		left, right := stretch[:i+j], stretch[i+j+len(" and "):]
		if m.known(left) && m.known(right) {
			out = append(out, []string{left, right})
		}
		i += j + 1
	}
}

// maxWords bounds a stretch without commas.
const maxWords = 60

// byWord reads a stretch as names one after the other without separators, with
// "and" between them, or with blanks that do not belong into the words.
func byWord(stretch string, last bool, m *memo) [][]string {
	if found := byComma(stretch, last, m); len(found) > 0 {
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
		for j := i + 1; j <= n && j-i <= 12 && len(ways[i]) < 2; j++ {
			if len(ways[j]) == 0 {
				continue
			}
			name, ok := tightened(words[i:j], m)
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

// tightened is the name that the words make, as they stand or with one blank
// less ("Seyc helles", "Timor- Leste").
func tightened(words []string, m *memo) (string, bool) {
	name := strings.Join(words, " ")
	if m.known(name) {
		return name, true
	}
	if len(words) > 12 {
		return "", false
	}
	for k := 1; k < len(words); k++ {
		joined := strings.Join(words[:k], " ") + strings.Join(words[k:], " ")
		if m.known(joined) {
			return joined, true
		}
	}
	return "", false
}

// byPiece takes each piece for a name, known or not.
func byPiece(pieces []string, m *memo) segmentation {
	var s segmentation
	for i, p := range pieces {
		if found := byWord(p, i == len(pieces)-1, m); len(found) == 1 {
			s.names = append(s.names, found[0]...)
			continue
		}
		s.names = append(s.names, p)
		if !m.known(p) {
			s.unknown = append(s.unknown, p)
		}
	}
	return s
}
