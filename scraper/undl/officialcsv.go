package undl

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// maxCSVRow is the longest row that is read: real ones have some hundred bytes,
// and a quote that is never closed would swallow the rest of the file.
const maxCSVRow = 1 << 20

// The columns of the official files. The Council's have no session and no
// committee_report, the Assembly's no permanent_member and no modality, and
// those before July 2025 no vote_note.
var csvColumns = []string{
	"undl_id", "ms_code", "ms_name", "permanent_member", "ms_vote", "date", "session", "resolution", "draft",
	"committee_report", "meeting", "title", "description", "agenda_title", "agenda", "subjects", "vote_note", "modality",
	"total_yes", "total_no", "total_abstentions", "total_non_voting", "total_ms", "undl_link",
}

var (
	csvNeeded = []string{"undl_id", "ms_code", "ms_name", "ms_vote", "date", "resolution"}
	csvMember = []string{"ms_code", "ms_name", "permanent_member", "ms_vote"} // may differ within a record
)

// ParseOfficialCSV reads one of the library's own files (General Assembly or
// Security Council; columns in any order) as a stream, and calls each once a
// record, in order: with a Record, or with the zero Record and a [*source.Refusal] that
// names the line. The rows of a record must follow one another and agree in all
// that is not the member's; a row that cannot be read makes errors of itself and
// of the records beside it, because one of them lacks a line. An error of each
// ends it and is returned; every other that is returned is a [*source.Refusal] for a
// file that is none of the two, or an error of r.
//
// As printed there: several drafts, reports, meetings, agenda titles or subjects
// are parted by "|". [VoteLine.Code] is ms_vote, X for a member that did not
// vote. "120.0" is the total 120. The columns session and undl_link only repeat
// resolution and undl_id, and are left out; a column that is new goes to Other
// with its different values.
func ParseOfficialCSV(r io.Reader, each func(Record, error) error) error {
	b := newBudget(r, maxCSVRow)
	cr := csv.NewReader(withoutMark(b))
	cr.FieldsPerRecord = -1 // counted by hand, to go on behind a bad row
	head, err := cr.Read()
	if err != nil {
		return headFault(err)
	}
	g := csvGroup{each: each, seen: map[int64]bool{}}
	if g.columns, err = newColumns(head); err != nil {
		return err
	}
	cr.ReuseRecord = true
	for {
		b.reset()
		row, err := cr.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return g.flush()
		case errors.As(err, &bad):
			err = g.unreadable(refuse(Layout, "line %d: %v", bad.StartLine, bad.Err))
		case err == nil:
			line, _ := cr.FieldPos(0)
			err = g.add(row, line)
		}
		if err != nil {
			return err
		}
	}
}

func headFault(err error) error {
	var bad *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return refuse(Cut, "an empty file")
	case errors.As(err, &bad):
		return refuse(Layout, "the header: %v", err)
	}
	return err
}

// withoutMark leaves out the byte order mark that spreadsheets put in front.
func withoutMark(r io.Reader) io.Reader {
	br := bufio.NewReader(r)
	if mark, err := br.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = br.Discard(3)
	}
	return br
}

// columns are the places of the columns in a file.
type columns struct {
	names    []string
	place    map[string]int
	unknown  []int  // places of columns that are new
	isShared []bool // whether a place is the same in all rows of a record
}

func newColumns(head []string) (columns, error) {
	c := columns{place: map[string]int{}}
	for i, name := range head {
		name = strings.Clone(strings.TrimSpace(name))
		if _, twice := c.place[name]; twice || name == "" {
			return c, refuse(Layout, "the header has a column %q twice, or one without a name", name)
		}
		c.names = append(c.names, name)
		c.place[name] = i
		known := slices.Contains(csvColumns, name)
		if !known {
			c.unknown = append(c.unknown, i)
		}
		c.isShared = append(c.isShared, known && !slices.Contains(csvMember, name))
	}
	for _, name := range csvNeeded {
		if _, ok := c.place[name]; !ok {
			return c, refuse(Layout, "not one of the library's voting files: no column %q in its header", name)
		}
	}
	return c, nil
}

// of is the text in a column of a row, "" when the file has no such column.
func (c columns) of(row []string, name string) string {
	i, ok := c.place[name]
	if !ok {
		return ""
	}
	return strings.TrimSpace(row[i])
}

// list is the values of a column that parts several by "|".
func (c columns) list(row []string, name string) []string {
	var out []string
	for _, s := range strings.Split(c.of(row, name), "|") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (c columns) values(row []string, names ...string) []string {
	var out []string
	for _, name := range names {
		for _, s := range c.list(row, name) {
			out = append(out, s)
		}
	}
	return out
}
