package scraper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/gocolly/colly/v2"

	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// Client asks hosts, politely: robots.txt first and obeyed, one request in
// flight, the delay between two starts, retries with back-off for what passes,
// an honest user agent, no cookies. All sources share it.
type Client struct {
	config   Config
	next     *http.Transport
	deadline time.Time // zero: none

	mu    sync.Mutex // one request in flight
	hosts map[string]*host
	spent int // requests made
}

// Config configures a [Client].
type Config struct {
	UserAgent string        // begins with the product token "unvotes"
	Delay     time.Duration // between the starts of two requests to a host
	// AllowSearch is the site (scheme and host) whose /search is open against its
	// robots.txt, for an operator who has the site's permission; "" is none.
	AllowSearch string
	MaxRequests int           // 0: no budget
	MaxDuration time.Duration // 0: no budget
	Clock       Clock
	Log         *slog.Logger
}

// host is what is known of one host: its robots.txt and when it may be asked.
type host struct {
	robots *robots // nil: not read yet
	delay  time.Duration
	asked  time.Time // start of the last request
	failed int       // requests that failed in a row
}

// maxFailed is how many requests may fail in a row, each after its retries,
// before the site counts as down.
const maxFailed = 5

// attempts is how often one request is made before it counts as failed.
const attempts = 6

// NewClient makes a client. Close it to let go of its connections.
func NewClient(c Config) *Client {
	client := &Client{config: c, next: newTransport(c.Delay), hosts: map[string]*host{}}
	if c.MaxDuration > 0 {
		client.deadline = c.Clock.Now().Add(c.MaxDuration)
	}
	return client
}

// Close lets go of idle connections.
func (c *Client) Close() { c.next.CloseIdleConnections() }

// Requests is how many requests were made, robots.txt and retries included.
func (c *Client) Requests() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spent
}

// Get asks for a URL and returns whatever the host answers in the end; passing
// faults (429, 5xx, cut and stalled connections) are tried again. No redirect
// is followed: the answer has its Location. A host that forbids the path, or
// answers with a firewall's challenge, is [ErrRefused]; one that stays silent,
// or fails several times in a row, is [ErrDown]; a request that failed in every
// attempt is a [FailedError]; a spent budget is [ErrBudget].
func (c *Client) Get(ctx context.Context, address string, limit int64) (source.Answer, error) {
	return c.get(ctx, address, terms{limit: limit})
}

// Stream is Get for a large body: read gets it while it comes. It is called
// again from the start when the connection was cut; the answer has no body.
func (c *Client) Stream(ctx context.Context, address string, limit int64, read func(io.Reader) error) (source.Answer, error) {
	return c.get(ctx, address, terms{limit: limit, stream: read})
}

func (c *Client) get(ctx context.Context, address string, t terms) (source.Answer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, u, err := c.host(ctx, address)
	if err != nil {
		return source.Answer{}, err
	}
	if !c.allows(h, u) {
		return source.Answer{}, fmt.Errorf("%w: robots.txt of %s does not allow %s", ErrRefused, u.Host, u.RequestURI())
	}
	a, err := c.retry(ctx, h, address, t)
	if err != nil {
		return a, err
	}
	if err := undl.CheckAnswer(0, a); errors.Is(err, source.Challenge) {
		return a, fmt.Errorf("%w: the firewall of %s answers with a challenge. Try again later, ask the library, or import saved pages with 'unvotes import'", ErrRefused, u.Host)
	}
	return a, nil
}

// Allows tells whether robots.txt of the URL's host allows it, asking for
// robots.txt if that was not done yet.
func (c *Client) Allows(ctx context.Context, address string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, u, err := c.host(ctx, address)
	if err != nil {
		return false, err
	}
	return c.allows(h, u), nil
}

// Sitemaps are the sitemaps that robots.txt of the URL's host names.
func (c *Client) Sitemaps(ctx context.Context, address string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, _, err := c.host(ctx, address)
	if err != nil {
		return nil, err
	}
	return h.robots.data.Sitemaps, nil
}

func (c *Client) allows(h *host, u *url.URL) bool {
	return h.robots.allows(u) || u.Path == "/search" && c.config.AllowSearch == origin(u)
}

// host is the state of a URL's host, after reading its robots.txt.
func (c *Client) host(ctx context.Context, address string) (*host, *url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, nil, fmt.Errorf("ask for %q: not a URL", address)
	}
	key := origin(u)
	if h, ok := c.hosts[key]; ok {
		return h, u, nil
	}
	h := &host{delay: c.delay(u)}
	a, err := c.retry(ctx, h, key+"/robots.txt", terms{limit: robotsLimit})
	if err != nil {
		return nil, nil, fmt.Errorf("read robots.txt of %s: %w", u.Host, err)
	}
	if h.robots, err = readRobots(a, c.config.UserAgent); err != nil {
		return nil, nil, fmt.Errorf("read robots.txt of %s: %w", u.Host, err)
	}
	if h.robots.delay > h.delay {
		h.delay = h.robots.delay
		c.config.Log.Info("robots.txt asks for a longer delay", slog.String("host", u.Host), slog.Duration("delay", h.delay))
	}
	c.hosts[key] = h
	return h, u, nil
}

// origin is what a host's robots.txt is for: scheme, host and port.
func origin(u *url.URL) string { return u.Scheme + "://" + u.Host }

// delay is the configured one, but for a host that a redirect of a loopback host
// may lead to.
func (c *Client) delay(u *url.URL) time.Duration {
	if Loopback(u.Hostname()) {
		return c.config.Delay
	}
	return max(c.config.Delay, LeastDelay)
}

// LeastDelay is the least time between two requests to a host that is not a
// loopback one.
const LeastDelay = time.Second

// Loopback tells whether a host name or address is this machine's.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// retry makes a request until it gets an answer that is not a passing fault.
func (c *Client) retry(ctx context.Context, h *host, address string, t terms) (source.Answer, error) {
	wait := &backoff.ExponentialBackOff{InitialInterval: max(h.delay, 100*time.Millisecond), RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: 5 * time.Minute}
	wait.Reset()
	for try := 1; ; try++ {
		if err := c.turn(ctx, h); err != nil {
			return source.Answer{}, err
		}
		a, retryAfter, err := c.once(ctx, address, t)
		switch {
		case errors.Is(err, ErrTooLarge), final(err):
			return a, fmt.Errorf("ask for %s: %w", address, err)
		case err == nil && !passing(a.Status):
			h.failed = 0
			return a, nil
		case err == nil:
			err = fmt.Errorf("status %d", a.Status)
		}
		if try == attempts || h.robots == nil && try == 2 && unreachable(err) {
			return a, h.fail(address, try, err)
		}
		pause := max(wait.NextBackOff(), retryAfter)
		c.config.Log.Info("will ask again", slog.String("url", address), slog.Int("try", try), slog.Any("error", err), slog.Duration("wait", pause.Round(time.Millisecond)))
		if err := c.config.Clock.Sleep(ctx, pause); err != nil {
			return source.Answer{}, err
		}
	}
}

// fail counts a request that failed in every attempt: several in a row, or the
// very first, and the site is down.
func (h *host) fail(address string, tries int, err error) error {
	if h.failed++; h.failed >= maxFailed || h.robots == nil {
		return fmt.Errorf("%w: %s failed %d times, last with: %w. Nothing is lost: run it again later", ErrDown, address, tries, err)
	}
	return &FailedError{URL: address, Tries: tries, Err: err}
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

// final tells errors that the reader of a stream made itself, as opposed to
// those of its connection, which pass.
func final(err error) bool {
	var s *streamError
	var n net.Error
	return errors.As(err, &s) && !errors.As(s.error, &n) && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, source.Cut)
}

// unreachable tells that no connection could be made: on the first contact with
// a host that is a wrong address or a missing network, and waiting is no help.
func unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// passing tells the statuses that ask for another try.
func passing(status int) bool { return status == http.StatusTooManyRequests || status >= 500 }

// turn waits until the host may be asked again: its delay since the start of the
// last request, and up to a quarter more, so that the requests of many users do
// not fall into step.
func (c *Client) turn(ctx context.Context, h *host) error {
	now := c.config.Clock.Now()
	if c.config.MaxRequests > 0 && c.spent >= c.config.MaxRequests {
		return fmt.Errorf("%w: %d requests", ErrBudget, c.spent)
	}
	wait := h.asked.Add(h.delay).Sub(now)
	if wait > 0 {
		wait += time.Duration(rand.Int64N(int64(h.delay)/4 + 1)) // jitter needs no secrecy
	}
	if !c.deadline.IsZero() && now.Add(wait).After(c.deadline) {
		return fmt.Errorf("%w: %s", ErrBudget, c.config.MaxDuration)
	}
	if err := c.config.Clock.Sleep(ctx, wait); err != nil {
		return err
	}
	h.asked = c.config.Clock.Now()
	return nil
}

// once makes one request through a collector of its own. colly's callbacks only
// hand the answer on: what it means is decided from its content, since colly
// takes a 202 for a success and anything from 203 for a failure.
func (c *Client) once(ctx context.Context, address string, t terms) (a source.Answer, retryAfter time.Duration, err error) {
	// The request in flight is finished, whatever stops the run.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), wholeTimeout)
	defer cancel()
	co := colly.NewCollector(
		colly.UserAgent(c.config.UserAgent),
		colly.AllowURLRevisit(),
		colly.IgnoreRobotsTxt(), // [Client.host] reads and obeys it; colly would take a challenge for "all allowed"
		colly.MaxBodySize(0),    // the gate does that, with an error
		colly.ParseHTTPErrorResponse(),
		colly.StdlibContext(context.WithValue(ctx, termsKey{}, t)),
	)
	co.DisableCookies()
	co.WithTransport(gate{c.next})
	co.SetRequestTimeout(0) // the context and the transport have the limits
	co.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	co.OnResponse(func(r *colly.Response) {
		a = source.Answer{Status: r.StatusCode, Location: r.Headers.Get("Location"), WAFAction: r.Headers.Get("x-amzn-waf-action"),
			ContentType: r.Headers.Get("Content-Type"), Body: bytes.Clone(r.Body)}
		retryAfter = readRetryAfter(r.Headers.Get("Retry-After"), c.config.Clock.Now())
	})
	c.spent++
	err = co.Visit(address)
	if a.Status != 0 {
		err = nil // colly reports statuses as errors; the answer says it better
	}
	c.config.Log.Debug("asked", slog.String("url", address), slog.Int("status", a.Status), slog.Int("bytes", len(a.Body)), slog.Any("error", err))
	return a, retryAfter, err
}
