package output

import (
	"context"
	"fmt"
	"slices"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/undl"
)

// frontier tells what the crawl knows and no document says: ids that gave no
// record, records that vanished from the site or were merged, lists that are
// short. A roll call that vanished stays in the data, with an issue.
func (b *builder) frontier(ctx context.Context, a *archive.Archive) error {
	records, err := a.Records(ctx, archive.Failed, archive.Quarantined, archive.NotVote, archive.Deleted, archive.Merged)
	if err != nil {
		return err
	}
	at := make(map[int64]int, len(b.rollCalls)) // where a record's entry is
	for i, e := range b.rollCalls {
		at[e.UNDLID] = i
	}
	gone := map[int]bool{} // entries that another one took over
	for _, r := range records {
		i, held := at[r.ID]
		into, merged := at[r.MergedIn]
		switch {
		case held && merged && r.State == archive.Merged && sameVote(&b.rollCalls[i], &b.rollCalls[into]):
			b.rollCalls[into].FormerIDs = append(b.rollCalls[into].FormerIDs, b.rollCalls[i].ID)
			gone[i] = true
		case held:
			e := &b.rollCalls[i]
			e.Issues = append(e.Issues, normalize.NewIssue(e.ID, e.UNDLURL, "vanished", why(r)))
		case r.State == archive.NotVote && r.FoundBy == "sitemaps": // they name every record of the library
		case r.State == archive.NotVote:
			b.issues = append(b.issues, normalize.NewIssue("", undl.RecordURL(Library, r.ID), "not_a_vote_record", why(r)))
		default:
			b.issues = append(b.issues, normalize.NewIssue("", undl.RecordURL(Library, r.ID), "no_record", why(r)))
		}
	}
	if len(gone) > 0 {
		b.rollCalls = without(b.rollCalls, gone)
	}
	if err := b.meetings(ctx, a); err != nil {
		return err
	}
	return b.lists(ctx, a)
}

// meetings adds an issue for every meeting record that a vote names and that was
// not to be had on several days.
func (b *builder) meetings(ctx context.Context, a *archive.Archive) error {
	known, err := a.Meetings(ctx)
	if err != nil {
		return err
	}
	for _, m := range known {
		if m.State == archive.Quarantined {
			b.issues = append(b.issues, normalize.NewIssue("", "meeting record "+m.Symbol, "meeting_record_missing", m.Result+": "+m.Detail))
		}
	}
	return nil
}

// sameVote tells whether a record says of a vote what the one that it was merged
// into says. If it does not, its row stays: a merger must lose no vote.
func sameVote(a, b *normalize.RollCall) bool {
	sameDay := a.Date == b.Date || a.Date != nil && b.Date != nil && *a.Date == *b.Date
	return sameDay && a.Resolution == b.Resolution && slices.EqualFunc(a.Votes, b.Votes, func(v, w normalize.Vote) bool {
		return v.MSCode == w.MSCode && v.Label == w.Label && v.Choice == w.Choice
	})
}

func why(r archive.Record) string {
	s := r.Result
	if r.MergedIn != 0 {
		s += fmt.Sprintf(" into %d", r.MergedIn)
	}
	if r.Detail != "" {
		s += ": " + r.Detail
	}
	return s
}

func without(calls []normalize.RollCall, gone map[int]bool) []normalize.RollCall {
	kept := calls[:0:0]
	for i, e := range calls {
		if !gone[i] {
			slices.Sort(e.FormerIDs)
			kept = append(kept, e)
		}
	}
	return kept
}

// lists adds an issue for every list of the site that is short.
func (b *builder) lists(ctx context.Context, a *archive.Archive) error {
	lists, err := a.Slices(ctx)
	if err != nil {
		return err
	}
	for _, s := range lists {
		if !s.Complete() {
			b.issues = append(b.issues, normalize.NewIssue("", "list "+s.Name, "slice_incomplete",
				fmt.Sprintf("the site states %d records, its list gave %d", s.Total, s.Listed)))
		}
	}
	return nil
}
