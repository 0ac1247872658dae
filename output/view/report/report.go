// Package report makes the report of a snapshot: one page for the browser and
// the same facts as text. Make computes the facts, Report.WritePage and
// Report.WriteText show them. Nothing depends on the clock: the same snapshot
// and options give the same bytes.
//
// Every figure carries its numbers as a table, and the query that gives the
// same table when DuckDB runs it in the snapshot's directory; `make interop`
// holds the two against each other.
package report

// Report is what both forms show, in its order.
type Report struct {
	Title    string
	Says     []string // what the reader must know before the first figure
	Sections []Section
	Counting []string // how everything is counted
}

// Section is a subject: figures under one heading.
type Section struct {
	ID, Title string
	Says      []string
	Figures   []Figure
}

// Figure is a picture with its numbers and the query for them.
type Figure struct {
	ID, Title string
	Says      []string // what is counted, over how many votes, what is left out
	Chart     Chart    // nil: the table is the figure
	Table     Table
	Query     string // DuckDB SQL, run in the snapshot's directory; gives Table
}

// Table is the numbers of a figure.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]Cell
	Brief   int      // how many rows the text shows; 0: all
	Listed  []string // paragraphs that the text has instead of rows
	Matrix  bool     // members against members: folded away, too wide for text
}

// Column heads a column.
type Column struct {
	Name   string
	Number bool // right-aligned and sorted as a number
	Long   bool // sentences and names: it may wrap
	Own    bool // computed by the program: the query does not give it
}

// Cell is one fact. Text may come from the sources: it is shown, never obeyed.
type Cell struct {
	Text string // empty: not known
	Link string // the page of the fact's source; empty for most
}

// Chart is a picture that can be drawn for a desk and for a phone.
type Chart interface {
	// Draw lays the picture out, width pixels wide.
	Draw(width int) Picture
	// Words say what there is to see to somebody who cannot.
	Words() string
}

// Picture is a chart laid out: what the template of its kind draws.
type Picture struct {
	Kind          string // the template
	Width, Height px
	Parts         any
}
