package view

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"unvotes/normalize"
	"unvotes/output"
)

// The rows that are shown are those of the tables; an empty text and a nil
// pointer are null. Their JSON has the names of the columns.
type (
	// Adoption is a text, or a piece of one, adopted without a vote.
	Adoption = normalize.Adoption
	// Statement is what a member said later that it had intended. Its vote stays
	// as recorded.
	Statement = normalize.Statement
	// Issue is something wrong with a source.
	Issue = normalize.Issue
	// Period is a span of a membership under one name.
	Period = normalize.Period
	// Day is a calendar day.
	Day = normalize.Date
)

// ParseDay reads "2023-04-26".
func ParseDay(s string) (Day, error) { return normalize.ParseDate(s) }

// FirstDay returns the first of January of a year.
func FirstDay(year int) Day {
	return normalize.DateOf(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC))
}

// RollCall is a row of roll_calls, with what is shown of it.
type RollCall normalize.RollCall

// Symbol returns the best short name that the vote has: the resolution, else the
// draft, else the id.
func (c *RollCall) Symbol() string {
	switch {
	case c.Resolution != "":
		return c.Resolution
	case c.ResolutionPrinted != "":
		return c.ResolutionPrinted
	case len(c.Drafts) > 0:
		return c.Drafts[0]
	}
	return c.ID
}

// councilTitle is the library's title of a Council text, with its subject.
var councilTitle = regexp.MustCompile(`^Security Council resolution \d+ \(\d+\) \[(.+)\]$`)

// URL returns the address of the record's page, "" if it has none.
func (c *RollCall) URL() string {
	if number, ok := strings.CutPrefix(c.ID, "ohchr-"); ok {
		return output.OHCHR + "/record/" + number
	}
	return c.UNDLURL
}

// Subject returns what the text is about: the title, without "Security Council
// resolution 2795 (2025) [on …]".
func (c *RollCall) Subject() string {
	if m := councilTitle.FindStringSubmatch(c.Title); m != nil {
		return m[1]
	}
	return c.Title
}

// IsPiece reports whether the vote was on less than a text: a paragraph, an
// amendment, a motion, or a part that only a meeting record has. The parts in
// the library's collection are sections of resolutions that were adopted one by
// one, with symbols of their own: they are texts. So is a vote whose scope is
// null.
func (c *RollCall) IsPiece() bool {
	switch c.Scope {
	case normalize.Paragraph, normalize.Amendment, normalize.Motion, normalize.Other:
		return true
	case normalize.Part:
		return strings.HasPrefix(c.ID, "pv:")
	}
	return false
}

// Tally is how many members voted how.
type Tally struct {
	Yes, No, Abstain int
	NonVoting        *int // nil: not stated
	Printed          bool // as stated by the source, because there is no list to count
}

// Tally returns the totals of the list or, without one, those that the source
// states; ok is false if neither is known.
func (c *RollCall) Tally() (t Tally, ok bool) {
	if c.Yes == nil {
		return c.Stated()
	}
	t = Tally{Yes: value(c.Yes), No: value(c.No), Abstain: value(c.Abstain)}
	if c.NonVoting != nil {
		t.NonVoting = new(int(*c.NonVoting))
	}
	return t, true
}

func value(n *int32) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// Stated returns the totals as the source states them; ok is false if it states
// none.
func (c *RollCall) Stated() (t Tally, ok bool) {
	if c.PrintedYes == nil && c.PrintedNo == nil && c.PrintedAbstain == nil {
		return Tally{}, false
	}
	t = Tally{Yes: value(c.PrintedYes), No: value(c.PrintedNo), Abstain: value(c.PrintedAbstain), Printed: true}
	if c.PrintedNonVoting != nil {
		t.NonVoting = new(int(*c.PrintedNonVoting))
	}
	return t, true
}

// differ reports whether a total that the source states is not that of the list.
func (c *RollCall) differ() bool {
	counted := (*normalize.RollCall)(c).CountedAsPrinted()
	for _, pair := range [][2]*int32{{c.Yes, c.PrintedYes}, {c.No, c.PrintedNo}, {c.Abstain, c.PrintedAbstain}, {counted.NonVoting, c.PrintedNonVoting}} {
		if pair[0] != nil && pair[1] != nil && *pair[0] != *pair[1] {
			return true
		}
	}
	return false
}

// Group is one vote taken, with all records of it. The library enters some votes
// once for each part of the text: count groups, not records.
type Group struct {
	ID    string     // vote_group_id
	Calls []RollCall // at least one, in the order of the table
}

// Groups returns the votes of the roll calls, in the order of their first records.
func Groups(calls []RollCall) []Group {
	groups := make([]Group, 0, len(calls))
	place := make(map[string]int, len(calls))
	for _, c := range calls {
		i, ok := place[c.VoteGroupID]
		if !ok {
			i = len(groups)
			place[c.VoteGroupID] = i
			groups = append(groups, Group{ID: c.VoteGroupID})
		}
		groups[i].Calls = append(groups[i].Calls, c)
	}
	return groups
}

// First returns the record that stands for the vote: the first that has totals of a
// list, else the first.
func (g Group) First() RollCall {
	if i := slices.IndexFunc(g.Calls, func(c RollCall) bool { return c.Yes != nil }); i >= 0 {
		return g.Calls[i]
	}
	return g.Calls[0]
}

// IsPiece reports whether every record of the vote is of less than a whole text.
func (g Group) IsPiece() bool {
	return !slices.ContainsFunc(g.Calls, func(c RollCall) bool { return !c.IsPiece() })
}

// Question says which votes a computation is about.
type Question struct {
	Body     normalize.Body // "": all
	From, To *Day           // both included; nil: no limit. A vote without a date is in no limited span.
	// Pieces counts the votes on parts, paragraphs, amendments and motions too.
	// They are known only where a meeting record was read, so that by default
	// the answer does not depend on which ones were.
	Pieces bool
	// Join counts the votes of a former state for the member that has its seat:
	// those of the Soviet Union for the Russian Federation.
	Join bool
}

// Select returns the roll calls that the question is about, and how many votes
// (groups) were left out for Pieces alone.
func (q Question) Select(calls []RollCall) (selected []RollCall, pieces int) {
	var others []RollCall
	for _, c := range calls {
		switch {
		case q.Body != "" && c.Body != q.Body || !q.Spans(c.Date):
		case c.IsPiece() && !q.Pieces:
			others = append(others, c)
		default:
			selected = append(selected, c)
		}
	}
	counted := make(map[string]bool, len(selected))
	for _, c := range selected {
		counted[c.VoteGroupID] = true
	}
	for _, g := range Groups(others) {
		if !counted[g.ID] {
			pieces++
		}
	}
	return selected, pieces
}

// Spans reports whether the day, nil if it is unknown, is in the span.
func (q Question) Spans(d *Day) bool {
	if d == nil {
		return q.From == nil && q.To == nil
	}
	return (q.From == nil || *q.From <= *d) && (q.To == nil || *d <= *q.To)
}

// RollCalls reads all roll calls, in the order of the table: by date, those
// without one last.
func (s *Snapshot) RollCalls(ctx context.Context) ([]RollCall, error) {
	return readRows[RollCall](ctx, s, "roll_calls")
}

// Adoptions reads all adoptions, by date.
func (s *Snapshot) Adoptions(ctx context.Context) ([]Adoption, error) {
	return readRows[Adoption](ctx, s, "adoptions")
}

// Statements reads all statements.
func (s *Snapshot) Statements(ctx context.Context) ([]Statement, error) {
	return readRows[Statement](ctx, s, "statements")
}

// Issues reads all issues, in the order of the table.
func (s *Snapshot) Issues(ctx context.Context) ([]Issue, error) {
	return readRows[Issue](ctx, s, "issues")
}
