package scraper

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"unvotes/scraper/source"
)

// maxRedirects is how many redirects of one request are followed.
const maxRedirects = 4

// Follow is Get for a document that may lie elsewhere than where it is asked
// for: redirects are followed, each to a host whose robots.txt is asked first
// and obeyed, at that host's pace. The answer is a redirect still when it leads
// to a login, out of https, or on for ever.
func (c *Client) Follow(ctx context.Context, address string, limit int64) (source.Answer, error) {
	a, err := c.Get(ctx, address, limit)
	for range maxRedirects {
		next, ok := leadsTo(address, a)
		if err != nil || !ok {
			break
		}
		address = next
		a, err = c.Get(ctx, address, limit)
	}
	return a, err
}

// leadsTo is where a redirect leads that may be followed.
func leadsTo(address string, a source.Answer) (string, bool) {
	switch a.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return "", false
	}
	from, err := url.Parse(address)
	if err != nil || a.Location == "" || isLogin(a.Location) {
		return "", false
	}
	to, err := from.Parse(a.Location)
	if err != nil || to.Host == "" || to.User != nil || to.Scheme != "https" && to.Scheme != "http" || from.Scheme == "https" && to.Scheme != "https" {
		return "", false
	}
	to.Fragment = ""
	return to.String(), true
}

func isLogin(location string) bool { return strings.Contains(strings.ToLower(location), "login") }
