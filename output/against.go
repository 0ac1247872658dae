package output

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"unvotes/normalize"
	"unvotes/scraper/undl"
)

// Difference is one value that the dataset and an official file do not agree on.
type Difference struct {
	RollCallID string `json:"roll_call_id"`
	What       string `json:"what"`             // vote, listed, date, resolution
	Member     string `json:"member,omitempty"` // ms_code, or the label where neither side has a code
	Dataset    string `json:"dataset"`          // "" is null or not there
	File       string `json:"file"`             // likewise
}

func (d Difference) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s: %s %s", d.RollCallID, d.What, d.Member)) + fmt.Sprintf(": %s here, %s in the file", orNull(d.Dataset), orNull(d.File))
}

func orNull(s string) string { return cmp.Or(s, "null") }

// Comparison is what [Against] found. A roll call is missing on one side only if
// it could stand there: the file has texts with a list of members, of its own
// bodies, up to its last day.
type Comparison struct {
	RollCalls        int          `json:"roll_calls"` // that both have
	Votes            int          `json:"votes"`      // lines of these that were compared, each member once
	Differences      []Difference `json:"differences"`
	MissingInDataset []int64      `json:"missing_in_dataset"` // undl_ids, in the file's order
	MissingInFile    []string     `json:"missing_in_file"`    // roll_call_ids, in order
	Unreadable       []string     `json:"unreadable"`         // of the file, each with its line
}

// Agrees tells whether nothing is different, missing or unreadable.
func (c Comparison) Agrees() bool {
	return len(c.Differences)+len(c.MissingInDataset)+len(c.MissingInFile)+len(c.Unreadable) == 0
}

// Against compares the tables in dir with one of the library's official CSV
// files, member by member. It takes the file's own codes of members, not those
// that this program gives its labels. A list of nothing but X, and one of a text
// that the file says nobody voted on, is nobody's vote: null, as in the tables.
//
// The error is one of the tables, or that the file is none of the two.
func Against(ctx context.Context, dir string, csv io.Reader) (Comparison, error) {
	c, err := newComparer(dir)
	if err != nil {
		return Comparison{}, err
	}
	err = undl.ParseOfficialCSV(csv, func(r undl.Record, err error) error {
		if err != nil {
			c.out.Unreadable = append(c.out.Unreadable, err.Error())
			return ctx.Err()
		}
		c.record(r)
		return ctx.Err()
	})
	if err != nil {
		return Comparison{}, fmt.Errorf("compare with the official file: %w", err)
	}
	c.missing()
	return c.out, nil
}

// comparedCall and comparedVote are the columns that are compared.
type comparedCall struct {
	ID         string  `parquet:"roll_call_id"`
	UNDLID     *int64  `parquet:"undl_id,optional"`
	Body       *string `parquet:"body,optional"`
	Date       *int32  `parquet:"date,optional,date"`
	Resolution *string `parquet:"resolution,optional"`
	isInFile   bool
	votes      map[string][]string // by member, in the order of lines
}

type comparedVote struct {
	ID     string  `parquet:"roll_call_id"`
	Code   *string `parquet:"ms_code,optional"`
	Label  string  `parquet:"member_printed"`
	Choice *string `parquet:"vote,optional"`
}

type comparer struct {
	calls  map[int64]*comparedCall // by undl_id
	bodies map[string]bool         // of the file
	last   int32                   // day of the file
	out    Comparison
}

func newComparer(dir string) (*comparer, error) {
	calls, err := ReadTable[comparedCall](filepath.Join(dir, rollCallsTable.File()))
	if err != nil {
		return nil, err
	}
	votes, err := ReadTable[comparedVote](filepath.Join(dir, votesTable.File()))
	if err != nil {
		return nil, err
	}
	c := &comparer{calls: map[int64]*comparedCall{}, bodies: map[string]bool{}}
	byID := make(map[string]*comparedCall, len(calls))
	for i := range calls {
		call := &calls[i]
		byID[call.ID], call.votes = call, map[string][]string{}
		if call.UNDLID != nil {
			c.calls[*call.UNDLID] = call
		}
	}
	for _, v := range votes {
		call := byID[v.ID]
		if call == nil {
			return nil, fmt.Errorf("%s has votes and is no roll call: the tables do not belong together", v.ID)
		}
		key := memberOf(deref(v.Code), v.Label)
		call.votes[key] = append(call.votes[key], deref(v.Choice))
	}
	return c, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func memberOf(code, label string) string { return cmp.Or(code, normalize.FoldLabel(label)) }

// record compares one record of the file.
func (c *comparer) record(r undl.Record) {
	body, resolution := "", strings.Join(r.Resolution, " | ")
	if sym, err := normalize.ParseResolution(resolution); err == nil {
		resolution, body = sym.String(), string(sym.Body)
	}
	c.bodies[body] = true
	day, dateErr := normalize.ParseDate(r.VoteDate)
	if dateErr == nil {
		c.last = max(c.last, int32(day))
	}
	call := c.calls[r.ID]
	if call == nil {
		c.out.MissingInDataset = append(c.out.MissingInDataset, r.ID)
		return
	}
	call.isInFile = true
	c.out.RollCalls++
	c.differ(call, "resolution", "", deref(call.Resolution), resolution)
	date := ""
	if call.Date != nil {
		date = normalize.Date(*call.Date).String()
	}
	c.differ(call, "date", "", date, r.VoteDate)
	c.votes(call, votesOf(r))
}

func (c *comparer) differ(call *comparedCall, what, member, dataset, file string) {
	if dataset != file {
		c.out.Differences = append(c.out.Differences, Difference{call.ID, what, member, dataset, file})
	}
}

// votesOf are the votes of a record of the file by member, null as "".
func votesOf(r undl.Record) map[string][]string {
	choices := map[string]normalize.Choice{"Y": normalize.Yes, "N": normalize.No, "A": normalize.Abstain, "X": normalize.NonVoting}
	known := normalize.HasVotes(r)
	out := make(map[string][]string, len(r.Votes))
	for _, l := range r.Votes {
		choice := ""
		if known {
			choice = string(choices[strings.ToUpper(l.Code)])
		}
		key := memberOf(l.MemberCode, l.Label)
		out[key] = append(out[key], choice)
	}
	return out
}

const listedNot = "not listed"

func (c *comparer) votes(call *comparedCall, file map[string][]string) {
	for _, member := range slices.Sorted(maps.Keys(merged(call.votes, file))) {
		a, b := call.votes[member], file[member]
		c.out.Votes += min(len(a), len(b))
		for i := range max(len(a), len(b)) {
			switch {
			case i >= len(a):
				c.differ(call, "listed", member, listedNot, orNull(b[i]))
			case i >= len(b):
				c.differ(call, "listed", member, orNull(a[i]), listedNot)
			default:
				c.differ(call, "vote", member, a[i], b[i])
			}
		}
	}
}

func merged(a, b map[string][]string) map[string]bool {
	out := make(map[string]bool, len(a))
	for k := range a {
		out[k] = true
	}
	for k := range b {
		out[k] = true
	}
	return out
}

// missing lists what the file should have and does not.
func (c *comparer) missing() {
	for _, id := range slices.Sorted(maps.Keys(c.calls)) {
		call := c.calls[id]
		if !call.isInFile && len(call.votes) > 0 && c.bodies[deref(call.Body)] && (call.Date == nil || *call.Date <= c.last) {
			c.out.MissingInFile = append(c.out.MissingInFile, call.ID)
		}
	}
}

// ErrDiffers is returned by [Comparison.Err].
var ErrDiffers = errors.New("the dataset and the official file differ")

// Err is nil if they agree, and else ErrDiffers with the numbers.
func (c Comparison) Err() error {
	if c.Agrees() {
		return nil
	}
	return fmt.Errorf("%w: %d values, %d records only in the file, %d only in the dataset, %d unreadable in the file",
		ErrDiffers, len(c.Differences), len(c.MissingInDataset), len(c.MissingInFile), len(c.Unreadable))
}
