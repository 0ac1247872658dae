package files_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"unvotes/scraper/catalogue"
	"unvotes/scraper/files"
	"unvotes/scraper/ohchr"
	"unvotes/scraper/undl"
	"unvotes/testdata/shared"
)

// A record's number is another record's in the other source.
func TestMARCXMLOfTwoSources(t *testing.T) {
	own := strings.Replace(marcRecord(1007, ""), `<datafield tag="035" ind1=" " ind2=" "><subfield code="a">(DHL)2007</subfield></datafield>`, "", 1)
	namespace := func(s string) string {
		return `<collection xmlns="http://www.loc.gov/MARC21/slim">` + s + "</collection>"
	}
	for _, tt := range []struct {
		name, content, says, want string
	}{
		{"the library's", marcFile(marcRecord(7, "")), "", "library 7"},
		{"the library's, without the namespace", marcRecord(7, ""), "", "library 7"},
		{"the catalogue's", "<collection>" + own + "</collection>", "", "catalogue 1007"},
		{"the catalogue's, one record", own, "", "catalogue 1007"},
		{"with the namespace and without 035", namespace(own), "", ""},
		{"said to be the library's", namespace(own), undl.SourceName, "library 1007"},
		{"said to be the catalogue's", namespace(own), catalogue.SourceName, "catalogue 1007"},
		{"OHCHR's, by its collection", marcFile(strings.ReplaceAll(marcRecord(7, ""), ">Voting Data<", ">Voting<")), "", "ohchr 7"},
		{"with lines and without 035", strings.ReplaceAll("<collection>"+own+"</collection>", "><", ">\n<"), "", ""},
	} {
		a := open(t)
		im := files.Importer{Archive: a, Now: noon, Source: tt.says}
		r, err := im.Import(t.Context(), []string{put(t, t.TempDir(), "f.xml", tt.content)})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, source := range []string{undl.SourceName, catalogue.SourceName, ohchr.SourceName} {
			items, err := a.Items(t.Context(), source)
			if err != nil {
				t.Fatal(err)
			}
			for _, it := range items {
				got = append(got, it.Source+" "+it.Key)
			}
		}
		if want := slices.DeleteFunc([]string{tt.want}, func(s string) bool { return s == "" }); !slices.Equal(got, want) || (r.Failed() > 0) != (tt.want == "") {
			t.Errorf("%s: %v, want %v; %+v", tt.name, got, want, r.Files[0])
		}
		if tt.want == "" && !strings.Contains(fmt.Sprint(r.Files[0].Failures), "--source") {
			t.Errorf("%s: %v", tt.name, r.Files[0].Failures)
		}
	}
}

// Its answers as captured; XML and JSON of one record are one document.
func TestCatalogueAnswers(t *testing.T) {
	for name, want := range map[string]int{
		"records-xml.xml": 2, "record-xml.xml": 1, "record.json": 1,
		"records-brief.json": 0, "records-urls.json": 0, "records-empty.xml": 0, "records-fields.xml": 0, "record-unknown-404.json": 0,
	} {
		a := open(t)
		r := load(t, a, put(t, t.TempDir(), name, string(shared.Read(t, "corpus", "catalogue", name))))
		if f := r.Files[0]; f.New != want || want > 0 && f.Kind != files.Catalogue {
			t.Errorf("%s: %+v, want %d records", name, f, want)
		}
	}
	a := open(t)
	dir := t.TempDir()
	list := "[" + string(shared.Read(t, "corpus", "catalogue", "record.json")) + "]"
	r := load(t, a, put(t, dir, "1.xml", string(shared.Read(t, "corpus", "catalogue", "record-xml.xml"))), put(t, dir, "2.json", string(shared.Read(t, "corpus", "catalogue", "record.json"))),
		put(t, dir, "3.json", list[1:len(list)-1]))
	if n := r.Files[1].Unchanged + r.Files[2].Unchanged; n != 2 {
		t.Errorf("the same record again: %+v", r.Files)
	}
	items, err := a.Items(t.Context(), catalogue.SourceName)
	if err != nil || len(items) != 1 || items[0].Key != "1444857" {
		t.Errorf("%+v, %v", items, err)
	}
}
