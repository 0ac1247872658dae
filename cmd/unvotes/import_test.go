package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unvotes/cmd/unvotes/demo"
	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
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
		{"nothing named", nil, exitUsage, nil, []string{"name a file or folder"}},
		{"a missing path", []string{good, filepath.Join(dir, "none")}, exitUsage, nil, []string{"no such file"}},
		{"nothing known, nothing held", []string{more}, exitFailed, nil, []string{"nothing was imported", "readme.txt"}},
		{"only bad records, nothing held", []string{bad}, exitFailed, nil, []string{"nothing was imported", bad + ": layout: line 4"}},
		{"new", []string{good}, exitDone, []string{"official_csv: 1 files, 1 records new, 0 unchanged, 0 failed", "new snapshot: 1 roll calls, 2 votes"}, nil},
		{"again", []string{good, more}, exitDone, []string{"0 records new, 1 unchanged", "unchanged: 1 roll calls"}, []string{"readme.txt", "not imported"}},
		{"one bad record", []string{good, bad}, exitFailures, []string{"2 files, 0 records new, 1 unchanged, 2 failed"}, []string{"some records failed (2)", bad + ": layout: line 4", "record 7"}},
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

// imported runs import of one body and gives the exit code and what was said.
func imported(t *testing.T, body []byte) (code int, said, dir string) {
	t.Helper()
	dir = t.TempDir()
	path := filepath.Join(dir, "a meeting.pdf")
	check(t, os.WriteFile(path, body, 0o644))
	code, out, errs := command(t, "import", "--data", filepath.Join(dir, "data"), path)
	return code, out + errs, filepath.Join(dir, "data", "latest")
}

func TestImportOfAMeetingRecord(t *testing.T) {
	body, err := fs.ReadFile(demo.Site, demo.Meeting)
	check(t, err)
	code, said, dir := imported(t, body)
	if code != exitDone || !strings.Contains(said, "new snapshot: 2 roll calls, 148 votes") {
		t.Fatalf("ended %d: %s", code, said)
	}
	calls, err := output.ReadTable[normalize.RollCall](filepath.Join(dir, "roll_calls.parquet"))
	check(t, err)
	if p := calls[1]; p.ID != "pv:A/77/PV.69:A/77/L.65:PP9" || p.ParentID != calls[0].ID || *p.PrintedYes != 81 || *p.PrintedNo != 10 || *p.PrintedAbstain != 48 {
		t.Errorf("%+v", p)
	}
	if w := calls[0]; w.ID != "pv:A/77/PV.69:A/77/L.65" || w.Resolution != "A/RES/77/284" || *w.Yes != 122 || *w.No != 5 || *w.Abstain != 18 {
		t.Errorf("%+v", w)
	}
}

// What is no readable record is refused with its reason; one that is not known
// beyond its symbol is kept, and named in the tables.
func TestImportRefusesWhatIsNoMeetingRecord(t *testing.T) {
	body, err := fs.ReadFile(demo.Site, demo.Meeting)
	check(t, err)
	for name, tt := range map[string]struct {
		body   []byte
		code   int
		reason string
	}{
		"truncated":          {body[:len(body)/2], exitFailed, "pv_truncated"},
		"encrypted":          {bytes.Replace(body, []byte("/Root 1 0 R"), []byte("/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <"+strings.Repeat("5A", 32)+"> /U <"+strings.Repeat("C3", 32)+"> >> /ID [<00> <00>]"), 1), exitFailed, "pv_encrypted"},
		"pictures only":      {bytes.ReplaceAll(body, []byte(") Tj"), []byte(") pp")), exitFailed, "pv_no_text"},
		"another document":   {bytes.ReplaceAll(body, []byte("PV.69"), []byte("L.690")), exitFailed, "pv_layout_unknown"},
		"no day":             {bytes.ReplaceAll(body, []byte("Wednesday"), []byte("Sommerday")), exitDone, "0 roll calls, 0 votes, 1 issues"},
		"a page of the site": {[]byte("<html><body>not found</body></html>"), exitFailed, "nothing was imported"},
	} {
		t.Run(name, func(t *testing.T) {
			code, said, dir := imported(t, tt.body)
			if code != tt.code || !strings.Contains(said, tt.reason) {
				t.Fatalf("ended %d: %s", code, said)
			}
			if tt.code != exitDone {
				return
			}
			issues, err := output.ReadTable[normalize.Issue](filepath.Join(dir, "issues.parquet"))
			check(t, err)
			if len(issues) != 1 || issues[0].Code != "pv_layout_unknown" || !strings.HasPrefix(issues[0].Place, "A/77/PV.69") {
				t.Errorf("%+v", issues)
			}
		})
	}
}

// Two records of one meeting: the one that was imported last counts, as with
// every form. So the record as issued takes the place of the demo's.
func TestTheLastCopyCounts(t *testing.T) {
	body, err := fs.ReadFile(demo.Site, demo.Meeting)
	check(t, err)
	code, _, dir := imported(t, body)
	if code != exitDone {
		t.Fatal(code)
	}
	data := filepath.Dir(dir)
	issued := filepath.Join(t.TempDir(), "issued.pdf")
	check(t, os.WriteFile(issued, bytes.Replace(body, []byte("81 votes to 10"), []byte("82 votes to 10"), 1), 0o644))
	if code, out, errs := command(t, "import", "--data", data, issued); code != exitDone {
		t.Fatalf("ended %d: %s%s", code, out, errs)
	}
	calls, err := output.ReadTable[normalize.RollCall](filepath.Join(dir, "roll_calls.parquet"))
	check(t, err)
	if len(calls) != 2 || *calls[1].PrintedYes != 82 {
		t.Errorf("%d rows, %d yes", len(calls), *calls[1].PrintedYes)
	}
	ar, err := archive.OpenExisting(t.Context(), filepath.Join(data, "archive.db"))
	check(t, err)
	n := 0
	check(t, ar.Readings(t.Context(), pv.SourceName, pv.Form, "no version", func(archive.Document) error { n++; return nil }))
	check(t, ar.Close())
	if n != 1 {
		t.Errorf("%d newest versions", n)
	}
}

// When nothing is imported, both forms of the output say why.
func TestImportOfNothing(t *testing.T) {
	for name, tt := range map[string]struct {
		file, content, want string
	}{
		"an unknown form":       {"readme.txt", "hello", "readme.txt: not a form that this version knows"},
		"a CSV without rows":    {"a.csv", strings.SplitAfter(importedCSV, "\n")[0], "a.csv: no record in it"},
		"nothing in the folder": {"sub/.keep", "", ".keep: it is empty"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "in", tt.file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(tt.content), 0o644); err != nil {
			t.Fatal(err)
		}
		code, out, errs := command(t, "import", "--json", "--data", filepath.Join(dir, "data"), filepath.Join(dir, "in"))
		var got struct{ Reason string }
		if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitFailed || !strings.HasSuffix(got.Reason, tt.want) || !strings.Contains(errs, tt.want) {
			t.Errorf("%s: ended %d, %v, reason %q, stderr %q; want %q", name, code, err, got.Reason, errs, tt.want)
		}
	}
}

// A folder of many unknown files is one line of the log.
func TestImportLogsALineAReason(t *testing.T) {
	dir := t.TempDir()
	for i := range 300 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, ".txt")), []byte("hello"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(importedCSV), 0o644); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(t, "import", "--data", filepath.Join(t.TempDir(), "data"), dir)
	if code != exitDone || strings.Count(errs, "not imported") != 1 || !strings.Contains(errs, "count=300") {
		t.Errorf("ended %d: %s", code, errs)
	}
}

// What a killed run left of its test of the disk is removed.
func TestFileOfAKilledRunIsRemoved(t *testing.T) {
	data := t.TempDir()
	killed := filepath.Join(data, ".space")
	if err := os.WriteFile(killed, make([]byte, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	command(t, "import", "--data", data, t.TempDir())
	left, err := filepath.Glob(filepath.Join(data, ".space*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
