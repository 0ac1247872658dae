package report

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"unvotes/output/view"
)

const examplesOfCode = 3

// quality counts what is wrong in the sources.
func (m *maker) quality(context.Context) (Section, error) {
	s := Section{ID: "quality", Title: "What is wrong in the sources"}
	if len(m.issues) == 0 {
		s.Notes = []string{"No issue is recorded."}
		return s, nil
	}
	s.Notes = []string{"Errors in the sources are recorded and never corrected. An info explains what may look wrong, a warning may matter to an analysis, an error means that a value of the row is missing or contradicted. docs/quality.md explains each code."}
	s.Figures = []Figure{m.issuesByCode(), m.issueExamples()}
	return s, nil
}

func (m *maker) issuesByCode() Figure {
	type kind struct{ code, severity string }
	issues, records := map[kind]int{}, map[kind]map[string]bool{}
	var kinds []kind
	for _, i := range m.issues {
		k := kind{i.Code, string(i.Severity)}
		if records[k] == nil {
			records[k] = map[string]bool{}
			kinds = append(kinds, k)
		}
		issues[k]++
		if i.RollCallID != "" {
			records[k][i.RollCallID] = true
		}
	}
	slices.SortFunc(kinds, func(a, b kind) int {
		return cmp.Or(issues[b]-issues[a], cmp.Compare(a.code, b.code), cmp.Compare(a.severity, b.severity))
	})
	f := Figure{ID: "quality-codes", Title: "Issues by code", Query: query("issues", nil),
		Notes: []string{fmt.Sprintf("%s of %s.", count(len(m.issues), "issue"), count(len(kinds), "kind"))},
		Table: Table{Caption: "Issues by code", Columns: []Column{{Name: "Code"}, {Name: "Severity"}, {"Issues", number}, {"Records", number}}}}
	for _, k := range kinds {
		f.Table.Rows = append(f.Table.Rows, []Cell{word(k.code), word(k.severity), integer(issues[k]), integer(len(records[k]))})
	}
	return f
}

func (m *maker) issueExamples() Figure {
	f := Figure{ID: "quality-examples", Title: "Examples, with their sources", Query: query("examples", nil),
		Notes: []string{"Up to three of each code, each with the page of its record in the library."},
		Table: Table{Caption: "Examples of issues", Columns: []Column{{Name: "Code"}, {Name: "Record"}, {"Place", long}, {"Detail", long}}}}
	sorted := slices.Clone(m.issues)
	slices.SortStableFunc(sorted, func(a, b view.Issue) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), nullsLast(a.RollCallID, b.RollCallID), nullsLast(a.Place, b.Place), nullsLast(a.Detail, b.Detail))
	})
	examples := map[string]int{}
	for _, i := range sorted {
		if examples[i.Code]++; examples[i.Code] > examplesOfCode {
			continue
		}
		record := word(i.RollCallID)
		if c := m.byID[i.RollCallID]; c != nil {
			record.Link = source(c)
		}
		f.Table.Rows = append(f.Table.Rows, []Cell{word(i.Code), record, word(i.Place), word(i.Detail)})
	}
	return f
}

// nullsLast compares texts as the queries do: "" is a null, which comes last.
func nullsLast(a, b string) int {
	if (a == "") != (b == "") {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(a, b)
}
