package main

import (
	"bytes"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
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
