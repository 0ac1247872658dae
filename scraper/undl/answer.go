package undl

import (
	"errors"
	"strconv"
	"strings"

	"unvotes/scraper/source"
)

// checkAnswer returns nil for an answer that may be the record or the list that was
// asked for, and else a [*source.Refusal] that says what it is. Id is 0 for a list
// or a sitemap. It does not read records: a body that passes may still be refused
// by its parser.
func checkAnswer(id int64, a source.Answer) error {
	var page source.Kind
	if isHTML(a.ContentType) {
		page = foreignPage(a.Body)
	}
	into, isRecord := RecordID(a.Location)
	err := a.Check()
	switch {
	case errors.Is(err, source.Challenge):
	case page == source.Challenge:
		err = source.Refuse(page, "status %d with a page that loads the firewall's script", a.Status)
	case id != 0 && isRecord && into != id && (a.Status == 301 || a.Status == 308):
		err = &source.Refusal{Kind: source.Merged, Into: keyOf(into)}
	case id == 0 && (a.Status == 404 || a.Status == 410):
		err = source.Refuse(source.Status, "status %d", a.Status)
	case err == nil && page != "":
		err = source.Refuse(page, "its page says so, with status 200")
	}
	return named(id, err)
}

func isHTML(contentType string) bool {
	media, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	media = strings.TrimSpace(media)
	return media == "" || media == "text/html" || media == "application/xhtml+xml"
}

// named puts the record's id into a refusal that has none.
func named(id int64, err error) error {
	if id == 0 {
		return err
	}
	return source.Named(keyOf(id), err)
}

func keyOf(id int64) string { return strconv.FormatInt(id, 10) }
