package output

import "time"

// The rows: a struct a table. Its tags give each column's name, type and
// encoding; a pointer is a column that can be null. Traps of parquet-go that
// the tags go round:
//
//   - DATE is written from int32 days: from time.Time it writes garbage.
//   - Nullable is a pointer: "optional" on a value makes null of a true 0.
//   - ",list" gives the three-level list that every reader knows.
//   - Text is dictionary-encoded, or plain where each row has another: the
//     default (DELTA_LENGTH_BYTE_ARRAY) stops readers in use.
//   - Enums are strings: readers take Parquet's ENUM for bytes.

// RollCallRow is a row of roll_calls: one vote taken, as its source has it.
type RollCallRow struct {
	RollCallID        string    `parquet:"roll_call_id,dict"`
	FormerIDs         []string  `parquet:"former_ids,list" parquet-element:",dict"`
	UNDLID            *int64    `parquet:"undl_id"`
	UNDLURL           *string   `parquet:"undl_url,dict"`
	Body              *string   `parquet:"body,dict"`
	Session           *string   `parquet:"session,dict"`
	SessionKind       *string   `parquet:"session_kind,dict"`
	Date              *int32    `parquet:"date,date,dict"`
	Resolution        *string   `parquet:"resolution,dict"`
	ResolutionPrinted *string   `parquet:"resolution_printed,dict"`
	ResolutionBase    *string   `parquet:"resolution_base,dict"`
	Part              *string   `parquet:"part,dict"`
	VoteGroupID       string    `parquet:"vote_group_id,dict"`
	Drafts            []string  `parquet:"drafts,list" parquet-element:",dict"`
	CommitteeReports  []string  `parquet:"committee_reports,list" parquet-element:",dict"`
	MeetingRecords    []string  `parquet:"meeting_records,list" parquet-element:",dict"`
	MeetingSeq        *int32    `parquet:"meeting_seq"`
	Title             *string   `parquet:"title,dict"`
	Agenda            []string  `parquet:"agenda,list" parquet-element:",dict"`
	Subjects          []string  `parquet:"subjects,list" parquet-element:",dict"`
	NotePrinted       *string   `parquet:"note_printed,dict"`
	Method            *string   `parquet:"method,dict"`
	Scope             *string   `parquet:"scope,dict"`
	Target            *string   `parquet:"target,dict"`
	TargetPrinted     *string   `parquet:"target_printed,dict"`
	ParentID          *string   `parquet:"parent_id,dict"`
	Outcome           *string   `parquet:"outcome,dict"`
	VetoedBy          []string  `parquet:"vetoed_by,list" parquet-element:",dict"`
	Yes               *int32    `parquet:"yes"`
	No                *int32    `parquet:"no"`
	Abstain           *int32    `parquet:"abstain"`
	NonVoting         *int32    `parquet:"non_voting"`
	Membership        *int32    `parquet:"membership"`
	PrintedYes        *int32    `parquet:"printed_yes"`
	PrintedNo         *int32    `parquet:"printed_no"`
	PrintedAbstain    *int32    `parquet:"printed_abstain"`
	PrintedNonVoting  *int32    `parquet:"printed_non_voting"`
	PrintedMembership *int32    `parquet:"printed_membership"`
	Issues            []string  `parquet:"issues,list" parquet-element:",dict"`
	Source            string    `parquet:"source,dict"`
	Sources           []string  `parquet:"sources,list" parquet-element:",dict"`
	RetrievedAt       time.Time `parquet:"retrieved_at,timestamp(microsecond)"`
	ContentSHA256     string    `parquet:"content_sha256,plain"`
}

// VoteRow is a row of votes: one line of a list, wide enough to need no join.
type VoteRow struct {
	RollCallID      string  `parquet:"roll_call_id,dict"`
	Line            int32   `parquet:"line,dict"`
	Date            *int32  `parquet:"date,date,dict"`
	Body            *string `parquet:"body,dict"`
	Session         *string `parquet:"session,dict"`
	Resolution      *string `parquet:"resolution,dict"`
	Scope           *string `parquet:"scope,dict"`
	VoteGroupID     string  `parquet:"vote_group_id,dict"`
	MSCode          *string `parquet:"ms_code,dict"`
	MemberName      *string `parquet:"member_name,dict"`
	MemberPrinted   string  `parquet:"member_printed,dict"`
	Vote            *string `parquet:"vote,dict"`
	VotePrinted     *string `parquet:"vote_printed,dict"`
	PermanentMember *bool   `parquet:"permanent_member"`
	Eligible        *bool   `parquet:"eligible"`
}

// AdoptionRow is a row of adoptions: a text adopted without a vote.
type AdoptionRow struct {
	AdoptionID string   `parquet:"adoption_id,dict"`
	Symbols    []string `parquet:"symbols,list" parquet-element:",dict"`
	Date       *int32   `parquet:"date,date,dict"`
	Title      *string  `parquet:"title,dict"`
	Meeting    *string  `parquet:"meeting,dict"`
	Source     string   `parquet:"source,dict"`

	FormerIDs        []string `parquet:"former_ids,list" parquet-element:",dict"`
	MeetingSeq       *int32   `parquet:"meeting_seq"`
	Drafts           []string `parquet:"drafts,list" parquet-element:",dict"`
	CommitteeReports []string `parquet:"committee_reports,list" parquet-element:",dict"`
	Scope            *string  `parquet:"scope,dict"`
	Target           *string  `parquet:"target,dict"`
	TargetPrinted    *string  `parquet:"target_printed,dict"`
	ParentID         *string  `parquet:"parent_id,dict"`
	Sources          []string `parquet:"sources,list" parquet-element:",dict"`
}

// StatementRow is a row of statements: what a delegation said later on its vote.
type StatementRow struct {
	RollCallID    string  `parquet:"roll_call_id,dict"`
	Line          int32   `parquet:"line,dict"`
	MSCode        *string `parquet:"ms_code,dict"`
	MemberName    *string `parquet:"member_name,dict"`
	MemberPrinted string  `parquet:"member_printed,dict"`
	IntendedVote  *string `parquet:"intended_vote,dict"`
	Words         string  `parquet:"words,dict"`
}

// MemberRow is a row of members: a state that has or had a code.
type MemberRow struct {
	MSCode          string   `parquet:"ms_code,dict"`
	Name            string   `parquet:"name,dict"`
	ISO3            *string  `parquet:"iso3,dict"`
	ISO2            *string  `parquet:"iso2,dict"`
	M49             *string  `parquet:"m49,dict"`
	COW             *string  `parquet:"cow,dict"`
	UNRegionalGroup *string  `parquet:"un_regional_group,dict"`
	Successors      []string `parquet:"successors,list" parquet-element:",dict"`
	Predecessors    []string `parquet:"predecessors,list" parquet-element:",dict"`
	Labels          []string `parquet:"labels,list" parquet-element:",dict"`
}

// PeriodRow is a row of member_periods: a span of a membership under one name.
type PeriodRow struct {
	MSCode string  `parquet:"ms_code,dict"`
	From   int32   `parquet:"from,date,dict"`
	To     *int32  `parquet:"to,date,dict"`
	Name   *string `parquet:"name,dict"`
	Reason *string `parquet:"reason,dict"`
}

// IssueRow is a row of issues: something wrong with a source, named.
type IssueRow struct {
	RollCallID *string `parquet:"roll_call_id,dict"`
	Place      *string `parquet:"place,dict"`
	Code       string  `parquet:"code,dict"`
	Severity   string  `parquet:"severity,dict"`
	Detail     *string `parquet:"detail,dict"`
}
