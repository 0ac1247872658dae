package undl

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// A row of the library's files has some hundred bytes (3 kB in the wide one), a
// record 193 rows, and the larger file a million rows of 7,300 records.
const (
	maxCSVRow    = 1 << 20
	maxCSVRecord = 4 << 20
	maxCSVRows   = 4_000_000
)

// csvHead is how much of a file is looked at to find out how it is written.
const csvHead = 64 << 10

// ReadOfficialCSV reads one of the library's own files (General Assembly or
// Security Council, long or wide; columns in any order) as a stream, and calls
// each once a record, in order. The rows of a record must follow one another and
// agree in all that is not the member's; a row that is repeated exactly counts
// once; one that cannot be read makes errors of itself and of the records beside
// it, because one of them lacks a line.
//
// The error is that of each, that of r, or a [*source.Refusal] for a file that is
// none of the library's.
//
// As printed there: several drafts, reports, meetings, agenda titles or subjects
// are parted by "|". [marc.VoteLine.Code] is ms_vote, X for a member that did not
// vote. "120.0" is the total 120. The columns session and undl_link only repeat
// resolution and undl_id, and are left out; a column that is new goes to Other
// with its different values.
//
// Copies that went through spreadsheets and pandas are read: semicolons or tabs,
// UTF-16, Windows-1252, line ends of any kind, a column that numbers the rows,
// dates with a time of midnight.
func ReadOfficialCSV(r io.Reader, each marc.Each) error {
	br := bufio.NewReaderSize(r, csvHead)
	head, err := br.Peek(csvHead)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	tape := marc.NewTape(plainText(head, br), maxCSVRow)
	reader := newCSVReader(head, tape)
	names, err := readHeader(reader)
	var bad *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return source.Refuse(source.Cut, "an empty file")
	case errors.As(err, &bad):
		return source.Refuse(source.Layout, "the header: %v", err)
	case err != nil:
		return err
	}
	g := csvFile{each: each, seen: map[int64]bool{}, rows: map[uint64]bool{}, seed: maphash.MakeSeed()}
	if g.columns, err = newColumns(names); err != nil {
		return err
	}
	g.header = wholeLines(nil, tape.Cut(reader.InputOffset()))
	reader.ReuseRecord = true
	for {
		row, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF):
			return g.flush()
		case errors.As(err, &bad):
			tape.Cut(reader.InputOffset())
			err = g.unreadable("line %d: %v", bad.StartLine, bad.Err)
		case err == nil:
			line, _ := reader.FieldPos(0)
			err = g.add(row, line, tape.Cut(reader.InputOffset()))
		case g.first != nil:
			return fmt.Errorf("%w; it ended in the rows of record %d, which is left out", err, g.record.ID)
		}
		if err != nil {
			return err
		}
	}
}

// wholeLines appends text and ends its line; the last of a file may lack the end.
func wholeLines(to, text []byte) []byte {
	to = append(to, text...)
	if !bytes.HasSuffix(to, []byte("\n")) {
		to = append(to, '\n')
	}
	return to
}

// csvFile gathers the rows of one record after the other.
type csvFile struct {
	columns
	each   marc.Each
	header []byte
	seen   map[int64]bool  // the records so far
	rows   map[uint64]bool // the rows so far, hashed
	seed   maphash.Seed

	first  []string // row of the record; nil before the first record
	record marc.Record
	text   []byte
	fault  error  // the first thing that is wrong with the record
	beside string // why the row just before could not be read
}

// unreadable hands a bad row out. It may belong to the record before it or to the
// one behind it: both are doubtful.
func (g *csvFile) unreadable(format string, args ...any) error {
	g.beside = fmt.Sprintf(format, args...)
	g.doubt()
	return g.each(marc.Record{}, nil, source.Refuse(source.Layout, "%s", g.beside))
}

func (g *csvFile) doubt() {
	if g.beside != "" && g.fault == nil {
		g.fault = source.Refuse(source.Layout, "a row beside it could not be read: %s", g.beside)
	}
}

// add takes a row of the file.
func (g *csvFile) add(row []string, line int, text []byte) error {
	if len(row) != len(g.names) {
		return g.unreadable("line %d has %d columns, the header %d", line, len(row), len(g.names))
	}
	id, printed := g.record.ID, g.of(row, "undl_id")
	if g.first == nil || printed != g.of(g.first, "undl_id") {
		var ok bool
		if id, ok = RecordID("/record/" + strings.TrimSuffix(printed, ".0")); !ok {
			return g.unreadable("line %d has an id that is not a number: %q", line, printed)
		}
	}
	if len(g.rows) >= maxCSVRows {
		return source.Refuse(source.Oversize, "line %d: more than %d rows", line, maxCSVRows)
	}
	if g.isRepeated(row) {
		return nil
	}
	if id != g.record.ID {
		if err := g.flush(); err != nil {
			return err
		}
		g.begin(id, row, line)
	}
	g.beside = ""
	if g.fault == nil {
		g.fault = g.check(row, line)
	}
	if g.fault == nil {
		g.text = wholeLines(g.text, text)
		g.readRow(row)
	}
	return nil
}

// isRepeated reports whether the same row was read before, whatever number pandas
// gave it.
func (g *csvFile) isRepeated(row []string) bool {
	var h maphash.Hash
	h.SetSeed(g.seed)
	for i, s := range row {
		if g.kinds[i] != isIndex {
			_, _ = h.WriteString(s)
			_ = h.WriteByte(0)
		}
	}
	repeated := g.rows[h.Sum64()]
	g.rows[h.Sum64()] = true
	return repeated
}

var midnight = regexp.MustCompile(`^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00(:00(\.0+)?)?(Z|\+00:00)?$`)

// begin begins a record with its first row, which has all of it but the votes.
func (g *csvFile) begin(id int64, row []string, line int) {
	g.first, g.text, g.fault = slices.Clone(row), slices.Clone(g.header), nil
	g.doubt()
	if g.seen[id] {
		g.fault = source.Refuse(source.Layout, "line %d: its rows do not stand together: sort the file by undl_id", line)
	}
	g.seen[id] = true
	g.record = marc.Record{
		ID: id, Form: OfficialCSV, Wide: g.isWide,
		Title:            cmp.Or(g.of(row, "title"), g.of(row, "description")),
		Agenda:           g.list(row, "agenda_title", "agenda"),
		Resolution:       g.list(row, "resolution"),
		MeetingRecords:   g.list(row, "meeting"),
		Drafts:           g.list(row, "draft"),
		CommitteeReports: g.list(row, "committee_report"),
		Note:             g.of(row, "vote_note"),
		VoteDate:         midnight.ReplaceAllString(g.of(row, "date"), "$1"),
		Summary:          g.totals(row),
		Subjects:         g.list(row, "subjects"),
		Modality:         g.of(row, "modality"),
	}
	g.record.SplitNote()
}

// totals returns the five columns total_…; nil when all are empty. One that is not
// a number stays in Printed.
func (g *csvFile) totals(row []string) *marc.Summary {
	s := &marc.Summary{}
	columns := [...]string{"total_yes", "total_no", "total_abstentions", "total_non_voting", "total_ms"}
	for i, total := range s.Totals() {
		printed := g.of(row, columns[i])
		*total = marc.Digits(strings.TrimSuffix(strings.TrimSuffix(printed, ".0"), ",0"))
		if *total == "" && printed != "" {
			s.Printed = strings.TrimSpace(s.Printed + " " + columns[i] + " " + printed)
		}
	}
	if *s == (marc.Summary{}) {
		return nil
	}
	return s
}

// check refuses a row that does not fit the first one of its record.
func (g *csvFile) check(row []string, line int) error {
	isFirst := len(g.record.Votes) == 0
	for i, s := range row {
		kind := g.kinds[i]
		switch {
		case kind == ofRecord && s != g.first[i]:
			return source.Refuse(source.Layout, "line %d has the %s %q, the record's first row %q", line, g.names[i], s, g.first[i])
		case (kind != ofRecord || isFirst) && (!utf8.ValidString(s) || strings.Contains(s, "\uFFFD") || strings.Contains(s, "\x00")):
			return source.Refuse(source.NotUTF8, "line %d, column %s: %q", line, g.names[i], s)
		case kind == isIndex && strings.Trim(s, "0123456789. ") != "":
			return source.Refuse(source.Layout, "line %d has %q in a column without a name", line, s)
		}
	}
	switch {
	case !g.isWide && g.of(row, "ms_name") == "":
		return source.Refuse(source.Layout, "line %d has no ms_name, ms_code %q", line, g.of(row, "ms_code"))
	case g.isWide && !isFirst:
		return source.Refuse(source.Layout, "line %d: a second row, which differs from the first", line)
	case len(g.record.Votes) >= marc.MaxEntries:
		return source.Refuse(source.Oversize, "line %d: more than %d members", line, marc.MaxEntries)
	case len(g.text) > maxCSVRecord:
		return source.Refuse(source.Oversize, "line %d: its rows have more than %d bytes", line, maxCSVRecord)
	}
	return nil
}

// readRow takes the votes of a row, and each value of a new column once.
func (g *csvFile) readRow(row []string) {
	if !g.isWide {
		g.addVote(marc.VoteLine{Code: g.of(row, "ms_vote"), Label: g.of(row, "ms_name"), MemberCode: g.of(row, "ms_code"), Role: g.of(row, "permanent_member")})
	}
	for i, kind := range g.kinds {
		name, text := g.names[i], strings.TrimSpace(row[i])
		switch {
		case text == "": // not a member that day
		case kind == memberVote && len(text) <= 2:
			g.addVote(marc.VoteLine{Code: text, Label: name})
		case kind == memberVote, kind == isNew:
			if !slices.ContainsFunc(g.record.Other, func(r marc.Row) bool { return r.Label == name && slices.Contains(r.Values, text) }) {
				g.record.AddOther(name, text)
			}
		}
	}
}

func (g *csvFile) addVote(v marc.VoteLine) {
	v.Printed = strings.TrimSpace(v.Code + " " + v.Label)
	g.record.Votes = append(g.record.Votes, v)
}

// flush hands the record out, if there is one.
func (g *csvFile) flush() error {
	switch {
	case g.first == nil:
		return nil
	case g.fault != nil:
		return g.each(marc.Record{}, nil, named(g.record.ID, g.fault))
	}
	return g.each(g.record, g.text, nil)
}
