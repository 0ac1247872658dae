package main

import (
	"log/slog"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"unvotes/scraper"
)

// progress shows how far the run is with what it fetches: a bar with an estimate on a terminal, else
// one line a minute in the log. done ends the bar.
func (a *app) progress(clock scraper.Clock, what string) (show func(done, total int), done func()) {
	if f, ok := a.stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return bar(f, what)
	}
	began := clock.Now()
	last := began
	return func(n, total int) {
		now := clock.Now()
		if now.Sub(last) < time.Minute {
			return
		}
		last = now
		left := time.Duration(float64(now.Sub(began)) / float64(n) * float64(total-n))
		a.log.Info("fetching", slog.String("what", what), slog.Int("done", n), slog.Int("total", total), slog.Duration("left", left.Round(time.Minute)))
	}, func() {}
}

func bar(f *os.File, what string) (show func(done, total int), done func()) {
	var b *progressbar.ProgressBar
	return func(n, total int) {
			if b == nil {
				b = progressbar.NewOptions(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
					progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(time.Second), progressbar.OptionClearOnFinish())
			}
			_ = b.Set(n) // what cannot be drawn is no reason to stop
		}, func() {
			if b != nil {
				_ = b.Exit()
			}
		}
}
