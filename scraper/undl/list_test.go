package undl

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/source"
	"unvotes/testdata/shared"
)

func TestRealList(t *testing.T) {
	l, err := parseList(shared.Read(t, "corpus", "html", "search-2023-12.html"))
	if err != nil {
		t.Fatal(err)
	}
	if l.Total != 22672 || len(l.Rows) != 50 || l.Next != 51 {
		t.Fatalf("total %d, %d rows, next %d", l.Total, len(l.Rows), l.Next)
	}
	for i, r := range l.Rows {
		if _, err := time.Parse(time.DateOnly, r.Date); r.Position != i+1 || r.ID == 0 || err != nil {
			t.Errorf("row %d: %+v, %v", i+1, r, err)
		}
	}
	if want := (listRow{ID: 4029438, Position: 50, Date: "2023-12-07"}); l.Rows[49] != want {
		t.Errorf("the last row is %+v, want %+v", l.Rows[49], want)
	}
	if !slices.ContainsFunc(l.Rows, func(r listRow) bool { return r.ID == 4029442 }) {
		t.Error("record 4029442 is not in the list")
	}
}

// The cut to the part with the rows changes nothing.
func TestListPart(t *testing.T) {
	page := shared.Read(t, "corpus", "html", "search-2023-12.html")
	if part := listPart(page); len(part) > len(page)/10 {
		t.Errorf("%d of %d bytes are left to parse", len(part), len(page))
	}
	cut, err := parseList(page)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := parse(page)
	if err != nil {
		t.Fatal(err)
	}
	all, err := listOf(whole)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, cut); diff != "" {
		t.Errorf("-whole +cut:\n%s", diff)
	}
}

func TestRecordPageIsNoList(t *testing.T) {
	if _, err := parseList(doc(t, "record-ga.html")); !errors.Is(err, source.Layout) {
		t.Error(err)
	}
	if _, err := ParseRecordPage(1, doc(t, "list-two-rows.html")); !errors.Is(err, source.Layout) {
		t.Error(err)
	}
}
