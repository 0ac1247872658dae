package normalize

import (
	"fmt"
	"slices"
	"strings"
)

// compareMeeting reports what the meeting record says of the vote of a library's
// row that the row does not, and fills a list that tells nobody's vote.
func (c *RollCall) compareMeeting(o *RollCall, place string) {
	differ := func(what string, a, b any) {
		c.report(place, "pv_disagrees", fmt.Sprintf("%s: %s has %v, the meeting record %v", what, c.Source, a, b))
	}
	if c.Date != nil && o.Date != nil && *c.Date != *o.Date {
		differ("date", c.Date, o.Date)
	}
	if len(c.MeetingRecords) > 0 && !slices.ContainsFunc(c.MeetingRecords, func(s string) bool { return meetingKey(s) == o.MeetingRecords[0] }) {
		differ("meeting", c.MeetingRecords, o.MeetingRecords[0])
	}
	if c.Method != "" && o.Method != "" && c.Method != o.Method {
		differ("method", c.Method, o.Method)
	}
	if len(c.Drafts) > 0 && len(o.Drafts) > 0 && !shareDraft(c, o) {
		differ("draft", c.Drafts, o.Drafts)
	}
	c.compareCounts(o, differ)
	switch {
	case !o.HasVotes():
	case !c.HasVotes() && c.Method == WithoutVote:
		differ("votes", "none, adopted without a vote", o.said())
	case !c.HasVotes() && o.complete():
		c.takeList(o, place)
	case c.HasVotes():
		c.compareVoters(o, differ)
	}
}

// compareCounts compares the counts that the meeting record states with those of
// the row: counted from its list, else stated.
func (c *RollCall) compareCounts(o *RollCall, differ func(what string, a, b any)) {
	own, other := c.Printed(), o.Printed()
	if c.HasVotes() {
		own = c.Counted()
	}
	other.NonVoting, other.Membership = nil, nil
	for d := range unequal(own, other) {
		differ(d.name, d.a, d.b)
	}
}

// complete tells a list that is as long as the record states, or of which it
// states nothing.
func (c *RollCall) complete() bool {
	return c.HasVotes() && len(c.differences()) == 0 && !c.hasIssue(badLines...)
}

// takeList gives a row without votes the list of the meeting record.
func (c *RollCall) takeList(o *RollCall, place string) {
	c.Votes = slices.Clone(o.Votes)
	c.setCounted(o.Counted())
	c.List = Partial
	c.report(place, "list_from_meeting", fmt.Sprintf("%s tells nobody's vote; the meeting record lists %d members", c.Source, len(o.Votes)))
	if differ := c.differences(); len(differ) > 0 && !c.hasIssue("total_mismatch") {
		c.report("row Vote summary", "total_mismatch", strings.Join(differ, "; "))
	}
}

// compareVoters compares member by member. Who is not in a meeting record's list
// did not vote, if the list is complete; of one that is not, only those who
// stand in it are compared.
func (c *RollCall) compareVoters(o *RollCall, differ func(what string, a, b any)) {
	whole := o.complete()
	in := byMember(o.Votes)
	for _, v := range c.Votes {
		w, listed := in.take(memberKey(v))
		switch {
		case listed && v.Choice != w.Choice:
			differ(memberKey(v), said(v), said(w))
		case !listed && whole && v.Choice != NonVoting:
			differ(memberKey(v), said(v), "not listed")
		}
	}
	for _, w := range o.Votes {
		if rest := in[memberKey(w)]; len(rest) > 0 && rest[0].Line == w.Line {
			in[memberKey(w)] = rest[1:]
			differ(memberKey(w), "not listed", said(w))
		}
	}
}
