package normalize

import (
	"fmt"
	"strconv"
	"strings"
	"unique"

	"unvotes/scraper/undl"
)

// readVotes types the lines of the list, and counts them where they tell how
// anybody voted.
func (n *Normalizer) readVotes(c *RollCall, lines []undl.VoteLine) {
	if len(lines) == 0 {
		return
	}
	c.Votes = make([]Vote, len(lines))
	coded, divided := false, false
	for i, l := range lines {
		v := n.readVote(c, int32(i+1), l)
		coded = coded || v.Choice != NonVoting
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
		detail += ": the record does not tell whether there was a vote"
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
func (n *Normalizer) readVote(c *RollCall, number int32, l undl.VoteLine) Vote {
	l = n.splitOddCode(c, l)
	v := Vote{Line: number, Label: unique.Make(l.Label).Value(), Printed: unique.Make(l.Code).Value(), Choice: choices[strings.ToUpper(l.Code)]}
	place := votePlace(number)
	n.readMember(c, &v, l)
	if oddCode(v, undl.Form(c.Source)) {
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
func (n *Normalizer) splitOddCode(c *RollCall, l undl.VoteLine) undl.VoteLine {
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

// oddCode tells a code that its form does not have: not Y, N or A in capitals,
// or blank, or in the official CSV X or NV.
func oddCode(v Vote, form undl.Form) bool {
	switch v.Printed {
	case "", "Y", "N", "A":
		return false
	case "X", "NV":
		return form != undl.OfficialCSV
	}
	return true
}

// readMember finds the member that a line names: by its label, or where nobody
// knows that, by the library's own code, which pages do not have.
func (n *Normalizer) readMember(c *RollCall, v *Vote, l undl.VoteLine) {
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

func unknownMember(l undl.VoteLine, nearest []string) string {
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
