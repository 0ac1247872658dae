package view

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/jedib0t/go-pretty/v6/text"
	"golang.org/x/text/unicode/norm"

	"unvotes/normalize"
)

// Search says which roll calls to find: those for which everything is true that
// is set.
type Search struct {
	Words    string // all of them, in any order, in the title, the agenda or the symbol; a year may be that of the vote; else a text, as for Show
	Question        // body and days; Pieces is ignored
	Member   string // that stands in the list
	Vote     Choice // how Member voted; NotListed: in any way
	Split    []string
	VetoedBy string
	Margin   int // between yes and no, at most; < 0: any
	Limit    int // 0: no limit

	wholes map[string]string // titles of the texts that votes on their pieces name as parents, by id
}

// Found is what "unvotes search" prints.
type Found struct {
	Hits   []Hit // the newest first
	All    int   // how many there are without the limit
	Votes  []Member
	Vetoed bool     // they were searched for by who vetoed them
	Notes  []string // what else may be found, for a reader
}

// Hit is a roll call that was found. A vetoed text whose roll call is not known is
// one without an id.
type Hit struct {
	RollCall
	Choices []Choice // of Found.Votes
	Whole   string   // title of the text that the vote is on a piece of
}

// Symbol returns the short name of the vote; that of its meeting if it has no other.
func (h *Hit) Symbol() string {
	if s := h.RollCall.Symbol(); s != "" || len(h.MeetingRecords) == 0 {
		return s
	}
	return h.MeetingRecords[0]
}

// piece returns "paragraph PP9 of", "amendment to".
func (h *Hit) piece() string {
	of := "of"
	if h.Scope == normalize.Amendment {
		of = "to"
	}
	return strings.Join(strings.Fields(wordFor(scopeWords, h.Scope)+" "+h.Target+" "+of), " ")
}

// Search finds roll calls. Errors are ErrUnknown, ErrAmbiguous and ErrDamaged.
func (s *Snapshot) Search(ctx context.Context, q Search) (*Found, error) {
	calls, err := s.RollCalls(ctx)
	if err != nil {
		return nil, err
	}
	members, err := s.Members(ctx)
	if err != nil {
		return nil, err
	}
	q.wholes = map[string]string{}
	for i := range calls {
		q.wholes[calls[i].ID] = calls[i].Subject()
	}
	f := &Found{Hits: []Hit{}}
	vetoed := ""
	var named []Member
	names := slices.Clone(q.Split)
	if q.Member != "" {
		names = append(names, q.Member)
	}
	for _, name := range names {
		one, err := members.Find(name)
		if err != nil {
			return nil, err
		}
		f.Votes = append(f.Votes, one)
	}
	if len(q.Split) == 2 && f.Votes[0].MSCode == f.Votes[1].MSCode {
		return nil, fmt.Errorf("nothing to find: %q and %q are the same member, %s (%s)", q.Split[0], q.Split[1], f.Votes[0].Name, f.Votes[0].MSCode)
	}
	named = slices.Clone(f.Votes)
	if q.VetoedBy != "" {
		one, err := members.Find(q.VetoedBy)
		if err != nil {
			return nil, err
		}
		vetoed = one.MSCode
		named = append(named, one)
	}
	words := wordsOf(q.Words)
	if name := members.officialName(words); name != "" {
		f.Notes = append(f.Notes, "Titles may call it "+name+": search for those words, too.")
	}
	if f.Vetoed = vetoed != ""; f.Vetoed {
		vetoes, err := s.Vetoes(ctx)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(vetoes, func(v normalize.Veto) bool { return v.Source == normalize.VetoList }) {
			f.Notes = append(f.Notes, "The library's list of vetoes is not held: 'unvotes sync --vetoes' fetches it.")
		}
		calls = withVetoes(vetoes, calls, len(f.Votes) == 0)
	}
	all := calls
	calls = slices.DeleteFunc(slices.Clone(all), func(c RollCall) bool { return !q.matches(&c, words, vetoed) })
	var unknown error // why the words name no text
	if len(calls) == 0 && len(words) > 0 && !f.Vetoed {
		if calls, unknown = s.named(ctx, &q, all); unknown != nil && !errors.Is(unknown, ErrUnknown) {
			return nil, unknown
		}
	}
	if f.Hits, err = s.listed(ctx, calls, f.Votes, q); err != nil {
		return nil, err
	}
	slices.SortStableFunc(f.Hits, func(a, b Hit) int {
		if a.Date == nil || b.Date == nil {
			return cmp.Compare(unknownLast(a.Date), unknownLast(b.Date))
		}
		return cmp.Compare(*b.Date, *a.Date)
	})
	switch f.All = len(f.Hits); {
	case f.All > 0:
	case unknown != nil && strings.Contains(q.Words, "/"): // a symbol
		f.Notes = append(f.Notes, unknown.Error())
	default:
		f.Notes = append(f.Notes, q.whyNone(all, words, vetoed)...)
	}
	for _, m := range named {
		f.Notes = append(f.Notes, q.elsewhere(m, "")...)
	}
	if q.Limit > 0 {
		f.Hits = f.Hits[:min(len(f.Hits), q.Limit)]
	}
	return f, nil
}

// withVetoes adds to roll calls who vetoed them by the table of vetoes and, if they
// are wanted, the vetoed texts whose roll call is not known.
func withVetoes(vetoes []normalize.Veto, calls []RollCall, others bool) []RollCall {
	of := map[string][]string{}
	for _, t := range VetoedTexts(vetoes) {
		if id := t.Vetoes[0].RollCallID; id != "" {
			of[id] = append(of[id], t.By()...)
		} else if others {
			calls = append(calls, t.call())
		}
	}
	for i := range calls {
		if c := &calls[i]; c.ID != "" && len(of[c.ID]) > 0 {
			by := slices.Sorted(slices.Values(slices.Concat(c.VetoedBy, of[c.ID])))
			c.VetoedBy = slices.Compact(by)
		}
	}
	return calls
}

// matches reports whether a roll call is wanted, as far as its own row says.
func (q *Search) matches(c *RollCall, words []string, vetoed string) bool {
	if q.Body != "" && c.Body != q.Body || !q.Spans(c.Date) || vetoed != "" && !slices.Contains(c.VetoedBy, vetoed) {
		return false
	}
	if q.Margin >= 0 {
		t, ok := c.result()
		if !ok || t.Yes+t.No == 0 || max(t.Yes-t.No, t.No-t.Yes) > q.Margin {
			return false
		}
	}
	return len(words) == 0 || hasAll(q.wordsIn(c), words)
}

// hasAll reports whether all words are in a text that has these.
func hasAll(text, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(text, w) })
}

// wordsIn returns the words that a roll call can be found by. "The ninth preambular
// paragraph" is found by the title of the whole text.
func (q *Search) wordsIn(c *RollCall) []string {
	has := wordsOf(strings.Join(append([]string{c.Title, c.Symbol(), q.wholes[c.ParentID]}, c.Agenda...), " "))
	if c.Date != nil {
		has = append(has, strconv.Itoa(c.Date.Year()))
	}
	return has
}

// wordsOf returns the words of a text: letters and digits, in lower case and
// without accents.
func wordsOf(s string) []string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// listed adds how members voted, and leaves out the roll calls in which they did
// not vote as wanted.
func (s *Snapshot) listed(ctx context.Context, calls []RollCall, members []Member, q Search) ([]Hit, error) {
	hits := make([]Hit, 0, len(calls))
	if len(members) == 0 {
		for _, c := range calls {
			hits = append(hits, Hit{RollCall: c, Whole: q.wholes[c.ParentID]})
		}
		return hits, nil
	}
	b, err := s.Ballots(ctx, calls)
	if err != nil {
		return nil, err
	}
	rows := make([][]Choice, len(members))
	for i, m := range members {
		rows[i] = b.row(m.MSCode)
	}
	for g, group := range b.Groups {
		choices := make([]Choice, len(members))
		for i := range members {
			choices[i] = rows[i][g]
		}
		if len(q.Split) == 2 && (!choices[0].Voted() || !choices[1].Voted() || choices[0] == choices[1]) {
			continue
		}
		if last := choices[len(choices)-1]; q.Member != "" && (last == NotListed || q.Vote != NotListed && last != q.Vote) {
			continue
		}
		for _, c := range group.Calls {
			hits = append(hits, Hit{c, choices, q.wholes[c.ParentID]})
		}
	}
	return hits, nil
}

// leastTitle is the least space for a title beside the numbers of a vote.
const leastTitle = 24

// Text lays the votes out for a reader: a line for each, if the terminal is wide
// enough.
func (f *Found) Text(st Style) string {
	p := newPage(st)
	if len(f.Hits) == 0 {
		p.text(0, 0, "", "No votes found.")
	}
	lines, widths := make([][]string, len(f.Hits)), make([]int, 3+len(f.Votes))
	if f.Vetoed {
		widths = append(widths, 0)
	}
	for i, h := range f.Hits {
		lines[i] = []string{onDay(h.Date), clean(h.Symbol()), h.totals()}
		for m, c := range h.Choices {
			lines[i] = append(lines[i], f.Votes[m].MSCode+" "+choiceWords[c])
		}
		if f.Vetoed {
			lines[i] = append(lines[i], "vetoed by "+clean(strings.Join(h.VetoedBy, ", ")))
		}
		for n, s := range lines[i] {
			widths[n] = max(widths[n], text.StringWidth(s))
		}
	}
	space := p.Width
	for _, n := range widths {
		space -= n + 2
	}
	for i, h := range f.Hits {
		title := clean(h.Subject())
		if h.Whole != "" {
			title = clean(h.piece() + ": " + h.Whole)
		}
		if space < leastTitle {
			p.text(0, 2, "", strings.Join(lines[i], "  "))
			p.optional(2, 2, "", title)
			continue
		}
		for n, s := range lines[i] {
			p.b.WriteString(text.Pad(s, widths[n]+2, ' '))
		}
		p.b.WriteString(strings.TrimRight(text.Snip(title, space, "…"), " ") + "\n")
	}
	if len(f.Hits) < f.All {
		p.text(0, 2, faint, fmt.Sprintf("%d of %s; --limit 0 shows all", len(f.Hits), counted(f.All, "vote")))
	}
	for _, note := range f.Notes {
		p.text(0, 2, faint, note)
	}
	return p.String()
}

// result returns the totals of a vote for a line of its own: those of the list, but
// those that the source states if the list lacks some of the votes.
func (c *RollCall) result() (Tally, bool) {
	t, ok := c.Tally()
	if stated, known := c.Stated(); known && c.List == normalize.Partial && stated.Yes+stated.No+stated.Abstain > t.Yes+t.No+t.Abstain {
		return stated, true
	}
	return t, ok
}

// totals returns "187-2-1", yes, no and abstentions, or "" if they are not known.
func (h *Hit) totals() string {
	t, ok := h.result()
	if !ok {
		return ""
	}
	return fmt.Sprintf("%d-%d-%d", t.Yes, t.No, t.Abstain)
}

// MarshalJSON returns the list of roll calls. Ids that are not known are null.
func (f *Found) MarshalJSON() ([]byte, error) {
	type row struct {
		ID    *string `json:"roll_call_id"`
		Group *string `json:"vote_group_id"`
		RollCall
		Votes map[string]Choice `json:"member_votes,omitempty"` // by ms_code
	}
	rows := []row{}
	for _, h := range f.Hits {
		r := row{RollCall: h.RollCall}
		if h.ID != "" {
			r.ID, r.Group = &h.ID, &h.VoteGroupID
		}
		for i, c := range h.Choices {
			if r.Votes == nil {
				r.Votes = map[string]Choice{}
			}
			r.Votes[f.Votes[i].MSCode] = c
		}
		rows = append(rows, r)
	}
	return json.Marshal(rows)
}

// WriteCSV writes a line for each roll call.
func (f *Found) WriteCSV(w io.Writer) error {
	head := []string{"roll_call_id", "date", "body", "symbol", "title", "outcome", "yes", "no", "abstain", "non_voting"}
	for _, m := range f.Votes {
		head = append(head, m.MSCode)
	}
	if f.Vetoed {
		head = append(head, "vetoed_by")
	}
	rows := [][]string{head}
	for _, h := range f.Hits {
		row := []string{h.ID, optional(h.Date), string(h.Body), h.Symbol(), h.Title, string(h.Outcome), "", "", "", ""}
		if t, ok := h.result(); ok {
			row[6], row[7], row[8] = strconv.Itoa(t.Yes), strconv.Itoa(t.No), strconv.Itoa(t.Abstain)
			if t.NonVoting != nil {
				row[9] = strconv.Itoa(*t.NonVoting)
			}
		}
		for _, c := range h.Choices {
			row = append(row, cell(c))
		}
		if f.Vetoed {
			row = append(row, strings.Join(h.VetoedBy, " "))
		}
		rows = append(rows, row)
	}
	return writeCSV(w, rows)
}
