package vetoes

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/source"
	"unvotes/testdata/shared"
)

// The markup has the faults of the real page: an unclosed row and cell, stray end
// tags, "</br>", a heading of seven columns, a cell that spans lines.
const page = `<html><table summary="five columns"><tr><th colspan="5">Security Council - Veto List<br>(in reverse chronological order)</th></tr>
<tr><td colspan="7">Prepared by the <a href="http://ask.example">Library</a>
<tr><th>Date</th><th>Draft</th><th>Written<br>Record</th><th>Agenda Item</th><th>Member</th></tr>
<tr><td>26 May 2022</td><td><a href="https://undocs.org/en/S/2022/431">S/2022/431</a></td>
<td><a href="https://undocs.org/en/S/PV.9048">S/PV.9048</a></td>
<td>Non-proliferation - Democratic People's
  Republic of Korea</td><td>China</br>Russian Federation</td></tr>
<tr><td>31 August 2020<td>S/2020/852</td><td><a>S/2020/870</a></a><br><a>S/2020/865</a></td><td>Terrorism &amp; others</td><td>USA
<tr><td>26 June 1946</td><td>S/PV.49</td><td>S/PV.49</td><td>The Spanish question</td><td>France, USSR</td></tr></table>`

func TestParse(t *testing.T) {
	got, err := Parse([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{Number: 3, Date: "26 May 2022", Drafts: []string{"S/2022/431"}, MeetingRecords: []string{"S/PV.9048"}, Agenda: "Non-proliferation - Democratic People's Republic of Korea", Members: []string{"China", "Russian Federation"}},
		{Number: 2, Date: "31 August 2020", Drafts: []string{"S/2020/852"}, MeetingRecords: []string{"S/2020/870", "S/2020/865"}, Agenda: "Terrorism & others", Members: []string{"USA"}},
		{Number: 1, Date: "26 June 1946", Drafts: []string{"S/PV.49"}, MeetingRecords: []string{"S/PV.49"}, Agenda: "The Spanish question", Members: []string{"France, USSR"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestParseRefuses(t *testing.T) {
	for name, page := range map[string]string{
		"an empty body":    "",
		"another page":     "<html><p>Page not found</p></html>",
		"four lost cells":  "<table><tr><td>26 May 2022</td></tr><tr><td>26 May 2022<td>S/2022/431<td>S/PV.9048<td>Peace<td>China</table>",
		"a lost cell":      "<table><tr><td>26 May 2022</td><td>S/2022/431</td><td>S/PV.9048</td><td>China</td></tr></table>",
		"a row of nobody":  "<table><tr><td>26 May 2022</td><td>S/2022/431</td><td>S/PV.9048</td><td>Peace</td><td> <br></td></tr></table>",
		"an undated row":   "<table><tr><td></td><td>S/2022/431</td><td>S/PV.9048</td><td>Peace</td><td>China</td></tr></table>",
		"too many rows":    "<table>" + strings.Repeat("<tr><td>1 May 2022<td>S/1<td>S/PV.1<td>Peace<td>China", maxRows+1),
		"a nest":           strings.Repeat("<table><tr><td>", maxTags/4),
		"bytes":            "\xff\xfe\x00 <table>",
		"a page of hollow": strings.Repeat("<b>", maxTags+1),
	} {
		if rows, err := Parse([]byte(page)); err == nil || rows != nil {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
}

// entries is a list of n rows, the newest first.
func entries(n int) (rows []string) {
	for i := range n {
		rows = append(rows, fmt.Sprintf("<tr><td>%d May 2022<td>S/2022/%d<td>S/PV.%d<td>Peace<td>China", n-i, n-i, n-i))
	}
	return rows
}

// One bad row takes no other with it, and is kept for the table to report.
func TestOneBadRow(t *testing.T) {
	for name, tt := range map[string]struct {
		row  string
		want Row
	}{
		"four cells":      {"<tr><td>26 May 2022<td>S/1<td>S/PV.1<td>China", Row{Unread: "26 May 2022 | S/1 | S/PV.1 | China"}},
		"six cells":       {"<tr><td>26 May 2022<td>S/1<td>S/PV.1<td>Peace<td>China<td>yes", Row{Unread: "26 May 2022 | S/1 | S/PV.1 | Peace | China | yes"}},
		"one cell":        {"<tr><td colspan=5>26 May 2022 S/1 S/PV.1 Peace China", Row{Unread: "26 May 2022 S/1 S/PV.1 Peace China"}},
		"no date":         {"<tr><td> <td>S/1<td>S/PV.1<td>Peace<td>China", Row{Drafts: []string{"S/1"}, MeetingRecords: []string{"S/PV.1"}, Agenda: "Peace", Members: []string{"China"}}},
		"nobody":          {"<tr><td>26 May 2022<td>S/1<td>S/PV.1<td>Peace<td>", Row{Date: "26 May 2022", Drafts: []string{"S/1"}, MeetingRecords: []string{"S/PV.1"}, Agenda: "Peace"}},
		"two cells empty": {"<tr><td>26 May 2022<td><td><td>Peace<td>China", Row{Date: "26 May 2022", Agenda: "Peace", Members: []string{"China"}}},
		"paragraphs":      {"<tr><td>26 May 2022<td><p>S/1<p>S/2<td>S/PV.1<td>Peace<td><p>China</p>France", Row{Date: "26 May 2022", Drafts: []string{"S/1", "S/2"}, MeetingRecords: []string{"S/PV.1"}, Agenda: "Peace", Members: []string{"China", "France"}}},
	} {
		rows := entries(10)
		rows[4] = tt.row
		got, err := Parse([]byte("<table>" + strings.Join(rows, "\n") + "</table>"))
		if err != nil || len(got) != 10 || got[9].Number != 1 || got[5].Date != "5 May 2022" {
			t.Errorf("%s: %d rows, %v", name, len(got), err)
			continue
		}
		tt.want.Number = 6
		if d := cmp.Diff(tt.want, got[4]); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// What stands around the list, and how its rows are marked up, changes no row.
func TestSameList(t *testing.T) {
	want, err := Parse([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	const row = "<tr><td>31 August"
	menu := "<table><tr><td>Home<td>About<td>Contact<td>Help<td>Search</table><table><tr><td>China<td>19</table>"
	for name, changed := range map[string]string{
		"other tables":        menu + page + menu,
		"a layout around it":  "<table><tr><td>Menu<td>" + page + "</td></tr></table>",
		"headings as cells":   strings.NewReplacer("<th>", "<td>", "</th>", "</td>").Replace(page),
		"headings once more":  strings.Replace(page, row, "<tr><th>Date<th>Draft<th>Record<th>Agenda<th>Member</tr>"+row, 1),
		"blank rows, a year":  strings.Replace(page, row, "<tr><td>&nbsp;<td><td><td><td></tr><tr><td>&nbsp;</tr><tr><td colspan=5>2020</tr>"+row, 1),
		"days as headings":    strings.Replace(page, row, "<tr><th scope=row>31 August", 1),
		"an empty column":     strings.Replace(page, "Russian Federation</td>", "Russian Federation</td><td>&nbsp;</td>", 1),
		"a list in a cell":    strings.Replace(page, "China</br>Russian Federation", "<ul><li>China<li>Russian Federation</ul>", 1),
		"a table in a cell":   strings.Replace(page, "China</br>Russian Federation", "<table><tr><td>China<tr><td>Russian Federation</table>", 1),
		"scripts and styles":  strings.Replace(page, "26 May 2022", "<style>td{}</style>26 May 2022<script>x='S/1'</script>", 1),
		"characters not seen": strings.Replace(page, "26 May 2022", "26\u00a0May\u200b 2022", 1),
	} {
		got, err := Parse([]byte(changed))
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, d)
		}
	}
	got, err := Parse([]byte(strings.Replace(page, "China</br>", "China<sup>1</sup></br>", 1)))
	if err != nil || !got[0].isRead() || got[0].Members[0] != "China1" {
		t.Errorf("a footnote: %v, %+v", err, got)
	}
}

// Columns in another order, one more or one less, in every row: another layout.
func TestOtherLayouts(t *testing.T) {
	for name, change := range map[string]*strings.Replacer{
		"a column more":      strings.NewReplacer("<td>Peace", "<td>1<td>Peace"),
		"a column less":      strings.NewReplacer("<td>Peace", ""),
		"the members first":  strings.NewReplacer("<td>China", "", "<tr>", "<tr><td>China"),
		"members are gone":   strings.NewReplacer("<td>China", "<td>"),
		"days without dates": strings.NewReplacer("2022<", "<"),
		"meetings first":     strings.NewReplacer("<td>S/2022/", "<td>S/PV.", "<td>S/PV.", "<td>S/2022/"),
		"the agenda first":   strings.NewReplacer("<td>S/2022/", "<td>Peace in 2022, ", "<td>Peace", "<td>S/2022/1"),
	} {
		if rows, err := Parse([]byte(change.Replace("<table>" + strings.Join(entries(20), "") + "</table>"))); !errors.Is(err, source.Layout) {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
}

// The list of May 2022: 213 rows since 16 February 1946.
func TestRealList(t *testing.T) {
	rows, err := Parse(shared.Read(t, "corpus", "vetoes", "veto-list-2022-05.html"))
	if err != nil {
		t.Fatal(err)
	}
	if last := rows[len(rows)-1]; len(rows) != 213 || last.Date != "16 February 1946" || last.Number != 1 {
		t.Errorf("%d rows, the oldest of %s", len(rows), last.Date)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("<table><tr><td>1<td>2<td>3<td>4<td>5</br>6"))
	f.Fuzz(func(t *testing.T, page []byte) {
		rows, err := Parse(page)
		if (err == nil) != (len(rows) > 0) {
			t.Errorf("%d rows, %v", len(rows), err)
		}
	})
}
