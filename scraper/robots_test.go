package scraper

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"unvotes/scraper/source"
)

func TestRobotsRules(t *testing.T) {
	for _, tc := range []struct {
		name, text, path string
		want             bool
	}{
		{"nothing", "", "/record/1", true},
		{"a comment", "# nobody\n", "/record/1", true},
		{"the reported one", "User-agent: *\nCrawl-Delay: 5\nDisallow: /rss\nDisallow: /search\nDisallow: /record/*/export/*\n", "/record/1?of=xm", true},
		{"the reported one", "User-agent: *\nCrawl-Delay: 5\nDisallow: /rss\nDisallow: /search\nDisallow: /record/*/export/*\n", "/record/1/export/xm", false},
		{"the reported one", "User-agent: *\nCrawl-Delay: 5\nDisallow: /rss\nDisallow: /search\nDisallow: /record/*/export/*\n", "/search?cc=Voting", false},
		{"an escaped letter in the rule", "User-agent: *\nDisallow: /%72ecord/\n", "/record/1", false},
		{"an escaped letter in the path", "User-agent: *\nDisallow: /record/\n", "/%72ecord/1", false},
		{"an escape in either case", "User-agent: *\nDisallow: /a%c3%a9\n", "/a%C3%A9", false},
		{"a letter beyond ASCII", "User-agent: *\nDisallow: /é\n", "/%C3%A9", false},
		{"an escaped slash is another path", "User-agent: *\nDisallow: /a/b\n", "/a%2Fb", true},
		{"half an escape", "User-agent: *\nDisallow: /a%2\n", "/a%2", false},
		{"a blank before the colon", "User-agent : *\nDisallow : /\n", "/record/1", false},
		{"no blank after it", "user-agent:*\ndisallow:/\n", "/record/1", false},
		{"a mark", "\ufeffUser-agent: *\nDisallow: /\n", "/record/1", false},
		{"CRLF", "User-agent: *\r\nDisallow: /\r\n", "/record/1", false},
		{"CR", "User-agent: *\rDisallow: /\r", "/record/1", false},
		{"a comment behind", "User-agent: * # all\nDisallow: / # everything\n", "/record/1", false},
		{"an empty rule", "User-agent: *\nDisallow:\n", "/record/1", true},
		{"a rule before any agent", "Disallow: /\nUser-agent: other\nDisallow: /\n", "/record/1", true},
		{"a line that is none", "hello\nUser-agent: *\nDisallow: /\n", "/record/1", false},
		{"our own group", "User-agent: *\nDisallow: /\n\nUser-agent: Unvotes/2.0\nAllow: /\n", "/record/1", true},
		{"a name that ours begins with", "User-agent: un\nDisallow: /\n", "/record/1", true},
		{"two agents of a group", "User-agent: other\nUser-agent: unvotes\nDisallow: /\n", "/record/1", false},
		{"two groups of ours", "User-agent: unvotes\nDisallow: /a\n\nUser-agent: other\nDisallow: /\n\nUser-agent: unvotes\nDisallow: /record\n", "/record/1", false},
		{"the longest rule", "User-agent: *\nDisallow: /\nAllow: /record/\n", "/record/1", true},
		{"of two as long the one that allows", "User-agent: *\nDisallow: /record/1\nAllow: /record/1\n", "/record/1", true},
		{"an end", "User-agent: *\nDisallow: /record/1$\n", "/record/12", true},
		{"an end", "User-agent: *\nDisallow: /record/1$\n", "/record/1", false},
		{"any text and an end", "User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf/b.pdf", false},
		{"any text and an end", "User-agent: *\nDisallow: /*.pdf$\n", "/a.pdf?x", true},
		{"a pattern begins at the beginning", "User-agent: *\nDisallow: /b*c\n", "/a/bxc", true},
	} {
		r, err := readRobots(source.Answer{Status: 200, ContentType: "text/plain", Body: []byte(tc.text)}, "unvotes/1.0 (x)")
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		u, err := url.Parse("https://library.test" + tc.path)
		if err != nil {
			u = &url.URL{Scheme: "https", Host: "library.test", Opaque: tc.path}
		}
		if got := r.allows(u); got != tc.want {
			t.Errorf("%s: %q allows %s: %v, want %v", tc.name, tc.text, tc.path, got, tc.want)
		}
	}
}

// What is not plainly a robots.txt says nothing, and nothing is asked for.
func TestRobotsThatAreNone(t *testing.T) {
	for name, body := range map[string]string{
		"HTML": "<html>", "HTML behind a mark": "\ufeff <!DOCTYPE html>", "UTF-16": "\xff\xfeU\x00s\x00e\x00r\x00", "UTF-16 without a mark": "U\x00s\x00e\x00r\x00",
		"binary": "\x89PNG\r\n\x1a\n", "prose": "Welcome to our site\nHave fun\n", "JSON": `{"error": "no"}`,
	} {
		if _, err := readRobots(source.Answer{Status: 200, ContentType: "text/plain", Body: []byte(body)}, "unvotes"); err == nil {
			t.Errorf("%s is read as a robots.txt", name)
		}
	}
}

// Of a long one the beginning counts, without the line that is cut.
func TestLongRobots(t *testing.T) {
	body := "User-agent: *\nCrawl-delay: 7\nDisallow: /search\nSitemap: https://library.test/s.xml\n" + strings.Repeat("# é\n", robotsLimit)
	body = body[:robotsLimit-1] + "\xc3"
	r, err := readRobots(source.Answer{Status: 200, ContentType: "text/plain", Body: []byte(body)}, "unvotes")
	if err != nil {
		t.Fatal(err)
	}
	if r.allows(&url.URL{Path: "/search"}) || !r.allows(&url.URL{Path: "/x"}) || r.delay != 7*time.Second || len(r.sitemaps) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestOrigin(t *testing.T) {
	for address, want := range map[string]string{
		"HTTP://LOCALHOST:80/x": "http://localhost", "http://localhost": "http://localhost", "https://Library.Test:443": "https://library.test",
		"https://library.test.": "https://library.test", "http://library.test:443": "http://library.test:443", "http://[::1]:8080/": "http://[::1]:8080", "http://127.0.0.1:80": "http://127.0.0.1",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := Origin(u); got != want {
			t.Errorf("Origin(%s) = %s, want %s", address, got, want)
		}
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{"localhost": true, "LOCALHOST": true, "127.0.0.1": true, "127.8.8.8": true, "::1": true, "documents.un.org": false, "10.0.0.1": false, "localhost.test": false, "": false} {
		if got := Loopback(host); got != want {
			t.Errorf("Loopback(%q) = %v", host, got)
		}
	}
}

// A redirect of a loopback host may lead to one that is none.
func TestOnlyLoopbackIsAskedWithoutDelay(t *testing.T) {
	for _, tc := range []struct {
		host        string
		delay, want time.Duration
	}{{"127.0.0.1:8765", 0, 0}, {"documents.un.org", 0, LeastDelay}, {"documents.un.org", 5 * time.Second, 5 * time.Second}} {
		c := NewClient(Config{Delay: tc.delay})
		h, err := c.newHost(t.Context(), &url.URL{Scheme: "https", Host: tc.host})
		if err != nil || h.delay != tc.want {
			t.Errorf("%s with a delay of %v: %v, %v; want %v", tc.host, tc.delay, h.delay, err, tc.want)
		}
	}
}

// What leaves https is not followed; a fragment is not the host's business.
func TestLeadsTo(t *testing.T) {
	for _, tc := range []struct{ from, location, want string }{
		{"https://a.test/x?y", "/doc/b.pdf", "https://a.test/doc/b.pdf"},
		{"https://a.test/x/y", "b.pdf", "https://a.test/x/b.pdf"},
		{"https://a.test/x", "//b.test/c", "https://b.test/c"},
		{"http://a.test/x", "https://b.test/y?z#f", "https://b.test/y?z"},
		{"https://a.test/x", "http://a.test/y", ""},
		{"https://a.test/x", "javascript:void(0)", ""},
		{"https://a.test/x", "https:///y", ""},
		{"https://a.test/x", "https://b.test/signin/Login", ""},
	} {
		got, ok := leadsTo(tc.from, source.Answer{Status: 302, Location: tc.location})
		if got != tc.want || ok != (tc.want != "") {
			t.Errorf("%s from %s leads to %q, %v; want %q", tc.location, tc.from, got, ok, tc.want)
		}
	}
	if _, ok := leadsTo("https://a.test/x", source.Answer{Status: 200, Location: "/y"}); ok {
		t.Error("a 200 is followed")
	}
}
