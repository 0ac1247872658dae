package output

import (
	"bytes"
	"slices"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// ofRuns gives pairs of value and length: 7×3 is 7, 7, 7.
func ofRuns(pairs ...int32) (out []int32) {
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, slices.Repeat([]int32{pairs[i]}, int(pairs[i+1]))...)
	}
	return out
}

func TestAppendIndexes(t *testing.T) {
	for _, test := range []struct {
		name string
		in   []int32
		want []byte
	}{
		{"none", nil, []byte{0, 0}},
		{"one value, no bits", ofRuns(0, 9), []byte{0, 18}},
		{"one run", ofRuns(1, 100), []byte{1, 200, 1, 1}},
		{"runs begin where they begin", ofRuns(1, 33, 2, 35), []byte{2, 66, 1, 70, 2}},
		{"two bytes a value", ofRuns(256, 20, 3, 20), []byte{9, 40, 0, 1, 40, 3, 0}},
		{"a short tail is packed", ofRuns(1, 40, 0, 2), []byte{1, 80, 1, 3, 0}},
		{"a run lends to the group before", ofRuns(1, 40, 0, 2, 1, 46), []byte{1, 80, 1, 3, 0b11111100, 80, 1}},
		{"a run too short after lending", ofRuns(1, 40, 0, 2, 1, 13, 0, 40), []byte{1, 80, 1, 5, 0b11111100, 0b01111111, 78, 0}},
		{"no long runs: packed at once", []int32{0, 1, 2, 3, 0, 1, 2, 3}, []byte{2, 3, 0b11100100, 0b11100100}},
	} {
		if got := appendIndexes(nil, test.in); !bytes.Equal(got, test.want) {
			t.Errorf("%s: %v\n got %v\nwant %v", test.name, test.in, got, test.want)
		}
	}
}

// FuzzAppendIndexes compares with parquet-go's decoder. The first bytes make
// runs of up to 255 values, so that both ways of encoding are met.
func FuzzAppendIndexes(f *testing.F) {
	f.Add([]byte{1, 100, 2, 90}, uint8(0))
	f.Add([]byte{1, 1, 2, 1, 3, 1, 1, 200, 9, 3}, uint8(7))
	f.Add([]byte{255, 255, 0, 7, 255, 8, 0, 9}, uint8(20))
	f.Fuzz(func(t *testing.T, runs []byte, shift uint8) {
		var in []int32
		for i := 0; i+1 < len(runs) && len(in) < 1<<16; i += 2 {
			in = append(in, ofRuns(int32(runs[i])<<(shift%23), int32(runs[i+1]))...)
		}
		encoded := appendIndexes(nil, in)
		got, err := parquet.RLEDictionary.DecodeInt32(make([]int32, 0, len(in)+8), encoded)
		if err != nil {
			t.Fatalf("%v: %v", in, err)
		}
		if len(got) < len(in) || len(got) > len(in)+7 || !slices.Equal(got[:len(in)], in) {
			t.Fatalf("%v came back as %v from %v", in, got, encoded)
		}
	})
}
