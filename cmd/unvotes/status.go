package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper"
	"unvotes/scraper/archive"
	"unvotes/scraper/libraries"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

func newStatus(a *app) *cobra.Command {
	var asJSON, routes bool
	var maxAge time.Duration
	var f fetchFlags
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what the archive has, what is missing and what is wrong",
		Long: `Status reads the newest snapshot and the archive, without network and without
write permission. It shows how many votes there are by body and decade, with and
without names, and where that differs from what the site states; the issues by
code; the ids that gave no record, and why; the meeting records; the lists that
were short; the last runs; and what the next sync will ask for.`,
		Example: "  unvotes status\n  unvotes status --max-age 36h\n  unvotes status --routes --contact you@example.org\n  unvotes status --json | jq .issues",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			now := time.Now()
			s, err := a.status(cmd.Context(), now)
			if err == nil && routes {
				s.Routes, err = a.routes(cmd.Context(), f)
			}
			if err != nil {
				return err
			}
			if err := s.print(a.stdout, asJSON, a.style().Width, now); err != nil {
				return err
			}
			return s.checkAge(maxAge, now)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().DurationVar(&maxAge, "max-age", 0, "exit with 5 if the last success is older than this `TIME`, like 36h")
	cmd.Flags().BoolVar(&routes, "routes", false, "also ask each host for its robots.txt, to show which routes to the records are open")
	f.addSite(cmd.Flags())
	return cmd
}

// status is what "unvotes status" prints. In JSON every field is always there.
type status struct {
	Snapshot *snapshotStatus   `json:"snapshot"` // null: none yet
	Coverage []output.Coverage `json:"coverage"` // by body and year
	Decades  []decade          `json:"decades"`  // the same by decade
	Issues   []issueStatus     `json:"issues"`   // errors first
	IDs      map[string]int    `json:"ids"`      // by state: held, wanted, failed, ...
	Failed   []idStatus        `json:"failed"`   // ids without a record that are asked again
	Lost     []idStatus        `json:"lost"`     // ids whose newest version lacks something; the fuller one counts
	// Others are the records of the other libraries (catalogue, ohchr), by their own
	// numbers.
	Others   map[string]sourceStatus `json:"other_libraries"`
	Meetings sourceStatus            `json:"meeting_records"`
	Slices   int                     `json:"slices"` // lists that were read
	Short    []sliceStatus           `json:"short_slices"`
	Fallen   []fallStatus            `json:"fallen"` // lists that say less than they said
	Runs     []runStatus             `json:"runs"`   // the last ones, the newest first
	// LastSuccess is the end of the last run that ended with code 0 or 3; null: none.
	LastSuccess *time.Time     `json:"last_success"`
	Next        nextSync       `json:"next"`
	Routes      []source.Route `json:"routes"` // null: without --routes
}

type snapshotStatus struct {
	Name       string    `json:"name"`
	BuiltAt    time.Time `json:"built_at"`
	AgeSeconds int64     `json:"age_seconds"`
	RollCalls  int64     `json:"roll_calls"`
	Named      int       `json:"with_names"` // roll calls with a list, complete or not
	Votes      int64     `json:"votes"`
	Vetoes     int64     `json:"vetoes"`
	// LastVeto is the day of the newest veto; null: none has a date.
	LastVeto *normalize.Date `json:"vetoes_until"`
	// Newest is the day of the newest roll call; null: none has a date.
	Newest *normalize.Date `json:"newest"`
}

type issueStatus struct {
	Code     string             `json:"code"`
	Severity normalize.Severity `json:"severity"`
	Count    int                `json:"count"`
}

// idStatus is a record or a meeting record that gave no answer, or less than before.
type idStatus struct {
	Key     string    `json:"key"`  // the id of a record, the symbol of a meeting record
	Days    int       `json:"days"` // different days on which it failed, in a row
	TriedAt time.Time `json:"tried_at"`
	Result  string    `json:"result"`
	Detail  string    `json:"detail"`
}

// sourceStatus is what became of the keys of a source.
type sourceStatus struct {
	States map[string]int `json:"states"` // by state: held, wanted, absent, failed, ...
	Failed []idStatus     `json:"failed"` // asked for again by the next run
}

type sliceStatus struct {
	Name      string    `json:"name"`
	Total     int       `json:"stated"`
	Listed    int       `json:"listed"`
	CheckedAt time.Time `json:"checked_at"`
}

// fallStatus is a list that says less than it said.
type fallStatus struct {
	Source  string    `json:"source"`
	Name    string    `json:"name"`
	Was     int       `json:"was"`
	Is      int       `json:"is"`
	Missing []string  `json:"missing"` // ids; none where the list only states a number
	Since   time.Time `json:"since"`
	Days    int       `json:"days"` // different days on which it was seen; from the third on it is no failure of a run
	words   string
}

// runStatus is a run that asked the source.
type runStatus struct {
	Command   string          `json:"command"`
	StartedAt time.Time       `json:"started_at"`
	EndedAt   *time.Time      `json:"ended_at"`  // null: it was killed, or still runs
	ExitCode  *int            `json:"exit_code"` // null: as above
	Facts     json.RawMessage `json:"facts"`     // null: none
}

// nextSync is what the next sync would ask for, beside what is new by then.
type nextSync struct {
	Wanted int `json:"wanted"` // ids that no request has answered yet
	Again  int `json:"again"`  // ids that failed and are asked for again
	Due    int `json:"due"`    // held records that are due for another look
	// Meetings are the meeting records that a run with --meetings asks for.
	Meetings int `json:"meeting_records"`
}

// shownRuns is how many runs status lists.
const shownRuns = 5

func (a *app) status(ctx context.Context, now time.Time) (s status, err error) {
	if err := a.hasArchive(); err != nil {
		return s, err
	}
	// No list is null in JSON.
	s = status{Coverage: []output.Coverage{}, Decades: []decade{}, Issues: []issueStatus{}, IDs: map[string]int{}, Failed: []idStatus{}, Lost: []idStatus{}, Short: []sliceStatus{}, Fallen: []fallStatus{}, Runs: []runStatus{},
		Meetings: sourceStatus{States: map[string]int{}, Failed: []idStatus{}}, Others: map[string]sourceStatus{}}
	if err := s.readSnapshot(a.data, now); err != nil { //nolint:contextcheck // one column of one table
		return s, err
	}
	ar, err := archive.OpenReadOnly(ctx, a.archivePath())
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, ar.Close()) }()
	return s, errors.Join(s.readIDs(ctx, ar), s.readMeetings(ctx, ar, now), s.readSlices(ctx, ar), s.readRuns(ctx, ar, now))
}

// readSnapshot reads the newest snapshot's manifest; having none is no failure.
func (s *status) readSnapshot(data string, now time.Time) error {
	dir, err := output.Latest(data)
	if errors.Is(err, output.ErrNoSnapshot) {
		return nil
	}
	if err != nil {
		return err
	}
	m, err := output.ReadManifest(dir)
	if err != nil {
		return err
	}
	s.Snapshot = &snapshotStatus{Name: filepath.Base(dir), BuiltAt: m.BuiltAt, AgeSeconds: int64(now.Sub(m.BuiltAt).Seconds())}
	for _, t := range m.Tables {
		switch t.Name {
		case "roll_calls":
			s.Snapshot.RollCalls, s.Snapshot.Newest = t.Rows, t.MaxDate
		case "votes":
			s.Snapshot.Votes = t.Rows
		case "vetoes":
			s.Snapshot.Vetoes, s.Snapshot.LastVeto = t.Rows, t.MaxDate
		}
	}
	calls, err := output.ReadTable[struct {
		List normalize.List `parquet:"list"`
	}](filepath.Join(dir, "roll_calls.parquet"))
	if err != nil {
		return fmt.Errorf("%w; 'unvotes verify' checks the snapshot", err)
	}
	for _, c := range calls {
		if c.List != normalize.NoList {
			s.Snapshot.Named++
		}
	}
	s.Coverage = append(s.Coverage, m.Coverage...)
	s.Decades = decades(s.Coverage)
	for code, n := range m.IssuesByCode {
		s.Issues = append(s.Issues, issueStatus{code, normalize.NewIssue("", "", code, "").Severity, n})
	}
	worst := []normalize.Severity{normalize.Error, normalize.Warning, normalize.Info}
	slices.SortFunc(s.Issues, func(x, y issueStatus) int {
		return cmp.Or(cmp.Compare(slices.Index(worst, x.Severity), slices.Index(worst, y.Severity)), cmp.Compare(x.Code, y.Code))
	})
	return nil
}

// readIDs reads what became of the numbers of the libraries.
func (s *status) readIDs(ctx context.Context, ar *archive.Archive) error {
	for _, l := range libraries.All {
		items, err := ar.Items(ctx, l.Name)
		if err != nil {
			return err
		}
		of := sourceStatus{map[string]int{}, []idStatus{}}
		for _, it := range items {
			of.States[string(it.State)]++
			one := idStatus{Key: it.Key, Days: it.FailDays, TriedAt: it.TriedAt, Result: it.Result, Detail: it.Detail}
			switch {
			case it.State == source.StateFailed:
				of.Failed = append(of.Failed, one)
			case it.HasLost():
				s.Lost = append(s.Lost, one)
			}
		}
		if l.Name == undl.SourceName {
			s.IDs, s.Failed = of.States, of.Failed
		} else {
			s.Others[l.Name] = of
		}
	}
	return nil
}

func (s *status) readMeetings(ctx context.Context, ar *archive.Archive, now time.Time) error {
	items, err := ar.Items(ctx, pv.SourceName)
	for _, it := range items {
		s.Meetings.States[string(it.State)]++
		if it.State == source.StateFailed {
			s.Meetings.Failed = append(s.Meetings.Failed, idStatus{Key: it.Key, Days: it.FailDays, TriedAt: it.TriedAt, Result: it.Result, Detail: it.Detail})
		}
		if it.IsWanted(now) || !it.DueAt.IsZero() && !it.DueAt.After(now) {
			s.Next.Meetings++
		}
	}
	return err
}

func (s *status) readSlices(ctx context.Context, ar *archive.Archive) error {
	for _, l := range libraries.All {
		read, err := ar.Slices(ctx, l.Name)
		if err != nil {
			return err
		}
		s.Slices += len(read)
		for _, list := range read {
			if !list.Complete() {
				s.Short = append(s.Short, sliceStatus{list.Name, list.Total, list.Listed, list.CheckedAt})
			}
		}
	}
	falls, err := ar.Falls(ctx)
	for _, f := range falls {
		s.Fallen = append(s.Fallen, fallStatus{f.Source, f.Name, f.Was, f.Is, append([]string{}, f.Missing...), f.Since, f.Days, f.String()})
	}
	return err
}

// count returns how many records are in a state.
func (s *status) count(state source.State) int {
	n := s.IDs[string(state)]
	for _, of := range s.Others {
		n += of.States[string(state)]
	}
	return n
}

// readRuns reads the last runs, and what is due now.
func (s *status) readRuns(ctx context.Context, ar *archive.Archive, now time.Time) error {
	runs, err := ar.Runs(ctx, shownRuns)
	if err != nil {
		return err
	}
	for _, r := range runs {
		one := runStatus{Command: r.Command, StartedAt: r.StartedAt, ExitCode: r.ExitCode}
		if r.Summary != "" {
			one.Facts = json.RawMessage(r.Summary)
		}
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
	due, err := ar.Due(ctx, undl.SourceName, now, 1<<30)
	if err != nil {
		return err
	}
	s.Next.Due, s.Next.Wanted, s.Next.Again = len(due), s.count(source.StateWanted), s.count(source.StateFailed)
	return nil
}

// checkAge fails when the last success is older than the operator allows.
func (s status) checkAge(most time.Duration, now time.Time) error {
	switch {
	case most == 0:
		return nil
	case s.LastSuccess == nil:
		return fmt.Errorf("%w: no run has succeeded yet; run 'unvotes sync' and read what it says", source.ErrCheck)
	case now.Sub(*s.LastSuccess) > most:
		return fmt.Errorf("%w: the last success is %s old, allowed are %s; run 'unvotes sync' and read what it says", source.ErrCheck, now.Sub(*s.LastSuccess).Round(time.Minute), most)
	}
	return nil
}

// routes asks the robots.txt of every host, and nothing else, which routes are open.
func (a *app) routes(ctx context.Context, f fetchFlags) ([]source.Route, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	var sources []source.Source
	for _, h := range hosts {
		if !f.mayAsk(h) {
			continue
		}
		if err := f.checkHost(h); err != nil {
			return nil, err
		}
		sources = append(sources, h.at(f.host(h.flag)))
	}
	if err := f.checkContact(); err != nil {
		return nil, err
	}
	client := scraper.NewClient(scraper.Config{UserAgent: f.agent(), Delay: f.delay, Clock: scraper.SystemClock{}, Log: a.log})
	defer client.Close()
	var out []source.Route
	for _, s := range sources {
		routes, err := s.Routes(ctx, client)
		if err != nil {
			return nil, err
		}
		out = append(out, routes...)
	}
	return out, nil
}
