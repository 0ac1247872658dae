package output

import (
	"encoding/binary"
	"math/bits"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/parquet-go/parquet-go/format"
)

// minRun is the shortest run that is worth its header: below it, bit-packing a
// group of eight costs as little.
const minRun = 8

// runShare is how many values a run must have on average before a page is
// written with runs at all. A column of votes changes every few lines; there
// zstd does better with one unbroken stretch of packed bits.
const runShare = 16

// appendIndexes appends dictionary indexes to dst in Parquet's hybrid of
// run-length encoding and bit-packing, the bit width first.
//
// parquet-go's own encoder begins a run only at every eighth value, so that each
// of our roll calls (one run of some 190 equal keys) costs a run and a packed
// group of mixed values. Runs that begin where they begin make votes.parquet
// 30 % smaller; other writers do it too, and every reader expects it.
func appendIndexes(dst []byte, src []int32) []byte {
	width, changes := 0, 0
	for i, v := range src {
		width = max(width, bits.Len32(uint32(v)))
		if i > 0 && v != src[i-1] {
			changes++
		}
	}
	dst = append(dst, byte(width))
	if width == 0 { // one value only
		return binary.AppendUvarint(dst, uint64(len(src))<<1)
	}
	if changes*runShare > len(src) {
		return appendPacked(dst, src, width)
	}
	packed := 0 // src[packed:i] waits to be bit-packed
	for i := 0; i < len(src); {
		end := i + 1
		for end < len(src) && src[end] == src[i] {
			end++
		}
		// Bit-packed values come in eights: the run lends what is missing.
		lent := -(i - packed) & 7
		if n := end - i - lent; n >= minRun {
			dst = appendPacked(dst, src[packed:i+lent], width)
			dst = appendRun(dst, src[i], n, width)
			packed = end
		}
		i = end
	}
	return appendPacked(dst, src[packed:], width)
}

func appendRun(dst []byte, v int32, n, width int) []byte {
	dst = binary.AppendUvarint(dst, uint64(n)<<1)
	for b := 0; b < width; b += 8 {
		dst = append(dst, byte(v>>b))
	}
	return dst
}

// appendPacked fills the last group of eight with zeros; only the last values
// of a page may leave one open, and readers stop at the page's count.
func appendPacked(dst []byte, src []int32, width int) []byte {
	if len(src) == 0 {
		return dst
	}
	groups := (len(src) + 7) / 8
	dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
	var acc uint64
	var n int
	for i := range groups * 8 {
		if i < len(src) {
			acc |= uint64(src[i]) << n
		}
		for n += width; n >= 8; n -= 8 {
			dst = append(dst, byte(acc))
			acc >>= 8
		}
	}
	return dst
}

// withRuns is schema with appendIndexes as the encoder of its dictionary
// columns. parquet-go has no setting for it; but it asks the type of a page to
// encode the page, and the types below are its own ones with that one method
// replaced, each made by the one before it.
func withRuns(name string, schema *parquet.Schema) *parquet.Schema {
	return parquet.NewSchema(name, runsNode{schema})
}

type runsNode struct{ parquet.Node }

func (n runsNode) Fields() []parquet.Field { return runsFields(n.Node.Fields()) }

type runsField struct{ parquet.Field }

func (f runsField) Fields() []parquet.Field { return runsFields(f.Field.Fields()) }

func (f runsField) Type() parquet.Type {
	t := f.Field.Type()
	if e := f.Encoding(); f.Leaf() && e != nil && e.Encoding() == format.RLEDictionary {
		return runsType{t}
	}
	return t
}

func runsFields(fs []parquet.Field) []parquet.Field {
	out := make([]parquet.Field, len(fs))
	for i, f := range fs {
		out[i] = runsField{f}
	}
	return out
}

type runsType struct{ parquet.Type }

func (t runsType) NewDictionary(column, n int, data encoding.Values) parquet.Dictionary {
	return runsDictionary{t.Type.NewDictionary(column, n, data)}
}

type runsDictionary struct{ parquet.Dictionary }

func (d runsDictionary) Type() parquet.Type { return runsIndexType{d.Dictionary.Type()} }

type runsIndexType struct{ parquet.Type }

func (t runsIndexType) NewColumnBuffer(column, n int) parquet.ColumnBuffer {
	return runsBuffer{t.Type.NewColumnBuffer(column, n)}
}

type runsBuffer struct{ parquet.ColumnBuffer }

func (b runsBuffer) Page() parquet.Page { return runsPage{b.ColumnBuffer.Page()} }

type runsPage struct{ parquet.Page }

func (p runsPage) Type() parquet.Type { return runsPageType{p.Page.Type()} }

type runsPageType struct{ parquet.Type }

func (t runsPageType) Encode(dst []byte, src encoding.Values, _ encoding.Encoding) ([]byte, error) {
	return appendIndexes(dst[:0], src.Int32()), nil
}
