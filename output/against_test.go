package output

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"unvotes/normalize"
	"unvotes/scraper/source"
)

const officialHeader = "undl_id,ms_code,ms_name,ms_vote,date,resolution,modality\n"

// officialRows are the rows of a record: "FRA FRANCE Y".
func officialRows(id int, date, resolution, modality string, votes ...string) (s string) {
	for _, v := range votes {
		f := strings.Fields(v)
		s += fmt.Sprintf("%d,%s,%s,%s,%s,%s,%s\n", id, f[0], f[1], f[2], date, resolution, modality)
	}
	return s
}

func comparedTables() Tables {
	call := func(id int64, date, resolution string, body normalize.Body, votes ...normalize.Vote) Entry {
		e := Entry{RetrievedAt: noon, ContentSHA256: "aa"}
		name := fmt.Sprintf("undl-%d", id)
		e.RollCall = normalize.RollCall{ID: name, UNDLID: id, VoteGroupID: name, Body: body, Date: day(date), Resolution: resolution, Source: "record_page", Votes: votes}
		return e
	}
	vote := func(line int32, code string, c normalize.Choice) normalize.Vote {
		return normalize.Vote{Line: line, MSCode: code, Label: "LABEL OF " + code, Choice: c}
	}
	return Tables{RollCalls: []Entry{
		call(1, "2000-01-01", "A/RES/54/1", normalize.GA, vote(1, "FRA", normalize.Yes), vote(2, "ALB", normalize.NonVoting), vote(3, "GAB", normalize.Abstain)),
		call(2, "2000-01-02", "A/RES/54/2", normalize.GA, vote(1, "FRA", normalize.No), normalize.Vote{Line: 2, Label: "Atlantis", Choice: normalize.Yes}),
		call(3, "2000-01-03", "A/RES/54/3", normalize.GA),
		call(4, "2000-01-04", "A/RES/54/4", normalize.GA, vote(1, "FRA", "")),
		call(5, "2000-02-01", "A/RES/54/5", normalize.GA, vote(1, "FRA", normalize.No)),
		call(6, "2000-01-04", "S/RES/1290(2000)", normalize.SC, vote(1, "FRA", normalize.Yes)),
	}}
}

func TestAgainst(t *testing.T) {
	s := publish(t, t.TempDir(), comparedTables())
	one := func(votes ...string) string { return officialRows(1, "2000-01-01", "A/RES/54/1", "", votes...) }
	first := one("FRA France Y", "ALB Albania X", "GAB Gabon A")
	second := officialRows(2, "2000-01-02", "A/RES/54/2", "", "FRA France N") + "2,,ATLANTIS,Y,2000-01-02,A/RES/54/2,\n"
	fourth := officialRows(4, "2000-01-04", "A/RES/54/4", "", "FRA France X")
	for _, tt := range []struct {
		name, rows string
		want       []string
		inDataset  []int64  // missing there
		inFile     []string // missing there
		unreadable int
	}{
		{"all agrees", first + second + fourth, nil, nil, nil, 0},
		{"another order", fourth + one("GAB Gabon A", "FRA France Y", "ALB Albania X") + second, nil, nil, nil, 0},
		{"a vote", one("FRA France N", "ALB Albania X", "GAB Gabon A") + second + fourth, []string{"undl-1: vote FRA: yes here, no in the file"}, nil, nil, 0},
		{"a blank", one("FRA France Y", "ALB Albania A", "GAB Gabon A") + second + fourth, []string{"undl-1: vote ALB: non_voting here, abstain in the file"}, nil, nil, 0},
		{"an unreadable vote", one("FRA France Q", "ALB Albania X", "GAB Gabon A") + second + fourth, []string{"undl-1: vote FRA: yes here, null in the file"}, nil, nil, 0},
		{"a member less", one("FRA France Y", "GAB Gabon A") + second + fourth, []string{"undl-1: listed ALB: non_voting here, not listed in the file"}, nil, nil, 0},
		{"a member more", one("FRA France Y", "ALB Albania X", "GAB Gabon A", "BEL Belgium N") + second + fourth, []string{"undl-1: listed BEL: not listed here, no in the file"}, nil, nil, 0},
		{"a member twice", one("FRA France Y", "ALB Albania X", "GAB Gabon A", "FRA France Y") + second + fourth, []string{"undl-1: listed FRA: not listed here, yes in the file"}, nil, nil, 0},
		{"a date", strings.ReplaceAll(first, "2000-01-01", "2000-01-02") + second + fourth, []string{"undl-1: date: 2000-01-01 here, 2000-01-02 in the file"}, nil, nil, 0},
		{"a symbol", strings.ReplaceAll(first, "54/1", "54/9") + second + fourth, []string{"undl-1: resolution: A/RES/54/1 here, A/RES/54/9 in the file"}, nil, nil, 0},
		{"votes where we know none", first + second + officialRows(4, "2000-01-04", "A/RES/54/4", "", "FRA France Y"), []string{"undl-4: vote FRA: null here, yes in the file"}, nil, nil, 0},

		{"a record only there", first + second + fourth + officialRows(9, "2000-01-04", "A/RES/54/9", "", "FRA France Y"), nil, []int64{9}, nil, 0},
		{"a record only here", first + fourth, nil, nil, []string{"undl-2"}, 0},
		{"a file of the Council", officialRows(6, "2000-01-04", "S/RES/1290(2000)", "Vote", "FRA France Y"), nil, nil, nil, 0},
		{"adopted without a vote, says the file", officialRows(6, "2000-01-04", "S/RES/1290(2000)", "Without vote", "FRA France Y"), []string{"undl-6: vote FRA: yes here, null in the file"}, nil, nil, 0},
		{"a bad row", first + second + fourth + "x\n", nil, nil, nil, 2},
	} {
		c, err := Against(t.Context(), s.Dir, strings.NewReader(officialHeader+tt.rows))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var got []string
		for _, d := range c.Differences {
			got = append(got, d.String())
		}
		if !slices.Equal(got, tt.want) || !slices.Equal(c.MissingInDataset, tt.inDataset) || !slices.Equal(c.MissingInFile, tt.inFile) || len(c.Unreadable) != tt.unreadable {
			t.Errorf("%s: %q, want %q; missing %v here and %v there; unreadable %q", tt.name, got, tt.want, c.MissingInDataset, c.MissingInFile, c.Unreadable)
		}
		if agrees := tt.want == nil && tt.inDataset == nil && tt.inFile == nil && tt.unreadable == 0; c.Agrees() != agrees || errors.Is(c.Err(), ErrDiffers) == agrees {
			t.Errorf("%s: agrees %v, %v", tt.name, c.Agrees(), c.Err())
		}
	}
}

func TestAgainstWhatIsNoOfficialFile(t *testing.T) {
	s := publish(t, t.TempDir(), comparedTables())
	if _, err := Against(t.Context(), s.Dir, strings.NewReader("country,year\n")); !errors.Is(err, source.Layout) {
		t.Errorf("got %v, want what the parser says", err)
	}
	if _, err := Against(t.Context(), t.TempDir(), strings.NewReader(officialHeader)); err == nil {
		t.Error("a folder without tables was compared")
	}
}
