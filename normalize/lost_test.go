package normalize

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// The form that should win does not, where its list lacks members that another
// form has.
func TestAFormThatLostMembersDoesNotWin(t *testing.T) {
	n := normalizer(t)
	whole := func(r *marc.Record) { r.Votes = lines("Y CHINA", "N FRANCE", "JORDAN", "Y PANAMA") }
	asMARC := func(r *marc.Record) { r.Form = undl.MARCXML; whole(r) }
	for _, tt := range []struct {
		name   string
		forms  []marc.Record
		source marc.Form
		lost   []string
	}{
		{"a line", []marc.Record{pageForm(), csvForm(whole)}, undl.OfficialCSV, []string{"it lacks 1 members of the list: PANAMA, which official_csv has"}},
		{"the list", []marc.Record{pageForm(func(r *marc.Record) { r.Votes = nil }), csvForm(whole)}, undl.OfficialCSV, []string{"it lacks the list of 4 lines, which official_csv has"}},
		{"a line, of MARCXML", []marc.Record{pageForm(), pageForm(asMARC), csvForm()}, undl.MARCXML, []string{"it lacks 1 members of the list: PANAMA, which marcxml has"}},
		{"nothing", []marc.Record{pageForm(whole), pageForm(asMARC), csvForm()}, undl.RecordPage, nil},
		{"a label spelled anew", []marc.Record{pageForm(), csvForm(func(r *marc.Record) { r.Votes = lines("Y CHINA", "A FRANCE", "X TRANSJORDAN") })}, undl.RecordPage, nil},
		{"a doubled line", []marc.Record{pageForm(), csvForm(func(r *marc.Record) { r.Votes = lines("Y CHINA", "A FRANCE", "JORDAN", "JORDAN") })}, undl.RecordPage, nil},
		{"a list of yes with a modality", []marc.Record{pageForm(func(r *marc.Record) { r.Votes = nil }), csvForm(func(r *marc.Record) {
			r.Votes, r.Modality = lines("Y CHINA", "Y FRANCE"), "Without vote"
		})}, undl.RecordPage, nil},
	} {
		for range 2 { // in either order
			c := n.Merge(tt.forms...)
			if diff := cmp.Diff(tt.lost, issuesOf(c, "source_lost")); diff != "" || c.Source != string(tt.source) {
				t.Errorf("%s: %s wins (-want +got):\n%s", tt.name, c.Source, diff)
			}
			tt.forms[0], tt.forms[1] = tt.forms[1], tt.forms[0]
		}
	}
}

func TestHistoryIssues(t *testing.T) {
	got := HistoryIssues(marc.Record{ID: 7, Form: undl.MARCXML}, marc.History{Lost: []string{"the row Note", "all totals"}, Since: time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC), Corrected: []string{"CHINA: x"}})
	want := []Issue{
		{"undl-7", "marcxml", "source_lost", Error, "since 2026-11-23 it lacks the row Note; all totals"},
		{"undl-7", "marcxml", "vote_corrected", Info, "CHINA: x"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := HistoryIssues(marc.Record{ID: 7, Form: undl.MARCXML}, marc.History{}); len(got) > 0 {
		t.Errorf("%v", got)
	}
}
