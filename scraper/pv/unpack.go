package pv

import (
	"bytes"
	"io"
	"regexp"

	"github.com/klauspost/compress/zlib"
)

// Limits for unpacked streams, except pictures, which are not unpacked for their
// text. A page of a record has 40 kB, a font less than 1 MB.
const (
	maxUnpacked      = 8 << 20
	maxUnpackedTotal = 64 << 20
)

var (
	objectStart = regexp.MustCompile(`\bobj\b`)
	isPicture   = regexp.MustCompile(`/Subtype\s*/Image\b`)
	packedTwice = regexp.MustCompile(`/FlateDecode\s*/(?:FlateDecode|Fl)\b`)
)

// checkUnpacked unpacks the streams and discards the result, so that a compression
// bomb is refused here, within bounds, and does not reach pdfium.
func checkUnpacked(body []byte) error {
	total := int64(0)
	for rest := body; ; {
		before, data, found := bytes.Cut(rest, []byte("stream"))
		if !found {
			return nil
		}
		rest = data
		if bytes.HasSuffix(before, []byte("end")) {
			continue
		}
		dict := before[max(0, len(before)-2000):]
		if at := objectStart.FindAllIndex(dict, -1); at != nil {
			dict = dict[at[len(at)-1][0]:]
		}
		if !bytes.Contains(dict, []byte("/FlateDecode")) || isPicture.Match(dict) {
			continue
		}
		if packedTwice.Match(dict) {
			return refuse(TooMuch, "a stream packed twice")
		}
		z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(data, "\r\n")))
		if err != nil {
			continue
		}
		n, _ := io.Copy(io.Discard, io.LimitReader(z, maxUnpacked+1)) // broken streams are left to pdfium
		if total += n; n > maxUnpacked || total > maxUnpackedTotal {
			return refuse(TooMuch, "streams unpack to more than %d bytes", n)
		}
	}
}
