package undl

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// CSVLink is the address of the official CSV file that the page of a record
// links to, on the site. Its name changes with its edition, as in
// "2026_02_06_ga_voting.csv"; of several the last by name is taken, which is the
// newest. It fails with a [*source.Refusal] when there is none.
func CSVLink(site string, id int64, body []byte) (string, error) {
	if err := checkBody(body, maxRecordBody); err != nil {
		return "", named(id, err)
	}
	doc, err := parse(body)
	if err != nil {
		return "", named(id, err)
	}
	folder := "/record/" + strconv.FormatInt(id, 10) + "/files/"
	newest := ""
	doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		u, err := url.Parse(strings.TrimSpace(a.AttrOr("href", "")))
		if err != nil || !strings.HasPrefix(u.Path, folder) || !strings.EqualFold(path.Ext(u.Path), ".csv") {
			return
		}
		newest = max(newest, u.EscapedPath())
	})
	if newest == "" {
		return "", named(id, refuse(Layout, "its page links to no CSV file"))
	}
	return base(site) + newest, nil
}
