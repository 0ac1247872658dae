package undl

import (
	"slices"
	"strings"
)

// The rows that a record page was seen to have.
const (
	rowTitle       = "Title"
	rowAgenda      = "Agenda"
	rowResolution  = "Resolution"
	rowMeeting     = "Meeting record"
	rowDraft       = "Draft resolution"
	rowReport      = "Committee report"
	rowNote        = "Note"
	rowSummary     = "Vote summary"
	rowDate        = "Vote date"
	rowVote        = "Vote"
	rowCollections = "Collections"
)

// ParseRecordPage reads the page /record/ID?ln=en of a vote record, whatever the
// order of its rows. Id is the record that was asked for; 0 takes any (a page
// from disk). Every label without a field of its own is in Other.
//
// It fails with a [*source.Refusal] and the zero Record: NotAVote for a record whose
// collections do not have "Voting Data", Blank, OtherID, Cut, Layout, Oversize,
// NotUTF8, and Deleted, Unknown, Login or Challenge for those pages.
func ParseRecordPage(id int64, body []byte) (Record, error) {
	r, err := parseRecordPage(id, body)
	if err != nil {
		return Record{}, named(id, err)
	}
	return r, nil
}

func parseRecordPage(id int64, body []byte) (Record, error) {
	if err := checkBody(body, maxRecordBody); err != nil {
		return Record{}, err
	}
	own, err := pageID(body)
	if err != nil {
		return Record{}, err
	}
	if own == 0 {
		return Record{}, refuse(Layout, "not a page of a record: it names none")
	}
	if id != 0 && own != id {
		return Record{}, refuse(OtherID, "it is the page of %d", own)
	}
	rows, err := pageRows(body)
	if err != nil {
		return Record{}, named(own, err)
	}
	r, err := newRecord(own, rows)
	return r, named(own, err)
}

func newRecord(id int64, rows []pageRow) (Record, error) {
	r := Record{ID: id, Form: RecordPage}
	if err := checkCollections(rows); err != nil {
		return r, err
	}
	seen := map[string]bool{}
	for _, row := range rows {
		known, err := r.setRow(row)
		if err != nil {
			return r, err
		}
		if known && seen[row.label] {
			return r, refuse(Layout, "the row %q stands twice", row.label)
		}
		seen[row.label] = true
	}
	return r, nil
}

// setRow puts a row where it belongs; known is false for one that went to Other.
func (r *Record) setRow(row pageRow) (known bool, err error) {
	vs := row.value
	switch row.label {
	case rowTitle:
		r.Title = lines(vs)
	case rowAgenda:
		r.Agenda = vs
	case rowResolution:
		r.Resolution = vs
	case rowMeeting:
		r.MeetingRecords = vs
	case rowDraft:
		r.Drafts = vs
	case rowReport:
		r.CommitteeReports = vs
	case rowNote:
		r.Note = lines(vs)
	case rowSummary:
		r.Summary = parseSummary(vs)
	case rowDate:
		r.VoteDate = lines(vs)
	case rowVote:
		r.Votes, err = voteLines(row)
	case rowCollections:
		r.Collections = paths(vs)
	default:
		r.Other = append(r.Other, Row{Label: row.label, Values: vs})
		return false, nil
	}
	return true, err
}

// lines is the text of a row that has one value as a rule. Were there several,
// they would be parted by line breaks, as printed.
func lines(vs []string) string { return strings.Join(vs, "\n") }

// paths are the entries of "Collections" with one blank on each side of ">".
func paths(vs []string) []string {
	var out []string
	for _, v := range vs {
		steps := strings.Split(v, ">")
		for i, s := range steps {
			steps[i] = strings.Join(strings.Fields(s), " ")
		}
		out = append(out, strings.Join(steps, " > "))
	}
	return out
}

// checkCollections tells a vote from a record of another kind.
func checkCollections(rows []pageRow) error {
	if find(rows, rowCollections) == nil {
		return refuse(Layout, "no row %q, so it cannot be told what kind of record it is", rowCollections)
	}
	in := paths(find(rows, rowCollections))
	if isVotingData(in) {
		return nil
	}
	symbol := lines(find(rows, "Symbol"))
	if symbol == "" {
		symbol = lines(find(rows, rowResolution))
	}
	return notAVote(in, symbol, lines(find(rows, rowTitle)))
}

// find is the value of the first row with a label; nil without one.
func find(rows []pageRow, label string) []string {
	i := slices.IndexFunc(rows, func(r pageRow) bool { return r.label == label })
	if i < 0 {
		return nil
	}
	return rows[i].value
}

const votingData = "Voting Data"

func isVotingData(paths []string) bool {
	return slices.ContainsFunc(paths, func(p string) bool {
		return slices.Contains(strings.Split(p, " > "), votingData)
	})
}

func notAVote(in []string, symbol, title string) error {
	what := strings.Join(strings.Fields(symbol+" "+title), " ")
	return refuse(NotAVote, "in %s: %s", strings.Join(in, "; "), what)
}
