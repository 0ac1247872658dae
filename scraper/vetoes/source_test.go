package vetoes

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"unvotes/scraper/source"
)

func TestReadOfAnswers(t *testing.T) {
	s := Source{Guides: "https://www.un.org/", Today: time.Date(2026, 11, 30, 23, 0, 0, 0, time.UTC)}
	if got := s.URL(Key); got != "https://www.un.org/depts/dhl/resguide/scact_veto_table_en.htm" {
		t.Error(got)
	}
	for name, tt := range map[string]struct {
		answer source.Answer
		want   source.Kind // "": the list
	}{
		"the list":      {source.Answer{Status: 200, Body: []byte(page)}, ""},
		"a firewall":    {source.Answer{Status: 202, WAFAction: "challenge"}, source.Challenge},
		"its page":      {source.Answer{Status: 200, Body: []byte("<script src='https://x.awswaf.com/challenge.js'>")}, source.Challenge},
		"moved":         {source.Answer{Status: 301, Location: "https://research.un.org/"}, source.Redirect},
		"gone":          {source.Answer{Status: 404, Body: []byte(page)}, source.Status},
		"nothing":       {source.Answer{Status: 200}, source.Cut},
		"another page":  {source.Answer{Status: 200, Body: []byte("<html>Welcome")}, source.Layout},
		"half the list": {source.Answer{Status: 200, Body: []byte(page[:strings.Index(page, "Non-prolif")])}, source.Layout},
	} {
		c, err := s.Read(source.Item{}, tt.answer)
		if tt.want == "" && (err != nil || c.Form != Form || len(c.Hash) != 64 || c.Dated != "2026-11-30") || tt.want != "" && !errors.Is(err, tt.want) {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	decorated, err := Content([]byte(strings.Replace(page, "<html>", "<html><!-- of today -->", 1)))
	if plain, _ := Content([]byte(page)); err != nil || decorated.Hash != plain.Hash {
		t.Errorf("a comment makes another list: %v", err)
	}
}

func TestWeigh(t *testing.T) {
	one, two := Row{Date: "26 May 2022", Drafts: []string{"S/1"}, Members: []string{"China", "USA"}}, Row{Date: "1 May 2022", Drafts: []string{"S/2"}, Members: []string{"USA, UK"}}
	alone := one
	alone.Members = []string{"China"}
	dated := two
	dated.Date = "2 May 2022"
	full := []Row{one, two}
	for name, tt := range map[string]struct {
		lists [][]Row
		held  int
		lost  string
	}{
		"one version":       {[][]Row{full}, 0, ""},
		"a row more":        {[][]Row{{two}, full}, 1, ""},
		"a row less":        {[][]Row{full, {one}}, 0, "1 of 2 rows with 2 of 4 members are left, without that of 1 May 2022, S/2"},
		"less, and back":    {[][]Row{full, {one}, full}, 2, ""},
		"a member less":     {[][]Row{full, {alone, two}}, 0, "2 of 2 rows with 3 of 4 members are left"},
		"a row was changed": {[][]Row{full, {one, dated}}, 1, ""},
	} {
		held, lost := Weigh(tt.lists)
		if held != tt.held || !slices.Equal(lost, slices.DeleteFunc([]string{tt.lost}, func(s string) bool { return s == "" })) {
			t.Errorf("%s: %d, %q", name, held, lost)
		}
	}
}
