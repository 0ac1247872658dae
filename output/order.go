package output

import (
	"cmp"
	"strings"
)

// The order of the rows, ascending with nulls last, as the files declare it.
// Engines skip rows by that declaration, so it must be true: the writer compares
// each row with the one before.

func compareRollCalls(a, b *RollCallRow) int {
	return cmp.Or(compareDates(a.Date, b.Date), strings.Compare(a.RollCallID, b.RollCallID))
}

func compareVotes(a, b *VoteRow) int {
	if c := compareDates(a.Date, b.Date); c != 0 {
		return c
	}
	if c := strings.Compare(a.RollCallID, b.RollCallID); c != 0 {
		return c
	}
	return cmp.Compare(a.Line, b.Line)
}

func compareAdoptions(a, b *AdoptionRow) int {
	return cmp.Or(compareDates(a.Date, b.Date), strings.Compare(a.AdoptionID, b.AdoptionID))
}

func compareStatements(a, b *StatementRow) int {
	return cmp.Or(strings.Compare(a.RollCallID, b.RollCallID), cmp.Compare(a.Line, b.Line))
}

func compareMembers(a, b *MemberRow) int { return strings.Compare(a.MSCode, b.MSCode) }

func comparePeriods(a, b *PeriodRow) int {
	return cmp.Or(strings.Compare(a.MSCode, b.MSCode), cmp.Compare(a.From, b.From))
}

func compareIssues(a, b *IssueRow) int {
	return cmp.Or(compareTexts(a.RollCallID, b.RollCallID), strings.Compare(a.Code, b.Code),
		compareTexts(a.Place, b.Place), compareTexts(a.Detail, b.Detail))
}

func compareDates(a, b *int32) int { return compareNullable(a, b, cmp.Compare[int32]) }

func compareTexts(a, b *string) int { return compareNullable(a, b, strings.Compare) }

func compareNullable[T any](a, b *T, compare func(a, b T) int) int {
	switch {
	case a == b: // the same cell, or both null
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return compare(*a, *b)
}
