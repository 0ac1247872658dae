package undl

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// plainText returns what in holds as UTF-8 without a byte order mark, its lines
// ended by line feeds. Head is what in begins with: it shows UTF-16, Windows-1252
// as spreadsheet programs write it, and the carriage returns of old ones.
func plainText(head []byte, in io.Reader) io.Reader {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), len(head) > 1 && head[0] != 0 && head[1] == 0:
		in = transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case bytes.HasPrefix(head, []byte("\xfe\xff")), len(head) > 1 && head[0] == 0 && head[1] != 0:
		in = transform.NewReader(in, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case bytes.HasPrefix(head, []byte("\ufeff")):
		in = transform.NewReader(in, unicode.BOMOverride(transform.Nop))
	case isSingleByte(head):
		in = transform.NewReader(in, charmap.Windows1252.NewDecoder())
	}
	if bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0 {
		in = carriageReturns{in}
	}
	return in
}

// isSingleByte reports whether head has letters beyond ASCII and none of them is
// UTF-8. A rune that the end of head cuts is no evidence.
func isSingleByte(head []byte) bool {
	if utf8.Valid(head) {
		return false
	}
	invalid := false
	for utf8.FullRune(head) {
		r, n := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && n == 1:
			invalid = true
		case n > 1:
			return false
		}
		head = head[n:]
	}
	return invalid
}

// carriageReturns turns each carriage return into a line feed.
type carriageReturns struct{ io.Reader }

func (c carriageReturns) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
