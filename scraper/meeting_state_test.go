package scraper

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
)

func TestMissedMeetings(t *testing.T) {
	const hour, d = time.Hour, 24 * time.Hour
	absent, page := noRecord(notThere, "status 404: none"), noRecord(otherPage, "it says: Welcome")
	young, old := noon.Add(-40*d).Format(time.DateOnly), "1993-11-01"
	for _, tc := range []struct {
		name   string
		before archive.State
		dated  string
		cause  error
		at     []time.Duration // since noon
		gives  bool
		want   archive.State
		result string
		from   time.Duration // until it is due, at least
		to     time.Duration // at most; 0: the next run asks
	}{
		{"young and absent", archive.Wanted, young, absent, []time.Duration{0}, true, archive.Absent, "absent", 3 * d, 7 * d},
		{"young and absent for weeks", archive.Wanted, young, absent, []time.Duration{0, 4 * d, 9 * d, 60 * d}, true, archive.Absent, "absent", 8 * d, 16 * d},
		{"no longer young", archive.Wanted, young, absent, []time.Duration{0, 5 * d, 400 * d}, true, archive.Quarantined, "absent", 60 * d, 120 * d},
		{"old and absent", archive.Wanted, old, absent, []time.Duration{0}, true, archive.Absent, "absent", 20 * hour, 20 * hour},
		{"old and absent, often on one day", archive.Wanted, old, absent, []time.Duration{0, hour, 2 * hour, 3 * hour}, true, archive.Absent, "absent", 20 * hour, 20 * hour},
		{"old and absent on three days", archive.Wanted, old, absent, []time.Duration{0, d, 2 * d}, true, archive.Quarantined, "absent", 547 * d, 913 * d},
		{"old and absent on three days, where nothing is given", archive.Wanted, old, absent, []time.Duration{0, d, 2 * d}, false, archive.Absent, "absent", 20 * hour, 20 * hour},
		{"without a day it is old", archive.Wanted, "", absent, []time.Duration{0, d, 2 * d}, true, archive.Quarantined, "absent", 547 * d, 913 * d},
		{"a page", archive.Wanted, young, page, []time.Duration{0, d}, true, archive.Failed, "page", 0, 0},
		{"a page on three days", archive.Wanted, young, page, []time.Duration{0, d, 2 * d}, false, archive.Quarantined, "page", 60 * d, 120 * d},
		{"no answer", archive.Wanted, old, errors.New("status 503"), []time.Duration{0}, true, archive.Failed, "unavailable", 0, 0},
		{"held, and absent", archive.Held, old, absent, []time.Duration{0, d}, true, archive.Held, "absent", 20 * hour, 20 * hour},
		{"held, and absent on three days", archive.Held, old, absent, []time.Duration{0, d, 2 * d}, true, archive.Held, "absent", 547 * d, 913 * d},
	} {
		m := archive.Meeting{Symbol: "A/48/PV.46", State: tc.before, Dated: tc.dated, FoundAt: noon}
		var at time.Time
		for _, later := range tc.at {
			at = noon.Add(later)
			m = missedMeeting(m, tc.cause, at, tc.gives)
		}
		if m.State != tc.want || m.Result != tc.result || m.Detail == "" || !m.TriedAt.Equal(at) {
			t.Errorf("%s: %+v, want %s %s", tc.name, m, tc.want, tc.result)
		}
		wait := m.DueAt.Sub(at)
		if tc.to == 0 && !m.DueAt.IsZero() || tc.to > 0 && (wait < tc.from || wait > tc.to) {
			t.Errorf("%s: due after %v, want %v to %v", tc.name, wait, tc.from, tc.to)
		}
		if asked, want := isWanted(m, at), tc.to == 0; asked != want {
			t.Errorf("%s: the next run at once asks for it: %v, want %v", tc.name, asked, want)
		}
		if back := heldMeeting(m, at); back.State != archive.Held || back.FailDays != 0 || back.Detail != "" || back.Result != "record" {
			t.Errorf("%s: comes back as %+v", tc.name, back)
		}
	}
}

func TestNextMeetingLook(t *testing.T) {
	const d = 24 * time.Hour
	for dated, want := range map[string][2]time.Duration{
		"2026-11-22": {21 * d, 35 * d}, "2025-11-23": {34 * d, 58 * d}, "1950-11-03": {547 * d, 913 * d}, "": {547 * d, 913 * d},
	} {
		seen := map[time.Time]bool{}
		for _, symbol := range []string{"A/PV.1", "A/PV.2", "S/PV.1", "S/PV.2", "A/78/PV.45"} {
			due := nextMeetingLook(archive.Meeting{Symbol: symbol, Dated: dated}, noon)
			seen[due] = true
			if wait := due.Sub(noon); wait < want[0] || wait > want[1] {
				t.Errorf("a vote of %q: %s is due after %v, want %v to %v", dated, symbol, wait, want[0], want[1])
			}
		}
		if len(seen) < 5 {
			t.Error("records of one fill are due at the same time: the nights are not evened out")
		}
	}
}

func TestCheckMeeting(t *testing.T) {
	const whole = "%PDF-1.4\n1 0 obj\n%%EOF\n"
	html := func(s string) source.Answer {
		return source.Answer{Status: 200, ContentType: "text/html", Body: []byte("<html><head><script>no document;</script></head><body><p>" + s + "</p></body></html>")}
	}
	for _, tc := range []struct {
		name   string
		answer source.Answer
		want   meetingKind // "": a record
		says   string
	}{
		{"a PDF", source.Answer{Status: 200, ContentType: "application/pdf", Body: []byte(whole)}, "", ""},
		{"a PDF that is called something else", source.Answer{Status: 200, ContentType: "text/html", Body: []byte(whole)}, "", ""},
		{"a PDF with blanks after its end", source.Answer{Status: 200, Body: []byte(whole + "\r\n\r\n\x00")}, "", ""},
		{"a cut PDF", source.Answer{Status: 200, Body: []byte("%PDF-1.4\n1 0 obj\n")}, cutPDF, "17 bytes"},
		{"nothing", source.Answer{Status: 200}, cutPDF, "empty"},
		{"something before the PDF", source.Answer{Status: 200, Body: []byte("\n" + whole)}, otherPage, "%PDF"},
		{"404", source.Answer{Status: 404, Body: []byte("<html><body>There is no document matching your request.</body></html>")}, notThere, "status 404: There is no"},
		{"404 without words", source.Answer{Status: 404}, notThere, "status 404"},
		{"410", source.Answer{Status: 410}, notThere, "status 410"},
		{"400", source.Answer{Status: 400, Body: []byte(`{"message":"bad symbol"}`)}, badStatus, "bad symbol"},
		{"403", source.Answer{Status: 403}, badStatus, "status 403"},
		{"204", source.Answer{Status: 204}, badStatus, "status 204"},
		{"a PDF with another status", source.Answer{Status: 206, Body: []byte(whole)}, badStatus, "status 206"},
		{"a page that says so", html("There is no document matching your request."), notThere, "no document matching"},
		{"another one", html("Sorry, the document A/78/PV.45 is not available in English."), notThere, "not available"},
		{"another one", html("The requested file was not found"), notThere, "not found"},
		{"another one", html("This document hasn't been published yet"), notThere, "published"},
		{"JSON that says so", source.Answer{Status: 200, ContentType: "application/json", Body: []byte(`{"error":"Document not found"}`)}, notThere, "not found"},
		{"a page that says something else", html("Welcome to the Official Document System"), otherPage, "Welcome"},
		{"a host out of order", html("The service is not available. Please try again later."), otherPage, "service"},
		{"a login page", html("Sign in to your account"), otherPage, "Sign in"},
		{"a login", source.Answer{Status: 302, Location: "/youraccount/login"}, login, "login"},
		{"a redirect that was not followed", source.Answer{Status: 302, Location: "ftp://x.test/a.pdf"}, redirected, "ftp://x.test"},
	} {
		err := checkMeeting(tc.answer)
		var no *noMeeting
		switch {
		case tc.want == "" && err != nil:
			t.Errorf("%s: %v, want a record", tc.name, err)
		case tc.want != "" && (!errors.As(err, &no) || !errors.Is(err, tc.want)):
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		case tc.want != "" && !strings.Contains(no.detail, tc.says):
			t.Errorf("%s: it says %q, want %q in it", tc.name, no.detail, tc.says)
		}
	}
	long := html(strings.Repeat("ö\x00 ", 400))
	if err := checkMeeting(long); len(err.Error()) > 250 || strings.Contains(err.Error(), "\x00") {
		t.Errorf("a long page gives %q", err)
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

func TestOnlyLoopbackIsAskedWithoutDelay(t *testing.T) {
	for _, tc := range []struct {
		host        string
		delay, want time.Duration
	}{{"127.0.0.1:8765", 0, 0}, {"documents.un.org", 0, time.Second}, {"documents.un.org", 5 * time.Second, 5 * time.Second}} {
		c := Client{config: Config{Delay: tc.delay}}
		if got := c.delay(&url.URL{Scheme: "https", Host: tc.host}); got != tc.want {
			t.Errorf("%s with a delay of %v: %v, want %v", tc.host, tc.delay, got, tc.want)
		}
	}
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "127.8.8.8": true, "::1": true, "documents.un.org": false, "10.0.0.1": false, "localhost.test": false, "": false} {
		if got := Loopback(host); got != want {
			t.Errorf("Loopback(%q) = %v", host, got)
		}
	}
}
