package undl

import (
	"bytes"
	"testing"

	"golang.org/x/net/html"
)

// The three record benchmarks read the same real page; the parser should take at
// most twice the time of the bare tokenizer.

func BenchmarkParseRecordPage(b *testing.B) {
	page := shared(b, "corpus", "html", "record-4029442.html")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseRecordPage(4029442, page); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, 1, "records/s")
}

func BenchmarkTokenizer(b *testing.B) {
	tokenize(b, shared(b, "corpus", "html", "record-4029442.html"))
	perSecond(b, 1, "records/s")
}

func BenchmarkParseList(b *testing.B) {
	page := shared(b, "corpus", "html", "search-2023-12.html")
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseList(page); err != nil {
			b.Fatal(err)
		}
	}
	perSecond(b, 50, "rows/s")
}

func BenchmarkTokenizerList(b *testing.B) {
	tokenize(b, shared(b, "corpus", "html", "search-2023-12.html"))
	perSecond(b, 50, "rows/s")
}

func tokenize(b *testing.B, page []byte) {
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		z := html.NewTokenizer(bytes.NewReader(page))
		for z.Next() != html.ErrorToken {
		}
	}
}

func perSecond(b *testing.B, each int, unit string) {
	b.ReportMetric(float64(each)*float64(b.N)/b.Elapsed().Seconds(), unit)
}
