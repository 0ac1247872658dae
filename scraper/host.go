package scraper

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/gocolly/colly/v2"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
)

const (
	// maxFailed is how many requests may fail in a row, each after its attempts,
	// before the host counts as down.
	maxFailed = 5
	// attempts is how often one request is made before it counts as failed.
	attempts = 6
	// attemptsGently is how often a request is made that the host cannot answer, where
	// that weighs on it.
	attemptsGently = 2
	// longestWait is the longest that a host may ask to wait: one that asks for
	// more refuses us.
	longestWait = 24 * time.Hour
)

// LeastDelay is the least time between two requests to a host that is not a
// loopback one.
const LeastDelay = 3 * time.Second

// host is one host and its collector. It is the collector's transport, too: there
// robots.txt is obeyed, the pace kept, a passing fault tried again, and a body
// bounded, since colly's own means do these things differently from what a guest
// should (docs/architecture.md says how).
type host struct {
	*Client
	origin    string // canonical, see [Origin]
	collector *colly.Collector
	robots    *robots // nil: not read yet
	delay     time.Duration
	asked     time.Time // start of the last request, of earlier runs too
	rested    time.Time // when the host has had as long a pause as its last answer took
	notBefore time.Time // what a Retry-After asked for
	failed    int       // requests that failed in a row

	answer source.Answer // to the last request
}

// Origin returns scheme, host and port of a URL in the one form by which hosts
// are compared: lower case, without the scheme's own port.
func Origin(u *url.URL) string {
	scheme, name, port := strings.ToLower(u.Scheme), strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if port != "" && port != map[string]string{"http": "80", "https": "443"}[scheme] {
		name += ":" + port
	}
	return scheme + "://" + name
}

// Loopback reports whether a host name or address is this machine's.
func Loopback(name string) bool {
	ip := net.ParseIP(name)
	return strings.EqualFold(strings.TrimSuffix(name, "."), "localhost") || ip != nil && ip.IsLoopback()
}

// newHost makes a host with its collector. colly asks and hands the answer on;
// what it means is decided from its content, since colly takes a 202 for a
// success and anything from 203 for a failure.
func (c *Client) newHost(ctx context.Context, u *url.URL) (*host, error) {
	h := &host{Client: c, origin: Origin(u), delay: c.config.Delay}
	if !Loopback(u.Hostname()) {
		h.delay = max(h.delay, LeastDelay)
	}
	if c.config.Hosts != nil {
		before, err := c.config.Hosts.Host(ctx, h.origin)
		if err != nil {
			return nil, err
		}
		h.asked, h.notBefore = before.AskedAt, before.NotBefore
	}
	h.collector = colly.NewCollector(
		colly.UserAgent(c.config.UserAgent),
		colly.AllowURLRevisit(),
		colly.IgnoreRobotsTxt(), // RoundTrip obeys it; colly would take a challenge for "all allowed"
		colly.MaxBodySize(0),    // RoundTrip bounds bodies, with an error
		colly.ParseHTTPErrorResponse(),
	)
	h.collector.DisableCookies()
	h.collector.WithTransport(h)
	h.collector.SetRequestTimeout(0) // RoundTrip limits each attempt
	h.collector.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	h.collector.OnRequest(func(r *colly.Request) {
		h.answer = source.Answer{}
		c.config.Log.Debug("asking", slog.String("url", r.URL.String()))
	})
	h.collector.OnResponse(func(r *colly.Response) {
		h.answer = answerOf(r.StatusCode, *r.Headers, r.Body)
		h.observe(r.Request.URL.String(), h.answer)
		c.config.Log.Debug("answered", slog.String("url", r.Request.URL.String()), slog.Int("status", r.StatusCode), slog.Int("bytes", len(r.Body)))
	})
	h.collector.OnError(func(r *colly.Response, err error) {
		c.config.Log.Debug("failed", slog.String("url", r.Request.URL.String()), slog.Any("error", err))
	})
	return h, nil
}

func answerOf(status int, header http.Header, body []byte) source.Answer {
	return source.Answer{Status: status, Location: header.Get("Location"), WAFAction: header.Get("x-amzn-waf-action"), ContentType: header.Get("Content-Type"),
		Date: header.Get("Date"), Length: header.Get("Content-Length"), Body: body}
}

// RoundTrip makes a request when robots.txt and the host's pace allow it, and
// again while the answer is a passing fault.
func (h *host) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := h.readRobots(r.Context()); err != nil {
		return nil, err
	}
	if !h.allows(r.URL) {
		return nil, fmt.Errorf("%w: robots.txt of %s does not allow %s", source.ErrRefused, r.URL.Host, r.URL.RequestURI())
	}
	return h.retry(r)
}

// allows reports whether robots.txt or the operator's permission opens a URL.
func (h *host) allows(u *url.URL) bool {
	return h.robots.allows(u) || u.Path == "/search" && h.config.AllowSearch == h.origin
}

// readRobots reads the host's robots.txt, once.
func (h *host) readRobots(ctx context.Context) error {
	if h.robots != nil {
		return nil
	}
	r, err := http.NewRequestWithContext(withTerms(ctx, terms{limit: robotsLimit, cut: true}), http.MethodGet, h.origin+"/robots.txt", http.NoBody)
	if err != nil {
		return err
	}
	r.Header.Set("User-Agent", h.config.UserAgent)
	res, err := h.retry(r)
	if err != nil {
		return fmt.Errorf("read robots.txt of %s: %w", h.origin, err)
	}
	body, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err == nil {
		a := answerOf(res.StatusCode, res.Header, body)
		h.observe(r.URL.String(), a)
		h.robots, err = readRobots(a, h.config.UserAgent)
	}
	if err != nil {
		return fmt.Errorf("read robots.txt of %s: %w", h.origin, err)
	}
	if h.robots.delay > h.delay {
		h.delay = h.robots.delay
		h.transport.CloseIdleConnections() // one was kept if there was no delay before
		h.config.Log.Info("robots.txt asks for a longer delay", slog.String("host", h.origin), slog.Duration("delay", h.delay))
	}
	return nil
}

func (h *host) observe(address string, a source.Answer) {
	if h.config.Observe != nil {
		h.config.Observe(address, a)
	}
}

// retry makes a request until its answer is not a passing fault.
func (h *host) retry(r *http.Request) (*http.Response, error) {
	wait := &backoff.ExponentialBackOff{InitialInterval: max(h.delay, 100*time.Millisecond), RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: 5 * time.Minute}
	wait.Reset()
	t, _ := r.Context().Value(termsKey{}).(terms)
	var pause time.Duration
	unable := 0 // attempts that the host could not answer
	for try := 1; ; try++ {
		if err := h.turn(r.Context(), pause); err != nil {
			return nil, err
		}
		res, err := h.attempt(r)
		if now := h.config.Clock.Now(); t.gently {
			h.rested = now.Add(now.Sub(h.asked))
			if isUnable(res, err) {
				unable++
			}
		}
		switch {
		case err == nil && !passing(res.StatusCode):
			h.failed = 0
			return res, nil
		case err == nil:
			err = fmt.Errorf("status %d", res.StatusCode)
			if e := h.keepOff(r.Context(), res.Header.Get("Retry-After")); e != nil {
				return nil, e
			}
		case !passes(err):
			return nil, err
		}
		if try == cmp.Or(h.config.Attempts, attempts) || unable == attemptsGently || h.robots == nil && try == 2 && unreachable(err) {
			return nil, h.fail(r.URL, try, err)
		}
		pause = wait.NextBackOff()
		h.config.Log.Info("will ask again", slog.String("url", r.URL.String()), slog.Int("try", try), slog.Any("error", err), slog.Duration("wait", pause.Round(time.Millisecond)))
	}
}

// fail counts a request that failed in every attempt: several in a row, or the
// very first, and the host is down.
func (h *host) fail(u *url.URL, tries int, err error) error {
	if h.failed++; h.failed >= maxFailed || h.robots == nil {
		return fmt.Errorf("%w: %s failed %d times, last with: %w. Nothing is lost: run it again later", source.ErrDown, u, tries, err)
	}
	return source.Refuse(source.Unavailable, "%s failed %d times, last with: %v", u, tries, err)
}

// unreachable reports whether no connection could be made: on the first contact
// with a host that is a wrong address or a missing network, and waiting is no
// help.
func unreachable(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// isUnable reports whether a host worked on an answer in vain.
func isUnable(res *http.Response, err error) bool {
	var n net.Error
	return err == nil && res.StatusCode >= http.StatusInternalServerError || errors.As(err, &n) && n.Timeout()
}

// passing reports whether a status asks for another try.
func passing(status int) bool { return status == http.StatusTooManyRequests || status >= 500 }

// turn waits until the host may be asked again: pause, its delay since the start
// of the last request, and up to a quarter of that more, so that the requests of
// many users do not fall into step. The time of the request is noted before it is
// made: a killed run has been there too.
func (h *host) turn(ctx context.Context, pause time.Duration) error {
	if h.config.MaxRequests > 0 && h.spent >= h.config.MaxRequests {
		return fmt.Errorf("%w: %d requests", source.ErrBudget, h.spent)
	}
	now := h.config.Clock.Now()
	wait := h.asked.Add(h.delay).Sub(now)
	if h.asked.After(now) { // the machine's clock was set back
		wait = h.delay
	}
	if left := h.notBefore.Sub(now); left > longestWait {
		return fmt.Errorf("%w: %s asks not to be asked before %s", source.ErrRefused, h.origin, h.notBefore.UTC().Format(time.RFC3339))
	} else if wait = max(wait, pause, left, h.rested.Sub(now)); left > time.Minute {
		h.config.Log.Info("the host asks to wait", slog.String("host", h.origin), slog.Duration("wait", left.Round(time.Second)))
	}
	if wait > 0 {
		wait += time.Duration(rand.Int64N(int64(h.delay)/4 + 1)) // jitter needs no secrecy
	}
	if !h.deadline.IsZero() && now.Add(wait).After(h.deadline) {
		return fmt.Errorf("%w: %s", source.ErrBudget, h.config.MaxDuration)
	}
	if err := h.config.Clock.Sleep(ctx, wait); err != nil {
		return err
	}
	h.spent++
	h.asked = h.config.Clock.Now()
	if h.delay == 0 {
		return nil
	}
	return h.note(ctx)
}

// keepOff reads a Retry-After, seconds or a date, and remembers it.
func (h *host) keepOff(ctx context.Context, retryAfter string) error {
	now := h.config.Clock.Now()
	until, err := http.ParseTime(retryAfter)
	if _, e := strconv.Atoi(retryAfter); e == nil {
		until, err = now.Add(seconds(retryAfter)), nil
	}
	if err != nil || !until.After(now) {
		return nil //nolint:nilerr // one that cannot be read asks for nothing
	}
	h.notBefore = until
	return h.note(ctx)
}

// note keeps the host's times in the archive, for the runs to come.
func (h *host) note(ctx context.Context) error {
	if h.config.Hosts == nil {
		return nil
	}
	return h.config.Hosts.PutHost(context.WithoutCancel(ctx), h.origin, archive.Host{AskedAt: h.asked, NotBefore: h.notBefore})
}
