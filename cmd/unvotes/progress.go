package main

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"unvotes/scraper"
)

// progress shows how far a run over a source is: a bar on a terminal, else one line
// a minute in the log. Each phase, such as "reading lists", has its own count and
// its own estimate. done ends the bar.
func (a *app) progress(clock scraper.Clock, name string) (show func(what string, n, total int), done func()) {
	left := estimate(clock)
	if f, _, ok := terminal(a.stderr); ok {
		return bar(f, name, left)
	}
	last := clock.Now()
	return func(what string, n, total int) {
		remaining := left(what, n, total)
		if now := clock.Now(); now.Sub(last) >= time.Minute {
			last = now
			a.log.Info("progress", slog.String("source", name), slog.String("doing", what), slog.Int("done", n), slog.Int("total", total), slog.Duration("left", remaining.Round(time.Minute)))
		}
	}, func() {}
}

// estimate returns a function that estimates the time left of a phase, from its
// first step on: what came before it says nothing of its pace. 0: not known yet.
func estimate(clock scraper.Clock) func(what string, n, total int) time.Duration {
	var phase string
	var began time.Time
	var first int
	return func(what string, n, total int) time.Duration {
		if what != phase || n < first {
			phase, began, first = what, clock.Now(), n
		}
		if n == first {
			return 0
		}
		return time.Duration(float64(clock.Now().Sub(began)) / float64(n-first) * float64(total-n))
	}
}

func bar(f *os.File, name string, left func(string, int, int) time.Duration) (show func(what string, n, total int), done func()) {
	var b *progressbar.ProgressBar
	var phase string
	end := func() {
		if b != nil {
			_ = b.Exit() // what cannot be drawn is no reason to stop
		}
	}
	return func(what string, n, total int) {
		if what != phase {
			end()
			phase, b = what, progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetPredictTime(false), progressbar.OptionSetElapsedTime(false),
				progressbar.OptionThrottle(time.Second), progressbar.OptionClearOnFinish())
		}
		says := fmt.Sprintf("%s: %s: %d of %d", name, what, n, total)
		if d := left(what, n, total); d > 0 {
			says += fmt.Sprintf(", %s left", strings.TrimSuffix(max(d.Round(time.Minute), time.Minute).String(), "0s"))
		}
		b.ChangeMax(total) // the queue grows by records that others were merged into
		b.Describe(says)
		_ = b.Set(n)
	}, end
}
