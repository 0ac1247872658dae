// Package source is the vocabulary of the crawl: what a host answers, what a
// source makes of an answer, and the state of every key that a source has. The
// packages of the sources, the archive and the crawl share it; it imports none
// of them, and it knows no network and no database.
package source

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
