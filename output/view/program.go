package view

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode"
	"unicode/utf16"
)

// WriteJSON writes v, one of the types of this package, as indented JSON. It
// can be read on a terminal: control characters that JSON lets stand (DEL and
// those from U+0080, with which escape sequences can begin) and invisible ones
// are written as \u escapes, which mean the same.
func WriteJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	var safe bytes.Buffer
	for _, r := range b.String() { // such characters stand in strings only
		if r == '\n' || !unicode.In(r, unicode.Cc, unicode.Cf) {
			safe.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&safe, `\u%04x`, unit)
		}
	}
	_, err := w.Write(safe.Bytes())
	return err
}

// writeCSV writes rows. Control characters are shown as U+FFFD, as on a page.
func writeCSV(w io.Writer, rows [][]string) error {
	c := csv.NewWriter(w)
	for _, row := range rows {
		for i := range row {
			row[i] = clean(row[i])
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// WriteCSV writes a line a vote of a member, with the names of the columns of
// the table votes first. A vote that nobody knows is an empty cell.
func (s *Shown) WriteCSV(w io.Writer) error {
	rows := [][]string{{"roll_call_id", "vote_group_id", "date", "body", "session", "resolution", "scope", "target", "line", "ms_code", "member_name", "member_printed", "vote", "vote_printed"}}
	for _, v := range s.Votes {
		for _, l := range v.List {
			rows = append(rows, []string{v.ID, v.VoteGroupID, optional(v.Date), string(v.Body), v.Session, v.Resolution, string(v.Scope), v.Target,
				strconv.Itoa(int(l.Line)), l.MSCode, l.Name, l.Label, cell(l.How()), l.Printed})
		}
	}
	return writeCSV(w, rows)
}

func optional(d *Day) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// cell is the value of the column vote.
func cell(c Choice) string {
	if c == Unknown {
		return ""
	}
	return c.String()
}

// WriteCSV writes a line a member that stands in one of the lists.
func (c *Compared) WriteCSV(w io.Writer) error {
	rows := [][]string{{"first_roll_call_id", "second_roll_call_id", "ms_code", "member_name", "first", "second", "absence"}}
	for _, p := range c.Pairs {
		for _, l := range p.Lines {
			rows = append(rows, []string{p.First.ID, p.Second.ID, l.MSCode, l.Name, cell(l.First), cell(l.Second), l.Absence})
		}
	}
	return writeCSV(w, rows)
}

// WriteCSV writes a line a year. The agreement of a year without votes is an
// empty cell.
func (a *Agreed) WriteCSV(w io.Writer) error {
	rows := [][]string{{"ms_code", "with_ms_code", "year", "agreement", "votes", "same", "half", "opposite", "non_voting", "vote_unknown", "one_not_listed"}}
	for _, y := range a.Years {
		index := ""
		if i, ok := y.Index(); ok {
			index = strconv.FormatFloat(i, 'f', -1, 64)
		}
		year := ""
		if y.Year != 0 {
			year = strconv.Itoa(y.Year)
		}
		row := []string{a.Member.MSCode, a.With.MSCode, year, index}
		for _, n := range []int{y.Votes, y.Same, y.Half, y.Opposite, y.NonVoting, y.Unknown, y.NotBoth} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	return writeCSV(w, rows)
}

// MarshalJSON adds the index, which is null without votes.
func (a Agreement) MarshalJSON() ([]byte, error) {
	type counts Agreement
	var index *float64
	if i, ok := a.Index(); ok {
		index = &i
	}
	return json.Marshal(struct {
		Agreement *float64 `json:"agreement"`
		counts
	}{index, counts(a)})
}

// MarshalJSON is the year with its agreement; the year of votes without a date
// is null.
func (y YearAgreement) MarshalJSON() ([]byte, error) {
	type counts Agreement
	var index *float64
	if i, ok := y.Index(); ok {
		index = &i
	}
	var year *int
	if y.Year != 0 {
		year = &y.Year
	}
	return json.Marshal(struct {
		Year      *int     `json:"year"`
		Agreement *float64 `json:"agreement"`
		counts
	}{year, index, counts(y.Agreement)})
}

// MarshalJSON says what was asked, how it was computed, and the figures.
func (a *Agreed) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Member        Member          `json:"member"`
		With          Member          `json:"with"`
		Body          string          `json:"body,omitempty"`
		From          *Day            `json:"from"`
		To            *Day            `json:"to"`
		Method        string          `json:"method"`
		PiecesCounted bool            `json:"pieces_counted"`
		Pieces        int             `json:"pieces"`
		Years         []YearAgreement `json:"years"`
		All           Agreement       `json:"all"`
		Notes         []string        `json:"notes,omitempty"`
	}{a.Member, a.With, string(a.Question.Body), a.Question.From, a.Question.To, AgreementMethod, a.Question.Pieces, a.Pieces, a.Years, a.All, a.Notes()})
}

// MarshalJSON is the two votes, the matrix and every member.
func (m Moves) MarshalJSON() ([]byte, error) {
	matrix := map[string]map[string]int{}
	for _, from := range Choices {
		matrix[from.String()] = map[string]int{}
		for _, to := range Choices {
			matrix[from.String()][to.String()] = len(m.Cell(from, to))
		}
	}
	return json.Marshal(struct {
		First  RollCall                  `json:"first"`
		Second RollCall                  `json:"second"`
		Matrix map[string]map[string]int `json:"matrix"` // first -> second -> members
		Moved  int                       `json:"moved"`
		Lines  []Line                    `json:"members"`
	}{m.First, m.Second, matrix, len(m.Moved()), m.Lines})
}
