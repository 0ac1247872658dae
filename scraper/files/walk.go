package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// path reads what the user named: a file, or a folder and all in it. Only an
// error that must end the import is returned.
func (r *reader) path(path string) error {
	info, err := os.Stat(path) // follows a link that the user named
	if err != nil {
		r.begin(path).fail("%v", err)
		return nil
	}
	if !info.IsDir() {
		before := len(r.report.Files)
		if err := r.file(path, info.Mode()); err != nil {
			return err
		}
		for _, f := range r.report.Files[before:] {
			if f.Name == path && f.Kind == Unknown && f.Failed == 0 {
				f.fail("%s", f.Left) // it was meant to be read
			}
		}
		return nil
	}
	root, err := filepath.EvalSymlinks(path)
	if err != nil {
		r.begin(path).fail("%v", err)
		return nil
	}
	return filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error {
		name := filepath.Join(path, strip(root, at))
		if err != nil {
			r.begin(name).fail("%v", err)
			return nil
		}
		return r.entry(name, d)
	})
}

func strip(root, at string) string {
	rel, err := filepath.Rel(root, at)
	if err != nil { // cannot be: WalkDir goes below its root only
		return at
	}
	return rel
}

// entry reads what was found in a folder.
func (r *reader) entry(name string, d fs.DirEntry) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	mode := d.Type()
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(name)
		if err != nil {
			r.begin(name).fail("%v", err)
			return nil
		}
		if info.IsDir() {
			r.begin(name).fail("a link to a folder, which is not followed: it could lead in a circle; name the folder itself")
			return nil
		}
		mode = info.Mode()
	}
	if mode.IsDir() {
		return nil
	}
	return r.file(name, mode)
}

// file reads a plain file. Anything else is not even opened: opening a FIFO
// waits for a writer, and a device may never end.
func (r *reader) file(name string, mode fs.FileMode) error {
	if !mode.IsRegular() {
		r.begin(name).fail("not a plain file (%s), so it was not opened", kindOf(mode))
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		r.begin(name).fail("%v", err)
		return nil
	}
	defer func() { _ = f.Close() }() // it was only read
	in, err := newSteady(f)
	if err != nil {
		r.begin(name).fail("%v", err)
		return nil
	}
	return r.content(name, in, onDisk)
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

func newSteady(f *os.File) (*steady, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // it was one a moment ago
		return nil, errors.New("not a plain file")
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
