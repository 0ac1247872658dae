package report

import (
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"
)

// No line is wider than asked for, and nothing hidden reaches a terminal.
func TestTextWidth(t *testing.T) {
	r := made(t, invent(40, 750).write(t), Options{Member: "XAH"})
	for _, r := range []*Report{r, hostileReport()} {
		for _, width := range []int{1, 30, 40, 72, 200} {
			for line := range strings.Lines(textOf(t, r, width)) {
				line = strings.TrimSuffix(line, "\n")
				if n := text.StringWidth(line); n > max(width, 30) || strings.HasSuffix(line, " ") || strings.ContainsFunc(line, hidden) {
					t.Fatalf("width %d: a line of %d columns: %q", width, n, line)
				}
			}
		}
	}
}

// Where the terminal is wide enough a table is a table; where it is not, each
// row is a paragraph with all its facts.
func TestTextTable(t *testing.T) {
	r := &Report{Title: "T", Sections: []Section{{Title: "S", Figures: []Figure{{Title: "F", Table: Table{
		Columns: []Column{{Name: "Member"}, {"Votes in common", number}, {Name: "Who"}},
		Rows:    [][]Cell{{{Text: "Côte d'Ivoire"}, {Text: "7"}, {Text: "somebody else"}}, {{Text: "日本"}, {Text: "120"}, {}}, {{Text: "third"}, {Text: "1"}, {}}}, Brief: 2}}}}}}
	want := map[int]string{
		40: "                Votes\n                   in\nMember         common  Who\nCôte d'Ivoire       7  somebody else\n日本              120\n… and 1 more on the page.\n",
		30: "Côte d'Ivoire\n  Votes in common: 7; Who:\n  somebody else\n日本\n  Votes in common: 120\n… and 1 more on the page.\n",
	}
	for width, want := range want {
		if got := textOf(t, r, width); !strings.Contains(got, "\n"+want) {
			t.Errorf("in %d columns:\n%s\nwant\n%s", width, got, want)
		}
	}
}
