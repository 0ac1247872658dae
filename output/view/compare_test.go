package view

import (
	"errors"
	"slices"
	"testing"
)

func TestPairs(t *testing.T) {
	x := index(t)
	const part, whole = "pv:A/77/PV.69:A/77/L.65:PP9", "undl-4009707"
	for _, c := range []struct {
		first, second string
		want          [][2]string
	}{
		{"A/RES/77/284", "A/RES/79/284", [][2]string{{whole, "undl-4080624"}}},
		{"A/77/L.65", "", [][2]string{{part, whole}}},
		{"A/RES/77/284", "", [][2]string{{part, whole}}},
		{part, "", [][2]string{{part, whole}}},
		{whole, "", [][2]string{{part, whole}}},
		{part, "A/RES/79/284", [][2]string{{part, "undl-4080624"}}},
		{"A/RES/79/284", part, [][2]string{{"undl-4080624", part}}},
		{part, whole, [][2]string{{part, whole}}},
		{"A/RES/2890(XXVI)", "A/RES/63(I)[PARA.1]", [][2]string{{"undl-658428", "undl-671297"}}},
	} {
		pairs, err := x.pairs(c.first, c.second)
		var got [][2]string
		for _, p := range pairs {
			got = append(got, [2]string{p[0].ID, p[1].ID})
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q and %q: %v, %v; want %v", c.first, c.second, got, err, c.want)
		}
	}
	for _, c := range []struct {
		first, second string
		want          error
	}{
		{"A/RES/79/284", "", ErrNothing},                // one vote
		{"A/RES/70/1", "", ErrNothing},                  // without a vote
		{"A/RES/77/284", "A/RES/70/1", ErrNothing},      // likewise
		{"A/RES/77/284", whole, ErrNothing},             // the same vote
		{"undl-658428", "undl-658429", ErrNothing},      // the same vote, under two records
		{"A/RES/63(I)", "", ErrAmbiguous},               // paragraphs without a whole
		{"A/RES/63(I)", "A/RES/77/284", ErrAmbiguous},   // which of them?
		{"A/77/PV.69", "A/RES/79/284", ErrAmbiguous},    // a meeting
		{"RES 2448", "A/RES/79/284", ErrAmbiguous},      // two symbols
		{"A/RES/77/284", "A/RES/80/1", ErrUnknown},      // nothing
		{"undl-454783", "undl-454783", ErrNothing},      // itself
		{"S/RES/2448 (2018)", "s/res/2448", ErrNothing}, // itself
	} {
		if pairs, err := x.pairs(c.first, c.second); !errors.Is(err, c.want) {
			t.Errorf("%q and %q: %d pairs, %v; want %v", c.first, c.second, len(pairs), err, c.want)
		}
	}
}

// The three that abstained on the paragraph and then voted for the whole.
func TestMoves(t *testing.T) {
	s := newFixture(t).write(t)
	c, err := s.Compare(t.Context(), "A/77/L.65", "")
	if err != nil {
		t.Fatal(err)
	}
	m := c.Pairs[0]
	if got := lineNames(m.Moved()); !slices.Equal(got, []string{"Armenia", "China", "Kazakhstan"}) {
		t.Errorf("moved: %q", got)
	}
	if n := len(m.Cell(Abstain, Yes)); n != 3 || len(m.OnlyOne()) != 190 || len(m.Lines) != 193 {
		t.Errorf("%d from abstain to yes, %d in one list, %d in all", n, len(m.OnlyOne()), len(m.Lines))
	}
	// Who was no member in 1946 is told from who does not stand in the list.
	if c, err = s.Compare(t.Context(), "A/RES/63(I)[PARA.1]", "A/RES/77/284"); err != nil {
		t.Fatal(err)
	}
	why := map[string]string{}
	for _, l := range c.Pairs[0].OnlyOne() {
		why[l.MSCode] = l.Absence
	}
	for code, want := range map[string]string{"DEU": NotAMember, "SUN": NotAMember, "YUG": NotAMember, "CHN": "", "RUS": NotAMember, "AFG": ""} {
		if why[code] != want {
			t.Errorf("%s: %q, want %q", code, why[code], want)
		}
	}
	// No list, nothing to compare.
	if _, err := s.Compare(t.Context(), "S/RES/2448", "A/RES/77/284"); !errors.Is(err, ErrNothing) {
		t.Errorf("a vote without a list: %v", err)
	}
}

func TestMembersWithoutCode(t *testing.T) {
	a := []Vote{{Label: "ATLANTIS", Choice: "yes"}, {Label: "MU", Choice: "no"}}
	b := []Vote{{Label: "ATLANTIS", Choice: "no"}}
	m := NewMoves(RollCall{}, RollCall{}, a, b, &Members{})
	want := []Line{{"", "ATLANTIS", Yes, No, ""}, {"", "MU", No, NotListed, NotInList}}
	if !slices.Equal(m.Lines, want) {
		t.Errorf("%+v, want %+v", m.Lines, want)
	}
}
