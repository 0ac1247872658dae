package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"unvotes/output/view"
)

// permanentFive are the holders of the permanent seats, with the code under
// which the seat was held before.
var permanentFive = []struct{ Code, Before string }{{"CHN", ""}, {"FRA", ""}, {"GBR", ""}, {"RUS", "SUN"}, {"USA", ""}}

const mapYears = 10 // of the map of agreement, unless the reader names a period

// period is the span of the map.
func (m *maker) period() (from, to view.Day, ok bool) {
	var last *view.Day
	for g, group := range m.assembly.ballots.Groups {
		if d := group.First().Date; d != nil && m.assembly.told[g] && (last == nil || *d > *last) {
			last = d
		}
	}
	if last == nil {
		return 0, 0, false
	}
	to = view.FirstDay(last.Year()+1) - 1
	if m.options.To != nil {
		to = *m.options.To
	}
	from = view.FirstDay(to.Year() - mapYears + 1)
	if m.options.From != nil {
		from = *m.options.From
	}
	return from, to, true
}

// blocs is how much members agree, each with each.
func (m *maker) blocs(ctx context.Context) (Section, error) {
	s := Section{ID: "agreement", Title: "Who votes with whom"}
	from, to, ok := m.period()
	if !ok {
		s.Says = []string{"No list of the General Assembly with a date tells anybody's vote."}
		return s, nil
	}
	votes, untold := m.assembly.within(from, to)
	often, seldom, times := m.assembly.voters(votes)
	if len(often) < 2 {
		s.Says = []string{fmt.Sprintf("From %s to %s there are %s of the General Assembly with a list that tells votes: no two members can be compared.", from, to, count(len(votes), "vote"))}
		return s, nil
	}
	q := view.Question{Body: "GA", From: &from, To: &to}
	calls, pieces := q.Select(m.calls)
	ballots, err := m.snapshot.Ballots(ctx, calls)
	if err != nil {
		return s, err
	}
	often = m.inOrder(often, ballots)
	agreements := ballots.Matrix(often)
	least, most := commonVotes(agreements)
	says := []string{
		fmt.Sprintf("General Assembly, %s to %s: %s, abstention as half.", from, to, count(len(votes), "vote")),
		fmt.Sprintf("%s voted in at least half of them%s; two of them have between %d and %d votes in common.", count(len(often), "member"), seldomSays(seldom), least, most),
		leftOut(nulls(m.assembly.rows, votes), untold, pieces),
		"The order puts those together who agree: average linkage, and of its orders the one with the least way from neighbour to neighbour. The ribbon shows the regional group.",
	}
	f, matrix, err := m.mapFigures(often, agreements, times, from, to)
	f.Says = append(says, m.extremes(often, agreements))
	s.Figures = []Figure{f, matrix}
	return s, err
}

// leftOut says what is in no figure of the map.
func leftOut(nulls, untold, pieces int) string {
	says := fmt.Sprintf("Left out: non-voting members and %s", count(nulls, "null vote"))
	if untold > 0 {
		says += fmt.Sprintf("; %s whose lists tell nobody's vote", count(untold, "vote"))
	}
	if pieces > 0 {
		says += fmt.Sprintf("; %s on paragraphs and other pieces", count(pieces, "vote"))
	}
	return says + "."
}

func seldomSays(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d voted in fewer, and %s left out)", n, are(n))
}

// inOrder seriates members by how much they agree. Two without a vote in common
// are as far apart as two that always disagree.
func (m *maker) inOrder(codes []string, b *view.Ballots) []string {
	agreements := b.Matrix(codes)
	order := seriate(len(codes), func(i, j int) float64 {
		a := agreements[i][j]
		if a.Votes == 0 {
			return 1
		}
		return float64(a.Half+2*a.Opposite) / float64(2*a.Votes)
	})
	out := make([]string, len(codes))
	for place, i := range order {
		out[place] = codes[i]
	}
	return out
}

func commonVotes(agreements [][]view.Agreement) (least, most int) {
	least = agreements[0][1].Votes
	for i, row := range agreements {
		for j, a := range row {
			if i != j {
				least, most = min(least, a.Votes), max(most, a.Votes)
			}
		}
	}
	return least, most
}

// mapFigures are the map, whose table has a row a member, and all its numbers.
func (m *maker) mapFigures(codes []string, agreements [][]view.Agreement, times map[string]int, from, to view.Day) (f, matrix Figure, err error) {
	f = Figure{ID: "agreement-map", Title: fmt.Sprintf("Agreement of members, %s to %s", from, to)}
	matrix = Figure{ID: "agreement-all", Title: "All numbers of the map"}
	with := struct {
		From, To string
		Codes    []string
	}{from.String(), to.String(), codes}
	if f.Query, err = query("agreement", with); err != nil {
		return f, matrix, err
	}
	if matrix.Query, err = query("matrix", with); err != nil {
		return f, matrix, err
	}
	f.Table = Table{Caption: "Members in the order of the map, with the nearest and the farthest", Brief: 12, Columns: []Column{{Name: "Member", Long: true}, {Name: "Code"}, {Name: "Regional group"}, {Name: "Votes", Number: true},
		{Name: "Nearest", Long: true}, {Name: "Nearest, %", Number: true}, {Name: "Nearest, votes", Number: true}, {Name: "Farthest", Long: true}, {Name: "Farthest, %", Number: true}, {Name: "Farthest, votes", Number: true}, {Name: "Place", Number: true, Own: true}}}
	matrix.Table = Table{Matrix: true, Caption: "Agreement of each member with each, %", Columns: []Column{{Name: "Code"}}}
	h := heat{}
	for i, code := range codes {
		near, far := nearAndFar(codes, agreements[i], i)
		member := heatMember{Code: code, Name: m.name(code), Group: m.group(code), Focus: code == m.options.Member || isPermanent(code)}
		nearest, farthest := tenthOf(agreements[i][near]), tenthOf(agreements[i][far])
		member.Title = fmt.Sprintf("%s: nearest %s %s %%, farthest %s %s %%", member.Name, m.name(codes[near]), tenths(nearest), m.name(codes[far]), tenths(farthest))
		h.Members = append(h.Members, member)
		f.Table.Rows = append(f.Table.Rows, []Cell{text(member.Name), text(code), text(m.groupName(code)), number(times[code]),
			text(m.name(codes[near])), share(nearest), number(agreements[i][near].Votes), text(m.name(codes[far])), share(farthest), number(agreements[i][far].Votes), number(i + 1)})
		matrix.Table.Columns = append(matrix.Table.Columns, Column{Name: code, Number: true})
		row, cells := make([]int, len(codes)), []Cell{text(code)}
		for j, a := range agreements[i] {
			row[j] = tenthOf(a)
			switch {
			case i == j:
				row[j] = 1000
				cells = append(cells, Cell{})
			case a.Votes == 0:
				cells = append(cells, Cell{})
			default:
				cells = append(cells, share(row[j]))
			}
		}
		h.Agreement = append(h.Agreement, row)
		matrix.Table.Rows = append(matrix.Table.Rows, cells)
	}
	h.words = fmt.Sprintf("A map of %d members by the same members in the same order, coloured by agreement. %s The tables beneath have the numbers.", len(codes), m.extremes(codes, agreements))
	f.Chart = h
	return f, matrix, nil
}

func isPermanent(code string) bool {
	for _, p := range permanentFive {
		if code == p.Code || code == p.Before && code != "" {
			return true
		}
	}
	return false
}

// nearAndFar are the members that agree most and least with the i-th; among equals the
// one with more votes in common, then the last, or the first, by code.
func nearAndFar(codes []string, row []view.Agreement, i int) (near, far int) {
	near, far = -1, -1
	for j, a := range row {
		if j == i || a.Votes == 0 {
			continue
		}
		if near < 0 || cmp.Or(tenthOf(a)-tenthOf(row[near]), a.Votes-row[near].Votes, cmp.Compare(codes[j], codes[near])) > 0 {
			near = j
		}
		if far < 0 || cmp.Or(tenthOf(a)-tenthOf(row[far]), row[far].Votes-a.Votes, cmp.Compare(codes[j], codes[far])) < 0 {
			far = j
		}
	}
	if near < 0 { // nobody has a vote in common with it
		return i, i
	}
	return near, far
}

// extremes say who agree most, and who least.
func (m *maker) extremes(codes []string, agreements [][]view.Agreement) string {
	type pair struct{ i, j, tenth int }
	var pairs []pair
	for i := range codes {
		for j := range i {
			if a := agreements[i][j]; a.Votes > 0 {
				pairs = append(pairs, pair{j, i, tenthOf(a)})
			}
		}
	}
	if len(pairs) == 0 {
		return "No two of them have a vote in common."
	}
	votes := func(p pair) int { return agreements[p.i][p.j].Votes }
	least := slices.MinFunc(pairs, func(a, b pair) int { return cmp.Or(a.tenth-b.tenth, votes(b)-votes(a)) })
	most := slices.MaxFunc(pairs, func(a, b pair) int { return cmp.Or(a.tenth-b.tenth, votes(a)-votes(b)) })
	say := func(p pair) string {
		return fmt.Sprintf("%s and %s, %s %% of %s", m.name(codes[p.i]), m.name(codes[p.j]), tenths(p.tenth), count(votes(p), "vote"))
	}
	return "Most agree " + say(most) + "; least " + say(least) + "."
}
