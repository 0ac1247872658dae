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
		Short: "Prove that a snapshot is whole, sound and what the archive gives",
		Long: `Verify reads a snapshot as a stranger would: hashes, manifest, schema, rows, keys,
values, references, totals, issues, coverage; then whether an id vanished since
the snapshot before it, and whether the archive gives the same tables again. It
says what it proved, a line each, and ends with 5 at the first thing that does
not hold. What could not be looked at is said too, and is no failure.

SNAPSHOT is "latest" (the default), "previous", the name of a snapshot, or a
directory.

` + exitHelp(),
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
			return fmt.Errorf("%w: %q is too much; see '%s --help'", errUsage, args[n], cmd.CommandPath())
		}
		return nil
	}
}

func (a *app) verify(ctx context.Context, name string) (err error) {
	dir, err := output.Find(a.data, name)
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
			state = "not looked at"
		}
		_, e := fmt.Fprintf(a.stdout, "%-10s  %s: %s\n", p.What, state, p.Words)
		err = errors.Join(err, e)
	}}
	v.Archive, err = archive.OpenExisting(ctx, a.archivePath())
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
