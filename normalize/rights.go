package normalize

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"unvotes/scraper/marc"
	"unvotes/scraper/ohchr"
)

// This file has what is special about the votes of the Human Rights Council and of
// the Commission on Human Rights, as OHCHR's library has them.

// isOHCHR reports whether a row was read from OHCHR's library.
func (c *RollCall) isOHCHR() bool { return c.Source == string(ohchr.Form) }

// noVoteTaken are the notes on what was not put to the vote, and their issues.
var noVoteTaken = map[string]string{"WITHDRAWN": "withdrawn", "NOT CONSIDERED": "not_considered"}

// NoVoteTaken returns the issue that stands for a record of OHCHR's library on a text
// that was withdrawn or not considered: neither a vote nor an adoption. ok is false
// for any other record.
func NoVoteTaken(place string, forms ...marc.Record) (i Issue, ok bool) {
	r := forms[0]
	code, note := "", strings.ToUpper(tidy(r.Note))
	for manner, is := range noVoteTaken { // "WITHDRAWN by the main sponsor"
		if strings.HasPrefix(note, manner) {
			code = is
		}
	}
	if r.Form != ohchr.Form || code == "" || len(r.Votes) > 0 || statesVotes(r.Summary) {
		return i, false
	}
	detail := []string{r.Note, strings.Join(r.Resolution, " "), r.VoteDate, r.Title}
	return NewIssue("", place, code, strings.Join(append(detail, r.Drafts...), " | ")), true
}

var (
	amendmentTitle = regexp.MustCompile(`(?i)\bamendments?\s*/`)
	amendmentWords = regexp.MustCompile(`(?i)^(?:\w+ |sub-)?amendments?\b`) // "Oral amendment to"
	amendsPrinted  = regexp.MustCompile(`(?i)amendments?\b.*\b(?:to|of) (?:the )?((?:draft (?:resolution|decision) )?(?:[AE]/|L\.)\S*\w)`)
	draftPrinted   = regexp.MustCompile(`(?i)^(?:draft|amendment)\b.*L\.\s?[0-9]`)
	rightsTitleEnd = regexp.MustCompile(`(?i)\s*:?\s*(?:amendments?|resolution|decision|presidential statement)\s*/[^/]*$`)
	sessionPrinted = regexp.MustCompile(`(?i)\bat its\s+([0-9]+)(?:st|nd|rd|th)\s+(special\s+)?session`)
	draftSession   = regexp.MustCompile(`^A/HRC/((?:S-)?[0-9]+)/L`)
	outcomePrinted = regexp.MustCompile(`(?i)\b(not )?(?:(rejected)|adopted(?: as| by| without|[.;,(]|$))`)
)

// readRightsSymbol is readResolution for a record of OHCHR's library, whose symbol
// may be that of a draft or an amendment, which then was adopted or not.
func (c *RollCall) readRightsSymbol(r marc.Record) {
	c.Body, c.Title = bodyOf(r.Collections), rightsTitleEnd.ReplaceAllString(r.Title, "")
	own, repaired := rightsDocuments(c.ResolutionPrinted)
	words := strings.Join(strings.Fields(strings.Join(r.Drafts, "; ")), " ")
	amendment := amendmentTitle.MatchString(r.Title) || amendmentWords.MatchString(words)
	if amendment || len(own) == 1 {
		c.Scope, c.Outcome = Whole, rightsOutcome(words, strings.Join(r.MeetingRecords, "; "), r.Title)
	}
	switch sym, err := ParseResolution(c.ResolutionPrinted); {
	case len(own) == 1:
		c.Drafts = own
		for _, s := range repaired {
			c.report("row Resolution", "symbol_repaired", fmt.Sprintf("%q read as %s", c.ResolutionPrinted, s))
		}
	case c.ResolutionPrinted == "":
		c.report("row Resolution", "symbol_missing", "the record has no symbol")
	case err != nil:
		c.report("row Resolution", "symbol_unread", err.Error())
	case amendment: // it has the symbol of the resolution, which it is not
		c.Body, c.Session, c.SessionKind = cmp.Or(c.Body, sym.Body), sym.Session, sym.SessionKind
	default:
		c.adopt(sym)
	}
	if amendment {
		c.Scope = Amendment
		if m := amendsPrinted.FindStringSubmatch(words); m != nil {
			c.TargetPrinted = m[1]
		}
	}
	if c.Session == "" {
		c.readRightsSession(r.Title)
	}
}

// readRightsSession takes the session from the title, else from the draft's symbol.
func (c *RollCall) readRightsSession(title string) {
	if m := sessionPrinted.FindStringSubmatch(title); m != nil {
		c.Session = m[1]
		if m[2] != "" {
			c.Session = "S-" + m[1]
		}
	} else if len(c.Drafts) > 0 {
		if m := draftSession.FindStringSubmatch(c.Drafts[0]); m != nil {
			c.Session = m[1]
		}
	}
	switch {
	case strings.HasPrefix(c.Session, "S-"):
		c.SessionKind = Special
	case c.Session != "":
		c.SessionKind = Regular
	}
}

// rightsOutcome returns what came of a draft. What stands beside the draft counts
// before what stands beside the meeting, where amendments have "Adopted at the 41st
// meeting" whatever came of them.
func rightsOutcome(draft, meeting, title string) Outcome {
	says := func(text, word string) bool { return strings.Contains(strings.ToLower(text), word) }
	switch m := outcomePrinted.FindStringSubmatch(draft); {
	case m != nil && m[1] != "" && m[2] != "": // "not rejected" is not adopted
		return ""
	case m != nil && m[1]+m[2] != "":
		return Rejected
	case m != nil:
		return Adopted
	case says(meeting, "rejected"), says(title, "/ rejected by"):
		return Rejected
	}
	return ""
}

// readRightsDocuments is readDocuments for a record of OHCHR's library: symbols among
// words ("Draft resolution A/HRC/6/L.6 as amended"), or words alone ("Adopted at the
// 33rd meeting"), which the remark keeps.
func (c *RollCall) readRightsDocuments(r marc.Record) {
	parent := c.amends()
	read := func(place, printed string) (symbols []string) {
		symbols, repaired := rightsDocuments(printed)
		for _, s := range repaired {
			c.report(place, "symbol_repaired", fmt.Sprintf("%q read as %s", printed, s))
		}
		if len(symbols) == 0 && draftPrinted.MatchString(printed) {
			c.report(place, "symbol_unread", printed)
		}
		if printed != "" && (len(symbols) != 1 || !strings.HasSuffix(printed, symbols[0]) || strings.Count(printed, " ") > 2) {
			c.Remark = strings.TrimPrefix(c.Remark+"; "+strings.Join(strings.Fields(printed), " "), "; ")
		}
		return symbols
	}
	c.CommitteeReports = c.readSymbols("row Committee report", r.CommitteeReports, ParseDocument)
	for _, printed := range r.Drafts {
		for _, s := range read("row Draft resolution", printed) {
			switch {
			case strings.HasPrefix(s, "E/HR/"): // "Decisions made during: E/HR/15 page 7, E/HR/26 page 2"
				c.addMeeting(s)
			case s != parent && !slices.Contains(c.Drafts, s):
				c.Drafts = append(c.Drafts, s)
			}
		}
	}
	for _, printed := range r.MeetingRecords {
		for _, s := range read("row Meeting record", printed) {
			c.addMeeting(s)
		}
	}
}

func (c *RollCall) addMeeting(symbol string) {
	if !slices.Contains(c.MeetingRecords, symbol) {
		c.MeetingRecords = append(c.MeetingRecords, symbol)
	}
}

// amends returns the draft that an amendment would amend; "" if none is named.
func (c *RollCall) amends() string {
	if c.Scope != Amendment || c.TargetPrinted == "" {
		return ""
	}
	own := strings.Join(c.Drafts[:min(1, len(c.Drafts))], "")
	named, _ := rightsDocuments(own + " to " + c.TargetPrinted) // "to draft resolution L.1" is of the amendment's session
	if len(named) == 0 || named[len(named)-1] == own {
		return ""
	}
	return named[len(named)-1]
}

// LinkAmendments sets the parent of the amendments of the Human Rights Council and
// the Commission: the vote on, or the adoption of, the draft that they would amend.
func LinkAmendments(calls []RollCall, adoptions []Adoption) {
	wholes := map[string][]string{} // ids by draft
	for _, c := range calls {
		if c.isOHCHR() && c.Scope == Whole {
			for _, d := range c.Drafts {
				wholes[d] = append(wholes[d], c.ID)
			}
		}
	}
	for _, a := range adoptions {
		if a.Source == string(ohchr.Form) {
			for _, d := range a.Drafts {
				wholes[d] = append(wholes[d], a.ID)
			}
		}
	}
	for i := range calls {
		c := &calls[i]
		if !c.isOHCHR() {
			continue
		}
		if ids := wholes[c.amends()]; len(ids) == 1 {
			c.ParentID = ids[0]
		}
	}
}

// rightsMembers are how many members each body had from a day on.
var rightsMembers = []struct {
	body    Body
	from    Date
	members int32
}{
	{HRC, mustDate("2022-05-10"), 47}, // the seat of the Russian Federation is filled
	{HRC, mustDate("2022-04-07"), 46}, // A/RES/ES-11/3
	{HRC, mustDate("2018-07-13"), 47}, // the seat of the United States is filled
	{HRC, mustDate("2018-06-20"), 46}, // it left
	{HRC, mustDate("2006-03-15"), 47}, // A/RES/60/251
	{CHR, mustDate("1992-01-01"), 53}, // E/RES/1990/48
	{CHR, mustDate("1980-01-01"), 43}, // E/RES/1979/36
	{CHR, mustDate("1967-01-01"), 32}, // E/RES/1147(XLI)
	{CHR, mustDate("1962-01-01"), 21}, // E/RES/845(XXXII)
	{CHR, mustDate("1947-01-01"), 18}, // E/RES/12(II)
}

// rightsMembership returns how many members a body had on a day; ok is false where
// that is not known.
func rightsMembership(b Body, day Date) (members int32, ok bool) {
	for _, m := range rightsMembers {
		if m.body == b && m.from <= day {
			return m.members, true
		}
	}
	return 0, false
}

// checkRightsList compares the length of a list with the membership.
func (c *RollCall) checkRightsList() {
	members, known := rightsMembership(c.Body, *c.Date)
	if !known {
		return
	}
	distinct := map[string]bool{}
	for _, v := range c.Votes {
		distinct[cmp.Or(v.MSCode, v.Label)] = true
	}
	if c.List = Complete; len(distinct) < int(members) {
		c.List = Partial
	}
	if len(distinct) != int(members) {
		c.report("row Vote", "membership_mismatch", fmt.Sprintf("%d members listed, the body had %d", len(distinct), members))
	}
}

// CountedAsPrinted returns the counted totals in the way in which the source counts.
// OHCHR's library counts a line without a position among those that did not vote; its
// vote is null, because it is not known that the member was absent.
func (c *RollCall) CountedAsPrinted() Totals {
	t := c.Counted()
	if c.isOHCHR() && c.HasVotes() {
		t.NonVoting = new(*t.Membership - *t.Yes - *t.No - *t.Abstain)
	}
	return t
}

// rightsChoices are the codes of OHCHR's library: "." is absent, and an empty one says
// nothing.
var rightsChoices = map[string]Choice{"Y": Yes, "N": No, "A": Abstain, ".": NonVoting}

// readRightsMember finds the member that a line names by its code. The library need not
// print the name; one that is another member's is reported.
func (n *Normalizer) readRightsMember(c *RollCall, v *Vote, l marc.VoteLine) {
	m, known := n.dir.Member(strings.ToUpper(l.MemberCode))
	if !known {
		c.report(votePlace(v.Line), "unknown_member", unknownMember(l, nil))
		m, known = n.dir.Resolve(l.Label, c.Date)
	} else if other, ok := n.dir.Resolve(l.Label, c.Date); ok && other.MSCode != m.MSCode {
		c.report(votePlace(v.Line), "member_disagrees", fmt.Sprintf("%q has the code %s beside it, the table of members %s", v.Label, l.MemberCode, other.MSCode))
	}
	if known {
		v.MSCode, v.Name = m.MSCode, m.Name
	}
}
