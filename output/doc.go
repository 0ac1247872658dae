// Package output makes the published dataset: it builds tables from the archive,
// writes one Parquet file for each, and puts the set in place at once.
//
// Start with [Build], [Publish] and [ReadTable]. The rows are types of package
// normalize, whose tags are the schema; tables.go has the meaning of each column.
// Everything that describes the data is made from the two: the metadata of the
// Parquet files, docs/data-dictionary.md, and the README.md, datapackage.json and
// croissant.json of a snapshot.
//
// The package knows no source and corrects no value. Rows that break a promise
// of the schema (a key twice, an empty key, text that is not UTF-8) are errors.
//
// The same tables give the same bytes, whatever order they come in: nothing in
// a Parquet file depends on the clock, the machine or the order of a map. What
// does depend on the clock is in manifest.json, and in the descriptions that are
// made from it.
package output
