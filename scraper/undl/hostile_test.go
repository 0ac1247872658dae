package undl

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
)

// What no real page looks like ends in an error, within bounded memory.
func TestHostilePages(t *testing.T) {
	const frame = "<html><head><link rel=canonical href=/record/1></head><body><div id='details-collapse'>"
	const end = "</div></body></html>"
	row := func(label, value string) string {
		return "<div class='metadata-row'><span class='title'>" + label + "</span><span class='value'>" + value + "</span></div>"
	}
	collections := row("Collections", "Resource Type &gt; Voting Data")
	many := func(n int, s string) string { return strings.Repeat(s, n) }
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, tt := range []struct {
		name, body string
		want       source.Kind
	}{
		{"10 MB of nesting", frame + many(2_000_000, "<div>") + end, source.Oversize},
		{"4 MB of nesting", frame + many(800_000, "<div>") + end, source.Oversize},
		{"nesting of 600", frame + many(600, "<div>") + many(600, "</div>") + collections + end, source.Oversize},
		{"nesting of spans in a value", frame + row("Vote", many(600, "<b>")) + collections + end, source.Oversize},
		{"1,000,000 rows", frame + many(1_000_000, row("a", "b")) + end, source.Oversize},
		{"5,000 rows", frame + many(5_000, row("a", "b")) + end, source.Oversize},
		{"101 rows", frame + many(maxRows, row("a", "b")) + collections + end, source.Oversize},
		{"1,000,000 lines", frame + row("Vote", many(400_000, "Y A<br>")) + collections + end, source.Oversize},
		{"1,001 lines", frame + row("Vote", many(marc.MaxEntries+1, "Y A<br>")) + collections + end, source.Oversize},
		{"1,001 values in a row without a name", frame + row("New", many(marc.MaxEntries+1, "A<br>")) + collections + end, source.Oversize},
		{"elements that HTML opens again", frame + numbered(400, "<b id=%d>") + many(50_000, "<p>x") + end, source.Oversize},
		{"the same with /", frame + numbered(400, "<b id=%d/>") + many(50_000, "<p>x") + end, source.Oversize},
		{"the same with useless end tags", frame + numbered(400, "<b id=%d><table></b>") + many(50_000, "<p>x") + end, source.Oversize},
		{"the same outside the block", many(300, "<font>") + many(50_000, "<p>x") + end, source.Oversize},
		{"invalid UTF-8", frame + row("Vote", "Y T\xfcRKIYE") + collections + end, source.NotUTF8},
		{"replacement character", frame + row("Vote", "Y T\uFFFDRKIYE") + collections + end, source.NotUTF8},
		{"NUL in a value", frame + row("Vote", "Y A\x00B") + collections + end, source.NotUTF8},
		{"one tag of 3 MB", frame + "<div " + many(300_000, "a=bcdefg ") + ">" + end, source.Blank},
		{"an id that is no number", strings.Replace(frame, "/record/1", "/record/1x", 1) + collections + end, source.Layout},
		{"an id of 30 digits", strings.Replace(frame, "/record/1", "/record/"+many(30, "1"), 1) + collections + end, source.Layout},
		{"not HTML", many(1_000_000, "\n"), source.Cut},
		{"nothing", "", source.Cut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, r, err := []byte(tt.body), marc.Record{}, error(nil)
			used := allocated(func() { r, err = ParseRecordPage(0, body) })
			if !errors.Is(err, tt.want) || r.ID != 0 {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if limit := uint64(64 << 20); used > limit {
				t.Errorf("%d MB were allocated", used>>20)
			}
		})
	}
}

func TestHostileLists(t *testing.T) {
	const box = "<html><body><table><tr><td class=searchresultsrecsfound><span><strong>2</strong></span></td></tr></table><form action=/yourbaskets/add><table>"
	const end = "</table></form></body></html>"
	row := "<tr><td><abbr class=unapi-id title=%s></abbr>1.</td></tr>"
	for _, tt := range []struct {
		name, body string
		want       source.Kind
	}{
		{"10 MB of nesting", box + strings.Repeat("<div>", 2_000_000) + end, source.Oversize},
		{"20 MB", box + strings.Repeat(" ", 20<<20) + end, source.Oversize},
		{"1,000,000 rows", box + strings.Repeat("<tr><td><abbr class=unapi-id title=1></abbr>1.</td></tr>", 250_000) + end, source.Oversize},
		{"1,001 rows", box + strings.Repeat("<tr><td><abbr class=unapi-id title=1></abbr>1.</td></tr>", maxListRows+1) + end, source.Oversize},
		{"invalid UTF-8", box + "\xff" + end, source.NotUTF8},
		{"an id that is no number", box + fmt.Sprintf(row, "12x") + end, source.Layout},
		{"an id of 30 digits", box + fmt.Sprintf(row, strings.Repeat("1", 30)) + end, source.Layout},
		{"a total of 30 digits", strings.Replace(box, ">2<", ">"+strings.Repeat("1", 30)+"<", 1) + fmt.Sprintf(row, "1") + end, source.Layout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body, l, err := []byte(tt.body), listPage{}, error(nil)
			used := allocated(func() { l, err = parseList(body) })
			if !errors.Is(err, tt.want) || l.Rows != nil || l.Total != 0 {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if limit := uint64(64 << 20); used > limit {
				t.Errorf("%d MB were allocated", used>>20)
			}
			if tt.name == "an id that is no number" && !strings.Contains(err.Error(), `"12x"`) {
				t.Errorf("%q does not name the id", err)
			}
		})
	}
}

// A file of any size is read within bounded memory: what is counted here is what is
// held, since a stream allocates with its length.
func TestHostileStreams(t *testing.T) {
	const head = "undl_id,ms_code,ms_name,ms_vote,date,resolution,total_ms\n"
	const row = "7,AFG,AFGHANISTAN,Y,1950-11-03,A/RES/377(V),60\n"
	const collection, url = "<collection>", "<url><loc>https://digitallibrary.un.org/record/7</loc></url>"
	for _, tt := range []struct {
		name  string
		parse func(r io.Reader) error
		body  io.Reader
		want  source.Kind
	}{
		{"CSV: a quote that is never closed", officialCSV, endless(head+`7,"`, row, 100<<20), source.Oversize},
		{"CSV: a line of 100 MB", officialCSV, endless(head, "7,", 100<<20), source.Oversize},
		{"CSV: a header of 100 MB", officialCSV, endless("", "undl_id,", 100<<20), source.Oversize},
		{"CSV: 200,000 rows of one record", officialCSV, endless(head, row, 200_000*len(row)), ""},
		{"CSV: 300,000 bad rows", officialCSV, endless(head, "x\n", 600_000), ""},
		{"MARCXML: 100 MB of nesting", marcXML, endless(collection+"<record>", "<a>", 100<<20), source.Oversize},
		{"MARCXML: 100 MB in one field", marcXML, endless(collection+"<record><datafield>", "lost ", 100<<20), source.Oversize},
		{"MARCXML: 1,000,000 fields", marcXML, endless(collection+"<record>", "<datafield tag='967'/>", 1_000_000*22), source.Oversize},
		{"MARCXML: a comment of 100 MB", marcXML, endless("<!-- ", "- ", 100<<20), source.Oversize},
		{"sitemap: 1,000,000 addresses", sitemap, endless("<urlset>", url, 1_000_000*len(url)), source.Oversize},
		{"sitemap: an address of 100 MB", sitemap, endless("<urlset><url><loc>", "https:", 100<<20), source.Oversize},
		{"sitemap: invalid UTF-8", sitemap, strings.NewReader("<urlset><url><loc>\xff</loc></url></urlset>"), source.NotUTF8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			runtime.GC()
			peak := &heap{r: tt.body}
			err := tt.parse(peak)
			if tt.want == "" && err != nil || tt.want != "" && !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if peak.most > 128<<20 {
				t.Errorf("%d MB were held", peak.most>>20)
			}
		})
	}
}

func officialCSV(r io.Reader) error {
	return ReadOfficialCSV(r, func(marc.Record, []byte, error) error { return nil })
}

func marcXML(r io.Reader) error {
	return ReadMARCXML(r, func(marc.Record, []byte, error) error { return nil })
}

func sitemap(r io.Reader) error {
	return parseSitemap(r, func(int64, sitemapEntry) error { return nil })
}

// endless is head, and then part again and again, n bytes of it.
func endless(head, part string, n int) io.Reader {
	return io.MultiReader(strings.NewReader(head), io.LimitReader(&repeater{part: part}, int64(n)))
}

type repeater struct {
	part string
	at   int
}

func (r *repeater) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = r.part[r.at]
		r.at = (r.at + 1) % len(r.part)
	}
	return len(p), nil
}

// heap looks at the memory in use at every thousandth read.
type heap struct {
	r     io.Reader
	reads int
	most  uint64
}

func (h *heap) Read(p []byte) (int, error) {
	if h.reads++; h.reads%1000 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		h.most = max(h.most, m.HeapAlloc)
	}
	return h.r.Read(p)
}

// allocated is how many bytes f asks for, whether or not they are freed meanwhile.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
