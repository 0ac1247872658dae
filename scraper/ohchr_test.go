package scraper_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"unvotes/scraper"
	"unvotes/scraper/ohchr"
	"unvotes/scraper/source"
)

// rightsLibrary serves records as OHCHR's library does, the newest first. A page has
// at most as many rows as most says.
type rightsLibrary struct {
	*httptest.Server
	robots  string
	most    int
	records map[int]*rightsRecord
	answer  func(w http.ResponseWriter, r *http.Request) bool // in the place of the library's; nil: it answers
	asked   []string
}

type rightsRecord struct {
	year   int
	code   string
	fields string // in the place of its fields
}

func serveRights(t *testing.T) *rightsLibrary {
	t.Helper()
	s := &rightsLibrary{most: 200, records: map[int]*rightsRecord{}}
	for i := range 300 {
		s.records[21000+i] = &rightsRecord{year: 1946 + i%81, code: "Y"}
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.URL.RequestURI())
		switch number, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/record/")); {
		case r.URL.Path == "/robots.txt":
			_, _ = io.WriteString(w, s.robots)
		case s.answer != nil && s.answer(w, r):
		case r.URL.Path == "/search" && r.URL.Query().Get("of") == "xm":
			s.search(w, r)
		case s.records[number] != nil:
			_, _ = io.WriteString(w, "<collection>"+s.xml(number)+"</collection>")
		default:
			_, _ = io.WriteString(w, "<html><body><p>Requested record does not seem to exist.</p></body></html>")
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *rightsLibrary) search(w http.ResponseWriter, r *http.Request) {
	get := func(name string) int {
		n, _ := strconv.Atoi(r.URL.Query().Get(name))
		return n
	}
	var found []int
	for number, rec := range s.records {
		if year := get("fct__3"); year == 0 || year == rec.year {
			found = append(found, number)
		}
	}
	slices.SortFunc(found, func(a, b int) int { return b - a })
	_, _ = fmt.Fprintf(w, "<?xml version=\"1.0\"?>\n<!-- Search-Engine-Total-Number-Of-Results: %d -->\n<collection>\n", len(found))
	from := min(get("jrec")-1, len(found))
	for _, number := range found[from:min(from+get("rg"), from+s.most, len(found))] {
		_, _ = io.WriteString(w, s.xml(number))
	}
	_, _ = io.WriteString(w, "</collection>")
}

func (s *rightsLibrary) xml(number int) string {
	rec := s.records[number]
	field := func(tag, subfields string) string {
		return `<datafield tag="` + tag + `" ind1=" " ind2=" ">` + subfields + `</datafield>`
	}
	sub := func(code, value string) string { return `<subfield code="` + code + `">` + value + `</subfield>` }
	fields := rec.fields
	if fields == "" {
		fields = field("269", sub("a", fmt.Sprintf("%d-03-14", rec.year))) + field("591", sub("a", "RECORDED")) + field("791", sub("a", "E/CN.4/RES(II)")) +
			field("967", sub("b", "FRA")+sub("d", rec.code)) + field("981", sub("a", "Commission on Human Rights")) + field("989", sub("a", "Voting"))
	}
	return fmt.Sprintf(`<record><controlfield tag="001">%d</controlfield>%s</record>`, number, fields)
}

// night runs the source once, as a program of its own, and lets a day pass.
func (s *rightsLibrary) night(t *testing.T, c *crawler, clock *fakeClock, p source.Plan, requests int) (asked []string, r scraper.Report, err error) {
	t.Helper()
	before := len(s.asked)
	r, err = c.program(t, ohchr.Source{Site: s.URL}, p, requests)
	clock.mu.Lock()
	clock.now = clock.now.Add(24 * time.Hour)
	clock.mu.Unlock()
	return s.asked[before:], r, err
}

var everyRightsNight = source.Plan{From: 1946, To: 2026, Fresh: true}

// wrong returns the numbers of records whose newest version is not what the library
// has, or that are missing.
func (s *rightsLibrary) wrong(t *testing.T, c *crawler) (out []int) {
	t.Helper()
	held := c.newest(t, ohchr.SourceName, ohchr.Form)
	for number := range s.records {
		if !strings.Contains(held[strconv.Itoa(number)], s.xml(number)) {
			out = append(out, number)
		}
	}
	slices.Sort(out)
	return out
}

func TestRightsNights(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveRights(t)
	s.most = 3 // years have more than a page
	asked, r, err := s.night(t, c, clock, everyRightsNight, 0)
	if err != nil || r.New != 300 || len(asked) > 170 || len(s.wrong(t, c)) > 0 {
		t.Fatalf("first fill: %v, %+v, %d requests, wrong %v", err, r, len(asked), s.wrong(t, c))
	}
	if asked, r, err = s.night(t, c, clock, everyRightsNight, 0); err != nil || len(asked) > 4 || r.New+r.Changed > 0 {
		t.Errorf("quiet night: %v, %+v, %v", err, r, asked)
	}
	s.records[40000] = &rightsRecord{year: 2026, code: "N"}
	if asked, r, err = s.night(t, c, clock, everyRightsNight, 0); err != nil || len(asked) > 5 || r.New != 1 || len(s.wrong(t, c)) > 0 {
		t.Errorf("a new record: %v, %+v, %v", err, r, asked)
	}
	s.records[21005].year, s.records[21006].code = 1990, "A" // the one is dated anew; the other changes in a year that is not due
	s.records[40001] = &rightsRecord{year: 1950, code: "N"}
	if _, r, err = s.night(t, c, clock, everyRightsNight, 0); err != nil || r.New != 1 || len(s.wrong(t, c)) > 0 {
		t.Errorf("an old record: %v, %+v, wrong %v", err, r, s.wrong(t, c))
	}
	s.records[21006].code = "N"
	for night := 0; len(s.wrong(t, c)) > 0; night++ { // the turn of old years
		if asked, _, err = s.night(t, c, clock, everyRightsNight, 0); err != nil || len(asked) > 8 {
			t.Fatalf("night %d: %v, %v", night, err, asked)
		}
		clock.mu.Lock()
		clock.now = clock.now.Add(60 * 24 * time.Hour)
		clock.mu.Unlock()
		if everyRightsNight.To = clock.now.Year(); night > 80 {
			t.Fatalf("an edit of an old record is not seen in %d nights", night)
		}
	}
	everyRightsNight.To = 2026
}

// A run may end anywhere; the next goes on.
func TestRightsGoOn(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveRights(t)
	runs := 0
	for {
		_, _, err := s.night(t, c, clock, everyRightsNight, 20)
		if runs++; err == nil {
			break
		}
		if !errors.Is(err, source.ErrBudget) || runs > 10 {
			t.Fatalf("run %d: %v", runs, err)
		}
	}
	if len(s.wrong(t, c)) > 0 || len(s.asked) > 83+5*runs {
		t.Errorf("%d requests in %d runs, wrong %v", len(s.asked), runs, s.wrong(t, c))
	}
	if _, r, err := s.night(t, c, clock, source.Plan{From: 1950, To: 1951}, 0); err != nil || r.Known != 8 {
		t.Errorf("a span of years: %v, %+v", err, r)
	}
	if asked, r, err := s.night(t, c, clock, source.Plan{Keys: []string{"21007", "7"}}, 0); err != nil || len(asked) != 3 || len(r.Failures) != 1 || r.Failures[0].Result != string(source.Unknown) {
		t.Errorf("by numbers: %v, %v, %+v", err, asked, r)
	}
}

// What the library no longer lists is held, and believed after three days.
func TestRightsFall(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveRights(t)
	if _, _, err := s.night(t, c, clock, everyRightsNight, 0); err != nil {
		t.Fatal(err)
	}
	delete(s.records, 21007)
	for night := 1; night <= 4; night++ {
		_, _, err := s.night(t, c, clock, everyRightsNight, 0)
		if errors.Is(err, source.ErrCheck) != (night <= 2) || len(s.wrong(t, c)) > 0 {
			t.Errorf("night %d: %v", night, err)
		}
	}
	if asked, _, err := s.night(t, c, clock, everyRightsNight, 0); err != nil || len(asked) > 6 {
		t.Errorf("when that is believed: %v after %v", err, asked)
	}
}

func TestRightsLibraryFails(t *testing.T) {
	says := func(status int, body string) func(w http.ResponseWriter, r *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			return true
		}
	}
	for name, tt := range map[string]struct {
		damage func(s *rightsLibrary)
		want   error
		most   int // requests
	}{
		"nothing at all":      {func(s *rightsLibrary) { clear(s.records) }, source.ErrCheck, 2},
		"a record of nothing": {func(s *rightsLibrary) { s.records[21299].fields = "<datafield tag=\"246\" ind1=\" \" ind2=\" \"/>" }, source.ErrCheck, 2},
		"every year is empty": {func(s *rightsLibrary) {
			s.answer = func(w http.ResponseWriter, r *http.Request) bool {
				return r.URL.Query().Get("fct__3") != "" && says(200, "<!-- Search-Engine-Total-Number-Of-Results: 0 --><collection/>")(w, r)
			}
		}, source.ErrCheck, 90},
		"one page for all": {func(s *rightsLibrary) {
			s.answer = func(w http.ResponseWriter, r *http.Request) bool {
				return r.URL.Query().Get("fct__3") != "" && says(200, "<!-- Search-Engine-Total-Number-Of-Results: 9 --><collection>"+s.xml(21000)+"</collection>")(w, r)
			}
		}, source.ErrCheck, 250},
		"pages in HTML":        {func(s *rightsLibrary) { s.answer = says(200, "<html><body>Maintenance</body></html>") }, source.ErrCheck, 5},
		"a challenge":          {func(s *rightsLibrary) { s.answer = says(202, "") }, source.ErrRefused, 2},
		"robots.txt closes it": {func(s *rightsLibrary) { s.robots = "User-agent: *\nDisallow: /search\n" }, source.ErrRefused, 1},
		"a record without a 989": {func(s *rightsLibrary) {
			s.records[21000].fields = "<datafield tag=\"245\" ind1=\" \" ind2=\" \"><subfield code=\"a\">T</subfield></datafield>"
		}, nil, 90},
	} {
		c, clock := crawl(t, "", 0)
		s := serveRights(t)
		tt.damage(s)
		if asked, r, err := s.night(t, c, clock, everyRightsNight, 0); !errors.Is(err, tt.want) || len(asked) > tt.most || tt.want == nil && len(r.Failures) != 1 {
			t.Errorf("%s: %v, want %v; %d requests, %+v", name, err, tt.want, len(asked), r.Failures)
		}
	}
	// A single record without any field ends a run by --ids, too.
	c, clock := crawl(t, "", 0)
	s := serveRights(t)
	s.records[21000].fields = "<datafield tag=\"246\" ind1=\" \" ind2=\" \"/>"
	s.robots = "User-agent: *\nDisallow: /search\n"
	if _, _, err := s.night(t, c, clock, source.Plan{Keys: []string{"21001", "21000"}}, 0); !errors.Is(err, source.ErrCheck) {
		t.Errorf("by numbers: %v", err)
	}
}
