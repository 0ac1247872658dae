package output

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"unvotes/normalize"
	"unvotes/scraper/ohchr"
	"unvotes/scraper/undl"
)

// Where the libraries are whose votes are in the tables.
const (
	Library = undl.Host
	OHCHR   = ohchr.Host
)

// What every description of the dataset says of it as a whole.
const (
	datasetName  = "unvotes"
	datasetTitle = "Roll-call votes of the United Nations"
	datasetWords = "How every member voted in the recorded votes of the General Assembly and the Security Council and, where they were collected, of the Human Rights Council and " +
		"the Commission on Human Rights. Votes are as the sources print them. Totals are checked, and errors of the sources are listed."
	datasetTerms = "Public records of the United Nations. The library publishes its own files of them for non-commercial use with attribution; keep to that."
	// The terms of the UN's sites.
	termsURL = Library + "/pages/?ln=en&page=tos"
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

// DataDictionary is docs/data-dictionary.md: every column of every table.
func DataDictionary() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Data dictionary

Made from the schema in output/tables.go by `+"`go test ./output -run DataDictionary -update`"+`; do not edit. Schema version %s.

A null means unknown or not applicable. No text is empty, and no number means "unknown". A list without
entries is an empty list; only topics can be null. Dates are days without a zone; times are UTC. Rows are sorted, nulls last.
Every file has its table's description as JSON in the Parquet key-value metadata (`+"`%s`"+`) and
`+"`%s`"+`.

## Versions of the schema

- A new minor version adds tables, columns at the end of a table, or values to a closed list. Programs that name their columns and
  ignore values that they do not know keep working.
- Anything else is a new major version: a column removed, renamed, moved, of another type, unit or meaning; a null where there was none.
- A value that is read better is not a new version. `+"`unvotes diff`"+` shows it, and the changelog, if many rows change.
- The fingerprint in manifest.json is a hash of all names, types and nullabilities; a test holds the shape of the version.
- unvotes reads every snapshot of its major version; it verifies snapshots of its own version.

## What holds in every snapshot

`+"`unvotes verify`"+` checks it, and ends with 5 if something does not hold.

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
		kind, null := "`"+c.Type+"`", "no" // quoted, else list<string> is an unknown HTML tag
		if c.Unit != "" {
			kind += ", " + c.Unit
		}
		if c.Nullable {
			null = "yes"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", c.Name, kind, null, markdown(c.words()), markdown(c.Source), markdown("`"+c.Example+"`"))
	}
}

// words is the column's meaning, with its closed list of values.
func (c Column) words() string {
	if c.Values == nil {
		return c.Meaning
	}
	return c.Meaning + " One of " + strings.Join(c.Values, ", ") + "."
}

// markdown keeps a text within its cell of a table.
func markdown(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// readme is the README.md of a snapshot: for people, and by its YAML head a
// dataset card of Hugging Face (https://huggingface.co/docs/hub/datasets-cards),
// so that an uploaded snapshot has a viewer and loads table by table.
func readme(m Manifest) string {
	var b strings.Builder
	writeCardHead(&b, m)
	fmt.Fprintf(&b, `
# Votes of the United Nations, snapshot %s

Roll-call votes of the General Assembly and the Security Council, from the UN Digital Library and the meeting records.
Built by unvotes (%s). The files are Parquet, one per table; manifest.json has their hashes, their dates and what is
covered, SHA256SUMS the hashes of all files. A null means unknown or not applicable.

    SELECT vote, count(*) FROM 'votes.parquet' WHERE ms_code = 'BRA' GROUP BY vote;

Version %s. The data are the United Nations' (%s). The library's terms (%s)
allow non-commercial use, free of charge, with the credit "© United Nations, YEAR, https://digitallibrary.un.org, downloaded on
DATE". They do not permit automated downloads without the library's approval; ask at https://ask.un.org;
%s.%s

| table | rows | what it is |
|---|---|---|
`, snapshotName(m), m.ProgramVersion, datasetVersion(m), Library, termsURL, approval(m), ofRights(m))
	for _, t := range Schema() {
		fmt.Fprintf(&b, "| %s | %d | %s |\n", t.File(), m.table(t.Name).Rows, markdown(t.Meaning))
	}
	for _, t := range Schema() {
		writeTableWords(&b, t)
	}
	return b.String()
}

// hasRights reports whether the tables have votes from OHCHR's library.
func (m Manifest) hasRights() bool {
	return slices.ContainsFunc(m.Coverage, func(c Coverage) bool { return c.Body == normalize.HRC || c.Body == normalize.CHR })
}

// ofRights credits OHCHR's library, if there are votes from it.
func ofRights(m Manifest) string {
	if !m.hasRights() {
		return ""
	}
	return "\n\nThe votes of the Human Rights Council (HRC) and of the Commission on Human Rights (CHR) are from OHCHR's search library, " + OHCHR + "."
}

// sources are where the records are from.
func sources(m Manifest) []jsonObject {
	all := []jsonObject{{"title": sourceIs, "path": Library}}
	if m.hasRights() {
		all = append(all, jsonObject{"title": "OHCHR search library, Voting", "path": OHCHR})
	}
	return all
}

// approval says in words who approved of the downloads.
func approval(m Manifest) string {
	if m.Permission == "" {
		return "the last run named none"
	}
	return "the last run named " + strings.Join(strings.Fields(m.Permission), " ")
}

// writeCardHead writes the YAML head. Every value is a plain word or quoted.
func writeCardHead(b *strings.Builder, m Manifest) {
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
	fmt.Fprintf(b, "size_categories:\n- %s\nconfigs:\n", sizeCategory(m.table(votesTable.Name).Rows))
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
			fmt.Fprintf(b, "  - name: %q\n    %s\n", c.Name, typeNames[c.Type].huggingFace)
		}
	}
	b.WriteString("---\n")
}

// typeNames are the names of a column's type in the formats of the
// descriptions; Croissant's name of a list is that of its elements. Hugging
// Face's are YAML.
var typeNames = map[string]struct{ tableSchema, croissant, huggingFace string }{
	"string":       {"string", "sc:Text", "dtype: string"},
	"int32":        {"integer", "cr:Int32", "dtype: int32"},
	"int64":        {"integer", "cr:Int64", "dtype: int64"},
	"bool":         {"boolean", "sc:Boolean", "dtype: bool"},
	"date":         {"date", "sc:Date", "dtype: date32"},
	"timestamp":    {"datetime", "sc:DateTime", "dtype: timestamp[us, tz=UTC]"},
	"list<string>": {"array", "sc:Text", "list: string"},
}

func (c Column) isList() bool { return strings.HasPrefix(c.Type, "list<") }

// sizeCategory is Hugging Face's word for so many rows.
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

// jsonObject is an object of JSON; its keys are written in order.
type jsonObject = map[string]any

// dataPackage is datapackage.json, a Data Package of version 2
// (https://datapackage.org/standard/data-package/): a resource for each table,
// with a Table Schema.
func dataPackage(m Manifest) string {
	var resources []jsonObject
	for _, t := range Schema() {
		f := m.table(t.Name)
		resources = append(resources, jsonObject{
			"name": t.Name, "path": t.File(), "title": t.Name, "description": t.Meaning, "format": "parquet", "mediatype": "application/vnd.apache.parquet",
			"bytes": f.Bytes, "hash": "sha256:" + f.SHA256, "schema": t.tableSchema(),
			"rows": f.Rows, // beyond the standard, as it allows
		})
	}
	return jsonText(jsonObject{
		"$schema":      "https://datapackage.org/profiles/2.0/datapackage.json",
		"name":         datasetName,
		"id":           snapshotName(m),
		"title":        datasetTitle,
		"description":  datasetWords,
		"version":      datasetVersion(m),
		"created":      m.BuiltAt.Truncate(time.Second).Format(time.RFC3339),
		"keywords":     datasetKeywords,
		"licenses":     []jsonObject{{"name": "other-nc", "path": termsURL, "title": datasetTerms}},
		"sources":      sources(m),
		"contributors": []jsonObject{{"title": "unvotes " + m.ProgramVersion, "roles": []string{"wrangler"}}},
		"resources":    resources,
	})
}

// tableSchema is the table's Table Schema. The standard has no keys within
// lists; those stand in the descriptions only.
func (t Table) tableSchema() jsonObject {
	var fields, foreign []jsonObject
	lists := make(map[string]bool)
	for _, c := range t.Columns {
		constraints := jsonObject{"required": !c.Nullable}
		f := jsonObject{"name": c.Name, "type": typeNames[c.Type].tableSchema, "description": c.words(), "constraints": constraints, "source": c.Source}
		if c.Unit != "" {
			f["unit"] = c.Unit // beyond the standard, like source
		}
		if lists[c.Name] = c.isList(); !c.isList() {
			f["description"], f["example"] = c.Meaning, c.Example
			if c.Values != nil {
				constraints["enum"] = c.Values
			}
		}
		fields = append(fields, f)
	}
	for _, r := range t.References {
		if !lists[r.Column] {
			foreign = append(foreign, jsonObject{"fields": []string{r.Column}, "reference": jsonObject{"resource": r.Table, "fields": []string{r.Key}}})
		}
	}
	s := jsonObject{"$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": fields, "missingValues": []string{}}
	if t.Key != nil {
		s["primaryKey"] = t.Key
	}
	if foreign != nil {
		s["foreignKeys"] = foreign
	}
	return s
}

const croissantNS = "http://mlcommons.org/croissant/"

// croissantContext is the JSON-LD context that the specification recommends:
// readers look terms up by it, and the validator warns without any of them.
func croissantContext() jsonObject {
	c := jsonObject{
		"@language":   "en",
		"@vocab":      "https://schema.org/",
		"sc":          "https://schema.org/",
		"cr":          croissantNS,
		"rai":         croissantNS + "RAI/",
		"dct":         "http://purl.org/dc/terms/",
		"conformsTo":  "dct:conformsTo",
		"name":        jsonObject{"@container": "@language"},
		"description": jsonObject{"@container": "@language"},
		"data":        jsonObject{"@id": "cr:data", "@type": "@json"},
		"examples":    jsonObject{"@id": "cr:examples", "@type": "@json"},
		"dataType":    jsonObject{"@id": "cr:dataType", "@type": "@vocab"},
	}
	for term := range strings.FieldsSeq("arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty fileSet format includes isArray " +
		"isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source subField transform") {
		c[term] = "cr:" + term
	}
	return c
}

// croissant is croissant.json, MLCommons' description of a dataset, version 1.1
// (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html): a file
// object and a record set for each table.
func croissant(m Manifest) string {
	var files, records []jsonObject
	for _, t := range Schema() {
		f := m.table(t.Name)
		files = append(files, jsonObject{
			"@type": "cr:FileObject", "@id": t.File(), "name": t.File(), "description": t.Meaning, "encodingFormat": "application/x-parquet",
			"contentUrl": t.File(), "contentSize": fmt.Sprintf("%d B", f.Bytes), "sha256": f.SHA256,
		})
		records = append(records, t.recordSet())
	}
	unvotes := jsonObject{"@type": "sc:Organization", "name": "unvotes"}
	return jsonText(jsonObject{
		"@context":      croissantContext(),
		"@type":         "sc:Dataset",
		"conformsTo":    croissantNS + "1.1",
		"name":          datasetName,
		"description":   datasetWords + " " + datasetTerms,
		"url":           Library,
		"license":       termsURL,
		"version":       datasetVersion(m),
		"datePublished": m.BuiltAt.Format(time.DateOnly),
		"inLanguage":    "en",
		"keywords":      datasetKeywords,
		"creator":       unvotes,
		"publisher":     unvotes,
		"citeAs": fmt.Sprintf("@misc{unvotes, title = {unvotes: %s}, version = {%s}, year = {%s}, note = {Source: %s}, url = {%s}}",
			datasetTitle, datasetVersion(m), m.BuiltAt.Format("2006"), sourceIs, Library),
		"distribution": files,
		"recordSet":    records,
	})
}

func (t Table) recordSet() jsonObject {
	id := func(table, column string) jsonObject { return jsonObject{"@id": table + "/" + column} }
	var fields, key []jsonObject
	for _, c := range t.Columns {
		f := jsonObject{
			"@type": "cr:Field", "@id": t.Name + "/" + c.Name, "name": c.Name, "description": c.words(), "dataType": typeNames[c.Type].croissant,
			"source": jsonObject{"fileObject": jsonObject{"@id": t.File()}, "extract": jsonObject{"column": c.Name}},
		}
		if c.isList() {
			f["isArray"], f["arrayShape"] = true, "-1"
		}
		for _, r := range t.References {
			// A reference to the own record set is a circle to the readers.
			if r.Column == c.Name && !c.isList() && r.Table != t.Name {
				f["references"] = jsonObject{"field": id(r.Table, r.Key)}
			}
		}
		fields = append(fields, f)
	}
	for _, k := range t.Key {
		key = append(key, id(t.Name, k))
	}
	s := jsonObject{"@type": "cr:RecordSet", "@id": t.Name, "name": t.Name, "description": t.Meaning, "field": fields}
	if key != nil {
		s["key"] = key
	}
	return s
}

// jsonText is v as indented JSON, for people too: no HTML escapes.
func jsonText(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil { // texts, numbers, lists and objects of them always encode
		panic(err)
	}
	return b.String()
}
