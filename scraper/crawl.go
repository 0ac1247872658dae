package scraper

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
)

// Crawler brings what sources have into the archive.
type Crawler struct {
	Client   *Client
	Archive  *archive.Archive
	Clock    Clock
	Log      *slog.Logger
	Progress func(what string, done, total int) // nil: not wanted
}

// Report is what came of a run over one source.
type Report struct {
	Route     string    `json:"route"` // how the records were found
	Known     int       `json:"known"` // records that the run was about
	Asked     int       `json:"asked"` // records asked for
	New       int       `json:"new"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	NotVotes  int       `json:"not_votes"` // ids of sitemaps that turned out to be something else
	Absent    int       `json:"absent"`    // not there: not published yet, or missing
	Failures  []Failure `json:"failures,omitempty"`
	// Short are the lists that did not yield what the site states, in words.
	Short []string `json:"short,omitempty"`
	// Fallen are the lists that say less than they said, in words.
	Fallen []string `json:"fallen,omitempty"`
	// Kept are the keys of the records that came, changed or not.
	Kept []string `json:"-"`
}

// Add adds what came of a run over another source.
func (r *Report) Add(o Report) {
	r.Route = strings.TrimPrefix(r.Route+", "+o.Route, ", ")
	r.Known, r.Asked, r.New, r.Changed, r.Unchanged = r.Known+o.Known, r.Asked+o.Asked, r.New+o.New, r.Changed+o.Changed, r.Unchanged+o.Unchanged
	r.NotVotes, r.Absent = r.NotVotes+o.NotVotes, r.Absent+o.Absent
	r.Failures, r.Short = append(r.Failures, o.Failures...), append(r.Short, o.Short...)
}

// Failure is a key that a source named and that gave no record.
type Failure struct {
	Source string `json:"source"`
	Key    string `json:"key"`
	URL    string `json:"url"`
	Result string `json:"result"` // the kind of refusal
	Detail string `json:"detail"`
	Old    bool   `json:"old,omitempty"` // it failed on several days: not counted any more
}

// Run brings one source up to date: the canary first, then it finds the keys, then
// it asks for every record. A record that cannot be had is a [Failure] and does
// not end the run. Lists that are short make the error [source.ErrCheck] after
// everything that was listed is fetched. A host that refuses us or is down, a
// spent budget, a failed canary and the context's error end the run at once. The
// report is valid in every case.
func (c *Crawler) Run(ctx context.Context, s source.Source, p source.Plan) (Report, error) {
	r := &run{Crawler: c, source: s, policy: s.Policy(), known: map[string]source.Answer{}}
	err := r.all(ctx, p)
	if errors.Is(err, source.Challenge) {
		err = fmt.Errorf("%w: %w. Try again later, ask the library, or import saved pages with 'unvotes import'", source.ErrRefused, err)
	}
	return r.report, err
}

// run is one run over one source.
type run struct {
	*Crawler
	source source.Source
	policy source.Policy
	report Report
	known  map[string]source.Answer // of the canary, for when its turn comes
	gives  bool                     // the host gave a record in this run
}

func (r *run) all(ctx context.Context, p source.Plan) error {
	if err := r.askCanary(ctx); err != nil {
		return err
	}
	found, err := r.source.Find(ctx, source.Env{Host: r.Client, Memory: r.Archive, Now: r.Clock.Now, Note: r.note, Filling: r.filling(ctx), Progress: r.progress, Keep: r.keepAll}, p)
	r.report.Route, r.report.Short = found.Route, found.Short
	r.report.New += found.New
	for _, key := range slices.Sorted(maps.Keys(found.Looked)) {
		if found.Looked[key] > 0 {
			r.report.Kept = append(r.report.Kept, key)
		} else {
			r.fail(source.Item{Source: r.source.Name(), Key: key, Result: string(source.Unknown), Detail: "no record of a vote has this symbol"})
		}
	}
	if err != nil {
		return err
	}
	for _, short := range found.Short {
		r.Log.Error("list incomplete", slog.String("list", short))
	}
	queue := found.Keys
	if p.Fresh && p.Keys == nil {
		due, err := r.due(ctx)
		if err != nil {
			return err
		}
		queue = append(queue, due...)
	}
	r.report.Known = max(found.Known, len(queue))
	for _, f := range found.Falls {
		if len(f.Missing) <= mostMissing { // they may have been deleted
			queue = append(queue, f.Missing...)
		}
	}
	if err := r.ask(ctx, queue); err != nil {
		return err
	}
	fallen, err := r.falls(context.WithoutCancel(ctx), found.Falls)
	return errors.Join(err, fallen, r.short(), r.losses())
}

// mostMissing is how many keys of a fall are asked for.
const mostMissing = 50

// falls notes the lists that say less than they said. Those are accepted whose
// missing keys the source calls deleted or merged, and those that were seen on
// several days; fallen is the error for the others.
func (r *run) falls(ctx context.Context, found []source.FoundFall) (fallen, err error) {
	var words []string
	for _, f := range found {
		fall, err := r.fall(ctx, f)
		if err != nil {
			return nil, err
		}
		if fall.Was <= fall.Is {
			continue
		}
		r.report.Fallen = append(r.report.Fallen, fall.String())
		r.Log.Error("a list is shorter than before", slog.String("list", fall.String()), slog.Time("since", fall.Since), slog.Int("days", fall.Days))
		if !fall.IsOld() {
			words = append(words, "\n  "+fall.String())
		}
	}
	if len(words) > 0 {
		fallen = fmt.Errorf("%w: lists are shorter than before; nothing in the archive was changed, see 'unvotes status':%s", source.ErrCheck, strings.Join(words, ""))
	}
	return fallen, nil
}

// fall notes one, and returns what of it is not explained.
func (r *run) fall(ctx context.Context, f source.FoundFall) (source.Fall, error) {
	explained := map[string]bool{}
	for _, key := range f.Missing {
		it, _, err := r.Archive.Item(ctx, f.Source, key)
		if err != nil {
			return f.Fall, err
		}
		explained[key] = it.Explains()
	}
	fall := f.Without(func(key string) bool { return explained[key] })
	if fall.Was > fall.Is {
		before, _, err := r.Archive.Fall(ctx, f.Source, f.Name)
		if err != nil {
			return fall, err
		}
		fall = fall.SeenAgain(before, r.Clock.Now())
		if err := r.Archive.KeepFall(ctx, fall); err != nil {
			return fall, err
		}
		if !fall.IsOld() {
			return fall, nil
		}
	}
	if fall.Was <= fall.Is {
		if err := r.Archive.Recovered(ctx, f.Source, f.Name); err != nil {
			return fall, err
		}
	}
	if f.Accept == nil {
		return fall, nil
	}
	return fall, f.Accept(ctx)
}

// losses returns the error for records that lost something, unless that was seen
// on several days.
func (r *run) losses() error {
	var lost []string
	for _, f := range r.report.Failures {
		if f.Result == string(source.Lost) && !f.Old {
			lost = append(lost, fmt.Sprintf("\n  %s: %s", f.URL, f.Detail))
		}
	}
	if len(lost) == 0 {
		return nil
	}
	more := ""
	if n := len(lost) - mostNamed; n > 0 {
		lost, more = lost[:mostNamed], fmt.Sprintf("\n  and %d more", n)
	}
	return fmt.Errorf("%w: records lost something that they had before; the fuller versions stay, see 'unvotes status':%s%s", source.ErrCheck, strings.Join(lost, ""), more)
}

// mostNamed is how many records an error names.
const mostNamed = 20

func (r *run) short() error {
	if n, found := len(r.report.Short), r.report; n > 0 {
		return fmt.Errorf("%w: %d lists gave fewer records than the site states, the first: %s. Run it again, and report it if this stays so", source.ErrCheck, n, found.Short[0])
	}
	return nil
}

func (r *run) note(format string, args ...any) {
	r.Log.Info("finding records", slog.String("source", r.source.Name()), slog.String("note", fmt.Sprintf(format, args...)))
}

func (r *run) progress(what string, done, total int) {
	if r.Progress != nil {
		r.Progress(what, done, total)
	}
}

// filling returns what announces a first fill: how many requests, and how long they
// take at the pace of the source's host.
func (r *run) filling(ctx context.Context) func(by string, requests int) {
	return func(by string, requests int) {
		about := "1 minute"
		switch d := time.Duration(requests) * r.Client.pace(ctx, r.source.URL("1")); {
		case d >= 2*time.Hour:
			about = fmt.Sprintf("%.0f hours", d.Hours())
		case d >= 90*time.Second:
			about = fmt.Sprintf("%.0f minutes", d.Minutes())
		}
		r.Log.Info(fmt.Sprintf("first fill by %s: about %d requests, %s; safe to interrupt", by, requests, about)) //nolint:sloglint // a sentence for people
	}
}

// canaryTries is how often the canary is asked for: sites give blank frames and
// login pages for records that they have.
const canaryTries = 3

// askCanary reads the source's canary. One that cannot be read, or that says
// something else, fails the run before anything else is asked for.
func (r *run) askCanary(ctx context.Context) error {
	canary := r.source.Canary()
	if canary.Key == "" {
		return nil
	}
	address := r.source.URL(canary.Key)
	if open, err := r.Client.Allows(ctx, address); err != nil || !open {
		return err // the routes say what is open
	}
	for try := 1; ; try++ {
		a, err := r.get(ctx, canary.Key)
		if err == nil {
			err = canary.Check(a)
		} else if ends(err) || errors.Is(err, source.Unavailable) {
			return fmt.Errorf("read the canary: %w", err)
		}
		if err == nil {
			r.known[canary.Key], r.gives = a, true
			return nil
		}
		passes := errors.Is(err, source.Blank) || errors.Is(err, source.Login) || errors.Is(err, source.Unknown) || errors.Is(err, source.Cut)
		if errors.Is(err, source.Challenge) {
			return err
		}
		if !passes || try == canaryTries {
			return fmt.Errorf("%w: the canary %s does not read as expected: %w. The site's pages may have changed; nothing else was asked. Look for a newer unvotes", source.ErrCheck, address, err)
		}
	}
}

// due returns the keys of the held and quarantined items whose time has come, and
// gives every held item a time that has none yet.
func (r *run) due(ctx context.Context) (keys []string, err error) {
	held, err := r.Archive.Items(ctx, r.source.Name(), source.StateHeld)
	if err != nil {
		return nil, err
	}
	for _, it := range held {
		if it.DueAt.IsZero() { // it came from disk
			it.DueAt = r.policy.NextLook(it, it.FoundAt)
			if err := r.Archive.Put(ctx, it); err != nil {
				return nil, err
			}
		}
	}
	due, err := r.Archive.Due(ctx, r.source.Name(), r.Clock.Now(), r.policy.MostDue)
	for _, it := range due {
		keys = append(keys, it.Key)
	}
	return keys, err
}

// ask asks for each key in turn, and for the records that these were merged into.
func (r *run) ask(ctx context.Context, queue []string) error {
	asked := make(map[string]bool, len(queue))
	for i := 0; i < len(queue); i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if key := queue[i]; !asked[key] {
			asked[key] = true
			into, err := r.record(ctx, key)
			if err != nil {
				return err
			}
			queue = append(queue, into...)
		}
		r.progress("fetching records", i+1, len(queue))
	}
	return nil
}

// record asks for one record and notes in the archive what came of it; into is
// the record that it was merged into, if nothing named that before.
func (r *run) record(ctx context.Context, key string) (into []string, err error) {
	it, known, err := r.Archive.Item(ctx, r.source.Name(), key)
	if err != nil {
		return nil, err
	}
	if !known {
		it.FoundBy, it.FoundAt = "ids", r.Clock.Now()
	}
	r.report.Asked++
	a, content, err := r.read(ctx, it)
	if ends(err) {
		return nil, fmt.Errorf("ask for %s: %w", r.source.URL(key), err)
	}
	if errors.Is(err, source.Absent) {
		if err := r.askWitness(ctx, key); err != nil {
			return nil, err
		}
	}
	ctx = context.WithoutCancel(ctx) // an answer that came is kept, whatever stops the run
	var refused *source.Refusal
	if errors.As(err, &refused) {
		return r.missed(ctx, r.policy.Missed(it, refused, r.Clock.Now(), r.gives))
	}
	_, err = r.keep(ctx, it, a, content)
	return nil, err
}

// keep keeps a record that came; fresh is whether the archive did not have it, or
// not like this.
func (r *run) keep(ctx context.Context, it source.Item, a source.Answer, content source.Content) (fresh bool, err error) {
	r.gives = true
	at := r.Clock.Now()
	d := archive.Document{Source: it.Source, Key: it.Key, Form: content.Form, URL: r.source.URL(it.Key), Status: a.Status,
		ContentType: a.ContentType, RetrievedAt: at, Body: a.Body, ContentSHA256: content.Hash}
	if content.Body != nil {
		d.Body = content.Body
	}
	lost, err := r.Archive.Lost(ctx, d, r.source.Lost)
	if err != nil {
		return false, err
	}
	change, err := r.Archive.Keep(ctx, d, func(c archive.Change) source.Item {
		if lost != "" {
			it = r.policy.Lacks(it, content, lost, at)
		} else {
			it = r.policy.Fetched(it, content, at, c.Added && c.Earlier)
		}
		return it
	})
	if err == nil && lost != "" {
		r.fail(it)
	}
	if err == nil {
		r.report.Kept = append(r.report.Kept, it.Key)
	}
	switch {
	case err != nil:
	case change.Added && change.Earlier:
		r.report.Changed++
	case change.Added:
		r.report.New++
	default:
		r.report.Unchanged++
	}
	return change.Added, err
}

// keepAll keeps the records of one answer.
func (r *run) keepAll(ctx context.Context, parts []source.Part) (fresh int, err error) {
	for _, p := range parts {
		it, known, err := r.Archive.Item(ctx, r.source.Name(), p.Key)
		if err != nil {
			return fresh, err
		}
		if !known {
			it.FoundBy, it.FoundAt = "lists", r.Clock.Now()
		}
		var refused *source.Refusal
		if errors.As(p.Err, &refused) {
			_, err = r.missed(ctx, r.policy.Missed(it, refused, r.Clock.Now(), r.gives))
		} else {
			var added bool
			if added, err = r.keep(ctx, it, source.Answer{Status: http.StatusOK, ContentType: "text/xml"}, p.Content); added {
				fresh++
			}
		}
		if err != nil {
			return fresh, err
		}
	}
	return fresh, nil
}

// read asks for an item and reads the answer. What is no record is a
// [*source.Refusal].
func (r *run) read(ctx context.Context, it source.Item) (a source.Answer, c source.Content, err error) {
	a, ok := r.known[it.Key]
	if delete(r.known, it.Key); !ok {
		if a, err = r.get(ctx, it.Key); err != nil {
			return a, c, err
		}
	}
	c, err = r.source.Read(it, a)
	return a, c, err
}

func (r *run) get(ctx context.Context, key string) (source.Answer, error) {
	if r.policy.Gentle {
		return r.Client.Gently(ctx, r.source.URL(key), r.policy.Limit)
	}
	if r.policy.Follow {
		return r.Client.Follow(ctx, r.source.URL(key), r.policy.Limit)
	}
	return r.Client.Get(ctx, r.source.URL(key), r.policy.Limit)
}

// ends reports whether an error ends a run: all do but a refusal of one record.
func ends(err error) bool {
	var refused *source.Refusal
	return err != nil && (!errors.As(err, &refused) || refused.Kind == source.Challenge)
}

// askWitness proves, when the host says of a record that it does not have it, that
// it still gives records where they are asked for: one that it gave before must
// come. Else the route has changed, and every record would seem to be missing.
func (r *run) askWitness(ctx context.Context, absent string) error {
	if r.gives {
		return nil
	}
	witnesses, err := r.Archive.Items(ctx, r.source.Name(), source.StateHeld)
	if err != nil {
		return err
	}
	witnesses = slices.DeleteFunc(witnesses, func(it source.Item) bool {
		return it.TriedAt.IsZero() || it.FailDays > 0 || it.Key == absent // what came from disk proves nothing
	})
	slices.SortFunc(witnesses, func(a, b source.Item) int { return cmp.Or(cmp.Compare(b.Dated, a.Dated), cmp.Compare(b.Key, a.Key)) })
	for _, it := range witnesses[:min(len(witnesses), canaryTries)] {
		_, _, err := r.read(ctx, it)
		if ends(err) {
			return fmt.Errorf("ask again for %s: %w", r.source.URL(it.Key), err)
		}
		if err == nil {
			r.gives = true
			return nil
		}
	}
	if len(witnesses) > 0 {
		return fmt.Errorf("%w: %s no longer gives %s, which it gave before. The route may have changed; nothing else was asked there. Look for a newer unvotes",
			source.ErrCheck, r.source.URL(witnesses[0].Key), witnesses[0].Key)
	}
	return nil
}

// missed notes a request that gave no record.
func (r *run) missed(ctx context.Context, it source.Item) (into []string, err error) {
	if it.Result == string(source.Absent) {
		r.report.Absent++
	}
	switch {
	case it.State == source.StateNotVote && it.FoundBy == source.BySitemaps:
		r.report.NotVotes++ // what sitemaps name is anything; that it is no vote is no failure
	case it.State == source.StateAbsent && r.policy.MayCome(it, it.TriedAt):
		r.Log.Info("not published yet", slog.String("source", it.Source), slog.String("key", it.Key), slog.String("due", it.DueAt.UTC().Format(time.DateOnly)))
	default:
		r.fail(it)
	}
	if it.MergedInto != "" {
		if into, err = r.Archive.Want(ctx, source.Item{Source: it.Source, Key: it.MergedInto, FoundBy: "merged", FoundAt: it.TriedAt}); err != nil {
			return nil, err
		}
	}
	return into, r.Archive.Put(ctx, it)
}

// fail reports an item whose request gave no record, or one that lost something.
func (r *run) fail(it source.Item) {
	f := Failure{Source: it.Source, Key: it.Key, URL: r.source.URL(it.Key), Result: it.Result, Detail: it.Detail, Old: it.IsOld()}
	r.report.Failures = append(r.report.Failures, f)
	attrs := []any{slog.String("source", f.Source), slog.String("key", f.Key), slog.String("url", f.URL), slog.String("result", f.Result), slog.String("detail", f.Detail)}
	if it.HasLost() {
		r.Log.Warn("record lost something", attrs...)
	} else {
		r.Log.Warn("no record", attrs...)
	}
}
