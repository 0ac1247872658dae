// Package scraper asks the sources: colly collectors, politeness, retries, stop
// rules and the ways to the records.
//
// It decides what to ask and when to stop; it knows no country and no symbol.
// What an answer means is told by the parsers of scraper/undl, what is kept is
// the business of scraper/archive. Start with [Crawler.Run], which follows a
// [Plan], with [Crawler.Meetings], which fetches verbatim records, and with
// [Client.Get], through which every request goes.
package scraper
