//go:build interop

package report

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The queries of a report give the tables above them, also over lists with
// gaps, errors and second records, and over an empty snapshot.
func TestInteropQueries(t *testing.T) {
	for name, w := range map[string]*world{"some": invent(40, 750), "few": invent(9, 3), "none": invent(0, 0).emptied()} {
		for member, o := range map[string]Options{"nobody": {}, "the Council": {Body: "SC"}, "SUN": {Member: "SUN"}, "XAH in a period": {Member: "XAH", From: parsed(t, "1960-03-01"), To: parsed(t, "1990-06-30")}} {
			t.Run(name+", "+member, func(t *testing.T) {
				if w.members == nil || o.Member == "XAH" && name != "some" {
					o.Member = ""
				}
				s := w.write(t)
				page := filepath.Join(t.TempDir(), "report.html")
				f, err := os.Create(page)
				if err != nil {
					t.Fatal(err)
				}
				if err := made(t, s, o).WritePage(f); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
				out, err := exec.CommandContext(t.Context(), python(t), filepath.Join("..", "..", "..", "testdata", "interop", "report.py"), page, s.Dir).CombinedOutput()
				if t.Logf("%s", out); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func python(t *testing.T) string {
	t.Helper()
	bin := os.Getenv("UNVOTES_PYTHON")
	if bin == "" {
		t.Fatal("UNVOTES_PYTHON names no Python with the packages: run `make interop`")
	}
	return bin
}
