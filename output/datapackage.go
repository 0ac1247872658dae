package output

import (
	"encoding/json"
	"strings"
	"time"
)

// dataPackage is datapackage.json, a Data Package of version 2
// (https://datapackage.org/standard/data-package/): a resource a table, with a
// Table Schema.
func dataPackage(m Manifest) string {
	p := packageJSON{
		Schema:       "https://datapackage.org/profiles/2.0/datapackage.json",
		Name:         datasetName,
		ID:           snapshotName(m),
		Title:        datasetTitle,
		Description:  datasetWords,
		Version:      datasetVersion(m),
		Created:      m.BuiltAt.Truncate(time.Second).Format(time.RFC3339),
		Keywords:     datasetKeywords,
		Licenses:     []licenseJSON{{Name: "other-nc", Path: termsURL, Title: datasetTerms}},
		Sources:      []sourceJSON{{Title: sourceIs, Path: Library}},
		Contributors: []contributorJSON{{Title: "unvotes " + m.ProgramVersion, Roles: []string{"wrangler"}}},
	}
	facts := m.facts()
	for _, t := range Schema() {
		f := facts[t.Name]
		p.Resources = append(p.Resources, resourceJSON{
			Name: t.Name, Path: t.File(), Title: t.Name, Description: t.Meaning, Format: "parquet", MediaType: "application/vnd.apache.parquet",
			Bytes: f.Bytes, Hash: "sha256:" + f.SHA256, Rows: f.Rows, Schema: t.tableSchema(),
		})
	}
	return jsonText(p)
}

type packageJSON struct {
	Schema       string            `json:"$schema"`
	Name         string            `json:"name"`
	ID           string            `json:"id"`
	Title        string            `json:"title"`
	Description  string            `json:"description"`
	Version      string            `json:"version"`
	Created      string            `json:"created"`
	Keywords     []string          `json:"keywords"`
	Licenses     []licenseJSON     `json:"licenses"`
	Sources      []sourceJSON      `json:"sources"`
	Contributors []contributorJSON `json:"contributors"`
	Resources    []resourceJSON    `json:"resources"`
}

type licenseJSON struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Title string `json:"title"`
}

type sourceJSON struct {
	Title string `json:"title"`
	Path  string `json:"path"`
}

type contributorJSON struct {
	Title string   `json:"title"`
	Roles []string `json:"roles"`
}

type resourceJSON struct {
	Name        string          `json:"name"`
	Path        string          `json:"path"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Format      string          `json:"format"`
	MediaType   string          `json:"mediatype"`
	Bytes       int64           `json:"bytes"`
	Hash        string          `json:"hash"`
	Rows        int64           `json:"rows"` // beyond the standard, as it allows
	Schema      tableSchemaJSON `json:"schema"`
}

type tableSchemaJSON struct {
	Schema        string        `json:"$schema"`
	Fields        []fieldJSON   `json:"fields"`
	MissingValues []string      `json:"missingValues"` // none: a null is a null
	PrimaryKey    []string      `json:"primaryKey,omitempty"`
	ForeignKeys   []foreignJSON `json:"foreignKeys,omitempty"`
}

type fieldJSON struct {
	Name        string          `json:"name"`
	Type        string          `json:"type"`
	Description string          `json:"description"`
	Example     string          `json:"example,omitempty"`
	Unit        string          `json:"unit,omitempty"`   // beyond the standard, as the next one
	Source      string          `json:"source,omitempty"` // where the value comes from
	Constraints constraintsJSON `json:"constraints,omitzero"`
}

type constraintsJSON struct {
	Required bool     `json:"required,omitempty"`
	Enum     []string `json:"enum,omitempty"`
}

type foreignJSON struct {
	Fields    []string `json:"fields"`
	Reference struct {
		Resource string   `json:"resource"`
		Fields   []string `json:"fields"`
	} `json:"reference"`
}

// fieldTypes are the Table Schema's names of the columns' types.
var fieldTypes = map[string]string{
	"string": "string", "int32": "integer", "int64": "integer", "bool": "boolean", "date": "date", "timestamp": "datetime", "list<string>": "array",
}

// tableSchema is the table's Table Schema. The standard has no keys within
// lists; those stand in the descriptions only.
func (t Table) tableSchema() tableSchemaJSON {
	s := tableSchemaJSON{Schema: "https://datapackage.org/profiles/2.0/tableschema.json", MissingValues: []string{}, PrimaryKey: t.Key}
	lists := make(map[string]bool)
	for _, c := range t.Columns {
		f := fieldJSON{Name: c.Name, Type: fieldTypes[c.Type], Description: c.Meaning, Unit: c.Unit, Source: c.Source, Constraints: constraintsJSON{Required: !c.Nullable}}
		if lists[c.Name] = c.isList(); lists[c.Name] {
			f.Description = c.meaningWords()
		} else {
			f.Example, f.Constraints.Enum = c.Example, c.Values
		}
		s.Fields = append(s.Fields, f)
	}
	for _, r := range t.References {
		if lists[r.Column] {
			continue
		}
		k := foreignJSON{Fields: []string{r.Column}}
		k.Reference.Resource, k.Reference.Fields = r.Table, []string{r.Key}
		s.ForeignKeys = append(s.ForeignKeys, k)
	}
	return s
}

// jsonText is v as indented JSON, for people too: no HTML escapes.
func jsonText(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil { // strings, numbers and slices of them always encode
		panic(err)
	}
	return b.String()
}
