package view

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"unvotes/normalize"
)

// ballot is a small roll call of members that never were.
type ballot struct {
	id, group, date, scope, parent string
	votes                          map[string]string // code -> vote, "unknown" for a null
}

func ballots(t testing.TB, of []ballot) *Snapshot {
	t.Helper()
	f := &fixture{lists: map[string][]normalize.VoteLine{}}
	f.readMembers(t)
	for _, b := range of {
		f.call(t, b.id, b.date, "GA", "1", b.id, b.id, b.scope, "", func(c *normalize.RollCall) {
			if b.group != "" {
				c.VoteGroupID = b.group
			}
			c.ParentID = b.parent
		})
		c := f.calls[len(f.calls)-1]
		for _, code := range slices.Sorted(maps.Keys(b.votes)) {
			f.line(c, code, b.votes[code])
			f.lists[b.id][len(f.lists[b.id])-1].Line = int32(len(f.lists[b.id]))
		}
	}
	return f.write(t)
}

// Every pair of choices, once.
func TestAgreementOfPairs(t *testing.T) {
	want := map[string]Agreement{
		"yes yes": {Votes: 1, Same: 1}, "yes no": {Votes: 1, Opposite: 1}, "yes abstain": {Votes: 1, Half: 1}, "yes non_voting": {NonVoting: 1}, "yes unknown": {Unknown: 1}, "yes not_listed": {NotBoth: 1},
		"no no": {Votes: 1, Same: 1}, "no abstain": {Votes: 1, Half: 1}, "no non_voting": {NonVoting: 1}, "no unknown": {Unknown: 1}, "no not_listed": {NotBoth: 1},
		"abstain abstain": {Votes: 1, Same: 1, Abstained: 1}, "abstain non_voting": {NonVoting: 1}, "abstain unknown": {Unknown: 1}, "abstain not_listed": {NotBoth: 1},
		"non_voting non_voting": {NonVoting: 1}, "non_voting unknown": {Unknown: 1}, "non_voting not_listed": {NotBoth: 1},
		"unknown unknown": {Unknown: 1}, "unknown not_listed": {NotBoth: 1}, "not_listed not_listed": {},
	}
	for x := Yes; x <= NotListed; x++ {
		for y := x; y <= NotListed; y++ {
			for _, pair := range [][2]Choice{{x, y}, {y, x}} {
				var got Agreement
				got.count(pair[0], pair[1])
				name := x.String() + " " + y.String()
				if got != want[name] {
					t.Errorf("%s: %+v, want %+v", name, got, want[name])
				}
			}
		}
	}
	if len(want) != 21 {
		t.Errorf("%d pairs, there are 21", len(want))
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct {
		a    Agreement
		want string // agreement, strict, yes and no only; empty: not known
	}{
		{Agreement{}, ",,"},
		{Agreement{NonVoting: 5, NotBoth: 3, Unknown: 1}, ",,"},
		{Agreement{Votes: 1, Same: 1}, "1,1,1"},
		{Agreement{Votes: 3, Same: 2, Abstained: 2, Half: 1}, "0.8333333333333334,0.6666666666666666,"},
		{Agreement{Votes: 2, Same: 1, Abstained: 1, Opposite: 1}, "0.5,0.5,0"},
		{Agreement{Votes: 4, Same: 1, Half: 2, Opposite: 1}, "0.5,0.25,0.5"},
		{Agreement{Votes: 8, Same: 6, Abstained: 3, Half: 1, Opposite: 1, NonVoting: 100}, "0.8125,0.75,0.75"},
	} {
		if got := decimal(c.a.Index()) + "," + decimal(c.a.Strict()) + "," + decimal(c.a.YesNo()); got != c.want {
			t.Errorf("%+v: %s, want %s", c.a, got, c.want)
		}
	}
}

// One vote under three records counts once, by the first list that tells votes;
// pieces count when asked for; null and absent leave the pair out and are counted.
func TestAgree(t *testing.T) {
	s := ballots(t, []ballot{
		{id: "r1", group: "r1", date: "1990-05-01", scope: "whole", votes: map[string]string{"CHN": "unknown", "FRA": "unknown"}},
		{id: "r2", group: "r1", date: "1990-05-01", scope: "whole", votes: map[string]string{"CHN": "yes", "FRA": "abstain"}},
		{id: "r3", group: "r1", date: "1990-05-01", scope: "whole", votes: map[string]string{"CHN": "yes", "FRA": "yes"}},
		{id: "r4", date: "1990-12-31", scope: "whole", votes: map[string]string{"CHN": "no", "FRA": "no"}},
		{id: "r5", date: "1991-01-01", scope: "whole", votes: map[string]string{"CHN": "no", "FRA": "yes"}},
		{id: "r6", date: "1991-02-01", scope: "paragraph", parent: "r5", votes: map[string]string{"CHN": "yes", "FRA": "yes"}},
		{id: "r7", date: "1991-02-01", scope: "part", votes: map[string]string{"CHN": "yes", "FRA": "yes"}},
		{id: "r8", date: "1992-02-01", scope: "", votes: map[string]string{"CHN": "yes", "FRA": "non_voting"}},
		{id: "r9", date: "1992-02-02", scope: "whole", votes: map[string]string{"CHN": "yes", "USA": "no"}},
		{id: "ra", date: "1993-02-02", scope: "whole", votes: map[string]string{"USA": "no"}},
		{id: "rb", date: "", scope: "whole", votes: map[string]string{"CHN": "yes", "FRA": "yes"}},
	})
	day := func(s string) *Day {
		d, err := ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return &d
	}
	for _, c := range []struct {
		q      Question
		years  string
		pieces int
	}{
		{Question{}, "0 [1 1 0 0 0 0 0], 1990 [2 1 1 0 0 0 0], 1991 [2 1 0 1 0 0 0], 1992 [0 0 0 0 1 0 1]", 1},
		{Question{Pieces: true}, "0 [1 1 0 0 0 0 0], 1990 [2 1 1 0 0 0 0], 1991 [3 2 0 1 0 0 0], 1992 [0 0 0 0 1 0 1]", 1},
		{Question{From: day("1990-12-31"), To: day("1991-01-01")}, "1990 [1 1 0 0 0 0 0], 1991 [1 0 0 1 0 0 0]", 0},
		{Question{To: day("1990-12-30")}, "1990 [1 0 1 0 0 0 0]", 0},
		{Question{Body: "SC"}, "", 0},
	} {
		got, err := s.Agree(t.Context(), "CHN", "FRA", c.q)
		if err != nil {
			t.Fatal(err)
		}
		years := ""
		var sum Agreement
		for i, y := range got.Years {
			if i > 0 {
				years += ", "
			}
			years += fmt.Sprintf("%d %v", y.Year, counts(y.Agreement))
			sum.Add(y.Agreement)
		}
		if years != c.years || got.Pieces != c.pieces {
			t.Errorf("%+v: %s and %d pieces, want %s and %d", c.q, years, got.Pieces, c.years, c.pieces)
		}
		if sum != got.All {
			t.Errorf("%+v: all is %+v, the years make %+v", c.q, got.All, sum)
		}
	}
	if _, err := s.Agree(t.Context(), "CHN", "china", Question{}); !errors.Is(err, ErrNothing) {
		t.Errorf("with itself: %v", err)
	}
}

// Votes in which a member had no seat are left out; those of the state that had
// its seat before count if asked for.
func TestAgreeOverSeats(t *testing.T) {
	s := ballots(t, []ballot{
		{id: "r1", date: "1975-05-01", scope: "whole", votes: map[string]string{"CHN": "yes", "SUN": "yes"}},
		{id: "r2", date: "1975-05-02", scope: "whole", votes: map[string]string{"CHN": "yes", "FRA": "yes"}},
		{id: "r3", date: "1995-05-01", scope: "whole", votes: map[string]string{"CHN": "yes", "RUS": "no"}},
		{id: "r4", date: "1995-05-02", scope: "whole", votes: map[string]string{"CHN": "yes"}},
	})
	for join, want := range map[bool]string{
		false: "[{1995 {1 0 0 0 1 1 0 0}}]",
		true:  "[{1975 {1 1 0 0 0 1 0 0}} {1995 {1 0 0 0 1 1 0 0}}]",
	} {
		got, err := s.Agree(t.Context(), "China", "Russia", Question{Join: join})
		if err != nil || fmt.Sprint(got.Years) != want || (len(got.Notes()) == 0) != join {
			t.Errorf("join %v: %v, %v, %v; want %s", join, got.Years, got.Notes(), err, want)
		}
	}
}

func counts(a Agreement) [7]int {
	return [7]int{a.Votes, a.Same, a.Half, a.Opposite, a.NotBoth, a.Unknown, a.NonVoting}
}

// The matrix has what each pair has alone.
func TestMatrix(t *testing.T) {
	s := newFixture(t).write(t)
	calls, err := s.RollCalls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Ballots(t.Context(), calls)
	if err != nil {
		t.Fatal(err)
	}
	codes := append(b.Codes()[:40], "CHN", "RUS", "SUN", "nobody")
	m := b.Matrix(codes)
	for i := range codes {
		for j := range codes {
			if want := b.Agreement(codes[i], codes[j]); m[i][j] != want {
				t.Errorf("%s with %s is %+v, want %+v", codes[i], codes[j], m[i][j], want)
			}
		}
	}
}

// A member that stands twice with two votes has said nothing that is known.
func TestTwoVotesOfOneMember(t *testing.T) {
	f := &fixture{lists: map[string][]normalize.VoteLine{}}
	f.readMembers(t)
	f.call(t, "r1", "1990-05-01", "GA", "1", "r1", "r1", "whole", "", nil)
	for i, l := range [][2]string{{"CHN", "yes"}, {"CHN", "no"}, {"FRA", "yes"}, {"FRA", "yes"}, {"USA", "yes"}} {
		f.line(f.calls[0], l[0], l[1])
		f.lists["r1"][i].Line = int32(i + 1)
	}
	s := f.write(t)
	b, err := s.Ballots(t.Context(), []RollCall{{ID: "r1", VoteGroupID: "r1", Date: day("1990-05-01")}})
	if err != nil {
		t.Fatal(err)
	}
	if b.Of("CHN")[0] != Unknown || b.Of("FRA")[0] != Yes || b.Of("USA")[0] != Yes || b.Of("GBR") != nil {
		t.Errorf("China %s, France %s, United States %s", b.Of("CHN")[0], b.Of("FRA")[0], b.Of("USA")[0])
	}
	lists, err := s.Votes(t.Context(), RollCall{ID: "r1", Date: day("1990-05-01")})
	if err != nil {
		t.Fatal(err)
	}
	m := NewMoves(RollCall{}, RollCall{}, lists["r1"], lists["r1"][4:], &Members{})
	want := []Line{{"CHN", "China", Unknown, NotListed, NotInList}, {"FRA", "France", Yes, NotListed, NotInList}, {"USA", "United States", Yes, Yes, ""}}
	if !slices.Equal(m.Lines, want) {
		t.Errorf("%+v, want %+v", m.Lines, want)
	}
}
