package files

import (
	"fmt"
	"io"
)

// What no record, and no row of one, comes near to.
const (
	maxPart = 4 << 20
	maxRow  = 1 << 20
)

// tape remembers what a decoder has read through it, so that the text of a record
// can be cut out as it stands in the file.
type tape struct {
	r     io.Reader
	limit int // of what is not cut off yet: an element or a quote may never end
	bytes []byte
	from  int   // how much of bytes was cut off
	at    int64 // where bytes[from] is in the file
}

func (t *tape) Read(p []byte) (int, error) {
	t.bytes = append(t.bytes[:0], t.bytes[t.from:]...)
	if t.from = 0; len(t.bytes) > t.limit {
		return 0, fmt.Errorf("one record or row of more than %d bytes", t.limit)
	}
	n, err := t.r.Read(p)
	t.bytes = append(t.bytes, p[:n]...)
	return n, err
}

// cut is the text up to an offset in the file, from where it was cut before. It
// is valid until the next Read.
func (t *tape) cut(offset int64) []byte {
	n := int(offset - t.at)
	part := t.bytes[t.from : t.from+n]
	t.from, t.at = t.from+n, offset
	return part
}
