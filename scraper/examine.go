package scraper

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"unvotes/scraper/source"
)

// Outcome is what a line of an examination came to.
type Outcome string

// The outcomes.
const (
	AsExpected   Outcome = "as expected"
	Different    Outcome = "different"
	NotAllowed   Outcome = "not allowed" // robots.txt, the firewall or a login forbids it
	NotReachable Outcome = "not reachable"
	NotAsked     Outcome = "not asked"
)

// Line is what an examination found of one thing.
type Line struct {
	Host    string   `json:"host"` // "": this machine
	What    string   `json:"what"`
	Outcome Outcome  `json:"outcome"`
	Says    string   `json:"says"`
	Routes  []string `json:"routes,omitempty"` // to all votes, that need it
}

// contact is what the first contact with a host found.
type contact struct {
	origin                    string
	reached, robots, firewall Line
	probes                    []Line
	skip                      Outcome // of all further probes; "": they are made
	why                       string
	failed                    int // probes that failed in a row
}

// Examine makes probes, and says of each host whether it can be reached, what its
// robots.txt says to us and whether its firewall lets us pass, and of each probe
// how it reads. After a challenge, or two failures, the host is not asked again. A
// client with a small budget and few attempts is enough. The error is the
// context's, or of this machine.
func (c *Client) Examine(ctx context.Context, probes []source.Probe) ([]Line, error) {
	var hosts []*contact
	var err error
	for queue := slices.Clone(probes); len(queue) > 0 && err == nil; {
		p := queue[0]
		var then []source.Probe
		h, met := c.contactOf(hosts, p)
		if !met {
			hosts = append(hosts, h)
			err = c.meet(ctx, h)
		}
		if err == nil {
			then, err = c.probe(ctx, h, p)
		}
		queue = append(then, queue[1:]...)
	}
	if err != nil {
		return nil, err
	}
	var lines []Line
	for _, h := range hosts {
		lines = append(append(lines, h.reached, h.robots, h.firewall), h.probes...)
	}
	return lines, nil
}

func (c *Client) contactOf(hosts []*contact, p source.Probe) (h *contact, met bool) {
	address := p.URL
	if p.Index != nil {
		address = p.Index(nil)
	}
	origin := address
	if u, err := url.Parse(address); err == nil {
		origin = Origin(u)
	}
	if i := slices.IndexFunc(hosts, func(h *contact) bool { return h.origin == origin }); i >= 0 {
		return hosts[i], true
	}
	return &contact{origin: origin}, false
}

// meet reads the robots.txt of a host.
func (c *Client) meet(ctx context.Context, h *contact) error {
	says, err := c.robotsSay(ctx, h.origin)
	h.reached = Line{h.origin, "reachable", AsExpected, "it answers", nil}
	h.robots = Line{h.origin, "robots.txt", AsExpected, says, nil}
	h.firewall = Line{h.origin, "firewall", AsExpected, "no challenge", nil}
	switch {
	case err == nil:
	case errors.Is(err, source.ErrDown):
		h.stop(NotReachable, "the host does not answer")
		h.reached.Outcome, h.reached.Says = NotReachable, plain(err)
		h.robots.Outcome, h.firewall.Outcome, h.firewall.Says = NotReachable, NotReachable, ""
	case errors.Is(err, errChallenge):
		h.stop(NotAllowed, "the firewall wants a browser")
		h.robots.Outcome, h.robots.Says = NotAllowed, "a challenge in its place"
		h.firewall.Outcome, h.firewall.Says = NotAllowed, plain(err)
	case errors.Is(err, source.ErrRefused):
		h.stop(NotAllowed, "without a robots.txt that can be read nothing is asked")
		h.robots.Outcome, h.robots.Says = NotAllowed, plain(err)
	case errors.Is(err, source.ErrBudget):
		h.stop(NotAsked, plain(err))
		h.reached.Outcome, h.robots.Outcome, h.firewall.Outcome = NotAsked, NotAsked, NotAsked
	default:
		return err
	}
	return nil
}

func (h *contact) stop(outcome Outcome, why string) { h.skip, h.why = outcome, why }

// probe makes one probe, and returns those that it leads to.
func (c *Client) probe(ctx context.Context, h *contact, p source.Probe) ([]source.Probe, error) {
	l := Line{h.origin, p.What, AsExpected, "", p.Routes}
	if h.skip != "" {
		l.Outcome, l.Says = h.skip, h.why
		h.probes = append(h.probes, l)
		return nil, nil
	}
	found, err := c.find(ctx, p)
	var refused *source.Refusal
	switch {
	case err == nil && len(found.Differs) > 0:
		l.Outcome, l.Says = Different, strings.Join(found.Differs, "; ")
	case err == nil:
		l.Says = found.Says
	case errors.Is(err, source.Challenge):
		h.stop(NotAllowed, "not asked: the firewall wants a browser")
		h.firewall.Outcome, h.firewall.Says = NotAllowed, plain(err)
		l.Outcome, l.Says = NotAllowed, plain(err)
	case errors.Is(err, source.ErrRefused), errors.Is(err, source.Login):
		l.Outcome, l.Says = NotAllowed, plain(err)
	case errors.Is(err, source.ErrDown), errors.Is(err, source.Unavailable):
		l.Outcome, l.Says = NotReachable, plain(err)
	case errors.Is(err, source.ErrBudget):
		h.stop(NotAsked, plain(err))
		l.Outcome, l.Says = NotAsked, plain(err)
	case errors.As(err, &refused):
		l.Outcome, l.Says = Different, plain(err)
	default:
		return nil, err
	}
	if h.failed++; l.Outcome != NotReachable {
		h.failed = 0
	} else if h.failed == 2 || errors.Is(err, source.ErrDown) {
		h.stop(NotReachable, "not asked: the host does not answer")
	}
	h.probes = append(h.probes, l)
	return found.Then, nil
}

// find asks for what a probe names and reads the answer.
func (c *Client) find(ctx context.Context, p source.Probe) (found source.Finding, err error) {
	address := p.URL
	if p.Index != nil {
		named, err := c.Sitemaps(ctx, p.Index(nil))
		if err != nil {
			return found, err
		}
		address = p.Index(named)
	}
	ask := c.Get
	switch {
	case p.Gentle:
		ask = c.Gently
	case p.Follow:
		ask = c.Follow
	case p.Head:
		ask = func(ctx context.Context, address string, _ int64) (source.Answer, error) { return c.Head(ctx, address) }
	}
	a, err := ask(ctx, address, p.Limit)
	if err != nil {
		return found, err
	}
	found = p.Read(a)
	return found, found.Err
}

// robotsSay returns what a host's robots.txt says to us, in words.
func (c *Client) robotsSay(ctx context.Context, origin string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	h, _, err := c.host(ctx, origin)
	if err == nil {
		err = h.readRobots(ctx)
	}
	if err != nil {
		return "", err
	}
	return h.robots.String(), nil
}

// plain returns an error on one line, from behind the words that every error of its
// kind has.
func plain(err error) string {
	says := strings.Join(strings.Fields(err.Error()), " ")
	for _, kind := range []error{source.ErrRefused, source.ErrDown} {
		if _, rest, ok := strings.Cut(says, kind.Error()+": "); ok {
			says = rest
		}
	}
	return strings.TrimSuffix(says, ". Nothing is lost: run it again later")
}

const shownRules = 12

// String returns the rules that apply to us, on one line.
func (r *robots) String() string {
	var says []string
	if r.delay > 0 {
		says = append(says, "Crawl-delay "+r.delay.String())
	}
	for _, rule := range r.rules[:min(len(r.rules), shownRules)] {
		word := "Disallow "
		if rule.allow {
			word = "Allow "
		}
		says = append(says, word+rule.pattern)
	}
	if n := len(r.rules) - shownRules; n > 0 {
		says = append(says, fmt.Sprintf("%d more rules", n))
	}
	if len(r.rules) == 0 {
		says = append(says, "everything is allowed")
	}
	if n := len(r.sitemaps); n > 0 {
		says = append(says, fmt.Sprintf("%d sitemaps", n))
	}
	return strings.Join(says, ", ")
}
