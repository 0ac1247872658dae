package demo

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"text/template"
)

// The site leaves apostrophes and quotes bare, where html/template would write
// entities and rewrite the links; so text/template, and escape below. The facts
// are ours, nothing comes from a request but the query of the next page's link,
// which url.Values encodes.
var templates = template.Must(template.New("").
	Funcs(template.FuncMap{"escape": escape, "lower": strings.ToLower}).
	ParseFS(files, "templates/*.tmpl"))

// library is the address that the links of the real pages have, whatever host
// serves them.
const library = "https://digitallibrary.un.org"

// row is one labelled row of the record page; HTML is its value as markup.
type row struct{ Label, HTML string }

// recordPage draws the page of a record. The token is all that differs between
// two fetches of one page.
func recordPage(r Record, token string) string {
	return draw("record.html.tmpl", map[string]any{
		"ID": r.ID, "Title": r.Title, "Rows": rows(r), "Council": r.Council(), "Token": token,
	})
}

// rows are the rows of a record in the site's order, those it has. The line
// breaks in three labels are the site's.
func rows(r Record) []row {
	summary := ""
	if s := r.Summary(); s != "" {
		summary = `<div class="">Voting Summary </div><div class="">` + s + ` </div>`
	}
	all := []row{
		{"Title", escape(r.Title)},
		{"Agenda", links(r.Agenda, library+"/search?f1=9911_0&as=1&sf=title&so=a&rm=&m1=e&p1=%%28DHLAUTH%%29%d&amp;ln=en")},
		{"Resolution", escape(r.Resolution)},
		{"Meeting record\n", escape(strings.Join(r.MeetingRecords, "\n"))},
		{"Draft resolution", links(r.Drafts, library+"/record/%d?ln=en")},
		{"Committee report", links(r.CommitteeReports, library+"/record/%d?ln=en")},
		{"Note", escape(r.Note)},
		{"Vote summary\n", summary},
		{"Vote date", escape(r.Date)},
		{"Vote\n\n\n\n\n\n", voteLines(r.Lines)},
	}
	var has []row
	for _, w := range all {
		if w.HTML != "" {
			has = append(has, row{w.Label, strings.ReplaceAll(w.HTML, "\n", "<br/> ")})
		}
	}
	return has
}

// links puts one entry a line, each linked where its number is known.
func links(entries []Entry, href string) string {
	var lines []string
	for _, e := range entries {
		text := escape(e.Text)
		if e.Link != 0 {
			text = fmt.Sprintf(`<a href="`+href+`">%s</a>`, e.Link, text)
		}
		lines = append(lines, text)
	}
	return strings.Join(lines, "\n")
}

// voteLines puts one member a line. The blank after a code is there without a
// code too, so a member that did not vote has one blank more before it.
func voteLines(lines []Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, l.Code+" "+escape(l.Label))
	}
	return strings.Join(out, "\n")
}

// hit is one row of a list.
type hit struct {
	Number int
	Record
}

// ShortTitle is the title as lists print it, cut at 150 characters.
func (h hit) ShortTitle() string {
	if t := []rune(h.Title); len(t) > 150 {
		return string(t[:150]) + "[...]"
	}
	return h.Title
}

// listPage draws the rows from the one numbered first; jrec in the links counts
// from 1 as well.
func listPage(q url.Values, found []Record, first, perPage int, token string) string {
	if first > len(found) {
		return "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Search Results - United Nations Digital Library System</title></head>" +
			"<body><div class=\"pagebody\"><p>No match found for your search.</p></div></body></html>\n"
	}
	last := min(len(found), first+perPage-1)
	var hits []hit
	for i := first; i <= last; i++ {
		hits = append(hits, hit{i, found[i-1]})
	}
	data := map[string]any{"Total": len(found), "First": first, "Last": last, "Hits": hits, "Token": token, "Previous": "", "Next": ""}
	if first > 1 {
		data["Previous"] = listLink(q, max(1, first-perPage), perPage)
	}
	if last < len(found) {
		data["Next"] = listLink(q, last+1, perPage)
	}
	return draw("list.html.tmpl", data)
}

func listLink(q url.Values, first, perPage int) string {
	next := url.Values{}
	for _, k := range []string{"cc", "c", "sf", "so", "ln", "fct__2", "fct__9", "fct__3"} {
		if v := q.Get(k); v != "" {
			next.Set(k, v)
		}
	}
	next.Set("jrec", strconv.Itoa(first))
	next.Set("rg", strconv.Itoa(perPage))
	return "/search?" + escape(next.Encode())
}

func draw(name string, data any) string {
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		panic(err) // the templates are embedded and every record is drawn in a test
	}
	return b.String()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace
