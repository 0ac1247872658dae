package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"unvotes/normalize"
	"unvotes/output/view"
)

// errUnknown is returned for a label of no member.
var errUnknown = errors.New("no member is known by it")

func newMembers(a *app) *cobra.Command {
	var q memberQuery
	var on string
	cmd := &cobra.Command{
		Use:   "members [NAME...]",
		Short: "Look up members by name or code, or list the members on a date",
		Long: `Members shows what is known of the members with these NAMEs, or lists the members
on a date. NAME is a code (the library's, ISO 3166-1) or a name, also a common one
or a unique beginning: SUN, fr, Russia, "united kin".

--label finds the member that a label in a list of votes means on a date. Labels
are compared ignoring case, accents, kinds of apostrophe and stray blanks; nothing
is guessed.

` + exitHelp(),
		Example: "  unvotes members --on 1945-12-31\n  unvotes members --label CONGO --on 1962-01-01\n  unvotes members SUN RUS --json",
		RunE: func(cmd *cobra.Command, names []string) (err error) {
			q.names, q.labelled = names, cmd.Flags().Changed("label")
			if q.on, err = parseDay(on, time.Now()); err != nil {
				return err
			}
			return a.members(q)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.label, "label", "", "a member as printed in a list of votes: `TEXT`")
	f.StringVar(&on, "on", "", "the `DATE`, like 1962-01-01 (default: today)")
	f.BoolVar(&q.json, "json", false, "print JSON")
	return cmd
}

type memberQuery struct {
	label    string
	labelled bool // --label was given
	names    []string
	on       normalize.Date
	json     bool
}

func parseDay(s string, now time.Time) (normalize.Date, error) {
	if s == "" {
		return normalize.DateOf(now), nil
	}
	d, err := normalize.ParseDate(s)
	if err != nil {
		return 0, fmt.Errorf("%w: --on: %w", errUsage, err)
	}
	return d, nil
}

func (a *app) members(q memberQuery) error {
	dir, err := normalize.NewDirectory()
	if err != nil {
		return err
	}
	found, err := q.find(dir)
	if err != nil {
		return err
	}
	facts := make([]memberFacts, len(found))
	for i, m := range found {
		facts[i] = newMemberFacts(dir, m, q.on)
	}
	switch {
	case q.json:
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", "  ")
		return e.Encode(facts)
	case q.labelled || len(q.names) > 0:
		return writeMembers(a.stdout, facts)
	}
	return writeMembership(a.stdout, facts)
}

// find is who was asked for: by label, by codes, or all members of the day.
func (q memberQuery) find(dir *normalize.Directory) (found []normalize.Member, err error) {
	if !q.labelled && len(q.names) == 0 {
		return dir.MembersOn(q.on), nil
	}
	if q.labelled {
		m, ok := dir.Resolve(q.label, &q.on)
		if !ok {
			return nil, fmt.Errorf("label %q on %s: %w%s", q.label, q.on, errUnknown, hint(dir, q.label))
		}
		found = append(found, m)
	}
	all := view.NewMembers(dir.Members(), dir.Periods())
	for _, name := range q.names {
		m, err := all.Find(name)
		if err != nil {
			return nil, err
		}
		found = append(found, m.Member)
	}
	return found, nil
}

func hint(dir *normalize.Directory, label string) string {
	nearest := dir.Nearest(label, 3)
	switch {
	case len(nearest) == 0:
		return ""
	case normalize.FoldLabel(nearest[0]) == normalize.FoldLabel(label):
		return "; on other days it names one member alone: give the day with --on"
	}
	return "; the nearest labels: " + strings.Join(nearest, ", ")
}

// memberFacts is what is told of a member, in JSON under the names of the
// tables' columns.
type memberFacts struct {
	MSCode       string        `json:"ms_code"`
	Name         string        `json:"name"`
	ISO3         string        `json:"iso3,omitempty"`
	ISO2         string        `json:"iso2,omitempty"`
	M49          string        `json:"m49,omitempty"`
	Group        string        `json:"un_regional_group,omitempty"`
	Successors   []string      `json:"successors,omitempty"`
	Predecessors []string      `json:"predecessors,omitempty"`
	On           string        `json:"on"` // the day that was asked for
	IsMember     bool          `json:"is_member"`
	Periods      []periodFacts `json:"periods"`
	Labels       []string      `json:"labels"`
}

type periodFacts struct {
	From   string `json:"valid_from"`
	To     string `json:"valid_to,omitempty"`
	Name   string `json:"name"`
	COW    string `json:"cow,omitempty"`
	Reason string `json:"reason"`
	Ended  string `json:"ended,omitempty"`
}

func newMemberFacts(dir *normalize.Directory, m normalize.Member, on normalize.Date) memberFacts {
	f := memberFacts{
		MSCode: m.MSCode, Name: m.Name, ISO3: m.ISO3, ISO2: m.ISO2, M49: m.M49, Group: m.Group,
		Successors: m.Successors, Predecessors: m.Predecessors, On: on.String(), IsMember: dir.IsMember(m.MSCode, on), Labels: m.Labels,
	}
	for _, p := range dir.Periods() {
		if p.MSCode != m.MSCode {
			continue
		}
		span := periodFacts{From: p.From.String(), Name: p.Name, COW: p.COW, Reason: p.Reason, Ended: p.Ended}
		if p.To != nil {
			span.To = p.To.String()
		}
		f.Periods = append(f.Periods, span)
	}
	return f
}

// nameOn is the member's name on the day that was asked for.
func (f memberFacts) nameOn() string {
	name := f.Name
	for _, p := range f.Periods {
		if p.From <= f.On && (p.To == "" || f.On <= p.To) { // such dates sort as text
			name = p.Name
		}
	}
	return name
}

// writeMembership is a line a member, and their number.
func writeMembership(out io.Writer, all []memberFacts) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, err := fmt.Fprintln(w, "ms_code\tname\tiso3\tm49\tgroup")
	for _, f := range all {
		_, e := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.MSCode, f.nameOn(), dash(f.ISO3), dash(f.M49), dash(f.Group))
		err = errors.Join(err, e)
	}
	err = errors.Join(err, w.Flush())
	_, e := fmt.Fprintf(out, "%d members\n", len(all))
	return errors.Join(err, e)
}

// writeMembers tells all that is known of each.
func writeMembers(out io.Writer, all []memberFacts) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	var err error
	line := func(name, value string) {
		_, e := fmt.Fprintf(w, "%s\t%s\n", name, value)
		err = errors.Join(err, e)
	}
	for _, f := range all {
		line(f.MSCode, f.Name)
		line("codes", fmt.Sprintf("iso3 %s, iso2 %s, m49 %s", dash(f.ISO3), dash(f.ISO2), dash(f.M49)))
		line("group", dash(f.Group))
		line("on "+f.On, map[bool]string{true: "a member: " + f.nameOn(), false: "not a member"}[f.IsMember])
		for _, p := range f.Periods {
			line("member", p.words())
		}
		line("successors", dash(strings.Join(f.Successors, " ")))
		line("predecessors", dash(strings.Join(f.Predecessors, " ")))
		line("labels", strings.Join(f.Labels, " | "))
	}
	return errors.Join(err, w.Flush())
}

func (p periodFacts) words() string {
	s := fmt.Sprintf("from %s (%s)", p.From, p.Reason)
	if p.To != "" {
		s += " to " + p.To
	}
	if p.Ended != "" {
		s += " (" + p.Ended + ")"
	}
	return s + " as " + p.Name + ", cow " + dash(p.COW)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
