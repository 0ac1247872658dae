package scraper

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"unvotes/scraper/archive"
	"unvotes/scraper/source"
)

// meetingLimit is the largest PDF that scraper/pv reads; real records, scans
// among them, have up to some ten megabytes.
const meetingLimit = 64 << 20

// MeetingURL is the address of a verbatim record in English. Documents is the
// base of the host, as "https://documents.un.org".
func MeetingURL(documents, symbol string) string {
	escaped := strings.ReplaceAll(url.QueryEscape(symbol), "+", "%20") // a plus sign is a blank in forms only
	return documents + "/api/symbol/access?s=" + escaped + "&l=en&t=pdf"
}

// MeetingReport is what came of a run's requests for meeting records.
type MeetingReport struct {
	Named     int       `json:"named"` // meeting records that the run was about
	Asked     int       `json:"asked"`
	New       int       `json:"new"`
	Changed   int       `json:"changed"`
	Unchanged int       `json:"unchanged"`
	Absent    int       `json:"absent"` // not there: not published yet, or missing
	Failures  []Failure `json:"failures,omitempty"`
}

// Told tells whether the run learned anything that the tables show.
func (r MeetingReport) Told() bool { return r.New+r.Changed+len(r.Failures) > 0 }

// Meetings asks for the meeting records that are named, by symbol and day of the
// vote, and not had yet, the newest first; with fresh also for those that are
// due. One that cannot be had is a [Failure] and does not end the run; nor is it
// one when the meeting was a short while ago, since records are published weeks
// to months after it. [ErrRefused], [ErrDown], [ErrBudget], [ErrCheck] and the
// context's error end the run at once. The report is valid in every case.
func (c *Crawler) Meetings(ctx context.Context, named []archive.Meeting, fresh bool) (MeetingReport, error) {
	m := meetingRun{Crawler: c, report: MeetingReport{Named: len(named)}}
	if err := c.Archive.WantMeetings(ctx, named, c.Clock.Now()); err != nil {
		return m.report, err
	}
	queue, err := m.queue(ctx, named, fresh)
	if err != nil {
		return m.report, err
	}
	for i, next := range queue {
		if err := ctx.Err(); err != nil {
			return m.report, err
		}
		if err := m.ask(ctx, next); err != nil {
			return m.report, err
		}
		if c.Progress != nil {
			c.Progress(i+1, len(queue))
		}
	}
	return m.report, nil
}

// meetingRun is one run's requests for meeting records.
type meetingRun struct {
	*Crawler
	report MeetingReport
	held   []archive.Meeting // that this host gave before this run, the newest first
	gives  bool              // the host gave a record in this run
}

// queue are the meeting records to ask for, the newest first.
func (m *meetingRun) queue(ctx context.Context, named []archive.Meeting, fresh bool) (queue []archive.Meeting, err error) {
	of := make(map[string]bool, len(named))
	for _, n := range named {
		of[n.Symbol] = true
	}
	known, err := m.Archive.Meetings(ctx)
	if err != nil {
		return nil, err
	}
	now := m.Clock.Now()
	var again []archive.Meeting
	for _, k := range known {
		if k.State == archive.Held && k.DueAt.IsZero() { // it came from disk: nobody decided yet
			k.DueAt = nextMeetingLook(k, k.FoundAt)
			if err := m.Archive.PutMeeting(ctx, k); err != nil {
				return nil, err
			}
		}
		if k.State == archive.Held && !k.TriedAt.IsZero() && k.FailDays == 0 {
			m.held = append(m.held, k)
		}
		switch {
		case !of[k.Symbol]:
		case isWanted(k, now):
			queue = append(queue, k)
		case fresh && isDue(k, now):
			again = append(again, k)
		}
	}
	slices.SortStableFunc(again, func(a, b archive.Meeting) int { return a.DueAt.Compare(b.DueAt) })
	queue = append(queue, again[:min(len(again), maxDueMeetings)]...)
	newestFirst(queue)
	newestFirst(m.held)
	return queue, nil
}

func newestFirst(ms []archive.Meeting) {
	slices.SortFunc(ms, func(a, b archive.Meeting) int {
		return cmp.Or(cmp.Compare(b.Dated, a.Dated), cmp.Compare(b.Symbol, a.Symbol))
	})
}

// ask asks for one meeting record and notes in the archive what came of it.
func (m *meetingRun) ask(ctx context.Context, before archive.Meeting) error {
	m.report.Asked++
	a, err := m.get(ctx, before.Symbol)
	if ends(err) {
		return fmt.Errorf("ask for the meeting record %s: %w", before.Symbol, err)
	}
	if errors.Is(err, notThere) {
		if err := m.canary(ctx); err != nil {
			return err
		}
	}
	ctx = context.WithoutCancel(ctx) // an answer that came is kept, whatever stops the run
	at := m.Clock.Now()
	if err != nil {
		return m.missed(ctx, missedMeeting(before, err, at, m.gives))
	}
	m.gives = true
	sum := sha256.Sum256(a.Body)
	d := archive.Document{Kind: archive.MeetingRecord, Name: before.Symbol, URL: MeetingURL(m.Documents, before.Symbol),
		Status: a.Status, ContentType: a.ContentType, RetrievedAt: at, Body: a.Body, ContentSHA256: hex.EncodeToString(sum[:])}
	if m.MeetingReader != nil {
		// Now, while the host rests; what cannot be read is kept all the same, and
		// the build says why.
		if d.Reading, err = m.MeetingReader.Reading(ctx, a.Body); err == nil {
			d.Reader = m.MeetingReader.Version()
		}
	}
	changed, earlier, err := m.Archive.KeepMeeting(ctx, d, heldMeeting(before, at))
	switch {
	case err != nil:
		return err
	case changed && earlier:
		m.report.Changed++
	case changed:
		m.report.New++
	default:
		m.report.Unchanged++
	}
	return nil
}

// get asks for a meeting record; an answer that is none is a [*noMeeting], an
// error that does not end the run.
func (m *meetingRun) get(ctx context.Context, symbol string) (source.Answer, error) {
	a, err := m.Client.Follow(ctx, MeetingURL(m.Documents, symbol), meetingLimit)
	if err == nil {
		err = checkMeeting(a)
	}
	return a, err
}

// canary proves, when the host says of a record that it does not have it, that it
// still gives records where they are asked for: one that it gave before must
// come. Else the route has changed, and every record would seem to be missing.
func (m *meetingRun) canary(ctx context.Context) error {
	for _, k := range m.held[:min(len(m.held), canaryTries)] {
		if m.gives {
			return nil
		}
		_, err := m.get(ctx, k.Symbol)
		if ends(err) {
			return fmt.Errorf("ask again for the meeting record %s: %w", k.Symbol, err)
		}
		m.gives = err == nil
	}
	if len(m.held) > 0 && !m.gives {
		return fmt.Errorf("%w: %s does not give %s any more, which it gave before. The route may have changed: nothing else was asked there, see whether there is a newer unvotes",
			ErrCheck, m.Documents, m.held[0].Symbol)
	}
	return nil
}

// missed notes a request that gave no meeting record.
func (m *meetingRun) missed(ctx context.Context, after archive.Meeting) error {
	if after.Result == string(notThere) {
		m.report.Absent++
	}
	address := MeetingURL(m.Documents, after.Symbol)
	attrs := []any{slog.String("symbol", after.Symbol), slog.String("url", address), slog.String("result", after.Result), slog.String("detail", after.Detail),
		slog.String("due", after.DueAt.UTC().Format(time.DateOnly))}
	if after.State == archive.Absent && isYoung(after, after.TriedAt) {
		m.Log.Info("not published yet", attrs...)
		return m.Archive.PutMeeting(ctx, after)
	}
	old := after.State == archive.Quarantined || after.State == archive.Held && after.FailDays >= believedDays
	m.report.Failures = append(m.report.Failures, Failure{Symbol: after.Symbol, URL: address, Result: after.Result, Detail: after.Detail, Old: old})
	m.Log.Warn("no meeting record", attrs...)
	return m.Archive.PutMeeting(ctx, after)
}

// MeetingsWay tells whether the robots.txt of the host of the meeting records
// allows asking for them. Nothing but robots.txt is asked for.
func (c *Crawler) MeetingsWay(ctx context.Context) (Way, error) {
	w := Way{Name: "meetings", Note: "robots.txt of " + c.Documents + " does not allow it"}
	open, err := c.Client.Allows(ctx, MeetingURL(c.Documents, "A/78/PV.45"))
	switch {
	case errors.Is(err, ErrRefused) || errors.Is(err, ErrDown):
		w.Note = err.Error()
	case err != nil:
		return Way{}, err
	case open:
		w.Open, w.Note = true, "with --meetings: one request a meeting record from "+c.Documents
	}
	return w, nil
}
