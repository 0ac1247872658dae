package normalize

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/vetoes"
)

// VetoList is the source of a veto that is on the library's list.
const VetoList = vetoes.Form

// Veto is a vote of a permanent member that kept the Council from adopting a text:
// a row of vetoes, one for each such member and row of the library's list.
type Veto struct {
	ID             string   `parquet:"veto_id,dict" json:"veto_id"`
	Date           *Date    `parquet:"date,date,dict" json:"date"`
	Drafts         []string `parquet:"drafts,list" parquet-element:",dict" json:"drafts,omitempty"`
	MeetingRecords []string `parquet:"meeting_records,list" parquet-element:",dict" json:"meeting_records,omitempty"`
	Agenda         string   `parquet:"agenda,optional,dict" json:"agenda,omitempty"`
	MSCode         string   `parquet:"ms_code,optional,dict" json:"ms_code,omitempty"` // empty: nobody is known by the name
	Label          string   `parquet:"member_printed,dict" json:"member_printed"`
	RollCallID     string   `parquet:"roll_call_id,optional,dict" json:"roll_call_id,omitempty"` // empty: not held, or not certain
	Source         string   `parquet:"source,dict" json:"source"`                                // VetoList or MeetingRecord
}

// Vetoes makes the rows of vetoes of the library's list, which may be nil, and of
// the votes that meeting records have. Where the record of a meeting was read, the
// two are compared: what differs is an issue. A row of the list is joined to a
// vote only where no other row and no other vote could be meant.
func (n *Normalizer) Vetoes(list []vetoes.Row, calls []RollCall, meetings []*Verbatim) ([]Veto, []Issue) {
	x := vetoIndex{normalizer: n, given: map[string]int{}, byMeeting: map[string][]*RollCall{}, linked: map[*RollCall]bool{}}
	for _, r := range slices.SortedFunc(slices.Values(list), func(a, b vetoes.Row) int { return cmp.Compare(a.Number, b.Number) }) {
		if r.Unread != "" {
			x.report("", fmt.Sprintf("list of vetoes, row %d", r.Number), "veto_unread", "not five cells: %s", r.Unread)
			continue
		}
		x.rows = append(x.rows, x.read(r))
	}
	var voted []*RollCall
	for i := range calls {
		if c := &calls[i]; c.Body == SC && (len(c.VetoedBy) > 0 || c.Outcome == Rejected) {
			voted = append(voted, c)
		}
	}
	unordered := int32(0)
	slices.SortFunc(voted, func(a, b *RollCall) int {
		return cmp.Or(strings.Compare(dayText(a.Date), dayText(b.Date)), cmp.Compare(*cmp.Or(a.MeetingSeq, &unordered), *cmp.Or(b.MeetingSeq, &unordered)), strings.Compare(a.ID, b.ID))
	})
	for _, c := range voted {
		for _, m := range c.MeetingRecords {
			x.byMeeting[meetingKey(m)] = append(x.byMeeting[meetingKey(m)], c)
		}
	}
	x.link()
	for i := range x.rows {
		x.addRow(&x.rows[i])
	}
	x.compare(voted, meetings)
	return x.out, x.issues
}

// vetoIndex is the making of the table.
type vetoIndex struct {
	normalizer *Normalizer
	rows       []vetoRow              // the oldest first
	byMeeting  map[string][]*RollCall // the vetoed and rejected votes
	linked     map[*RollCall]bool
	given      map[string]int // how often an id was given
	out        []Veto
	issues     []Issue
}

// vetoRow is a row of the list, typed.
type vetoRow struct {
	Veto              // what its vetoes have in common
	members  []Member // by whom; of an unknown label only that
	labels   []string // as printed
	place    string
	rollCall *RollCall // nil: none is certain
}

func (x *vetoIndex) report(rollCallID, place, code, format string, args ...any) {
	x.issues = append(x.issues, NewIssue(rollCallID, place, code, fmt.Sprintf(format, args...)))
}

// read types a row.
func (x *vetoIndex) read(r vetoes.Row) vetoRow {
	row := vetoRow{Veto: Veto{Agenda: r.Agenda, Source: VetoList}, place: fmt.Sprintf("list of vetoes, row %d of %s", r.Number, r.Date)}
	if d, err := parseListDate(r.Date); err == nil {
		row.Date = &d
	} else {
		x.report("", row.place, "date_unread", "%v", err)
	}
	for _, line := range r.MeetingRecords {
		row.MeetingRecords = append(row.MeetingRecords, x.symbols(row.place, line)...)
	}
	for _, line := range r.Drafts {
		for _, s := range x.symbols(row.place, line) {
			if sym, _, err := ParseDocument(s); err != nil || sym.Kind != Meeting {
				row.Drafts = append(row.Drafts, s)
			} else if !slices.Contains(row.MeetingRecords, s) {
				row.MeetingRecords = append(row.MeetingRecords, s)
			}
		}
	}
	for _, cell := range []struct {
		code, name string
		lines      []string
	}{{"symbol_missing", "draft", r.Drafts}, {"meeting_missing", "meeting record", r.MeetingRecords}} {
		if len(cell.lines) == 0 {
			x.report("", row.place, cell.code, "the row has no %s", cell.name)
		}
	}
	for _, line := range r.Members {
		for _, label := range x.labels(line, row.Date) {
			row.members, row.labels = append(row.members, x.member(row, label)), append(row.labels, label)
		}
	}
	if row.labels == nil {
		x.report("", row.place, "veto_unread", "no member in %q: %s | %s | %s", strings.Join(r.Members, " "), strings.Join(r.Drafts, " "), strings.Join(r.MeetingRecords, " "), r.Agenda)
	}
	return row
}

// betweenMembers stands between the members of a line. "and" may be a part of a name.
var (
	betweenMembers = regexp.MustCompile(`\s*[,;|]\s*(?:and\s+)?`)
	orBetween      = regexp.MustCompile(`\s*[&/+·–—]\s*|\s+(?:and|-)\s+`)
	// footnote is the mark of one: "China*", "China 1/", "China [a]", "China (2)".
	footnote = regexp.MustCompile(`\s*(?:[*†‡¹²³.\s]|[0-9]/?|\b[a-z]/|\[\w\]|\([0-9a-z]\))$`)
)

// labels returns the members that a line names: "France, USSR", "UK and USA".
func (x *vetoIndex) labels(line string, on *Date) (labels []string) {
	for _, label := range betweenMembers.Split(line, -1) {
		if label = strings.TrimSpace(label); label == "" {
			continue
		}
		parts := orBetween.Split(label, -1)
		if _, whole := x.named(label, on); whole || !slices.ContainsFunc(parts, func(p string) bool { _, known := x.named(p, on); return known }) {
			parts = []string{label}
		}
		labels = append(labels, parts...)
	}
	return slices.DeleteFunc(labels, func(label string) bool { return label == "" }) // "France && USSR"
}

// named is [Directory.named], if need be without the marks of footnotes behind the name.
func (x *vetoIndex) named(label string, on *Date) (Member, bool) {
	m, known := x.normalizer.dir.named(label, on)
	for bare := footnote.ReplaceAllString(label, ""); !known && bare != label; bare = footnote.ReplaceAllString(label, "") {
		label = bare
		m, known = x.normalizer.dir.named(label, on)
	}
	return m, known
}

func (x *vetoIndex) member(row vetoRow, label string) Member {
	m, known := x.named(label, row.Date)
	switch {
	case !known:
		x.report("", row.place, "unknown_member", "nobody is known as %q that day", label)
	case row.Date != nil && !x.normalizer.dir.PermanentMember(m.MSCode, *row.Date):
		x.report("", row.place, "member_disagrees", "%q had no permanent seat that day", label)
	}
	return m
}

var (
	// listSymbol is a symbol in a cell of the list, beside which words may stand.
	listSymbol = regexp.MustCompile(`[SA]/[\w./–—-]*\w`)
	// Two symbols without a blank between them, blanks within one, a lost slash or
	// dot: "S/1999/201S/1999/202", "S / 1999/201", "S/10805 Rev.1", "S/PV 9048".
	noBlank      = regexp.MustCompile(`([0-9])/?([SA]/[0-9P])`)
	blankAtSlash = regexp.MustCompile(`\b([SA])\s*/\s*([0-9P])|([0-9])(?:\s+/|/\s+)([0-9])`)
	noSlash      = regexp.MustCompile(`([0-9])\s*/?\s*(Rev|Add)[\s.]*([0-9])`)
	blankAtDot   = regexp.MustCompile(`(/(?:PV|L|Corr))(?:\s*\.\s*|\s+)([0-9])`)
)

// symbols reads the symbols of a line: "S/10805/Rev.1 (as amended)", "S/471 and
// S/471/Add.1", "S/9696 and Corr.1 & 2". What stands beside them is in an issue; a
// line without any stays as printed.
func (x *vetoIndex) symbols(place, line string) (symbols []string) {
	tidied := noBlank.ReplaceAllString(line, "$1 $2")
	tidied = blankAtSlash.ReplaceAllString(tidied, "$1$3/$2$4")
	tidied = noSlash.ReplaceAllString(tidied, "$1/$2.$3")
	tidied = blankAtDot.ReplaceAllString(tidied, "$1.$2")
	found := listSymbol.FindAllString(tidied, -1)
	for _, printed := range found {
		sym, _, err := ParseDocument(printed)
		if err != nil {
			x.report("", place, "symbol_unread", "%v", err)
			symbols = append(symbols, printed)
			continue
		}
		symbols = append(symbols, sym.String())
	}
	if symbols == nil {
		x.report("", place, "symbol_unread", "no symbol in %q", line)
		return []string{line}
	}
	if rest := strings.Trim(listSymbol.ReplaceAllString(tidied, ""), " ,"); rest != "" && rest != "and" || tidied != line || !slices.Equal(symbols, found) {
		x.report("", place, "symbol_repaired", "%q read as %s", line, strings.Join(symbols, ", "))
	}
	return symbols
}

// listDate is a day as the list prints it: "26 May 2022", "30 January 86", or the
// last of several, "27-28 October 1983". Other editions may have "May 26, 2022" or
// "2022-05-26".
var (
	listDate  = regexp.MustCompile(`^(?:\d{1,2}(?: \p{L}+\.?)?,?(?: \d{4})? ?(?:[-–—−/&,]|and|to) ?)*(\d{1,2})(?:st|nd|rd|th)? (\p{L}+)[.,]{0,2} (\d{4}|\d\d)$`)
	monthDate = regexp.MustCompile(`^(\p{L}+)\.? (\d{1,2}), (\d{4})$`)
)

func parseListDate(printed string) (Date, error) {
	if d, err := ParseDate(printed); err == nil && d >= charterInForce {
		return d, nil
	}
	day := monthDate.ReplaceAllString(printed, "$2 $1 $3")
	if m := listDate.FindStringSubmatch(day); m != nil {
		month, year := m[2], m[3]
		if len(year) == 2 { // the Council first met in 1946
			year = map[bool]string{true: "19", false: "20"}[year >= "46"] + year
		}
		if month == "Sept" {
			month = "Sep"
		}
		for _, layout := range []string{"2 January 2006", "2 Jan 2006"} {
			if t, err := time.Parse(layout, m[1]+" "+month+" "+year); err == nil && DateOf(t) >= charterInForce {
				return DateOf(t), nil
			}
		}
	}
	return 0, fmt.Errorf("%q is not a day as in 26 May 2022", printed)
}

// likeness says how a row of the list and a vote are alike, the surest first.
var likeness = []func(*vetoRow, *RollCall) bool{
	func(r *vetoRow, c *RollCall) bool { return len(c.VetoedBy) > 0 && r.isOf(c) },
	func(r *vetoRow, c *RollCall) bool { return len(c.VetoedBy) > 0 && r.isOf(c) && r.agrees(c) },
	func(r *vetoRow, c *RollCall) bool { return r.isOf(c) && !c.HasVotes() },
	func(r *vetoRow, c *RollCall) bool {
		return (r.Drafts == nil || c.Drafts == nil) && c.Scope == Whole && r.agrees(c)
	},
}

// isOf reports whether the vote was on the row's draft, and on all of it. An
// amendment has a symbol of its own.
func (r *vetoRow) isOf(c *RollCall) bool {
	return (c.Scope == Whole || c.Scope == Amendment) && shareDraft(&RollCall{Drafts: r.Drafts}, c)
}

// agrees reports whether the row and the vote have the same members.
func (r *vetoRow) agrees(c *RollCall) bool {
	return slices.Equal(r.codes(), slices.Compact(slices.Sorted(slices.Values(c.VetoedBy))))
}

// codes returns the row's members, sorted.
func (r *vetoRow) codes() (codes []string) {
	for _, m := range r.members {
		codes = append(codes, m.MSCode)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// votes returns the votes of the row's meetings.
func (x *vetoIndex) votes(r *vetoRow) (votes []*RollCall) {
	for _, m := range r.MeetingRecords {
		for _, c := range x.byMeeting[meetingKey(m)] {
			if !slices.Contains(votes, c) {
				votes = append(votes, c)
			}
		}
	}
	return votes
}

// link joins rows and votes that are each other's only match.
func (x *vetoIndex) link() {
	for _, alike := range likeness {
		matches, rivals := make([][]*RollCall, len(x.rows)), map[*RollCall]int{}
		for i := range x.rows {
			r := &x.rows[i]
			if r.rollCall != nil {
				continue
			}
			for _, c := range x.votes(r) {
				if !x.linked[c] && alike(r, c) {
					matches[i] = append(matches[i], c)
					rivals[c]++
				}
			}
		}
		for i, votes := range matches {
			if len(votes) == 1 && rivals[votes[0]] == 1 {
				x.rows[i].rollCall, x.linked[votes[0]] = votes[0], true
			}
		}
	}
}

// addRow adds the vetoes of a row.
func (x *vetoIndex) addRow(r *vetoRow) {
	for i, m := range r.members {
		v := r.Veto
		v.MSCode, v.Label = m.MSCode, r.labels[i]
		if r.rollCall != nil {
			v.RollCallID = r.rollCall.ID
		}
		x.add(v)
	}
}

// add adds a veto with its id: veto:DAY:MEETING:MEMBER, and ~2 for the second.
// Rows that the library adds on top of its list do not change it.
func (x *vetoIndex) add(v Veto) {
	where := "unknown"
	if named := slices.Concat(v.MeetingRecords, v.Drafts); len(named) > 0 {
		where = idText(meetingKey(named[0]))
	}
	v.ID = fmt.Sprintf("veto:%s:%s:%s", cmp.Or(dayText(v.Date), "undated"), where, cmp.Or(v.MSCode, idWords(v.Label), "unknown"))
	x.given[v.ID]++
	if n := x.given[v.ID]; n > 1 {
		v.ID += fmt.Sprintf("~%d", n)
	}
	x.out = append(x.out, v)
}

func dayText(d *Date) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// compare holds the list against the meeting records that were read, and adds the
// vetoes that only they have.
func (x *vetoIndex) compare(voted []*RollCall, meetings []*Verbatim) {
	read := map[string]bool{}
	for _, m := range meetings {
		read[m.Symbol] = true
	}
	var newest Date          // of the list
	open := map[string]int{} // meeting and member: rows that no vote was found for
	for i := range x.rows {
		r := &x.rows[i]
		if r.Date != nil {
			newest = max(newest, *r.Date)
		}
		if r.rollCall != nil {
			x.compareVote(r)
			continue
		}
		if m := slices.IndexFunc(r.MeetingRecords, func(s string) bool { return read[meetingKey(s)] }); m >= 0 {
			x.compareMeeting(r, meetingKey(r.MeetingRecords[m]), open)
		}
	}
	for _, c := range voted {
		if x.linked[c] || len(c.VetoedBy) == 0 {
			continue
		}
		meeting := meetingKey(c.MeetingRecords[0])
		var only []string // members with a veto that no row of the list can be
		for _, code := range c.VetoedBy {
			has := x.unlinked(meeting, code)
			switch n := open[meeting+" "+code]; {
			case n == 0:
				only = append(only, code)
			case n < has:
				x.report(c.ID, meeting, "veto_disagrees", "the meeting record has %d vetoes of %s, the library's list %d: whether this is one of them is not certain", has, code, n)
			}
		}
		if len(only) > 0 && c.Scope == Whole && c.Date != nil && *c.Date <= newest {
			x.report(c.ID, meeting, "veto_disagrees", "vetoed by %s, says the meeting record; the library's list does not have it", strings.Join(only, ", "))
		}
		for _, code := range only {
			x.addVote(c, code)
		}
	}
}

// unlinked returns how many vetoes of a member the record of a meeting has for
// which no row of the list was found.
func (x *vetoIndex) unlinked(meeting, code string) (n int) {
	for _, c := range x.byMeeting[meeting] {
		if !x.linked[c] && slices.Contains(c.VetoedBy, code) {
			n++
		}
	}
	return n
}

// compareVote compares a row with its vote.
func (x *vetoIndex) compareVote(r *vetoRow) {
	c := r.rollCall
	if r.Date != nil && c.Date != nil && *r.Date != *c.Date {
		x.report(c.ID, r.place, "veto_disagrees", "date: the library's list has %s, the meeting record %s", r.Date, c.Date)
	}
	if c.HasVotes() && !r.agrees(c) {
		x.report(c.ID, r.place, "veto_disagrees", "vetoed by: the library's list has %s, the meeting record %s", strings.Join(r.codes(), ", "), cmp.Or(strings.Join(c.VetoedBy, ", "), "nobody"))
	}
}

// compareMeeting looks, for a row that no vote was found for, at the vetoes of the
// meeting: as many as the list has of it, they are those, in whatever order.
func (x *vetoIndex) compareMeeting(r *vetoRow, meeting string, open map[string]int) {
	for i, m := range r.members {
		key := meeting + " " + m.MSCode
		if open[key]++; open[key] > x.unlinked(meeting, m.MSCode) {
			x.report("", r.place, "veto_disagrees", "the library's list has a veto of %s on %s; the record of %s has no such vote", r.labels[i], cmp.Or(strings.Join(r.Drafts, ", "), "a text without a symbol"), meeting)
		}
	}
}

// addVote adds a veto that only the meeting record has.
func (x *vetoIndex) addVote(c *RollCall, code string) {
	v := Veto{Date: c.Date, Drafts: c.Drafts, MeetingRecords: c.MeetingRecords, Agenda: strings.Join(c.Agenda, "; "), MSCode: code, RollCallID: c.ID, Source: MeetingRecord}
	for _, line := range c.Votes {
		if line.MSCode == code {
			v.Label = line.Label
		}
	}
	x.add(v)
}
