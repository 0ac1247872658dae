// Package normalize turns what the sources print into typed roll calls. It is
// pure: the same record gives the same roll call, nothing is read or written,
// and no clock is asked.
//
// Nothing is guessed. A value that cannot be read stays beside the data as it
// was printed, and an [Issue] names it. Start with [New] and
// [Normalizer.RollCall] for the library's records, with [Normalizer.Verbatim] for
// meeting records; [Link] joins the two.
package normalize
