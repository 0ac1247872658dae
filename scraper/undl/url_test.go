package undl

import (
	"net/url"
	"testing"
)

const site = "https://digitallibrary.un.org"

func TestRecordURL(t *testing.T) {
	if got, want := RecordURL(site, 4029442), site+"/record/4029442?ln=en"; got != want {
		t.Errorf("RecordURL = %s, want %s", got, want)
	}
	if got, want := (Source{Site: site, Form: MARCXML}).URL("4029442"), site+"/record/4029442?of=xm"; got != want {
		t.Errorf("URL of MARCXML = %s, want %s", got, want)
	}
	if id, ok := RecordID(RecordURL(site, 7)); !ok || id != 7 {
		t.Errorf("RecordID(RecordURL(7)) = %d, %v", id, ok)
	}
}

func TestListURL(t *testing.T) {
	for _, tt := range []struct {
		q    listQuery
		want string
	}{
		{listQuery{}, "cc=Voting+Data&ln=en"},
		{listQuery{body: GeneralAssembly, kind: kindVote, year: 2023, first: 101, rows: 100, oldestFirst: true},
			"cc=Voting+Data&fct__2=General+Assembly&fct__3=2023&fct__9=Vote&jrec=101&ln=en&rg=100&so=a"},
		{listQuery{body: SecurityCouncil, kind: kindWithoutVote}, "cc=Voting+Data&fct__2=Security+Council&fct__9=Without+Vote&ln=en"},
	} {
		got := Source{Site: site}.listURL(tt.q)
		if got != site+"/search?"+tt.want {
			t.Errorf("listURL(%+v) = %s, want %s", tt.q, got, tt.want)
		}
		if _, err := url.Parse(got); err != nil {
			t.Error(err)
		}
	}
}

func TestRecordID(t *testing.T) {
	for link, want := range map[string]int64{
		"/record/4029442?ln=en": 4029442,
		"/record/4029442":       4029442,
		"/record/4029442/":      4029442,
		" /record/1 ":           1,
		"https://digitallibrary.un.org/record/4029442?ln=fr": 4029442,
		"http://127.0.0.1:8765/record/454783?of=xm":          454783,
		"/record/9223372036854775807":                        9223372036854775807,
		"/record/9223372036854775808":                        0,
		"/record/0":                                          0,
		"/record/007":                                        0,
		"/record/-5":                                         0,
		"/record/12a":                                        0,
		"/record/":                                           0,
		"/record/12/files/A_1-EN.pdf":                        0,
		"/record/12/export/xm":                               0,
		"/records/12":                                        0,
		"/fr/record/12":                                      0,
		"/search?p=recid%3A12":                               0,
		"https://digitallibrary.un.org/search?x=/record/12": 0,
		"/record/12%2F": 12,
		"":              0,
		"::":            0,
		"https://digitallibrary.un.org/record/4029442#record": 4029442,
	} {
		got, ok := RecordID(link)
		if got != want || ok != (want != 0) {
			t.Errorf("RecordID(%q) = %d, %v, want %d", link, got, ok, want)
		}
	}
}
