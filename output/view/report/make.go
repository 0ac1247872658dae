package report

import (
	"context"
	"fmt"
	"slices"

	"unvotes/output/view"
)

// Options are what the reader asked for.
type Options struct {
	Symbol   string    // the text to show as a picture; "": the report chooses
	Member   string    // an ms_code, an ISO code or a name; "": nobody in particular
	From, To *view.Day // the period of the map; nil: the ten years that end with the newest vote
}

// maker holds what the parts of a report are made from.
type maker struct {
	snapshot *view.Snapshot
	options  Options
	calls    []view.RollCall
	byID     map[string]*view.RollCall
	members  *view.Members
	issues   []view.Issue
	assembly *assembly
}

// Make computes the report of a snapshot. A member or a symbol that it does not
// have is an error that names what is near; a snapshot without votes gives a
// report that says so.
func Make(ctx context.Context, s *view.Snapshot, o Options) (*Report, error) {
	m := &maker{snapshot: s, options: o, byID: map[string]*view.RollCall{}}
	if err := m.read(ctx); err != nil {
		return nil, err
	}
	r := &Report{Title: "How the United Nations voted"}
	if err := m.opening(r); err != nil {
		return nil, err
	}
	parts := []func(context.Context) (Section, error){m.coverage, m.chosen, m.blocs, m.shifts, m.quality}
	if o.Member != "" {
		parts = slices.Insert(parts, 2, m.focus)
	}
	for _, part := range parts {
		section, err := part(ctx)
		if err != nil {
			return nil, err
		}
		r.Sections = append(r.Sections, section)
	}
	r.Counting = counting
	return r, nil
}

func (m *maker) read(ctx context.Context) (err error) {
	if m.calls, err = m.snapshot.RollCalls(ctx); err != nil {
		return err
	}
	if m.members, err = m.snapshot.Members(ctx); err != nil {
		return err
	}
	if m.options.Member != "" {
		one, err := m.members.Find(m.options.Member)
		if err != nil {
			return err
		}
		m.options.Member = one.MSCode
	}
	if m.issues, err = m.snapshot.Issues(ctx); err != nil {
		return err
	}
	for i := range m.calls {
		m.byID[m.calls[i].ID] = &m.calls[i]
	}
	m.assembly, err = m.readAssembly(ctx)
	return err
}

// counting are the rules that every figure follows.
var counting = []string{
	"A vote that stands in several records of the library is one vote: vote groups are counted, not rows, unless a column says records.",
	"Agreement is that of Lijphart (1963): the same vote counts one, an abstention against yes or no a half, yes against no nothing. It is taken over the votes in which both said yes, no or abstained.",
	"A shift is the other side of it: the share of the way from yes to no that the members who voted both times went, an abstention being half way.",
	"A blank in a list is non-voting: absent, not participating or not entitled. It is no abstention, and agreement leaves it out.",
	"A null vote is one that the source does not tell: a list without any code, or a code that cannot be read. Such votes are in no figure of agreement or shift; each figure says how many it leaves out.",
	"Votes on paragraphs, amendments, motions, and on parts whose whole was voted on too, are compared with the vote on the whole, and are in no other figure of agreement.",
	"Nobody's vote is corrected. What a state later asked to have noted is not what was recorded.",
}

func (m *maker) opening(r *Report) error {
	manifest := m.snapshot.Manifest
	groups := len(view.Groups(m.calls))
	r.Says = append(r.Says, fmt.Sprintf("Snapshot %s, schema %s: %s in %s.",
		m.snapshot.Name(), manifest.SchemaVersion, count(groups, "vote"), count(len(m.calls), "record")))
	if first, last := m.span(); first != nil {
		r.Says[0] = fmt.Sprintf("Snapshot %s, schema %s: %s in %s, from %s to %s.",
			m.snapshot.Name(), manifest.SchemaVersion, count(groups, "vote"), count(len(m.calls), "record"), first, last)
	} else {
		r.Says = append(r.Says, "It has no vote with a date. 'unvotes demo' makes a snapshot of two dozen votes, 'unvotes sync' one of all.")
	}
	r.Says = append(r.Says, "Everything here is computed from its Parquet tables. Beneath each figure stand its numbers, and the query that gives them.")
	return nil
}

// span are the first and the last day of a vote.
func (m *maker) span() (first, last *view.Day) {
	for i := range m.calls {
		d := m.calls[i].Date
		if d == nil {
			continue
		}
		if first == nil || *d < *first {
			first = d
		}
		if last == nil || *d > *last {
			last = d
		}
	}
	return first, last
}

// name is a member's name, its code where the table of members has none.
func (m *maker) name(code string) string {
	if one, ok := m.members.ByCode(code); ok {
		return one.Name
	}
	return code
}

// group is a member's regional group, "" for a member of none.
func (m *maker) group(code string) string {
	one, _ := m.members.ByCode(code)
	return one.Group
}

// count is "1 vote", "4,340 votes".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// thousands is "4,340".
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// The cells of tables.
func text(s string) Cell          { return Cell{Text: s} }
func number(n int) Cell           { return Cell{Text: fmt.Sprint(n)} }
func share(tenth int) Cell        { return Cell{Text: tenths(tenth)} }
func link(s, address string) Cell { return Cell{Text: s, Link: address} }

func optional(n *int32) Cell {
	if n == nil {
		return Cell{}
	}
	return number(int(*n))
}

func dayCell(d *view.Day) Cell {
	if d == nil {
		return Cell{}
	}
	return text(d.String())
}
