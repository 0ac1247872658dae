package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/output/view"
	"unvotes/testdata/shared"
)

// hostile is text that must not do what it says: markup, an end of an element,
// control characters, a change of direction.
const hostile = "</title></svg><script>alert(1)</script><img src=x onerror=alert(1)> \x1b[31m\x00\u009b \u202eturned\u202c {{.}} '\"&amp; ${x}"

// world is an invented history: members in blocs, votes on texts that return,
// on paragraphs, in several records, in lists with gaps and errors.
type world struct {
	members   []normalize.Member
	periods   []normalize.Period
	calls     []normalize.RollCall
	votes     []normalize.VoteLine
	issues    []normalize.Issue
	adoptions []normalize.Adoption
	vetoes    []normalize.Veto
	chance    *rand.Rand
}

// invent makes a world of n votes from 1950 on, ten a year or more.
func invent(members, n int) *world {
	w := &world{chance: rand.New(rand.NewPCG(11, 23))}
	codes := []string{"CHN", "FRA", "GBR", "RUS", "SUN", "USA"}
	for i := len(codes); i < members; i++ {
		codes = append(codes, fmt.Sprintf("X%c%c", 'A'+i/26, 'A'+i%26))
	}
	for i, code := range codes {
		m := normalize.Member{MSCode: code, Name: "Member " + code}
		if i%11 != 10 {
			m.Group = regionalGroups[i%len(regionalGroups)]
		}
		w.members = append(w.members, m)
		w.periods = append(w.periods, normalize.Period{MSCode: code, From: -10000})
	}
	perYear := max(10, n/75)
	for i := range n {
		w.call(i, 1950+i/perYear, i%perYear)
	}
	for i, code := range append([]string{"", ""}, codes[:min(len(codes), 6)]...) {
		v := normalize.Veto{ID: fmt.Sprint("veto:", i), MSCode: code, Label: cmp.Or(code, hostile), Agenda: hostile, Drafts: []string{"S/1"}, MeetingRecords: []string{"S/PV.1"}, Source: "veto_list"}
		if i > 0 {
			v.Date = new(dayOf(1950+7*i/4, i))
		}
		w.vetoes = append(w.vetoes, v)
	}
	w.adoptions = append(w.adoptions, normalize.Adoption{ID: "pv:A/70/PV.4:A/70/L.1", Symbols: []string{"A/RES/70/1"}, Title: "Our world", Source: "meeting_record"})
	return w
}

// emptied is a world without states and adoptions too.
func (w *world) emptied() *world { return &world{chance: w.chance} }

// call adds a vote, and what goes with it: a paragraph, a second record.
func (w *world) call(i, year, of int) {
	c := normalize.RollCall{Session: strconv.Itoa(year - 1945), SessionNumber: new(int32(year - 1945)), ID: fmt.Sprintf("undl-%06d", i), VoteGroupID: fmt.Sprintf("undl-%06d", i), Body: "GA", Scope: "whole", Outcome: "adopted",
		Resolution: fmt.Sprintf("A/RES/%d/%d", year-1945, of+1), Date: new(dayOf(year, of)), Title: fmt.Sprintf("Matter %d", of),
		UNDLURL: fmt.Sprintf("https://digitallibrary.un.org/record/%d", i), Source: "record_page", RetrievedAt: time.Unix(0, 0).UTC(), ContentSHA256: "-"}
	switch {
	case i%17 == 3:
		c.Body, c.Resolution, c.Title = "SC", fmt.Sprintf("S/RES/%d(%d)", i, year), "Council"
	case i%97 == 5:
		c.Date, c.Resolution, c.Scope = nil, "", ""
	case i%89 == 7:
		c.Title = hostile
		w.issues = append(w.issues, normalize.Issue{RollCallID: c.ID, Place: hostile, Code: "odd_vote_code", Severity: "warning", Detail: hostile})
	}
	list := w.list(&c, i)
	w.add(c, list)
	if i%23 == 4 { // a second record of the same vote
		again := c
		again.ID, again.Scope, again.Part = c.ID+"b", "part", "B"
		w.add(again, list)
	}
	if i%29 == 6 { // a vote on a paragraph
		piece := c
		piece.ID, piece.VoteGroupID = "pv:"+c.ID+":PP9", "pv:"+c.ID+":PP9"
		piece.Scope, piece.Target, piece.ParentID, piece.Resolution, piece.UNDLURL = "paragraph", "PP9", c.ID, "", ""
		piece.Drafts = []string{fmt.Sprintf("A/L.%d", i)}
		w.add(piece, w.list(&piece, i+31))
		// Another paragraph, of whose list the record lacks most.
		piece.ID, piece.VoteGroupID, piece.Target = "pv:"+c.ID+":OP1", "pv:"+c.ID+":OP1", "OP1"
		few := w.list(&piece, i+5)
		piece.PrintedYes, piece.PrintedNo, piece.PrintedAbstain = new(int32(i%50)), new(int32(i%7)), new(int32(i%13+1))
		w.add(piece, few[:min(len(few), 3)])
	}
}

func dayOf(year, of int) normalize.Date {
	return normalize.DateOf(time.Date(year, 1, 1+of%360, 0, 0, 0, 0, time.UTC))
}

// list is who voted how: by blocs, with chance, gaps and errors.
func (w *world) list(c *normalize.RollCall, i int) []normalize.VoteLine {
	var list []normalize.VoteLine
	untold := i%41 == 8
	for n, m := range w.members {
		if m.MSCode == "SUN" && i%2 == 0 || w.chance.IntN(12) == 0 {
			continue
		}
		v := normalize.VoteLine{Line: int32(len(list) + 1), MSCode: m.MSCode, Name: m.Name, Label: m.Name}
		switch lean := (n*7+i*3)%10 + w.chance.IntN(5); {
		case untold || lean == 13:
		case lean < 7:
			v.Choice = "yes"
		case lean < 9:
			v.Choice = "abstain"
		case lean < 12:
			v.Choice = "no"
		default:
			v.Choice = "non_voting"
		}
		list = append(list, v)
		if w.chance.IntN(400) == 0 { // twice in the list
			v.Line, v.Choice = v.Line+1, "no"
			list = append(list, v)
		}
	}
	list = append(list, normalize.VoteLine{Line: int32(len(list) + 1), Label: hostile, Choice: "yes"})
	if untold {
		list[len(list)-1].Choice = ""
		return list
	}
	c.Yes, c.No, c.Abstain, c.NonVoting, c.Membership = new(int32(0)), new(int32(0)), new(int32(0)), new(int32(0)), new(int32(len(list)))
	for _, v := range list {
		if v.Choice != "" {
			*map[normalize.Choice]*int32{"yes": c.Yes, "no": c.No, "abstain": c.Abstain, "non_voting": c.NonVoting}[v.Choice]++
		}
	}
	return list
}

func (w *world) add(c normalize.RollCall, list []normalize.VoteLine) {
	w.calls = append(w.calls, c)
	for _, v := range list {
		v.RollCallID, v.VoteGroupID, v.Date, v.Body, v.Resolution, v.Scope = c.ID, c.VoteGroupID, c.Date, c.Body, c.Resolution, c.Scope
		w.votes = append(w.votes, v)
	}
}

// write makes a snapshot of the world, sorted as the tables are.
func (w *world) write(tb testing.TB) *view.Snapshot {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "2026-11-23-00000000")
	if err := os.Mkdir(dir, 0o755); err != nil {
		tb.Fatal(err)
	}
	slices.SortStableFunc(w.calls, func(a, b normalize.RollCall) int {
		return cmp.Or(dates(a.Date, b.Date), cmp.Compare(a.ID, b.ID))
	})
	slices.SortStableFunc(w.votes, func(a, b normalize.VoteLine) int {
		return cmp.Or(dates(a.Date, b.Date), cmp.Compare(a.RollCallID, b.RollCallID), cmp.Compare(a.Line, b.Line))
	})
	writeTable(tb, dir, "roll_calls", w.calls)
	writeTable(tb, dir, "votes", w.votes)
	writeTable(tb, dir, "members", w.members)
	writeTable(tb, dir, "member_periods", w.periods)
	writeTable(tb, dir, "issues", w.issues)
	writeTable(tb, dir, "adoptions", w.adoptions)
	writeTable(tb, dir, "vetoes", w.vetoes)
	b, err := json.Marshal(output.Manifest{SchemaVersion: output.SchemaVersion, ManifestFacts: output.ManifestFacts{
		Coverage: []output.Coverage{{Body: "GA", Year: 1950, Held: 10, Stated: new(12)}, {Body: "GA", Year: 1951, Held: 9, Stated: new(9)}, {Body: "SC", Year: 1949, Stated: new(3)}, {Body: "GA"}}}})
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), b, 0o644); err != nil {
		tb.Fatal(err)
	}
	s, err := view.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// dates orders days, rows without one at the end.
func dates(a, b *normalize.Date) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Compare(*a, *b)
}

func writeTable[T any](tb testing.TB, dir, name string, rows []T) {
	tb.Helper()
	shared.WriteTable(tb, filepath.Join(dir, name+".parquet"), rows, parquet.MaxRowsPerRowGroup(122_880))
}

func made(tb testing.TB, s *view.Snapshot, o Options) *Report {
	tb.Helper()
	r, err := Make(tb.Context(), s, o)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
