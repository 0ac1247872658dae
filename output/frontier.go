package output

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/libraries"
	"unvotes/scraper/pv"
	"unvotes/scraper/source"
)

// frontier adds what the crawl knows and no document says: ids that gave no
// record, records that vanished from the site or were merged, lists that are
// short. A roll call that vanished stays in the data, with an issue.
func (b *builder) frontier(ctx context.Context, a *archive.Archive) error {
	for _, l := range libraries.All {
		if err := errors.Join(b.items(ctx, a, l), b.lists(ctx, a, l.Name)); err != nil {
			return err
		}
	}
	return errors.Join(b.falls(ctx, a), b.meetings(ctx, a))
}

// items tells what became of the keys of a source that gave no record.
func (b *builder) items(ctx context.Context, a *archive.Archive, l libraries.Library) error {
	items, err := a.Items(ctx, l.Name, source.StateFailed, source.StateQuarantined, source.StateNotVote, source.StateDeleted, source.StateMerged)
	if err != nil {
		return err
	}
	at := make(map[string]int, len(b.rollCalls)) // where a record's entry is
	for i, e := range b.rollCalls {
		if key := b.origins[e.ID].in(l.Name); key != "" {
			at[key] = i
		}
	}
	gone := map[int]bool{} // entries that another one took over
	for _, it := range items {
		i, held := at[it.Key]
		into, merged := at[it.MergedInto]
		place := l.URL(it.Key)
		switch {
		case held && merged && it.State == source.StateMerged && sameVote(&b.rollCalls[i], &b.rollCalls[into]):
			b.rollCalls[into].FormerIDs = append(b.rollCalls[into].FormerIDs, b.rollCalls[i].ID)
			gone[i] = true
		case held:
			e := &b.rollCalls[i]
			e.Issues = append(e.Issues, normalize.NewIssue(e.ID, place, "vanished", why(it)))
		case it.State == source.StateNotVote && it.FoundBy == source.BySitemaps: // they name every record of the library
		case it.State == source.StateNotVote:
			b.issues = append(b.issues, normalize.NewIssue("", place, "not_a_vote_record", why(it)))
		default:
			b.issues = append(b.issues, normalize.NewIssue("", place, "no_record", why(it)))
		}
	}
	if len(gone) > 0 {
		b.rollCalls = without(b.rollCalls, gone)
	}
	return nil
}

// meetings adds an issue for every meeting record that a vote names and that was
// not to be had on several days.
func (b *builder) meetings(ctx context.Context, a *archive.Archive) error {
	quarantined, err := a.Items(ctx, pv.SourceName, source.StateQuarantined)
	if err != nil {
		return err
	}
	for _, it := range quarantined {
		b.issues = append(b.issues, normalize.NewIssue("", "meeting record "+it.Key, "meeting_record_missing", why(it)))
	}
	return nil
}

// sameVote reports whether a record says of a vote what the one that it was merged
// into says. If it does not, its row stays: a merger must lose no vote.
func sameVote(a, b *normalize.RollCall) bool {
	sameDay := a.Date == b.Date || a.Date != nil && b.Date != nil && *a.Date == *b.Date
	return sameDay && a.Resolution == b.Resolution && slices.EqualFunc(a.Votes, b.Votes, func(v, w normalize.Vote) bool {
		return v.MSCode == w.MSCode && v.Label == w.Label && v.Choice == w.Choice
	})
}

func why(it source.Item) string {
	s := it.Result
	if it.MergedInto != "" {
		s += " into " + it.MergedInto
	}
	if it.Detail != "" {
		s += ": " + it.Detail
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
func (b *builder) lists(ctx context.Context, a *archive.Archive, name string) error {
	lists, err := a.Slices(ctx, name)
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

// falls adds an issue for every list that says less than it said.
func (b *builder) falls(ctx context.Context, a *archive.Archive) error {
	falls, err := a.Falls(ctx)
	for _, f := range falls {
		b.issues = append(b.issues, normalize.NewIssue("", f.Name, "list_fell", fmt.Sprintf("since %s %s", f.Since.UTC().Format(time.DateOnly), f)))
	}
	return err
}
