package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"unvotes/scraper"
	"unvotes/scraper/pv"
)

func TestMessages(t *testing.T) {
	var b bytes.Buffer
	log := slog.New(messages{out: &b, level: slog.LevelInfo, clear: clearLine}).With(slog.String("source", "library"))
	log.Debug("request")
	log.Info("crawl ended", slog.Int("requests", 3), slog.Int("not_votes", 2), slog.Int("failed", 0), slog.String("route", ""), slog.Duration("left", 0), slog.Time("since", time.Time{}))
	log.Warn("no record", slog.String("key", "12\x1b[2J"), slog.String("detail", "a frame without rows"))
	slog.New(messages{out: &b}).Error("unlock", slog.Any("error", errors.New("busy")))
	slog.New(messages{out: &b}).Info("done")
	want := []string{
		clearLine + "crawl ended (source library, requests 3, not votes 2)",
		clearLine + `warning: no record (source library, key 12\x1b[2J, a frame without rows)`,
		"error: unlock (busy)",
		"done",
	}
	if got := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n"); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A night without the old meeting records is no mail of a thousand lines.
func TestFailuresAreNamedUpToALimit(t *testing.T) {
	var fs []scraper.Failure
	for i := range shownIDs + 3 {
		fs = append(fs, scraper.Failure{Source: pv.SourceName, Key: fmt.Sprintf("S/PV.%d", i), Result: "absent", Detail: "status 404"})
	}
	said := failures(fs).Error()
	if !strings.HasPrefix(said, "some records failed (23); the next run asks for them again:\n  meeting record S/PV.0: absent: status 404\n") ||
		!strings.HasSuffix(said, "\n  and 3 more: each has a message above, and 'unvotes status --json' has all") || strings.Count(said, "\n") != shownIDs+1 {
		t.Error(said)
	}
	if said := failures(fs[:2]).Error(); strings.Contains(said, "more") || failures(nil) != nil {
		t.Error(said)
	}
}
