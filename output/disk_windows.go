package output

import (
	"errors"
	"io/fs"
	"os"
)

// replaceLink makes link point to target. Windows cannot rename over a link to
// a directory, so there is none for a moment: a reader that looks then finds
// no dataset, never half of one. A run that dies in that moment leaves no link;
// the next build makes it again.
func replaceLink(target, link string) error {
	if err := os.Remove(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Symlink(target, link)
}

// syncDir does nothing: Windows has no such call, and NTFS journals names.
func syncDir(string) error { return nil }
