package report

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"unvotes/output/view"
)

// bodyNames are the bodies that are counted, in the order in which they are shown.
var bodyNames = []struct{ Body, Name string }{{"GA", "General Assembly"}, {"SC", "Security Council"}}

// yearCount is what is held of a body and a year: records of the library, the
// votes in them, and votes that only meeting records have.
type yearCount struct {
	records, votes, elsewhere int
	stated                    *int
}

type bodyYear struct {
	body string
	year int // 0: no date
}

// coverage is what is held by body and year, beside what the site states.
func (m *maker) coverage(context.Context) (Section, error) {
	counts, groups := map[bodyYear]*yearCount{}, map[bodyYear]map[string]bool{}
	at := func(k bodyYear) *yearCount {
		if counts[k] == nil {
			counts[k], groups[k] = &yearCount{}, map[string]bool{}
		}
		return counts[k]
	}
	for i := range m.calls {
		c := &m.calls[i]
		k := bodyYear{body: c.Body}
		if c.Date != nil {
			k.year = c.Date.Year()
		}
		if c.Source == "meeting_record" {
			at(k).elsewhere++ // a group of its own: no records repeat it
			continue
		}
		at(k).records++
		groups[k][c.VoteGroupID] = true
	}
	for _, c := range m.snapshot.Manifest.Coverage {
		at(bodyYear{string(c.Body), c.Year}).stated = c.Stated
	}
	for k, g := range groups {
		counts[k].votes = len(g)
	}
	q, err := query("coverage", struct{ Bodies []string }{[]string{"GA", "SC"}})
	if err != nil {
		return Section{}, err
	}
	f := Figure{ID: "coverage-years", Title: "Records by body and year", Says: coverageSays(counts), Query: q, Table: coverageTable(counts)}
	if len(f.Table.Rows) > 0 {
		f.Chart = coverageChart(counts)
	}
	return Section{ID: "coverage", Title: "What is held", Figures: []Figure{f}}, nil
}

func coverageTable(counts map[bodyYear]*yearCount) Table {
	t := Table{Caption: "Records, votes, and records as the site states them, by year of the vote", Columns: []Column{{Name: "Year"}}}
	for _, b := range bodyNames {
		t.Columns = append(t.Columns, Column{Name: b.Body + " records", Number: true}, Column{Name: b.Body + " votes", Number: true}, Column{Name: b.Body + " stated", Number: true})
	}
	t.Columns = append(t.Columns, Column{Name: "Body not known", Number: true}, Column{Name: "In meeting records only", Number: true})
	years := map[int]bool{}
	for k := range counts {
		years[k.year] = true
	}
	for _, year := range sortedYears(years) {
		row := []Cell{text("no date")}
		if year > 0 {
			row[0].Text = strconv.Itoa(year)
		}
		for _, b := range bodyNames {
			n := counts[bodyYear{b.Body, year}]
			if n == nil {
				n = &yearCount{}
			}
			row = append(row, number(n.records), number(n.votes), Cell{})
			if n.stated != nil {
				row[len(row)-1] = number(*n.stated)
			}
		}
		none := counts[bodyYear{"", year}]
		if none == nil {
			none = &yearCount{}
		}
		elsewhere := none.elsewhere
		for _, b := range bodyNames {
			if n := counts[bodyYear{b.Body, year}]; n != nil {
				elsewhere += n.elsewhere
			}
		}
		t.Rows = append(t.Rows, append(row, number(none.records), number(elsewhere)))
	}
	return t
}

// sortedYears puts votes without a date, year 0, at the end.
func sortedYears(years map[int]bool) (out []int) {
	for y := range years {
		out = append(out, y)
	}
	slices.SortFunc(out, func(a, b int) int {
		if (a == 0) != (b == 0) {
			return b - a
		}
		return a - b
	})
	return out
}

func coverageSays(counts map[bodyYear]*yearCount) []string {
	var out []string
	for _, b := range bodyNames {
		records, held, stated, short := 0, 0, 0, 0
		for k, n := range counts {
			if k.body != b.Body {
				continue
			}
			records += n.records
			if n.stated != nil {
				held, stated = held+n.records, stated+*n.stated
				if n.records < *n.stated {
					short++
				}
			}
		}
		switch {
		case records == 0 && stated == 0:
		case stated == 0:
			out = append(out, fmt.Sprintf("%s: %s. The site's own count is not known.", b.Name, count(records, "record")))
		case short > 0:
			out = append(out, fmt.Sprintf("%s: %s. Of the years whose count the site states, %s of %s are held; %s short.", b.Name, count(records, "record"), thousands(held), thousands(stated), count(short, "year")+" "+are(short)))
		default:
			out = append(out, fmt.Sprintf("%s: %s. Every year has the count that the site states, where it states one.", b.Name, count(records, "record")))
		}
	}
	return append(out, "The site counts records, and a vote can stand in several: the table has both. Votes that only a meeting record has are counted apart. An outline shows what the site states and is not held.")
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func coverageChart(counts map[bodyYear]*yearCount) Chart {
	c := columns{}
	for k, n := range counts {
		if k.year == 0 || n.records == 0 && (n.stated == nil || *n.stated == 0) {
			continue
		}
		if c.From == 0 || k.year < c.From {
			c.From = k.year
		}
		c.To = max(c.To, k.year)
	}
	if c.From == 0 {
		return nil
	}
	var words []string
	for _, b := range bodyNames {
		s := columnSeries{Name: b.Name, Counts: map[int]columnCount{}}
		most, when := 0, 0
		for year := c.From; year <= c.To; year++ {
			if n := counts[bodyYear{b.Body, year}]; n != nil {
				s.Counts[year] = columnCount{Held: n.records, Stated: n.stated}
				if n.records > most {
					most, when = n.records, year
				}
			}
		}
		if len(s.Counts) > 0 {
			c.Series = append(c.Series, s)
			words = append(words, fmt.Sprintf("%s: a column a year, the highest %d in %d.", b.Name, most, when))
		}
	}
	c.words = fmt.Sprintf("Columns by year, %d to %d. %s The table beneath has the numbers.", c.From, c.To, strings.Join(words, " "))
	if len(c.Series) == 0 {
		return nil
	}
	return c
}

// source is where a roll call can be read: its page in the library, else the
// record of its meeting; "" where neither is known.
func source(c *view.RollCall) string {
	if c.UNDLURL == "" && len(c.MeetingRecords) > 0 {
		return view.MeetingURL(c.MeetingRecords[0])
	}
	return c.UNDLURL
}
