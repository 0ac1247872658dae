package undl

import (
	"fmt"
	"regexp"
	"strconv"
)

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
