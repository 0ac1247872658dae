package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/output/view"
)

func newExport(a *app) *cobra.Command {
	var format, out, body string
	cmd := &cobra.Command{
		Use:   "export --format csv|wide|voeten|agreement [SNAPSHOT]",
		Short: "Write the tables as CSV, or in shapes that analysts use",
		Long: `Export writes a snapshot in one of these formats:

csv        every table as a CSV file. Nulls are empty cells, lists are JSON
           arrays. Text that a spreadsheet would run as a formula begins with an
           apostrophe; control characters are written as \x1b.
wide       one CSV file with a row for each roll call with names and a column
           for each member, by ms_code: Y, N, A, X (did not vote), or empty.
           The first columns are ids and those of the library's wide file.
agreement  one row for every two members, body and year, as Parquet or CSV,
           whichever the file's name says: year, body, ms_code_a, ms_code_b,
           votes (in which both voted yes, no or abstained), agreement
           (Lijphart: an abstention against yes or no counts a half),
           agreement_strict (the same of the three), agreement_yes_no (of the
           votes in which both voted yes or no; null without any). A vote
           counts once, however many records it has; votes on paragraphs,
           amendments and motions do not count.
voeten     one file with rcid, ccode, vote (1 yes, 2 abstain, 3 no, 8 absent,
           9 not a member), session, date, unres, amend, para, for scripts that
           expect Erik Voeten's data; docs/cite.md says what it cannot hold.

SNAPSHOT is "latest" (the default), "previous", the name of a snapshot, or a
directory.`,
		Example: "  unvotes export --format csv --out tables\n  unvotes export --format agreement --out agreement.csv",
		Args:    maxArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := exports[format]
			switch {
			case format == "":
				return fmt.Errorf("%w: name a format: --format csv, wide, voeten or agreement", errUsage)
			case !ok:
				return fmt.Errorf("%w: --format %q: use csv, wide, voeten or agreement", errUsage, format)
			}
			of, err := readBody(body)
			if err == nil && of != "" && (format == "csv" || format == "voeten") {
				err = fmt.Errorf("%w: --body is for wide and agreement; csv writes the tables as they are, voeten the General Assembly", errUsage)
			}
			if err != nil {
				return err
			}
			name := "latest"
			if len(args) > 0 {
				name = args[0]
			}
			dir, err := a.find(name)
			if err != nil {
				return err
			}
			if err = write(cmd.Context(), a, dir, out, of); errors.Is(err, fs.ErrPermission) {
				err = fmt.Errorf("%w; name another place with --out", err)
			}
			return err
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "write this format: `csv|wide|voeten|agreement`")
	cmd.Flags().StringVar(&body, "body", "all", "write the votes of a body, in wide and agreement: `"+bodyNames+"`")
	cmd.Flags().StringVar(&out, "out", "", "write to this `PATH`: a folder for csv and voeten, a file for wide and agreement (.parquet or .csv); by default unvotes-csv, wide.csv, voeten.csv or agreement.parquet in the current directory")
	return cmd
}

// exports are the values of --format.
var exports = map[string]func(ctx context.Context, a *app, dir, out string, of normalize.Body) error{"csv": exportCSV, "wide": exportWide, "voeten": exportVoeten, "agreement": exportAgreement}

// exportFile returns the file to write, which must have one of the endings.
func exportFile(out, byDefault string, endings ...string) (string, error) {
	out = cmp.Or(out, byDefault)
	if info, err := os.Stat(out); err == nil && info.IsDir() {
		return "", fmt.Errorf("%w: --out %s is a folder: name a file in it, like %s", errUsage, out, filepath.Join(out, byDefault))
	}
	if !slices.Contains(endings, strings.ToLower(filepath.Ext(out))) {
		return "", fmt.Errorf("%w: --out %s: the name of the file must end in %s", errUsage, out, strings.Join(endings, " or "))
	}
	return out, nil
}

func exportAgreement(ctx context.Context, a *app, dir, out string, of normalize.Body) error {
	out, err := exportFile(out, "agreement.parquet", ".parquet", ".csv")
	if err != nil {
		return err
	}
	s, err := view.Open(dir)
	if err != nil {
		return err
	}
	n, err := s.ExportAgreement(ctx, out, of)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %d rows, one for every two members, body and year\n", out, n)
	return err
}

func exportWide(ctx context.Context, a *app, dir, out string, of normalize.Body) error {
	out, err := exportFile(out, "wide.csv", ".csv")
	if err != nil {
		return err
	}
	s, err := view.Open(dir)
	if err != nil {
		return err
	}
	rows, members, err := s.ExportWide(ctx, out, of)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s: %d roll calls with names, %d members\n", out, rows, members)
	return err
}

func exportCSV(ctx context.Context, a *app, dir, out string, _ normalize.Body) error {
	paths, err := output.ExportCSV(ctx, dir, cmp.Or(out, "unvotes-csv"))
	for _, p := range paths {
		if _, err := fmt.Fprintln(a.stdout, p); err != nil {
			return err
		}
	}
	return err
}

func exportVoeten(ctx context.Context, a *app, dir, out string, _ normalize.Body) error {
	out = cmp.Or(out, ".")
	f, err := output.ExportVoeten(ctx, dir, out)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, `%s: %d rows of %d roll calls of the Assembly, %d of them states that were no members
left out: %d roll calls of other bodies or of no known one, %d further records of a vote, %d roll calls without votes, %d lines without a known vote
empty: ccode in %d rows, session of %d roll calls of special sessions without a date
`, filepath.Join(out, output.VoetenFile), f.Rows, f.RollCalls, f.NotAMember, f.Council, f.Repeated, f.NoList, f.NoVote, f.NoCode, f.NoSession)
	return err
}
