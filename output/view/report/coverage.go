package report

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"unvotes/normalize"
	"unvotes/output/view"
)

// body is one whose records are counted.
type body struct{ Code, Name string }

// bodies returns those whose records are counted, in order: the principal organs, and
// the others of which there are any.
func (m *maker) bodies() (all []body) {
	for _, b := range view.Bodies {
		if b == normalize.GA || b == normalize.SC || slices.ContainsFunc(m.calls, func(c view.RollCall) bool { return c.Body == b }) {
			all = append(all, body{string(b), view.BodyName(b)})
		}
	}
	return all
}

// held is what the snapshot has of a body and a year.
type held struct {
	records, votes int  // of the library
	unnamed        int  // records without a list of names
	elsewhere      int  // votes that only meeting records have
	stated         *int // records that the site states; nil: unknown
}

type bodyYear struct {
	body string // "": unknown
	year int    // 0: no date
}

// coverage compares what is held by body and year with what the site states.
func (m *maker) coverage(context.Context) (Section, error) {
	counts, bodies := m.heldByYear(), m.bodies()
	var codes []string
	for _, b := range bodies {
		codes = append(codes, b.Code)
	}
	f := Figure{ID: "coverage-years", Title: "Records by body and year", Query: query("coverage", codes),
		Notes: coverageNotes(counts, bodies), Table: coverageTable(counts, bodies), Picture: coveragePicture(counts, bodies)}
	names := Figure{ID: "coverage-names", Title: "Records with and without names", Query: query("coverage-names", codes), Table: namesTable(counts, bodies),
		Notes: []string{"A record without names has only totals, or says only that there was a vote. It does not say how anyone voted."}}
	return Section{ID: "coverage", Title: "What is held", Figures: []Figure{f, names}}, nil
}

// namesTable counts the records of each decade that list who voted, and those that
// do not.
func namesTable(counts map[bodyYear]held, bodies []body) Table {
	t := Table{Caption: "Records with and without a list of names, by decade of the vote", Columns: []Column{{Name: "Decade"}}}
	decades := map[bodyYear]held{}
	for k, h := range counts {
		if h.records+h.elsewhere == 0 { // the site states some, and none is held
			continue
		}
		k.year -= k.year % 10
		d := decades[k]
		d.records, d.unnamed = d.records+h.records, d.unnamed+h.unnamed
		decades[k] = d
	}
	for _, b := range bodies {
		t.Columns = append(t.Columns, Column{b.Code + " with", number}, Column{b.Code + " without", number})
	}
	for _, year := range yearsOf(decades) {
		row := []Cell{word("no date")}
		if year > 0 {
			row[0].Text = strconv.Itoa(year) + "s"
		}
		for _, b := range bodies {
			d := decades[bodyYear{b.Code, year}]
			row = append(row, integer(d.records-d.unnamed), integer(d.unnamed))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (m *maker) heldByYear() map[bodyYear]held {
	type group struct {
		bodyYear
		id string
	}
	counts, counted := map[bodyYear]held{}, map[group]bool{}
	for i := range m.calls {
		c := &m.calls[i]
		k := bodyYear{body: string(c.Body)}
		if c.Date != nil {
			k.year = c.Date.Year()
		}
		h := counts[k]
		switch {
		case c.Source == "meeting_record":
			h.elsewhere++
		case counted[group{k, c.VoteGroupID}]:
			h.records++
		default:
			counted[group{k, c.VoteGroupID}] = true
			h.records, h.votes = h.records+1, h.votes+1
		}
		if c.Source != "meeting_record" && c.List == normalize.NoList {
			h.unnamed++
		}
		counts[k] = h
	}
	for _, c := range m.snapshot.Manifest.Coverage {
		k := bodyYear{string(c.Body), c.Year}
		h := counts[k]
		h.stated = c.Stated
		counts[k] = h
	}
	return counts
}

func coverageTable(counts map[bodyYear]held, bodies []body) Table {
	t := Table{Caption: "Records, votes, and records as the site states them, by year of the vote", Columns: []Column{{Name: "Year"}}}
	for _, b := range bodies {
		t.Columns = append(t.Columns, Column{b.Code + " records", number}, Column{b.Code + " votes", number}, Column{b.Code + " stated", number})
	}
	t.Columns = append(t.Columns, Column{"Body not known", number}, Column{"In meeting records only", number})
	for _, year := range yearsOf(counts) {
		row := []Cell{word("no date")}
		if year > 0 {
			row[0].Text = strconv.Itoa(year)
		}
		unknown := counts[bodyYear{"", year}]
		elsewhere := unknown.elsewhere
		for _, b := range bodies {
			h := counts[bodyYear{b.Code, year}]
			stated := Cell{}
			if h.stated != nil {
				stated = integer(*h.stated)
			}
			row = append(row, integer(h.records), integer(h.votes), stated)
			elsewhere += h.elsewhere
		}
		t.Rows = append(t.Rows, append(row, integer(unknown.records), integer(elsewhere)))
	}
	return t
}

// yearsOf returns the years in order, 0 (no date) last.
func yearsOf(counts map[bodyYear]held) []int {
	years := map[int]bool{}
	for k := range counts {
		years[k.year] = true
	}
	return slices.SortedFunc(maps.Keys(years), func(a, b int) int {
		if (a == 0) != (b == 0) {
			return b - a
		}
		return a - b
	})
}

func coverageNotes(counts map[bodyYear]held, bodies []body) (notes []string) {
	for _, b := range bodies {
		records, checked, stated, short := 0, 0, 0, 0
		for k, h := range counts {
			if k.body != b.Code {
				continue
			}
			records += h.records
			if h.stated != nil {
				checked, stated = checked+h.records, stated+*h.stated
				if h.records < *h.stated {
					short++
				}
			}
		}
		note := b.Name + ": " + count(records, "record") + ". "
		switch {
		case records == 0 && stated == 0:
			continue
		case stated == 0:
			note += "The site's own count is not known."
		case short > 0:
			note += fmt.Sprintf("Of the years whose count the site states, %s of %s are held; %s short.", thousands(checked), thousands(stated), count(short, "year")+" "+are(short))
		default:
			note += "Every year has the count that the site states, where it states one."
		}
		notes = append(notes, note)
	}
	return append(notes, "The site counts records, and one vote can be in several: the table has both. Votes that only meeting records have are counted separately. An outline marks what the site states and is not held.")
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// coveragePicture draws a column for each year, a row of columns for each body,
// on one scale.
func coveragePicture(counts map[bodyYear]held, bodies []body) *Picture {
	years := slices.DeleteFunc(yearsOf(counts), func(year int) bool {
		return year == 0 || !slices.ContainsFunc(bodies, func(b body) bool { return counts[bodyYear{b.Code, year}].height() > 0 })
	})
	if len(years) == 0 {
		return nil
	}
	const left, right, high = px(38), px(pictureWidth - 2), px(140)
	from, to := years[0], years[len(years)-1]
	slot := (right - left) / px(to-from+1)
	at := func(year int) px { return left + px(year-from)*slot + slot/2 }
	var c canvas
	y, highest := px(0), 0
	for _, h := range counts {
		highest = max(highest, h.height())
	}
	marks := steps(highest)
	scale := high / px(marks[len(marks)-1])
	words := []string{fmt.Sprintf("Columns by year, %d to %d.", from, to)}
	for _, b := range bodies {
		of := func(year int) held { return counts[bodyYear{b.Code, year}] }
		top := slices.MaxFunc(years, func(x, y int) int { return cmp.Compare(of(x).height(), of(y).height()) })
		if of(top).height() == 0 {
			continue
		}
		words = append(words, fmt.Sprintf("%s: the highest is %d in %d.", b.Name, of(top).height(), top))
		c.text("strong", 0, y+14, b.Name)
		y += 26
		used := 1 // marks up to the top
		for marks[used-1] < of(top).height() {
			used++
		}
		bottom := y + px(marks[used-1])*scale
		for _, n := range marks[:used] {
			c.axis(left, right, bottom-px(n)*scale, strconv.Itoa(n))
		}
		for _, year := range years {
			h := of(year)
			held, all := px(h.records)*scale, px(h.height())*scale
			title := fmt.Sprintf("%d: %d records held", year, h.records)
			if h.stated != nil {
				title = fmt.Sprintf("%d: %d of %d records held", year, h.records, *h.stated)
			}
			c.group("column", title)
			if all > held {
				c.rect("missing", at(year)-slot*0.4, bottom-all, slot*0.8, all-held)
			}
			c.rect("held", at(year)-slot*0.4, bottom-held, slot*0.8, held)
			c.end()
		}
		y = bottom + 14
	}
	c.years(from, to, y+8, at)
	return &Picture{Class: "columns", Width: pictureWidth, Height: y + 14, Words: strings.Join(words, " "), shapes: c.b.String()}
}

// height is that of the column: what is held, or what the site states if more.
func (h held) height() int {
	if h.stated != nil {
		return max(h.records, *h.stated)
	}
	return h.records
}

// steps returns round numbers from 0 to at least top, at most five, for labels.
func steps(top int) []int {
	step := 1
	for i := 0; 4*step < top; i++ {
		step = []int{1, 2, 5}[i%3] * pow10(i/3)
	}
	marks := []int{0}
	for v := 0; v < top; {
		v += step
		marks = append(marks, v)
	}
	return marks
}

func pow10(n int) int {
	p := 1
	for range n {
		p *= 10
	}
	return p
}

// source returns the address where a roll call can be read: its page in the
// library, else the record of its meeting; "" if neither is known.
func source(c *view.RollCall) string {
	if c.URL() == "" && len(c.MeetingRecords) > 0 {
		return view.MeetingURL(c.MeetingRecords[0])
	}
	return c.URL()
}
