package normalize

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"unvotes/scraper/undl"
)

// Normalizer types records. It holds the table of members and nothing else, and
// may be shared by goroutines.
type Normalizer struct{ dir *Directory }

// New makes a normalizer over the embedded table of members. It fails only if
// that table contradicts itself.
func New() (*Normalizer, error) {
	dir, err := NewDirectory()
	if err != nil {
		return nil, fmt.Errorf("table of members: %w", err)
	}
	return &Normalizer{dir}, nil
}

// Directory is the table of members.
func (n *Normalizer) Directory() *Directory { return n.dir }

// RollCall types one record of the library. It never fails: what cannot be read
// is null and named by an issue.
func (n *Normalizer) RollCall(r undl.Record) RollCall {
	c := RollCall{
		ID:          rollCallID(r.ID),
		UNDLID:      r.ID,
		Title:       r.Title,
		Agenda:      r.Agenda,
		Subjects:    r.Subjects,
		NotePrinted: cmp.Or(r.Note, r.Remark),
		Source:      string(r.Form),
		Sources:     []string{string(r.Form)},
	}
	c.readDate(r.VoteDate)
	c.readResolution(r)
	c.readDocuments(r)
	c.readSession(r)
	c.readMethod(r.Note, r.Modality)
	n.readVotes(&c, r.Votes)
	c.readTotals(r.Summary)
	c.compareTotals()
	c.checkMissing(r)
	n.checkMembership(&c)
	c.checkMajority()
	c.readOther(r.Other)
	return c
}

func rollCallID(undlID int64) string { return "undl-" + strconv.FormatInt(undlID, 10) }

// readOther names the rows that no column is made from.
func (c *RollCall) readOther(rows []undl.Row) {
	for _, row := range rows {
		c.report("row "+row.Label, "row_unknown", strings.Join(row.Values, " | "))
	}
}

func (c *RollCall) readDate(printed string) {
	if printed == "" {
		c.report("row Vote date", "date_missing", "the record has no date")
		return
	}
	d, err := ParseDate(strings.TrimSpace(printed))
	if err != nil {
		c.report("row Vote date", "date_unread", err.Error())
		return
	}
	c.Date = &d
}
