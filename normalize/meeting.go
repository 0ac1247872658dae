package normalize

import (
	"cmp"
	"fmt"
	"slices"

	"unvotes/scraper/pv"
)

// MeetingRecord is the source of what only a verbatim record tells.
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

// Statement is what a delegation told the Secretariat after a vote: a row of
// statements. The vote stays as it was recorded.
type Statement struct {
	RollCallID string `parquet:"roll_call_id,dict" json:"roll_call_id"`
	Line       int32  `parquet:"line,dict" json:"-"`                                         // among those on one vote, from 1; set when the row is written
	MSCode     string `parquet:"ms_code,optional,dict" json:"ms_code,omitempty"`             // empty: nobody is known by the name that day
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
		seqs[d.Seq], m.places[id] = id, t.place(d.Action)
		if d.vote == nil && (d.Outcome == pv.Adopted || d.Outcome == pv.Retained) {
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

// place says where in the record a decision stands.
func (t *typist) place(a pv.Action) string {
	return fmt.Sprintf("%s, page %d, vote %d", t.meeting, a.Page, a.Seq)
}

func (t *typist) addStatements(m *Verbatim, printed []pv.Statement, seqs map[int]string) {
	for _, p := range printed {
		s := Statement{RollCallID: seqs[p.Seq], Label: p.Name, Intended: Choice(p.Intended), Words: p.Words}
		if member, known := t.normalizer.dir.named(p.Name, t.date); known {
			s.MSCode, s.Name = member.MSCode, member.Name
		} else {
			place := fmt.Sprintf("%s, page %d", t.meeting, p.Page)
			m.Issues = append(m.Issues, NewIssue(s.RollCallID, place, "unknown_member", fmt.Sprintf("a later statement of %q: %s", p.Name, p.Words)))
		}
		if s.RollCallID == "" || !slices.ContainsFunc(m.RollCalls, func(c RollCall) bool { return c.ID == s.RollCallID }) {
			m.Issues = append(m.Issues, NewIssue("", fmt.Sprintf("%s, page %d", t.meeting, p.Page), pv.StatementUnread, "a later statement on no vote: "+p.Words))
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
