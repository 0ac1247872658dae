package undl

import (
	"strconv"

	"unvotes/scraper/source"
)

// The kinds of refusals that the library's forms give rise to.
const (
	NotAVote  = source.NotAVote
	Deleted   = source.Deleted
	Merged    = source.Merged
	Unknown   = source.Unknown
	Login     = source.Login
	Challenge = source.Challenge
	Blank     = source.Blank
	OtherID   = source.OtherID
	Cut       = source.Cut
	Layout    = source.Layout
	Oversize  = source.Oversize
	NotUTF8   = source.NotUTF8
	Status    = source.Status
)

// refuse returns a refusal whose record is not known yet; see [named].
func refuse(k source.Kind, format string, args ...any) error {
	return source.Refuse(k, format, args...)
}

// named puts the record's id into a refusal that has none.
func named(id int64, err error) error {
	if id == 0 {
		return err
	}
	return source.Named(strconv.FormatInt(id, 10), err)
}
