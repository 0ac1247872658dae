package output

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"unvotes/normalize"
)

// ExportCSV writes every table of the snapshot in dir as a CSV file into out,
// which is made if it is not there, and returns the files' paths. The first line
// has the names of the columns. A null is an empty cell; a date is 2023-12-07, a
// time 2024-03-14T22:08:35Z, a list a JSON array, a bool true or false.
func ExportCSV(ctx context.Context, dir, out string) (paths []string, err error) {
	for _, t := range tables {
		path := filepath.Join(out, t.describe().Name+".csv")
		if err := WriteAside(path, func(w io.Writer) error { return t.csv(ctx, dir, w) }); err != nil {
			return paths, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// WriteAside writes a file so that a reader never sees half of it. It makes the
// file's directory if need be and replaces a file of that name.
func WriteAside(path string, write func(io.Writer) error) (err error) {
	cannot := func(err error) error {
		if at := new(fs.PathError); errors.As(err, &at) { // of a name that the user did not choose
			err = at.Err
		}
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	dir, name := filepath.Split(path)
	if err := os.MkdirAll(filepath.Clean(dir), 0o755); err != nil {
		return cannot(err)
	}
	f, err := os.Create(filepath.Join(dir, tmpPrefix+name)) // one name: the next export replaces what a killed one left
	if err != nil {
		return cannot(err)
	}
	if err := errors.Join(write(f), f.Chmod(0o644), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), path)
}

func (t table[T]) csv(ctx context.Context, dir string, out io.Writer) error {
	w := csv.NewWriter(out)
	cells := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = c.Name
	}
	if err := w.Write(cells); err != nil {
		return err
	}
	err := readEach(ctx, filepath.Join(dir, t.File()), ours, func(row *T) error {
		fields := reflect.ValueOf(row).Elem()
		for i, c := range t.Columns {
			cells[i] = csvCell(c, fields.Field(i))
		}
		return w.Write(cells)
	})
	w.Flush()
	return errors.Join(err, w.Error())
}

func csvCell(c Column, v reflect.Value) string {
	if isNull(c, v) {
		return ""
	}
	switch x := reflect.Indirect(v).Interface().(type) {
	case bool:
		return strconv.FormatBool(x)
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano)
	case []string:
		b, err := json.Marshal(append([]string{}, x...))
		if err != nil { // texts always marshal
			panic(err)
		}
		return string(b)
	default:
		return CSVText(fmt.Sprint(x)) // texts, numbers, and days as 2023-12-07
	}
}

// CSVText returns a text as a cell that a spreadsheet shows and does not run: one
// that begins like a formula gets an apostrophe before it, unless it is a number.
// Control characters but line feeds, and bytes that are not UTF-8, become escapes
// like \x1b.
func CSVText(s string) string {
	if s == "" {
		return s
	}
	if strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		if _, err := strconv.ParseFloat(s, 64); err != nil {
			s = "'" + s
		}
	}
	return EscapeControl(s)
}

// EscapeControl returns s with control characters but line feeds, and bytes that
// are not UTF-8, as escapes like \x1b.
func EscapeControl(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || r != '\n' && unicode.IsControl(r) }) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 || r != '\n' && unicode.IsControl(r) {
			for _, c := range []byte(s[:n]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// VoetenFile is the name of the file that ExportVoeten writes.
const VoetenFile = "voeten.csv"

// VoetenFacts are what ExportVoeten wrote and what it left out.
type VoetenFacts struct {
	RollCalls, Rows int // written
	NotAMember      int // of the rows: states that were no members that day
	Council         int // roll calls of other bodies, left out: the Voeten data are of the Assembly
	Repeated        int // roll calls left out: another record of a vote that is written
	NoList          int // roll calls left out: no votes are known
	NoVote          int // lines left out: the member's vote is not known
	NoCode          int // rows with an empty ccode: the member is not known
	NoSession       int // roll calls with an empty session: of a special one, and undated
}

// ExportVoeten writes the votes of the Assembly in the snapshot in dir as the
// file voeten.csv of out, in the shape that scripts for Voeten's data expect:
//
//	rcid ccode vote session date unres amend para roll_call_id
//
// vote is 1 yes, 2 abstain, 3 no, 8 absent (any blank in a list), 9 not a member.
// ccode is that of the state which had the seat on the day. rcid is the library's
// number of the record; roll_call_id, the last column, leads back to the tables.
// docs/cite.md says what the shape cannot hold.
func ExportVoeten(ctx context.Context, dir, out string) (VoetenFacts, error) {
	v := voeten{lists: make(map[string][]*lineRow), periods: make(map[string][]*normalize.Period)}
	err := errors.Join(
		readEach(ctx, filepath.Join(dir, periodsTable.File()), ours, v.period),
		readEach(ctx, filepath.Join(dir, rollCallsTable.File()), ours, v.rollCall),
		readEach(ctx, filepath.Join(dir, votesTable.File()), ours, v.vote),
	)
	if err != nil {
		return VoetenFacts{}, err
	}
	err = WriteAside(filepath.Join(out, VoetenFile), v.write)
	return v.facts, err
}

type voeten struct {
	facts   VoetenFacts
	calls   []*normalize.RollCall
	lists   map[string][]*lineRow          // of the calls that are written
	periods map[string][]*normalize.Period // by ms_code, in order
}

func (v *voeten) period(p *normalize.Period) error {
	v.periods[p.MSCode] = append(v.periods[p.MSCode], p)
	return nil
}

func (v *voeten) rollCall(c *normalize.RollCall) error {
	switch {
	case c.Body != normalize.GA:
		v.facts.Council++
	case c.VoteGroupID != c.ID:
		v.facts.Repeated++
	case !c.HasVotes():
		v.facts.NoList++
	default:
		v.calls, v.lists[c.ID] = append(v.calls, c), []*lineRow{}
	}
	return nil
}

func (v *voeten) vote(r *lineRow) error {
	if list, ok := v.lists[r.RollCallID]; ok {
		v.lists[r.RollCallID] = append(list, r)
	}
	return nil
}

func (v *voeten) write(out io.Writer) error {
	w := csv.NewWriter(out)
	err := w.Write([]string{"rcid", "ccode", "vote", "session", "date", "unres", "amend", "para", "roll_call_id"})
	for _, call := range v.calls {
		err = errors.Join(err, v.writeCall(w, call))
	}
	w.Flush()
	return errors.Join(err, w.Error())
}

// voetenVotes are the numbers of the codebook.
var voetenVotes = map[normalize.Choice]string{normalize.Yes: "1", normalize.Abstain: "2", normalize.No: "3", normalize.NonVoting: "8"}

const notAMember = "9"

func (v *voeten) writeCall(w *csv.Writer, c *normalize.RollCall) error {
	v.facts.RollCalls++
	session := voetenSession(c)
	if session == "" {
		v.facts.NoSession++
	}
	row := []string{strconv.FormatInt(rcid(c), 10), "", "", session, dayText(c.Date), c.Resolution,
		hasScope(c.Scope, normalize.Amendment), hasScope(c.Scope, normalize.Paragraph), c.ID}
	listed := make(map[string]bool)
	for _, line := range v.lists[c.ID] {
		code, _ := v.cow(line.MSCode, c.Date)
		listed[code] = true
		if line.Choice == "" {
			v.facts.NoVote++
			continue
		}
		if code == "" {
			v.facts.NoCode++
		}
		row[1], row[2] = code, voetenVotes[line.Choice]
		v.facts.Rows++
		if err := w.Write(row); err != nil {
			return err
		}
	}
	if c.Date == nil {
		return nil
	}
	for _, code := range v.notMembers(*c.Date) {
		if listed[code] {
			continue
		}
		row[1], row[2] = code, notAMember
		v.facts.Rows++
		v.facts.NotAMember++
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// cow returns the COW code of the state that had a member's seat on the day, and
// whether it was a member then. On other days it is the code of the next period,
// or else of the last one.
func (v *voeten) cow(member string, day *normalize.Date) (code string, isMember bool) {
	for _, p := range v.periods[member] {
		switch {
		case day != nil && p.Has(*day):
			return p.COW, true
		case day != nil && p.From > *day:
			return p.COW, false
		}
		code = p.COW
	}
	return code, false
}

// notMembers returns the COW codes of the states that were no members on the
// day, in order. A code can be that of several members: 365 of the USSR, then of
// Russia.
func (v *voeten) notMembers(day normalize.Date) []string {
	member := map[string]bool{"": true}
	var codes []string
	for ms := range v.periods {
		code, is := v.cow(ms, &day)
		codes = append(codes, code)
		member[code] = member[code] || is
	}
	codes = slices.DeleteFunc(codes, func(code string) bool { return member[code] })
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	return slices.Compact(codes)
}

// voetenSession is the number of the regular session; a special session has that
// of the regular one in which it was held, or else of the next one.
func voetenSession(c *normalize.RollCall) string {
	switch {
	case c.SessionKind == normalize.Regular:
		return c.Session
	case c.Date == nil:
		return ""
	}
	return strconv.Itoa(normalize.SessionOf(*c.Date))
}

// rcid is the record's number, or, for a vote that only a meeting record has, one
// above 2^48 that is made from its id and never changes. Both are whole in the
// floating-point numbers of Stata and R.
func rcid(c *normalize.RollCall) int64 {
	if c.UNDLID != 0 {
		return c.UNDLID
	}
	sum := sha256.Sum256([]byte(c.ID))
	return 1<<48 | int64(binary.BigEndian.Uint64(sum[:])>>16) // 48 bits
}

// hasScope is 1 for the scope, 0 for another, empty where the scope is not known.
func hasScope(scope, is normalize.Scope) string {
	switch scope {
	case "":
		return ""
	case is:
		return "1"
	}
	return "0"
}
