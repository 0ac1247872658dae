//go:build !windows

package output

import (
	"errors"
	"os"

	"github.com/google/renameio/v2"
)

// replaceLink makes link point to target, at once for every reader.
func replaceLink(target, link string) error { return renameio.Symlink(target, link) }

// syncDir puts the names in a directory on the disk: without it, a rename can
// be lost with the power though the files' content is safe.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
