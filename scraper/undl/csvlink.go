package undl

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// CSVLink is the address of the official CSV file that the page of a record
// links to, on the site. Its name changes with its edition, as in
// "2026_02_06_ga_voting.csv"; of several the newest by that date is taken. It fails with a [*source.Refusal] when there is none.
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
		if p := u.EscapedPath(); newest == "" || edition(p) > edition(newest) {
			newest = p
		}
	})
	if newest == "" {
		return "", named(id, refuse(Layout, "its page links to no CSV file"))
	}
	return base(site) + newest, nil
}

var editionDate = regexp.MustCompile(`([0-9]{4})_([0-9]{1,2})_([0-9]{1,2})_`)

// edition returns what a file's address sorts by: the date in its name, whose
// month and day may have one digit ("2025_7_21_sc_voting.csv").
func edition(address string) string {
	m := editionDate.FindStringSubmatch(path.Base(address))
	if m == nil {
		return address
	}
	return fmt.Sprintf("/%s-%02s-%02s %s", m[1], m[2], m[3], address)
}
