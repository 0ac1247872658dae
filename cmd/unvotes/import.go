package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper/archive"
	"unvotes/scraper/files"
	"unvotes/scraper/libraries"
	"unvotes/scraper/source"
)

func newImport(a *app) *cobra.Command {
	var asJSON bool
	var whose string
	cmd := &cobra.Command{
		Use:   "import PATH...",
		Short: "Read saved pages, CSV files, meeting records from disk, then build",
		Long: `Import reads files and folders into the archive, then builds the tables. It
takes record pages saved from a browser, MARCXML, the catalogue's JSON, the
library's voting CSV files (from records 4060887 and 4055387), its list of
vetoes (scact_veto_table_en.htm), verbatim records of meetings as PDF, and .gz
and .zip files of these. It recognises files by their content, and lists those
that it does not know.

If a record comes in several forms, a page wins over MARCXML, and both win over
the CSV, in any order. Of two versions in one form, the later import wins; CSV
files with a date in their names count in the order of these dates. Nothing is
kept twice. The wide CSV (a column for each member) counts only where the long
one is missing. CSV files saved by a spreadsheet or pandas are fine; the rows of
a record must stay together.

A version that lacks something an earlier one has (the list of votes, some of
its members, totals, a row) does not replace it: import keeps it, names it, and
exits with 5.`,
		Example: "  unvotes import 2026_02_06_ga_voting.csv 2026_02_06_sc_voting.csv\n  unvotes import saved-pages/ pages.zip",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("%w: name a file or folder; see '%s --help'", errUsage, cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.importFiles(cmd.Context(), args, whose, asJSON)
		},
	}
	cmd.Flags().StringVar(&whose, "source", "", "say where MARCXML comes from, if its form does not show it: `"+libraries.Names("|")+"`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what happened to each file, as JSON")
	return cmd
}

func (a *app) importFiles(ctx context.Context, paths []string, whose string, asJSON bool) (err error) {
	if err := files.CheckSource(whose); err != nil {
		return fmt.Errorf("%w: --source %q: %w", errUsage, whose, err)
	}
	for _, p := range paths {
		if _, err := os.Stat(p); err != nil {
			return fmt.Errorf("%w: %w", errUsage, err)
		}
	}
	ar, release, err := a.openLocked(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	var report files.Report
	err = a.importer(ar, func(im files.Importer) (err error) { //nolint:contextcheck // closing takes no context
		im.Source = whose
		report, err = im.Import(ctx, paths)
		return err
	})
	if err != nil {
		return err
	}
	a.logLeft(report)
	printed, err := a.buildQuietly(ctx, ar)
	nothing := errors.Is(err, errEmpty) // not even from an earlier import
	if err != nil && !nothing {
		return err
	}
	reason := whyNothing(report)
	if asJSON || !nothing {
		if err := a.printImport(report, printed, reason, asJSON); err != nil {
			return err
		}
	}
	var failed error
	switch {
	case nothing:
		return fmt.Errorf("nothing was imported:%s", reason)
	case report.Failed() > 0:
		failed = fmt.Errorf("%w (%d):%s", errFailures, report.Failed(), importFailures(report))
	case reason != "":
		a.log.Warn("nothing was imported", slog.String("why", strings.TrimSpace(reason)))
	}
	return errors.Join(importLosses(report), failed)
}

// importLosses returns the error for records that lack what the archive has.
func importLosses(r files.Report) error {
	var lost []string
	for _, f := range r.Files {
		for _, what := range f.Lost {
			lost = append(lost, f.Name+": "+what)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %d records lack what the archive has of them; the fuller versions count:\n  %s", source.ErrCheck, len(lost), strings.Join(lost, "\n  "))
}

// importer calls use with an importer that reads meeting records too.
func (a *app) importer(ar *archive.Archive, use func(files.Importer) error) (err error) {
	n, err := normalize.New()
	if err != nil {
		return err
	}
	meetings := output.NewMeetingReader(n, output.CacheDir(a.data))
	meetings.Compiling = func() { a.log.Info("preparing the PDF reader, once; this takes a few seconds") }
	defer func() { err = errors.Join(err, meetings.Close()) }()
	return use(files.Importer{Archive: ar, Now: time.Now(), Meetings: meetings})
}

// buildQuietly builds and gives back what build would print.
func (a *app) buildQuietly(ctx context.Context, ar *archive.Archive) (string, error) {
	var out bytes.Buffer
	quiet := *a
	quiet.stdout = &out
	err := quiet.build(ctx, ar, &runFacts{})
	return strings.TrimSpace(out.String()), err
}

// logLeft logs what was left alone, so that it is not taken for imported: a line a
// reason, because a folder or an archive may hold anything.
func (a *app) logLeft(r files.Report) {
	for _, l := range left(r) {
		a.log.Info("not imported", slog.String("why", l.why), slog.Int("count", l.count), slog.String("file", l.first))
	}
}

// leftAlone is what was not read, for one reason.
type leftAlone struct {
	why, first string
	count      int
}

// left returns what was left alone, in the order of the first file of each reason.
func left(r files.Report) (all []leftAlone) {
	add := func(why, name string, n int) {
		i := slices.IndexFunc(all, func(l leftAlone) bool { return l.why == why })
		if i < 0 {
			i = len(all)
			all = append(all, leftAlone{why: why, first: name})
		}
		all[i].count += n
	}
	for _, f := range r.Files {
		switch {
		case f.Failed > 0: // named by the error
		case f.Left != "":
			add(f.Left, f.Name, 1)
		case f.Others > 0:
			add("records of other collections", f.Name, f.Others)
		case f.New+f.Unchanged == 0:
			add("no record in it", f.Name, 1)
		}
	}
	return all
}

// whyNothing says why no record was read, a line a reason; "" if one was.
func whyNothing(r files.Report) string {
	if r.Records() > 0 {
		return ""
	}
	if len(r.Files) == 0 {
		return "\n  there is no file"
	}
	var b strings.Builder
	b.WriteString(importFailures(r))
	for _, l := range left(r) {
		fmt.Fprintf(&b, "\n  %s: %s", l.first, l.why)
		if l.count > 1 {
			fmt.Fprintf(&b, ", as are %d more", l.count-1)
		}
	}
	return b.String()
}

// maxLines bounds the failures that are printed: an archive may hold 200,000 files.
const maxLines = 200

func importFailures(r files.Report) string {
	var b strings.Builder
	lines := 0
	for _, f := range r.Files {
		for _, why := range f.Failures {
			if lines++; lines <= maxLines {
				fmt.Fprintf(&b, "\n  %s: %s", f.Name, why)
			}
		}
	}
	if more := r.Failed() - min(lines, maxLines); more > 0 {
		fmt.Fprintf(&b, "\n  and %d more", more)
	}
	return b.String()
}

// printImport prints the summary: a line a form, and what was built.
func (a *app) printImport(r files.Report, built, reason string, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(a.stdout)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			files.Report
			Built  string `json:"built"`
			Reason string `json:"reason,omitempty"` // why nothing was imported
		}{r, built, strings.TrimSpace(reason)})
	}
	for _, kind := range files.Kinds() {
		if err := printKind(a.stdout, r, kind); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(a.stdout, built)
	return err
}

func printKind(w io.Writer, r files.Report, kind files.Kind) error {
	var n, added, unchanged, failed int
	for _, f := range r.Files {
		if f.Kind == kind {
			n, added, unchanged, failed = n+1, added+f.New, unchanged+f.Unchanged, failed+f.Failed
		}
	}
	if n == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "%s: %d files, %d records new, %d unchanged, %d failed\n", kind, n, added, unchanged, failed)
	return err
}
