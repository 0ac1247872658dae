package scraper

import (
	"net/http"
	"strconv"
	"time"
)

// maxRetryAfter bounds what a Retry-After may ask for within a run.
const maxRetryAfter = 10 * time.Minute

// readRetryAfter reads both forms of the header: seconds and a date; 0 when
// there is none or it cannot be read.
func readRetryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		return min(time.Duration(min(n, 86400))*time.Second, maxRetryAfter)
	}
	if t, err := http.ParseTime(s); err == nil {
		return min(max(0, t.Sub(now)), maxRetryAfter)
	}
	return 0
}
