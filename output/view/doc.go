// Package view is what people look at: searches, one text and all votes on it,
// who moved between two votes, how much members agree. It reads the tables of a
// snapshot and nothing else, fetches nothing, and changes nothing.
//
// Start at [Open], then [Snapshot.Search], [Snapshot.Show], [Snapshot.Compare] or
// [Snapshot.Agree]. They read rows with [Snapshot.RollCalls], lists with
// [Snapshot.Votes], and many lists as small numbers with [Snapshot.Ballots];
// [Index.Text] finds what a reader means by a symbol, [Members.Find] by a name.
package view
