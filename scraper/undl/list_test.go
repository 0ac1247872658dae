package undl

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/testdata/shared"
)

func TestRealList(t *testing.T) {
	l, err := ParseList(shared.Read(t, "corpus", "html", "search-2023-12.html"))
	if err != nil {
		t.Fatal(err)
	}
	if l.Total != 22672 || len(l.Rows) != 50 || l.Next == nil || *l.Next != (NextPage{First: 51, Rows: 50}) {
		t.Fatalf("total %d, %d rows, next %+v", l.Total, len(l.Rows), l.Next)
	}
	withSummary := 0
	for i, r := range l.Rows {
		if r.Position != i+1 || r.ID == 0 || r.Title == "" || r.Note == "" || r.Symbol == "" || r.Date == "" || r.Href == "" ||
			r.Collection != "Voting Data" || r.Other != nil || (r.Summary == nil) != (r.Note == "ADOPTED WITHOUT VOTE") {
			t.Errorf("row %d: %+v", i+1, r)
		}
		if r.Summary != nil {
			withSummary++
		}
	}
	want := ListRow{
		ID: 4029438, Position: 50,
		Title:   "Information from Non-Self-Governing Territories transmitted under Article 73 e of the Charter of the United Nations : resolution / adopted by the Gene[...]",
		Note:    "RECORDED - No machine generated vote",
		Summary: parseSummary([]string{"Yes: 174 | No: 2 | Abstentions: 2 | Non-Voting: 15 | Total voting membership: 193"}),
		Symbol:  "A/RES/78/81", Date: "2023-12-07", Collection: "Voting Data", Href: "/record/4029438?ln=en",
	}
	if diff := cmp.Diff(want, l.Rows[49]); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !slices.ContainsFunc(l.Rows, func(r ListRow) bool { return r.ID == 4029442 }) {
		t.Error("record 4029442 is not in the list")
	}
	if withSummary == 0 {
		t.Error("no row with a summary")
	}
}

// The cut to the part with the rows changes nothing.
func TestListPart(t *testing.T) {
	page := shared.Read(t, "corpus", "html", "search-2023-12.html")
	if part := listPart(page); len(part) > len(page)/10 {
		t.Errorf("%d of %d bytes are left to parse", len(part), len(page))
	}
	cut, err := ParseList(page)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := parse(page)
	if err != nil {
		t.Fatal(err)
	}
	all, err := readList(whole)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, cut); diff != "" {
		t.Errorf("-whole +cut:\n%s", diff)
	}
}

func TestRecordPageIsNoList(t *testing.T) {
	if _, err := ParseList(doc(t, "record-ga.html")); !errors.Is(err, Layout) {
		t.Error(err)
	}
	if _, err := ParseRecordPage(1, doc(t, "list-two-rows.html")); !errors.Is(err, Layout) {
		t.Error(err)
	}
}
