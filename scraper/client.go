package scraper

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
)

// Client asks hosts, politely: robots.txt first and obeyed, one request in
// flight, the delay between two starts, retries with back-off for what passes,
// an honest user agent, no cookies. All sources share it; each host has a
// collector of its own.
type Client struct {
	config    Config
	transport *http.Transport
	deadline  time.Time // zero: none

	mu    sync.Mutex // one request in flight
	hosts map[string]*host
	spent int // requests made
}

// Config configures a [Client].
type Config struct {
	UserAgent string        // begins with the product token "unvotes"
	Delay     time.Duration // between the starts of two requests to a host
	// AllowSearch is the origin whose /search is open against its robots.txt, for
	// an operator who has the site's permission; "" is none.
	AllowSearch string
	Attempts    int           // of a request that fails; 0: six
	MaxRequests int           // 0: no budget
	MaxDuration time.Duration // 0: no budget
	Hosts       Hosts         // nil: the pace does not hold across restarts
	// Observe gets every answer, those for robots.txt included; nil: not wanted.
	Observe func(address string, a source.Answer)
	Clock   Clock
	Log     *slog.Logger
}

// Hosts remembers when hosts were asked; the archive does.
type Hosts interface {
	Host(ctx context.Context, origin string) (archive.Host, error)
	PutHost(ctx context.Context, origin string, h archive.Host) error
}

// NewClient makes a client. Close it when done.
func NewClient(c Config) *Client {
	client := &Client{config: c, transport: newTransport(), hosts: map[string]*host{}}
	if c.MaxDuration > 0 {
		client.deadline = c.Clock.Now().Add(c.MaxDuration)
	}
	return client
}

// Close closes idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Requests returns how many requests were made, robots.txt and retries included.
func (c *Client) Requests() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spent
}

// Get asks for a URL and returns whatever the host answers in the end; passing
// faults (429, 5xx, cut and stalled connections) are tried again. No redirect is
// followed: the answer has its Location. An answer that is too large, a request
// that failed in every attempt and a firewall's challenge are a
// [*source.Refusal]; any other error ends the run.
func (c *Client) Get(ctx context.Context, address string, limit int64) (source.Answer, error) {
	return c.visit(ctx, address, terms{limit: limit})
}

// Gently is Get for a request that weighs on the host, as a search over all records
// does: one that it cannot answer is asked for once more only, and the pause after
// it is at least as long as the answer took.
func (c *Client) Gently(ctx context.Context, address string, limit int64) (source.Answer, error) {
	return c.visit(ctx, address, terms{limit: limit, gently: true})
}

// Head asks for the headers of what Get would answer.
func (c *Client) Head(ctx context.Context, address string) (source.Answer, error) {
	return c.visit(ctx, address, terms{head: true})
}

// Stream is Get for a large body: read gets it while it comes. It is called
// again from the start when the connection was cut; the answer has no body.
func (c *Client) Stream(ctx context.Context, address string, limit int64, read func(io.Reader) error) (source.Answer, error) {
	return c.visit(ctx, address, terms{limit: limit, stream: read})
}

func (c *Client) visit(ctx context.Context, address string, t terms) (source.Answer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, _, err := c.host(ctx, address)
	if err != nil {
		return source.Answer{}, err
	}
	h.collector.Context = withTerms(ctx, t)
	ask := h.collector.Visit
	if t.head {
		ask = h.collector.Head
	}
	if err := ask(address); err != nil {
		var wrapped *url.Error
		if errors.As(err, &wrapped) {
			err = wrapped.Err
		}
		var refused *source.Refusal
		if errors.As(err, &refused) {
			return source.Answer{}, refused
		}
		return source.Answer{}, fmt.Errorf("ask for %s: %w", address, err)
	}
	if a := h.answer; a.WAFAction != "" || a.Status == http.StatusAccepted {
		return a, source.Refuse(source.Challenge, "status %d from the firewall of %s", a.Status, h.origin)
	}
	return h.answer, nil
}

// Allows reports whether robots.txt of the URL's host, or the operator's
// permission, allows it. Nothing but robots.txt is asked for.
func (c *Client) Allows(ctx context.Context, address string) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, u, err := c.host(ctx, address)
	if err == nil {
		err = h.readRobots(ctx)
	}
	if err != nil {
		return false, err
	}
	return h.allows(u), nil
}

// Sitemaps returns the sitemaps that robots.txt of the URL's host names.
func (c *Client) Sitemaps(ctx context.Context, address string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, _, err := c.host(ctx, address)
	if err == nil {
		err = h.readRobots(ctx)
	}
	if err != nil {
		return nil, err
	}
	return h.robots.sitemaps, nil
}

// pace returns the mean time between two requests to the host of a URL.
func (c *Client) pace(ctx context.Context, address string) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, _, err := c.host(ctx, address)
	if err != nil {
		return c.config.Delay
	}
	return h.delay + h.delay/8 // half of the jitter
}

// host returns the host of a URL, which it makes when it was not met yet.
func (c *Client) host(ctx context.Context, address string) (*host, *url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return nil, nil, fmt.Errorf("ask for %q: not a URL", address)
	}
	h, ok := c.hosts[Origin(u)]
	if !ok {
		if h, err = c.newHost(ctx, u); err != nil {
			return nil, nil, err
		}
		c.hosts[h.origin] = h
	}
	return h, u, nil
}

// maxRedirects is how many redirects of one request are followed.
const maxRedirects = 4

// Follow is Get for a document that may lie elsewhere than where it is asked
// for: redirects are followed, each to a host whose robots.txt is asked first
// and obeyed, at that host's pace. The answer is a redirect still when it leads
// to a login, out of https, or on for ever.
func (c *Client) Follow(ctx context.Context, address string, limit int64) (source.Answer, error) {
	a, err := c.Get(ctx, address, limit)
	for range maxRedirects {
		next, ok := leadsTo(address, a)
		if err != nil || !ok {
			break
		}
		address = next
		a, err = c.Get(ctx, address, limit)
	}
	return a, err
}

// leadsTo returns where a redirect leads that may be followed.
func leadsTo(address string, a source.Answer) (string, bool) {
	switch a.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return "", false
	}
	from, err := url.Parse(address)
	if err != nil || a.Location == "" || strings.Contains(strings.ToLower(a.Location), "login") {
		return "", false
	}
	to, err := from.Parse(a.Location)
	if err != nil || to.Host == "" || to.User != nil || to.Scheme != "https" && to.Scheme != "http" || from.Scheme == "https" && to.Scheme != "https" {
		return "", false
	}
	to.Fragment = ""
	return to.String(), true
}

// Clock is the time of a crawl; tests bring their own.
type Clock interface {
	Now() time.Time
	// Sleep returns after d, or with the context's error when that ends first.
	Sleep(ctx context.Context, d time.Duration) error
}

// SystemClock is the real time.
type SystemClock struct{}

// Now returns the present.
func (SystemClock) Now() time.Time { return time.Now() }

// Sleep waits.
func (SystemClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
