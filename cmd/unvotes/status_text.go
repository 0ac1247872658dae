package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper/libraries"
)

// shownIDs is how many failed ids are listed for people; status --json has them all.
const shownIDs = 20

// print writes the status as text of a width, or as JSON.
func (s status) print(out io.Writer, asJSON bool, width int, now time.Time) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(s)
	}
	var b strings.Builder
	writeLine(&b, "%s", s.opening(now))
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, part := range []func(io.Writer){s.writeSnapshot, s.writeCoverage, s.writeIssues, s.writeIDs, s.writeSources, s.writeMeetings, s.writeSlices} {
		part(w)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	s.writeRuns(&b)
	var text strings.Builder
	for line := range strings.Lines(b.String()) {
		text.WriteString(fold(strings.TrimRight(line, "\n "), width))
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// fold breaks a line between words, so that no part is wider than width unless a
// word is. The parts after the first are indented.
func fold(line string, width int) string {
	const indent = "    "
	var b strings.Builder
	for runes := []rune(line); ; runes = append([]rune(indent), runes...) {
		end := len(runes)
		if end > width {
			for end = min(width, len(runes)-1); end > len(indent) && runes[end] != ' '; end-- {
			}
			if end <= len(indent) { // a long word
				if end = slices.Index(runes[len(indent):], ' ') + len(indent); end < len(indent) {
					end = len(runes)
				}
			}
		}
		b.WriteString(strings.TrimRight(string(runes[:end]), " ") + "\n")
		if runes = []rune(strings.TrimLeft(string(runes[end:]), " ")); len(runes) == 0 {
			return b.String()
		}
	}
}

// writeLine writes to a builder behind a tabwriter, which takes everything.
func writeLine(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }

// opening is what most people want to know.
func (s status) opening(now time.Time) string {
	success := "no run has succeeded yet"
	if s.LastSuccess != nil {
		success = "last success " + agoWords(now.Sub(*s.LastSuccess))
	}
	held := s.IDs["held"] + s.Meetings.States["held"]
	for _, o := range s.Others {
		held += o.States["held"]
	}
	switch {
	case s.Snapshot == nil && held == 0:
		return errEmpty.Error()
	case s.Snapshot == nil:
		return "no snapshot yet: run 'unvotes build'; " + success
	}
	newest := "none with a date"
	if s.Snapshot.Newest != nil {
		newest = "newest " + s.Snapshot.Newest.String()
	}
	return fmt.Sprintf("%s roll calls, %s with names, %s; %s", thousands(int(s.Snapshot.RollCalls)), thousands(s.Snapshot.Named), newest, success)
}

// thousands returns "9,997".
func thousands(n int) string { return message.NewPrinter(language.English).Sprint(n) }

func agoWords(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(d.Hours()/24))
}

func (s status) writeSnapshot(w io.Writer) {
	if s.Snapshot != nil {
		writeLine(w, "snapshot %s, %s votes, built %s", s.Snapshot.Name, thousands(int(s.Snapshot.Votes)), s.Snapshot.BuiltAt.Format("2006-01-02 15:04 MST"))
		if s.Snapshot.LastVeto != nil {
			writeLine(w, "%s vetoes until %s", thousands(int(s.Snapshot.Vetoes)), s.Snapshot.LastVeto)
		}
	}
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
	if len(s.Decades) == 0 {
		return
	}
	writeLine(w, "\nbody\tdecade\theld\tnames\tno names")
	for _, d := range s.Decades {
		writeLine(w, "%s\t%s\t%d\t%d\t%d", dash(string(d.Body)), d.years(), d.Held, d.Named, d.Unnamed)
	}
	var gaps, unknown []string
	for _, d := range s.Decades {
		for _, gap := range d.Gaps {
			gaps = append(gaps, dash(string(d.Body))+" "+gap)
		}
		if d.Stated == nil {
			unknown = append(unknown, dash(string(d.Body))+" "+d.years())
		}
	}
	writeLine(w, "")
	if len(gaps) > 0 {
		writeLine(w, "held, of the number that the site states: %s", strings.Join(gaps, ", "))
	} else {
		writeLine(w, "every year for which the site states a number has it")
	}
	if len(unknown) > 0 {
		writeLine(w, "the site states no number for: %s", strings.Join(unknown, ", "))
	}
}

func (d decade) years() string {
	if d.First == 0 {
		return "no date"
	}
	return fmt.Sprintf("%ds", d.First/10*10)
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
	if len(s.IDs) > 0 || !s.hasOthers() {
		writeLine(w, "\nrecords of the library\tcount")
		writeStates(w, s.IDs, s.Failed)
	}
	if len(s.Lost) > 0 {
		writeLine(w, "\n%d records lost something, and the fuller version counts", len(s.Lost))
		writeItems(w, "lost", s.Lost)
	}
}

func (s status) writeSources(w io.Writer) {
	for _, l := range libraries.All {
		if of := s.Others[l.Name]; len(of.States) > 0 {
			writeLine(w, "\nrecords of %s\tcount", l.Title)
			writeStates(w, of.States, of.Failed)
		}
	}
}

func (s status) hasOthers() bool {
	for _, of := range s.Others {
		if len(of.States) > 0 {
			return true
		}
	}
	return false
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
		writeLine(w, "%s\t%d\t%s\t%s", f.Key, f.Days, f.TriedAt.Format(time.DateOnly), joinWords(f.Result, f.Detail))
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
