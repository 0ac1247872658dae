package normalize

import (
	"fmt"
	"strings"

	"unvotes/scraper/undl"
)

// readVotes types the lines of the list.
func (n *Normalizer) readVotes(c *RollCall, lines []undl.VoteLine) {
	if len(lines) == 0 {
		return
	}
	coded := false
	c.Votes = make([]Vote, len(lines))
	for i, l := range lines {
		c.Votes[i] = n.readVote(c, int32(i+1), l) //nolint:gosec // a list has at most a few hundred lines
		coded = coded || c.Votes[i].Printed != ""
	}
	if !coded {
		n.withoutCodes(c)
		return
	}
	for i := range c.Votes {
		if c.Votes[i].Printed == "" {
			c.Votes[i].Choice = NonVoting
		}
	}
	c.Counted = count(c.Votes)
}

// withoutCodes: nobody's vote is known. In the Council, says the library's
// cataloguing manual, it is how a text adopted without a vote was entered.
func (n *Normalizer) withoutCodes(c *RollCall) {
	detail := fmt.Sprintf("%d members and no code", len(c.Votes))
	if c.Body == SC {
		detail += ": adopted without a vote"
		c.Method = WithoutVote
	}
	c.report("row Vote", "no_codes", detail)
}

// choices are the codes that mean a vote. X stands in the official CSV for a
// member that did not vote; pages leave it out.
var choices = map[string]Choice{"Y": Yes, "N": No, "A": Abstain, "X": NonVoting}

func (n *Normalizer) readVote(c *RollCall, number int32, l undl.VoteLine) Vote {
	v := Vote{Line: number, Label: l.Label, Printed: l.Code}
	place := fmt.Sprintf("row Vote, line %d", number)
	m, known := n.dir.Resolve(l.Label, c.Date)
	if !known && l.Code == "" {
		if code, rest, ok := strings.Cut(l.Label, " "); ok && oddCode(code) {
			if m, known = n.dir.Resolve(rest, c.Date); known {
				v.Printed, v.Label = code, rest
			}
		}
	}
	if known {
		v.MSCode, v.Name = m.MSCode, m.Name
	} else {
		c.report(place, "unknown_member", unknownMember(l, n.dir.Nearest(l.Label, 3)))
	}
	v.Choice = choices[strings.ToUpper(v.Printed)]
	if v.Printed != "" && (v.Choice == "" || v.Printed != strings.ToUpper(v.Printed)) {
		c.report(place, "odd_vote_code", fmt.Sprintf("%q before %q", v.Printed, v.Label))
	}
	if c.Body == SC && known && c.Date != nil {
		p := n.dir.PermanentMember(m.MSCode, *c.Date)
		v.Permanent = &p
	}
	if l.Role == "9" {
		v.Eligible = new(bool)
	}
	return v
}

// oddCode tells a word that can only be a mistyped code: two or three of the
// code letters, as in the line "AN PAKISTAN" of record 669502.
func oddCode(word string) bool {
	return (len(word) == 2 || len(word) == 3) && strings.Trim(strings.ToUpper(word), "YNAX") == ""
}

func unknownMember(l undl.VoteLine, nearest []string) string {
	s := fmt.Sprintf("line %q: label %q is in no table", l.Printed, l.Label)
	if len(nearest) > 0 {
		s += "; nearest: " + strings.Join(nearest, ", ")
	}
	return s
}
