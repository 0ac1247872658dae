package normalize

import (
	"fmt"
	"slices"
	"strings"
	"unique"

	"unvotes/scraper/pv"
)

// rollCall types a vote. A decision against a text of which neither counts nor
// lists are printed was a vote too: nothing is rejected without one.
func (t *typist) rollCall(id string, d decision) RollCall {
	c := RollCall{
		ID:             id,
		Body:           t.meeting.Body,
		Session:        t.meeting.Session,
		SessionKind:    t.meeting.SessionKind,
		Date:           t.date,
		MeetingRecords: []string{t.meeting.String()},
		MeetingSeq:     count32(&d.Seq),
		Title:          d.Label,
		TitlePrinted:   d.Label,
		List:           NoList,
		Method:         d.Method,
		Scope:          d.Scope,
		Target:         d.Target,
		TargetPrinted:  d.TargetPrinted,
		Outcome:        d.Outcome,
		Source:         MeetingRecord,
		Sources:        []string{MeetingRecord},
	}
	t.readAction(&c, d.Action)
	t.readSession(&c, d.Action)
	if d.vote == nil {
		c.Method = ""
		c.report(t.place(d.Page, d.Seq), pv.ListMissing, "neither counts nor lists: "+d.Sentence)
		return c
	}
	c.setPrinted(Totals{Yes: count32(d.vote.Yes), No: count32(d.vote.No), Abstain: count32(d.vote.Abstain)})
	before := len(c.Issues)
	t.readLists(&c, *d.vote)
	c.compareTotals()
	if c.Date != nil {
		t.normalizer.checkPeriods(&c)
	}
	c.checkDuplicates()
	c.checkMajority()
	t.readVeto(&c, *d.vote)
	for i := range c.Issues[before:] {
		at := &c.Issues[before+i]
		at.Place = t.place(d.Page, d.Seq) + strings.TrimPrefix(strings.TrimPrefix(at.Place, "row Vote summary"), "row Vote")
	}
	return c
}

// count32 is the number as the tables have it.
func count32(n *int) *int32 {
	if n == nil {
		return nil
	}
	v := int32(min(*n, 1<<30)) //nolint:gosec // G115: it is bounded
	return &v
}

// readAction types what a vote and an adoption have in common: symbols of the
// draft, the report and what was adopted, and the agenda item.
func (t *typist) readAction(c *RollCall, a pv.Action) {
	place := t.place(a.Page, a.Seq)
	draft := a.Draft
	if a.Scope == Motion {
		draft = motionDraft(a)
	}
	c.Drafts = c.readPrinted(place, draft)
	c.CommitteeReports = c.readPrinted(place, a.CommitteeReport)
	if a.AgendaItem != "" {
		c.Agenda = []string{a.AgendaItem}
	}
	var sym Symbol
	var err error
	switch {
	case a.Resolution != "":
		c.ResolutionPrinted = a.Resolution
		sym, err = ResolutionFromNumber(c.Body, a.Resolution)
	case a.Decision != "":
		c.ResolutionPrinted = a.Decision
		sym, err = DecisionFromNumber(a.Decision)
	default:
		return
	}
	if err != nil {
		c.report(place, "symbol_unread", err.Error())
		return
	}
	c.Resolution, c.ResolutionBase, c.Part = sym.String(), sym.Base(), sym.Part
	if c.Session == "" {
		c.Session, c.SessionKind = sym.Session, sym.SessionKind
	}
	if c.Date != nil && !sym.Allows(*c.Date) {
		c.report(place, "date_outside_session", fmt.Sprintf("%s was voted on %s", c.Resolution, c.Date))
	}
}

// readPrinted reads the symbol of a document; none of "".
func (c *RollCall) readPrinted(place, printed string) []string {
	if printed == "" {
		return nil
	}
	sym, repaired, err := ParseDocument(printed)
	if err != nil {
		c.report(place, "symbol_unread", err.Error())
		return []string{printed}
	}
	if repaired {
		c.report(place, "symbol_repaired", fmt.Sprintf("%q read as %s", printed, sym))
	}
	return []string{sym.String()}
}

// readSession fills in what the symbols of the meeting and of what was adopted do not
// say: the Council's year, and the session in the masthead of the record.
func (t *typist) readSession(c *RollCall, a pv.Action) {
	defer c.numberSession()
	switch {
	case c.Session != "":
	case c.Body == SC && c.Date != nil:
		c.Session = fmt.Sprint(c.Date.Year())
	case t.session.name != "":
		c.Session, c.SessionKind = t.session.name, t.session.kind
	default:
		c.report(t.place(a.Page, a.Seq), "session_unknown", "neither the meeting nor what was adopted names a session")
	}
}

// headings are the lists of a record in their order: what stands above each, in
// one spelling, and what its members did.
var listHeadings = []struct {
	heading string
	choice  Choice
	list    func(pv.Vote) pv.List
}{
	{"In favour", Yes, func(v pv.Vote) pv.List { return v.InFavour }},
	{"Against", No, func(v pv.Vote) pv.List { return v.Against }},
	{"Abstaining", Abstain, func(v pv.Vote) pv.List { return v.Abstaining }},
	{"Not participating", NonVoting, func(v pv.Vote) pv.List { return v.NotParticipating }},
}

// readLists types the lists of names. A record lists who voted, so that of the
// others, and hence of the membership, nothing is known.
func (t *typist) readLists(c *RollCall, v pv.Vote) {
	printed := false
	for _, h := range listHeadings {
		l := h.list(v)
		printed = printed || l.Printed != ""
		for _, name := range l.Names {
			c.Votes = append(c.Votes, t.line(c, name, h.heading, h.choice))
		}
	}
	if len(c.Votes) > 0 {
		c.List = Partial
	}
	switch {
	case !printed:
	case v.NotParticipating.Printed == "":
		c.setCounted(countVoters(c.Votes))
	default:
		c.setCounted(count(c.Votes))
	}
}

func (t *typist) line(c *RollCall, name, heading string, choice Choice) Vote {
	dir := t.normalizer.dir
	// The names repeat from list to list: one copy of each does.
	v := Vote{Line: int32(len(c.Votes) + 1), Label: unique.Make(name).Value(), Choice: choice, Printed: heading} //nolint:gosec // G115: some hundred names
	m, known := dir.named(name, c.Date)
	if !known {
		detail := fmt.Sprintf("nobody is known as %q that day", name)
		if near := t.hint(name); len(near) > 0 {
			detail += "; nearest labels: " + strings.Join(near, ", ")
		}
		c.report(votePlace(v.Line), "unknown_member", detail)
		return v
	}
	v.MSCode, v.Name = m.MSCode, m.Name
	if c.Body == SC && c.Date != nil {
		p := dir.PermanentMember(m.MSCode, *c.Date)
		v.Permanent = &p
	}
	return v
}

// maxHints bounds the work that a text which is no list may cost: a hint takes
// milliseconds, and more hints do not help a list of unknown names.
const maxHints = 20

func (t *typist) hint(name string) []string {
	if t.hints++; t.hints > maxHints {
		return nil
	}
	return t.normalizer.dir.Nearest(name, 3)
}

// readVeto names the permanent members whose votes against kept a text from
// being adopted: one that had the majority it needed, and was no question of
// procedure (Charter, Article 27). Motions are that; they are carried or not.
func (t *typist) readVeto(c *RollCall, v pv.Vote) {
	if c.Body != SC || c.Date == nil || c.Outcome != Rejected && c.Outcome != NotRetained {
		return
	}
	yes, _, ok := c.yesAndNo()
	if _, majority := councilRules(*c.Date); !ok || yes < majority {
		if v.Vetoed {
			c.report("", "majority_contradicts", fmt.Sprintf("the record gives a veto as the reason, and %d yes carry nothing", yes))
		}
		return
	}
	for _, line := range c.Votes {
		if line.Choice == No && line.Permanent != nil && *line.Permanent {
			c.VetoedBy = append(c.VetoedBy, line.MSCode)
		}
	}
	slices.Sort(c.VetoedBy)
	if len(c.VetoedBy) == 0 {
		c.report("", "majority_contradicts", fmt.Sprintf("%s with %d yes and no vote against of a permanent member", c.Outcome, yes))
	}
}

// adoption types a text adopted without a vote.
func (t *typist) adoption(id string, a pv.Action) Adoption {
	c := RollCall{ID: id, Body: t.meeting.Body, Date: t.date}
	t.readAction(&c, a)
	out := Adoption{
		ID: id, Date: t.date, Title: a.Label, Meeting: t.meeting.String(), MeetingSeq: count32(&a.Seq),
		Drafts: c.Drafts, CommitteeReports: c.CommitteeReports,
		Scope: a.Scope, Target: a.Target, TargetPrinted: a.TargetPrinted,
		Source: MeetingRecord, Sources: []string{MeetingRecord}, Issues: c.Issues,
	}
	switch {
	case c.Resolution != "":
		out.Symbols = []string{c.Resolution}
	case c.ResolutionPrinted != "":
		out.Symbols = []string{c.ResolutionPrinted}
	default:
		out.Symbols = c.Drafts
	}
	return out
}
