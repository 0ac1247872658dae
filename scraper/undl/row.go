package undl

import (
	"bytes"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

var (
	selDetails = goquery.Single("#details-collapse")
	selRow     = cascadia.MustCompile(".metadata-row")
	selLabel   = cascadia.MustCompile(".title")
	selValue   = cascadia.MustCompile(".value")
	selParts   = cascadia.MustCompile(".title, .value")
)

// pageRow is a labelled row of a record page.
type pageRow struct {
	label string     // "Vote date": trimmed, its line breaks made blanks
	node  *html.Node // the element .value
	value []string   // its entries
}

// pageRows are the labelled rows of a record page, in page order.
func pageRows(body []byte) ([]pageRow, error) {
	part, err := detailsPart(body)
	if err != nil {
		return nil, err
	}
	if n := bytes.Count(part, []byte("metadata-row")); n > maxRows {
		return nil, refuse(Oversize, "%d rows", n)
	}
	doc, err := parse(part)
	if err != nil {
		return nil, err
	}
	return readRows(doc.Selection)
}

// detailsPart is the block of details, cut out of the page because parsing the
// frame around it costs three times as much; or the whole page when the block
// cannot be cut out with certainty.
func detailsPart(body []byte) ([]byte, error) {
	if start := detailsStart(body); start >= 0 {
		part := body[start:]
		end, err := measure(part, true)
		if err != nil {
			return nil, err
		}
		if !hasRow(body[:start]) && !hasRow(part[end:]) {
			return part[:end], nil
		}
	}
	_, err := measure(body, false)
	return body, err
}

// detailsStart is where the tag <div id="details-collapse" …> begins; -1 when it
// is not there or not alone.
func detailsStart(body []byte) int {
	name := []byte("details-collapse")
	start := -1
	for from := 0; ; {
		i := bytes.Index(body[from:], name)
		if i < 0 {
			return start
		}
		at := from + i
		from = at + len(name)
		if !isDetailsID(body[:at], body[from:]) {
			continue // the heading and the button name it too
		}
		tag := bytes.LastIndexByte(body[:at], '<')
		if start >= 0 || tag < 0 || !bytes.HasPrefix(body[tag:], []byte("<div ")) || bytes.IndexByte(body[tag:at], '>') >= 0 {
			return -1
		}
		start = tag
	}
}

func isDetailsID(before, after []byte) bool {
	return bytes.HasSuffix(before, []byte("id='")) && bytes.HasPrefix(after, []byte("'")) ||
		bytes.HasSuffix(before, []byte(`id="`)) && bytes.HasPrefix(after, []byte(`"`))
}

// hasRow tells whether something in b looks like a row of details; the rows of
// "Browse Subjects" below them have a class of their own.
func hasRow(b []byte) bool {
	rows := bytes.Count(b, []byte("metadata-row"))
	return rows > 0 && rows != bytes.Count(b, []byte("metadata-row rs-list-row-inner"))
}

func readRows(page *goquery.Selection) ([]pageRow, error) {
	details := page.FindMatcher(selDetails)
	found := page.FindMatcher(selRow)
	if details.Length() == 0 || found.Length() == 0 {
		if hasLabel(found) {
			return nil, refuse(Layout, "rows without the block of details around them")
		}
		return nil, refuse(Blank, "a frame without rows")
	}
	var rows []pageRow
	for i, n := range found.Nodes {
		if !within(n, details.Nodes[0]) {
			if hasLabel(found.Eq(i)) {
				return nil, refuse(Layout, "a row outside the block of details: %q", found.Eq(i).Text())
			}
			continue // a row of "Browse Subjects"
		}
		row, err := readRow(found.Eq(i))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		return nil, refuse(Blank, "a frame without rows")
	}
	if s := strayText(details.Nodes[0], found.Nodes...); s != "" {
		return nil, refuse(Layout, "text between the rows: %q", s)
	}
	return rows, nil
}

func hasLabel(rows *goquery.Selection) bool { return rows.FindMatcher(selParts).Length() > 0 }

// within tells whether n lies under around.
func within(n, around *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p == around {
			return true
		}
	}
	return false
}

func readRow(row *goquery.Selection) (pageRow, error) {
	parts := row.FindMatcher(selParts)
	labels, vals := parts.FilterMatcher(selLabel), parts.FilterMatcher(selValue)
	if labels.Length() != 1 || vals.Length() != 1 || parts.Length() != 2 {
		return pageRow{}, refuse(Layout, "a row with %d labels and %d values: %q", labels.Length(), vals.Length(), row.Text())
	}
	node, value := labels.Nodes[0], vals.Nodes[0]
	label := strings.Join(strings.Fields(labels.Text()), " ")
	if label == "" {
		return pageRow{}, refuse(Layout, "a row without a label: %q", vals.Text())
	}
	if within(node, value) || within(value, node) {
		return pageRow{}, refuse(Layout, "label and value of the row %q are in one another", label)
	}
	if s := strayText(row.Nodes[0], node, value); s != "" {
		return pageRow{}, refuse(Layout, "text in the row %q beside its value: %q", label, s)
	}
	return newPageRow(label, value)
}

func newPageRow(label string, node *html.Node) (pageRow, error) {
	row := pageRow{label: label, node: node, value: values(node)}
	if len(row.value) > maxEntries {
		return row, refuse(Oversize, "the row %q has %d entries", label, len(row.value))
	}
	for _, v := range row.value {
		if strings.ContainsRune(v, '\uFFFD') {
			return row, refuse(NotUTF8, "the row %q was decoded wrongly once: %q", label, v)
		}
	}
	return row, nil
}
