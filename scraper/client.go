package scraper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/gocolly/colly/v2"
	"golang.org/x/time/rate"

	"unvotes/scraper/undl"
)

// Client asks one host at a time, politely: robots.txt first and obeyed, one
// request in flight, the delay between two starts, retries with back-off for
// what passes, an honest user agent, no cookies. All sources share it.
type Client struct {
	agent string
	delay time.Duration
	clock Clock
	log   *slog.Logger
	next  http.RoundTripper

	mu     sync.Mutex // one request in flight
	hosts  map[string]*host
	spent  int // requests made
	search bool
}

// host is what is known of one host: its robots.txt and when it may be asked.
type host struct {
	robots *robots
	pace   *rate.Limiter
	delay  time.Duration
	row    int // failed requests in a row
}

// Config configures a [Client].
type Config struct {
	UserAgent string        // begins with the product token "unvotes"
	Delay     time.Duration // between the starts of two requests to a host
	// AllowSearch opens /search against robots.txt, for an operator who has the
	// library's permission.
	AllowSearch bool
	Clock       Clock
	Log         *slog.Logger
}

// maxRow is how many requests may fail in a row, each after its retries, before
// the site counts as down.
const maxRow = 5

// attempts is how often one request is made before it counts as failed.
const attempts = 6

// NewClient makes a client. Close it to let go of its connections.
func NewClient(c Config) *Client {
	return &Client{agent: c.UserAgent, delay: c.Delay, clock: c.Clock, log: c.Log, search: c.AllowSearch,
		next: limited{newTransport(c.Delay)}, hosts: map[string]*host{}}
}

// Close lets go of idle connections.
func (c *Client) Close() { c.next.(limited).next.(*http.Transport).CloseIdleConnections() }

// Requests is how many requests were made, robots.txt and retries included.
func (c *Client) Requests() int { return c.spent }

// Get asks for a URL and returns whatever the host answers in the end; passing
// faults (429, 5xx, cut and stalled connections) are tried again. No redirect
// is followed: the answer has its Location. A host that forbids the path, or
// answers with a firewall's challenge, is [ErrRefused]; one that stays silent,
// or fails [maxRow] times in a row, is [ErrDown].
func (c *Client) Get(ctx context.Context, address string, limit int64) (undl.Answer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return undl.Answer{}, fmt.Errorf("ask for %q: not a URL", address)
	}
	h, err := c.host(ctx, u)
	if err != nil {
		return undl.Answer{}, err
	}
	if !c.allowed(h, u) {
		return undl.Answer{}, fmt.Errorf("%w: robots.txt of %s does not allow %s", ErrRefused, u.Host, u.RequestURI())
	}
	a, err := c.retry(ctx, h, address, limit)
	if err != nil {
		return a, err
	}
	if err := undl.CheckAnswer(0, a); errors.Is(err, undl.Challenge) {
		return a, fmt.Errorf("%w: the firewall of %s answers with a challenge", ErrRefused, u.Host)
	}
	return a, nil
}

// Allows tells whether robots.txt of the URL's host allows it, asking for
// robots.txt if that was not done yet.
func (c *Client) Allows(ctx context.Context, address string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false, fmt.Errorf("ask about %q: not a URL", address)
	}
	h, err := c.host(ctx, u)
	if err != nil {
		return false, err
	}
	return c.allowed(h, u), nil
}

func (c *Client) allowed(h *host, u *url.URL) bool {
	return h.robots.allows(u) || c.search && u.Path == "/search"
}

// host is the state of a URL's host, after reading its robots.txt.
func (c *Client) host(ctx context.Context, u *url.URL) (*host, error) {
	key := u.Scheme + "://" + u.Host
	if h, ok := c.hosts[key]; ok {
		return h, nil
	}
	h := &host{delay: c.delay, pace: rate.NewLimiter(pace(c.delay), 1)}
	a, err := c.retry(ctx, h, key+"/robots.txt", robotsLimit)
	if err != nil {
		return nil, fmt.Errorf("read robots.txt of %s: %w", u.Host, err)
	}
	if h.robots, err = readRobots(a, c.agent); err != nil {
		return nil, fmt.Errorf("read robots.txt of %s: %w", u.Host, err)
	}
	if h.robots.delay > h.delay {
		h.delay = h.robots.delay
		h.pace.SetLimitAt(c.clock.Now(), pace(h.delay))
		c.log.Info("robots.txt asks for a longer delay", "host", u.Host, "delay", h.delay)
	}
	c.hosts[key] = h
	return h, nil
}

func pace(delay time.Duration) rate.Limit {
	if delay <= 0 {
		return rate.Inf
	}
	return rate.Every(delay)
}

// retry makes a request until it gets an answer that is not a passing fault.
func (c *Client) retry(ctx context.Context, h *host, address string, limit int64) (undl.Answer, error) {
	wait := &backoff.ExponentialBackOff{InitialInterval: max(h.delay, 100*time.Millisecond), RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: 5 * time.Minute}
	wait.Reset()
	for try := 1; ; try++ {
		if err := c.turn(ctx, h); err != nil {
			return undl.Answer{}, err
		}
		a, retryAfter, err := c.once(ctx, address, limit)
		if err == nil && !passing(a.Status) {
			h.row = 0
			return a, nil
		}
		if errors.Is(err, ErrTooLarge) {
			return a, fmt.Errorf("ask for %s: %w", address, err)
		}
		if err == nil {
			err = fmt.Errorf("status %d", a.Status)
		}
		if try == attempts || h.robots == nil && try == 2 && unreachable(err) {
			if h.row++; h.row >= maxRow || h.robots == nil {
				return a, fmt.Errorf("%w: %s failed %d times, last with: %w", ErrDown, address, try, err)
			}
			return a, &FailedError{URL: address, Tries: try, Err: err}
		}
		pause := max(wait.NextBackOff(), retryAfter)
		c.log.Info("will ask again", "url", address, "try", try, "error", err, "wait", pause.Round(time.Millisecond))
		if err := c.clock.Sleep(ctx, pause); err != nil {
			return undl.Answer{}, err
		}
	}
}

// unreachable tells that no connection could be made: on the first contact with
// a host that is a wrong address or a missing network, and waiting is no help.
func unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// FailedError is a request that failed with passing faults in every attempt:
// worth another try in another run.
type FailedError struct {
	URL   string
	Tries int
	Err   error
}

func (e *FailedError) Error() string {
	return fmt.Sprintf("%s failed %d times, last with: %v", e.URL, e.Tries, e.Err)
}

func (e *FailedError) Unwrap() error { return e.Err }

// passing tells the statuses that ask for another try.
func passing(status int) bool { return status == http.StatusTooManyRequests || status >= 500 }

// turn waits until the host may be asked again: its delay, and up to a quarter
// more, so that the requests of many users do not fall into step.
func (c *Client) turn(ctx context.Context, h *host) error {
	now := c.clock.Now()
	wait := h.pace.ReserveN(now, 1).DelayFrom(now)
	if wait > 0 {
		wait += time.Duration(rand.Int64N(int64(h.delay)/4 + 1)) //nolint:gosec // jitter needs no secrecy
	}
	return c.clock.Sleep(ctx, wait)
}

// once makes one request through a collector of its own. colly's callbacks only
// hand the answer on: what it means is decided from its content, since colly
// takes a 202 for a success and anything from 203 for a failure.
func (c *Client) once(ctx context.Context, address string, limit int64) (a undl.Answer, retryAfter time.Duration, err error) {
	// The request in flight is finished, whatever stops the run.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), wholeTimeout)
	defer cancel()
	co := colly.NewCollector(
		colly.UserAgent(c.agent),
		colly.AllowURLRevisit(),
		colly.IgnoreRobotsTxt(), // [Client.host] reads and obeys it; colly would take a challenge for "all allowed"
		colly.MaxBodySize(0),    // limited does that, with an error
		colly.ParseHTTPErrorResponse(),
		colly.StdlibContext(withLimit(ctx, limit)),
	)
	co.DisableCookies()
	co.WithTransport(c.next)
	co.SetRequestTimeout(0) // the context and the transport have the limits
	co.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	co.OnResponse(func(r *colly.Response) {
		a = undl.Answer{Status: r.StatusCode, Location: r.Headers.Get("Location"), WAFAction: r.Headers.Get("x-amzn-waf-action"),
			ContentType: r.Headers.Get("Content-Type"), Body: bytes.Clone(r.Body)}
		retryAfter = readRetryAfter(r.Headers.Get("Retry-After"), c.clock.Now())
	})
	c.spent++
	err = co.Visit(address)
	if a.Status != 0 && !errors.Is(err, ErrTooLarge) {
		err = nil // colly reports statuses as errors; the answer says it better
	}
	c.log.Debug("asked", "url", address, "status", a.Status, "bytes", len(a.Body), "error", err)
	return a, retryAfter, err
}

// maxRetryAfter bounds what a Retry-After may ask for within a run.
const maxRetryAfter = 10 * time.Minute

// readRetryAfter reads both forms of the header: seconds and a date; 0 when
// there is none or it cannot be read.
func readRetryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		return min(time.Duration(n)*time.Second, maxRetryAfter)
	}
	if t, err := http.ParseTime(s); err == nil {
		return min(max(0, t.Sub(now)), maxRetryAfter)
	}
	return 0
}
