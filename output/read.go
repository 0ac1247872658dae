package output

import (
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

// ReadTable reads all rows of the Parquet file at path, in its order. T is a
// row of this package (VoteRow for votes.parquet), or a struct with some of its
// fields and their tags: only those columns are read. A table without rows
// gives none and no error.
func ReadTable[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	rows, err := readRows[T](f)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return rows, nil
}

func readRows[T any](f *os.File) ([]T, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	file, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return nil, err
	}
	if err := ours(file); err != nil {
		return nil, err
	}
	r := parquet.NewGenericReader[T](file)
	defer func() { _ = r.Close() }()
	rows := make([]T, file.NumRows())
	read := 0
	for read < len(rows) {
		n, err := r.Read(rows[read:])
		if read += n; err != nil && (!errors.Is(err, io.EOF) || read < len(rows)) {
			return nil, fmt.Errorf("row %d of %d: %w", read, len(rows), err)
		}
	}
	return rows, nil
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
