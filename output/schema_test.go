package output

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
)

// A change of shape needs a new version: SchemaVersion says which.
func TestSchemaHasTheShapeOfItsVersion(t *testing.T) {
	golden(t, shape(Schema()), "testdata", "schema-"+SchemaVersion+".txt")
}

func TestDataDictionaryIsCurrent(t *testing.T) {
	golden(t, DataDictionary(), "..", "docs", "data-dictionary.md")
}

func TestEveryColumnIsDescribed(t *testing.T) {
	for _, table := range Schema() {
		var names []string
		for _, c := range table.Columns {
			names = append(names, c.Name)
			if c.Type == "" || c.Meaning == "" || c.Source == "" || c.Example == "" {
				t.Errorf("%s.%s: type, meaning, source or example is missing: %+v", table.Name, c.Name, c)
			}
			if !strings.HasSuffix(c.Meaning, ".") {
				t.Errorf("%s.%s: the meaning is no sentence: %q", table.Name, c.Name, c.Meaning)
			}
		}
		for _, name := range slices.Concat(table.Key, table.Sorted) {
			if !slices.Contains(names, name) {
				t.Errorf("%s: key or order by %s, which is no column", table.Name, name)
			}
		}
	}
}

// describe calls every list "list<string>".
func TestListsAreOfStrings(t *testing.T) {
	for _, row := range []any{normalize.RollCall{}, normalize.VoteLine{}, normalize.Adoption{}, normalize.Member{}, normalize.Period{}, normalize.Issue{}, normalize.Statement{}} {
		for f := range reflect.TypeOf(row).Fields() {
			if f.Tag.Get("parquet") != "-" && f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() != reflect.String {
				t.Errorf("%T.%s is a list of %s", row, f.Name, f.Type.Elem())
			}
		}
	}
}

func TestDeclareRefusesOtherWords(t *testing.T) {
	for name, columns := range map[string][]Column{
		"too few":  {{Name: "ms_code"}},
		"misnamed": {{Name: "ms_code"}, {Name: "since"}, {Name: "to"}, {Name: "name"}, {Name: "reason"}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the description was taken", name)
				}
			}()
			declare(table[normalize.Period]{Table: Table{Columns: columns}})
		}()
	}
}

// The encodings that readers in use know, and no others.
func TestEncodings(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	for _, table := range Schema() {
		file := openParquet(t, filepath.Join(s.Dir, table.File()))
		for _, group := range file.Metadata().RowGroups {
			for _, c := range group.Columns {
				for _, e := range c.MetaData.Encoding {
					if got := e.String(); !slices.Contains([]string{"PLAIN", "RLE", "RLE_DICTIONARY"}, got) {
						t.Errorf("%s.%v is encoded as %s", table.Name, c.MetaData.PathInSchema, got)
					}
				}
				if got := c.MetaData.Codec.String(); got != "ZSTD" {
					t.Errorf("%s.%v is compressed with %s", table.Name, c.MetaData.PathInSchema, got)
				}
			}
		}
	}
}

func TestFilesDescribeThemselves(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	for _, table := range Schema() {
		file := openParquet(t, filepath.Join(s.Dir, table.File()))
		if v, _ := file.Lookup(versionKey); v != SchemaVersion {
			t.Errorf("%s: schema version %q", table.Name, v)
		}
		words, _ := file.Lookup(tableKey)
		var got Table
		if err := json.Unmarshal([]byte(words), &got); err != nil {
			t.Errorf("%s: %v", table.Name, err)
		}
		table.References = nil // a file knows only itself
		equal(t, table.Name, got, table)
		if got := file.Metadata().CreatedBy; got != "unvotes version "+SchemaVersion+"(build )" {
			t.Errorf("%s: created by %q", table.Name, got)
		}
	}
}

func openParquet(t *testing.T, path string) *parquet.File {
	t.Helper()
	b := readFile(t, path)
	f, err := parquet.OpenFile(strings.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A column that nothing fills is a line that was forgotten.
func TestEveryColumnIsFilled(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	for _, table := range Schema() {
		file := openParquet(t, filepath.Join(s.Dir, table.File()))
		for i, chunk := range file.RowGroups()[0].ColumnChunks() {
			if c, ok := chunk.(*parquet.FileColumnChunk); !ok || c.NullCount() == c.NumValues() {
				t.Errorf("%s.%s has no value in any row of the fixture", table.Name, table.Columns[i].Name)
			}
		}
	}
}
