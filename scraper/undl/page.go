package undl

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// A record page has some ten rows, and its list of votes 193 lines.
const maxRows = 100

var (
	selCanonical = goquery.Single(`link[rel="canonical"]`)
	selOGURL     = goquery.Single(`meta[property="og:url"]`)
	selJSONLD    = goquery.Single(`script[type="application/ld+json"]`)
	selDetails   = goquery.Single("#details-collapse")
	selRow       = cascadia.MustCompile(".metadata-row")
	selTitle     = cascadia.MustCompile(".title")
	selValue     = cascadia.MustCompile(".value")
	selParts     = cascadia.MustCompile(".title, .value")
	selHidden    = cascadia.MustCompile("script, style, template")
)

// ParseRecordPage reads the page /record/ID?ln=en of a vote record, whatever the
// order of its rows. Id is the record that was asked for; 0 takes any (a page
// from disk). Every label without a field of its own is in Other.
//
// It fails with a [*source.Refusal] and the zero Record: NotAVote for a record whose
// collections do not have "Voting Data", Blank, OtherID, Cut, Layout, Oversize,
// NotUTF8, and Deleted, Unknown, Login or Challenge for those pages.
func ParseRecordPage(id int64, body []byte) (marc.Record, error) {
	r, err := readPage(id, body)
	if err != nil {
		return marc.Record{}, named(cmp.Or(id, r.ID), err)
	}
	return r, nil
}

func readPage(id int64, body []byte) (r marc.Record, err error) {
	if err := checkBody(body, recordLimit); err != nil {
		return r, err
	}
	doc, err := parse(withoutFrame(body))
	if err != nil {
		return r, err
	}
	r.Form, r.DHLID = RecordPage, pageDHLID(doc)
	if r.ID, err = pageID(doc); err != nil {
		return r, err
	}
	if id != 0 && r.ID != id {
		return r, source.Refuse(source.OtherID, "it is the page of %d", r.ID)
	}
	rows, err := pageRows(doc)
	if err == nil {
		err = setRows(&r, rows)
	}
	return r, err
}

// withoutFrame returns the head of a page, its JSON-LD and its block of details.
// Parsing what stands around them would take twice as long. A page with rows in
// its frame, or without one such block, is returned whole.
func withoutFrame(body []byte) []byte {
	head, rest, ok := bytes.Cut(body, []byte("</head>"))
	start := detailsStart(rest)
	if !ok || start < 0 {
		return body
	}
	frame := rest[:start]
	details, footer, _ := bytes.Cut(rest[start:], []byte("<footer"))
	if row := []byte("metadata-row"); bytes.Contains(frame, row) || bytes.Contains(footer, row) {
		return body
	}
	tag := []byte(`<script type="application/ld+json">`)
	_, data, _ := bytes.Cut(frame, tag)
	data, _, _ = bytes.Cut(data, []byte("</script>"))
	return slices.Concat(head, tag, data, []byte("</script>"), details)
}

// detailsStart returns where the tag <div id="details-collapse" …> begins, -1 if
// there is none or if there are two.
func detailsStart(body []byte) int {
	for _, id := range []string{`id='details-collapse'`, `id="details-collapse"`} {
		if before, behind, ok := bytes.Cut(body, []byte(id)); ok && !bytes.Contains(behind, []byte(id)) {
			return bytes.LastIndexByte(before, '<')
		}
	}
	return -1
}

// pageID returns the record that a page says it is: its canonical link, or og:url
// where it has none. (The canonical link of a list is a search.)
func pageID(doc *goquery.Document) (int64, error) {
	canonical, _ := RecordID(doc.FindMatcher(selCanonical).AttrOr("href", "")) // 0: none
	og, _ := RecordID(doc.FindMatcher(selOGURL).AttrOr("content", ""))
	switch {
	case canonical == 0 && og == 0:
		return 0, source.Refuse(source.Layout, "not a page of a record: it names none")
	case canonical != 0 && og != 0 && canonical != og:
		return 0, source.Refuse(source.Layout, "the page names itself %d and %d", og, canonical)
	}
	return cmp.Or(canonical, og), nil
}

// pageDHLID returns the catalogue's number from the page's JSON-LD. It identifies
// the record elsewhere and says nothing of the vote: a page without it, or with
// JSON that cannot be read, is a record all the same.
func pageDHLID(doc *goquery.Document) int64 {
	var data struct {
		Identifier []struct{ Value string }
	}
	if json.Unmarshal([]byte(doc.FindMatcher(selJSONLD).Text()), &data) != nil {
		return 0
	}
	for _, identifier := range data.Identifier {
		if id := marc.DHLNumber(identifier.Value); id != 0 {
			return id
		}
	}
	return 0
}

// pageRow is a labelled row of a record page.
type pageRow struct {
	label  string   // "Vote date": trimmed, its line breaks made blanks
	values []string // its entries
	inline string   // the first element in the value that does not part entries
}

// pageRows returns the labelled rows of a record page in order. It takes what it
// reads out of the document: text that is left over is an error.
func pageRows(doc *goquery.Document) ([]pageRow, error) {
	details := doc.FindMatcher(selDetails)
	details.FindMatcher(selHidden).Remove()
	found := details.FindMatcher(selRow)
	outside := doc.FindMatcher(selRow).NotSelection(found).HasMatcher(selParts) // Browse Subjects has rows without labels
	switch {
	case outside.Length() > 0:
		return nil, source.Refuse(source.Layout, "a row outside the block of details: %q", outside.First().Text())
	case found.Length() == 0:
		return nil, source.Refuse(source.Blank, "a frame without rows")
	case found.Length() > maxRows:
		return nil, source.Refuse(source.Oversize, "%d rows", found.Length())
	}
	var rows []pageRow
	for _, s := range found.EachIter() {
		row, err := readRow(s)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	if s := strings.TrimSpace(details.Text()); s != "" {
		return nil, source.Refuse(source.Layout, "text between the rows: %q", s)
	}
	return rows, nil
}

func readRow(s *goquery.Selection) (pageRow, error) {
	parts := s.FindMatcher(selParts)
	title, value := parts.FilterMatcher(selTitle), parts.FilterMatcher(selValue)
	if title.Length() != 1 || value.Length() != 1 || parts.Length() != 2 {
		return pageRow{}, source.Refuse(source.Layout, "a row with %d labels and %d values: %q", title.Length(), value.Length(), s.Text())
	}
	row := pageRow{label: strings.Join(strings.Fields(title.Text()), " ")}
	row.values, row.inline = entries(value.Nodes[0])
	switch {
	case row.label == "":
		return row, source.Refuse(source.Layout, "a row without a label: %q", value.Text())
	case parts.ParentsUntilSelection(s).IsMatcher(selParts):
		return row, source.Refuse(source.Layout, "label and value of the row %q are in one another", row.label)
	case len(row.values) > marc.MaxEntries:
		return row, source.Refuse(source.Oversize, "the row %q has %d entries", row.label, len(row.values))
	}
	for _, v := range row.values {
		if strings.ContainsRune(v, '\uFFFD') {
			return row, source.Refuse(source.NotUTF8, "the row %q was decoded wrongly once: %q", row.label, v)
		}
	}
	parts.Remove()
	if rest := strings.TrimSpace(s.Text()); rest != "" {
		return row, source.Refuse(source.Layout, "text in the row %q beside its value: %q", row.label, rest)
	}
	return row, nil
}

// setRows puts the rows where they belong.
func setRows(r *marc.Record, rows []pageRow) (err error) {
	if err := checkCollections(rows); err != nil {
		return err
	}
	texts := map[string]*string{"Title": &r.Title, "Note": &r.Note, "Vote date": &r.VoteDate}
	lists := map[string]*[]string{"Agenda": &r.Agenda, "Resolution": &r.Resolution, "Meeting record": &r.MeetingRecords,
		"Draft resolution": &r.Drafts, "Committee report": &r.CommitteeReports}
	seen := map[string]bool{}
	for _, row := range rows {
		text, list := texts[row.label], lists[row.label]
		switch {
		case text != nil:
			*text = lines(row.values)
		case list != nil:
			*list = row.values
		case row.label == "Vote summary":
			r.Summary = parseSummary(row.values)
		case row.label == "Vote":
			r.Votes, err = voteLines(row)
		case row.label == "Collections":
			r.Collections = paths(row.values)
		default:
			r.Other = append(r.Other, marc.Row{Label: row.label, Values: row.values})
			continue
		}
		if err != nil {
			return err
		}
		if seen[row.label] {
			return source.Refuse(source.Layout, "the row %q stands twice", row.label)
		}
		seen[row.label] = true
	}
	r.SplitNote()
	return nil
}

// lines returns the text of a row that has one value as a rule. Were there
// several, they would be parted by line breaks, as printed.
func lines(vs []string) string { return strings.Join(vs, "\n") }

// paths returns the entries of "Collections" with one blank on each side of ">".
func paths(vs []string) (out []string) {
	for _, v := range vs {
		steps := strings.Split(v, ">")
		for i, s := range steps {
			steps[i] = strings.Join(strings.Fields(s), " ")
		}
		out = append(out, strings.Join(steps, " > "))
	}
	return out
}

// checkCollections tells a vote from a record of another kind.
func checkCollections(rows []pageRow) error {
	of := func(label string) []string {
		i := slices.IndexFunc(rows, func(row pageRow) bool { return row.label == label })
		if i < 0 {
			return nil
		}
		return rows[i].values
	}
	in := paths(of("Collections"))
	switch {
	case in == nil:
		return source.Refuse(source.Layout, `no row "Collections", so it cannot be told what kind of record it is`)
	case !marc.IsVotingData(in):
		return marc.NotAVote(in, cmp.Or(lines(of("Symbol")), lines(of("Resolution"))), lines(of("Title")))
	}
	return nil
}

// voteLines returns the lines of the row "Vote".
func voteLines(row pageRow) ([]marc.VoteLine, error) {
	if row.inline != "" {
		return nil, source.Refuse(source.Layout, "the list of votes has <%s>: where its lines end is not known", row.inline)
	}
	if len(row.values) == 0 {
		return nil, source.Refuse(source.Layout, "the row %q has no lines", row.label)
	}
	out := make([]marc.VoteLine, 0, len(row.values))
	for _, v := range row.values {
		if strings.ContainsAny(v, "\r\n") {
			return nil, source.Refuse(source.Layout, "a line of the list of votes has a line break in it: %q", v)
		}
		out = append(out, newVoteLine(v))
	}
	return out, nil
}

// newVoteLine splits a line as ^([YNAyna]) (.+)$ would: "y UNITED STATES". A line
// without a code is a member that did not vote, or a line that cannot be read
// ("AN PAKISTAN"): which of them is not decided here.
func newVoteLine(printed string) marc.VoteLine {
	code, label, _ := strings.Cut(printed, " ")
	label = strings.TrimSpace(label)
	if len(code) == 1 && strings.Contains("YNAyna", code) && label != "" {
		return marc.VoteLine{Printed: printed, Code: code, Label: label}
	}
	return marc.VoteLine{Printed: printed, Label: printed}
}

// The heading that stands over the totals in the row "Vote summary".
const summaryHeading = "Voting Summary"

// parseSummary reads "Yes: 86 | No: 12 | Abstentions: 75 | Non-Voting: 20 | Total
// voting membership: 193". A number that is missing, not a number, or there
// twice stays empty: Printed has what stood there. Nil without any text.
func parseSummary(vs []string) *marc.Summary {
	printed := slices.DeleteFunc(slices.Clone(vs), func(v string) bool { return v == summaryHeading || v == "" })
	if len(printed) == 0 {
		return nil
	}
	s := &marc.Summary{Printed: lines(printed)}
	names := []string{"Yes", "No", "Abstentions", "Non-Voting", "Total voting membership"}
	seen := map[string]bool{}
	for part := range strings.FieldsFuncSeq(s.Printed, func(c rune) bool { return c == '|' || c == '\n' }) {
		name, number, _ := strings.Cut(part, ":")
		name = strings.TrimSpace(name)
		i := slices.Index(names, name)
		if i < 0 {
			continue
		}
		total := s.Totals()[i]
		if *total = marc.Digits(number); seen[name] {
			*total = ""
		}
		seen[name] = true
	}
	return s
}
