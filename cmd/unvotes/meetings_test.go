package main

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper"
	"unvotes/scraper/archive"
)

func TestVerbatimRecord(t *testing.T) {
	for printed, want := range map[string]string{
		"A/78/PV.45": "A/78/PV.45", "A/PV.1384": "A/PV.1384", "A/ES-10/PV.38": "A/ES-10/PV.38", "S/PV.8422": "S/PV.8422",
		"S/PV.3756 (Resumption 1)": "S/PV.3756 (Resumption 1)",
		"A/PV.1384 and Corr.1":     "A/PV.1384", // the corrigendum is another document
		"A/PV.1384/Corr.1":         "",
		"S/2020/462":               "", // a letter
		"A//PV.62":                 "", // unread
		"":                         "",
	} {
		if got, ok := verbatimRecord(printed); got != want || ok != (want != "") {
			t.Errorf("verbatimRecord(%q) = %q, %v; want %q", printed, got, ok, want)
		}
	}
}

func TestMeetingsOf(t *testing.T) {
	now := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	call := func(id, date string, meetings ...string) normalize.RollCall {
		e := normalize.RollCall{ID: id, MeetingRecords: meetings}
		if d, err := normalize.ParseDate(date); err == nil {
			e.Date = &d
		}
		return e
	}
	adopted := normalize.DateOf(time.Date(2023, 6, 1, 0, 0, 0, 0, time.UTC))
	tables := output.Tables{
		RollCalls: []normalize.RollCall{
			call("undl-1", "2022-12-31", "A/77/PV.56"), call("undl-2", "2023-01-01", "A/77/PV.56 and Corr.1", "S/PV.9000"),
			call("undl-3", "", "A/PV.1"), call("undl-4", "1950-01-01", "S/2020/462", "A/PV.2"), call("pv:A/77/PV.69:x", "2023-04-26", "A/77/PV.69"),
		},
		Adoptions: []normalize.Adoption{{ID: "undl-5", Date: &adopted, Meeting: "A/77/PV.80"}, {ID: "undl-6"}},
	}
	m := func(symbol, dated string) archive.Meeting { return archive.Meeting{Symbol: symbol, Dated: dated} }
	for _, tc := range []struct {
		name string
		plan scraper.Plan
		want []archive.Meeting
	}{
		{"everything", scraper.Plan{From: 1946, To: 2026}, []archive.Meeting{m("A/77/PV.56", "2023-01-01"), m("S/PV.9000", "2023-01-01"), m("A/PV.1", ""), m("A/PV.2", "1950-01-01"),
			m("A/77/PV.69", "2023-04-26"), m("A/77/PV.80", "2023-06-01")}},
		{"a year", scraper.Plan{From: 2023, To: 2023}, []archive.Meeting{m("A/77/PV.56", "2023-01-01"), m("S/PV.9000", "2023-01-01"), m("A/77/PV.69", "2023-04-26"), m("A/77/PV.80", "2023-06-01")}},
		{"the year before", scraper.Plan{From: 2022, To: 2022}, []archive.Meeting{m("A/77/PV.56", "2022-12-31")}},
		{"a year without votes", scraper.Plan{From: 1999, To: 1999}, nil},
		{"ids", scraper.Plan{From: 1946, To: 2026, IDs: []int64{3, 5, 69}}, []archive.Meeting{m("A/PV.1", ""), m("A/77/PV.80", "2023-06-01")}},
		{"no ids", scraper.Plan{From: 1946, To: 2026, IDs: []int64{}}, nil},
	} {
		if diff := cmp.Diff(tc.want, meetingsOf(tables, tc.plan, now)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}
