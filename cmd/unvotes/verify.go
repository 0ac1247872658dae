package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper/archive"
)

func newVerify(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [SNAPSHOT]",
		Short: "Check that a snapshot is complete, consistent and reproducible",
		Long: `Verify reads a snapshot without trusting it: hashes, manifest, schema, rows,
keys, values, references, totals, issues and coverage. It then checks that no id
has disappeared since the previous snapshot, and that the archive gives the same
tables again. It prints a line for each check and stops with exit code 5 at the
first that fails. A check that could not be made is reported, and is no failure.

SNAPSHOT is "latest" (the default), "previous", the name of a snapshot, or a
directory.`,
		Example: "  unvotes verify\n  unvotes verify 2026-11-23-3f9c2a1b",
		Args:    maxArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "latest"
			if len(args) > 0 {
				name = args[0]
			}
			return a.verify(cmd.Context(), name)
		},
	}
}

// maxArgs refuses more than n arguments, with the exit code for wrong usage.
func maxArgs(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return fmt.Errorf("%w: unexpected argument %q; see '%s --help'", errUsage, args[n], cmd.CommandPath())
		}
		return nil
	}
}

func (a *app) verify(ctx context.Context, name string) (err error) {
	dir, err := a.find(name)
	if err != nil {
		return err
	}
	n, err := normalize.New()
	if err != nil {
		return err
	}
	v := output.Verification{DataDir: a.data, Normalizer: n, ProgramVersion: version, Proved: func(p output.Proof) {
		state := "holds"
		if p.Open {
			state = "not checked"
		}
		_, e := fmt.Fprintf(a.stdout, "%-10s  %s: %s\n", p.What, state, p.Words)
		err = errors.Join(err, e)
	}}
	v.Archive, err = archive.OpenReadOnly(ctx, a.archivePath())
	switch {
	case err == nil:
		defer func() { err = errors.Join(err, v.Archive.Close()) }()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	default:
		err = nil
	}
	return errors.Join(v.Verify(ctx, dir), err)
}
