package pv

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zlib"
)

// Limits for unpacked streams, except pictures, which are not unpacked for their
// text. A page of a record has 40 kB, a font less than 1 MB.
const (
	maxUnpacked      = 8 << 20
	maxUnpackedTotal = 64 << 20
)

// outline is the structure of a PDF as its bytes have it. pdfium reads what it can of
// a damaged file and is silent about the rest, so what it read is compared with this.
type outline struct {
	objects   map[int][]byte // number → text without streams; the last version of each
	root      int            // number of the catalog
	encrypted bool           // streams cannot be checked
	damage    []string       // what is damaged
	unpacked  int64
}

var (
	objectStart  = regexp.MustCompile(`\b(\d{1,7})\s+\d{1,5}\s+obj\b`)
	streamStart  = regexp.MustCompile(`>>\s*stream(?:\r\n|\n|\r)`)
	streamEnd    = regexp.MustCompile(`^\s{0,4}endstream\b`)
	isPicture    = regexp.MustCompile(`/Subtype\s*/Image\b`)
	packedTwice  = regexp.MustCompile(`/FlateDecode\s*/(?:FlateDecode|Fl)\b`)
	streamLength = regexp.MustCompile(`/Length\s+(\d{1,9})(\s+\d+\s+R\b)?`)
	packedFirst  = regexp.MustCompile(`/First\s+(\d{1,9})`)
	rootEntry    = regexp.MustCompile(`/Root\s+(\d{1,7})\s+\d+\s+R\b`)
	pagesEntry   = regexp.MustCompile(`/Pages\s+(\d{1,7})\s+\d+\s+R\b`)
	reference    = regexp.MustCompile(`\b(\d{1,7})\s+\d{1,5}\s+R\b`)
	pageCount    = regexp.MustCompile(`/Count\s+(\d{1,6})\b`)
	aPage        = regexp.MustCompile(`/Type\s*/Page\b`)
)

// readOutline goes through the objects of a PDF. A compression bomb is refused here,
// within bounds, and does not reach pdfium.
func readOutline(body []byte) (*outline, error) {
	o := &outline{objects: map[int][]byte{}, encrypted: bytes.Contains(body, []byte("/Encrypt"))}
	if roots := rootEntry.FindAll(body, -1); len(roots) > 0 {
		o.root = entry(roots[len(roots)-1], rootEntry)
	}
	for pos := 0; ; {
		at := objectStart.FindSubmatchIndex(body[pos:])
		if at == nil {
			return o, nil
		}
		number, _ := strconv.Atoi(string(body[pos+at[2] : pos+at[3]]))
		next, err := o.readObject(number, body[pos+at[1]:])
		if err != nil {
			return nil, err
		}
		pos += at[1] + next
	}
}

// entry returns the number that the entry of a dictionary has, or 0.
func entry(dict []byte, form *regexp.Regexp) (n int) {
	if m := form.FindSubmatch(dict); m != nil {
		n, _ = strconv.Atoi(string(m[1]))
	}
	return n
}

func (o *outline) damaged(format string, args ...any) {
	o.damage = append(o.damage, fmt.Sprintf(format, args...))
}

// readObject reads what follows "7 0 obj". It returns where the object ends.
func (o *outline) readObject(number int, rest []byte) (int, error) {
	end := bytes.Index(rest, []byte("endobj"))
	next := objectStart.FindIndex(rest)
	stream := streamStart.FindIndex(rest)
	if stream != nil && (end < 0 || stream[0] < end) && (next == nil || stream[0] < next[0]) {
		o.objects[number] = rest[:stream[0]+2]
		n, err := o.readStream(number, o.objects[number], rest[stream[1]:])
		return stream[1] + n, err
	}
	if end < 0 || next != nil && next[0] < end {
		o.damaged("object %d has no end", number)
		if end = len(rest); next != nil {
			end = next[0]
		}
	}
	o.objects[number] = rest[:end]
	if bytes.Contains(rest[:end], []byte("endstream")) {
		o.damaged("the stream of object %d has no beginning", number)
	}
	return end, nil
}

// readStream reads the data of a stream. It returns where the data ends.
func (o *outline) readStream(number int, dict, data []byte) (int, error) {
	length := -1
	if m := streamLength.FindSubmatch(dict); m != nil && len(m[2]) == 0 {
		length, _ = strconv.Atoi(string(m[1]))
	}
	end := bytes.Index(data, []byte("endstream"))
	if length >= 0 && (length > len(data) || !streamEnd.Match(data[length:])) {
		o.damaged("the stream of object %d is not %d bytes long", number, length)
	} else if length >= 0 {
		end = length
	}
	if end < 0 {
		end = len(data)
		o.damaged("the stream of object %d has no end", number)
	}
	if o.encrypted || isPicture.Match(dict) {
		return end, nil
	}
	if !bytes.Contains(dict, []byte("/Filter")) && !soundText(data[:end]) {
		o.damaged("the text of object %d has strings without an end, or bytes that are no text", number)
	}
	if !bytes.Contains(dict, []byte("/FlateDecode")) {
		return end, nil
	}
	if packedTwice.Match(dict) {
		return 0, refuse(TooMuch, "a stream packed twice")
	}
	var unpacked bytes.Buffer
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err == nil {
		_, err = io.Copy(&unpacked, io.LimitReader(z, maxUnpacked+1))
	}
	if o.unpacked += int64(unpacked.Len()); unpacked.Len() > maxUnpacked || o.unpacked > maxUnpackedTotal {
		return 0, refuse(TooMuch, "streams unpack to more than %d bytes", unpacked.Len())
	}
	if err != nil {
		o.damaged("the stream of object %d cannot be unpacked: %v", number, err)
	}
	if bytes.Contains(dict, []byte("/ObjStm")) {
		o.readPackedObjects(number, dict, unpacked.Bytes())
	}
	return end, nil
}

// soundText reports whether the strings of a stream that draws text are closed and
// nothing but text is between them. Packed streams have a checksum instead.
func soundText(data []byte) bool {
	if !bytes.Contains(data, []byte("BT")) || bytes.Contains(data, []byte(" ID")) { // pictures may be inside
		return true
	}
	if bytes.Contains(data, make([]byte, 8)) {
		return false
	}
	depth := 0
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case c == '\\' && depth > 0:
			i++
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return false
			}
		case depth == 0 && (c >= 0x7f || c < ' ' && !bytes.ContainsRune([]byte("\t\n\f\r"), rune(c))):
			return false
		}
	}
	return depth == 0
}

// readPackedObjects reads a stream of objects: pairs of numbers and places, then
// the objects.
func (o *outline) readPackedObjects(number int, dict, data []byte) {
	first := entry(dict, packedFirst)
	if first == 0 || first > len(data) {
		o.damaged("the objects in object %d cannot be found", number)
		return
	}
	index := bytes.Fields(data[:first])
	for i := 0; i+1 < len(index); i += 2 {
		n, err1 := strconv.Atoi(string(index[i]))
		from, err2 := strconv.Atoi(string(index[i+1]))
		to := len(data) - first
		if i+3 < len(index) {
			to, _ = strconv.Atoi(string(index[i+3]))
		}
		if err1 != nil || err2 != nil || from > to || first+to > len(data) {
			o.damaged("the objects in object %d cannot be found", number)
			return
		}
		o.objects[n] = data[first+from : first+to]
	}
}

// explain returns the error of reading the document, or that it is damaged.
func (o *outline) explain(err error) error {
	if err == nil || len(o.damage) == 0 {
		return err
	}
	return refuse(DamagedPDF, "%s; %v", strings.Join(o.damage, "; "), err)
}

// damageOf returns what is damaged in a PDF, as far as its bytes show it, or "".
func damageOf(body []byte) string {
	o, err := readOutline(body)
	if err != nil {
		return err.Error()
	}
	_, stated := o.pages()
	o.checkPages(stated)
	return strings.Join(o.damage, "; ")
}

// checkPages follows the references of all pages, and compares their number with that
// of the pages that were read.
func (o *outline) checkPages(read int) {
	pages := 0
	tree, stated := o.pages()
	seen := map[int]bool{tree: true}
	for queue := []int{tree}; len(queue) > 0; queue = queue[1:] {
		text, ok := o.objects[queue[0]]
		if !ok {
			o.damaged("object %d is missing", queue[0])
		}
		if aPage.Match(text) {
			pages++
		}
		for _, m := range reference.FindAllSubmatch(text, -1) {
			if n, _ := strconv.Atoi(string(m[1])); !seen[n] {
				seen[n] = true
				queue = append(queue, n)
			}
		}
	}
	if pages != read || stated != read {
		o.damaged("%d pages were read of %d, and the document says that it has %d", read, pages, stated)
	}
}

// pages returns the number of the root of the tree of pages, and how many pages the
// document says it has.
func (o *outline) pages() (tree, stated int) {
	tree = entry(o.objects[o.root], pagesEntry)
	return tree, entry(o.objects[tree], pageCount)
}
