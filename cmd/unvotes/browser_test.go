//go:build browser

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"unvotes/testdata/shared"
)

// TestBrowser opens reports in Chromium as a reader would: from disk, on a desk
// and on a phone, by day and by night. `make browser` runs it; with
// UNVOTES_SCREENSHOTS=DIR it leaves pictures there, to be looked at.
func TestBrowser(t *testing.T) {
	t.Run("demo", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "demo")
		if code, _, errs := command(t, "demo", "--data", data); code != exitDone {
			t.Fatalf("demo: code %d, %s", code, errs)
		}
		looked(t, data)
	})
	t.Run("site", func(t *testing.T) {
		www := t.TempDir()
		if code, _, errs := command(t, "publish", "file://"+filepath.ToSlash(www), "--data", demoDataset(t)); code != exitDone {
			t.Fatalf("publish: code %d, %s", code, errs)
		}
		b := openPage(t, filepath.Join(www, "index.html"), 390, "dark")
		b.fits(t)
		b.picture(t, "site-390-dark")
		b.quiet(t)
	})
	t.Run("corpus", func(t *testing.T) {
		shared.Path(t, "corpus", "undl", "records.jsonl.gz")
		data := filepath.Join(t.TempDir(), "corpus")
		if code, _, errs := command(t, "backfill", "--data", data, "--site", startReplay(t, "--allow-search"), "--from", "1946", "--to", "2026", "--delay", "0s"); code != exitDone {
			t.Fatalf("backfill: code %d, %s", code, errs)
		}
		looked(t, data)
	})
}

// looked makes a report with all its sections and looks at it.
func looked(t *testing.T, data string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if code, _, errs := command(t, "report", "--data", data, "--member", "IND", "--out", file); code != exitDone {
		t.Fatalf("report: code %d, %s", code, errs)
	}
	if info, err := os.Stat(file); err != nil || info.Size() > 3_000_000 {
		t.Errorf("the page: %v, %v", info, err)
	}
	for _, width := range []int64{1280, 390} {
		for _, scheme := range []string{"light", "dark"} {
			t.Run(fmt.Sprintf("%d %s", width, scheme), func(t *testing.T) {
				b := openPage(t, file, width, scheme)
				b.fits(t)
				b.pictures(t)
				b.sorts(t)
				b.filters(t)
				b.skips(t)
				b.picture(t, fmt.Sprintf("%s-%d-%s", filepath.Base(data), width, scheme))
				b.quiet(t)
			})
		}
	}
}

// browser is a page that is open in Chromium.
type browser struct {
	ctx   context.Context
	width int64
	url   string

	mu    sync.Mutex
	heard []string // console, errors, requests
}

// openPage opens a file in a fresh Chromium. Everything that it says and asks for is
// kept.
func openPage(t *testing.T, file string, width int64, scheme string) *browser {
	t.Helper()
	bin, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium not found")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(bin), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("force-device-scale-factor", "1"))
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	b := &browser{ctx: ctx, width: width, url: "file://" + filepath.ToSlash(file)}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	send(t, b, network.Enable, network.EnableParams{})
	send(t, b, log.Enable, cdp.Empty{})
	send(t, b, runtime.Enable, cdp.Empty{})
	send(t, b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600})
	send(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	b.load(t)
	if dark := eval[bool](t, b, `getComputedStyle(document.documentElement).backgroundColor !== "rgb(255, 255, 255)"`); dark != (scheme == "dark") {
		t.Errorf("%s: dark is %v", scheme, dark)
	}
	return b
}

func (b *browser) load(t *testing.T) {
	t.Helper()
	b.do(t, chromedp.Navigate(b.url), chromedp.WaitReady(chromedp.CSS("main")))
}

func (b *browser) do(t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func send[P, R any](t *testing.T, b *browser, c cdp.Command[P, R], params P) R {
	t.Helper()
	r, err := chromedp.Call(b.ctx, c, params)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// eval is the value of an expression in the page.
func eval[T any](t *testing.T, b *browser, expression string) T {
	t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.heard = append(b.heard, fmt.Sprintf("console: %s of %d values", e.Type, len(e.Args)))
	case *runtime.EventExceptionThrown:
		b.heard = append(b.heard, "exception: "+e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.heard = append(b.heard, "log: "+e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if e.Request.URL != b.url {
			b.heard = append(b.heard, "request: "+e.Request.URL)
		}
	}
}

// quiet: nothing was said on the console and nothing was asked for but the page.
func (b *browser) quiet(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, h := range b.heard {
		t.Error(h)
	}
}

// fits: the page is no wider than the window, with all folds open too.
func (b *browser) fits(t *testing.T) {
	t.Helper()
	for _, open := range []bool{true, false} {
		if wide := eval[int64](t, b, fmt.Sprintf(`document.querySelectorAll("details").forEach(d => d.open = %v); document.documentElement.scrollWidth`, open)); wide > b.width {
			t.Errorf("folds open %v: the page is %d wide, the window %d", open, wide, b.width)
		}
	}
}

// pictures checks that each picture has a size, and a name and words for a reader
// who cannot see it.
func (b *browser) pictures(t *testing.T) {
	t.Helper()
	type picture struct {
		ID            string
		Width, Height float64
	}
	shown := eval[[]picture](t, b, `[...document.querySelectorAll("svg.chart")].map(s => {
		const r = s.getBoundingClientRect(); return {ID: s.closest("figure").id, Width: r.width, Height: r.height}})`)
	seen := map[string]int{}
	for _, s := range shown {
		seen[s.ID]++
		if s.Width < 300 || s.Width > float64(b.width) || s.Height < 20 {
			t.Errorf("%s is %.0f × %.0f", s.ID, s.Width, s.Height)
		}
	}
	for _, id := range []string{"coverage-years", "vote-groups", "member-years", "agreement-map", "newest-votes"} {
		if seen[id] != 1 {
			t.Errorf("%s shows %d pictures", id, seen[id])
		}
	}
	named := 0
	for _, n := range send(t, b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored || n.Role == nil || string(n.Role.Value) != `"image"` {
			continue
		}
		if named++; n.Name == nil || len(n.Name.Value) < 60 {
			t.Errorf("a picture's name is %v", n.Name)
		}
	}
	if named != len(shown) {
		t.Errorf("%d pictures for the eye, %d for the ear", len(shown), named)
	}
}

// sorts: a table's head takes the focus, Enter sorts by it, and space the other
// way.
func (b *browser) sorts(t *testing.T) {
	t.Helper()
	if n := eval[int](t, b, `document.querySelectorAll("table.sorts").length`); n < 8 {
		t.Errorf("%d tables sort", n)
	}
	const column, aria = `[...document.querySelectorAll("#quality-codes-t tbody tr")].map(r => r.cells[0].textContent)`, `document.querySelector("#quality-codes-t th").ariaSort`
	want := slices.Sorted(slices.Values(eval[[]string](t, b, column)))
	b.do(t, chromedp.Focus(chromedp.CSS("#quality-codes-t thead button")), chromedp.KeyEvent(kb.Enter))
	if got, sort := eval[[]string](t, b, column), eval[string](t, b, aria); !slices.Equal(got, want) || sort != "ascending" {
		t.Errorf("Enter: %v, %s", got, sort)
	}
	b.do(t, chromedp.KeyEvent(" "))
	slices.Reverse(want)
	if got, sort := eval[[]string](t, b, column), eval[string](t, b, aria); !slices.Equal(got, want) || sort != "descending" {
		t.Errorf("space: %v, %s", got, sort)
	}
	if said := eval[string](t, b, `document.getElementById("said").textContent`); said != "Sorted by Code, descending" {
		t.Errorf("it said %q", said)
	}
	numbers := eval[[]int](t, b, `document.querySelector("#coverage-years-t thead tr").cells[1].firstChild.click(); [...document.querySelectorAll("#coverage-years-t tbody tr")].map(r => parseInt(r.cells[1].textContent))`)
	if len(numbers) < 5 || !slices.IsSortedFunc(numbers, func(a, b int) int { return b - a }) {
		t.Errorf("numbers sort as %v", numbers)
	}
}

// filters checks that a table shows only the rows with all words that were typed.
func (b *browser) filters(t *testing.T) {
	t.Helper()
	shown := eval[[]string](t, b, `(() => {
		const filter = document.querySelector("#vote-members input");
		filter.value = "EUROPEAN yes"; filter.dispatchEvent(new Event("input"));
		const rows = [...document.querySelectorAll("#vote-members-t tbody tr")].filter(r => !r.hidden).map(r => r.cells[2].textContent + " " + r.cells[3].textContent);
		filter.value = ""; filter.dispatchEvent(new Event("input"));
		return rows; })()`)
	if len(shown) == 0 || slices.ContainsFunc(shown, func(s string) bool { return !strings.Contains(s, "European") || !strings.HasSuffix(s, " yes") }) {
		t.Errorf("filtered rows: %q", shown)
	}
}

// skips: the first stop of the keyboard leads past the navigation.
func (b *browser) skips(t *testing.T) {
	t.Helper()
	b.load(t)
	b.do(t, chromedp.KeyEvent(kb.Tab))
	first := eval[string](t, b, `document.activeElement.textContent`)
	b.do(t, chromedp.KeyEvent(kb.Enter))
	if then := eval[string](t, b, `document.activeElement.id`); !strings.HasPrefix(first, "Skip") || then != "main" {
		t.Errorf("the first stop is %q, and leads to %q", first, then)
	}
}

// picture prints the page, and leaves that and a screenshot for whoever wants to
// look.
func (b *browser) picture(t *testing.T, name string) {
	t.Helper()
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	if err != nil || len(pdf) < 20_000 {
		t.Errorf("printed, it has %d bytes, %v", len(pdf), err)
	}
	dir := os.Getenv("UNVOTES_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	for path, content := range map[string][]byte{name + ".png": png, name + ".pdf": pdf} {
		if err := os.WriteFile(filepath.Join(dir, path), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
