package output

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// What every description of the dataset says of it as a whole.
const (
	datasetName  = "unvotes"
	datasetTitle = "Roll-call votes of the United Nations"
	datasetWords = "How every member state voted in the roll-call votes of the General Assembly and the Security Council that the United Nations Digital Library holds, " +
		"as printed and typed, with its totals compared and its defects named."
	datasetTerms = "Public records of the United Nations. The library publishes its own files of them for non-commercial use with attribution; keep to that."
	// The terms of the UN's sites.
	termsURL = "https://www.un.org/en/about-us/terms-of-use"
	sourceIs = "United Nations Digital Library, Dag Hammarskjöld Library, Voting Data"
)

var datasetKeywords = []string{"United Nations", "General Assembly", "Security Council", "roll call", "voting", "international relations"}

// datasetVersion is the version of a snapshot as a semantic version: that of the
// schema, the day of the build, the hash of the tables: "1.0.20261123+3f9c2a1b".
func datasetVersion(m Manifest) string {
	return fmt.Sprintf("%s.%s+%s", m.SchemaVersion, m.BuiltAt.Format("20060102"), m.TablesSHA256[:8])
}

// descriptions are the files of a snapshot that describe it, made from the
// schema and the manifest and from nothing else.
var descriptions = []struct {
	file string
	make func(Manifest) string
}{
	{"README.md", readme},
	{"datapackage.json", dataPackage},
	{"croissant.json", croissant},
}

// writeDescriptions writes them into dir, and the hashes of all files there.
func writeDescriptions(dir string, m Manifest) error {
	for _, d := range descriptions {
		if err := os.WriteFile(filepath.Join(dir, d.file), []byte(d.make(m)), 0o644); err != nil {
			return err
		}
	}
	return writeSums(dir)
}

// facts are the facts of a table's file, by the table's name.
func (m Manifest) facts() map[string]TableFacts {
	out := make(map[string]TableFacts, len(m.Tables))
	for _, t := range m.Tables {
		out[t.Name] = t
	}
	return out
}

func (c Column) isList() bool { return strings.HasPrefix(c.Type, "list<") }
