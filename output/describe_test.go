package output

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"unvotes/normalize"
)

// Every description has every column with a type, and the files' hashes.
func TestDescriptionsAreOfTheSchema(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	var p struct {
		Resources []struct {
			Path, Hash  string
			Bytes, Rows int64
			Schema      struct {
				Fields []struct {
					Name, Type  string
					Constraints struct{ Required bool }
				}
			}
		}
	}
	readJSON(t, &p, s.Dir, "datapackage.json")
	var c struct {
		Distribution []struct{ ContentURL, SHA256 string }
		RecordSet    []struct {
			Field []struct {
				Name, DataType string
				IsArray        bool
			}
		}
	}
	readJSON(t, &c, s.Dir, "croissant.json")
	card := readFile(t, s.Dir, "README.md")
	for i, table := range Schema() {
		f := s.Manifest.Tables[i]
		if r := p.Resources[i]; r.Path != f.File || r.Hash != "sha256:"+f.SHA256 || r.Bytes != f.Bytes || r.Rows != f.Rows {
			t.Errorf("datapackage.json: %s %s, %d bytes, %d rows; the file is %+v", r.Path, r.Hash, r.Bytes, r.Rows, f)
		}
		if d := c.Distribution[i]; d.ContentURL != f.File || d.SHA256 != f.SHA256 {
			t.Errorf("croissant.json: %s %s; the file is %+v", d.ContentURL, d.SHA256, f)
		}
		for j, column := range table.Columns {
			if got := p.Resources[i].Schema.Fields[j]; got.Name != column.Name || got.Type == "" || got.Constraints.Required == column.Nullable {
				t.Errorf("datapackage.json: %+v, the column is %+v", got, column)
			}
			if got := c.RecordSet[i].Field[j]; got.Name != column.Name || got.DataType == "" || got.IsArray != column.isList() {
				t.Errorf("croissant.json: %+v, the column is %+v", got, column)
			}
			if feature := typeNames[column.Type].huggingFace; feature == "" || !strings.Contains(card, "  - name: \""+column.Name+"\"\n    "+feature+"\n") {
				t.Errorf("README.md: no feature %s of type %s", column.Name, column.Type)
			}
		}
	}
}

// A reference names columns that are there, and a key.
func TestReferencesAreOfTheSchema(t *testing.T) {
	columns := make(map[string]bool)
	keys := make(map[string][]string)
	for _, table := range Schema() {
		keys[table.Name] = table.Key
		for _, c := range table.Columns {
			columns[table.Name+"."+c.Name] = true
		}
	}
	for _, table := range Schema() {
		for _, r := range table.References {
			if !columns[table.Name+"."+r.Column] || !slices.Equal(keys[r.Table], []string{r.Key}) {
				t.Errorf("%s: %+v", table.Name, r)
			}
		}
	}
}

// What the descriptions say of time is what the manifest says.
func TestDescriptionsAreOfTheManifest(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	m, err := ReadManifest(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range descriptions {
		if got := readFile(t, s.Dir, d.file); got != d.make(m) {
			t.Errorf("%s is not what its manifest gives", d.file)
		}
		m := m
		m.BuiltAt = m.BuiltAt.Add(time.Second)
		if d.file == "README.md" && d.make(m) != readFile(t, s.Dir, d.file) {
			t.Errorf("%s tells the second", d.file)
		}
	}
}

// OHCHR's library is credited if there are votes from it.
func TestDescriptionsCreditTheSources(t *testing.T) {
	m := publish(t, t.TempDir(), someTables()).Manifest
	for body, want := range map[normalize.Body]bool{normalize.GA: false, normalize.CHR: true, normalize.HRC: true} {
		m.Coverage = []Coverage{{Body: body, Year: 2000, Held: 1}}
		for name, text := range map[string]string{"README.md": readme(m), "datapackage.json": dataPackage(m)} {
			if got := strings.Contains(text, OHCHR); got != want {
				t.Errorf("%s, votes of %s: credited %t", name, body, got)
			}
		}
	}
}

func TestSumsAreThoseOfSha256sum(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	program, err := exec.LookPath("sha256sum")
	if err != nil {
		t.Skip("sha256sum not found")
	}
	cmd := exec.CommandContext(t.Context(), program, "--check", "--strict", "SHA256SUMS")
	cmd.Dir = s.Dir
	if out, err := cmd.CombinedOutput(); err != nil || strings.Count(string(out), ": OK\n") != len(dirNames(t, s.Dir))-1 {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestSizeCategories(t *testing.T) {
	for rows, want := range map[int64]string{0: "n<1K", 999: "n<1K", 1000: "1K<n<10K", 99_999: "10K<n<100K", 578_942: "100K<n<1M", 1_000_000: "1M<n<10M"} {
		if got := sizeCategory(rows); got != want {
			t.Errorf("%d rows: %s, want %s", rows, got, want)
		}
	}
}

func readJSON(t *testing.T, v any, path ...string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatalf("%s: %v", filepath.Join(path...), err)
	}
}
