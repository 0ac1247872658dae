package undl

import (
	"strconv"
	"strings"

	"unvotes/scraper/source"
)

// The statuses that mean something here. The package knows no network, hence
// not net/http.
const (
	statusOK                = 200
	statusAccepted          = 202
	statusMovedPermanently  = 301
	statusPermanentRedirect = 308
	statusNotFound          = 404
	statusGone              = 410
)

// CheckAnswer is nil for an answer that may be the record or the list that was
// asked for, and else a [*source.Refusal] that says what it is. Id is 0 for a list, a
// sitemap or robots.txt. It does not read records: a body that passes may still
// be refused by its parser.
func CheckAnswer(id int64, a source.Answer) error {
	return named(id, checkAnswer(id, a))
}

func checkAnswer(id int64, a source.Answer) error {
	var page source.Kind
	if isHTML(a.ContentType) {
		page = foreignPage(a.Body)
	}
	switch {
	case a.WAFAction != "":
		return source.Refuse(source.Challenge, "status %d with x-amzn-waf-action: %s", a.Status, a.WAFAction)
	case a.Status == statusAccepted:
		return source.Refuse(source.Challenge, "status 202")
	case page == source.Challenge:
		return source.Refuse(source.Challenge, "status %d with a page that loads the firewall's script", a.Status)
	case a.Status >= 300 && a.Status < 400:
		return redirect(id, a)
	case a.Status == statusGone && id != 0:
		return source.Refuse(source.Deleted, "status 410")
	case a.Status == statusNotFound && id != 0:
		return source.Refuse(source.Unknown, "status 404")
	case a.Status != statusOK:
		return source.Refuse(source.Status, "status %d", a.Status)
	case len(a.Body) == 0:
		return source.Refuse(source.Cut, "an empty body with status 200")
	case page != "":
		return source.Refuse(page, "its page says so, with status 200")
	}
	return nil
}

func redirect(id int64, a source.Answer) error {
	if strings.Contains(a.Location, "/youraccount/login") {
		return source.Refuse(source.Login, "status %d to the login page", a.Status)
	}
	into, ok := RecordID(a.Location)
	moved := a.Status == statusMovedPermanently || a.Status == statusPermanentRedirect
	if ok && moved && id != 0 && into != id {
		return &source.Refusal{Kind: source.Merged, Into: strconv.FormatInt(into, 10)}
	}
	return source.Refuse(source.Status, "status %d to %q", a.Status, a.Location)
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
	return source.Named(strconv.FormatInt(id, 10), err)
}
