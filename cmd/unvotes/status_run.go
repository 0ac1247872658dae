package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"unvotes/scraper"
	"unvotes/scraper/archive"
)

// nextSync is what the next sync would ask for, beside what is new by then.
type nextSync struct {
	Wanted int `json:"wanted"` // ids that no request has answered yet
	Again  int `json:"again"`  // ids that failed and are asked for again
	Due    int `json:"due"`    // held records that are due for another look
	// Meetings are the meeting records that a run with --meetings asks for.
	Meetings int `json:"meeting_records"`
}

// shownRuns is how many runs status tells of.
const shownRuns = 5

// readRuns reads the last runs, and what is due now.
func (s *status) readRuns(ctx context.Context, ar *archive.Archive, now time.Time) error {
	runs, err := ar.Runs(ctx, shownRuns)
	if err != nil {
		return err
	}
	for _, r := range runs {
		one := runStatus{Command: r.Command, StartedAt: r.StartedAt, ExitCode: r.ExitCode, Facts: json.RawMessage(r.Summary)}
		if !r.EndedAt.IsZero() {
			one.EndedAt = &r.EndedAt
		}
		s.Runs = append(s.Runs, one)
	}
	success, err := lastSuccess(ctx, ar)
	if err != nil {
		return err
	}
	if success != nil {
		s.LastSuccess = &success.EndedAt
	}
	for _, state := range []archive.State{archive.Held, archive.Quarantined} {
		due, err := ar.Due(ctx, state, now, 1<<30)
		if err != nil {
			return err
		}
		s.Next.Due += len(due)
	}
	s.Next.Wanted, s.Next.Again = s.IDs[string(archive.Wanted)], s.IDs[string(archive.Failed)]
	return nil
}

// checkAge fails when the last success is older than the operator allows.
func (s status) checkAge(most time.Duration, now time.Time) error {
	switch {
	case most == 0:
		return nil
	case s.LastSuccess == nil:
		return fmt.Errorf("%w: no run has succeeded yet; run 'unvotes sync' and read what it says", scraper.ErrCheck)
	case now.Sub(*s.LastSuccess) > most:
		return fmt.Errorf("%w: the last success is %s old, allowed are %s; run 'unvotes sync' and read what it says", scraper.ErrCheck, now.Sub(*s.LastSuccess).Round(time.Minute), most)
	}
	return nil
}

// ways asks the robots.txt of the site which ways are open, and that of the
// meeting records' host whether it may be asked: not the real one, though, when
// the site is another one, such as a test's.
func (a *app) ways(ctx context.Context, f fetchFlags) ([]scraper.Way, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	withMeetings := f.site == library || f.documents != documents
	if withMeetings {
		if err := f.checkHost("--documents", &f.documents, documents); err != nil {
			return nil, err
		}
	}
	clock := scraper.SystemClock{}
	client := scraper.NewClient(scraper.Config{UserAgent: f.agent(), Delay: f.delay, Clock: clock, Log: a.log})
	defer client.Close()
	crawler := scraper.Crawler{Site: f.site, Documents: f.documents, Client: client, Clock: clock, Log: a.log}
	ways, err := crawler.Ways(ctx)
	if err != nil || !withMeetings {
		return ways, err
	}
	meetings, err := crawler.MeetingsWay(ctx)
	return append(ways, meetings), err
}

// print writes the status as text or JSON.
func (s status) print(w io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(s)
	}
	if err := s.write(w); err != nil {
		return err
	}
	return s.writeRuns(w)
}

// writeRuns writes what an operator wants to know of runs.
func (s status) writeRuns(w io.Writer) error {
	p := printer{w: w}
	p.line("\nruns")
	for _, r := range s.Runs {
		ended := "killed, or still running"
		if r.EndedAt != nil && r.ExitCode != nil {
			ended = fmt.Sprintf("%s, code %d", r.EndedAt.Sub(r.StartedAt).Round(time.Second), *r.ExitCode)
		}
		p.line("  %s  %-8s  %s", r.StartedAt.UTC().Format(time.RFC3339), r.Command, ended)
	}
	if len(s.Runs) == 0 {
		p.line("  none: nothing was ever asked for")
	}
	p.line("the next sync asks for %d ids that are new, %d that failed, %d that are due, and whatever the site names by then", s.Next.Wanted, s.Next.Again, s.Next.Due)
	if s.Next.Meetings > 0 {
		p.line("with --meetings also for %d meeting records", s.Next.Meetings)
	}
	for _, way := range s.Ways {
		open := "closed"
		if way.Open {
			open = "open"
		}
		p.line("way %-8s  %-6s  %s", way.Name, open, way.Note)
	}
	return p.err
}

// printer keeps the first error of several lines.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}
