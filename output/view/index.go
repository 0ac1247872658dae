package view

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// ErrUnknown is returned for a symbol, an id or a member that the snapshot does
// not have.
var ErrUnknown = errors.New("not in this snapshot")

// ErrAmbiguous is returned for a symbol or a name that means several things.
var ErrAmbiguous = errors.New("means several")

// Kind is what a symbol is to the votes that it names.
type Kind string

// The kinds, the strongest first: a symbol that is several is the first.
const (
	RollCallID Kind = "roll_call"
	Resolution Kind = "resolution"
	Draft      Kind = "draft"
	AdoptionID Kind = "adoption"
	Report     Kind = "committee_report"
	Meeting    Kind = "meeting"
)

var kindOrder = []Kind{RollCallID, Resolution, Draft, AdoptionID, Report, Meeting}

// Index finds roll calls by what people call them.
type Index struct {
	calls     []RollCall
	adoptions []Adoption
	entries   map[string]*entry // by canonical symbol or id
	children  map[string]*entry // by parent_id
	byDraft   map[string]*entry // by draft, whatever else its symbol is
	byGroup   map[string][]int  // by vote_group_id
}

// entry is a symbol or an id and what it names.
type entry struct {
	name      string
	kind      Kind
	calls     []int
	adoptions []int
}

// NewIndex makes an index of the roll calls and adoptions, which it keeps.
func NewIndex(calls []RollCall, adoptions []Adoption) *Index {
	x := &Index{calls: calls, adoptions: adoptions, entries: make(map[string]*entry, 4*len(calls)),
		children: map[string]*entry{}, byDraft: map[string]*entry{}, byGroup: map[string][]int{}}
	for i := range calls {
		c := &calls[i]
		for _, id := range append([]string{c.ID}, c.FormerIDs...) {
			x.entry(id, RollCallID).addCall(i)
		}
		for _, s := range []string{c.Resolution, c.ResolutionBase} {
			x.symbol(s, Resolution, i)
		}
		if c.Resolution == "" {
			x.symbol(c.ResolutionPrinted, Resolution, i)
		}
		x.symbols(c.Drafts, Draft, i)
		x.symbols(c.CommitteeReports, Report, i)
		x.symbols(c.MeetingRecords, Meeting, i)
		for _, d := range c.Drafts {
			in(x.byDraft, d).addCall(i)
		}
		x.byGroup[c.VoteGroupID] = append(x.byGroup[c.VoteGroupID], i)
		if c.ParentID != "" {
			in(x.children, c.ParentID).addCall(i)
		}
	}
	for i := range adoptions {
		x.adoption(i)
	}
	return x
}

func (x *Index) adoption(i int) {
	a := &x.adoptions[i]
	for _, id := range append([]string{a.ID}, a.FormerIDs...) {
		x.entry(id, AdoptionID).addAdoption(i)
	}
	for _, s := range append(slices.Clone(a.Symbols), a.Drafts...) {
		kind := Draft
		if strings.Contains(s, "/RES/") || strings.Contains(s, "/DEC/") {
			kind = Resolution
		}
		x.entry(s, kind).addAdoption(i)
	}
	for _, d := range a.Drafts {
		in(x.byDraft, d).addAdoption(i)
	}
	if a.ParentID != "" {
		in(x.children, a.ParentID).addAdoption(i)
	}
	for _, r := range a.CommitteeReports {
		x.entry(r, Report).addAdoption(i)
	}
	if a.Meeting != "" {
		x.entry(a.Meeting, Meeting).addAdoption(i)
	}
}

func (x *Index) symbols(symbols []string, kind Kind, call int) {
	for _, s := range symbols {
		x.symbol(s, kind, call)
	}
}

func (x *Index) symbol(s string, kind Kind, call int) {
	if s != "" {
		x.entry(s, kind).addCall(call)
	}
}

// in is the entry of that name, a new one if need be.
func in(entries map[string]*entry, name string) *entry {
	e := entries[name]
	if e == nil {
		e = &entry{name: name}
		entries[name] = e
	}
	return e
}

func (x *Index) entry(name string, kind Kind) *entry {
	e := in(x.entries, name)
	if e.kind == "" {
		e.kind = kind
	}
	if slices.Index(kindOrder, kind) < slices.Index(kindOrder, e.kind) {
		e.kind = kind
	}
	return e
}

func (e *entry) addCall(i int) {
	if n := len(e.calls); n == 0 || e.calls[n-1] != i { // the calls come in order
		e.calls = append(e.calls, i)
	}
}

func (e *entry) addAdoption(i int) {
	if n := len(e.adoptions); n == 0 || e.adoptions[n-1] != i {
		e.adoptions = append(e.adoptions, i)
	}
}

var (
	recordURL = regexp.MustCompile(`^https?://digitallibrary\.un\.org/record/(\d+)`)
	digits    = regexp.MustCompile(`^\d+$`)
)

// longestQuery is several times what any symbol or id has.
const longestQuery = 300

// find is the entry that the query means. The exact name goes before the number
// or the address of a record, these before another spelling, that before a short
// form.
func (x *Index) find(query string) (*entry, error) {
	query = strings.TrimSpace(query)
	if len(query) > longestQuery {
		return nil, fmt.Errorf("%w: a symbol of %d letters", ErrUnknown, len(query))
	}
	if e := x.entries[query]; e != nil {
		return e, nil
	}
	if m := recordURL.FindStringSubmatch(query); m != nil {
		query = m[1]
	}
	if digits.MatchString(query) {
		if e := x.entries["undl-"+query]; e != nil {
			return e, nil
		}
	}
	key := fold(query)
	for _, matches := range []func(*entry) bool{
		func(e *entry) bool { return fold(e.name) == key },
		func(e *entry) bool { return e.isSymbol() && slices.Contains(aliases(e.name), key) },
	} {
		switch found := x.where(matches); len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return nil, x.ambiguous(query, found)
		}
	}
	return nil, &UnknownSymbolError{Query: query, Near: x.near(key), RollCalls: len(x.calls)}
}

// where are the entries for which matches is true. A look-up reads all of them,
// which costs less than an index of every spelling.
func (x *Index) where(matches func(*entry) bool) (found []*entry) {
	for _, e := range x.entries {
		if matches(e) {
			found = append(found, e)
		}
	}
	return found
}

// isSymbol tells symbols from ids.
func (e *entry) isSymbol() bool { return e.kind != RollCallID && e.kind != AdoptionID }

// Candidate is one meaning of an ambiguous query.
type Candidate struct {
	Symbol string
	Kind   Kind
	Date   *Day
	Title  string
	Votes  int // how many votes it names
}

// Words is "A/RES/77/284: resolution of 2023-04-26, 1 vote: Cooperation …".
func (c Candidate) Words() string {
	words := clean(c.Symbol) + ": " + wordFor(kindWords, c.Kind) + " of " + onDay(c.Date)
	if c.Votes > 0 {
		words += ", " + counted(c.Votes, "vote")
	}
	if title := []rune(clean(c.Title)); len(title) > longestTitle {
		words += ": " + string(title[:longestTitle]) + "…"
	} else if len(title) > 0 {
		words += ": " + string(title)
	}
	return words
}

// longestTitle is what a list of candidates shows of a title.
const longestTitle = 100

// AmbiguousError is ErrAmbiguous with the meanings.
type AmbiguousError struct {
	Query      string
	Candidates []Candidate // by symbol
}

func (e *AmbiguousError) Error() string {
	names := make([]string, len(e.Candidates))
	for i, c := range e.Candidates {
		names[i] = c.Symbol
	}
	return fmt.Sprintf("%q %v: %s", e.Query, ErrAmbiguous, clean(strings.Join(names, ", ")))
}

func (e *AmbiguousError) Unwrap() error { return ErrAmbiguous }

func (x *Index) ambiguous(query string, found []*entry) error {
	err := &AmbiguousError{Query: query}
	for _, e := range found {
		c := Candidate{Symbol: e.name, Kind: e.kind}
		switch {
		case len(e.calls) > 0:
			c.Date, c.Title, c.Votes = x.calls[e.calls[0]].Date, x.calls[e.calls[0]].Title, len(Groups(x.pick(e.calls)))
		case len(e.adoptions) > 0:
			c.Date, c.Title = x.adoptions[e.adoptions[0]].Date, x.adoptions[e.adoptions[0]].Title
		}
		err.Candidates = append(err.Candidates, c)
	}
	slices.SortFunc(err.Candidates, func(a, b Candidate) int { return cmp.Compare(a.Symbol, b.Symbol) })
	return err
}

func (x *Index) pick(calls []int) []RollCall {
	out := make([]RollCall, len(calls))
	for i, c := range calls {
		out[i] = x.calls[c]
	}
	return out
}

// Symbols are all names that the index knows, sorted, ids apart.
func (x *Index) Symbols() []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(x.entries)) {
		if x.entries[name].isSymbol() {
			all = append(all, name)
		}
	}
	return all
}
