package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const importedCSV = "undl_id,ms_code,ms_name,ms_vote,date,resolution\n" +
	"7,AFG,AFGHANISTAN,Y,2023-12-19,A/RES/78/165\n7,ALB,ALBANIA,X,2023-12-19,A/RES/78/165\n"

func TestImportCommand(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"good.csv": importedCSV, "more/readme.txt": "hello", "bad.csv": importedCSV + "x\n"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	good, bad, more := filepath.Join(dir, "good.csv"), filepath.Join(dir, "bad.csv"), filepath.Join(dir, "more")
	data := filepath.Join(dir, "data")
	for _, tt := range []struct {
		name           string
		args           []string
		code           int
		stdout, stderr []string
	}{
		{"nothing named", nil, exitUsage, nil, []string{"name a file or a folder"}},
		{"a missing path", []string{good, filepath.Join(dir, "none")}, exitUsage, nil, []string{"no such file"}},
		{"nothing known, nothing held", []string{more}, exitFailed, nil, []string{"nothing was imported", "readme.txt"}},
		{"only bad records, nothing held", []string{bad}, exitFailed, nil, []string{"nothing was imported", bad + ": line 4"}},
		{"new", []string{good}, exitDone, []string{"official_csv: 1 files, 1 records new, 0 unchanged, 0 failed", "new snapshot: 1 roll calls, 2 votes"}, nil},
		{"again", []string{good, more}, exitDone, []string{"0 records new, 1 unchanged", "unchanged: 1 roll calls"}, []string{"readme.txt", "left alone"}},
		{"one bad record", []string{good, bad}, exitFailures, []string{"2 files, 0 records new, 1 unchanged, 2 failed"}, []string{"some records failed (2)", bad + ": line 4", "record 7"}},
		{"an unknown file", []string{filepath.Join(more, "readme.txt")}, exitFailures, []string{"unchanged"}, []string{"not a form"}},
	} {
		code, out, errs := command(t, append([]string{"import", "--data", data}, tt.args...)...)
		if code != tt.code {
			t.Errorf("%s: ended %d, want %d: %s", tt.name, code, tt.code, errs)
		}
		for _, want := range tt.stdout {
			if !strings.Contains(out, want) {
				t.Errorf("%s: stdout %q, want %q", tt.name, out, want)
			}
		}
		for _, want := range tt.stderr {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: stderr %q, want %q", tt.name, errs, want)
			}
		}
		if tt.stdout == nil && out != "" {
			t.Errorf("%s: stdout %q", tt.name, out)
		}
	}
}

func TestImportAsJSON(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte(importedCSV), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errs := command(t, "import", "--json", "--data", filepath.Join(t.TempDir(), "data"), file)
	var got struct {
		Files []struct {
			File, Kind string
			New        int
		}
		Built string
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitDone {
		t.Fatalf("ended %d, %v: %s%s", code, err, out, errs)
	}
	if len(got.Files) != 1 || got.Files[0].File != file || got.Files[0].Kind != "official_csv" || got.Files[0].New != 1 || !strings.HasPrefix(got.Built, "new snapshot") {
		t.Errorf("%+v", got)
	}
}
