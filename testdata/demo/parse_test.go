package demo

import (
	"io/fs"
	"slices"
	"testing"
)

func TestParseLines(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", nil},
		{"Y: B; A\n", []string{"Y A", "Y B"}},
		{"Y: B\nN: A; C\n", []string{"N A", "Y B", "N C"}},
		{"blank: A\nY: B\n", []string{"A", "Y B"}},
		{"a: B\nAN: C\nA: A\n", []string{"A A", "a B", "AN C"}},
		{"Y: A;\n  B;\n  C\n", []string{"Y A", "Y B", "Y C"}},
		{"# Y: Z\nY: A # B\n", []string{"Y A # B"}},
		{"Y: CÔTE D'IVOIRE; COSTA RICA; CROATIA\n", []string{"Y COSTA RICA", "Y CÔTE D'IVOIRE", "Y CROATIA"}},
		{"Y: USSR; UNION OF SOUTH AFRICA; UNITED KINGDOM\n", []string{"Y UNION OF SOUTH AFRICA", "Y USSR", "Y UNITED KINGDOM"}},
		{"Y: TURKMENISTAN; TÜRKİYE; TÜRKÝYE\n", []string{"Y TÜRKİYE", "Y TURKMENISTAN", "Y TÜRKÝYE"}},
		{"Y: A; B; C\nmoved: A after C\n", []string{"Y B", "Y C", "Y A"}},
		{"moved: C after A\nY: A; B\nN: C\n", []string{"Y A", "N C", "Y B"}},
	}
	for _, tt := range tests {
		r, err := parse("id: 1\ntitle: T\n" + tt.text)
		var got []string
		for _, l := range r.Lines {
			got = append(got, l.Printed())
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, %v; want %q", tt.text, got, err, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"X: A", "Yes: A", "yes: A", "Y:", "Y: ", "Y: A;", "Y: A; ; B", "Y: A; A", "Y: A\nN: A", "word",
		"id: 2", "title: U", "date: 2001-01-01\ndate: 2001-01-01", "note: a\nnote: b", "resolution: a\nresolution: b",
		"summary: 1 2 3 4", "summary: 1 2 3 4 5 6", "summary: 1 2 3 4 x", "summary: 1 2 3 4 5\nsummary: 1 2 3 4 5",
		"draft: A/1 -> x", "draft: A/1 -> ", "moved: A after B", "Y: A; B\nmoved: A", "Y: A; B\nmoved: A after A", "Y: A\nmoved: A after B",
	} {
		if _, err := parse("id: 1\ntitle: T\n" + text + "\n"); err == nil {
			t.Errorf("%q is read without an error", text)
		}
	}
	for _, text := range []string{"", "id: 1", "title: T", "id: 0\ntitle: T", "id: -1\ntitle: T", "id: x\ntitle: T"} {
		if _, err := parse(text); err == nil {
			t.Errorf("%q is read without an error", text)
		}
	}
}

func TestParseLinks(t *testing.T) {
	r, err := parse("id: 1\ntitle: T\ndraft: A/C.4/78/L.13 -> 4026563\ndraft: A/78/L.1\n")
	if want := []Entry{{"A/C.4/78/L.13", 4026563}, {"A/78/L.1", 0}}; err != nil || !slices.Equal(r.Drafts, want) {
		t.Errorf("%v, %v", r.Drafts, err)
	}
}

func FuzzParse(f *testing.F) {
	names, _ := fs.Glob(files, "votes/*.txt")
	for _, name := range names {
		b, _ := fs.ReadFile(files, name)
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := parse(text)
		if err != nil {
			return
		}
		if r.ID <= 0 || r.Title == "" {
			t.Errorf("no id or title: %+v", r)
		}
		seen := map[string]bool{}
		for _, l := range r.Lines {
			if l.Label == "" || seen[l.Label] {
				t.Errorf("label %q is empty or stands twice", l.Label)
			}
			seen[l.Label] = true
		}
		recordPage(r, "0")
	})
}
