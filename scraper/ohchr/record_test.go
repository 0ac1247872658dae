package ohchr

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// fixture is a page of the search in the shape of the library's: an amendment, a
// resolution with names in two places, and a record of another collection.
func fixture(tb testing.TB) []byte {
	tb.Helper()
	b, err := os.ReadFile("testdata/search.xml")
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestReadPage(t *testing.T) {
	p, err := readPage(fixture(t))
	if err != nil || p.total != 3 || len(p.parts) != 3 {
		t.Fatalf("%v: %d of %d records", err, len(p.parts), p.total)
	}
	if p.parts[0].Key != "31179" || p.parts[0].Err != nil || !errors.Is(p.parts[2].Err, source.NotAVote) {
		t.Errorf("%+v", p.parts)
	}
	amendment, err := Parse("31179", p.parts[0].Content.Body)
	if err != nil {
		t.Fatal(err)
	}
	if amendment.ID != 31179 || amendment.Form != Form || amendment.VoteDate != "2013-06-14" || amendment.Remark != "Main sponsors : Albania, Peru" || amendment.Changed != "20240119110628.0" ||
		!slices.Equal(amendment.Drafts, []string{"Amendment A/HRC/23/L.30 to draft resolution A/HRC/23/L.28 Rejected by a recorded vote"}) ||
		!slices.Equal(amendment.Collections, []string{"UN Bodies > Human Rights Council", "Resource Type > Voting"}) || len(amendment.Other) > 0 {
		t.Errorf("%+v", amendment)
	}
	var lines []string
	for _, v := range amendment.Votes {
		lines = append(lines, fmt.Sprintf("%q %s %s", v.Code, v.MemberCode, v.Label))
	}
	if want := []string{`"Y" ALB ALB`, `"N" GBR GBR`, `"." BEN BEN`, `"" PER PER`, `"y" PER PER`}; !slices.Equal(lines, want) {
		t.Errorf("%q, want %q", lines, want)
	}
	named, err := Parse("31144", p.parts[1].Content.Body)
	if err != nil || len(named.Votes) != 2 || named.Votes[0].MemberCode != "VEN" || named.Votes[0].Label != "VENEZUELA (BOLIVARIAN REPUBLIC OF)" || named.Votes[1].Label != "FRANCE" {
		t.Errorf("%v, %+v", err, named.Votes)
	}
	if _, err := Parse("31144", p.parts[0].Content.Body); !errors.Is(err, source.OtherID) {
		t.Errorf("the record of another number: %v", err)
	}
}

// Blanks and capitals make no other collection, and every note is kept.
func TestSlipsOfARecord(t *testing.T) {
	note := `<datafield tag="500" ind1=" " ind2=" "><subfield code="a">A note</subfield><subfield code="b">more</subfield></datafield>`
	body := strings.NewReplacer(">Voting<", ">\n voting <", `  <datafield tag="591"`, note+`  <datafield tag="591"`).Replace(string(fixture(t)))
	p, err := readPage([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	rec, err := Parse("31179", p.parts[0].Content.Body)
	if err != nil || rec.Remark != "Main sponsors : Albania, Peru; A note" || len(rec.Votes) != 5 || len(rec.Other) != 1 || rec.Other[0].Label != "500 $b" {
		t.Errorf("%v, %q, %d lines, %+v", err, rec.Remark, len(rec.Votes), rec.Other)
	}
}

// A search for votes that finds other records was made for another collection.
func TestPageWithoutVotes(t *testing.T) {
	if p, err := readPage([]byte(strings.ReplaceAll(string(fixture(t)), ">Voting<", ">Voting Data<"))); !errors.Is(err, source.ErrCheck) || !errors.Is(err, source.NotAVote) {
		t.Errorf("%d records, %v", len(p.parts), err)
	}
}

func TestHostilePages(t *testing.T) {
	const stated = "<!-- Search-Engine-Total-Number-Of-Results: 1 -->"
	record := func(fields string) string {
		return stated + `<collection><record><controlfield tag="001">7</controlfield>` + fields + `</record></collection>`
	}
	title := `<datafield tag="245" ind1=" " ind2=" "><subfield code="a">T</subfield></datafield>`
	voting := `<datafield tag="989" ind1=" " ind2=" "><subfield code="a">Voting</subfield></datafield>`
	member := `<datafield tag="967" ind1=" " ind2=" "><subfield code="b">FRA</subfield><subfield code="b">GBR</subfield></datafield>`
	for name, tt := range map[string]struct {
		body string
		want error // of the page or of its record
	}{
		"no total":                  {strings.TrimPrefix(record(title+voting), stated), source.Layout},
		"a total beyond all":        {strings.Replace(record(title+voting), ": 1", ": 99999999", 1), source.Layout},
		"a record without fields":   {record(""), source.ErrCheck},
		"a record of other fields":  {record(strings.Replace(title, "245", "246", 1) + voting), source.ErrCheck},
		"no collection":             {record(title), source.Layout},
		"another collection":        {record(title + strings.Replace(voting, "Voting", "Reports", 1)), source.NotAVote},
		"two members in a line":     {record(title + voting + member), source.Layout},
		"taken away":                {record(title + voting + `<datafield tag="980" ind1=" " ind2=" "><subfield code="c">DELETED</subfield></datafield>`), source.Deleted},
		"no number":                 {stated + `<collection><record>` + title + voting + `</record></collection>`, source.Layout},
		"a number that is none":     {strings.Replace(record(title+voting), ">7<", ">-7<", 1), source.Layout},
		"cut":                       {record(title + voting)[:120], source.Cut},
		"a document type":           {stated + `<!DOCTYPE x [<!ENTITY a "b">]><collection/>`, source.Layout},
		"not UTF-8":                 {record(strings.Replace(title, "T<", "\xff<", 1) + voting), source.NotUTF8},
		"decoded wrongly":           {record(strings.Replace(title, "T<", "\uFFFD<", 1) + voting), source.NotUTF8},
		"a record beyond all sizes": {record(strings.Replace(title, "T<", strings.Repeat("T", 2<<20)+"<", 1) + voting), source.Oversize},
		"a page":                    {"<html><body>Maintenance</body></html>", source.Layout},
	} {
		p, err := readPage([]byte(tt.body))
		if err == nil && len(p.parts) == 1 {
			err = p.parts[0].Err
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestCheckAnswer(t *testing.T) {
	page := func(s string) []byte { return []byte("<html><body>" + s + "</body></html>") }
	for _, tt := range []struct {
		answer source.Answer
		want   error
	}{
		{source.Answer{Status: 200, Body: fixture(t)}, nil},
		{source.Answer{Status: 202}, source.Challenge},
		{source.Answer{Status: 200, WAFAction: "challenge", Body: fixture(t)}, source.Challenge},
		{source.Answer{Status: 200, Body: page(`<script src="https://0.token.awswaf.com/challenge.js">`)}, source.Challenge},
		{source.Answer{Status: 302, Location: "/youraccount/login"}, source.Login},
		{source.Answer{Status: 410}, source.Deleted},
		{source.Answer{Status: 200, Body: page("The record has been deleted.")}, source.Deleted},
		{source.Answer{Status: 404}, source.Unknown},
		{source.Answer{Status: 200, Body: page("Requested record does not seem to exist.")}, source.Unknown},
		{source.Answer{Status: 500}, source.Status},
		{source.Answer{Status: 200}, source.Cut},
		{source.Answer{Status: 200, Body: page("Maintenance")}, source.OtherPage},
	} {
		if _, err := (Source{}).Read(source.Item{Key: "31179"}, tt.answer); tt.want != nil && !errors.Is(err, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.answer, err, tt.want)
		}
		if err := checkAnswer(tt.answer); !errors.Is(err, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.answer, err, tt.want)
		}
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add(fixture(f))
	f.Add([]byte("<!-- Search-Engine-Total-Number-Of-Results: 1 --><collection/>"))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := readPage(body)
		if err != nil {
			return
		}
		for _, one := range p.parts {
			if one.Err != nil {
				continue
			}
			rec, err := Parse(one.Key, one.Content.Body)
			if err != nil || rec.Hash() != one.Content.Hash {
				t.Errorf("record %s is read again as %+v, %v", one.Key, rec, err)
			}
		}
	})
}

// A record of the Digital Library is not one of this library's.
func TestIs(t *testing.T) {
	for body, want := range map[string]bool{string(fixture(t)): true, strings.ReplaceAll(string(fixture(t)), ">Voting<", ">Voting Data<"): false} {
		err := marc.Read(bytes.NewReader([]byte(body)), func(m marc.Fields, _ []byte) error {
			if got := Is(m); got != want && m.ControlValue("001") != "40" {
				t.Errorf("record %s: %t", m.ControlValue("001"), got)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
