package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
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
		Short: "Run the whole pipeline on 28 built-in records, without network",
		Long: `Demo serves 28 records of votes that are built into the program on a loopback
address, crawls them, reads two built-in meeting records, and builds the tables:
the same steps as a sync. Without --data it writes into ` + demoData + `. Its data
and real data never share an archive.`,
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

// demo reads the embedded meeting records, crawls the embedded site and says what
// to do next.
func (a *app) demo(ctx context.Context) (err error) {
	if err := a.demoMeetings(ctx); err != nil {
		return err
	}
	site, stop, err := serveDemo(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if !a.verbose && a.logFormat == "" { // what a crawl of the real site would cost is not for a demo
		a.log = slog.New(messages{out: a.stderr, level: slog.LevelWarn})
	}
	if err := a.fetch(ctx, "demo", fetchFlags{hosts: map[string]*string{"site": &site}, form: "page"}, source.Plan{From: undl.FirstYear, To: time.Now().Year()}); err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, nextSteps, a.data)
	return err
}

// demoMeetings imports the embedded meeting records.
func (a *app) demoMeetings(ctx context.Context) (err error) {
	names, err := fs.Glob(demo.Site, "*.pdf")
	if err != nil {
		return err
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
		for _, name := range names {
			body, err := fs.ReadFile(demo.Site, name)
			if err != nil {
				return fmt.Errorf("embedded meeting record: %w", err)
			}
			if _, err := im.Meeting(ctx, name, body); err != nil {
				return err
			}
		}
		return nil
	})
}

// nextSteps is what a newcomer may do now; %[1]s is the data directory.
const nextSteps = `
Next steps ('make build' puts the program into bin/):

1. Who moved? On 1 November 1993 the General Assembly voted on four paragraphs
   of A/48/L.13, then on the whole text. India, Iran and Pakistan abstained on
   the paragraph about North Korea, then voted yes on the whole:
     unvotes compare A/48/L.13 --data %[1]s
     unvotes show A/48/L.13 --data %[1]s
   The Digital Library has the last of these five votes. The record of the
   meeting, A/48/PV.46, has all of them.
2. What is not in the demo: on 26 April 2023 China, Armenia and Kazakhstan
   abstained on a paragraph of A/77/L.65, then voted yes on the whole. The demo
   has these two votes, and of the first only these three names:
     unvotes compare A/77/L.65 --data %[1]s
   The other names are in the record of the meeting:
     unvotes fetch A/77/PV.69 --contact you@example.org
3. See it in a browser; this writes report.html:
     unvotes report --data %[1]s
4. Find a vote by words:
     unvotes search palestine --data %[1]s
5. Get all votes:
     unvotes sync --contact you@example.org
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
