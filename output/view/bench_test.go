package view

import (
	"fmt"
	"testing"

	"unvotes/normalize"
)

// What a command does once, over as many roll calls and lines as were captured:
// 5,998 and 578,942. They are asked to take less than 200 ms.

func BenchmarkShow(b *testing.B) {
	dir := corpusSized(b)
	for b.Loop() {
		s, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		shown, err := s.Show(b.Context(), "a-res-40-3000")
		if err != nil {
			b.Fatal(err)
		}
		if shown.Text(Style{Width: 80}) == "" {
			b.Fatal("nothing shown")
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	dir := corpusSized(b)
	for b.Loop() {
		s, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		c, err := s.Compare(b.Context(), "A/RES/1/10", "A/RES/78/5900")
		if err != nil {
			b.Fatal(err)
		}
		if c.Text(Style{Width: 80}) == "" {
			b.Fatal("nothing compared")
		}
	}
}

func BenchmarkAgree(b *testing.B) {
	dir := corpusSized(b)
	for b.Loop() {
		s, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		a, err := s.Agree(b.Context(), "CHN", "FRA", Question{})
		if err != nil {
			b.Fatal(err)
		}
		if len(a.Years) != 80 || a.Text(Style{Width: 80}) == "" {
			b.Fatalf("%d years", len(a.Years))
		}
	}
}

// An unknown symbol is compared with all known ones.
func BenchmarkNearMisses(b *testing.B) {
	s, err := Open(corpusSized(b))
	if err != nil {
		b.Fatal(err)
	}
	x, err := s.Index(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := x.Text("A/RES/40/9999"); err == nil {
			b.Fatal("found")
		}
	}
}

// corpusSized is the directory of a snapshot of 5,998 roll calls between 1946 and
// 2025, each of 96 or 97 members in turn.
func corpusSized(b *testing.B) string {
	const calls, lines = 5998, 578_942
	f := &fixture{lists: map[string][]normalize.VoteLine{}}
	f.readMembers(b)
	n := 0
	for i := range calls {
		session := 1 + i*79/calls
		symbol := fmt.Sprintf("A/RES/%d/%d", session, i)
		date := day(fmt.Sprintf("%d-%02d-%02d", 1946+i*80/calls, 1+i%12, 1+i%28))
		c := normalize.RollCall{ID: fmt.Sprintf("undl-%d", 100_000+i), VoteGroupID: fmt.Sprintf("undl-%d", 100_000+i), Date: date, Body: "GA",
			Session: fmt.Sprint(session), Resolution: symbol, ResolutionPrinted: symbol, ResolutionBase: symbol, Scope: "whole", Outcome: "adopted",
			MeetingRecords: []string{fmt.Sprintf("A/%d/PV.%d", session, i)}, CommitteeReports: []string{fmt.Sprintf("A/%d/%d", session, 400+i)},
			Title:  fmt.Sprintf("A title of some length, the %dth of its kind : resolution / adopted by the General Assembly", i),
			Agenda: []string{fmt.Sprintf("A/%d/251 %d An item of the agenda.", session, i)}, Source: "record_page", Sources: []string{"record_page"}}
		c.Yes, c.No, c.Abstain, c.NonVoting = new(int32(50)), new(int32(20)), new(int32(20)), new(int32(6))
		f.calls = append(f.calls, c)
		for n < lines*(i+1)/calls {
			m := &f.members[n%200]
			f.lists[c.ID] = append(f.lists[c.ID], normalize.VoteLine{RollCallID: c.ID, Line: int32(len(f.lists[c.ID]) + 1), Date: date, Body: c.Body,
				Session: c.Session, Resolution: c.Resolution, Scope: c.Scope, VoteGroupID: c.VoteGroupID, MSCode: m.MSCode, Name: m.Name, Label: m.Name,
				Choice: []normalize.Choice{"yes", "yes", "no", "abstain"}[(n*7+n/200)%4]})
			n++
		}
	}
	return f.writeIn(b, 122_880).Dir
}
