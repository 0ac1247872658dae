package marc

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Form is the shape in which the library gave a record.
type Form string

// Record is one record of the collection "Voting Data", as printed. Nothing in
// it is corrected, completed or typed; a field that the source does not have is
// empty. [Record.Hash] names its content.
type Record struct {
	// ID is the library's number of the record, from its own page
	// (link[rel=canonical]) or MARC 001; 0 for a record of its catalogue.
	ID int64 `json:"id"`
	// DHLID is the record's number in the library's own catalogue, from the page's
	// JSON-LD or MARC 035 ("(DHL)1390624"); 0 where the form does not have it. It is
	// not part of the content that [Record.Hash] names.
	DHLID int64 `json:"dhl_id,omitempty"`
	// Changed is the record's last change as the catalogue states it, MARC 005
	// ("20251215165317.0", UTC); empty in other forms.
	Changed string `json:"changed,omitempty"`
	// SeenAt is when the record was last fetched and read like this; of records of
	// the archive only.
	SeenAt time.Time `json:"-"`
	// Form is where the other fields were read.
	Form Form `json:"form"`
	// Wide is whether the record is of the wide official CSV, which has no codes of
	// members.
	Wide bool `json:"wide,omitempty"`
	// Title is the row "Title" or MARC 245 $a $b $c joined by blanks.
	Title string `json:"title,omitempty"`
	// Agenda, one entry a line of the row "Agenda" or a MARC 991.
	Agenda []string `json:"agenda,omitempty"`
	// Resolution is the row "Resolution" or MARC 791 $a; one entry as a rule,
	// none for record 454783.
	Resolution []string `json:"resolution,omitempty"`
	// MeetingRecords is the row "Meeting record" or MARC 952 $a.
	MeetingRecords []string `json:"meeting_records,omitempty"`
	// Drafts is the row "Draft resolution" or MARC 993 with first indicator 2.
	Drafts []string `json:"drafts,omitempty"`
	// CommitteeReports is the row "Committee report" or MARC 993 with first indicator 3.
	CommitteeReports []string `json:"committee_reports,omitempty"`
	// Note is the row "Note" or MARC 591 $a: the manner of the vote.
	Note string `json:"note,omitempty"`
	// Remark is what the Council's records say of members in the place of the note:
	// "China did not participate in the voting". See [Record.SplitNote].
	Remark string `json:"remark,omitempty"`
	// VoteDate is the row "Vote date" or MARC 269 $a, "2023-12-07" as a rule.
	VoteDate string `json:"vote_date,omitempty"`
	// Summary is the row "Vote summary" or MARC 996; nil without one.
	Summary *Summary `json:"summary,omitempty"`
	// Votes are the lines of the row "Vote" (or MARC 967, 968, 969) in their
	// order; nil when the record has no such row.
	Votes []VoteLine `json:"votes,omitempty"`
	// Subjects are the catalogue's headings (MARC 991 $d, the CSV's subjects).
	Subjects []string `json:"subjects,omitempty"`
	// Modality is the Council CSV's column of that name; empty elsewhere.
	Modality string `json:"modality,omitempty"`
	// Collections are the paths of the row "Collections", as
	// "Resource Type > Voting Data".
	Collections []string `json:"collections,omitempty"`
	// Other keeps every row whose label is none of the above, in page order.
	Other []Row `json:"other,omitempty"`
}

// Row is a labelled row that this package has no field for.
type Row struct {
	Label  string   `json:"label"`
	Values []string `json:"values"`
}

// VoteLine is one line of a list of votes.
type VoteLine struct {
	// Printed is the whole line without the blanks around it: "Y AFGHANISTAN",
	// "BAHAMAS" for a member that did not vote, "AN PAKISTAN" once.
	Printed string `json:"printed"`
	// Code is the letter before the name, as printed (Y, N, A or lower case);
	// empty when the line does not begin with one. CSV: ms_vote (X for none).
	Code string `json:"code,omitempty"`
	// Label is the rest of the line: the member as printed.
	Label string `json:"label"`
	// MemberCode is the library's own code, where the form has it (MARC 967 $c,
	// CSV ms_code).
	MemberCode string `json:"member_code,omitempty"`
	// Role is MARC 967 $b (P permanent, R elected, 9 not eligible) or the CSV's
	// permanent_member; empty on pages.
	Role string `json:"role,omitempty"`
}

// Summary is the totals that the source states, digits as printed ("015").
// An empty string is a number that is missing.
type Summary struct {
	Printed    string `json:"printed,omitempty"`
	Yes        string `json:"yes,omitempty"`
	No         string `json:"no,omitempty"`
	Abstain    string `json:"abstain,omitempty"`
	NonVoting  string `json:"non_voting,omitempty"`
	Membership string `json:"membership,omitempty"`
}

// Totals returns the totals in one order: yes, no, abstentions, not voting, and the
// membership.
func (s *Summary) Totals() [5]*string {
	return [...]*string{&s.Yes, &s.No, &s.Abstain, &s.NonVoting, &s.Membership}
}

// Key is the record's key in its source: its number in the library, or in the
// library's catalogue for a record of that.
func (r Record) Key() string { return strconv.FormatInt(cmp.Or(r.ID, r.DHLID), 10) }

// AddOther adds a value to the row of the record's other rows with a label.
func (r *Record) AddOther(label, value string) {
	at := slices.IndexFunc(r.Other, func(row Row) bool { return row.Label == label })
	if at < 0 {
		r.Other = append(r.Other, Row{Label: label, Values: []string{value}})
		return
	}
	r.Other[at].Values = append(r.Other[at].Values, value)
}

// SplitNote moves a note of the Council's that is a remark on members to Remark.
// The manner of a vote is printed in capitals, but for "RECORDED - No machine
// generated vote".
func (r *Record) SplitNote() {
	ofCouncil := slices.ContainsFunc(r.Resolution, func(s string) bool { return strings.HasPrefix(s, "S/") })
	if ofCouncil && r.Note != strings.ToUpper(r.Note) && !strings.HasPrefix(r.Note, "RECORDED") {
		r.Note, r.Remark = "", r.Note
	}
}

// Hash is the SHA-256, in hex, of the record's content: equal for two fetches
// of an unchanged record, whatever decoration the pages around it carry.
func (r Record) Hash() string {
	r.DHLID = 0
	b, err := json.Marshal(r)
	if err != nil { // strings, ints and slices of them always marshal
		panic(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// KnownSymbol is the resolution whose vote is known, see [CheckKnown].
const KnownSymbol = "A/RES/78/76"

// CheckKnown returns an error unless a record is the vote on [KnownSymbol] as it is
// known: of 2023-12-07, by 86 to 12 with 75 abstentions, 20 of 193 members not
// voting.
func CheckKnown(r Record) error {
	const date = "2023-12-07"
	lines := map[string]int{}
	for _, v := range r.Votes {
		lines[v.Code]++
	}
	for code, known := range map[string]int{"Y": 86, "N": 12, "A": 75, "": 20} {
		if lines[code] != known {
			return fmt.Errorf("%d lines with the code %q, known are %d", lines[code], code, known)
		}
	}
	if len(r.Resolution) != 1 || r.Resolution[0] != KnownSymbol || r.VoteDate != date {
		return fmt.Errorf("symbol %v of %q, known is %s of %s", r.Resolution, r.VoteDate, KnownSymbol, date)
	}
	return nil
}
