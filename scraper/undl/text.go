package undl

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// plainText returns what in holds as UTF-8 without a byte order mark, its lines
// ended by line feeds. Head is what in begins with: it shows UTF-16, Windows-1252
// as spreadsheet programs write it, and the carriage returns of old ones.
func plainText(head []byte, in io.Reader) io.Reader {
	var from encoding.Encoding = unicode.UTF8BOM
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), len(head) > 1 && head[0] != 0 && head[1] == 0:
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(head, []byte("\xfe\xff")), len(head) > 1 && head[0] == 0 && head[1] != 0:
		from = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case isSingleByte(head):
		from = charmap.Windows1252
	}
	in = transform.NewReader(in, from.NewDecoder())
	if bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0 {
		in = carriageReturns{in}
	}
	return in
}

// isSingleByte reports whether head has letters beyond ASCII and none of them is
// UTF-8. A rune that the end of head cuts is no evidence.
func isSingleByte(head []byte) bool {
	invalid := false
	for len(head) > 0 && (utf8.FullRune(head)) {
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
