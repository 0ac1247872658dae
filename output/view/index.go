package view

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"unvotes/output"
)

// ErrUnknown is returned for a symbol, an id or a member that the snapshot does
// not have.
var ErrUnknown = errors.New("not in this snapshot")

// ErrAmbiguous is returned for a symbol or a name that means several things.
var ErrAmbiguous = errors.New("means several")

// TextKind is what a symbol is to the votes that it names.
type TextKind string

// The kinds, the strongest first: a symbol that is several is the first.
const (
	RollCallID TextKind = "roll_call"
	Resolution TextKind = "resolution"
	Draft      TextKind = "draft"
	AdoptionID TextKind = "adoption"
	VetoID     TextKind = "veto"
	Report     TextKind = "committee_report"
	Meeting    TextKind = "meeting"
)

var textKinds = []TextKind{RollCallID, Resolution, Draft, AdoptionID, VetoID, Report, Meeting}

// Index finds roll calls, adoptions and vetoed texts by what people call them.
type Index struct {
	decisions []decision
	entries   map[string]*entry // by canonical symbol or id
	children  map[string][]int  // by parent_id
	byDraft   map[string][]int
	byGroup   map[string][]int // by vote_group_id
}

// decision is a roll call, an adoption or a vetoed text.
type decision struct {
	call     *RollCall
	adoption *Adoption
	vetoed   *Vetoed
}

// entry is a symbol or an id and the decisions that it names.
type entry struct {
	name      string
	kind      TextKind
	decisions []int
}

// Index reads what is needed to find texts.
func (s *Snapshot) Index(ctx context.Context) (*Index, error) {
	calls, err := s.RollCalls(ctx)
	if err != nil {
		return nil, err
	}
	adoptions, err := s.Adoptions(ctx)
	if err != nil {
		return nil, err
	}
	vetoes, err := s.Vetoes(ctx)
	if err != nil {
		return nil, err
	}
	return NewIndex(calls, adoptions, VetoedTexts(vetoes)), nil
}

// NewIndex makes an index of the roll calls, the adoptions, which it keeps, and those
// vetoed texts whose roll call is not known.
func NewIndex(calls []RollCall, adoptions []Adoption, vetoed []Vetoed) *Index {
	x := &Index{entries: make(map[string]*entry, 4*len(calls)), children: map[string][]int{}, byDraft: map[string][]int{}, byGroup: map[string][]int{}}
	for i := range calls {
		c := &calls[i]
		n := x.add(decision{call: c}, c.ParentID, c.Drafts)
		x.byGroup[c.VoteGroupID] = append(x.byGroup[c.VoteGroupID], n)
		x.name(n, RollCallID, c.ID)
		x.name(n, RollCallID, c.FormerIDs...)
		x.name(n, Resolution, cmp.Or(c.Resolution, c.ResolutionPrinted), c.ResolutionBase)
		x.name(n, Draft, c.Drafts...)
		x.name(n, Report, c.CommitteeReports...)
		x.name(n, Meeting, c.MeetingRecords...)
	}
	for i := range adoptions {
		a := &adoptions[i]
		n := x.add(decision{adoption: a}, a.ParentID, a.Drafts)
		x.name(n, AdoptionID, a.ID)
		x.name(n, AdoptionID, a.FormerIDs...)
		for _, s := range append(slices.Clone(a.Symbols), a.Drafts...) {
			kind := Draft
			if strings.Contains(s, "/RES/") || strings.Contains(s, "/DEC/") {
				kind = Resolution
			}
			x.name(n, kind, s)
		}
		x.name(n, Report, a.CommitteeReports...)
		x.name(n, Meeting, a.Meeting)
	}
	for i := range vetoed {
		v := &vetoed[i].Vetoes[0]
		if v.RollCallID != "" {
			continue
		}
		n := x.add(decision{vetoed: &vetoed[i]}, "", v.Drafts)
		for _, one := range vetoed[i].Vetoes {
			x.name(n, VetoID, one.ID)
		}
		x.name(n, Draft, v.Drafts...)
		x.name(n, Meeting, v.MeetingRecords...)
	}
	return x
}

// add adds a decision and returns its index.
func (x *Index) add(d decision, parent string, drafts []string) int {
	n := len(x.decisions)
	x.decisions = append(x.decisions, d)
	if parent != "" {
		x.children[parent] = append(x.children[parent], n)
	}
	for _, draft := range drafts {
		x.byDraft[draft] = append(x.byDraft[draft], n)
	}
	return n
}

// name makes the decision n known by names.
func (x *Index) name(n int, kind TextKind, names ...string) {
	for _, name := range names {
		if name == "" {
			continue
		}
		e := x.entries[name]
		if e == nil {
			e = &entry{name: name, kind: kind}
			x.entries[name] = e
		}
		if slices.Index(textKinds, kind) < slices.Index(textKinds, e.kind) {
			e.kind = kind
		}
		if len(e.decisions) == 0 || e.decisions[len(e.decisions)-1] != n {
			e.decisions = append(e.decisions, n)
		}
	}
}

// isID reports whether the entry is an id and not a symbol.
func (e *entry) isID() bool { return e.kind == RollCallID || e.kind == AdoptionID || e.kind == VetoID }

var digits = regexp.MustCompile(`^\d+$`)

const (
	longestQuery = 300 // several times what any symbol or id has
	longestTitle = 100 // in a list of candidates
	mostHints    = 6
	mostOfRank   = 3
)

// find returns the entry that the query means. The exact name goes before the
// number of a record, this before another spelling, that before a short form.
func (x *Index) find(query string) (*entry, error) {
	typed := strings.TrimSpace(query)
	query = FromAddress(query)
	if len(query) > longestQuery {
		return nil, fmt.Errorf("%w: a symbol of %d letters", ErrUnknown, len(query))
	}
	if e := x.entries[query]; e != nil {
		return e, nil
	}
	if digits.MatchString(query) {
		if e := x.entries["undl-"+query]; e != nil {
			return e, nil
		}
	}
	key := symbolKey(query)
	for _, matches := range []func(*entry) bool{
		func(e *entry) bool { return symbolKey(e.name) == key },
		func(e *entry) bool { return !e.isID() && slices.Contains(aliases(e.name), key) },
	} {
		var found []*entry // reading all entries costs less than an index of every spelling
		for _, e := range x.entries {
			if matches(e) {
				found = append(found, e)
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			slices.SortFunc(found, func(a, b *entry) int { return cmp.Compare(a.name, b.name) })
			words := fmt.Errorf("%q %w", typed, ErrAmbiguous)
			for _, e := range found {
				words = fmt.Errorf("%w\n  %s", words, x.candidate(e))
			}
			return nil, words
		}
	}
	hint := ""
	if near := x.near(key); len(near) > 0 {
		hint = "; the nearest: " + clean(strings.Join(near, ", "))
	}
	return nil, fmt.Errorf("%q is %w of %s%s", typed, ErrUnknown, counted(x.calls(), "roll call"), hint)
}

// Symbols returns the symbols of all texts and meetings, in order.
func (x *Index) Symbols() (symbols []string) {
	for name, e := range x.entries {
		if !e.isID() {
			symbols = append(symbols, name)
		}
	}
	slices.Sort(symbols)
	return symbols
}

// unread returns the meeting records that votes name and that were not read: no
// decision has a place in the order of the meeting.
func (x *Index) unread(t *Text) []string {
	var named []string
	for _, g := range t.Votes {
		for _, c := range g.Calls {
			named = append(named, c.MeetingRecords...)
		}
	}
	for _, v := range t.Vetoed {
		named = append(named, v.Vetoes[0].MeetingRecords...)
	}
	symbols := []string{}
	for _, m := range named {
		symbol, ok := output.VerbatimSymbol(m)
		if ok && !slices.Contains(symbols, symbol) && !slices.ContainsFunc(x.entries[m].decisions, func(n int) bool { return x.decisions[n].seq() != nil }) {
			symbols = append(symbols, symbol)
		}
	}
	return symbols
}

// calls returns the number of roll calls.
func (x *Index) calls() (n int) {
	for _, d := range x.decisions {
		if d.call != nil {
			n++
		}
	}
	return n
}

// candidate describes one meaning of an ambiguous query:
// "A/RES/77/284: resolution of 2023-04-26, 1 vote: Cooperation …".
func (x *Index) candidate(e *entry) string {
	votes, _ := x.split(e.decisions)
	first := x.decisions[e.decisions[0]]
	words := clean(e.name) + ": " + wordFor(kindWords, e.kind) + " of " + onDay(first.date())
	if len(votes) > 0 {
		words += ", " + counted(len(votes), "vote")
	}
	title := []rune(clean(first.title()))
	if len(title) > longestTitle {
		title = append(title[:longestTitle], '…')
	}
	if len(title) > 0 {
		words += ": " + string(title)
	}
	return words
}

// near returns symbols that a key may have meant, the likeliest first.
func (x *Index) near(key string) (names []string) {
	type hint struct {
		rank, far int
		name      string
	}
	var hints []hint
	for name, e := range x.entries {
		if rank, far, ok := nearness(key, symbolKey(name)); ok && !e.isID() {
			hints = append(hints, hint{rank, far, name})
		}
	}
	slices.SortFunc(hints, func(a, b hint) int {
		return cmp.Or(a.rank-b.rank, a.far-b.far, cmp.Compare(a.name, b.name))
	})
	ofRank := map[int]int{}
	for _, h := range hints {
		if ofRank[h.rank]++; ofRank[h.rank] <= mostOfRank && len(names) < mostHints {
			names = append(names, h.name)
		}
	}
	return names
}

// Text is what a symbol or an id names: the votes on one text, or all votes of a
// meeting or a committee's report.
type Text struct {
	Symbol    string     // canonical; the id of a roll call or an adoption
	Kind      TextKind   // what it is
	Votes     []Group    // in the order in which they were taken, pieces before the whole
	Adoptions []Adoption // adopted without a vote
	Vetoed    []Vetoed   // whose roll call is not known
	// Others are further votes on the text of a roll call or of a part that was
	// asked for alone.
	Others []Group
}

// Text finds what a query means: an id, also a former one, the number or the
// address of a record of the library, or a symbol in any spelling. The error is
// ErrUnknown or ErrAmbiguous.
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
		t.Votes, t.Adoptions = x.split(e.decisions)
		t.Vetoed = x.vetoed(e.decisions)
	case RollCallID:
		var own []int
		for _, n := range e.decisions {
			if c := x.decisions[n].call; c != nil {
				own = append(own, x.byGroup[c.VoteGroupID]...)
			}
		}
		family := x.family(own)
		t.Votes, _ = x.split(own)
		t.Vetoed = x.vetoed(family)
		t.Others, t.Adoptions = x.split(slices.DeleteFunc(family, func(n int) bool { return slices.Contains(own, n) }))
	default:
		family := x.family(e.decisions)
		t.Votes, t.Adoptions = x.split(family)
		t.Vetoed = x.vetoed(family)
	}
	return t, nil
}

// family returns all decisions on the text of some of them: along parent_id in
// both directions, vote groups and drafts, until nothing is added.
func (x *Index) family(some []int) []int {
	found := map[int]bool{}
	for queue := slices.Clone(some); len(queue) > 0; {
		n := queue[0]
		if queue = queue[1:]; found[n] {
			continue
		}
		found[n] = true
		id, parent, drafts := "", "", []string(nil)
		switch d := x.decisions[n]; {
		case d.call != nil:
			id, parent, drafts = d.call.ID, d.call.ParentID, d.call.Drafts
			queue = append(queue, x.byGroup[d.call.VoteGroupID]...)
		case d.adoption != nil:
			id, parent, drafts = d.adoption.ID, d.adoption.ParentID, d.adoption.Drafts
		default:
			drafts = d.vetoed.Vetoes[0].Drafts
		}
		queue = append(queue, x.children[id]...)
		if e := x.entries[parent]; e != nil && parent != "" {
			queue = append(queue, e.decisions...)
		}
		for _, draft := range drafts {
			queue = append(queue, x.byDraft[draft]...)
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// split returns the votes, in the order in which they were taken, and the
// adoptions.
func (x *Index) split(some []int) (votes []Group, adoptions []Adoption) {
	var calls []RollCall
	for _, n := range some {
		switch d := x.decisions[n]; {
		case d.call != nil:
			calls = append(calls, *d.call)
		case d.adoption != nil:
			adoptions = append(adoptions, *d.adoption)
		}
	}
	votes = Groups(calls)
	slices.SortStableFunc(votes, CompareTaken)
	return votes, adoptions
}

// vetoed returns the vetoed texts among decisions.
func (x *Index) vetoed(some []int) (texts []Vetoed) {
	for _, n := range some {
		if v := x.decisions[n].vetoed; v != nil {
			texts = append(texts, *v)
		}
	}
	return texts
}

// Whole returns the vote on the whole text among the votes; ok is false if there
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

// CompareTaken orders votes by day, meeting and their order in it. If that is
// unknown, votes on pieces come before the vote on the whole, as they do in a
// meeting (rules of procedure, rule 89).
func CompareTaken(a, b Group) int {
	x, y := a.First(), b.First()
	return cmp.Or(
		cmp.Compare(unknownLast(x.Date), unknownLast(y.Date)),
		slices.Compare(x.MeetingRecords, y.MeetingRecords),
		cmp.Compare(unknownLast(x.MeetingSeq), unknownLast(y.MeetingSeq)),
		cmp.Compare(pieceFirst(a), pieceFirst(b)),
	)
}

func unknownLast[T ~int32](n *T) int64 {
	if n == nil {
		return math.MaxInt64
	}
	return int64(*n)
}

func pieceFirst(g Group) int {
	if g.IsPiece() {
		return 0
	}
	return 1
}

func (d decision) seq() *int32   { return d.row().MeetingSeq }
func (d decision) date() *Day    { return d.row().Date }
func (d decision) title() string { return d.row().Title }

// row returns what the decision has in common with a roll call.
func (d decision) row() *RollCall {
	switch {
	case d.call != nil:
		return d.call
	case d.adoption != nil:
		return &RollCall{MeetingSeq: d.adoption.MeetingSeq, Date: d.adoption.Date, Title: d.adoption.Title}
	}
	c := d.vetoed.call()
	return &c
}
