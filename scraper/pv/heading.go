package pv

import (
	"regexp"
	"strings"
)

// headings of the three lists; what is voted on may stand between (1950: "In
// favour of overruling the President's decision:").
var listHead = regexp.MustCompile(`^(In ?favour|Against|Abstaining|Abstentions?)\b([^:.,]{0,80}):\s*`)

func listHeading(s string) bool { return listHead.MatchString(s) }

// onlyHeading tells a heading without names behind it.
func onlyHeading(s string) bool {
	m := listHead.FindString(s)
	return m != "" && len(strings.TrimSpace(m)) == len(strings.TrimSpace(s))
}

var outcomeStart = regexp.MustCompile(`^(?:Draft (?:resolution|decision)|The (?:draft|amendment|oral|motion|proposal)|Operative paragraph|Preambular paragraph|The .{3,60} paragraph|\[Subsequently|\[The delegation)`)

// looksLikeOutcome tells whether a line can begin what follows a list.
func looksLikeOutcome(s string) bool { return outcomeStart.MatchString(s) }
