package vetoes

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"unvotes/scraper/source"
)

// SourceName is what the archive calls the list, Key and Form its one key and the
// one form that it has.
const (
	SourceName = "vetoes"
	Key        = "list"
	Form       = "veto_list"
)

// Source is the host of the list as the crawl sees it. It has one key.
type Source struct {
	Guides string    // scheme and host
	Today  time.Time // the day of the run: the list is as of then
}

// Name returns [SourceName].
func (Source) Name() string { return SourceName }

// Policy implements [source.Source]. The list is asked for once a week. The crawl
// spreads due dates by up to a quarter, hence the days beyond seven.
func (Source) Policy() source.Policy {
	return source.Policy{Limit: maxBytes, Follow: true, Soonest: 28 * 24 * time.Hour / 3, MostDue: 1}
}

// URL returns the address of the list.
func (s Source) URL(string) string {
	return strings.TrimSuffix(s.Guides, "/") + "/depts/dhl/resguide/scact_veto_table_en.htm"
}

// Read implements [source.Source].
func (s Source) Read(_ source.Item, a source.Answer) (source.Content, error) {
	switch {
	case a.WAFAction != "" || a.Status == 202 || strings.Contains(string(a.Body[:min(len(a.Body), 64<<10)]), "awswaf.com"):
		return source.Content{}, source.Refuse(source.Challenge, "status %d from the firewall", a.Status)
	case a.Status >= 300 && a.Status < 400:
		return source.Content{}, source.Refuse(source.Redirect, "status %d to %q", a.Status, a.Location)
	case a.Status != 200:
		return source.Content{}, source.Refuse(source.Status, "status %d", a.Status)
	case len(a.Body) == 0:
		return source.Content{}, source.Refuse(source.Cut, "an empty body")
	}
	c, err := Content(a.Body)
	c.Dated = s.Today.UTC().Format(time.DateOnly)
	return c, err
}

// Content returns what the archive notes of a page with the list.
func Content(page []byte) (source.Content, error) {
	list, err := Parse(page)
	if err != nil {
		return source.Content{}, err
	}
	read, err := json.Marshal(list)
	sum := sha256.Sum256(read)
	return source.Content{Form: Form, Hash: hex.EncodeToString(sum[:])}, err
}

// Lost implements [source.Source].
func (Source) Lost(_ string, versions []source.Version) []string {
	var lists [][]Row
	for _, v := range versions {
		if list, err := Parse(v.Body); err == nil { // what cannot be read is an issue of the build
			lists = append(lists, list)
		}
	}
	_, lost := Weigh(lists)
	return lost
}

// Weigh returns which version of the list counts, the newest of those with the
// most rows and members, and what the last one lacks of it. A row that was changed
// is no loss.
func Weigh(lists [][]Row) (held int, lost []string) {
	for i := range lists {
		if compare(lists[i], lists[held]) >= 0 {
			held = i
		}
	}
	last := len(lists) - 1
	if held >= last {
		return held, nil
	}
	have := map[string]int{}
	for _, r := range lists[last] {
		have[r.name()]++
	}
	var missing []string
	for _, r := range lists[held] {
		if have[r.name()]--; have[r.name()] < 0 {
			missing = append(missing, r.name())
		}
	}
	const named = 5
	words := fmt.Sprintf("%d of %d rows with %d of %d members are left", len(lists[last]), len(lists[held]), members(lists[last]), members(lists[held]))
	if len(missing) > 0 {
		words += ", without that of " + strings.Join(missing[:min(len(missing), named)], "; ")
	}
	if more := len(missing) - named; more > 0 {
		words += fmt.Sprintf(" and %d more", more)
	}
	return held, []string{words}
}

func compare(a, b []Row) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(members(a), members(b)))
}

func members(list []Row) (n int) {
	for _, r := range list {
		for _, line := range r.Members {
			n += strings.Count(line, ",") + 1
		}
	}
	return n
}

// name is a row in a few words.
func (r Row) name() string { return cmp.Or(r.Unread, r.Date+", "+strings.Join(r.Drafts, ", ")) }

// Canary implements [source.Source]: there is none, the list is the one record.
func (Source) Canary() source.Canary { return source.Canary{} }

// Routes implements [source.Source].
func (s Source) Routes(ctx context.Context, h source.Host) ([]source.Route, error) {
	r := source.Route{Name: SourceName, Note: "robots.txt of " + s.Guides + " does not allow it"}
	open, err := h.Allows(ctx, s.URL(Key))
	switch {
	case errors.Is(err, source.ErrRefused) || errors.Is(err, source.ErrDown):
		r.Note = err.Error()
	case err != nil:
		return nil, err
	case open:
		r.Open, r.Note = true, "with --vetoes: one request a week from "+s.Guides
	}
	return []source.Route{r}, nil
}

// Find implements [source.Source]: the list, if it was not had or never asked for;
// a held one comes again when it is due.
func (s Source) Find(ctx context.Context, e source.Env, _ source.Plan) (source.Found, error) {
	found := source.Found{Route: SourceName, Known: 1}
	if _, err := e.Memory.Want(ctx, source.Item{Source: SourceName, Key: Key, FoundBy: SourceName, FoundAt: e.Now()}); err != nil {
		return found, err
	}
	items, err := e.Memory.Items(ctx, SourceName)
	for _, it := range items {
		if it.IsWanted(e.Now()) || it.TriedAt.IsZero() {
			found.Keys = append(found.Keys, it.Key)
		}
	}
	return found, err
}

// Probes are the requests that show whether the host reads as expected.
func (s Source) Probes() []source.Probe {
	return []source.Probe{{What: "list of vetoes", URL: s.URL(Key), Limit: maxBytes, Follow: true, Read: func(a source.Answer) (f source.Finding) {
		if _, f.Err = s.Read(source.Item{}, a); f.Err != nil {
			return f
		}
		list, _ := Parse(a.Body) // Read did
		for _, r := range list {
			if !r.isRead() {
				f.Differs = append(f.Differs, fmt.Sprintf("row %d is not as the others: %.100q", r.Number, r.name()))
			}
		}
		f.Says = fmt.Sprintf("%d rows, the newest of %s", len(list), list[0].Date)
		if oldest := list[len(list)-1].Date; oldest != "16 February 1946" {
			f.Differs = append(f.Differs, "the oldest row is of "+oldest)
		}
		return f
	}}}
}
