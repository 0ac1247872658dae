package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"unvotes/normalize"
	"unvotes/output"
)

// shownIDs is how many failed ids are listed for people; --json has them all.
const shownIDs = 20

// print writes the status as text or JSON.
func (s status) print(out io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(s)
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, part := range []func(io.Writer){s.writeSnapshot, s.writeCoverage, s.writeIssues, s.writeIDs, s.writeCatalogue, s.writeMeetings, s.writeSlices} {
		part(w)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	s.writeRuns(&b)
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
	Body    normalize.Body `json:"body"`
	First   int            `json:"from"` // 0: votes without a date
	Last    int            `json:"to"`
	Held    int            `json:"held"`
	Named   int            `json:"with_names"`
	Unnamed int            `json:"without_names"`
	Stated  *int           `json:"stated"` // null: not known of some of the years
	Gaps    []string       `json:"gaps"`   // years that hold less, or more, than the site states
}

func (s status) writeCoverage(w io.Writer) {
	if len(s.Coverage) == 0 {
		return
	}
	writeLine(w, "\nbody\tyears\theld\twith names\twithout\tstated\tgaps (year: held of stated)")
	for _, d := range s.Decades {
		stated := "not known"
		if d.Stated != nil {
			stated = fmt.Sprint(*d.Stated)
		}
		writeLine(w, "%s\t%s\t%d\t%d\t%d\t%s\t%s", dash(string(d.Body)), d.years(), d.Held, d.Named, d.Unnamed, stated, dash(strings.Join(d.Gaps, ", ")))
	}
}

func (d decade) years() string {
	switch d.First {
	case 0:
		return "no date"
	case d.Last:
		return fmt.Sprint(d.First)
	}
	return fmt.Sprintf("%d-%d", d.First, d.Last)
}

// decades adds coverage, which is in order of body and year, up by decade.
func decades(coverage []output.Coverage) []decade {
	out := []decade{}
	for _, c := range coverage {
		last := len(out) - 1
		if last < 0 || out[last].Body != c.Body || out[last].First/10 != c.Year/10 {
			out = append(out, decade{Body: c.Body, First: c.Year, Stated: new(0), Gaps: []string{}})
			last++
		}
		out[last].add(c)
	}
	return out
}

func (d *decade) add(c output.Coverage) {
	d.Last = c.Year
	d.Held, d.Named, d.Unnamed = d.Held+c.Held, d.Named+c.Named, d.Unnamed+c.Unnamed
	switch {
	case c.Stated == nil:
		d.Stated = nil
		return
	case d.Stated != nil:
		*d.Stated += *c.Stated
	}
	if *c.Stated != c.Held {
		d.Gaps = append(d.Gaps, fmt.Sprintf("%d: %d of %d", c.Year, c.Held, *c.Stated))
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
	if len(s.IDs) > 0 || len(s.Catalogue.States) == 0 {
		writeLine(w, "\nids\tcount")
		writeStates(w, s.IDs, s.Failed)
	}
	if len(s.Lost) > 0 {
		writeLine(w, "\n%d records lost something, and the fuller version counts", len(s.Lost))
		writeItems(w, "lost", s.Lost)
	}
}

func (s status) writeCatalogue(w io.Writer) {
	if len(s.Catalogue.States) == 0 {
		return
	}
	writeLine(w, "\nrecords of the catalogue\tcount")
	writeStates(w, s.Catalogue.States, s.Catalogue.Failed)
}

func (s status) writeMeetings(w io.Writer) {
	if len(s.Meetings.States) == 0 {
		return
	}
	writeLine(w, "\nmeeting records\tcount")
	writeStates(w, s.Meetings.States, s.Meetings.Failed)
}

func writeStates(w io.Writer, states map[string]int, failed []idStatus) {
	for _, state := range slices.Sorted(maps.Keys(states)) {
		writeLine(w, "%s\t%d", state, states[state])
	}
	if len(failed) > 0 {
		writeLine(w, "")
		writeItems(w, "failed", failed)
	}
}

func writeItems(w io.Writer, what string, failed []idStatus) {
	writeLine(w, "%s\tdays\tlast\twhy", what)
	for _, f := range failed[:min(shownIDs, len(failed))] {
		key := f.Symbol
		if f.ID != 0 {
			key = strconv.FormatInt(f.ID, 10)
		}
		writeLine(w, "%s\t%d\t%s\t%s", key, f.Days, f.TriedAt.Format(time.DateOnly), joinWords(f.Result, f.Detail))
	}
	if more := len(failed) - shownIDs; more > 0 {
		writeLine(w, "and %d more: --json has them all", more)
	}
}

func joinWords(result, detail string) string {
	return cmp.Or(strings.Trim(result+": "+strings.Join(strings.Fields(detail), " "), ": "), "-")
}

func (s status) writeSlices(w io.Writer) {
	writeLine(w, "\n%d lists read, %d of them short", s.Slices, len(s.Short))
	for _, f := range s.Fallen {
		writeLine(w, "fell: %s; since %s, days seen: %d", f.words, f.Since.UTC().Format(time.DateOnly), f.Days)
	}
	if len(s.Short) == 0 {
		return
	}
	writeLine(w, "list\tstated\tlisted\tchecked")
	for _, l := range s.Short {
		writeLine(w, "%s\t%d\t%d\t%s", l.Name, l.Total, l.Listed, l.CheckedAt.Format(time.DateOnly))
	}
}

// writeRuns writes what an operator wants to know of runs.
func (s status) writeRuns(w io.Writer) {
	writeLine(w, "\nruns")
	for _, r := range s.Runs {
		ended := "killed, or still running"
		if r.EndedAt != nil && r.ExitCode != nil {
			ended = fmt.Sprintf("%s, code %d", r.EndedAt.Sub(r.StartedAt).Round(time.Second), *r.ExitCode)
		}
		writeLine(w, "  %s  %-8s  %s", r.StartedAt.UTC().Format(time.RFC3339), r.Command, ended)
	}
	if len(s.Runs) == 0 {
		writeLine(w, "  none: nothing was ever asked for")
	}
	writeLine(w, "the next sync asks for %d ids that are new, %d that failed, %d that are due, and whatever the site names by then", s.Next.Wanted, s.Next.Again, s.Next.Due)
	if s.Next.Meetings > 0 {
		writeLine(w, "with --meetings also for %d meeting records", s.Next.Meetings)
	}
	for _, r := range s.Routes {
		open := "closed"
		if r.Open {
			open = "open"
		}
		writeLine(w, "route %-8s  %-6s  %s", r.Name, open, r.Note)
	}
}
