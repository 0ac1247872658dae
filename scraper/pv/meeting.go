package pv

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	meetingSymbol = regexp.MustCompile(`\b([AS])/(?:([A-Z]{0,2}-?\d+|\d+)/)?PV\. ?(\d+)(?: ?\(Resumption ?(\d+)?\))?`)
	meetingDay    = regexp.MustCompile(`(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(\d{1,2})\s+(january|february|march|april|may|june|july|august|september|october|november|december),?\s+(\d{4})`)
)

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// readMeeting finds symbol, date and number on the first pages. Without symbol
// or date the document is no verbatim record that this package knows.
func readMeeting(head string) (Meeting, error) {
	var m Meeting
	s := meetingSymbol.FindStringSubmatch(tidySymbols(head))
	if s == nil {
		return m, refuse(LayoutUnknown, "no symbol of a verbatim record at its head: %s", head)
	}
	m.Symbol = strings.Replace(strings.Join(strings.Fields(s[0]), " "), "PV. ", "PV.", 1)
	m.Body = map[string]string{"A": "GA", "S": "SC"}[s[1]]
	m.Number, _ = strconv.Atoi(s[3])
	d := meetingDay.FindStringSubmatch(head)
	if d == nil {
		return m, refuse(LayoutUnknown, "no date of the meeting at its head: %s", head)
	}
	day, _ := strconv.Atoi(d[1])
	for i, name := range months {
		if strings.EqualFold(name, d[2]) {
			m.Date = fmt.Sprintf("%s-%02d-%02d", d[3], i+1, day)
		}
	}
	return m, nil
}
