package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"unvotes/cmd/unvotes/demo"
	"unvotes/scraper/files"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

func newDemo(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the whole pipeline on two dozen embedded votes, without the UN's servers",
		Long: `Demo serves two dozen votes that are embedded in the program on a loopback
address, crawls them, reads an embedded meeting record, and builds the tables:
the same steps as a sync, in a few seconds. Without --data it writes into
` + demoData + `, so that it never mixes with real data.

` + exitHelp(),
		Example: "  unvotes demo\n  unvotes demo --data /tmp/try",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("data") {
				a.data = demoData
			}
			return a.demo(cmd.Context())
		},
	}
	return cmd
}

const demoData = "demo-data"

// demo reads the embedded meeting record, crawls the embedded site and says what
// to do next.
func (a *app) demo(ctx context.Context) (err error) {
	if err := a.demoMeeting(ctx); err != nil {
		return err
	}
	site, stop, err := serveDemo(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if err := a.fetch(ctx, "demo", fetchFlags{site: site, form: "page"}, source.Plan{From: undl.FirstYear, To: time.Now().Year()}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, nextSteps, a.data)
	return err
}

// demoMeeting brings the embedded meeting record into the archive.
func (a *app) demoMeeting(ctx context.Context) (err error) {
	body, err := fs.ReadFile(demo.Site, demo.Meeting)
	if err != nil {
		return fmt.Errorf("embedded meeting record: %w", err)
	}
	ar, release, err := a.openLocked(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := a.claim(ctx, ar, true); err != nil {
		return err
	}
	return a.importer(ar, func(im files.Importer) error { //nolint:contextcheck // closing takes no context
		_, err := im.Meeting(ctx, demo.Meeting, body)
		return err
	})
}

// nextSteps is what a newcomer may do now; %[1]s is the data directory.
const nextSteps = `
Next steps ('make build' puts the program into bin/):
  1. Look behind a vote: on 26 April 2023 China, Armenia and Kazakhstan abstained on a paragraph of A/77/L.65, then voted yes on the whole.
     unvotes show A/77/L.65 --data %[1]s
     unvotes compare A/77/L.65 --data %[1]s
     The embedded record of that meeting is written for the demo and names these three only, so the vote has issues that say so.
  2. See it: unvotes report --data %[1]s writes report.html, one page to open in a browser.
  3. Ask: who voted for A/RES/3379(XXX) in 1975 and for its revocation in 1991?
     duckdb -c "select member_name from '%[1]s/latest/votes.parquet' where vote = 'yes' and resolution in ('A/RES/3379(XXX)', 'A/RES/46/86') group by 1 having count(distinct resolution) = 2 order by 1"
  4. Get the real thing: unvotes sync --contact you@example.org
`

// serveDemo serves the embedded votes on a loopback address until stop.
func serveDemo(ctx context.Context) (site string, stop func() error, err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("serve the embedded votes on loopback: %w", err)
	}
	server := &http.Server{Handler: demo.Handler(), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	return "http://" + l.Addr().String(), func() error {
		err := server.Close()
		if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
		return err
	}, nil
}
