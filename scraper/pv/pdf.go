package pv

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// MaxBytes is how long a body may be, far beyond every real record.
const MaxBytes = 64 << 20

// The other limits: the longest records have some 90 pages, and a page has at most
// 6,000 characters.
const (
	maxPages     = 300
	maxPageChars = 40_000
	maxTime      = time.Minute
	maxSide      = 3000 // points; a printed page has 792
	// memoryPages bounds pdfium's memory, in pages of 64 KiB: 96 MiB. A record in
	// print takes 18 MiB.
	memoryPages = 1536
	// pagesAtATime is how many pages one instance of pdfium reads. An open document
	// keeps much of what was read from it, 3 MiB for each page of a scan.
	pagesAtATime = 10
)

// sheet is a page as pdfium returns it: the glyphs in the order of the file, which
// is not the order of reading.
type sheet struct {
	width, height float64
	glyphs        []glyph
}

// Reader reads verbatim records, one document at a time, with pdfium in its sandbox.
// Close it when done.
type Reader struct {
	limit time.Duration // for reading one document
	cache wazero.CompilationCache
	pool  pdfium.Pool
}

// NewReader starts pdfium. This takes about three seconds, or a tenth of a second
// if cacheDir has the code compiled by an earlier start. The directory is created
// if necessary; if cacheDir is "", nothing is cached.
func NewReader(ctx context.Context, cacheDir string) (_ *Reader, err error) {
	// This build of pdfium panics without CoreFeaturesExceptionHandling. It gets no
	// file system, since documents come as bytes. It cannot be interrupted from
	// outside either (WithCloseOnContextDone makes it four times slower), so
	// [watched] and the limit on memory end what takes too long.
	conf := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(memoryPages)
	r := &Reader{limit: maxTime}
	if cacheDir != "" {
		if r.cache, err = wazero.NewCompilationCacheWithDir(cacheDir); err != nil {
			return nil, fmt.Errorf("cache of compiled pdfium: %w", err)
		}
		conf = conf.WithCompilationCache(r.cache)
	}
	r.pool, err = webassembly.Init(webassembly.Config{
		Context: context.WithoutCancel(ctx), MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), RuntimeConfig: conf, Stdout: io.Discard, Stderr: io.Discard,
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start pdfium: %w", err), r.Close()) //nolint:contextcheck // closing must not be cut short
	}
	return r, nil
}

// Close stops pdfium.
func (r *Reader) Close() error {
	var errs []error
	if r.pool != nil {
		errs = append(errs, r.pool.Close())
	}
	if r.cache != nil {
		errs = append(errs, r.cache.Close(context.Background()))
	}
	return errors.Join(errs...)
}

// sheets returns the pages of a document with all their glyphs.
func (r *Reader) sheets(ctx context.Context, body []byte) ([]sheet, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, r.limit, refuse(TooMuch, "not read within %s", r.limit))
	defer cancel()
	var pages []sheet
	for total := 1; len(pages) < total; {
		more, n, err := r.nextSheets(ctx, body, len(pages))
		if err != nil {
			return nil, cmp.Or(context.Cause(ctx), err)
		}
		pages, total = append(pages, more...), n
	}
	return pages, nil
}

// nextSheets reads some pages in a new instance of pdfium. It also returns the
// number of all pages.
func (r *Reader) nextSheets(ctx context.Context, body []byte, from int) (pages []sheet, total int, err error) {
	in, err := r.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("start pdfium: %w", err)
	}
	// Some broken files make pdfium or the sandbox panic. The instance is thrown
	// away in every case.
	defer func() {
		if p := recover(); p != nil {
			pages, err = nil, refuse(Broken, "pdfium: %v", p)
		}
		_ = in.Close() // fails for a broken instance, and removes it all the same
	}()
	doc, err := in.OpenDocument(&requests.OpenDocument{FileReader: &watched{ctx, bytes.NewReader(body)}, FileReaderSize: int64(len(body))})
	if errors.Is(err, pdferrors.ErrPassword) || errors.Is(err, pdferrors.ErrSecurity) {
		return nil, 0, refuse(Encrypted, "%v", err)
	}
	if err != nil {
		return nil, 0, broken(0, err)
	}
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return nil, 0, broken(0, err)
	}
	if total = count.PageCount; total > maxPages {
		return nil, 0, refuse(TooMuch, "%d pages, more than %d", total, maxPages)
	}
	for i := from; i < min(total, from+pagesAtATime); i++ {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		s, err := readSheet(in, doc.Document, i)
		if err != nil {
			return nil, 0, err
		}
		pages = append(pages, s)
	}
	return pages, total, nil
}

func readSheet(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, i int) (sheet, error) {
	page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: i}}
	size, err := in.GetPageSize(&requests.GetPageSize{Page: page})
	if err != nil {
		return sheet{}, broken(i+1, err)
	}
	text, err := in.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		return sheet{}, broken(i+1, err)
	}
	if len(text.Chars) > maxPageChars {
		return sheet{}, &Error{Kind: TooMuch, Page: i + 1, Detail: fmt.Sprintf("%d characters, more than %d", len(text.Chars), maxPageChars)}
	}
	if w, h := size.Width, size.Height; !(w > 100 && w < maxSide && h > 100 && h < maxSide) {
		return sheet{}, &Error{Kind: LayoutUnknown, Page: i + 1, Detail: fmt.Sprintf("a page of %g by %g points", w, h)}
	}
	s := sheet{width: size.Width, height: size.Height, glyphs: make([]glyph, 0, len(text.Chars))}
	for _, c := range text.Chars {
		for _, r := range c.Text {
			p := c.PointPosition
			if !(p.Left > -maxSide && p.Right < 2*maxSide && p.Bottom > -maxSide && p.Top < 2*maxSide) {
				continue // not on the page, nor anywhere near
			}
			s.glyphs = append(s.glyphs, glyph{r: r, x0: p.Left, y0: p.Bottom, x1: p.Right, y1: p.Top})
		}
	}
	return s, nil
}

// broken makes an error of pdfium's. If the sandbox ended pdfium, most often for
// want of memory, the document was too much for it.
func broken(page int, err error) error {
	kind := Broken
	if strings.Contains(err.Error(), "wasm error") {
		kind = TooMuch
	}
	return &Error{Kind: kind, Page: page, Detail: oneLine("pdfium: " + err.Error())}
}

// watched is the body as pdfium reads it: piece by piece, each stream again
// whenever it is used. A document that makes pdfium loop is stopped here when its
// time is over: a panic stops the sandbox, which returns it as an error.
type watched struct {
	ctx  context.Context
	body *bytes.Reader
}

func (w *watched) Seek(offset int64, whence int) (int64, error) {
	if err := w.ctx.Err(); err != nil {
		panic(err)
	}
	return w.body.Seek(offset, whence)
}

func (w *watched) Read(p []byte) (int, error) { return w.body.Read(p) }
