package source

import "errors"

// Errors that end a run. What was kept before stays in the archive, and the
// next run goes on from there. A [*Refusal], by contrast, belongs to one
// request; only a challenge ends a run.
var (
	// ErrRefused: the source does not want us: robots.txt forbids what is
	// needed, its firewall answers with a challenge, or it asks to wait for days.
	ErrRefused = errors.New("the source refuses us")
	// ErrDown: the source cannot be reached, or failed several times in a row.
	ErrDown = errors.New("the source does not answer")
	// ErrCheck: what was read contradicts what the source states of itself.
	ErrCheck = errors.New("a check failed")
	// ErrBudget: a budget that the user set is spent. It is no failure: the next
	// run goes on.
	ErrBudget = errors.New("the budget of this run is spent")
)
