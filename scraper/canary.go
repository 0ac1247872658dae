package scraper

import (
	"context"
	"errors"
	"fmt"

	"unvotes/scraper/source"
	"unvotes/scraper/undl"
)

// canaryID is an old record that every run reads first: as long as it comes out
// as it is known, the program can still read the site's pages.
const canaryID = 4029442

// canaryKnown is what must come out: A/RES/78/76 of 2023-12-07, adopted by 86 to
// 12 with 75 abstentions, 20 of 193 members not voting.
var canaryKnown = struct {
	resolution, date string
	votes            map[string]int
}{"A/RES/78/76", "2023-12-07", map[string]int{"Y": 86, "N": 12, "A": 75, "": 20}}

// askCanary reads the canary. A page that cannot be read, or that says something
// else, fails the run with [ErrCheck] before anything is believed.
func (c *Crawler) askCanary(ctx context.Context) error {
	address := undl.RecordURL(c.Site, canaryID)
	open, err := c.Client.Allows(ctx, address)
	if err != nil {
		return err
	}
	if !open {
		return nil // the ways say what is open
	}
	for try := 1; ; try++ {
		a, err := c.Client.Get(ctx, address, recordLimit)
		if err != nil {
			return fmt.Errorf("read the canary: %w", err)
		}
		rec, err := read(undl.RecordPage, canaryID, a)
		if err == nil {
			err = compareCanary(rec)
		}
		if err == nil {
			c.canary = &a
			return nil
		}
		// The site gives blank frames and login pages for records that it has.
		if passes := errors.Is(err, source.Blank) || errors.Is(err, source.Login) || errors.Is(err, source.Unknown) || errors.Is(err, source.Cut); !passes || try == canaryTries {
			return fmt.Errorf("%w: the canary %s does not read as it is known: %w. The site's pages may have changed: nothing else was asked, see whether there is a newer unvotes", ErrCheck, address, err)
		}
	}
}

const canaryTries = 3

func compareCanary(r undl.Record) error {
	votes := map[string]int{}
	for _, v := range r.Votes {
		votes[v.Code]++
	}
	k := canaryKnown
	for code, n := range k.votes {
		if votes[code] != n {
			return fmt.Errorf("%d lines with the code %q, known are %d", votes[code], code, n)
		}
	}
	if len(r.Resolution) != 1 || r.Resolution[0] != k.resolution || r.VoteDate != k.date {
		return fmt.Errorf("symbol %v of %q, known is %s of %s", r.Resolution, r.VoteDate, k.resolution, k.date)
	}
	return nil
}
