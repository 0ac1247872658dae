package output

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"path/filepath"
	"strings"
	"testing"

	xhtml "golang.org/x/net/html"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
	"unvotes/testdata/shared"
)

// corpusPages are record pages of the whole corpus: the real page's frame, of
// its real size, round the rows of each record.
func corpusPages(b *testing.B) map[int64][]byte {
	b.Helper()
	page := string(shared.Read(b, "corpus", "html", "record-4029442.html"))
	const row = "<div class='metadata-row'>"
	first, last := strings.Index(page, row), strings.LastIndex(page, row)
	if first < 0 || first == last {
		b.Fatal("the real page has other rows")
	}
	pages := make(map[int64][]byte)
	for _, r := range corpusRecords(b) {
		var p strings.Builder
		p.WriteString(strings.ReplaceAll(page[:first], "4029442", fmt.Sprint(r.ID)))
		for _, w := range []struct {
			label  string
			values []string
		}{
			{"Title", []string{r.Title}}, {"Agenda", r.Agenda}, {"Resolution", []string{r.Resolution}}, {"Meeting record\n", r.MeetingRecord},
			{"Committee report", r.CommitteeReport}, {"Vote date", []string{r.VoteDate}}, {"Vote\n\n\n\n\n", r.Vote},
		} {
			if text := html.EscapeString(strings.Join(w.values, "\x00")); text != "" {
				fmt.Fprintf(&p, "\n\n%s<span class='title col-xs-12 col-sm-3 col-md-2'>%s</span><span class='value col-xs-12 col-sm-9 col-md-10'>%s</span></div>",
					row, w.label, strings.ReplaceAll(text, "\x00", "<br/>"))
			}
		}
		p.WriteString("\n\n" + page[last:])
		pages[r.ID] = []byte(p.String())
	}
	return pages
}

// BenchmarkBuild is `unvotes build` from an archive of the whole corpus.
func BenchmarkBuild(b *testing.B) {
	dir := b.TempDir()
	a := archiveOf(b, dir, corpusPages(b))
	n := newNormalizer(b)
	var tables Tables
	for i := 0; b.Loop(); i++ {
		var err error
		if tables, err = Build(b.Context(), a, n, ""); err != nil {
			b.Fatal(err)
		}
		if _, err = Publish(b.Context(), filepath.Join(dir, fmt.Sprint(i)), tables, someFacts); err != nil {
			b.Fatal(err)
		}
	}
	// The corpus has neither notes nor totals, and says so twice of most records.
	if issues := tables.IssueCount(); issues > 2*len(tables.RollCalls) {
		b.Errorf("%d issues of %d roll calls: the pages are not read as the real ones", issues, len(tables.RollCalls))
	}
	b.ReportMetric(float64(len(tables.RollCalls)*b.N)/b.Elapsed().Seconds(), "records/s")
}

// The steps of a build, each on one core, over the same pages.

func BenchmarkBuildRead(b *testing.B) {
	a := archiveOf(b, b.TempDir(), corpusPages(b))
	for b.Loop() {
		if err := a.Documents(b.Context(), undl.SourceName, []string{string(undl.RecordPage)}, func([]archive.Document) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuildTokenize(b *testing.B) {
	pages := corpusPages(b)
	for b.Loop() {
		for _, page := range pages {
			z := xhtml.NewTokenizer(bytes.NewReader(page))
			for z.Next() != xhtml.ErrorToken {
			}
		}
	}
}

func BenchmarkBuildParse(b *testing.B) {
	pages := corpusPages(b)
	for b.Loop() {
		parseAll(b, pages)
	}
}

func BenchmarkBuildNormalize(b *testing.B) {
	records, n := parseAll(b, corpusPages(b)), newNormalizer(b)
	for b.Loop() {
		calls := make([]normalize.RollCall, len(records))
		for i, r := range records {
			calls[i] = n.RollCall(r)
		}
		normalize.GroupVotes(calls)
	}
}

func parseAll(b *testing.B, pages map[int64][]byte) []marc.Record {
	b.Helper()
	records := make([]marc.Record, 0, len(pages))
	for id, page := range pages {
		r, err := undl.ParseRecordPage(id, page)
		if err != nil {
			b.Fatal(err)
		}
		records = append(records, r)
	}
	return records
}

// BenchmarkBuildReadBack reads every cell of votes.parquet, as a build does
// before it publishes.
func BenchmarkBuildReadBack(b *testing.B) {
	in, err := corpusTables(b).sorted()
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	if _, err := votesTable.write(context.Background(), dir, testCodec(b), in); err != nil {
		b.Fatal(err)
	}
	facts, sums, err := votesTable.encode(context.Background(), &bytes.Buffer{}, testCodec(b), in)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := verifyFile(filepath.Join(dir, votesTable.File()), facts.Rows, sums); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkVerify proves the snapshot of the whole corpus, the archive included.
func BenchmarkVerify(b *testing.B) {
	dir := b.TempDir()
	a := archiveOf(b, dir, corpusPages(b))
	n := newNormalizer(b)
	tables, err := Build(b.Context(), a, n, "")
	if err != nil {
		b.Fatal(err)
	}
	facts := someFacts
	facts.Coverage = tables.Coverage(nil)
	s, err := Publish(b.Context(), dir, tables, facts)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		v := Verification{DataDir: dir, Archive: a, Normalizer: n, ProgramVersion: facts.ProgramVersion, Proved: func(Proof) {}}
		if err := v.Verify(b.Context(), s.Dir); err != nil {
			b.Fatal(err)
		}
	}
}
