package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/spf13/cobra"

	"unvotes/output"
)

func newPublish(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "publish URL",
		Short: "Copy the latest snapshot to a directory or an S3-compatible bucket",
		Long: `Publish copies the snapshot that data/latest names to URL:

  snapshots/NAME/…   its files, under a name that never changes its meaning
  latest/…           the newest snapshot's files, at addresses that stay
  versions.json      every snapshot there, newest first, with date, hash and rows
  index.html         the same for people: what it is, how to load it, versions
  latest.json        names the newest snapshot and its files; written last

A program that reads several tables follows latest.json: what it names is always
whole. In latest/ every single file is whole, too; while a publication runs, two
of them can be of two snapshots. An index.html that is not of unvotes stays.

What is there already is not sent again, and no other snapshot is touched.
Everything that was sent is read back and compared; a difference ends with code 5.
So does a snapshot with fewer roll calls or votes than the newest at URL.

URL is one of
  file:///srv/www/unvotes
  s3://bucket/folder?region=eu-central-1
  s3://bucket?endpoint=https://minio.example.org&region=us-east-1&use_path_style=true
The credentials of S3 stand where the AWS SDK looks for them, never in URL:
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of the machine.

` + exitHelp(),
		Example: "  unvotes publish file:///srv/www/unvotes\n  unvotes sync --publish 's3://bucket/unvotes?region=eu-central-1'",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("%w: publish takes one URL: %w", errUsage, output.ErrAddress)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := errors.Join(a.checkAccept(), checkDestination(cmd.Context(), args[0])); err != nil {
				return err
			}
			if _, err := output.Latest(a.data); err != nil {
				return fmt.Errorf("%w; 'unvotes build' makes one", err)
			}
			unlock, err := a.lock() // two publications at once could end with the older one
			if err != nil {
				return err
			}
			defer unlock()
			dir, err := output.Latest(a.data)
			if err != nil {
				return err
			}
			return a.publish(cmd.Context(), dir, args[0])
		},
	}
	a.acceptFlag(cmd.Flags())
	return cmd
}

// checkDestination makes an address that cannot be a destination a usage error.
func checkDestination(ctx context.Context, address string) error {
	_, err := openDestination(ctx, address)
	return err
}

func openDestination(ctx context.Context, address string) (*output.Destination, error) {
	d, err := output.OpenDestination(ctx, address)
	if errors.Is(err, output.ErrAddress) {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	return d, err
}

// publish copies the snapshot in dir to the address and says so on stdout.
func (a *app) publish(ctx context.Context, dir, address string) error {
	d, err := openDestination(ctx, address)
	if err != nil {
		return err
	}
	d.Accept = a.accept()
	p, err := d.Send(ctx, filepath.Clean(dir))
	if err != nil {
		return err
	}
	if p.OtherIndex {
		a.log.Warn("index.html there was not written by unvotes and stays as it is; remove it to get the page of versions", slog.String("destination", d.Name))
	}
	_, err = fmt.Fprintf(a.stdout, "published %s: %d files sent, %d there already, at %s\n", p.Snapshot, p.Sent, p.There, d.Name)
	return err
}
