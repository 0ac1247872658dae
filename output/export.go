package output

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"time"
)

// ExportCSV writes every table of the snapshot in dir as a CSV file into out,
// which is made if it is not there, and returns the files' paths. The first line
// has the names of the columns. A null is an empty cell; a date is 2023-12-07, a
// time 2024-03-14T22:08:35Z, a list a JSON array, a bool true or false.
func ExportCSV(ctx context.Context, dir, out string) (paths []string, err error) {
	for _, t := range tables {
		name := t.describe().Name + ".csv"
		err := writeAside(out, name, func(w io.Writer) error { return t.csv(ctx, dir, w) })
		if err != nil {
			return paths, err
		}
		paths = append(paths, filepath.Join(out, name))
	}
	return paths, nil
}

// writeAside writes a file of dir so that nobody sees half of it.
func writeAside(dir, name string, write func(io.Writer) error) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, tmpPrefix)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Chmod(0o644), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), filepath.Join(dir, name))
}

func (t table[T]) csv(ctx context.Context, dir string, out io.Writer) error {
	w := csv.NewWriter(out)
	cells := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = c.Name
	}
	if err := w.Write(cells); err != nil {
		return err
	}
	err := readEach(ctx, filepath.Join(dir, t.File()), ours, func(row *T) error {
		fields := reflect.ValueOf(row).Elem()
		for i, c := range t.Columns {
			cells[i] = csvCell(c, fields.Field(i))
		}
		return w.Write(cells)
	})
	w.Flush()
	return errors.Join(err, w.Error())
}

func csvCell(c Column, v reflect.Value) string {
	if isNull(c, v) {
		return ""
	}
	switch x := reflect.Indirect(v).Interface().(type) {
	case bool:
		return strconv.FormatBool(x)
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano)
	case []string:
		b, err := json.Marshal(append([]string{}, x...))
		if err != nil { // texts always marshal
			panic(err)
		}
		return string(b)
	default:
		return fmt.Sprint(x) // texts, numbers, and days as 2023-12-07
	}
}
