package undl

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"unvotes/scraper/source"
)

// CSVLink returns the address of the official CSV file that the page of a record
// links to, on the site: of several, that of the newest edition. It fails with a
// [*source.Refusal] when there is none.
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
		p := u.EscapedPath()
		if newest == "" || cmp.Or(strings.Compare(Edition(path.Base(p)), Edition(path.Base(newest))), strings.Compare(p, newest)) > 0 {
			newest = p
		}
	})
	if newest == "" {
		return "", named(id, source.Refuse(source.Layout, "its page links to no CSV file"))
	}
	return base(site) + newest, nil
}

var dateInName = regexp.MustCompile(`(?:^|[^0-9])([12][0-9]{3})[_-]([0-9]{1,2})[_-]([0-9]{1,2})(?:[^0-9]|$)`)

// Edition returns the date in the name of a file, as the library names the editions
// of its CSV files, so that dates are in the order of their texts: "2025-07-21" of
// 2025_7_21_sc_voting.csv; "" of a name without one.
func Edition(name string) string {
	m := dateInName.FindStringSubmatch(name)
	if m == nil {
		return ""
	}
	month, _ := strconv.Atoi(m[2]) // two digits at most
	day, _ := strconv.Atoi(m[3])
	return fmt.Sprintf("%s-%02d-%02d", m[1], month, day)
}
