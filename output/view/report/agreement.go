package report

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"unvotes/output/view"
)

// permanentFive are the permanent members, with the code of the state that held
// the seat before.
var permanentFive = []struct{ Code, Before string }{{"CHN", ""}, {"FRA", ""}, {"GBR", ""}, {"RUS", "SUN"}, {"USA", ""}}

const mapYears = 10 // of the map, unless the reader names a period

// ballots are the votes of some lists as numbers, each vote once.
type ballots struct {
	*view.Ballots
	codes []string        // of the members that stand in a list
	rows  [][]view.Choice // of codes
	known []int           // the votes of which at least one member's vote is known
}

func (m *maker) ballots(ctx context.Context, calls []view.RollCall) (*ballots, error) {
	of, err := m.snapshot.Ballots(ctx, calls)
	if err != nil {
		return nil, err
	}
	b := &ballots{Ballots: of, codes: of.Codes()}
	for _, code := range b.codes {
		b.rows = append(b.rows, of.Of(code))
	}
	for g := range of.Groups {
		if slices.ContainsFunc(b.rows, func(row []view.Choice) bool { return row[g] < view.Unknown }) {
			b.known = append(b.known, g)
		}
	}
	return b, nil
}

// nulls returns how many votes of members are null in these lists.
func (b *ballots) nulls(votes ...int) (n int) {
	for _, row := range b.rows {
		for _, g := range votes {
			if row[g] == view.Unknown {
				n++
			}
		}
	}
	return n
}

// voters returns the members that said yes, no or abstained in at least half of
// the votes, how many did in fewer, and how often each did.
func (b *ballots) voters() (often []string, seldom int, times map[string]int) {
	times = map[string]int{}
	for i, code := range b.codes {
		n := 0
		for _, c := range b.rows[i] {
			if c.Voted() {
				n++
			}
		}
		switch times[code] = n; {
		case n > 0 && 2*n >= len(b.known):
			often = append(often, code)
		case n > 0:
			seldom++
		}
	}
	return often, seldom, times
}

// tenthOf returns an agreement in tenths of a per cent, -1 without a vote in
// common.
func tenthOf(a view.Agreement) int {
	if a.Votes == 0 {
		return -1
	}
	return (1000*(2*a.Same+a.Half) + a.Votes) / (2 * a.Votes)
}

// period returns the span of the map; ok is false if no vote has a date and a
// list.
func (m *maker) period() (from, to view.Day, ok bool) {
	for _, g := range m.assembly.known {
		if d := m.assembly.Groups[g].First().Date; d != nil && (!ok || *d > to) {
			to, ok = *d, true
		}
	}
	if !ok {
		return 0, 0, false
	}
	to = view.FirstDay(to.Year()+1) - 1
	if m.options.To != nil {
		to = *m.options.To
	}
	from = view.FirstDay(to.Year() - mapYears + 1)
	if m.options.From != nil {
		from = *m.options.From
	}
	return from, to, true
}

// agreement shows how much members agree, each with each.
func (m *maker) agreement(ctx context.Context) (Section, error) {
	s := Section{ID: "agreement", Title: "Who votes with whom"}
	from, to, ok := m.period()
	if !ok {
		s.Notes = []string{"No vote of the " + m.bodyName() + " has a date and a list of who voted how."}
		return s, nil
	}
	calls, pieces := view.Question{Body: m.body, From: &from, To: &to}.Select(m.calls)
	b, err := m.ballots(ctx, calls)
	if err != nil {
		return s, err
	}
	codes, seldom, times := b.voters()
	if len(codes) < 2 {
		s.Notes = []string{fmt.Sprintf("From %s to %s there are %s of the %s with a list: no two members can be compared.", from, to, count(len(b.known), "vote"), m.bodyName())}
		return s, nil
	}
	codes = inOrder(codes, b.Matrix(codes))
	matrix := b.Matrix(codes)
	members := "%s voted in at least half of them; two of them have between %d and %d votes in common."
	if seldom > 0 {
		members = fmt.Sprintf("%%s voted in at least half of them (%d voted in fewer, and %s left out); two of them have between %%d and %%d votes in common.", seldom, are(seldom))
	}
	least, most := commonVotes(matrix)
	leftOut := "Left out: members not voting and " + count(b.nulls(b.known...), "null vote")
	if n := len(b.Groups) - len(b.known); n > 0 {
		leftOut += fmt.Sprintf("; %s whose lists have no codes", count(n, "vote"))
	}
	if pieces > 0 {
		leftOut += fmt.Sprintf("; %s on paragraphs and other pieces", count(pieces, "vote"))
	}
	extremes := m.extremes(codes, matrix)
	notes := []string{
		fmt.Sprintf("%s, %s to %s: %s. An abstention counts as half.", m.bodyName(), from, to, count(len(b.known), "vote")),
		fmt.Sprintf(members, count(len(codes), "member"), least, most),
		leftOut + ".",
		"The order puts members next to each other who agree (average linkage). The ribbon shows the regional group.",
		extremes,
	}
	data := struct {
		Body, From, To string
		Codes          []string
	}{string(m.body), from.String(), to.String(), codes}
	s.Figures = []Figure{
		{ID: "agreement-map", Title: fmt.Sprintf("Agreement of members, %s to %s", from, to), Notes: notes, Query: query("agreement", data),
			Picture: m.drawMap(codes, matrix, fmt.Sprintf("A map of %d members by the same members in the same order, coloured by agreement. %s The tables have the numbers.", len(codes), extremes)),
			Table:   m.nearestTable(codes, matrix, times)},
		{ID: "agreement-all", Title: "All numbers of the map", Query: query("matrix", data), Table: matrixTable(codes, matrix)},
	}
	return s, nil
}

// inOrder puts members next to each other who agree: average linkage joins the
// two nearest clusters until one is left, and its order is that in which they
// were joined. Equal distances are decided by the code.
func inOrder(codes []string, matrix [][]view.Agreement) []string {
	n := len(codes)
	apart, clusters := make([][]float64, n), make([][]string, n)
	for i, code := range codes {
		clusters[i], apart[i] = []string{code}, make([]float64, n)
		for j, a := range matrix[i] {
			if apart[i][j] = 1; a.Votes > 0 {
				apart[i][j] = float64(a.Half+2*a.Opposite) / float64(2*a.Votes)
			}
		}
	}
	for range n - 1 {
		least, a, b := math.Inf(1), 0, 0
		for i := range n {
			for j := i + 1; j < n && clusters[i] != nil; j++ {
				if clusters[j] != nil && apart[i][j] < least {
					least, a, b = apart[i][j], i, j
				}
			}
		}
		na, nb := float64(len(clusters[a])), float64(len(clusters[b]))
		for k := range n {
			apart[a][k] = (na*apart[a][k] + nb*apart[b][k]) / (na + nb)
			apart[k][a] = apart[a][k]
		}
		clusters[a], clusters[b] = slices.Concat(clusters[a], clusters[b]), nil
	}
	return clusters[0]
}

func commonVotes(matrix [][]view.Agreement) (least, most int) {
	least = matrix[0][1].Votes
	for i, row := range matrix {
		for j, a := range row {
			if i != j {
				least, most = min(least, a.Votes), max(most, a.Votes)
			}
		}
	}
	return least, most
}

// extremes says who agree most, and who least.
func (m *maker) extremes(codes []string, matrix [][]view.Agreement) string {
	type pair struct {
		i, j int
		view.Agreement
	}
	var pairs []pair
	for i := range codes {
		for j := range i {
			if matrix[i][j].Votes > 0 {
				pairs = append(pairs, pair{j, i, matrix[i][j]})
			}
		}
	}
	if len(pairs) == 0 {
		return "No two of them have a vote in common."
	}
	say := func(p pair) string {
		return fmt.Sprintf("%s and %s, %s %% of %s", m.name(codes[p.i]), m.name(codes[p.j]), tenths(tenthOf(p.Agreement)), count(p.Votes, "vote"))
	}
	most := slices.MaxFunc(pairs, func(a, b pair) int { return cmp.Or(tenthOf(a.Agreement)-tenthOf(b.Agreement), a.Votes-b.Votes) })
	least := slices.MinFunc(pairs, func(a, b pair) int { return cmp.Or(tenthOf(a.Agreement)-tenthOf(b.Agreement), b.Votes-a.Votes) })
	return "Most agree " + say(most) + "; least " + say(least) + "."
}

// nearestTable has a row for each member of the map, in its order.
func (m *maker) nearestTable(codes []string, matrix [][]view.Agreement, times map[string]int) Table {
	t := Table{Caption: "Members in the order of the map, with the nearest and the farthest", Brief: 12, Columns: []Column{{"Member", long}, {Name: "Code"}, {Name: "Regional group"}, {"Votes", number},
		{"Nearest", long}, {"Nearest, %", number}, {"Nearest, votes", number}, {"Farthest", long}, {"Farthest, %", number}, {"Farthest, votes", number}, {"Place", own}}}
	for i, code := range codes {
		near, far := nearAndFar(codes, matrix[i], i)
		t.Rows = append(t.Rows, []Cell{word(m.name(code)), word(code), word(cmp.Or(m.group(code), "No group")), integer(times[code]),
			word(m.name(codes[near])), percent(tenthOf(matrix[i][near])), integer(matrix[i][near].Votes),
			word(m.name(codes[far])), percent(tenthOf(matrix[i][far])), integer(matrix[i][far].Votes), integer(i + 1)})
	}
	return t
}

// nearAndFar returns the members that agree most and least with the i-th: of
// equals the one with more votes in common, then the last, or the first, by
// code; the i-th itself if it has no vote in common with any.
func nearAndFar(codes []string, row []view.Agreement, i int) (near, far int) {
	near, far = i, i
	for j, a := range row {
		if j == i || a.Votes == 0 {
			continue
		}
		if near == i || cmp.Or(tenthOf(a)-tenthOf(row[near]), a.Votes-row[near].Votes, cmp.Compare(codes[j], codes[near])) > 0 {
			near = j
		}
		if far == i || cmp.Or(tenthOf(a)-tenthOf(row[far]), row[far].Votes-a.Votes, cmp.Compare(codes[j], codes[far])) < 0 {
			far = j
		}
	}
	return near, far
}

func matrixTable(codes []string, matrix [][]view.Agreement) Table {
	t := Table{Folded: true, Caption: "Agreement of each member with each, %", Columns: []Column{{Name: "Code"}}}
	for i, code := range codes {
		t.Columns = append(t.Columns, Column{code, number})
		row := []Cell{word(code)}
		for j, a := range matrix[i] {
			if i == j || a.Votes == 0 {
				row = append(row, Cell{})
				continue
			}
			row = append(row, percent(tenthOf(a)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// shades are the lower bounds of the classes of colour, in tenths of a per cent.
// They are closer together at the top, where most pairs are.
var shades = []int{0, 300, 400, 500, 600, 700, 800, 850, 900, 950}

// shade returns the class of colour of an agreement; the last is for none.
func shade(tenth int) int {
	if tenth < 0 {
		return len(shades)
	}
	i, found := slices.BinarySearch(shades, tenth)
	if !found {
		i--
	}
	return i
}

// regionalGroups are in the order of their colours.
var regionalGroups = []string{"African", "Asia-Pacific", "Eastern European", "Latin American and Caribbean", "Western European and Others"}

func groupClass(name string) string {
	return "g" + strconv.Itoa(slices.Index(regionalGroups, name)+1) // g0: none
}

// drawMap draws members by members, coloured by agreement, with a ribbon for the
// regional groups along two sides.
func (m *maker) drawMap(codes []string, matrix [][]view.Agreement, words string) *Picture {
	const left, top, ribbon = px(54), px(10), 7
	cell := min((pictureWidth-left)/px(len(codes)), 34)
	side := cell * px(len(codes))
	var c canvas
	drawCells(&c, left, top, cell, matrix)
	for start, end := 0, 0; start < len(codes); start = end {
		for end < len(codes) && m.group(codes[end]) == m.group(codes[start]) {
			end++
		}
		from, length := px(start)*cell, px(end-start)*cell
		c.rect(groupClass(m.group(codes[start])), left-ribbon-2, top+from, ribbon, length)
		c.rect(groupClass(m.group(codes[start])), left+from, 0, length, ribbon)
	}
	m.labelMap(&c, left-ribbon-5, top, cell, codes)
	for i, code := range codes {
		near, far := nearAndFar(codes, matrix[i], i)
		c.group("over", fmt.Sprintf("%s: nearest %s %s %%, farthest %s %s %%", m.name(code), m.name(codes[near]), tenths(tenthOf(matrix[i][near])), m.name(codes[far]), tenths(tenthOf(matrix[i][far]))))
		c.rect("", 0, top+px(i)*cell, left+side, cell)
		c.end()
	}
	var scale, groups []key
	for i, from := range shades {
		to := 1000
		if i+1 < len(shades) {
			to = shades[i+1]
		}
		scale = append(scale, key{"h" + strconv.Itoa(i), fmt.Sprintf("%d–%d %%", from/10, to/10)})
	}
	if least, _ := commonVotes(matrix); least == 0 {
		scale = append(scale, key{"h" + strconv.Itoa(len(shades)), "no vote in common"})
	}
	for _, name := range append(slices.Clone(regionalGroups), "") {
		if slices.ContainsFunc(codes, func(code string) bool { return m.group(code) == name }) {
			groups = append(groups, key{groupClass(name), cmp.Or(name, "no group")})
		}
	}
	y := c.legend(top+side+12, pictureWidth, scale)
	y = c.legend(y+4, pictureWidth, groups)
	return &Picture{Class: "map", Width: pictureWidth, Height: y, Words: words, shapes: c.b.String()}
}

// drawCells draws the cells of each shade as runs along the rows: one path for
// each shade instead of a rectangle for each pair keeps the page small.
func drawCells(c *canvas, left, top, cell px, matrix [][]view.Agreement) {
	paths := make([]strings.Builder, len(shades)+1)
	for i, row := range matrix {
		for j := 0; j < len(row); {
			s, start := shade(tenthOf(row[j])), j
			for j < len(row) && j != i && shade(tenthOf(row[j])) == s {
				j++
			}
			if j == start { // the diagonal
				j++
				continue
			}
			fmt.Fprintf(&paths[s], "M%s %sh%s", left+px(start)*cell, top+(px(i)+0.5)*cell, px(j-start)*cell)
		}
	}
	for s := range paths {
		if paths[s].Len() > 0 { // a little wider than a cell, or the rows show gaps
			c.add(`<path class="cells h%d" stroke-width="%s" d="%s"/>`, s, cell+0.1, paths[s].String())
		}
	}
}

// labelMap labels as many rows as there is space for: first the member in focus
// and the permanent five, then others as far apart as a phone needs, then those
// that a phone does not show (minor).
func (m *maker) labelMap(c *canvas, x, top, cell px, codes []string) {
	var taken []px
	pass := func(class string, apart px, wanted func(code string) bool) {
		for i, code := range codes {
			y := top + (px(i)+0.5)*cell + 3.5
			if wanted(code) && !slices.ContainsFunc(taken, func(other px) bool { return px(math.Abs(float64(y-other))) < apart }) {
				taken = append(taken, y)
				c.text("end "+class, x, y, code)
			}
		}
	}
	all := func(string) bool { return true }
	focus := func(code string) bool {
		return code == m.options.Member || slices.ContainsFunc(permanentFive, func(p struct{ Code, Before string }) bool { return code == p.Code || code == p.Before })
	}
	pass("strong", 15, focus)
	pass("strong minor", 8.5, focus)
	pass("soft", 15, all)
	pass("soft minor", 8.5, all)
}
