package normalize

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
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
		ID:           rollCallID(r.ID),
		UNDLID:       r.ID,
		DHLID:        r.DHLID,
		Title:        properTitle(r.Title),
		TitlePrinted: r.Title,
		Agenda:       r.Agenda,
		NotePrinted:  r.Note,
		Remark:       r.Remark,
		Source:       string(r.Form),
		Sources:      []string{string(r.Form)},
	}
	c.readDate(r.VoteDate)
	c.readResolution(r)
	c.readDocuments(r)
	c.readSession(r)
	c.readSubjects(r.Subjects)
	c.readMethod(r.Modality)
	n.readVotes(&c, r.Votes)
	c.readTotals(r.Summary)
	c.compareTotals()
	c.checkMissing(r)
	n.checkMembership(&c)
	c.checkMajority()
	c.readOther(r.Other)
	return c
}

// titleEnds are what the catalogue adds to a title: ": resolution / adopted by the
// General Assembly", with its slips of the pen.
var titleEnds = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\s*:\s*(reso\w*|decisions?)\s*(/?\s*(ad+op\w*|submitted|by)\b.*)?$`),
	regexp.MustCompile(`(?i)\s+(reso\w*|decisions?)\s*/\s*(ad+op\w*|submitted|by)\b.*$`),
}

// properTitle returns a title without what the catalogue adds to it.
func properTitle(printed string) string {
	for _, end := range titleEnds {
		if i := end.FindStringIndex(printed); i != nil {
			return cmp.Or(printed[:i[0]], printed)
		}
	}
	return printed
}

// agendaHeading is the catalogue's heading at the end of an agenda line: "A/38/251
// 23 Situation in Kampuchea. KAMPUCHEA SITUATION", "A/72/251 62[7] GUAM QUESTION".
var agendaHeading = regexp.MustCompile(`[.\]?!]\s+([^\p{Ll}]*\p{Lu}{2}[^\p{Ll}]*)$`)

// readSubjects takes the catalogue's headings, and those at the end of the
// Assembly's agenda lines.
func (c *RollCall) readSubjects(subjects []string) {
	c.Subjects = slices.Clone(subjects)
	if c.Body != GA {
		return
	}
	for _, line := range c.Agenda {
		if m := agendaHeading.FindStringSubmatch(line); m != nil && !slices.Contains(c.Subjects, m[1]) {
			c.Subjects = append(c.Subjects, m[1])
		}
	}
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
