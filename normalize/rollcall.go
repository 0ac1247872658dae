package normalize

// Body is the organ that voted.
type Body string

// The bodies of the collection.
const (
	GA Body = "GA" // General Assembly
	SC Body = "SC" // Security Council
)

// SessionKind tells the three kinds of session of the General Assembly apart;
// empty for the Council, whose "session" is its year.
type SessionKind string

// The kinds of session.
const (
	Regular          SessionKind = "regular"
	EmergencySpecial SessionKind = "emergency_special"
	Special          SessionKind = "special"
)

// Method is how the vote was taken; empty where the source does not say.
type Method string

// The methods.
const (
	Recorded           Method = "recorded"
	RecordedNotMachine Method = "recorded_not_machine"
	NonRecorded        Method = "non_recorded"
	RollCallVote       Method = "roll_call"
	ShowOfHands        Method = "show_of_hands"
	WithoutVote        Method = "without_vote"
)

// Scope is what was voted on.
type Scope string

// The scopes.
const (
	Whole     Scope = "whole"
	Part      Scope = "part"
	Paragraph Scope = "paragraph"
	Amendment Scope = "amendment"
	Motion    Scope = "motion"
	Other     Scope = "other"
)

// Outcome is what came of a vote; empty where the source does not tell.
type Outcome string

// The outcomes: adopted and rejected for texts and amendments, retained and not
// for paragraphs, carried and not for motions.
const (
	Adopted     Outcome = "adopted"
	Rejected    Outcome = "rejected"
	Retained    Outcome = "retained"
	NotRetained Outcome = "not_retained"
	Carried     Outcome = "carried"
	NotCarried  Outcome = "not_carried"
)

// Choice is how a member voted; empty where nobody can tell.
type Choice string

// The choices. A blank in a list that has codes is NonVoting: absent, not
// participating or not entitled, which the source does not tell apart.
const (
	Yes       Choice = "yes"
	No        Choice = "no"
	Abstain   Choice = "abstain"
	NonVoting Choice = "non_voting"
)

// RollCall is one vote taken, as its source has it, typed. An empty string or a
// nil pointer is "unknown or not applicable"; it is null in the tables.
type RollCall struct {
	ID                string // "undl-4029442"; never changes its meaning
	FormerIDs         []string
	UNDLID            int64 // 0: not in the library's collection
	Body              Body
	Session           string // "78", "ES-11", "S-14"; the Council: the year
	SessionKind       SessionKind
	Date              *Date
	Resolution        string // canonical symbol of what was adopted
	ResolutionPrinted string
	ResolutionBase    string // without its part: "A/RES/63(I)"
	Part              string // "PARA.1", "A-C"
	VoteGroupID       string // equal for records of one and the same vote
	Drafts            []string
	CommitteeReports  []string
	MeetingRecords    []string
	MeetingSeq        *int32 // order of the vote within its meeting, from 1
	Title             string
	Agenda            []string
	Subjects          []string
	NotePrinted       string
	Method            Method
	Scope             Scope
	Target            string // "PP9", "OP7"
	TargetPrinted     string
	ParentID          string
	Outcome           Outcome
	VetoedBy          []string // ms_codes
	Counted           *Totals  // nil without a list, or when no line has a code
	Printed           PrintedTotals
	Votes             []Vote // in printed order; empty without a list
	Issues            []Issue
	Source            string // form that won: record_page, marcxml, ...
	Sources           []string
}

// Totals are counts of member states.
type Totals struct {
	Yes, No, Abstain, NonVoting, Membership int32
	// VotersOnly says that the list names only those who voted, as those of
	// meeting records do: who did not vote, and how many members there were, it
	// does not tell. NonVoting and Membership then count nothing to go by.
	VotersOnly bool
}

// PrintedTotals are the totals as the source states them; nil: not stated.
type PrintedTotals struct{ Yes, No, Abstain, NonVoting, Membership *int32 }

// Vote is one line of a list of votes.
type Vote struct {
	Line      int32  // 1 for the first line printed
	MSCode    string // the library's code of the member; empty: label unknown
	Name      string // the dictionary's name of the member
	Label     string // the member as printed
	Choice    Choice
	Printed   string // the code as printed: "Y", "a", "AN"; empty: none
	Permanent *bool  // seat in the Council; nil in the Assembly
	Eligible  *bool  // MARC 967 $b 9: listed but not entitled; nil: not told
}

// Issue is something wrong with the source, named beside the data.
type Issue struct {
	RollCallID string // empty when the issue is of a place that gave no roll call
	Place      string // where to look: a URL, a record's field, a line
	Code       string // one of Codes
	Severity   Severity
	Detail     string // the text itself, both numbers of a disagreement, a hint
}

// Severity says how much an issue takes from the row.
type Severity string

// The severities: info changes nothing, warning may matter to an analysis,
// error means that a value of the row is missing or contradicted.
const (
	Info    Severity = "info"
	Warning Severity = "warning"
	Error   Severity = "error"
)
