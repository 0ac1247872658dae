package view

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"unvotes/output"
)

// ErrDamaged is returned for a snapshot that lacks a file, or has one that
// cannot be read as the table that it should be. It says where to look further:
// "unvotes verify".
var ErrDamaged = errors.New("the snapshot is damaged")

// Snapshot is a snapshot on disk. Nothing stays open between two calls.
type Snapshot struct {
	Dir      string          // its directory
	Manifest output.Manifest // what it says of itself: when it was built, coverage, the days of its tables
}

// Open reads the manifest of the snapshot in dir. A directory without one is
// output.ErrNoSnapshot; a manifest that cannot be read is ErrDamaged, one of
// another major version of the schema output.ErrSchema.
func Open(dir string) (*Snapshot, error) {
	m, err := output.ReadManifest(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w; run 'unvotes demo' for sample records, 'unvotes sync' for all votes", dir, output.ErrNoSnapshot)
	case err != nil:
		return nil, damaged(dir, err)
	case majorOf(m.SchemaVersion) != majorOf(output.SchemaVersion):
		return nil, fmt.Errorf("%s: %w: it has version %q, this program reads %s; 'unvotes build' builds the tables again",
			dir, output.ErrSchema, m.SchemaVersion, output.SchemaVersion)
	}
	return &Snapshot{Dir: dir, Manifest: m}, nil
}

// Name is the snapshot's name, "2026-11-23-3f9c2a1b", also where Dir is a link.
func (s *Snapshot) Name() string {
	dir, err := filepath.EvalSymlinks(s.Dir)
	if err != nil {
		dir = s.Dir
	}
	return filepath.Base(dir)
}

// path is the file of a table.
func (s *Snapshot) path(table string) string { return filepath.Join(s.Dir, table+".parquet") }

func majorOf(version string) string {
	major, _, _ := strings.Cut(version, ".")
	return major
}

func damaged(path string, err error) error {
	return fmt.Errorf("%w: %s: %w; 'unvotes verify' says what is wrong, 'unvotes build' builds the tables again", ErrDamaged, path, err)
}
