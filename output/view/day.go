package view

import (
	"fmt"
	"time"
)

// Day is a calendar day: days since 1970-01-01, negative before.
type Day int32

// ParseDay reads "2023-04-26".
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a day like 2023-04-26", s)
	}
	return Day(t.Unix() / 86400), nil //nolint:gosec // G115: years have four digits
}

// FirstDay is the first of January of a year.
func FirstDay(year int) Day {
	return Day(time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400) //nolint:gosec // G115: years have four digits
}

func (d Day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is "2023-04-26".
func (d Day) String() string { return d.time().Format(time.DateOnly) }

// Year is 2023.
func (d Day) Year() int { return d.time().Year() }

// MarshalText makes JSON say "2023-04-26".
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
