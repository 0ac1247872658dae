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

// The values of [ListQuery]'s Body and Kind, as the site's facets spell them.
const (
	GeneralAssembly = "General Assembly"
	SecurityCouncil = "Security Council"
	KindVote        = "Vote"
	KindWithoutVote = "Without Vote"
)

// ListQuery names a slice of the collection and a window on it. An empty field
// does not restrict.
type ListQuery struct {
	Body        string // [GeneralAssembly] or [SecurityCouncil]
	Kind        string // [KindVote] or [KindWithoutVote]
	Year        int    // of the vote; 0 for all, and for those without a date
	First       int    // first row, counted from 1; 0 is the first
	Rows        int    // rows a page, 200 at most on the site; 0 is the site's default
	OldestFirst bool   // ascending; the site's own order is newest first
}

// ListURL is the address of one page of a list in the collection "Voting Data".
func ListURL(site string, q ListQuery) string {
	v := url.Values{"cc": {"Voting Data"}, "ln": {"en"}}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	set("fct__2", q.Body)
	set("fct__9", q.Kind)
	set("fct__3", number(q.Year))
	set("jrec", number(q.First))
	set("rg", number(q.Rows))
	if q.OldestFirst {
		v.Set("so", "a") // without sf: by id, so that a record added meanwhile comes last
	}
	return base(site) + "/search?" + v.Encode()
}

// Only this form is a record's own page: /record/12/files/x.pdf is a file of it.
var recordPath = regexp.MustCompile(`^/record/([1-9][0-9]*)/?$`)

// RecordID is the record that a link points to: "/record/4029442?ln=en", relative
// or absolute, on any host. False for every other link, files and exports of a
// record included.
func RecordID(link string) (int64, bool) {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil {
		return 0, false
	}
	m := recordPath.FindStringSubmatch(u.Path)
	if m == nil {
		return 0, false
	}
	id, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil { // more digits than an id can have
		return 0, false
	}
	return id, true
}

func base(site string) string { return strings.TrimRight(site, "/") }

func number(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}
