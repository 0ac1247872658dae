package normalize

import (
	"cmp"
	"iter"
	"time"

	"unvotes/scraper/pv"
)

// Body is the organ that voted.
type Body string

// The bodies of the collection.
const (
	GA Body = "GA" // General Assembly
	SC Body = "SC" // Security Council
	// Of OHCHR's library: the Human Rights Council, and until 2006 the Commission on
	// Human Rights.
	HRC Body = "HRC"
	CHR Body = "CHR"
)

// SessionKind is the kind of a session of the General Assembly or of the human rights
// bodies; empty for the Security Council, whose "session" is its year.
type SessionKind string

// The kinds of session.
const (
	Regular          SessionKind = "regular"
	EmergencySpecial SessionKind = "emergency_special"
	Special          SessionKind = "special"
	Nuclear          SessionKind = "nuclear" // the Nuclear Commission on Human Rights of 1946
)

// Method is how the vote was taken; empty where the source does not say. It has the
// words of meeting records, as have Scope and Outcome.
type Method = pv.Method

// Scope is what was voted on.
type Scope = pv.Scope

// Outcome is what came of a vote; empty where the source does not say.
type Outcome = pv.Outcome

// The methods.
const (
	Recorded     = pv.Recorded
	NonRecorded  = pv.NonRecorded
	RollCallVote = pv.RollCall
	ShowOfHands  = pv.ShowOfHands
	WithoutVote  = pv.WithoutVote
	// VotingByMail is only in the Digital Library's records.
	VotingByMail Method = "voting_by_mail"
)

// The scopes.
const (
	Whole     = pv.Whole
	Part      = pv.Part
	Paragraph = pv.Paragraph
	Amendment = pv.Amendment
	Motion    = pv.Motion
	Other     = pv.Other
)

// The outcomes: adopted and rejected for texts and amendments, retained and not
// for paragraphs, carried and not for motions.
const (
	Adopted     = pv.Adopted
	Rejected    = pv.Rejected
	Retained    = pv.Retained
	NotRetained = pv.NotRetained
	Carried     = pv.Carried
	NotCarried  = pv.NotCarried
)

// Choice is how a member voted; empty where that is not known.
type Choice string

// MarshalText writes "unknown" for a vote that is not known.
func (c Choice) MarshalText() ([]byte, error) { return []byte(cmp.Or(c, "unknown")), nil }

// The choices. A blank in a list that has codes is NonVoting: absent, not
// participating or not entitled; the source does not distinguish them.
const (
	Yes       Choice = "yes"
	No        Choice = "no"
	Abstain   Choice = "abstain"
	NonVoting Choice = "non_voting"
)

// List is what a list of names has.
type List string

// The kinds of list. The list of a meeting record is partial: it names those who
// voted.
const (
	Complete List = "complete" // a line for every member of that day, with or without codes
	Partial  List = "partial"  // fewer
	NoList   List = "none"     // no names
)

// RollCall is one vote taken, as its source has it, typed: a row of roll_calls.
//
// The tags of this type, and of the other rows in this package, are the schema
// of the Parquet files. An empty string is null there, and so is a nil pointer;
// a number that can be null is a pointer, because parquet-go writes null for a
// zero whose column is optional. UNDLID is the exception: no record has number 0.
// Strings are dictionary-encoded, or plain where each row has another value:
// some readers in use do not know parquet-go's default encoding. Enums are
// strings, because readers take Parquet's ENUM for bytes. A field without a
// column comes after those with one.
type RollCall struct {
	ID                string      `parquet:"roll_call_id,dict" json:"roll_call_id"` // "undl-4029442"; never changes its meaning
	FormerIDs         []string    `parquet:"former_ids,list" parquet-element:",dict" json:"former_ids,omitempty"`
	UNDLID            int64       `parquet:"undl_id,optional" json:"-"`                        // 0: not in the library's collection
	UNDLURL           string      `parquet:"undl_url,optional,dict" json:"undl_url,omitempty"` // the page of the record
	DHLID             int64       `parquet:"dhl_id,optional" json:"dhl_id,omitempty"`          // number in the library's catalogue; 0: not known
	Body              Body        `parquet:"body,optional,dict" json:"body,omitempty"`
	Session           string      `parquet:"session,optional,dict" json:"session,omitempty"` // "78", "ES-11", "S-14"; the Council: the year
	SessionNumber     *int32      `parquet:"session_number" json:"session_number,omitempty"` // nil: the session is no number
	SessionKind       SessionKind `parquet:"session_kind,optional,dict" json:"session_kind,omitempty"`
	Date              *Date       `parquet:"date,date,dict" json:"date"`
	Resolution        string      `parquet:"resolution,optional,dict" json:"resolution,omitempty"` // canonical symbol of what was adopted
	ResolutionPrinted string      `parquet:"resolution_printed,optional,dict" json:"resolution_printed,omitempty"`
	ResolutionBase    string      `parquet:"resolution_base,optional,dict" json:"resolution_base,omitempty"` // without its part: "A/RES/63(I)"
	Part              string      `parquet:"part,optional,dict" json:"part,omitempty"`                       // "PARA.1", "A-C"
	VoteGroupID       string      `parquet:"vote_group_id,dict" json:"vote_group_id"`                        // equal for records of one and the same vote
	Drafts            []string    `parquet:"drafts,list" parquet-element:",dict" json:"drafts,omitempty"`
	CommitteeReports  []string    `parquet:"committee_reports,list" parquet-element:",dict" json:"committee_reports,omitempty"`
	MeetingRecords    []string    `parquet:"meeting_records,list" parquet-element:",dict" json:"meeting_records,omitempty"`
	MeetingSeq        *int32      `parquet:"meeting_seq" json:"meeting_seq,omitempty"`                   // order of the vote within its meeting, from 1
	Title             string      `parquet:"title,optional,dict" json:"title,omitempty"`                 // without ": resolution / adopted by ..."
	TitlePrinted      string      `parquet:"title_printed,optional,dict" json:"title_printed,omitempty"` // the whole line
	Agenda            []string    `parquet:"agenda,list" parquet-element:",dict" json:"agenda,omitempty"`
	Subjects          []string    `parquet:"subjects,list" parquet-element:",dict" json:"-"`
	Topics            []string    `parquet:"topics,optional,list" parquet-element:",dict" json:"topics"` // set when the row is written; nil: no headings
	NotePrinted       string      `parquet:"note_printed,optional,dict" json:"note_printed,omitempty"`
	Remark            string      `parquet:"remark,optional,dict" json:"remark,omitempty"` // what the source says of members: "China did not participate in the voting"
	Method            Method      `parquet:"method,optional,dict" json:"method,omitempty"`
	Scope             Scope       `parquet:"scope,optional,dict" json:"scope,omitempty"`
	Target            string      `parquet:"target,optional,dict" json:"target,omitempty"` // "PP9", "OP7"
	TargetPrinted     string      `parquet:"target_printed,optional,dict" json:"target_printed,omitempty"`
	ParentID          string      `parquet:"parent_id,optional,dict" json:"parent_id,omitempty"`
	Outcome           Outcome     `parquet:"outcome,optional,dict" json:"outcome,omitempty"`
	VetoedBy          []string    `parquet:"vetoed_by,list" parquet-element:",dict" json:"vetoed_by,omitempty"` // ms_codes

	List List `parquet:"list,dict" json:"list"`

	// Counted from the list; nil without a list, or when no line has a code.
	// NonVoting and Membership are nil too for a list that names voters only.
	Yes        *int32 `parquet:"yes" json:"yes"`
	No         *int32 `parquet:"no" json:"no"`
	Abstain    *int32 `parquet:"abstain" json:"abstain"`
	NonVoting  *int32 `parquet:"non_voting" json:"non_voting"`
	Membership *int32 `parquet:"membership" json:"membership"`
	// As the source states them; nil: not stated.
	PrintedYes        *int32 `parquet:"printed_yes" json:"printed_yes"`
	PrintedNo         *int32 `parquet:"printed_no" json:"printed_no"`
	PrintedAbstain    *int32 `parquet:"printed_abstain" json:"printed_abstain"`
	PrintedNonVoting  *int32 `parquet:"printed_non_voting" json:"printed_non_voting"`
	PrintedMembership *int32 `parquet:"printed_membership" json:"printed_membership"`

	IssueCodes    []string  `parquet:"issues,list" parquet-element:",dict" json:"issues,omitempty"` // set when the row is written
	Source        string    `parquet:"source,dict" json:"source"`                                   // form that won: record_page, marcxml, ...
	Sources       []string  `parquet:"sources,list" parquet-element:",dict" json:"sources"`
	RetrievedAt   time.Time `parquet:"retrieved_at,timestamp(microsecond)" json:"-"` // when this content was first fetched
	ContentSHA256 string    `parquet:"content_sha256,plain" json:"-"`                // of the parsed record, in hex

	Votes  []Vote  `parquet:"-" json:"-"` // in printed order; empty without a list
	Issues []Issue `parquet:"-" json:"-"`
}

// HasVotes reports whether the list says how anybody voted: only then is it
// counted.
func (c *RollCall) HasVotes() bool { return c.Yes != nil }

// Totals are counts of member states; nil is unknown.
type Totals struct{ Yes, No, Abstain, NonVoting, Membership *int32 }

// Counted returns the totals of the list.
func (c *RollCall) Counted() Totals {
	return Totals{c.Yes, c.No, c.Abstain, c.NonVoting, c.Membership}
}

// Printed returns the totals as the source states them.
func (c *RollCall) Printed() Totals {
	return Totals{c.PrintedYes, c.PrintedNo, c.PrintedAbstain, c.PrintedNonVoting, c.PrintedMembership}
}

func (c *RollCall) setCounted(t Totals) {
	c.Yes, c.No, c.Abstain, c.NonVoting, c.Membership = t.Yes, t.No, t.Abstain, t.NonVoting, t.Membership
}

func (c *RollCall) setPrinted(t Totals) {
	c.PrintedYes, c.PrintedNo, c.PrintedAbstain, c.PrintedNonVoting, c.PrintedMembership = t.Yes, t.No, t.Abstain, t.NonVoting, t.Membership
}

// Vote is one line of a list of votes.
type Vote struct {
	Line      int32  // 1 for the first line printed
	MSCode    string // the library's code of the member; empty: label unknown
	Name      string // the dictionary's name of the member
	Label     string // the member as printed
	Choice    Choice
	Printed   string // the code as printed: "Y", "a", "AN"; empty: none
	Permanent *bool  // seat in the Council; nil in the Assembly
	Eligible  *bool  // MARC 967 $b 9: listed but not entitled; nil: not stated
}

// VoteLine is a row of votes: a line of a list after the columns of its roll
// call that spare a join. There are half a million, so that they are made from
// RollCall and Vote while they are written. It does not embed Vote, because
// parquet-go reads a null in an embedded struct as a pointer to zero.
type VoteLine struct {
	RollCallID  string `parquet:"roll_call_id,dict" json:"roll_call_id"`
	Line        int32  `parquet:"line,dict" json:"line"`
	Date        *Date  `parquet:"date,date,dict" json:"-"`
	Body        Body   `parquet:"body,optional,dict" json:"-"`
	Session     string `parquet:"session,optional,dict" json:"-"`
	Resolution  string `parquet:"resolution,optional,dict" json:"-"`
	Scope       Scope  `parquet:"scope,optional,dict" json:"-"`
	VoteGroupID string `parquet:"vote_group_id,dict" json:"-"`

	MSCode    string `parquet:"ms_code,optional,dict" json:"ms_code,omitempty"`
	Name      string `parquet:"member_name,optional,dict" json:"member_name,omitempty"`
	Label     string `parquet:"member_printed,dict" json:"member_printed"`
	Choice    Choice `parquet:"vote,optional,dict" json:"vote"`
	Printed   string `parquet:"vote_printed,optional,dict" json:"vote_printed,omitempty"`
	Permanent *bool  `parquet:"permanent_member" json:"permanent_member,omitempty"`
	Eligible  *bool  `parquet:"eligible" json:"eligible,omitempty"`
}

// Lines yields the rows of the roll call's list, in printed order.
func (c *RollCall) Lines() iter.Seq[VoteLine] {
	return func(yield func(VoteLine) bool) {
		for _, v := range c.Votes {
			row := VoteLine{
				RollCallID: c.ID, Line: v.Line, Date: c.Date, Body: c.Body, Session: c.Session,
				Resolution: c.Resolution, Scope: c.Scope, VoteGroupID: c.VoteGroupID,
				MSCode: v.MSCode, Name: v.Name, Label: v.Label, Choice: v.Choice, Printed: v.Printed,
				Permanent: v.Permanent, Eligible: v.Eligible,
			}
			if !yield(row) {
				return
			}
		}
	}
}

// Issue is something wrong with the source, named beside the data: a row of
// issues.
type Issue struct {
	RollCallID string   `parquet:"roll_call_id,optional,dict" json:"roll_call_id,omitempty"` // empty: a place that gave no roll call
	Place      string   `parquet:"place,optional,dict" json:"place,omitempty"`               // where to look: a URL, a record's field, a line
	Code       string   `parquet:"code,dict" json:"code"`                                    // one of Codes
	Severity   Severity `parquet:"severity,dict" json:"severity"`
	Detail     string   `parquet:"detail,optional,dict" json:"detail,omitempty"` // the text itself, both numbers of a disagreement, a hint
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
