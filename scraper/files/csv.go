package files

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// readCSV reads one of the library's own files. Its rows are cut into records;
// each is read by the parser, and kept as a small file with the same header.
func readCSV(f *File, in io.Reader, keep keeper) error {
	t := &tape{r: in, limit: maxRow}
	rows := csv.NewReader(t)
	rows.FieldsPerRecord = -1 // a row of another length is no end of the file
	rows.ReuseRecord = true
	header, err := rows.Read()
	if err != nil {
		return &brokenError{err}
	}
	p := csvRecord{keep: keep, file: f, columns: len(header), idAt: slices.Index(header, "undl_id"), seen: map[int64]bool{}}
	p.header = appendLine(nil, t.cut(rows.InputOffset()))
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return p.end()
		}
		var bad *csv.ParseError
		if err != nil && !errors.As(err, &bad) {
			return p.breakOff(err)
		}
		line := 0
		if bad != nil {
			line, err = bad.StartLine, bad.Err
		} else {
			line, _ = rows.FieldPos(0)
		}
		if err := p.row(row, err, line, t.cut(rows.InputOffset())); err != nil {
			return err
		}
	}
}

// appendLine appends text and ends the line; the last of a file may lack its end.
func appendLine(to, text []byte) []byte {
	to = append(to, text...)
	if !bytes.HasSuffix(to, []byte("\n")) {
		to = append(to, '\n')
	}
	return to
}

// csvRecord gathers the rows of one record.
type csvRecord struct {
	keep    keeper
	file    *File
	header  []byte
	columns int
	idAt    int            // the place of undl_id
	id      int64          // of the record; 0 between records
	line    int            // of its first row
	text    []byte         // its rows
	isLong  bool           // there were more than fit in text
	gap     []byte         // the unreadable row just before, if there was one
	seen    map[int64]bool // the records before
}

// maxRecords is twenty times what the library has.
const maxRecords = 200_000

// row takes a row; fault is what the CSV reader has against it.
func (p *csvRecord) row(row []string, fault error, line int, text []byte) error {
	if fault == nil && len(row) != p.columns {
		fault = fmt.Errorf("%d columns, the header has %d", len(row), p.columns)
	}
	if fault != nil {
		p.unreadable(line, fault, text)
		return nil
	}
	id, ok := undl.RecordID("/record/" + strings.TrimSpace(row[p.idAt]))
	if !ok {
		p.unreadable(line, fmt.Errorf("undl_id %q is not the number of a record", row[p.idAt]), text)
		return nil
	}
	if id != p.id {
		if err := p.end(); err != nil {
			return err
		}
		if len(p.seen) >= maxRecords {
			return p.breakOff(fmt.Errorf("line %d: more than %d records", line, maxRecords))
		}
		p.id, p.line, p.isLong = id, line, false
		p.text = append(p.text[:0], p.gap...)
	}
	p.gap = nil
	p.add(text)
	return nil
}

func (p *csvRecord) add(text []byte) {
	if len(p.text)+len(text) > maxPart {
		p.isLong = true
		return
	}
	p.text = appendLine(p.text, text)
}

// unreadable takes a row that may belong to the record before it or to the one
// behind it. It is put into both, and the parser refuses both.
func (p *csvRecord) unreadable(line int, fault error, text []byte) {
	p.file.fail("line %d: %v", line, fault)
	if p.id != 0 {
		p.add(text)
	}
	p.gap = appendLine(nil, text)
}

// breakOff ends the file before its end. The record that was being read is not
// known to be whole.
func (p *csvRecord) breakOff(err error) error {
	if p.id != 0 {
		err = fmt.Errorf("%w; it ended in the rows of record %d, which is not kept from this file", err, p.id)
	}
	return &brokenError{err}
}

// end reads and keeps the record whose rows were gathered.
func (p *csvRecord) end() error {
	id := p.id
	if p.id = 0; id == 0 {
		return nil
	}
	if p.isLong {
		p.file.fail("record %d, line %d: its rows have more than %d bytes", id, p.line, maxPart)
		return nil
	}
	if p.seen[id] {
		p.file.fail("record %d, line %d: its rows do not stand together, so it is not whole in the archive", id, p.line)
		return nil
	}
	p.seen[id] = true
	body := slices.Concat(p.header, p.text)
	err := undl.ParseOfficialCSV(bytes.NewReader(body), func(rec undl.Record, err error) error {
		var refused *source.Refusal
		switch {
		case err == nil:
			return p.keep(rec, body)
		case errors.As(err, &refused) && refused.Key == "": // an unreadable row, which was reported
		default:
			p.file.fail("rows from line %d on: %v", p.line, err)
		}
		return nil
	})
	var refused *source.Refusal
	if errors.As(err, &refused) { // of the header
		return &brokenError{err}
	}
	return err
}
