package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A file that becomes shorter or longer under the reader does not end as if it
// were whole.
func TestSteady(t *testing.T) {
	for name, size := range map[string]int64{"shrinks": 50_000, "grows": 150_000, "stays": 100_000} {
		path := filepath.Join(t.TempDir(), "f")
		if err := os.WriteFile(path, make([]byte, 100_000), 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := openSteady(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(s, make([]byte, 1_000)); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(io.Discard, struct{ io.Reader }{s})
		if errors.Is(err, errChanged) != (size != 100_000) {
			t.Errorf("a file that %s: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
