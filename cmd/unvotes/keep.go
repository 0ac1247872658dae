package main

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"unvotes/output"
)

// keeping gives --keep to the commands that build.
func (a *app) keeping(cmds ...*cobra.Command) []*cobra.Command {
	for _, cmd := range cmds {
		cmd.Flags().IntVar(&a.keep, "keep", 0, "after the build, keep the newest `N` snapshots and the one that latest names; 0 keeps all")
		cmd.PreRunE = func(*cobra.Command, []string) error {
			if a.keep < 0 {
				return fmt.Errorf("%w: --keep %d: it is a number of snapshots, or 0 for all", errUsage, a.keep)
			}
			return nil
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
