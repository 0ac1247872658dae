package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"unvotes/normalize"
)

// SchemaVersion is the version of the tables' shape, "major.minor". A column
// added at the end of a table, or a new table, is a new minor version: programs
// that name their columns go on working. Anything else (a column removed,
// renamed, moved, of another type or meaning, a null where none could be) is a
// new major version. A test holds the shape of this version.
const SchemaVersion = "2.0"

// Column describes a column of a table.
type Column struct {
	Name     string   `json:"name"`
	Type     string   `json:"type"` // string, int32, int64, bool, date, timestamp, list<string>
	Nullable bool     `json:"nullable"`
	Unit     string   `json:"unit,omitempty"`   // what a number counts
	Values   []string `json:"values,omitempty"` // all that can stand there; nil: open
	Meaning  string   `json:"meaning"`          // what it is, and what a null says
	Source   string   `json:"source"`           // where the value comes from
	Example  string   `json:"example"`          // a true one
}

// Table describes a table.
type Table struct {
	Name    string   `json:"name"` // the file is Name + ".parquet"
	Meaning string   `json:"meaning"`
	Key     []string `json:"key"`    // columns whose values no two rows share; nil: none
	Sorted  []string `json:"sorted"` // columns that order the rows, ascending, nulls last
	Columns []Column `json:"columns"`
	// References are the columns whose values are keys of a table. They are not
	// in the Parquet files, which know only themselves.
	References []Reference `json:"-"`
}

// Reference says that each value of Column, or of its list, stands in the column
// Key of Table; nulls apart.
type Reference struct{ Column, Table, Key string }

// File is the name of the table's file in a snapshot.
func (t Table) File() string { return t.Name + ".parquet" }

// Schema is every table of a snapshot, in the order in which they are shown.
func Schema() []Table {
	out := make([]Table, len(tables))
	for i, t := range tables {
		out[i] = t.describe()
	}
	return out
}

// SchemaFingerprint is the SHA-256, in hex, of the names, types and
// nullabilities of all columns in their order: equal fingerprints mean that the
// same reader fits. Descriptions do not count.
func SchemaFingerprint() string {
	sum := sha256.Sum256([]byte(shape(Schema())))
	return hex.EncodeToString(sum[:])
}

// shape is one line a column: "votes.line int32 required".
func shape(schema []Table) string {
	var b strings.Builder
	for _, t := range schema {
		for _, c := range t.Columns {
			null := "required"
			if c.Nullable {
				null = "nullable"
			}
			fmt.Fprintf(&b, "%s.%s %s %s\n", t.Name, c.Name, c.Type, null)
		}
	}
	return b.String()
}

// table is a table whose rows are T.
type table[T any] struct {
	Table
	plan    func(Tables) iter.Seq[T] // its rows, in order
	compare func(a, b *T) int        // the order; 0 only for rows without a key
	day     func(*T) *normalize.Date // the row's date; nil: the table has none
	long    []string                 // long texts, whose bounds would help no reader
}

func (t table[T]) describe() Table { return t.Table }

// declare makes a table of its description: names, types and nullability of
// the columns are those of T, whose first fields they are. It panics where the
// words do not fit T, for the program would describe data that it does not write.
func declare[T any](t table[T]) table[T] {
	fields := parquet.SchemaOf(new(T)).Fields()
	if len(fields) != len(t.Columns) {
		panic(fmt.Sprintf("%s: %d columns described, the row has %d", t.Name, len(t.Columns), len(fields)))
	}
	for i, f := range fields {
		c := &t.Columns[i]
		if c.Name != f.Name() {
			panic(fmt.Sprintf("%s: column %d is described as %s, the row has %s", t.Name, i, c.Name, f.Name()))
		}
		c.Type, c.Nullable = typeName(f), f.Optional()
	}
	return t
}

func typeName(n parquet.Node) string {
	lt := n.Type().LogicalType()
	if !n.Leaf() {
		return "list<string>" // the only lists there are; a test looks
	}
	if lt != nil {
		switch lt.Value.(type) {
		case *format.DateType:
			return "date"
		case *format.TimestampType:
			return "timestamp"
		case *format.StringType:
			return "string"
		}
	}
	return map[parquet.Kind]string{parquet.Int32: "int32", parquet.Int64: "int64", parquet.Boolean: "bool"}[n.Type().Kind()]
}

// metadata is what the file of a table says about itself: Parquet has no place
// for the meaning of a column, so it is JSON among the file's key-value pairs.
func (t Table) metadata() map[string]string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)              // "list<string>" is for people too
	if err := e.Encode(t); err != nil { // strings, bools and slices of them always encode
		panic(err)
	}
	return map[string]string{versionKey: SchemaVersion, tableKey: strings.TrimSpace(b.String())}
}

// The keys of a file's key-value metadata.
const (
	versionKey = "unvotes.schema_version"
	tableKey   = "unvotes.table"
)
