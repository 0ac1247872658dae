package normalize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Link joins the votes of meeting records to the library's records of the same
// votes. Where the library has a record, its row is the row: it takes from the
// meeting record what it lacks, the id of the vote there becomes a former id, and
// what differs is an issue pv_disagrees. What the library has no record of stays
// in the meetings. The rows of the library come grouped (see [GroupVotes]).
//
// The result does not depend on what was there first: it is a function of the
// records alone. Rows and meetings are changed in place.
func Link(library []*RollCall, adoptions []*Adoption, meetings []*Verbatim) {
	l := linker{read: map[string]bool{}, byMeeting: map[string][]*RollCall{}, byText: map[string][]*RollCall{}, adoptions: map[string]*Adoption{}, taken: map[*RollCall]bool{}}
	for _, c := range library {
		for _, m := range c.MeetingRecords {
			key := meetingKey(m)
			l.byMeeting[key] = append(l.byMeeting[key], c)
		}
		if c.Resolution != "" && c.Scope != Paragraph {
			l.byText[c.ResolutionBase] = append(l.byText[c.ResolutionBase], c)
		}
	}
	for _, a := range adoptions {
		for _, s := range a.Symbols {
			l.adoptions[s] = a
		}
	}
	for _, m := range meetings {
		l.read[m.Symbol] = true
	}
	for _, m := range meetings {
		l.meeting(m)
	}
}

// meetingKey is the symbol of a meeting without what is named beside it.
func meetingKey(symbol string) string {
	base, _, _ := strings.Cut(symbol, " and ")
	return base
}

type linker struct {
	read      map[string]bool // the meetings whose records were read
	byMeeting map[string][]*RollCall
	byText    map[string][]*RollCall // by resolution without part
	adoptions map[string]*Adoption   // the library's, by symbol
	taken     map[*RollCall]bool     // rows that a vote was found for
}

func (l *linker) meeting(m *Verbatim) {
	became := map[string]string{} // id → id of the library's row
	m.RollCalls = slices.DeleteFunc(m.RollCalls, func(c RollCall) bool { return l.rollCall(m, &c, became) })
	m.Adoptions = slices.DeleteFunc(m.Adoptions, func(a Adoption) bool { return l.adoption(m, &a, became) })
	for i := range m.RollCalls {
		c := &m.RollCalls[i]
		c.ParentID = cmp.Or(became[c.ParentID], c.ParentID)
		if a := l.adoptions[c.Resolution]; c.Resolution != "" && a != nil {
			c.report(m.places[c.ID], "pv_disagrees", fmt.Sprintf("%s is adopted without a vote, says the library's record %s", c.Resolution, a.ID))
		}
	}
	for i := range m.Adoptions {
		m.Adoptions[i].ParentID = cmp.Or(became[m.Adoptions[i].ParentID], m.Adoptions[i].ParentID)
	}
	for i := range m.Statements {
		s := &m.Statements[i]
		s.RollCallID = cmp.Or(became[s.RollCallID], s.RollCallID)
	}
	for i := range m.Issues {
		m.Issues[i].RollCallID = cmp.Or(became[m.Issues[i].RollCallID], m.Issues[i].RollCallID)
	}
	l.notFound(m)
}

// rollCall links a vote; true when it has rows of the library.
func (l *linker) rollCall(m *Verbatim, c *RollCall, became map[string]string) bool {
	rows := l.rows(m, c)
	if len(rows) == 0 {
		return false
	}
	for _, row := range rows {
		l.taken[row] = true
		row.takeFrom(c, m.places[c.ID])
	}
	first := rows[0] // of its vote group, too
	first.FormerIDs = append(first.FormerIDs, c.ID)
	became[c.ID] = first.ID
	return true
}

// rows are the library's records of a vote on a whole text that was adopted: the
// collection has no others. Several are records of one vote. A vote whose
// number the meeting record does not give is found by its draft, else by its
// list, where every member voted the same and no second record has it.
func (l *linker) rows(m *Verbatim, c *RollCall) []*RollCall {
	if c.Scope != Whole || c.Outcome != Adopted {
		return nil
	}
	if c.Resolution != "" {
		return l.oneVote(m, c, l.ofText(m, c.ResolutionBase, c.Part))
	}
	here := rowsThat(l.byMeeting[m.Symbol], func(r *RollCall) bool { return r.Scope != Paragraph && !l.taken[r] })
	if rows := rowsThat(here, func(r *RollCall) bool { return shareDraft(r, c) }); len(rows) > 0 {
		return l.oneVote(m, c, rows)
	}
	if !c.HasVotes() {
		return nil
	}
	rows := rowsThat(here, func(r *RollCall) bool { return votersKey(r) == votersKey(c) })
	if voteGroups(rows) > 1 {
		return nil
	}
	return rows
}

func rowsThat(rows []*RollCall, fit func(*RollCall) bool) []*RollCall {
	return slices.DeleteFunc(slices.Clone(rows), func(r *RollCall) bool { return !fit(r) })
}

// ofText are the records of the sitting on a text. The library writes the part of
// a text in two ways (39/28A, 39/151[A]); for several parts that were voted on
// at once ("50/38 A and B", or no part given) it has a record in brackets, or of a
// range, for each.
func (l *linker) ofText(m *Verbatim, base, part string) []*RollCall {
	rows := rowsThat(l.byText[base], func(r *RollCall) bool { return !l.taken[r] && l.sameSitting(m, r) })
	if exact := rowsThat(rows, func(r *RollCall) bool { return r.Part == part }); len(exact) > 0 {
		return exact
	}
	if part != "" && !strings.ContainsAny(part, "-,") && !strings.Contains(part, "and") {
		return nil
	}
	return rowsThat(rows, isOneOfSeveral)
}

// sameSitting: a text is adopted once. Its record names the meeting, or one whose
// record was not read, and has the day.
func (l *linker) sameSitting(m *Verbatim, r *RollCall) bool {
	elsewhere := false
	for _, s := range r.MeetingRecords {
		if meetingKey(s) == m.Symbol {
			return true
		}
		elsewhere = elsewhere || l.read[meetingKey(s)]
	}
	return !elsewhere && r.Date != nil && m.Date != nil && *r.Date == *m.Date
}

// oneVote returns the records if all are of one vote; of several votes those with
// the list of this one.
func (l *linker) oneVote(m *Verbatim, c *RollCall, rows []*RollCall) []*RollCall {
	if voteGroups(rows) <= 1 {
		return rows
	}
	equal := rowsThat(rows, func(r *RollCall) bool { return votersKey(r) == votersKey(c) })
	if voteGroups(equal) == 1 {
		return equal
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	c.report(m.places[c.ID], "pv_disagrees", "which of the library's records this vote is of cannot be told: "+strings.Join(ids, " "))
	return nil
}

// voteGroups is of how many votes the rows are.
func voteGroups(rows []*RollCall) int {
	out := map[string]bool{}
	for _, r := range rows {
		out[r.VoteGroupID] = true
	}
	return len(out)
}

func shareDraft(a, b *RollCall) bool {
	return slices.ContainsFunc(a.Drafts, func(x string) bool {
		return slices.ContainsFunc(b.Drafts, func(y string) bool { return documentKey(x) == documentKey(y) })
	})
}

// votersKey is equal for lists in which the same members voted the same; who did
// not vote does not count.
func votersKey(c *RollCall) string {
	var lines []string
	for _, v := range c.Votes {
		if v.Choice != NonVoting {
			lines = append(lines, memberKey(v)+"\t"+string(v.Choice))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// takeFrom fills what the library's row lacks from the same vote in a meeting
// record, and reports what differs.
func (c *RollCall) takeFrom(o *RollCall, place string) {
	c.compareMeeting(o, place)
	c.Sources = append(c.Sources, MeetingRecord)
	c.MeetingSeq = o.MeetingSeq
	c.Method, c.Outcome = cmp.Or(c.Method, o.Method), cmp.Or(c.Outcome, o.Outcome)
	if c.Date == nil {
		c.Date = o.Date
	}
	for _, f := range []struct {
		to   *[]string
		from []string
	}{{&c.Drafts, o.Drafts}, {&c.CommitteeReports, o.CommitteeReports}, {&c.MeetingRecords, o.MeetingRecords}, {&c.Agenda, o.Agenda}} {
		if len(*f.to) == 0 {
			*f.to = f.from
		}
	}
	for _, i := range o.Issues { // what is wrong with the list there matters here
		if strings.HasPrefix(i.Code, "pv_") || slices.Contains(badLines, i.Code) {
			c.report(i.Place, i.Code, i.Detail)
		}
	}
}

// badLines are the issues of lists that keep them from being compared whole.
var badLines = []string{"unknown_member", "duplicate_member", "two_labels"}

// adoption links a text adopted without a vote; true when the library has a row
// of it.
func (l *linker) adoption(m *Verbatim, a *Adoption, became map[string]string) bool {
	if a.Scope != Whole && a.Scope != Other || len(a.Symbols) == 0 {
		return false
	}
	symbol := a.Symbols[0]
	if o := l.adoptions[symbol]; o != nil && (o.Date == nil || m.Date == nil || *o.Date == *m.Date) {
		o.takeFrom(a)
		became[a.ID] = o.ID
		return true
	}
	sym, err := ParseResolution(symbol)
	if err != nil {
		return false
	}
	for _, r := range l.ofText(m, sym.Base(), sym.Part) {
		l.taken[r] = true
		if r.Method != WithoutVote && r.Method != "" || r.HasVotes() {
			r.report(m.places[a.ID], "pv_disagrees", fmt.Sprintf("adopted without a vote, says the meeting record (adoption %s); %s has %s", a.ID, r.Source, r.said()))
			continue
		}
		r.Method, r.Sources, r.MeetingSeq = WithoutVote, append(r.Sources, MeetingRecord), a.MeetingSeq
		if became[a.ID] == "" {
			r.FormerIDs = append(r.FormerIDs, a.ID)
			became[a.ID] = r.ID
		}
	}
	return became[a.ID] != ""
}

func (a *Adoption) takeFrom(o *Adoption) {
	a.FormerIDs, a.Sources = append(a.FormerIDs, o.ID), append(a.Sources, MeetingRecord)
	a.MeetingSeq, a.Meeting = o.MeetingSeq, cmp.Or(a.Meeting, o.Meeting)
	if len(a.Drafts) == 0 {
		a.Drafts = o.Drafts
	}
	if len(a.CommitteeReports) == 0 {
		a.CommitteeReports = o.CommitteeReports
	}
}

// said is a vote in a few words.
func (c *RollCall) said() string {
	if !c.HasVotes() {
		return "a vote without a list"
	}
	return fmt.Sprintf("%d yes, %d no, %d abstaining", *c.Yes, *c.No, *c.Abstain)
}

// notFound reports the library's votes of a meeting whose record has none on the
// text: only where all of the record was read, and each of its votes has a
// number or a row.
func (l *linker) notFound(m *Verbatim) {
	if !m.Sure || slices.ContainsFunc(m.RollCalls, func(c RollCall) bool { return c.Scope == Whole && c.Outcome == Adopted }) {
		return
	}
	for _, r := range l.byMeeting[m.Symbol] {
		if l.taken[r] || len(r.MeetingRecords) != 1 || r.Resolution == "" || r.Method == WithoutVote {
			continue
		}
		r.report(m.Symbol, "pv_disagrees", fmt.Sprintf("the meeting record has no vote on %s; %s has %s", r.Resolution, r.Source, r.said()))
	}
}

// compareMeeting reports what the meeting record says of the vote of a library's
// row that the row does not, and fills a list without any votes.
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

// complete reports whether the list is as long as the record states, or the
// record states nothing.
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
