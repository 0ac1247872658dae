package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unvotes/scraper/undl"
)

// found is a file that was named or found in a folder; err says why it cannot be
// read.
type found struct {
	name    string
	mode    fs.FileMode
	isNamed bool
	err     error
}

// paths reads what the user named. Only an error that must end the import is
// returned.
func (r *reader) paths(paths []string) error {
	var all []found
	for _, path := range paths {
		all = append(all, walk(path)...)
	}
	slices.SortStableFunc(all, func(a, b found) int { return compareEditions(a.name, b.name) })
	for _, f := range all {
		before := len(r.report.Files)
		if err := r.file(f); err != nil {
			return err
		}
		for _, one := range r.report.Files[before:] {
			if f.isNamed && one.Name == f.name && one.Kind == Unknown && one.Failed == 0 {
				one.fail("%s", one.Left) // it was meant to be read
			}
		}
	}
	return nil
}

// compareEditions orders files by the dates in their names, those without one
// first: the last to be imported counts.
func compareEditions(a, b string) int {
	return strings.Compare(undl.Edition(filepath.Base(a)), undl.Edition(filepath.Base(b)))
}

// walk finds the files at a path that the user named: a file, or a folder and all
// in it.
func walk(path string) (all []found) {
	info, err := os.Stat(path) // follows a link that the user named
	if err != nil || !info.IsDir() {
		f := found{name: path, isNamed: true, err: err}
		if err == nil {
			f.mode = info.Mode()
		}
		return []found{f}
	}
	root, err := filepath.EvalSymlinks(path)
	if err != nil {
		return []found{{name: path, err: err}}
	}
	_ = filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error { // returns no error
		name := filepath.Join(path, strings.TrimPrefix(at, root))
		if err != nil {
			all = append(all, found{name: name, err: err})
		} else if !d.IsDir() {
			all = append(all, entry(name, d.Type()))
		}
		return nil
	})
	return all
}

// entry is what was found in a folder. A link to a file is followed.
func entry(name string, mode fs.FileMode) found {
	if mode&fs.ModeSymlink == 0 {
		return found{name: name, mode: mode}
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return found{name: name, err: err}
	case info.IsDir():
		return found{name: name, err: errors.New("a link to a folder, which is not followed: it could lead in a circle; name the folder itself")}
	}
	return found{name: name, mode: info.Mode()}
}

// file reads a plain file. Anything else is not even opened: opening a FIFO
// waits for a writer, and a device may never end.
func (r *reader) file(found found) error {
	err := found.err
	if err == nil && !found.mode.IsRegular() {
		err = fmt.Errorf("not a plain file (%s), so it was not opened", kindOf(found.mode))
	}
	var in *steady
	if err == nil {
		in, err = openSteady(found.name)
	}
	if err != nil {
		r.begin(found.name).fail("%v", err)
		return r.ctx.Err()
	}
	defer func() { _ = in.Close() }() // it was only read
	return r.content(found.name, in, onDisk)
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return mode.String()
}

var errChanged = errors.New("the file changed while it was read: import it again")

// steady is a file that must stay as long as it was when it was opened: the last
// record of one that shrinks would be short without a word.
type steady struct {
	*os.File
	size, read int64
}

func openSteady(name string) (*steady, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() { // it was one a moment ago
		err = errors.New("not a plain file")
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &steady{File: f, size: info.Size()}, nil
}

func (s *steady) Read(p []byte) (int, error) {
	n, err := s.File.Read(p)
	if s.read += int64(n); s.read > s.size || err != nil && s.read < s.size {
		return 0, errChanged
	}
	return n, err
}
