package normalize

import (
	"fmt"
	"strconv"
	"strings"

	"unvotes/scraper/undl"
)

// count counts a list that has codes. A null vote counts as a member only.
func count(votes []Vote) *Totals {
	var t Totals
	for _, v := range votes {
		switch v.Choice {
		case Yes:
			t.Yes++
		case No:
			t.No++
		case Abstain:
			t.Abstain++
		case NonVoting:
			t.NonVoting++
		}
		t.Membership++
	}
	return &t
}

// readTotals types the totals that the source states (row "Vote summary", MARC
// 996). The Council's are padded: "015".
func (c *RollCall) readTotals(s *undl.Summary) {
	if s == nil {
		return
	}
	c.Printed = PrintedTotals{
		Yes:        c.readTotal("yes", s.Yes),
		No:         c.readTotal("no", s.No),
		Abstain:    c.readTotal("abstain", s.Abstain),
		NonVoting:  c.readTotal("non_voting", s.NonVoting),
		Membership: c.readTotal("membership", s.Membership),
	}
	if rest := unreadTotals(s); rest != "" {
		c.report("row Vote summary", "totals_unread", rest)
	}
}

func (c *RollCall) readTotal(name, printed string) *int32 {
	printed = strings.TrimSuffix(strings.TrimSpace(printed), ".0") // the official CSV writes 120.0
	if printed == "" {
		return nil
	}
	n, err := strconv.ParseUint(printed, 10, 15)
	if err != nil {
		c.report("row Vote summary", "totals_unread", fmt.Sprintf("%s: %q", name, printed))
		return nil
	}
	total := int32(n)
	return &total
}

// unreadTotals is what the summary prints beside the numbers that were read from
// it: "Yes: 8b". A name without a number ("No:") is a number that is missing.
func unreadTotals(s *undl.Summary) string {
	read := map[string]int{}
	for _, number := range []string{s.Yes, s.No, s.Abstain, s.NonVoting, s.Membership} {
		read[number]++
	}
	var rest []string
	for _, part := range strings.FieldsFunc(s.Printed, func(r rune) bool { return r == '|' || r == '\n' }) {
		part = strings.TrimSpace(part)
		_, number, named := strings.Cut(part, ":")
		number = strings.TrimSpace(number)
		if part == "" || named && (number == "" || read[number] > 0) {
			read[number]--
			continue
		}
		rest = append(rest, part)
	}
	return strings.Join(rest, " | ")
}

// compareTotals compares the count of the list with what the source states, and
// what it states with itself.
func (c *RollCall) compareTotals() {
	var differ []string
	if c.Counted != nil {
		differ = c.Printed.differences(*c.Counted)
	}
	if sum, whole := c.Printed.sum(); whole && sum != *c.Printed.Membership {
		differ = append(differ, fmt.Sprintf("the stated votes add up to %d, the stated membership is %d", sum, *c.Printed.Membership))
	}
	if len(differ) > 0 {
		c.report("row Vote summary", "total_mismatch", strings.Join(differ, "; "))
	}
}

func (p PrintedTotals) differences(t Totals) (differ []string) {
	if t.VotersOnly {
		p.NonVoting, p.Membership = nil, nil
	}
	for _, d := range []struct {
		name    string
		counted int32
		printed *int32
	}{
		{"yes", t.Yes, p.Yes},
		{"no", t.No, p.No},
		{"abstain", t.Abstain, p.Abstain},
		{"non_voting", t.NonVoting, p.NonVoting},
		{"membership", t.Membership, p.Membership},
	} {
		if d.printed != nil && *d.printed != d.counted {
			differ = append(differ, fmt.Sprintf("%s: counted %d, printed %d", d.name, d.counted, *d.printed))
		}
	}
	return differ
}

// sum is the stated votes, those that did not vote included; whole is false when
// one of the five numbers is not stated.
func (p PrintedTotals) sum() (sum int32, whole bool) {
	for _, n := range []*int32{p.Yes, p.No, p.Abstain, p.NonVoting} {
		if n == nil {
			return 0, false
		}
		sum += *n
	}
	return sum, p.Membership != nil
}
