package view

import (
	"slices"

	"unvotes/normalize"
)

// Group is one vote taken, with all records of it. The library enters some votes
// once for each part of the text: count groups, not records.
type Group struct {
	ID    string     // vote_group_id
	Calls []RollCall // at least one, in the order of the table
}

// Groups are the votes of the roll calls, in the order of their first records.
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

// First is the record that stands for the vote: the first that has totals of a
// list, else the first.
func (g Group) First() RollCall {
	if i := slices.IndexFunc(g.Calls, func(c RollCall) bool { return c.Yes != nil }); i >= 0 {
		return g.Calls[i]
	}
	return g.Calls[0]
}

// IsPiece tells whether every record of the vote is of less than a whole text.
func (g Group) IsPiece() bool {
	return !slices.ContainsFunc(g.Calls, func(c RollCall) bool { return !c.IsPiece() })
}

// Question says which votes a computation is about.
type Question struct {
	Body     normalize.Body // GA, SC; "": both
	From, To *Day           // both included; nil: no limit. A vote without a date is in no limited span.
	// Pieces counts the votes on parts, paragraphs, amendments and motions too.
	// They are known only where a meeting record was read, so that by default
	// the answer does not depend on which ones were.
	Pieces bool
}

// Select are the roll calls that the question is about. pieces is how many votes
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

// Spans tells whether the day, nil when it is not known, is in the span.
func (q Question) Spans(d *Day) bool {
	if d == nil {
		return q.From == nil && q.To == nil
	}
	return (q.From == nil || *q.From <= *d) && (q.To == nil || *d <= *q.To)
}
