package pv

import (
	"bytes"
	"context"
	"strings"
)

// Reader reads verbatim records. It holds pdfium, compiled to run in a sandbox,
// and reads one document at a time. Close it when done.
type Reader struct{ engine *engine }

// NewReader starts pdfium. That takes some three seconds, or a tenth of one when
// cacheDir has what an earlier start compiled; "" is no cache. The directory is
// made when it is not there.
func NewReader(ctx context.Context, cacheDir string) (*Reader, error) {
	e, err := newEngine(ctx, cacheDir)
	if err != nil {
		return nil, err
	}
	return &Reader{engine: e}, nil
}

// Close ends pdfium.
func (r *Reader) Close() error { return r.engine.close() }

// Read reads one record. The dictionary is asked for the members of its day
// ("1993-11-01"); nil knows no name. A body that is no readable record is an
// [*Error]; the record is then empty, but for the meeting of a [LayoutUnknown] one
// whose first page tells it. A record without votes is no error.
func (r *Reader) Read(ctx context.Context, body []byte, dictionary func(day string) Names) (Record, error) {
	if err := checkBody(body); err != nil {
		return Record{}, err
	}
	sheets, err := r.engine.sheets(ctx, body)
	if err != nil {
		return Record{}, err
	}
	f, err := readFlow(sheets)
	if err != nil {
		meeting, _ := readMeeting(f.headText()) // err says enough
		return Record{Meeting: meeting}, err
	}
	return readRecord(f, dictionary)
}

// readRecord reads the text of a record.
func readRecord(f flow, dictionary func(day string) Names) (Record, error) {
	meeting, err := readMeeting(f.headText())
	if err != nil {
		return Record{Meeting: meeting}, err
	}
	rec := Record{Meeting: meeting, OCR: f.ocr}
	var names Names
	if dictionary != nil {
		names = dictionary(meeting.Date)
	}
	w := &walk{rec: &rec, names: newMemo(names), ps: f.paragraphs}
	w.read()
	return rec, nil
}

// headText is where symbol and date stand: the first page, and of a scan the
// second, whose cover says little.
func (f flow) headText() string {
	var b strings.Builder
	for _, l := range f.head {
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// checkBody tells by its first and last bytes whether a body is a whole PDF.
func checkBody(body []byte) error {
	switch {
	case len(body) > MaxBytes:
		return refuse(TooMuch, "%d bytes, more than %d", len(body), MaxBytes)
	case !bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")):
		return refuse(NotPDF, "begins with %q", body[:min(len(body), 40)])
	case !bytes.Contains(body[max(0, len(body)-2048):], []byte("%%EOF")):
		return refuse(Truncated, "%d bytes without %%%%EOF at the end", len(body))
	}
	return checkUnpacked(body)
}
