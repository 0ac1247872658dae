package files_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/archive"
	"unvotes/scraper/files"
	"unvotes/scraper/pv"
)

// reader takes the second line of a body for its symbol; it refuses a body that
// says "refuse", and breaks at one that says "break".
type meetingReader struct{ read []string }

var errBroken = errors.New("the reader does not start")

func (r *meetingReader) Version() string { return "v1" }

func (r *meetingReader) Read(_ context.Context, body []byte) (string, []byte, error) {
	r.read = append(r.read, string(body))
	switch words := strings.Fields(string(body)); words[1] {
	case "refuse":
		return "", nil, &pv.Error{Kind: pv.Encrypted, Detail: "a password is asked for"}
	case "break":
		return "", nil, errBroken
	default:
		return words[1], []byte("read " + words[1]), nil
	}
}

func importWith(t *testing.T, a *archive.Archive, r files.MeetingReader, paths ...string) (files.Report, error) {
	t.Helper()
	return files.Importer{Archive: a, Now: noon, Meetings: r}.Import(t.Context(), paths)
}

func TestImportOfMeetingRecords(t *testing.T) {
	dir, a := t.TempDir(), open(t)
	put(t, dir, "some name.pdf", "%PDF-1.4\nA/77/PV.69 first")
	put(t, dir, "b.pdf.gz", gz("%PDF-1.4\nS/PV.9000"))
	put(t, dir, "c.pdf", "%PDF-1.4\nrefuse")
	put(t, dir, "d.csv", csvFile(7))
	report, err := importWith(t, a, &meetingReader{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range report.Files {
		got = append(got, strings.TrimPrefix(f.Name, dir+"/")+" "+string(f.Kind)+" "+strings.Join(f.Failures, ";"))
		if f.New+f.Failed != 1 {
			t.Errorf("%+v", f)
		}
	}
	want := []string{"b.pdf.gz meeting_record ", "c.pdf meeting_record pv_encrypted: a password is asked for", "d.csv official_csv ", "some name.pdf meeting_record "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var held []string
	if err := a.Readings(t.Context(), pv.SourceName, pv.Form, "v1", func(d archive.Document) error {
		held = append(held, d.Key+" "+d.URL+" "+string(d.Reading))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"A/77/PV.69 file:some%20name.pdf read A/77/PV.69", "S/PV.9000 file:b.pdf.gz read S/PV.9000"}; !slices.Equal(held, want) {
		t.Errorf("held %q, want %q", held, want)
	}
	report, err = importWith(t, a, &meetingReader{}, dir)
	if err != nil || report.Files[0].Unchanged != 1 || report.Files[3].Unchanged != 1 {
		t.Errorf("again: %+v, %v", report.Files, err)
	}
}

// What breaks is not the file's fault, and ends the import.
func TestImportEndsWhenTheReaderBreaks(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "a.pdf", "%PDF-1.4\nbreak")
	if _, err := importWith(t, open(t), &meetingReader{}, dir); !errors.Is(err, errBroken) {
		t.Errorf("%v", err)
	}
}

// A body is read to the limit of the reader, not beyond.
func TestImportBoundsAMeetingRecord(t *testing.T) {
	r := &meetingReader{}
	path := put(t, t.TempDir(), "a.pdf", "%PDF-1.4\nA/77/PV.69 "+strings.Repeat(" ", pv.MaxBytes))
	if _, err := importWith(t, open(t), r, path); err != nil || len(r.read) != 1 || len(r.read[0]) != pv.MaxBytes+1 {
		t.Errorf("%d bodies, %v", len(r.read), err)
	}
}

func TestMeetingFromAnAddress(t *testing.T) {
	a := open(t)
	im := files.Importer{Archive: a, Now: noon, Meetings: &meetingReader{}}
	if f, err := im.Meeting(t.Context(), "https://documents.test/x.pdf", []byte("%PDF-1.4\nA/77/PV.69")); err != nil || f.New != 1 {
		t.Errorf("%+v, %v", f, err)
	}
	var refused *pv.Error
	if _, err := im.Meeting(t.Context(), "https://documents.test/x.pdf", []byte("%PDF-1.4\nrefuse")); !errors.As(err, &refused) {
		t.Errorf("%v", err)
	}
}
