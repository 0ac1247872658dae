package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

func newBackfill(a *app) *cobra.Command {
	var f fetchFlags
	from, to := undl.FirstYear, time.Now().Year()
	cmd := &cobra.Command{
		Use:   "backfill",
		Short: "Fetch every vote of a span of years, record by record; resumable",
		Long: `Backfill walks the library's lists by body and year, fetches every record that
the archive does not hold, builds the tables and switches data/latest. It may be
stopped at any time: the next run goes on where this one ended. Where the lists
are closed, the route is that of sync, and the span does not restrict it. With
--meetings the verbatim records that the votes of the span name are fetched too.

` + termsHelp + exitHelp(),
		Example: "  unvotes backfill --from 1946 --to 2026 --contact you@example.org",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from < undl.FirstYear || to < from {
				return fmt.Errorf("%w: --from %d --to %d: years from %d on, the first not after the last", errUsage, from, to, undl.FirstYear)
			}
			return a.fetch(cmd.Context(), "backfill", f, source.Plan{From: from, To: to})
		},
	}
	cmd.Flags().IntVar(&from, "from", from, "first year of the votes")
	cmd.Flags().IntVar(&to, "to", to, "last year of the votes")
	f.add(cmd.Flags())
	return cmd
}
