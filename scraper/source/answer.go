// Package source is the vocabulary of the crawl: what a host answers, what a
// source makes of an answer, and the state of every key that a source has. The
// packages of the sources, the archive and the crawl share it; it imports none
// of them, and it knows no network and no database.
package source

import "strings"

// Answer is what a host said to one request.
type Answer struct {
	Status      int    // the HTTP status
	Location    string // the header of that name
	WAFAction   string // the header x-amzn-waf-action, of the firewall in front of the UN's hosts
	ContentType string // the header of that name; "" is taken for HTML
	Date        string // the header of that name: the host's clock
	Length      string // the header Content-Length, of an answer to HEAD
	Body        []byte // decompressed
}

// Check returns a [*Refusal] for an answer whose status and headers show that it is
// not the record that was asked for, or that has no body.
func (a Answer) Check() error {
	switch {
	case a.WAFAction != "":
		return Refuse(Challenge, "status %d with x-amzn-waf-action: %s", a.Status, a.WAFAction)
	case a.Status == 202:
		return Refuse(Challenge, "status 202")
	case a.Status >= 300 && a.Status < 400 && strings.Contains(strings.ToLower(a.Location), "login"):
		return Refuse(Login, "status %d to %q", a.Status, a.Location)
	case a.Status >= 300 && a.Status < 400:
		return Refuse(Status, "status %d to %q", a.Status, a.Location)
	case a.Status == 404:
		return Refuse(Unknown, "status 404")
	case a.Status == 410:
		return Refuse(Deleted, "status 410")
	case a.Status != 200:
		return Refuse(Status, "status %d", a.Status)
	case len(a.Body) == 0:
		return Refuse(Cut, "an empty body")
	}
	return nil
}
