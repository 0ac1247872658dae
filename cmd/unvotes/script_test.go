package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"

	"unvotes/output"
	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// The scripts run this test binary as the program.
func TestMain(m *testing.M) {
	testscript.Main(tests{m}, map[string]func(){"unvotes": func() {
		if err := linkCache(os.Getenv(testCache), os.Args[1:]); err != nil {
			panic(err)
		}
		main()
	}})
}

// tests removes what the tests of the package share.
type tests struct{ *testing.M }

func (m tests) Run() int {
	code := m.M.Run()
	for _, dir := range temporaries {
		_ = os.RemoveAll(dir) // the system removes what is left
	}
	return code
}

var temporaries []string

// temporary makes a directory that outlives the test that calls it.
func temporary() (string, error) {
	dir, err := os.MkdirTemp("", "unvotes-test-")
	temporaries = append(temporaries, dir)
	return dir, err
}

// demoOnce makes the demo's dataset for all tests of the package.
var demoOnce = sync.OnceValues(func() (data string, err error) {
	dir, err := temporary()
	if err != nil {
		return "", err
	}
	data = filepath.Join(dir, "data")
	args := []string{"demo", "--data", data}
	if err := linkCache(sharedCache(), args); err != nil {
		return "", err
	}
	var words bytes.Buffer
	if code := run(context.Background(), args, io.Discard, &words); code != exitDone {
		return "", fmt.Errorf("demo ended %d: %s", code, words.String())
	}
	return data, nil
})

// copyDemo makes data a copy of the demo's dataset.
func copyDemo(data string) error {
	from, err := demoOnce()
	if err != nil {
		return err
	}
	return os.CopyFS(data, os.DirFS(from))
}

// demoDataset is the demo's dataset, for the test to change.
func demoDataset(t *testing.T) (data string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	if err := copyDemo(data); err != nil {
		t.Fatal(err)
	}
	return data
}

// command runs the program in process.
func command(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var o, e bytes.Buffer
	check(t, linkCache(sharedCache(), args))
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// testCache names, for the scripts, the folder that sharedCache gives.
const testCache = "TEST_PDFIUM_CACHE"

// sharedCache has the compiled reader of PDFs for all tests: compiling it takes
// seconds, and most of a minute with the race detector.
func sharedCache() string { return filepath.Join(os.TempDir(), "unvotes-test-pdfium") }

// linkCache links the shared cache into the data directory of a command that
// reads PDFs.
func linkCache(shared string, args []string) error {
	if len(args) == 0 {
		return nil
	}
	data := map[string]string{"demo": demoData, "import": "data"}[args[0]]
	if i := slices.Index(args, "--data"); i >= 0 && (data != "" || args[0] == "fetch" || slices.Contains(args, "--meetings")) {
		data = args[i+1]
	}
	if data == "" {
		return nil
	}
	cache := output.CacheDir(data)
	if _, err := os.Lstat(cache); err == nil {
		return nil
	}
	return errors.Join(os.MkdirAll(shared, 0o755), os.MkdirAll(data, 0o755), os.Symlink(shared, cache))
}

// TestScripts runs testdata/script: the command line as a user meets it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"demodata": scriptDemoData,
			"exits":    exits,
			"holdlock": holdLock,
			"troubles": troubles,
		},
		Setup: func(env *testscript.Env) error {
			env.Setenv(testCache, sharedCache())
			env.Setenv("GORACE", "atexit_sleep_ms=0") // by default each program under the race detector sleeps for a second at its end
			return nil
		},
		RequireExplicitExec: true,
	})
}

// demodata DIR makes DIR a copy of the demo's dataset.
func scriptDemoData(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(copyDemo(ts.MkAbs(args[0])))
}

// exits runs a command and holds its exit code against the first argument:
// exits 64 unvotes --nonsense.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGS...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%v: exit code %d, want %d", args[1:], got, want)
	}
}

// holdlock DIR holds the lock of a data directory until the script ends.
func holdLock(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	l := flock.New(filepath.Join(dir, "lock"))
	ok, err := l.TryLock()
	ts.Check(err)
	if !ok {
		ts.Fatalf("the lock of %s is taken", dir)
	}
	ts.Defer(func() { ts.Check(l.Unlock()) })
}

// troubles DIR puts ids and meetings that gave no record, and a short list, into
// an archive.
func troubles(ts *testscript.TestScript, _ bool, args []string) {
	ctx, at := context.Background(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	ar, err := archive.Open(ctx, filepath.Join(ts.MkAbs(args[0]), "archive.db"))
	ts.Check(err)
	record := func(key string) source.Item { return source.Item{Source: undl.SourceName, Key: key, TriedAt: at} }
	meeting := func(key string) source.Item { return source.Item{Source: pv.SourceName, Key: key, TriedAt: at} }
	_, err = ar.Want(ctx, record("901"), meeting("A/78/PV.45"))
	ts.Check(err)
	put := func(it source.Item, state source.State, days int, result, detail string) {
		it.State, it.FailDays, it.Result, it.Detail = state, days, result, detail
		if state == source.StateQuarantined {
			it.DueAt = at.AddDate(100, 0, 0)
		}
		ts.Check(ar.Put(ctx, it))
	}
	put(record("902"), source.StateFailed, 1, "blank", "a frame without rows")
	put(record("903"), source.StateNotVote, 1, "not_a_vote_record", "a draft")
	put(meeting("A/78/PV.46"), source.StateFailed, 2, "page", "it says: Welcome")
	put(meeting("A/78/PV.47"), source.StateQuarantined, 3, "absent", "status 404")
	keys := []string{"11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "903"}
	ts.Check(ar.KeepSlice(ctx, source.Slice{Source: undl.SourceName, Name: "Security Council/1950", Total: 12, CheckedAt: at}, keys, true))
	ts.Check(ar.Close())
}
