package view

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// views are what the golden tests and the tests of escapes look at.
func views(t testing.TB, s *Snapshot) map[string]func(Style) string {
	t.Helper()
	all := map[string]func(Style) string{}
	for name, query := range map[string]string{
		"draft": "A/77/L.65", "records": "A/RES/2890(XXVI)", "no-codes": "S/RES/1326", "no-list": "undl-454783", "paragraph-alone": "pv:A/77/PV.69:A/77/L.65:PP9",
		"meeting": "A/77/PV.69", "adoption": "A/RES/70/1", "hostile": "A/RES/999/1",
	} {
		shown, err := s.Show(t.Context(), query)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		all["show-"+name] = shown.Text
	}
	for name, pair := range map[string][2]string{
		"texts": {"A/RES/77/284", "A/RES/79/284"}, "parts": {"A/77/L.65", ""}, "eras": {"A/RES/63(I)[PARA.1]", "A/RES/77/284"}, "unknown": {"S/RES/1326", "A/RES/77/284"}, "hostile": {"A/RES/999/1", "A/RES/77/284"},
	} {
		c, err := s.Compare(t.Context(), pair[0], pair[1])
		if err != nil {
			t.Fatalf("%q: %v", pair, err)
		}
		all["compare-"+name] = c.Text
	}
	a, err := s.Agree(t.Context(), "CHN", "RUS", Question{})
	if err != nil {
		t.Fatal(err)
	}
	all["agree"] = a.Text
	return all
}

// The golden files hold each view at three widths.
func TestGolden(t *testing.T) {
	for name, write := range views(t, newFixture(t).write(t)) {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for _, width := range []int{40, 80, 120} {
				fmt.Fprintf(&b, "==== %d columns\n%s", width, write(Style{Width: width}))
			}
			path := filepath.Join("testdata", "golden", name+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// No line is wider than the terminal, addresses apart: half an address is none.
func TestWidth(t *testing.T) {
	for name, write := range views(t, newFixture(t).write(t)) {
		for _, width := range []int{0, 20, 33, 40, 41, 79, 80, 200} {
			for line := range strings.Lines(write(Style{Width: width})) {
				line = strings.TrimSuffix(line, "\n")
				matrix := strings.HasPrefix(name, "compare") && width < 40 // a matrix has its width
				if n := text.StringWidth(line); n > max(width, 20) && !strings.Contains(line, "https://") && !matrix {
					t.Errorf("%s at %d columns has a line of %d: %q", name, width, n, line)
				}
			}
		}
	}
}

// Nothing but plain characters, line ends, and the program's own colours.
func TestNothingRawReachesATerminal(t *testing.T) {
	s := newFixture(t).write(t)
	for name, write := range views(t, s) {
		for _, st := range []Style{{Width: 80}, {Width: 40, ASCII: true}, {Width: 80, Colour: true}} {
			out := write(st)
			if st.Colour {
				for _, code := range []string{bold, red, blue, yellow, faint, "0"} {
					out = strings.ReplaceAll(out, "\x1b["+code+"m", "")
				}
			}
			if r := raw(out); r != "" {
				t.Errorf("%s in %+v writes %s", name, st, r)
			}
		}
	}
	shown, err := s.Show(t.Context(), "A/RES/999/1")
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Compare(t.Context(), "A/RES/999/1", "A/RES/77/284")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for _, write := range []func() error{
		func() error { return shown.WriteCSV(&b) },
		func() error { return c.WriteCSV(&b) },
		func() error { return WriteJSON(&b, shown) },
		func() error { return WriteJSON(&b, c) },
	} {
		b.Reset()
		if err := write(); err != nil {
			t.Fatal(err)
		}
		if r := raw(b.String()); r != "" {
			t.Errorf("writes %s", r)
		}
	}
	// JSON loses nothing all the same.
	b.Reset()
	if err := WriteJSON(&b, shown); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Votes []struct {
			Title string `json:"title"`
		} `json:"votes"`
	}
	if err := json.Unmarshal(b.Bytes(), &back); err != nil || back.Votes[0].Title != hostile {
		t.Errorf("the title is %q, %v", back.Votes[0].Title, err)
	}
}

// raw is the first character that a terminal would act on, quoted.
func raw(s string) string {
	for _, r := range s {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return fmt.Sprintf("%+q", r)
		}
	}
	return ""
}

// Errors name what stands in the snapshot too.
func TestNothingRawInErrors(t *testing.T) {
	f := newFixture(t)
	for _, id := range []string{"undl-9000002", "undl-9000003"} {
		f.call(t, id, "2190-02-02", "GA", "999", "A/RES/999/2\x1b[31m"+id[len(id)-1:], "A/RES/999/2", "whole", "A/999/PV.2\x9b\u202e", nil)
	}
	s := f.write(t)
	for _, pair := range [][2]string{{"A/RES/999/3", ""}, {"A/RES/999/2", ""}, {"A/RES/999/2 31m2", ""}, {"undl-9000002", "A/RES/77/284"}, {"A/999/PV.2", "A/RES/77/284"}, {"999/2\x1b[31m", "x"}} {
		_, err := s.Compare(t.Context(), pair[0], pair[1])
		if err == nil {
			t.Errorf("%q: no error", pair)
		} else if r := raw(err.Error()); r != "" {
			t.Errorf("%q: the error writes %s: %q", pair, r, err)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain":            "plain",
		"a\tb\r\nc":        "a b  c",
		"\x1b[31mred":      "\ufffd[31mred",
		"\u009b31m":        "\ufffd31m",
		"\x07\x00\x7f":     "\ufffd\ufffd\ufffd",
		"\u202eabc\u2066":  "\ufffdabc\ufffd",
		"zero\u200bwidth":  "zero\ufffdwidth",
		"\xff\xfe":         "\ufffd\ufffd",
		"line\u2028end":    "line end",
		"Côte d’Ivoire 日本": "Côte d’Ivoire 日本",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		counts []int
		room   int
		want   []int
	}{
		{[]int{1, 1}, 10, []int{5, 5}},
		{[]int{1, 0}, 10, []int{10, 0}},
		{[]int{192, 1, 0}, 10, []int{9, 1, 0}},
		{[]int{1, 1, 191}, 10, []int{1, 1, 8}},
		{[]int{122, 5, 18, 48}, 60, []int{37, 2, 6, 15}},
		{[]int{1, 1, 1, 1}, 3, []int{1, 1, 1, 1}}, // none is left out
		{[]int{1, 1, 1}, 10, []int{4, 3, 3}},
	} {
		total := 0
		for _, n := range c.counts {
			total += n
		}
		if got := share(c.counts, total, c.room); !slices.Equal(got, c.want) {
			t.Errorf("share(%v, %d) = %v, want %v", c.counts, c.room, got, c.want)
		}
	}
}

func TestCSV(t *testing.T) {
	s := newFixture(t).write(t)
	shown, err := s.Show(t.Context(), "A/77/L.65")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := shown.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 1+3+193 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got, want := strings.Join(rows[1], ","), "pv:A/77/PV.69:A/77/L.65:PP9,pv:A/77/PV.69:A/77/L.65:PP9,2023-04-26,GA,77,,paragraph,PP9,1,ARM,Armenia,ARMENIA,abstain,A"; got != want {
		t.Errorf("the first row is %s, want %s", got, want)
	}
}

// JSON of a text without votes has lists, not nulls.
func TestJSON(t *testing.T) {
	s := newFixture(t).write(t)
	shown, err := s.Show(t.Context(), "A/RES/70/1")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteJSON(&b, shown); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"votes": []`, `"other_votes": []`, `"adoption_id": "pv:A/70/PV.4:A/70/L.1"`, `"date": "2015-09-25"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, &b)
		}
	}
}
