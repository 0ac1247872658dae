package normalize

import (
	"cmp"
	"fmt"
	"strings"
)

// methods are the notes on the manner of a vote that were seen (row "Note", MARC
// 591 $a), in upper case, and what the Council CSV's modality may say. That a
// vote was taken does not say how.
var methods = map[string]Method{
	"RECORDED":                             Recorded,
	"RECORDED VOTE":                        Recorded,
	"RECORDED - NO MACHINE GENERATED VOTE": RecordedNotMachine,
	"NON-RECORDED":                         NonRecorded,
	"ROLL-CALL":                            RollCallVote,
	"ROLL CALL":                            RollCallVote,
	"ADOPTED WITHOUT VOTE":                 WithoutVote,
	"ADOPTED WITHOUT A VOTE":               WithoutVote,
	"WITHOUT VOTE":                         WithoutVote,
	"WITHOUT A VOTE":                       WithoutVote,
	"VOTE":                                 "",
}

// readMethod reads the note and the modality; the note wins where both tell.
func (c *RollCall) readMethod(note, modality string) {
	byNote, byModality := c.methodOf("row Note", note), c.methodOf("column modality", modality)
	if byNote != "" && byModality != "" && byNote != byModality {
		c.report("column modality", "methods_disagree", fmt.Sprintf("the note is %q, the modality %q", note, modality))
	}
	c.Method = cmp.Or(byNote, byModality)
}

// saysWithoutVote tells a modality of a text that nobody voted on. It stands in
// the Council's CSV with Y (or X) for every member: those are no votes.
func saysWithoutVote(modality string) bool {
	return methods[strings.ToUpper(strings.Join(strings.Fields(modality), " "))] == WithoutVote
}

func (c *RollCall) methodOf(place, printed string) Method {
	printed = strings.Join(strings.Fields(printed), " ")
	if printed == "" {
		return "" // the Council's pages do not say
	}
	m, known := methods[strings.ToUpper(printed)]
	if !known {
		c.report(place, "note_unread", printed)
	}
	return m
}
