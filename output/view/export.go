package view

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
	"unvotes/output"
)

// PairRow is a row of the agreement file: two members over the votes of a year in
// one body. MSCodeA is before MSCodeB.
type PairRow struct {
	Year    *int    `parquet:"year,dict"` // nil: votes without a date
	Body    *string `parquet:"body,dict"` // nil: votes whose body is not known
	MSCodeA string  `parquet:"ms_code_a,dict"`
	MSCodeB string  `parquet:"ms_code_b,dict"`
	Votes   int     `parquet:"votes,dict"` // at least 1
	// See Agreement.Index, Strict and YesNo; the last is nil if there was no vote
	// in which both said yes or no.
	Agreement float64  `parquet:"agreement,dict"`
	Strict    float64  `parquet:"agreement_strict,dict"`
	YesNo     *float64 `parquet:"agreement_yes_no,dict"`
}

// Pairs yields the agreement of every two members that have a vote in common, by
// year and body, or of the votes of one body. It counts what
// Question{Body: …}.Select selects.
func (s *Snapshot) Pairs(ctx context.Context, of normalize.Body) (iter.Seq[PairRow], error) {
	calls, err := s.RollCalls(ctx)
	if err != nil {
		return nil, err
	}
	byBody := map[normalize.Body][]RollCall{}
	for _, c := range calls {
		if of == "" || c.Body == of {
			byBody[c.Body] = append(byBody[c.Body], c)
		}
	}
	type part struct {
		run
		body    normalize.Body
		ballots *Ballots
	}
	var parts []part
	for body, calls := range byBody {
		selected, _ := Question{Body: body}.Select(calls)
		b, err := s.Ballots(ctx, selected)
		if err != nil {
			return nil, err
		}
		for _, r := range b.years() {
			parts = append(parts, part{r, body, b})
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Or(a.year-b.year, cmp.Compare(a.body, b.body)) })
	return func(yield func(PairRow) bool) {
		for _, p := range parts {
			var year *int
			var body *string
			if p.year != 0 {
				year = new(p.year)
			}
			if p.body != "" {
				body = new(string(p.body))
			}
			for row := range p.ballots.pairs(p.run) {
				row.Year, row.Body = year, body
				if !yield(row) {
					return
				}
			}
		}
	}, nil
}

// pairs yields the agreement of every two members over a run of votes.
func (b *Ballots) pairs(r run) iter.Seq[PairRow] {
	return func(yield func(PairRow) bool) {
		var codes []string
		var rows [][]Choice
		for _, code := range b.Codes() {
			if row := b.Of(code)[r.from:r.to]; slices.ContainsFunc(row, Choice.Voted) {
				codes, rows = append(codes, code), append(rows, row)
			}
		}
		for i := range codes {
			for j := i + 1; j < len(codes); j++ {
				a := agreementOf(rows[i], rows[j])
				index, ok := a.Index()
				if !ok {
					continue
				}
				strict, _ := a.Strict()
				if !yield(PairRow{MSCodeA: codes[i], MSCodeB: codes[j], Votes: a.Votes, Agreement: index, Strict: strict, YesNo: known(a.YesNo())}) {
					return
				}
			}
		}
	}
}

// ExportAgreement writes the agreement of every two members as the file at path,
// Parquet or, if its name ends in .csv, CSV; of one body, or "" for each. It returns
// the number of rows.
func (s *Snapshot) ExportAgreement(ctx context.Context, path string, of normalize.Body) (n int, err error) {
	rows, err := s.Pairs(ctx, of)
	if err != nil {
		return 0, err
	}
	write := pairsParquet
	if strings.HasSuffix(strings.ToLower(path), ".csv") {
		write = pairsCSV
	}
	err = output.WriteAside(path, func(w io.Writer) error {
		n, err = write(ctx, w, rows)
		return err
	})
	return n, err
}

func pairsParquet(ctx context.Context, w io.Writer, rows iter.Seq[PairRow]) (n int, err error) {
	pw := parquet.NewGenericWriter[PairRow](w, parquet.Compression(&parquet.Zstd), parquet.DataPageVersion(1),
		parquet.MaxRowsPerRowGroup(122_880), parquet.CreatedBy("unvotes", output.SchemaVersion, ""))
	batch := make([]PairRow, 0, 8192)
	flush := func() error {
		if err := ctx.Err(); err != nil || len(batch) == 0 {
			return err
		}
		_, err := pw.Write(batch)
		n += len(batch)
		batch = batch[:0]
		return err
	}
	for row := range rows {
		if batch = append(batch, row); len(batch) == cap(batch) {
			if err := flush(); err != nil {
				return n, err
			}
		}
	}
	return n, errors.Join(flush(), pw.Close())
}

func pairsCSV(ctx context.Context, w io.Writer, rows iter.Seq[PairRow]) (n int, err error) {
	c := csv.NewWriter(w)
	if err := c.Write(columnsOf[PairRow]()); err != nil {
		return 0, err
	}
	var cells []string
	for r := range rows {
		cells = append(cells[:0], "", "", r.MSCodeA, r.MSCodeB, strconv.Itoa(r.Votes), decimal(r.Agreement, true), decimal(r.Strict, true), "")
		if r.Year != nil {
			cells[0] = strconv.Itoa(*r.Year)
		}
		if r.Body != nil {
			cells[1] = *r.Body
		}
		if r.YesNo != nil {
			cells[7] = decimal(*r.YesNo, true)
		}
		if err := errors.Join(ctx.Err(), c.Write(cells)); err != nil {
			return n, err
		}
		n++
	}
	c.Flush()
	return n, c.Error()
}

func columnsOf[T any]() (names []string) {
	for _, f := range parquet.SchemaOf(new(T)).Fields() {
		names = append(names, f.Name())
	}
	return names
}

// wideColumns come before those of the members. From undl_id on they are those
// of the library's wide file, which separates several values by "|".
var wideColumns = []string{"roll_call_id", "vote_group_id", "body", "scope", "undl_id", "date", "session", "resolution", "draft", "committee_report", "meeting", "title", "agenda_title", "subjects",
	"total_yes", "total_no", "total_abstentions", "total_non_voting", "total_ms", "undl_link"}

// wideLetters are the library's.
var wideLetters = [...]string{Yes: "Y", No: "N", Abstain: "A", NonVoting: "X", Unknown: "", NotListed: ""}

// ExportWide writes a CSV file at path with one row for each roll call that has a
// list of names, of one body or "" for all, and a column for each member that stands
// in one. It returns the number of rows and of members.
func (s *Snapshot) ExportWide(ctx context.Context, path string, of normalize.Body) (rows, members int, err error) {
	calls, err := s.RollCalls(ctx)
	if err != nil {
		return 0, 0, err
	}
	calls = slices.DeleteFunc(calls, func(c RollCall) bool { return c.List == normalize.NoList || of != "" && c.Body != of })
	each := slices.Clone(calls)
	for i := range each {
		each[i].VoteGroupID = each[i].ID // each record for itself
	}
	b, err := s.Ballots(ctx, each)
	if err != nil {
		return 0, 0, err
	}
	codes := b.Codes()
	out := func(yield func([]string) bool) {
		if !yield(slices.Concat(wideColumns, codes)) {
			return
		}
		for i := range calls {
			row := calls[i].wide()
			for _, code := range codes {
				row = append(row, wideLetters[b.Of(code)[i]])
			}
			if !yield(row) {
				return
			}
		}
	}
	return len(calls), len(codes), output.WriteAside(path, func(w io.Writer) error { return writeEach(w, out) })
}

func (c *RollCall) wide() []string {
	list := func(texts []string) string { return strings.Join(texts, "|") }
	id := ""
	if c.UNDLID != 0 {
		id = strconv.FormatInt(c.UNDLID, 10)
	}
	return []string{c.ID, c.VoteGroupID, string(c.Body), string(c.Scope), id, optional(c.Date), c.Session, c.Resolution, list(c.Drafts), list(c.CommitteeReports), list(c.MeetingRecords),
		cmp.Or(c.TitlePrinted, c.Title), list(c.Agenda), list(c.Subjects),
		number(cmp.Or(c.Yes, c.PrintedYes)), number(cmp.Or(c.No, c.PrintedNo)), number(cmp.Or(c.Abstain, c.PrintedAbstain)), number(cmp.Or(c.NonVoting, c.PrintedNonVoting)), number(cmp.Or(c.Membership, c.PrintedMembership)), c.URL()}
}

// number returns a number as a cell of CSV, empty if it is not known.
func number(n *int32) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(int(*n))
}
