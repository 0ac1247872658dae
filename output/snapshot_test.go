package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
)

// oneMore is someTables and another roll call: a new state of the data.
func oneMore(id string) Tables {
	in := someTables()
	e := in.RollCalls[1]
	e.ID, e.Votes, e.Issues = id, nil, nil
	in.RollCalls = append(in.RollCalls, e)
	return in
}

// mustRead reads all that latest has and gives its name and number of roll calls.
func mustRead(t *testing.T, dataDir string) (string, int) {
	t.Helper()
	dir, err := Latest(dataDir)
	if err != nil {
		t.Fatal(err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if hash, err := hashDir(dir); err != nil || hash != m.TablesSHA256 {
		t.Fatalf("%s is not whole: %s, %v", dir, hash, err)
	}
	return filepath.Base(dir), len(read[normalize.RollCall](t, dir, "roll_calls.parquet"))
}

func TestSnapshot(t *testing.T) {
	dir := t.TempDir()
	if _, err := Latest(dir); !errors.Is(err, ErrNoSnapshot) {
		t.Errorf("latest of an empty directory: %v", err)
	}
	s := publish(t, dir, someTables())
	if want := "2026-11-23-" + s.Manifest.TablesSHA256[:8]; s.Name != want {
		t.Errorf("name %s, want %s", s.Name, want)
	}
	if target, err := os.Readlink(filepath.Join(dir, "latest")); err != nil || filepath.ToSlash(target) != "snapshots/"+s.Name {
		t.Errorf("latest names %q, %v", target, err)
	}
	names := dirNames(t, s.Dir)
	want := []string{"README.md", "SHA256SUMS", "adoptions.parquet", "croissant.json", "datapackage.json", "issues.parquet", "manifest.json", "member_periods.parquet", "members.parquet", "roll_calls.parquet", "statements.parquet", "vetoes.parquet", "votes.parquet"}
	if !slices.Equal(names, want) {
		t.Errorf("files %v", names)
	}
	if info, err := os.Stat(s.Dir); err != nil || info.Mode().Perm()&0o55 != 0o55 {
		t.Errorf("others cannot read the snapshot: %v, %v", info.Mode(), err)
	}
	for _, table := range Schema() {
		if !strings.Contains(readFile(t, s.Dir, "README.md"), "## "+table.Name) {
			t.Errorf("README.md does not describe %s", table.Name)
		}
	}
}

func TestManifest(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	got, err := ReadManifest(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "manifest", got, s.Manifest)
	equal(t, "facts", got.ManifestFacts, someFacts)
	if got.SchemaVersion != SchemaVersion || got.SchemaFingerprint != SchemaFingerprint() || len(got.SchemaFingerprint) != 64 {
		t.Errorf("schema %s %s", got.SchemaVersion, got.SchemaFingerprint)
	}
	votes := got.Tables[1]
	sum, _ := hashFile(filepath.Join(s.Dir, "votes.parquet"))
	info, _ := os.Stat(filepath.Join(s.Dir, "votes.parquet"))
	equal(t, "votes", votes, TableFacts{Name: "votes", File: "votes.parquet", Rows: 4, Bytes: info.Size(), SHA256: sum, MinDate: day("1946-02-16"), MaxDate: day("2023-12-07")})
	var raw struct{ Tables []map[string]any }
	if err := json.Unmarshal([]byte(readFile(t, s.Dir, "manifest.json")), &raw); err != nil {
		t.Fatal(err)
	}
	if raw.Tables[1]["min_date"] != "1946-02-16" || raw.Tables[3]["min_date"] != nil {
		t.Errorf("dates in the manifest: %v, %v", raw.Tables[1], raw.Tables[3])
	}
}

func TestNothingNewMakesNoSnapshot(t *testing.T) {
	dir := t.TempDir()
	first := publish(t, dir, someTables())
	manifest := readFile(t, first.Dir, "manifest.json")
	later := someFacts
	later.BuiltAt, later.ProgramVersion = noon.AddDate(0, 0, 7), "0.2.0"
	s, err := Publish(t.Context(), dir, shuffled(someTables(), 9), later)
	if err != nil || !s.Unchanged || s.Name != first.Name {
		t.Errorf("%+v, %v", s, err)
	}
	if got := readFile(t, first.Dir, "manifest.json"); got != manifest {
		t.Errorf("the manifest changed: %s", got)
	}
	if names := dirNames(t, dir, "snapshots"); !slices.Equal(names, []string{first.Name}) {
		t.Errorf("snapshots: %v", names)
	}
}

// Going back to an earlier state of the same day names the same snapshot.
func TestBackToAnEarlierState(t *testing.T) {
	dir := t.TempDir()
	first := publish(t, dir, someTables())
	publish(t, dir, oneMore("undl-9"))
	facts := someFacts
	facts.Accept.All = true
	if s, err := Publish(t.Context(), dir, someTables(), facts); err != nil || s.Name != first.Name || s.Unchanged {
		t.Errorf("%+v, %v", s, err)
	}
	if name, n := mustRead(t, dir); name != first.Name || n != 3 {
		t.Errorf("latest is %s with %d roll calls", name, n)
	}
}

func TestDamagedSnapshotIsNotTakenForGood(t *testing.T) {
	dir := t.TempDir()
	s := publish(t, dir, someTables())
	damage(t, filepath.Join(s.Dir, "votes.parquet"))
	if _, err := Publish(t.Context(), dir, someTables(), someFacts); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("the same day: %v", err)
	}
	later := someFacts
	later.BuiltAt = noon.AddDate(0, 0, 1)
	if s, err := Publish(t.Context(), dir, someTables(), later); err != nil || s.Unchanged {
		t.Errorf("the next day: %+v, %v", s, err)
	}
	mustRead(t, dir)
}

func damage(t *testing.T, path string) {
	t.Helper()
	b := []byte(readFile(t, path))
	b[len(b)/3] ^= 1
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

var allSteps = []step{stepWrite, stepSync, stepRename, stepSwitch}

// An error at a step (a full disk, say) leaves the old snapshot and no rubbish.
func TestErrorAtAStepLeavesTheOldSnapshot(t *testing.T) {
	for _, at := range allSteps {
		t.Run(string(at), func(t *testing.T) {
			dir := t.TempDir()
			old := publish(t, dir, someTables())
			full := errors.New("no space left")
			p := publisher{dataDir: dir, before: func(s step) error {
				if s == at {
					return full
				}
				return nil
			}}
			if _, err := p.publish(t.Context(), oneMore("undl-9"), someFacts); !errors.Is(err, full) {
				t.Fatalf("published: %v", err)
			}
			if name, n := mustRead(t, dir); name != old.Name || n != 3 {
				t.Errorf("latest is %s with %d roll calls", name, n)
			}
			if names := dirNames(t, dir, "snapshots"); slices.ContainsFunc(names, isTemp) {
				t.Errorf("left over: %v", names)
			}
			publishAgain(t, dir)
		})
	}
}

// A process that dies at a step cannot clean up: the old snapshot is there, and
// the next run goes on and clears away.
func TestDeathAtAStepLeavesTheOldSnapshot(t *testing.T) {
	for _, at := range allSteps {
		t.Run(string(at), func(t *testing.T) {
			dir := t.TempDir()
			old := publish(t, dir, someTables())
			die(t, dir, at)
			if name, n := mustRead(t, dir); name != old.Name || n != 3 {
				t.Errorf("latest is %s with %d roll calls", name, n)
			}
			if names := dirNames(t, dir, "snapshots"); at != stepSwitch && !slices.ContainsFunc(names, isTemp) {
				t.Errorf("the process cleaned up, so it did not die: %v", names)
			}
			publishAgain(t, dir)
		})
	}
}

func TestDeathWhilePruning(t *testing.T) {
	dir := t.TempDir()
	manySnapshots(t, dir)
	die(t, dir, stepPrune)
	if _, err := Latest(dir); err != nil {
		t.Error(err)
	}
	if removed, err := Prune(dir, 1); err != nil || len(removed) != 2 {
		t.Errorf("removed %v, %v", removed, err)
	}
}

// publishAgain publishes what failed before.
func publishAgain(t *testing.T, dir string) {
	t.Helper()
	if s := publish(t, dir, oneMore("undl-9")); s.Unchanged {
		t.Errorf("%s was published before", s.Name)
	}
	if _, n := mustRead(t, dir); n != 4 {
		t.Errorf("latest has %d roll calls after the next run", n)
	}
	if names := dirNames(t, dir, "snapshots"); len(names) != 2 || slices.ContainsFunc(names, isTemp) {
		t.Errorf("snapshots after the next run: %v", names)
	}
	if names := dirNames(t, dir); !slices.Equal(names, []string{"latest", "snapshots"}) {
		t.Errorf("data directory after the next run: %v", names)
	}
}

func isTemp(name string) bool { return strings.HasPrefix(name, tmpPrefix) }

// dieEnv tells a copy of the test program where to die: "step directory".
const dieEnv = "UNVOTES_TEST_DIE_AT"

const diedCode = 99

func die(t *testing.T, dataDir string, at step) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDyingProcess$")
	cmd.Env = append(os.Environ(), dieEnv+"="+string(at)+" "+dataDir)
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != diedCode {
		t.Fatalf("the process did not die at %s: %v\n%s", at, err, out)
	}
}

func TestDyingProcess(t *testing.T) {
	at, dataDir, ok := strings.Cut(os.Getenv(dieEnv), " ")
	if !ok {
		t.Skip("run by other tests, in a process of its own")
	}
	seen := 0
	p := publisher{dataDir: dataDir, before: func(s step) error {
		if s == step(at) {
			if seen++; seen == 2 || s != stepWrite { // in the middle of writing
				os.Exit(diedCode)
			}
		}
		return nil
	}}
	if step(at) == stepPrune {
		_, _ = p.prune(1)
	} else {
		_, _ = p.publish(t.Context(), oneMore("undl-9"), someFacts)
	}
}

func TestCancelledPublishLeavesTheOldSnapshot(t *testing.T) {
	dir := t.TempDir()
	old := publish(t, dir, someTables())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Publish(ctx, dir, oneMore("undl-9"), someFacts); !errors.Is(err, context.Canceled) {
		t.Errorf("published: %v", err)
	}
	if name, _ := mustRead(t, dir); name != old.Name {
		t.Errorf("latest is %s", name)
	}
}

// manySnapshots makes three snapshots that have a manifest only, two of them of
// one day; the last one is latest.
func manySnapshots(t *testing.T, dir string) (names []string) {
	t.Helper()
	for i := range 3 {
		m := Manifest{TablesSHA256: fmt.Sprintf("%08d", 9-i), ManifestFacts: ManifestFacts{BuiltAt: noon.AddDate(0, 0, i/2).Add(time.Duration(i%2) * time.Hour)}}
		names = append(names, snapshotName(m))
		try(t, os.MkdirAll(filepath.Join(dir, snapshotsDir, names[i]), 0o755))
		try(t, m.write(filepath.Join(dir, snapshotsDir, names[i])))
		try(t, replaceLink(filepath.Join(snapshotsDir, names[i]), filepath.Join(dir, latestLink)))
	}
	return names
}

func TestPrune(t *testing.T) {
	for _, test := range []struct {
		keep    int
		latest  int // which of the three snapshots latest names
		removed []int
	}{
		{keep: 3, latest: 2},
		{keep: 9, latest: 0},
		{keep: 2, latest: 2, removed: []int{0}},
		{keep: 1, latest: 2, removed: []int{0, 1}},
		{keep: 1, latest: 0, removed: []int{1}},
		{keep: 2, latest: 0},
		{keep: 1, latest: 1, removed: []int{0}},
	} {
		t.Run(fmt.Sprintf("keep %d, latest %d", test.keep, test.latest), func(t *testing.T) {
			dir := t.TempDir()
			names := manySnapshots(t, dir)
			if err := replaceLink(filepath.Join(snapshotsDir, names[test.latest]), filepath.Join(dir, latestLink)); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir(filepath.Join(dir, snapshotsDir, "my-own-copy"), 0o755); err != nil {
				t.Fatal(err)
			}
			removed, err := Prune(dir, test.keep)
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			left := []string{"my-own-copy"}
			for i, name := range names {
				if slices.Contains(test.removed, i) {
					want = append(want, name)
				} else {
					left = append(left, name)
				}
			}
			slices.Sort(left)
			equal(t, "removed", removed, want)
			equal(t, "left", dirNames(t, dir, "snapshots"), left)
			if _, err := Latest(dir); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestPruneKeepsAtLeastOne(t *testing.T) {
	dir := t.TempDir()
	if removed, err := Prune(dir, 1); err != nil || removed != nil {
		t.Errorf("nothing to prune: %v, %v", removed, err)
	}
	manySnapshots(t, dir)
	if _, err := Prune(dir, 0); err == nil {
		t.Error("keep 0 was taken")
	}
	if names := dirNames(t, dir, "snapshots"); len(names) != 3 {
		t.Errorf("snapshots: %v", names)
	}
}

// Reading back must see one cell that is not what was written.
func TestVerifyFileSeesDamage(t *testing.T) {
	in, err := someTables().sorted()
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Collect(voteRows(in))
	path := filepath.Join(t.TempDir(), "votes.parquet")
	for name, change := range map[string]func([]normalize.VoteLine) []normalize.VoteLine{
		"a vote":     func(r []normalize.VoteLine) []normalize.VoteLine { r[2].Choice = "no"; return r },
		"a null":     func(r []normalize.VoteLine) []normalize.VoteLine { r[2].MSCode = ""; return r },
		"a number":   func(r []normalize.VoteLine) []normalize.VoteLine { r[2].Line = 7; return r },
		"a bool":     func(r []normalize.VoteLine) []normalize.VoteLine { r[3].Eligible = ptr(true); return r },
		"a swap":     func(r []normalize.VoteLine) []normalize.VoteLine { swapLabels(&r[2], &r[3]); return r },
		"a row less": func(r []normalize.VoteLine) []normalize.VoteLine { return r[:3] },
	} {
		if err := parquet.WriteFile(path, change(slices.Clone(rows))); err != nil {
			t.Fatal(err)
		}
		var sink bytes.Buffer
		facts, sums, err := votesTable.encode(t.Context(), &sink, testCodec(t), in)
		if err != nil {
			t.Fatal(err)
		}
		if err := verifyFile(path, facts.Rows, sums); err == nil {
			t.Errorf("%s: not seen", name)
		}
		if err := os.WriteFile(path, sink.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := verifyFile(path, facts.Rows, sums); err != nil {
			t.Errorf("the true file: %v", err)
		}
	}
}

func swapLabels(a, b *normalize.VoteLine) {
	a.Label, b.Label = b.Label, a.Label
}

func TestReadTableRefusesOtherFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "votes.parquet")
	if err := parquet.WriteFile(path, []normalize.VoteLine{{RollCallID: "x"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadTable[normalize.VoteLine](path); !errors.Is(err, ErrSchema) {
		t.Errorf("a file of nobody's: %v", err)
	}
	if err := parquet.WriteFile(path, []normalize.VoteLine{{}}, parquet.KeyValueMetadata(versionKey, "0.9")); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadTable[normalize.VoteLine](path); !errors.Is(err, ErrSchema) {
		t.Errorf("another major version: %v", err)
	}
	if err := os.WriteFile(path, []byte("PAR1"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadTable[normalize.VoteLine](path); err == nil {
		t.Error("no Parquet: read")
	}
}

func dirNames(t *testing.T, path ...string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}
