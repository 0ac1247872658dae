//go:build interop

package output

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The standards' own validators read the sample's snapshot: frictionless,
// mlcroissant and, if it is there, the hub's datasets. UNVOTES_PYTHON names an
// interpreter that has them and pyarrow.
func TestDescriptionsAreValid(t *testing.T) {
	python := os.Getenv("UNVOTES_PYTHON")
	if python == "" {
		t.Skip("python3 not found: set UNVOTES_PYTHON to one with frictionless, mlcroissant and pyarrow")
	}
	script, err := filepath.Abs(filepath.Join("testdata", "interop", "descriptions.py"))
	if err != nil {
		t.Fatal(err)
	}
	s, _ := publishDemo(t, t.TempDir())
	out, err := exec.CommandContext(t.Context(), python, script, s.Dir).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
