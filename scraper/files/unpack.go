package files

import (
	"archive/zip"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// The limits of archives. The library's files shrink to a thirty-fourth, pages to
// a sixth; all of both is under a gigabyte.
const (
	maxRatio     = 150      // unpacked to packed bytes
	freeBytes    = 16 << 20 // below it no ratio is looked at
	maxUnpacked  = 8 << 30
	maxDirectory = 16 << 20 // of the list of members, which is held in memory
)

// unpack looks into an archive. One level, or gzipped files in a zip, is what
// people have; more is what bombs have.
func (r *reader) unpack(name string, kind Kind, in io.Reader, br *bufio.Reader, at depth) error {
	file, isFile := in.(*steady)
	switch {
	case kind == Zip && isFile:
		return r.zip(name, file)
	case kind == Gzip && at < innermost:
		return r.gzip(name, br)
	}
	f := r.begin(name)
	f.Kind = kind
	f.fail("an archive in an archive is not looked into: unpack it first")
	return nil
}

func (r *reader) gzip(name string, in io.Reader) error {
	packed := &counter{r: in}
	z, err := gzip.NewReader(packed)
	if err != nil {
		f := r.begin(name)
		f.Kind = Gzip
		f.fail("%v", err)
		return nil
	}
	return r.content(name, &unpacked{r: z, packed: packed}, innermost)
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// unpacked ends when more comes out than any real file has in it.
type unpacked struct {
	r      io.Reader
	packed *counter
	n      int64
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.n += int64(n)
	if bomb := tooMuch(u.n, u.packed.n); bomb != nil {
		return 0, bomb
	}
	return n, err
}

// tooMuch is an error for what only a bomb unpacks to.
func tooMuch(unpacked, packed int64) error {
	if unpacked > maxUnpacked || unpacked > freeBytes && unpacked/maxRatio > packed {
		return fmt.Errorf("%d bytes unpack to %d or more: taken for a bomb and not read further", packed, unpacked)
	}
	return nil
}

// zip reads the members of an archive, if its list of them is sound.
func (r *reader) zip(name string, file *steady) error {
	list := &bounded{ReaderAt: file.File, left: maxDirectory}
	z, err := zip.NewReader(list, file.size)
	if err == nil {
		err = checkMembers(z, file.size)
	}
	if err != nil {
		f := r.begin(name)
		f.Kind = Zip
		f.fail("%v", err)
		return nil
	}
	list.left = -1
	slices.SortStableFunc(z.File, func(a, b *zip.File) int { return compareEditions(a.Name, b.Name) })
	for _, m := range z.File {
		if m.FileInfo().IsDir() {
			continue
		}
		if err := r.member(name+"!"+printable(m.Name), m); err != nil {
			return err
		}
	}
	return nil
}

// printable keeps a name fit for a line of a log.
func printable(name string) string { return strings.ToValidUTF8(strings.Map(graphic, name), "?") }

func graphic(c rune) rune {
	if c < ' ' || c == 0x7f {
		return '?'
	}
	return c
}

// checkMembers refuses an archive that was made to do harm. Its names are never
// used as such; but who puts ".." into one is not to be trusted with the rest.
func checkMembers(z *zip.Reader, packed int64) error {
	var sum uint64
	for _, m := range z.File {
		if slashed := strings.ReplaceAll(m.Name, `\`, "/"); !filepath.IsLocal(strings.TrimSuffix(slashed, "/")) {
			return fmt.Errorf("a member is named %q, which leads out of the archive: nothing of it was read", m.Name)
		}
		if sum += m.UncompressedSize64; m.UncompressedSize64 > maxUnpacked || sum > maxUnpacked {
			sum = maxUnpacked + 1
			break
		}
	}
	return tooMuch(int64(sum), packed) // bounded just above
}

func (r *reader) member(name string, m *zip.File) error {
	if mode := m.Mode(); !mode.IsRegular() {
		r.begin(name).fail("not a plain file (%s)", kindOf(mode))
		return nil
	}
	if m.Flags&1 != 0 {
		r.begin(name).fail("encrypted: unpack it first")
		return nil
	}
	in, err := m.Open()
	if err != nil {
		r.begin(name).fail("%v", err)
		return nil
	}
	defer func() { _ = in.Close() }() // what is wrong with it was met by reading
	return r.content(name, &atMost{r: in, left: m.UncompressedSize64}, inZip)
}

// atMost ends a member that is longer than its archive says.
type atMost struct {
	r    io.Reader
	left uint64
}

func (a *atMost) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	if uint64(n) > a.left { //nolint:gosec // a Reader gives no negative count
		return 0, errors.New("longer than the archive says")
	}
	a.left -= uint64(n) //nolint:gosec // as above
	return n, err
}

// bounded lets the list of members be read, and no more, while left is not
// negative.
type bounded struct {
	io.ReaderAt
	left int64
}

func (b *bounded) ReadAt(p []byte, off int64) (int, error) {
	if b.left < 0 {
		return b.ReaderAt.ReadAt(p, off)
	}
	if b.left < int64(len(p)) {
		return 0, fmt.Errorf("its list of members is longer than %d bytes", maxDirectory)
	}
	n, err := b.ReaderAt.ReadAt(p, off)
	b.left -= int64(n)
	return n, err
}
