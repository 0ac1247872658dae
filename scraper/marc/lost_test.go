package marc

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// whole is a record that has everything.
func whole(change ...func(*Record)) Record {
	r := Record{
		ID: 7, Title: "A title", Agenda: []string{"x"}, Resolution: []string{"A/RES/78/1"}, MeetingRecords: []string{"A/78/PV.1"}, Drafts: []string{"A/78/L.1"},
		CommitteeReports: []string{"A/78/1"}, Note: "RECORDED", VoteDate: "2023-12-07", Subjects: []string{"x"}, Modality: "Vote",
		Summary: &Summary{Yes: "2", No: "1", Abstain: "0", NonVoting: "1", Membership: "4"},
	}
	votes("Y FRANCE", "N CHINA", "CHAD", "Y PERU")(&r)
	for _, f := range change {
		f(&r)
	}
	return r
}

// votes sets the lines of a list.
func votes(printed ...string) func(*Record) {
	return func(r *Record) {
		r.Votes = nil
		for _, p := range printed {
			l := VoteLine{Printed: p, Label: p}
			if code, label, ok := strings.Cut(p, " "); ok && len(code) == 1 {
				l.Code, l.Label = code, label
			}
			r.Votes = append(r.Votes, l)
		}
	}
}

func TestLost(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*Record)
		want   string // parted by "; "
	}{
		"nothing":              {votes("Y FRANCE", "N CHINA", "CHAD", "Y PERU"), ""},
		"the list":             {votes(), "the list of 4 lines"},
		"all codes":            {votes("FRANCE", "CHINA", "CHAD", "PERU"), "the codes of 3 votes"},
		"one code":             {votes("Y FRANCE", "N CHINA", "CHAD", "PERU"), ""},
		"half the list":        {votes("Y FRANCE", "N CHINA"), "2 members of the list: CHAD, PERU"},
		"two lines glued":      {votes("Y FRANCE", "N CHINA", "CHADY PERU"), "1 members of the list: CHAD, PERU"},
		"a label spelled anew": {votes("Y FRANCE", "N CHINA", "TCHAD", "Y PERU"), ""},
		"another order":        {votes("Y PERU", "CHAD", "N CHINA", "Y FRANCE"), ""},
		"a member more":        {votes("Y FRANCE", "N CHINA", "CHAD", "Y PERU", "Y CUBA"), ""},
		"the totals":           {func(r *Record) { r.Summary = nil }, "all totals"},
		"one total":            {func(r *Record) { r.Summary = &Summary{Yes: "2", No: "1", NonVoting: "1", Membership: "4"} }, "the total abstain"},
		"a total that changed": {func(r *Record) {
			r.Summary = &Summary{Yes: "3", No: "0", Abstain: "0", NonVoting: "1", Membership: "4"}
		}, ""},
		"Title":                  {func(r *Record) { r.Title = "" }, "the row Title"},
		"another title":          {func(r *Record) { r.Title = "x" }, ""},
		"Agenda":                 {func(r *Record) { r.Agenda = nil }, "the row Agenda"},
		"Resolution":             {func(r *Record) { r.Resolution = nil }, "the row Resolution"},
		"Meeting record":         {func(r *Record) { r.MeetingRecords = nil }, "the row Meeting record"},
		"Draft resolution":       {func(r *Record) { r.Drafts = nil }, "the row Draft resolution"},
		"Committee report":       {func(r *Record) { r.CommitteeReports = nil }, "the row Committee report"},
		"Note and date":          {func(r *Record) { r.Note, r.VoteDate = "", "" }, "the row Note; the row Vote date"},
		"Subjects":               {func(r *Record) { r.Subjects = nil }, "the row Subjects"},
		"Modality":               {func(r *Record) { r.Modality = "" }, "the row Modality"},
		"the catalogue's number": {func(r *Record) { r.DHLID = 1 }, ""},
	} {
		if got := strings.Join(Lost(whole(), whole(tt.change)), "; "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		if got := Lost(whole(tt.change), whole()); len(got) > 0 && name != "a member more" && name != "another title" {
			t.Errorf("%s came back, and is lost: %q", name, got)
		}
	}
	twice := whole(votes("Y FRANCE", "N CHINA", "CHAD", "CHAD", "Y PERU"))
	if got := Lost(twice, whole()); len(got) > 0 {
		t.Errorf("a doubled line that went: %q", got)
	}
}

// The newest version that lost nothing counts, and what a later one lacks is
// known with its day.
func TestWeigh(t *testing.T) {
	full, bare, noted := whole(), whole(votes()), whole(func(r *Record) { r.Note = "RECORDED VOTE" })
	corrected := whole(votes("Y FRANCE", "A CHINA", "CHAD", "Y PERU"))
	for name, tt := range map[string]struct {
		versions []Record
		held     int
		since    int // the day; 0: nothing is lost
		changes  []string
	}{
		"one":                     {[]Record{full}, 0, 0, nil},
		"a newer one":             {[]Record{full, noted}, 1, 0, nil},
		"a loss":                  {[]Record{full, bare}, 0, 2, nil},
		"a loss that lasts":       {[]Record{full, bare, bare}, 0, 2, nil},
		"a loss that passed":      {[]Record{full, bare, noted}, 2, 0, nil},
		"two losses":              {[]Record{full, bare, noted, bare}, 2, 4, nil},
		"a list that came later":  {[]Record{bare, full}, 1, 0, nil},
		"a correction":            {[]Record{full, corrected}, 1, 0, []string{`CHINA: "N" before, "A" since 2026-11-02`}},
		"a correction and a loss": {[]Record{full, corrected, bare}, 1, 3, []string{`CHINA: "N" before, "A" since 2026-11-02`}},
	} {
		var versions []Version
		for i, r := range tt.versions {
			versions = append(versions, Version{r, time.Date(2026, 11, i+1, 0, 0, 0, 0, time.UTC)})
		}
		h := Weigh(versions)
		since := 0
		if !h.Since.IsZero() {
			since = h.Since.Day()
		}
		if h.Held != tt.held || since != tt.since || len(h.Lost) > 0 != (tt.since > 0) || !slices.Equal(h.Corrected, tt.changes) {
			t.Errorf("%s: %+v", name, h)
		}
	}
}
