// Package vetoes fetches and reads the Dag Hammarskjöld Library's list of vetoes
// in the Security Council, one HTML table on www.un.org, as it is printed. Start
// with [Parse] and [Source]. What a date, a symbol or the name of a member means
// is decided by package normalize.
package vetoes

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
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
	// Unread is the text of a row that does not have five cells; the rest is empty.
	Unread string `json:",omitempty"`
}

// Limits on what a page may hold. The list of 2022 has 63 kB and 213 rows.
const (
	maxBytes = 4 << 20
	maxTags  = 100_000
	maxRows  = 5_000
	// A list of which a larger share of rows cannot be read has another layout.
	oneUnreadIn = 10
)

var (
	rows  = cascadia.MustCompile("tr")
	data  = cascadia.MustCompile("td")
	cells = cascadia.MustCompile("td, th")
)

// Parse reads the page with the list. Rows come in the order of the page, the
// newest first. A row that does not have five cells is kept with its text, and one
// without a date or a member as it is: both are issues of the table. A page without
// rows, or with more than a few such, is a [source.Layout] refusal, as is one where
// most rows have no draft or no meeting in its cell. A table without any symbol of
// the Council is another one: a menu, or the layout around the list.
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
	type found struct {
		Row
		table *html.Node
		place string // for a message
	}
	var all []found
	lists := map[*html.Node]bool{}
	for i, tr := range doc.FindMatcher(rows).EachIter() {
		td := tr.ChildrenMatcher(cells)
		text := strings.Join(lines(tr.Nodes[0]), " | ")
		_, spans := td.Attr("colspan")
		switch {
		case text == "", tr.ChildrenMatcher(data).Length() == 0, heading.MatchString(text), td.Length() == 1 && spans && !symbol.MatchString(text),
			holdsRows(tr):
			continue
		}
		for td.Length() > 5 && strings.TrimSpace(td.Last().Text()) == "" { // an empty column
			td = td.Slice(0, td.Length()-1)
		}
		r := Row{Unread: text}
		if td.Length() == 5 {
			r = Row{
				Date:           strings.Join(lines(td.Nodes[0]), " "),
				Drafts:         lines(td.Nodes[1]),
				MeetingRecords: lines(td.Nodes[2]),
				Agenda:         strings.Join(lines(td.Nodes[3]), " "),
				Members:        lines(td.Nodes[4]),
			}
		}
		table := tr.Closest("table").Nodes[0]
		lists[table] = lists[table] || symbol.MatchString(text)
		all = append(all, found{r, table, fmt.Sprintf("row %d has %d cells: %.100q", i+1, td.Length(), text)})
	}
	var list []Row
	var bad, drafts, meetings int
	unread := ""
	for _, r := range all {
		if !lists[r.table] {
			continue
		}
		if list = append(list, r.Row); !r.isRead() {
			bad++
			unread = cmp.Or(unread, r.place)
		}
		if symbol.MatchString(strings.Join(r.Drafts, " ")) {
			drafts++
		}
		if strings.Contains(strings.Join(r.MeetingRecords, " "), "PV") {
			meetings++
		}
	}
	switch {
	case len(list) == 0 || len(list) > maxRows:
		return nil, source.Refuse(source.Layout, "a list of vetoes with %d rows", len(list))
	case bad*oneUnreadIn > len(list):
		return nil, source.Refuse(source.Layout, "%d of %d rows are not a date, drafts, meeting, agenda item and members: %s", bad, len(list), unread)
	case min(drafts, meetings)*2 < len(list)-bad:
		return nil, source.Refuse(source.Layout, "of %d rows, %d have a draft in the second cell and %d a meeting in the third", len(list), drafts, meetings)
	}
	for i := range list {
		list[i].Number = len(list) - i
	}
	return list, nil
}

// holdsRows reports whether rows of a list are within a row: it lays out the page.
func holdsRows(tr *goquery.Selection) bool {
	return slices.ContainsFunc(tr.FindMatcher(rows).Nodes, func(n *html.Node) bool {
		return goquery.NewDocumentFromNode(n).ChildrenMatcher(cells).Length() >= 5
	})
}

var (
	dated   = regexp.MustCompile(`\d.*\d$`)
	noName  = regexp.MustCompile(`\d\d|/\d`) // one digit is the mark of a footnote
	symbol  = regexp.MustCompile(`\bS\s?/\s?[\dP]`)
	heading = regexp.MustCompile(`(?i)^(?:date|day)\b[^\d]*$`)
)

// isRead reports whether the row looks like one of the list: a day, and members
// without numbers.
func (r Row) isRead() bool {
	return dated.MatchString(r.Date) && len(r.Members) > 0 && !noName.MatchString(strings.Join(r.Members, " "))
}

var listTitle = regexp.MustCompile(`(?i)Security\s+Council\s*\S{0,8}\s*Veto\s+List`)

// IsList reports whether a page begins like the list.
func IsList(head []byte) bool { return listTitle.Match(head) }

// lines returns the lines of an element, split at line breaks, paragraphs and
// cells, without blank ones and with single blanks.
func lines(element *html.Node) []string {
	var all []string
	var line strings.Builder
	end := func() {
		if s := strings.Join(strings.Fields(unseen.Replace(line.String())), " "); s != "" {
			all = append(all, s)
		}
		line.Reset()
	}
	var read func(*html.Node)
	read = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			line.WriteString(n.Data)
		case n.DataAtom == atom.Script || n.DataAtom == atom.Style:
			return
		}
		breaks := n.Type == html.ElementNode && slices.Contains(breaking, n.DataAtom)
		if breaks {
			end()
		}
		for child := range n.ChildNodes() {
			read(child)
		}
		if breaks {
			end()
		}
	}
	read(element)
	end()
	return all
}

// unseen are characters that a browser does not show.
var unseen = strings.NewReplacer("\u200b", "", "\ufeff", "", "\u00ad", "")

// breaking are the elements before and after which a line ends.
var breaking = []atom.Atom{atom.Br, atom.P, atom.Div, atom.Li, atom.Td, atom.Th}
