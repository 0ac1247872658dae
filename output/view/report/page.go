package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"strings"
	"unicode"
)

//go:embed page.html.tmpl
var pageSource string

//go:embed chart.css
var chartStyle string

//go:embed page.css
var pageStyle string

//go:embed page.js
var script string

// pictureStyle is chart.css for a picture that stands alone: the light colours in
// place of the variables, which most programs but browsers do not know.
var pictureStyle = func() string {
	light, rest, _ := strings.Cut(chartStyle, "@media")
	_, rules, _ := strings.Cut(rest, "}}\n")
	var pairs []string
	for _, m := range regexp.MustCompile(`(--[a-z0-9-]+):([^;}]+)`).FindAllStringSubmatch(light, -1) {
		pairs = append(pairs, "var("+m[1]+")", m[2])
	}
	return strings.NewReplacer(pairs...).Replace(rules)
}()

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"shown":  shown,
	"shapes": func(p *Picture) template.HTML { return template.HTML(p.shapes) }, //nolint:gosec // G203: escaped by canvas
	"cell":   func(i int, c Cell, columns []Column) pageCell { return pageCell{c, columns[i], i == 0} },
}).Parse(pageSource))

type pageCell struct {
	Cell
	Column
	Head bool
}

// WritePage writes the report as one HTML file that needs nothing else: the
// pictures are SVG in the page, the style and a few lines of JavaScript (which
// sort and filter the tables) are inside, and the content security policy forbids the
// browser to load or to run anything more.
func (r *Report) WritePage(w io.Writer) error {
	style := chartStyle + pageStyle
	return page.Execute(w, struct {
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

// Pictures returns the ids of the figures that have a picture, in order.
func (r *Report) Pictures() (ids []string) {
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			if f.Picture != nil {
				ids = append(ids, f.ID)
			}
		}
	}
	return ids
}

// WritePicture writes the picture of a figure as an SVG file, with the colours
// of the page. It is an error if there is no such picture.
func (r *Report) WritePicture(w io.Writer, id string) error {
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			if f.ID == id && f.Picture != nil {
				return page.ExecuteTemplate(w, "picture file", newPictureFile(f, r.Credit))
			}
		}
	}
	return fmt.Errorf("the report has no picture %q", id)
}

// pictureFile is a picture with what a reader needs who sees nothing else: a
// title, a caption and the source.
type pictureFile struct {
	Figure
	Style          template.CSS
	Title, Caption string
	Credit         []string
	Left, Top      px
	Wide, High     px
	CaptionY       px
	CreditY        px
	Width, Height  px // in pixels
}

func newPictureFile(f Figure, credit []string) pictureFile {
	const margin, line = 16, 20
	p := f.Picture
	out := pictureFile{Figure: f, Style: template.CSS(pictureStyle), Title: fit(f.Title, p.Width*1.1), Caption: fit(p.Caption, p.Width*1.2), //nolint:gosec // G203: a file of this package
		Credit: credit, Left: -margin, Top: -margin - 1.5*line, CaptionY: -12, CreditY: p.Height + line}
	if p.Caption != "" {
		out.Top -= line
	}
	out.Wide, out.High = p.Width+2*margin, out.CreditY+px(len(credit)-1)*creditLine+margin-out.Top
	out.Width, out.Height = 1.25*out.Wide, 1.25*out.High
	return out
}

const creditLine = 14

// Line is the place of a line of the credit.
func (p pictureFile) Line(i int) px { return p.CreditY + px(i)*creditLine }

// TitleY is the place of the title.
func (p pictureFile) TitleY() px { return p.Top + 24 }

// shown makes the characters of a text visible that have no look of their own.
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
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden reports whether a character is a control character, ends a line, or is
// one of the invisible ones that turn or hide what stands beside them.
func hidden(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) }
