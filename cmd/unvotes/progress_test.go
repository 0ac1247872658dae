package main

import (
	"context"
	"testing"
	"time"
)

// stopped is a clock that a test sets.
type stopped struct{ now time.Time }

func (s *stopped) Now() time.Time { return s.now }

func (s *stopped) Sleep(context.Context, time.Duration) error { return nil }

func TestTimeLeft(t *testing.T) {
	clock := &stopped{now: time.Date(2026, 11, 30, 2, 0, 0, 0, time.UTC)}
	left := estimate(clock)
	for _, step := range []struct {
		after    time.Duration
		what     string
		n, total int
		want     time.Duration
	}{
		{20 * time.Minute, "reading lists", 1, 250, 0}, // what came before the first step does not count
		{6 * time.Second, "reading lists", 2, 250, 248 * 6 * time.Second},
		{6 * time.Second, "reading lists", 3, 250, 247 * 6 * time.Second},
		{time.Hour, "fetching records", 1, 10_000, 0}, // a phase of its own
		{5 * time.Second, "fetching records", 2, 10_000, 9_998 * 5 * time.Second},
	} {
		clock.now = clock.now.Add(step.after)
		if got := left(step.what, step.n, step.total); got.Round(time.Second) != step.want {
			t.Errorf("%s, %d of %d: %s left, want %s", step.what, step.n, step.total, got, step.want)
		}
	}
}
