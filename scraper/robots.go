package scraper

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/temoto/robotstxt"

	"unvotes/scraper/source"
)

// robotsLimit is the size that RFC 9309 asks crawlers to read at least.
const robotsLimit = 512 << 10

// robots is what a host's robots.txt says to us.
type robots struct {
	data  *robotstxt.RobotsData
	agent string
	delay time.Duration
}

// readRobots reads an answer to /robots.txt. The library would take a
// challenge, a 403 or a page of HTML for "everything is allowed": here only a
// text is read, 404 and 410 allow everything, and whatever else stops us.
func readRobots(a source.Answer, agent string) (*robots, error) {
	switch {
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		a.Body = nil
	case a.Status != http.StatusOK || a.WAFAction != "":
		return nil, fmt.Errorf("%w: status %d in its place", ErrRefused, a.Status)
	case looksLikeHTML(a):
		return nil, fmt.Errorf("%w: a page of HTML in its place", ErrRefused)
	}
	data, err := robotstxt.FromBytes(a.Body)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be read: %w", ErrRefused, err)
	}
	r := &robots{data: data, agent: agent}
	if g := data.FindGroup(agent); g != nil {
		r.delay = g.CrawlDelay
	}
	return r, nil
}

func looksLikeHTML(a source.Answer) bool {
	return strings.Contains(strings.ToLower(a.ContentType), "html") || bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("<"))
}

// allows tells whether the URL's path and query may be asked for.
func (r *robots) allows(u *url.URL) bool {
	return u.Path == "/robots.txt" || r.data.TestAgent(u.RequestURI(), r.agent)
}
