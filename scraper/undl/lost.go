package undl

import (
	"fmt"
	"maps"
	"slices"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// Lost implements [source.Source]: it compares the newest version with those of
// the same form before it, and the list of a page or MARCXML with those of the
// other forms.
func (Source) Lost(key string, versions []source.Version) []string {
	of := map[Form][]marc.Version{}
	for _, v := range versions {
		if rec, err := Parse(Form(v.Form), key, v.Body); err == nil { // what cannot be read is an issue of the build
			of[Form(v.Form)] = append(of[Form(v.Form)], marc.Version{Record: rec, At: v.At})
		}
	}
	form := Form(versions[len(versions)-1].Form)
	newest := of[form]
	if len(newest) == 0 {
		return nil
	}
	if lost := marc.Weigh(newest).Lost; len(lost) > 0 || newest[0].Record.Form == OfficialCSV {
		return lost
	}
	for _, other := range slices.Sorted(maps.Keys(of)) {
		held := of[other][marc.Weigh(of[other]).Held].Record
		if lost := marc.LostList(held, newest[len(newest)-1].Record); len(lost) > 0 {
			return []string{fmt.Sprintf("%s, which %s has", lost[0], other)}
		}
	}
	return nil
}
