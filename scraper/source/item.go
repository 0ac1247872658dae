package source

import "time"

// State is what is known of a key.
type State string

// The states of a key. The next run asks for what is wanted or failed, and for
// what is absent, held or quarantined when it is due; the others are only
// remembered.
const (
	StateWanted      State = "wanted"      // named, not asked for yet
	StateHeld        State = "held"        // its record is in the archive
	StateFailed      State = "failed"      // asked for, no record: Result says why
	StateAbsent      State = "absent"      // the host does not have it yet
	StateQuarantined State = "quarantined" // failed on several days: asked for rarely
	StateNotVote     State = "not_vote"    // a record of another kind
	StateDeleted     State = "deleted"     // the source says so
	StateMerged      State = "merged"      // moved into another record
)

// Item is what is known of one key of a source: a row of the frontier.
type Item struct {
	Source     string
	Key        string
	State      State
	FoundBy    string // what named it: lists, sitemaps, ids, ...
	FoundAt    time.Time
	TriedAt    time.Time // the last request; zero: never, it may have come from disk
	Result     string    // of the last request: "record" or the kind of a refusal
	Detail     string
	FailDays   int    // different days in a row on which requests failed
	MergedInto string // the key of the record that this one was merged into
	Dated      string // day of the vote or meeting, as 2006-01-02; empty: not known
	// ChangedAt is when a change of its content was last seen; zero: never.
	ChangedAt time.Time
	DueAt     time.Time // when it is to be asked for again; zero: not decided
}

// BySitemaps is the FoundBy of what sitemaps name: any record, few of which are
// votes.
const BySitemaps = "sitemaps"

// ByIDs is the FoundBy of what the user names.
const ByIDs = "ids"

// Slice is a part of a site's lists with the total that the site states for it.
type Slice struct {
	Source    string
	Name      string // "General Assembly/2023"; "General Assembly" is the whole body
	Total     int    // as the site states it
	Listed    int    // different keys that were read from it
	NextRow   int    // row at which reading goes on; 0: read to its end
	CheckedAt time.Time
	Rows      int // a page that the site can give; 0: it was not asked for too many
}

// Complete reports whether the slice was read to its end and gave as many keys
// as the site says there are.
func (s Slice) Complete() bool { return s.NextRow == 0 && s.Listed == s.Total }

// Sitemap is a file of a site's sitemaps, as it was last read.
type Sitemap struct {
	Source    string
	URL       string
	LastMod   string // as the index states it; empty: not stated
	CheckedAt time.Time
	Records   int   // ids in it
	Unknown   int   // ids in it that were not asked for yet
	MaxID     int64 // highest id in it
}
