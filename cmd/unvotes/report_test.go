package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the reports of testdata and the pictures of the documentation")

// snapshotName is what the clock decides in a report: the day of the build.
var snapshotName = regexp.MustCompile(`\d{4}-\d\d-\d\d-[0-9a-f]{8}`)

// builtDay is the same day in the credit of a picture.
var builtDay = regexp.MustCompile(`\d{4}(, https://digitallibrary.un.org, downloaded by )\d{4}-\d\d-\d\d`)

// golden holds a text against a file, or writes the file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is stale (-has +now); make golden rewrites it:\n%s", path, diff)
	}
}

func TestReportOfTheDemo(t *testing.T) {
	data := demoDataset(t)
	t.Setenv("TERM", "dumb")
	t.Run("text", func(t *testing.T) {
		t.Setenv("COLUMNS", "72")
		code, out, errs := command(t, "report", "--data", data, "--text", "--member", "IND")
		if code != exitDone {
			t.Fatalf("code %d, %s", code, errs)
		}
		out, _, _ = strings.Cut(out, "\nWhat is wrong in the sources\n") // the issues have their own tests
		golden(t, filepath.Join("testdata", "report.txt"), snapshotName.ReplaceAllString(out, "2026-11-23-00000000"))
	})
	t.Run("picture", func(t *testing.T) {
		pictured(t, data, "vote-groups", "vote.svg", "--symbol", "A/RES/ES-11/1")
	})
}

// pictured holds a picture of the documentation against the one that the program
// draws now.
func pictured(t *testing.T, data, figure, name string, args ...string) {
	t.Helper()
	dir := t.TempDir()
	args = append([]string{"report", "--data", data, "--pictures", dir, "--out", filepath.Join(dir, "report.html")}, args...)
	if code, _, errs := command(t, args...); code != exitDone {
		t.Fatalf("code %d, %s", code, errs)
	}
	b, err := os.ReadFile(filepath.Join(dir, figure+".svg"))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, filepath.Join(root, "docs", "pictures", name), builtDay.ReplaceAllString(string(b), "2026${1}2026-11-30"))
}
