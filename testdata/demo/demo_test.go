package demo

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func newSite(t testing.TB) *Site {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func get(t testing.TB, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func document(t testing.TB, html string) *goquery.Document {
	t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// labelled is one row of a record page: the trimmed label, the lines of its
// value with their blanks, and the links in it.
type labelled struct {
	Label string
	Lines []string
	Hrefs []string
}

func pageRows(d *goquery.Document) []labelled {
	var rows []labelled
	d.Find("#details-collapse > .metadata-row").Each(func(_ int, s *goquery.Selection) {
		r := labelled{Label: strings.TrimSpace(s.Find(".title").Text())}
		value, _ := s.Find(".value").Html()
		for part := range strings.SplitSeq(value, "<br/>") {
			text, _ := goquery.NewDocumentFromReader(strings.NewReader("<p>.</p><pre>" + part + "</pre>"))
			r.Lines = append(r.Lines, text.Find("pre").Text())
		}
		s.Find(".value a").Each(func(_ int, a *goquery.Selection) { r.Hrefs = append(r.Hrefs, a.AttrOr("href", "")) })
		rows = append(rows, r)
	})
	return rows
}

func rowOf(rows []labelled, label string) []string {
	for _, r := range rows {
		if r.Label == label {
			return r.Lines
		}
	}
	return nil
}

func TestTotalsAreTheCountOfTheList(t *testing.T) {
	for _, r := range newSite(t).Records() {
		if r.Totals == nil {
			continue
		}
		var n Totals
		for _, l := range r.Lines {
			switch l.Code {
			case "Y", "y":
				n.Yes++
			case "N", "n":
				n.No++
			case "A", "a":
				n.Abstain++
			case "":
				n.NonVoting++
			default:
				t.Errorf("record %d states totals beside the code %q", r.ID, l.Code)
			}
			n.Membership++
		}
		if n != *r.Totals {
			t.Errorf("record %d states %+v, its list has %+v", r.ID, *r.Totals, n)
		}
	}
}

// The records that a newcomer is promised, and the odd ones that the pipeline
// must cope with, each with what makes it worth having.
func TestTheStory(t *testing.T) {
	line := func(code, label string) func(Record) bool {
		return func(r Record) bool { return slices.Contains(r.Lines, Line{code, label}) }
	}
	both := func(a, b string) func(Record) bool {
		return func(r Record) bool { return r.find(a) >= 0 && r.find(b) >= 0 }
	}
	without := func(r Record) bool { return r.WithoutVote() && r.Lines == nil && r.Totals == nil }
	tests := []struct {
		id         int64
		resolution string
		holds      func(Record) bool
	}{
		{671195, "A/RES/181(II)[A]", line("", "SIAM")},
		{670964, "A/RES/217(III)[A]", func(r Record) bool { return *r.Totals == Totals{48, 0, 8, 2, 58} }},
		{280535, "S/RES/82(1950)", line("", "USSR")},
		{670279, "A/RES/377(V)[A-C]", func(r Record) bool { return *r.Totals == Totals{52, 5, 2, 1, 60} }},
		{670281, "A/RES/377(V)[AA]", func(r Record) bool { return r.Lines == nil && r.Date == "1950-11-03" }},
		{669502, "A/RES/620(VII)[A]", line("AN", "PAKISTAN")},
		{664895, "A/RES/1724(XVI)", both("UNITED ARAB REPUBLIC", "SYRIA")},
		{664273, "A/RES/1991(XVIII)[A]", both("TANGANYIKA", "ZANZIBAR")},
		{654350, "A/RES/2758(XXVI)", line("", "CHINA")},
		{651006, "A/RES/3237(XXIX)", line("a", "PARAGUAY")},
		{650324, "A/RES/3379(XXX)", func(r Record) bool { return *r.Totals == Totals{72, 35, 32, 3, 142} }},
		{650127, "A/RES/3525(XXX)[B]", func(r Record) bool { return slices.Equal(r.MeetingRecords, []string{"A//PV.2441"}) }},
		{282100, "S/RES/678(1990)", func(r Record) bool { return *r.Totals == Totals{12, 2, 1, 0, 15} }},
		{282460, "S/RES/704(1991)", func(r Record) bool {
			return len(r.Lines) == 15 && !slices.ContainsFunc(r.Lines, func(l Line) bool { return l.Code != "" })
		}},
		{282543, "A/RES/46/86", func(r Record) bool { return *r.Totals == Totals{111, 25, 13, 17, 166} }},
		{282558, "S/RES/725(1991)", line("Y", "USSR")},
		{282783, "S/RES/745(1992)", line("Y", "RUSSIAN FEDERATION")},
		{588952, "A/RES/61/128A-B", func(r Record) bool { return len(r.Lines) == 192 }},
		{639346, "A/RES/61/128[A]", func(r Record) bool { return len(r.Lines) == 192 }},
		{738624, "A/RES/67/19", func(r Record) bool { return *r.Totals == Totals{138, 9, 41, 5, 193} }},
		{3959039, "A/RES/ES-11/1", func(r Record) bool { return *r.Totals == Totals{141, 5, 35, 12, 193} }},
		{4009707, "A/RES/77/284", func(r Record) bool { return *r.Totals == Totals{122, 5, 18, 48, 193} }},
		{4029442, "A/RES/78/76", func(r Record) bool { return *r.Totals == Totals{86, 12, 75, 20, 193} }},
		{4029732, "A/RES/ES-10/22", func(r Record) bool { return *r.Totals == Totals{153, 10, 23, 7, 193} }},
		{4076672, "A/RES/ES-11/7", line("Y", "TÜRKÝYE")},
		{4080624, "A/RES/79/284", func(r Record) bool { return *r.Totals == Totals{105, 9, 33, 46, 193} }},
		{454783, "", func(r Record) bool { return r.Date == "" && r.Lines == nil }},
		{4029891, "A/RES/78/122", without},
		{4029892, "A/RES/78/123", without},
	}
	s := newSite(t)
	if len(tests) != len(s.records) {
		t.Errorf("%d records are told of, the site has %d", len(tests), len(s.records))
	}
	for _, tt := range tests {
		r := s.byID[tt.id]
		if r.Resolution != tt.resolution || !tt.holds(r) {
			t.Errorf("record %d (%s) is not as told: %q", tt.id, tt.resolution, r.Resolution)
		}
	}
	if a, b := s.byID[588952], s.byID[639346]; !slices.Equal(a.Lines, b.Lines) {
		t.Error("records 588952 and 639346 are one vote but differ")
	}
}

func TestRecordPage(t *testing.T) {
	s := newSite(t)
	for _, r := range s.Records() {
		path := "/record/" + strconv.FormatInt(r.ID, 10) + "?ln=en"
		code, html := get(t, s, path)
		if code != http.StatusOK || !strings.HasSuffix(html, "</html>\n") {
			t.Fatalf("%s: %d, ends %q", path, code, html[max(0, len(html)-20):])
		}
		d := document(t, html)
		own := library + "/record/" + strconv.FormatInt(r.ID, 10)
		if got := d.Find("link[rel=canonical]").AttrOr("href", ""); got != own {
			t.Errorf("%s: canonical %q", path, got)
		}
		if got := d.Find("meta[property='og:url']").AttrOr("content", ""); got != own {
			t.Errorf("%s: og:url %q", path, got)
		}
		var labels, lines []string
		rows := pageRows(d)
		for _, w := range rows {
			labels = append(labels, w.Label)
		}
		if !slices.IsSortedFunc(labels, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) }) ||
			labels[0] != "Title" || labels[len(labels)-1] != "Collections" {
			t.Errorf("%s: rows %q", path, labels)
		}
		for _, l := range rowOf(rows, "Vote") {
			lines = append(lines, strings.TrimSpace(l))
		}
		var want []string
		for _, l := range r.Lines {
			want = append(want, l.Printed())
		}
		if !slices.Equal(lines, want) {
			t.Errorf("%s: lines %q, want %q", path, lines, want)
		}
	}
}

var order = []string{"Title", "Agenda", "Resolution", "Meeting record", "Draft resolution", "Committee report",
	"Note", "Vote summary", "Vote date", "Vote", "Collections"}

func TestCouncilPadsItsTotals(t *testing.T) {
	_, html := get(t, newSite(t), "/record/282783")
	if want := "Yes: 015 | No: 000 | Abstentions: 000 | Non-Voting: 000 | Total voting membership: 015 <"; !strings.Contains(html, want) {
		t.Errorf("no %q in the page", want)
	}
}

func TestTwoFetchesDifferInTheirTokenAlone(t *testing.T) {
	s := newSite(t)
	_, a := get(t, s, "/record/4029442")
	_, b := get(t, s, "/record/4029442")
	token := func(html string) string {
		return document(t, html).Find("input[name=csrf_token]").AttrOr("value", "")
	}
	if a == b || token(a) == "" || strings.Replace(a, token(a), token(b), 1) != b {
		t.Errorf("tokens %q and %q, or more differs", token(a), token(b))
	}
}

func TestOtherPaths(t *testing.T) {
	tests := []struct {
		path string
		code int
		says string
	}{
		{"/robots.txt", 200, "User-agent: *\nCrawl-Delay: 0\n"},
		{"/record/1", 200, "Requested record does not seem to exist."},
		{"/record/x", 404, ""},
		{"/record/4029442/export/xm", 404, ""},
		{"/record/4029442?of=xm", 404, ""},
		{"/search?of=xm", 404, ""},
		{"/search?rg=x", 400, ""},
		{"/search?jrec=0", 400, ""},
		{"/search?jrec=1000", 200, "No match found"},
		{"/search?fct__3=1900", 200, "No match found"},
		{"/search?fct__2=Trusteeship+Council", 200, "No match found"},
		{"/", 404, ""},
		{"/sitemap_index.xml.gz", 404, ""},
	}
	s := newSite(t)
	for _, tt := range tests {
		if code, body := get(t, s, tt.path); code != tt.code || !strings.Contains(body, tt.says) {
			t.Errorf("%s: %d %q", tt.path, code, body)
		}
	}
}

// walk follows a list's next links to its end.
func walk(t *testing.T, s *Site, path string) (total int, ids []int64) {
	t.Helper()
	for pages := 0; path != ""; pages++ {
		if pages > len(s.records) {
			t.Fatalf("%s: the list does not end", path)
		}
		_, html := get(t, s, path)
		d := document(t, html)
		if strings.Contains(html, "No match found") {
			return total, ids
		}
		total, _ = strconv.Atoi(d.Find("td.searchresultsrecsfound span strong").First().Text())
		d.Find(`form[action="/yourbaskets/add"] > table > tbody > tr`).Each(func(_ int, tr *goquery.Selection) {
			id, err := strconv.ParseInt(tr.Find("abbr.unapi-id").AttrOr("title", ""), 10, 64)
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			ids = append(ids, id)
		})
		path = d.Find(".rec-navigation a.img:has(img[alt=next])").First().AttrOr("href", "")
	}
	return total, ids
}

func TestLists(t *testing.T) {
	s := newSite(t)
	tests := []struct {
		query string
		want  int
	}{
		{"", 29},
		{"fct__9=Vote", 27},
		{"fct__9=Without+Vote", 2},
		{"fct__2=General+Assembly", 24},
		{"fct__2=Security+Council", 5},
		{"fct__2=General+Assembly&fct__9=Vote", 22},
		{"fct__2=General+Assembly&fct__9=Vote&fct__3=1950", 2},
		{"fct__2=Security+Council&fct__9=Vote&fct__3=1991", 2},
		{"fct__2=Security+Council&fct__9=Without+Vote", 0},
		{"fct__2=General+Assembly&fct__9=Vote&fct__3=2023", 3},
	}
	for _, tt := range tests {
		for _, rg := range []string{"1", "10", "200", "1000"} {
			total, ids := walk(t, s, "/search?cc=Voting+Data&ln=en&rg="+rg+"&jrec=1&"+tt.query)
			slices.Sort(ids)
			if total != tt.want || len(slices.Compact(ids)) != tt.want {
				t.Errorf("%s rg=%s: total %d, ids %d, want %d", tt.query, rg, total, len(ids), tt.want)
			}
		}
	}
}

// A body's total has one record more than its years: 454783 has no date.
func TestUndatedRecordIsInTheBodyOnly(t *testing.T) {
	s := newSite(t)
	_, all := walk(t, s, "/search?fct__2=General+Assembly&fct__9=Vote")
	left := map[int64]bool{}
	for _, id := range all {
		left[id] = true
	}
	for year := 1945; year <= 2026; year++ {
		_, ids := walk(t, s, "/search?fct__2=General+Assembly&fct__9=Vote&fct__3="+strconv.Itoa(year))
		for _, id := range ids {
			delete(left, id)
		}
	}
	if got := slices.Collect(maps.Keys(left)); !slices.Equal(got, []int64{454783}) {
		t.Errorf("in no year: %v", got)
	}
}

func TestListOrder(t *testing.T) {
	s := newSite(t)
	_, newest := walk(t, s, "/search?so=d&rg=5")
	_, unset := walk(t, s, "/search")
	_, oldest := walk(t, s, "/search?so=a&rg=7")
	if newest[0] != 4080624 || newest[len(newest)-1] != 454783 || !slices.Equal(newest, unset) {
		t.Errorf("newest first: %v", newest)
	}
	slices.Reverse(oldest)
	if !slices.Equal(oldest, newest) {
		t.Errorf("oldest first is not the reverse: %v", oldest)
	}
}

func TestListRow(t *testing.T) {
	_, html := get(t, newSite(t), "/search?fct__3=2023&rg=200")
	var row *goquery.Selection
	document(t, html).Find("table tr").Each(func(_ int, s *goquery.Selection) {
		if s.Find(`abbr.unapi-id[title="4029442"]`).Length() == 1 {
			row = s
		}
	})
	if row == nil {
		t.Fatal("record 4029442 is not in the list of its year")
	}
	for selector, want := range map[string]string{
		".result-title a": "Work of the Special Committee to Investigate Israeli Practices Affecting the Human Rights of the Palestinian People and Other Arabs of the Occupied Te[...]",
		"div.authors":     "RECORDED - No machine generated vote",
		".brief-options":  "A/RES/78/76 | \n2023-12-07 | \nVoting Data |",
	} {
		if got := strings.TrimSpace(row.Find(selector).Text()); got != want {
			t.Errorf("%s: %q, want %q", selector, got, want)
		}
	}
	if got := row.Find("div.moreinfo a.moreinfo").First().AttrOr("href", ""); got != "/record/4029442?ln=en" {
		t.Errorf("link %q", got)
	}
	if got := row.Find(".result-abstract").Text(); !strings.Contains(got, "Yes: 86 | No: 12 | Abstentions: 75 | Non-Voting: 20 | Total voting membership: 193") {
		t.Errorf("summary %q", got)
	}
}
