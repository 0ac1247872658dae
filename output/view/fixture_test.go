package view

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/testdata/shared"
)

// The small snapshot of the tests: real votes, whose lists are in
// testdata/votes.txt, and what no real record has, under symbols of a session
// that is not to come soon (A/RES/999/…) and with members that never were.
//
// Of the paragraph of A/77/L.65 only three votes are known without the meeting
// record. Its row has these and no others, and the issue that says so.

// fixture is the content of a snapshot.
type fixture struct {
	calls      []normalize.RollCall
	lists      map[string][]normalize.VoteLine // by roll_call_id
	adoptions  []normalize.Adoption
	members    []normalize.Member
	periods    []normalize.Period
	issues     []normalize.Issue
	statements []normalize.Statement
	vetoes     []normalize.Veto
}

// hostile is text that must not reach a terminal as it is: an escape sequence
// in both forms, a title that sets the window's, a bell, a change of direction, a character
// that nobody sees, markup.
const hostile = "\x1b[31mred\x1b[0m \u009b1mbold \x1b]0;title\x07 \u202eturned\u202c\U000e0041 <script>alert(1)</script>\r\nnext"

const councilOfEurope = "Cooperation between the United Nations and the Council of Europe : resolution / adopted by the General Assembly"

func newFixture(t testing.TB) *fixture {
	f := &fixture{lists: map[string][]normalize.VoteLine{}}
	f.readMembers(t)
	f.call(t, "undl-671297", "1946-12-13", "GA", "1", "A/RES/63(I)[PARA.1]", "A/RES/63(I)", "paragraph", "A/PV.62", func(c *normalize.RollCall) {
		c.Title, c.Part = "Approval of Trusteeship Agreements [New Guinea] : resolution / adopted by the General Assembly", "PARA.1"
		c.CommitteeReports = []string{"A/258"}
	})
	f.call(t, "undl-671304", "1946-12-13", "GA", "1", "A/RES/63(I)[PARA.2]", "A/RES/63(I)", "paragraph", "A/PV.62", func(c *normalize.RollCall) {
		c.Title, c.Part = "Approval of Trusteeship Agreements [Ruanda-Urundi] : resolution / adopted by the General Assembly", "PARA.2"
		c.CommitteeReports = []string{"A/258"}
	})
	f.call(t, "undl-650001", "1968-12-19", "GA", "23", "A/RES/2448(XXIII)", "A/RES/2448(XXIII)", "whole", "A/PV.1748", nil)
	f.call(t, "undl-658428", "1971-12-22", "GA", "26", "A/RES/2890(XXVI)[A]", "A/RES/2890(XXVI)", "whole", "A/PV.2031", func(c *normalize.RollCall) {
		c.Title = "Pension scheme : resolution / adopted by the General Assembly"
	})
	f.call(t, "undl-658429", "1971-12-22", "GA", "26", "A/RES/2890(XXVI)[B]", "A/RES/2890(XXVI)", "whole", "A/PV.2031", func(c *normalize.RollCall) {
		c.Title, c.VoteGroupID = "Emoluments : resolution / adopted by the General Assembly", "undl-658428"
	})
	f.call(t, "undl-426132", "2000-10-31", "SC", "2000", "S/RES/1326(2000)", "S/RES/1326(2000)", "whole", "S/PV.4215", func(c *normalize.RollCall) {
		c.Title = "Security Council resolution 1326 (2000) [on admission of the Federal Republic of Yugoslavia to membership in the UN]"
		c.Method = "without_vote"
	})
	f.issue("undl-426132", "row Vote", "no_codes", "warning", "15 members and no code: adopted without a vote")
	f.call(t, "undl-1655001", "2018-12-13", "SC", "2018", "S/RES/2448(2018)", "S/RES/2448(2018)", "whole", "S/PV.8422", nil)
	f.councilOfEurope(t)
	f.call(t, "undl-4080624", "2025-04-16", "GA", "79", "A/RES/79/284", "A/RES/79/284", "whole", "A/79/PV.64", func(c *normalize.RollCall) {
		c.Title = councilOfEurope
	})
	f.noRealRecord(t)
	f.adoptions = append(f.adoptions, normalize.Adoption{ID: "pv:A/70/PV.4:A/70/L.1", Symbols: []string{"A/RES/70/1"}, Drafts: []string{"A/70/L.1"},
		Date: day("2015-09-25"), Title: "Transforming our world : the 2030 Agenda for Sustainable Development", Meeting: "A/70/PV.4", Source: "meeting_record"})
	return f
}

func (f *fixture) councilOfEurope(t testing.TB) {
	f.call(t, "undl-4009707", "2023-04-26", "GA", "77", "A/RES/77/284", "A/RES/77/284", "whole", "A/77/PV.69", func(c *normalize.RollCall) {
		c.Title, c.Drafts, c.MeetingSeq = councilOfEurope, []string{"A/77/L.65"}, new(int32(2))
		c.FormerIDs = []string{"pv:A/77/PV.69:A/77/L.65"}
		c.Sources = []string{"record_page", "meeting_record"}
	})
	f.call(t, "pv:A/77/PV.69:A/77/L.65:PP9", "2023-04-26", "GA", "77", "", "", "paragraph", "A/77/PV.69", func(c *normalize.RollCall) {
		c.UNDLID, c.UNDLURL, c.Source, c.Sources = 0, "", "meeting_record", []string{"meeting_record"}
		c.Target, c.TargetPrinted, c.ParentID, c.Outcome = "PP9", "ninth preambular paragraph", "undl-4009707", "retained"
		c.Drafts, c.MeetingSeq, c.IssueCodes = []string{"A/77/L.65"}, new(int32(1)), []string{"total_mismatch"}
		c.PrintedYes, c.PrintedNo, c.PrintedAbstain = new(int32(81)), new(int32(10)), new(int32(48))
		c.NonVoting, c.Membership, c.PrintedNonVoting, c.PrintedMembership = nil, nil, nil, nil
	})
	f.issue("pv:A/77/PV.69:A/77/L.65:PP9", "list", "total_mismatch", "warning", "the list has 0, 0 and 3, the record states 81, 10 and 48")
}

// noRealRecord adds what must hold though no record is known that has it.
func (f *fixture) noRealRecord(t testing.TB) {
	f.call(t, "undl-9000001", "2190-02-01", "GA", "999", "A/RES/999/1", "A/RES/999/1", "whole", "A/999/PV.1", func(c *normalize.RollCall) {
		c.Title, c.NotePrinted, c.Outcome, c.VetoedBy = hostile, hostile, "rejected", []string{"ATL"}
		c.UNDLURL = "https://example.org/" + hostile
	})
	f.lists["undl-9000001"][0].Label = hostile
	f.lists["undl-9000001"][0].MSCode, f.lists["undl-9000001"][0].Name = "", ""
	f.issue("undl-9000001", hostile, "total_mismatch", "error", hostile)
	f.statements = append(f.statements, normalize.Statement{RollCallID: "undl-9000001", Line: 1, MSCode: "LEM", Name: "Lemuria", Label: "Lemuria",
		Intended: "yes", Words: "[Subsequently the delegation of Lemuria advised the Secretariat that it had intended to vote in favour.]"},
		normalize.Statement{RollCallID: "undl-9000001", Line: 2, Label: hostile, Words: hostile})
	f.call(t, "undl-454783", "", "", "", "", "", "", "", func(c *normalize.RollCall) {
		c.Title, c.IssueCodes, c.Outcome = "Respect for the purposes and principles contained in the Charter", []string{"date_missing"}, ""
	})
	f.issue("undl-454783", "row Date", "date_missing", "error", "")
}

// call adds a roll call, with its list in votes.txt, if there is one.
func (f *fixture) call(t testing.TB, id, date, body, session, resolution, base, scope, meeting string, more func(*normalize.RollCall)) {
	list := lists(t)[id]
	if id == "undl-658429" { // the same vote entered twice
		list = lists(t)["undl-658428"]
	}
	if id == "undl-9000001" {
		list = map[string][]string{"yes": {"ATL", "MUU"}, "no": {"LEM"}, "abstain": {"HYP"}}
	}
	c := normalize.RollCall{ID: id, VoteGroupID: id, Date: day(date), Body: normalize.Body(body), Session: session, Resolution: resolution,
		ResolutionPrinted: resolution, ResolutionBase: base, Scope: normalize.Scope(scope), Outcome: "adopted", Source: "record_page", Sources: []string{"record_page"},
		RetrievedAt: time.Unix(0, 0).UTC(), ContentSHA256: "-"}
	if number, ok := strings.CutPrefix(id, "undl-"); ok {
		c.UNDLURL = "https://digitallibrary.un.org/record/" + number
	}
	if meeting != "" {
		c.MeetingRecords = []string{meeting}
	}
	if body == "GA" {
		c.SessionKind = "regular"
	}
	if list != nil && list["unknown"] == nil {
		c.Yes, c.No, c.Abstain, c.NonVoting = count(list["yes"]), count(list["no"]), count(list["abstain"]), count(list["non_voting"])
		c.Membership = new(*c.Yes + *c.No + *c.Abstain + *c.NonVoting)
		c.PrintedYes, c.PrintedNo, c.PrintedAbstain, c.PrintedNonVoting, c.PrintedMembership = c.Yes, c.No, c.Abstain, c.NonVoting, c.Membership
	}
	if more != nil {
		more(&c)
	}
	f.calls = append(f.calls, c)
	for _, vote := range []string{"yes", "no", "abstain", "non_voting", "unknown"} {
		for _, code := range list[vote] {
			f.line(c, code, vote)
		}
	}
	slices.SortStableFunc(f.lists[id], func(a, b normalize.VoteLine) int { return strings.Compare(a.Label, b.Label) })
	for i := range f.lists[id] {
		f.lists[id][i].Line = int32(i + 1)
	}
}

func (f *fixture) line(c normalize.RollCall, code, vote string) {
	name := map[string]string{"ATL": "Atlantis", "MUU": "Mu", "LEM": "Lemuria", "HYP": "Hyperborea"}[code]
	for _, m := range f.members {
		if m.MSCode == code {
			name = m.Name
		}
	}
	v := normalize.VoteLine{RollCallID: c.ID, Date: c.Date, Body: c.Body, Session: c.Session, Resolution: c.Resolution, Scope: c.Scope,
		VoteGroupID: c.VoteGroupID, MSCode: code, Name: name, Label: strings.ToUpper(name)}
	if vote != "unknown" {
		v.Choice = normalize.Choice(vote)
	}
	if p := map[string]string{"yes": "Y", "no": "N", "abstain": "A"}[vote]; p != "" {
		v.Printed = p
	}
	if c.Body == "SC" {
		v.Permanent = new(slices.Contains([]string{"CHN", "FRA", "GBR", "RUS", "USA"}, code))
	}
	f.lists[c.ID] = append(f.lists[c.ID], v)
}

func (f *fixture) issue(id, place, code, severity, detail string) {
	f.issues = append(f.issues, normalize.Issue{RollCallID: id, Place: place, Code: code, Severity: normalize.Severity(severity), Detail: detail})
}

// readMembers reads the table of members as it stands in the repository.
func (f *fixture) readMembers(t testing.TB) {
	for _, r := range tsv(t, "members.tsv") {
		f.members = append(f.members, normalize.Member{MSCode: r[0], Name: r[1], ISO3: r[2], ISO2: r[3], M49: r[4],
			Group: r[5], Successors: codes(r[6]), Predecessors: codes(r[7])})
	}
	for _, r := range tsv(t, "member_periods.tsv") {
		f.periods = append(f.periods, normalize.Period{MSCode: r[0], From: *day(r[1]), To: day(r[2]), Name: r[3], COW: r[4], Reason: r[5]})
	}
	for _, r := range tsv(t, "member_labels.tsv") {
		if r[4] != "library" {
			continue
		}
		for i := range f.members {
			if f.members[i].MSCode == r[1] {
				f.members[i].Labels = append(f.members[i].Labels, r[0])
			}
		}
	}
}

func tsv(t testing.TB, name string) [][]string {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "normalize", name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	r := csv.NewReader(file)
	r.Comma, r.Comment = '\t', '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// lists are those of testdata/votes.txt: roll_call_id -> vote -> ms_codes.
func lists(t testing.TB) map[string]map[string][]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "votes.txt"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string][]string{}
	id, vote := "", ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimRight(line, "\n")
		name, rest, listed := strings.Cut(line, ": ")
		switch {
		case line == "" || line[0] == '#':
		case strings.HasPrefix(line, "  "):
			all[id][vote] = append(all[id][vote], strings.Fields(line)...)
		case listed:
			vote = name
			all[id][vote] = strings.Fields(rest)
		default:
			id = line
			all[id] = map[string][]string{}
		}
	}
	return all
}

func day(s string) *Day {
	if s == "" {
		return nil
	}
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return &d
}

func count(codes []string) *int32 { return new(int32(len(codes))) }

func codes(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ",")
}

// write writes the fixture as a snapshot, with the two tables of schema 1.1. Its
// row groups are small, so that there are many.
func (f *fixture) write(t testing.TB) *Snapshot { return f.writeIn(t, 100) }

func (f *fixture) writeIn(t testing.TB, rowsPerGroup int64) *Snapshot {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "2190-01-01-00000000")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(f.calls, func(a, b normalize.RollCall) int {
		if x, y := unknownLast(a.Date), unknownLast(b.Date); x != y {
			return int(min(1, max(-1, x-y)))
		}
		return strings.Compare(a.ID, b.ID)
	})
	var votes []normalize.VoteLine
	for _, c := range f.calls {
		votes = append(votes, f.lists[c.ID]...)
	}
	writeTable(t, dir, "roll_calls", f.calls, rowsPerGroup)
	writeTable(t, dir, "votes", votes, rowsPerGroup)
	writeTable(t, dir, "members", f.members, rowsPerGroup)
	writeTable(t, dir, "member_periods", f.periods, rowsPerGroup)
	writeTable(t, dir, "adoptions", f.adoptions, rowsPerGroup)
	writeTable(t, dir, "issues", f.issues, rowsPerGroup)
	writeTable(t, dir, "statements", f.statements, rowsPerGroup)
	writeTable(t, dir, "vetoes", f.vetoes, rowsPerGroup)
	manifest, err := json.Marshal(output.Manifest{SchemaVersion: output.SchemaVersion})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), manifest, 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func writeTable[T any](t testing.TB, dir, name string, rows []T, rowsPerGroup int64) {
	t.Helper()
	shared.WriteTable(t, filepath.Join(dir, name+".parquet"), rows, parquet.MaxRowsPerRowGroup(rowsPerGroup), parquet.DataPageVersion(1),
		parquet.KeyValueMetadata("unvotes.schema_version", output.SchemaVersion))
}
