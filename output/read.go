package output

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// ErrSchema is returned for a file that unvotes did not write, or that has
// another major version of the schema than this program.
var ErrSchema = errors.New("not a table of this schema")

// ReadTable reads all rows of the Parquet file at path, in its order. T is a row
// of package normalize (VoteLine for votes.parquet), or a struct with some of its
// fields and their tags: only those columns are read. A table without rows gives
// none and no error.
func ReadTable[T any](path string) (rows []T, err error) {
	err = readEach(context.Background(), path, ours, func(row *T) error {
		rows = append(rows, *row)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return rows, nil
}

// readEach calls each with the rows of a Parquet file, after open has looked at
// it. A row may be kept.
func readEach[T any](ctx context.Context, path string, open func(*parquet.File) error, each func(*T) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return err
	}
	if err := open(file); err != nil {
		return err
	}
	r := parquet.NewGenericReader[T](file)
	defer func() { err = errors.Join(err, r.Close()) }()
	for left := file.NumRows(); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		batch := make([]T, max(1, min(left, rowsPerWrite)))
		n, err := r.Read(batch)
		left -= int64(n)
		for i := range batch[:n] {
			if err := each(&batch[i]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// ours refuses a file that unvotes did not write, or of another major version.
func ours(file *parquet.File) error {
	version, _ := file.Lookup(versionKey)
	if major, _, _ := strings.Cut(version, "."); major != majorVersion() {
		return fmt.Errorf("%w: it has version %q, this program reads %s", ErrSchema, version, SchemaVersion)
	}
	return nil
}

func majorVersion() string {
	major, _, _ := strings.Cut(SchemaVersion, ".")
	return major
}
