package view

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// named returns those roll calls that are wanted on the text that the words name,
// as for Show: "A/77/L.65", an id, an address. Errors are those of Index.Text.
func (s *Snapshot) named(ctx context.Context, q *Search, calls []RollCall) (on []RollCall, err error) {
	x, err := s.Index(ctx)
	if err != nil {
		return nil, err
	}
	t, err := x.Text(q.Words)
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for _, g := range t.Votes {
		for _, c := range g.Calls {
			ids[c.ID] = true
		}
	}
	for _, c := range calls {
		if ids[c.ID] && q.matches(&c, nil, "") {
			on = append(on, c)
		}
	}
	return on, nil
}

// whyNone says why nothing was found among the roll calls: a member that vetoed
// nothing, a word that no vote has, words that no vote has together, or other
// conditions that none of them meets.
func (q *Search) whyNone(calls []RollCall, words []string, vetoed string) (why []string) {
	if vetoed != "" {
		var by []string
		for i := range calls {
			by = append(by, calls[i].VetoedBy...)
		}
		slices.Sort(by)
		if by = slices.Compact(by); len(by) > 0 && !slices.Contains(by, vetoed) {
			return []string{fmt.Sprintf("%s has vetoed none of these texts. Vetoes here are of %s.", vetoed, strings.Join(by, ", "))}
		}
	}
	if len(words) == 0 {
		return nil
	}
	votes, together := map[string]int{}, 0 // by word
	for i := range calls {
		has := q.wordsIn(&calls[i])
		slices.Sort(has)
		for _, w := range slices.Compact(has) {
			votes[w]++
		}
		if hasAll(has, words) {
			together++
		}
	}
	for _, w := range words {
		if votes[w] > 0 {
			continue
		}
		line := fmt.Sprintf("No vote has %q in its title, agenda, symbol or year", w)
		if near := nearWords(w, votes); len(near) > 0 {
			line += "; similar words: " + strings.Join(near, ", ")
		}
		why = append(why, line+".")
	}
	switch {
	case len(why) > 0:
	case together == 0:
		why = append(why, "Some votes have one of these words, but none has all of them.")
	default:
		why = append(why, "The words are in "+counted(together, "vote")+", but the flags leave out all of them.")
	}
	return why
}

const (
	shortestStem  = 4 // letters that two similar words begin with, at least
	longestEnding = 4 // letters that one of them has more, at most
	mostSimilar   = 3
)

// nearWords returns the words that differ from one by their ending, the most
// frequent first: "falkland" for "falklands".
func nearWords(word string, votes map[string]int) []string {
	near := slices.DeleteFunc(slices.Collect(maps.Keys(votes)), func(w string) bool {
		short, long := word, w
		if len(short) > len(long) {
			short, long = long, short
		}
		return len(short) < shortestStem || len(long)-len(short) > longestEnding || !strings.HasPrefix(long, short)
	})
	slices.SortFunc(near, func(a, b string) int { return cmp.Or(votes[b]-votes[a], cmp.Compare(a, b)) })
	return near[:min(len(near), mostSimilar)]
}
