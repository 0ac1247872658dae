package output

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// CacheDir is where a data directory keeps what can be made again: the compiled
// code of the reader of PDFs.
func CacheDir(dataDir string) string { return filepath.Join(dataDir, "cache") }

// MeetingReader reads the bodies of verbatim records. It starts the reader of
// PDFs, which takes seconds, when the first body comes; close it when done.
type MeetingReader struct {
	normalizer *normalize.Normalizer
	cacheDir   string
	reader     *pv.Reader
	// Compiling is called before the reader of PDFs is compiled, at its first start
	// in a data directory; it may be nil.
	Compiling func()
}

// NewMeetingReader makes a reader that keeps compiled code in cacheDir; "" is
// nowhere.
func NewMeetingReader(n *normalize.Normalizer, cacheDir string) *MeetingReader {
	return &MeetingReader{normalizer: n, cacheDir: cacheDir}
}

// Close ends the reader of PDFs, if it was started.
func (r *MeetingReader) Close() error {
	if r.reader == nil {
		return nil
	}
	return r.reader.Close()
}

// Version names what this program reads from a body: the parser's version and
// the table of members. What another version read is not used.
func (r *MeetingReader) Version() string {
	return "pv-" + pv.Version + "-" + r.normalizer.Directory().Version()
}

// outcome is what the archive keeps of a reading: the record or, of a body that
// is refused, the reason and as much as was read.
type outcome struct {
	Record  pv.Record
	Refused *pv.Error `json:",omitempty"`
}

// Read reads a body: what it says, in the form that the archive keeps, and the
// canonical symbol of its meeting. A body that is no readable record is an
// [*pv.Error]; of one whose layout is not known, what can be kept comes with no
// error, if its symbol is known.
func (r *MeetingReader) Read(ctx context.Context, body []byte) (symbol string, reading []byte, err error) {
	out, err := r.read(ctx, body)
	if err != nil && (out.Refused == nil || out.Record.Meeting.Symbol == "") { // a layout that is not known may name its meeting
		return "", nil, err
	}
	if symbol, err = normalize.MeetingSymbol(out.Record.Meeting); err != nil {
		return "", nil, &pv.Error{Kind: pv.LayoutUnknown, Detail: err.Error()}
	}
	reading, err = json.Marshal(out)
	return symbol, reading, err
}

func (r *MeetingReader) read(ctx context.Context, body []byte) (out outcome, err error) {
	if r.reader == nil {
		if _, err := os.Stat(r.cacheDir); err != nil && r.Compiling != nil {
			r.Compiling()
		}
		if r.reader, err = pv.NewReader(ctx, r.cacheDir); err != nil {
			return out, fmt.Errorf("start the reader of PDFs: %w", err)
		}
	}
	out.Record, err = r.reader.Read(ctx, body, r.normalizer.Directory().Names)
	errors.As(err, &out.Refused)
	return out, err
}

// reading is Read for a body that is archived, whatever it is: a refusal
// is kept too, so that the body is not read again by every build. A body
// beyond the limits is an error still, for that can depend on the machine.
func (r *MeetingReader) reading(ctx context.Context, body []byte) ([]byte, error) {
	out, err := r.read(ctx, body)
	if err != nil && (out.Refused == nil || errors.Is(err, pv.TooMuch)) {
		return nil, err
	}
	return json.Marshal(out)
}

// verbatims reads the verbatim records of the archive. What was read before by
// this version is not read again.
func (b *builder) verbatims(ctx context.Context, a *archive.Archive, cacheDir string) (err error) {
	r := NewMeetingReader(b.normalizer, cacheDir)
	defer func() { err = errors.Join(err, r.Close()) }() //nolint:contextcheck // closing takes no context
	return a.Readings(ctx, pv.SourceName, pv.Form, r.Version(), func(d archive.Document) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		read, err := r.cached(ctx, a, &d)
		if err == nil && read.isDamaged() {
			read, err = b.sound(ctx, a, r, &d, read)
		}
		if err != nil {
			return err
		}
		b.meeting(d, read)
		return nil
	})
}

// cached reads a document, and keeps what was read of it.
func (r *MeetingReader) cached(ctx context.Context, a *archive.Archive, d *archive.Document) (read outcome, err error) {
	if d.Reading == nil {
		reading, err := r.reading(ctx, d.Body)
		if errors.As(err, &read.Refused) {
			return read, nil
		}
		if err != nil {
			return read, err
		}
		d.Reader, d.Reading = r.Version(), reading
		if err := a.KeepReading(ctx, *d); err != nil {
			return read, err
		}
	}
	if err := json.Unmarshal(d.Reading, &read); err != nil {
		return read, fmt.Errorf("what was read of %s: %w", d.Key, err)
	}
	return read, nil
}

// isDamaged reports whether another copy of the document is better than this one.
func (o outcome) isDamaged() bool {
	return o.Refused != nil || slices.ContainsFunc(o.Record.Problems, func(p pv.Problem) bool { return p.Code == pv.Damaged })
}

// sound returns the newest version of a damaged document that is not damaged, and an
// issue; if there is none, the damaged one.
func (b *builder) sound(ctx context.Context, a *archive.Archive, r *MeetingReader, d *archive.Document, read outcome) (outcome, error) {
	versions, err := a.Versions(ctx, pv.SourceName, d.Key)
	if err != nil {
		return read, err
	}
	for _, v := range slices.Backward(versions) {
		if v.ContentSHA256 == d.ContentSHA256 {
			continue
		}
		other, err := r.cached(ctx, a, &v)
		if err != nil {
			return read, err
		}
		if !other.isDamaged() {
			b.issues = append(b.issues, normalize.NewIssue("", d.Key+", "+d.Form, "source_lost",
				fmt.Sprintf("the newest copy is damaged; the one of %s is read", v.RetrievedAt.Format(time.DateOnly))))
			*d = v
			return other, nil
		}
	}
	return read, nil
}

// meeting types what was read of a verbatim record.
func (b *builder) meeting(d archive.Document, read outcome) {
	if read.Refused != nil {
		b.unreadable(d, read.Refused)
		return
	}
	m, err := b.normalizer.Verbatim(read.Record)
	if err == nil && m.Symbol != d.Key {
		err = fmt.Errorf("the record in it is that of %s", m.Symbol)
	}
	if err != nil {
		b.unreadable(d, err)
		return
	}
	b.documents++
	b.verbatim, b.from = append(b.verbatim, &m), append(b.from, d)
}

// unreadable names a meeting record that gave nothing.
func (b *builder) unreadable(d archive.Document, err error) {
	code := "record_unreadable"
	for _, kind := range []pv.Kind{pv.LayoutUnknown, pv.DamagedPDF} {
		if errors.Is(err, kind) {
			code = string(kind)
			b.documents++ // it was read, as far as it goes
		}
	}
	b.issues = append(b.issues, normalize.NewIssue("", d.Key+", "+d.Form, code, err.Error()))
}

// NamedMeetings returns the verbatim records, by symbol and day of the latest vote,
// that the library's votes of a plan name, and its list of vetoes: those of its
// years, or of its keys. A vote without a date is in a plan that spans all years.
func NamedMeetings(ctx context.Context, a *archive.Archive, n *normalize.Normalizer, p source.Plan, now time.Time) ([]source.Item, error) {
	b := builder{normalizer: n}
	if err := errors.Join(b.records(ctx, a), b.vetoList(ctx, a)); err != nil {
		return nil, fmt.Errorf("read which meeting records are named: %w", err)
	}
	vetoes, _ := n.Vetoes(b.vetoes, nil, nil)
	return named(b.rollCalls, b.adoptions, vetoes, p, now), nil
}

func named(calls []normalize.RollCall, adoptions []normalize.Adoption, vetoes []normalize.Veto, p source.Plan, now time.Time) []source.Item {
	days := map[string]string{}
	add := func(id string, date *normalize.Date, printed string) {
		symbol, ok := VerbatimSymbol(printed)
		if !ok || !inPlan(p, id, date, now) {
			return
		}
		day := ""
		if date != nil {
			day = date.String()
		}
		days[symbol] = max(days[symbol], day)
	}
	for _, c := range calls {
		for _, printed := range c.MeetingRecords {
			add(c.ID, c.Date, printed)
		}
	}
	for _, a := range adoptions {
		add(a.ID, a.Date, a.Meeting)
	}
	for _, v := range vetoes {
		for _, printed := range v.MeetingRecords {
			add("", v.Date, printed)
		}
	}
	var items []source.Item
	for _, symbol := range slices.Sorted(maps.Keys(days)) {
		items = append(items, source.Item{Key: symbol, Dated: days[symbol]})
	}
	return items
}

// inPlan reports whether a vote is one of the plan's.
func inPlan(p source.Plan, id string, date *normalize.Date, now time.Time) bool {
	if p.Keys != nil {
		_, key, _ := strings.Cut(id, "-") // of the library or its catalogue, whose keys these are
		return slices.Contains(p.Keys, key)
	}
	if date == nil {
		return p.From <= undl.FirstYear && p.To >= now.Year()
	}
	return p.From <= date.Year() && date.Year() <= p.To
}

// VerbatimSymbol returns the symbol that a verbatim record is asked for by. A
// letter of the Council's President is none, a corrigendum is a document of its
// own: in "A/PV.1384 and Corr.1" the record is A/PV.1384.
func VerbatimSymbol(printed string) (symbol string, ok bool) {
	s, _, err := normalize.ParseMeeting(printed, "")
	if err != nil || s.Kind != normalize.Meeting || strings.Contains(s.Base(), "/Corr.") {
		return "", false
	}
	return s.Base(), true
}

// link joins the meetings to the library's rows; what the library does not have
// becomes rows of its own.
func (b *builder) link() {
	calls := make([]*normalize.RollCall, len(b.rollCalls))
	for i := range b.rollCalls {
		calls[i] = &b.rollCalls[i]
	}
	adoptions := make([]*normalize.Adoption, len(b.adoptions))
	for i := range b.adoptions {
		adoptions[i] = &b.adoptions[i]
	}
	normalize.Link(calls, adoptions, b.verbatim)
	for i, m := range b.verbatim {
		for _, c := range m.RollCalls {
			c.RetrievedAt, c.ContentSHA256 = b.from[i].RetrievedAt, b.from[i].ContentSHA256
			b.rollCalls = append(b.rollCalls, c)
		}
		for _, a := range m.Adoptions {
			b.issues = append(b.issues, a.Issues...)
		}
		b.adoptions = append(b.adoptions, m.Adoptions...)
		b.statements = append(b.statements, m.Statements...)
		b.issues = append(b.issues, m.Issues...)
	}
}
