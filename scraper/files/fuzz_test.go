package files

import (
	"bytes"
	"maps"
	"strings"
	"testing"
	"time"

	"unvotes/scraper/undl"
)

const fuzzCSV = "undl_id,ms_code,ms_name,ms_vote,date,resolution\n"

// Cut into records, a CSV gives the records that it gives as a whole.
func FuzzCSV(f *testing.F) {
	rows := func(ids ...string) (s string) {
		for _, id := range ids {
			s += id + ",AFG,AFGHANISTAN,Y,2023-12-19,A/RES/78/1\n" + id + ",ALB,ALBANIA,X,2023-12-19,A/RES/78/1\n"
		}
		return s
	}
	f.Add(rows("7", "8", "9"))
	f.Add(rows("7", "8") + "8,\n" + rows("9", "7"))
	f.Add("7\n" + rows("7", "x", "8"))
	f.Add(rows("7") + "8,\"AF\"G,A\n\n\"8\",\"\"\"\n\",\"A\nB\",Y,,\r\n" + rows("8"))
	f.Fuzz(func(t *testing.T, rows string) {
		defer time.AfterFunc(10*time.Second, func() { panic("hangs") }).Stop()
		want := map[int64]string{}
		wholeErr := undl.ParseOfficialCSV(strings.NewReader(fuzzCSV+rows), func(r undl.Record, err error) error {
			if err == nil {
				want[r.ID] = r.Hash()
			}
			return nil
		})
		got := map[int64]string{}
		file := &File{}
		cutErr := readCSV(file, strings.NewReader(fuzzCSV+rows), func(r undl.Record, body []byte) error {
			got[r.ID] = r.Hash()
			if !bytes.HasPrefix(body, []byte(fuzzCSV)) {
				t.Errorf("record %d is kept without its header", r.ID)
			}
			return nil
		})
		if !maps.Equal(want, got) || (wholeErr == nil) != (cutErr == nil) {
			t.Errorf("whole: %v, %v; cut: %v, %v; %q", want, wholeErr, got, cutErr, file.Failures)
		}
	})
}

// Whatever is in a file, it is recognised without an end that is no error.
func FuzzMARC(f *testing.F) {
	const record = `<record><controlfield tag="001">7</controlfield><datafield tag="989"><subfield code="a">Voting Data</subfield></datafield></record>`
	f.Add(record)
	f.Add("<collection>" + record + record + "</collection>")
	f.Add(`<a:collection xmlns:a="x"><!-- -->` + strings.NewReplacer("</", "</a:", "<", "<a:").Replace(record) + "</a:collection>")
	f.Fuzz(func(t *testing.T, doc string) {
		defer time.AfterFunc(10*time.Second, func() { panic("hangs") }).Stop()
		recognise([]byte(doc))
		_ = readMARC(&File{}, strings.NewReader(doc), func(r undl.Record, body []byte) error { // may fail
			n := 0
			if _, err := undl.ParseMARCXML(bytes.NewReader(body), func(again undl.Record, err error) error {
				if n++; err != nil || again.Hash() != r.Hash() {
					t.Errorf("kept text reads as %+v, %v", again, err)
				}
				return nil
			}); err != nil || n != 1 {
				t.Errorf("kept text holds %d records, %v", n, err)
			}
			return nil
		})
	})
}
