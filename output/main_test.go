package output

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the files that tests compare with")

// golden compares got with a file of the module, or rewrites the file.
func golden(t *testing.T, got string, path ...string) {
	t.Helper()
	file := filepath.Join(path...)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is stale: look at what changed, then run this test with -update\n%s", file, got)
	}
}
