package pv

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Record is one verbatim record, as printed: the meeting and what it decided, in
// order. Nothing is corrected or typed beyond what the words say.
type Record struct {
	Meeting Meeting
	// Votes are the votes with printed lists or counts, by Seq.
	Votes []Vote
	// Adoptions are the texts adopted without a vote, by Seq. Closing an item,
	// taking note or adopting an agenda does not count.
	Adoptions []Action
	// Statements are what delegations later said that they had intended.
	Statements []Statement
	// Problems name everything that could not be read in exactly one way.
	Problems []Problem
	// OCR reports whether the text is that of a scan: words may be misread.
	OCR bool
	// Ended reports whether the record has its end, "The meeting rose at ...".
	Ended bool
}

// Meeting is what the first page says.
type Meeting struct {
	Symbol string // "A/48/PV.46", "S/PV.3756 (Resumption 1)"
	Body   string // "GA", "SC"
	Number int    // 46
	Date   string // "1993-11-01"
	// Session is the Assembly's session in the masthead, "48", "S-6" or "ES-10" for
	// "Forty-eighth session" and the like; "" for the Council.
	Session string
}

// Scope is what was decided on.
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

// Method is how it was decided; empty if the record does not say.
type Method string

// The methods.
const (
	Recorded    Method = "recorded"
	NonRecorded Method = "non_recorded"
	RollCall    Method = "roll_call"
	ShowOfHands Method = "show_of_hands"
	WithoutVote Method = "without_vote"
)

// Outcome is the result; empty if the record does not print it. Drafts and
// amendments are adopted or rejected, paragraphs and parts retained or not,
// motions carried or not.
type Outcome string

// The outcomes.
const (
	Adopted     Outcome = "adopted"
	Rejected    Outcome = "rejected"
	Retained    Outcome = "retained"
	NotRetained Outcome = "not_retained"
	Carried     Outcome = "carried"
	NotCarried  Outcome = "not_carried"
)

// Action is something that a meeting decided, with or without a vote. Texts that
// the record does not give are "".
type Action struct {
	// Seq is its place among all votes and adoptions of the meeting, from 1.
	Seq int
	// Page is the page of the PDF, from 1, where the sentence of the outcome
	// begins, or where the lists are if there is no such sentence.
	Page int
	// Sentence is the sentence of the outcome.
	Sentence string
	// Label is the subject of that sentence: "Draft resolution III, as amended".
	// For a motion it is what was put to the vote.
	Label string
	// Draft is the symbol of what was decided on ("A/65/L.53", "A/48/L.13 and
	// Corr.1"); for a paragraph or part, of the draft that contains it; for an
	// amendment, its own.
	Draft string
	// DraftNumber is the number of the draft in CommitteeReport ("III"); for a
	// paragraph or an amendment, that of the draft it belongs to.
	DraftNumber string
	// Amends is the symbol of the draft that an amendment is to. It is "" if that
	// draft is known by its number only.
	Amends string
	// Resolution and Decision are the numbers given to the text ("65/206",
	// "2448 (2018)").
	Resolution, Decision string
	// CommitteeReport is the symbol of the report that recommends the draft.
	CommitteeReport string
	// AgendaItem is the number in the last heading "Agenda item 68".
	AgendaItem string
	Scope      Scope
	// Target is the part that was decided on, in a form that can be compared:
	// "PP8", "OP7", "OP7(b)", "OP3+OP4".
	Target string
	// TargetPrinted is the same in words, "eighth preambular paragraph"; for an
	// amendment or a motion, what it is about.
	TargetPrinted string
	Outcome       Outcome
	Method        Method
}

// Vote is an action with a vote.
type Vote struct {
	Action
	// Yes, No and Abstain are the counts as stated, or nil if none are. A count
	// that is missing from a sentence with counts is 0.
	Yes, No, Abstain *int
	// NotParticipating are those who "did not participate in the voting". Only some
	// records name them.
	InFavour, Against, Abstaining, NotParticipating List
	// Vetoed reports whether the record itself gives the negative vote of a
	// permanent member as the reason for the outcome.
	Vetoed bool
}

// List is one list of names.
type List struct {
	// Names are the names as printed, in order; only line-end hyphens,
	// letter-spacing and stray blanks are repaired. If the list has a [Problem],
	// they are its pieces between commas.
	Names []string
	// Printed is the whole list, lines joined; "" if no such list is printed.
	Printed string
}

// Statement is what a delegation told the Secretariat later. It changes no list.
type Statement struct {
	Seq      int    // of the vote that it is about
	Page     int    // of the PDF, from 1
	Name     string // of the delegation, as printed
	Intended string // "yes", "no", "abstain", "non_voting"; "" if the words say something else
	Words    string // the whole statement
}

// Problem is something that was not read, or not in exactly one way.
type Problem struct {
	Code   string
	Seq    int // of the vote; 0 if it is about none
	Page   int // of the PDF, from 1
	Detail string
}

// The codes of problems.
const (
	// UnknownName is a piece of a list that contains no name of the dictionary.
	UnknownName = "pv_unknown_name"
	// AmbiguousList is a list that can be divided into names in several ways.
	AmbiguousList = "pv_ambiguous_list"
	// CountMismatch is a list whose length is not the stated count.
	CountMismatch = "pv_count_mismatch"
	// DuplicateName is a member that appears twice in the lists of a vote.
	DuplicateName = "pv_duplicate_name"
	// ListMissing is a vote with counts above 0 and no list for them, or one that
	// was taken and of which nothing else was read; the latter is no [Vote].
	ListMissing = "pv_list_missing"
	// OutcomeMissing is a vote with lists and no sentence of the outcome.
	OutcomeMissing = "pv_outcome_missing"
	// OCRRepaired is a misread name or number with only one possible reading.
	OCRRepaired = "pv_ocr_repaired"
	// Damaged is a part of the PDF that is damaged or missing: text may be lost.
	Damaged = "pv_damaged"
	// Incomplete is a sign that a part of the record was not read: it has no closing
	// sentence, a page is missing or empty, or a decision was not found.
	Incomplete = "pv_incomplete"
	// StatementUnread is a later statement whose delegation or intent was not read, or
	// whose bracket does not close.
	StatementUnread = "pv_statement_unread"
)

// Names is the dictionary of the members of one day.
type Names interface {
	// Member looks up a printed name. The key is the same for all names of one
	// member.
	Member(label string) (key string, ok bool)
	// Labels returns at least one name of each member of the day, in mixed case,
	// for comparison with misread names of scans.
	Labels() []string
}

var (
	meetingSymbol = regexp.MustCompile(`\b([AS])/(?:([A-Z]{0,2}-?\d+|\d+)/)?PV\. ?(\d+)(?: ?\(Resumption ?(\d+)?\))?`)
	mastSession   = regexp.MustCompile(`(?i)(?:^|\s)((?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ])?[a-z]+(?:st|nd|rd|th)) (?:\(?resumed\)? )?((?:emergency )?special )?session\b`)
	meetingDay    = regexp.MustCompile(`(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(\d{1,2})\s+(january|february|march|april|may|june|july|august|september|october|november|december),?\s+(\d{4})`)
)

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// readMeeting finds symbol, date and number in the text of the first pages. A
// document without a symbol or a date is no verbatim record.
func readMeeting(head string) (Meeting, error) {
	var m Meeting
	s := meetingSymbol.FindStringSubmatch(tidySymbols(head))
	if s == nil {
		return m, refuse(LayoutUnknown, "no symbol of a verbatim record at its head: %s", head)
	}
	m.Symbol = strings.Replace(strings.Join(strings.Fields(s[0]), " "), "PV. ", "PV.", 1)
	m.Body = map[string]string{"A": "GA", "S": "SC"}[s[1]]
	m.Number, _ = strconv.Atoi(s[3])
	if m.Body == "GA" {
		m.Session = readSession(head)
	}
	d := meetingDay.FindStringSubmatch(head)
	if d == nil {
		return m, refuse(LayoutUnknown, "no date of the meeting at its head: %s", head)
	}
	day, _ := strconv.Atoi(d[1])
	m.Date = fmt.Sprintf("%s-%02d-%02d", d[3], slices.Index(months, strings.ToLower(d[2]))+1, day)
	return m, nil
}

// readSession finds the session in the masthead, which ends where the meeting is
// called to order.
func readSession(head string) string {
	head, _, _ = strings.Cut(head, "called to order")
	for _, m := range mastSession.FindAllStringSubmatch(head, -1) {
		kind := map[string]string{"": "", "special ": "S-", "emergency special ": "ES-"}[strings.ToLower(m[2])]
		if n := ordinal(m[1]); n > 0 {
			return kind + strconv.Itoa(n)
		}
	}
	return ""
}
