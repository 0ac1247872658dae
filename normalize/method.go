package normalize

import (
	"cmp"
	"fmt"
	"strings"
)

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

// readMethod reads the note and the modality; the note wins where both tell.
func (c *RollCall) readMethod(modality string) {
	byNote, byModality := c.methodAt("row Note", c.NotePrinted), c.methodAt("column modality", modality)
	if byNote != "" && byModality != "" && byNote != byModality {
		c.report("column modality", "methods_disagree", fmt.Sprintf("the note is %q, the modality %q", c.NotePrinted, modality))
	}
	c.Method = cmp.Or(byNote, byModality)
}

func (c *RollCall) methodAt(place, printed string) Method {
	m, known := methodOf(printed)
	if !known && strings.TrimSpace(printed) != "" {
		c.report(place, "note_unread", strings.Join(strings.Fields(printed), " "))
	}
	return m
}

// saysWithoutVote reports whether the modality is that of a text that nobody
// voted on. It stands in the Council's CSV with Y (or X) for every member: those
// are no votes.
func saysWithoutVote(modality string) bool {
	m, _ := methodOf(modality)
	return m == WithoutVote
}
