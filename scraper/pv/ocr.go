package pv

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
)

// Misread text of scans is repaired only where a single reading is left: headings
// of lists followed by names, names of members, a few letters.

var (
	capitalI  = regexp.MustCompile(`([a-z])I([a-z]*)\b`)
	bracketed = regexp.MustCompile(`[\[(]5/(\d{3,5})[\])]`)
	presentOf = regexp.MustCompile(`(?i)^present: .{0,60}\bcountries: ?(.+)$`)
)

// repairOCR prepares the paragraphs of a scan.
func (w *walk) repairOCR() {
	for _, p := range w.ps {
		if m := presentOf.FindStringSubmatch(p.text); m != nil && w.names.present == nil {
			if s := segment(m[1], w.names); s.ways == 1 {
				w.names.present, w.names.folded = s.names, nil
			}
		}
	}
	next := "" // the heading of the list after this one: their order is always the same
	for i := len(w.ps) - 1; i >= 0; i-- {
		t := capitalI.ReplaceAllString(w.ps[i].text, "${1}l$2")
		t = bracketed.ReplaceAllString(t, "[S/$1]")
		w.ps[i].text = w.repairHeading(t, next)
		switch h := listHead.FindStringSubmatch(w.ps[i].text); {
		case h != nil:
			next = h[1]
		case len(t) > 60:
			next = ""
		}
	}
}

var headings = []string{"In favour", "Against", "Abstaining"}

// canPrecede reports whether a list with this heading can stand before the next.
func canPrecede(heading, next string) bool {
	i, n := slices.Index(headings, heading), slices.Index(headings, next)
	return n <= 0 || i < n
}

// repairHeading repairs a short misread text before a colon, if names follow it and
// one heading is closer than the others or is the only one that can precede the
// next.
func (w *walk) repairHeading(text, next string) string {
	before, rest, ok := strings.Cut(text, ":")
	if !ok || len(before) < 4 || len(before) > 24 || len(strings.TrimSpace(rest)) < 4 || listHeading(text) {
		return text
	}
	head := ocrFold(before)
	if n := len([]rune(head)); n < 5 || n > 14 {
		return text
	}
	s, _ := segmentOCR(rest, w.names, nil)
	if len(s.names) == 0 || len(s.unknown)*2 > len(s.names) {
		return text
	}
	nearest := 1.0
	for _, h := range headings {
		nearest = min(nearest, ocrDistance(head, ocrFold(h)))
	}
	var fit []string
	for _, h := range headings {
		if far := ocrDistance(head, ocrFold(h)); far <= 0.75 && far < nearest+0.08 && canPrecede(h, next) {
			fit = append(fit, h)
		}
	}
	if len(fit) != 1 {
		return text
	}
	return fit[0] + ":" + rest
}

// ocrFold keeps what scans leave of a word: letters and digits in lower case, with
// thin strokes made equal.
func ocrFold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("1il|!tjïî", r):
			return 'l'
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// ocrDistance returns the share of letters that differ, from 0 to 1.
func ocrDistance(a, b string) float64 {
	n := max(len([]rune(a)), len([]rune(b)))
	if n == 0 {
		return 1
	}
	return float64(levenshtein.ComputeDistance(a, b)) / float64(n)
}

const (
	// maxMisread bounds the lists whose misread names are repaired: scans of the
	// Council have at most fifteen names.
	maxMisread = 40
	// farthest is how different a misread name may be.
	farthest = 0.6
	// clearly is by how many letters the best reading of a list must beat the next.
	clearly = 4
)

// misread finds the only member that a misread name can mean, among those present
// or all members of the day, except those taken. It also returns how many letters
// differ.
func (x *lexicon) misread(piece string, taken map[string]bool) (name string, letters int, ok bool) {
	got := ocrFold(piece)
	n := len([]rune(got))
	if x.names == nil || n < 3 || n > 80 {
		return "", 0, false
	}
	found := foldedLabel{}
	far, nearest := 1.0, 1.0 // the best distance of a member that is free, and of one that is taken
	for _, l := range x.labels() {
		switch d := ocrDistance(got, l.letters); {
		case d > farthest:
		case taken[l.key]:
			nearest = min(nearest, d)
		case found.label != "" && l.key != found.key:
			return "", 0, false
		case d < far:
			found, far = l, d
			letters = levenshtein.ComputeDistance(got, l.letters)
		}
	}
	return found.label, letters, found.label != "" && far < nearest
}

// foldedLabel is a name of a member in the form that misread names are compared in.
type foldedLabel struct{ label, key, letters string }

// labels returns the names that a misread one can mean.
func (x *lexicon) labels() []foldedLabel {
	if x.folded != nil {
		return x.folded
	}
	labels := x.present
	if labels == nil {
		labels = x.names.Labels()
	}
	x.folded = []foldedLabel{}
	for _, l := range labels {
		if key := x.key(l); key != "" {
			x.folded = append(x.folded, foldedLabel{l, key, ocrFold(l)})
		}
	}
	return x.folded
}

// segmentOCR divides a list of a scan, where full stops stand for commas, commas
// stand inside words, and names are misread. It fails like segment if more than one
// reading is left; repaired says what was not read as printed.
func segmentOCR(text string, x *lexicon, taken map[string]bool) (s segmentation, repaired []string) {
	text = strings.ReplaceAll(text, ". ", ", ")
	if s = segment(text, x); s.ways == 1 || len(s.names) > maxMisread {
		return s, nil
	}
	pieces := commaPieces(strings.TrimRight(strings.TrimSpace(text), ".;"))
	gone := maps.Clone(taken)
	if gone == nil {
		gone = map[string]bool{}
	}
	sound := make([][]string, len(pieces)) // names that need no repair
	for i, p := range pieces {
		if found := byWord(p, i == len(pieces)-1, x); len(found) == 1 {
			sound[i] = found[0]
			for _, n := range found[0] {
				gone[x.key(n)] = true
			}
		}
	}
	if r, ok := cheapest(pieces, sound, gone, x); ok {
		return segmentation{names: r.names, ways: 1}, r.notes
	}
	return s, nil
}

// repair is a way to read the rest of a list, and the letters that it changes.
type repair struct {
	letters int
	names   []string
	notes   []string
}

// cheapest returns the reading of the pieces that changes the fewest letters. It
// returns false if there is none, or another is nearly as good.
func cheapest(pieces []string, sound [][]string, gone map[string]bool, x *lexicon) (repair, bool) {
	n := len(pieces)
	best := make([][]repair, n+1) // the two best for the pieces from i on
	best[n] = []repair{{}}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k <= min(i+maxCommas, n); k++ {
			var head repair
			if k == i+1 && sound[i] != nil {
				head.names = sound[i]
			} else {
				if slices.ContainsFunc(sound[i:k], func(f []string) bool { return f != nil }) {
					break // a sound name is not part of a misread one
				}
				stretch := strings.Join(pieces[i:k], ", ")
				name, letters, found := x.misread(stretch, gone)
				if !found {
					continue
				}
				head = repair{letters, []string{name}, []string{fmt.Sprintf("%q read as %s", stretch, name)}}
			}
			for _, rest := range best[k] {
				best[i] = append(best[i], repair{head.letters + rest.letters, slices.Concat(head.names, rest.names), slices.Concat(head.notes, rest.notes)})
			}
		}
		slices.SortStableFunc(best[i], func(a, b repair) int { return a.letters - b.letters })
		best[i] = best[i][:min(2, len(best[i]))]
	}
	found := best[0]
	if len(found) == 0 || len(found) > 1 && found[1].letters-found[0].letters < clearly || hasDuplicates(found[0].names) {
		return repair{}, false
	}
	return found[0], true
}

func hasDuplicates(names []string) bool {
	sorted := slices.Sorted(slices.Values(names))
	return len(slices.Compact(sorted)) < len(names)
}
