package undl

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"unvotes/scraper/source"
)

// maxCSVRecords is twenty times what the library has: the ids of a file are kept.
const maxCSVRecords = 200_000

// csvGroup gathers the rows of one record.
type csvGroup struct {
	columns
	each   func(Record, error) error
	seen   map[int64]bool // the records of the rows before
	id     int64          // 0 before the first row
	first  []string
	votes  []VoteLine
	others []Row
	fault  error // the first thing that is wrong with the record
	gap    error // the row just before that could not be read
}

// add takes a row of the file.
func (g *csvGroup) add(row []string, line int) error {
	if len(row) != len(g.names) {
		return g.unreadable(refuse(Layout, "line %d has %d columns, the header %d", line, len(row), len(g.names)))
	}
	printed := g.of(row, "undl_id")
	if g.id == 0 || printed != g.of(g.first, "undl_id") {
		id, ok := RecordID("/record/" + printed)
		if !ok {
			return g.unreadable(refuse(Layout, "line %d has an id that is not a number: %q", line, printed))
		}
		if err := g.flush(); err != nil {
			return err
		}
		if len(g.seen) >= maxCSVRecords {
			return refuse(Oversize, "line %d: more than %d records", line, maxCSVRecords)
		}
		g.begin(id, row, line)
	}
	g.line(row, line)
	return nil
}

// unreadable hands a bad row out. It may belong to the record before it or to the
// one behind it: both are doubtful.
func (g *csvGroup) unreadable(err error) error {
	g.gap = err
	g.doubt(err)
	return g.each(Record{}, err)
}

func (g *csvGroup) doubt(err error) {
	var pe *source.Refusal
	if g.fault == nil && errors.As(err, &pe) {
		g.fault = refuse(pe.Kind, "a row beside it could not be read: %s", pe.Detail)
	}
}

func (g *csvGroup) begin(id int64, row []string, line int) {
	g.id, g.first = id, make([]string, len(row))
	for i, s := range row {
		g.first[i] = strings.Clone(s)
	}
	g.votes, g.others, g.fault = nil, nil, nil
	if g.gap != nil {
		g.doubt(g.gap)
	}
	if g.seen[id] {
		g.fault = refuse(Layout, "line %d: its rows do not stand together", line)
	}
	g.seen[id] = true
}

// line takes the member's part of a row, and checks that the rest is the record's.
func (g *csvGroup) line(row []string, line int) {
	g.gap = nil
	if g.fault == nil {
		g.fault = g.check(row, line)
	}
	if g.fault != nil {
		return
	}
	v := VoteLine{
		Code:       strings.Clone(g.of(row, "ms_vote")),
		Label:      strings.Clone(g.of(row, "ms_name")),
		MemberCode: strings.Clone(g.of(row, "ms_code")),
		Role:       strings.Clone(g.of(row, "permanent_member")),
	}
	v.Printed = strings.TrimSpace(v.Code + " " + v.Label)
	g.votes = append(g.votes, v)
	g.keepOthers(row)
}

func (g *csvGroup) check(row []string, line int) error {
	for i, s := range row {
		shared := g.isShared[i]
		if shared && s != g.first[i] {
			return refuse(Layout, "line %d has the %s %q, the record's first row %q", line, g.names[i], s, g.first[i])
		}
		if (!shared || len(g.votes) == 0) && !isText(s) { // the shared ones once a record
			return refuse(NotUTF8, "line %d, column %s: %q", line, g.names[i], s)
		}
	}
	if g.of(row, "ms_name") == "" {
		return refuse(Layout, "line %d has no ms_name, ms_code %q", line, g.of(row, "ms_code"))
	}
	if len(g.votes) >= maxEntries {
		return refuse(Oversize, "line %d: more than %d members", line, maxEntries)
	}
	return nil
}

func isText(s string) bool {
	return utf8.ValidString(s) && !strings.Contains(s, "\uFFFD") && strings.IndexByte(s, 0) < 0
}

// keepOthers keeps each value of a new column once.
func (g *csvGroup) keepOthers(row []string) {
	for _, i := range g.unknown {
		v := strings.Clone(strings.TrimSpace(row[i]))
		if v == "" {
			continue
		}
		at := slices.IndexFunc(g.others, func(r Row) bool { return r.Label == g.names[i] })
		if at < 0 {
			g.others = append(g.others, Row{Label: g.names[i], Values: []string{v}})
		} else if !slices.Contains(g.others[at].Values, v) {
			g.others[at].Values = append(g.others[at].Values, v)
		}
	}
}

// flush hands the record out, if there is one.
func (g *csvGroup) flush() error {
	if g.id == 0 {
		return nil
	}
	if g.fault != nil {
		return g.each(Record{}, named(g.id, g.fault))
	}
	return g.each(g.record(), nil)
}

func (g *csvGroup) record() Record {
	row := g.first
	title := g.of(row, "title")
	if title == "" {
		title = g.of(row, "description")
	}
	return Record{
		ID: g.id, Form: OfficialCSV,
		Title:            title,
		Agenda:           g.values(row, "agenda_title", "agenda"),
		Resolution:       g.values(row, "resolution"),
		MeetingRecords:   g.values(row, "meeting"),
		Drafts:           g.values(row, "draft"),
		CommitteeReports: g.values(row, "committee_report"),
		Note:             g.of(row, "vote_note"),
		VoteDate:         g.of(row, "date"),
		Summary:          g.totals(row),
		Votes:            g.votes,
		Subjects:         g.list(row, "subjects"),
		Modality:         g.of(row, "modality"),
		Other:            g.others,
	}
}

// totals are the five columns total_…; nil when all are empty. One that is not a
// number stays in Printed.
func (g *csvGroup) totals(row []string) *Summary {
	s := &Summary{}
	for _, t := range []struct {
		column string
		field  *string
	}{
		{"total_yes", &s.Yes}, {"total_no", &s.No}, {"total_abstentions", &s.Abstain},
		{"total_non_voting", &s.NonVoting}, {"total_ms", &s.Membership},
	} {
		printed := g.of(row, t.column)
		*t.field = digits(strings.TrimSuffix(printed, ".0"))
		if *t.field == "" && printed != "" {
			s.Printed = strings.TrimSpace(s.Printed + " " + t.column + " " + printed)
		}
	}
	if *s == (Summary{}) {
		return nil
	}
	return s
}
