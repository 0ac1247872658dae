package output

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"unvotes/normalize"
)

// content is what Verify remembers of the rows.
type content struct {
	keys  map[string]map[string]bool // "members.ms_code": all of them
	used  map[Reference]map[string]bool
	names map[string]string // ms_code: name

	calls         []*normalize.RollCall
	tallies       map[string]*tally // by roll_call_id
	undlIDs       map[int64]bool
	formerIDs     map[string]string // former id: roll_call_id
	parents       map[string]string // of pieces: the id of the whole
	lastPeriod    normalize.Period
	lastStatement normalize.Statement
	codes         map[string][]string // issue codes by roll_call_id
	byCode        map[string]int
	held          map[heldKey]int
}

type heldKey struct {
	body normalize.Body
	year int
}

// tally counts the lines of a roll call.
type tally struct {
	call   *normalize.RollCall
	lines  int32
	votes  map[normalize.Choice]int32 // "": null
	vetoes map[string]bool            // permanent members that voted no
}

func newContent() content {
	return content{
		keys: make(map[string]map[string]bool), used: make(map[Reference]map[string]bool), names: make(map[string]string),
		tallies: make(map[string]*tally), undlIDs: make(map[int64]bool), formerIDs: make(map[string]string),
		parents: make(map[string]string), codes: make(map[string][]string), byCode: make(map[string]int), held: make(map[heldKey]int),
	}
}

func (c *content) keysOf(table, column string) map[string]bool {
	name := table + "." + column
	if c.keys[name] == nil {
		c.keys[name] = make(map[string]bool)
	}
	return c.keys[name]
}

// uses is the set of what a table's column refers to.
func (c *content) uses(table string, r Reference) map[string]bool {
	r.Column = table + "." + r.Column
	if c.used[r] == nil {
		c.used[r] = make(map[string]bool)
	}
	return c.used[r]
}

func (c *content) member(r *normalize.Member) error {
	c.names[r.MSCode] = r.Name
	return nil
}

func (c *content) period(r *normalize.Period) error {
	last := c.lastPeriod
	c.lastPeriod = *r
	if r.To != nil && *r.To < r.From {
		return fmt.Errorf("%s: a period ends before it begins", r.MSCode)
	}
	if last.MSCode == r.MSCode && (last.To == nil || *last.To >= r.From) {
		return fmt.Errorf("%s: two periods overlap", r.MSCode)
	}
	return nil
}

func (c *content) rollCall(r *normalize.RollCall) error {
	c.calls = append(c.calls, r)
	if r.ParentID != "" {
		c.parents[r.ID] = r.ParentID
	}
	c.tallies[r.ID] = &tally{call: r, votes: make(map[normalize.Choice]int32), vetoes: make(map[string]bool)}
	k := heldKey{body: r.Body}
	if r.Date != nil {
		k.year = r.Date.Year()
	}
	if r.Source != normalize.MeetingRecord {
		c.held[k]++
	}
	if id := r.UNDLID; id != 0 {
		if c.undlIDs[id] {
			return fmt.Errorf("%s: record %d has two rows", r.ID, id)
		}
		c.undlIDs[id] = true
	}
	return c.formerly(r.ID, r.FormerIDs)
}

func (c *content) formerly(is string, were []string) error {
	for _, id := range were {
		if other, taken := c.formerIDs[id]; taken {
			return fmt.Errorf("%s and %s both were %s", other, is, id)
		}
		c.formerIDs[id] = is
	}
	return nil
}

func (c *content) adoption(r *normalize.Adoption) error {
	if c.tallies[r.ID] != nil {
		return fmt.Errorf("%s is a roll call and an adoption", r.ID)
	}
	if r.ParentID != "" {
		c.parents[r.ID] = r.ParentID
	}
	return c.formerly(r.ID, r.FormerIDs)
}

// statement proves that what was said later is on a vote, and names the member as
// the table of members does.
func (c *content) statement(r *normalize.Statement) error {
	last := c.lastStatement
	c.lastStatement = *r
	switch {
	case last.RollCallID == r.RollCallID && r.Line != last.Line+1, last.RollCallID != r.RollCallID && r.Line != 1:
		return fmt.Errorf("%s: line %d after line %d", r.RollCallID, r.Line, last.Line)
	case c.names[r.MSCode] != r.Name:
		return fmt.Errorf("%s: %s is not the name of %s", r.RollCallID, r.Name, r.MSCode)
	}
	return nil
}

// vote proves that a line repeats its roll call, follows the line before, and
// names the member as the table of members does.
func (c *content) vote(r *normalize.VoteLine) error {
	t := c.tallies[r.RollCallID]
	if t == nil {
		return fmt.Errorf("line %d of %s: there is no such roll call", r.Line, r.RollCallID)
	}
	t.lines++
	t.votes[r.Choice]++
	if r.Choice == normalize.No && r.Permanent != nil && *r.Permanent {
		t.vetoes[r.MSCode] = true
	}
	call := t.call
	switch {
	case r.Line != t.lines:
		return fmt.Errorf("%s: line %d is the %dth", r.RollCallID, r.Line, t.lines)
	case compareDates(r.Date, call.Date) != 0 || r.Body != call.Body || r.Session != call.Session || r.Resolution != call.Resolution ||
		r.Scope != call.Scope || r.VoteGroupID != call.VoteGroupID:
		return fmt.Errorf("line %d of %s does not repeat its roll call: %+v", r.Line, r.RollCallID, *r)
	case c.names[r.MSCode] != r.Name:
		return fmt.Errorf("line %d of %s: %s is not the name of %s", r.Line, r.RollCallID, r.Name, r.MSCode)
	}
	return nil
}

func (c *content) issue(r *normalize.Issue) error {
	c.byCode[r.Code]++
	if r.RollCallID != "" {
		c.codes[r.RollCallID] = append(c.codes[r.RollCallID], r.Code)
	}
	return nil
}

// missing is an error that names some of the values that are not there.
func missing(what string, values map[string]bool, there func(string) bool) error {
	var gone []string
	for _, s := range slices.Sorted(maps.Keys(values)) {
		if !there(s) {
			gone = append(gone, s)
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return errors.New(what + ": " + some(gone))
}

// some is the first few of many.
func some(texts []string) string {
	const few = 5
	if len(texts) <= few {
		return fmt.Sprintf("%q", texts)
	}
	return fmt.Sprintf("%q and %d more", texts[:few], len(texts)-few)
}
