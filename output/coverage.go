package output

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"unvotes/normalize"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// Coverage is what the tables hold of each body and year, beside the total that
// the site's list states for it. Where no list is open, the official CSV is the
// only second opinion: how many of those votes it has, which tells what the
// pages alone know of. Votes that only a meeting record has are no records of the
// library's, and not counted.
func (t Tables) Coverage(lists []source.Slice) []Coverage {
	type key struct {
		body normalize.Body
		year int
	}
	held, official := map[key]int{}, map[key]int{}
	for _, e := range t.RollCalls {
		if e.Source == normalize.MeetingRecord {
			continue
		}
		k := key{body: e.Body}
		if e.Date != nil {
			k.year = e.Date.Year()
		}
		held[k]++
		if slices.Contains(e.Sources, string(undl.OfficialCSV)) {
			official[k]++
		}
	}
	stated := map[key]source.Slice{}
	for _, s := range lists {
		name, year, dated := strings.Cut(s.Name, "/")
		if y, err := strconv.Atoi(year); dated && err == nil {
			k := key{listBodies[name], y}
			stated[k] = s
			held[k] += 0 // a year of which we hold nothing has a row too
		}
	}
	out := make([]Coverage, 0, len(held))
	for k, n := range held {
		c := Coverage{Body: k.body, Year: k.year, Held: n}
		if s, ok := stated[k]; ok {
			c.Stated, c.StatedBy, c.StatedAt = &s.Total, "list", &s.CheckedAt
		} else if n := official[k]; n > 0 {
			c.Stated, c.StatedBy = &n, string(undl.OfficialCSV)
		}
		if c.Held > 0 || c.Stated != nil && *c.Stated > 0 {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Coverage) int {
		return cmp.Or(cmp.Compare(a.Body, b.Body), cmp.Compare(a.Year, b.Year))
	})
	return out
}

var listBodies = map[string]normalize.Body{undl.GeneralAssembly: normalize.GA, undl.SecurityCouncil: normalize.SC}
