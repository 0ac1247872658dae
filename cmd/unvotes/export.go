package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"unvotes/output"
)

func newExport(a *app) *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:   "export --format csv|voeten [SNAPSHOT]",
		Short: "Write a snapshot as CSV, or in the shape of Voeten's data",
		Long: `Export writes a snapshot for programs that do not read Parquet.

csv: every table as a CSV file: nulls are empty cells, lists are JSON arrays. A
text that a spreadsheet would run as a formula begins with an apostrophe, control
characters are written as \x1b.
voeten: one file with rcid, ccode, vote (1 yes, 2 abstain, 3 no, 8 absent, 9 not a
member), session, date, unres, amend, para for scripts that expect the data of
Erik Voeten; docs/compare.md says what that shape cannot hold.

SNAPSHOT is "latest" (the default), "previous", the name of a snapshot, or a
directory.

` + exitHelp(),
		Example: "  unvotes export --format csv --out csv\n  unvotes export --format voeten",
		Args:    maxArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			write, ok := exports[format]
			if !ok {
				return fmt.Errorf("%w: --format %q: it is csv or voeten", errUsage, format)
			}
			name := "latest"
			if len(args) > 0 {
				name = args[0]
			}
			dir, err := output.Find(a.data, name)
			if err != nil {
				return err
			}
			if out == "" {
				out = filepath.Join(a.data, "export", format)
			}
			return write(cmd.Context(), a, dir, out)
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "what to write: csv or voeten")
	cmd.Flags().StringVar(&out, "out", "", "write into this `DIR`; by default export/FORMAT in the data directory")
	return cmd
}

// exports are the values of --format.
var exports = map[string]func(ctx context.Context, a *app, dir, out string) error{"csv": exportCSV, "voeten": exportVoeten}

func exportCSV(ctx context.Context, a *app, dir, out string) error {
	paths, err := output.ExportCSV(ctx, dir, out)
	for _, p := range paths {
		if _, err := fmt.Fprintln(a.stdout, p); err != nil {
			return err
		}
	}
	return err
}

func exportVoeten(ctx context.Context, a *app, dir, out string) error {
	f, err := output.ExportVoeten(ctx, dir, out)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, `%s: %d rows of %d roll calls of the Assembly, %d of them states that were no members
left out: %d roll calls of the Council or of no known body, %d further records of a vote, %d roll calls without votes, %d lines without a known vote
empty: ccode in %d rows, session of %d roll calls of special sessions without a date
`, filepath.Join(out, output.VoetenFile), f.Rows, f.RollCalls, f.NotAMember, f.Council, f.Repeated, f.NoList, f.NoVote, f.NoCode, f.NoSession)
	return err
}
