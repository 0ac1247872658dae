package output

import (
	"context"
	"errors"
	"fmt"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/vetoes"
)

// Build makes the tables from the archive, without network: every document is
// read again by this version's parsers, and the forms of a record become one
// roll call. The same archive gives the same tables. A document that can't be
// read is an issue, not an end.
//
// Meeting records take long to read: what was read of one is kept in the archive,
// and read again by another version only. Compiled code of their reader is kept
// in cacheDir; "" is nowhere.
func Build(ctx context.Context, a *archive.Archive, n *normalize.Normalizer, cacheDir string) (Tables, error) {
	b := builder{normalizer: n}
	err := errors.Join(b.records(ctx, a), b.frontier(ctx, a), b.vetoList(ctx, a))
	if err == nil {
		err = b.verbatims(ctx, a, cacheDir)
	}
	if err != nil {
		return Tables{}, fmt.Errorf("build: %w", err)
	}
	return b.tables(), nil
}

type builder struct {
	normalizer *normalize.Normalizer
	rollCalls  []normalize.RollCall
	adoptions  []normalize.Adoption
	statements []normalize.Statement
	issues     []normalize.Issue
	documents  int               // that were read
	origins    map[string]origin // of rows, by their ids
	vetoes     []vetoes.Row      // the library's list; nil: not held

	verbatim []*normalize.Verbatim
	from     []archive.Document // of each of them
}

func (b *builder) tables() Tables {
	normalize.GroupVotes(b.rollCalls) // linking needs to know which records are of one vote
	b.link()
	normalize.GroupVotes(b.rollCalls) // with what linking added
	normalize.Contradictions(b.rollCalls)
	list, issues := b.normalizer.Vetoes(b.vetoes, b.rollCalls, b.verbatim)
	dir := b.normalizer.Directory()
	return Tables{
		RollCalls: b.rollCalls, Adoptions: b.adoptions, Statements: b.statements, Members: dir.Members(), Periods: dir.Periods(),
		Vetoes: list, Issues: append(b.issues, issues...), Documents: b.documents,
	}
}

// Votes is how many lines of votes the tables have.
func (t Tables) Votes() (n int) {
	for _, e := range t.RollCalls {
		n += len(e.Votes)
	}
	return n
}

// IssueCount is how many rows the table of issues has.
func (t Tables) IssueCount() int {
	n := len(t.Issues)
	for _, e := range t.RollCalls {
		n += len(e.Issues)
	}
	return n
}
