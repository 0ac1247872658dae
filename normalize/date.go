package normalize

import (
	"fmt"
	"time"
)

// Date is a day, counted from 1970-01-01 (negative before), as Parquet's DATE
// has it. The zone is unknown and does not matter: it is the day that the
// source prints.
type Date int32

// ParseDate reads "2023-12-07" and nothing else.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("date %q is not of the form 2006-01-02", s)
	}
	return DateOf(t), nil
}

// DateOf is the day of t in UTC.
func DateOf(t time.Time) Date {
	s := t.Unix()
	d := s / 86400
	if s%86400 < 0 { // most UN votes are before 1970: floor, do not truncate
		d--
	}
	return Date(d) //nolint:gosec // G115: int32 days reach 5.8 million years
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Year of the day.
func (d Date) Year() int { return d.Time().Year() }

func (d Date) String() string { return d.Time().Format(time.DateOnly) }

// MarshalText gives JSON "2023-12-07".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}
