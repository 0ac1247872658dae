package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	"unvotes/scraper/libraries"
	"unvotes/scraper/marc"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
	"unvotes/scraper/undl"
	"unvotes/scraper/vetoes"
)

// fetchFlags are the flags of the commands that ask the source.
type fetchFlags struct {
	hosts        map[string]*string // scheme and host, by the flag of each
	delay        time.Duration
	ids          string
	sources      []string
	form         string
	permission   string
	contact      string
	remote       []string // hosts that are asked and are not loopback ones; checkHost fills it
	withoutVotes bool
	meetings     bool
	vetoes       bool
	maxRequests  int
	maxDuration  time.Duration
	metrics      string
	wanted       []wanted // what fetch names; nil for the other commands
}

// host returns the scheme and host that a flag names, "" in a run that asks none of
// that kind.
func (f *fetchFlags) host(flag string) string {
	if address := f.hosts[flag]; address != nil {
		return *address
	}
	return ""
}

// addSite adds the flags that say who is asked, and by whom.
func (f *fetchFlags) addSite(s *pflag.FlagSet) {
	f.form = "page"
	f.hosts = map[string]*string{}
	for _, h := range hosts {
		f.hosts[h.flag] = s.String(h.flag, h.usual, "`HOST` of "+h.of)
	}
	s.StringVar(&f.contact, "contact", "", "your `ADDRESS`, so that the hosts know whom to write to; required for every host that is not on this machine")
	s.DurationVar(&f.delay, "delay", 5*time.Second, "least `TIME` between two requests; under 3s only for a host on this machine")
}

func (f *fetchFlags) addForm(s *pflag.FlagSet) {
	s.StringVar(&f.form, "form", "page", "fetch the library's records as `page|marcxml`")
}

func (f *fetchFlags) addLimits(s *pflag.FlagSet) {
	s.IntVar(&f.maxRequests, "max-requests", 0, "stop after `N` requests, with exit code 0; the next run continues")
	s.DurationVar(&f.maxDuration, "max-duration", 0, "stop after this `TIME`, with exit code 0; the next run continues")
}

func (f *fetchFlags) addPermission(s *pflag.FlagSet) {
	s.StringVar(&f.permission, "permission", "", "`WHO` at the library approved this, and when; opens the library's lists, which robots.txt may close, and nothing else")
}

func (f *fetchFlags) add(s *pflag.FlagSet) {
	f.addSite(s)
	s.StringVar(&f.ids, "ids", "", "fetch only the records named in this `FILE`, one id per line")
	s.StringSliceVar(&f.sources, "source", []string{undl.SourceName}, "fetch from these sources, separated by commas: `"+libraries.Names("|")+"`")
	f.addForm(s)
	f.addPermission(s)
	s.BoolVar(&f.withoutVotes, "without-votes", false, "also fetch the texts adopted without a vote, about 13,400")
	s.BoolVar(&f.meetings, "meetings", false, "also fetch the verbatim records of the meetings, about 5,000 on the first run")
	s.BoolVar(&f.vetoes, "vetoes", false, "also fetch the library's list of vetoes, once a week")
	f.addLimits(s)
	s.StringVar(&f.metrics, "metrics-file", "", "write the figures of the run to this `FILE`, for Prometheus' textfile collector")
}

// check refuses what would be impolite or makes no sense.
func (f *fetchFlags) check() error {
	for _, name := range f.sourceNames() {
		if libraries.Named(name) == nil && (name != vetoes.SourceName || !f.vetoes) {
			return fmt.Errorf("%w: --source %q: use %s", errUsage, name, libraries.Names(", "))
		}
		if err := f.checkHost(hostOf(name)); err != nil {
			return err
		}
	}
	if f.ids != "" && len(f.sources) > 1 {
		return fmt.Errorf("%w: --ids names records of one source; give one --source", errUsage)
	}
	if f.meetings {
		if err := f.checkHost(hostOf(pv.SourceName)); err != nil {
			return err
		}
	}
	if _, ok := forms[f.form]; !ok {
		return fmt.Errorf("%w: --form %q: use page or marcxml", errUsage, f.form)
	}
	if f.maxRequests < 0 || f.maxDuration < 0 {
		return fmt.Errorf("%w: --max-requests and --max-duration cannot be negative", errUsage)
	}
	return f.checkContact()
}

// sourceNames returns the sources that are asked.
func (f *fetchFlags) sourceNames() (names []string) {
	if f.wanted != nil {
		for _, l := range libraries.All {
			if f.keys(l.Name) != nil {
				names = append(names, l.Name)
			}
		}
		return names
	}
	names = f.sources
	if len(names) == 0 {
		names = []string{undl.SourceName}
	}
	if f.vetoes {
		names = append(slices.Clip(names), vetoes.SourceName)
	}
	return names
}

// checkHost cuts a URL down to scheme and host, and refuses to ask it too fast, or
// to ask a real host in a run whose other hosts are stand-ins on this machine.
func (f *fetchFlags) checkHost(h host) error {
	address := f.hosts[h.flag]
	u, err := url.Parse(*address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%w: --%s %q: give a scheme and a host, like %s", errUsage, h.flag, *address, h.usual)
	}
	*address = scraper.Origin(u)
	switch {
	case scraper.Loopback(u.Hostname()):
		return nil
	case f.delay < scraper.LeastDelay:
		return fmt.Errorf("%w: --delay %s: less than 3s is for a host on this machine only, and %s is not; the UN's hosts can take one request every few seconds", errUsage, f.delay, u.Host)
	case !f.mayAsk(h):
		return fmt.Errorf("%w: another host is on this machine, so %s is not asked; name a stand-in for it with --%s", errUsage, u.Host, h.flag)
	}
	f.remote = append(f.remote, u.Host)
	return nil
}

// mayAsk reports whether a host may be asked: not the usual one where a flag names a
// loopback host.
func (f *fetchFlags) mayAsk(h host) bool {
	return f.host(h.flag) != h.usual || !slices.ContainsFunc(hosts, func(other host) bool {
		u, err := url.Parse(f.host(other.flag))
		return err == nil && scraper.Loopback(u.Hostname())
	})
}

// checkContact refuses to ask somebody else's host without saying who asks.
func (f *fetchFlags) checkContact() error {
	switch {
	case strings.ContainsAny(f.contact, "\r\n"):
		return fmt.Errorf("%w: --contact has a line break", errUsage)
	case len(f.remote) > 0 && strings.TrimSpace(f.contact) == "":
		return fmt.Errorf("%w: --contact is missing: the people who run %s must be able to reach you; add --contact you@example.org, or set UNVOTES_CONTACT", errUsage, f.remote[0])
	case len(f.remote) > 0 && !strings.ContainsAny(f.contact, "@/"):
		return fmt.Errorf("%w: --contact %q: give an email address, or the address of a page that has one", errUsage, f.contact)
	}
	return nil
}

// forms are the values of --form.
var forms = map[string]marc.Form{"page": undl.RecordPage, "marcxml": undl.MARCXML}

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
func (f *fetchFlags) readIDs() (ids []string, err error) {
	if f.ids == "" {
		return nil, nil
	}
	file, err := os.Open(f.ids)
	if err != nil {
		return nil, fmt.Errorf("%w: --ids: %w", errUsage, err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	ids = []string{}
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, err := strconv.ParseInt(line, 10, 64)
		if err != nil || id <= 0 {
			return nil, fmt.Errorf("%w: --ids: %s line %d: %q is not a record number", errUsage, f.ids, n, line)
		}
		ids = append(ids, strconv.FormatInt(id, 10))
	}
	return ids, lines.Err()
}

// fetch runs the crawl into the data directory's archive, then builds. What was
// fetched is built also when the source refused us in the middle, or a budget
// was spent; when the source could not be reached, or the run was interrupted,
// the next run goes on and builds.
func (a *app) fetch(ctx context.Context, command string, f fetchFlags, p source.Plan) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	if p.Keys, err = f.readIDs(); err != nil {
		return err
	}
	ar, release, err := a.openLocked(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := a.claim(ctx, ar, command == "demo"); err != nil {
		return err
	}
	if len(f.remote) > 0 && f.permission == "" {
		a.log.Warn(noPermission)
	}
	r := &fetchRun{app: a, flags: f, archive: ar, clock: scraper.SystemClock{}}
	return r.run(ctx, command, p)
}

// fetchRun is one run that asks sources.
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
	Meetings  *scraper.Report `json:"meetings,omitempty"` // nil: not asked for
	RollCalls int             `json:"roll_calls"`
	Votes     int             `json:"votes"`
}

func (r *fetchRun) run(ctx context.Context, command string, p source.Plan) (err error) {
	began := archive.Run{Command: command, StartedAt: r.clock.Now(), Permission: r.flags.permission}
	if began.ID, err = r.archive.BeginRun(ctx, began); err != nil {
		return err
	}
	err = r.crawl(ctx, p)
	return errors.Join(err, r.end(context.WithoutCancel(ctx), began, codeOf(ctx, err)))
}

// crawl asks the sources one after the other, with --meetings also the host of the
// meeting records that their votes name, then builds the tables.
func (r *fetchRun) crawl(ctx context.Context, p source.Plan) error {
	client := r.client()
	defer client.Close()
	defer func() { r.facts.Requests = client.Requests() }()
	crawler := &scraper.Crawler{Client: client, Archive: r.archive, Clock: r.clock, Log: r.log}
	var errs []error // of the sources
	for _, name := range r.flags.sourceNames() {
		if r.flags.wanted != nil {
			p.Keys = r.flags.keys(name)
		}
		report, err := r.ask(ctx, crawler, r.source(name), p)
		r.facts.Add(report)
		errs = append(errs, err)
		if !endedBySource(err) && (!errors.Is(err, source.ErrDown) || len(r.flags.sourceNames()) == 1) { // where there are several, the others are done
			return errors.Join(errs...)
		}
		if errors.Is(err, source.ErrBudget) {
			break
		}
	}
	if r.flags.meetings && !errors.Is(errors.Join(errs...), source.ErrBudget) {
		err := r.meetings(ctx, crawler, p)
		errs = append(errs, err)
		if !endedBySource(err) && !errors.Is(err, source.ErrDown) { // the records are there, whether the other host is up or not
			return errors.Join(errs...)
		}
	}
	return r.verdict(r.build(ctx, r.archive, &r.facts), errs...)
}

func (r *fetchRun) client() *scraper.Client {
	c := scraper.Config{UserAgent: r.flags.agent(), Delay: r.flags.delay, MaxRequests: r.flags.maxRequests, MaxDuration: r.flags.maxDuration,
		Hosts: r.archive, Clock: r.clock, Log: r.log}
	if r.flags.permission != "" {
		c.AllowSearch = r.flags.host("site")
	}
	return scraper.NewClient(c)
}

// ask brings one source up to date.
func (r *fetchRun) ask(ctx context.Context, c *scraper.Crawler, s source.Source, p source.Plan) (report scraper.Report, err error) {
	var done func()
	before := c.Client.Requests()
	c.Progress, done = r.progress(r.clock, s.Name())
	report, err = c.Run(ctx, s, p)
	done()
	for i, w := range r.flags.wanted {
		if w.source == s.Name() && slices.ContainsFunc(w.keys, func(key string) bool { return slices.Contains(report.Kept, key) }) {
			r.flags.wanted[i].kept = true
		}
	}
	r.log.Info("crawl ended", slog.String("source", s.Name()), slog.String("route", report.Route), slog.Int("requests", c.Client.Requests()-before), slog.Int("known", report.Known),
		slog.Int("asked", report.Asked), slog.Int("new", report.New), slog.Int("changed", report.Changed), slog.Int("unchanged", report.Unchanged),
		slog.Int("not_votes", report.NotVotes), slog.Int("absent", report.Absent), slog.Int("failed", len(report.Failures)))
	return report, err
}

// meetings asks for the meeting records that the library's votes name.
func (r *fetchRun) meetings(ctx context.Context, c *scraper.Crawler, p source.Plan) error {
	if keys := r.flags.keys(pv.SourceName); keys != nil {
		report, err := r.ask(ctx, c, pv.Source{Documents: r.flags.host("documents")}, source.Plan{Keys: keys})
		r.facts.Meetings = &report
		return err
	}
	n, err := normalize.New()
	if err != nil {
		return err
	}
	named, err := output.NamedMeetings(ctx, r.archive, n, p, r.clock.Now())
	if err != nil {
		return err
	}
	report, err := r.ask(ctx, c, pv.Source{Documents: r.flags.host("documents"), Named: named}, source.Plan{Fresh: p.Fresh && p.Keys == nil})
	r.facts.Meetings = &report
	return err
}

// endedBySource reports whether a crawl came to its end, by itself or because the
// source or a budget ended it: what was fetched is whole then.
func endedBySource(err error) bool {
	return err == nil || errors.Is(err, source.ErrBudget) || errors.Is(err, source.ErrRefused) || errors.Is(err, source.ErrCheck)
}

// verdict returns the error of a run whose build and whose crawls ended so.
func (r *fetchRun) verdict(buildErr error, crawlErrs ...error) error {
	var crawlErr error
	spent := false
	for _, err := range crawlErrs {
		if errors.Is(err, source.ErrBudget) {
			spent = true
			r.log.Info("stopped at the limit you set; the next run continues", slog.String("budget", err.Error()))
		} else {
			crawlErr = errors.Join(crawlErr, err)
		}
	}
	failed := failures(r.facts.failures())
	if r.flags.wanted != nil {
		failed = r.notFetched(spent)
	}
	switch {
	case errors.Is(buildErr, errEmpty) && (crawlErr != nil || r.flags.wanted != nil && failed != nil): // nothing was there before either: that says why
		return cmp.Or(crawlErr, failed)
	case crawlErr != nil || buildErr != nil:
		return errors.Join(crawlErr, buildErr)
	}
	return failed
}

// failures returns those of records and meeting records that are new.
func (f runFacts) failures() []scraper.Failure {
	return slices.DeleteFunc(slices.Clone(f.allFailures()), func(f scraper.Failure) bool { return f.Old })
}

func (f runFacts) allFailures() []scraper.Failure {
	if f.Meetings == nil {
		return f.Failures
	}
	return slices.Concat(f.Failures, f.Meetings.Failures)
}

// failures returns the error for records that failed. It names some; each was logged.
func failures(fs []scraper.Failure) error {
	if len(fs) == 0 {
		return nil
	}
	var b strings.Builder
	for _, f := range fs[:min(len(fs), shownIDs)] {
		what := cmp.Or(map[string]string{undl.SourceName: "record", pv.SourceName: "meeting record"}[f.Source], f.Source)
		fmt.Fprintf(&b, "\n  %s %s: %s: %s", what, f.Key, f.Result, f.Detail)
	}
	if more := len(fs) - shownIDs; more > 0 {
		fmt.Fprintf(&b, "\n  and %d more: each has a message above, and 'unvotes status --json' has all", more)
	}
	return fmt.Errorf("%w (%d); the next run asks for them again:%s", errFailures, len(fs), b.String())
}

// notFetched returns the error for what fetch names and what did not come, unless a
// budget was spent before.
func (r *fetchRun) notFetched(spent bool) error {
	var b strings.Builder
	n := 0
	for _, w := range r.flags.wanted {
		if w.kept || spent {
			continue
		}
		why := "not published yet: meeting records appear weeks to months after the meeting; try again later"
		for _, f := range r.facts.allFailures() {
			if f.Source == w.source && slices.Contains(w.keys, f.Key) {
				why = fmt.Sprintf("%s%s (%s)", source.Kind(f.Result).Advice(), w.hint, f.Detail)
			}
		}
		n++
		fmt.Fprintf(&b, "\n  %s: %s", w.arg, why)
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%w (%d):%s", errFailures, n, b.String())
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
