package view

import (
	"context"
	"slices"
)

// RollCall is a row of roll_calls, without what only programs need. An empty
// text and a nil pointer are null: unknown, or not applicable. Its JSON has the
// names of the columns.
type RollCall struct {
	ID                string   `json:"roll_call_id"`
	FormerIDs         []string `json:"former_ids,omitempty"`
	UNDLURL           string   `json:"undl_url,omitempty"` // the library's page of the record
	Body              string   `json:"body,omitempty"`     // GA, SC
	Session           string   `json:"session,omitempty"`  // "78", "ES-11"; the Council: the year
	SessionKind       string   `json:"session_kind,omitempty"`
	Date              *Day     `json:"date"`
	Resolution        string   `json:"resolution,omitempty"`
	ResolutionPrinted string   `json:"resolution_printed,omitempty"`
	ResolutionBase    string   `json:"resolution_base,omitempty"`
	Part              string   `json:"part,omitempty"`
	VoteGroupID       string   `json:"vote_group_id"`
	Drafts            []string `json:"drafts,omitempty"`
	CommitteeReports  []string `json:"committee_reports,omitempty"`
	MeetingRecords    []string `json:"meeting_records,omitempty"`
	MeetingSeq        *int32   `json:"meeting_seq,omitempty"`
	Title             string   `json:"title,omitempty"`
	Agenda            []string `json:"agenda,omitempty"`
	NotePrinted       string   `json:"note_printed,omitempty"`
	Method            string   `json:"method,omitempty"`
	Scope             string   `json:"scope,omitempty"` // whole, part, paragraph, amendment, motion, other
	Target            string   `json:"target,omitempty"`
	TargetPrinted     string   `json:"target_printed,omitempty"`
	ParentID          string   `json:"parent_id,omitempty"`
	Outcome           string   `json:"outcome,omitempty"`
	VetoedBy          []string `json:"vetoed_by,omitempty"` // ms_codes

	// Counted from the list; nil without a list, or when it tells nobody's vote.
	Yes        *int32 `json:"yes"`
	No         *int32 `json:"no"`
	Abstain    *int32 `json:"abstain"`
	NonVoting  *int32 `json:"non_voting"`
	Membership *int32 `json:"membership"`
	// As the source states them.
	PrintedYes        *int32 `json:"printed_yes"`
	PrintedNo         *int32 `json:"printed_no"`
	PrintedAbstain    *int32 `json:"printed_abstain"`
	PrintedNonVoting  *int32 `json:"printed_non_voting"`
	PrintedMembership *int32 `json:"printed_membership"`

	Issues  []string `json:"issues,omitempty"` // codes
	Source  string   `json:"source"`
	Sources []string `json:"sources"`
}

// Symbol is the best short name that the vote has: the resolution, else the
// draft, else the id.
func (c *RollCall) Symbol() string {
	switch {
	case c.Resolution != "":
		return c.Resolution
	case c.ResolutionPrinted != "":
		return c.ResolutionPrinted
	case len(c.Drafts) > 0:
		return c.Drafts[0]
	}
	return c.ID
}

// pieces are the scopes of a vote that is no vote on a text.
var pieces = []string{"paragraph", "amendment", "motion", "other"}

// IsPiece tells whether the vote was on less than a text: a paragraph, an
// amendment, a motion, or a part of a text whose whole has a row too
// (parent_id). The parts in the library's collection are sections of resolutions
// that were adopted one by one, with symbols of their own: they are texts. So is
// what the source does not tell (scope is null).
func (c *RollCall) IsPiece() bool { return c.ParentID != "" || slices.Contains(pieces, c.Scope) }

// Tally is how many members voted how.
type Tally struct {
	Yes, No, Abstain int
	NonVoting        *int // nil: not stated
	Printed          bool // as stated by the source, because there is no list to count
}

// Tally gives the totals of the list or, without one, those that the source
// states; ok is false where neither is known.
func (c *RollCall) Tally() (t Tally, ok bool) {
	if c.Yes == nil {
		return c.Stated()
	}
	t = Tally{Yes: value(c.Yes), No: value(c.No), Abstain: value(c.Abstain)}
	if c.NonVoting != nil {
		t.NonVoting = new(int(*c.NonVoting))
	}
	return t, true
}

func value(n *int32) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// RollCalls reads all roll calls, in the order of the table: by date, those
// without one last.
func (s *Snapshot) RollCalls(ctx context.Context) (calls []RollCall, err error) {
	err = s.read(ctx, "roll_calls", func(t *table) {
		calls = make([]RollCall, t.rows())
		readTexts(t, calls)
		readLists(t, calls)
		readCounts(t, calls)
	})
	if err != nil {
		return nil, err
	}
	return calls, nil
}

func readTexts(t *table, c []RollCall) {
	t.text("roll_call_id", func(i int, s string) { c[i].ID = s })
	t.text("undl_url", func(i int, s string) { c[i].UNDLURL = s })
	t.text("body", func(i int, s string) { c[i].Body = s })
	t.text("session", func(i int, s string) { c[i].Session = s })
	t.text("session_kind", func(i int, s string) { c[i].SessionKind = s })
	t.text("resolution", func(i int, s string) { c[i].Resolution = s })
	t.text("resolution_printed", func(i int, s string) { c[i].ResolutionPrinted = s })
	t.text("resolution_base", func(i int, s string) { c[i].ResolutionBase = s })
	t.text("part", func(i int, s string) { c[i].Part = s })
	t.text("vote_group_id", func(i int, s string) { c[i].VoteGroupID = s })
	t.text("title", func(i int, s string) { c[i].Title = s })
	t.text("note_printed", func(i int, s string) { c[i].NotePrinted = s })
	t.text("method", func(i int, s string) { c[i].Method = s })
	t.text("scope", func(i int, s string) { c[i].Scope = s })
	t.text("target", func(i int, s string) { c[i].Target = s })
	t.text("target_printed", func(i int, s string) { c[i].TargetPrinted = s })
	t.text("parent_id", func(i int, s string) { c[i].ParentID = s })
	t.text("outcome", func(i int, s string) { c[i].Outcome = s })
	t.text("source", func(i int, s string) { c[i].Source = s })
}

func readLists(t *table, c []RollCall) {
	t.list("former_ids", func(i int, s string) { c[i].FormerIDs = append(c[i].FormerIDs, s) })
	t.list("drafts", func(i int, s string) { c[i].Drafts = append(c[i].Drafts, s) })
	t.list("committee_reports", func(i int, s string) { c[i].CommitteeReports = append(c[i].CommitteeReports, s) })
	t.list("meeting_records", func(i int, s string) { c[i].MeetingRecords = append(c[i].MeetingRecords, s) })
	t.list("agenda", func(i int, s string) { c[i].Agenda = append(c[i].Agenda, s) })
	t.list("vetoed_by", func(i int, s string) { c[i].VetoedBy = append(c[i].VetoedBy, s) })
	t.list("issues", func(i int, s string) { c[i].Issues = append(c[i].Issues, s) })
	t.list("sources", func(i int, s string) { c[i].Sources = append(c[i].Sources, s) })
}

func readCounts(t *table, c []RollCall) {
	t.count("date", func(i int, n *int32) { c[i].Date = (*Day)(n) })
	t.count("meeting_seq", func(i int, n *int32) { c[i].MeetingSeq = n })
	t.count("yes", func(i int, n *int32) { c[i].Yes = n })
	t.count("no", func(i int, n *int32) { c[i].No = n })
	t.count("abstain", func(i int, n *int32) { c[i].Abstain = n })
	t.count("non_voting", func(i int, n *int32) { c[i].NonVoting = n })
	t.count("membership", func(i int, n *int32) { c[i].Membership = n })
	t.count("printed_yes", func(i int, n *int32) { c[i].PrintedYes = n })
	t.count("printed_no", func(i int, n *int32) { c[i].PrintedNo = n })
	t.count("printed_abstain", func(i int, n *int32) { c[i].PrintedAbstain = n })
	t.count("printed_non_voting", func(i int, n *int32) { c[i].PrintedNonVoting = n })
	t.count("printed_membership", func(i int, n *int32) { c[i].PrintedMembership = n })
}
