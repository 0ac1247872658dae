package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper"
	"unvotes/scraper/archive"
)

func newStatus(a *app) *cobra.Command {
	var asJSON, ways bool
	var maxAge time.Duration
	var f fetchFlags
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say what is held, what is missing and what is wrong, without network",
		Long: `Status tells from the archive and the newest snapshot: what is held of each body
and year beside what the site states, the issues by code, the ids that gave no
record and why, the meeting records, the lists that were short, the last runs, and what the next sync
would ask for.

` + exitHelp(),
		Example: "  unvotes status\n  unvotes status --max-age 36h\n  unvotes status --ways\n  unvotes status --json | jq .issues",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			now := time.Now()
			s, err := a.status(cmd.Context(), now)
			if err == nil && ways {
				s.Ways, err = a.ways(cmd.Context(), f)
			}
			if err != nil {
				return err
			}
			if err := s.print(a.stdout, asJSON); err != nil {
				return err
			}
			return s.checkAge(maxAge, now)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().DurationVar(&maxAge, "max-age", 0, "end with code 5 when the last success is older, as 36h")
	cmd.Flags().BoolVar(&ways, "ways", false, "ask the site's robots.txt, and nothing else, which ways to the records are open; and that of the meeting records' host")
	f.addSite(cmd.Flags())
	return cmd
}

// status is what "unvotes status" says; its JSON form is for programs.
type status struct {
	Snapshot *snapshotStatus   `json:"snapshot"` // null: none yet
	Coverage []output.Coverage `json:"coverage"`
	Issues   []issueStatus     `json:"issues"` // errors first
	IDs      map[string]int    `json:"ids"`    // by state: held, wanted, failed, ...
	Failed   []idStatus        `json:"failed"` // ids without a record that are asked again
	Meetings meetingsStatus    `json:"meeting_records"`
	Slices   int               `json:"slices"` // lists that were read
	Short    []sliceStatus     `json:"short_slices"`
	Runs     []runStatus       `json:"runs"` // the last ones, the newest first
	// LastSuccess is the end of the last run that ended with code 0 or 3; null: none.
	LastSuccess *time.Time    `json:"last_success"`
	Next        nextSync      `json:"next"`
	Ways        []scraper.Way `json:"ways,omitempty"` // with --ways
}

type snapshotStatus struct {
	Name       string    `json:"name"`
	BuiltAt    time.Time `json:"built_at"`
	AgeSeconds int64     `json:"age_seconds"`
	RollCalls  int64     `json:"roll_calls"`
	Votes      int64     `json:"votes"`
}

type issueStatus struct {
	Code     string             `json:"code"`
	Severity normalize.Severity `json:"severity"`
	Count    int                `json:"count"`
}

type idStatus struct {
	ID      int64     `json:"id"`
	Days    int       `json:"days"` // different days on which it failed, in a row
	TriedAt time.Time `json:"tried_at"`
	Result  string    `json:"result"`
	Detail  string    `json:"detail"`
}

// meetingsStatus are the verbatim records that votes name.
type meetingsStatus struct {
	States map[string]int  `json:"states"` // by state: held, wanted, absent, failed, ...
	Failed []meetingStatus `json:"failed"` // asked for again by the next run
}

type meetingStatus struct {
	Symbol  string    `json:"symbol"`
	Days    int       `json:"days"` // different days on which it failed, in a row
	TriedAt time.Time `json:"tried_at"`
	Result  string    `json:"result"`
	Detail  string    `json:"detail"`
}

type sliceStatus struct {
	Name      string    `json:"name"`
	Total     int       `json:"stated"`
	Listed    int       `json:"listed"`
	CheckedAt time.Time `json:"checked_at"`
}

// runStatus is a run that asked the source.
type runStatus struct {
	Command   string          `json:"command"`
	StartedAt time.Time       `json:"started_at"`
	EndedAt   *time.Time      `json:"ended_at"`  // null: it was killed, or still runs
	ExitCode  *int            `json:"exit_code"` // null: as above
	Facts     json.RawMessage `json:"facts,omitempty"`
}

func (a *app) status(ctx context.Context, now time.Time) (s status, err error) {
	if _, err := os.Stat(a.archivePath()); err != nil {
		return s, fmt.Errorf("no archive at %s: %w", a.archivePath(), errEmpty)
	}
	// No list is null in JSON.
	s = status{Coverage: []output.Coverage{}, Issues: []issueStatus{}, IDs: map[string]int{}, Failed: []idStatus{}, Short: []sliceStatus{}, Runs: []runStatus{},
		Meetings: meetingsStatus{States: map[string]int{}, Failed: []meetingStatus{}}}
	if err := s.readSnapshot(a.data, now); err != nil {
		return s, err
	}
	ar, err := archive.OpenExisting(ctx, a.archivePath())
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
			s.Snapshot.RollCalls = t.Rows
		case "votes":
			s.Snapshot.Votes = t.Rows
		}
	}
	s.Coverage = append(s.Coverage, m.Coverage...)
	for code, n := range m.IssuesByCode {
		s.Issues = append(s.Issues, issueStatus{code, normalize.NewIssue("", "", code, "").Severity, n})
	}
	worst := []normalize.Severity{normalize.Error, normalize.Warning, normalize.Info}
	slices.SortFunc(s.Issues, func(x, y issueStatus) int {
		return cmp.Or(cmp.Compare(slices.Index(worst, x.Severity), slices.Index(worst, y.Severity)), cmp.Compare(x.Code, y.Code))
	})
	return nil
}

func (s *status) readIDs(ctx context.Context, ar *archive.Archive) error {
	records, err := ar.Records(ctx)
	for _, r := range records {
		s.IDs[string(r.State)]++
		if r.State == archive.Failed {
			s.Failed = append(s.Failed, idStatus{r.ID, r.FailDays, r.TriedAt, r.Result, r.Detail})
		}
	}
	return err
}

func (s *status) readMeetings(ctx context.Context, ar *archive.Archive, now time.Time) error {
	meetings, err := ar.Meetings(ctx)
	for _, m := range meetings {
		s.Meetings.States[string(m.State)]++
		if m.State == archive.Failed {
			s.Meetings.Failed = append(s.Meetings.Failed, meetingStatus{m.Symbol, m.FailDays, m.TriedAt, m.Result, m.Detail})
		}
		if m.State == archive.Wanted || m.State == archive.Failed || !m.DueAt.IsZero() && !m.DueAt.After(now) {
			s.Next.Meetings++
		}
	}
	return err
}

func (s *status) readSlices(ctx context.Context, ar *archive.Archive) error {
	read, err := ar.Slices(ctx)
	s.Slices = len(read)
	for _, l := range read {
		if !l.Complete() {
			s.Short = append(s.Short, sliceStatus{l.Name, l.Total, l.Listed, l.CheckedAt})
		}
	}
	return err
}
