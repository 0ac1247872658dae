package view

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// elections are votes of every kind that the exports meet.
func elections(t testing.TB) *Snapshot {
	return ballots(t, []ballot{
		{id: "r1", date: "1990-05-01", scope: "whole", votes: map[string]string{"CHN": "yes", "FRA": "abstain", "USA": "no"}},
		{id: "r2", group: "r1", date: "1990-05-01", scope: "part", votes: map[string]string{"CHN": "yes", "FRA": "abstain", "USA": "no"}},
		{id: "r3", date: "1990-12-31", scope: "part", votes: map[string]string{"CHN": "no", "FRA": "no", "USA": "no"}},
		{id: "r4", date: "1990-12-31", scope: "paragraph", votes: map[string]string{"CHN": "no", "FRA": "no", "USA": "no"}},
		{id: "r5", date: "1990-12-31", scope: "other", votes: map[string]string{"CHN": "no", "FRA": "no", "USA": "no"}},
		{id: "pv:r6", date: "1990-12-31", scope: "part", votes: map[string]string{"CHN": "no", "FRA": "no", "USA": "no"}},
		{id: "r7", date: "1991-01-01", scope: "", votes: map[string]string{"CHN": "abstain", "FRA": "abstain", "USA": "non_voting", "GBR": "unknown"}},
		{id: "r8", date: "", scope: "whole", votes: map[string]string{"CHN": "yes", "FRA": "no"}},
	})
}

const electionPairs = `year,body,ms_code_a,ms_code_b,votes,agreement,agreement_strict,agreement_yes_no
,GA,CHN,FRA,1,0,0,0
1990,GA,CHN,FRA,2,0.75,0.5,1
1990,GA,CHN,USA,2,0.5,0.5,0.5
1990,GA,FRA,USA,2,0.75,0.5,1
1991,GA,CHN,FRA,1,1,1,
`

func TestExportAgreement(t *testing.T) {
	s, dir := elections(t), t.TempDir()
	csv, table := filepath.Join(dir, "new", "a.csv"), filepath.Join(dir, "a.parquet")
	for _, path := range []string{csv, table, table} { // a file that is there is replaced
		if n, err := s.ExportAgreement(t.Context(), path, ""); n != 5 || err != nil {
			t.Fatalf("%s: %d rows, %v", path, n, err)
		}
	}
	if got := read(t, csv); got != electionPairs {
		t.Errorf("%s\nwant\n%s", got, electionPairs)
	}
	rows, err := parquet.ReadFile[PairRow](table)
	if err != nil {
		t.Fatal(err)
	}
	var again strings.Builder
	if _, err := pairsCSV(t.Context(), &again, slices.Values(rows)); err != nil || again.String() != electionPairs {
		t.Errorf("the Parquet file has\n%s%v", again.String(), err)
	}
}

// The file has the figures of "unvotes compare", to the digit.
func TestPairsAreThoseOfCompare(t *testing.T) {
	s := elections(t)
	pairs, err := s.Pairs(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for row := range pairs {
		agreed, err := s.Agree(t.Context(), row.MSCodeA, row.MSCodeB, Question{Body: "GA"})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, y := range agreed.Years {
			if row.Year == nil && y.Year != 0 || row.Year != nil && *row.Year != y.Year {
				continue
			}
			found = true
			of := newAgreementJSON(y.Agreement)
			if *of.Index != row.Agreement || *of.Strict != row.Strict || (of.YesNo == nil) != (row.YesNo == nil) || of.YesNo != nil && *of.YesNo != *row.YesNo || of.Votes != row.Votes {
				t.Errorf("%s with %s in %d: %+v, the file has %+v", row.MSCodeA, row.MSCodeB, y.Year, of, row)
			}
		}
		if !found {
			t.Errorf("compare has no %+v", row)
		}
	}
}

func TestExportWide(t *testing.T) {
	s, path := elections(t), filepath.Join(t.TempDir(), "wide.csv")
	rows, members, err := s.ExportWide(t.Context(), path, "")
	if rows != 8 || members != 4 || err != nil {
		t.Fatalf("%d rows, %d members, %v", rows, members, err)
	}
	want := strings.Join(wideColumns, ",") + `,CHN,FRA,GBR,USA
r1,r1,GA,whole,,1990-05-01,1,r1,,,,,,,,,,,,,Y,A,,N
r2,r1,GA,part,,1990-05-01,1,r2,,,,,,,,,,,,,Y,A,,N
pv:r6,pv:r6,GA,part,,1990-12-31,1,pv:r6,,,,,,,,,,,,,N,N,,N
r3,r3,GA,part,,1990-12-31,1,r3,,,,,,,,,,,,,N,N,,N
r4,r4,GA,paragraph,,1990-12-31,1,r4,,,,,,,,,,,,,N,N,,N
r5,r5,GA,other,,1990-12-31,1,r5,,,,,,,,,,,,,N,N,,N
r7,r7,GA,,,1991-01-01,1,r7,,,,,,,,,,,,,A,A,,X
r8,r8,GA,whole,,,1,r8,,,,,,,,,,,,,Y,N,,
`
	if got := read(t, path); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
