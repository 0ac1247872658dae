package output

import (
	"context"
	"fmt"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/vetoes"
)

// vetoList reads the library's list of vetoes: of its versions the one that counts.
func (b *builder) vetoList(ctx context.Context, a *archive.Archive) error {
	return a.Documents(ctx, vetoes.SourceName, []string{vetoes.Form}, func(docs []archive.Document) error {
		place := recordURL(vetoes.SourceName, vetoes.Key)
		var lists [][]vetoes.Row
		for i, d := range docs {
			list, err := vetoes.Parse(d.Body)
			switch {
			case err == nil:
				lists = append(lists, list)
			case i == len(docs)-1:
				b.issues = append(b.issues, normalize.NewIssue("", place, "record_unreadable", err.Error()))
			}
		}
		if len(lists) == 0 {
			return nil
		}
		held, lost := vetoes.Weigh(lists)
		for _, what := range lost {
			b.issues = append(b.issues, normalize.NewIssue("", place, "source_lost", fmt.Sprintf("the newest version lacks what an earlier one has: %s", what)))
		}
		b.vetoes, b.documents = lists[held], b.documents+1
		return nil
	})
}
