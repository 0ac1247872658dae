package normalize

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"unvotes/scraper/undl"
)

// count returns the totals of a list that has codes. A null vote counts as a
// member only.
func count(votes []Vote) Totals {
	n := map[Choice]int32{}
	for _, v := range votes {
		n[v.Choice]++
	}
	return Totals{new(n[Yes]), new(n[No]), new(n[Abstain]), new(n[NonVoting]), new(int32(len(votes)))} //nolint:gosec // G115: some hundred lines
}

// countVoters is count for a list that names those who voted and nobody else:
// how many did not vote, and how many members there were, it does not say.
func countVoters(votes []Vote) Totals {
	t := count(votes)
	t.NonVoting, t.Membership = nil, nil
	return t
}

// readTotals types the totals that the source states (row "Vote summary", MARC
// 996). The Council's are padded: "015".
func (c *RollCall) readTotals(s *undl.Summary) {
	if s == nil {
		return
	}
	c.PrintedYes = c.readTotal("yes", s.Yes)
	c.PrintedNo = c.readTotal("no", s.No)
	c.PrintedAbstain = c.readTotal("abstain", s.Abstain)
	c.PrintedNonVoting = c.readTotal("non_voting", s.NonVoting)
	c.PrintedMembership = c.readTotal("membership", s.Membership)
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
	differ := c.differences()
	if sum, whole := c.Printed().sum(); whole && sum != *c.PrintedMembership {
		differ = append(differ, fmt.Sprintf("the stated votes add up to %d, the stated membership is %d", sum, *c.PrintedMembership))
	}
	if len(differ) > 0 {
		c.report("row Vote summary", "total_mismatch", strings.Join(differ, "; "))
	}
}

// differences names the totals that are counted and stated, and not equal.
func (c *RollCall) differences() (differ []string) {
	for d := range unequal(c.Counted(), c.Printed()) {
		differ = append(differ, fmt.Sprintf("%s: counted %d, printed %d", d.name, d.a, d.b))
	}
	return differ
}

// difference is a number that two totals both have and do not agree on.
type difference struct {
	name string // of the column
	a, b int32
}

// unequal yields what two totals differ in; a nil number differs from nothing.
func unequal(t, u Totals) iter.Seq[difference] {
	return func(yield func(difference) bool) {
		for _, d := range []struct {
			name string
			a, b *int32
		}{
			{"yes", t.Yes, u.Yes},
			{"no", t.No, u.No},
			{"abstain", t.Abstain, u.Abstain},
			{"non_voting", t.NonVoting, u.NonVoting},
			{"membership", t.Membership, u.Membership},
		} {
			if d.a != nil && d.b != nil && *d.a != *d.b && !yield(difference{d.name, *d.a, *d.b}) {
				return
			}
		}
	}
}

// sum is the stated votes, those that did not vote included; whole is false when
// one of the five numbers is not stated.
func (p Totals) sum() (sum int32, whole bool) {
	for _, n := range []*int32{p.Yes, p.No, p.Abstain, p.NonVoting} {
		if n == nil {
			return 0, false
		}
		sum += *n
	}
	return sum, p.Membership != nil
}
