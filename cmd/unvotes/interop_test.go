//go:build interop

package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/testdata/shared"
)

// TestInterop shows the tables to the programs that people read them with, on
// disk and published on an S3 server. `make interop` runs it.
func TestInterop(t *testing.T) {
	root := t.TempDir()
	datasets := []dataset{newDataset(t, root, "demo", "demo")}
	t.Run("corpus", func(t *testing.T) { datasets = append(datasets, corpusDataset(t, root)) })
	var dirs []string
	for _, d := range datasets {
		t.Run("tables of the "+d.name, func(t *testing.T) {
			python(t, nil, "tables.py", d.expected, d.latest(t), "pyarrow", "pandas", "polars", "duckdb", "spark")
		})
		t.Run("views of the "+d.name, func(t *testing.T) { viewed(t, d) })
		t.Run("report of the "+d.name, func(t *testing.T) { reported(t, d) })
		dirs = append(dirs, d.data)
	}
	d := datasets[len(datasets)-1]
	t.Run("published "+d.name, func(t *testing.T) { published(t, d) })
	t.Run("recipes", func(t *testing.T) {
		python(t, nil, "recipes.py", append([]string{"../../docs/recipes.md"}, dirs...)...)
	})
}

// dataset is a data directory with what the Go reader says of its tables.
type dataset struct{ name, data, expected string }

func (d dataset) latest(t *testing.T) string {
	t.Helper()
	dir, err := output.Latest(d.data)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// corpusDataset is of every record of the shared data, by way of the replay, and
// of its meeting records.
func corpusDataset(t *testing.T, root string) dataset {
	t.Helper()
	shared.Path(t, "corpus", "undl", "records.jsonl.gz")
	if code, _, errs := command(t, "import", shared.Path(t, "corpus", "meeting-records"), "--data", filepath.Join(root, "corpus")); code != exitDone {
		t.Fatalf("import ended %d: %s", code, errs)
	}
	return newDataset(t, root, "corpus", "backfill", "--site", startReplay(t, "--allow-search"), "--from", "1946", "--to", "2026", "--delay", "0s")
}

func newDataset(t *testing.T, root, name string, args ...string) dataset {
	t.Helper()
	d := dataset{name, filepath.Join(root, name), filepath.Join(root, name+".json")}
	if code, _, errs := command(t, append(args, "--data", d.data)...); code != exitDone {
		t.Fatalf("%v ended %d: %s", args, code, errs)
	}
	b, err := json.MarshalIndent(expectations(t, d.latest(t)), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.expected, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return d
}

// expected is what a table holds, by the Go reader. testdata/interop/tables.py
// says how a cell becomes text.
type expected struct {
	Rows    int              `json:"rows"`
	Columns []expectedColumn `json:"columns"`
	Counts  map[string]int   `json:"counts"` // of the values of a column "vote"
}

type expectedColumn struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Nulls  int    `json:"nulls"`
	SHA256 string `json:"sha256"`
}

func expectations(t *testing.T, dir string) map[string]expected {
	t.Helper()
	readers := map[string]func(*testing.T, string, output.Table) expected{
		"roll_calls": expect[normalize.RollCall], "votes": expect[normalize.VoteLine], "adoptions": expect[normalize.Adoption],
		"members": expect[normalize.Member], "member_periods": expect[normalize.Period], "issues": expect[normalize.Issue],
		"statements": expect[normalize.Statement], "vetoes": expect[normalize.Veto],
	}
	out := map[string]expected{}
	for _, table := range output.Schema() {
		read, ok := readers[table.Name]
		if !ok {
			t.Fatalf("no reader for the table %s", table.Name)
		}
		out[table.Name] = read(t, dir, table)
	}
	return out
}

func expect[T any](t *testing.T, dir string, table output.Table) expected {
	t.Helper()
	rows, err := output.ReadTable[T](filepath.Join(dir, table.File()))
	if err != nil {
		t.Fatal(err)
	}
	e := expected{Rows: len(rows), Counts: map[string]int{}}
	for i, column := range table.Columns {
		c := expectedColumn{Name: column.Name, Type: column.Type}
		h := sha256.New()
		for r := range rows {
			text := cell(t, reflect.ValueOf(&rows[r]).Elem().Field(i), column)
			if text == "\x00" {
				c.Nulls++
			}
			if column.Name == "vote" {
				e.Counts[strings.ReplaceAll(text, "\x00", "null")]++
			}
			h.Write([]byte(text + "\x1e"))
		}
		c.SHA256 = hex.EncodeToString(h.Sum(nil))
		e.Columns = append(e.Columns, c)
	}
	return e
}

func cell(t *testing.T, v reflect.Value, column output.Column) string {
	t.Helper()
	if column.Nullable && v.IsZero() {
		return "\x00"
	}
	switch x := reflect.Indirect(v).Interface().(type) {
	case time.Time:
		return fmt.Sprint(x.UnixMicro())
	case []string:
		var b strings.Builder
		for _, s := range x {
			b.WriteString(s + "\x1f")
		}
		return b.String()
	default:
		return fmt.Sprint(x)
	}
}

// python runs a script of testdata/interop.
func python(t *testing.T, env []string, script string, args ...string) {
	t.Helper()
	bin := os.Getenv("UNVOTES_PYTHON")
	if bin == "" {
		t.Fatal("UNVOTES_PYTHON names no Python with the packages: run `make interop`")
	}
	cmd := exec.CommandContext(t.Context(), bin, append([]string{filepath.Join("..", "..", "testdata", "interop", script)}, args...)...)
	cmd.Env = append(append(os.Environ(), "TMPDIR="+t.TempDir(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONWARNINGS=ignore"), env...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	t.Logf("%s", out.Bytes())
	if err != nil {
		t.Errorf("%s: %v\n%s", script, err, errs.Bytes())
	}
}

// published reads the dataset in place from a server that speaks S3.
func published(t *testing.T, d dataset) {
	const key, secret = "unvotes-test", "not-a-secret-that-may-be-shown"
	endpoint, objects := startS3(t, key, secret, "bucket")
	t.Setenv("AWS_ACCESS_KEY_ID", key)
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	url := "s3://bucket/open/votes?endpoint=http://" + endpoint + "&use_path_style=true"
	if code, out, errs := command(t, "publish", url, "--data", d.data, "-v"); code != exitFailed || out != "" {
		t.Errorf("with a wrong secret: code %d, said %q and %q", code, out, errs)
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	for _, want := range []string{" 0 there already", ": 0 files sent"} {
		code, out, errs := command(t, "publish", url, "--data", d.data, "-v")
		if code != exitDone || !strings.Contains(out, want) || strings.Contains(out+errs, secret) {
			t.Errorf("code %d, want %q, said %q and %q", code, want, out, errs)
		}
	}
	site := filepath.Join(objects, "open", "votes")
	versions, err := os.ReadFile(filepath.Join(site, "versions.json"))
	page, err2 := os.ReadFile(filepath.Join(site, "index.html"))
	if err := errors.Join(err, err2); err != nil || !bytes.Contains(versions, []byte(filepath.Base(d.latest(t)))) || !bytes.Contains(page, []byte("http://"+endpoint+"/bucket/open/votes/")) {
		t.Errorf("the site: %v, %s\n%s", err, versions, page)
	}
	env := []string{"ENDPOINT=" + endpoint}
	python(t, env, "tables.py", d.expected, "s3://bucket/open/votes", "pyarrow", "pandas", "polars", "spark")
	// The release of DuckDB whose extension for S3 is a package.
	older := filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(os.Getenv("UNVOTES_PYTHON")))), "interop-duckdb-s3")
	python(t, append(env, "PYTHONPATH="+older), "tables.py", d.expected, "s3://bucket/open/votes", "duckdb")
	refusesOther(t, d, url, objects)
}

// refusesOther puts another object under a name of the snapshot: it is left as
// it is.
func refusesOther(t *testing.T, d dataset, url, objects string) {
	t.Helper()
	votes := filepath.Join(objects, "open", "votes", "snapshots", filepath.Base(d.latest(t)), "votes.parquet")
	check(t, os.WriteFile(votes, []byte("no table"), 0o644))
	if code, _, errs := command(t, "publish", url, "--data", d.data); code != exitCheck || !strings.Contains(errs, "votes.parquet") {
		t.Errorf("over another object: code %d, said %q", code, errs)
	}
	if got, err := os.ReadFile(votes); err != nil || string(got) != "no table" {
		t.Errorf("another object was overwritten: %.20q, %v", got, err)
	}
}

// startS3 starts versitygw over an empty folder with one bucket, whose objects are
// the files of a folder.
func startS3(t *testing.T, key, secret, bucket string) (endpoint, objects string) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	endpoint = l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	for _, dir := range []string{filepath.Join(root, "data", bucket), filepath.Join(root, "meta")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), os.Getenv("UNVOTES_VERSITYGW"), "--quiet", "--port", endpoint, "posix", "--sidecar", filepath.Join(root, "meta"), filepath.Join(root, "data"))
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+key, "ROOT_SECRET_KEY="+secret)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var exit error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		exit = cmd.Wait()
	}()
	t.Cleanup(func() { <-ended }) // t.Context ends before, and kills it
	for tick := time.NewTicker(50 * time.Millisecond); ; {
		select {
		case <-ended:
			t.Fatalf("versitygw does not start: %v", exit)
		case <-tick.C:
		}
		if c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", endpoint); err == nil {
			_ = c.Close() // it answered
			tick.Stop()
			return endpoint, filepath.Join(root, "data", bucket)
		}
	}
}
