//go:build interop

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"unvotes/output"
)

// viewed has DuckDB compute again what show and compare say of a dataset: the
// agreement of some pairs over all years, who moved between neighbours, totals.
func viewed(t *testing.T, d dataset) {
	questions := [][]string{
		{"compare", "--member", "CHN", "--with", "RUS"},
		{"compare", "--member", "FRA", "--with", "USA", "--body", "all"},
		{"compare", "--member", "GBR", "--with", "USA", "--body", "SC", "--from", "1990"},
		{"compare", "--member", "IND", "--with", "SUN", "--to", "1991-12-25", "--pieces"},
		{"compare", "--member", "YUG", "--with", "EGY", "--from", "1950", "--to", "1992"},
		{"compare", "--member", "COD", "--with", "VEN"},
	}
	rows, err := output.ReadTable[struct {
		RollCallID  string `parquet:"roll_call_id,dict"`
		VoteGroupID string `parquet:"vote_group_id,dict"`
		Yes         *int32 `parquet:"yes"`
	}](filepath.Join(d.latest(t), "roll_calls.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	step := max(1, len(rows)/40) // some of each era
	for i := 0; i < len(rows); i += step {
		questions = append(questions, []string{"show", rows[i].RollCallID})
		if next := i + 1; next < len(rows) && rows[i].Yes != nil && rows[next].Yes != nil && rows[i].VoteGroupID != rows[next].VoteGroupID {
			questions = append(questions, []string{"compare", rows[i].RollCallID, rows[next].RollCallID})
		}
	}
	type answer struct {
		Args   []string        `json:"args"`
		Answer json.RawMessage `json:"answer"`
	}
	var answers []answer
	for _, q := range questions {
		code, out, errs := command(t, append(q, "--json", "--data", d.data)...)
		if code != exitDone {
			t.Fatalf("%q ended %d: %s", q, code, errs)
		}
		answers = append(answers, answer{q, json.RawMessage(out)})
	}
	b, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "answers.json")
	if err := os.WriteFile(file, b, 0o644); err != nil {
		t.Fatal(err)
	}
	python(t, nil, "views.py", d.latest(t), file)
}
