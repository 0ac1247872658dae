package undl

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"unvotes/scraper/source"
)

func doc(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestCheckAnswer(t *testing.T) {
	const htmlType = "text/html; charset=utf-8"
	record, list := doc(t, "record-ga.html"), doc(t, "list-two-rows.html")
	challenge, login := doc(t, "record-error-challenge.html"), doc(t, "record-error-login.html")
	deleted, unknown := doc(t, "record-error-deleted.html"), doc(t, "record-error-unknown.html")
	quoted := []byte("<html><body><p>Not found: The record has been deleted. Or was it?</p></body></html>")
	for _, tt := range []struct {
		name string
		id   int64
		a    source.Answer
		want source.Kind // "" for a page
		into int64
	}{
		{"record", 101, source.Answer{Status: 200, ContentType: htmlType, Body: record}, "", 0},
		{"record without a type", 101, source.Answer{Status: 200, Body: record}, "", 0},
		{"list", 0, source.Answer{Status: 200, ContentType: htmlType, Body: list}, "", 0},
		{"nothing found", 0, source.Answer{Status: 200, ContentType: htmlType, Body: doc(t, "list-no-match.html")}, "", 0},
		{"marcxml", 101, source.Answer{Status: 200, ContentType: "text/xml; charset=utf-8", Body: []byte("<collection/>")}, "", 0},
		{"robots.txt", 0, source.Answer{Status: 200, ContentType: "text/plain", Body: []byte("User-agent: *")}, "", 0},

		{"202", 101, source.Answer{Status: 202}, source.Challenge, 0},
		{"202 with a record", 101, source.Answer{Status: 202, Body: record}, source.Challenge, 0},
		{"202 with the header", 101, source.Answer{Status: 202, WAFAction: "challenge"}, source.Challenge, 0},
		{"405 with the header", 101, source.Answer{Status: 405, WAFAction: "captcha"}, source.Challenge, 0},
		{"200 with the header", 101, source.Answer{Status: 200, WAFAction: "challenge", Body: record}, source.Challenge, 0},
		{"challenge page", 101, source.Answer{Status: 200, ContentType: htmlType, Body: challenge}, source.Challenge, 0},
		{"challenge page for a list", 0, source.Answer{Status: 200, ContentType: htmlType, Body: challenge}, source.Challenge, 0},
		{"challenge page with 403", 101, source.Answer{Status: 403, ContentType: htmlType, Body: challenge}, source.Challenge, 0},

		{"login", 101, source.Answer{Status: 302, Location: "/youraccount/login"}, source.Login, 0},
		{"login, absolute", 101, source.Answer{Status: 302, Location: site + "/youraccount/login?ln=en&referer=x"}, source.Login, 0},
		{"login by 301", 101, source.Answer{Status: 301, Location: "/youraccount/login"}, source.Login, 0},
		{"login page", 101, source.Answer{Status: 200, ContentType: htmlType, Body: login}, source.Login, 0},
		{"login page, bare", 101, source.Answer{Status: 200, Body: []byte("<html><head><title>Login</title></head><body><form></form></body></html>")}, source.Login, 0},

		{"merged", 101, source.Answer{Status: 301, Location: "/record/202?ln=en"}, source.Merged, 202},
		{"merged, absolute", 101, source.Answer{Status: 301, Location: site + "/record/202"}, source.Merged, 202},
		{"merged by 308", 101, source.Answer{Status: 308, Location: "/record/202"}, source.Merged, 202},
		{"moved to itself", 101, source.Answer{Status: 301, Location: site + "/record/101?ln=en"}, source.Status, 0},
		{"302 to a record", 101, source.Answer{Status: 302, Location: "/record/202"}, source.Status, 0},
		{"301 to no record", 101, source.Answer{Status: 301, Location: "/"}, source.Status, 0},
		{"301 without a place", 101, source.Answer{Status: 301}, source.Status, 0},
		{"301 of a list", 0, source.Answer{Status: 301, Location: "/record/202"}, source.Status, 0},

		{"gone", 101, source.Answer{Status: 410, ContentType: htmlType, Body: deleted}, source.Deleted, 0},
		{"gone without a body", 101, source.Answer{Status: 410}, source.Deleted, 0},
		{"deleted with 200", 101, source.Answer{Status: 200, ContentType: htmlType, Body: deleted}, source.Deleted, 0},
		{"deleted in the frame", 222, source.Answer{Status: 200, ContentType: htmlType, Body: doc(t, "record-error-deleted-in-frame.html")}, source.Deleted, 0},
		{"unknown", 101, source.Answer{Status: 404}, source.Unknown, 0},
		{"unknown with 200", 101, source.Answer{Status: 200, ContentType: htmlType, Body: unknown}, source.Unknown, 0},
		{"404 of a sitemap", 0, source.Answer{Status: 404}, source.Status, 0},
		{"410 of a list", 0, source.Answer{Status: 410}, source.Status, 0},

		{"title says deleted", 110, source.Answer{Status: 200, ContentType: htmlType, Body: doc(t, "record-title-says-deleted.html")}, "", 0},
		{"title says unknown", 110, source.Answer{Status: 200, ContentType: htmlType, Body: doc(t, "record-title-says-unknown.html")}, "", 0},
		{"blank frame, title says deleted", 110, source.Answer{Status: 200, ContentType: htmlType, Body: blankTitled("The record has been deleted.")}, "", 0},
		{"words in a longer text", 101, source.Answer{Status: 200, ContentType: htmlType, Body: quoted}, "", 0},
		{"real frames link to the login", 101, source.Answer{Status: 200, ContentType: htmlType, Body: doc(t, "record-error-blank.html")}, "", 0},

		{"empty", 101, source.Answer{Status: 200, ContentType: htmlType}, source.Cut, 0},
		{"204", 101, source.Answer{Status: 204}, source.Status, 0},
		{"206", 101, source.Answer{Status: 206, Body: record}, source.Status, 0},
		{"304", 101, source.Answer{Status: 304}, source.Status, 0},
		{"403", 101, source.Answer{Status: 403}, source.Status, 0},
		{"429", 101, source.Answer{Status: 429, Body: []byte("Too Many Requests")}, source.Status, 0},
		{"500", 101, source.Answer{Status: 500}, source.Status, 0},
		{"502", 101, source.Answer{Status: 502}, source.Status, 0},
		{"503", 101, source.Answer{Status: 503}, source.Status, 0},
		{"no status", 101, source.Answer{}, source.Status, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := checkAnswer(tt.id, tt.a)
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var pe *source.Refusal
			if !errors.As(err, &pe) || !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %s", err, tt.want)
			}
			if pe.Key != key(tt.id) || pe.Into != key(tt.into) {
				t.Errorf("id %q into %q, want %d into %d", pe.Key, pe.Into, tt.id, tt.into)
			}
			if !strings.HasSuffix(err.Error(), ")") {
				t.Errorf("%q does not say what to do next", err)
			}
			if tt.want == source.Status && !strings.Contains(err.Error(), strconv.Itoa(tt.a.Status)) {
				t.Errorf("%q does not name the status", err)
			}
		})
	}
}

func blankTitled(title string) []byte {
	return []byte("<html><head><title>" + title + "</title></head><body><div class=\"full-record-title\">\n" + title +
		"\n</div><div id='details-collapse'></div></body></html>")
}

func key(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

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
