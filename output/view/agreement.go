package view

import "slices"

// Agreement is how much two members agree over some votes, after Arend Lijphart,
// "The Analysis of Bloc Voting in the General Assembly: A Critique and a
// Proposal", American Political Science Review 57 (1963): the same vote counts
// 1, an abstention against yes or no a half, yes against no nothing. Only votes
// in which both said yes, no or abstained count.
type Agreement struct {
	Votes    int `json:"votes"` // Same + Half + Opposite
	Same     int `json:"same"`
	Half     int `json:"half"`
	Opposite int `json:"opposite"`
	// Votes that leave the pair out, each counted once, by the first of these
	// that is true.
	NotBoth   int `json:"one_not_listed"` // one stands in the list, the other does not
	Unknown   int `json:"vote_unknown"`   // the list does not tell the vote of one or both
	NonVoting int `json:"non_voting"`     // one or both are listed and did not vote
}

// Index is the agreement from 0 to 1; ok is false without votes.
func (a Agreement) Index() (index float64, ok bool) {
	if a.Votes == 0 {
		return 0, false
	}
	return (float64(a.Same) + float64(a.Half)/2) / float64(a.Votes), true
}

// LeftOut is how many votes leave the pair out.
func (a Agreement) LeftOut() int { return a.NotBoth + a.Unknown + a.NonVoting }

func (a *Agreement) add(x, y Choice) {
	switch {
	case x == NotListed && y == NotListed: // a vote of others
	case x == NotListed || y == NotListed:
		a.NotBoth++
	case x == Unknown || y == Unknown:
		a.Unknown++
	case x == NonVoting || y == NonVoting:
		a.NonVoting++
	case x == y:
		a.Same++
		a.Votes++
	case x == Abstain || y == Abstain:
		a.Half++
		a.Votes++
	default:
		a.Opposite++
		a.Votes++
	}
}

// Add adds the counts of b to a.
func (a *Agreement) Add(b Agreement) {
	a.Votes += b.Votes
	a.Same += b.Same
	a.Half += b.Half
	a.Opposite += b.Opposite
	a.NotBoth += b.NotBoth
	a.Unknown += b.Unknown
	a.NonVoting += b.NonVoting
}

// Agreement is that of two members over all votes of the table.
func (b *Ballots) Agreement(code, with string) (a Agreement) {
	x, y := b.row(code), b.row(with)
	for g := range b.Groups {
		a.add(x[g], y[g])
	}
	return a
}

// YearAgreement is the agreement of two members over the votes of a year.
type YearAgreement struct {
	Year int // 0: votes without a date
	Agreement
}

// ByYear is the agreement of two members year by year, in order. Years without a
// vote that concerns either of them are left out.
func (b *Ballots) ByYear(code, with string) []YearAgreement {
	x, y := b.row(code), b.row(with)
	years := map[int]*YearAgreement{}
	for g, group := range b.Groups {
		if x[g] == NotListed && y[g] == NotListed {
			continue
		}
		year := 0
		if d := group.Calls[0].Date; d != nil {
			year = d.Year()
		}
		if years[year] == nil {
			years[year] = &YearAgreement{Year: year}
		}
		years[year].add(x[g], y[g])
	}
	out := make([]YearAgreement, 0, len(years))
	for _, y := range years {
		out = append(out, *y)
	}
	slices.SortFunc(out, func(a, b YearAgreement) int { return a.Year - b.Year })
	return out
}

// Matrix is the agreement of each of the members with each: Matrix[i][j] is that
// of codes[i] with codes[j], equal to Matrix[j][i]. The diagonal is each with
// itself.
func (b *Ballots) Matrix(codes []string) [][]Agreement {
	rows := make([][]Choice, len(codes))
	m := make([][]Agreement, len(codes))
	for i, code := range codes {
		rows[i], m[i] = b.row(code), make([]Agreement, len(codes))
	}
	for i, x := range rows {
		for j := range i + 1 {
			y := rows[j][:len(x)]
			var count [NotListed + 1][NotListed + 1]int
			for g, c := range x {
				count[c][y[g]]++
			}
			m[i][j] = tabulated(&count)
			m[j][i] = m[i][j]
		}
	}
	return m
}

// tabulated is the agreement of votes that were counted by both choices.
func tabulated(count *[NotListed + 1][NotListed + 1]int) (a Agreement) {
	for x := range count {
		for y, n := range count[x] {
			var one Agreement
			one.add(Choice(x), Choice(y))
			a.Add(one.times(n))
		}
	}
	return a
}

func (a Agreement) times(n int) Agreement {
	return Agreement{Votes: a.Votes * n, Same: a.Same * n, Half: a.Half * n, Opposite: a.Opposite * n,
		NotBoth: a.NotBoth * n, Unknown: a.Unknown * n, NonVoting: a.NonVoting * n}
}

// row is how a member voted, also one that stands in no list.
func (b *Ballots) row(code string) []Choice {
	if row, ok := b.cells[code]; ok {
		return row
	}
	return slices.Repeat([]Choice{NotListed}, len(b.Groups))
}
