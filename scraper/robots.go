package scraper

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"unvotes/scraper/source"
)

// robotsLimit is how much of a robots.txt is read; RFC 9309 asks for 500 KiB.
const robotsLimit = 512 << 10

// robots is what a host's robots.txt says to us, by RFC 9309.
type robots struct {
	rules    []rule
	delay    time.Duration
	sitemaps []string
}

// errChallenge is the firewall's answer in the place of a robots.txt.
var errChallenge = errors.New("a challenge of the firewall")

type rule struct {
	allow   bool
	pattern string // see [canonicalPath]; * is any text, $ at the end is the end
}

// readRobots reads an answer to /robots.txt. Libraries take a challenge, a 403 or
// a page of HTML for "everything is allowed": here only a text with directives
// that are known is read, 404 and 410 allow everything, and whatever else stops
// the run.
func readRobots(a source.Answer, agent string) (*robots, error) {
	switch {
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		return &robots{}, nil
	case a.Status == http.StatusAccepted || a.WAFAction != "":
		return nil, fmt.Errorf("%w: %w: status %d in its place", source.ErrRefused, errChallenge, a.Status)
	case a.Status != http.StatusOK:
		return nil, fmt.Errorf("%w: status %d in its place", source.ErrRefused, a.Status)
	}
	body := bytes.TrimPrefix(a.Body, []byte("\uFEFF"))
	if len(body) >= robotsLimit {
		body = body[:bytes.LastIndexByte(body, '\n')+1] // the last line may be cut
	}
	switch {
	case strings.Contains(strings.ToLower(a.ContentType), "html") || bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")):
		return nil, fmt.Errorf("%w: a page of HTML in its place", source.ErrRefused)
	case !utf8.Valid(body) || bytes.IndexByte(body, 0) >= 0:
		return nil, fmt.Errorf("%w: it is not UTF-8 text", source.ErrRefused)
	}
	r, known, unknown := parseRobots(string(body), agent)
	if known == 0 && unknown > 0 {
		return nil, fmt.Errorf("%w: no line of it is one of a robots.txt", source.ErrRefused)
	}
	if r.delay > longestWait {
		return nil, fmt.Errorf("%w: its Crawl-delay is %s", source.ErrRefused, r.delay)
	}
	return r, nil
}

// parseRobots reads the groups for the agent, or those for everybody if it has
// none, and counts lines with directives that are known and others.
func parseRobots(text, agent string) (r *robots, known, unknown int) {
	own, all := &robots{}, &robots{}
	var current []*robots // groups of the last user-agent lines
	named, inRules := false, false
	for line := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '\n' || c == '\r' }) {
		line, _, _ = strings.Cut(line, "#")
		directive, value, ok := strings.Cut(line, ":")
		directive, value = strings.ToLower(strings.TrimSpace(directive)), strings.TrimSpace(value)
		if strings.TrimSpace(line) == "" {
			continue
		}
		known++
		switch {
		case ok && directive == "user-agent":
			if inRules {
				current, inRules = nil, false
			}
			if value == "*" {
				current = append(current, all)
			} else if strings.EqualFold(productToken(value), productToken(agent)) {
				current, named = append(current, own), true
			}
		case ok && directive == "sitemap":
			own.sitemaps = append(own.sitemaps, value)
		case ok && (directive == "allow" || directive == "disallow"):
			inRules = true
			for _, g := range current {
				if value != "" {
					g.rules = append(g.rules, rule{directive == "allow", canonicalPath(value)})
				}
			}
		case ok && directive == "crawl-delay":
			inRules = true
			for _, g := range current {
				g.delay = max(g.delay, seconds(value))
			}
		default:
			known, unknown = known-1, unknown+1
		}
	}
	if !named {
		all.sitemaps = own.sitemaps
		return all, known, unknown
	}
	return own, known, unknown
}

// productToken returns what a crawler is called, without its version.
func productToken(agent string) string {
	end := strings.IndexFunc(agent, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '-'
	})
	if end < 0 {
		return agent
	}
	return agent[:end]
}

// seconds reads a number of seconds, within what a Duration can hold; 0 when it is
// none.
func seconds(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f > 0) {
		return 0
	}
	return time.Duration(min(f, 1e9) * float64(time.Second))
}

// allows reports whether the URL may be asked for: the longest rule that matches
// decides, and of two as long the one that allows.
func (r *robots) allows(u *url.URL) bool {
	path := canonicalPath(u.RequestURI())
	allowed, longest := true, -1
	for _, rule := range r.rules {
		if n := len(rule.pattern); (n > longest || n == longest && rule.allow) && matches(rule.pattern, path) {
			allowed, longest = rule.allow, n
		}
	}
	return allowed
}

// matches reports whether a pattern matches the beginning of a path.
func matches(pattern, path string) bool {
	pattern, toEnd := strings.CutSuffix(pattern, "$")
	first, rest, wild := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	for wild {
		var part string
		part, rest, wild = strings.Cut(rest, "*")
		if toEnd && !wild {
			return strings.HasSuffix(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path = path[i+len(part):]
	}
	return !toEnd || path == ""
}

// canonicalPath returns a path, or a pattern of paths, in the form in which RFC
// 9309 compares them: what needs no escape is not escaped, what is no ASCII is.
func canonicalPath(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		escaped := false
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, escaped = byte(n), true
				i += 2
			}
		}
		switch {
		case escaped && !isUnreserved(c), c >= utf8.RuneSelf:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}
