//go:build replay

package normalize

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var qualityFile = filepath.Join("..", "docs", "quality.md")

// unmeasured are the codes that the captured records cannot have, and why.
var unmeasured = map[string]string{
	"sources_disagree":   "of several forms of a record",
	"vanished":           "of a crawl, not of records",
	"possible_duplicate": "of two sources, not of one",
	"note_contradicts":   "the row Note was not captured",
	"body_unknown":       "the row Collections was not captured", "note_unread": "the row Note was not captured",
	"row_unknown": "other rows were not captured", "total_mismatch": "the row Vote summary was not captured",
	"totals_unread": "the row Vote summary was not captured", "without_vote_listed": "the row Note was not captured",
	"list_missing": "the rows Note and Vote summary were not captured", "totals_missing": "the row Vote summary was not captured",
	"note_missing": "the row Note was not captured", "source_lost": "of several versions or forms of a record", "vote_corrected": "of several versions of a record",
	"member_disagrees": "pages have no codes and seats", "seat_unread": "pages have no seats",
	"no_record": "of a crawl, not of records", "not_a_vote_record": "of a crawl, not of records",
	"meeting_record_missing": "of a crawl, not of records",
	"list_from_meeting":      "of a record and a meeting record", "pv_disagrees": "of a record and a meeting record",
	"veto_disagrees": "of the list of vetoes and a meeting record",
	"veto_unread":    "of the list of vetoes",
	"withdrawn":      "of OHCHR's library", "not_considered": "of OHCHR's library",
	"record_unreadable": "of a crawl, not of records", "list_fell": "of a crawl, not of records", "slice_incomplete": "of a crawl, not of records",
}

// The words of docs/quality.md are those of Codes; its counts and examples are
// those of all captured records, where they are at hand.
func TestQualityIsCurrent(t *testing.T) {
	before := readQuality(t)
	rows := regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([a-z]+) \\| (.*?) \\|").FindAllStringSubmatch(before, -1)
	var got []Code
	for _, r := range rows {
		got = append(got, Code{r[1], Severity(r[2]), r[3]})
	}
	if !*update && !slices.Equal(got, Codes) {
		t.Errorf("docs/quality.md has other codes, severities or meanings than issue.go; run this test with -update")
	}

	records, lines := corpusRecords(t), 0
	for _, r := range records {
		lines += len(r.Votes)
	}
	if len(records) != 5998 || lines != 578_942 {
		t.Logf("counts not compared: %d records with %d lines are not the captured records", len(records), lines)
		return
	}
	n := normalizer(t)
	ofMeetings := issuesOfMeetings(corpusMeetings(t))
	var calls []RollCall
	for _, r := range records {
		calls = append(calls, n.RollCall(r))
	}
	Contradictions(calls)
	var issues []Issue
	for _, c := range calls {
		issues = append(issues, c.Issues...)
	}
	issues = slices.DeleteFunc(issues, func(i Issue) bool { return i.Code == "note_missing" || i.Code == "totals_missing" }) // their rows were not captured
	start, end := strings.Index(before, qualityBegin), strings.Index(before, qualityEnd)
	if start < 0 || end < start {
		t.Fatalf("docs/quality.md has not the marks %q and %q", qualityBegin, qualityEnd)
	}
	golden(t, qualityFile, before[:start]+qualityBegin+qualityTables(t, issues, ofMeetings)+before[end:])
}

const (
	qualityBegin = "<!-- made by: go test -tags replay ./normalize -run Quality -update -->\n"
	qualityEnd   = "<!-- end of what is made -->\n"
)

func readQuality(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(qualityFile)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// qualityTables are the table of codes with their counts, and the examples.
func qualityTables(t *testing.T, issues, ofMeetings []Issue) string {
	var table, examples strings.Builder
	table.WriteString("\n| code | severity | meaning | issues | records |\n|---|---|---|---|---|\n")
	for _, c := range Codes {
		var of []Issue
		for _, i := range issues {
			if i.Code == c.Name {
				of = append(of, i)
			}
		}
		ids := recordsOf(of)
		count := fmt.Sprintf("%d | %d", len(of), len(ids))
		if why := unmeasured[c.Name]; why != "" {
			if len(of) > 0 {
				t.Errorf("%s is said not to be measured (%s) and was found", c.Name, why)
			}
			count = "not measured: " + why + " |"
		}
		if strings.HasPrefix(c.Name, "pv_") && c.Name != "pv_disagrees" {
			of = slices.DeleteFunc(slices.Clone(ofMeetings), func(i Issue) bool { return i.Code != c.Name })
			count = fmt.Sprintf("%d of the meeting records | %d", len(of), len(recordsOf(of)))
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", c.Name, c.Severity, c.Meaning, count)
		writeExamples(&examples, c.Name, of)
	}
	return table.String() + "\n### Examples\n\nUp to three of each, with where to look in the record and what is printed there.\n" + examples.String() + "\n"
}

func recordsOf(issues []Issue) []string {
	var ids []string
	for _, i := range issues {
		ids = append(ids, i.RollCallID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// writeExamples takes the first, the middle and the last by id.
func writeExamples(b *strings.Builder, code string, issues []Issue) {
	if len(issues) == 0 {
		return
	}
	slices.SortStableFunc(issues, func(x, y Issue) int {
		return cmp.Or(cmp.Compare(len(x.RollCallID), len(y.RollCallID)), strings.Compare(x.RollCallID, y.RollCallID))
	})
	fmt.Fprintf(b, "\n`%s`\n", code)
	for _, i := range slices.Compact([]int{0, len(issues) / 2, len(issues) - 1}) {
		where := issues[i].Place
		if id := issues[i].RollCallID; id != "" {
			where = id + ", " + where
		}
		fmt.Fprintf(b, "- %s: %s\n", where, issues[i].Detail)
	}
}
