package output

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"unvotes/normalize"
)

// Tables are the rows that a snapshot is made of, in any order.
type Tables struct {
	RollCalls  []normalize.RollCall
	Adoptions  []normalize.Adoption
	Statements []normalize.Statement // those on one vote in their order
	Vetoes     []normalize.Veto
	Members    []normalize.Member
	Periods    []normalize.Period
	// Issues are those that belong to no roll call. The roll calls' own issues
	// are taken from them and must not be repeated here. One that names a roll
	// call is listed among that row's codes too.
	Issues []normalize.Issue
	// Documents is how many documents gave all this; some give no row.
	Documents int
}

// sorted returns the tables in the order of the rows, with all issues in Issues.
// It fails when two roll calls or adoptions have one id, or a value that every
// row must have is missing. The caller's slices stay as they are.
func (t Tables) sorted() (Tables, error) {
	t.RollCalls = sortedBy(t.RollCalls, compareRollCalls)
	t.Adoptions = sortedBy(t.Adoptions, compareAdoptions)
	t.Statements = slices.SortedStableFunc(slices.Values(t.Statements), func(a, b normalize.Statement) int {
		return strings.Compare(a.RollCallID, b.RollCallID)
	})
	t.Vetoes = sortedBy(t.Vetoes, compareVetoes)
	t.Members = sortedBy(t.Members, compareMembers)
	t.Periods = sortedBy(t.Periods, comparePeriods)
	t.Issues = t.allIssues()
	return t, t.check()
}

func sortedBy[T any](rows []T, compare func(a, b *T) int) []T {
	order := make([]*T, len(rows)) // a row has hundreds of bytes
	for i := range rows {
		order[i] = &rows[i]
	}
	slices.SortFunc(order, compare)
	sorted := make([]T, len(rows))
	for i, row := range order {
		sorted[i] = *row
	}
	return sorted
}

// allIssues returns the roll calls' issues and the others, in order.
func (t Tables) allIssues() []normalize.Issue {
	all := slices.Clone(t.Issues)
	for _, c := range t.RollCalls {
		for _, i := range c.Issues {
			i.RollCallID = cmp.Or(i.RollCallID, c.ID)
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b normalize.Issue) int {
		return cmp.Or(compareIssues(&a, &b), cmp.Compare(a.Severity, b.Severity))
	})
	return all
}

// check looks for values that every row must have.
func (t Tables) check() error {
	ids := make(map[string]bool, len(t.RollCalls)+len(t.Adoptions))
	for _, c := range t.RollCalls {
		switch {
		case c.ID == "" || c.VoteGroupID == "" || c.Source == "" || c.List == "" || c.ContentSHA256 == "" || c.RetrievedAt.IsZero():
			return fmt.Errorf("roll call %q (record %d): id, vote group, source, list, time or hash is missing", c.ID, c.UNDLID)
		case ids[c.ID]:
			return fmt.Errorf("roll call %s is there twice", c.ID)
		}
		ids[c.ID] = true
	}
	for _, a := range t.Adoptions {
		if a.ID == "" || a.Source == "" || ids[a.ID] {
			return fmt.Errorf("adoption %q: id or source is missing, or the id is taken", a.ID)
		}
		ids[a.ID] = true
	}
	for _, i := range t.Issues {
		if i.Code == "" || i.Severity == "" {
			return fmt.Errorf("issue of %q at %q: code or severity is missing: %s", i.RollCallID, i.Place, i.Detail)
		}
	}
	return nil
}

// rollCallRows, like the functions below, expects sorted tables and sets what a
// row takes from other tables.
func rollCallRows(t Tables) iter.Seq[normalize.RollCall] {
	codes := make(map[string][]string)
	for _, i := range t.Issues {
		codes[i.RollCallID] = append(codes[i.RollCallID], i.Code)
	}
	return func(yield func(normalize.RollCall) bool) {
		for _, c := range t.RollCalls {
			c.IssueCodes = slices.Compact(codes[c.ID]) // issues are sorted by code
			c.Topics = normalize.TopicsOf(c.Subjects)
			c.RetrievedAt = c.RetrievedAt.UTC().Truncate(time.Microsecond)
			if !yield(c) {
				return
			}
		}
	}
}

func voteRows(t Tables) iter.Seq[normalize.VoteLine] {
	return func(yield func(normalize.VoteLine) bool) {
		for i := range t.RollCalls {
			for line := range t.RollCalls[i].Lines() {
				if !yield(line) {
					return
				}
			}
		}
	}
}

func statementRows(t Tables) iter.Seq[normalize.Statement] {
	return func(yield func(normalize.Statement) bool) {
		line, of := int32(0), ""
		for _, s := range t.Statements {
			if line++; s.RollCallID != of {
				line, of = 1, s.RollCallID
			}
			s.Line = line
			if !yield(s) {
				return
			}
		}
	}
}

// The order of the rows, ascending with nulls last, as the files declare it.
// Engines skip rows by that declaration, so it must be true: the writer compares
// each row with the one before.

func compareRollCalls(a, b *normalize.RollCall) int {
	return cmp.Or(compareDates(a.Date, b.Date), strings.Compare(a.ID, b.ID))
}

func compareVotes(a, b *normalize.VoteLine) int {
	if c := compareDates(a.Date, b.Date); c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(a.RollCallID, b.RollCallID), cmp.Compare(a.Line, b.Line))
}

func compareAdoptions(a, b *normalize.Adoption) int {
	return cmp.Or(compareDates(a.Date, b.Date), strings.Compare(a.ID, b.ID))
}

func compareStatements(a, b *normalize.Statement) int {
	return cmp.Or(strings.Compare(a.RollCallID, b.RollCallID), cmp.Compare(a.Line, b.Line))
}

func compareVetoes(a, b *normalize.Veto) int {
	return cmp.Or(compareDates(a.Date, b.Date), strings.Compare(a.ID, b.ID))
}

func compareMembers(a, b *normalize.Member) int { return strings.Compare(a.MSCode, b.MSCode) }

func comparePeriods(a, b *normalize.Period) int {
	return cmp.Or(strings.Compare(a.MSCode, b.MSCode), cmp.Compare(a.From, b.From))
}

func compareIssues(a, b *normalize.Issue) int {
	return cmp.Or(compareTexts(a.RollCallID, b.RollCallID), strings.Compare(a.Code, b.Code),
		compareTexts(a.Place, b.Place), compareTexts(a.Detail, b.Detail))
}

func compareDates(a, b *normalize.Date) int {
	switch {
	case a == b: // the same cell, or both null
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*a, *b)
}

// compareTexts orders texts of which "" is null.
func compareTexts(a, b string) int {
	if a == "" || b == "" {
		return -strings.Compare(a, b)
	}
	return strings.Compare(a, b)
}
