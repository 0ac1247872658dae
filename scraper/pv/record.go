package pv

// Version names what this package reads from a body: two versions may read
// different records from the same one. A test holds that no reading changes
// without it, because readings are kept.
const Version = "1"

// Record is one verbatim record, as printed: the meeting, and what it decided,
// in order. Nothing is corrected or typed beyond what the words say.
type Record struct {
	Meeting Meeting
	// Votes are the votes of which lists or counts are printed, by Seq.
	Votes []Vote
	// Adoptions are the texts adopted without a vote, by Seq. Closing an item,
	// taking note or adopting an agenda is none.
	Adoptions []Action
	// Statements are what delegations said later that they had intended.
	Statements []Statement
	// Problems name whatever could not be read in exactly one way.
	Problems []Problem
	// OCR says that the text is a scan's: labels and words may be misread.
	OCR bool
	// Ended says that the record has its end, where "The meeting rose at ...": it
	// was not cut.
	Ended bool
}

// Meeting is what the first page says.
type Meeting struct {
	Symbol string // "A/48/PV.46", "S/PV.3756 (Resumption 1)"
	Body   string // "GA", "SC"
	Number int    // 46
	Date   string // "1993-11-01"
}

// Scope says what was decided on.
type Scope string

// The scopes.
const (
	Whole     Scope = "whole"     // a draft as a whole
	Part      Scope = "part"      // a section, a sentence, words
	Paragraph Scope = "paragraph" // one paragraph or several
	Amendment Scope = "amendment"
	Motion    Scope = "motion" // agenda, adjournment, ruling, no action
	Other     Scope = "other"  // a decision that has a number and no draft
)

// Method says how.
type Method string

// The methods; empty where the record does not say.
const (
	Recorded    Method = "recorded"
	NonRecorded Method = "non_recorded"
	RollCall    Method = "roll_call"
	ShowOfHands Method = "show_of_hands"
	WithoutVote Method = "without_vote"
)

// Outcome says what came of it. Drafts and amendments are adopted or rejected,
// paragraphs and parts retained or not, motions carried or not.
type Outcome string

// The outcomes; empty when the record prints none.
const (
	Adopted     Outcome = "adopted"
	Rejected    Outcome = "rejected"
	Retained    Outcome = "retained"
	NotRetained Outcome = "not_retained"
	Carried     Outcome = "carried"
	NotCarried  Outcome = "not_carried"
)

// Action is what a meeting decided on, with or without a vote.
type Action struct {
	// Seq is its place among all votes and adoptions of the meeting, from 1.
	Seq int
	// Page is the page of the PDF, from 1, where the sentence of the outcome
	// begins; that of the lists when there is none.
	Page int
	// Sentence is the sentence of the outcome as printed; "" without one.
	Sentence string
	// Label is the subject of that sentence: "Draft resolution III, as amended".
	// Of a motion it is what was put, as far as the record says it.
	Label string
	// Draft is the symbol of what was decided on ("A/65/L.53", "A/48/L.13 and
	// Corr.1"); of a paragraph or part the draft that it is in, of an amendment the
	// amendment's own. "" when the record gives none.
	Draft string
	// DraftNumber is the number of the draft in CommitteeReport ("III"), of a
	// paragraph or an amendment that of the draft it belongs to; "" without one.
	DraftNumber string
	// Amends is the symbol of the draft that an amendment is to; "" otherwise, and
	// when that is known by its number only.
	Amends string
	// Resolution and Decision are the numbers that the record gives ("65/206",
	// "2448 (2018)"); "" without.
	Resolution, Decision string
	// CommitteeReport is the symbol of the report that recommends the draft, as
	// printed; "" without one.
	CommitteeReport string
	// AgendaItem is the number in the last heading "Agenda item 68"; "" before any.
	AgendaItem string
	Scope      Scope
	// Target is what part was decided on in a form to compare: "PP8", "OP7",
	// "OP7(b)", "OP3+OP4"; "" where the words give no number.
	Target string
	// TargetPrinted is the same in words: "eighth preambular paragraph". Of an
	// amendment or a motion it is what it is about. "" for a whole.
	TargetPrinted string
	Outcome       Outcome
	Method        Method
}

// Vote is an action with a vote.
type Vote struct {
	Action
	// Yes, No and Abstain are the counts as stated, nil where none are; a count
	// that a sentence with counts leaves out is 0.
	Yes, No, Abstain *int
	// InFavour, Against and Abstaining are the three lists. NotParticipating is the
	// fourth that the Council has at times.
	InFavour, Against, Abstaining, NotParticipating List
	// Vetoed says that the record itself gives the negative vote of a permanent
	// member as the reason.
	Vetoed bool
}

// List is one list of names.
type List struct {
	// Names are the names as printed, in order; line-end hyphens, letter-spacing
	// and stray blanks are repaired, nothing else. Empty for "None", and where no
	// such list is printed. When Problems has the list, they are its pieces between
	// commas.
	Names []string
	// Printed is the whole list as the page has it, lines joined; "" when no such
	// list is printed.
	Printed string
}

// Statement is what a delegation told the Secretariat later. It changes no list.
type Statement struct {
	Seq      int    // of the vote that it is about
	Page     int    // of the PDF, from 1
	Name     string // of the delegation, as printed
	Intended string // "yes", "no", "abstain", "non_voting"; "" when the words say something else
	Words    string // the whole statement
}

// Problem is something that was not read, or not in exactly one way.
type Problem struct {
	Code   string
	Seq    int // of the vote; 0 when it is about none
	Page   int // of the PDF, from 1
	Detail string
}

// The codes of problems.
const (
	// UnknownName is a piece of a list that no dictionary name stands in.
	UnknownName = "pv_unknown_name"
	// AmbiguousList is a list that can be parted into names in several ways.
	AmbiguousList = "pv_ambiguous_list"
	// CountMismatch is a list whose length is not the stated count.
	CountMismatch = "pv_count_mismatch"
	// DuplicateName is a member that stands twice in the three lists of a vote.
	DuplicateName = "pv_duplicate_name"
	// ListMissing is a vote with counts above 0 and no list for them, or one that
	// was taken and of which nothing else was read; the latter is no [Vote].
	ListMissing = "pv_list_missing"
	// OutcomeMissing is a vote with lists and no sentence of the outcome.
	OutcomeMissing = "pv_outcome_missing"
	// OCRRepaired is a misread name or number that only one reading was left for.
	OCRRepaired = "pv_ocr_repaired"
	// StatementUnread is a later statement whose delegation or intent was not read.
	StatementUnread = "pv_statement_unread"
)

// Names is the dictionary of the members of one day.
type Names interface {
	// Member tells which member a printed name means, by any key that is the
	// same for all names of one member; false when it means none.
	Member(label string) (key string, ok bool)
	// Labels are names of all members of the day, one or more each, in mixed
	// case. Misread names of scans are compared with them; nil is none.
	Labels() []string
}
