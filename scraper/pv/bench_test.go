package pv

import (
	"testing"
	"time"

	"github.com/klippa-app/go-pdfium/requests"

	"unvotes/testdata/shared"
)

var benchRecords = []string{"A_65_PV.71-pages-1-20.pdf", "A_48_PV.46.pdf", "S_PV.8422.pdf", "S_PV.492.pdf"}

// BenchmarkRead reads whole records, from bytes to votes.
func BenchmarkRead(b *testing.B) {
	r := testReader(b)
	dictionary := membersOn(b)
	for _, name := range benchRecords {
		body := shared.Read(b, "corpus", "meeting-records", name)
		b.Run(name, func(b *testing.B) {
			pages := bareText(b, r, body)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Read(b.Context(), body, dictionary); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(pages*b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

// BenchmarkBareText is what the library needs for the characters alone, without
// places: what BenchmarkRead is measured against.
func BenchmarkBareText(b *testing.B) {
	r := testReader(b)
	for _, name := range benchRecords {
		body := shared.Read(b, "corpus", "meeting-records", name)
		b.Run(name, func(b *testing.B) {
			pages := 0
			for b.Loop() {
				pages = bareText(b, r, body)
			}
			b.ReportMetric(float64(pages*b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

// BenchmarkReadBesideBareText takes turns with the two, so that a busy machine slows
// both alike: the ratio of their rates is what is to be at least one half.
func BenchmarkReadBesideBareText(b *testing.B) {
	r := testReader(b)
	dictionary := membersOn(b)
	for _, name := range benchRecords {
		body := shared.Read(b, "corpus", "meeting-records", name)
		b.Run(name, func(b *testing.B) {
			var read, bare time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := r.Read(b.Context(), body, dictionary); err != nil {
					b.Fatal(err)
				}
				middle := time.Now()
				bareText(b, r, body)
				read, bare = read+middle.Sub(start), bare+time.Since(middle)
			}
			b.ReportMetric(bare.Seconds()/read.Seconds(), "ratio")
		})
	}
}

func bareText(b *testing.B, r *Reader, body []byte) int {
	in, err := r.engine.pool.GetInstanceWithContext(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	doc, err := in.OpenDocument(&requests.OpenDocument{File: &body})
	if err != nil {
		b.Fatal(err)
	}
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		b.Fatal(err)
	}
	for i := range count.PageCount {
		if _, err := in.GetPageText(&requests.GetPageText{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc.Document, Index: i}}}); err != nil {
			b.Fatal(err)
		}
	}
	return count.PageCount
}
