// Package undl reads what the UN Digital Library says about votes: its
// addresses, its answers, its list pages and record pages, MARCXML, the official
// CSV files and the sitemaps. Everything is a function of bytes: no network, no
// clock, no log. A [marc.Record] holds what is printed; what it means is decided in
// package normalize.
//
// Start with [CheckAnswer], which tells a page from a refusal, and with
// [ParseRecordPage]; [ParseList] and [ParseSitemap] find the records to ask for.
// [ReadMARCXML] and [ReadOfficialCSV] give the same records from other forms.
//
// A page that is not what was asked for is a [*source.Refusal], whose kind says
// what it is instead. A page in a form that was not seen before is a layout
// error and never half a record:
//
//   - Rows are found by their labels, in any order, anywhere inside
//     #details-collapse: markup around a row changes nothing. A label that has no
//     field of its own goes to [marc.Record.Other].
//   - A row that stands twice, a row in a row, a row without its label or its
//     value, a row outside the block of details, and text beside the rows are
//     Layout errors: something would have to be guessed or lost.
//   - A row that is missing leaves its field empty. Only "Collections" must be
//     there, because it alone tells a vote from other records.
//   - Several values in a row are parted by <br> or by blocks such as <div>;
//     blanks around a value are dropped, blanks inside it stay as printed.
//
// Pages saved by a browser are read too: other quotes, tbody, full links, and
// comments after </html> do not matter.
package undl
