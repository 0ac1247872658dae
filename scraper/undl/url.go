package undl

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// RecordURL returns the address of a record's page in English. Site is the
// library's base, as "https://digitallibrary.un.org".
func RecordURL(site string, id int64) string { return Source{Site: site}.URL(keyOf(id)) }

// The bodies and the kinds of records, as the site's facets spell them.
const (
	GeneralAssembly = "General Assembly"
	SecurityCouncil = "Security Council"
	kindVote        = "Vote"
	kindWithoutVote = "Without Vote"
)

// listQuery names a slice of the collection and a window on it. An empty field
// does not restrict.
type listQuery struct {
	body, kind  string
	year        int // of the vote; 0 for all, and for those without a date
	first, rows int // the window, its first row counted from 1
	oldestFirst bool
}

// listURL returns the address of one page of a list in the collection "Voting
// Data".
func (s Source) listURL(q listQuery) string {
	v := url.Values{"cc": {"Voting Data"}, "ln": {"en"}}
	for key, value := range map[string]string{
		"fct__2": q.body, "fct__9": q.kind, "fct__3": strconv.Itoa(q.year), "jrec": strconv.Itoa(q.first), "rg": strconv.Itoa(q.rows),
	} {
		if value != "" && value != "0" {
			v.Set(key, value)
		}
	}
	if q.oldestFirst {
		v.Set("so", "a") // without sf: by id, so that a record added meanwhile comes last
	}
	return s.Site + "/search?" + v.Encode()
}

// Only this form is a record's own page: /record/12/files/x.pdf is a file of it.
var recordPath = regexp.MustCompile(`^/record/([1-9][0-9]*)/?$`)

// RecordID returns the record that a link points to: "/record/4029442?ln=en",
// relative or absolute, on any host; ok is false for every other link, files and
// exports of a record included.
func RecordID(link string) (id int64, ok bool) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return 0, false
	}
	m := recordPath.FindStringSubmatch(u.Path)
	if m == nil {
		return 0, false
	}
	if id, err = strconv.ParseInt(m[1], 10, 64); err != nil { // more digits than an id can have
		return 0, false
	}
	return id, true
}
