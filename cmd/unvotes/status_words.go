package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"unvotes/normalize"
	"unvotes/output"
)

// shownIDs is how many failed ids are listed for people; --json has them all.
const shownIDs = 20

// write says the status in words, a part a heading.
func (s status) write(out io.Writer) error {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, part := range []func(io.Writer){s.writeSnapshot, s.writeCoverage, s.writeIssues, s.writeIDs, s.writeMeetings, s.writeSlices} {
		part(w)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// writeLine writes to a builder behind a tabwriter, which takes everything.
func writeLine(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }

func (s status) writeSnapshot(w io.Writer) {
	if s.Snapshot == nil {
		writeLine(w, "no snapshot yet: run 'unvotes build'")
		return
	}
	age := time.Duration(s.Snapshot.AgeSeconds) * time.Second
	writeLine(w, "snapshot %s, built %s, %s ago", s.Snapshot.Name, s.Snapshot.BuiltAt.Format("2006-01-02 15:04 MST"), ageWords(age))
	writeLine(w, "%d roll calls, %d votes", s.Snapshot.RollCalls, s.Snapshot.Votes)
}

func ageWords(d time.Duration) string {
	if d >= 48*time.Hour {
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
	return d.Round(time.Minute).String()
}

// decade is what is held of a body in its years.
type decade struct {
	body         normalize.Body
	first, last  int
	held, stated int
	unstated     bool     // the site's total is not known for some of the years
	gaps         []string // years that hold less, or more, than the site states
}

func (s status) writeCoverage(w io.Writer) {
	if len(s.Coverage) == 0 {
		return
	}
	writeLine(w, "\nbody\tyears\theld\tstated\tgaps (year: held of stated)")
	for _, d := range decades(s.Coverage) {
		stated := fmt.Sprint(d.stated)
		if d.unstated {
			stated = "not known"
		}
		writeLine(w, "%s\t%s\t%d\t%s\t%s", dash(string(d.body)), d.years(), d.held, stated, dash(strings.Join(d.gaps, ", ")))
	}
}

func (d decade) years() string {
	switch d.first {
	case 0:
		return "no date"
	case d.last:
		return fmt.Sprint(d.first)
	}
	return fmt.Sprintf("%d-%d", d.first, d.last)
}

// decades adds coverage, which is in order of body and year, up by decade.
func decades(coverage []output.Coverage) (out []decade) {
	for _, c := range coverage {
		last := len(out) - 1
		if last < 0 || out[last].body != c.Body || out[last].first/10 != c.Year/10 {
			out = append(out, decade{body: c.Body, first: c.Year})
			last++
		}
		out[last].add(c)
	}
	return out
}

func (d *decade) add(c output.Coverage) {
	d.last = c.Year
	d.held += c.Held
	if c.Stated == nil {
		d.unstated = true
		return
	}
	if d.stated += *c.Stated; *c.Stated != c.Held {
		d.gaps = append(d.gaps, fmt.Sprintf("%d: %d of %d", c.Year, c.Held, *c.Stated))
	}
}

func (s status) writeIssues(w io.Writer) {
	if len(s.Issues) == 0 {
		return
	}
	writeLine(w, "\nseverity\tissue\tcount")
	for _, i := range s.Issues {
		writeLine(w, "%s\t%s\t%d", i.Severity, i.Code, i.Count)
	}
}

func (s status) writeIDs(w io.Writer) {
	writeLine(w, "\nids\tcount")
	for _, state := range slices.Sorted(maps.Keys(s.IDs)) {
		writeLine(w, "%s\t%d", state, s.IDs[state])
	}
	if len(s.Failed) == 0 {
		return
	}
	writeLine(w, "\nfailed\tdays\tlast\twhy")
	for _, f := range s.Failed[:min(shownIDs, len(s.Failed))] {
		writeLine(w, "%d\t%d\t%s\t%s", f.ID, f.Days, f.TriedAt.Format(time.DateOnly), joinWords(f.Result, f.Detail))
	}
	if more := len(s.Failed) - shownIDs; more > 0 {
		writeLine(w, "and %d more: --json has them all", more)
	}
}

func (s status) writeMeetings(w io.Writer) {
	if len(s.Meetings.States) == 0 {
		return
	}
	writeLine(w, "\nmeeting records\tcount")
	for _, state := range slices.Sorted(maps.Keys(s.Meetings.States)) {
		writeLine(w, "%s\t%d", state, s.Meetings.States[state])
	}
	if len(s.Meetings.Failed) == 0 {
		return
	}
	writeLine(w, "\nfailed\tdays\tlast\twhy")
	for _, f := range s.Meetings.Failed[:min(shownIDs, len(s.Meetings.Failed))] {
		writeLine(w, "%s\t%d\t%s\t%s", f.Symbol, f.Days, f.TriedAt.Format(time.DateOnly), joinWords(f.Result, f.Detail))
	}
	if more := len(s.Meetings.Failed) - shownIDs; more > 0 {
		writeLine(w, "and %d more: --json has them all", more)
	}
}

func joinWords(result, detail string) string {
	return cmp.Or(strings.Trim(result+": "+strings.Join(strings.Fields(detail), " "), ": "), "-")
}

func (s status) writeSlices(w io.Writer) {
	writeLine(w, "\n%d lists read, %d of them short", s.Slices, len(s.Short))
	if len(s.Short) == 0 {
		return
	}
	writeLine(w, "list\tstated\tlisted\tchecked")
	for _, l := range s.Short {
		writeLine(w, "%s\t%d\t%d\t%s", l.Name, l.Total, l.Listed, l.CheckedAt.Format(time.DateOnly))
	}
}
