package normalize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"unvotes/scraper/pv"
)

// MeetingRecord is the source of a row that only a verbatim record has.
const MeetingRecord = "meeting_record"

// Verbatim is what a verbatim record says was decided, typed. The votes in it are
// not yet compared with the library's records: see [Link].
type Verbatim struct {
	Symbol     string // canonical: "A/77/PV.69"
	Date       *Date
	RollCalls  []RollCall  // in the order in which they were taken
	Adoptions  []Adoption  // likewise
	Statements []Statement // in the order in which they are printed
	Issues     []Issue     // those of no vote of it
	// Sure says that the whole record was read, and all of it in one way: what
	// it does not have, was not voted on.
	Sure bool

	places map[string]string // id → where it stands in the record
}

// Statement is what a delegation informed the Secretariat of after a vote: a row of
// statements. The vote stays as it was recorded.
type Statement struct {
	RollCallID string `parquet:"roll_call_id,dict" json:"roll_call_id"`
	Line       int32  `parquet:"line,dict" json:"-"`                                         // among those on one vote, from 1; set when the row is written
	MSCode     string `parquet:"ms_code,optional,dict" json:"ms_code,omitempty"`             // empty: no member has the name that day
	Name       string `parquet:"member_name,optional,dict" json:"member_name,omitempty"`     // the dictionary's name of the member
	Label      string `parquet:"member_printed,dict" json:"member_printed,omitempty"`        // the member as printed
	Intended   Choice `parquet:"intended_vote,optional,dict" json:"intended_vote,omitempty"` // empty: the words say something else
	Words      string `parquet:"words,dict" json:"words,omitempty"`                          // the whole statement, as printed
}

// MeetingSymbol is the canonical spelling of the symbol that a record has on its
// first page.
func MeetingSymbol(m pv.Meeting) (string, error) {
	sym, _, err := ParseMeeting(m.Symbol, "")
	return sym.String(), err
}

// Verbatim types a verbatim record. It fails when the symbol of the meeting cannot
// be read, and never otherwise: what else cannot be read is null and named by an
// issue.
func (n *Normalizer) Verbatim(rec pv.Record) (Verbatim, error) {
	sym, _, err := ParseMeeting(rec.Meeting.Symbol, "")
	if err != nil {
		return Verbatim{}, err
	}
	m := Verbatim{Symbol: sym.String(), Sure: rec.Ended && !rec.OCR, places: map[string]string{}}
	if d, err := ParseDate(rec.Meeting.Date); err == nil {
		m.Date = &d
	} else {
		m.Issues = append(m.Issues, NewIssue("", m.Symbol, "date_unread", err.Error()))
	}
	t := typist{normalizer: n, meeting: sym, date: m.Date, ids: newVoteIDs(sym)}
	t.session, _ = parseSession(rec.Meeting.Session)
	seqs := map[int]string{} // seq → id
	for _, d := range decisions(rec) {
		id := t.ids.next(d.Action)
		seqs[d.Seq], m.places[id] = id, t.place(d.Page, d.Seq)
		if d.vote == nil && (d.Outcome == Adopted || d.Outcome == Retained) {
			m.Adoptions = append(m.Adoptions, t.adoption(id, d.Action))
			continue
		}
		m.RollCalls = append(m.RollCalls, t.rollCall(id, d))
	}
	setParents(&m, rec, seqs)
	t.addStatements(&m, rec.Statements, seqs)
	t.addProblems(&m, rec.Problems, seqs)
	return m, nil
}

// decision is a vote or, with a nil vote, a decision without one.
type decision struct {
	pv.Action
	vote *pv.Vote
}

// decisions are the votes and adoptions of a record in their order.
func decisions(rec pv.Record) []decision {
	var out []decision
	for i := range rec.Votes {
		out = append(out, decision{rec.Votes[i].Action, &rec.Votes[i]})
	}
	for _, a := range rec.Adoptions {
		out = append(out, decision{a, nil})
	}
	slices.SortStableFunc(out, func(a, b decision) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// typist types the decisions of one meeting.
type typist struct {
	normalizer *Normalizer
	meeting    Symbol
	session    assemblySession // of the masthead
	date       *Date
	ids        *voteIDs
	hints      int // given so far
}

// place says where in the record something stands; 0 is no page, or no vote.
func (t *typist) place(page, seq int) string {
	place := t.meeting.String()
	if page > 0 {
		place += fmt.Sprintf(", page %d", page)
	}
	if seq > 0 {
		place += fmt.Sprintf(", vote %d", seq)
	}
	return place
}

func (t *typist) addStatements(m *Verbatim, printed []pv.Statement, seqs map[int]string) {
	for _, p := range printed {
		s := Statement{RollCallID: seqs[p.Seq], Label: p.Name, Intended: Choice(p.Intended), Words: p.Words}
		if member, known := t.normalizer.dir.named(p.Name, t.date); known {
			s.MSCode, s.Name = member.MSCode, member.Name
		} else {
			m.Issues = append(m.Issues, NewIssue(s.RollCallID, t.place(p.Page, 0), "unknown_member", fmt.Sprintf("a later statement of %q: %s", p.Name, p.Words)))
		}
		if s.RollCallID == "" || !slices.ContainsFunc(m.RollCalls, func(c RollCall) bool { return c.ID == s.RollCallID }) {
			m.Issues = append(m.Issues, NewIssue("", t.place(p.Page, 0), pv.StatementUnread, "a later statement on no vote: "+p.Words))
			continue
		}
		m.Statements = append(m.Statements, s)
	}
}

// Names is the dictionary of the members of a day ("1993-11-01") for
// [pv.Reader.Read]; nil for what is no day.
func (d *Directory) Names(day string) pv.Names {
	on, err := ParseDate(day)
	if err != nil {
		return nil
	}
	return namesOn{d, on}
}

type namesOn struct {
	dir *Directory
	day Date
}

// Member is the ms_code of a member of the day.
func (n namesOn) Member(label string) (key string, ok bool) {
	m, ok := n.dir.named(label, &n.day)
	return m.MSCode, ok && n.dir.IsMember(m.MSCode, n.day)
}

// Labels are the names of the members of the day: the one that each had then,
// in mixed case, and whatever else means it on that day.
func (n namesOn) Labels() []string {
	var out []string
	for _, m := range n.dir.MembersOn(n.day) {
		names := []string{m.Name}
		for _, p := range n.dir.spans[m.MSCode] {
			if p.Has(n.day) {
				names = []string{p.Name, m.Name}
			}
		}
		for _, l := range slices.Concat(names, m.Labels) {
			if o, ok := n.dir.Resolve(l, &n.day); ok && o.MSCode == m.MSCode && !slices.Contains(out, l) {
				out = append(out, l)
			}
		}
	}
	return out
}

// named resolves a name from running text, where an article may stand before it:
// "the Gambia".
func (d *Directory) named(name string, on *Date) (Member, bool) {
	m, ok := d.Resolve(name, on)
	if rest, article := cutArticle(name); !ok && article {
		m, ok = d.Resolve(rest, on)
	}
	return m, ok
}

func cutArticle(name string) (string, bool) {
	if len(name) > 4 && (name[:4] == "the " || name[:4] == "The ") {
		return name[4:], true
	}
	return name, false
}

// setParents finds the whole of every piece. A piece is put to the vote before
// its whole, so the parent is the first decision after it on the same text: the
// same draft, or the same number in the same report. Where the record names
// neither, it is the one text that is decided on under the same agenda item
// after the piece, if there is one only. A piece whose whole was not put has none.
func setParents(m *Verbatim, rec pv.Record, ids map[int]string) {
	all := decisions(rec)
	parents := map[string]string{}
	for i, d := range all {
		if isPiece(d.Scope) {
			if w := wholeOf(d, all[i+1:]); w != nil {
				parents[ids[d.Seq]] = ids[w.Seq]
			}
		}
	}
	for i := range m.RollCalls {
		m.RollCalls[i].ParentID = parents[m.RollCalls[i].ID]
	}
	for i := range m.Adoptions {
		m.Adoptions[i].ParentID = parents[m.Adoptions[i].ID]
	}
}

func isPiece(s Scope) bool { return s == Part || s == Paragraph || s == Amendment }

// wholeOf is the whole of a piece among what was decided after it; nil: none.
func wholeOf(piece decision, after []decision) *decision {
	key := textKeyOf(piece.Action)
	for _, same := range []func(string) string{asIs, eitherKind} {
		for i := range after {
			if w := &after[i]; key != "" && w.Scope == Whole && same(textKeyOf(w.Action)) == same(key) {
				return w
			}
		}
	}
	if key != "" {
		return nil
	}
	var only *decision
	for i := range after {
		if w := &after[i]; w.Scope == Whole && w.AgendaItem == piece.AgendaItem {
			if only != nil {
				return nil
			}
			only = w
		}
	}
	return only
}

func asIs(key string) string { return key }

// eitherKind takes a draft decision for a draft resolution: what is said of a
// piece does not always say which of the two it belongs to.
func eitherKind(key string) string { return strings.Replace(key, ":DD", ":DR", 1) }

// addProblems makes issues of what the reader could not read in one way. An
// unknown name and a member listed twice were found again while the lists were
// typed: they are reported once, with the line.
func (t *typist) addProblems(m *Verbatim, problems []pv.Problem, ids map[int]string) {
	calls := map[string]*RollCall{}
	for i := range m.RollCalls {
		calls[m.RollCalls[i].ID] = &m.RollCalls[i]
	}
	for _, p := range problems {
		if p.Code != pv.OCRRepaired {
			m.Sure = false
		}
		place := t.place(p.Page, p.Seq)
		c := calls[ids[p.Seq]]
		code := p.Code
		switch code {
		case pv.UnknownName:
			code = "unknown_member"
		case pv.DuplicateName:
			code = "duplicate_member"
		}
		switch {
		case c == nil:
			m.Issues = append(m.Issues, NewIssue(ids[p.Seq], place, code, p.Detail))
		case code != p.Code && c.hasIssue(code, "two_labels"):
		default:
			c.report(place, code, p.Detail+t.otherCopy(c, p.Code))
		}
	}
}

// otherCopy says what clears the issue of a copy that lacks most of a list: the
// document as it was issued. A list that lacks a name or two is another matter.
func (t *typist) otherCopy(c *RollCall, code string) string {
	stated := c.PrintedYes != nil && c.PrintedNo != nil && c.PrintedAbstain != nil
	if code != pv.ListMissing && code != pv.CountMismatch || !stated {
		return ""
	}
	if listed, told := len(c.Votes), *c.PrintedYes+*c.PrintedNo+*c.PrintedAbstain; 2*listed >= int(told) {
		return ""
	}
	return fmt.Sprintf("; this copy lacks most of the list; 'unvotes fetch %s' gets the record as it was issued", t.meeting)
}

func (c *RollCall) hasIssue(codes ...string) bool {
	return slices.ContainsFunc(c.Issues, func(i Issue) bool { return slices.Contains(codes, i.Code) })
}
