package output

import (
	"fmt"
	"strings"
	"time"
)

// The JSON-LD context that the specification recommends: readers look terms up by
// it, and the validator warns without any of them.
const (
	croissantTerms = "arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty fileSet format includes isArray " +
		"isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate separator source subField transform"
	croissantNS = "http://mlcommons.org/croissant/"
)

func croissantContext() map[string]any {
	c := map[string]any{
		"@language":   "en",
		"@vocab":      "https://schema.org/",
		"sc":          "https://schema.org/",
		"cr":          croissantNS,
		"rai":         croissantNS + "RAI/",
		"dct":         "http://purl.org/dc/terms/",
		"conformsTo":  "dct:conformsTo",
		"name":        map[string]string{"@container": "@language"},
		"description": map[string]string{"@container": "@language"},
		"data":        map[string]string{"@id": "cr:data", "@type": "@json"},
		"examples":    map[string]string{"@id": "cr:examples", "@type": "@json"},
		"dataType":    map[string]string{"@id": "cr:dataType", "@type": "@vocab"},
	}
	for term := range strings.FieldsSeq(croissantTerms) {
		c[term] = "cr:" + term
	}
	return c
}

// croissant is croissant.json, MLCommons' description of a dataset, version 1.1
// (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html): a file
// object and a record set a table.
func croissant(m Manifest) string {
	d := croissantJSON{
		Context:     croissantContext(),
		Type:        "sc:Dataset",
		ConformsTo:  croissantNS + "1.1",
		Name:        datasetName,
		Description: datasetWords + " " + datasetTerms,
		URL:         Library,
		License:     termsURL,
		Version:     datasetVersion(m),
		Published:   m.BuiltAt.Format(time.DateOnly),
		Language:    "en",
		Keywords:    datasetKeywords,
		Creator:     organizationJSON{Type: "sc:Organization", Name: "unvotes"},
		Publisher:   organizationJSON{Type: "sc:Organization", Name: "unvotes"},
		CiteAs:      bibtex(m),
	}
	facts := m.facts()
	for _, t := range Schema() {
		f := facts[t.Name]
		d.Distribution = append(d.Distribution, fileObjectJSON{
			Type: "cr:FileObject", ID: t.File(), Name: t.File(), Description: t.Meaning,
			ContentURL: t.File(), ContentSize: fmt.Sprintf("%d B", f.Bytes), Encoding: "application/x-parquet", SHA256: f.SHA256,
		})
		d.RecordSet = append(d.RecordSet, t.recordSet())
	}
	return jsonText(d)
}

func bibtex(m Manifest) string {
	return fmt.Sprintf("@misc{unvotes, title = {unvotes: %s}, version = {%s}, year = {%s}, note = {Source: %s}, url = {%s}}",
		datasetTitle, datasetVersion(m), m.BuiltAt.Format("2006"), sourceIs, Library)
}

type croissantJSON struct {
	Context      map[string]any   `json:"@context"` // written in order of its keys
	Type         string           `json:"@type"`
	ConformsTo   string           `json:"conformsTo"`
	Name         string           `json:"name"`
	Description  string           `json:"description"`
	URL          string           `json:"url"`
	License      string           `json:"license"`
	Version      string           `json:"version"`
	Published    string           `json:"datePublished"`
	Language     string           `json:"inLanguage"`
	Keywords     []string         `json:"keywords"`
	Creator      organizationJSON `json:"creator"`
	Publisher    organizationJSON `json:"publisher"`
	CiteAs       string           `json:"citeAs"`
	Distribution []fileObjectJSON `json:"distribution"`
	RecordSet    []recordSetJSON  `json:"recordSet"`
}

type organizationJSON struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

type fileObjectJSON struct {
	Type        string `json:"@type"`
	ID          string `json:"@id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ContentURL  string `json:"contentUrl"` // beside croissant.json
	ContentSize string `json:"contentSize"`
	Encoding    string `json:"encodingFormat"`
	SHA256      string `json:"sha256"`
}

type recordSetJSON struct {
	Type        string               `json:"@type"`
	ID          string               `json:"@id"`
	Name        string               `json:"name"`
	Description string               `json:"description"`
	Key         []idJSON             `json:"key,omitempty"`
	Field       []croissantFieldJSON `json:"field"`
}

type croissantFieldJSON struct {
	Type        string         `json:"@type"`
	ID          string         `json:"@id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	DataType    string         `json:"dataType"`
	IsArray     bool           `json:"isArray,omitempty"`
	ArrayShape  string         `json:"arrayShape,omitempty"`
	References  *fieldRefJSON  `json:"references,omitempty"`
	Source      fileSourceJSON `json:"source"`
}

type idJSON struct {
	ID string `json:"@id"`
}

type fieldRefJSON struct {
	Field idJSON `json:"field"`
}

type fileSourceJSON struct {
	FileObject idJSON `json:"fileObject"`
	Extract    struct {
		Column string `json:"column"`
	} `json:"extract"`
}

// dataTypes are Croissant's names of the columns' types; for a list, of its
// elements.
var dataTypes = map[string]string{
	"string": "sc:Text", "int32": "cr:Int32", "int64": "cr:Int64", "bool": "sc:Boolean", "date": "sc:Date", "timestamp": "sc:DateTime", "list<string>": "sc:Text",
}

func (t Table) recordSet() recordSetJSON {
	s := recordSetJSON{Type: "cr:RecordSet", ID: t.Name, Name: t.Name, Description: t.Meaning}
	for _, k := range t.Key {
		s.Key = append(s.Key, idJSON{t.Name + "/" + k})
	}
	for _, c := range t.Columns {
		f := croissantFieldJSON{Type: "cr:Field", ID: t.Name + "/" + c.Name, Name: c.Name, Description: c.meaningWords(), DataType: dataTypes[c.Type]}
		f.Source.FileObject.ID, f.Source.Extract.Column = t.File(), c.Name
		if c.isList() {
			f.IsArray, f.ArrayShape = true, "-1"
		}
		for _, r := range t.References {
			// A reference to the own record set is a circle to the readers.
			if r.Column == c.Name && !c.isList() && r.Table != t.Name {
				f.References = &fieldRefJSON{idJSON{r.Table + "/" + r.Key}}
			}
		}
		s.Field = append(s.Field, f)
	}
	return s
}
