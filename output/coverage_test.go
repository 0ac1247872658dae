package output

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/normalize"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

func TestCoverage(t *testing.T) {
	call := func(body normalize.Body, day string, sources ...string) normalize.RollCall {
		d, err := normalize.ParseDate(day)
		try(t, err)
		return normalize.RollCall{Body: body, Date: &d, Sources: sources}
	}
	tables := Tables{RollCalls: []normalize.RollCall{
		call(normalize.GA, "2022-03-02", "record_page", "official_csv"),
		call(normalize.GA, "2022-12-12", "record_page"), // without names
		call(normalize.GA, "2023-02-23", "official_csv"),
		call(normalize.SC, "2022-09-30", "record_page"),
		{Body: normalize.GA, Sources: []string{"record_page"}},
		{Body: normalize.GA, Source: "meeting_record", Sources: []string{"meeting_record"}}, // no record of the library's
	}}
	tables.RollCalls[0].List, tables.RollCalls[1].List, tables.RollCalls[2].List, tables.RollCalls[3].List = normalize.Complete, normalize.NoList, normalize.Partial, normalize.NoList
	lists := []source.Slice{
		{Name: undl.GeneralAssembly, Total: 9, CheckedAt: noon},
		{Name: undl.GeneralAssembly + "/2023", Total: 2, CheckedAt: noon},
		{Name: undl.GeneralAssembly + "/2024", Total: 1, CheckedAt: noon},
		{Name: undl.GeneralAssembly + "/2025", Total: 0, CheckedAt: noon},
	}
	want := []Coverage{
		{Body: normalize.GA, Held: 1, Named: 1},
		{Body: normalize.GA, Year: 2022, Held: 2, Named: 1, Unnamed: 1, Stated: ptr(1), StatedBy: ptr("official_csv")},
		{Body: normalize.GA, Year: 2023, Held: 1, Named: 1, Stated: ptr(2), StatedBy: ptr("list"), StatedAt: &noon},
		{Body: normalize.GA, Year: 2024, Stated: ptr(1), StatedBy: ptr("list"), StatedAt: &noon},
		{Body: normalize.SC, Year: 2022, Held: 1, Unnamed: 1},
	}
	if diff := cmp.Diff(want, tables.Coverage(lists)); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
}
