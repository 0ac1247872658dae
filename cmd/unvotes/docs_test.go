package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
)

// root is the project's, as tests see it.
const root = "../.."

func document(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The table of exit codes in exit.go is the one that the documentation and help
// have.
func TestDocumentedExitCodes(t *testing.T) {
	var want [][2]string
	for _, e := range exitCodes {
		want = append(want, [2]string{strconv.Itoa(e.code), e.meaning})
		if !strings.Contains(strings.Join(strings.Fields(exitHelp()), " "), e.meaning) {
			t.Errorf("help lacks %q", e.meaning)
		}
	}
	var got [][2]string
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+) \| ([^|]*) \|`).FindAllStringSubmatch(document(t, "docs/operations.md"), -1) {
		got = append(got, [2]string{row[1], row[2]})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/operations.md does not have the codes of exit.go (-want +got):\n%s", diff)
	}
}

// What the documentation and the files of deploy/ tell an operator to type is
// what the program understands.
func TestDocumentedCommands(t *testing.T) {
	paths, err := fs.Glob(os.DirFS(root), "docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	paths = slices.DeleteFunc(append(paths, "README.md"), func(path string) bool { return path == "docs/development.md" }) // its variables are of tests
	err = fs.WalkDir(os.DirFS(root), "deploy", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	typed := regexp.MustCompile("unvotes ([a-z]+)((?: +[^ \n`|>&]+)*)")
	flag := regexp.MustCompile(`--([a-z-]+)`)
	n := 0
	for _, path := range paths {
		text := document(t, path)
		for _, m := range typed.FindAllStringSubmatch(text, -1) {
			cmd, _, err := newCommand(nil, nil).Find([]string{m[1]})
			if err != nil || !cmd.HasParent() {
				continue // words of a sentence
			}
			n++
			for _, f := range flag.FindAllStringSubmatch(m[2], -1) {
				if !hasFlag(cmd, f[1]) {
					t.Errorf("%s: %q: %s has no flag --%s", path, m[0], m[1], f[1])
				}
			}
		}
		for _, name := range regexp.MustCompile(`UNVOTES_[A-Z_]+`).FindAllString(text, -1) {
			f := strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "UNVOTES_"), "_", "-"))
			sync, _, err := newCommand(nil, nil).Find([]string{"sync"})
			if err != nil || !hasFlag(sync, f) {
				t.Errorf("%s: %s is no flag's twin", path, name)
			}
		}
	}
	if n < 20 {
		t.Errorf("%d commands found, there are more", n)
	}
}

func hasFlag(cmd *cobra.Command, name string) bool {
	return name == "help" || cmd.Flags().Lookup(name) != nil || cmd.InheritedFlags().Lookup(name) != nil
}

// The container is built with the Go of go.mod, starts what it built, and its
// command is one.
func TestContainer(t *testing.T) {
	file := document(t, "deploy/Dockerfile")
	first := func(text, pattern string) string {
		t.Helper()
		m := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("nothing like %s", pattern)
		}
		return m[1]
	}
	if image, module := first(file, `(?m)^FROM golang:(\S+) AS build$`), first(document(t, "go.mod"), `(?m)^go (\d+\.\d+)`); image != module {
		t.Errorf("Go %s in the image, %s in go.mod", image, module)
	}
	if built, started := first(file, `go build .* -o /system(\S+) \./cmd/unvotes`), first(file, `(?m)^ENTRYPOINT \["(.*)"\]$`); built != started {
		t.Errorf("builds %s, starts %s", built, started)
	}
	if cmd, _, err := newCommand(nil, nil).Find([]string{first(file, `(?m)^CMD \["([a-z]+)"\]$`)}); err != nil || !cmd.HasParent() {
		t.Errorf("CMD: %v, %v", cmd, err)
	}
	if data := first(file, `(?m)^ENV UNVOTES_DATA=(\S+)$`); data != first(file, `(?m)^VOLUME (\S+)$`) || !strings.Contains(file, "/own"+data) {
		t.Errorf("%s is not the volume that the user owns", data)
	}
	for _, m := range regexp.MustCompile(`(?m)^COPY ((?:[\w.]+ )+)\./$`).FindAllStringSubmatch(file, -1) {
		for name := range strings.FieldsSeq(m[1]) {
			document(t, name)
		}
	}
}
