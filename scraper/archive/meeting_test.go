package archive_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/archive"
)

// pdf is a meeting record as it is kept.
func pdf(symbol, body string, at time.Time) archive.Document {
	return archive.Document{Kind: archive.MeetingRecord, Name: symbol, URL: "https://documents.test/" + symbol, Status: 200, ContentType: "application/pdf",
		RetrievedAt: at, Body: []byte(body), ContentSHA256: body}
}

func TestMeetingsSurviveClosing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	a, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	later := noon.Add(time.Hour)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	named := []archive.Meeting{{Symbol: "S/PV.1", Dated: "1946-01-17"}, {Symbol: "A/1", Dated: "1950-01-01"}, {Symbol: "A/2"}, {Symbol: "A/3"}}
	must(a.WantMeetings(t.Context(), named, noon))
	// Named again: what is known of it stays, the day is corrected and never lost.
	must(a.WantMeetings(t.Context(), []archive.Meeting{{Symbol: "A/1"}, {Symbol: "A/2", Dated: "1951-01-01"}, {Symbol: "A/3"}}, later))
	failed := archive.Meeting{Symbol: "A/3", State: archive.Absent, FoundAt: noon, TriedAt: later, Result: "absent", Detail: "status 404", FailDays: 2, DueAt: later.Add(time.Hour)}
	must(a.PutMeeting(t.Context(), failed))
	held := archive.Meeting{Symbol: "S/PV.1", State: archive.Held, FoundAt: noon, Dated: "1946-01-17", TriedAt: later, Result: "record", DueAt: later}
	changed, earlier, err := a.KeepMeeting(t.Context(), pdf("S/PV.1", "%PDF-1", later), held)
	if err != nil || !changed || earlier {
		t.Errorf("kept: changed %v, earlier %v, %v", changed, earlier, err)
	}
	must(a.Close())
	a = open(t, path)
	got, err := a.Meetings(t.Context())
	must(err)
	want := []archive.Meeting{
		{Symbol: "A/1", State: archive.Wanted, FoundAt: noon, Dated: "1950-01-01"},
		{Symbol: "A/2", State: archive.Wanted, FoundAt: noon, Dated: "1951-01-01"},
		failed, held,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("meetings (-want +got):\n%s", diff)
	}
}

// A record that came from disk is held; whatever was known of it, nobody decided
// when it is to be asked for again.
func TestAMeetingRecordFromDiskIsHeld(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	quarantined := archive.Meeting{Symbol: "A/1", State: archive.Quarantined, FoundAt: noon, Dated: "1950-01-01", TriedAt: noon, Result: "absent", Detail: "status 404", FailDays: 3, DueAt: noon.Add(time.Hour)}
	held := archive.Meeting{Symbol: "A/2", State: archive.Held, FoundAt: noon, TriedAt: noon, Result: "record", DueAt: noon.Add(time.Hour)}
	for _, m := range []archive.Meeting{quarantined, held} {
		if err := a.PutMeeting(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	later := noon.Add(time.Hour)
	docs := []archive.Document{pdf("A/1", "%PDF-1", later), pdf("A/2", "%PDF-2", later), pdf("A/3", "%PDF-3", later)}
	docs[2].Dated = "1952-01-01"
	if _, err := a.KeepAll(t.Context(), docs, "import"); err != nil {
		t.Fatal(err)
	}
	got, err := a.Meetings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []archive.Meeting{
		{Symbol: "A/1", State: archive.Held, FoundAt: noon, Dated: "1950-01-01", TriedAt: noon, Result: "record"},
		held,
		{Symbol: "A/3", State: archive.Held, FoundAt: later, Dated: "1952-01-01", Result: "record"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("meetings (-want +got):\n%s", diff)
	}
}
