package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// WriteText writes the facts of the report for a terminal or a mail, in lines of
// at most width columns (72 suit a mail; 30 is the least). A table that is too
// wide becomes a paragraph for each row.
func (r *Report) WriteText(w io.Writer, width int) error {
	t := plainText{width: max(width, 30)}
	t.heading(r.Title, "=")
	t.paragraphs("", r.Notes...)
	for _, s := range r.Sections {
		t.line("")
		t.heading(s.Title, "=")
		t.paragraphs("", s.Notes...)
		for _, f := range s.Figures {
			if !f.Table.Folded {
				t.figure(f)
			}
		}
	}
	t.line("")
	t.heading("How it is counted", "=")
	for _, rule := range r.Counting {
		t.paragraphs("  ", "- "+rule)
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}

type plainText struct {
	b     strings.Builder
	width int
}

func (t *plainText) line(s string) { t.b.WriteString(strings.TrimRight(s, " ") + "\n") }

func (t *plainText) heading(s, under string) {
	t.paragraphs("", s)
	t.line(strings.Repeat(under, min(text.StringWidth(shown(s)), t.width)))
}

// paragraphs writes texts, their lines after the first indented by hang.
func (t *plainText) paragraphs(hang string, texts ...string) {
	for _, s := range texts {
		for i, l := range wrapped(s, t.width-len(hang)) {
			if i > 0 {
				l = hang + l
			}
			t.line(l)
		}
	}
}

// wrapped breaks a text into lines of at most width columns.
func wrapped(s string, width int) []string {
	lines := strings.Split(text.WrapSoft(strings.Join(strings.Fields(shown(s)), " "), width), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ") // WrapSoft pads them
	}
	return lines
}

func (t *plainText) figure(f Figure) {
	t.line("")
	t.heading(f.Title, "-")
	t.paragraphs("", f.Notes...)
	if len(f.Table.Rows) == 0 {
		return
	}
	t.line("")
	if len(f.Table.Listed) > 0 {
		t.paragraphs("  ", f.Table.Listed...)
		return
	}
	rows := f.Table.Rows
	if f.Table.Brief > 0 {
		rows = rows[:min(len(rows), f.Table.Brief)]
	}
	t.table(f.Table.Columns, rows)
	if more := len(f.Table.Rows) - len(rows); more > 0 {
		t.line(fmt.Sprintf("… and %d more on the page.", more))
	}
}

// table writes rows in columns if they fit, else a paragraph for each row. Heads
// wrap to the width of their column.
func (t *plainText) table(columns []Column, rows [][]Cell) {
	w := table.NewWriter()
	style := table.StyleDefault
	style.Options, style.Format.Header = table.OptionsNoBordersAndSeparators, text.FormatDefault
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	w.SetStyle(style)
	w.SuppressTrailingSpaces()
	heads, configs, all := table.Row{}, []table.ColumnConfig{}, -2
	for i, c := range columns {
		width := 0
		for _, word := range strings.Fields(shown(c.Name)) {
			width = max(width, text.StringWidth(word))
		}
		for _, r := range rows {
			width = max(width, text.StringWidth(shown(r[i].Text)))
		}
		config := table.ColumnConfig{Number: i + 1, VAlignHeader: text.VAlignBottom}
		if c.Number() {
			config.Align, config.AlignHeader = text.AlignRight, text.AlignRight
		}
		heads, configs, all = append(heads, strings.Join(wrapped(c.Name, width), "\n")), append(configs, config), all+width+2
	}
	if all > t.width {
		t.rows(columns, rows)
		return
	}
	w.AppendHeader(heads)
	w.SetColumnConfigs(configs)
	for _, r := range rows {
		row := table.Row{}
		for _, c := range r {
			row = append(row, shown(c.Text))
		}
		w.AppendRow(row)
	}
	t.line(w.Render())
}

// rows writes the facts of each row as a paragraph beneath its first cell.
func (t *plainText) rows(columns []Column, rows [][]Cell) {
	for _, r := range rows {
		t.paragraphs("  ", r[0].Text)
		var facts []string
		for i, c := range r[1:] {
			if c.Text != "" {
				facts = append(facts, columns[i+1].Name+": "+c.Text)
			}
		}
		for _, l := range wrapped(strings.Join(facts, "; "), t.width-2) {
			t.line("  " + l)
		}
	}
}
