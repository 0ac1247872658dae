package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"unvotes/scraper"
	"unvotes/scraper/archive"
	"unvotes/scraper/source"
)

// How many requests the doctor makes at most, retries included: where there are
// several hosts, and where all are one.
const (
	doctorRequests        = 20
	doctorRequestsOneHost = 12
)

// clockTolerance is how far this machine's clock may be from a host's: the archive
// notes when a record was fetched.
const clockTolerance = 2 * time.Minute

func newDoctor(a *app) *cobra.Command {
	var f fetchFlags
	var asJSON bool
	var keep string
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the data directory and whether the hosts answer as expected",
		Long: `Doctor checks the data directory, then makes first contact with the hosts: the
Digital Library, its catalogue, the human rights library, the meeting records
and the list of vetoes. It sends at most 20 requests, as politely as sync: it
obeys robots.txt and sends one request at a time. It prints what robots.txt
allows, whether the firewall lets the program through, and whether one page of
each kind reads as this version expects.

Each line says "as expected", "different" (and how), "not allowed" (by
robots.txt, the firewall or a login), "not reachable" or "not asked". The exit
code is 0 if a route to all votes is open and everything reads as expected, 5 if
something reads differently, 4 if every route is closed, 1 if no host could be
reached. --keep saves the answers for a bug report, without the names of library
staff.

` + termsHint,
		Example: "  unvotes doctor --contact you@example.org\n  unvotes doctor --contact you@example.org --keep answers",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), f, keep, asJSON) },
	}
	f.addSite(cmd.Flags())
	f.addPermission(cmd.Flags())
	cmd.Flags().StringVar(&keep, "keep", "", "save the answers in this `DIR`, for a bug report")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// diagnosis is what the doctor found; its JSON form is for programs.
type diagnosis struct {
	Program  string          `json:"program_version"`
	At       time.Time       `json:"at"`
	Requests int             `json:"requests"`
	Lines    []scraper.Line  `json:"lines"`
	Routes   map[string]bool `json:"routes"` // to all votes: open, and as expected
	Verdict  string          `json:"verdict"`
}

// keptAnswer is an answer of a host, as --keep lists it.
type keptAnswer struct {
	File   string    `json:"file,omitempty"` // "": it had no body
	URL    string    `json:"url"`
	At     time.Time `json:"at"`
	Status int       `json:"status"`
	Type   string    `json:"content_type,omitempty"`
	To     string    `json:"location,omitempty"`
	WAF    string    `json:"x_amzn_waf_action,omitempty"`
	Date   string    `json:"date,omitempty"`
	Length string    `json:"content_length,omitempty"`
	body   []byte
}

func (a *app) doctor(ctx context.Context, f fetchFlags, keep string, asJSON bool) (err error) {
	probes, skipped, err := f.probes()
	if err != nil {
		return err
	}
	d := diagnosis{Program: version, At: time.Now().UTC(), Routes: map[string]bool{}}
	memory, release, err := a.examineData(ctx, &d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	config := scraper.Config{UserAgent: f.agent(), Delay: f.delay, Attempts: 2, MaxRequests: mostRequests(probes), Hosts: memory, Clock: scraper.SystemClock{}, Log: a.log}
	if f.permission != "" {
		config.AllowSearch = f.host("site")
	} else if len(f.remote) > 0 {
		a.log.Warn(noPermission)
	}
	var answers []keptAnswer
	config.Observe = func(address string, answer source.Answer) {
		answers = append(answers, keptAnswer{"", address, time.Now(), answer.Status, answer.ContentType, answer.Location, answer.WAFAction, answer.Date, answer.Length, answer.Body})
	}
	a.log.Info("asking the hosts", slog.Int("requests_at_most", config.MaxRequests), slog.Duration("apart", f.delay))
	client := scraper.NewClient(config)
	defer client.Close()
	lines, err := client.Examine(ctx, probes)
	if err != nil {
		return err
	}
	d.Requests = client.Requests()
	d.Lines = append(append(append(d.Lines, clockLine(answers)), lines...), skipped...)
	verdict := d.judge()
	if err := errors.Join(d.print(a.stdout, asJSON), d.keep(keep, answers)); err != nil {
		return err
	}
	return verdict
}

// probes returns what is asked of the hosts, and a line for each that is not asked.
func (f *fetchFlags) probes() (probes []source.Probe, skipped []scraper.Line, err error) {
	for _, h := range hosts {
		if !f.mayAsk(h) {
			skipped = append(skipped, scraper.Line{Host: f.host(h.flag), What: "host", Outcome: scraper.NotAsked, Says: "another host is on this machine; name a stand-in with --" + h.flag})
			continue
		}
		if err := f.checkHost(h); err != nil {
			return nil, nil, err
		}
		probes = append(probes, h.at(f.host(h.flag)).Probes()...)
	}
	return probes, skipped, f.checkContact()
}

func mostRequests(probes []source.Probe) int {
	hosts := map[string]bool{}
	for _, p := range probes {
		if u, err := url.Parse(p.URL); err == nil && p.URL != "" {
			hosts[scraper.Origin(u)] = true
		}
	}
	if len(hosts) == 1 {
		return doctorRequestsOneHost
	}
	return doctorRequests
}

// examineData checks the data directory, and opens the archive: it remembers when
// hosts were asked. memory is nil if there can be none. While another run uses the
// directory nothing is asked.
func (a *app) examineData(ctx context.Context, d *diagnosis) (memory scraper.Hosts, release func() error, err error) {
	l := scraper.Line{What: "data directory " + a.data, Outcome: scraper.AsExpected, Says: fmt.Sprintf("writable, not in use, at least %d MB free; all votes need about 300 MB", spaceNeeded>>20)}
	var ar *archive.Archive
	ar, release, err = a.openLocked(ctx)
	if errors.Is(err, errLocked) || ctx.Err() != nil {
		return nil, nil, cmp.Or(ctx.Err(), err)
	}
	if err == nil {
		memory = ar
	} else {
		l.Outcome, l.Says = scraper.Different, err.Error()
		release = func() error { return nil }
	}
	d.Lines = append(d.Lines, l)
	return memory, release, nil
}

// clockLine compares the clock with the hosts'.
func clockLine(answers []keptAnswer) scraper.Line {
	l := scraper.Line{What: "clock", Outcome: scraper.NotReachable, Says: "no host stated a time"}
	for _, answer := range answers {
		theirs, err := http.ParseTime(answer.Date)
		if err != nil {
			continue
		}
		if l.Outcome != scraper.Different {
			l.Outcome, l.Says = scraper.AsExpected, "agrees with the hosts'"
		}
		if by := answer.At.Sub(theirs); by.Abs() > clockTolerance {
			word := "ahead of"
			if by < 0 {
				word = "behind"
			}
			l.Outcome, l.Says = scraper.Different, fmt.Sprintf("%s %s that of %s", by.Abs().Round(time.Second), word, answer.URL)
		}
	}
	return l
}

// judge fills the routes and the verdict, and returns the error of the examination.
func (d *diagnosis) judge() (err error) {
	different, reached := 0, false
	for _, l := range d.Lines {
		for _, route := range l.Routes {
			open, seen := d.Routes[route]
			d.Routes[route] = (open || !seen) && l.Outcome == scraper.AsExpected
		}
		if l.Outcome == scraper.Different {
			different++
		}
		reached = reached || l.What == "reachable" && l.Outcome == scraper.AsExpected
	}
	var open []string
	for route, is := range d.Routes {
		if is {
			open = append(open, route)
		}
	}
	slices.Sort(open)
	switch {
	case !reached && different == 0:
		err = fmt.Errorf("%w: no host could be reached; check the network", source.ErrDown)
	case different > 0:
		err = fmt.Errorf("%w: %d lines differ from what is expected; look for a newer unvotes, and report it with what --keep saved", source.ErrCheck, different)
	case len(open) == 0:
		err = fmt.Errorf("%w: no route to all votes is open; ask the library for permission, or download files by hand and import them (docs/operations.md)", source.ErrRefused)
	}
	if d.Verdict = "a route to all votes is open: " + strings.Join(open, ", "); err != nil {
		d.Verdict = err.Error()
	}
	return err
}

func (d *diagnosis) print(w io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(d)
	}
	var b bytes.Buffer
	host := "-"
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, l := range d.Lines {
		if l.Host != host {
			_, _ = fmt.Fprintf(t, "%s\n", cmp.Or(l.Host, "this machine")) // a Buffer takes everything
			host = l.Host
		}
		_, _ = fmt.Fprintf(t, "  %s\t%s\t%s\n", l.Outcome, l.What, l.Says)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s\n%d requests. %s\n", b.String(), d.Requests, d.Verdict)
	return err
}

// keep saves the answers in a directory, each in a file, with a list of them.
func (d *diagnosis) keep(dir string, answers []keptAnswer) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("--keep: %w", err)
	}
	for i := range answers {
		answer := &answers[i]
		if len(answer.body) == 0 {
			continue
		}
		answer.File = fmt.Sprintf("%02d-%s", i+1, fileName(answer.URL))
		if err := os.WriteFile(filepath.Join(dir, answer.File), withoutStaff(answer.body), 0o644); err != nil {
			return fmt.Errorf("--keep: %w", err)
		}
	}
	facts, err := json.MarshalIndent(struct {
		*diagnosis
		Answers []keptAnswer `json:"answers"`
	}{d, answers}, "", "  ")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "doctor.json"), facts, 0o644)
	}
	return err
}

var notInFileName = regexp.MustCompile(`[^A-Za-z0-9.]+`)

// fileName makes the name of a file of an address.
func fileName(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	name := strings.Trim(notInFileName.ReplaceAllString(rest, "-"), "-")
	return name[:min(len(name), 80)]
}

// staffField is the field of a MARC record that names who worked on it.
var staffField = regexp.MustCompile(`(?s)<(\w+:)?datafield [^>]*tag=["']999["'].*?</(\w+:)?datafield>`)

// withoutStaff takes out of an answer of the catalogue what names its staff: field
// 999 in either form, and "user" and "created_user" of its JSON.
func withoutStaff(body []byte) []byte {
	var data any
	if json.Unmarshal(body, &data) != nil {
		return staffField.ReplaceAll(body, nil)
	}
	takeOutStaff(data)
	stripped, err := json.Marshal(data)
	if err != nil { // what was unmarshalled marshals
		return nil
	}
	return stripped
}

func takeOutStaff(data any) {
	switch data := data.(type) {
	case []any:
		for _, d := range data {
			takeOutStaff(d)
		}
	case map[string]any:
		for _, key := range []string{"user", "created_user", "999"} {
			delete(data, key)
		}
		for _, d := range data {
			takeOutStaff(d)
		}
	}
}
