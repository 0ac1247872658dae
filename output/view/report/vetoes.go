package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"unvotes/normalize"
)

// seats are the permanent seats in the Council: the members that held them, and the
// class of their colour.
var seats = []struct {
	class string
	codes []string
}{{"g1", []string{"CHN"}}, {"g3", []string{"FRA"}}, {"g4", []string{"GBR"}}, {"g2", []string{"SUN", "RUS"}}, {"g5", []string{"USA"}}, {"g0", []string{""}}}

// byYear counts the vetoes of a member, "" for an unknown one, by year, 0 for no date.
type byYear map[string]map[int]int

// vetoes counts vetoes by member and year.
func (m *maker) vetoes(context.Context) (Section, error) {
	s := Section{ID: "vetoes", Title: "Vetoes in the Security Council"}
	counts, years, all, elsewhere := byYear{}, map[bodyYear]held{}, 0, 0
	for _, text := range m.vetoed {
		for _, v := range text.Vetoes {
			year := 0
			if v.Date != nil {
				year = v.Date.Year()
			}
			if counts[v.MSCode] == nil {
				counts[v.MSCode] = map[int]int{}
			}
			counts[v.MSCode][year]++
			years[bodyYear{year: year}] = held{}
			if all++; v.Source == normalize.MeetingRecord {
				elsewhere++
			}
		}
	}
	f := Figure{ID: "vetoes-years", Title: "Vetoes by member and year", Query: query("vetoes", seatCodes()), Notes: []string{
		fmt.Sprintf("%s of permanent members against %s. A text that several of them vetoed counts once for each.", count(all, "vote"), count(len(m.vetoed), "text"))},
		Table: Table{Caption: "Vetoes by year and member", Columns: []Column{{Name: "Year"}}}}
	if elsewhere > 0 {
		f.Notes = append(f.Notes, fmt.Sprintf("%s that only meeting records have are among them.", count(elsewhere, "vote")))
	}
	for _, code := range seatCodes() {
		f.Table.Columns = append(f.Table.Columns, Column{cmp.Or(code, "Not known"), number})
	}
	for _, year := range yearsOf(years) {
		row := []Cell{word("no date")}
		if year > 0 {
			row[0].Text = strconv.Itoa(year)
		}
		for _, code := range seatCodes() {
			row = append(row, integer(counts[code][year]))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	f.Picture = m.vetoPicture(counts, slices.DeleteFunc(yearsOf(years), func(year int) bool { return year == 0 }))
	s.Figures = []Figure{f}
	return s, nil
}

// seatCodes are the codes of all seats, in order.
func seatCodes() (codes []string) {
	for _, seat := range seats {
		codes = append(codes, seat.codes...)
	}
	return codes
}

// vetoPicture draws a column for each year, divided by members.
func (m *maker) vetoPicture(counts byYear, years []int) *Picture {
	if len(years) == 0 {
		return nil
	}
	const left, right, high = px(38), px(pictureWidth - 2), px(180)
	from, to := years[0], years[len(years)-1]
	slot := (right - left) / px(to-from+1)
	at := func(year int) px { return left + px(year-from)*slot + slot/2 }
	var c canvas
	var keys []key
	in, top, most := map[int]int{}, from, ""
	all := map[string]int{}
	for _, seat := range seats {
		for _, code := range seat.codes {
			name := m.name(code)
			if code == "" {
				name = "Not known"
			}
			for _, year := range years {
				n := counts[code][year]
				all[name], in[year] = all[name]+n, in[year]+n
				if in[year] > in[top] {
					top = year
				}
			}
			if n := len(keys); all[name] > 0 && n > 0 && keys[n-1].class == seat.class {
				keys[n-1].text += " / " + name
			} else if all[name] > 0 {
				keys = append(keys, key{seat.class, name})
			}
			if most == "" || all[name] > all[most] {
				most = name
			}
		}
	}
	y := c.legend(0, pictureWidth, keys) + 12
	marks := steps(in[top])
	scale, bottom := high/px(marks[len(marks)-1]), y+high
	for _, n := range marks {
		c.axis(left, right, bottom-px(n)*scale, strconv.Itoa(n))
	}
	for _, year := range years {
		foot := bottom
		for _, seat := range seats {
			for _, code := range seat.codes {
				n := counts[code][year]
				if n == 0 {
					continue
				}
				height := px(n) * scale
				c.group(seat.class, fmt.Sprintf("%d, %s: %d", year, cmp.Or(m.name(code), "not known"), n))
				c.rect("", at(year)-slot*0.4, foot-height, slot*0.8, height)
				c.end()
				foot -= height
			}
		}
	}
	c.years(from, to, bottom+22, at)
	words := fmt.Sprintf("Columns by year, %d to %d, divided by members. The highest is %d, with %d; most vetoes are those of %s, %d.", from, to, top, in[top], most, all[most])
	return &Picture{Class: "columns", Width: pictureWidth, Height: bottom + 28, Words: words, shapes: c.b.String()}
}
