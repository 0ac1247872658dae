package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"unvotes/output"
)

func newDiff(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Show what changed between two snapshots",
		Long: `Diff compares the roll calls and votes of two snapshots. It lists roll calls
that were added, removed or changed (which columns, from what to what), and
votes that changed (whose, from what to what). A roll call with a new id is
listed as added, with its former ids. Vetoes that were added or removed are
listed too.

OLD and NEW are "latest", "previous" (the one before latest), the name of a
snapshot, or a directory.`,
		Example: "  unvotes diff previous latest\n  unvotes diff 2026-11-01-0a1b2c3d latest --json",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fmt.Errorf("%w: name two snapshots; see '%s --help'", errUsage, cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.diff(cmd.Context(), args[0], args[1], asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func (a *app) diff(ctx context.Context, from, to string, asJSON bool) error {
	oldDir, err := a.find(from)
	if err != nil {
		return err
	}
	newDir, err := a.find(to)
	if err != nil {
		return err
	}
	c, err := output.Diff(ctx, oldDir, newDir)
	if err != nil {
		return err
	}
	if !asJSON {
		return c.WriteText(a.stdout)
	}
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(c)
}
