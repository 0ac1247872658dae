package view

import "context"

// Adoption is a row of adoptions: a text, or a piece of one, adopted without a
// vote.
type Adoption struct {
	ID         string   `json:"adoption_id"`
	FormerIDs  []string `json:"former_ids,omitempty"`
	Symbols    []string `json:"symbols,omitempty"`
	Drafts     []string `json:"drafts,omitempty"`
	Date       *Day     `json:"date"`
	Title      string   `json:"title,omitempty"`
	Meeting    string   `json:"meeting,omitempty"`
	MeetingSeq *int32   `json:"meeting_seq,omitempty"`
	Reports    []string `json:"committee_reports,omitempty"`
	Scope      string   `json:"scope,omitempty"`
	Target     string   `json:"target,omitempty"`
	Printed    string   `json:"target_printed,omitempty"`
	ParentID   string   `json:"parent_id,omitempty"`
	Source     string   `json:"source"`
}

// Adoptions reads all adoptions, by date. Snapshots of the first version of the
// schema tell neither drafts nor scope nor order.
func (s *Snapshot) Adoptions(ctx context.Context) (all []Adoption, err error) {
	err = s.read(ctx, "adoptions", func(t *table) {
		a := make([]Adoption, t.rows())
		t.text("adoption_id", func(i int, s string) { a[i].ID = s })
		t.list("symbols", func(i int, s string) { a[i].Symbols = append(a[i].Symbols, s) })
		t.count("date", func(i int, n *int32) { a[i].Date = (*Day)(n) })
		t.text("title", func(i int, s string) { a[i].Title = s })
		t.text("meeting", func(i int, s string) { a[i].Meeting = s })
		t.text("source", func(i int, s string) { a[i].Source = s })
		if t.has("parent_id") {
			t.text("parent_id", func(i int, s string) { a[i].ParentID = s })
			t.text("scope", func(i int, s string) { a[i].Scope = s })
			t.text("target", func(i int, s string) { a[i].Target = s })
			t.text("target_printed", func(i int, s string) { a[i].Printed = s })
			t.list("former_ids", func(i int, s string) { a[i].FormerIDs = append(a[i].FormerIDs, s) })
			t.list("drafts", func(i int, s string) { a[i].Drafts = append(a[i].Drafts, s) })
			t.list("committee_reports", func(i int, s string) { a[i].Reports = append(a[i].Reports, s) })
			t.count("meeting_seq", func(i int, n *int32) { a[i].MeetingSeq = n })
		}
		all = a
	})
	return all, err
}

// Statement is a row of statements: what a member said later that it had
// intended. Its vote stays as recorded.
type Statement struct {
	RollCallID string `json:"roll_call_id"`
	MSCode     string `json:"ms_code,omitempty"`
	Name       string `json:"member_name,omitempty"`
	Label      string `json:"member_printed,omitempty"`
	Intended   string `json:"intended_vote,omitempty"` // yes, no, abstain, non_voting; "": the words say something else
	Words      string `json:"words,omitempty"`
}

// Statements reads all statements; none where the snapshot is of the first
// version of the schema, which has no such table.
func (s *Snapshot) Statements(ctx context.Context) (all []Statement, err error) {
	if !s.has("statements") {
		return nil, nil
	}
	err = s.read(ctx, "statements", func(t *table) {
		a := make([]Statement, t.rows())
		t.text("roll_call_id", func(i int, s string) { a[i].RollCallID = s })
		t.text("ms_code", func(i int, s string) { a[i].MSCode = s })
		t.text("member_name", func(i int, s string) { a[i].Name = s })
		t.text("member_printed", func(i int, s string) { a[i].Label = s })
		t.text("intended_vote", func(i int, s string) { a[i].Intended = s })
		t.text("words", func(i int, s string) { a[i].Words = s })
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
