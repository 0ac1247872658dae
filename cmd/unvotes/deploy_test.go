//go:build interop

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"unvotes/output"
)

// Secrets that no step may print.
const ghToken, hfToken, zenodoToken = "gh-hush", "hf-hush", "zenodo-hush"

// deployment is a repository with deploy/github's workflow, whose releases are
// folders.
type deployment struct {
	root, state string
	env         map[string]string
	runs        int
}

func newDeployment(t *testing.T) *deployment {
	t.Helper()
	root := t.TempDir()
	d := &deployment{root: root, state: filepath.Join(root, "releases"), env: map[string]string{
		"GH_STATE": filepath.Join(root, "releases"), "GH_REPO": "owner/votes", "GH_TOKEN": ghToken, "GITHUB_SHA": "main", "TMPDIR": filepath.Join(root, "tmp"),
		"UNVOTES_CONTACT": "you@example.org", "UNVOTES_PERMISSION": "A. Librarian, 2026-11-20", "UNVOTES_DELAY": "0s", testCache: sharedCache(),
	}}
	check(t, os.Mkdir(d.env["TMPDIR"], 0o755))
	return d
}

// step runs a command line of the workflow on the machine of the newest run.
func (d *deployment) step(t *testing.T, line string, env ...string) (code int, said string) {
	t.Helper()
	stand, err := filepath.Abs(filepath.Join("testdata", "gh"))
	check(t, err)
	cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", `PATH=${STUB:+$STUB:}$PATH; `+line)
	cmd.Dir = filepath.Join("..", "..")
	cmd.Env = append(os.Environ(), "UNVOTES_DATA="+d.data(), fmt.Sprintf("GITHUB_RUN_ID=%d", d.runs))
	cmd.Env = append(cmd.Env, "PATH="+stand+string(os.PathListSeparator)+os.Getenv("PATH"))
	for k, v := range d.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	for _, secret := range []string{ghToken, hfToken, zenodoToken, "s3-hush"} {
		if bytes.Contains(out, []byte(secret)) {
			t.Errorf("%s prints a secret: %s", line, out)
		}
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func (d *deployment) data() string {
	return filepath.Join(d.root, fmt.Sprintf("machine-%d", d.runs), "data")
}

var stepLine = regexp.MustCompile(`(?m)^ +(if|run): (.*)$`)

// night runs the steps of the workflow's job on a new machine, those behind a
// failed one only if they always run. It returns the steps that failed.
func (d *deployment) night(t *testing.T, env ...string) (failed []string, said string) {
	t.Helper()
	d.runs++
	file, err := os.ReadFile(filepath.Join("..", "..", "deploy", "github", "unvotes.yml"))
	check(t, err)
	_, job, _ := strings.Cut(string(file), "\n  night:\n")
	job, _, _ = strings.Cut(job, "\n  zenodo:\n")
	_, job, _ = strings.Cut(job, "\n    steps:\n")
	restored := false
	for step := range strings.SplitSeq(job, "\n      - ") {
		parts := map[string]string{}
		for _, m := range stepLine.FindAllStringSubmatch("  "+step, -1) {
			parts[m[1]] = m[2]
		}
		line, always := parts["run"], strings.Contains(parts["if"], "always()")
		if line == "" || strings.HasPrefix(line, "make ") || len(failed) > 0 && (!always || !restored) {
			continue
		}
		code, out := d.step(t, line, env...)
		restored = restored || strings.HasSuffix(line, " restore") && code == 0
		said += "$ " + line + "\n" + out
		if code != 0 {
			failed = append(failed, fmt.Sprintf("%s: %d", path.Base(line), code))
		}
	}
	return failed, said
}

// releases are the tags of the releases that readers see, oldest first.
func (d *deployment) releases(t *testing.T) (tags []string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "bash", "-c", `find "$0" -name .facts -exec cat {} + | jq -rs 'sort_by(.publishedAt)[] | select(.isDraft | not).tagName'`, d.state).Output()
	check(t, err)
	return strings.Fields(string(out))
}

// released is a file of a release; its text is .notes.
func (d *deployment) released(t *testing.T, tag, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(d.state, "owner", "votes", tag, name))
	check(t, err)
	return string(b)
}

// Three nights: the first run, one that finds more, one that finds nothing.
func TestDeployedNights(t *testing.T) {
	site, stop, err := serveDemo(t.Context())
	check(t, err)
	t.Cleanup(func() { check(t, stop()) })
	d := newDeployment(t)
	d.env["UNVOTES_SITE"] = site

	// Without an archive nothing is asked, unless this was declared.
	if failed, said := d.night(t); !slices.Equal(failed, []string{"release.sh restore: 1"}) || !strings.Contains(said, "first-run") {
		t.Fatalf("without an archive: %v\n%s", failed, said)
	}
	// Nor is it where nobody can say whether there is one.
	if failed, said := d.night(t, "FIRST_RUN=true", "GH_FAIL=release view archive*"); !slices.Equal(failed, []string{"release.sh restore: 1"}) || !strings.Contains(said, "it is not known whether there is an archive: gh: HTTP 403") {
		t.Fatalf("without an answer: %v\n%s", failed, said)
	}
	d.env["PART_BYTES"] = "30000"
	if failed, said := d.night(t, "FIRST_RUN=true", "UNVOTES_MAX_REQUESTS=185"); failed != nil {
		t.Fatalf("first run: %v\n%s", failed, said)
	}
	first := d.releases(t)
	if len(first) != 2 || first[0] != "archive" || !strings.Contains(d.released(t, first[1], ".notes"), "The first release.") {
		t.Fatalf("releases %v", first)
	}
	if failed, said := d.night(t, "FIRST_RUN=true"); !slices.Equal(failed, []string{"release.sh restore: 1"}) || !strings.Contains(said, "there is an archive") {
		t.Errorf("a second first run: %v\n%s", failed, said)
	}

	bare := filepath.Join(d.root, "hub.git")
	check(t, exec.CommandContext(t.Context(), "git", "init", "--quiet", "--bare", "--initial-branch=main", bare).Run())
	endpoint, objects := startS3(t, "key", "s3-hush", "bucket")
	d.env["AWS_ACCESS_KEY_ID"], d.env["AWS_SECRET_ACCESS_KEY"], d.env["AWS_REGION"] = "key", "s3-hush", "us-east-1"
	d.env["HF_DATASET"], d.env["HF_REMOTE"], d.env["HF_TOKEN"], d.env["PUBLISH_URL"] = "owner/votes", bare, hfToken, "s3://bucket/votes?use_path_style=true&endpoint=http://"+endpoint
	if failed, said := d.night(t); failed != nil {
		t.Fatalf("second night: %v\n%s", failed, said)
	}
	second := d.releases(t)
	if len(second) != 3 {
		t.Fatalf("releases %v", second)
	}
	tag := second[2]
	notes := d.released(t, tag, ".notes")
	for _, want := range []string{"Since " + strings.TrimPrefix(first[1], "data-"), "### Roll calls added: 8\n", "undl-283233", "**non-commercial**", "Sources: United Nations Digital Library", "owner/votes/releases/latest/download/votes.parquet"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes lack %q:\n%s", want, notes)
		}
	}
	if facts := d.released(t, tag, ".facts"); !strings.Contains(facts, `"isLatest": true`) {
		t.Errorf("%s: %s", tag, facts)
	}
	out, err := exec.CommandContext(t.Context(), "git", "--git-dir", bare, "ls-tree", "--name-only", strings.TrimPrefix(tag, "data-")).Output()
	if err != nil || !strings.Contains(string(out), "votes.parquet\n") || !strings.Contains(string(out), ".gitattributes\n") {
		t.Errorf("the hub has %s, %v", out, err)
	}
	if _, err := os.Stat(filepath.Join(objects, "votes", "latest", "votes.parquet")); err != nil {
		t.Error(err)
	}

	failed, said := d.night(t)
	if failed != nil || !slices.Equal(d.releases(t), second) || !strings.Contains(said, "is released already") || !strings.Contains(said, ": 0 files sent") {
		t.Errorf("a quiet night: %v, %v\n%s", failed, d.releases(t), said)
	}

	// Old archives are removed, three stay; a damaged one ends the run at once.
	d.night(t)
	entries, err := os.ReadDir(filepath.Join(d.state, "owner", "votes", "archive"))
	check(t, err)
	sums, parts := 0, ""
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".sha256") {
			sums++
		} else if strings.Contains(e.Name(), ".part-") {
			parts = e.Name()
		}
	}
	if sums != 3 || strings.HasSuffix(parts, "aa") {
		t.Errorf("%d archives are kept, the last part is %s", sums, parts)
	}
	check(t, os.WriteFile(filepath.Join(d.state, "owner", "votes", "archive", parts), []byte("x"), 0o644))
	if failed, said := d.night(t); !slices.Equal(failed, []string{"release.sh restore: 1"}) || !strings.Contains(said, "is damaged") {
		t.Errorf("with a damaged archive: %v\n%s", failed, said)
	}
}

// What a sync ends with decides whether there is a release. What it fetched is kept
// in any case.
func TestDeployedExitCodes(t *testing.T) {
	demo := demoDataset(t)
	for code, want := range map[int][]string{0: nil, 3: nil, 1: {"sync.sh: 1"}, 4: {"sync.sh: 4"}, 5: {"sync.sh: 5"}, 64: {"sync.sh: 64"}, 75: {"sync.sh: 75"}} {
		d := newDeployment(t)
		stub := t.TempDir()
		check(t, os.WriteFile(filepath.Join(stub, "unvotes"), []byte(`#!/bin/sh
[ "$1" = sync ] || exit 0
[ "$2" = --accept-loss=undl-7 ] || exit 99
cp -R "$DEMO/." "$UNVOTES_DATA"
exit $CODE
`), 0o755))
		failed, said := d.night(t, "FIRST_RUN=true", "DEMO="+demo, fmt.Sprintf("CODE=%d", code), "ACCEPT_LOSS=undl-7", "STUB="+stub)
		tags := d.releases(t)
		if !slices.Equal(failed, want) || !slices.Contains(tags, "archive") || (len(tags) == 2) != (want == nil) {
			t.Errorf("code %d: failed %v, releases %v\n%s", code, failed, tags, said)
		}
		if warned := strings.Contains(said, "single records failed"); warned != (code == 3) || want == nil && warned != strings.Contains(d.released(t, tags[len(tags)-1], ".notes"), "could not be fetched") {
			t.Errorf("code %d: warned %v", code, warned)
		}
	}
}

// Nights that fail do not push the last good archive out.
func TestDeployedFailuresKeepArchives(t *testing.T) {
	d := newDeployment(t)
	stub := t.TempDir()
	check(t, os.WriteFile(filepath.Join(stub, "unvotes"), []byte(`#!/bin/sh
[ "$1" = sync ] || exit 0
if [ $CODE = 0 ]; then cp -R "$DEMO/." "$UNVOTES_DATA"; fi
exit $CODE
`), 0o755))
	archives := func() (sums []string) {
		paths, err := filepath.Glob(filepath.Join(d.state, "owner", "votes", "archive", "*.sha256"))
		check(t, err)
		return paths
	}
	demo := "DEMO=" + demoDataset(t)
	if failed, said := d.night(t, "FIRST_RUN=true", "CODE=0", demo, "STUB="+stub); failed != nil {
		t.Fatalf("%v\n%s", failed, said)
	}
	good := archives()[0]
	for range 4 {
		if failed, said := d.night(t, "CODE=1", demo, "STUB="+stub); !slices.Equal(failed, []string{"sync.sh: 1"}) {
			t.Fatalf("%v\n%s", failed, said)
		}
	}
	if got := archives(); len(got) != 5 || got[0] != good {
		t.Errorf("after four nights that failed there are %v, want five with %s", got, good)
	}
}

func TestDeployedWithoutPermission(t *testing.T) {
	for _, name := range []string{"UNVOTES_CONTACT", "UNVOTES_PERMISSION"} {
		d := newDeployment(t)
		d.env[name] = ""
		if failed, said := d.night(t, "FIRST_RUN=true"); !slices.Equal(failed, []string{"start.sh: 64"}) || !strings.Contains(said, "no variable "+name) {
			t.Errorf("without %s: %v\n%s", name, failed, said)
		}
	}
}

// A run that dies while it saves or releases leaves what the next one can go on from.
func TestDeployedRunDies(t *testing.T) {
	site, stop, err := serveDemo(t.Context())
	check(t, err)
	t.Cleanup(func() { check(t, stop()) })
	d := newDeployment(t)
	d.env["UNVOTES_SITE"] = site
	if failed, said := d.night(t, "FIRST_RUN=true", "UNVOTES_MAX_REQUESTS=185"); failed != nil {
		t.Fatalf("%v\n%s", failed, said)
	}
	before := d.releases(t)
	for _, dies := range []string{"release upload archive *.sha256", "release edit *"} {
		if failed, said := d.night(t, "GH_FAIL="+dies); len(failed) != 1 || !slices.Equal(d.releases(t), before) {
			t.Errorf("%s fails: %v, releases %v\n%s", dies, failed, d.releases(t), said)
		}
	}
	if failed, said := d.night(t); failed != nil || len(d.releases(t)) != len(before)+1 {
		t.Errorf("the night after: %v, releases %v\n%s", failed, d.releases(t), said)
	}
}

// The text of a release names losses first, and changed ids as no loss.
func TestDeployedNotes(t *testing.T) {
	d := newDeployment(t)
	data := d.data()
	check(t, os.MkdirAll(filepath.Dir(data), 0o755))
	check(t, copyDemo(data))
	latest, err := output.Latest(data)
	check(t, err)
	name := filepath.Base(latest)
	check(t, os.WriteFile(filepath.Join(data, "previous"), []byte("2026-11-01-0a1b2c3d\n"), 0o644))
	stub := t.TempDir()
	check(t, os.WriteFile(filepath.Join(stub, "unvotes"), []byte("#!/bin/sh\n[ \"$2 $3\" = \"2026-11-01-0a1b2c3d "+name+"\" ] && cat <<'E'\n"+`{
 "added": [{"roll_call_id": "undl-1", "title": "New `+"```"+` @somebody", "former_ids": ["pv:A/1"]}],
 "removed": [{"roll_call_id": "undl-2", "date": "1950-01-01"}, {"roll_call_id": "pv:A/1"}],
 "changed": [{"roll_call_id": "undl-3", "columns": [{"column": "title", "from": "a", "to": "b"}]},
             {"roll_call_id": "undl-4", "votes": [{"member": "Chad", "from": {"line": 1}, "to": null}]}]
}`+"\nE\n"), 0o755))
	if code, said := d.step(t, "deploy/github/notes.sh", "STUB="+stub); code != 0 {
		t.Fatalf("code %d: %s", code, said)
	}
	b, err := os.ReadFile(filepath.Join(data, "notes.md"))
	check(t, err)
	at := 0
	for _, want := range []string{"### Roll calls lost: 1\n\n```\nundl-2  1950-01-01\n```", "### Roll calls that lost lines: 1\n\n```\nundl-4: Chad\n", "changed: 1\n\n```\nundl-3: title\n", "added: 1\n\n```\nundl-1  New ''' @somebody\n"} {
		i := strings.Index(string(b)[at:], want)
		if i < 0 {
			t.Fatalf("the notes lack %q behind what stands before it:\n%s", want, b)
		}
		at += i
	}
}

// The text of a release has room for every section at its longest: GitHub refuses
// more than 125,000 characters.
func TestDeployedNotesAreBounded(t *testing.T) {
	d := newDeployment(t)
	data := d.data()
	check(t, os.MkdirAll(filepath.Dir(data), 0o755))
	check(t, copyDemo(data))
	check(t, os.WriteFile(filepath.Join(data, "previous"), []byte("2026-11-01-0a1b2c3d\n"), 0o644))
	call := func(more string) string {
		one := `{"roll_call_id": "undl-1", "title": "` + strings.Repeat("é", 400) + `"` + more + `}`
		return "[" + strings.Repeat(one+",", 999) + one + "]"
	}
	changed := strings.TrimSuffix(call(""), "]") + "," + strings.TrimPrefix(call(`, "votes": [{"member": "Chad", "to": null}]`), "[")
	diff := filepath.Join(d.root, "diff.json")
	check(t, os.WriteFile(diff, []byte(`{"added": `+call("")+`, "removed": `+call("")+`, "changed": `+changed+`}`), 0o644))
	stub := t.TempDir()
	check(t, os.WriteFile(filepath.Join(stub, "unvotes"), []byte("#!/bin/sh\ncat '"+diff+"'\n"), 0o755))
	if code, said := d.step(t, "deploy/github/notes.sh", "STUB="+stub); code != 0 {
		t.Fatalf("code %d: %s", code, said)
	}
	notes, err := os.ReadFile(filepath.Join(data, "notes.md"))
	check(t, err)
	if n := utf8.RuneCount(notes); n > 125_000 || strings.Count(string(notes), "more: unvotes diff names them") != 4 || !strings.Contains(string(notes), "## Licence and credit") {
		t.Errorf("the notes have %d characters", n)
	}
}

// A deposit at a stand-in of Zenodo: a new record that stays a draft, then a new
// version that is published.
func TestDeployedDeposit(t *testing.T) {
	d := newDeployment(t)
	check(t, os.MkdirAll(filepath.Dir(d.data()), 0o755))
	check(t, copyDemo(d.data()))
	var asked []string
	var metadata map[string]map[string]any
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path)
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("Authorization") != "Bearer "+zenodoToken {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, "/api/deposit/") && json.Unmarshal(body, &metadata) != nil {
			w.WriteHeader(http.StatusBadRequest)
		}
		self := server.URL + "/api/deposit/depositions/7"
		check(t, json.NewEncoder(w).Encode(map[string]any{
			"files": []any{map[string]string{"id": "old"}}, "doi_url": "https://doi.org/10.5281/zenodo.7",
			"links": map[string]string{"self": self, "latest_draft": self, "bucket": server.URL + "/api/files/b", "publish": self + "/actions/publish", "html": "https://zenodo.org/deposit/7"},
		}))
	}))
	t.Cleanup(server.Close)
	d.env["ZENODO_URL"], d.env["ZENODO_TOKEN"], d.env["ZENODO_CREATOR"] = server.URL, zenodoToken, "Doe, Jane"

	code, said := d.step(t, "deploy/github/zenodo.sh")
	if code != 0 || !strings.Contains(said, "a draft") || asked[0] != "POST /api/deposit/depositions" || !slices.Contains(asked, "PUT /api/files/b/votes.parquet") || strings.Contains(strings.Join(asked, " "), "publish") {
		t.Errorf("code %d, asked %v\n%s", code, asked, said)
	}
	if m := metadata["metadata"]; m["license"] != "other-nc" || m["upload_type"] != "dataset" || !strings.Contains(fmt.Sprint(m["description"]), "non-commercial") || !strings.Contains(fmt.Sprint(m["related_identifiers"]), "identifier:https://digitallibrary.un.org relation:isDerivedFrom") || fmt.Sprint(m["creators"]) != "[map[name:Doe, Jane]]" {
		t.Errorf("metadata %v", m)
	}
	asked = nil
	code, said = d.step(t, "deploy/github/zenodo.sh", "ZENODO_RECORD=6", "ZENODO_PUBLISH=true")
	if code != 0 || !strings.Contains(said, "published: https://doi.org/") || asked[0] != "POST /api/deposit/depositions/6/actions/newversion" || !slices.Contains(asked, "DELETE /api/deposit/depositions/7/files/old") || asked[len(asked)-1] != "POST /api/deposit/depositions/7/actions/publish" {
		t.Errorf("code %d, asked %v\n%s", code, asked, said)
	}
	if code, said := d.step(t, "deploy/github/zenodo.sh", "ZENODO_TOKEN=wrong"); code == 0 {
		t.Errorf("with a wrong token: %s", said)
	}
}
