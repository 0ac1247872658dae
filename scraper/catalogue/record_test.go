package catalogue

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"unvotes/scraper/marc"
	"unvotes/scraper/source"
	"unvotes/testdata/shared"
)

// answer is an answer of the catalogue's own software.
func answer(tb testing.TB, name string) []byte {
	tb.Helper()
	return shared.Read(tb, "corpus", "catalogue", name)
}

type read struct {
	record marc.Record
	text   string
}

func all(t *testing.T, reader func(each func(marc.Record, []byte, error) error) error) (out []read, err error) {
	t.Helper()
	err = reader(func(rec marc.Record, text []byte, err error) error {
		if err == nil {
			out = append(out, read{rec, string(text)})
		}
		return err
	})
	return out, err
}

func TestAnswers(t *testing.T) {
	xml, err := all(t, func(each func(marc.Record, []byte, error) error) error {
		return Read(bytes.NewReader(answer(t, "records-xml.xml")), each)
	})
	if err != nil || len(xml) != 2 || xml[0].record.DHLID != 1445259 || xml[1].record.DHLID != 1444857 {
		t.Fatalf("%v, %+v", err, xml)
	}
	r := xml[1].record
	if r.ID != 0 || r.Form != Form || r.Changed != "20251215165317.0" || len(r.Votes) != 193 || r.Summary == nil || r.Summary.Yes != "151" || r.VoteDate != "2025-12-05" ||
		!slices.Equal(r.Resolution, []string{"A/RES/80/78"}) || !slices.Equal(r.MeetingRecords, []string{"A/80/PV.55"}) || len(r.Subjects) != 1 || len(r.CommitteeReports)+len(r.Drafts) != 2 {
		t.Errorf("%+v", r)
	}
	if len(r.Other) > 0 {
		t.Errorf("fields that nobody reads: %+v", r.Other)
	}
	one, err := all(t, func(each func(marc.Record, []byte, error) error) error {
		return Read(bytes.NewReader(answer(t, "record-xml.xml")), each)
	})
	if err != nil {
		t.Fatal(err)
	}
	json, err := all(t, func(each func(marc.Record, []byte, error) error) error {
		return ReadJSON(answer(t, "record.json"), each)
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]read{"one as XML": one, "one as JSON": json} {
		if diff := cmp.Diff(xml[1:], got, cmp.AllowUnexported(read{})); diff != "" {
			t.Errorf("%s (-of a page +alone):\n%s", name, diff)
		}
	}
	for _, got := range xml {
		if strings.Contains(got.text, "vvv") || strings.Contains(got.text, `tag="999"`) {
			t.Error("the archived text names who worked on the record")
		}
		if again, err := Parse(strconv.FormatInt(got.record.DHLID, 10), []byte(got.text)); err != nil || again.Hash() != got.record.Hash() {
			t.Errorf("what is archived reads as another record: %v", err)
		}
	}
}

func TestWhatIsNoRecord(t *testing.T) {
	for name, body := range map[string]string{
		"a list of addresses": string(answer(t, "records-urls.json")), "brief": string(answer(t, "records-brief.json")),
		"a message": string(answer(t, "record-unknown-404.json")), "cut": string(answer(t, "record.json")[:2000]), "nothing": "", "null": "null", "a number": "7",
		"no number": `{"245": []}`, "another shape": `{"_id": 7, "245": ["x"]}`, "a fraction": `{"_id": 7.5, "245": []}`,
	} {
		got, err := all(t, func(each func(marc.Record, []byte, error) error) error { return ReadJSON([]byte(body), each) })
		var refused *source.Refusal
		if len(got) > 0 || err != nil && !errors.As(err, &refused) || err == nil && name != "null" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for name, body := range map[string]string{"some fields": string(answer(t, "records-fields.xml")), "cut": string(answer(t, "records-xml.xml")[:5000]), "a page": "<html></html>"} {
		if got, err := all(t, func(each func(marc.Record, []byte, error) error) error { return Read(strings.NewReader(body), each) }); len(got) > 0 || err == nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	if got, err := all(t, func(each func(marc.Record, []byte, error) error) error {
		return Read(bytes.NewReader(answer(t, "records-empty.xml")), each)
	}); len(got) > 0 || err != nil {
		t.Errorf("past the end: %+v, %v", got, err)
	}
}

// Seats, all kinds of drafts, and headings that stand in one field.
func TestWhatPagesDoNotHave(t *testing.T) {
	field := func(tag, ind1, subfields string) string {
		return `<datafield tag="` + tag + `" ind1="` + ind1 + `" ind2=" ">` + subfields + `</datafield>`
	}
	sub := func(code, value string) string { return `<subfield code="` + code + `">` + value + `</subfield>` }
	body := `<record><controlfield tag="001">7</controlfield>` +
		field("993", "2", sub("a", "S/2024/1")) + field("993", "6", sub("a", "S/2024/1/Rev.1")) + field("993", "3", sub("a", "A/80/400")) +
		field("967", " ", sub("b", "P")+sub("c", "CHN")+sub("d", "Y")+sub("e", "CHINA")) + field("967", " ", sub("b", "9")+sub("c", "JOR")+sub("e", "JORDAN")) +
		field("991", "1", sub("a", "A/80/251")+sub("d", "FIRST")+sub("d", "SECOND")) + field("991", "1", sub("d", "THIRD")) +
		field("591", " ", sub("a", "ADOPTED WITHOUT VOTE")) + field("590", " ", sub("a", "Without Vote")) + field("989", " ", sub("a", "Voting Data")) + `</record>`
	r, err := Parse("7", []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(r.Drafts, []string{"S/2024/1", "S/2024/1/Rev.1"}) || !slices.Equal(r.CommitteeReports, []string{"A/80/400"}) || !slices.Equal(r.Subjects, []string{"FIRST", "SECOND", "THIRD"}) ||
		r.Votes[0].Role != "P" || r.Votes[1].Role != "9" || r.Note != "ADOPTED WITHOUT VOTE" || len(r.Other) > 0 {
		t.Errorf("%+v", r)
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	s := Source{Site: "http://127.0.0.1"}
	body := answer(t, "record-xml.xml")
	for want, a := range map[source.Kind]source.Answer{
		source.Challenge: {Status: 200, WAFAction: "challenge"}, source.Unknown: {Status: 404, Body: answer(t, "record-unknown-404.json")}, source.Deleted: {Status: 410},
		source.Login: {Status: 302, Location: "https://x/login"}, source.Status: {Status: 400, Body: answer(t, "records-bad-format-400.json")}, source.OtherPage: {Status: 200, Body: []byte("<html></html>")},
		source.Cut: {Status: 200, Body: body[:500]}, source.OtherID: {Status: 200, Body: bytes.Replace(body, []byte(">1444857<"), []byte(">7<"), 1)},
	} {
		if _, err := s.Read(source.Item{Key: "1444857"}, a); !errors.Is(err, want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if c, err := s.Read(source.Item{Key: "1444857"}, source.Answer{Status: 200, Body: body}); err != nil || c.Dated != "2025-12-05" || bytes.Contains(c.Body, []byte("vvv")) {
		t.Errorf("%v, %+v", err, c)
	}
	if n, err := readCount(source.Answer{Status: 200, Body: answer(t, "count.json")}); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	for _, body := range []string{"", "{}", `{"data": "2"}`, `{"data": -1}`} {
		if n, err := readCount(source.Answer{Status: 200, Body: []byte(body)}); err == nil {
			t.Errorf("%q is %d", body, n)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"<collection><record><controlfield tag=\"001\">7</controlfield><datafield tag=\"989\"><subfield code=\"a\">Voting Data</subfield></datafield></record></collection>", "<collection />"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_ = Read(bytes.NewReader(body), func(rec marc.Record, text []byte, err error) error {
			if err != nil {
				return nil //nolint:nilerr // it was refused
			}
			again, err := Parse(strconv.FormatInt(rec.DHLID, 10), text)
			if err != nil || again.Hash() != rec.Hash() {
				t.Errorf("%v: %q reads as %q", err, body, text)
			}
			return nil
		})
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"data": {"_id": 7, "005": ["20240119110628.0"], "989": [{"indicators": [" ", " "], "subfields": [{"code": "a", "value": "Voting Data"}]}], "user": "x"}}`))
	f.Add([]byte(`[{"_id": 7, "989": []}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_ = ReadJSON(body, func(rec marc.Record, text []byte, err error) error {
			if err == nil && (rec.DHLID <= 0 || len(text) == 0) {
				t.Errorf("%+v of %q", rec, body)
			}
			return nil
		})
	})
}
