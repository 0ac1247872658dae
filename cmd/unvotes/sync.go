package main

import (
	"time"

	"github.com/spf13/cobra"

	"unvotes/scraper"
)

func newSync(a *app) *cobra.Command {
	var f fetchFlags
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Fetch what is new, build, switch latest: what cron runs",
		Long: `Sync finds the records that the archive does not hold, fetches them, builds the
tables and switches data/latest. On an empty archive it is the first fill. With
nothing new it makes no snapshot and ends 0.

` + exitHelp(),
		Example: "  unvotes sync --contact you@example.org\n  unvotes sync --ids records.txt",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.fetch(cmd.Context(), f, scraper.FirstYear, time.Now().Year())
		},
	}
	f.add(cmd.Flags())
	return cmd
}
