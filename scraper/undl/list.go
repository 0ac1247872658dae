package undl

import (
	"bytes"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// List is one page of a list of records.
type List struct {
	// Total is how many records the whole list has, as the site says; 0 for "No
	// match found", which it also says past the depth that it can page to.
	Total int
	// Rows are the records on this page; empty only with Total 0.
	Rows []ListRow
	// Next is the window of the next page; nil on the last one.
	Next *NextPage
}

// NextPage is the window that the link "next" names. Its other parameters are
// not complete: put the window into the query that was asked.
type NextPage struct {
	First int // jrec: first row, counted from 1
	Rows  int // rg: rows a page; 0 when the link does not say
}

// ListRow is one record as a list shows it: enough to find it, no more. Texts are
// as printed, without the blanks around them; what a row does not have is empty.
type ListRow struct {
	ID         int64
	Position   int    // in the whole list, counted from 1
	Title      string // cut at about 150 characters with "[...]"
	Note       string // "RECORDED - No machine generated vote"; none for the Council
	Summary    *Summary
	Symbol     string
	Date       string // "2023-12-07"
	Collection string
	Href       string   // of the record's page, as printed
	Other      []string // options with an icon that was not seen before
}

var (
	selFound    = cascadia.MustCompile("td.searchresultsrecsfound span strong")
	selListRow  = cascadia.MustCompile(`form[action$="/yourbaskets/add"] tr`)
	selUnapi    = cascadia.MustCompile("abbr.unapi-id")
	selResult   = cascadia.MustCompile(".result-title")
	selAuthors  = cascadia.MustCompile(".authors")
	selAbstract = cascadia.MustCompile(".result-abstract")
	selOptions  = cascadia.MustCompile(".brief-options")
	selDetailed = cascadia.MustCompile(`.moreinfo a[href*="/record/"]`)
	selNext     = cascadia.MustCompile(`.rec-navigation a.img:has(img[alt="next"])`)
	selText     = cascadia.MustCompile("body *")
)

const maxListRows = 1_000

// ParseList reads a page of /search in HTML. It fails with a [*source.Refusal] and the
// zero List when the page is no list (Deleted and Unknown aside, the kinds of
// [ParseRecordPage]), when it has no rows though it counts some (Blank), and
// when a row cannot be read (Layout): a list that is half read would lose records.
func ParseList(body []byte) (List, error) {
	if err := checkBody(body, maxListBody); err != nil {
		return List{}, err
	}
	part := listPart(body)
	if n := bytes.Count(part, []byte("unapi-id")); n > maxListRows {
		return List{}, refuse(Oversize, "%d rows", n)
	}
	doc, err := parse(part)
	if err != nil {
		return List{}, err
	}
	l, err := readList(doc)
	if err != nil {
		return List{}, err
	}
	return l, nil
}

// listPart is the page from the box with the total on: the facets before it are
// nine tenths of a real list. The whole page where the box is not found.
func listPart(body []byte) []byte {
	box := bytes.Index(body, []byte("searchresultsrecsfound"))
	if box < 0 {
		return body
	}
	start := bytes.LastIndex(body[:box], []byte("<table"))
	if start < 0 || bytes.Contains(body[:start], []byte("unapi-id")) {
		return body
	}
	return body[start:]
}

func readList(doc *goquery.Document) (List, error) {
	var l List
	ids := doc.FindMatcher(selUnapi).Length()
	total, ok, err := listTotal(doc)
	switch {
	case err != nil:
		return l, err
	case !ok && ids == 0 && noMatch(doc):
		return l, nil
	case !ok:
		return l, refuse(Layout, "a list without its total")
	case ids == 0 && total > 0:
		return l, refuse(Blank, "no rows, though the list counts %d records", total)
	}
	l.Total = total
	if l.Rows, err = listRows(doc); err != nil {
		return l, err
	}
	if len(l.Rows) != ids {
		return l, refuse(Layout, "%d of %d ids are outside the table of rows", ids-len(l.Rows), ids)
	}
	if len(l.Rows) > total {
		return l, refuse(Layout, "%d rows, though the list counts %d records", len(l.Rows), total)
	}
	l.Next, err = nextPage(doc)
	return l, err
}

var counted = regexp.MustCompile(`^([0-9]{1,3}(,[0-9]{3}){0,2}|[0-9]{1,9})$`)

// listTotal is the number of "22,672 records found", above and perhaps below the
// rows; ok is false when there is none.
func listTotal(doc *goquery.Document) (total int, ok bool, err error) {
	for _, n := range doc.FindMatcher(selFound).Nodes {
		text := strings.TrimSpace(goquery.NewDocumentFromNode(n).Text())
		if !counted.MatchString(text) {
			return 0, false, refuse(Layout, "a total that is not a number: %q", text)
		}
		count, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
		if err != nil {
			return 0, false, refuse(Layout, "a total that is not a number: %q", text)
		}
		if ok && count != total {
			return 0, false, refuse(Layout, "two totals: %d and %d", total, count)
		}
		total, ok = count, true
	}
	return total, ok, nil
}

// noMatch tells whether the page says so in a text of its own.
func noMatch(doc *goquery.Document) bool {
	return slices.ContainsFunc(doc.FindMatcher(selText).Nodes, func(n *html.Node) bool {
		c := n.FirstChild
		return n.DataAtom != atom.Script && c != nil && c.Type == html.TextNode &&
			strings.HasPrefix(strings.TrimSpace(c.Data), "No match found")
	})
}

func listRows(doc *goquery.Document) ([]ListRow, error) {
	var rows []ListRow
	seen := map[int64]bool{}
	for _, n := range doc.FindMatcher(selListRow).Nodes {
		tr := goquery.NewDocumentFromNode(n).Selection
		if tr.FindMatcher(selUnapi).Length() == 0 {
			continue // the frame of the table
		}
		row, err := listRow(tr)
		if err != nil {
			return nil, err
		}
		if seen[row.ID] {
			return nil, refuse(Layout, "record %d stands twice in one page of a list", row.ID)
		}
		if n := len(rows); n > 0 && row.Position != rows[n-1].Position+1 {
			return nil, refuse(Layout, "row %d follows row %d", row.Position, rows[n-1].Position)
		}
		seen[row.ID] = true
		rows = append(rows, row)
	}
	return rows, nil
}

func listRow(tr *goquery.Selection) (ListRow, error) {
	var row ListRow
	abbr := tr.FindMatcher(selUnapi)
	if abbr.Length() != 1 {
		return row, refuse(Layout, "a row with %d ids", abbr.Length())
	}
	printed := abbr.AttrOr("title", "")
	id, ok := RecordID("/record/" + printed)
	if !ok {
		return row, refuse(Layout, "an id that is not a number: %q", printed)
	}
	row.ID = id
	// The position is the rest of the cell: "1,001."
	position := strings.TrimSpace(abbr.Parent().Text())
	place, dot := strings.CutSuffix(position, ".")
	n, err := strconv.Atoi(strings.ReplaceAll(place, ",", ""))
	if !dot || err != nil || n < 1 {
		return row, refuse(Layout, "the row of record %d has no position: %q", id, position)
	}
	row.Position = n
	row.Title = spaced(tr.FindMatcher(selResult))
	row.Note = spaced(tr.FindMatcher(selAuthors))
	row.Href = tr.FindMatcher(selDetailed).First().AttrOr("href", "")
	if other, ok := RecordID(row.Href); ok && other != id {
		return row, refuse(Layout, "the row of record %d links to %d", id, other)
	}
	row.options(tr)
	return row, nil
}

// options reads the summary and the values behind their icons.
func (row *ListRow) options(tr *goquery.Selection) {
	options := tr.FindMatcher(selOptions)
	for _, n := range tr.FindMatcher(selAbstract).Nodes {
		row.Summary = parseSummary(valuesWithout(n, options.Nodes))
	}
	options.Find("i.fa").Each(func(_ int, icon *goquery.Selection) {
		text := textAfter(icon.Nodes[0])
		switch {
		case icon.HasClass("fa-globe"):
			row.Symbol = text
		case icon.HasClass("fa-calendar"):
			row.Date = text
		case icon.HasClass("fa-tag"):
			row.Collection = text
		default:
			row.Other = append(row.Other, icon.AttrOr("class", "")+": "+text)
		}
	})
}

// textAfter is the text between an icon and the separator behind it.
func textAfter(icon *html.Node) string {
	var b strings.Builder
	for n := icon.NextSibling; n != nil; n = n.NextSibling {
		if n.Type == html.ElementNode && (n.DataAtom == atom.I || attributes(n.Attr)["class"] == "separator") {
			break
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.Type == html.ElementNode {
			b.WriteString(goquery.NewDocumentFromNode(n).Text())
		}
	}
	return strings.TrimSpace(b.String())
}

func valuesWithout(n *html.Node, leave []*html.Node) []string {
	var out []string
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !isOneOf(c, leave) {
			texts, _ := entries(c)
			out = append(out, texts...)
		}
	}
	return out
}

// spaced is a text of a list, where line breaks are only layout.
func spaced(s *goquery.Selection) string { return strings.TrimSpace(s.Text()) }

func nextPage(doc *goquery.Document) (*NextPage, error) {
	var next *NextPage
	for _, a := range doc.FindMatcher(selNext).Nodes {
		href := attributes(a.Attr)["href"]
		u, err := url.Parse(href)
		if err != nil {
			return nil, refuse(Layout, "the link to the next page cannot be read: %q", href)
		}
		first, err := strconv.Atoi(u.Query().Get("jrec"))
		if err != nil || first < 1 {
			return nil, refuse(Layout, "the link to the next page names no row: %q", href)
		}
		p := NextPage{First: first}
		if rg := u.Query().Get("rg"); rg != "" {
			if p.Rows, err = strconv.Atoi(rg); err != nil || p.Rows < 1 {
				return nil, refuse(Layout, "the link to the next page has no number of rows: %q", href)
			}
		}
		if next != nil && *next != p {
			return nil, refuse(Layout, "two next pages: row %d and row %d", next.First, p.First)
		}
		next = &p
	}
	return next, nil
}

func attributes(attrs []html.Attribute) map[string]string {
	m := make(map[string]string, len(attrs))
	for _, a := range attrs {
		if _, twice := m[a.Key]; !twice { // as browsers do: the first counts
			m[a.Key] = a.Val
		}
	}
	return m
}

func isOneOf(n *html.Node, in []*html.Node) bool { return slices.Contains(in, n) }
