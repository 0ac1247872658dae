// Package vetoes fetches and reads the Dag Hammarskjöld Library's list of vetoes
// in the Security Council, one HTML table on www.un.org, as it is printed. Start
// with [Parse] and [Source]. What a date, a symbol or the name of a member means
// is decided by package normalize.
package vetoes

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"

	"unvotes/scraper/source"
)

// Row is one row of the list as printed: a draft that at least one permanent
// member voted against. Cells with several entries, parted by line breaks, give
// one text each.
type Row struct {
	Number         int      // from 1 for the oldest row, so that new rows do not renumber old ones
	Date           string   // "26 May 2022", "30 January 86", "27-28 October 1983"
	Drafts         []string // "S/2022/431", "S/10805/Rev.1 (as amended)", "S/552, S/PV.202"
	MeetingRecords []string // "S/PV.9048"; in 2020 the letters that stood for a meeting
	Agenda         string
	Members        []string // "China", "USSR", "France, USSR"
}

// Limits on what a page may hold. The list of 2022 has 63 kB and 213 rows.
const (
	maxBytes = 4 << 20
	maxTags  = 100_000
	maxRows  = 5_000
)

var (
	rows  = cascadia.MustCompile("tr")
	cells = cascadia.MustCompile("td")
)

// Parse reads the page with the list. Rows come in the order of the page, the
// newest first. A page without a row of five cells, or with a row that begins like
// an entry and lacks cells, is a [source.Layout] refusal: a list that cannot be
// read whole would look like one from which vetoes were removed.
//
// The markup is sloppy: rows and cells are not closed everywhere, end tags stray,
// and "</br>" stands for "<br>". The HTML parser mends all of that as a browser
// does.
func Parse(page []byte) ([]Row, error) {
	if tags := bytes.Count(page, []byte("<")); len(page) > maxBytes || tags > maxTags {
		return nil, source.Refuse(source.Oversize, "%d bytes with %d tags are more than the list can have", len(page), tags)
	}
	var err error
	if !utf8.Valid(page) { // what a browser takes an undeclared encoding for
		if page, err = charmap.Windows1252.NewDecoder().Bytes(page); err != nil {
			return nil, source.Refuse(source.NotUTF8, "%v", err)
		}
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		return nil, source.Refuse(source.Layout, "%v", err)
	}
	var list []Row
	for i, tr := range doc.FindMatcher(rows).EachIter() {
		td := tr.ChildrenMatcher(cells)
		if _, spans := td.Attr("colspan"); td.Length() == 0 || td.Length() == 1 && spans { // headings, and rows opened twice
			continue
		}
		if td.Length() != 5 {
			return nil, source.Refuse(source.Layout, "row %d has %d cells, not 5: %.100q", i+1, td.Length(), strings.Join(strings.Fields(tr.Text()), " "))
		}
		r := Row{
			Date:           strings.Join(lines(td.Eq(0)), " "),
			Drafts:         lines(td.Eq(1)),
			MeetingRecords: lines(td.Eq(2)),
			Agenda:         strings.Join(lines(td.Eq(3)), " "),
			Members:        lines(td.Eq(4)),
		}
		if r.Date == "" || len(r.Members) == 0 {
			return nil, source.Refuse(source.Layout, "row %d has no date or no member: %.100q", i+1, strings.Join(strings.Fields(tr.Text()), " "))
		}
		list = append(list, r)
	}
	if len(list) == 0 || len(list) > maxRows {
		return nil, source.Refuse(source.Layout, "a list of vetoes with %d rows", len(list))
	}
	for i := range list {
		list[i].Number = len(list) - i
	}
	return list, nil
}

var heading = regexp.MustCompile(`(?i)Security\s+Council\s*\S{0,8}\s*Veto\s+List`)

// IsList reports whether a page begins like the list.
func IsList(head []byte) bool { return heading.Match(head) }

// lines returns the lines of a cell, split at line breaks, without blank ones
// and with single blanks.
func lines(cell *goquery.Selection) []string {
	var all []string
	var line strings.Builder
	end := func() {
		if s := strings.Join(strings.Fields(line.String()), " "); s != "" {
			all = append(all, s)
		}
		line.Reset()
	}
	for n := range cell.Nodes[0].Descendants() {
		switch {
		case n.Type == html.TextNode:
			line.WriteString(n.Data)
		case n.Type == html.ElementNode && n.Data == "br":
			end()
		}
	}
	end()
	return all
}
