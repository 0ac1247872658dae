package main

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"unvotes/output"
)

// building gives the commands that end in a build the flags for what follows
// it. What cannot be meant stops them before the work.
func (a *app) building(cmds ...*cobra.Command) []*cobra.Command {
	for _, cmd := range cmds {
		cmd.Flags().IntVar(&a.keep, "keep", 0, "after the build, keep the newest `N` snapshots and the one that latest names; 0 keeps all")
		cmd.Flags().StringVar(&a.publishTo, "publish", "", "then copy the snapshot to this `URL`, see 'unvotes publish --help'")
		cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
			if a.keep < 0 {
				return fmt.Errorf("%w: --keep %d: it is a number of snapshots, or 0 for all", errUsage, a.keep)
			}
			if a.publishTo == "" {
				return nil
			}
			return checkDestination(cmd.Context(), a.publishTo)
		}
	}
	return cmds
}

// prune removes the snapshots that --keep leaves out.
func (a *app) prune() error {
	if a.keep == 0 {
		return nil
	}
	removed, err := output.Prune(a.data, a.keep)
	if len(removed) > 0 {
		a.log.Info("snapshots removed", slog.Int("kept", a.keep), slog.String("removed", strings.Join(removed, " ")))
	}
	return err
}
