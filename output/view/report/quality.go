package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"unvotes/output/view"
)

// quality is what is wrong in the sources, by code.
func (m *maker) quality(context.Context) (Section, error) {
	type kind struct{ code, severity string }
	type tally struct {
		kind
		issues  int
		records map[string]bool
	}
	tallies := map[kind]*tally{}
	for _, i := range m.issues {
		k := kind{i.Code, i.Severity}
		if tallies[k] == nil {
			tallies[k] = &tally{kind: k, records: map[string]bool{}}
		}
		tallies[k].issues++
		if i.RollCallID != "" {
			tallies[k].records[i.RollCallID] = true
		}
	}
	var all []*tally
	for _, t := range tallies {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b *tally) int {
		return cmp.Or(b.issues-a.issues, cmp.Compare(a.code, b.code), cmp.Compare(a.severity, b.severity))
	})
	s := Section{ID: "quality", Title: "What is wrong in the sources"}
	if len(all) == 0 {
		s.Says = []string{"No issue is recorded."}
		return s, nil
	}
	s.Says = []string{"What is wrong in a source is named beside the data and repaired by nobody: an info changes nothing, a warning may matter to an analysis, with an error a value of the row is missing or contradicted. docs/quality.md has the meaning of each code."}
	q, err := query("issues", nil)
	if err != nil {
		return s, err
	}
	f := Figure{ID: "quality-codes", Title: "Issues by code", Query: q, Says: []string{fmt.Sprintf("%s of %s.", count(len(m.issues), "issue"), count(len(all), "kind"))}}
	f.Table = Table{Caption: "Issues by code", Columns: []Column{{Name: "Code"}, {Name: "Severity"}, {Name: "Issues", Number: true}, {Name: "Records", Number: true}}}
	chart := bars{words: fmt.Sprintf("A bar a code, the longest %s with %d. The table beneath has the numbers.", all[0].code, all[0].issues)}
	for _, t := range all {
		f.Table.Rows = append(f.Table.Rows, []Cell{text(t.code), text(t.severity), number(t.issues), number(len(t.records))})
		chart.Bars = append(chart.Bars, bar{Name: t.code, Kind: severityClass(t.severity), Count: t.issues, Note: t.severity})
	}
	f.Chart = chart
	examples, err := m.examples()
	s.Figures = []Figure{f, examples}
	return s, err
}

func severityClass(severity string) string {
	if severity == "error" || severity == "warning" {
		return severity
	}
	return "info"
}

// examples are up to three issues of each code, with the records' pages.
func (m *maker) examples() (Figure, error) {
	q, err := query("examples", nil)
	f := Figure{ID: "quality-examples", Title: "Examples, with their sources", Query: q, Says: []string{"Up to three of each code, each with the page of its record in the library."}}
	f.Table = Table{Caption: "Examples of issues", Columns: []Column{{Name: "Code"}, {Name: "Record"}, {Name: "Place", Long: true}, {Name: "Detail", Long: true}}}
	issues := slices.Clone(m.issues)
	slices.SortStableFunc(issues, func(a, b view.Issue) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), lastEmpty(a.RollCallID, b.RollCallID), lastEmpty(a.Place, b.Place), lastEmpty(a.Detail, b.Detail))
	})
	shown := map[string]int{}
	for _, i := range issues {
		if shown[i.Code]++; shown[i.Code] > 3 {
			continue
		}
		record := text(i.RollCallID)
		if c := m.byID[i.RollCallID]; c != nil {
			record.Link = source(c)
		}
		f.Table.Rows = append(f.Table.Rows, []Cell{text(i.Code), record, text(i.Place), text(i.Detail)})
	}
	return f, err
}

// lastEmpty compares texts as SQL does, nulls at the end.
func lastEmpty(a, b string) int {
	if (a == "") != (b == "") {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}
