// Package demo is a small UN Digital Library for "unvotes demo": the pages of 28
// real votes, lists of them and two meeting records, embedded as files. README.md
// says what they are and where they come from. Start from [Handler], which serves
// the pages; [Site] has all files.
package demo

import (
	"embed"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
)

//go:embed site
var embedded embed.FS

// Site holds robots.txt, record/ID.html, search/BODY.html, search/BODY-YEAR.html
// and the meeting records, as PDF.
var Site = must(fs.Sub(embedded, "site"))

// Meeting is the name in [Site] of the PDF in the shape of the record A/77/PV.69.
const Meeting = "A_77_PV.69.pdf"

// Handler serves the pages as the library does: an unknown record and an empty
// list are pages too, with status 200. Other paths are not found.
func Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, Site, "robots.txt")
	})
	mux.HandleFunc("GET /record/{id}", func(w http.ResponseWriter, r *http.Request) {
		page(w, "record/"+r.PathValue("id")+".html", "Requested record does not seem to exist.")
	})
	mux.HandleFunc("GET /search", func(w http.ResponseWriter, r *http.Request) {
		page(w, listName(r.URL.Query()), "No match found for your search.")
	})
	return mux
}

// listName names the file of a list. Each list is one page, so there is nothing
// behind its first row, and its rows come oldest first whatever was asked for.
func listName(q url.Values) string {
	if q.Get("fct__9") != "Vote" || q.Get("jrec") != "1" {
		return ""
	}
	name := strings.ReplaceAll(strings.ToLower(q.Get("fct__2")), " ", "-")
	if year := q.Get("fct__3"); year != "" {
		name += "-" + year
	}
	return "search/" + name + ".html"
}

// page answers with a file, or with a page that says otherwise if there is none.
func page(w http.ResponseWriter, name, otherwise string) {
	body, err := fs.ReadFile(Site, name)
	if err != nil {
		body = []byte("<!DOCTYPE html>\n<html><body><p>" + otherwise + "</p></body></html>\n")
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(body) //nolint:gosec // the page is embedded; a client that went away needs none
}

func must(f fs.FS, err error) fs.FS {
	if err != nil {
		panic(err)
	}
	return f
}
