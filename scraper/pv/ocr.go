package pv

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// What is misread in scans is repaired only where one reading is left: headings
// of lists that have names behind them, names of members, a few letters.

var (
	capitalI  = regexp.MustCompile(`([a-z])I([a-z]*)\b`)
	bracketed = regexp.MustCompile(`[\[(]5/(\d{3,5})[\])]`)
	presentOf = regexp.MustCompile(`(?i)^present: .{0,60}\bcountries: ?(.+)$`)
)

// repairOCR prepares the paragraphs of a scan.
func (w *walk) repairOCR() {
	for i := range w.ps {
		if m := presentOf.FindStringSubmatch(w.ps[i].text); m != nil && w.names.present == nil {
			if s := segment(m[1], w.names); s.ways == 1 {
				w.names.present, w.names.folded = s.names, nil
			}
		}
	}
	next := "" // the heading of the list after: lists stand in one order
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

// headings as they stand before lists.
var headings = []string{"In favour", "Against", "Abstaining"}

// before tells whether a list can stand before the next one: all follow the one
// in favour, and those abstaining come last.
func before(h, next string) bool {
	switch next {
	case "Against":
		return h == "In favour"
	case "Abstaining":
		return h != "Abstaining"
	}
	return true
}

// repairHeading puts right a short misread beginning before a colon, when names
// stand behind it and one heading is nearer than the others, or is the only one
// that can stand before the next.
func (w *walk) repairHeading(text, next string) string {
	at := strings.Index(text, ":")
	if at < 4 || at > 24 || listHeading(text) {
		return text
	}
	head, rest := ocrFold(text[:at]), text[at+1:]
	if len(head) < 5 || len(head) > 14 || len(strings.TrimSpace(rest)) < 4 {
		return text
	}
	s, _ := segmentOCR(rest, w.names, nil)
	if len(s.names) == 0 || len(s.unknown)*2 > len(s.names) {
		return text
	}
	far := map[string]float64{}
	nearest := 1.0
	for _, h := range headings {
		far[h] = ocrDistance(head, ocrFold(h))
		nearest = min(nearest, far[h])
	}
	var fit []string
	for _, h := range headings {
		if far[h] <= 0.75 && far[h] < nearest+0.08 && before(h, next) {
			fit = append(fit, h)
		}
	}
	if len(fit) != 1 {
		return text
	}
	return fit[0] + ":" + rest
}

// ocrFold keeps what scans leave of a word: letters and digits in lower case,
// thin strokes alike.
func ocrFold(s string) []rune {
	var out []rune
	for _, r := range strings.ToLower(s) {
		switch {
		case strings.ContainsRune("1il|!tjïî", r):
			out = append(out, 'l')
		case unicode.IsLetter(r), unicode.IsDigit(r):
			out = append(out, r)
		}
	}
	return out
}

// ocrDistance is the share of letters that differ, from 0 to 1.
func ocrDistance(a, b []rune) float64 {
	n := max(len(a), len(b))
	if n == 0 {
		return 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, ra := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, rb := range b {
			d := diagonal
			if ra != rb {
				d++
			}
			diagonal = row[j+1]
			row[j+1] = min(d, diagonal+1, row[j]+1)
		}
	}
	return float64(row[len(b)]) / float64(n)
}

// maxMisread bounds the lists of which misread names are looked for: scans of the
// Council have fifteen names at most.
const maxMisread = 40

// farthest is how different a misread name may be.
const farthest = 0.6

// misread finds the one member that a misread name can stand for: of those
// present, or of all members of the day, and of them none that is taken. False
// when none or several remain. It also gives how many letters differ.
func (m *memo) misread(piece string, taken map[string]bool) (name string, letters int, ok bool) {
	got := ocrFold(piece)
	if m.names == nil || len(got) < 3 || len(got) > 80 {
		return "", 0, false
	}
	found := foldedLabel{}
	far, nearest := 1.0, 1.0 // of those that remain, and of those that are taken
	for _, l := range m.labels() {
		n, k := len(got), len(l.letters)
		if float64(max(n-k, k-n)) > farthest*float64(max(n, k)) {
			continue
		}
		switch d := ocrDistance(got, l.letters); {
		case d > farthest:
		case taken[l.key]:
			nearest = min(nearest, d)
		case found.label != "" && l.key != found.key:
			return "", 0, false
		case d < far:
			found, far = l, d
			letters = int(d*float64(max(n, k)) + 0.5)
		}
	}
	return found.label, letters, found.label != "" && far < nearest
}

// foldedLabel is a name of a member in the form that misread names are compared in.
type foldedLabel struct {
	label, key string
	letters    []rune
}

// labels are the names that a misread one can stand for.
func (m *memo) labels() []foldedLabel {
	if m.folded != nil {
		return m.folded
	}
	labels := m.present
	if labels == nil {
		labels = m.names.Labels()
	}
	m.folded = []foldedLabel{}
	for _, l := range labels {
		if key := m.key(l); key != "" {
			m.folded = append(m.folded, foldedLabel{l, key, ocrFold(l)})
		}
	}
	return m.folded
}

// segmentOCR parts a list of a scan: full stops stand for commas, commas stand in
// words, names are misread. It fails like segment when more than one reading is
// left; repaired tells what it read otherwise than printed.
func segmentOCR(text string, m *memo, taken map[string]bool) (s segmentation, repaired []string) {
	text = strings.ReplaceAll(text, ". ", ", ")
	if s = segment(text, m); s.ways == 1 || len(s.names) > maxMisread {
		return s, nil
	}
	pieces := commaPieces(strings.TrimRight(strings.TrimSpace(text), ".;"))
	gone := maps.Clone(taken)
	if gone == nil {
		gone = map[string]bool{}
	}
	sound := make([][]string, len(pieces)) // names that need no repair
	for i, p := range pieces {
		if found := byWord(p, i == len(pieces)-1, m); len(found) == 1 {
			sound[i] = found[0]
			for _, n := range found[0] {
				gone[m.key(n)] = true
			}
		}
	}
	o, repaired, ok := cheapest(pieces, sound, gone, m)
	if !ok {
		return s, nil
	}
	return o, repaired
}

// reading is a way to read the rest of a list, with the letters that it changes.
type reading struct {
	letters int
	names   []string
	notes   []string
}

// clearly is by how many letters the best reading of a list must beat the next.
const clearly = 4

// cheapest is the reading of the pieces that changes the fewest letters; false
// when there is none, or another is nearly as good.
func cheapest(pieces []string, sound [][]string, gone map[string]bool, m *memo) (s segmentation, notes []string, ok bool) {
	n := len(pieces)
	best := make([][]reading, n+1) // two at most, the better first
	best[n] = []reading{{}}
	for i := n - 1; i >= 0; i-- {
		for k := 1; k <= longestName && i+k <= n; k++ {
			var head reading
			if k == 1 && sound[i] != nil {
				head.names = sound[i]
			} else {
				if slices.ContainsFunc(sound[i:i+k], func(f []string) bool { return f != nil }) {
					break // a sound name is no part of a misread one
				}
				stretch := strings.Join(pieces[i:i+k], ", ")
				name, letters, found := m.misread(stretch, gone)
				if !found {
					continue
				}
				head = reading{letters, []string{name}, []string{fmt.Sprintf("%q read as %s", stretch, name)}}
			}
			for _, rest := range best[i+k] {
				best[i] = append(best[i], reading{head.letters + rest.letters, slices.Concat(head.names, rest.names), slices.Concat(head.notes, rest.notes)})
			}
		}
		slices.SortStableFunc(best[i], func(a, b reading) int { return a.letters - b.letters })
		best[i] = best[i][:min(2, len(best[i]))]
	}
	found := best[0]
	if len(found) == 0 || len(found) > 1 && found[1].letters-found[0].letters < clearly || doubled(found[0].names) {
		return s, nil, false
	}
	return segmentation{names: found[0].names, ways: 1}, found[0].notes, true
}

func doubled(names []string) bool {
	sorted := slices.Sorted(slices.Values(names))
	return len(slices.Compact(sorted)) < len(names)
}
