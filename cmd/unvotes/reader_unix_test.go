//go:build unix

package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"unvotes/scraper/archive"
)

// Somebody without write permission reads the status, between runs, during one,
// and leaves nothing behind.
func TestStatusForAReader(t *testing.T) {
	dir := t.TempDir()
	exe, data := filepath.Join(dir, "unvotes"), filepath.Join(dir, "data")
	self, err := os.ReadFile(os.Args[0])
	check(t, err)
	check(t, os.WriteFile(exe, self, 0o755)) // the test binary is the program under this name
	check(t, copyDemo(data))
	check(t, os.RemoveAll(filepath.Join(data, "cache")))
	permit := func(dirs, files fs.FileMode) {
		check(t, filepath.WalkDir(data, func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil || e.Type()&fs.ModeSymlink != 0:
				return err
			case e.IsDir():
				return os.Chmod(path, dirs)
			}
			return os.Chmod(path, files)
		}))
	}
	t.Cleanup(func() { permit(0o755, 0o644) })
	status := func() string {
		t.Helper()
		permit(0o555, 0o444)
		c := exec.CommandContext(t.Context(), exe, "status", "--data", data)
		if os.Getuid() == 0 { // who may write whatever the permissions say
			c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			check(t, os.Chmod(filepath.Dir(dir), 0o755))
			check(t, os.Chmod(dir, 0o755))
		}
		var errs bytes.Buffer
		c.Stderr = &errs
		out, err := c.Output()
		if err != nil || !strings.Contains(string(out), "33 roll calls, 31 with names") {
			t.Errorf("status: %v: %s%s", err, out, &errs)
		}
		permit(0o755, 0o644)
		return string(out)
	}
	status()
	if _, err := os.Stat(filepath.Join(data, "archive.db-shm")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("status left a file: %v", err)
	}
	ar, err := archive.Open(t.Context(), filepath.Join(data, "archive.db"))
	check(t, err)
	_, err = ar.BeginRun(t.Context(), archive.Run{Command: "a run that goes on"})
	check(t, err)
	if out := status(); !strings.Contains(out, "a run that goes on") {
		t.Errorf("during a run: %s", out)
	}
	check(t, ar.Close())
}
