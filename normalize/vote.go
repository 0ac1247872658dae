package normalize

import (
	"cmp"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"unique"

	"unvotes/scraper/marc"
	"unvotes/scraper/ohchr"
	"unvotes/scraper/undl"
)

// readVotes types the lines of the list, and counts them where they say how
// somebody voted.
func (n *Normalizer) readVotes(c *RollCall, lines []marc.VoteLine) {
	if len(lines) == 0 {
		return
	}
	c.Votes = make([]Vote, len(lines))
	coded, divided := false, false
	for i, l := range lines {
		v := n.readVote(c, int32(i+1), l)
		coded = coded || v.Choice != NonVoting && v.Choice+Choice(v.Printed) != ""
		divided = divided || v.Choice == No || v.Choice == Abstain
		c.Votes[i] = v
	}
	switch {
	case !coded:
		c.withoutCodes()
	case c.Method == WithoutVote && !divided:
		c.report("row Vote", "without_vote_listed", "adopted without a vote, says the record, and lists nothing but yes: every vote is null")
		c.clearChoices()
	case c.Method == WithoutVote:
		c.report("row Vote", "without_vote_listed", "adopted without a vote, says the record, and lists votes that differ: they stand")
		c.setCounted(count(c.Votes))
	default:
		c.setCounted(count(c.Votes))
	}
}

// withoutCodes clears a list that says nothing about anybody's vote. In the
// Council the library enters texts adopted without a vote so, but not only
// those: S/RES/726(1992) was adopted unanimously.
func (c *RollCall) withoutCodes() {
	detail := fmt.Sprintf("%d members and no code", len(c.Votes))
	if c.Method == "" {
		detail += ": the record does not say whether there was a vote"
	}
	c.report("row Vote", "no_codes", detail)
	c.clearChoices()
}

func (c *RollCall) clearChoices() {
	for i := range c.Votes {
		c.Votes[i].Choice = ""
	}
}

// choices are the codes that mean a vote. X and NV stand in the official CSV for
// a member that did not vote; pages and MARC leave the code out.
var choices = map[string]Choice{"Y": Yes, "N": No, "A": Abstain, "": NonVoting, "X": NonVoting, "NV": NonVoting}

// readVote types one line. A million lines have some 250 labels and a few codes:
// each is held once.
func (n *Normalizer) readVote(c *RollCall, number int32, l marc.VoteLine) Vote {
	l = n.splitOddCode(c, l)
	v := Vote{Line: number, Label: unique.Make(l.Label).Value(), Printed: unique.Make(l.Code).Value(), Choice: choices[strings.ToUpper(l.Code)]}
	place := votePlace(number)
	if c.isOHCHR() {
		v.Choice = rightsChoices[strings.ToUpper(l.Code)]
		n.readRightsMember(c, &v, l)
	} else {
		n.readMember(c, &v, l)
	}
	if oddCode(v, marc.Form(c.Source)) {
		c.report(place, "odd_vote_code", fmt.Sprintf("%q before %q", v.Printed, v.Label))
	}
	seat, ok := readSeat(l.Role)
	if !ok {
		c.report(place, "seat_unread", fmt.Sprintf("%q beside %q", l.Role, v.Label))
	}
	v.Eligible = seat.eligible
	if c.Body == SC && v.MSCode != "" && c.Date != nil {
		p := n.dir.PermanentMember(v.MSCode, *c.Date)
		if v.Permanent = &p; seat.permanent != nil && *seat.permanent != p {
			c.report(place, "member_disagrees", fmt.Sprintf("%q beside %q; permanent seat of %s on %s: %t", l.Role, v.Label, v.MSCode, c.Date, p))
		}
	}
	return v
}

func votePlace(line int32) string { return "row Vote, line " + strconv.Itoa(int(line)) }

// splitOddCode splits a line that begins with a word that can only be a mistyped
// code, as "AN PAKISTAN" of record 669502 does: one to three of the letters of
// codes, before the label of a member. Any other line stays as it is.
func (n *Normalizer) splitOddCode(c *RollCall, l marc.VoteLine) marc.VoteLine {
	code, rest, two := strings.Cut(l.Label, " ")
	if l.Code != "" && !strings.EqualFold(l.Code, "X") || !two || len(code) > 3 || strings.Trim(strings.ToUpper(code), "YNAXV") != "" {
		return l
	}
	if _, known := n.dir.Resolve(l.Label, c.Date); known {
		return l
	}
	if _, known := n.dir.Resolve(rest, c.Date); known {
		l.Code, l.Label = code, rest
	}
	return l
}

// oddCode reports whether the form does not have the code: not Y, N or A in capitals,
// or blank, or in the official CSV X or NV.
func oddCode(v Vote, form marc.Form) bool {
	switch v.Printed {
	case "", "Y", "N", "A":
		return false
	case ".":
		return form != ohchr.Form
	case "X", "NV":
		return form != undl.OfficialCSV
	}
	return true
}

// readMember finds the member that a line names: by its label, or if that is
// unknown, by the library's own code, which pages do not have.
func (n *Normalizer) readMember(c *RollCall, v *Vote, l marc.VoteLine) {
	m, known := n.dir.Resolve(v.Label, c.Date)
	if !known {
		c.report(votePlace(v.Line), "unknown_member", unknownMember(l, n.dir.Nearest(v.Label, 3)))
		m, known = n.dir.Member(l.MemberCode)
	} else if l.MemberCode != "" && l.MemberCode != m.MSCode {
		c.report(votePlace(v.Line), "member_disagrees", fmt.Sprintf("%q has the code %s beside it, the table of members %s", v.Label, l.MemberCode, m.MSCode))
	}
	if known {
		v.MSCode, v.Name = m.MSCode, m.Name
	}
}

func unknownMember(l marc.VoteLine, nearest []string) string {
	s := fmt.Sprintf("line %q: nobody is known as %q that day", l.Printed, l.Label)
	if l.MemberCode != "" {
		s += "; the source's code: " + l.MemberCode
	}
	if len(nearest) > 0 {
		s += "; nearest labels: " + strings.Join(nearest, ", ")
	}
	return s
}

// seat is what the source itself says of a member's seat; nil: nothing.
type seat struct{ permanent, eligible *bool }

// readSeat reads MARC 967 $b (P permanent, R elected, 9 listed but not entitled)
// and the Council CSV's column permanent_member. ok is false for anything else.
func readSeat(role string) (s seat, ok bool) {
	switch role {
	case "":
		return s, true
	case "P", "R":
		permanent := role == "P"
		return seat{permanent: &permanent}, true
	case "Y", "N": // the CSV, as the stand-in for the library spells it
		permanent := role == "Y"
		return seat{permanent: &permanent}, true
	case "9":
		return seat{eligible: new(bool)}, true
	}
	if permanent, err := strconv.ParseBool(role); err == nil { // how the real CSV spells it was not seen
		return seat{permanent: &permanent}, true
	}
	return s, false
}

// count returns the totals of a list that has codes. A null vote counts as a
// member only.
func count(votes []Vote) Totals {
	n := map[Choice]int32{}
	for _, v := range votes {
		n[v.Choice]++
	}
	return Totals{new(n[Yes]), new(n[No]), new(n[Abstain]), new(n[NonVoting]), new(int32(len(votes)))} //nolint:gosec // G115: some hundred lines
}

// countVoters is count for a list that names only those who voted:
// how many did not vote, and how many members there were, it does not say.
func countVoters(votes []Vote) Totals {
	t := count(votes)
	t.NonVoting, t.Membership = nil, nil
	return t
}

// readTotals types the totals that the source states (row "Vote summary", MARC
// 996). The Council's are padded: "015".
func (c *RollCall) readTotals(s *marc.Summary) {
	if s == nil {
		return
	}
	c.PrintedYes = c.readTotal("yes", s.Yes)
	c.PrintedNo = c.readTotal("no", s.No)
	c.PrintedAbstain = c.readTotal("abstain", s.Abstain)
	c.PrintedNonVoting = c.readTotal("non_voting", s.NonVoting)
	c.PrintedMembership = c.readTotal("membership", s.Membership)
	if rest := unreadTotals(s); rest != "" {
		c.report("row Vote summary", "totals_unread", rest)
	}
}

func (c *RollCall) readTotal(name, printed string) *int32 {
	printed = strings.TrimSuffix(strings.TrimSpace(printed), ".0") // the official CSV writes 120.0
	if printed == "" {
		return nil
	}
	n, err := strconv.ParseUint(printed, 10, 15)
	if err != nil {
		c.report("row Vote summary", "totals_unread", fmt.Sprintf("%s: %q", name, printed))
		return nil
	}
	total := int32(n)
	return &total
}

// unreadTotals is what the summary prints beside the numbers that were read from
// it: "Yes: 8b". A name without a number ("No:") is a number that is missing.
func unreadTotals(s *marc.Summary) string {
	read := map[string]int{}
	for _, number := range []string{s.Yes, s.No, s.Abstain, s.NonVoting, s.Membership} {
		read[number]++
	}
	var rest []string
	for _, part := range strings.FieldsFunc(s.Printed, func(r rune) bool { return r == '|' || r == '\n' }) {
		part = strings.TrimSpace(part)
		_, number, named := strings.Cut(part, ":")
		number = strings.TrimSpace(number)
		if part == "" || named && (number == "" || read[number] > 0) {
			read[number]--
			continue
		}
		rest = append(rest, part)
	}
	return strings.Join(rest, " | ")
}

// compareTotals compares the count of the list with what the source states, and
// what it states with itself.
func (c *RollCall) compareTotals() {
	differ := c.differences()
	if sum, whole := c.Printed().sum(); whole && sum != *c.PrintedMembership {
		differ = append(differ, fmt.Sprintf("the stated votes add up to %d, the stated membership is %d", sum, *c.PrintedMembership))
	}
	if len(differ) > 0 {
		c.report("row Vote summary", "total_mismatch", strings.Join(differ, "; "))
	}
}

// differences names the totals that are counted and stated, and not equal.
func (c *RollCall) differences() (differ []string) {
	for d := range unequal(c.CountedAsPrinted(), c.Printed()) {
		differ = append(differ, fmt.Sprintf("%s: counted %d, printed %d", d.name, d.a, d.b))
	}
	return differ
}

// difference is a number that two totals both have and do not agree on.
type difference struct {
	name string // of the column
	a, b int32
}

// unequal yields what two totals differ in; a nil number differs from nothing.
func unequal(t, u Totals) iter.Seq[difference] {
	return func(yield func(difference) bool) {
		for _, d := range []struct {
			name string
			a, b *int32
		}{
			{"yes", t.Yes, u.Yes},
			{"no", t.No, u.No},
			{"abstain", t.Abstain, u.Abstain},
			{"non_voting", t.NonVoting, u.NonVoting},
			{"membership", t.Membership, u.Membership},
		} {
			if d.a != nil && d.b != nil && *d.a != *d.b && !yield(difference{d.name, *d.a, *d.b}) {
				return
			}
		}
	}
}

// sum is the stated votes, those that did not vote included; whole is false when
// one of the five numbers is not stated.
func (p Totals) sum() (sum int32, whole bool) {
	for _, n := range []*int32{p.Yes, p.No, p.Abstain, p.NonVoting} {
		if n == nil {
			return 0, false
		}
		sum += *n
	}
	return sum, p.Membership != nil
}

// methods are the notes on the manner of a vote that were seen (row "Note", MARC
// 591 $a), in upper case, and what the Council CSV's modality may say. That a
// vote was taken does not say how. The library's tool writes "No machine
// generated vote" into every record: it says nothing about the vote.
var methods = map[string]Method{
	"RECORDED":                             Recorded,
	"RECORDED VOTE":                        Recorded,
	"RECORDED - NO MACHINE GENERATED VOTE": Recorded,
	"NON-RECORDED":                         NonRecorded,
	"ROLL-CALL":                            RollCallVote,
	"ROLL CALL":                            RollCallVote,
	"VOTING BY MAIL":                       VotingByMail,
	"ADOPTED WITHOUT VOTE":                 WithoutVote,
	"ADOPTED WITHOUT A VOTE":               WithoutVote,
	"WITHOUT VOTE":                         WithoutVote,
	"WITHOUT A VOTE":                       WithoutVote,
	"VOTE":                                 "",
}

// methodOf returns the method that a text names; known is false for a text that
// names none.
func methodOf(printed string) (m Method, known bool) {
	m, known = methods[strings.ToUpper(strings.Join(strings.Fields(printed), " "))]
	return m, known
}

// readMethod reads the note and the modality; the note wins where both name one.
func (c *RollCall) readMethod(modality string) {
	byNote, byModality := c.methodAt("row Note", c.NotePrinted), c.methodAt("column modality", modality)
	if byNote != "" && byModality != "" && byNote != byModality {
		c.report("column modality", "methods_disagree", fmt.Sprintf("the note is %q, the modality %q", c.NotePrinted, modality))
	}
	c.Method = cmp.Or(byNote, byModality)
}

func (c *RollCall) methodAt(place, printed string) Method {
	m, known := methodOf(printed)
	if manner, _, more := strings.Cut(printed, ","); !known && more && c.isOHCHR() { // "NON-RECORDED, adopted unanimously"
		m, known = methodOf(manner)
	}
	if !known && strings.TrimSpace(printed) != "" {
		c.report(place, "note_unread", strings.Join(strings.Fields(printed), " "))
	}
	return m
}

// saysWithoutVote reports whether the modality is that of a text adopted
// without a vote. It stands in the Council's CSV with Y (or X) for every member: those
// are no votes.
func saysWithoutVote(modality string) bool {
	m, _ := methodOf(modality)
	return m == WithoutVote
}
