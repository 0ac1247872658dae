package archive_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/archive"
)

func meetingRecord(symbol, body string, at time.Time) archive.Document {
	sum := sha256.Sum256([]byte(body))
	return archive.Document{Source: "meetings", Key: symbol, Form: "meeting_record", URL: "http://documents.test/" + symbol, Status: 200, ContentType: "application/pdf",
		RetrievedAt: at, Body: []byte(body), ContentSHA256: hex.EncodeToString(sum[:])}
}

// records are the meeting records as the reader finds them: name, body, reading.
func records(t *testing.T, a *archive.Archive, reader string) (out [][3]string) {
	t.Helper()
	if err := a.Readings(t.Context(), "meetings", "meeting_record", reader, func(d archive.Document) error {
		if d.ContentSHA256 == "" || d.RetrievedAt.IsZero() || d.Form != "meeting_record" {
			t.Errorf("%+v", d)
		}
		out = append(out, [3]string{d.Key, string(d.Body), string(d.Reading)})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestMeetingRecordsComeReadOrWhole(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	keep := func(d archive.Document) {
		t.Helper()
		if _, err := a.Import(t.Context(), []archive.Document{d}, "import"); err != nil {
			t.Fatal(err)
		}
	}
	keep(meetingRecord("S/PV.9", "nine", noon))
	keep(meetingRecord("A/77/PV.69", "old", noon))
	read := meetingRecord("A/77/PV.69", "new", noon.Add(time.Hour))
	read.Reader, read.Reading = "v1", []byte("what new says")
	keep(read)
	want := [][3]string{{"A/77/PV.69", "", "what new says"}, {"S/PV.9", "nine", ""}}
	if diff := cmp.Diff(want, records(t, a, "v1")); diff != "" {
		t.Errorf("to the reader v1 (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][3]string{{"A/77/PV.69", "new", ""}, {"S/PV.9", "nine", ""}}, records(t, a, "v2")); diff != "" {
		t.Errorf("to the reader v2 (-want +got):\n%s", diff)
	}
	// Each is used while the archive is read, and what it keeps is there after.
	if err := a.Readings(t.Context(), "meetings", "meeting_record", "v2", func(d archive.Document) error {
		d.Reader, d.Reading = "v2", append([]byte("v2 of "), d.Body...)
		return a.KeepReading(t.Context(), d)
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][3]string{{"A/77/PV.69", "", "v2 of new"}, {"S/PV.9", "", "v2 of nine"}}, records(t, a, "v2")); diff != "" {
		t.Errorf("after v2 read (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][3]string{{"A/77/PV.69", "new", ""}, {"S/PV.9", "nine", ""}}, records(t, a, "v1")); diff != "" {
		t.Errorf("and to v1 again (-want +got):\n%s", diff)
	}
}

func TestAReadingIsOfABodyThatIsThere(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	d := meetingRecord("S/PV.9", "nine", noon)
	d.Reader, d.Reading = "v1", []byte("x")
	if err := a.KeepReading(t.Context(), d); err == nil {
		t.Error("a reading of nothing was kept")
	}
}

func TestMeetingRecordsStopAtAnError(t *testing.T) {
	a := open(t, filepath.Join(t.TempDir(), "archive.db"))
	docs := []archive.Document{meetingRecord("S/PV.1", "one", noon), meetingRecord("S/PV.2", "two", noon)}
	docs[0].Reader, docs[0].Reading = "v1", []byte("read")
	if _, err := a.Import(t.Context(), docs, "import"); err != nil {
		t.Fatal(err)
	}
	n, stop := 0, errors.New("stop")
	if err := a.Readings(t.Context(), "meetings", "meeting_record", "v1", func(archive.Document) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
		t.Errorf("%d, %v", n, err)
	}
	if diff := cmp.Diff([][3]string{{"S/PV.1", "", "read"}, {"S/PV.2", "two", ""}}, records(t, a, "v1")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
