package normalize

import (
	"slices"
	"strings"
)

// GroupVotes sets the vote_group_id of every roll call: the roll_call_id of the
// first record (in the order given) of the same vote.
//
// The library enters some votes once for each part of the text: A/RES/50/38 and
// A/RES/61/128 have 14 records of one vote each. Records are taken for one vote
// when they are of the same resolution (its base), day and meetings, are written
// in brackets, as a range or without a part, and when every such record has the
// same list. If one list differs, the parts were voted on one by one, and equal
// lists among them are chance. A letter without brackets (A/RES/38/36C and
// A/RES/38/36E have equal lists) is a resolution in its own right.
func GroupVotes(calls []RollCall) {
	texts := map[string][]int{}
	for i := range calls {
		c := &calls[i]
		c.VoteGroupID = c.ID
		if key, ok := textKey(c); ok {
			texts[key] = append(texts[key], i)
		}
	}
	for _, same := range texts {
		if len(same) < 2 {
			continue
		}
		first := listKey(&calls[same[0]])
		if slices.ContainsFunc(same[1:], func(i int) bool { return listKey(&calls[i]) != first }) {
			continue
		}
		for _, i := range same[1:] {
			calls[i].VoteGroupID = calls[same[0]].ID
		}
	}
}

// textKey names the text and the sitting of a vote; ok is false for what can't
// be one of several records of a vote.
func textKey(c *RollCall) (key string, ok bool) {
	if !c.HasVotes() || c.Date == nil || c.ResolutionBase == "" {
		return "", false
	}
	if c.Part != "" && !isOneOfSeveral(c) {
		return "", false
	}
	return strings.Join(append([]string{c.ResolutionBase, c.Date.String()}, c.MeetingRecords...), "\n"), true
}

// isOneOfSeveral tells a part that may be one record of several of a vote, by how
// its symbol is written.
func isOneOfSeveral(c *RollCall) bool {
	return strings.Contains(c.Resolution, "[") || strings.Contains(c.Part, "-")
}

// listKey is equal for lists in which every member voted the same.
func listKey(c *RollCall) string {
	lines := make([]string, len(c.Votes))
	for i, v := range c.Votes {
		member := v.MSCode
		if member == "" {
			member = v.Label
		}
		lines[i] = member + "\t" + string(v.Choice)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
