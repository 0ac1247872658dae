package view

import "context"

// Adoption is a row of adoptions: a text adopted without a vote.
type Adoption struct {
	ID      string   `json:"adoption_id"`
	Symbols []string `json:"symbols,omitempty"`
	Date    *Day     `json:"date"`
	Title   string   `json:"title,omitempty"`
	Meeting string   `json:"meeting,omitempty"`
	Source  string   `json:"source"`
}

// Adoptions reads all adoptions, by date.
func (s *Snapshot) Adoptions(ctx context.Context) (all []Adoption, err error) {
	err = s.read(ctx, "adoptions", func(t *table) {
		a := make([]Adoption, t.rows())
		t.text("adoption_id", func(i int, s string) { a[i].ID = s })
		t.list("symbols", func(i int, s string) { a[i].Symbols = append(a[i].Symbols, s) })
		t.count("date", func(i int, n *int32) { a[i].Date = (*Day)(n) })
		t.text("title", func(i int, s string) { a[i].Title = s })
		t.text("meeting", func(i int, s string) { a[i].Meeting = s })
		t.text("source", func(i int, s string) { a[i].Source = s })
		all = a
	})
	return all, err
}

// Issue is a row of issues: something wrong with a source, named.
type Issue struct {
	RollCallID string `json:"roll_call_id,omitempty"` // "": a place that gave no vote
	Place      string `json:"place,omitempty"`
	Code       string `json:"code"`
	Severity   string `json:"severity"` // info, warning, error
	Detail     string `json:"detail,omitempty"`
}

// Issues reads all issues, in the order of the table.
func (s *Snapshot) Issues(ctx context.Context) (all []Issue, err error) {
	err = s.read(ctx, "issues", func(t *table) {
		a := make([]Issue, t.rows())
		t.text("roll_call_id", func(i int, s string) { a[i].RollCallID = s })
		t.text("place", func(i int, s string) { a[i].Place = s })
		t.text("code", func(i int, s string) { a[i].Code = s })
		t.text("severity", func(i int, s string) { a[i].Severity = s })
		t.text("detail", func(i int, s string) { a[i].Detail = s })
		all = a
	})
	return all, err
}
