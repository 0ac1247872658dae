package output

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/catalogue"
	"unvotes/scraper/undl"
)

const longAgo = "20240119110628.0"

// ofCatalogue is a record of the catalogue in which Afghanistan votes with a code;
// without a list if there is none.
func ofCatalogue(number int, changed, code string, hour int) archive.Document {
	lines := `<datafield tag="967"><subfield code="c">AFG</subfield><subfield code="d">` + code + `</subfield><subfield code="e">AFGHANISTAN</subfield></datafield>` +
		`<datafield tag="967"><subfield code="c">ALB</subfield><subfield code="e">ALBANIA</subfield></datafield>`
	if code == "" {
		lines = ""
	}
	body := fmt.Sprintf(`<record><controlfield tag="001">%d</controlfield><controlfield tag="005">%s</controlfield><datafield tag="245"><subfield code="a">A title</subfield></datafield>`+
		`<datafield tag="269"><subfield code="a">2023-12-19</subfield></datafield><datafield tag="791"><subfield code="a">A/RES/78/165</subfield></datafield>%s`+
		`<datafield tag="989"><subfield code="a">Voting Data</subfield></datafield><datafield tag="991"><subfield code="d">TERRITORIES</subfield></datafield></record>`, number, changed, lines)
	return archive.Document{Source: catalogue.SourceName, Key: fmt.Sprint(number), Form: string(catalogue.Form), URL: "file:x", Body: []byte(body),
		ContentSHA256: "hash of " + body, RetrievedAt: noon.Add(time.Duration(hour) * time.Hour)}
}

// ofCSV is a record of the official CSV in which Afghanistan votes with a code.
func ofCSV(id int, code string) archive.Document {
	d := form(undl.OfficialCSV, strings.NewReplacer("7,A", fmt.Sprintf("%d,A", id), ",Y,", ","+code+",").Replace(builtCSV), 3)
	d.Key, d.ContentSHA256 = fmt.Sprint(id), fmt.Sprint("hash of ", id)
	return d
}

// numbered is the page that names its number in the catalogue.
func numbered() archive.Document {
	return form(undl.RecordPage, strings.Replace(builtPage, "</head>", `<script type="application/ld+json">{"identifier": [{"value": "(DHL)1007"}]}</script></head>`, 1), 1)
}

func codesOf(c normalize.RollCall) (out []string) {
	for _, i := range c.Issues {
		if i.Code == "sources_disagree" || i.Code == "source_lost" || i.Code == "possible_duplicate" {
			out = append(out, i.Code)
		}
	}
	return out
}

// One vote of both sources is one row, whichever came first and whatever joins them.
func TestBuildJoinsSources(t *testing.T) {
	later := noon.Add(48 * time.Hour).Format("20060102150405.0")
	for name, tt := range map[string]struct {
		docs   []archive.Document
		source string
		vote   normalize.Choice
		issues []string
	}{
		"by its number":                       {[]archive.Document{numbered(), ofCatalogue(1007, longAgo, "Y", 2)}, "record_page", normalize.Yes, nil},
		"that differs":                        {[]archive.Document{numbered(), ofCatalogue(1007, longAgo, "N", 2)}, "record_page", normalize.Yes, []string{"sources_disagree"}},
		"that changed after the page":         {[]archive.Document{numbered(), ofCatalogue(1007, later, "N", 50)}, "catalogue", normalize.No, []string{"sources_disagree"}},
		"that lost its list after the page":   {[]archive.Document{numbered(), ofCatalogue(1007, later, "", 50)}, "record_page", normalize.Yes, []string{"source_lost"}},
		"by symbol and date":                  {[]archive.Document{ofCSV(7, "Y"), ofCatalogue(1007, longAgo, "Y", 2)}, "catalogue", normalize.Yes, nil},
		"by symbol and date, that differs":    {[]archive.Document{ofCSV(7, "N"), ofCatalogue(1007, longAgo, "Y", 2)}, "catalogue", normalize.Yes, []string{"sources_disagree"}},
		"by its number, with the CSV, too":    {[]archive.Document{numbered(), ofCSV(7, "Y"), ofCatalogue(1007, longAgo, "Y", 2)}, "record_page", normalize.Yes, nil},
		"by symbol and date, without numbers": {[]archive.Document{form(undl.RecordPage, builtPage, 1), ofCatalogue(1007, longAgo, "Y", 2)}, "record_page", normalize.Yes, nil},
	} {
		got := built(t, tt.docs...)
		slices.Reverse(tt.docs)
		equal(t, name+", in another order", built(t, tt.docs...), got)
		if len(got.RollCalls) != 1 {
			t.Errorf("%s: %d roll calls", name, len(got.RollCalls))
			continue
		}
		c := got.RollCalls[0]
		if c.ID != "undl-7" || c.UNDLID != 7 || c.DHLID != 1007 || !slices.Equal(c.FormerIDs, []string{"dhl-1007"}) || !slices.Equal(c.Subjects, []string{"TERRITORIES"}) {
			t.Errorf("%s: %s, %d, %d, once %v, subjects %v", name, c.ID, c.UNDLID, c.DHLID, c.FormerIDs, c.Subjects)
		}
		if c.Source != tt.source || !slices.Contains(c.Sources, "catalogue") || c.Votes[0].Choice != tt.vote || !slices.Equal(codesOf(c), tt.issues) {
			t.Errorf("%s: %s of %v, %s, %v", name, c.Source, c.Sources, c.Votes[0].Choice, c.Issues)
		}
	}
}

func TestBuildOfTheCatalogueAlone(t *testing.T) {
	c := built(t, ofCatalogue(1007, longAgo, "Y", 2)).RollCalls[0]
	if c.ID != "dhl-1007" || c.UNDLID != 0 || c.UNDLURL != "" || c.DHLID != 1007 || c.FormerIDs != nil || c.Source != "catalogue" || c.Votes[0].MSCode != "AFG" {
		t.Errorf("%+v", c)
	}
}

// Where symbol and date name several, equal lists decide; what stays open is said.
func TestBuildJoinsByLists(t *testing.T) {
	got := built(t, ofCSV(7, "Y"), ofCSV(8, "N"), ofCatalogue(1007, longAgo, "N", 2), ofCatalogue(1008, longAgo, "Y", 2))
	ids := map[string][]string{}
	for _, c := range got.RollCalls {
		ids[c.ID] = append(slices.Clone(c.FormerIDs), codesOf(c)...)
	}
	equal(t, "equal lists", ids, map[string][]string{"undl-7": {"dhl-1008"}, "undl-8": {"dhl-1007"}})

	got = built(t, ofCSV(7, "Y"), ofCSV(8, "N"), ofCatalogue(1007, longAgo, "N", 2), ofCatalogue(1008, longAgo, "A", 2))
	clear(ids)
	for _, c := range got.RollCalls {
		ids[c.ID] = append(slices.Clone(c.FormerIDs), codesOf(c)...)
	}
	equal(t, "one list differs", ids, map[string][]string{"undl-7": {"possible_duplicate"}, "undl-8": {"dhl-1007"}, "dhl-1008": {"possible_duplicate"}})
}

// Two records that name one number are not both the catalogue's.
func TestBuildJoinsANumberOnce(t *testing.T) {
	second := numbered()
	second.Key, second.Body = "8", []byte(strings.Replace(string(second.Body), "/record/7", "/record/8", 1))
	got := built(t, numbered(), second, ofCatalogue(1007, longAgo, "Y", 2))
	if len(got.RollCalls) != 2 || len(got.RollCalls[0].FormerIDs) != 1 || got.RollCalls[1].FormerIDs != nil {
		t.Errorf("%+v", got.RollCalls)
	}
}

func TestBuildJoinsAdoptions(t *testing.T) {
	note := `<datafield tag="591"><subfield code="a">ADOPTED WITHOUT VOTE</subfield></datafield><datafield tag="989">`
	other := ofCatalogue(1007, longAgo, "", 2)
	other.Body = []byte(strings.Replace(string(other.Body), `<datafield tag="989">`, note, 1))
	page := numbered()
	page.Body = []byte(strings.Replace(string(page.Body), "<span class='title'>Vote</span><span class='value'>Y AFGHANISTAN<br/>ALBANIA</span>",
		"<span class='title'>Note</span><span class='value'>ADOPTED WITHOUT VOTE</span>", 1))
	got := built(t, other, page)
	if len(got.RollCalls) != 0 || len(got.Adoptions) != 1 {
		t.Fatalf("%+v, %+v", got.RollCalls, got.Adoptions)
	}
	if a := got.Adoptions[0]; a.ID != "undl-7" || !slices.Equal(a.FormerIDs, []string{"dhl-1007"}) || !slices.Equal(a.Sources, []string{"record_page", "catalogue"}) {
		t.Errorf("%+v", a)
	}
}
