package pv

import (
	"errors"
	"strings"
	"testing"

	"unvotes/scraper/source"
)

func TestReadOfAnswers(t *testing.T) {
	const whole = "%PDF-1.4\n1 0 obj\n%%EOF\n"
	html := func(s string) source.Answer {
		return source.Answer{Status: 200, ContentType: "text/html", Body: []byte("<html><head><script>no document;</script></head><body><p>" + s + "</p></body></html>")}
	}
	for _, tc := range []struct {
		name   string
		answer source.Answer
		want   source.Kind // "": a record
		says   string
	}{
		{"a PDF", source.Answer{Status: 200, ContentType: "application/pdf", Body: []byte(whole)}, "", ""},
		{"a PDF that is called something else", source.Answer{Status: 200, ContentType: "text/html", Body: []byte(whole)}, "", ""},
		{"a PDF with blanks after its end", source.Answer{Status: 200, Body: []byte(whole + "\r\n\r\n\x00")}, "", ""},
		{"a cut PDF", source.Answer{Status: 200, Body: []byte("%PDF-1.4\n1 0 obj\n")}, source.Cut, "17 bytes"},
		{"nothing", source.Answer{Status: 200}, source.Cut, "empty"},
		{"something before the PDF", source.Answer{Status: 200, Body: []byte("\n" + whole)}, source.OtherPage, "%PDF"},
		{"404", source.Answer{Status: 404, Body: []byte("<html><body>There is no document matching your request.</body></html>")}, source.Absent, "status 404: There is no"},
		{"404 without words", source.Answer{Status: 404}, source.Absent, "status 404"},
		{"410", source.Answer{Status: 410}, source.Absent, "status 410"},
		{"400", source.Answer{Status: 400, Body: []byte(`{"message":"bad symbol"}`)}, source.Status, "bad symbol"},
		{"403", source.Answer{Status: 403}, source.Status, "status 403"},
		{"204", source.Answer{Status: 204}, source.Status, "status 204"},
		{"a PDF with another status", source.Answer{Status: 206, Body: []byte(whole)}, source.Status, "status 206"},
		{"a page that says so", html("There is no document matching your request."), source.Absent, "no document matching"},
		{"another one", html("Sorry, the document A/78/PV.45 is not available in English."), source.Absent, "not available"},
		{"another one", html("The requested file was not found"), source.Absent, "not found"},
		{"another one", html("This document hasn't been published yet"), source.Absent, "published"},
		{"JSON that says so", source.Answer{Status: 200, ContentType: "application/json", Body: []byte(`{"error":"Document not found"}`)}, source.Absent, "not found"},
		{"a page that says something else", html("Welcome to the Official Document System"), source.OtherPage, "Welcome"},
		{"a host out of order", html("The service is not available. Please try again later."), source.OtherPage, "service"},
		{"a login page", html("Sign in to your account"), source.OtherPage, "Sign in"},
		{"a login", source.Answer{Status: 302, Location: "/youraccount/login"}, source.Login, "login"},
		{"a redirect that was not followed", source.Answer{Status: 302, Location: "ftp://x.test/a.pdf"}, source.Redirect, "ftp://x.test"},
	} {
		_, err := Source{}.Read(source.Item{}, tc.answer)
		var no *source.Refusal
		switch {
		case tc.want == "" && err != nil:
			t.Errorf("%s: %v, want a record", tc.name, err)
		case tc.want != "" && (!errors.As(err, &no) || !errors.Is(err, tc.want)):
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		case tc.want != "" && !strings.Contains(no.Detail, tc.says):
			t.Errorf("%s: it says %q, want %q in it", tc.name, no.Detail, tc.says)
		}
	}
	long := html(strings.Repeat("ö\x00 ", 400))
	if _, err := (Source{}).Read(source.Item{}, long); len(err.Error()) > 300 || strings.Contains(err.Error(), "\x00") {
		t.Errorf("a long page gives %q", err)
	}
}
