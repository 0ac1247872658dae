package demo

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const maxRows = 200 // rows of a list page, as on the site

func (s *Site) robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "User-agent: *\nCrawl-Delay: 0\n")
}

func (s *Site) record(w http.ResponseWriter, req *http.Request) {
	id, err := strconv.ParseInt(req.PathValue("id"), 10, 64)
	if err != nil || !wantsPage(req.URL.Query()) {
		http.NotFound(w, req)
		return
	}
	r, ok := s.byID[id]
	if !ok { // 200 is the site's own answer
		page(w, "<!DOCTYPE html>\n<html><body><p>Requested record does not seem to exist.</p></body></html>\n")
		return
	}
	page(w, recordPage(r, token()))
}

func (s *Site) search(w http.ResponseWriter, req *http.Request) {
	q := req.URL.Query()
	first, err1 := number(q.Get("jrec"), 1)
	rows, err2 := number(q.Get("rg"), 50)
	if err1 != nil || err2 != nil {
		http.Error(w, "jrec and rg are positive numbers", http.StatusBadRequest)
		return
	}
	if !wantsPage(q) {
		http.NotFound(w, req)
		return
	}
	page(w, listPage(q, s.find(q), first, min(rows, maxRows), token()))
}

// find is the facets of the list: body, kind of vote, year; newest first unless
// so=a asks for the oldest. A record without a date is in no year; an unknown
// body has no records.
func (s *Site) find(q url.Values) []Record {
	var hits []Record
	for _, r := range s.records {
		if inBody(r, q.Get("fct__2")) && ofKind(r, q.Get("fct__9")) && strings.HasPrefix(r.Date, q.Get("fct__3")) {
			hits = append(hits, r)
		}
	}
	if q.Get("so") != "a" {
		slices.Reverse(hits)
	}
	return hits
}

func inBody(r Record, body string) bool {
	switch body {
	case "":
		return true
	case "Security Council":
		return r.Council()
	case "General Assembly":
		return !r.Council()
	}
	return false
}

func ofKind(r Record, kind string) bool {
	return kind == "" || r.WithoutVote() == (kind == "Without Vote")
}

// wantsPage is false for MARCXML and other forms, which this site does not have.
func wantsPage(q url.Values) bool { return slices.Contains([]string{"", "hb", "hd"}, q.Get("of")) }

func number(s string, unset int) (int, error) {
	if s == "" {
		return unset, nil
	}
	n, err := strconv.Atoi(s)
	if err == nil && n < 1 {
		err = fmt.Errorf("%d is not positive", n)
	}
	return n, err
}

func page(w http.ResponseWriter, html string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = io.WriteString(w, html) // a client that went away needs no page
}

// token is another one for each page, as on the site: two fetches of a record
// differ, and must still count as the same content.
func token() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
