package view

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/output"
)

// The columns that are read one by one are those that a reader of rows sees.
func TestRowsAreThoseOfTheTables(t *testing.T) {
	s := newFixture(t).write(t)
	calls, err := s.RollCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := output.ReadTable[output.RollCallRow](s.path("roll_calls"))
	if err != nil {
		t.Fatal(err)
	}
	if len(calls) != len(rows) {
		t.Fatalf("%d roll calls, the table has %d", len(calls), len(rows))
	}
	for i, r := range rows {
		want := RollCall{ID: r.RollCallID, FormerIDs: r.FormerIDs, UNDLURL: text(r.UNDLURL), Body: text(r.Body), Session: text(r.Session), SessionKind: text(r.SessionKind),
			Date: (*Day)(r.Date), Resolution: text(r.Resolution), ResolutionPrinted: text(r.ResolutionPrinted), ResolutionBase: text(r.ResolutionBase), Part: text(r.Part),
			VoteGroupID: r.VoteGroupID, Drafts: r.Drafts, CommitteeReports: r.CommitteeReports, MeetingRecords: r.MeetingRecords, MeetingSeq: r.MeetingSeq, Title: text(r.Title),
			Agenda: r.Agenda, NotePrinted: text(r.NotePrinted), Method: text(r.Method), Scope: text(r.Scope), Target: text(r.Target), TargetPrinted: text(r.TargetPrinted),
			ParentID: text(r.ParentID), Outcome: text(r.Outcome), VetoedBy: r.VetoedBy, Yes: r.Yes, No: r.No, Abstain: r.Abstain, NonVoting: r.NonVoting, Membership: r.Membership,
			PrintedYes: r.PrintedYes, PrintedNo: r.PrintedNo, PrintedAbstain: r.PrintedAbstain, PrintedNonVoting: r.PrintedNonVoting, PrintedMembership: r.PrintedMembership,
			Issues: r.Issues, Source: r.Source, Sources: r.Sources}
		if diff := cmp.Diff(want, calls[i], emptyIsNil); diff != "" {
			t.Errorf("%s (-want +got):\n%s", r.RollCallID, diff)
		}
	}
}

// Each list is read alone and together with all others, across row groups.
func TestVotesAreThoseOfTheTable(t *testing.T) {
	s := newFixture(t).write(t)
	calls, err := s.RollCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := output.ReadTable[output.VoteRow](s.path("votes"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]Vote{}
	for _, r := range rows {
		c, err := choiceOf(text(r.Vote))
		if err != nil {
			t.Fatal(err)
		}
		want[r.RollCallID] = append(want[r.RollCallID], Vote{RollCallID: r.RollCallID, Line: r.Line, MSCode: text(r.MSCode), Name: text(r.MemberName), Label: r.MemberPrinted,
			Choice: c, Printed: text(r.VotePrinted), Permanent: r.PermanentMember, Eligible: r.Eligible})
	}
	all, err := s.Votes(t.Context(), calls...)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, all); diff != "" {
		t.Errorf("all lists (-want +got):\n%s", diff)
	}
	for _, c := range calls {
		one, err := s.Votes(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want[c.ID], one[c.ID]); diff != "" || len(one) > 1 {
			t.Errorf("%s alone, of %d lists (-want +got):\n%s", c.ID, len(one), diff)
		}
	}
	if none, err := s.Votes(t.Context()); err != nil || len(none) != 0 {
		t.Errorf("no roll calls: %d lists, %v", len(none), err)
	}
}

func TestOtherTables(t *testing.T) {
	f := newFixture(t)
	s := f.write(t)
	members, err := s.Members(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	syria, ok := members.ByCode("SYR")
	if !ok || len(syria.Periods) < 2 || len(members.All) != len(f.members) {
		t.Errorf("%d members, Syria %+v", len(members.All), syria)
	}
	for on, want := range map[string]string{"1957-01-01": "Syria", "1960-01-01": "", "1961-10-13": "Syrian Arab Republic"} {
		d, err := ParseDay(on)
		if err != nil {
			t.Fatal(err)
		}
		if name, _ := syria.On(d); name != want {
			t.Errorf("Syria on %s is %q, want %q", on, name, want)
		}
	}
	if d, _ := ParseDay("1945-12-31"); len(members.On(d)) != 51 {
		t.Errorf("%d members at the end of 1945, want 51", len(members.On(d)))
	}
	issues, err := s.Issues(t.Context())
	if err != nil || len(issues) != len(f.issues) || issues[0].Detail != *f.issues[0].Detail {
		t.Errorf("issues %+v, %v", issues, err)
	}
	statements, err := s.Statements(t.Context())
	if err != nil || len(statements) != 2 || statements[0].Intended != "yes" || statements[1].Words != hostile {
		t.Errorf("statements %+v, %v", statements, err)
	}
	adoptions, err := s.Adoptions(t.Context())
	if err != nil || len(adoptions) != 1 || adoptions[0].Drafts[0] != "A/70/L.1" || adoptions[0].Date.String() != "2015-09-25" {
		t.Errorf("adoptions %+v, %v", adoptions, err)
	}
}

// Snapshots of schema 1.0 have no statements, and adoptions of six columns.
func TestFirstSchema(t *testing.T) {
	s := newFixture(t).write(t)
	if err := os.Remove(s.path("statements")); err != nil {
		t.Fatal(err)
	}
	type firstAdoption struct {
		AdoptionID string   `parquet:"adoption_id,dict"`
		Symbols    []string `parquet:"symbols,list" parquet-element:",dict"`
		Date       *int32   `parquet:"date,date,dict"`
		Title      *string  `parquet:"title,dict"`
		Meeting    *string  `parquet:"meeting,dict"`
		Source     string   `parquet:"source,dict"`
	}
	writeTable(t, s.Dir, "adoptions", []firstAdoption{{AdoptionID: "undl-1", Symbols: []string{"A/RES/1(I)", "A/RES/2(I)"}, Source: "record_page"}}, 100)
	a, err := s.Adoptions(t.Context())
	if err != nil || len(a) != 1 || len(a[0].Symbols) != 2 || a[0].Date != nil {
		t.Errorf("adoptions %+v, %v", a, err)
	}
	if st, err := s.Statements(t.Context()); err != nil || st != nil {
		t.Errorf("statements %v, %v", st, err)
	}
	if _, err := s.Show(t.Context(), "A/RES/2(I)"); err != nil {
		t.Error(err)
	}
}

// A snapshot without votes is no error; it has nothing to show.
func TestEmptySnapshot(t *testing.T) {
	f := newFixture(t)
	f.calls, f.lists, f.adoptions, f.issues, f.statements = nil, nil, nil, nil, nil
	s := f.write(t)
	if _, err := s.Show(t.Context(), "A/RES/77/284"); !errors.Is(err, ErrUnknown) {
		t.Errorf("show: %v", err)
	}
	a, err := s.Agree(t.Context(), "CHN", "RUS", Question{})
	if err != nil || len(a.Years) != 0 || a.All.Votes != 0 {
		t.Errorf("agreement %+v, %v", a, err)
	}
}

func TestDamaged(t *testing.T) {
	spoil := map[string]func(t *testing.T, path string){
		"missing": func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		},
		"empty": func(t *testing.T, path string) { put(t, path, nil) },
		"text":  func(t *testing.T, path string) { put(t, path, []byte("not a table")) },
		"cut":   func(t *testing.T, path string) { put(t, path, get(t, path)[:200]) },
		"no footer": func(t *testing.T, path string) {
			b := get(t, path)
			put(t, path, b[:len(b)-20])
		},
		"another table": func(t *testing.T, path string) {
			put(t, path, get(t, filepath.Join(filepath.Dir(path), "issues.parquet")))
		},
	}
	for _, table := range []string{"roll_calls", "votes", "members", "member_periods"} {
		for name, do := range spoil {
			t.Run(table+" "+name, func(t *testing.T) {
				s := newFixture(t).write(t)
				do(t, s.path(table))
				_, err := s.Compare(t.Context(), "A/RES/77/284", "A/RES/79/284")
				if !errors.Is(err, ErrDamaged) {
					t.Errorf("compare: %v", err)
				}
				if _, err = s.Agree(t.Context(), "CHN", "RUS", Question{}); !errors.Is(err, ErrDamaged) {
					t.Errorf("agree: %v", err)
				}
			})
		}
	}
}

// Any one byte that is changed gives an answer or ErrDamaged, and no panic: what
// the checksums of "unvotes verify" find is not looked for here.
func TestChangedBytes(t *testing.T) {
	s := newFixture(t).write(t)
	for _, table := range []string{"roll_calls", "votes", "member_periods"} {
		whole := get(t, s.path(table))
		for i := 0; i < len(whole); i += 1 + len(whole)/60 {
			b := append([]byte(nil), whole...)
			b[i] ^= 0xff
			put(t, s.path(table), b)
			if _, err := s.Compare(t.Context(), "A/RES/77/284", "A/RES/79/284"); err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrUnknown) && !errors.Is(err, ErrNothing) {
				t.Errorf("%s, byte %d: %v", table, i, err)
			}
		}
		put(t, s.path(table), whole)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(dir); !errors.Is(err, output.ErrNoSnapshot) {
		t.Errorf("no manifest: %v", err)
	}
	put(t, filepath.Join(dir, "manifest.json"), []byte("{"))
	if _, err := Open(dir); !errors.Is(err, ErrDamaged) {
		t.Errorf("half a manifest: %v", err)
	}
	put(t, filepath.Join(dir, "manifest.json"), []byte(`{"schema_version": "0.9"}`))
	if _, err := Open(dir); !errors.Is(err, output.ErrSchema) {
		t.Errorf("another schema: %v", err)
	}
}

func get(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// emptyIsNil: a list without elements is no news.
var emptyIsNil = cmp.FilterValues(func(a, b []string) bool { return len(a) == 0 && len(b) == 0 }, cmp.Ignore())
