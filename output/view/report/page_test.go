package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"unvotes/output/view"
)

// hostileReport says hostile things in every place that a source can reach.
func hostileReport() *Report {
	cells := [][]Cell{{{Text: hostile, Link: "javascript:alert(1)"}, {Text: hostile, Link: "https://digitallibrary.un.org/record/1"}}}
	m := &maker{members: &view.Members{}}
	pictures := []*Picture{
		drawSeats([]seatGroup{{Name: hostile, Seats: []seat{{Code: hostile, Name: hostile}}}}, hostile),
		m.drawMap([]string{hostile}, [][]view.Agreement{{{Votes: 1}, {}}}, hostile),
		drawLines([]line{{Name: hostile, Points: []point{{Year: 1950, Tenth: 500, Votes: 2}}}}, 1950, 1951, hostile),
		drawStrips([]stripItem{{Name: hostile, Note: hostile, Strips: []strip{{Name: hostile, Counts: [4]int{1, 2, 3, 4}}}}}, hostile),
	}
	r := &Report{Title: hostile, Notes: []string{hostile}, Counting: []string{hostile}}
	for i, p := range pictures {
		r.Sections = append(r.Sections, Section{ID: "s" + strconv.Itoa(i), Title: hostile, Notes: []string{hostile}, Figures: []Figure{{
			ID: "f" + strconv.Itoa(i), Title: hostile, Notes: []string{hostile}, Picture: p, Query: "select " + sqlText(hostile),
			Table: Table{Caption: hostile, Columns: []Column{{Name: hostile}, {Name: hostile}}, Rows: cells}}}})
	}
	return r
}

func nodes(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		nodes(c, visit)
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// What sources say stays text, wherever it stands.
func TestHostileTextStaysText(t *testing.T) {
	page := pageOf(t, hostileReport())
	if i := strings.IndexFunc(page, func(r rune) bool { return r != '\n' && hidden(r) }); i >= 0 {
		t.Errorf("a hidden character is in the page: %q", page[max(0, i-40):i+10])
	}
	if !strings.Contains(html.UnescapeString(page), "␛[31m␀⟨U+009B⟩ ⟨U+202E⟩turned⟨U+202C⟩") {
		t.Error("control characters are not shown")
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	nodes(root, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		count[n.Data]++
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "src" || strings.Contains(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
			}
		}
	})
	if count["script"] != 1 || count["img"] != 0 || count["svg"] != 4 || count["figure"] != 4 || count["main"] != 1 {
		t.Errorf("elements: %v", count)
	}
}

// The page obeys its own policy, and its policy forbids all else: browsers check
// hashes, this test that they are those of what is in the page.
func TestPolicy(t *testing.T) {
	page := pageOf(t, hostileReport())
	for _, part := range []string{chartStyle + pageStyle, script} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has not %.40q as it is", part)
		}
		if want := hashOf(part); !strings.Contains(page, strings.ReplaceAll(strings.ReplaceAll(want, "'", "&#39;"), "+", "&#43;")) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	if !strings.Contains(page, `content="default-src &#39;none&#39;;`) {
		t.Error("the policy does not begin with nothing")
	}
	if loads := regexp.MustCompile(`url\(|@import|<(?:link|img|iframe|object|embed)\b`).FindAllString(page, -1); loads != nil {
		t.Errorf("the page loads %q", loads)
	}
}

// What a screen reader goes by: one h1, headings in steps, names that lead to an
// element, ids once, pictures with a name and words, tables with captions and
// heads, landmarks.
func TestAccessible(t *testing.T) {
	page := pageOf(t, made(t, invent(40, 750).write(t), Options{Member: "XAH"}))
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, refs, seen := map[string]int{}, []string{}, map[string]int{}
	level := 0
	nodes(root, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		seen[n.Data]++
		if id := attribute(n, "id"); id != "" {
			ids[id]++
		}
		refs = append(refs, strings.Fields(attribute(n, "aria-labelledby"))...)
		if href := attribute(n, "href"); strings.HasPrefix(href, "#") {
			refs = append(refs, href[1:])
		}
		switch n.Data {
		case "h1", "h2", "h3":
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("h%d after h%d", next, level)
			}
			level = next
		case "svg":
			if attribute(n, "role") != "img" || attribute(n, "aria-labelledby") == "" || n.FirstChild.Data != "title" || n.FirstChild.NextSibling.Data != "desc" || n.FirstChild.NextSibling.FirstChild == nil {
				t.Errorf("a picture without name or words: %v", n.Attr)
			}
		case "table":
			if n.FirstChild.Data != "caption" {
				t.Error("a table without caption")
			}
		case "html":
			if attribute(n, "lang") != "en" {
				t.Error("the page does not say its language")
			}
		}
	})
	for id, n := range ids {
		if n > 1 {
			t.Errorf("the id %s is there %d times", id, n)
		}
	}
	for _, ref := range refs {
		if ids[ref] == 0 {
			t.Errorf("%s leads nowhere", ref)
		}
	}
	for _, landmark := range []string{"header", "nav", "main", "footer", "h1"} {
		if seen[landmark] != 1 {
			t.Errorf("%d elements %s", seen[landmark], landmark)
		}
	}
}

// Nothing is drawn beside the picture.
func TestPicturesStayInside(t *testing.T) {
	r := made(t, invent(60, 900).write(t), Options{Member: "XAH"})
	root, err := html.Parse(strings.NewReader(pageOf(t, r)))
	if err != nil {
		t.Fatal(err)
	}
	drawn := 0
	nodes(root, func(n *html.Node) {
		if n.Data != "svg" {
			return
		}
		box := strings.Fields(attribute(n, "viewBox"))
		width, height := parseFloat(t, box[2]), parseFloat(t, box[3])
		nodes(n, func(c *html.Node) {
			if c.Type != html.ElementNode || c.Data != "rect" && c.Data != "text" && c.Data != "circle" {
				return
			}
			drawn++
			x, y := float(t, c, "x")+float(t, c, "cx"), float(t, c, "y")+float(t, c, "cy")
			if x < 0 || y < 0 || x+float(t, c, "width") > width+0.6 || y+float(t, c, "height") > height+0.6 {
				t.Errorf("%s: a %s at %v", attribute(n, "aria-labelledby"), c.Data, c.Attr)
			}
		})
	})
	if drawn < 1000 {
		t.Errorf("only %d shapes", drawn)
	}
}

func float(t *testing.T, n *html.Node, name string) float64 {
	t.Helper()
	if s := attribute(n, name); s != "" {
		return parseFloat(t, s)
	}
	return 0
}

func parseFloat(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// No name at the end of a line covers another one.
func TestSpread(t *testing.T) {
	heights := []px{300, 290, 299, 100, 298}
	spread(heights, 16, 304)
	if want := []px{304, 256, 288, 100, 272}; !slices.Equal(heights, want) {
		t.Errorf("%v, want %v", heights, want)
	}
}

func TestLineHasAGapForAYearWithoutVotes(t *testing.T) {
	p := drawLines([]line{{Points: []point{{Year: 2000}, {Year: 2001}, {Year: 2003}}}}, 2000, 2003, "")
	path := regexp.MustCompile(`class="line c0">\s*<path d="([^"]*)"`).FindStringSubmatch(p.shapes)
	if path == nil || strings.Count(path[1], "M") != 2 {
		t.Errorf("path %q", path)
	}
}

func TestPX(t *testing.T) {
	for in, want := range map[px]string{0: "0", -0.01: "0", 1: "1", 1.04: "1", 1.05: "1.1", 12.34: "12.3", 1e6: "1000000", -3.26: "-3.3"} {
		if got := in.String(); got != want {
			t.Errorf("%v is %s, want %s", float64(in), got, want)
		}
	}
}

func TestSteps(t *testing.T) {
	for top, want := range map[int][]int{0: {0}, 1: {0, 1}, 3: {0, 1, 2, 3}, 5: {0, 2, 4, 6}, 101: {0, 50, 100, 150}, 193: {0, 50, 100, 150, 200}} {
		if got := steps(top); !slices.Equal(got, want) {
			t.Errorf("to %d: %v, want %v", top, got, want)
		}
	}
}

func TestShade(t *testing.T) {
	for agreement, want := range map[int]int{-1: 10, 0: 0, 299: 0, 300: 1, 949: 8, 950: 9, 1000: 9} {
		if got := shade(agreement); got != want {
			t.Errorf("%d is of class %d, want %d", agreement, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	for in, want := range map[string]string{"short": "short", "exactly ten": "exactly t…", "ends, here and on": "ends, her…", "": ""} {
		if got := fit(in, 10*letter+0.1); got != want {
			t.Errorf("%q fits as %q, want %q", in, got, want)
		}
	}
}

// Members next to each other agree: two blocs that are mixed by code come out
// apart.
func TestInOrder(t *testing.T) {
	codes := []string{"AAA", "BBB", "CCC", "DDD", "EEE"}
	bloc := []int{0, 1, 0, 1, 0}
	matrix := make([][]view.Agreement, len(codes))
	for i := range codes {
		for j := range codes {
			a := view.Agreement{Votes: 10, Same: 10}
			if bloc[i] != bloc[j] {
				a = view.Agreement{Votes: 10, Opposite: 9, Same: 1}
			}
			matrix[i] = append(matrix[i], a)
		}
	}
	if got, want := inOrder(codes, matrix), []string{"AAA", "CCC", "EEE", "BBB", "DDD"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestSQLText(t *testing.T) {
	for in, want := range map[string]string{"": "''", "A/RES/1": "'A/RES/1'", "it's": "'it''s'", "'; drop table x; --": "'''; drop table x; --'", "a\x1bb": "'a' || chr(27) || 'b'"} {
		if got := sqlText(in); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}

// A picture that stands alone is well-formed XML, even of hostile text, with its
// style inside, and a name and words for a program that cannot show it.
func TestPictureAlone(t *testing.T) {
	r := hostileReport()
	ids := r.Pictures()
	if len(ids) != 4 {
		t.Fatalf("%d pictures", len(ids))
	}
	for _, id := range ids {
		var b bytes.Buffer
		if err := r.WritePicture(&b, id); err != nil {
			t.Fatal(err)
		}
		elements := map[string]int{}
		for d := xml.NewDecoder(&b); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", id, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				elements[e.Name.Local]++
			}
		}
		if elements["svg"] != 1 || elements["style"] != 1 || elements["desc"] != 1 || elements["script"]+elements["img"] > 0 {
			t.Errorf("%s: elements %v", id, elements)
		}
	}
	if err := r.WritePicture(io.Discard, "nowhere"); err == nil {
		t.Error("there is a picture of nothing")
	}
}
