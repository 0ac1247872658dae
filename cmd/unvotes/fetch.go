package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"unvotes/normalize"
	"unvotes/output"
	"unvotes/scraper"
	"unvotes/scraper/archive"
	"unvotes/scraper/files"
	"unvotes/scraper/undl"
)

// Where the collection is, and where the meeting records are.
const (
	library   = "https://digitallibrary.un.org"
	documents = "https://documents.un.org"
)

// fetchFlags are the flags of the commands that ask the source.
type fetchFlags struct {
	site         string
	documents    string
	delay        time.Duration
	ids          string
	source       string
	allowSearch  string
	contact      string
	withoutVotes bool
	meetings     bool
	maxRequests  int
	maxDuration  time.Duration
	metrics      string
}

// addSite adds the flags that say who is asked, and by whom.
func (f *fetchFlags) addSite(s *pflag.FlagSet) {
	f.source = "pages"
	s.StringVar(&f.site, "site", library, "scheme and host of the UN Digital Library")
	s.StringVar(&f.documents, "documents", documents, "scheme and host of the meeting records")
	s.StringVar(&f.contact, "contact", "", "address of the operator, for the user agent")
	s.DurationVar(&f.delay, "delay", 5*time.Second, "least time between two requests; under 1s only for a loopback host")
}

func (f *fetchFlags) add(s *pflag.FlagSet) {
	f.addSite(s)
	s.StringVar(&f.ids, "ids", "", "ask for the records that this `FILE` names, one id a line, and for no others")
	s.StringVar(&f.source, "source", "pages", "form of the records that is asked for: pages or marcxml")
	s.StringVar(&f.allowSearch, "allow-search", "", "open the lists against robots.txt: `WHO` at the library permitted it, and when")
	s.BoolVar(&f.withoutVotes, "without-votes", false, "fetch the texts adopted without a vote too, about 13,400")
	s.BoolVar(&f.meetings, "meetings", false, "fetch the verbatim records of the meetings too, about 5,000 on the first run")
	s.IntVar(&f.maxRequests, "max-requests", 0, "stop after so many requests, with code 0; the next run goes on")
	s.DurationVar(&f.maxDuration, "max-duration", 0, "stop after so long, with code 0; the next run goes on")
	s.StringVar(&f.metrics, "metrics-file", "", "write the facts of the run to this `FILE`, for Prometheus' textfile collector")
}

// check refuses what would be impolite or makes no sense.
func (f *fetchFlags) check() error {
	if err := f.checkHost("--site", &f.site, library); err != nil {
		return err
	}
	if f.meetings {
		if err := f.checkHost("--documents", &f.documents, documents); err != nil {
			return err
		}
	}
	if _, ok := forms[f.source]; !ok {
		return fmt.Errorf("%w: --source %q: it is pages or marcxml", errUsage, f.source)
	}
	if f.maxRequests < 0 || f.maxDuration < 0 {
		return fmt.Errorf("%w: --max-requests and --max-duration are not negative", errUsage)
	}
	if strings.ContainsAny(f.contact, "\r\n") {
		return fmt.Errorf("%w: --contact has a line break", errUsage)
	}
	return nil
}

// checkHost cuts a URL down to scheme and host, and refuses to ask it too fast.
func (f *fetchFlags) checkHost(flag string, address *string, example string) error {
	u, err := url.Parse(*address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%w: %s %q: it is a scheme and a host, like %s", errUsage, flag, *address, example)
	}
	*address = u.Scheme + "://" + u.Host
	if f.delay < scraper.LeastDelay && !scraper.Loopback(u.Hostname()) {
		return fmt.Errorf("%w: --delay %s: under 1s only for a loopback host, and %s is none; the UN's hosts bear one request every few seconds", errUsage, f.delay, u.Host)
	}
	return nil
}

// forms are the values of --source.
var forms = map[string]undl.Form{"pages": undl.RecordPage, "marcxml": undl.MARCXML}

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
// fetched is built also when the source refused us in the middle, or a budget
// was spent; when the source could not be reached, or the run was interrupted,
// the next run goes on and builds.
func (a *app) fetch(ctx context.Context, command string, f fetchFlags, p scraper.Plan) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	if p.IDs, err = f.readIDs(); err != nil {
		return err
	}
	p.Form, p.WithoutVotes = forms[f.source], f.withoutVotes
	ar, release, err := a.openLocked(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	r := &fetchRun{app: a, flags: f, archive: ar, clock: scraper.SystemClock{}}
	return r.run(ctx, command, p)
}

// fetchRun is one run that asks the source.
type fetchRun struct {
	*app
	flags   fetchFlags
	archive *archive.Archive
	clock   scraper.Clock
	facts   runFacts
}

// runFacts are what the archive's list of runs and the metrics say of a run.
type runFacts struct {
	Requests int `json:"requests"`
	scraper.Report
	Meetings  *scraper.MeetingReport `json:"meetings,omitempty"` // nil: not asked for
	RollCalls int                    `json:"roll_calls"`
	Votes     int                    `json:"votes"`
}

func (r *fetchRun) run(ctx context.Context, command string, p scraper.Plan) (err error) {
	began := archive.Run{Command: command, StartedAt: r.clock.Now(), Permission: r.flags.allowSearch}
	if began.ID, err = r.archive.BeginRun(ctx, began); err != nil {
		return err
	}
	err = r.crawl(ctx, p)
	return errors.Join(err, r.end(context.WithoutCancel(ctx), began, codeOf(ctx, err)))
}

// crawl asks the library, then builds the tables; with --meetings it asks for the
// meeting records that they name, and builds again if that changed something.
func (r *fetchRun) crawl(ctx context.Context, p scraper.Plan) error {
	client := scraper.NewClient(r.clientConfig())
	defer client.Close()
	defer func() { r.facts.Requests = client.Requests() }()
	crawler := &scraper.Crawler{Site: r.flags.site, Documents: r.flags.documents, Client: client, Archive: r.archive, Clock: r.clock, Log: r.log, KeepCSV: keepCSV(r.archive)}
	crawlErr := r.records(ctx, crawler, p)
	if !endedBySource(crawlErr) {
		return crawlErr
	}
	tables, err := r.tables(ctx, r.archive)
	var meetingsErr error
	if r.flags.meetings && err == nil && !errors.Is(crawlErr, scraper.ErrBudget) {
		meetingsErr = r.meetings(ctx, crawler, meetingsOf(tables, p, r.clock.Now()), p.Fresh)
		if !endedBySource(meetingsErr) && !errors.Is(meetingsErr, scraper.ErrDown) { // the library's part is done, whether the other host is up or not
			return errors.Join(crawlErr, meetingsErr)
		}
		if r.facts.Meetings.Told() {
			tables, err = r.tables(ctx, r.archive)
		}
	}
	if err == nil {
		err = r.snapshot(ctx, r.archive, tables, &r.facts)
	}
	return r.verdict(err, crawlErr, meetingsErr)
}

func (r *fetchRun) clientConfig() scraper.Config {
	c := scraper.Config{UserAgent: r.flags.agent(), Delay: r.flags.delay, MaxRequests: r.flags.maxRequests, MaxDuration: r.flags.maxDuration, Clock: r.clock, Log: r.log}
	if r.flags.allowSearch != "" {
		c.AllowSearch = r.flags.site
	}
	return c
}

// records asks the library.
func (r *fetchRun) records(ctx context.Context, c *scraper.Crawler, p scraper.Plan) (err error) {
	var done func()
	c.Progress, done = r.progress(r.clock, "records")
	r.facts.Report, err = c.Run(ctx, p)
	done()
	report := r.facts.Report
	r.log.Info("crawl ended", slog.String("way", report.Way), slog.Int("requests", c.Client.Requests()), slog.Int("known", report.Known), slog.Int("asked", report.Asked),
		slog.Int("new", report.New), slog.Int("changed", report.Changed), slog.Int("unchanged", report.Unchanged), slog.Int("not_votes", report.NotVotes), slog.Int("failed", len(report.Failures)))
	return err
}

// meetings asks the host of the meeting records.
func (r *fetchRun) meetings(ctx context.Context, c *scraper.Crawler, named []archive.Meeting, fresh bool) (err error) {
	n, err := normalize.New()
	if err != nil {
		return err
	}
	reader := output.NewMeetingReader(n, output.CacheDir(r.data))
	defer func() { err = errors.Join(err, reader.Close()) }() //nolint:contextcheck // closing takes no context
	c.MeetingReader = reader
	var done func()
	c.Progress, done = r.progress(r.clock, "meeting records")
	report, err := c.Meetings(ctx, named, fresh)
	done()
	r.facts.Meetings = &report
	r.log.Info("meeting records ended", slog.Int("requests", c.Client.Requests()), slog.Int("named", report.Named), slog.Int("asked", report.Asked), slog.Int("new", report.New),
		slog.Int("changed", report.Changed), slog.Int("unchanged", report.Unchanged), slog.Int("absent", report.Absent), slog.Int("failed", len(report.Failures)))
	return err
}

// endedBySource tells whether a crawl came to its end, by itself or because the
// source or a budget ended it: what was fetched is whole then.
func endedBySource(err error) bool {
	return err == nil || errors.Is(err, scraper.ErrBudget) || errors.Is(err, scraper.ErrRefused) || errors.Is(err, scraper.ErrCheck)
}

// verdict is the error of a run whose build and whose crawls ended so.
func (r *fetchRun) verdict(buildErr error, crawlErrs ...error) error {
	var crawlErr error
	for _, err := range crawlErrs {
		if errors.Is(err, scraper.ErrBudget) {
			r.log.Info("stopped at the budget that was set; the next run goes on", slog.Any("error", err))
		} else {
			crawlErr = errors.Join(crawlErr, err)
		}
	}
	switch {
	case errors.Is(buildErr, errEmpty) && crawlErr != nil: // nothing was there before either: the crawl's error says why
		return crawlErr
	case crawlErr != nil || buildErr != nil:
		return errors.Join(crawlErr, buildErr)
	}
	return failures(r.facts.failures())
}

// failures are those of records and meeting records.
func (f runFacts) failures() []scraper.Failure {
	if f.Meetings == nil {
		return f.Failures
	}
	return slices.Concat(f.Failures, f.Meetings.Failures)
}

// keepCSV keeps the records of an official CSV file that the crawl came upon.
func keepCSV(ar *archive.Archive) scraper.KeepCSV {
	return func(ctx context.Context, address string, file io.Reader, at time.Time) (added int, bad []string, err error) {
		f, err := files.Importer{Archive: ar, Now: at, FoundBy: "official_csv"}.CSV(ctx, address, file)
		return f.New + f.Unchanged, f.Failures, err
	}
}

// end notes how the run ended, in the archive and in the metrics file.
func (r *fetchRun) end(ctx context.Context, run archive.Run, code int) error {
	summary, err := json.Marshal(r.facts)
	if err != nil {
		return err
	}
	run.EndedAt, run.ExitCode, run.Summary = r.clock.Now(), &code, string(summary)
	if err := r.archive.EndRun(ctx, run); err != nil {
		return err
	}
	if r.flags.metrics == "" {
		return nil
	}
	return r.writeMetrics(ctx, run)
}

// failures is the error for records that failed, nil when none of them is news.
func failures(fs []scraper.Failure) error {
	var b strings.Builder
	n := 0
	for _, f := range fs {
		if !f.Old {
			n++
			name := "record " + strconv.FormatInt(f.ID, 10)
			if f.Symbol != "" {
				name = "meeting record " + f.Symbol
			}
			fmt.Fprintf(&b, "\n  %s: %s: %s", name, f.Result, f.Detail)
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%w (%d); the next run asks for them again:%s", errFailures, n, b.String())
}
