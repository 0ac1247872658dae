package undl

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"unvotes/scraper/source"
)

// columnKind is what a column of a CSV file holds.
type columnKind int

const (
	isNew      columnKind = iota // not known
	ofRecord                     // the same in all rows of a record
	ofMember                     // what one row says of its member
	memberVote                   // the vote of the member that the column is named after
	isIndex                      // a number of the row, as pandas writes it
)

// csvColumns are the columns of the official files. The Council's have no session
// and no committee_report, the Assembly's no permanent_member and no modality,
// and those before July 2025 no vote_note.
var csvColumns = map[string]columnKind{
	"undl_id": ofRecord, "ms_code": ofMember, "ms_name": ofMember, "permanent_member": ofMember, "ms_vote": ofMember,
	"date": ofRecord, "session": ofRecord, "resolution": ofRecord, "draft": ofRecord, "committee_report": ofRecord,
	"meeting": ofRecord, "title": ofRecord, "description": ofRecord, "agenda_title": ofRecord, "agenda": ofRecord,
	"subjects": ofRecord, "vote_note": ofRecord, "modality": ofRecord, "total_yes": ofRecord, "total_no": ofRecord,
	"total_abstentions": ofRecord, "total_non_voting": ofRecord, "total_ms": ofRecord, "undl_link": ofRecord,
}

var indexName = regexp.MustCompile(`^(|index|level_0|Unnamed: [0-9._a-z]+)$`)

// columns are the columns of one file.
type columns struct {
	names  []string
	kinds  []columnKind
	place  map[string]int
	isWide bool // one row a record, and one column a member
}

// newColumns reads a header. The wide file has no columns for a row's member, and
// each column that is new there is a member's.
func newColumns(head []string) (columns, error) {
	c := columns{place: map[string]int{}}
	for i, name := range head {
		name = columnName(name)
		kind := csvColumns[name]
		if indexName.MatchString(name) {
			kind = isIndex
		} else if c.has(name) {
			return c, source.Refuse(source.Layout, "the header has the column %q twice", name)
		}
		c.place[name] = i
		c.names, c.kinds = append(c.names, name), append(c.kinds, kind)
	}
	needed := []string{"undl_id", "date", "resolution"}
	if c.isWide = !c.has("ms_code") && !c.has("ms_name") && c.has("total_yes"); !c.isWide {
		needed = append(needed, "ms_code", "ms_name", "ms_vote")
	}
	for _, name := range needed {
		if !c.has(name) {
			return c, source.Refuse(source.Layout, "not one of the library's voting files: no column %q in its header", name)
		}
	}
	for i, kind := range c.kinds {
		if c.isWide && kind == isNew {
			c.kinds[i] = memberVote
		}
	}
	return c, nil
}

func (c columns) has(name string) bool {
	_, ok := c.place[name]
	return ok
}

// of returns the text in a column of a row, "" when the file has no such column.
func (c columns) of(row []string, name string) string {
	if i, ok := c.place[name]; ok {
		return strings.TrimSpace(row[i])
	}
	return ""
}

// list returns the values of columns that part several by "|".
func (c columns) list(row []string, names ...string) (out []string) {
	for _, name := range names {
		for s := range strings.SplitSeq(c.of(row, name), "|") {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// IsOfficialCSV reports whether a file that begins with head has columns of the
// library's files: one that is theirs alone, and three others.
func IsOfficialCSV(head []byte) bool {
	names, err := readHeader(newCSVReader(head, plainText(head, bytes.NewReader(head))))
	known, own := 0, false
	for _, name := range names {
		name = columnName(name)
		if csvColumns[name] != isNew {
			known++
		}
		own = own || name == "undl_id" || name == "undl_link" || strings.HasPrefix(name, "ms_") || name == "total_ms"
	}
	return err == nil && own && known >= 4
}

// columnName returns a name in a header as the library writes it.
func columnName(printed string) string {
	name := strings.TrimSpace(printed)
	if lower := strings.ToLower(name); csvColumns[lower] != isNew {
		return lower
	}
	return name
}

// newCSVReader returns a reader of CSV that is parted by commas, semicolons or
// tabs, whichever its first line has most of. Head is what in begins with.
func newCSVReader(head []byte, in io.Reader) *csv.Reader {
	line, _ := bufio.NewReader(plainText(head, bytes.NewReader(head))).ReadString('\n') // the end may come first
	r := csv.NewReader(in)
	r.Comma = slices.MaxFunc([]rune(",;\t"), func(a, b rune) int {
		return cmp.Compare(strings.Count(line, string(a)), strings.Count(line, string(b)))
	})
	r.FieldsPerRecord = -1 // counted by hand, to go on behind a bad row
	return r
}

// readHeader reads the names of the columns, behind the line "sep=;" that
// spreadsheets understand.
func readHeader(r *csv.Reader) ([]string, error) {
	names, err := r.Read()
	if err == nil && strings.HasPrefix(names[0], "sep=") {
		return r.Read()
	}
	return names, err
}

// plainText returns what in holds as UTF-8 without a byte order mark, its lines
// ended by line feeds. Head is what in begins with: it shows UTF-16, Windows-1252
// as spreadsheet programs write it, and the carriage returns of old ones.
func plainText(head []byte, in io.Reader) io.Reader {
	var decoder transform.Transformer = transform.Nop
	switch {
	case len(head) > 1 && head[0] != 0 && head[1] == 0:
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	case len(head) > 1 && head[0] == 0 && head[1] != 0:
		decoder = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
	case isSingleByte(head):
		decoder = charmap.Windows1252.NewDecoder()
	}
	in = transform.NewReader(in, unicode.BOMOverride(decoder)) // a mark says it better
	if bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0 {
		in = carriageReturns{in}
	}
	return in
}

// isSingleByte reports whether head has letters beyond ASCII and none of them is
// UTF-8. A rune that the end of head cuts is no evidence.
func isSingleByte(head []byte) bool {
	if utf8.Valid(head) {
		return false
	}
	invalid := false
	for utf8.FullRune(head) {
		r, n := utf8.DecodeRune(head)
		if n > 1 {
			return false
		}
		invalid = invalid || r == utf8.RuneError
		head = head[n:]
	}
	return invalid
}

// carriageReturns turns each carriage return into a line feed.
type carriageReturns struct{ io.Reader }

func (c carriageReturns) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
