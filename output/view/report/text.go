package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"unvotes/output/view"
)

// WriteText writes the facts of the report for a terminal or a mail, in lines of
// at most width columns (72 suit a mail; under 30 it takes 30). A table that is
// too wide becomes a paragraph a row.
func (r *Report) WriteText(w io.Writer, width int) error {
	t := plainText{w: bufio.NewWriter(w), width: max(width, 30)}
	t.heading(r.Title, "=")
	t.wrap(r.Says, "")
	for _, s := range r.Sections {
		t.line("")
		t.heading(s.Title, "=")
		t.wrap(s.Says, "")
		for _, f := range s.Figures {
			t.figure(f)
		}
	}
	t.line("")
	t.heading("How it is counted", "=")
	for _, c := range r.Counting {
		t.wrap([]string{"- " + c}, "  ")
	}
	return t.w.Flush()
}

// plainText writes lines; the first error stays in w.
type plainText struct {
	w     *bufio.Writer
	width int
}

func (t plainText) line(s string) {
	_, _ = t.w.WriteString(strings.TrimRight(s, " ") + "\n") // Flush tells
}

func (t plainText) heading(s, under string) {
	s = shown(s)
	t.wrap([]string{s}, "")
	t.line(strings.Repeat(under, min(view.Columns(s), t.width)))
}

// wrap writes paragraphs, their later lines indented.
func (t plainText) wrap(paragraphs []string, indent string) {
	for _, p := range paragraphs {
		for i, l := range wrapped(shown(p), t.width-len(indent)) {
			if i > 0 {
				l = indent + l
			}
			t.line(l)
		}
	}
}

func (t plainText) figure(f Figure) {
	if f.Table.Matrix {
		return
	}
	t.line("")
	t.heading(f.Title, "-")
	t.wrap(f.Says, "")
	if len(f.Table.Rows) == 0 {
		return
	}
	t.line("")
	if len(f.Table.Listed) > 0 {
		t.wrap(f.Table.Listed, "  ")
		return
	}
	rows := f.Table.Rows
	if f.Table.Brief > 0 {
		rows = rows[:min(len(rows), f.Table.Brief)]
	}
	t.table(f.Table.Columns, rows)
	if more := len(f.Table.Rows) - len(rows); more > 0 {
		t.wrap([]string{fmt.Sprintf("… and %d more on the page.", more)}, "")
	}
}

// table writes rows in columns where they fit, else a paragraph a row. The heads
// take as many lines as their words need.
func (t plainText) table(columns []Column, rows [][]Cell) {
	widths := make([]int, len(columns))
	all, high := 2*(len(columns)-1), 1
	for i, c := range columns {
		words := strings.Fields(shown(c.Name))
		for _, w := range words {
			widths[i] = max(widths[i], view.Columns(w))
		}
		for _, r := range rows {
			widths[i] = max(widths[i], view.Columns(shown(r[i].Text)))
		}
		high = max(high, len(wrapped(c.Name, widths[i])))
		all += widths[i]
	}
	if all > t.width {
		t.paragraphs(columns, rows)
		return
	}
	for l := range high {
		heads := make([]string, len(columns))
		for i, c := range columns {
			if lines := wrapped(shown(c.Name), widths[i]); l >= high-len(lines) {
				heads[i] = lines[l-high+len(lines)]
			}
		}
		t.row(columns, widths, heads)
	}
	for _, r := range rows {
		cells := make([]string, len(r))
		for i, c := range r {
			cells[i] = shown(c.Text)
		}
		t.row(columns, widths, cells)
	}
}

func (t plainText) row(columns []Column, widths []int, cells []string) {
	var b strings.Builder
	for i, s := range cells {
		gap := strings.Repeat(" ", widths[i]-view.Columns(s))
		if columns[i].Number && i > 0 {
			s, gap = gap+s, ""
		}
		b.WriteString(s + gap + "  ")
	}
	t.line(b.String())
}

func (t plainText) paragraphs(columns []Column, rows [][]Cell) {
	for _, r := range rows {
		t.wrap([]string{r[0].Text}, "  ")
		var facts []string
		for i, c := range r[1:] {
			if c.Text != "" {
				facts = append(facts, columns[i+1].Name+": "+c.Text)
			}
		}
		for _, l := range wrapped(shown(strings.Join(facts, "; ")), t.width-2) {
			t.line("  " + l)
		}
	}
}

// wrapped cuts a text into lines of at most width columns, at spaces where it
// can.
func wrapped(s string, width int) (out []string) {
	line, used := "", 0
	for _, word := range strings.Fields(s) {
		n := view.Columns(word)
		if used > 0 && used+1+n > width {
			out, line, used = append(out, line), "", 0
		}
		for n > width {
			head := headOf(word, width)
			out, word = append(out, head), word[len(head):]
			n = view.Columns(word)
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	if used > 0 {
		out = append(out, line)
	}
	return out
}

// headOf is as much of the beginning of a word as width columns hold, one
// character at least.
func headOf(word string, width int) string {
	used := 0
	for i, r := range word {
		if used += view.Columns(string(r)); used > width && i > 0 {
			return word[:i]
		}
	}
	return word
}
