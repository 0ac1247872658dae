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
		Short: "Fetch new and changed records, then build: for cron",
		Long: `Sync fetches the records that the archive lacks and those that are due for
another look, builds the tables, and points data/latest at the new snapshot. The
first sync fills the archive. If nothing is new, no snapshot is made and the
exit code is 0.

It finds records in the library's lists where robots.txt allows that. Where it
does not, sync starts an empty archive from the library's CSV files, then
follows its sitemaps. --ids names records instead. 'unvotes doctor' shows what
is open. --meetings also fetches the verbatim records of the meetings,
--vetoes the library's list of vetoes in the Security Council, once a week.

` + termsHint,
		Example: "  unvotes sync --contact you@example.org\n  unvotes sync --contact you@example.org --source catalogue",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.fetch(cmd.Context(), "sync", f, source.Plan{From: undl.FirstYear, To: time.Now().Year(), Fresh: true})
		},
	}
	f.add(cmd.Flags())
	return cmd
}
