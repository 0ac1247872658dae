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
	if c.Printed == (PrintedTotals{}) && s.Printed != "" {
		c.report("row Vote summary", "totals_unread", s.Printed)
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
	total := int32(n) //nolint:gosec // 15 bits
	return &total
}

// compareTotals compares the count of the list with what the source states.
func (c *RollCall) compareTotals() {
	if c.Counted == nil {
		return
	}
	var differ []string
	for _, t := range []struct {
		name    string
		counted int32
		printed *int32
	}{
		{"yes", c.Counted.Yes, c.Printed.Yes},
		{"no", c.Counted.No, c.Printed.No},
		{"abstain", c.Counted.Abstain, c.Printed.Abstain},
		{"non_voting", c.Counted.NonVoting, c.Printed.NonVoting},
		{"membership", c.Counted.Membership, c.Printed.Membership},
	} {
		if t.printed != nil && *t.printed != t.counted {
			differ = append(differ, fmt.Sprintf("%s: counted %d, printed %d", t.name, t.counted, *t.printed))
		}
	}
	if len(differ) > 0 {
		c.report("row Vote summary", "total_mismatch", strings.Join(differ, "; "))
	}
}
