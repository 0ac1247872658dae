package pv

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	nowDecided = regexp.MustCompile(`(?i)\b(?:shall|will) now (?:put to the vote|take (?:a decision|action)|vote|proceed to (?:take|vote|the vot)|begin the vot)`)
	mayItake   = regexp.MustCompile(`(?i)\bmay I (?:take it|consider) that .* (?:adopt|do the same|do likewise)`)
	someResult = regexp.MustCompile(`(?i)\b(?:(?:was|were|been|is) (?:thus |therefore |unanimously )?(?:adopted|rejected|retained|carried)\b|was so decided)`)
	namedText  = regexp.MustCompile(`(?i)^(?:the )?(?:draft (?:resolution|decision)|amendment|(?:operative|preambular) paragraph)s?\b.{0,200} (?:was|were) (?:adopted|rejected|retained)\b|received \w+ votes in favour|been adopted (?:unanimously )?as resolution`)
)

// expect keeps the announcement of a decision, and reports a sentence on a decision
// that was not read as one.
func (w *walk) expect(p paragraph) {
	switch {
	case namedText.MatchString(p.text):
		w.problem(Incomplete, 0, p.page, "a decision that was not read: "+p.text)
		w.awaited, w.asked = nil, false
	case someResult.MatchString(p.text):
		w.awaited, w.asked = nil, false
	case mayItake.MatchString(p.text):
		if w.asked {
			w.missed()
		}
		w.awaited, w.asked = &p, true
	case nowDecided.MatchString(p.text) && w.awaited == nil:
		w.awaited = &p
	}
}

// missed reports an announced decision that never came. Between the announcement
// and the question whether the meeting agrees, much may be said.
func (w *walk) missed() {
	if w.awaited != nil {
		w.problem(Incomplete, 0, w.awaited.page, "no decision was found after: "+w.awaited.text)
	}
	w.awaited, w.asked = nil, false
}

var resolutionNumber = regexp.MustCompile(`\b((?:ES-|S-)?\d+/|)(\d+)\b(?: [A-Z]\b)?(?: ?\([^()]+\))?`)

// findGaps reports missing resolutions: those of one meeting are numbered in order.
func (w *walk) findGaps() {
	numbers := map[string][]int{}
	for _, a := range w.actions() {
		if strings.Contains(a.Resolution, " to ") {
			return // a range: which numbers it has is not known for sure
		}
		for _, m := range resolutionNumber.FindAllStringSubmatch(a.Resolution, -1) { // "58/1 and 58/2"
			n, _ := strconv.Atoi(m[2])
			numbers[m[1]] = append(numbers[m[1]], n)
		}
	}
	for _, session := range slices.Sorted(maps.Keys(numbers)) {
		ns := slices.Compact(slices.Sorted(slices.Values(numbers[session])))
		for i, n := range ns[1:] {
			if from := ns[i]; n-from > 1 && n-from < 10 {
				w.problem(Incomplete, 0, 0, fmt.Sprintf("resolutions %s%d and %d were read, and none between them", session, from, n))
			}
		}
	}
}

// ink returns how many characters a page has.
func (p *page) ink() int {
	n := 0
	for _, f := range p.fs {
		n += len(f.ink)
	}
	return n
}

// checkPages reports pages without text, or with characters that no record has.
func (f *flow) checkPages(pages []*page) {
	for _, p := range pages {
		odd := 0
		for _, fr := range p.fs {
			for _, g := range fr.ink {
				if g.r < ' ' || g.r >= 0x250 && g.r < 0x2000 || g.r > 0x22ff && g.r < 0xfb00 || g.r > 0xfb06 {
					odd++
				}
			}
		}
		switch ink := p.ink(); {
		case ink < minText/2:
			f.problem(Incomplete, p.number, "a page without text")
		case odd > 20:
			f.problem(Damaged, p.number, fmt.Sprintf("%d characters of %d are no letters of a record", odd, ink))
		}
	}
}

var pageNumber = regexp.MustCompile(`(?:^| )(\d{1,3})(?:/(\d{1,3}))?(?: |$)`)

// checkNumbers reports pages that are missing: their numbers, or the last of "16/38".
func (f *flow) checkNumbers(cols []column, pages int) {
	numbers, total := make([][]int, pages+1), 0 // page of the PDF → what may be its number
	for _, c := range cols {
		for _, l := range c.lines {
			if !c.page.isFurniture(l) {
				continue
			}
			for _, m := range pageNumber.FindAllStringSubmatch(l.text, -1) {
				n, _ := strconv.Atoi(m[1])
				numbers[c.page.number] = append(numbers[c.page.number], n)
				if m[2] != "" {
					total, _ = strconv.Atoi(m[2])
				}
			}
		}
	}
	last := 0 // page with a number
	for i, ns := range numbers {
		if len(ns) == 0 {
			continue
		}
		if last > 0 && !slices.ContainsFunc(ns, func(n int) bool { return slices.Contains(numbers[last], n-(i-last)) }) {
			f.problem(Incomplete, i, fmt.Sprintf("page %d of the PDF has the number %d, and page %d has %d", last, numbers[last][0], i, ns[0]))
		}
		last = i
	}
	if total > 0 && last == pages && !slices.Contains(numbers[last], total) {
		f.problem(Incomplete, last, fmt.Sprintf("the last page has the number %d/%d", numbers[last][0], total))
	}
}
