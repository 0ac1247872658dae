// Package scraper asks the hosts of the sources: colly collectors, robots.txt,
// pace, retries, and the crawl that all sources share.
//
// It decides when to ask, how often and when to stop; what there is to ask for
// and what an answer means is said by each [source.Source], and what is kept is
// the business of scraper/archive. Start with [Crawler.Run], which brings one
// source up to date, and with [Client.Get], through which every request goes.
package scraper
