package undl

import (
	"os"
	"path/filepath"
	"testing"
)

// shared is a file of the real corpus; the test is skipped where there is none.
func shared(tb testing.TB, elem ...string) []byte {
	tb.Helper()
	dir := os.Getenv("UNVOTES_SHARED")
	if dir == "" {
		dir = filepath.Join(moduleRoot(tb), "..", "shared")
	}
	name := filepath.Join(append([]string{dir}, elem...)...)
	b, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		tb.Skipf("the real corpus is not here: %v (set UNVOTES_SHARED)", err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func moduleRoot(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}
