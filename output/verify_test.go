package output

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
	"unvotes/scraper/archive"
)

// verify verifies and gives what was proved, in order; "-" before what was not
// looked at.
func verify(t *testing.T, dataDir, dir string, a *archive.Archive) (proved []string, err error) {
	t.Helper()
	v := Verification{DataDir: dataDir, Archive: a, Normalizer: newNormalizer(t), ProgramVersion: someFacts.ProgramVersion, Proved: func(p Proof) {
		if p.Open {
			p.What = "-" + p.What
		}
		proved = append(proved, p.What)
	}}
	err = v.Verify(t.Context(), dir)
	return proved, err
}

func TestVerifyProves(t *testing.T) {
	dir := t.TempDir()
	s, a := publishDemo(t, dir)
	proved, err := verify(t, dir, s.Dir, a)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "proved", proved, []string{"files", "manifest", "rows", "references", "totals", "issues", "coverage", "-ids", "archive"})
	if proved, err = verify(t, dir, s.Dir, nil); err != nil || proved[len(proved)-1] != "-archive" {
		t.Errorf("without an archive: %v, %v", proved, err)
	}
}

// sample makes copies of one snapshot. A copy is not named like a snapshot, so
// that its rows can be changed with all that describes them.
type sample struct {
	Published
	data    string
	archive *archive.Archive // nil: none, and not compared
}

// newSample publishes tables that are small and sound, for tests that damage
// them in many ways.
func newSample(t *testing.T) sample {
	t.Helper()
	dir := t.TempDir()
	facts := someFacts
	in := soundTables()
	facts.Coverage = in.Coverage(nil)
	s, err := Publish(t.Context(), dir, in, facts)
	try(t, err)
	return sample{s, dir, nil}
}

// builtSample publishes what the archive of the demo gives.
func builtSample(t *testing.T) sample {
	t.Helper()
	dir := t.TempDir()
	s, a := publishDemo(t, dir)
	return sample{s, dir, a}
}

// soundTables have every kind of row that a check looks at: votes of the
// Assembly and the Council in the library's lists, a vote that only a meeting
// record has, a veto, adoptions, statements, periods, issues.
func soundTables() Tables {
	member := func(code, name string) normalize.Member { return normalize.Member{MSCode: code, Name: name} }
	line := func(n int32, code, name string, c normalize.Choice) normalize.Vote {
		return normalize.Vote{Line: n, MSCode: code, Name: name, Label: strings.ToUpper(name), Choice: c, Printed: strings.ToUpper(string(c[0]))}
	}
	assembly := normalize.RollCall{
		ID: "undl-1", VoteGroupID: "undl-1", UNDLID: 1, Body: normalize.GA, Session: "5", Date: day("1950-11-03"), Resolution: "A/RES/377(V)[A]", Scope: normalize.Whole, List: normalize.Complete,
		Votes:      []normalize.Vote{line(1, "FRA", "France", normalize.Yes), line(2, "SUN", "Soviet Union", normalize.No), line(3, "SYR", "Syria", normalize.Abstain), line(4, "TUR", "Türkiye", normalize.NonVoting)},
		PrintedYes: new(int32(1)), PrintedNo: new(int32(1)), PrintedAbstain: new(int32(1)), PrintedNonVoting: new(int32(1)), PrintedMembership: new(int32(4)),
		Source: "record_page", Sources: []string{"record_page"}, RetrievedAt: noon, ContentSHA256: "a",
	}
	council := assembly
	council.ID, council.VoteGroupID, council.UNDLID, council.Body, council.Session, council.Date, council.Resolution = "undl-2", "undl-2", 2, normalize.SC, "1951", day("1951-05-18"), ""
	council.Votes = []normalize.Vote{line(1, "FRA", "France", normalize.Yes), line(2, "SUN", "Soviet Union", normalize.No)}
	for i := range council.Votes {
		council.Votes[i].Permanent = new(true)
	}
	council.VetoedBy, council.PrintedAbstain, council.PrintedNonVoting, council.PrintedMembership = []string{"SUN"}, new(int32(0)), new(int32(0)), new(int32(2))
	council.Issues = []normalize.Issue{normalize.NewIssue("", "row Vote", "membership_mismatch", "2 members")}
	ofMeeting := assembly
	ofMeeting.ID, ofMeeting.VoteGroupID, ofMeeting.UNDLID, ofMeeting.ParentID, ofMeeting.Source, ofMeeting.Sources = "pv:A/PV.302:A/1:OP1", "pv:A/PV.302:A/1:OP1", 0, "undl-1", "meeting_record", []string{"meeting_record"}
	ofMeeting.Votes, ofMeeting.PrintedNonVoting, ofMeeting.PrintedMembership = assembly.Votes[:3], nil, nil
	for _, c := range []*normalize.RollCall{&assembly, &council, &ofMeeting} {
		n := map[normalize.Choice]int32{}
		for _, v := range c.Votes {
			n[v.Choice]++
		}
		c.Yes, c.No, c.Abstain, c.NonVoting, c.Membership = new(n["yes"]), new(n["no"]), new(n["abstain"]), new(n["non_voting"]), new(int32(len(c.Votes)))
	}
	ofMeeting.NonVoting, ofMeeting.Membership = nil, nil
	return Tables{
		RollCalls: []normalize.RollCall{assembly, council, ofMeeting},
		Adoptions: []normalize.Adoption{{ID: "undl-3", Date: day("1950-11-04"), Source: "record_page"}, {ID: "pv:A/PV.302:A/2", Date: day("1950-11-03"), ParentID: "undl-3", Source: "meeting_record"}},
		Members:   []normalize.Member{member("FRA", "France"), member("SUN", "Soviet Union"), member("SYR", "Syria"), member("TUR", "Türkiye")},
		Periods: []normalize.Period{{MSCode: "FRA", From: *day("1945-10-24")}, {MSCode: "SUN", From: *day("1945-10-24"), To: day("1991-12-23")},
			{MSCode: "SYR", From: *day("1945-10-24"), To: day("1958-02-21")}, {MSCode: "SYR", From: *day("1961-10-13")}, {MSCode: "TUR", From: *day("1945-10-24")}},
		Statements: []normalize.Statement{{RollCallID: "undl-1", MSCode: "SYR", Name: "Syria", Label: "Syria", Intended: normalize.Yes, Words: "[Later]"}, {RollCallID: "undl-1", Label: "Nowhere", Words: "[Later still]"}},
		Vetoes:     []normalize.Veto{{ID: "veto:1951-05-18:S/PV.1:SUN", Date: day("1951-05-18"), MSCode: "SUN", Label: "USSR", RollCallID: "undl-2", Source: "veto_list"}},
		Issues:     []normalize.Issue{normalize.NewIssue("undl-1", "row Vote", "no_codes", ""), normalize.NewIssue("", "record 5", "not_a_vote_record", "")},
		Documents:  3,
	}
}

func (s sample) copy(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "copy")
	try(t, os.CopyFS(dir, os.DirFS(s.Dir)))
	return dir
}

// What an accident does to files, each told by the first proof.
func TestVerifySeesDamagedFiles(t *testing.T) {
	s := newSample(t)
	for name, spoil := range map[string]func(t *testing.T, dir string){
		"a bit of votes":        func(t *testing.T, dir string) { damage(t, filepath.Join(dir, "votes.parquet")) },
		"a bit of the manifest": func(t *testing.T, dir string) { damage(t, filepath.Join(dir, "manifest.json")) },
		"a bit of the card":     func(t *testing.T, dir string) { damage(t, filepath.Join(dir, "README.md")) },
		"half a file":           func(t *testing.T, dir string) { try(t, os.Truncate(filepath.Join(dir, "members.parquet"), 99)) },
		"no file":               func(t *testing.T, dir string) { try(t, os.Remove(filepath.Join(dir, "issues.parquet"))) },
		"no sums":               func(t *testing.T, dir string) { try(t, os.Remove(filepath.Join(dir, sumsFile))) },
		"another file":          func(t *testing.T, dir string) { try(t, os.WriteFile(filepath.Join(dir, "core"), nil, 0o644)) },
		"an edited manifest": func(t *testing.T, dir string) {
			replace(t, dir, "manifest.json", `"open_routes": [`, `"open_routes": ["x",`)
		},
		"an edited data package": func(t *testing.T, dir string) { replace(t, dir, "datapackage.json", "integer", "number") },
		"two files swapped":      func(t *testing.T, dir string) { swap(t, dir, "votes.parquet", "roll_calls.parquet") },
		"descriptions swapped":   func(t *testing.T, dir string) { swap(t, dir, "croissant.json", "datapackage.json") },
		"a sum that is not of its form": func(t *testing.T, dir string) {
			replace(t, dir, sumsFile, "  votes.parquet", "  ../votes.parquet")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := s.copy(t)
			spoil(t, dir)
			proved, err := verify(t, s.data, dir, s.archive)
			if !errors.Is(err, ErrVerify) || len(proved) > 0 {
				t.Errorf("proved %v, %v", proved, err)
			}
		})
	}
}

// Lies in the manifest that the sums agree with.
func TestVerifySeesAManifestThatLies(t *testing.T) {
	s := newSample(t)
	for name, test := range map[string]struct {
		lie  func(m *Manifest)
		seen string // the proof that fails
	}{
		"rows":         {func(m *Manifest) { m.Tables[1].Rows-- }, "rows"},
		"bytes":        {func(m *Manifest) { m.Tables[1].Bytes++ }, "manifest"},
		"hash":         {func(m *Manifest) { m.Tables[1].SHA256 = m.Tables[0].SHA256 }, "manifest"},
		"first day":    {func(m *Manifest) { m.Tables[0].MinDate = day("1945-01-01") }, "rows"},
		"last day":     {func(m *Manifest) { m.Tables[1].MaxDate = nil }, "rows"},
		"a table less": {func(m *Manifest) { m.Tables = m.Tables[:5] }, "manifest"},
		"hash of all":  {func(m *Manifest) { m.TablesSHA256 = strings.Repeat("0", 64) }, "manifest"},
		"fingerprint":  {func(m *Manifest) { m.SchemaFingerprint = "" }, "manifest"},
		"issues":       {func(m *Manifest) { m.IssuesByCode["no_codes"]++ }, "issues"},
		"coverage":     {func(m *Manifest) { m.Coverage[0].Held++ }, "coverage"},
		"a year less":  {func(m *Manifest) { m.Coverage = m.Coverage[1:] }, "coverage"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := s.copy(t)
			m, err := ReadManifest(dir)
			try(t, err)
			test.lie(&m)
			rehash(t, dir, m)
			_, err = verify(t, s.data, dir, s.archive)
			wantSeen(t, err, test.seen)
		})
	}
}

func wantSeen(t *testing.T, err error, what string) {
	t.Helper()
	if !errors.Is(err, ErrVerify) || !strings.HasPrefix(err.Error(), ErrVerify.Error()+": "+what+": ") {
		t.Errorf("seen as %v, want it under %s", err, what)
	}
}

// Rows that are wrong in a snapshot whose hashes, manifest and name agree.
func TestVerifySeesWrongRows(t *testing.T) {
	s := newSample(t)
	calls := func(f func(r []normalize.RollCall) []normalize.RollCall) func(*testing.T, string) {
		return func(t *testing.T, dir string) { rewrite(t, dir, rollCallsTable, f) }
	}
	votes := func(f func(r []normalize.VoteLine) []normalize.VoteLine) func(*testing.T, string) {
		return func(t *testing.T, dir string) { rewrite(t, dir, votesTable, f) }
	}
	adoptions := func(f func(r []normalize.Adoption)) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			rewrite(t, dir, adoptionsTable, func(r []normalize.Adoption) []normalize.Adoption { f(r); return r })
		}
	}
	statements := func(f func(r []normalize.Statement)) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			rewrite(t, dir, statementsTable, func(r []normalize.Statement) []normalize.Statement { f(r); return r })
		}
	}
	vetoes := func(f func(r []normalize.Veto)) func(*testing.T, string) {
		return func(t *testing.T, dir string) {
			rewrite(t, dir, vetoesTable, func(r []normalize.Veto) []normalize.Veto { f(r); return r })
		}
	}
	members := func(f func(r []normalize.Member) []normalize.Member) func(*testing.T, string) {
		return func(t *testing.T, dir string) { rewrite(t, dir, membersTable, f) }
	}
	// A vote with totals of the library's list.
	counted := func(r []normalize.RollCall) *normalize.RollCall {
		return &r[slices.IndexFunc(r, func(r normalize.RollCall) bool { return r.Source == "record_page" && r.Yes != nil })]
	}
	// The vote that only the meeting record has, of those who voted.
	ofMeeting := func(r []normalize.RollCall) *normalize.RollCall {
		return &r[slices.IndexFunc(r, func(r normalize.RollCall) bool { return r.Source == "meeting_record" && r.Yes != nil })]
	}
	for name, test := range map[string]struct {
		spoil func(t *testing.T, dir string)
		seen  string
	}{
		"a vote dropped":      {votes(func(r []normalize.VoteLine) []normalize.VoteLine { return slices.Delete(r, 1, 2) }), "rows"},
		"the last vote gone":  {votes(func(r []normalize.VoteLine) []normalize.VoteLine { return r[:len(r)-1] }), "totals"},
		"a vote twice":        {votes(func(r []normalize.VoteLine) []normalize.VoteLine { return slices.Insert(r, 1, r[1]) }), "rows"},
		"two votes swapped":   {votes(func(r []normalize.VoteLine) []normalize.VoteLine { r[1], r[2] = r[2], r[1]; return r }), "rows"},
		"a vote changed":      {votes(func(r []normalize.VoteLine) []normalize.VoteLine { r[0].Choice = other(r[0].Choice); return r }), "totals"},
		"no vote of the list": {votes(func(r []normalize.VoteLine) []normalize.VoteLine { r[0].Choice = "maybe"; return r }), "rows"},
		"an empty text": {func(t *testing.T, dir string) {
			rewriteCells(t, dir, votesTable, read[normalize.VoteLine](t, dir, votesTable.File()), func(r []parquet.Row) { r[0][12] = parquet.ByteArrayValue(nil).Level(0, 1, 12) })
		}, "rows"},
		"another date":       {votes(func(r []normalize.VoteLine) []normalize.VoteLine { *r[0].Date--; return r }), "rows"},
		"another resolution": {votes(func(r []normalize.VoteLine) []normalize.VoteLine { r[3].Resolution = "A/RES/1(I)"; return r }), "rows"},
		"another group": {votes(func(r []normalize.VoteLine) []normalize.VoteLine {
			r[3].VoteGroupID = r[len(r)-1].VoteGroupID
			return r
		}), "rows"},
		"another name":        {votes(func(r []normalize.VoteLine) []normalize.VoteLine { r[0].Name = "Atlantis"; return r }), "rows"},
		"a code without name": {votes(func(r []normalize.VoteLine) []normalize.VoteLine { r[0].Name = ""; return r }), "rows"},
		"votes of nothing":    {votes(func(r []normalize.VoteLine) []normalize.VoteLine { r[0].RollCallID = "undl-1"; return r }), "rows"},
		"a roll call dropped": {calls(func(r []normalize.RollCall) []normalize.RollCall { return r[1:] }), "rows"},
		"a roll call twice": {calls(func(r []normalize.RollCall) []normalize.RollCall {
			c := r[0]
			c.Date, c.UNDLID = nil, 0
			return append(r, c)
		}), "rows"},
		"a record twice":   {calls(func(r []normalize.RollCall) []normalize.RollCall { r[0].UNDLID = r[1].UNDLID; return r }), "rows"},
		"calls swapped":    {calls(func(r []normalize.RollCall) []normalize.RollCall { r[0], r[1] = r[1], r[0]; return r }), "rows"},
		"a total":          {calls(func(r []normalize.RollCall) []normalize.RollCall { *counted(r).Yes++; return r }), "totals"},
		"a total null":     {calls(func(r []normalize.RollCall) []normalize.RollCall { counted(r).Yes = nil; return r }), "totals"},
		"all totals null":  {calls(func(r []normalize.RollCall) []normalize.RollCall { clearTotals(counted(r)); return r }), "totals"},
		"a printed total":  {calls(func(r []normalize.RollCall) []normalize.RollCall { *counted(r).PrintedYes++; return r }), "totals"},
		"an issue more":    {calls(func(r []normalize.RollCall) []normalize.RollCall { r[0].IssueCodes = []string{"no_codes"}; return r }), "issues"},
		"a veto":           {calls(func(r []normalize.RollCall) []normalize.RollCall { counted(r).VetoedBy = []string{"FRA"}; return r }), "totals"},
		"a veto of nobody": {calls(func(r []normalize.RollCall) []normalize.RollCall { counted(r).VetoedBy = []string{"XXX"}; return r }), "references"},
		"no such parent":   {calls(func(r []normalize.RollCall) []normalize.RollCall { r[0].ParentID = "undl-9"; return r }), "references"},
		"a living former id": {calls(func(r []normalize.RollCall) []normalize.RollCall {
			r[0].FormerIDs = []string{r[1].ID}
			return r
		}), "references"},
		"a former id twice": {calls(func(r []normalize.RollCall) []normalize.RollCall {
			r[0].FormerIDs, r[1].FormerIDs = []string{"a"}, []string{"a"}
			return r
		}), "rows"},
		"a body of no list":    {calls(func(r []normalize.RollCall) []normalize.RollCall { r[0].Body = "HRC"; return r }), "rows"},
		"a source of no list":  {calls(func(r []normalize.RollCall) []normalize.RollCall { r[0].Sources = []string{"hearsay"}; return r }), "rows"},
		"a member dropped":     {members(func(r []normalize.Member) []normalize.Member { return slices.Delete(r, 2, 3) }), "rows"},
		"a successor of none":  {members(func(r []normalize.Member) []normalize.Member { r[0].Successors = []string{"XXX"}; return r }), "references"},
		"a member twice":       {members(func(r []normalize.Member) []normalize.Member { return slices.Insert(r, 1, r[1]) }), "rows"},
		"periods that overlap": {func(t *testing.T, dir string) { rewrite(t, dir, periodsTable, overlap) }, "rows"},
		"a period of nobody": {func(t *testing.T, dir string) {
			rewrite(t, dir, periodsTable, func(r []normalize.Period) []normalize.Period { return append(r, normalize.Period{MSCode: "ZZZ"}) })
		}, "references"},
		"a statement on nothing":     {statements(func(r []normalize.Statement) { r[0].RollCallID, r[1].RollCallID = "pv:", "pv:" }), "references"},
		"a statement of nobody":      {statements(func(r []normalize.Statement) { r[0].MSCode = "XXX" }), "rows"},
		"a statement that is lost":   {statements(func(r []normalize.Statement) { r[1].Line = 3 }), "rows"},
		"an intention of no list":    {statements(func(r []normalize.Statement) { r[0].Intended = "maybe" }), "rows"},
		"a veto of no vote":          {vetoes(func(r []normalize.Veto) { r[0].RollCallID = "pv:" }), "references"},
		"a veto in the Assembly":     {vetoes(func(r []normalize.Veto) { r[0].RollCallID = "undl-1" }), "rows"},
		"a veto of no member":        {vetoes(func(r []normalize.Veto) { r[0].MSCode = "XXX" }), "references"},
		"an adoption of no parent":   {adoptions(func(r []normalize.Adoption) { r[0].ParentID = "pv:nothing" }), "references"},
		"its own parent":             {adoptions(func(r []normalize.Adoption) { r[0].ParentID = r[0].ID }), "references"},
		"an adoption that lives on":  {adoptions(func(r []normalize.Adoption) { r[0].FormerIDs = []string{r[1].ID} }), "references"},
		"an adoption's id twice":     {adoptions(func(r []normalize.Adoption) { r[0].FormerIDs, r[1].FormerIDs = []string{"a"}, []string{"a"} }), "rows"},
		"voters only, and absent":    {calls(func(r []normalize.RollCall) []normalize.RollCall { ofMeeting(r).NonVoting = ptr(int32(0)); return r }), "totals"},
		"voters only, and all":       {calls(func(r []normalize.RollCall) []normalize.RollCall { ofMeeting(r).Membership = ptr(int32(9)); return r }), "totals"},
		"no absent in the library's": {calls(func(r []normalize.RollCall) []normalize.RollCall { counted(r).NonVoting = nil; return r }), "totals"},
		"an issue less": {func(t *testing.T, dir string) {
			rewrite(t, dir, issuesTable, func(r []normalize.Issue) []normalize.Issue { return r[1:] })
		}, "issues"},
		"an issue of nothing": {func(t *testing.T, dir string) {
			rewrite(t, dir, issuesTable, func(r []normalize.Issue) []normalize.Issue { r[len(r)-1].RollCallID = "undl-999999999"; return r })
		}, "references"},
		"an adoption twice": {func(t *testing.T, dir string) {
			rewrite(t, dir, adoptionsTable, func([]normalize.Adoption) []normalize.Adoption {
				return []normalize.Adoption{{ID: "a", Date: new(normalize.Date(0)), Source: "record_page"}, {ID: "a", Source: "record_page"}}
			})
		}, "rows"},
		"a roll call as an adoption": {func(t *testing.T, dir string) {
			id := read[normalize.RollCall](t, dir, "roll_calls.parquet")[0].ID
			rewrite(t, dir, adoptionsTable, func([]normalize.Adoption) []normalize.Adoption {
				return []normalize.Adoption{{ID: id, Source: "record_page"}}
			})
		}, "rows"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := s.copy(t)
			test.spoil(t, dir)
			_, err := verify(t, s.data, dir, s.archive)
			wantSeen(t, err, test.seen)
		})
	}
}

// A title that nothing else repeats: only the archive tells.
func TestVerifyComparesWithTheArchive(t *testing.T) {
	s := builtSample(t)
	dir := s.copy(t)
	rewrite(t, dir, rollCallsTable, func(r []normalize.RollCall) []normalize.RollCall { r[0].Title = "Something else"; return r })
	proved, err := verify(t, s.data, dir, s.archive)
	wantSeen(t, err, "archive")
	if !strings.Contains(err.Error(), "roll_calls.parquet") || len(proved) != 8 {
		t.Errorf("the table is not named: %v; proved %v", err, proved)
	}
	// With a later run the archive may know more; that is no damage.
	if _, err := s.archive.BeginRun(t.Context(), archive.Run{Command: "sync", StartedAt: noon.AddDate(0, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	if proved, err := verify(t, s.data, dir, s.archive); err != nil || proved[8] != "-archive" {
		t.Errorf("%v, %v", proved, err)
	}
}

// The day and the hash that are in a snapshot's name are those of its manifest,
// and the descriptions are made from it.
func TestVerifySeesAWrongName(t *testing.T) {
	s := newSample(t)
	for _, name := range []string{"2026-11-24-" + s.Name[11:], s.Name[:11] + "00000000"} {
		dir := filepath.Join(t.TempDir(), name)
		try(t, os.CopyFS(dir, os.DirFS(s.Dir)))
		_, err := verify(t, s.data, dir, s.archive)
		wantSeen(t, err, "manifest")
	}
	dir := s.copy(t)
	s.Manifest.BuiltAt = s.Manifest.BuiltAt.Add(time.Second)
	try(t, s.Manifest.write(dir))
	try(t, os.Remove(filepath.Join(dir, sumsFile)))
	try(t, writeSums(dir))
	_, err := verify(t, s.data, dir, s.archive)
	wantSeen(t, err, "manifest")
}

func TestVerifyOfAnotherProgram(t *testing.T) {
	s := builtSample(t)
	dir := s.copy(t)
	s.Manifest.ProgramVersion = "9.9.9"
	rehash(t, dir, s.Manifest)
	proved, err := verify(t, s.data, dir, s.archive)
	if err != nil || proved[8] != "-archive" {
		t.Errorf("%v, %v", proved, err)
	}
	s.Manifest.SchemaVersion = "9.0"
	rehash(t, dir, s.Manifest)
	if _, err := verify(t, s.data, dir, s.archive); !errors.Is(err, ErrSchema) || errors.Is(err, ErrVerify) {
		t.Errorf("another schema: %v", err)
	}
}

func TestVerifySeesIDsThatVanished(t *testing.T) {
	s := newSample(t)
	kept := soundTables()
	kept.RollCalls, kept.Statements, kept.Issues = kept.RollCalls[1:2], nil, nil // without undl-1, and what refers to it
	later := func(days int) Published {
		t.Helper()
		facts := someFacts
		facts.BuiltAt, facts.Coverage = noon.AddDate(0, 0, days), kept.Coverage(nil)
		facts.Accept.All = true
		s, err := Publish(t.Context(), s.data, kept, facts)
		try(t, err)
		return s
	}
	next := later(1)
	_, err := verify(t, s.data, next.Dir, nil)
	wantSeen(t, err, "ids")
	if !strings.Contains(err.Error(), "undl-1") {
		t.Errorf("the id is not named: %v", err)
	}
	try(t, os.RemoveAll(next.Dir))
	kept.RollCalls[0].FormerIDs = []string{"undl-1", "pv:A/PV.302:A/1:OP1"}
	if proved, err := verify(t, s.data, later(2).Dir, nil); err != nil || proved[7] != "ids" {
		t.Errorf("with an alias: %v, %v", proved, err)
	}
}

func TestVerifyIsCancelled(t *testing.T) {
	dir := t.TempDir()
	s, a := publishDemo(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	v := Verification{DataDir: dir, Archive: a, Normalizer: newNormalizer(t), Proved: func(Proof) {}}
	if err := v.Verify(ctx, s.Dir); !errors.Is(err, context.Canceled) || errors.Is(err, ErrVerify) {
		t.Errorf("%v", err)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	if _, err := Find(dir, "latest"); !errors.Is(err, ErrNoSnapshot) {
		t.Errorf("latest of nothing: %v", err)
	}
	names := manySnapshots(t, dir)
	for name, want := range map[string]string{"latest": names[2], "previous": names[1], names[0]: names[0], filepath.Join(dir, "latest"): names[2]} {
		got, err := Find(dir, name)
		if err != nil || filepath.Base(got) != want {
			t.Errorf("%s: %s, %v; want %s", name, got, err, want)
		}
	}
	for _, name := range []string{"2020-01-01-00000000", dir, ""} {
		if _, err := Find(dir, name); !errors.Is(err, ErrNoSnapshot) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func replace(t *testing.T, dir, file, from, to string) {
	t.Helper()
	s := readFile(t, dir, file)
	if !strings.Contains(s, from) {
		t.Fatalf("%s has no %q", file, from)
	}
	try(t, os.WriteFile(filepath.Join(dir, file), []byte(strings.Replace(s, from, to, 1)), 0o644))
}

func swap(t *testing.T, dir, a, b string) {
	t.Helper()
	x, y := readFile(t, dir, a), readFile(t, dir, b)
	try(t, os.WriteFile(filepath.Join(dir, a), []byte(y), 0o644))
	try(t, os.WriteFile(filepath.Join(dir, b), []byte(x), 0o644))
}

func other(c normalize.Choice) normalize.Choice {
	if c == normalize.Yes {
		return normalize.No
	}
	return normalize.Yes
}

func clearTotals(r *normalize.RollCall) {
	r.Yes, r.No, r.Abstain, r.NonVoting, r.Membership = nil, nil, nil, nil, nil
}

func overlap(r []normalize.Period) []normalize.Period {
	for i := 1; i < len(r); i++ {
		if r[i].MSCode == r[i-1].MSCode {
			r[i-1].To = ptr(r[i].From)
			return r
		}
	}
	panic("no member has two periods")
}

// rewrite changes the rows of a table and everything that would tell.
func rewrite[T any](t *testing.T, dir string, table table[T], change func([]T) []T) {
	t.Helper()
	rewriteCells(t, dir, table, change(read[T](t, dir, table.File())), func([]parquet.Row) {})
}

func rewriteCells[T any](t *testing.T, dir string, table table[T], rows []T, change func([]parquet.Row)) {
	t.Helper()
	cells := make([]parquet.Row, len(rows))
	for i := range rows {
		cells[i] = parquet.SchemaOf(new(T)).Deconstruct(nil, rows[i])
	}
	change(cells)
	f, err := os.Create(filepath.Join(dir, table.File()))
	try(t, err)
	w := parquet.NewGenericWriter[T](f, table.writerOptions(&parquet.Uncompressed)...)
	_, err = w.WriteRows(cells)
	try(t, errors.Join(err, w.Close(), f.Close()))
	m, err := ReadManifest(dir)
	try(t, err)
	var days recorder[T]
	days.table = table
	for i := range rows {
		days.noteDay(&rows[i])
	}
	for i := range m.Tables {
		if facts := &m.Tables[i]; facts.Name == table.Name {
			facts.Rows, facts.MinDate, facts.MaxDate = int64(len(rows)), days.facts.MinDate, days.facts.MaxDate
			facts.SHA256, facts.Bytes, err = sumAndSize(filepath.Join(dir, table.File()))
			try(t, err)
		}
	}
	m.TablesSHA256 = tablesHash(m.Tables)
	rehash(t, dir, m)
}

// rehash writes a manifest, and what is made from it.
func rehash(t *testing.T, dir string, m Manifest) {
	t.Helper()
	try(t, m.write(dir))
	try(t, os.Remove(filepath.Join(dir, sumsFile)))
	try(t, writeDescriptions(dir, m))
}
