package undl

import (
	"slices"
	"testing"

	"unvotes/scraper/source"
)

// A page is compared with its earlier versions and with the list of another form.
func TestSourceLost(t *testing.T) {
	page := func(list string) source.Version {
		return source.Version{Form: string(RecordPage), Body: []byte(`<html><head><link rel="canonical" href="/record/7" /></head><body><div id='details-collapse'>` +
			`<div class='metadata-row'><span class='title'>Title</span><span class='value'>A title</span></div>` + list +
			`<div class='metadata-row'><span class='title'>Collections</span><span class='value'>Resource Type &gt; Voting Data</span></div></div></body></html>`)}
	}
	list := "<div class='metadata-row'><span class='title'>Vote</span><span class='value'>Y FRANCE<br/>N PERU</span></div>"
	csv := source.Version{Form: string(OfficialCSV), Body: []byte("undl_id,ms_code,ms_name,ms_vote,date,resolution\n7,FRA,FRANCE,Y,2023-12-19,A/RES/78/165\n7,PER,PERU,N,2023-12-19,A/RES/78/165\n")}
	broken := source.Version{Form: string(RecordPage), Body: []byte("x")}
	for name, tt := range map[string]struct {
		versions []source.Version
		want     []string
	}{
		"the same form":        {[]source.Version{page(list), page("")}, []string{"the list of 2 lines"}},
		"back again":           {[]source.Version{page(list), page(""), page(list)}, nil},
		"another form":         {[]source.Version{csv, page("")}, []string{"the list of 2 lines, which official_csv has"}},
		"another form, whole":  {[]source.Version{csv, page(list)}, nil},
		"a CSV without titles": {[]source.Version{page(list), csv}, nil},
		"an unreadable one":    {[]source.Version{broken, page(list)}, nil},
	} {
		if got := (Source{}).Lost("7", tt.versions); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
