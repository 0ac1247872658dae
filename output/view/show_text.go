package view

import (
	"unvotes/normalize"

	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Text lays it out for a reader. A meeting or a committee's report, which can
// have dozens of votes, is a list of them without names.
func (s *Shown) Text(st Style) string {
	p := newPage(st)
	p.text(0, 2, bold, s.heading())
	title := s.title()
	if title != "" {
		p.text(0, 0, "", title)
	}
	p.text(0, 2, "", s.counts())
	votes := 0
	for _, d := range s.decisions() {
		p.blank()
		if d.adoption != nil {
			p.adoption(d.adoption, title)
			continue
		}
		votes++
		p.vote(d.vote, s, votes, title)
	}
	if len(s.Others) > 0 {
		p.blank()
		p.text(0, 2, bold, "Other votes on this text")
		for i := range s.Others {
			p.brief(&s.Others[i])
		}
	}
	return p.String()
}

// brief tells whether the names are left out.
func (s *Shown) brief() bool { return s.Kind == Meeting || s.Kind == Report }

func (s *Shown) heading() string {
	if s.Kind == RollCallID && len(s.Votes) > 0 && s.Votes[0].Symbol() != s.Votes[0].ID {
		return s.Votes[0].Symbol() + " · roll call " + s.Symbol
	}
	return s.Symbol + " · " + wordFor(kindWords, s.Kind)
}

// title is the one that all texts have, or all pieces where there is no whole;
// "" where they differ. A piece has what was voted on for a title, at most.
func (s *Shown) title() string {
	var whole, pieces []string
	for _, d := range s.decisions() {
		switch {
		case d.adoption != nil:
			whole = append(whole, d.adoption.Title)
		case d.vote.IsPiece():
			pieces = append(pieces, d.vote.Title)
		default:
			whole = append(whole, d.vote.Title)
		}
	}
	if whole == nil {
		whole = pieces
	}
	slices.Sort(whole)
	whole = slices.DeleteFunc(slices.Compact(whole), func(t string) bool { return t == "" })
	if len(whole) != 1 {
		return ""
	}
	return whole[0]
}

func (s *Shown) counts() string {
	words := counted(len(s.Votes), "vote")
	if len(s.Votes) > 1 {
		words += ", in the order in which they were taken"
	}
	switch n := len(s.Adoptions); {
	case n > 0 && len(s.Votes) == 0:
		return counted(n, "adoption") + " without a vote"
	case n > 0:
		words += "; " + counted(n, "adoption") + " without a vote"
	}
	return words
}

func (p *page) adoption(a *Adoption, title string) {
	var names []string
	for _, s := range append(slices.Clone(a.Symbols), a.Drafts...) {
		if !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	name := strings.Join(names, ", ")
	if a.Scope != "" && a.Scope != "whole" {
		name = wordFor(scopeWords, a.Scope) + " " + a.Target + " " + name
	}
	if name == "" {
		name, title = a.Title, a.Title
	}
	p.text(0, 2, bold, name+" · adopted without a vote")
	if a.Title != title && a.Title != "" {
		p.text(2, 0, "", a.Title)
	}
	where := onDay(a.Date)
	if a.Meeting != "" {
		where += ", meeting " + a.Meeting
	}
	p.text(2, 2, "", where)
	if len(a.CommitteeReports) > 0 {
		p.text(2, 2, "", "committee report "+strings.Join(a.CommitteeReports, ", "))
	}
	p.text(2, 2, faint, a.ID)
}

// vote writes one vote: what was voted on and what came of it, when and where,
// the totals, the names, what is odd about it, what was said later, the sources.
func (p *page) vote(v *ShownVote, s *Shown, n int, title string) {
	head := v.whatVoted()
	if len(s.Votes) > 1 {
		head = fmt.Sprintf("Vote %d of %d · %s", n, len(s.Votes), head)
	}
	if v.Outcome != "" {
		head += " · " + wordFor(outcomeWords, v.Outcome)
	}
	p.text(0, 2, bold, head)
	if v.Title != title && v.Title != "" {
		p.text(2, 0, "", v.Title)
	}
	if symbol := v.Symbol(); symbol != s.Symbol && symbol != v.ID {
		p.text(2, 2, "", symbol)
	}
	p.text(2, 2, "", v.where())
	if v.Method != "" {
		p.text(2, 2, "", wordFor(methodWords, v.Method))
	}
	p.papers(&v.RollCall, s.Symbol)
	if len(v.Records) > 1 {
		p.list(2, "", fmt.Sprintf("one vote, entered under %d records", len(v.Records)), v.names())
	}
	p.totals(v)
	if !s.brief() {
		p.names(v)
	}
	for _, i := range v.IssueRows {
		p.issue(i)
	}
	for _, st := range v.Statements {
		p.statement(st)
	}
	p.sources(v)
}

// papers are the documents beside the resolution.
func (p *page) papers(c *RollCall, but string) {
	for _, list := range []struct {
		name    string
		symbols []string
	}{{"draft", c.Drafts}, {"committee report", c.CommitteeReports}} {
		symbols := slices.DeleteFunc(slices.Clone(list.symbols), func(s string) bool { return s == but || s == c.Symbol() })
		if len(symbols) > 0 {
			p.text(2, 2, "", list.name+" "+strings.Join(symbols, ", "))
		}
	}
}

// names are the symbols of the records of one vote, else their ids.
func (v *ShownVote) names() []string {
	if len(v.Symbols) == len(v.Records) {
		return v.Symbols
	}
	return v.Records
}

// totals are those of the list, and beside them the source's own where they
// differ.
func (p *page) totals(v *ShownVote) {
	t, ok := v.Tally()
	if !ok {
		return
	}
	stated, _ := v.Stated()
	switch {
	case t.Printed:
		p.text(2, 2, "", "as the source states them: "+t.words())
	case v.differ():
		p.text(2, 2, "", "the source states: "+stated.words())
		p.bar(2, segments(stated))
		p.text(2, 2, "", "its list has: "+t.words())
	default:
		p.text(2, 2, "", t.words())
	}
	p.bar(2, segments(t))
	if len(v.VetoedBy) > 0 {
		p.list(2, red, "vetoed by", v.vetoes())
	}
}

// vetoes are the names of those who vetoed.
func (v *ShownVote) vetoes() []string {
	names := slices.Clone(v.VetoedBy)
	for i, code := range names {
		for _, line := range v.List {
			if line.MSCode == code {
				names[i] = line.Member()
			}
		}
	}
	return names
}

// names writes who voted how.
func (p *page) names(v *ShownVote) {
	if len(v.List) == 0 {
		p.text(2, 2, "", "The source has no list of who voted how.")
		return
	}
	by := ByChoice(v.List)
	for _, c := range Choices {
		if names := by[c]; len(names) > 0 {
			p.list(2, choiceColour[c], fmt.Sprintf("%s (%d)", choiceWords[c], len(names)), names)
		}
	}
}

func (p *page) issue(i Issue) {
	words := string(i.Severity) + " " + i.Code
	if i.Detail != "" {
		words += ": " + i.Detail
	}
	if i.Place != "" {
		words += " [" + i.Place + "]"
	}
	p.text(2, 2, yellow, words)
}

func (p *page) statement(s Statement) {
	name := s.Name
	if name == "" {
		name = s.Label
	}
	words := name + " later told the Secretariat"
	if s.Intended != "" {
		words += " that it had intended " + intentions[s.Intended]
	}
	if s.Words != "" {
		words += `: "` + s.Words + `"`
	}
	p.text(2, 2, "", words+". The vote stays as recorded.")
}

var intentions = map[normalize.Choice]string{"yes": "to vote in favour", "no": "to vote against", "abstain": "to abstain", "non_voting": "not to take part"}

// sources are the addresses where the vote can be read.
func (p *page) sources(v *ShownVote) {
	p.text(2, 2, faint, v.ID)
	if v.UNDLURL != "" {
		p.link(2, v.UNDLURL)
	}
	for _, m := range v.MeetingRecords {
		p.link(2, MeetingURL(m))
	}
}

// MeetingURL is where a meeting record can be read.
func MeetingURL(symbol string) string {
	return "https://documents.un.org/api/symbol/access?s=" + strings.ReplaceAll(url.QueryEscape(symbol), "%2F", "/") + "&l=en&t=pdf"
}

// brief writes a vote in a few lines.
func (p *page) brief(v *ShownVote) {
	line := onDay(v.Date) + " " + v.whatVoted()
	if v.Outcome != "" {
		line += " · " + wordFor(outcomeWords, v.Outcome)
	}
	if t, ok := v.Tally(); ok {
		line += " · " + t.words()
	}
	p.text(2, 2, "", line)
	p.text(4, 2, faint, v.ID)
}
