package report

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"unvotes/output/view"
)

// member is the section on one member: its agreement with the permanent five by
// year.
func (m *maker) member(ctx context.Context) (Section, error) {
	code := m.options.Member
	s := Section{ID: "member", Title: m.name(code)}
	data := yearsData{Body: string(m.body), Member: code}
	q, span := view.Question{Body: m.body}, ""
	if from, to, ok := m.period(); ok && (m.options.From != nil || m.options.To != nil) {
		q.From, q.To = &from, &to
		data.From, data.To = from.String(), to.String()
		span = " from " + data.From + " to " + data.To
	}
	calls, _ := q.Select(m.calls)
	b, err := m.ballots(ctx, calls)
	if err != nil {
		return s, err
	}
	voted, silent, null := 0, 0, 0
	for _, c := range b.Of(code) {
		switch {
		case c.Voted():
			voted++
		case c == view.NonVoting:
			silent++
		case c == view.Unknown:
			null++
		}
	}
	if voted == 0 {
		s.Notes = []string{fmt.Sprintf("This snapshot has no vote of the %[2]s%[3]s in which %[1]s voted yes, no or abstained.", m.name(code), m.bodyName(), span)}
		return s, nil
	}
	s.Notes = []string{fmt.Sprintf("%s voted yes, no or abstained in %s of the %s%s. Left out: %s in which it is listed and did not vote, and %s in which its vote is null.",
		m.name(code), count(voted, "vote"), m.bodyName(), span, thousands(silent), thousands(null))}
	s.Figures = []Figure{m.yearsFigure(b, data)}
	return s, nil
}

type yearsData struct {
	Body, From, To, Member string
	Others                 []struct{ Code, Before string } // of the permanent five
}

func (m *maker) yearsFigure(b *ballots, data yearsData) Figure {
	f := Figure{ID: "member-years", Title: m.name(data.Member) + ": agreement with the permanent five", Notes: []string{
		"Votes of the " + m.bodyName() + " on texts, by year; beside each share is the number of votes in which both said yes, no or abstained. The seat of the Russian Federation is that of the Soviet Union until 1991."},
		Table: Table{Caption: "Agreement by year, %, and votes in common", Columns: []Column{{Name: "Year"}}}}
	years := map[int]bool{}
	var byYear []map[int]view.Agreement // of data.Others
	var lines []line
	for _, p := range permanentFive {
		if data.Member == p.Code || data.Member == p.Before {
			continue
		}
		data.Others = append(data.Others, p)
		f.Table.Columns = append(f.Table.Columns, Column{p.Code + ", %", number}, Column{p.Code + " votes", number})
		of := map[int]view.Agreement{}
		for _, holder := range []string{p.Code, p.Before} {
			for _, y := range b.ByYear(data.Member, holder) {
				a := of[y.Year]
				a.Add(y.Agreement)
				of[y.Year] = a
			}
		}
		byYear, lines = append(byYear, of), append(lines, line{Name: m.name(p.Code)})
	}
	for g, c := range b.Of(data.Member) {
		if d := b.Groups[g].First().Date; d != nil && c.Voted() {
			years[d.Year()] = true
		}
	}
	for _, year := range slices.Sorted(maps.Keys(years)) {
		row := []Cell{integer(year)}
		for i, of := range byYear {
			a := of[year]
			share := Cell{}
			if a.Votes > 0 {
				share = percent(tenthOf(a))
				lines[i].Points = append(lines[i].Points, point{Year: year, Tenth: tenthOf(a), Votes: a.Votes})
			}
			row = append(row, share, integer(a.Votes))
		}
		f.Table.Rows = append(f.Table.Rows, row)
	}
	if all := slices.Sorted(maps.Keys(years)); len(all) > 0 {
		f.Picture = drawLines(lines, all[0], all[len(all)-1], "Lines of the agreement of "+m.name(data.Member)+" with each of the others.")
	}
	f.Query = query("years", data)
	return f
}

// line is a share by year.
type line struct {
	Name   string
	Points []point // a year without votes has none
}

type point struct {
	Year  int
	Tenth int // tenths of a per cent
	Votes int
}

// drawLines draws shares between 0 and 100 per cent, each line in its own colour
// and dashes.
func drawLines(lines []line, from, to int, words string) *Picture {
	const left, top, bottom = px(46), px(8), px(290)
	right := px(pictureWidth - 160) // beside it stand the names
	span := px(max(to-from, 1))
	at := func(year int) px { return left + px(year-from)/span*(right-left) }
	height := func(tenth int) px { return bottom - px(tenth)/1000*(bottom-top) }
	var c canvas
	for v := 0; v <= 100; v += 25 {
		c.axis(left, right, height(v*10), fmt.Sprintf("%d %%", v))
	}
	c.years(from, to, bottom+20, at)
	names := make([]px, len(lines)) // their heights
	for i, l := range lines {
		if len(l.Points) > 0 {
			names[i] = height(l.Points[len(l.Points)-1].Tenth) + 4
		}
	}
	spread(names, 16, bottom+4)
	for i, l := range lines {
		if len(l.Points) == 0 {
			continue
		}
		c.add(`<g class="line c%d">`, i)
		var path strings.Builder
		for j, p := range l.Points {
			move := "L"
			if j == 0 || p.Year > l.Points[j-1].Year+1 {
				move = "M" // a gap: a line across it would suggest votes
			}
			fmt.Fprintf(&path, "%s%s %s", move, at(p.Year), height(p.Tenth))
		}
		c.add(`<path d="%s"/>`, path.String())
		for _, p := range l.Points {
			c.add(`<circle cx="%s" cy="%s" r="2.4"><title>%s</title></circle>`, at(p.Year), height(p.Tenth),
				escaped(fmt.Sprintf("%s, %d: %s %% of %s", l.Name, p.Year, tenths(p.Tenth), count(p.Votes, "vote"))))
		}
		c.text("", right+8, names[i], fit(l.Name, 152))
		c.end()
		first, last := l.Points[0], l.Points[len(l.Points)-1]
		words += fmt.Sprintf(" %s: %s %% in %d, %s %% in %d.", l.Name, tenths(first.Tenth), first.Year, tenths(last.Tenth), last.Year)
	}
	return &Picture{Class: "lines", Width: pictureWidth, Height: bottom + 26, Words: words, shapes: c.b.String()}
}

// spread moves heights apart, so that no label at one of them covers another,
// and none is below floor.
func spread(heights []px, apart, floor px) {
	order := make([]int, len(heights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(heights[a], heights[b]) })
	for k := 1; k < len(order); k++ {
		heights[order[k]] = max(heights[order[k]], heights[order[k-1]]+apart)
	}
	for _, i := range slices.Backward(order) {
		heights[i] = min(heights[i], floor)
		floor = heights[i] - apart
	}
}
