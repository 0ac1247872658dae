package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// The names in a data directory. Whatever begins with tmpPrefix is not finished
// and is garbage once its publisher is gone.
const (
	snapshotsDir = "snapshots"
	latestLink   = "latest"
	tmpPrefix    = ".tmp-"
)

// ErrNoSnapshot is returned when a data directory has no snapshot yet.
var ErrNoSnapshot = errors.New("no snapshot yet")

// Published is a set of tables that Publish put in place.
type Published struct {
	Name      string // "2026-11-23-3f9c2a1b": day of the build, hash of the tables
	Dir       string
	Unchanged bool // latest had the same tables before: nothing was written
	Manifest  Manifest
}

// Publish writes the tables as a new snapshot in dataDir/snapshots and makes
// dataDir/latest name it. Readers see the old snapshot or the new one, and each
// of them whole: it is written aside, read back, synced and renamed before the
// link is switched. When latest has the very same tables already, it stays as
// it is, and Unchanged says so. It stays, too, when the new tables lost roll calls or
// votes that the facts do not accept as lost: that is ErrLoss.
//
// A failure, at whatever step, leaves latest as it was; what it left aside goes
// away with the next Publish. The caller holds the lock of the data directory:
// two publishers at once would remove each other's unfinished work.
func Publish(ctx context.Context, dataDir string, t Tables, facts ManifestFacts) (Published, error) {
	p := publisher{dataDir: dataDir, before: func(step) error { return nil }}
	return p.publish(ctx, t, facts)
}

// Latest is the directory of the snapshot that dataDir/latest names, or an
// error that is ErrNoSnapshot.
func Latest(dataDir string) (string, error) {
	target, err := os.Readlink(filepath.Join(dataDir, latestLink))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s: %w", dataDir, ErrNoSnapshot)
	}
	if err != nil {
		return "", err
	}
	return filepath.Join(dataDir, target), nil
}

// step is a stage of a publication that can be interrupted.
type step string

const (
	stepWrite  step = "write" // once for every file
	stepSync   step = "sync"
	stepRename step = "rename"
	stepSwitch step = "switch"
	stepPrune  step = "prune" // once for every snapshot
)

// publisher carries out the steps. before runs ahead of each; an error from it
// ends the publication there. Tests let it fail, or kill the process.
type publisher struct {
	dataDir string
	before  func(step) error
}

func (p publisher) publish(ctx context.Context, t Tables, facts ManifestFacts) (Published, error) {
	sorted, err := t.sorted()
	if err != nil {
		return Published{}, err
	}
	tmp, err := p.makeTemp()
	if err != nil {
		return Published{}, fmt.Errorf("prepare snapshot: %w", err)
	}
	defer func() { _ = os.RemoveAll(tmp) }() // once renamed, there is nothing of that name
	manifest, err := p.write(ctx, tmp, sorted, facts)
	if err != nil {
		return Published{}, err
	}
	if dir, err := Latest(p.dataDir); err == nil {
		if hash, err := hashDir(dir); err == nil && hash == manifest.TablesSHA256 {
			return p.unchanged(dir)
		}
		if err := checkLoss(ctx, dir, tmp, facts.Accept); err != nil {
			return Published{}, err
		}
	}
	name := snapshotName(manifest)
	s := Published{Name: name, Dir: filepath.Join(p.dataDir, snapshotsDir, name), Manifest: manifest}
	if err := p.sync(tmp); err != nil {
		return Published{}, fmt.Errorf("sync snapshot: %w", err)
	}
	if err := p.rename(tmp, s); err != nil {
		return Published{}, fmt.Errorf("rename snapshot: %w", err)
	}
	if err := p.switchLatest(s.Name); err != nil {
		return Published{}, fmt.Errorf("switch latest: %w", err)
	}
	return s, nil
}

func snapshotName(m Manifest) string {
	return m.BuiltAt.Format(time.DateOnly) + "-" + m.TablesSHA256[:8]
}

func (p publisher) unchanged(dir string) (Published, error) {
	manifest, err := ReadManifest(dir)
	if err != nil {
		return Published{}, err
	}
	return Published{Name: filepath.Base(dir), Dir: dir, Unchanged: true, Manifest: manifest}, nil
}

// makeTemp makes an empty directory beside the snapshots, after removing what
// interrupted runs left.
func (p publisher) makeTemp() (string, error) {
	snapshots := filepath.Join(p.dataDir, snapshotsDir)
	if err := os.MkdirAll(snapshots, 0o755); err != nil {
		return "", err
	}
	if err := removeLeftOvers(p.dataDir); err != nil {
		return "", err
	}
	tmp, err := os.MkdirTemp(snapshots, tmpPrefix)
	if err != nil {
		return "", err
	}
	return tmp, os.Chmod(tmp, 0o755) // MkdirTemp makes it unreadable for others
}

// removeLeftOvers removes unfinished snapshots, and the directories in which
// renameio makes a link before it is renamed.
func removeLeftOvers(dataDir string) error {
	var errs []error
	for dir, prefix := range map[string]string{filepath.Join(dataDir, snapshotsDir): tmpPrefix, dataDir: "." + latestLink} {
		entries, err := os.ReadDir(dir)
		errs = append(errs, err)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), prefix) {
				errs = append(errs, os.RemoveAll(filepath.Join(dir, e.Name())))
			}
		}
	}
	return errors.Join(errs...)
}

func (p publisher) write(ctx context.Context, dir string, t Tables, facts ManifestFacts) (Manifest, error) {
	codec, err := bestZstd()
	if err != nil {
		return Manifest{}, err
	}
	written := make([]TableFacts, len(tables))
	errs := make([]error, len(tables))
	var writing sync.WaitGroup // two tables have nearly all rows: side by side they cost half the time
	for i, table := range tables {
		if errs[i] = p.before(stepWrite); errs[i] != nil {
			break
		}
		writing.Go(func() { written[i], errs[i] = table.write(ctx, dir, codec, t) })
	}
	writing.Wait()
	if err := errors.Join(errs...); err != nil {
		return Manifest{}, err
	}
	m := newManifest(written, t, facts)
	if err := m.write(dir); err != nil {
		return Manifest{}, fmt.Errorf("write manifest: %w", err)
	}
	if err := writeDescriptions(dir, m); err != nil {
		return Manifest{}, fmt.Errorf("write descriptions: %w", err)
	}
	return m, nil
}

// sync puts every file of dir, and their names, on the disk itself.
func (p publisher) sync(dir string) error {
	if err := p.before(stepSync); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := syncFile(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

// rename gives the finished directory its name. The name can be taken by the
// same tables: a run died before it switched, or latest went back to an earlier
// state of the same day. Then that one is as good.
func (p publisher) rename(tmp string, s Published) error {
	if err := p.before(stepRename); err != nil {
		return err
	}
	if _, err := os.Lstat(s.Dir); err == nil {
		hash, err := hashDir(s.Dir)
		if err != nil || hash != s.Manifest.TablesSHA256 {
			return fmt.Errorf("%s is there and is not what its name says: move it away and build again", s.Dir)
		}
		return nil
	}
	if err := os.Rename(tmp, s.Dir); err != nil {
		return err
	}
	return syncDir(filepath.Dir(s.Dir))
}

// switchLatest makes latest name the snapshot; the link is relative, so that the
// data directory can be moved.
func (p publisher) switchLatest(name string) error {
	if err := p.before(stepSwitch); err != nil {
		return err
	}
	if err := replaceLink(filepath.Join(snapshotsDir, name), filepath.Join(p.dataDir, latestLink)); err != nil {
		return err
	}
	return syncDir(p.dataDir)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0) // Windows syncs no file opened for reading
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

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
			return filepath.EvalSymlinks(dir) // its own name has its day and hash
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
