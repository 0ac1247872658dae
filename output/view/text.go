package view

import (
	"cmp"
	"math"
	"slices"
)

// Text is what a symbol or an id names: the votes on one text, or all votes of a
// meeting or a committee's report.
type Text struct {
	Symbol    string     // canonical; the id of a roll call or an adoption
	Kind      Kind       // what it is
	Votes     []Group    // in the order in which they were taken, pieces before the whole
	Adoptions []Adoption // adopted without a vote
	// Others are further votes on the text of a roll call or of a part that was
	// asked for alone.
	Others []Group
}

// Text finds what a query means: an id, also a former one, the number or the
// address of a record of the library, or a symbol however it is spelled. The
// error is an UnknownSymbolError or an AmbiguousError.
//
// The votes on a text are those with its symbol, those on pieces of them
// (parent_id), and those that share a draft with them.
func (x *Index) Text(query string) (Text, error) {
	e, err := x.find(query)
	if err != nil {
		return Text{}, err
	}
	t := Text{Symbol: e.name, Kind: e.kind}
	switch e.kind {
	case Report, Meeting:
		t.Votes = x.inOrder(e.calls)
		t.Adoptions = x.adoptionsOf(e.adoptions)
	case RollCallID:
		own := x.groups(e.calls)
		calls, adoptions := x.family(own, nil)
		t.Votes, t.Others = x.inOrder(own), x.inOrder(without(calls, own))
		t.Adoptions = x.adoptionsOf(adoptions)
	default:
		calls, adoptions := x.family(e.calls, e.adoptions)
		t.Votes = x.inOrder(calls)
		t.Adoptions = x.adoptionsOf(adoptions)
	}
	return t, nil
}

// Whole is the vote on the whole text among the votes; ok is false where there
// is none or more than one.
func (t *Text) Whole() (whole Group, ok bool) {
	n := 0
	for _, g := range t.Votes {
		if !g.IsPiece() {
			whole = g
			n++
		}
	}
	return whole, n == 1
}

// Calls are the roll calls of the groups.
func Calls(groups []Group) (calls []RollCall) {
	for _, g := range groups {
		calls = append(calls, g.Calls...)
	}
	return calls
}

// groups adds the other records of the same votes.
func (x *Index) groups(calls []int) []int {
	var all []int
	for _, c := range calls {
		all = append(all, x.byGroup[x.calls[c].VoteGroupID]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// family is all votes on the text of some of them, and its adoptions: along
// parent_id in both directions, vote groups and drafts, until nothing is added.
func (x *Index) family(calls, adoptions []int) ([]int, []int) {
	f := family{x: x, calls: map[int]bool{}, adoptions: map[int]bool{}}
	f.addCalls(calls)
	f.addAdoptions(adoptions)
	return keys(f.calls), keys(f.adoptions)
}

type family struct {
	x                *Index
	calls, adoptions map[int]bool
}

func (f *family) addCalls(calls []int) {
	for _, i := range calls {
		if f.calls[i] {
			continue
		}
		f.calls[i] = true
		c := &f.x.calls[i]
		f.addCalls(f.x.byGroup[c.VoteGroupID])
		f.relatives(c.ID, c.ParentID, c.Drafts)
	}
}

func (f *family) addAdoptions(adoptions []int) {
	for _, i := range adoptions {
		if f.adoptions[i] {
			continue
		}
		f.adoptions[i] = true
		a := &f.x.adoptions[i]
		f.relatives(a.ID, a.ParentID, a.Drafts)
	}
}

func (f *family) relatives(id, parent string, drafts []string) {
	related := []*entry{f.x.children[id]}
	if parent != "" {
		related = append(related, f.x.entries[parent])
	}
	for _, d := range drafts {
		related = append(related, f.x.byDraft[d])
	}
	for _, e := range related {
		if e != nil {
			f.addCalls(e.calls)
			f.addAdoptions(e.adoptions)
		}
	}
}

func keys(set map[int]bool) (all []int) {
	for i := range set {
		all = append(all, i)
	}
	slices.Sort(all)
	return all
}

func without(all, some []int) []int {
	return slices.DeleteFunc(slices.Clone(all), func(i int) bool { return slices.Contains(some, i) })
}

func (x *Index) adoptionsOf(some []int) (all []Adoption) {
	for _, i := range some {
		all = append(all, x.adoptions[i])
	}
	return all
}

// inOrder are the votes in the order in which they were taken.
func (x *Index) inOrder(calls []int) []Group {
	groups := Groups(x.pick(calls))
	slices.SortStableFunc(groups, CompareTaken)
	return groups
}

// CompareTaken orders votes by day, meeting and their order in it. Where that is
// not known, the votes on pieces come before that on the whole, as they do in a
// meeting (rules of procedure, rule 89).
func CompareTaken(a, b Group) int {
	x, y := a.First(), b.First()
	return cmp.Or(
		cmp.Compare(dayOrder(x.Date), dayOrder(y.Date)),
		slices.Compare(x.MeetingRecords, y.MeetingRecords),
		cmp.Compare(seqOrder(x.MeetingSeq), seqOrder(y.MeetingSeq)),
		wholeOrder(a)-wholeOrder(b),
	)
}

func dayOrder(d *Day) int64 {
	if d == nil {
		return math.MaxInt64
	}
	return int64(*d)
}

func seqOrder(n *int32) int64 {
	if n == nil {
		return math.MaxInt64
	}
	return int64(*n)
}

func wholeOrder(g Group) int {
	if g.IsPiece() {
		return 0
	}
	return 1
}
