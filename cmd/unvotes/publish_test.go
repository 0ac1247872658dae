package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unvotes/output"
)

func TestPublish(t *testing.T) {
	data, www := t.TempDir(), filepath.Join(t.TempDir(), "www")
	url := "file://" + filepath.ToSlash(www)
	if code, _, errs := command(t, "publish", url, "--data", data); code != exitFailed || !strings.Contains(errs, "unvotes build") {
		t.Errorf("without a snapshot: code %d, %s", code, errs)
	}
	if left, err := os.ReadDir(data); err != nil || len(left) > 0 {
		t.Errorf("without a snapshot: left %v, %v", left, err)
	}
	data = demoDataset(t)
	if code, out, errs := command(t, "build", "--data", data, "--publish", url); code != exitDone || !strings.Contains(out, "\npublished ") {
		t.Fatalf("build --publish: code %d, %s%s", code, out, errs)
	}
	b, err := os.ReadFile(filepath.Join(www, "latest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var p output.Pointer
	latest, _ := output.Latest(data)
	if err := json.Unmarshal(b, &p); err != nil || p.Snapshot != filepath.Base(latest) {
		t.Errorf("latest.json names %q, %v; want %s", p.Snapshot, err, latest)
	}
	if code, out, _ := command(t, "publish", url, "--data", data); code != exitDone || !strings.Contains(out, ": 0 files sent") {
		t.Errorf("again: code %d, %s", code, out)
	}
	votes := filepath.Join(www, "snapshots", p.Snapshot, "votes.parquet")
	if err := os.WriteFile(votes, []byte("no table"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := command(t, "publish", url, "--data", data); code != exitCheck || !strings.Contains(errs, "votes.parquet") {
		t.Errorf("over another file: code %d, %s", code, errs)
	}
}

// A destination that cannot be meant is wrong usage, before any work.
func TestPublishUsage(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	for _, args := range [][]string{
		{"publish"}, {"publish", "a", "b"}, {"publish", "/srv/www"}, {"publish", "s3://id:hush@bucket"},
		{"sync", "--publish", "s3://id:hush@bucket"}, {"backfill", "--publish", "ftp://host"}, {"build", "--publish", "www"},
	} {
		args = append(args, "--data", data)
		code, out, errs := command(t, args...)
		if code != exitUsage || out != "" || strings.Contains(errs, "hush") {
			t.Errorf("%v: code %d, said %q and %q", args, code, out, errs)
		}
		if _, err := os.Stat(data); err == nil {
			t.Errorf("%v: the data directory was made", args)
		}
	}
}
