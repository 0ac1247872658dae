package main

import (
	"time"

	"github.com/spf13/cobra"

	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

func newSync(a *app) *cobra.Command {
	var f fetchFlags
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Fetch what is new, build, switch latest: what cron runs",
		Long: `Sync finds the records that the archive does not hold and those that are due for
another look, fetches them, builds the tables and switches data/latest. On an
empty archive it is the first fill. With nothing new it makes no snapshot and
ends 0.

The records are found by the route that robots.txt leaves open: the library's
lists; else, on an empty archive, its own CSV files, and then its sitemaps; or
by --ids. 'unvotes doctor' says what is open and how it reads. With --meetings the verbatim
records that the votes name are fetched too, with --vetoes once a week the
library's list of vetoes in the Security Council.

` + termsHelp + exitHelp(),
		Example: "  unvotes sync --contact you@example.org\n  unvotes sync --contact you@example.org --source catalogue",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.fetch(cmd.Context(), "sync", f, source.Plan{From: undl.FirstYear, To: time.Now().Year(), Fresh: true})
		},
	}
	f.add(cmd.Flags())
	return cmd
}
