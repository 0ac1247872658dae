// Package pv reads verbatim records of the General Assembly and the Security
// Council: from the bytes of the English PDF to the meeting, its votes in order
// with their lists of names, the texts adopted without a vote, and what
// delegations said later that they had intended. Everything is as printed; what it
// means is decided in package normalize. No network, no clock but for limits, no
// log.
//
// Start with [NewReader], which starts pdfium in its sandbox, and [Reader.Read].
// The steps, a file or two each:
//
//	pdf, memory, unpack         bytes → glyphs with their places (pdfium on wazero)
//	fragment, line              glyphs → lines of words
//	columns, layout, furniture  lines → columns in the order of reading
//	flow                        columns → paragraphs
//	walk, vote, statement       paragraphs → actions, in their context
//	outcome, subject, number    the sentences of results
//	names, ocr                  lists → names
//
// The order of the text in the file is not used, only places on the page. Known are
// pages of one column (from 2024 on) and of two (1990 on) in print, and scans with
// OCR text in English and French columns (1950). Tested are A/48/PV.46 (1993),
// A/60/PV.25, A/61/PV.107, A/64/PV.121, A/65/PV.71, S/PV.8422 (2018), S/PV.10100
// (2026) and the scan S/PV.492 (1950), whose labels stay misread. Any other layout
// is a [LayoutUnknown] error and gives no vote.
//
// Names are told by a dictionary of the day that the caller brings. A list that
// cannot be parted into names in exactly one way, or is not as long as the count
// says, is kept with a [Problem].
package pv
