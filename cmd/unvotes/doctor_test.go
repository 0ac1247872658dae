//go:build replay

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unvotes/scraper"
	"unvotes/scraper/ohchr"
	"unvotes/testdata/shared"
)

// visit runs the doctor on three hosts and returns its code, what it found by the
// name of each thing, and what it said.
func visit(t *testing.T, site, catalogue, documents string, more ...string) (code int, found map[string]scraper.Line, said string) {
	t.Helper()
	args := append([]string{"doctor", "--json", "--data", t.TempDir(), "--delay", "0s", "--site", site, "--catalogue", catalogue, "--documents", documents, "--guides", documents}, more...)
	code, out, errs := command(t, args...)
	var d diagnosis
	if err := json.Unmarshal([]byte(out), &d); err != nil {
		t.Fatalf("ended %d with %q: %v: %s", code, out, err, errs)
	}
	most := doctorRequests
	if site == catalogue && site == documents {
		most = doctorRequestsOneHost
	}
	if d.Requests > most {
		t.Errorf("%d requests, %d are the most", d.Requests, most)
	}
	found = map[string]scraper.Line{}
	for _, l := range d.Lines {
		found[strings.TrimPrefix(l.Host+" ", " ")+l.What] = l
	}
	return code, found, out
}

func december(t *testing.T, flags ...string) (site string) {
	t.Helper()
	return startReplay(t, append([]string{"--since", "2023-12-01", "--until", "2023-12-31"}, flags...)...)
}

func TestDoctorWhereAllIsOpen(t *testing.T) {
	site, dir, log := "", t.TempDir(), filepath.Join(t.TempDir(), "log")
	site = december(t, "--allow-search", "--log", log)
	code, found, said := visit(t, site, site, site, "--keep", dir)
	for what, l := range found {
		if l.Outcome != scraper.AsExpected && l.Host != ohchr.Host { // which the replay is not at the same time
			t.Errorf("%s: %s: %s", what, l.Outcome, l.Says)
		}
	}
	if code != exitDone || len(found) != 17 {
		t.Errorf("ended %d with %d lines:\n%s", code, len(found), said)
	}
	asked, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kept {
		b, err := os.ReadFile(filepath.Join(dir, k.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(`tag="999"`)) || bytes.Contains(b, []byte("created_user")) {
			t.Errorf("%s names staff", k.Name())
		}
	}
	if n := bytes.Count(asked, []byte("\n")); n > doctorRequestsOneHost || len(kept) != n-2+1 { // two are HEAD; doctor.json
		t.Errorf("%d requests, %d files kept", n, len(kept))
	}
}

func TestDoctorWithStaff(t *testing.T) {
	for _, name := range []string{"record.json", "records-xml.xml"} {
		body := shared.Read(t, "corpus", "catalogue", name)
		for _, staff := range []string{`"user"`, `created_user`, `"999"`} {
			if got := withoutStaff(body); bytes.Contains(got, []byte(staff)) || len(got) < len(body)/10 {
				t.Errorf("%s still has %s, in %d bytes", name, staff, len(got))
			}
		}
	}
}

func TestDoctorWhereTheSearchIsClosed(t *testing.T) {
	site := december(t)
	code, found, said := visit(t, site, site, site)
	if l := found[site+" list of the Assembly's votes"]; code != exitDone || l.Outcome != scraper.NotAllowed {
		t.Errorf("ended %d, the list %+v:\n%s", code, l, said)
	}
	if l := found[site+" robots.txt"]; !strings.Contains(l.Says, "Disallow /search") || !strings.Contains(l.Says, "1 sitemaps") {
		t.Errorf("robots.txt says %q", l.Says)
	}
	if code, found, said = visit(t, site, site, site, "--permission", "the test, today"); code != exitDone || found[site+" list of the Assembly's votes"].Outcome != scraper.AsExpected {
		t.Errorf("with permission ended %d:\n%s", code, said)
	}
}

func TestDoctorRefused(t *testing.T) {
	closed := december(t, "--robots", "User-agent: *\nDisallow: /")
	code, found, said := visit(t, closed, closed, closed)
	if code != exitRefused || found[closed+" record page 4029442"].Outcome != scraper.NotAllowed || found[closed+" number of votes"].Outcome != scraper.NotAllowed {
		t.Errorf("robots.txt that closes everything: ended %d:\n%s", code, said)
	}
	wall := december(t, "--waf-after", "1")
	code, found, said = visit(t, wall, wall, wall)
	if code != exitRefused || found[wall+" firewall"].Outcome != scraper.NotAllowed || found[wall+" reachable"].Outcome != scraper.AsExpected || !strings.Contains(said, `"requests": 2,`) {
		t.Errorf("a firewall: ended %d:\n%s", code, said)
	}
	open := december(t)
	code, found, said = visit(t, wall, open, open)
	if code != exitDone || found[open+" record of A/RES/78/76"].Outcome != scraper.AsExpected {
		t.Errorf("a firewall before the library only: ended %d:\n%s", code, said)
	}
}

func TestDoctorWhereAPageDiffers(t *testing.T) {
	open := december(t)
	target, err := url.Parse(open)
	if err != nil {
		t.Fatal(err)
	}
	odd := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Header.Del("Accept-Encoding")
	}, ModifyResponse: func(r *http.Response) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		if strings.HasPrefix(r.Request.URL.Path, "/record/4029442") {
			body = bytes.Replace(body, []byte("<div class='metadata-row'>"), []byte("<div class='metadata-row'><span class='title'>Explanation</span><span class='value'>None given</span></div><div class='metadata-row'>"), 1)
			r.Header.Del("Content-Length")
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		return nil
	}}
	s := httptest.NewServer(odd)
	defer s.Close()
	code, found, said := visit(t, s.URL, open, open)
	if l := found[s.URL+" record page 4029442"]; code != exitCheck || l.Outcome != scraper.Different || !strings.Contains(l.Says, `unknown row "Explanation"`) {
		t.Errorf("a page with an unknown row: ended %d:\n%s", code, said)
	}
	fewer := december(t, "--drop-row", "Vote summary")
	code, found, said = visit(t, fewer, fewer, fewer)
	if l := found[fewer+" record page 4029442"]; code != exitCheck || l.Says != "no row Vote summary" {
		t.Errorf("a page without a row: ended %d:\n%s", code, said)
	}
}

func TestDoctorWhereAHostIsDown(t *testing.T) {
	open, down := december(t), "http://127.0.0.1:1"
	code, found, said := visit(t, open, open, down)
	if code != exitDone || found[down+" reachable"].Outcome != scraper.NotReachable || found[down+" meeting record A/64/PV.121"].Outcome != scraper.NotReachable {
		t.Errorf("the documents are down: ended %d:\n%s", code, said)
	}
	if code, _, said = visit(t, down, down, down); code != exitFailed {
		t.Errorf("all is down: ended %d:\n%s", code, said)
	}
}
