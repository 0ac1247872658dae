package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/google/renameio/v2/maybe"

	"unvotes/scraper/archive"
)

// writeMetrics writes the facts of a run in the text format of Prometheus, for
// its textfile collector, which wants the file whole.
func (r *fetchRun) writeMetrics(ctx context.Context, run archive.Run) error {
	success, err := lastSuccess(ctx, r.archive)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	gauge := func(name, help string, value float64) {
		fmt.Fprintf(&b, "# HELP unvotes_%s %s\n# TYPE unvotes_%s gauge\nunvotes_%s %v\n", name, help, name, name, value)
	}
	gauge("last_run_timestamp_seconds", "End of the last run.", float64(run.EndedAt.Unix()))
	if success != nil {
		gauge("last_success_timestamp_seconds", "End of the last run that ended with code 0 or 3.", float64(success.EndedAt.Unix()))
	}
	gauge("last_run_exit_code", "Exit code of the last run.", float64(*run.ExitCode))
	gauge("last_run_duration_seconds", "Duration of the last run.", run.EndedAt.Sub(run.StartedAt).Seconds())
	gauge("last_run_requests", "Requests of the last run, retries included.", float64(r.facts.Requests))
	gauge("last_run_records_new", "Records that the last run fetched for the first time.", float64(r.facts.New))
	gauge("last_run_records_changed", "Records that the last run found changed.", float64(r.facts.Changed))
	gauge("last_run_records_failed", "Records and meeting records that newly failed in the last run.", float64(len(r.facts.failures())))
	if m := r.facts.Meetings; m != nil {
		gauge("last_run_meeting_records_new", "Meeting records that the last run fetched for the first time.", float64(m.New))
		gauge("last_run_meeting_records_changed", "Meeting records that the last run found issued again.", float64(m.Changed))
		gauge("last_run_meeting_records_absent", "Meeting records that the last run asked for and that were not there.", float64(m.Absent))
	}
	if r.facts.RollCalls > 0 {
		gauge("roll_calls", "Roll calls in the tables.", float64(r.facts.RollCalls))
		gauge("votes", "Votes in the tables.", float64(r.facts.Votes))
	}
	if err := maybe.WriteFile(r.flags.metrics, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write --metrics-file: %w", err)
	}
	return nil
}

// lastSuccess is the last run that did its work: code 0 or 3; fetch, which asks for
// single records only, does not count. nil: there was none.
func lastSuccess(ctx context.Context, ar *archive.Archive) (*archive.Run, error) {
	runs, err := ar.Runs(ctx, 1000)
	if err != nil {
		return nil, err
	}
	for _, r := range runs {
		if r.Command != "fetch" && r.ExitCode != nil && (*r.ExitCode == exitDone || *r.ExitCode == exitFailures) {
			return &r, nil
		}
	}
	return nil, nil //nolint:nilnil // that there was none is an answer
}
