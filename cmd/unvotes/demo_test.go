package main

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
)

// The demo's votes, and in its table of them README.md says why each is there.
func TestDemoTellsItsStory(t *testing.T) {
	type call struct {
		Resolution string `parquet:"resolution,optional"`
		Date       *int32 `parquet:"date,optional,date"`
		Yes        *int32 `parquet:"yes,optional"`
		No         *int32 `parquet:"no,optional"`
		Abstain    *int32 `parquet:"abstain,optional"`
	}
	type vote struct {
		ID     string `parquet:"roll_call_id"`
		Member string `parquet:"member_printed"`
		Vote   string `parquet:"vote,optional"`
	}
	latest := filepath.Join(demoDataset(t), "latest")
	calls, err := parquet.ReadFile[call](filepath.Join(latest, "roll_calls.parquet"))
	check(t, err)
	got := map[string][3]int32{}
	undated := 0
	for _, c := range calls {
		if c.Date == nil {
			undated++
		}
		if c.Yes != nil {
			got[c.Resolution] = [3]int32{*c.Yes, *c.No, *c.Abstain}
		}
	}
	want := map[string][3]int32{
		"A/RES/181(II)[A]":     {33, 13, 10},
		"A/RES/217(III)[A]":    {48, 0, 8},
		"S/RES/82(1950)":       {9, 0, 1}, // the USSR is away
		"A/RES/377(V)[A-C]":    {52, 5, 2},
		"A/RES/620(VII)[A]":    {48, 5, 5},
		"A/RES/1724(XVI)":      {62, 0, 38},
		"A/RES/1991(XVIII)[A]": {97, 11, 4},
		"A/RES/2758(XXVI)":     {76, 35, 17},
		"A/RES/3237(XXIX)":     {95, 17, 19},
		"A/RES/3379(XXX)":      {72, 35, 32},
		"A/RES/3525(XXX)[B]":   {112, 2, 7},
		"S/RES/678(1990)":      {12, 2, 1},
		"A/RES/46/86":          {111, 25, 13},
		"S/RES/725(1991)":      {15, 0, 0},
		"S/RES/745(1992)":      {15, 0, 0},
		"A/RES/48/14":          {140, 1, 9},
		"A/RES/61/128A-B":      {173, 0, 4},
		"A/RES/61/128[A]":      {173, 0, 4},
		"A/RES/67/19":          {138, 9, 41},
		"A/RES/ES-11/1":        {141, 5, 35},
		"A/RES/77/284":         {122, 5, 18},
		"":                     {0, 0, 3}, // the paragraph of A/77/L.65, of which three names are known
		"A/RES/78/76":          {86, 12, 75},
		"A/RES/ES-10/22":       {153, 10, 23},
		"A/RES/ES-11/7":        {93, 18, 65},
		"A/RES/79/284":         {105, 9, 33},
	}
	if diff := cmp.Diff(want, got); diff != "" || undated != 1 {
		t.Errorf("%d without a date, totals (-want +got):\n%s", undated, diff)
	}
	votes, err := parquet.ReadFile[vote](filepath.Join(latest, "votes.parquet"))
	check(t, err)
	printed := map[[2]string]string{}
	for _, v := range votes {
		printed[[2]string{v.ID, v.Member}] = v.Vote
	}
	for _, tt := range []struct{ id, member, vote string }{
		{"undl-671195", "UNITED KINGDOM", "abstain"},
		{"undl-280535", "USSR", "non_voting"},
		{"undl-669502", "PAKISTAN", ""}, // printed "AN PAKISTAN"
		{"undl-664895", "UNITED ARAB REPUBLIC", "yes"},
		{"undl-664895", "SYRIA", "yes"},
		{"undl-664273", "TANGANYIKA", "yes"},
		{"undl-664273", "ZANZIBAR", "non_voting"},
		{"undl-654350", "CHINA", "non_voting"}, // its delegation had left
		{"undl-282460", "USSR", ""},            // a list without codes
		{"undl-282558", "USSR", "yes"},
		{"undl-282783", "RUSSIAN FEDERATION", "yes"},
		{"undl-4009707", "TÜRKİYE", "yes"},
		{"undl-4076672", "TÜRKÝYE", "yes"},
		{"pv:A/48/PV.46:A/48/L.13:PP9", "Pakistan", "abstain"},
		{"undl-283233", "PAKISTAN", "yes"},
		{"pv:A/77/PV.69:A/77/L.65:PP9", "China", "abstain"},
		{"undl-4009707", "CHINA", "yes"},
	} {
		if v, listed := printed[[2]string{tt.id, tt.member}]; !listed || v != tt.vote {
			t.Errorf("%s, %s: listed %t, vote %q; want %q", tt.id, tt.member, listed, v, tt.vote)
		}
	}
}
