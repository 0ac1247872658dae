package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Find is the directory of the snapshot that name stands for: "latest",
// "previous" (the one built before latest), the name of a snapshot of dataDir,
// or any directory that has a manifest. The error is ErrNoSnapshot when there is
// none.
func Find(dataDir, name string) (string, error) {
	switch name {
	case "latest":
		return Latest(dataDir)
	case "previous":
		latest, err := Latest(dataDir)
		if err != nil {
			return "", err
		}
		return before(dataDir, latest)
	}
	for _, dir := range []string{filepath.Join(dataDir, snapshotsDir, name), name} {
		if _, err := os.Stat(filepath.Join(dir, manifestFile)); err == nil {
			return filepath.EvalSymlinks(dir) // its own name tells its day and hash
		}
	}
	return "", fmt.Errorf("%s: %w of that name, and no directory with a %s", name, ErrNoSnapshot, manifestFile)
}

// before is the snapshot of dataDir that was built before the one in dir, or an
// error that is ErrNoSnapshot.
func before(dataDir, dir string) (string, error) {
	names, err := snapshotsByAge(dataDir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	i := slices.Index(names, filepath.Base(dir))
	if i < 1 {
		return "", fmt.Errorf("%w before %s", ErrNoSnapshot, filepath.Base(dir))
	}
	return filepath.Join(dataDir, snapshotsDir, names[i-1]), nil
}
