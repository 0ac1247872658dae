package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// sumsFile has the SHA-256 of every other file of the snapshot, in the form of
// sha256sum: who has the files can check them without this program.
const sumsFile = "SHA256SUMS"

func writeSums(dir string) error {
	entries, err := os.ReadDir(dir) // in order of their names
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, e := range entries {
		sum, err := hashFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "%s  %s\n", sum, e.Name())
	}
	return os.WriteFile(filepath.Join(dir, sumsFile), []byte(b.String()), 0o644)
}

// checkSums says how many files have the hash that is written for them. It fails
// for a file that is missing, changed or not listed.
func checkSums(dir string) (files int, err error) {
	b, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if err != nil {
		return 0, err
	}
	listed := map[string]bool{sumsFile: true}
	for line := range strings.Lines(string(b)) {
		want, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok || name != filepath.Base(name) {
			return 0, fmt.Errorf("%s has a line that is not of its form: %q", sumsFile, line)
		}
		sum, err := hashFile(filepath.Join(dir, name))
		if err != nil {
			return 0, err
		}
		if sum != want {
			return 0, fmt.Errorf("%s is not what was written: its SHA-256 is %s, %s says %s", name, sum, sumsFile, want)
		}
		listed[name] = true
	}
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if !listed[e.Name()] {
			err = errors.Join(err, fmt.Errorf("%s does not belong to the snapshot: %s does not list it", e.Name(), sumsFile))
		}
	}
	return len(listed), err
}
