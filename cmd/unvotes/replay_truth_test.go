//go:build replay

package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/testdata/shared"
)

// meetingTruth is an entry of votes.json, made by hand from the printed pages.
type meetingTruth struct {
	Meeting                     string
	Date                        string
	Seq                         int32
	Label                       string
	Draft, Resolution, Decision *string
	CommitteeReport             *string `json:"committee_report"`
	Scope                       string
	Target                      *string
	Outcome, Method             string
	Yes, No, Abstain            *int32
	InFavour                    []string `json:"in_favour"`
	Against, Abstaining         []string
}

func value[T any](p *T) string {
	if p == nil {
		return "null"
	}
	return fmt.Sprint(*p)
}

func text[S ~string](s S) string {
	if s == "" {
		return "null"
	}
	return string(s)
}

// canonical is a printed symbol as the tables spell it.
func canonical(t *testing.T, printed *string, parse func(string) (normalize.Symbol, error)) string {
	t.Helper()
	if printed == nil {
		return "null"
	}
	sym, err := parse(*printed)
	if err != nil {
		t.Fatal(err)
	}
	return sym.String()
}

func parseDocument(s string) (normalize.Symbol, error) {
	sym, _, err := normalize.ParseDocument(s)
	return sym, err
}

// fields are what of the truth must stand in the tables, one a line.
func (m meetingTruth) fields(t *testing.T) string {
	t.Helper()
	body := normalize.SC
	if strings.HasPrefix(m.Meeting, "A") {
		body = normalize.GA
	}
	adopted := canonical(t, m.Resolution, func(s string) (normalize.Symbol, error) { return normalize.ResolutionFromNumber(body, s) })
	if m.Decision != nil {
		adopted = canonical(t, m.Decision, normalize.DecisionFromNumber)
	}
	var target *string
	if m.Scope == "paragraph" {
		words := map[string]string{"eighth preambular paragraph": "PP8", "ninth preambular paragraph": "PP9", "operative paragraph 7": "OP7", "operative paragraph 8": "OP8"}
		short := words[*m.Target]
		target = &short
	}
	lines := []string{
		"meeting " + m.Meeting, "date " + m.Date, fmt.Sprint("seq ", m.Seq), "scope " + m.Scope, "target " + value(target), "target_printed " + value(m.Target),
		"adopted " + adopted, "draft " + canonical(t, m.Draft, parseDocument), "report " + canonical(t, m.CommitteeReport, parseDocument),
	}
	if m.Method == "without_vote" {
		return strings.Join(append(lines, "adopted without a vote"), "\n") + "\n"
	}
	lines = append(lines, "outcome "+m.Outcome, "method "+m.Method, "stated "+value(m.Yes)+" "+value(m.No)+" "+value(m.Abstain),
		fmt.Sprintf("counted %d %d %d", len(m.InFavour), len(m.Against), len(m.Abstaining)), "parent "+m.parent())
	for choice, names := range map[string][]string{"yes": m.InFavour, "no": m.Against, "abstain": m.Abstaining} {
		for _, n := range names {
			lines = append(lines, choice+" "+n)
		}
	}
	slices.Sort(lines[14:])
	return strings.Join(lines, "\n") + "\n"
}

// parent is the whole of a piece. The truth does not name it: of the visible records
// all paragraphs are of A/48/L.13, and there are two amendments.
func (m meetingTruth) parent() string {
	switch {
	case m.Scope == "paragraph":
		return "pv:A/48/PV.46:A/48/L.13"
	case m.Scope == "amendment" && m.Meeting == "S/PV.8700":
		return "pv:S/PV.8700:S/2020/24"
	case m.Scope == "amendment":
		return "pv:A/65/PV.71:A/65/456/Add.2(PartII):DR.III"
	}
	return "null"
}

func oneOf(list []string) string {
	if len(list) == 0 {
		return "null"
	}
	return strings.Join(list, " ")
}

// readMeetings are the same fields out of the tables, by meeting and place.
func readMeetings(t *testing.T, dir string) map[string]string {
	t.Helper()
	calls, err := output.ReadTable[normalize.RollCall](filepath.Join(dir, "roll_calls.parquet"))
	check(t, err)
	votes, err := output.ReadTable[normalize.VoteLine](filepath.Join(dir, "votes.parquet"))
	check(t, err)
	adoptions, err := output.ReadTable[normalize.Adoption](filepath.Join(dir, "adoptions.parquet"))
	check(t, err)
	lists := map[string][]string{}
	for _, v := range votes {
		if v.MSCode == "" {
			t.Errorf("%s: nobody is known as %q", v.RollCallID, v.Label)
		}
		lists[v.RollCallID] = append(lists[v.RollCallID], string(v.Choice)+" "+v.Label)
	}
	out := map[string]string{}
	for _, c := range calls {
		lines := []string{
			"meeting " + oneOf(c.MeetingRecords), "date " + c.Date.String(), "seq " + value(c.MeetingSeq), "scope " + text(c.Scope), "target " + text(c.Target),
			"target_printed " + text(c.TargetPrinted), "adopted " + text(c.Resolution), "draft " + oneOf(c.Drafts), "report " + oneOf(c.CommitteeReports),
			"outcome " + text(c.Outcome), "method " + text(c.Method), "stated " + value(c.PrintedYes) + " " + value(c.PrintedNo) + " " + value(c.PrintedAbstain),
			"counted " + value(c.Yes) + " " + value(c.No) + " " + value(c.Abstain), "parent " + text(c.ParentID),
		}
		slices.Sort(lists[c.ID])
		out[c.MeetingRecords[0]+" "+value(c.MeetingSeq)] = strings.Join(append(lines, lists[c.ID]...), "\n") + "\n"
	}
	for _, a := range adoptions {
		adopted := "null"
		if len(a.Symbols) > 0 && !slices.Equal(a.Symbols, a.Drafts) {
			adopted = a.Symbols[0]
		}
		out[a.Meeting+" "+value(a.MeetingSeq)] = strings.Join([]string{
			"meeting " + a.Meeting, "date " + a.Date.String(), "seq " + value(a.MeetingSeq), "scope " + text(a.Scope), "target " + text(a.Target),
			"target_printed " + text(a.TargetPrinted), "adopted " + adopted, "draft " + oneOf(a.Drafts), "report " + oneOf(a.CommitteeReports), "adopted without a vote",
		}, "\n") + "\n"
	}
	return out
}

// recordOf is the file of a meeting's record.
func recordOf(t *testing.T, meeting string) string {
	t.Helper()
	dir := shared.Path(t, "corpus", "meeting-records")
	files, err := filepath.Glob(filepath.Join(dir, strings.ReplaceAll(meeting, "/", "_")+"*.pdf"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files of %s in %s, %v", len(files), meeting, dir, err)
	}
	return files[0]
}

// Every vote and adoption of the visible records, from the PDFs through the
// whole pipeline to the tables, and nothing else.
func TestMeetingRecordsToTables(t *testing.T) {
	var truth []meetingTruth
	check(t, json.Unmarshal(shared.Read(t, "corpus", "meeting-records", "votes.json"), &truth))
	data := filepath.Join(t.TempDir(), "data")
	args := []string{"import", "--data", data}
	for _, m := range truth {
		args = append(args, recordOf(t, m.Meeting))
	}
	if code, out, errs := command(t, slices.Compact(args)...); code != exitDone {
		t.Fatalf("ended %d: %s%s", code, out, errs)
	}
	got := readMeetings(t, filepath.Join(data, "latest"))
	if len(got) != len(truth) {
		t.Errorf("%d votes and adoptions, %d in the truth", len(got), len(truth))
	}
	for _, m := range truth {
		key := fmt.Sprintf("%s %d", m.Meeting, m.Seq)
		want := m.fields(t)
		if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got[key], "\n")); diff != "" {
			t.Errorf("%s (%s) (-want +got):\n%s", key, m.Label, diff)
		}
		delete(got, key)
	}
	for key := range got {
		t.Errorf("%s is not in the truth: %s", key, got[key])
	}
	if code, out, errs := command(t, "verify", "--data", data); code != exitDone {
		t.Errorf("verify ended %d: %s%s", code, out, errs)
	}
}

// A record without votes gives empty tables and is no error.
func TestImportOfAMeetingWithoutVotes(t *testing.T) {
	code, said, _ := imported(t, shared.Read(t, "corpus", "meeting-records", "A_60_PV.25.pdf"))
	if code != exitDone || !strings.Contains(said, "0 roll calls, 0 votes, 0 issues") {
		t.Errorf("ended %d: %s", code, said)
	}
}
