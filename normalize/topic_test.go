package normalize

import (
	"slices"
	"testing"
)

func TestTopics(t *testing.T) {
	for _, c := range []struct{ headings, want []string }{
		{nil, nil},
		{[]string{"LAW OF THE SEA"}, []string{}},
		{[]string{"GUAM QUESTION"}, []string{"colonialism"}},
		{[]string{"HUMAN RIGHTS--MYANMAR"}, []string{"human_rights"}},
		{[]string{"GLOBALIZATION--HUMAN RIGHTS"}, []string{"human_rights"}},
		{[]string{"GLOBALIZATION--INTERDEPENDENCE"}, []string{"economic_development"}}, // a row of its own
		{[]string{"GLOBALIZATION--UN"}, []string{}},
		{[]string{"ISRAEL--NUCLEAR WEAPONS"}, []string{"middle_east", "nuclear", "disarmament"}},
		{[]string{"MERCENARIES - SELF-DETERMINATION"}, []string{"colonialism", "human_rights"}},
		{[]string{"RELIGIOUS INTOLERANCE -RACISM AND RACIAL DISCRIMINATION"}, []string{"human_rights"}}, // ohchr-25430: one blank
		{[]string{"ARAB COUNTRIES - ISRAEL- SETTLEMENT POLICY"}, []string{"middle_east"}},               // ohchr-21497
		{[]string{"DISARMAMENT-DEVELOPMENT LINK"}, []string{"disarmament", "economic_development"}},
		{[]string{"SOCIAL-DISARMAMENT"}, []string{}}, // no blank, one word
		{[]string{"Universal Declaration of Human Rights (1948)"}, []string{"human_rights"}},
		{[]string{"Middle East situation "}, []string{"middle_east"}},
		{[]string{"STORMS", "RIGHT TO DEVELOPMENT", "HUMAN RIGHTS"}, []string{"human_rights", "economic_development"}},
		{[]string{"HUMAN RIGHTS QUESTIONS"}, []string{}}, // no part of a word
	} {
		if got := TopicsOf(c.headings); !slices.Equal(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("%q: %q, want %q", c.headings, got, c.want)
		}
	}
}

func TestTopicsTable(t *testing.T) {
	rows, err := readTable(topicsTSV, "heading", "topics")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if i > 0 && rows[i-1][0] >= r[0] {
			t.Errorf("%q is out of order or there twice", r[0])
		}
		topics := list(r[1])
		if len(topics) == 0 || !slices.IsSorted(topics) || slices.ContainsFunc(topics, func(s string) bool { return !slices.Contains(Topics, s) }) {
			t.Errorf("%s: %q", r[0], topics)
		}
	}
}
