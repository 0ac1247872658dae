package view

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/output"
)

// Each list is read alone and together with all others, across row groups.
func TestVotesAreThoseOfTheTable(t *testing.T) {
	s := newFixture(t).write(t)
	calls, err := s.RollCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows, err := output.ReadTable[Vote](s.path("votes"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]Vote{}
	for _, r := range rows {
		want[r.RollCallID] = append(want[r.RollCallID], r)
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
	issues, err := s.Issues(t.Context())
	if err != nil || len(issues) != len(f.issues) || issues[0].Detail != f.issues[0].Detail {
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
