//go:build unix

package files_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Opening either would wait for ever, or read for ever.
func TestWhatIsNoPlainFileIsNotOpened(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{pipe: "a named pipe", "/dev/zero": "a device", filepath.Dir(pipe): "a named pipe"} {
		r := load(t, open(t), path)
		if r.Failed() != 1 || !strings.Contains(r.Files[0].Failures[0], want) {
			t.Errorf("%s: %+v, want %q", path, r.Files[0], want)
		}
	}
}
