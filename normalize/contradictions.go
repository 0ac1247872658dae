package normalize

import (
	"cmp"
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Contradictions reports, as issues of the roll calls of a build, what their records
// say that cannot all be true: sessions and bodies that differ within one record, dates
// that differ within one meeting or break the order of meetings and of the Council's
// resolutions, and members of the Council who did not sit there. Nothing is repaired.
func Contradictions(calls []RollCall) {
	var library []*RollCall
	for i := range calls {
		if calls[i].UNDLID != 0 || calls[i].DHLID != 0 {
			library = append(library, &calls[i])
		}
	}
	for _, c := range library {
		c.checkSessions()
		c.checkNote()
		c.checkExchanged()
		c.checkKnownErrors()
	}
	checkMeetingDates(library)
	checkResolutionDates(library)
	checkCouncilMembers(library)
}

// checkSessions compares the bodies and the sessions that the symbols of one record name.
func (c *RollCall) checkSessions() {
	own, err := ParseResolution(c.Resolution)
	if err != nil {
		return
	}
	const reportRow = "row Committee report"
	compare := func(place, printed string, sym Symbol, err error) {
		switch {
		case err != nil:
		case sym.Body != own.Body && (sym.Kind == Meeting || place == reportRow): // drafts may have symbols of other bodies
			c.report(place, "symbols_disagree", fmt.Sprintf("%s was adopted by another body than that of %s", c.Resolution, printed))
		case sym.Body == GA && own.Body == GA && sym.Session != "" && sym.Session != own.Session && sym.Session != own.SessionTo:
			c.report(place, "symbols_disagree", fmt.Sprintf("%s is of another session than %s", printed, c.Resolution))
		}
	}
	for _, m := range c.MeetingRecords {
		sym, _, err := ParseMeeting(m, c.Session)
		compare("row Meeting record", m, sym, err)
	}
	for _, d := range c.CommitteeReports {
		sym, _, err := ParseDocument(d)
		compare(reportRow, d, sym, err)
	}
	for _, d := range c.Drafts {
		sym, _, err := ParseDocument(d)
		compare("row Draft resolution", d, sym, err)
	}
}

// checkNote reports a note that the list or the totals contradict. That a text adopted
// without a vote has codes is reported where the list is read.
func (c *RollCall) checkNote() {
	switch {
	case c.Method == NonRecorded && c.HasVotes():
		c.report("row Note", "note_contradicts", "the vote was not recorded, says the note, and the list says who voted how")
	case c.Method == WithoutVote && !c.HasVotes() && c.PrintedYes != nil && *c.PrintedYes > 0:
		c.report("row Note", "note_contradicts", fmt.Sprintf("adopted without a vote, says the note, and %d yes are stated", *c.PrintedYes))
	}
}

var (
	agendaLine = regexp.MustCompile(`^[AS]/ ?\S+ `) // "A/58/251 99b Work of …", "S/ X The situation in …"
	titleEnd   = regexp.MustCompile(`: (?:resolution|decision) / |^Security Council resolution \d`)
)

// checkExchanged reports a title in the place of the agenda, or the other way round.
func (c *RollCall) checkExchanged() {
	if agendaLine.MatchString(c.Title) || slices.ContainsFunc(c.Agenda, titleEnd.MatchString) {
		c.report("row Title", "title_agenda_exchanged", c.Title)
	}
}

// knownErrors are errors that nothing in the records contradicts, with the evidence.
var knownErrors = map[string]struct{ printed, right, evidence string }{
	"A/RES/37/9":   {"1982-10-28", "1982-11-04", "A/37/PV.55 is the record of 4 November 1982"},
	"A/RES/62/249": {"2008-04-15", "2008-05-15", "A/62/PV.97 is the record of 15 May 2008"},
}

func (c *RollCall) checkKnownErrors() {
	if e, ok := knownErrors[c.Resolution]; ok && c.Date != nil && c.Date.String() == e.printed {
		c.report("row Vote date", "known_error", fmt.Sprintf("the vote was on %s: %s", e.right, e.evidence))
	}
}

// dated is something that happened on one day, in an order of its own.
type dated struct {
	name  string
	day   Date
	calls []*RollCall
}

// checkMeetingDates compares the dates of the votes of each meeting, and the dates of
// the meetings that are counted together.
func checkMeetingDates(calls []*RollCall) {
	type meeting struct {
		order  string // of the meetings that are counted together: "A/58", "A", "S"
		symbol string
	}
	votes := map[meeting][]*RollCall{}
	for _, c := range calls {
		if len(c.MeetingRecords) != 1 || c.Date == nil {
			continue
		}
		if sym, _, err := ParseMeeting(c.MeetingRecords[0], c.Session); err == nil && sym.Kind == Meeting {
			order, _, _ := strings.Cut(sym.Base(), "/PV.")
			if sym.Qualifier != "" {
				order = "" // a resumption is later than the meetings after it
			}
			key := meeting{order, sym.Base()}
			votes[key] = append(votes[key], c)
		}
	}
	chains := map[string][]dated{}
	for key, of := range votes {
		day, one := usualDay(of)
		usual := dated{key.symbol, day, nil}
		for _, c := range of {
			if one && *c.Date == day {
				usual.calls = append(usual.calls, c)
				continue
			}
			detail := fmt.Sprintf("%s; the other votes of %s: %s", c.Date, key.symbol, days(of, c))
			if e, ok := exchanged(*c.Date); ok && one && e == day {
				detail += "; with day and month exchanged it is the same day"
			}
			c.report("row Vote date", "date_of_meeting", detail)
		}
		if one && key.order != "" {
			chains[key.order] = append(chains[key.order], usual)
		}
	}
	for _, chain := range chains {
		slices.SortFunc(chain, func(a, b dated) int { return compareNatural(a.name, b.name) })
		checkOrder(chain)
	}
}

// usualDay returns the day of most votes; one reports whether no other day has as many.
func usualDay(calls []*RollCall) (day Date, one bool) {
	n := map[Date]int{}
	for _, c := range calls {
		n[*c.Date]++
	}
	byCount := slices.SortedFunc(maps.Keys(n), func(a, b Date) int { return cmp.Or(n[b]-n[a], cmp.Compare(a, b)) })
	return byCount[0], len(byCount) == 1 || n[byCount[0]] > n[byCount[1]]
}

// days lists the days of the votes other than c, with their numbers.
func days(calls []*RollCall, c *RollCall) string {
	n := map[Date]int{}
	for _, o := range calls {
		if o != c {
			n[*o.Date]++
		}
	}
	var out []string
	for _, d := range slices.Sorted(maps.Keys(n)) {
		out = append(out, fmt.Sprintf("%d on %s", n[d], d))
	}
	return strings.Join(out, ", ")
}

// checkResolutionDates compares the dates of the Council's resolutions, which are
// numbered as they are adopted.
func checkResolutionDates(calls []*RollCall) {
	votes := map[string][]*RollCall{}
	for _, c := range calls {
		if sym, err := ParseResolution(c.Resolution); err == nil && sym.Body == SC && sym.Kind == Resolution && c.Date != nil {
			votes[sym.Number] = append(votes[sym.Number], c)
		}
	}
	var chain []dated
	for _, of := range votes {
		if day, one := usualDay(of); one {
			chain = append(chain, dated{of[0].ResolutionBase, day, of})
		}
	}
	slices.SortFunc(chain, func(a, b dated) int { return compareNatural(a.name, b.name) })
	checkOrder(chain)
}

// checkOrder reports what breaks the order of days. As few votes as possible are taken to
// be wrong; where two contradict each other and either may be, both are reported.
func checkOrder(chain []dated) {
	wrong := outOfOrder(chain)
	for i, d := range chain {
		if !wrong[i] {
			continue
		}
		before, after := neighbours(chain, i, func(j int) bool { return j == i-1 || j == i+1 })
		if before.day > after.day || d.day >= before.day && d.day <= after.day {
			before, after = neighbours(chain, i, func(j int) bool { return !wrong[j] })
		}
		detail := ""
		if d.day >= before.day && d.day <= after.day {
			before, after = neighbours(chain, i, func(j int) bool { return (j < i) == (chain[j].day > d.day) && chain[j].day != d.day })
		} else if e, ok := exchanged(d.day); ok && before.name != "" && after.name != "" && before.day <= e && e <= after.day {
			detail = fmt.Sprintf("; with day and month exchanged, %s, it would be in order", e)
		}
		var around []string
		if before.name != "" {
			around = append(around, fmt.Sprintf("%s before it is of %s", before.name, before.day))
		}
		if after.name != "" {
			around = append(around, fmt.Sprintf("%s after it is of %s", after.name, after.day))
		}
		for _, c := range d.calls {
			c.report("row Vote date", "date_out_of_order", fmt.Sprintf("%s is of %s; %s%s%s", d.name, d.day, strings.Join(around, ", "), detail, ownNumber(c)))
		}
	}
}

// neighbours returns the nearest before and after i that are accepted; where there is
// none, one without a name, of a day before or after all others.
func neighbours(chain []dated, i int, accept func(int) bool) (before, after dated) {
	before, after = dated{day: -1 << 31}, dated{day: 1<<31 - 1}
	for j := i - 1; j >= 0 && before.name == ""; j-- {
		if accept(j) {
			before = chain[j]
		}
	}
	for j := i + 1; j < len(chain) && after.name == ""; j++ {
		if accept(j) {
			after = chain[j]
		}
	}
	return before, after
}

// outOfOrder returns for each whether it is missing from some run of days that never go
// back and has as many votes as possible.
func outOfOrder(chain []dated) []bool {
	n := len(chain)
	before, after := make([]int, n), make([]int, n) // votes of the best run that ends, or begins, here
	best := 0
	for i := range chain {
		for j := range i {
			if chain[j].day <= chain[i].day {
				before[i] = max(before[i], before[j])
			}
		}
		before[i] += len(chain[i].calls)
	}
	for i := n - 1; i >= 0; i-- {
		for j := i + 1; j < n; j++ {
			if chain[i].day <= chain[j].day {
				after[i] = max(after[i], after[j])
			}
		}
		best = max(best, before[i]+after[i])
		after[i] += len(chain[i].calls)
	}
	wrong := make([]bool, n)
	var possible []int
	for i := range chain {
		if wrong[i] = before[i]+after[i]-len(chain[i].calls) < best; !wrong[i] {
			possible = append(possible, i)
		}
	}
	for k, i := range possible {
		for _, j := range possible[k+1:] {
			if chain[i].day > chain[j].day {
				wrong[i], wrong[j] = true, true
			}
		}
	}
	return wrong
}

// exchanged returns the date with day and month exchanged.
func exchanged(d Date) (Date, bool) {
	t := d.Time()
	e, err := ParseDate(fmt.Sprintf("%04d-%02d-%02d", t.Year(), t.Day(), t.Month()))
	return e, err == nil && e != d
}

// ownNumber says that the number of the meeting is that of the resolution: a slip.
func ownNumber(c *RollCall) string {
	res, err := ParseResolution(c.Resolution)
	if err != nil || len(c.MeetingRecords) != 1 {
		return ""
	}
	if m, _, err := ParseMeeting(c.MeetingRecords[0], c.Session); err == nil && m.Number == res.Number {
		return "; the meeting has the number of the resolution"
	}
	return ""
}

//go:embed council.tsv
var councilFile string

// elected returns the elected members of the Security Council by year.
var elected = sync.OnceValue(func() map[int]map[string]bool {
	out := map[int]map[string]bool{}
	for line := range strings.Lines(councilFile) {
		var year int
		if _, err := fmt.Sscanf(line, "%d\t", &year); err != nil {
			continue
		}
		out[year] = map[string]bool{}
		for _, code := range strings.Fields(line)[1:] {
			out[year][code] = true
		}
	}
	return out
})

// checkCouncilMembers reports members listed in the Council who did not sit there: by
// the table of that year, or after it by the records before and after.
func checkCouncilMembers(calls []*RollCall) {
	var council []*RollCall
	for _, c := range calls {
		if c.Body == SC && c.Date != nil && len(c.Votes) > 0 {
			council = append(council, c)
		}
	}
	slices.SortStableFunc(council, func(a, b *RollCall) int { return cmp.Compare(*a.Date, *b.Date) })
	for i, c := range council {
		table, known := elected()[c.Date.Year()]
		if !known {
			table = map[string]bool{}
			for _, j := range []int{i - 1, i + 1} {
				if j >= 0 && j < len(council) && council[j].Date.Year() == c.Date.Year() {
					for _, v := range council[j].Votes {
						table[v.MSCode], known = true, true
					}
				}
			}
		}
		for _, v := range c.Votes {
			if known && v.MSCode != "" && !table[v.MSCode] && (v.Permanent == nil || !*v.Permanent) {
				c.report(votePlace(v.Line), "not_on_council", fmt.Sprintf("%q (%s) was no member of the Council in %d", v.Label, v.MSCode, c.Date.Year()))
			}
		}
	}
}
