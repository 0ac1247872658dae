//go:build replay

package normalize

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"unvotes/scraper/pv"
	shareddata "unvotes/testdata/shared"
)

// corpusMeetings are the visible verbatim records, read and typed.
func corpusMeetings(t *testing.T) []Verbatim {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(shareddata.Path(t, "corpus", "meeting-records"), "*.pdf"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no records: %v", err)
	}
	r, err := pv.NewReader(context.Background(), filepath.Join(os.TempDir(), "unvotes-test-pdfium"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	n := normalizer(t)
	var out []Verbatim
	for _, f := range files {
		rec, err := r.Read(t.Context(), shareddata.Read(t, "corpus", "meeting-records", filepath.Base(f)), n.Directory().Names)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		m, err := n.Verbatim(rec)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out = append(out, m)
	}
	return out
}

// issuesOfMeetings are all issues of meetings.
func issuesOfMeetings(meetings []Verbatim) (out []Issue) {
	for _, m := range meetings {
		out = append(out, m.Issues...)
		for _, c := range m.RollCalls {
			out = append(out, c.Issues...)
		}
		for _, a := range m.Adoptions {
			out = append(out, a.Issues...)
		}
	}
	return out
}

// Each member stands in the lists of a vote once at most, and the lists are as
// long as the record says; or an issue names it.
func TestListsOfTheVisibleRecordsHold(t *testing.T) {
	votes := 0
	for _, m := range corpusMeetings(t) {
		for _, c := range m.RollCalls {
			votes++
			listed := map[string]bool{}
			for _, v := range c.Votes {
				if listed[v.MSCode] && !slices.Contains(codesOf(c.Issues), "duplicate_member") {
					t.Errorf("%s: %s twice, and no issue", c.ID, v.MSCode)
				}
				if v.MSCode == "" {
					t.Errorf("%s: nobody is known as %q", c.ID, v.Label)
				}
				listed[v.MSCode] = true
			}
			if differ := c.differences(); len(differ) > 0 && !slices.Contains(codesOf(c.Issues), "total_mismatch") {
				t.Errorf("%s: %v, and no issue", c.ID, differ)
			}
		}
	}
	if votes != 21 {
		t.Errorf("%d votes", votes)
	}
}
