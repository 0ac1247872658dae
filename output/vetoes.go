package output

import (
	"context"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/source"
	"unvotes/scraper/vetoes"
)

// guides is where the list of vetoes is, whichever site it was fetched from.
const guides = "https://www.un.org"

// vetoList reads the library's list of vetoes: of its versions the one that counts.
func (b *builder) vetoList(ctx context.Context, a *archive.Archive) error {
	issue := func(code, detail string) {
		b.issues = append(b.issues, normalize.NewIssue("", vetoes.Source{Guides: guides}.URL(vetoes.Key), code, detail))
	}
	failed, err := a.Items(ctx, vetoes.SourceName, source.StateFailed, source.StateQuarantined)
	if err != nil {
		return err
	}
	for _, it := range failed {
		issue("no_record", why(it))
	}
	return a.Documents(ctx, vetoes.SourceName, []string{vetoes.Form}, func(docs []archive.Document) error {
		var lists [][]vetoes.Row
		for i, d := range docs {
			list, err := vetoes.Parse(d.Body)
			switch {
			case err == nil:
				lists = append(lists, list)
			case i == len(docs)-1:
				issue("record_unreadable", err.Error())
			}
		}
		if len(lists) == 0 {
			return nil
		}
		held, lost := vetoes.Weigh(lists)
		for _, what := range lost {
			issue("source_lost", "the newest version lacks what an earlier one has: "+what)
		}
		b.vetoes, b.documents = lists[held], b.documents+1
		return nil
	})
}
