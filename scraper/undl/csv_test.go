package undl

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"unvotes/scraper/marc"
	"unvotes/testdata/shared"
)

// A copy of a file that went through a spreadsheet or pandas gives the records of
// the file.
func TestCopiesOfCSV(t *testing.T) {
	file := strings.ReplaceAll(string(doc(t, "csv-ga.csv")), "ALBANIA", "CÔTE D'IVOIRE")
	want := csvRecords(t, []byte(file))
	encoded := func(s string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	lines := func(prefix func(i int) string) string {
		all := strings.Split(strings.TrimSuffix(file, "\n"), "\n")
		for i, line := range all {
			all[i] = prefix(i) + line
		}
		return strings.Join(all, "\n")
	}
	for name, copied := range map[string]string{
		"semicolons":               strings.ReplaceAll(file, ",", ";"),
		"a line for spreadsheets":  "sep=,\n" + file,
		"a header in capitals":     strings.Replace(file, strings.SplitN(file, "\n", 2)[0], strings.ToUpper(strings.SplitN(file, "\n", 2)[0]), 1),
		"UTF-16":                   encoded(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(file)),
		"UTF-16, big end first":    encoded(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(file)),
		"UTF-16 without a mark":    encoded(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(file)),
		"Windows-1252":             encoded(charmap.Windows1252.NewEncoder().String(file)),
		"carriage returns":         strings.ReplaceAll(file, "\n", "\r"),
		"mark and CRLF":            "\ufeff" + strings.ReplaceAll(file, "\n", "\r\n"),
		"an index":                 lines(func(i int) string { return strings.Repeat("0123456789", i)[:min(i, 3)] + "," }),
		"a named index":            lines(func(i int) string { return map[bool]string{true: "Unnamed: 0,", false: "7,"}[i == 0] }),
		"timestamps":               strings.ReplaceAll(file, "2022-11-14", "2022-11-14 00:00:00"),
		"ids as decimals":          strings.ReplaceAll(file, "\n201,", "\n201.0,"),
		"every row twice":          lines(func(int) string { return "" }) + "\n" + strings.SplitN(file, "\n", 2)[1],
		"every row twice, indexed": indexed(file),
	} {
		got := csvRecords(t, []byte(copied))
		if name == "semicolons" { // in the titles, too
			for i := range got {
				got[i].Title = want[i].Title
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

// indexed is a file with each row twice, and a number in front that differs.
func indexed(file string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(file, "\n"), "\n") {
		if i == 0 {
			b.WriteString("," + line + "\n")
			continue
		}
		b.WriteString(strings.Repeat("1", i) + "," + line + "\n" + strings.Repeat("2", i) + "," + line + "\n")
	}
	return b.String()
}

func csvRecords(t *testing.T, file []byte) (out []marc.Record) {
	t.Helper()
	if !IsOfficialCSV(file[:min(len(file), 500)]) {
		t.Errorf("%.40q is not recognised", file)
	}
	err := ReadOfficialCSV(bytes.NewReader(file), func(r marc.Record, text []byte, err error) error {
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(OfficialCSV, strconv.FormatInt(r.ID, 10), text)
		if err != nil || !cmp.Equal(again, r) {
			t.Errorf("its text gives another record: %v", err)
		}
		out = append(out, r)
		return nil
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("%d records, %v", len(out), err)
	}
	return out
}

// The first rows of the wide file of July 2025.
func TestRealWideCSV(t *testing.T) {
	all := csvRecords(t, shared.Read(t, "corpus", "official", "transformed_ga_votes-first-50-rows.csv"))
	n := map[string]int{}
	for _, v := range all[0].Votes {
		n[v.Code]++
	}
	want := map[string]int{"Y": 105, "N": 23, "A": 19, "X": 11}
	if len(all) != 50 || all[0].ID != 278340 || all[0].VoteDate != "1983-10-27" || !cmp.Equal(n, want) || *all[0].Summary != (marc.Summary{Yes: "105", No: "23", Abstain: "19", NonVoting: "11", Membership: "158"}) {
		t.Errorf("%d records, first %d of %s: %v, %+v", len(all), all[0].ID, all[0].VoteDate, n, all[0].Summary)
	}
	for _, r := range all {
		if len(r.Other) > 0 || r.Votes[0].Label != "AFGHANISTAN" {
			t.Errorf("%d: %v, first line %+v", r.ID, r.Other, r.Votes[0])
		}
	}
}

// The first rows of the Council's file of July 2025, whose vote_note is no note.
func TestRealCouncilCSV(t *testing.T) {
	remarks := 0
	for _, r := range csvRecords(t, shared.Read(t, "corpus", "official", "2025_7_21_sc_voting-first-100-rows.csv")) {
		if role := r.Votes[0].Role; r.Note != "" || r.Modality != "Vote" || r.Votes[0].MemberCode == "" || role != "True" && role != "False" {
			t.Errorf("%d: note %q, modality %q, first line %+v", r.ID, r.Note, r.Modality, r.Votes[0])
		}
		if r.Remark == "China did not participate in the voting" {
			remarks++
		}
	}
	if remarks != 3 {
		t.Errorf("%d remarks", remarks)
	}
}
