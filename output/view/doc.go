// Package view is what people look at: one text and all votes on it, who moved
// between two votes, how much members agree. It reads the tables of a snapshot
// and nothing else, fetches nothing, and changes nothing.
//
// [Open] opens a snapshot; [Snapshot.RollCalls], [Snapshot.Votes] (the lists of
// some votes) and [Snapshot.Ballots] (all votes of a span, as numbers) read it.
// [NewIndex] finds what a reader means by a symbol; [NewMoves] compares two lists;
// [Ballots.Agreement] compares members. Everything that is computed here is a
// plain function of rows, so that another engine can compute it again.
//
// Rows are read a column at a time, and of votes.parquet only the row groups
// that can have what is asked for: a look-up costs milliseconds, and a program
// that asks once does not wait for half a million lines.
package view
