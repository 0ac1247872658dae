package scraper_test

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"unvotes/scraper"
	"unvotes/scraper/catalogue"
	"unvotes/scraper/source"
)

// cataloguer serves records as the library's catalogue does. It orders them by
// their last change, those of one time by their numbers.
type cataloguer struct {
	*httptest.Server
	robots  string
	most    int // whole records that it can give in a page
	deaf    bool
	before  func(start int) // a page is given
	records map[int]*catalogued
	asked   []string
	at      []time.Time
	took    time.Duration
}

type catalogued struct {
	number        int
	changed, code string
	body          string
}

const canaryNumber = 1390624

func serveCatalogue(t *testing.T, n int, clock *fakeClock) *cataloguer {
	t.Helper()
	s := &cataloguer{most: 1000, records: map[int]*catalogued{}}
	for i := 1; i < n; i++ {
		s.records[i] = &catalogued{i, "20240119110628.0", "Y", []string{"General Assembly", "Security Council"}[i%5/4]}
	}
	s.records[canaryNumber] = &catalogued{canaryNumber, "20240119110628.0", "", "General Assembly"}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked, s.at = append(s.asked, r.URL.Path+"?"+r.URL.Query().Get("start")+" "+r.URL.Query().Get("limit")), append(s.at, clock.Now())
		clock.mu.Lock()
		clock.now = clock.now.Add(s.took)
		clock.mu.Unlock()
		s.answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *cataloguer) answer(w http.ResponseWriter, r *http.Request) {
	const records = "/editor/api/marc/bibs/records"
	switch r.URL.Path {
	case "/robots.txt":
		_, _ = io.WriteString(w, s.robots)
	case records + "/count":
		_, _ = fmt.Fprintf(w, `{"data": %d}`, len(s.found(r.URL.Query())))
	case records:
		s.page(w, r.URL.Query())
	default:
		number, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, records+"/"))
		if rec := s.records[number]; rec != nil {
			_, _ = io.WriteString(w, rec.xml(true))
			return
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"message": "Requested resource not found."}`)
	}
}

func (s *cataloguer) page(w http.ResponseWriter, q url.Values) {
	start, _ := strconv.Atoi(q.Get("start"))
	limit, _ := strconv.Atoi(q.Get("limit"))
	if s.before != nil {
		s.before(start)
	}
	if s.deaf {
		start = 1
	}
	all := s.found(q)
	slices.SortFunc(all, func(a, b *catalogued) int {
		return cmp.Or(cmp.Compare(b.changed, a.changed), cmp.Compare(b.number, a.number))
	})
	shown := all[min(start-1, len(all)):min(start-1+limit, len(all))]
	if len(shown) > s.most {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_, _ = io.WriteString(w, "<collection>")
	for _, rec := range shown {
		_, _ = io.WriteString(w, rec.xml(q.Get("fields") == ""))
	}
	_, _ = io.WriteString(w, "</collection>")
}

func (s *cataloguer) found(q url.Values) (out []*catalogued) {
	for _, rec := range s.records {
		if strings.Contains(q.Get("search"), " AND 791:") && rec.number != canaryNumber ||
			strings.Contains(q.Get("search"), " AND 981:") && !strings.Contains(q.Get("search"), rec.body) {
			continue
		}
		out = append(out, rec)
	}
	return out
}

func (c catalogued) xml(wholly bool) string {
	field := func(tag, subfields string) string {
		return `<datafield tag="` + tag + `" ind1=" " ind2=" ">` + subfields + `</datafield>`
	}
	sub := func(code, value string) string { return `<subfield code="` + code + `">` + value + `</subfield>` }
	s := fmt.Sprintf(`<record><controlfield tag="001">%d</controlfield>`, c.number)
	if !wholly {
		return s + field("981", sub("a", c.body)) + "</record>"
	}
	s += `<controlfield tag="005">` + c.changed + `</controlfield>` + field("269", sub("a", "2023-12-07")) + field("791", sub("a", fmt.Sprintf("A/RES/78/%d", c.number)))
	codes := []string{c.code}
	if c.number == canaryNumber {
		s = strings.Replace(s, strconv.Itoa(canaryNumber)+"</sub", "76</sub", 1)
		codes = slices.Concat(slices.Repeat([]string{"Y"}, 86), slices.Repeat([]string{"N"}, 12), slices.Repeat([]string{"A"}, 75), slices.Repeat([]string{""}, 20))
	}
	for i, code := range codes {
		s += field("967", sub("d", code)+sub("e", fmt.Sprintf("MEMBER %d", i)))
	}
	return s + field("981", sub("a", c.body)) + field("989", sub("a", "Voting Data")) + field("999", sub("a", "jdoe20240119")) + "</record>"
}

// night runs the source once, as a program of its own.
func (s *cataloguer) night(t *testing.T, c *crawler, requests int) (asked []string, r scraper.Report, err error) {
	t.Helper()
	before := len(s.asked)
	r, err = c.program(t, catalogue.Source{Site: s.URL}, source.Plan{From: 1946, To: 2026, Fresh: true}, requests)
	return s.asked[before:], r, err
}

// wrong returns the numbers of records whose newest version is not what the
// catalogue has, or that are missing.
func (s *cataloguer) wrong(t *testing.T, c *crawler) (out []int) {
	t.Helper()
	held := c.newest(t, catalogue.SourceName, catalogue.Form)
	for number, rec := range s.records {
		want, _, _ := strings.Cut(rec.xml(true), `<datafield tag="999"`)
		if held[strconv.Itoa(number)] != "<collection>"+want+"</record></collection>" {
			out = append(out, number)
		}
	}
	return out
}

func TestCatalogue(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveCatalogue(t, 731, clock)
	asked, r, err := s.night(t, c, 0)
	if err != nil || r.New != 731 || len(asked) > 1+8+10 || len(s.wrong(t, c)) > 0 {
		t.Fatalf("first fill: %v, %+v, %d requests %v, wrong %v", err, r, len(asked), asked, s.wrong(t, c))
	}
	if asked, r, err = s.night(t, c, 0); err != nil || len(asked) != 4 || r.New+r.Changed > 0 {
		t.Errorf("quiet night: %v, %+v, %v", err, r, asked)
	}
	s.records[300].code, s.records[300].changed = "N", "20261123110000.0"
	if asked, r, err = s.night(t, c, 0); err != nil || len(asked) > 6 || r.Changed != 1 || len(s.wrong(t, c)) > 0 {
		t.Errorf("an edit: %v, %+v, %v", err, r, asked)
	}
	s.records[9000] = &catalogued{9000, "20261123110500.0", "A", "Security Council"}
	if asked, r, err = s.night(t, c, 0); err != nil || len(asked) > 9 || r.New != 1 || len(s.wrong(t, c)) > 0 {
		t.Errorf("a new record: %v, %+v, %v", err, r, asked)
	}
	for _, rec := range s.records { // more than a page, at one time
		if rec.number%2 == 0 {
			rec.code, rec.changed = "A", "20261124110000.0"
		}
	}
	if asked, _, err = s.night(t, c, 0); err != nil || len(asked) > 10 || len(s.wrong(t, c)) > 0 {
		t.Errorf("365 records changed: %v, %v, wrong %v", err, asked, s.wrong(t, c))
	}
}

// Records by number and by symbol; what a symbol finds beside it is not kept.
func TestCatalogueByName(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveCatalogue(t, 9, clock)
	r, err := c.program(t, catalogue.Source{Site: s.URL}, source.Plan{Keys: []string{"7", "A/RES/78/76", "a/res/78/76", "A/RES/78/7"}}, 0)
	slices.Sort(r.Kept)
	if err != nil || strings.Join(slices.Compact(r.Kept), " ") != "1390624 7 A/RES/78/76 a/res/78/76" || r.New != 2 {
		t.Errorf("%v, %+v", err, r)
	}
	if len(r.Failures) != 1 || r.Failures[0].Key != "A/RES/78/7" || r.Failures[0].Result != string(source.Unknown) {
		t.Errorf("%+v", r.Failures)
	}
}

// What changes while pages are read goes to the front, and everything before it
// moves.
func TestCatalogueMovesWhileRead(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveCatalogue(t, 900, clock)
	moved := false
	s.before = func(start int) {
		if start == 401 && !moved {
			moved = true
			for i := 1; i < 900; i += 3 {
				s.records[i].code, s.records[i].changed = "N", "20261123110000.0"
			}
		}
	}
	if asked, r, err := s.night(t, c, 0); err != nil || !moved || len(s.wrong(t, c)) > 0 || len(asked) > 30 {
		t.Errorf("%v, %+v, %d requests, wrong %v", err, r, len(asked), s.wrong(t, c))
	}
}

// A run may end anywhere; the next goes on, also in the middle of what changed.
func TestCatalogueGoesOn(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveCatalogue(t, 900, clock)
	runs := 0
	until := func(requests int) {
		for {
			_, _, err := s.night(t, c, requests)
			if runs++; err == nil {
				return
			}
			if !errors.Is(err, source.ErrBudget) || runs > 40 {
				t.Fatalf("run %d: %v", runs, err)
			}
		}
	}
	until(9)
	if len(s.wrong(t, c)) > 0 || len(s.asked) > 40 {
		t.Errorf("%d requests in %d runs, wrong %v", len(s.asked), runs, s.wrong(t, c))
	}
	for i := 1; i < 700; i++ {
		s.records[i].code, s.records[i].changed = "A", "20261123110000.0"
	}
	runs = 0
	if _, _, err := s.night(t, c, 6); !errors.Is(err, source.ErrBudget) {
		t.Fatal(err)
	}
	until(0)
	if wrong := s.wrong(t, c); len(wrong) > 0 {
		t.Errorf("%d records are as they were: %v", len(wrong), wrong[:5])
	}
}

func TestCatalogueInHalves(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveCatalogue(t, 300, clock)
	s.most = 60
	asked, _, err := s.night(t, c, 0)
	slice, _, sliceErr := c.Archive.Slice(t.Context(), catalogue.SourceName, "Voting Data")
	if err != nil || sliceErr != nil || len(s.wrong(t, c)) > 0 || slice.Rows != 50 || slices.Index(asked, "/editor/api/marc/bibs/records?51 100") >= 0 {
		t.Errorf("%v, pages of %d, %v, wrong %v", err, slice.Rows, asked, s.wrong(t, c))
	}
	c, clock = crawl(t, "", 0)
	s = serveCatalogue(t, 300, clock)
	s.most = 10
	if asked, _, err = s.night(t, c, 0); !errors.Is(err, source.ErrRefused) || len(asked) != 3+2*4 {
		t.Errorf("%v after %v", err, asked)
	}
}

// The library's lists end runs with the same errors.
func TestCatalogueContradictsItself(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveCatalogue(t, 300, clock)
	s.deaf = true
	if asked, _, err := s.night(t, c, 0); !errors.Is(err, source.ErrCheck) || len(asked) > 30 {
		t.Errorf("every page is the first: %v after %d requests", err, len(asked))
	}
	c, clock = crawl(t, "", 0)
	s = serveCatalogue(t, 300, clock)
	if _, _, err := s.night(t, c, 0); err != nil {
		t.Fatal(err)
	}
	delete(s.records, 7)
	s.records[299].code, s.records[299].changed = "N", "20261123110000.0" // all else goes on
	for night := 1; night <= 4; night++ {
		_, _, err := s.night(t, c, 0)
		it, _, itemErr := c.Archive.Item(t.Context(), catalogue.SourceName, "7")
		if errors.Is(err, source.ErrCheck) != (night <= 2) || itemErr != nil || len(s.wrong(t, c)) > 0 {
			t.Errorf("night %d: %v, item %+v, wrong %v", night, err, it, s.wrong(t, c))
		}
		clock.mu.Lock()
		clock.now = clock.now.Add(24 * time.Hour)
		clock.mu.Unlock()
	}
	if asked, _, err := s.night(t, c, 0); err != nil || len(asked) != 4 {
		t.Errorf("when that is believed: %v after %v", err, asked)
	}
}

func TestCatalogueIsTreatedGently(t *testing.T) {
	c, clock := crawl(t, "", 0)
	s := serveCatalogue(t, 300, clock)
	s.took = 7 * time.Second
	if _, _, err := s.night(t, c, 0); err != nil {
		t.Fatal(err)
	}
	for i := 2; i < len(s.at); i++ { // robots.txt is no search
		if pause := s.at[i].Sub(s.at[i-1]); i > 2 && pause < 2*s.took {
			t.Errorf("request %d came %v after the one before, which took %v", i, pause, s.took)
		}
	}
	s.robots = "User-agent: *\nDisallow: /editor\n"
	if asked, _, err := s.night(t, c, 0); !errors.Is(err, source.ErrRefused) || len(asked) != 1 {
		t.Errorf("robots.txt closes it: %v after %v", err, asked)
	}
}
