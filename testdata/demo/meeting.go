package demo

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"strings"
)

// MeetingSymbol is the meeting that MeetingRecord is of.
const MeetingSymbol = "A/77/PV.69"

//go:embed meetings/A_77_PV.69.txt
var meetingText string

// MeetingRecord is a PDF in the shape of the verbatim record of the meeting that
// adopted A/RES/77/284 (record 4009707): two columns, lists of names, results. It
// is not the record as issued: it has what is known for sure of two votes, on a
// paragraph and on the whole, and says so on its first page.
func MeetingRecord() ([]byte, error) { return setType(meetingText) }

// The page, in points.
const (
	pageWidth, pageHeight = 612, 792
	typeSize, leading     = 10.0, 12.0
	columnWidth           = 236.0
	indent                = 20.0
	bottom                = 70.0
)

var columnsAt = [2]float64{60, 318}

// setType lays a text out in two columns below a head that spans them. Its
// paragraphs are parted by blank lines; README.md has the form.
func setType(text string) ([]byte, error) {
	p := &press{y: 740}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		var words []string
		for line := range strings.Lines(paragraph) {
			line = strings.TrimSpace(line)
			spanning, isHead := strings.CutPrefix(line, "= ")
			switch {
			case strings.HasPrefix(line, "#"), line == "":
			case isHead:
				p.head(spanning)
			default:
				words = append(words, strings.Fields(line)...)
			}
		}
		if len(words) > 0 {
			p.paragraph(words)
		}
	}
	if p.failed != nil {
		return nil, p.failed
	}
	p.turn()
	return pdf(p.pages), nil
}

// press sets lines where they belong.
type press struct {
	pages  []string
	page   strings.Builder
	top    float64 // of the columns of this page
	column int
	y      float64 // of the last line
	failed error
}

func (p *press) put(x float64, text string) {
	bytes, err := winAnsi(text)
	p.failed = errors.Join(p.failed, err)
	fmt.Fprintf(&p.page, "BT /F %g Tf %g %g Td (%s) Tj ET\n", typeSize, x, p.y, bytes)
}

func (p *press) head(line string) {
	p.put(columnsAt[0], line)
	p.y -= 1.5 * leading
	p.top = p.y
}

// turn ends the page.
func (p *press) turn() {
	p.pages = append(p.pages, p.page.String())
	p.page.Reset()
	p.column, p.y, p.top = 0, 720, 720
}

func (p *press) line(x float64, text string) {
	if p.y -= leading; p.y < bottom {
		if p.column++; p.column == len(columnsAt) {
			p.turn()
		}
		p.y = p.top - leading
	}
	p.put(columnsAt[p.column]+x, text)
}

// paragraph sets words; a first word ">" indents all lines.
func (p *press) paragraph(words []string) {
	x := 0.0
	if words[0] == ">" {
		x, words = indent, words[1:]
	}
	p.y -= leading / 2
	for len(words) > 0 {
		n := 1
		for n < len(words) && width(strings.Join(words[:n+1], " ")) < columnWidth-x {
			n++
		}
		p.line(x, strings.Join(words[:n], " "))
		words = words[n:]
	}
}

// width is about how wide a text is in Times at typeSize, rather more than less.
func width(text string) (w float64) {
	for _, r := range text {
		switch {
		case strings.ContainsRune("iljft.,;:’' ()/-I", r):
			w += 0.34
		case strings.ContainsRune("mwMW", r):
			w += 0.92
		case 'A' <= r && r <= 'Z':
			w += 0.72
		default:
			w += 0.5
		}
	}
	return w * typeSize
}

// winAnsi encodes a text for a string of a PDF.
func winAnsi(text string) (string, error) {
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '(', ')', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '“':
			b.WriteString(`\223`)
		case '”':
			b.WriteString(`\224`)
		case '’':
			b.WriteString(`\222`)
		default:
			if r > 0xff || r > 0x7e && r < 0xa0 {
				return "", fmt.Errorf("no letter of the font: %q", r)
			}
			fmt.Fprintf(&b, map[bool]string{true: `\%03o`, false: "%c"}[r > 0x7e], r)
		}
	}
	return b.String(), nil
}

// pdf writes pages of content as a document.
func pdf(pages []string) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"}
	var kids strings.Builder
	for _, content := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", len(objects)+1)
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> >>", pageWidth, pageHeight, len(objects)+2),
			fmt.Sprintf("<< /Length %d >>\nstream\n%sendstream", len(content), content))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(pages), kids.String())
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var table strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table.String(), len(objects)+1, at)
	return b.Bytes()
}
