package output

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	kzstd "github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// The physical form. Each number is a choice that was measured:
// docs/performance.md. They are constants because the bytes depend on them.
const (
	rowsPerGroup = 122_880 // a reader's unit of work, and DuckDB's own
	rowsPerWrite = 8_192   // a divisor of rowsPerGroup; parquet-go looks for the end of a page after each write
	pageBytes    = 4 << 20 // more than a row group's column: one page, so zstd sees it whole
	pageVersion  = 1       // the one that every reader takes
)

// writerOptions are the same for every file but for what its table says. The
// creator carries the schema's version and nothing of the build, so that a new
// program makes the same bytes of the same rows.
func (t table[T]) writerOptions(codec compress.Codec) []parquet.WriterOption {
	options := []parquet.WriterOption{
		withRuns(t.Name, parquet.SchemaOf(new(T))),
		parquet.Compression(codec),
		parquet.DataPageVersion(pageVersion),
		parquet.PageBufferSize(pageBytes),
		parquet.MaxRowsPerRowGroup(rowsPerGroup),
		parquet.DataPageStatistics(false), // a row group has one page: its statistics say the same
		parquet.CreatedBy("unvotes", SchemaVersion, ""),
	}
	sorting := make([]parquet.SortingColumn, len(t.Sorted))
	for i, name := range t.Sorted {
		sorting[i] = parquet.Ascending(name) // nulls last
	}
	options = append(options, parquet.SortingWriterConfig(parquet.SortingColumns(sorting...)))
	for _, name := range t.long {
		options = append(options, parquet.SkipPageBounds(name))
	}
	for key, value := range t.metadata() { // sorted by the writer
		options = append(options, parquet.KeyValueMetadata(key, value))
	}
	return options
}

// write makes the table's file in dir, which must not have it yet, and reads it
// back.
func (t table[T]) write(ctx context.Context, dir string, codec compress.Codec, in Tables) (TableFacts, error) {
	facts, err := t.writeFile(ctx, filepath.Join(dir, t.File()), codec, in)
	if err != nil {
		return TableFacts{}, fmt.Errorf("write %s: %w", t.File(), err)
	}
	return facts, nil
}

func (t table[T]) writeFile(ctx context.Context, path string, codec compress.Codec, in Tables) (facts TableFacts, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return facts, err
	}
	facts, sums, err := t.encode(ctx, f, codec, in)
	if err = errors.Join(err, f.Close()); err != nil {
		return facts, err
	}
	return facts, verifyFile(path, facts.Rows, sums)
}

// hash is the facts of the file that write would make.
func (t table[T]) hash(ctx context.Context, codec compress.Codec, in Tables) (TableFacts, error) {
	facts, _, err := t.encode(ctx, io.Discard, codec, in)
	return facts, err
}

// encode writes the table as Parquet to w.
//
// It writes column by column. GenericWriter.Write of parquet-go 0.32 takes some
// zeros for values in a column that is "optional" without a pointer: of null, 7,
// null it writes the second null as 0.
func (t table[T]) encode(ctx context.Context, w io.Writer, codec compress.Codec, in Tables) (TableFacts, *cellSums, error) {
	hash := sha256.New()
	var size counter
	pw := parquet.NewGenericWriter[T](io.MultiWriter(w, hash, &size), t.writerOptions(codec)...)
	r := &recorder[T]{table: t, sums: newCellSums(len(t.Columns)), facts: TableFacts{Name: t.Name, File: t.File()}}
	var batch []T
	var cells []parquet.Value
	flush := func() error {
		if len(batch) == 0 { // which parquet-go does not expect
			return nil
		}
		for i, column := range pw.ColumnWriters() {
			cells = t.cells(cells[:0], batch, i)
			if err := r.sums.columns[i].addAll(cells); err != nil {
				return fmt.Errorf("column %s: %w", t.Columns[i].Name, err)
			}
			if _, err := column.WriteRowValues(cells); err != nil {
				return err
			}
		}
		batch = batch[:0]
		if r.facts.Rows%rowsPerGroup == 0 {
			return errors.Join(pw.Flush(), ctx.Err())
		}
		return ctx.Err()
	}
	for row := range t.plan(in) {
		batch = append(batch, row)
		if err := r.note(&batch[len(batch)-1]); err != nil {
			return r.facts, nil, err
		}
		if len(batch) == rowsPerWrite {
			if err := flush(); err != nil {
				return r.facts, nil, err
			}
		}
	}
	if err := errors.Join(flush(), pw.Close()); err != nil {
		return r.facts, nil, err
	}
	r.facts.Bytes, r.facts.SHA256 = int64(size), hex.EncodeToString(hash.Sum(nil))
	return r.facts, r.sums, nil
}

// recorder notes what goes into a file: the facts for the manifest, the sums
// for reading back, and that the rows are in order.
type recorder[T any] struct {
	table table[T]
	sums  *cellSums
	facts TableFacts
	last  T
}

func (r *recorder[T]) note(row *T) error {
	if r.facts.Rows > 0 {
		if c := r.table.compare(&r.last, row); c > 0 || c == 0 && r.table.Key != nil {
			return fmt.Errorf("row %d is out of order or there twice: %+v", r.facts.Rows, *row)
		}
	}
	r.last = *row
	r.noteDay(row)
	r.facts.Rows++
	return nil
}

// noteDay notes the first and the last day. Rows come by date, nulls last.
func (r *recorder[T]) noteDay(row *T) {
	if r.table.day == nil {
		return
	}
	d := r.table.day(row)
	if d == nil {
		return
	}
	if r.facts.MinDate == nil {
		r.facts.MinDate, r.facts.MaxDate = new(*d), new(*d)
	}
	*r.facts.MaxDate = *d
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// compressor is zstd at its best level with one encoder for all pages.
// parquet-go's own codec keeps its encoders in a pool that every garbage
// collection empties, and each has tables of 34 MB to make again.
type compressor struct {
	zstd.Codec // for all but Encode
	encoder    *kzstd.Encoder
}

// bestZstd is the one compressor of the program.
var bestZstd = sync.OnceValues(func() (*compressor, error) {
	// One page at a time: each page in flight has tables of 34 MB. Frames for
	// empty pages too, as Parquet asks; pages have a checksum of their own.
	e, err := kzstd.NewWriter(nil, kzstd.WithEncoderLevel(kzstd.SpeedBestCompression),
		kzstd.WithEncoderConcurrency(1), kzstd.WithZeroFrames(true), kzstd.WithEncoderCRC(false))
	return &compressor{encoder: e}, err
})

func (c *compressor) Encode(dst, src []byte) ([]byte, error) {
	return c.encoder.EncodeAll(src, dst[:0]), nil
}
