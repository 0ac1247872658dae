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
		Short: "Fetch every vote of some years, record by record",
		Long: `Backfill reads the library's lists by body and year, fetches every record that
the archive lacks, builds the tables, and points data/latest at the new
snapshot. You can stop it at any time: the next run continues. Where robots.txt
closes the lists, it works like sync, for all years. --meetings also fetches the
verbatim records of the meetings in these years.

` + termsHint,
		Example: "  unvotes backfill --from 1946 --to 2026 --contact you@example.org",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from < undl.FirstYear || to < from {
				return fmt.Errorf("%w: --from %d --to %d: give years from %d on, the first one not after the last", errUsage, from, to, undl.FirstYear)
			}
			return a.fetch(cmd.Context(), "backfill", f, source.Plan{From: from, To: to})
		},
	}
	cmd.Flags().IntVar(&from, "from", from, "first `YEAR` of the votes")
	cmd.Flags().IntVar(&to, "to", to, "last `YEAR` of the votes")
	f.add(cmd.Flags())
	return cmd
}
