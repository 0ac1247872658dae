// Package normalize turns what the sources print into typed roll calls. It is
// pure: the same record gives the same roll call, nothing is read or written,
// and no clock is asked.
//
// Nothing is guessed. A value that cannot be read stays beside the data as it
// was printed, and an [Issue] names it. Start with [New] and
// [Normalizer.RollCall] for the library's records, with [Normalizer.Verbatim] for
// meeting records; [Link] joins the two.
package normalize

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"unvotes/scraper/catalogue"
	"unvotes/scraper/marc"
	"unvotes/scraper/ohchr"
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
func (n *Normalizer) RollCall(r marc.Record) RollCall {
	c := RollCall{
		ID:           recordID(r),
		UNDLID:       libraryID(r),
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

// recordID returns the id of the row that a record makes: by its number in the
// Digital Library, or where that is not known in the catalogue; or in OHCHR's library.
func recordID(r marc.Record) string {
	switch {
	case r.Form == ohchr.Form:
		return "ohchr-" + strconv.FormatInt(r.ID, 10)
	case r.ID == 0:
		return catalogueID(r.DHLID)
	}
	return "undl-" + strconv.FormatInt(r.ID, 10)
}

// libraryID returns a record's number in the Digital Library; 0 if it has none.
func libraryID(r marc.Record) int64 {
	if r.Form == ohchr.Form {
		return 0
	}
	return r.ID
}

func catalogueID(number int64) string { return "dhl-" + strconv.FormatInt(number, 10) }

// formerIDs returns the ids that the row of a record has where the catalogue's form
// of it is the only one.
func formerIDs(forms []marc.Record) []string {
	for _, f := range forms {
		if f.Form == catalogue.Form && slices.ContainsFunc(forms, func(o marc.Record) bool { return o.ID != 0 }) {
			return []string{catalogueID(f.DHLID)}
		}
	}
	return nil
}

// readOther names the rows that no column is made from.
func (c *RollCall) readOther(rows []marc.Row) {
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

// readResolution types the symbol of what was adopted (row "Resolution", MARC
// 791 $a), and what follows from it: body, session, base and part, scope. The
// collection holds adopted texts only, so a symbol means adopted.
func (c *RollCall) readResolution(r marc.Record) {
	c.ResolutionPrinted = strings.Join(r.Resolution, " | ")
	if r.Form == ohchr.Form {
		c.readRightsSymbol(r)
		return
	}
	if c.ResolutionPrinted == "" {
		c.report("row Resolution", "symbol_missing", "the record has no symbol")
		c.Body = bodyOf(r.Collections)
		return
	}
	sym, err := ParseResolution(c.ResolutionPrinted)
	if err != nil {
		c.report("row Resolution", "symbol_unread", err.Error())
		c.Body = bodyOf(r.Collections)
		return
	}
	c.adopt(sym)
}

// adopt takes what the symbol of a text that was adopted says.
func (c *RollCall) adopt(sym Symbol) {
	c.Resolution, c.ResolutionBase, c.Part = sym.String(), sym.Base(), sym.Part
	if trimmed := strings.TrimSpace(c.ResolutionPrinted); trimmed != c.Resolution {
		c.report("row Resolution", "symbol_repaired", fmt.Sprintf("%q read as %s", trimmed, c.Resolution))
	}
	c.Body, c.Session, c.SessionKind = cmp.Or(c.Body, sym.Body), sym.Session, sym.SessionKind
	c.Outcome = Adopted
	c.Scope = scopeOf(sym)
	if c.Scope == Paragraph {
		c.TargetPrinted = sym.Part
	}
	if c.Date != nil && !sym.Allows(*c.Date) {
		c.report("row Vote date", "date_outside_session", fmt.Sprintf("%s was voted on %s", c.Resolution, c.Date))
	}
}

// scopeOf returns what was voted on, by the part of a symbol. A letter is the
// name of a text that is adopted as a whole (39/28 A is a resolution of its
// own), as is a range from A; [PARA.2] is a paragraph; a section, a rule, a
// Roman numeral or a letter within a letter ([AB], [B-IX]) is a part.
func scopeOf(s Symbol) Scope {
	part := strings.ToUpper(s.Part)
	switch {
	case strings.HasPrefix(part, "PARA"):
		return Paragraph
	case len(part) == 1 && strings.Contains("IVX", part) && inSections[s.Base()]:
		return Part
	case len(part) <= 1, strings.HasPrefix(part, "A-"):
		return Whole
	default:
		return Part
	}
}

// inSections are resolutions whose sections have Roman numerals, so that I, V and
// X are not the ninth, the 22nd and the 24th of a series of texts by letter. Most
// are the Assembly's "Questions relating to the programme budget".
var inSections = map[string]bool{
	"A/RES/62(I)": true, "A/RES/944(X)": true, "A/RES/31/208": true, "A/RES/32/212": true, "A/RES/33/116": true, "A/RES/34/233": true,
	"A/RES/35/217": true, "A/RES/36/235": true, "A/RES/37/237": true, "A/RES/38/234": true, "A/RES/39/236": true, "A/RES/41/209": true,
}

// bodyOf reads the body from the paths of the row "Collections".
func bodyOf(paths []string) Body {
	for _, p := range paths {
		switch {
		case strings.Contains(p, "Security Council"):
			return SC
		case strings.Contains(p, "General Assembly"):
			return GA
		case strings.Contains(p, "Human Rights Council"):
			return HRC
		case strings.Contains(p, "Commission on Human Rights"):
			return CHR
		}
	}
	return ""
}

// readDocuments types the symbols of drafts, reports and meetings. A symbol that
// can't be read stays as printed, with an issue.
func (c *RollCall) readDocuments(r marc.Record) {
	if r.Form == ohchr.Form {
		c.readRightsDocuments(r)
		return
	}
	c.Drafts = c.readSymbols("row Draft resolution", r.Drafts, ParseDocument)
	c.CommitteeReports = c.readSymbols("row Committee report", r.CommitteeReports, ParseDocument)
	c.MeetingRecords = c.readSymbols("row Meeting record", r.MeetingRecords, func(printed string) (Symbol, bool, error) {
		return ParseMeeting(printed, c.Session)
	})
}

func (c *RollCall) readSymbols(place string, printed []string, parse func(string) (Symbol, bool, error)) []string {
	var out []string
	for _, v := range printed {
		sym, repaired, err := parse(v)
		switch {
		case err != nil:
			c.report(place, "symbol_unread", err.Error())
			out = append(out, v)
			continue
		case repaired:
			c.report(place, "symbol_repaired", fmt.Sprintf("%q read as %s", v, sym))
		}
		out = append(out, sym.String())
	}
	return out
}

// readSession fills in what the resolution's symbol does not say: the session that
// stands in the symbol of the meeting, or the Council's year from the date.
func (c *RollCall) readSession(r marc.Record) {
	defer c.numberSession()
	if c.Body == "" {
		c.report("row Resolution", "body_unknown", "neither the symbol nor the collection names a body")
	}
	if c.Session != "" {
		return
	}
	for _, v := range r.MeetingRecords {
		if sym, _, err := ParseMeeting(v, ""); err == nil && sym.Session != "" && sym.Body == c.Body {
			c.Session, c.SessionKind = sym.Session, sym.SessionKind
			return
		}
	}
	if c.Body == SC && c.Date != nil {
		c.Session = fmt.Sprint(c.Date.Year())
		return
	}
	c.report("row Resolution", "session_unknown", "neither the symbol nor the meeting names a session")
}

// numberSession sets the session as a number, where it is one.
func (c *RollCall) numberSession() {
	if n, err := strconv.ParseInt(c.Session, 10, 32); err == nil {
		c.SessionNumber = new(int32(n))
	}
}
