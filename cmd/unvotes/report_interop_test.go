//go:build interop

package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// reported runs the queries of a report as they are printed and holds what they
// give against its tables, and executes the tutorial. The dataset of all
// captured records draws the picture of the README.
func reported(t *testing.T, d dataset) {
	page := filepath.Join(t.TempDir(), "report.html")
	if code, _, errs := command(t, "report", "--data", d.data, "--member", "IND", "--out", page); code != exitDone {
		t.Fatalf("report: code %d, %s", code, errs)
	}
	t.Run("queries", func(t *testing.T) { python(t, nil, "report.py", page, d.latest(t)) })
	t.Run("tutorial", func(t *testing.T) {
		program := filepath.Join(t.TempDir(), "unvotes")
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
			t.Fatalf("build: %v\n%s", err, out)
		}
		args := []string{filepath.Join(root, "docs", "tutorial.ipynb"), program}
		if d.name != "demo" { // the tutorial makes its own
			args = append(args, d.data)
		}
		python(t, nil, "tutorial.py", args...)
	})
	if d.name == "corpus" {
		t.Run("picture", func(t *testing.T) {
			pictured(t, d.data, "agreement-map", "agreement.svg", "--from", "2015", "--to", "2024")
		})
	}
}
