package undl

import (
	"bytes"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"unvotes/scraper/source"
)

// listPage is what the crawl reads of one page of a list of records.
type listPage struct {
	// Total is how many records the whole list has, as the site says; 0 for "No
	// match found", which it also says past the depth that it can page to.
	Total int
	Rows  []listRow // empty only with Total 0
	Next  int       // first row of the next page, counted from 1; 0 on the last one
}

// listRow is one record of a list.
type listRow struct {
	ID       int64
	Position int    // in the whole list, counted from 1
	Date     string // "2023-12-07"; empty: none
}

var (
	selFound    = goquery.Single("td.searchresultsrecsfound span strong")
	selListRow  = cascadia.MustCompile(`form[action$="/yourbaskets/add"] tr:has(abbr.unapi-id)`)
	selUnapi    = cascadia.MustCompile("abbr.unapi-id")
	selDetailed = cascadia.MustCompile(`.moreinfo a[href*="/record/"]`)
	selCalendar = goquery.Single(".brief-options i.fa-calendar")
	selNext     = cascadia.MustCompile(`.rec-navigation a.img:has(img[alt="next"])`)
	selText     = cascadia.MustCompile("body *:not(script)")
)

const maxListRows = 1_000

// readList reads an answer to a request for a page of a list.
func readList(a source.Answer) (listPage, error) {
	if err := checkAnswer(0, a); err != nil {
		return listPage{}, err
	}
	return parseList(a.Body)
}

// parseList reads a page of /search in HTML. It fails with a [*source.Refusal] and
// the zero listPage when the page is no list (Deleted and Unknown aside, the kinds of
// [ParseRecordPage]), when it has no rows though it counts some (Blank), and
// when a row cannot be read (Layout): a list that is half read would lose records.
func parseList(body []byte) (listPage, error) {
	if err := checkBody(body, maxListBody); err != nil {
		return listPage{}, err
	}
	part := listPart(body)
	if n := bytes.Count(part, []byte("unapi-id")); n > maxListRows {
		return listPage{}, source.Refuse(source.Oversize, "%d rows", n)
	}
	doc, err := parse(part)
	if err != nil {
		return listPage{}, err
	}
	l, err := listOf(doc)
	if err != nil {
		return listPage{}, err
	}
	return l, nil
}

// listPart returns the page from the box with the total on: the facets before it
// are nine tenths of a real list. It returns the whole page where it finds no box.
func listPart(body []byte) []byte {
	box := bytes.Index(body, []byte("searchresultsrecsfound"))
	start := bytes.LastIndex(body[:max(box, 0)], []byte("<table"))
	if start < 0 || bytes.Contains(body[:start], []byte("unapi-id")) {
		return body
	}
	return body[start:]
}

func listOf(doc *goquery.Document) (l listPage, err error) {
	ids := doc.FindMatcher(selUnapi).Length()
	total, ok, err := listTotal(doc)
	switch {
	case err != nil:
		return l, err
	case !ok && ids == 0 && noMatch(doc):
		return l, nil
	case !ok:
		return l, source.Refuse(source.Layout, "a list without its total")
	case ids == 0 && total > 0:
		return l, source.Refuse(source.Blank, "no rows, though the list counts %d records", total)
	}
	l.Total = total
	seen := map[int64]bool{}
	for i, tr := range doc.FindMatcher(selListRow).EachIter() {
		row, err := readListRow(tr)
		if err != nil {
			return l, err
		}
		if seen[row.ID] {
			return l, source.Refuse(source.Layout, "record %d stands twice in one page of a list", row.ID)
		}
		if i > 0 && row.Position != l.Rows[i-1].Position+1 {
			return l, source.Refuse(source.Layout, "row %d follows row %d", row.Position, l.Rows[i-1].Position)
		}
		seen[row.ID] = true
		l.Rows = append(l.Rows, row)
	}
	if len(l.Rows) != ids {
		return l, source.Refuse(source.Layout, "%d of %d ids are outside the table of rows", ids-len(l.Rows), ids)
	}
	if len(l.Rows) > total {
		return l, source.Refuse(source.Layout, "%d rows, though the list counts %d records", len(l.Rows), total)
	}
	l.Next, err = nextPage(doc)
	return l, err
}

var counted = regexp.MustCompile(`^([0-9]{1,3}(,[0-9]{3}){0,2}|[0-9]{1,9})$`)

// listTotal returns the number of "22,672 records found"; ok is false when there is
// none.
func listTotal(doc *goquery.Document) (total int, ok bool, err error) {
	found := doc.FindMatcher(selFound)
	if found.Length() == 0 {
		return 0, false, nil
	}
	text := strings.TrimSpace(found.Text())
	total, err = strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil || !counted.MatchString(text) {
		return 0, false, source.Refuse(source.Layout, "a total that is not a number: %q", text)
	}
	return total, true, nil
}

// noMatch reports whether the page says so in a text of its own.
func noMatch(doc *goquery.Document) bool {
	for _, n := range doc.FindMatcher(selText).Nodes {
		if strings.HasPrefix(textOf(n.FirstChild), "No match found") {
			return true
		}
	}
	return false
}

func readListRow(tr *goquery.Selection) (row listRow, err error) {
	abbr := tr.FindMatcher(selUnapi)
	printed := abbr.AttrOr("title", "")
	id, ok := RecordID("/record/" + printed)
	if !ok {
		return row, source.Refuse(source.Layout, "an id that is not a number: %q", printed)
	}
	if other, ok := RecordID(tr.FindMatcher(selDetailed).AttrOr("href", "")); ok && other != id {
		return row, source.Refuse(source.Layout, "the row of record %d links to %d", id, other)
	}
	// The position is the rest of the cell: "1,001."
	position := strings.TrimSpace(abbr.Parent().Text())
	place, dot := strings.CutSuffix(position, ".")
	n, err := strconv.Atoi(strings.ReplaceAll(place, ",", ""))
	if !dot || err != nil || n < 1 {
		return row, source.Refuse(source.Layout, "the row of record %d has no position: %q", id, position)
	}
	row = listRow{ID: id, Position: n}
	for _, icon := range tr.FindMatcher(selCalendar).Nodes {
		row.Date = textOf(icon.NextSibling)
	}
	return row, nil
}

// nextPage returns the first row that the link "next" names; 0 without one. Its
// other parameters are not complete: put the row into the query that was asked.
func nextPage(doc *goquery.Document) (next int, err error) {
	for _, a := range doc.FindMatcher(selNext).EachIter() {
		href, first := a.AttrOr("href", ""), 0
		if u, err := url.Parse(href); err == nil {
			first, _ = strconv.Atoi(u.Query().Get("jrec")) // 0 is refused
		}
		if first < 1 {
			return 0, source.Refuse(source.Layout, "the link to the next page names no row: %q", href)
		}
		if next != 0 && next != first {
			return 0, source.Refuse(source.Layout, "two next pages: row %d and row %d", next, first)
		}
		next = first
	}
	return next, nil
}
