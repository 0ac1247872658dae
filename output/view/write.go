package view

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"unicode"
	"unicode/utf16"

	"unvotes/output"
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

func writeCSV(w io.Writer, rows [][]string) error { return writeEach(w, slices.Values(rows)) }

// writeEach writes rows as CSV. Control characters are shown as U+FFFD, as on a
// page; a text that a spreadsheet would run begins with an apostrophe.
func writeEach(w io.Writer, rows iter.Seq[[]string]) error {
	c := csv.NewWriter(w)
	for row := range rows {
		for i := range row {
			row[i] = output.CSVText(clean(row[i]))
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func optional(d *Day) string {
	if d == nil {
		return ""
	}
	return d.String()
}

// cell returns the value of the column vote.
func cell(c Choice) string {
	if c == Unknown {
		return ""
	}
	return c.String()
}
