package undl

import (
	"errors"
	"testing"
	"unvotes/scraper/source"
)

func TestCSVLink(t *testing.T) {
	page := func(links string) []byte { return []byte("<html><body>" + links + "</body></html>") }
	const site = "http://library.test"
	for _, tc := range []struct{ name, links, want string }{
		{"relative", `<a href="/record/4060887/files/2026_02_06_ga_voting.csv">x</a>`, site + "/record/4060887/files/2026_02_06_ga_voting.csv"},
		{"absolute, other host", `<a href="https://digitallibrary.un.org/record/4060887/files/2026_02_06_ga_voting.csv?ln=en">x</a>`, site + "/record/4060887/files/2026_02_06_ga_voting.csv"},
		{"the newest of two", `<a href="/record/4060887/files/2025_7_23_ga_voting.csv">x</a><a href="/record/4060887/files/2026_02_06_ga_voting.csv">x</a>`, site + "/record/4060887/files/2026_02_06_ga_voting.csv"},
		{"the newest by its date", `<a href="/record/4060887/files/2025_11_25_ga_voting.csv">x</a><a href="/record/4060887/files/2025_7_21_ga_voting.csv">x</a>`, site + "/record/4060887/files/2025_11_25_ga_voting.csv"},
		{"upper case", `<a href="/record/4060887/files/GA.CSV">x</a>`, site + "/record/4060887/files/GA.CSV"},
		{"a description", `<a href="/record/4060887/files/description.pdf">x</a>`, ""},
		{"another record's", `<a href="/record/4055387/files/sc_voting.csv">x</a>`, ""},
		{"none", ``, ""},
	} {
		got, err := Source{Site: site}.csvLink(4060887, source.Answer{Status: 200, Body: page(tc.links)})
		if got != tc.want || (tc.want == "") != errors.Is(err, source.Layout) {
			t.Errorf("%s: got %q, %v; want %q", tc.name, got, err, tc.want)
		}
	}
}
