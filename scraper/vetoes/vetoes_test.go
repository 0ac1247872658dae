package vetoes

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
		{3, "26 May 2022", []string{"S/2022/431"}, []string{"S/PV.9048"}, "Non-proliferation - Democratic People's Republic of Korea", []string{"China", "Russian Federation"}},
		{2, "31 August 2020", []string{"S/2020/852"}, []string{"S/2020/870", "S/2020/865"}, "Terrorism & others", []string{"USA"}},
		{1, "26 June 1946", []string{"S/PV.49"}, []string{"S/PV.49"}, "The Spanish question", []string{"France, USSR"}},
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
