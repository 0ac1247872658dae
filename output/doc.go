// Package output turns normalized roll calls into the published dataset: one
// Parquet file a table, described, sorted, checked and put in place at once.
//
// The files of the room, in the order of a row's way through it:
//
//   - build.go makes the tables of what the archive holds, meetings.go the part of
//     them that meeting records have; frontier.go adds what the crawl knows.
//   - rowtypes.go has a struct a table, for names and types; tables.go has the
//     meaning of each column beside them. Everything else that describes the
//     data is made from the two (schema.go): the metadata in the Parquet files,
//     docs/data-dictionary.md (dictionary.go), and beside each snapshot
//     (describe.go) README.md, datapackage.json and croissant.json.
//   - rows.go flattens roll calls into rows, in the order that order.go defines.
//   - write.go writes a table, runs.go encodes its dictionary indexes,
//     compress.go its pages, and check.go reads every cell back before anybody
//     else can.
//   - snapshot.go puts a set of tables on disk and switches data/latest to it;
//     prune.go removes old ones; manifest.go says what a snapshot holds.
//   - destination.go opens a directory or a bucket, and publication.go copies a
//     snapshot there.
//   - read.go reads a table back for other commands; find.go knows the names of
//     snapshots. verify*.go proves a snapshot, diff*.go compares two, export.go
//     and voeten.go write other shapes.
//
// Start with [Publish] to write and [ReadTable] to read. The package knows no
// source and corrects no value: rows that break a promise of the schema (a key
// twice, an empty key, text that is not UTF-8) are errors.
//
// The same tables give the same bytes, whatever order they come in: nothing in
// a Parquet file depends on the clock, the machine or the order of a map. What
// does depend on the clock is in manifest.json, and in the descriptions that are
// made from it.
package output
