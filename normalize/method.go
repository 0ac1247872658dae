package normalize

import "strings"

// methods are the notes on the manner of a vote that were seen (row "Note", MARC
// 591 $a), in upper case.
var methods = map[string]Method{
	"RECORDED":                             Recorded,
	"RECORDED - NO MACHINE GENERATED VOTE": RecordedNotMachine,
	"NON-RECORDED":                         NonRecorded,
	"ROLL-CALL":                            RollCallVote,
	"ROLL CALL":                            RollCallVote,
	"ADOPTED WITHOUT VOTE":                 WithoutVote,
	"WITHOUT VOTE":                         WithoutVote,
}

func (c *RollCall) readMethod(note string) {
	note = strings.ToUpper(strings.Join(strings.Fields(note), " "))
	if note == "" {
		return // the Council's pages do not say
	}
	m, ok := methods[note]
	if !ok {
		c.report("row Note", "note_unread", note)
		return
	}
	c.Method = m
}
