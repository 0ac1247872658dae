package undl

import (
	"bytes"
	"strings"
	"testing"

	"unvotes/scraper/marc"
	"unvotes/testdata/shared"
)

func BenchmarkParseRecordPage(b *testing.B) {
	page := shared.Read(b, "corpus", "html", "record-4029442.html")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseRecordPage(4029442, page); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, 1, "records/s")
}

func BenchmarkParseList(b *testing.B) {
	page := shared.Read(b, "corpus", "html", "search-2023-12.html")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseList(page); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, 50, "rows/s")
}

func perSecond(b *testing.B, each int, unit string) {
	b.ReportMetric(float64(each)*float64(b.N)/b.Elapsed().Seconds(), unit)
}

func BenchmarkReadMARCXML(b *testing.B) {
	body := shared.Read(b, "corpus", "marcxml", "record-4095073.xml")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if err := ReadMARCXML(bytes.NewReader(body), func(_ marc.Record, _ []byte, err error) error { return err }); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, 1, "records/s")
}

func BenchmarkReadOfficialCSV(b *testing.B) {
	file := []byte("undl_id,ms_code,ms_name,ms_vote,date,session,resolution,draft,committee_report,meeting,title,agenda_title,subjects,vote_note,total_yes,total_no,total_abstentions,total_non_voting,total_ms,undl_link\n" +
		strings.Repeat("1,BOL,BOLIVIA (PLURINATIONAL STATE OF),Y,2022-11-14,77,A/RES/77/1,A/77/L.1,,A/77/PV.1,\"Title, long enough : resolution / adopted by the General Assembly\",Item.,PEACE--SECURITY|LAW,RECORDED,151.0,10.0,14.0,18.0,193.0,https://digitallibrary.un.org/record/1\n", 193))
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if err := ReadOfficialCSV(bytes.NewReader(file), func(_ marc.Record, _ []byte, err error) error { return err }); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, 193, "rows/s")
}
