package demo

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"unvotes/testdata/shared"
)

// captured is a record as it was captured; null fields are empty.
type captured struct {
	ID              int64    `json:"id"`
	Title           string   `json:"title"`
	Agenda          []string `json:"agenda"`
	Resolution      string   `json:"resolution"`
	MeetingRecord   []string `json:"meeting_record"`
	CommitteeReport []string `json:"committee_report"`
	VoteDate        string   `json:"vote_date"`
	Vote            []string `json:"vote"`
}

func readCorpus(t *testing.T) map[int64]captured {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(shared.Read(t, "corpus", "undl", "records.jsonl.gz")))
	if err != nil {
		t.Fatal(err)
	}
	all := map[int64]captured{}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r captured
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		all[r.ID] = r
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// Every page says what was captured of its record, to the blank in a line.
func TestPagesSayWhatWasCaptured(t *testing.T) {
	all := readCorpus(t)
	s := newSite(t)
	var elsewhere []int64
	for _, r := range s.Records() {
		want, ok := all[r.ID]
		if !ok {
			elsewhere = append(elsewhere, r.ID)
			continue
		}
		_, html := get(t, s, "/record/"+strconv.FormatInt(r.ID, 10))
		rows := pageRows(document(t, html))
		got := captured{
			ID: r.ID, Title: first(rowOf(rows, "Title")), Agenda: trimmed(rowOf(rows, "Agenda")), Resolution: first(rowOf(rows, "Resolution")),
			MeetingRecord: trimmed(rowOf(rows, "Meeting record")), CommitteeReport: trimmed(rowOf(rows, "Committee report")),
			VoteDate: first(rowOf(rows, "Vote date")), Vote: rowOf(rows, "Vote"),
		}
		want.Agenda, want.MeetingRecord, want.CommitteeReport = trimmed(want.Agenda), trimmed(want.MeetingRecord), trimmed(want.CommitteeReport)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("record %d (-captured +page):\n%s", r.ID, diff)
		}
	}
	// The two texts adopted without a vote are checked against the real list.
	if want := []int64{4029891, 4029892}; !slices.Equal(elsewhere, want) {
		t.Errorf("not in the corpus: %v, want %v", elsewhere, want)
	}
}

func first(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

func trimmed(lines []string) []string {
	var out []string
	for _, l := range lines {
		out = append(out, strings.TrimSpace(l))
	}
	return out
}

// Record 4029442 has the rows of the real page: labels, values, links, blanks.
func TestKnownRecordHasTheRealRows(t *testing.T) {
	b, err := os.ReadFile(shared.Path(t, "corpus", "html", "record-4029442.html"))
	if err != nil {
		t.Fatal(err)
	}
	_, html := get(t, newSite(t), "/record/4029442")
	if diff := cmp.Diff(pageRows(document(t, string(b))), pageRows(document(t, html))); diff != "" {
		t.Errorf("rows (-real +demo):\n%s", diff)
	}
}

// What the real list of December 2023 prints of a record that the demo has, the
// demo's list prints as well.
func TestListRowsAreTheReal(t *testing.T) {
	b, err := os.ReadFile(shared.Path(t, "corpus", "html", "search-2023-12.html"))
	if err != nil {
		t.Fatal(err)
	}
	_, html := get(t, newSite(t), "/search?fct__3=2023")
	fromSite, demo := listRows(document(t, string(b))), listRows(document(t, html))
	n := 0
	for id, want := range fromSite {
		got, ok := demo[id]
		if !ok {
			continue
		}
		n++
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("row %s (-real +demo):\n%s", id, diff)
		}
	}
	if n != 4 {
		t.Errorf("%d rows of the real list are in the demo, want 4", n)
	}
}

func listRows(d *goquery.Document) map[string][]string {
	rows := map[string][]string{}
	d.Find(`form[action="/yourbaskets/add"] > table > tbody > tr`).Each(func(_ int, tr *goquery.Selection) {
		var cells []string
		for _, selector := range []string{".result-title a", "div.authors", ".result-abstract", "div.moreinfo"} {
			cells = append(cells, strings.Join(strings.Fields(tr.Find(selector).Text()), " "))
		}
		tr.Find("div.moreinfo a").Each(func(_ int, a *goquery.Selection) { cells = append(cells, a.AttrOr("href", "")) })
		rows[tr.Find("abbr.unapi-id").AttrOr("title", "")] = cells
	})
	return rows
}
