package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVerifySaysWhatItProved(t *testing.T) {
	data := demoDataset(t)
	code, out, errs := command(t, "verify", "--data", data)
	if code != exitDone || errs != "" {
		t.Fatalf("ended %d: %s", code, errs)
	}
	for _, what := range []string{"files ", "manifest ", "rows ", "references ", "totals ", "issues ", "coverage ", "ids ", "archive "} {
		if n := strings.Count("\n"+out, "\n"+what); n != 1 {
			t.Errorf("%d lines on %s:\n%s", n, what, out)
		}
	}
	if strings.Contains(out, "archive     not") || !strings.Contains(out, "ids         not checked") {
		t.Errorf("the archive is there, a snapshot before is not:\n%s", out)
	}
	path := filepath.Join(data, "latest", "votes.parquet")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/3] ^= 1
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := command(t, "verify", "--data", data); code != exitCheck || out != "" || !strings.Contains(errs, "votes.parquet") {
		t.Errorf("damaged: ended %d, said %q and %q", code, out, errs)
	}
}

// A damaged SHA256SUMS is somebody's bytes: they reach no terminal as they are.
func TestVerifyEscapesWhatADamagedFileSays(t *testing.T) {
	data := demoDataset(t)
	for _, line := range []string{"\x1b]0;gone\a", "0\x1b[2J  votes.parquet\n", "0  no\x1b[2Jthing\n", "0  \u009b2J\n"} {
		check(t, os.WriteFile(filepath.Join(data, "latest", "SHA256SUMS"), []byte(line), 0o644))
		code, out, errs := command(t, "verify", "--data", data)
		if code != exitCheck || !strings.Contains(errs, "SHA256SUMS") || strings.ContainsAny(out+errs, "\x1b\a\u009b") {
			t.Errorf("%q: ended %d, said %q and %q", line, code, out, errs)
		}
	}
}

func TestSnapshotCommandsRefuse(t *testing.T) {
	data := t.TempDir()
	for _, test := range []struct {
		code int
		args []string
	}{
		{exitFailed, []string{"verify"}},
		{exitFailed, []string{"verify", "2020-01-01-00000000"}},
		{exitUsage, []string{"verify", "a", "b"}},
		{exitUsage, []string{"diff", "latest"}},
		{exitFailed, []string{"diff", "previous", "latest"}},
		{exitUsage, []string{"build", "--keep", "-1"}},
		{exitUsage, []string{"sync", "--keep", "-1"}},
		{exitUsage, []string{"backfill", "--keep", "-1"}},
		{exitFailed, []string{"export", "--format", "csv"}},
	} {
		if code, out, errs := command(t, append(test.args, "--data", data)...); code != test.code || out != "" || errs == "" {
			t.Errorf("%v ended %d with %q and %q, want %d", test.args, code, out, errs, test.code)
		}
	}
}

// Two snapshots of the same tables, built at different times.
func TestKeepAndDiff(t *testing.T) {
	data := demoDataset(t)
	first := latest(t, data)
	if err := os.Rename(filepath.Join(data, "snapshots", first), filepath.Join(data, "snapshots", "2020-01-02-"+first[11:])); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(data, "latest")); err != nil {
		t.Fatal(err)
	}
	code, out, errs := command(t, "build", "--data", data)
	if code != exitDone || !strings.HasPrefix(out, "new snapshot") {
		t.Fatalf("ended %d: %q, %s", code, out, errs)
	}
	if code, out, errs = command(t, "diff", "previous", "latest", "--data", data); code != exitDone || !strings.Contains(out, ": 0 roll calls added, 0 removed, 0 changed") {
		t.Errorf("ended %d: %q, %s", code, out, errs)
	}
	code, out, _ = command(t, "diff", "previous", "latest", "--json", "--data", data)
	var c map[string]any
	if err := json.Unmarshal([]byte(out), &c); err != nil || code != exitDone || len(c) != 7 {
		t.Errorf("ended %d: %v, %q", code, err, out)
	}
	for _, keep := range []string{"0", "2"} {
		if code, _, errs := command(t, "build", "--keep", keep, "--data", data); code != exitDone || snapshots(t, data) != 2 {
			t.Errorf("--keep %s ended %d and left %d: %s", keep, code, snapshots(t, data), errs)
		}
	}
	code, out, errs = command(t, "build", "--keep", "1", "--data", data)
	if code != exitDone || !strings.HasPrefix(out, "unchanged") || !strings.Contains(errs, "2020-01-02") || snapshots(t, data) != 1 {
		t.Errorf("--keep 1 ended %d and left %d: %q, %s", code, snapshots(t, data), out, errs)
	}
	if code, _, errs := command(t, "verify", "--data", data); code != exitDone {
		t.Errorf("after pruning: %d, %s", code, errs)
	}
}

func latest(t *testing.T, data string) string {
	t.Helper()
	target, err := os.Readlink(filepath.Join(data, "latest"))
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Base(target)
}

func snapshots(t *testing.T, data string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(data, "snapshots"))
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}
