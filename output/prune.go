package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

var snapshotNames = regexp.MustCompile(`^\d{4}-\d\d-\d\d-[0-9a-f]{8}$`)

// Prune removes all snapshots of dataDir but the newest keep ones and the one
// that latest names, and returns the names of those removed, oldest first. What
// in dataDir/snapshots is not named like a snapshot is left alone. keep is at
// least 1.
func Prune(dataDir string, keep int) ([]string, error) {
	p := publisher{dataDir: dataDir, before: func(step) error { return nil }}
	return p.prune(keep)
}

func (p publisher) prune(keep int) (removed []string, err error) {
	if keep < 1 {
		return nil, fmt.Errorf("keep %d snapshots: at least 1 must stay", keep)
	}
	latest, err := Latest(p.dataDir)
	if errors.Is(err, ErrNoSnapshot) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	names, err := snapshotsByAge(p.dataDir)
	if err != nil {
		return nil, err
	}
	for _, name := range names[:max(0, len(names)-keep)] {
		if name == filepath.Base(latest) {
			continue
		}
		if err := p.remove(name); err != nil {
			return removed, fmt.Errorf("remove snapshot %s: %w", name, err)
		}
		removed = append(removed, name)
	}
	return removed, nil
}

// remove renames the snapshot first: a run that dies in the middle leaves
// something that the next Publish clears away, and no half of a snapshot under
// a snapshot's name.
func (p publisher) remove(name string) error {
	if err := p.before(stepPrune); err != nil {
		return err
	}
	dir := filepath.Join(p.dataDir, snapshotsDir, name)
	aside := filepath.Join(p.dataDir, snapshotsDir, tmpPrefix+name)
	if err := os.Rename(dir, aside); err != nil {
		return err
	}
	return os.RemoveAll(aside)
}

// snapshotsByAge are the names of the snapshots, oldest first. Two of one day
// are told apart by their manifests; one without a readable manifest counts as
// built when its day began.
func snapshotsByAge(dataDir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dataDir, snapshotsDir))
	if err != nil {
		return nil, err
	}
	built := make(map[string]time.Time)
	var names []string
	for _, e := range entries {
		if !e.IsDir() || !snapshotNames.MatchString(e.Name()) {
			continue
		}
		names = append(names, e.Name())
		m, err := ReadManifest(filepath.Join(dataDir, snapshotsDir, e.Name()))
		if err != nil {
			m.BuiltAt, _ = time.Parse(time.DateOnly, e.Name()[:len(time.DateOnly)])
		}
		built[e.Name()] = m.BuiltAt
	}
	slices.SortFunc(names, func(a, b string) int {
		if c := built[a].Compare(built[b]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return names, nil
}
