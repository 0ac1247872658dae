package pv

import (
	"bytes"
	"io"
	"regexp"

	"github.com/klauspost/compress/zlib"
)

// Limits of what the streams of a document hold when unpacked, pictures left out:
// reading text does not unpack them. A page of a record has 40 kB, a font less
// than 1 MB.
const (
	maxUnpacked      = 8 << 20
	maxUnpackedTotal = 64 << 20
)

var (
	streamDict = regexp.MustCompile(`\bobj\b`)
	isPicture  = regexp.MustCompile(`/Subtype\s*/Image\b`)
	twice      = regexp.MustCompile(`/FlateDecode\s*/(?:FlateDecode|Fl)\b`)
)

// checkUnpacked unpacks the streams without keeping anything, so that a bomb ends
// here, in time and memory that its own size bounds, and not in pdfium.
func checkUnpacked(body []byte) error {
	total := int64(0)
	for rest := body; ; {
		i := bytes.Index(rest, []byte("stream"))
		if i < 0 {
			return nil
		}
		if bytes.HasSuffix(rest[:i], []byte("end")) {
			rest = rest[i+len("stream"):]
			continue
		}
		dict := rest[max(0, i-2000):i]
		if at := streamDict.FindAllIndex(dict, -1); at != nil {
			dict = dict[at[len(at)-1][0]:]
		}
		data := bytes.TrimLeft(rest[i+len("stream"):], "\r\n")
		rest = rest[i+len("stream"):]
		if !bytes.Contains(dict, []byte("/FlateDecode")) || isPicture.Match(dict) {
			continue
		}
		if twice.Match(dict) {
			return refuse(TooMuch, "a stream packed twice")
		}
		n, err := unpackedSize(data)
		if err != nil {
			continue // broken streams are pdfium's affair
		}
		if total += n; n > maxUnpacked || total > maxUnpackedTotal {
			return refuse(TooMuch, "streams unpack to more than %d bytes", n)
		}
	}
}

// unpackedSize is the length of a packed stream, or somewhat more than the limit.
func unpackedSize(data []byte) (int64, error) {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(io.Discard, io.LimitReader(z, maxUnpacked+1))
	if err != nil && n == 0 {
		return 0, err
	}
	return n, nil
}
