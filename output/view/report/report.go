// Package report makes the report of a snapshot: one page for the browser, and
// the same facts as text. [Make] computes the facts; [Report.WritePage] and
// [Report.WriteText] write them. Nothing depends on the clock: the same snapshot
// and options give the same bytes.
//
// Every figure has a table with its numbers, and a query that returns the same
// table when DuckDB runs it in the directory of the snapshot. `make interop`
// compares the two.
package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/output/view"
)

// Report is what the page and the text show, in order.
type Report struct {
	Title    string
	Notes    []string // what the reader must know before the first figure
	Sections []Section
	Counting []string // the rules of counting
	Credit   []string // at the foot of the page, and of a picture that stands alone
}

// Section is a subject: figures under one heading.
type Section struct {
	ID, Title string
	Notes     []string
	Figures   []Figure
}

// Figure is a table with the query that returns it and, for most, a picture.
type Figure struct {
	ID, Title string
	Notes     []string // what is counted, over how many votes, what is left out
	Picture   *Picture // nil: the table is the figure
	Table     Table
	Query     string // DuckDB SQL, run in the directory of the snapshot
}

// Table holds the numbers of a figure.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]Cell
	Brief   int      // number of rows in the text; 0: all
	Listed  []string // paragraphs that replace the rows in the text
	Folded  bool     // folded on the page and left out of the text: members by members
}

// Column is the head of a column.
type Column struct {
	Name string
	Kind columnKind
}

type columnKind int

const (
	short  columnKind = iota // a word
	long                     // sentences and names: it may wrap
	number                   // right-aligned and sorted as a number
	own                      // a number that the query does not return
)

// Long reports whether the cells may wrap.
func (c Column) Long() bool { return c.Kind == long }

// Number reports whether the cells are numbers.
func (c Column) Number() bool { return c.Kind >= number }

// Own reports whether the query lacks the column.
func (c Column) Own() bool { return c.Kind == own }

// Cell is one fact. Text may come from a source: it is shown, never executed.
type Cell struct {
	Text string // "": unknown
	Link string // the page of the fact's source; "" for most
}

// Options are what the reader asked for.
type Options struct {
	Symbol   string         // the text to draw; "": the report chooses
	Member   string         // an ms_code, an ISO code or a name; "": no section on a member
	Body     normalize.Body // whose votes are compared; "": the General Assembly
	From, To *view.Day      // the period of the map; nil: the ten years that end with the newest vote
}

// maker holds what the sections are made from.
type maker struct {
	snapshot *view.Snapshot
	options  Options
	calls    []view.RollCall
	byID     map[string]*view.RollCall
	members  *view.Members
	issues   []view.Issue
	vetoed   []view.Vetoed
	body     normalize.Body
	assembly *ballots // all votes of the body on texts
}

// Make computes the report of a snapshot. A member or a symbol that the snapshot
// does not have is an error that names what is near; a snapshot without votes
// gives a report that says so.
func Make(ctx context.Context, s *view.Snapshot, o Options) (*Report, error) {
	m := &maker{snapshot: s, options: o, byID: map[string]*view.RollCall{}, body: cmp.Or(o.Body, normalize.GA)}
	if err := m.read(ctx); err != nil {
		return nil, err
	}
	r := &Report{Title: "How the United Nations voted", Notes: m.opening(), Credit: m.credit(), Counting: append([]string{m.basis()}, counting...)}
	sections := []func(context.Context) (Section, error){m.newest, m.moved, m.vote, m.agreement, m.coverage, m.quality}
	if len(m.vetoed) > 0 {
		sections = slices.Insert(sections, 4, m.vetoes)
	}
	if o.Member != "" {
		sections = slices.Insert(sections, 2, m.member)
	}
	for _, section := range sections {
		made, err := section(ctx)
		if err != nil {
			return nil, err
		}
		r.Sections = append(r.Sections, made)
	}
	return r, nil
}

// bodyName returns the name of the body whose votes are compared.
func (m *maker) bodyName() string { return view.BodyName(m.body) }

func (m *maker) read(ctx context.Context) (err error) {
	if m.calls, err = m.snapshot.RollCalls(ctx); err != nil {
		return err
	}
	for i := range m.calls {
		m.byID[m.calls[i].ID] = &m.calls[i]
	}
	if m.members, err = m.snapshot.Members(ctx); err != nil {
		return err
	}
	if m.options.Member != "" {
		one, err := m.members.Find(m.options.Member)
		if err != nil {
			return err
		}
		m.options.Member = one.MSCode
	}
	vetoes, err := m.snapshot.Vetoes(ctx)
	if err != nil {
		return err
	}
	m.vetoed = view.VetoedTexts(vetoes)
	if m.issues, err = m.snapshot.Issues(ctx); err != nil {
		return err
	}
	calls, _ := view.Question{Body: m.body}.Select(m.calls)
	m.assembly, err = m.ballots(ctx, calls)
	return err
}

// counting are the rules that every figure follows.
var counting = []string{
	"A vote that is in several records counts once: figures count vote groups, not rows, unless a column says records.",
	"Agreement follows Lijphart (1963): the same vote counts 1, an abstention against yes or no a half, yes against no 0. It is the mean over the votes in which both members voted yes, no or abstained.",
	"A shift says how far the members that voted both times moved: from yes to no is 100 %, from or to an abstention 50 %. It is the mean over these members.",
	"A blank in a list is not voting: absent, not participating or not entitled. It is not an abstention, and agreement leaves it out.",
	"A vote is null if the source does not say how the member voted: the list has no codes, or a code cannot be read. Agreement and shifts leave null votes out; each figure says how many.",
	"Votes on paragraphs, amendments, motions, and parts of a text that was also voted on as a whole, are compared with the vote on the whole. Agreement leaves them out.",
	"No vote is corrected. What a member later said it had intended is not what was recorded.",
}

// credit is the one that the library asks for, and the day to which its votes go.
// What was downloaded was so by the day on which the snapshot was built.
func (m *maker) credit() []string {
	name := m.snapshot.Name()
	built := name[:min(len(name), len(time.DateOnly))]
	drawn := "Counted and drawn by unvotes"
	if _, last := m.span(); last != nil {
		drawn += "; votes until " + last.String()
	}
	site := output.Library
	if m.body == normalize.HRC || m.body == normalize.CHR {
		site = output.OHCHR
	}
	return []string{fmt.Sprintf("Source: © United Nations, %s, %s, downloaded by %s", built[:min(len(built), 4)], site, built), drawn}
}

// span returns the days of the first and of the last vote, nil without any.
func (m *maker) span() (first, last *view.Day) {
	for i := range m.calls {
		if d := m.calls[i].Date; d != nil {
			if first == nil || *d < *first {
				first = d
			}
			if last == nil || *d > *last {
				last = d
			}
		}
	}
	return first, last
}

// opening says what there is.
func (m *maker) opening() []string {
	first, last := m.span()
	if first == nil {
		return []string{"This snapshot has no vote with a date. 'unvotes demo' makes a snapshot of 28 records, 'unvotes sync' one of all."}
	}
	return []string{fmt.Sprintf("%s, from %s to %s.", count(len(view.Groups(m.calls)), "vote"), first, last)}
}

// basis says what everything is computed from.
func (m *maker) basis() string {
	return fmt.Sprintf("All figures are computed from the Parquet tables of snapshot %s, schema %s: %s in %s. Each figure has a table with its numbers, and the query that returns it.",
		m.snapshot.Name(), m.snapshot.Manifest.SchemaVersion, count(len(view.Groups(m.calls)), "vote"), count(len(m.calls), "record"))
}

// name returns a member's name, or its code if the table of members lacks it.
func (m *maker) name(code string) string {
	if one, ok := m.members.ByCode(code); ok {
		return one.Name
	}
	return code
}

// group returns a member's regional group, "" if it has none.
func (m *maker) group(code string) string {
	one, _ := m.members.ByCode(code)
	return one.Group
}

// count returns "1 vote", "4,340 votes".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// thousands returns "4,340".
func thousands(n int) string { return message.NewPrinter(language.English).Sprint(n) }

// tenths writes tenths of a per cent: 873 is "87.3".
func tenths(n int) string { return fmt.Sprintf("%d.%d", n/10, n%10) }

// The cells of tables.
func word(s string) Cell          { return Cell{Text: s} }
func integer(n int) Cell          { return Cell{Text: fmt.Sprint(n)} }
func percent(tenth int) Cell      { return Cell{Text: tenths(tenth)} }
func link(s, address string) Cell { return Cell{Text: s, Link: address} }

func optional(n *int32) Cell {
	if n == nil {
		return Cell{}
	}
	return integer(int(*n))
}

func day(d *view.Day) Cell {
	if d == nil {
		return Cell{}
	}
	return word(d.String())
}
