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
		Long: `Members prints what is known about the members that you name, or lists the
members on a date. NAME is a code (the library's, ISO 3166-1) or a name; common
names and unique beginnings work too: SUN, fr, Russia, "united kin".

--label finds the member that a label in a list of votes meant on a date. Case,
accents, kinds of apostrophe and extra blanks do not matter; nothing is guessed.`,
		Example: "  unvotes members --on 1945-12-31\n  unvotes members --label GERMANY --on 1991-01-01\n  unvotes members SUN RUS --json",
		RunE: func(cmd *cobra.Command, names []string) (err error) {
			q.names, q.labelled = names, cmd.Flags().Changed("label")
			if q.on, err = parseDay(on, time.Now()); err != nil {
				return err
			}
			return a.members(q)
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.label, "label", "", "find a member by this `TEXT`, as printed in a list of votes")
	f.StringVar(&on, "on", "", "look at this `DATE`, like 1962-01-01 (default today)")
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
		return 0, fmt.Errorf("%w: --on %q: give a day, like 1962-01-01", errUsage, s)
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
		return writeMembers(a.stdout, facts, a.style().Width)
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
		if _, e := normalize.ParseDate(name); err != nil && e == nil {
			return nil, fmt.Errorf("%w; for the members on a date: --on %s", errUsage, name)
		}
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
		return " on that day, but one is on another: name it with --on"
	}
	return "; the nearest labels: " + strings.Join(nearest, ", ")
}

// memberFacts is what is known of a member on a day.
type memberFacts struct {
	normalize.Member
	On       normalize.Date     `json:"on"` // the day that was asked for
	IsMember bool               `json:"is_member"`
	Periods  []normalize.Period `json:"periods"`
}

func newMemberFacts(dir *normalize.Directory, m normalize.Member, on normalize.Date) memberFacts {
	return memberFacts{Member: m, On: on, IsMember: dir.IsMember(m.MSCode, on), Periods: dir.PeriodsOf(m.MSCode)}
}

// nameOn is the member's name on the day that was asked for.
func (f memberFacts) nameOn() string {
	for _, p := range f.Periods {
		if p.Has(f.On) {
			return p.Name
		}
	}
	return f.Name
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

// writeMembers writes all that is known of each, in lines of a width.
func writeMembers(out io.Writer, all []memberFacts, width int) error {
	var b strings.Builder
	line := func(name, value string) { b.WriteString(fold(fmt.Sprintf("%-13s  %s", name, value), width)) }
	for i, f := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		line(f.MSCode, f.Name)
		line("codes", fmt.Sprintf("iso3 %s, iso2 %s, m49 %s", dash(f.ISO3), dash(f.ISO2), dash(f.M49)))
		line("group", dash(f.Group))
		line("on "+f.On.String(), map[bool]string{true: "a member: " + f.nameOn(), false: "not a member"}[f.IsMember])
		for _, p := range f.Periods {
			line("member", periodWords(p))
		}
		line("successors", dash(strings.Join(f.Successors, " ")))
		line("predecessors", dash(strings.Join(f.Predecessors, " ")))
		line("labels", strings.Join(f.Labels, " | "))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func periodWords(p normalize.Period) string {
	s := fmt.Sprintf("from %s (%s)", p.From, p.Reason)
	if p.To != nil {
		s += " to " + p.To.String()
	}
	if p.Ended != "" {
		s += " (" + p.Ended + ")"
	}
	return s + " as " + p.Name + ", cow " + p.COW
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
