package pv

import (
	"cmp"
	"fmt"
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
			if s := w.names.segment(m[1]); s.ways == 1 {
				w.names.present, w.names.folded = s.names, nil
			}
		}
	}
	next := "" // the heading of the list after this one
	for i := len(w.ps) - 1; i >= 0; i-- {
		t := bracketed.ReplaceAllString(capitalI.ReplaceAllString(w.ps[i].text, "${1}l$2"), "[S/$1]")
		w.ps[i].text = w.repairHeading(t, next)
		if h := listHead.FindStringSubmatch(w.ps[i].text); h != nil {
			next = h[1]
		} else if len(t) > 60 {
			next = ""
		}
	}
}

// headings are those of lists, in the order that lists always have.
var headings = []string{"In favour", "Against", "Abstaining"}

// repairHeading repairs a short misread text before a colon, if names follow it and
// one heading is closer than the others or is the only one that can precede the
// next.
func (w *walk) repairHeading(text, next string) string {
	before, rest, ok := strings.Cut(text, ":")
	head := ocrFold(before)
	if n := len([]rune(head)); !ok || len(before) < 4 || len(before) > 24 || n < 5 || n > 14 || len(strings.TrimSpace(rest)) < 4 || listHeading(text) {
		return text
	}
	if s, _ := w.names.segmentOCR(rest, nil); len(s.names) == 0 || len(s.unknown)*2 > len(s.names) {
		return text
	}
	far, nearest := make([]float64, len(headings)), 1.0
	for i, h := range headings {
		far[i] = ocrDistance(head, ocrFold(h))
		nearest = min(nearest, far[i])
	}
	fit, n := "", slices.Index(headings, next)
	for i, h := range headings {
		if far[i] > 0.75 || far[i] >= nearest+0.08 || n > 0 && i >= n {
			continue
		}
		if fit != "" {
			return text
		}
		fit = h + ":" + rest
	}
	return cmp.Or(fit, text)
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

// segmentOCR divides a list of a scan, where full stops stand for commas, commas
// stand inside words, and names are misread. The members in seen stand in other
// lists. It fails like segment if more than one reading is left; repaired says what
// was not read as printed.
func (x *lexicon) segmentOCR(text string, seen map[string]string) (s segmentation, repaired []string) {
	text = strings.ReplaceAll(text, ". ", ", ")
	if s = x.segment(text); s.ways == 1 || len(s.names) > maxMisread {
		return s, nil
	}
	pieces := commaPieces(trimList(text))
	taken := map[string]bool{}
	for member := range seen {
		taken[member] = true
	}
	sound := make([][]reading, len(pieces)) // pieces that need no repair
	for i, p := range pieces {
		if ways := x.byWord(p, i == len(pieces)-1); len(ways) == 1 {
			sound[i] = ways
			for _, n := range ways[0].names {
				taken[x.key(n)] = true
			}
		}
	}
	ways := divide(len(pieces), maxCommas, func(i, k int) []reading {
		if k == i+1 && sound[i] != nil {
			return sound[i]
		}
		if slices.ContainsFunc(sound[i:k], func(r []reading) bool { return r != nil }) {
			return nil // a sound name is not part of a misread one
		}
		return x.misread(strings.Join(pieces[i:k], ", "), taken)
	})
	if len(ways) == 0 || len(ways) > 1 && ways[1].letters-ways[0].letters < clearly || distinct(ways[0].names) < len(ways[0].names) {
		return s, nil
	}
	return segmentation{names: ways[0].names, ways: 1}, ways[0].notes
}

// distinct returns how many different strings there are.
func distinct(s []string) int { return len(slices.Compact(slices.Sorted(slices.Values(s)))) }

// misread returns the only member that a misread name can mean, among those present
// or all members of the day, except those taken.
func (x *lexicon) misread(piece string, taken map[string]bool) []reading {
	got := ocrFold(piece)
	if n := len([]rune(got)); x.names == nil || n < 3 || n > 80 {
		return nil
	}
	var found foldedLabel
	far, nearest := 1.0, 1.0 // the best distance of a member that is free, and of one that is taken
	for _, l := range x.labels() {
		switch d := ocrDistance(got, l.letters); {
		case d > farthest:
		case taken[l.key]:
			nearest = min(nearest, d)
		case found.label != "" && l.key != found.key:
			return nil
		case d < far:
			found, far = l, d
		}
	}
	if found.label == "" || far >= nearest {
		return nil
	}
	return []reading{{[]string{found.label}, levenshtein.ComputeDistance(got, found.letters), []string{fmt.Sprintf("%q read as %s", piece, found.label)}}}
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
