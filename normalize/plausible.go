package normalize

import (
	"fmt"
	"strings"
)

// councilOf15 is the first day of the Council of fifteen (Charter, Article 23,
// as amended in 1963, first elections for 1966); before it had eleven members.
var councilOf15 = mustDate("1966-01-01")

// checkMembership compares the list with who could stand in it.
func (n *Normalizer) checkMembership(c *RollCall) {
	if len(c.Votes) == 0 {
		return
	}
	listed := n.checkDuplicates(c)
	if c.Date == nil {
		return
	}
	n.checkPeriods(c)
	switch c.Body {
	case SC:
		if want := councilSize(*c.Date); len(c.Votes) != want {
			c.report("row Vote", "membership_mismatch", fmt.Sprintf("%d members listed, the Council had %d", len(c.Votes), want))
		}
	case GA:
		var missing []string
		members := n.dir.MembersOn(*c.Date)
		for _, m := range members {
			if !listed[m.MSCode] {
				missing = append(missing, m.MSCode)
			}
		}
		if len(missing) > 0 {
			c.report("row Vote", "membership_mismatch", fmt.Sprintf("%d members listed, %d that day; not listed: %s", len(c.Votes), len(members), strings.Join(missing, " ")))
		}
	}
}

func councilSize(d Date) int {
	if d < councilOf15 {
		return 11
	}
	return 15
}

// checkDuplicates reports members that stand in the list twice, and returns
// who stands in it.
func (n *Normalizer) checkDuplicates(c *RollCall) map[string]bool {
	listed := make(map[string]bool, len(c.Votes))
	first := make(map[string]Vote, len(c.Votes))
	for _, v := range c.Votes {
		key := v.MSCode
		if key == "" {
			key = v.Label
		}
		f, twice := first[key]
		if !twice {
			first[key], listed[v.MSCode] = v, true
			continue
		}
		code := "two_labels"
		if f.Label == v.Label {
			code = "duplicate_member"
		}
		c.report(fmt.Sprintf("row Vote, line %d", v.Line), code,
			fmt.Sprintf("%q (%s) and, in line %d, %q (%s) are both %s", f.Label, f.Printed, v.Line, v.Label, v.Printed, key))
	}
	return listed
}

// checkPeriods reports members in the list on a day on which they were none.
func (n *Normalizer) checkPeriods(c *RollCall) {
	for _, v := range c.Votes {
		if v.MSCode != "" && !n.dir.IsMember(v.MSCode, *c.Date) {
			c.report(fmt.Sprintf("row Vote, line %d", v.Line), "outside_membership",
				fmt.Sprintf("%q (%s) was not a member on %s", v.Label, v.MSCode, c.Date))
		}
	}
}

// checkMajority reports counts that would not have carried what counts as
// adopted: more yes than no in the Assembly (Charter, Article 18); seven, from
// 1966 nine, yes in the Council, and no "no" of a permanent member (Article 27),
// which does not hold for questions of procedure: a warning, not an error.
func (n *Normalizer) checkMajority(c *RollCall) {
	if c.Outcome != Adopted || c.Counted == nil || c.Date == nil {
		return
	}
	t := c.Counted
	switch c.Body {
	case GA:
		if t.Yes <= t.No {
			c.report("row Vote", "majority_contradicts", fmt.Sprintf("adopted with %d yes and %d no", t.Yes, t.No))
		}
	case SC:
		need := int32(7)
		if *c.Date >= councilOf15 {
			need = 9
		}
		if t.Yes < need {
			c.report("row Vote", "majority_contradicts", fmt.Sprintf("adopted with %d yes, %d are needed", t.Yes, need))
		}
		for _, v := range c.Votes {
			if v.Choice == No && v.Permanent != nil && *v.Permanent {
				c.report("row Vote", "majority_contradicts", fmt.Sprintf("adopted with a no of %s, a permanent member", v.MSCode))
			}
		}
	}
}
