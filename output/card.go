package output

import (
	"fmt"
	"strings"
)

// readme is the README.md of a snapshot: for people, and by its YAML head a
// dataset card of Hugging Face (https://huggingface.co/docs/hub/datasets-cards),
// so that an uploaded snapshot has a viewer and loads table by table.
func readme(m Manifest) string {
	var b strings.Builder
	writeCardHead(&b, m)
	fmt.Fprintf(&b, `
# Votes of the United Nations, snapshot %s

Roll-call votes of the General Assembly and the Security Council, from the UN Digital Library and the meeting records.
Built by unvotes (%s). The files are Parquet, one a table; manifest.json has their hashes, their dates and what is
covered, SHA256SUMS the hashes of all files. A null means unknown or not applicable.

    SELECT vote, count(*) FROM 'votes.parquet' WHERE ms_code = 'BRA' GROUP BY vote;

Version %s. The data are the United Nations' (%s); its vote files are for non-commercial use, with credit.

| table | rows | what it is |
|---|---|---|
`, snapshotName(m), m.ProgramVersion, datasetVersion(m), Library)
	facts := m.facts()
	for _, t := range Schema() {
		fmt.Fprintf(&b, "| %s | %d | %s |\n", t.File(), facts[t.Name].Rows, cell(t.Meaning))
	}
	for _, t := range Schema() {
		writeTableWords(&b, t)
	}
	return b.String()
}

// writeCardHead writes the YAML head. Every value is a plain word or quoted.
func writeCardHead(b *strings.Builder, m Manifest) {
	facts := m.facts()
	fmt.Fprintf(b, `---
pretty_name: %q
license: other
license_name: un-digital-library
license_link: %s
language:
- en
tags:
`, datasetTitle, termsURL)
	for _, k := range datasetKeywords {
		fmt.Fprintf(b, "- %q\n", strings.ToLower(k))
	}
	fmt.Fprintf(b, "size_categories:\n- %s\nconfigs:\n", sizeCategory(facts["votes"].Rows))
	for _, t := range Schema() {
		fmt.Fprintf(b, "- config_name: %s\n", t.Name)
		if t.Name == votesTable.Name {
			b.WriteString("  default: true\n")
		}
		fmt.Fprintf(b, "  data_files: %s\n", t.File())
	}
	b.WriteString("dataset_info:\n")
	for _, t := range Schema() {
		fmt.Fprintf(b, "- config_name: %s\n  features:\n", t.Name)
		for _, c := range t.Columns {
			fmt.Fprintf(b, "  - name: %q\n    %s\n", c.Name, featureTypes[c.Type])
		}
	}
	b.WriteString("---\n")
}

// featureTypes are Hugging Face's names of the columns' types, as YAML. Names
// are quoted beside them: "yes" and "no" are booleans to YAML.
var featureTypes = map[string]string{
	"string": "dtype: string", "int32": "dtype: int32", "int64": "dtype: int64", "bool": "dtype: bool",
	"date": "dtype: date32", "timestamp": "dtype: timestamp[us, tz=UTC]", "list<string>": "list: string",
}

// sizeCategory is the hub's word for so many rows.
func sizeCategory(rows int64) string {
	for _, c := range []struct {
		below int64
		word  string
	}{{1_000, "n<1K"}, {10_000, "1K<n<10K"}, {100_000, "10K<n<100K"}, {1_000_000, "100K<n<1M"}} {
		if rows < c.below {
			return c.word
		}
	}
	return "1M<n<10M"
}
