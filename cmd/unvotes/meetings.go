package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper"
	"unvotes/scraper/archive"
)

// meetingsOf are the verbatim records, by symbol and day, that the roll calls and
// adoptions of the plan name: those of its years, or of its ids. A vote without a
// date is in the plan that spans all years.
func meetingsOf(t output.Tables, p scraper.Plan, now time.Time) []archive.Meeting {
	named := meetingNames{plan: p, everything: p.From <= scraper.FirstYear && p.To >= now.Year(), at: map[string]int{}}
	for _, e := range t.RollCalls {
		for _, printed := range e.MeetingRecords {
			named.add(e.ID, e.Date, printed)
		}
	}
	for _, a := range t.Adoptions {
		named.add(a.ID, a.Date, a.Meeting)
	}
	return named.meetings
}

type meetingNames struct {
	plan       scraper.Plan
	everything bool
	meetings   []archive.Meeting
	at         map[string]int // where a symbol is in meetings
}

func (n *meetingNames) add(id string, date *normalize.Date, printed string) {
	symbol, ok := verbatimRecord(printed)
	if !ok || !n.has(id, date) {
		return
	}
	day := ""
	if date != nil {
		day = date.String()
	}
	i, known := n.at[symbol]
	if !known {
		i = len(n.meetings)
		n.at[symbol] = i
		n.meetings = append(n.meetings, archive.Meeting{Symbol: symbol})
	}
	n.meetings[i].Dated = max(n.meetings[i].Dated, day)
}

// has tells whether a vote is one of the plan's.
func (n *meetingNames) has(id string, date *normalize.Date) bool {
	if n.plan.IDs != nil {
		number, fromLibrary := strings.CutPrefix(id, "undl-")
		undlID, err := strconv.ParseInt(number, 10, 64)
		return fromLibrary && err == nil && slices.Contains(n.plan.IDs, undlID)
	}
	if date == nil {
		return n.everything
	}
	return n.plan.From <= date.Year() && date.Year() <= n.plan.To
}

// verbatimRecord is the symbol that a verbatim record is asked for by. A letter of the
// Council's President is none, a corrigendum is a document of its own: in
// "A/PV.1384 and Corr.1" the record is A/PV.1384.
func verbatimRecord(printed string) (symbol string, ok bool) {
	s, _, err := normalize.ParseMeeting(printed, "")
	if err != nil || s.Kind != normalize.Meeting || strings.Contains(s.Base(), "/Corr.") {
		return "", false
	}
	return s.Base(), true
}
