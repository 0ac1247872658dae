package output

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"unvotes/normalize"
)

func publish(t *testing.T, dataDir string, in Tables) Published {
	t.Helper()
	s, err := Publish(t.Context(), dataDir, in, someFacts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func read[T any](t *testing.T, dir, file string) []T {
	t.Helper()
	rows, err := ReadTable[T](filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The rows are written out in full, so that no code of the package decides what
// is right: zeros stay zeros, "" is null, lists but topics are never null.
func TestRowsComeBack(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	equal(t, "votes", read[normalize.VoteLine](t, s.Dir, "votes.parquet"), []normalize.VoteLine{
		{RollCallID: "pv:S/PV.1:S/5:PP9", Line: 1, Date: new(normalize.Date(-8720)), Body: "SC", Session: "1946", Scope: "paragraph", VoteGroupID: "g",
			MSCode: "RUS", Name: "Russian Federation", Label: "USSR", Choice: "non_voting", Permanent: ptr(true)},
		{RollCallID: "pv:S/PV.1:S/5:PP9", Line: 2, Date: new(normalize.Date(-8720)), Body: "SC", Session: "1946", Scope: "paragraph", VoteGroupID: "g",
			Label: "NOWHERE", Printed: "AN"},
		{RollCallID: "undl-4029442", Line: 1, Date: new(normalize.Date(19698)), Body: "GA", Session: "78", Resolution: "A/RES/78/76", Scope: "whole", VoteGroupID: "undl-4029442",
			MSCode: "AFG", Name: "Afghanistan", Label: "AFGHANISTAN", Choice: "yes", Printed: "Y"},
		{RollCallID: "undl-4029442", Line: 2, Date: new(normalize.Date(19698)), Body: "GA", Session: "78", Resolution: "A/RES/78/76", Scope: "whole", VoteGroupID: "undl-4029442",
			MSCode: "TUR", Name: "Türkiye", Label: "TÜRKİYE", Choice: "abstain", Printed: "a", Eligible: ptr(false)},
	})
	calls := read[normalize.RollCall](t, s.Dir, "roll_calls.parquet")
	if got := []string{calls[0].ID, calls[1].ID, calls[2].ID}; !slices.Equal(got, []string{"pv:S/PV.1:S/5:PP9", "undl-4029442", "undl-454783"}) {
		t.Errorf("roll calls are in the order %v", got)
	}
	if none, unknown := calls[0].Topics, calls[2].Topics; none == nil || len(none) > 0 || unknown != nil {
		t.Errorf("topics %q of a heading that decides nothing, %q without headings", none, unknown)
	}
	equal(t, "roll call", calls[1], normalize.RollCall{
		ID: "undl-4029442", FormerIDs: []string{"pv:A/78/PV.45:A/C.4/78/L.13"}, UNDLID: 4029442, DHLID: 1390624, UNDLURL: "https://digitallibrary.un.org/record/4029442",
		Body: "GA", Session: "78", SessionNumber: new(int32(78)), SessionKind: "regular", Date: new(normalize.Date(19698)), Resolution: "A/RES/78/76", ResolutionPrinted: " A/RES/78/76",
		ResolutionBase: "A/RES/78/76", VoteGroupID: "undl-4029442", Drafts: []string{"A/C.4/78/L.13"}, CommitteeReports: []string{"A/78/421"},
		MeetingRecords: []string{"A/78/PV.45"}, MeetingSeq: ptr(int32(1)), Title: "Work of the Special Committee", TitlePrinted: "Work of the Special Committee : resolution", List: normalize.Complete, Remark: "France did not participate in the voting", Agenda: []string{"A/78/251 50", "another"},
		Subjects: []string{"TERRITORIES", "DECOLONIZATION--REPORTS"}, Topics: []string{"colonialism"}, NotePrinted: "RECORDED", Method: "recorded", Scope: "whole", Outcome: "adopted",
		Yes: ptr(int32(1)), No: ptr(int32(0)), Abstain: ptr(int32(1)), NonVoting: ptr(int32(0)), Membership: ptr(int32(2)),
		PrintedYes: ptr(int32(1)), PrintedNo: ptr(int32(0)), PrintedAbstain: ptr(int32(1)),
		IssueCodes: []string{"odd_vote_code", "total_mismatch"}, Source: "record_page", Sources: []string{"record_page", "official_csv"},
		RetrievedAt: time.Date(2024, 3, 14, 22, 8, 35, 123456000, time.UTC), ContentSHA256: "aa",
	})
	equal(t, "members", read[normalize.Member](t, s.Dir, "members.parquet"), []normalize.Member{
		{MSCode: "CSK", Name: "Czechoslovakia", Successors: []string{"CZE", "SVK"}},
		{MSCode: "TUR", Name: "Türkiye", ISO3: "TUR", ISO2: "TR", M49: "792", Group: "WEOG", Predecessors: []string{"CSK"}, Labels: []string{"TURKEY", "TÜRKİYE"}},
	})
	equal(t, "periods", read[normalize.Period](t, s.Dir, "member_periods.parquet"), []normalize.Period{
		{MSCode: "SYR", From: -8835, To: new(normalize.Date(-4332)), Name: "Syria", COW: "652", Reason: "admitted"},
		{MSCode: "SYR", From: -3002, Name: "Syria", COW: "652", Reason: "admitted"},
	})
	equal(t, "adoptions", read[normalize.Adoption](t, s.Dir, "adoptions.parquet"), []normalize.Adoption{
		{ID: "b", Symbols: []string{"A/RES/70/1"}, Date: new(normalize.Date(16703)), Title: "Transforming our world", Meeting: "A/70/PV.4", Source: "meeting_record",
			FormerIDs: []string{"pv:A/70/PV.4:A/70/L.1"}, MeetingSeq: ptr(int32(1)), Drafts: []string{"A/70/L.1"}, Scope: "whole", Sources: []string{"meeting_record"}},
		{ID: "a", Source: "record_page", Scope: "amendment", Target: "OP1", TargetPrinted: "operative paragraph 1", ParentID: "b", CommitteeReports: []string{"A/70/9"}},
	})
	equal(t, "statements", read[normalize.Statement](t, s.Dir, "statements.parquet"), []normalize.Statement{
		{RollCallID: "undl-4029442", Line: 1, MSCode: "TUR", Name: "Türkiye", Label: "Türkiye", Intended: "yes", Words: "[Subsequently]"},
		{RollCallID: "undl-4029442", Line: 2, Label: "Chad", Intended: "non_voting", Words: "[Later]"},
		{RollCallID: "undl-454783", Line: 1, Label: "NOWHERE", Words: "[something else]"},
	})
	equal(t, "vetoes", read[normalize.Veto](t, s.Dir, "vetoes.parquet"), []normalize.Veto{
		{ID: "veto:1946-02-16:S/PV.1:SUN", Date: new(normalize.Date(-8720)), Drafts: []string{"S/5"}, MeetingRecords: []string{"S/PV.1"}, Agenda: "Peace", MSCode: "SUN", Label: "USSR", RollCallID: "pv:S/PV.1:S/5:PP9", Source: "meeting_record"},
		{ID: "veto:undated:S/PV.9:nowhere", Label: "Nowhere", Source: "veto_list"},
	})
	equal(t, "issues", read[normalize.Issue](t, s.Dir, "issues.parquet"), []normalize.Issue{
		{RollCallID: "undl-4029442", Place: "vote line 1", Code: "odd_vote_code", Severity: "warning", Detail: "y"},
		{RollCallID: "undl-4029442", Place: "vote line 2", Code: "odd_vote_code", Severity: "warning", Detail: "a"},
		{RollCallID: "undl-4029442", Code: "total_mismatch", Severity: "error", Detail: "yes: 1 listed, 2 printed"},
		{Place: "https://digitallibrary.un.org/record/5", Code: "not_a_vote_record", Severity: "info"},
	})
}

func equal[T any](t *testing.T, name string, got, want T) {
	t.Helper()
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// An issue that comes beside the entries counts among its row's codes.
func TestIssuesOfOtherPlacesNameTheirRow(t *testing.T) {
	in := someTables()
	in.Issues = append(in.Issues, normalize.Issue{RollCallID: "undl-454783", Code: "vanished", Severity: normalize.Warning})
	s := publish(t, t.TempDir(), in)
	equal(t, "issues", read[normalize.RollCall](t, s.Dir, "roll_calls.parquet")[2].IssueCodes, []string{"vanished"})
	equal(t, "by code", s.Manifest.IssuesByCode, map[string]int{"odd_vote_code": 2, "total_mismatch": 1, "vanished": 1, "not_a_vote_record": 1})
}

// The golden hashes change with the schema, parquet-go or zstd, and with
// nothing else.
func TestSameRowsSameBytes(t *testing.T) {
	var hashes strings.Builder
	for _, f := range publish(t, t.TempDir(), someTables()).Manifest.Tables {
		hashes.WriteString(f.SHA256 + "  " + f.File + "\n")
	}
	golden(t, hashes.String(), "testdata", "tables.sha256")
	for seed := range uint64(5) {
		dir := t.TempDir()
		s := publish(t, dir, shuffled(someTables(), seed))
		for _, f := range s.Manifest.Tables {
			if line := f.SHA256 + "  " + f.File + "\n"; !strings.Contains(hashes.String(), line) {
				t.Errorf("shuffle %d: other bytes: %s", seed, line)
			}
		}
	}
}

func TestPublishRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Tables){
		"a roll call twice":     func(t *Tables) { t.RollCalls = append(t.RollCalls, t.RollCalls[0]) },
		"no id":                 func(t *Tables) { t.RollCalls[0].ID = "" },
		"no vote group":         func(t *Tables) { t.RollCalls[0].VoteGroupID = "" },
		"no source":             func(t *Tables) { t.RollCalls[0].Source = "" },
		"no hash":               func(t *Tables) { t.RollCalls[0].ContentSHA256 = "" },
		"never retrieved":       func(t *Tables) { t.RollCalls[0].RetrievedAt = time.Time{} },
		"a line twice":          func(t *Tables) { t.RollCalls[1].Votes[1].Line = 1 },
		"a member twice":        func(t *Tables) { t.Members = append(t.Members, t.Members[0]) },
		"a period twice":        func(t *Tables) { t.Periods = append(t.Periods, t.Periods[0]) },
		"an adoption twice":     func(t *Tables) { t.Adoptions = append(t.Adoptions, t.Adoptions[0]) },
		"an adoption as a vote": func(t *Tables) { t.Adoptions[0].ID = t.RollCalls[0].ID },
		"an issue without code": func(t *Tables) { t.Issues[0].Code = "" },
		"no UTF-8 in a label":   func(t *Tables) { t.RollCalls[1].Votes[0].Label = "C\xf4TE" },
		"no UTF-8 in a list":    func(t *Tables) { t.RollCalls[1].Agenda = []string{"a", "\xff"} },
	} {
		in, dir := someTables(), t.TempDir()
		spoil(&in)
		if _, err := Publish(t.Context(), dir, in, someFacts); err == nil {
			t.Errorf("%s: published", name)
		}
		if _, err := Latest(dir); err == nil {
			t.Errorf("%s: there is a latest", name)
		}
	}
}

// What is in memory is the caller's.
func TestPublishLeavesItsInputAlone(t *testing.T) {
	in := shuffled(someTables(), 3)
	publish(t, t.TempDir(), in)
	equal(t, "tables", in, shuffled(someTables(), 3))
}

func TestNoRowsIsATable(t *testing.T) {
	s := publish(t, t.TempDir(), Tables{})
	for _, table := range Schema() {
		if f := openParquet(t, filepath.Join(s.Dir, table.File())); f.NumRows() != 0 || len(f.Root().Columns()) != len(table.Columns) {
			t.Errorf("%s: %d rows, %d columns", table.Name, f.NumRows(), len(f.Root().Columns()))
		}
	}
	equal(t, "votes", read[normalize.VoteLine](t, s.Dir, "votes.parquet"), nil)
}

func TestReadTableOfSomeColumns(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	type label struct {
		Line  int32  `parquet:"line,dict"`
		Label string `parquet:"member_printed,dict"`
	}
	equal(t, "labels", read[label](t, s.Dir, "votes.parquet"), []label{{1, "USSR"}, {2, "NOWHERE"}, {1, "AFGHANISTAN"}, {2, "TÜRKİYE"}})
}
