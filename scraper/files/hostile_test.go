package files_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"unvotes/scraper/files"
)

type member struct{ name, content string }

func zipped(t *testing.T, members ...member) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.Create(m.name)
		if err == nil {
			_, err = io.WriteString(f, m.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// big is a file of n times part behind head, on disk without much memory.
func big(t *testing.T, head, part string, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "big")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	writeBig(t, f, head, part, n)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func writeBig(t *testing.T, w io.Writer, head, part string, n int) {
	t.Helper()
	many := max(1, 1<<20/len(part))
	block := strings.Repeat(part, many)
	_, err := io.WriteString(w, head)
	for ; n > 0 && err == nil; n -= many {
		_, err = io.WriteString(w, block[:min(n, many)*len(part)])
	}
	if err != nil {
		t.Fatal(err)
	}
}

func bigGzip(t *testing.T, head, part string, n int) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	writeBig(t, w, head, part, n)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return put(t, t.TempDir(), "big.gz", b.String())
}

func TestZip(t *testing.T) {
	path := put(t, t.TempDir(), "all.zip", zipped(t, member{"a/7.html", page(7, "Y AFGHANISTAN")}, member{"a/", ""}, member{"c.csv.gz", gz(csvFile(8, 9))},
		member{"r.xml", marcFile(marcRecord(10, ""))}, member{"a_files/x.css", "p{}"}))
	a := open(t)
	r := load(t, a, path)
	got := strings.Join(held(t, a), "\n")
	want := "record_page 7 file:all.zip!7.html\nofficial_csv 8 file:all.zip!c.csv.gz\nofficial_csv 9 file:all.zip!c.csv.gz\nmarcxml 10 file:all.zip!r.xml"
	if got != want || r.Failed() != 0 || len(r.Files) != 4 || r.Files[3].Left == "" || r.Files[0].Name != path+"!a/7.html" {
		t.Errorf("%s\n%+v", got, r.Files)
	}
}

// Each ends at once, in a failure that says what is wrong, and with nothing kept.
func TestHostileFiles(t *testing.T) {
	const html = "<!DOCTYPE html><html><body><div class='metadata-row'>"
	for _, tt := range []struct {
		name string
		path func(t *testing.T) string
		want string
	}{
		{"a page of 32 MB", func(t *testing.T) string { return big(t, html, "<p>x", 8<<20) }, "oversize"},
		{"a CSV with a line of 32 MB", func(t *testing.T) string { return big(t, csvHeader, "7,", 16<<20) }, "more than"},
		{"a CSV with a header of 32 MB", func(t *testing.T) string { return big(t, csvHeader[:len(csvHeader)-1], ",x", 16<<20) }, "more than"},
		{"a CSV with a quote that never ends", func(t *testing.T) string { return big(t, csvHeader+`7,"`, csvRow(7, "ALBANIA", "Y")[:40]+"\n", 1<<20) }, "more than"},
		{"a CSV record without an end", func(t *testing.T) string {
			var rows strings.Builder
			for i := range 200_000 {
				rows.WriteString(csvRow(7, fmt.Sprint("ALBANIA ", i), "Y"))
			}
			return put(t, t.TempDir(), "x.csv", csvHeader+rows.String())
		}, "more than"},
		{"MARCXML with a record of 32 MB", func(t *testing.T) string { return big(t, `<collection><record><controlfield>`, "1234", 8<<20) }, "more than"},
		{"MARCXML of nesting", func(t *testing.T) string { return big(t, `<collection><record><datafield>`, "<a>", 8<<20) }, "more than"},
		{"MARCXML with a comment of 32 MB", func(t *testing.T) string {
			return big(t, marcFile()[:len(marcFile())-13]+"<!--controlfield", "1234", 8<<20)
		}, "more than"},
		{"a gzip bomb", func(t *testing.T) string { return bigGzip(t, csvHeader, csvRow(7, "ALBANIA", "Y"), 1<<20) }, "bomb"},
		{"a gzip bomb of nothing", func(t *testing.T) string { return bigGzip(t, "", "\x00\x00\x00\x00", 8<<20) }, "not a form"},
		{"a cut gzip", func(t *testing.T) string { return put(t, t.TempDir(), "x.gz", gz(csvFile(7, 8, 9))[:40]) }, "unexpected EOF"},
		{"gzip in gzip", func(t *testing.T) string { return put(t, t.TempDir(), "x.gz", gz(gz(csvFile(7)))) }, "archive in an archive"},
		{"zip in gzip", func(t *testing.T) string {
			return put(t, t.TempDir(), "x.gz", gz(zipped(t, member{"7.html", page(7, "Y A")})))
		}, "archive in an archive"},
		{"zip in zip", func(t *testing.T) string {
			return put(t, t.TempDir(), "x.zip", zipped(t, member{"y.zip", zipped(t, member{"7.html", page(7, "Y A")})}))
		}, "archive in an archive"},
		{"gzip in gzip in zip", func(t *testing.T) string {
			return put(t, t.TempDir(), "x.zip", zipped(t, member{"y.gz", gz(gz(csvFile(7)))}))
		}, "archive in an archive"},
		{"a zip bomb", func(t *testing.T) string {
			return put(t, t.TempDir(), "x.zip", zipped(t, member{"a", strings.Repeat("\x00", 32<<20)}))
		}, "bomb"},
		{"a zip bomb of many", func(t *testing.T) string {
			var ms []member
			for i := range 40 {
				ms = append(ms, member{fmt.Sprint(i), strings.Repeat(csvRow(7, "ALBANIA", "Y"), 10_000)})
			}
			return put(t, t.TempDir(), "x.zip", zipped(t, ms...))
		}, "bomb"},
		{"a member above", func(t *testing.T) string {
			return put(t, t.TempDir(), "x.zip", zipped(t, member{"7.html", page(7, "Y A")}, member{"../evil.html", page(8, "Y A")}))
		}, `"../evil.html", which leads out`},
		{"a member above, spelt otherwise", func(t *testing.T) string {
			return put(t, t.TempDir(), "x.zip", zipped(t, member{`a\..\..\evil.html`, page(8, "Y A")}))
		}, "leads out"},
		{"an absolute member", func(t *testing.T) string {
			return put(t, t.TempDir(), "x.zip", zipped(t, member{"/etc/passwd", page(8, "Y A")}))
		}, "leads out"},
		{"a cut zip", func(t *testing.T) string {
			z := zipped(t, member{"7.html", page(7, "Y A")})
			return put(t, t.TempDir(), "x.zip", z[:len(z)-30])
		}, "not a valid zip file"},
		{"a damaged member", func(t *testing.T) string {
			z := []byte(zipped(t, member{"7.html", page(7, "Y AFGHANISTAN")}))
			z[60] ^= 0xff
			return put(t, t.TempDir(), "x.zip", string(z))
		}, ""},
		{"a list of members without an end", func(t *testing.T) string {
			var b bytes.Buffer
			w := zip.NewWriter(&b)
			for i := range 200_000 {
				if _, err := w.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("%060d", i)}); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			return put(t, t.TempDir(), "x.zip", b.String())
		}, "list of members"},
		{"a cut page", func(t *testing.T) string {
			return put(t, t.TempDir(), "x", strings.TrimSuffix(page(7, "Y A"), "</html>"))
		}, "cut"},
		{"a challenge", func(t *testing.T) string {
			return put(t, t.TempDir(), "x", `<html><head><script src="https://0.token.awswaf.com/0/challenge.js"></script></head></html>`)
		}, "challenge"},
		{"a missing file", func(t *testing.T) string { return filepath.Join(t.TempDir(), "none") }, "no such file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, a := tt.path(t), open(t)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r := load(t, a, path)
			runtime.ReadMemStats(&after)
			if r.Failed() == 0 || !strings.Contains(strings.Join(r.Files[0].Failures, "\n"), tt.want) {
				t.Errorf("%+v, want a failure that says %q", r.Files[0], tt.want)
			}
			if h := held(t, a); len(h) != 0 {
				t.Errorf("kept: %v", h)
			}
			if used := after.HeapSys - before.HeapSys; after.HeapSys > before.HeapSys && used > 128<<20 {
				t.Errorf("%d MB of heap were asked for", used>>20)
			}
		})
	}
}

// A folder is read to its end, whatever is in it.
func TestAFolderOfOddThings(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "pages/7.html", page(7, "Y AFGHANISTAN"))
	link(t, "..", filepath.Join(dir, "pages", "loop"))
	link(t, "nowhere", filepath.Join(dir, "pages", "dangling"))
	link(t, "self", filepath.Join(dir, "pages", "self"))
	link(t, filepath.Join(dir, "pages", "7.html"), filepath.Join(dir, "also-7.html"))
	put(t, dir, "z.csv", csvFile(8))
	a := open(t)
	r := load(t, a, dir)
	said := map[string]string{}
	for _, f := range r.Files {
		rel, err := filepath.Rel(dir, f.Name)
		if err != nil {
			t.Fatal(err)
		}
		said[rel] = strings.Join(f.Failures, "\n")
	}
	for name, want := range map[string]string{"pages/loop": "link to a folder", "pages/dangling": "no such file", "pages/self": "", "pages/7.html": "", "also-7.html": "", "z.csv": ""} {
		got, listed := said[name]
		if !listed || !strings.Contains(got, want) || (got != "") != (want != "" || name == "pages/self") {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if h := held(t, a); len(h) != 2 || r.Failed() != 3 {
		t.Errorf("kept %v, %d failures", h, r.Failed())
	}
	outer := filepath.Join(t.TempDir(), "outer")
	link(t, dir, outer) // a link that is named is followed
	if r := load(t, a, outer); len(r.Files) != 6 || !strings.HasPrefix(r.Files[0].Name, outer) {
		t.Errorf("through a link: %+v", r.Files[0])
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Fatal(err)
	}
}

func TestFailuresOfAFileAreCountedAndNotAllKept(t *testing.T) {
	r := load(t, open(t), put(t, t.TempDir(), "f.csv", csvHeader+strings.Repeat("x\n", 5_000)))
	if f := r.Files[0]; f.Failed != 5_000 || len(f.Failures) != files.MaxFailures {
		t.Errorf("%d failures, %d kept", f.Failed, len(f.Failures))
	}
}
