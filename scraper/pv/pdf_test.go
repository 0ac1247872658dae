package pv

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"unvotes/testdata/shared"
)

var sharedReader = sync.OnceValues(func() (*Reader, error) {
	return NewReader(context.Background(), filepath.Join(os.TempDir(), "unvotes-test-pdfium"))
})

// testReader is one Reader for all tests of a run: starting pdfium takes seconds.
func testReader(tb testing.TB) *Reader {
	tb.Helper()
	r, err := sharedReader()
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// document makes PDFs for tests: objects from 1 on, the first being the catalog.
func document(objects []string, trailer string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, at)
	return b.Bytes()
}

// pagesOf is a document whose pages have these contents, as streams with their
// dictionaries' entries.
func pagesOf(streams ...string) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>"}
	var kids []string
	for _, s := range streams {
		page := len(objects) + 1
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> >>", page+1), s)
		kids = append(kids, fmt.Sprintf("%d 0 R", page))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " "))
	return document(objects, "")
}

func plain(content string) string {
	return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content)
}

func packed(content []byte) string {
	var b bytes.Buffer
	z, _ := zlib.NewWriterLevel(&b, zlib.BestCompression)
	_, _ = z.Write(content)
	_ = z.Close()
	return fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", b.Len(), b.Bytes())
}

func twicePacked(content []byte) string {
	var b bytes.Buffer
	z, _ := zlib.NewWriterLevel(&b, zlib.BestCompression)
	_, _ = z.Write(content)
	_ = z.Close()
	var c bytes.Buffer
	z, _ = zlib.NewWriterLevel(&c, zlib.BestCompression)
	_, _ = z.Write(b.Bytes())
	_ = z.Close()
	return fmt.Sprintf("<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream", c.Len(), c.Bytes())
}

// textPage sets lines from the top of the page.
func textPage(lines ...string) string {
	var b strings.Builder
	b.WriteString("BT /F 11 Tf 12 TL 60 730 Td\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "(%s) Tj T*\n", strings.NewReplacer("(", "\\(", ")", "\\)").Replace(l))
	}
	b.WriteString("ET")
	return b.String()
}

// formsInForms is a page whose form draws another ten times, that one another,
// and so on: ten to the power of depth.
func formsInForms(depth int) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources << /XObject << /X 6 0 R >> >> >>",
		plain(strings.Repeat("/X Do ", 10)),
	}
	for i := range depth {
		content := strings.Repeat("/X Do ", 10)
		resources := fmt.Sprintf("/XObject << /X %d 0 R >>", len(objects)+2)
		if i == depth-1 {
			content, resources = "BT /F 11 Tf (x) Tj ET", "/Font << /F 3 0 R >>"
		}
		objects = append(objects, fmt.Sprintf("<< /Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %s >> /Length %d >>\nstream\n%s\nendstream", resources, len(content), content))
	}
	return document(objects, "")
}

func encrypted() []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>",
		"<< /Filter /Standard /V 1 /R 2 /P -44 /O <" + strings.Repeat("5A", 32) + "> /U <" + strings.Repeat("C3", 32) + "> >>",
	}
	return document(objects, "/Encrypt 4 0 R /ID [<00> <00>]")
}

func TestHostileBodies(t *testing.T) {
	zeros := bytes.Repeat([]byte{' '}, 32<<20)
	words := bytes.Repeat([]byte("(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj T*\n"), 120_000)
	blank := make([]string, 500)
	for i := range blank {
		blank[i] = plain("")
	}
	letter := textPage(strings.Split(strings.Repeat("A letter and no verbatim record of the kind that this package can read.\n", 30), "\n")...)
	rows := []struct {
		name string
		body []byte
		want Kind
	}{
		{"empty", nil, NotPDF},
		{"a page of the site", []byte("<html><body>not found</body></html>"), NotPDF},
		{"cut in the middle", pagesOf(plain(letter))[:800], Truncated},
		{"the head only", []byte("%PDF-1.4\n"), Truncated},
		{"garbage between head and end", []byte("%PDF-1.4\n" + strings.Repeat("x", 5000) + "\n%%EOF\n"), Broken},
		{"encrypted", encrypted(), Encrypted},
		{"pictures only", pagesOf(plain("q 612 0 0 792 0 0 cm Q"), plain("")), NoText},
		{"500 pages", pagesOf(blank...), TooMuch},
		{"no record", pagesOf(plain(letter)), LayoutUnknown},
		{"a bomb of blanks", pagesOf(packed(zeros)), TooMuch},
		{"a bomb of blanks, packed twice", pagesOf(twicePacked(zeros)), TooMuch},
		{"six million letters", pagesOf(packed(append([]byte("BT /F 11 Tf 12 TL 60 730 Td\n"), words...))), TooMuch},
		{"forms in forms", formsInForms(12), TooMuch},
		{"a page that is its own parent", document([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R] >>"}, ""), Broken},
	}
	r := testReader(t)
	r.limit = 5 * time.Second
	t.Cleanup(func() { r.limit = maxTime })
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			start := time.Now()
			rec, err := r.Read(t.Context(), row.body, membersOn(t))
			t.Logf("%v after %s", err, time.Since(start))
			if !errors.Is(err, row.want) {
				t.Errorf("error %v, want %s", err, row.want)
			}
			if len(rec.Votes)+len(rec.Adoptions) > 0 {
				t.Errorf("votes from nothing: %+v", rec)
			}
		})
	}
	t.Run("and the reader still reads", func(t *testing.T) {
		rec, err := r.Read(t.Context(), shared.Read(t, "corpus", "meeting-records", "S_PV.10100.pdf"), membersOn(t))
		if err != nil || len(rec.Votes) != 1 {
			t.Errorf("%d votes, %v", len(rec.Votes), err)
		}
	})
}

// pdfium reads what it can of a damaged file. That something is missing is a problem;
// what was read is kept.
func TestDamagedBodies(t *testing.T) {
	lines := append([]string{"A/61/PV.107", "Thursday, 13 September 2007, 10 a.m."}, prose(20)...)
	first := textPage(append(lines, "In favour: Cuba", "Draft resolution A/61/L.5 was adopted by 1 vote to none (resolution 61/5).")...)
	second := textPage(append(prose(20), "The meeting rose at 1 p.m.")...)
	sound := pagesOf(packed([]byte(first)), plain(second))
	change := func(old, now string) []byte {
		if !bytes.Contains(sound, []byte(old)) {
			t.Fatalf("no %q", old)
		}
		return bytes.Replace(sound, []byte(old), []byte(now), 1)
	}
	flipped := bytes.Clone(sound)
	flipped[bytes.Index(sound, []byte("FlateDecode"))+200] ^= 4
	for name, r := range map[string]struct {
		body   []byte
		damage bool
	}{
		"none":                       {sound, false},
		"a byte of a packed stream":  {flipped, true},
		"a stream cut":               {change("(and that the text of the draft was 07 with) Tj T*\n", ""), true},
		"a string without an end":    {change("was 07 with) Tj", "was 07 with  Tj"), true},
		"zeros in a stream":          {change("was 07 with", string(make([]byte, 11))), true},
		"an object without its name": {change("3 0 obj", "3 0 oxj"), true},
		"an object without its end":  {change("endobj\n3 0 obj", "endxxx\n3 0 obj"), true},
		"a page left out":            {change("/Count 2", "/Count 1"), true},
		"a stream without its start": {change(">>\nstream\nBT", ">>\nstrexm\nBT"), true},
	} {
		rec, err := testReader(t).Read(t.Context(), r.body, membersOn(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(codes(rec), Damaged) != r.damage {
			t.Errorf("%s: problems %v", name, rec.Problems)
		}
		if len(rec.Votes) != 1 && name != "a byte of a packed stream" {
			t.Errorf("%s: %d votes", name, len(rec.Votes))
		}
	}
}

func TestCancelledReadSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := testReader(t).Read(ctx, pagesOf(plain(textPage("x"))), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}
