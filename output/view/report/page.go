package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode"
)

//go:embed page.html.tmpl
var pageSource string

//go:embed charts.html.tmpl
var chartSource string

//go:embed chart.css
var chartStyle string

//go:embed page.css
var pageStyle string

//go:embed page.js
var script string

// The widths of the two drawings of a chart: a page shows the one that fits.
const (
	deskWidth  = 960
	phoneWidth = 358
)

// WritePage writes the report as one HTML file, which needs nothing else: its
// pictures are SVG in the page, its style and its few lines of JavaScript (which
// sort the tables) are inside, and its content security policy forbids the
// browser to load or to run anything more. Every text is escaped by
// html/template.
func (r *Report) WritePage(w io.Writer) error {
	t, err := templates()
	if err != nil {
		return err
	}
	style := chartStyle + pageStyle
	return t.ExecuteTemplate(w, "page", struct {
		Report *Report
		Policy string
		Style  template.CSS
		Script template.JS
	}{
		r,
		"default-src 'none'; style-src " + hashOf(style) + "; script-src " + hashOf(script) + "; base-uri 'none'; form-action 'none'",
		template.CSS(style), //nolint:gosec // G203: files of this package
		template.JS(script), //nolint:gosec // G203: a file of this package
	})
}

// hashOf names an inline style or script in a content security policy.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

func templates() (*template.Template, error) {
	t := template.New("page").Funcs(template.FuncMap{"shown": shown, "pictures": pictures, "cell": cellOf})
	if _, err := t.Parse(pageSource); err != nil {
		return nil, err
	}
	return t.New("charts").Parse(chartSource)
}

// drawing is a picture with its place in the page.
type drawing struct {
	Picture
	ID, Class, Title, Words string
}

// pictures are the two drawings of a figure's chart, none without a chart.
func pictures(f Figure) []drawing {
	if f.Chart == nil {
		return nil
	}
	d := drawing{ID: f.ID + "-desk", Class: "desk", Title: f.Title, Words: f.Chart.Words(), Picture: f.Chart.Draw(deskWidth)}
	p := drawing{ID: f.ID + "-phone", Class: "phone", Title: f.Title, Words: f.Chart.Words(), Picture: f.Chart.Draw(phoneWidth)}
	return []drawing{d, p}
}

type pageCell struct {
	Cell
	Head, Number, Long bool
}

func cellOf(i int, c Cell, columns []Column) pageCell {
	return pageCell{Cell: c, Head: i == 0, Number: columns[i].Number && i > 0, Long: columns[i].Long}
}

// shown makes the characters of a text that have no look of their own visible.
func shown(text string) string {
	if !strings.ContainsFunc(text, hidden) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r < 0x20:
			b.WriteRune('\u2400' + r)
		case r == 0x7f:
			b.WriteRune('\u2421')
		case hidden(r):
			b.WriteString(codeOf(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden tells whether a character is a control character, ends a line, or is
// one of the invisible ones that turn or hide what stands beside them.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

func codeOf(r rune) string { return fmt.Sprintf("⟨U+%04X⟩", r) }
