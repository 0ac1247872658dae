package view

import (
	"context"
	"time"

	"unvotes/normalize"
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

// FirstDay is the first of January of a year.
func FirstDay(year int) Day {
	return normalize.DateOf(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC))
}

// RollCall is a row of roll_calls, with what is shown of it.
type RollCall normalize.RollCall

// Symbol is the best short name that the vote has: the resolution, else the
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

// IsPiece reports whether the vote was on less than a text: a paragraph, an
// amendment, a motion, or a part of a text whose whole has a row too
// (parent_id). The parts in the library's collection are sections of resolutions
// that were adopted one by one, with symbols of their own: they are texts. So is
// a vote whose scope is null.
func (c *RollCall) IsPiece() bool {
	switch c.Scope {
	case normalize.Paragraph, normalize.Amendment, normalize.Motion, normalize.Other:
		return true
	}
	return c.ParentID != ""
}

// Tally is how many members voted how.
type Tally struct {
	Yes, No, Abstain int
	NonVoting        *int // nil: not stated
	Printed          bool // as stated by the source, because there is no list to count
}

// Tally returns the totals of the list or, without one, those that the source
// states; ok is false where neither is known.
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
