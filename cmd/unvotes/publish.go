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
		Short: "Copy the latest snapshot to a directory or an S3 bucket",
		Long: `Publish copies the snapshot that data/latest points at to URL:

  snapshots/NAME/…   its files, under a name that always means this snapshot
  latest/…           the newest snapshot's files, at stable addresses
  versions.json      every snapshot there, newest first: date, hash and rows
  index.html         the same for people: what it is, how to load it, versions
  latest.json        names the newest snapshot and its files; written last

Programs that read several tables should follow latest.json, which always names
complete snapshots. Each file in latest/ is complete too, but while publish
runs, two of them can come from two snapshots. An index.html that unvotes did
not write stays.

Files that are there already are not sent again, and other snapshots are left
alone. Everything that is sent is read back and compared; a difference means
exit code 5, and so does a snapshot with fewer roll calls or votes than the
newest at URL.

URL is one of
  file:///srv/www/unvotes
  s3://bucket/folder?region=eu-central-1
  s3://bucket?endpoint=https://s3.example.org&region=local&use_path_style=true
S3 credentials never go into URL. They come from where the AWS SDK looks:
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the machine's role.`,
		Example: "  unvotes publish file:///srv/www/unvotes\n  unvotes sync --publish 's3://bucket/unvotes?region=eu-central-1'",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fmt.Errorf("%w: name one URL: %w", errUsage, output.ErrAddress)
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
