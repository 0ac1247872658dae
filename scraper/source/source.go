package source

import (
	"context"
	"errors"
	"io"
	"time"
)

// Source is one place that has records: what the crawl must know of it. All
// else (pace, retries, states, due dates) is common to all sources.
type Source interface {
	// Name is the source's name in the archive and in logs.
	Name() string
	Policy() Policy
	// URL returns the address of a key.
	URL(key string) string
	// Read returns what an answer for an item is; a [*Refusal] if it is no record.
	Read(it Item, a Answer) (Content, error)
	// Lost returns what the newest of the versions of a record lacks that one before
	// it has, in words; nil if it is whole. The versions are in the order in which
	// they came.
	Lost(key string, versions []Version) []string
	// Canary returns a record that must read as known before a run asks for
	// anything else; the zero Canary if the source has none.
	Canary() Canary
	// Routes returns the routes to the keys, open or closed by robots.txt,
	// in the order in which they are tried. It asks for nothing but robots.txt.
	Routes(ctx context.Context, h Host) ([]Route, error)
	// Find names the keys to ask for, the most urgent first.
	Find(ctx context.Context, e Env, p Plan) (Found, error)
}

// Policy is how patient the crawl is with a source.
type Policy struct {
	Limit   int64         // the largest body, in bytes
	Follow  bool          // redirects are followed, to where robots.txt allows it
	Gentle  bool          // a request weighs on the host: see [Host.Gently]
	Soonest time.Duration // the least time between two looks at a held record
	MostDue int           // records that a run asks for again because they are due
	// Patience is how long after its day a document may still be to come, so that
	// its absence is no failure.
	Patience time.Duration
}

// Content is what Read found in an answer.
type Content struct {
	Form  string // how the archive calls this form of a record
	Hash  string // of what was read, so that other decoration is no new version
	Dated string // day of the vote, as printed; empty: not known
	Body  []byte // to be kept in place of the answer's; nil: that is kept
}

// Part is a record of an answer that has several.
type Part struct {
	Key     string
	Content Content
	Err     error // a [*Refusal]: there is no such record, or it cannot be read
}

// Version is a document as it came at some time.
type Version struct {
	Form string
	Body []byte
	At   time.Time
}

// Canary is an old record with an answer that is known.
type Canary struct {
	Key   string
	Check func(Answer) error // nil error: it reads as it is known
}

// Plan says what a run is to fetch.
type Plan struct {
	// From and To are the years of the votes, both included.
	From, To int
	// Keys, when not nil, are asked for instead of what the source names: each of
	// them, held or not.
	Keys []string
	// Fresh also asks again for what is due, and reads lists from their new end
	// only where that is enough.
	Fresh bool
}

// Found is what a source named.
type Found struct {
	Route string   // that was taken
	Keys  []string // to ask for, in order
	Known int      // keys that the run is about, those that are held included
	Short []string // lists that did not yield what the site states, in words
	Falls []FoundFall
	New   int // records that were kept while finding
	// Looked says how many records, kept while finding, each of the plan's keys has
	// that is not the key of one record, such as a symbol.
	Looked map[string]int
}

// Route is how the keys of a source can be found.
type Route struct {
	Name string `json:"route"`
	Open bool   `json:"open"`
	Note string `json:"note"` // why it is closed, or what it costs
}

// Env is what a source finds its keys with.
type Env struct {
	Host   Host
	Memory Memory
	Now    func() time.Time
	Note   func(format string, args ...any) // logs a remark
	// Filling says at the beginning of a first fill by what it is made, and how many
	// requests that takes.
	Filling func(by string, requests int)
	// Progress says how far the source is, as with "reading lists", 34 of 250.
	Progress func(what string, done, total int)
	// Keep keeps the records of one answer; fresh is how many of them the archive
	// did not have, or not like this.
	Keep func(ctx context.Context, parts []Part) (fresh int, err error)
}

// Want notes that something names keys of a source.
func (e Env) Want(ctx context.Context, source string, keys []string, foundBy string) error {
	items := make([]Item, len(keys))
	for i, key := range keys {
		items[i] = Item{Source: source, Key: key, FoundBy: foundBy, FoundAt: e.Now()}
	}
	_, err := e.Memory.Want(ctx, items...)
	return err
}

// Wanted returns the keys that were named and that no request has answered yet.
func (e Env) Wanted(ctx context.Context, source string) ([]string, error) {
	items, err := e.Memory.Items(ctx, source, StateWanted, StateFailed)
	keys := make([]string, len(items))
	for i, it := range items {
		keys[i] = it.Key
	}
	return keys, err
}

// Remember adds the keys that a list of a source is remembered to have to a set.
func (e Env) Remember(ctx context.Context, source, list string, to map[string]bool) error {
	keys, err := e.Memory.SliceKeys(ctx, source, list)
	for _, key := range keys {
		to[key] = true
	}
	return err
}

// Settle adds the fall of a list to what was found. A list that lost nothing is
// remembered as it is, by accept, and is no longer fallen if what was missing is
// listed.
func (e Env) Settle(ctx context.Context, found *Found, f Fall, listed map[string]bool, accept func(context.Context) error) error {
	if f.Is < f.Was {
		found.Falls = append(found.Falls, FoundFall{Fall: f, Accept: accept})
		return nil
	}
	ctx = context.WithoutCancel(ctx) // what was read is kept, whatever stops the run
	before, fell, err := e.Memory.Fall(ctx, f.Source, f.Name)
	if err == nil && fell && before.IsBack(f.Is, listed) {
		err = e.Memory.Recovered(ctx, f.Source, f.Name)
	}
	return errors.Join(err, accept(ctx))
}

// Host asks hosts, politely. An error that is no [*Refusal] ends the run.
type Host interface {
	// Get returns whatever the host answers in the end. Redirects are not followed.
	Get(ctx context.Context, url string, limit int64) (Answer, error)
	// Gently is Get for a request that weighs on the host, as a search over all
	// records does: one that it cannot answer is asked for once more only, and the
	// pause after it is at least as long as the answer took.
	Gently(ctx context.Context, url string, limit int64) (Answer, error)
	// Stream is Get for a large body, which read gets while it comes; it is called
	// again from the start when the connection was cut. The answer has no body.
	Stream(ctx context.Context, url string, limit int64, read func(io.Reader) error) (Answer, error)
	// Allows reports whether robots.txt of the URL's host allows it.
	Allows(ctx context.Context, url string) (bool, error)
	// Sitemaps returns the sitemaps that robots.txt of the URL's host names.
	Sitemaps(ctx context.Context, url string) ([]string, error)
}

// Memory is what the archive remembers of keys and lists.
type Memory interface {
	Items(ctx context.Context, source string, states ...State) ([]Item, error)
	Want(ctx context.Context, items ...Item) (added []string, err error)
	Slice(ctx context.Context, source, name string) (s Slice, ok bool, err error)
	SliceKeys(ctx context.Context, source, name string) ([]string, error)
	KeepSlice(ctx context.Context, s Slice, keys []string, first bool) error
	// KeepListed remembers the keys of a list that states no total.
	KeepListed(ctx context.Context, source, name string, keys []string) error
	Sitemaps(ctx context.Context, source string) (map[string]Sitemap, error)
	KeepSitemap(ctx context.Context, s Sitemap) error
	// Fall returns what is known of a fall; ok is false for none.
	Fall(ctx context.Context, source, name string) (f Fall, ok bool, err error)
	// Recovered forgets a fall.
	Recovered(ctx context.Context, source, name string) error
}
