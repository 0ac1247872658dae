package normalize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/catalogue"
	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// ranks says which form of a record wins. The page comes before MARCXML because
// nearly every record was seen as a page, and two records as MARCXML; both are
// drawn from the catalogue. The official CSV is made of it once or twice a year and
// is the oldest.
var ranks = map[marc.Form]int{undl.RecordPage: 1, undl.MARCXML: 2, catalogue.Form: 3, undl.OfficialCSV: 4}

// rank returns the place of a form among those of its record. What the catalogue
// changed after the page and MARCXML were fetched comes before these.
func rank(f marc.Record, forms []marc.Record) int {
	if f.Form != catalogue.Form {
		return ranks[f.Form]
	}
	changed, err := time.Parse("20060102150405.0", f.Changed)
	if err != nil || slices.ContainsFunc(forms, func(o marc.Record) bool {
		return (o.Form == undl.RecordPage || o.Form == undl.MARCXML) && !changed.After(o.SeenAt)
	}) {
		return ranks[f.Form]
	}
	return 0
}

// Merge types a record of which there are several forms, one of each kind at
// most. The form that wins gives every value that it has; the others fill what
// it leaves empty (see [Fill]), and each value in which they differ from it is an
// issue sources_disagree with both. The order of the forms does not matter.
func (n *Normalizer) Merge(forms ...marc.Record) RollCall {
	forms = ranked(forms)
	c := n.RollCall(Fill(forms...))
	if len(forms) == 1 {
		return c
	}
	c.FormerIDs = formerIDs(forms)
	winner := n.RollCall(forms[0])
	for _, f := range forms[1:] {
		c.Sources = append(c.Sources, string(f.Form))
		other := n.RollCall(f)
		if lost := marc.LostList(forms[0], f); len(lost) > 0 && rank(f, forms) < rank(forms[0], forms) {
			c.report(string(f.Form), "source_lost", fmt.Sprintf("it lacks %s, which %s has", lost[0], forms[0].Form))
		}
		c.compareFacts(&winner, &other)
		c.compareLists(&winner, &other)
	}
	return c
}

// ranked returns the forms in the order in which they win. One whose list lacks
// members that the next one has does not win over that.
func ranked(forms []marc.Record) []marc.Record {
	all := forms
	forms = slices.SortedStableFunc(slices.Values(forms), func(a, b marc.Record) int {
		if c := cmp.Compare(rank(a, all), rank(b, all)); c != 0 {
			return c
		}
		return strings.Compare(a.Hash(), b.Hash())
	})
	wins := len(forms) - 1
	for i := wins - 1; i >= 0; i-- {
		if len(marc.LostList(forms[wins], forms[i])) == 0 {
			wins = i
		}
	}
	return slices.Concat(forms[wins:wins+1], forms[:wins], forms[wins+1:])
}

// Fill is the form that wins, with what it leaves empty taken from the others in
// their order: whole rows, single totals, and the codes and roles of members. A
// list in which nobody has a code is empty in this sense. Rows that no form has a
// field for are kept of all of them.
func Fill(forms ...marc.Record) marc.Record {
	forms = ranked(forms)
	r := forms[0]
	if len(forms) == 1 {
		return r
	}
	r.Votes, r.Other = slices.Clone(r.Votes), slices.Clone(r.Other)
	for _, o := range forms[1:] {
		fillLists(&r, o)
		r.ID, r.DHLID = cmp.Or(r.ID, o.ID), cmp.Or(r.DHLID, o.DHLID)
		for _, t := range []struct {
			to   *string
			from string
		}{{&r.Title, o.Title}, {&r.Note, o.Note}, {&r.Remark, o.Remark}, {&r.VoteDate, o.VoteDate}, {&r.Modality, o.Modality}} {
			*t.to = cmp.Or(*t.to, t.from)
		}
		r.DHLID = cmp.Or(r.DHLID, o.DHLID)
		r.Summary = fillTotals(r.Summary, o.Summary)
		r.Other = append(r.Other, o.Other...)
	}
	return r
}

func fillLists(r *marc.Record, o marc.Record) {
	fillList(&r.Agenda, o.Agenda)
	fillList(&r.Resolution, o.Resolution)
	fillList(&r.MeetingRecords, o.MeetingRecords)
	fillList(&r.Drafts, o.Drafts)
	fillList(&r.CommitteeReports, o.CommitteeReports)
	fillList(&r.Subjects, o.Subjects)
	fillList(&r.Collections, o.Collections)
	if !HasVotes(*r) && HasVotes(o) {
		r.Votes = slices.Clone(o.Votes)
	}
	fillLines(r.Votes, o.Votes)
}

func fillList[T any](to *[]T, from []T) {
	if len(*to) == 0 {
		*to = from
	}
}

// HasVotes reports whether a form says how anybody voted. Codes that the official
// CSV gives everybody in a text adopted without a vote do not; see readModality.
func HasVotes(r marc.Record) bool {
	if saysWithoutVote(r.Modality) {
		return slices.ContainsFunc(r.Votes, func(l marc.VoteLine) bool { return strings.ContainsAny(l.Code, "NnAa") })
	}
	return slices.ContainsFunc(r.Votes, func(l marc.VoteLine) bool { return !isBlank(l.Code) })
}

// isBlank reports whether a code is none: X is how the official CSV writes the blank
// of the pages.
func isBlank(code string) bool { return choices[strings.ToUpper(code)] == NonVoting }

// fillLines takes the members' codes and roles from lines with the same label.
func fillLines(to, from []marc.VoteLine) {
	lines := make(map[string]marc.VoteLine, len(from))
	for _, l := range from {
		if _, twice := lines[l.Label]; twice {
			l.MemberCode, l.Role = "", "" // which of them is meant is not known
		}
		lines[l.Label] = l
	}
	for i := range to {
		l := lines[to[i].Label]
		to[i].MemberCode = cmp.Or(to[i].MemberCode, l.MemberCode)
		to[i].Role = cmp.Or(to[i].Role, l.Role)
	}
}

func fillTotals(to, from *marc.Summary) *marc.Summary {
	if to == nil || from == nil {
		return cmp.Or(to, from)
	}
	return &marc.Summary{
		Printed:    to.Printed,
		Yes:        cmp.Or(to.Yes, from.Yes),
		No:         cmp.Or(to.No, from.No),
		Abstain:    cmp.Or(to.Abstain, from.Abstain),
		NonVoting:  cmp.Or(to.NonVoting, from.NonVoting),
		Membership: cmp.Or(to.Membership, from.Membership),
	}
}

// compareFacts reports in c where two forms of its record differ in what is not
// the list. A value that one of them does not have is no difference.
func (c *RollCall) compareFacts(winner, other *RollCall) {
	differ := func(place, name string, a, b any) {
		c.report(place, "sources_disagree", fmt.Sprintf("%s: %s has %v, %s has %v", name, winner.Source, a, other.Source, b))
	}
	if a, b := winner.Date, other.Date; a != nil && b != nil && *a != *b {
		differ("row Vote date", "date", a, b)
	}
	if a, b := cmp.Or(winner.Resolution, winner.ResolutionPrinted), cmp.Or(other.Resolution, other.ResolutionPrinted); a != "" && b != "" && a != b {
		differ("row Resolution", "symbol", a, b)
	}
	for d := range unequal(winner.Printed(), other.Printed()) {
		differ("row Vote summary", d.name, d.a, d.b)
	}
}

// compareLists reports in c every member that stands in one list only, or voted
// differently. Votes are compared where both forms have any.
func (c *RollCall) compareLists(winner, other *RollCall) {
	if len(winner.Votes) == 0 || len(other.Votes) == 0 {
		return
	}
	coded := winner.HasVotes() && other.HasVotes()
	in := byMember(other.Votes)
	for _, v := range winner.Votes {
		key := memberKey(v)
		w, listed := in.take(key)
		switch {
		case !listed:
			c.disagree(v.Line, key, winner.Source, said(v), other.Source, "not listed")
		case coded && v.Choice != w.Choice:
			c.disagree(v.Line, key, winner.Source, said(v), other.Source, said(w))
		}
	}
	for _, w := range other.Votes {
		if rest := in[memberKey(w)]; len(rest) > 0 && rest[0].Line == w.Line {
			in[memberKey(w)] = rest[1:]
			c.disagree(0, memberKey(w), winner.Source, "not listed", other.Source, said(w))
		}
	}
}

func (c *RollCall) disagree(line int32, member, a, voteA, b, voteB string) {
	place := "row Vote"
	if line > 0 {
		place = fmt.Sprintf("row Vote, line %d", line)
	}
	c.report(place, "sources_disagree", fmt.Sprintf("%s: %s has %s, %s has %s", member, a, voteA, b, voteB))
}

func said(v Vote) string {
	if v.Choice == "" {
		return fmt.Sprintf("null (%q)", v.Printed)
	}
	return string(v.Choice)
}

// memberKey is the member's code, or its label where no table has it.
func memberKey(v Vote) string { return cmp.Or(v.MSCode, FoldLabel(v.Label)) }

// linesOf are the lines of a list by member: one that is listed twice has two.
type linesOf map[string][]Vote

func byMember(votes []Vote) linesOf {
	m := make(linesOf, len(votes))
	for _, v := range votes {
		m[memberKey(v)] = append(m[memberKey(v)], v)
	}
	return m
}

func (m linesOf) take(key string) (Vote, bool) {
	lines := m[key]
	if len(lines) == 0 {
		return Vote{}, false
	}
	m[key] = lines[1:]
	return lines[0], true
}

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
		first := ListKey(&calls[same[0]])
		if slices.ContainsFunc(same[1:], func(i int) bool { return ListKey(&calls[i]) != first }) {
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
	if !c.HasVotes() || c.Date == nil || c.ResolutionBase == "" || c.isOHCHR() { // OHCHR's library has a record for each vote
		return "", false
	}
	if c.Part != "" && !isOneOfSeveral(c) {
		return "", false
	}
	return strings.Join(append([]string{c.ResolutionBase, c.Date.String()}, c.MeetingRecords...), "\n"), true
}

// isOneOfSeveral reports whether a part can be one of several records of a vote, by how
// its symbol is written.
func isOneOfSeveral(c *RollCall) bool {
	return strings.Contains(c.Resolution, "[") || strings.Contains(c.Part, "-")
}

// ListKey is equal for lists in which every member voted the same.
func ListKey(c *RollCall) string {
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
