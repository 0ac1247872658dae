package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"unvotes/scraper"
	"unvotes/scraper/archive"
)

// library is where the collection is.
const library = "https://digitallibrary.un.org"

// fetchFlags are the flags of the commands that ask the source.
type fetchFlags struct {
	site        string
	delay       time.Duration
	ids         string
	source      string
	allowSearch string
	contact     string
}

func (f *fetchFlags) add(s *pflag.FlagSet) {
	s.StringVar(&f.site, "site", library, "scheme and host of the UN Digital Library")
	s.DurationVar(&f.delay, "delay", 5*time.Second, "least time between two requests; under 1s only for a loopback host")
	s.StringVar(&f.ids, "ids", "", "ask for the records that this `FILE` names, one id a line, instead of the lists")
	s.StringVar(&f.source, "source", "pages", "form of the records that is asked for: pages")
	s.StringVar(&f.allowSearch, "allow-search", "", "open the lists against robots.txt: `WHO` at the library permitted it, and when")
	s.StringVar(&f.contact, "contact", "", "address of the operator, for the user agent")
}

// check refuses what would be impolite or makes no sense.
func (f *fetchFlags) check() error {
	u, err := url.Parse(f.site)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%w: --site %q: it is a scheme and a host, like %s", errUsage, f.site, library)
	}
	f.site = u.Scheme + "://" + u.Host
	if f.delay < time.Second && !loopback(u.Hostname()) {
		return fmt.Errorf("%w: --delay %s: under 1s only for a loopback host; the library bears one request every few seconds", errUsage, f.delay)
	}
	if f.source != "pages" {
		return fmt.Errorf("%w: --source %q: it is pages", errUsage, f.source)
	}
	if strings.ContainsAny(f.contact, "\r\n") {
		return fmt.Errorf("%w: --contact has a line break", errUsage)
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// agent is the user agent: honest, plain, beginning with the product token that
// robots.txt groups are matched by.
func (f *fetchFlags) agent() string {
	s := "unvotes/" + version + " (open dataset of UN votes; one request at a time"
	if f.contact != "" {
		s += "; contact: " + f.contact
	}
	return s + ")"
}

// readIDs reads --ids: one record id a line; blank lines and # comments are
// passed over. nil without the flag.
func (f *fetchFlags) readIDs() (ids []int64, err error) {
	if f.ids == "" {
		return nil, nil
	}
	file, err := os.Open(f.ids)
	if err != nil {
		return nil, fmt.Errorf("%w: --ids: %w", errUsage, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	ids = []int64{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, err := strconv.ParseInt(line, 10, 64)
		if err != nil || id <= 0 {
			return nil, fmt.Errorf("%w: --ids: %s line %d: %q is not the number of a record", errUsage, f.ids, n, line)
		}
		ids = append(ids, id)
	}
	return ids, lines.Err()
}

// fetch runs the crawl into the data directory's archive, then builds. What was
// fetched is built also when the source refused us in the middle; when it could
// not be reached, or the run was interrupted, the next run goes on and builds.
func (a *app) fetch(ctx context.Context, f fetchFlags, from, to int) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	ids, err := f.readIDs()
	if err != nil {
		return err
	}
	unlock, err := a.lock()
	if err != nil {
		return err
	}
	defer unlock()
	ar, err := archive.Open(ctx, a.archivePath())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ar.Close()) }()

	clock := scraper.SystemClock{}
	client := scraper.NewClient(scraper.Config{UserAgent: f.agent(), Delay: f.delay, AllowSearch: f.allowSearch != "", Clock: clock, Log: a.log})
	defer client.Close()
	crawler := scraper.Crawler{Site: f.site, Client: client, Archive: ar, Clock: clock, Log: a.log, Progress: a.progress(clock)}
	report, crawlErr := crawler.Run(ctx, scraper.Plan{From: from, To: to, IDs: ids})
	a.log.Info("crawl ended", "requests", client.Requests(), "known", report.Known, "asked", report.Asked, "new", report.New,
		"unchanged", report.Unchanged, "failed", len(report.Failures))
	switch {
	case crawlErr == nil, errors.Is(crawlErr, scraper.ErrRefused), errors.Is(crawlErr, scraper.ErrCheck):
	default:
		return crawlErr
	}
	if err := a.build(ctx, ar); err != nil && !(crawlErr != nil && errors.Is(err, errEmpty)) {
		return errors.Join(crawlErr, err)
	}
	if crawlErr == nil && len(report.Failures) > 0 {
		return failures(report.Failures)
	}
	return crawlErr
}

func failures(fs []scraper.Failure) error {
	var b strings.Builder
	for _, f := range fs {
		fmt.Fprintf(&b, "\n  record %d: %s: %s", f.ID, f.Result, f.Detail)
	}
	return fmt.Errorf("%w (%d); the next run asks for them again:%s", errFailures, len(fs), b.String())
}

// progress logs once a minute how far the run is.
func (a *app) progress(clock scraper.Clock) func(done, total int) {
	began := clock.Now()
	last := began
	return func(done, total int) {
		now := clock.Now()
		if now.Sub(last) < time.Minute {
			return
		}
		last = now
		left := time.Duration(float64(now.Sub(began)) / float64(done) * float64(total-done))
		a.log.Info("fetching records", "done", done, "total", total, "left", left.Round(time.Minute))
	}
}
