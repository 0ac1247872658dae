package pv

import (
	"regexp"
	"strings"
)

// What stands at the head and the foot of pages.
var (
	symbolAt    = regexp.MustCompile(`^(?:[AS] ?/ ?(?:[A-Z0-9-]+ ?/ ?)?PV ?\. ?\d+)|(?:[AS]/(?:[A-Z0-9-]+/)?PV\.\d+(?: \(Resumption ?\d*\))?)$`)
	pageNumber  = regexp.MustCompile(`^(?:\d{1,3}|\d{1,3}/\d{1,3})$`)
	jobNumber   = regexp.MustCompile(`^(?:\d{1,3}(?:/\d{1,3})? )?(?:\d{2}-\d{5}|N\d{7})(?: ?\([A-Z]\))?(?: \d{1,3}(?:/\d{1,3})?)?$`)
	barCode     = regexp.MustCompile(`^\*\d{5,}\*$`)
	printedDate = regexp.MustCompile(`^\d{1,2}/\d{1,2}/\d{4}$`)
	sessionHead = regexp.MustCompile(`^(?:\d+ )?(?:General Assembly|Security Council) ?[-–—] ?.*(?:session|year)(?: \d+)?$`)
	meetingHead = regexp.MustCompile(`^(?:\d+ )?\d+(?:st|nd|rd|th) (?:plenary )?meeting ?[-–—,] ?.*\d{4}(?: \d+)?$`)
	notice      = regexp.MustCompile(`^(?:This record (?:contains|is subject)|Corrections (?:will be|should be) )`)
)

// isFurniture tells a line that is no text of the record. It must stand in the
// margin of the page: the outer eighth above or below.
func isFurniture(l line, height float64) bool {
	if l.base > height/8 && l.base < height*7/8 {
		return false
	}
	for _, re := range []*regexp.Regexp{symbolAt, pageNumber, jobNumber, barCode, printedDate, sessionHead, meetingHead} {
		if re.MatchString(l.text) {
			return true
		}
	}
	return false
}

// repeated counts the lines in the margins that say the same on several pages.
// Numbers differ from page to page.
func repeated(pages [][]line, heights []float64) map[string]bool {
	seen := map[string]int{}
	for i, ls := range pages {
		for _, l := range ls {
			if l.base < heights[i]/10 || l.base > heights[i]*9/10 {
				seen[withoutDigits(l.text)]++
			}
		}
	}
	out := map[string]bool{}
	for s, n := range seen {
		if n >= 3 && s != "" {
			out[s] = true
		}
	}
	return out
}

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '#'
		}
		return r
	}, s)
}
