package normalize

import (
	"os"
	"testing"

	"unvotes/scraper/undl"
)

// The two benchmarks have the same real record of 193 lines: normalising must
// cost less than parsing the page.

func BenchmarkRollCall(b *testing.B) {
	r, err := undl.ParseRecordPage(4029442, realPage(b))
	if err != nil {
		b.Fatal(err)
	}
	n := normalizer(b)
	b.ReportAllocs()
	for b.Loop() {
		if c := n.RollCall(r); len(c.Votes) != 193 {
			b.Fatal(len(c.Votes))
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkRollCallParsing(b *testing.B) {
	body := realPage(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := undl.ParseRecordPage(4029442, body); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func realPage(b *testing.B) []byte {
	b.Helper()
	body, err := os.ReadFile(sharedPath(b, "corpus", "html", "record-4029442.html"))
	if err != nil {
		b.Fatal(err)
	}
	return body
}
