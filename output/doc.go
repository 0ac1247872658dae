// Package output turns normalized roll calls into the published dataset: one
// Parquet file a table, described, sorted, checked and put in place at once.
//
// The files of the room, in the order of a row's way through it:
//
//   - tables.go says what the tables are: a struct a table for names and types,
//     and beside it the meaning of each column. Everything else that describes
//     the data is made from there (schema.go): the metadata in the Parquet
//     files, the snapshot's README.md and docs/data-dictionary.md.
//   - rows.go flattens roll calls into rows, in the order in which they are kept.
//   - write.go writes a table, runs.go encodes its dictionary indexes, and
//     check.go reads every cell back before anybody else can.
//   - snapshot.go puts a set of tables on disk and switches data/latest to it;
//     prune.go removes old ones; manifest.go says what a snapshot holds.
//   - read.go reads a table back for other commands.
//
// Start with [Publish] to write and [ReadTable] to read. The package knows no
// source and corrects no value: rows that break a promise of the schema (a key
// twice, an empty key, text that is not UTF-8) are errors.
//
// The same tables give the same bytes, whatever order they come in: nothing in
// a Parquet file depends on the clock, the machine or the order of a map. What
// does depend on the clock is in manifest.json and README.md alone.
package output
