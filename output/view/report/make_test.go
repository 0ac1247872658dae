package report

import (
	"bytes"
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"unvotes/normalize"
	"unvotes/output/view"
)

func parsed(t *testing.T, s string) *view.Day {
	t.Helper()
	d, err := view.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func (r *Report) figure(t *testing.T, id string) Figure {
	t.Helper()
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			if f.ID == id {
				return f
			}
		}
	}
	t.Fatalf("there is no figure %s", id)
	return Figure{}
}

func has(r *Report, id string) bool {
	return slices.ContainsFunc(r.Sections, func(s Section) bool {
		return slices.ContainsFunc(s.Figures, func(f Figure) bool { return f.ID == id })
	})
}

func textOf(t *testing.T, r *Report, width int) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteText(&b, width); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func pageOf(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WritePage(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTheSameSnapshotGivesTheSameBytes(t *testing.T) {
	s := invent(40, 400).write(t)
	o := Options{Member: "XAH"}
	one, other := made(t, s, o), made(t, s, o)
	if pageOf(t, one) != pageOf(t, other) {
		t.Error("two pages of one snapshot differ")
	}
	if textOf(t, one, 72) != textOf(t, other, 72) {
		t.Error("two texts of one snapshot differ")
	}
}

// Every figure with a table has a query whose columns are the table's, and each
// row a cell for each column.
func TestFiguresAreWhole(t *testing.T) {
	r := made(t, invent(40, 750).write(t), Options{Member: "XAH"})
	ids := map[string]bool{}
	for _, s := range r.Sections {
		for _, f := range s.Figures {
			if ids[f.ID] {
				t.Errorf("two figures have the id %s", f.ID)
			}
			ids[f.ID] = true
			if len(f.Table.Rows) == 0 || f.Query == "" || f.Table.Caption == "" || len(f.Notes) == 0 && !f.Table.Folded && f.ID != "vote-members" {
				t.Errorf("%s lacks rows, a query, a caption or words", f.ID)
			}
			for _, row := range f.Table.Rows {
				if len(row) != len(f.Table.Columns) {
					t.Fatalf("%s: %d cells under %d heads", f.ID, len(row), len(f.Table.Columns))
				}
			}
			for _, c := range f.Table.Columns {
				if !c.Own() && !f.Table.Folded && !strings.Contains(f.Query, `"`+c.Name+`"`) {
					t.Errorf("%s: the query has no column %q", f.ID, c.Name)
				}
			}
		}
	}
	for _, want := range []string{"coverage-years", "newest-votes", "newest-closest", "vote-groups", "vote-text", "vote-members", "member-years", "agreement-map", "agreement-all", "vetoes-years", "shifts-pieces", "shifts-follow", "quality-codes", "quality-examples"} {
		if !ids[want] {
			t.Errorf("there is no figure %s", want)
		}
	}
}

// The vote that is shown: the one asked for; else the text with the piece on which
// most members voted otherwise; else the newest divided one.
func TestChosenVote(t *testing.T) {
	w := invent(40, 100)
	with := w.write(t)
	w.calls = slices.DeleteFunc(w.calls, func(c normalize.RollCall) bool { return c.ParentID != "" })
	without := w.write(t)
	r := made(t, with, Options{})
	top := slices.MaxFunc(r.figure(t, "shifts-pieces").Table.Rows, func(a, b []Cell) int {
		return cmp.Or(len(a[3].Text)-len(b[3].Text), cmp.Compare(a[3].Text, b[3].Text))
	})
	if f := r.figure(t, "vote-groups"); !strings.HasPrefix(f.Title, top[0].Text+":") {
		t.Errorf("shown is %q, most moved %s", f.Title, top[0].Text)
	}
	r = made(t, without, Options{})
	if f := r.figure(t, "vote-groups"); !strings.Contains(strings.Join(f.Notes, " "), "newest divided vote of the General Assembly") || has(r, "shifts-pieces") {
		t.Errorf("without paragraphs: %q", f.Notes)
	}
	for query, want := range map[string]string{"A/RES/6/3": "A/RES/6/3: ", "a-res-6-3": "A/RES/6/3: ", "undl-000003": "S/RES/3(1950): "} {
		if f := made(t, with, Options{Symbol: query}).figure(t, "vote-groups"); !strings.HasPrefix(f.Title, want) {
			t.Errorf("--symbol %s shows %q", query, f.Title)
		}
	}
	if r := made(t, with, Options{Symbol: "A/RES/70/1"}); has(r, "vote-groups") || !strings.Contains(textOf(t, r, 72), "without a vote") {
		t.Error("a text adopted without a vote has a picture")
	}
}

func TestMakeRefuses(t *testing.T) {
	s := invent(9, 20).write(t)
	for _, o := range []Options{{Symbol: "A/RES/1/1000"}, {Member: "Nowhere"}} {
		if _, err := Make(t.Context(), s, o); !errors.Is(err, view.ErrUnknown) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if r := made(t, s, Options{Member: "member fra"}); r.Sections[2].Title != "Member FRA" {
		t.Errorf("a member by name: %q", r.Sections[2].Title)
	}
}

// A snapshot without votes, and one with too few to compare, give a report that
// says so.
func TestMakeOfLittle(t *testing.T) {
	for name, w := range map[string]*world{"nothing": invent(0, 0).emptied(), "one vote": invent(9, 1), "the five": invent(0, 5)} {
		t.Run(name, func(t *testing.T) {
			r := made(t, w.write(t), Options{})
			if pageOf(t, r) == "" || textOf(t, r, 40) == "" {
				t.Error("nothing was written")
			}
			if has(r, "agreement-map") != (name != "nothing") {
				t.Error("a map of nobody, or none of somebody")
			}
		})
	}
	if says := textOf(t, made(t, invent(0, 0).emptied().write(t), Options{}), 72); !strings.Contains(says, "unvotes demo") {
		t.Errorf("an empty snapshot says: %s", says)
	}
}

// A period without votes is no error.
func TestPeriod(t *testing.T) {
	s := invent(20, 300).write(t)
	if r := made(t, s, Options{From: parsed(t, "2200-01-01"), Member: "XAH"}); has(r, "agreement-map") || has(r, "member-years") {
		t.Error("a period without votes has figures")
	}
	f := made(t, s, Options{From: parsed(t, "1955-01-01"), To: parsed(t, "1959-12-31")}).figure(t, "agreement-map")
	if f.Title != "Agreement of members, 1955-01-01 to 1959-12-31" {
		t.Error(f.Title)
	}
}

func BenchmarkReport(b *testing.B) {
	s := invent(193, 5998).write(b) // as many as all visible records, with more lines
	for b.Loop() {
		r := made(b, s, Options{Member: "XAH"})
		var page bytes.Buffer
		if err := r.WritePage(&page); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(page.Len()), "bytes/page")
	}
}

// A vote that the library has no page of leads to the record of its meeting.
func TestSource(t *testing.T) {
	for want, c := range map[string]view.RollCall{
		"https://digitallibrary.un.org/record/1":                             {UNDLURL: "https://digitallibrary.un.org/record/1", MeetingRecords: []string{"A/77/PV.69"}},
		"https://documents.un.org/api/symbol/access?s=A/77/PV.69&l=en&t=pdf": {MeetingRecords: []string{"A/77/PV.69"}},
		"": {},
	} {
		if got := source(&c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The map has the figures of the agreement file.
func TestMapIsThatOfTheFile(t *testing.T) {
	s := invent(40, 750).write(t)
	pairs, err := s.Pairs(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for p := range pairs {
		if p.Year != nil && *p.Year == 1970 && p.Body != nil && *p.Body == "GA" {
			tenth := percent(int(math.Floor(1000*p.Agreement + 0.5 + 1e-9))).Text
			want[p.MSCodeA+" "+p.MSCodeB], want[p.MSCodeB+" "+p.MSCodeA] = tenth, tenth
		}
	}
	table := made(t, s, Options{From: parsed(t, "1970-01-01"), To: parsed(t, "1970-12-31")}).figure(t, "agreement-all").Table
	if len(table.Rows) != 39 { // the Soviet Union is in every other list
		t.Errorf("the map has %d members, want 39", len(table.Rows))
	}
	for _, row := range table.Rows {
		for i, cell := range row[1:] {
			if pair := row[0].Text + " " + table.Columns[i+1].Name; cell.Text != want[pair] {
				t.Errorf("%s: %q, the file has %q", pair, cell.Text, want[pair])
			}
		}
	}
}
