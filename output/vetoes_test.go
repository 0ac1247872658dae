package output

import (
	"slices"
	"strings"
	"testing"

	"unvotes/scraper/archive"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/vetoes"
)

const vetoPage = `<html><table><tr><th colspan="5">Security Council - Veto List</th></tr>
<tr><td>26 May 2022</td><td>S/2022/431</td><td>S/PV.9048</td><td>Non-proliferation</td><td>China</br>Russian Federation</td></tr>
<tr><td>13 December 2018</td><td>S/1</td><td>S/PV.8422</td><td>Peace</td><td>Russian Federation</td></tr></table>`

// keepVetoes keeps a version of the list of vetoes; what cannot be read was kept by
// another version of the program.
func keepVetoes(t *testing.T, a *archive.Archive, page string) {
	t.Helper()
	keep(t, a, archive.Document{Source: vetoes.SourceName, Key: vetoes.Key, Form: vetoes.Form, RetrievedAt: noon, Body: []byte(page), ContentSHA256: page})
}

func TestTheListOfVetoes(t *testing.T) {
	a := archiveOf(t, t.TempDir(), nil)
	keepVetoes(t, a, vetoPage)
	list := func(names string) pv.List { return pv.List{Names: strings.Split(names, ", "), Printed: names} }
	nine, one, none := 9, 1, 0
	keepMeeting(t, a, pv.Record{Meeting: pv.Meeting{Symbol: "S/PV.8422", Body: "SC", Date: "2018-12-13"}, Ended: true, Votes: []pv.Vote{{
		Action: pv.Action{Seq: 1, Page: 1, Draft: "S/1", Scope: pv.Whole, Outcome: pv.Rejected, Method: pv.Recorded}, Yes: &nine, No: &one, Abstain: &none,
		InFavour: list("Côte d’Ivoire, Equatorial Guinea, Ethiopia, France, Kazakhstan, Kuwait, Netherlands, Peru, Poland"), Against: list("Russian Federation")}}})
	build := func() (ids, codes []string) {
		t.Helper()
		tables, err := Build(t.Context(), a, newNormalizer(t), testCache())
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range tables.Vetoes {
			ids = append(ids, v.ID+" "+v.RollCallID)
		}
		for _, i := range tables.Issues {
			codes = append(codes, i.Code)
		}
		return ids, codes
	}
	want := []string{"veto:2018-12-13:S/PV.8422:RUS pv:S/PV.8422:S/1", "veto:2022-05-26:S/PV.9048:CHN ", "veto:2022-05-26:S/PV.9048:RUS "}
	for _, version := range []struct{ page, code string }{{vetoPage, ""}, {strings.Replace(vetoPage, "China</br>", "", 1), "source_lost"}, {"<html>Page moved", "record_unreadable"}} {
		keepVetoes(t, a, version.page)
		ids, codes := build()
		if !slices.Equal(ids, want) || version.code != "" && !slices.Contains(codes, version.code) || version.code == "" && codes != nil {
			t.Errorf("%.30s: %q with the issues %q, want %q and %q", version.page, ids, codes, want, version.code)
		}
	}
	named, err := NamedMeetings(t.Context(), a, newNormalizer(t), source.Plan{From: 2022, To: 2022}, noon)
	if err != nil || len(named) != 1 || named[0].Key != "S/PV.9048" || named[0].Dated != "2022-05-26" {
		t.Errorf("named %v, %v", named, err)
	}
}
