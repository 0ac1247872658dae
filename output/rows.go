package output

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"unvotes/normalize"
)

// Tables are the values that a snapshot is made of, in any order.
type Tables struct {
	RollCalls  []Entry
	Adoptions  []normalize.Adoption
	Statements []normalize.Statement // those on one vote in their order
	Members    []normalize.Member
	Periods    []normalize.Period
	// Issues are those that belong to no entry. The entries' own issues are
	// taken from the entries and must not be repeated here. One that names a
	// roll call is listed among that row's codes too.
	Issues []normalize.Issue
	// Documents is how many documents gave all this; some give no row.
	Documents int
}

// Entry is a roll call with where and when it was fetched.
type Entry struct {
	normalize.RollCall
	RetrievedAt   time.Time // when this content was first fetched; never zero
	ContentSHA256 string    // of the parsed record, in hex; never empty
	UNDLURL       string    // the record's page; empty: not in the library
}

// sorted is the same tables with the entries and issues in the order of the
// rows. It fails when two roll calls or adoptions have one id, or a value that
// every row must have is missing. The caller's slices stay as they are.
func (t Tables) sorted() (Tables, error) {
	t.RollCalls = slices.SortedFunc(slices.Values(t.RollCalls), func(a, b Entry) int {
		return cmp.Or(compareDates((*int32)(a.Date), (*int32)(b.Date)), strings.Compare(a.ID, b.ID))
	})
	t.Adoptions = slices.SortedFunc(slices.Values(t.Adoptions), func(a, b normalize.Adoption) int {
		return cmp.Or(compareDates((*int32)(a.Date), (*int32)(b.Date)), strings.Compare(a.ID, b.ID))
	})
	t.Statements = slices.SortedStableFunc(slices.Values(t.Statements), func(a, b normalize.Statement) int {
		return strings.Compare(a.RollCallID, b.RollCallID)
	})
	t.Members = slices.SortedFunc(slices.Values(t.Members), func(a, b normalize.Member) int {
		return strings.Compare(a.MSCode, b.MSCode)
	})
	t.Periods = slices.SortedFunc(slices.Values(t.Periods), func(a, b normalize.Period) int {
		return cmp.Or(strings.Compare(a.MSCode, b.MSCode), cmp.Compare(a.From, b.From))
	})
	t.Issues = allIssues(t)
	return t, t.check()
}

// allIssues are the entries' issues and the others, ordered.
func allIssues(t Tables) []normalize.Issue {
	all := slices.Clone(t.Issues)
	for _, e := range t.RollCalls {
		for _, i := range e.Issues {
			i.RollCallID = cmp.Or(i.RollCallID, e.ID)
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(a, b normalize.Issue) int {
		x, y := issueRow(&a), issueRow(&b)
		return cmp.Or(compareIssues(&x, &y), strings.Compare(x.Severity, y.Severity))
	})
	return all
}

// check looks for what would make a row without a key.
func (t Tables) check() error {
	ids := make(map[string]bool, len(t.RollCalls)+len(t.Adoptions))
	for _, e := range t.RollCalls {
		switch {
		case e.ID == "" || e.VoteGroupID == "" || e.Source == "" || e.ContentSHA256 == "" || e.RetrievedAt.IsZero():
			return fmt.Errorf("roll call %q (record %d): id, vote group, source, time or hash is missing", e.ID, e.UNDLID)
		case ids[e.ID]:
			return fmt.Errorf("roll call %s is there twice", e.ID)
		}
		ids[e.ID] = true
	}
	for _, a := range t.Adoptions {
		if a.ID == "" || a.Source == "" || ids[a.ID] {
			return fmt.Errorf("adoption %q: id or source is missing, or the id is taken", a.ID)
		}
		ids[a.ID] = true
	}
	for _, i := range t.Issues {
		if i.Code == "" || i.Severity == "" {
			return fmt.Errorf("issue of %q at %q: code or severity is missing: %s", i.RollCallID, i.Place, i.Detail)
		}
	}
	return nil
}

// rollCallRows, like the others below, expects sorted tables. The rows point
// into the tables: they cost no copies, and live as long.
func rollCallRows(t Tables) iter.Seq[RollCallRow] {
	codes := make(map[string][]string)
	for _, i := range t.Issues {
		codes[i.RollCallID] = append(codes[i.RollCallID], i.Code)
	}
	return func(yield func(RollCallRow) bool) {
		for i := range t.RollCalls {
			e := &t.RollCalls[i]
			row := rollCallRow(e)
			row.Issues = slices.Compact(codes[e.ID]) // issues are sorted by code
			if !yield(row) {
				return
			}
		}
	}
}

func rollCallRow(e *Entry) RollCallRow {
	row := RollCallRow{
		RollCallID:        e.ID,
		FormerIDs:         e.FormerIDs,
		UNDLURL:           text(&e.UNDLURL),
		Body:              text((*string)(&e.Body)),
		Session:           text(&e.Session),
		SessionKind:       text((*string)(&e.SessionKind)),
		Date:              (*int32)(e.Date),
		Resolution:        text(&e.Resolution),
		ResolutionPrinted: text(&e.ResolutionPrinted),
		ResolutionBase:    text(&e.ResolutionBase),
		Part:              text(&e.Part),
		VoteGroupID:       e.VoteGroupID,
		Drafts:            e.Drafts,
		CommitteeReports:  e.CommitteeReports,
		MeetingRecords:    e.MeetingRecords,
		MeetingSeq:        e.MeetingSeq,
		Title:             text(&e.Title),
		Agenda:            e.Agenda,
		Subjects:          e.Subjects,
		NotePrinted:       text(&e.NotePrinted),
		Method:            text((*string)(&e.Method)),
		Scope:             text((*string)(&e.Scope)),
		Target:            text(&e.Target),
		TargetPrinted:     text(&e.TargetPrinted),
		ParentID:          text(&e.ParentID),
		Outcome:           text((*string)(&e.Outcome)),
		VetoedBy:          e.VetoedBy,
		PrintedYes:        e.Printed.Yes,
		PrintedNo:         e.Printed.No,
		PrintedAbstain:    e.Printed.Abstain,
		PrintedNonVoting:  e.Printed.NonVoting,
		PrintedMembership: e.Printed.Membership,
		Source:            e.Source,
		Sources:           e.Sources,
		RetrievedAt:       e.RetrievedAt.UTC().Truncate(time.Microsecond),
		ContentSHA256:     e.ContentSHA256,
	}
	if e.UNDLID != 0 {
		row.UNDLID = &e.UNDLID
	}
	if c := e.Counted; c != nil {
		row.Yes, row.No, row.Abstain = &c.Yes, &c.No, &c.Abstain
		if !c.VotersOnly {
			row.NonVoting, row.Membership = &c.NonVoting, &c.Membership
		}
	}
	return row
}

func voteRows(t Tables) iter.Seq[VoteRow] {
	return func(yield func(VoteRow) bool) {
		for i := range t.RollCalls {
			e := &t.RollCalls[i]
			lines := e.Votes
			if byLine := func(a, b normalize.Vote) int { return cmp.Compare(a.Line, b.Line) }; !slices.IsSortedFunc(lines, byLine) {
				lines = slices.SortedStableFunc(slices.Values(lines), byLine)
			}
			for j := range lines {
				if !yield(voteRow(e, &lines[j])) {
					return
				}
			}
		}
	}
}

func voteRow(e *Entry, v *normalize.Vote) VoteRow {
	return VoteRow{
		RollCallID:      e.ID,
		Line:            v.Line,
		Date:            (*int32)(e.Date),
		Body:            text((*string)(&e.Body)),
		Session:         text(&e.Session),
		Resolution:      text(&e.Resolution),
		Scope:           text((*string)(&e.Scope)),
		VoteGroupID:     e.VoteGroupID,
		MSCode:          text(&v.MSCode),
		MemberName:      text(&v.Name),
		MemberPrinted:   v.Label,
		Vote:            text((*string)(&v.Choice)),
		VotePrinted:     text(&v.Printed),
		PermanentMember: v.Permanent,
		Eligible:        v.Eligible,
	}
}

func adoptionRows(t Tables) iter.Seq[AdoptionRow] {
	return each(t.Adoptions, func(a *normalize.Adoption) AdoptionRow {
		return AdoptionRow{
			AdoptionID: a.ID, Symbols: a.Symbols, Date: (*int32)(a.Date), Title: text(&a.Title), Meeting: text(&a.Meeting), Source: a.Source,
			FormerIDs: a.FormerIDs, MeetingSeq: a.MeetingSeq, Drafts: a.Drafts, CommitteeReports: a.CommitteeReports,
			Scope: text((*string)(&a.Scope)), Target: text(&a.Target), TargetPrinted: text(&a.TargetPrinted), ParentID: text(&a.ParentID), Sources: a.Sources,
		}
	})
}

func statementRows(t Tables) iter.Seq[StatementRow] {
	return func(yield func(StatementRow) bool) {
		line, of := int32(0), ""
		for i := range t.Statements {
			s := &t.Statements[i]
			if line++; s.RollCallID != of {
				line, of = 1, s.RollCallID
			}
			if !yield(StatementRow{s.RollCallID, line, text(&s.MSCode), text(&s.Name), s.Label, text((*string)(&s.Intended)), s.Words}) {
				return
			}
		}
	}
}

func memberRows(t Tables) iter.Seq[MemberRow] {
	return each(t.Members, func(m *normalize.Member) MemberRow {
		return MemberRow{m.MSCode, m.Name, text(&m.ISO3), text(&m.ISO2), text(&m.M49), text(&m.COW), text(&m.Group), m.Successors, m.Predecessors, m.Labels}
	})
}

func periodRows(t Tables) iter.Seq[PeriodRow] {
	return each(t.Periods, func(p *normalize.Period) PeriodRow {
		return PeriodRow{p.MSCode, int32(p.From), (*int32)(p.To), text(&p.Name), text(&p.Reason)}
	})
}

func issueRows(t Tables) iter.Seq[IssueRow] { return each(t.Issues, issueRow) }

func issueRow(i *normalize.Issue) IssueRow {
	return IssueRow{text(&i.RollCallID), text(&i.Place), i.Code, string(i.Severity), text(&i.Detail)}
}

func each[V, R any](vs []V, row func(*V) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		for i := range vs {
			if !yield(row(&vs[i])) {
				return
			}
		}
	}
}

// text is null for "": no column has an empty text.
func text(s *string) *string {
	if *s == "" {
		return nil
	}
	return s
}
