package output

import (
	"context"
	"io"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"unvotes/normalize"
)

// The budget of votes.parquet is 0.626 bytes a vote: 600 kB for the 958,459 votes
// that are known. The whole corpus has 0.558 (BenchmarkVotesEncode); an eighth of
// it compresses less well.
const bytesPerVote = 0.65

func TestVotesAreSmall(t *testing.T) {
	in := corpusTables(t)
	in.RollCalls = in.RollCalls[:len(in.RollCalls)/8]
	in, err := in.sorted()
	if err != nil {
		t.Fatal(err)
	}
	facts, _, err := votesTable.encode(t.Context(), io.Discard, testCodec(t), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := float64(facts.Bytes) / float64(facts.Rows); got > bytesPerVote {
		t.Errorf("%d bytes, %.3f a vote; at most %.3f", facts.Bytes, got, bytesPerVote)
	}
}

func testCodec(t testing.TB) *compressor {
	t.Helper()
	c, err := bestZstd()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The first benchmark is what the second one adds to: ready rows, parquet-go's
// own writer, the same options.
func BenchmarkVotesBareWriter(b *testing.B) {
	in, err := corpusTables(b).sorted()
	if err != nil {
		b.Fatal(err)
	}
	var rows []normalize.VoteLine
	options := append(votesTable.writerOptions(testCodec(b)), parquet.SchemaOf(normalize.VoteLine{}))
	for row := range voteRows(in) {
		rows = append(rows, row)
	}
	for b.Loop() {
		w := parquet.NewGenericWriter[normalize.VoteLine](io.Discard, options...)
		for i := 0; i < len(rows); i += rowsPerWrite {
			if _, err := w.Write(rows[i:min(i+rowsPerWrite, len(rows))]); err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(rows))*float64(b.N)/b.Elapsed().Seconds(), "votes/s")
}

func BenchmarkVotesEncode(b *testing.B) {
	in, err := corpusTables(b).sorted()
	if err != nil {
		b.Fatal(err)
	}
	var facts TableFacts
	codec := testCodec(b)
	for b.Loop() {
		if facts, _, err = votesTable.encode(b.Context(), io.Discard, codec, in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(facts.Rows)*float64(b.N)/b.Elapsed().Seconds(), "votes/s")
	b.ReportMetric(float64(facts.Bytes)/float64(facts.Rows), "B/vote")
}

// BenchmarkPublish is everything: sort, all tables, reading back, sync, switch.
func BenchmarkPublish(b *testing.B) {
	in := corpusTables(b)
	dir := b.TempDir()
	for i := 0; b.Loop(); i++ {
		if _, err := Publish(context.Background(), filepath.Join(dir, string(rune('a'+i))), in, someFacts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(in.RollCalls))*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

func BenchmarkReadVotes(b *testing.B) {
	s, err := Publish(context.Background(), b.TempDir(), corpusTables(b), someFacts)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := ReadTable[normalize.VoteLine](filepath.Join(s.Dir, "votes.parquet")); err != nil {
			b.Fatal(err)
		}
	}
}
