package output

import (
	"fmt"
	"strings"
)

// DataDictionary is docs/data-dictionary.md: every column of every table.
func DataDictionary() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Data dictionary

Made from the schema in output/tables.go by `+"`go test ./output -run DataDictionary -update`"+`; do not edit. Schema version %s.

A null means unknown or not applicable; no text is empty and no number stands for "unknown". A list without
entries is an empty list, never null. Dates are days without a zone; times are UTC. Rows are sorted, nulls last.
Every file carries its table's description as JSON in the Parquet key-value metadata (`+"`%s`"+`) beside
`+"`%s`"+`.

## Versions of the schema

- A new minor version adds tables, columns at the end of a table, or values to a closed list. Programs that name their columns and
  pass over values that they do not know go on working.
- Anything else is a new major version: a column removed, renamed, moved, of another type, unit or meaning; a null where there was none.
- A value that is read better is no new version. `+"`unvotes diff`"+` tells it, and the changelog, if many rows change.
- The fingerprint in manifest.json is a hash of all names, types and nullabilities; a test holds the shape of the version.
- unvotes reads every snapshot of its major version; it verifies snapshots of its own version.

## What holds in every snapshot

`+"`unvotes verify`"+` proves it, and ends with 5 where it does not hold.

`, SchemaVersion, tableKey, versionKey)
	for _, s := range verifySteps {
		fmt.Fprintf(&b, "- **%s**: %s\n", s.what, s.meaning)
	}
	for _, t := range Schema() {
		writeTableWords(&b, t)
	}
	return b.String()
}

func writeTableWords(b *strings.Builder, t Table) {
	fmt.Fprintf(b, "\n## %s\n\n%s\n\n", t.Name, t.Meaning)
	if t.Key != nil {
		fmt.Fprintf(b, "Key: %s. ", strings.Join(t.Key, ", "))
	}
	fmt.Fprintf(b, "Sorted by %s.\n\n| column | type | null | meaning | source | example |\n|---|---|---|---|---|---|\n", strings.Join(t.Sorted, ", "))
	for _, c := range t.Columns {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", c.Name, c.typeWords(), c.nullWord(), c.meaningWords(), cell(c.Source), cell("`"+c.Example+"`"))
	}
}

func (c Column) typeWords() string {
	name := "`" + c.Type + "`" // else list<string> is an unknown HTML tag
	if c.Unit == "" {
		return name
	}
	return name + ", " + c.Unit
}

func (c Column) nullWord() string {
	if c.Nullable {
		return "yes"
	}
	return "no"
}

func (c Column) meaningWords() string {
	if c.Values == nil {
		return cell(c.Meaning)
	}
	return cell(c.Meaning + " One of " + strings.Join(c.Values, ", ") + ".")
}

// cell keeps a text within its cell of a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
