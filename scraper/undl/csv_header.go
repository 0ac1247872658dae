package undl

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
	"regexp"
	"strings"
	"unvotes/scraper/source"
)

// columnKind is what a column of a CSV file holds.
type columnKind int

const (
	ofRecord   columnKind = iota // the same in all rows of a record
	ofMember                     // what one row says of its member
	memberVote                   // the vote of the member that the column is named after
	isIndex                      // a number of the row, as pandas writes it
	isNew
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
		kind, known := csvColumns[name]
		if !known {
			kind = isNew
		}
		if indexName.MatchString(name) {
			kind = isIndex
		} else if _, twice := c.place[name]; twice {
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
		if _, ok := csvColumns[name]; ok {
			known++
		}
		own = own || name == "undl_id" || name == "undl_link" || strings.HasPrefix(name, "ms_") || name == "total_ms"
	}
	return err == nil && own && known >= 4
}

// columnName returns a name in a header as the library writes it.
func columnName(printed string) string {
	name := strings.TrimSpace(printed)
	lower := strings.ToLower(name)
	if _, known := csvColumns[lower]; known {
		return lower
	}
	return name
}

// newCSVReader returns a reader of CSV that is parted by commas, semicolons or
// tabs, whichever its first line has most of. Head is what in begins with.
func newCSVReader(head []byte, in io.Reader) *csv.Reader {
	line, _ := bufio.NewReader(plainText(head, bytes.NewReader(head))).ReadBytes('\n')
	r := csv.NewReader(in)
	for _, c := range []string{";", "\t"} {
		if bytes.Count(line, []byte(c)) > bytes.Count(line, []byte(string(r.Comma))) {
			r.Comma = rune(c[0])
		}
	}
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
