package output

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"unvotes/normalize"
)

func TestDiff(t *testing.T) {
	dir := t.TempDir()
	was := publish(t, dir, someTables())
	in := someTables()
	// A record arrived for the Council's vote, another is new.
	in.RollCalls[2].ID, in.RollCalls[2].FormerIDs = "undl-5", []string{"pv:S/PV.1:S/5:PP9"}
	added := in.RollCalls[0]
	added.ID = "undl-9"
	in.RollCalls = append(in.RollCalls, added)
	in.Vetoes[1].ID, in.Vetoes[1].RollCallID = "veto:1946-02-16:S/PV.1:SUN~2", "undl-5"
	// In one list: a vote corrected, a member under another code, one more.
	modern := &in.RollCalls[1]
	modern.Title, modern.Date = "", day("2023-12-08")
	modern.Votes = []normalize.Vote{
		{Line: 1, MSCode: "AFG", Name: "Afghanistan", Label: "AFGHANISTAN", Choice: normalize.No, Printed: "N"},
		{Line: 2, Label: "NOWHERE", Printed: "AN"},
		{Line: 3, MSCode: "TUR", Name: "Türkiye", Label: "TÜRKİYE", Choice: normalize.Abstain, Printed: "a", Eligible: ptr(false)},
	}
	is := publish(t, dir, in)
	c, err := Diff(t.Context(), was.Dir, is.Dir)
	if err != nil {
		t.Fatal(err)
	}
	ref := CallRef{RollCallID: "undl-4029442", Date: "2023-12-08", Resolution: "A/RES/78/76", Former: []string{"pv:A/78/PV.45:A/C.4/78/L.13"}}
	equal(t, "changes", c, Changes{
		Old: was.Name, New: is.Name,
		Added: []CallRef{
			{RollCallID: "undl-5", Date: "1946-02-16", Former: []string{"pv:S/PV.1:S/5:PP9"}},
			{RollCallID: "undl-9", Resolution: "A/RES/78/76", Title: "Work of the Special Committee", Former: []string{"pv:A/78/PV.45:A/C.4/78/L.13"}},
		},
		Removed: []CallRef{{RollCallID: "pv:S/PV.1:S/5:PP9", Date: "1946-02-16"}},
		Changed: []CallChange{{
			CallRef: ref,
			Columns: []ColumnChange{{"date", "2023-12-07", "2023-12-08"}, {"title", "Work of the Special Committee", nil}},
			Votes: []VoteChange{
				{"AFG", "Afghanistan", &VoteCell{Line: 1, MemberPrinted: "AFGHANISTAN", Vote: ptr("yes"), VotePrinted: ptr("Y")}, &VoteCell{Line: 1, MemberPrinted: "AFGHANISTAN", Vote: ptr("no"), VotePrinted: ptr("N")}},
				{"", "NOWHERE", nil, &VoteCell{Line: 2, MemberPrinted: "NOWHERE", VotePrinted: ptr("AN")}},
				{"TUR", "Türkiye", &VoteCell{Line: 2, MemberPrinted: "TÜRKİYE", Vote: ptr("abstain"), VotePrinted: ptr("a"), Eligible: ptr(false)},
					&VoteCell{Line: 3, MemberPrinted: "TÜRKİYE", Vote: ptr("abstain"), VotePrinted: ptr("a"), Eligible: ptr(false)}},
			},
		}},
		AddedVetoes: in.Vetoes[1:], RemovedVetoes: someTables().Vetoes[1:],
	})
	var text strings.Builder
	if err := c.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	equal(t, "text", text.String(), was.Name+" to "+is.Name+`: 2 roll calls added, 1 removed, 1 changed; 3 votes changed
-  pv:S/PV.1:S/5:PP9  1946-02-16
+  undl-5  1946-02-16  (was pv:S/PV.1:S/5:PP9)
+  undl-9  A/RES/78/76  Work of the Special Committee  (was pv:A/78/PV.45:A/C.4/78/L.13)
~  undl-4029442  2023-12-08  A/RES/78/76  (was pv:A/78/PV.45:A/C.4/78/L.13)
    date: "2023-12-07" to "2023-12-08"
    title: "Work of the Special Committee" to null
    Afghanistan: yes (line 1, Y AFGHANISTAN) to no (line 1, N AFGHANISTAN)
    NOWHERE: not listed to no known vote (line 2, AN NOWHERE)
    Türkiye: abstain (line 2, a TÜRKİYE, not entitled) to abstain (line 3, a TÜRKİYE, not entitled)
+  veto:1946-02-16:S/PV.1:SUN~2  S/5  USSR
-  veto:1946-02-16:S/PV.1:SUN  S/5  USSR
`)
	back, err := Diff(t.Context(), is.Dir, was.Dir)
	if err != nil || len(back.Added) != 1 || len(back.Removed) != 2 || len(back.Changed[0].Votes) != 3 || back.Changed[0].Votes[1].To != nil {
		t.Errorf("the other way: %+v, %v", back, err)
	}
}

func TestDiffOfTheSame(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	c, err := Diff(t.Context(), s.Dir, s.Dir)
	if err != nil || len(c.Added)+len(c.Removed)+len(c.Changed) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	b, err := json.Marshal(c)
	if err != nil || strings.Contains(string(b), "null") {
		t.Errorf("lists without entries must be [] for programs: %s", b)
	}
}

// Each column of roll_calls, each cell of a line, is compared.
func TestDiffSeesEveryChange(t *testing.T) {
	for name, change := range map[string]func(c *normalize.RollCall){
		"issue":        func(c *normalize.RollCall) { c.IssueCodes = []string{"no_codes"} },
		"agenda":       func(c *normalize.RollCall) { c.Agenda = nil },
		"seq":          func(c *normalize.RollCall) { c.MeetingSeq = nil },
		"counted":      func(c *normalize.RollCall) { c.Yes = new(int32(2)) },
		"printed zero": func(c *normalize.RollCall) { c.PrintedNo = nil },
		"time":         func(c *normalize.RollCall) { c.RetrievedAt = noon },
		"text":         func(c *normalize.RollCall) { c.Title = "" },
	} {
		was, is := someTables().RollCalls[1], someTables().RollCalls[1]
		if change(&is); len(columnChanges(&was, &is)) != 1 {
			t.Errorf("%s: %+v", name, columnChanges(&was, &is))
		}
	}
	line := lineRow{RollCallID: "undl-1", Line: 1, MSCode: "AFG", Name: "Afghanistan", Label: "AFGHANISTAN", Choice: normalize.Yes, Printed: "Y", Permanent: new(true)}
	for name, change := range map[string]func(l *lineRow){
		"label":     func(l *lineRow) { l.Label = "ISLAMIC EMIRATE OF AFGHANISTAN" },
		"code":      func(l *lineRow) { l.Printed = "y" },
		"eligible":  func(l *lineRow) { l.Eligible = new(false) },
		"permanent": func(l *lineRow) { l.Permanent = new(false) },
		"order":     func(l *lineRow) { l.Line = 2 },
		"null":      func(l *lineRow) { l.Choice = "" },
	} {
		is := line
		if change(&is); is.hash() == line.hash() || len(voteChanges([]*lineRow{&line}, []*lineRow{&is})) != 1 {
			t.Errorf("%s is not seen", name)
		}
	}
	same := line
	same.Permanent = new(true)
	if same.hash() != line.hash() {
		t.Error("the hash is of the pointer")
	}
}

// A member that stands twice in a list is paired by the order of its lines.
func TestDiffOfAMemberTwice(t *testing.T) {
	line := func(n int32, choice normalize.Choice) *lineRow {
		return &lineRow{Line: n, MSCode: "AFG", Label: "AFGHANISTAN", Choice: choice}
	}
	got := voteChanges([]*lineRow{line(1, "yes"), line(2, "yes")}, []*lineRow{line(1, "yes"), line(2, "no"), line(3, "no")})
	if len(got) != 2 || *got[0].From.Vote != "yes" || *got[0].To.Vote != "no" || got[1].From != nil {
		t.Errorf("%+v", got)
	}
}

func TestDiffRefusesWhatIsNoSnapshot(t *testing.T) {
	s := publish(t, t.TempDir(), someTables())
	if _, err := Diff(t.Context(), s.Dir, t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an empty directory: %v", err)
	}
}
