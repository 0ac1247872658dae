package output

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// Library is where a record's page is, whichever site it was fetched from.
const Library = "https://digitallibrary.un.org"

// recordForms are the forms of a record, as the archive names them.
var recordForms = []string{string(undl.RecordPage), string(undl.MARCXML), string(undl.OfficialCSV), string(undl.WideCSV)}

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
	err := errors.Join(b.records(ctx, a), b.frontier(ctx, a))
	if err == nil {
		err = b.verbatims(ctx, a, cacheDir)
	}
	if err != nil {
		return Tables{}, fmt.Errorf("build: %w", err)
	}
	return b.tables(), nil
}

// batchSize is how many records are parsed side by side: enough to keep the
// cores busy, few enough to bound memory.
const batchSize = 256

// records reads the library's records.
func (b *builder) records(ctx context.Context, a *archive.Archive) error {
	var adding sync.WaitGroup // one batch, while the next is read
	batch := make([][]archive.Document, 0, batchSize)
	err := a.Documents(ctx, undl.SourceName, recordForms, func(forms []archive.Document) error {
		if batch = append(batch, forms); len(batch) == batchSize {
			adding.Wait()
			full := batch
			adding.Go(func() { b.add(full) })
			batch = make([][]archive.Document, 0, batchSize)
		}
		return ctx.Err()
	})
	adding.Wait()
	b.add(batch)
	return err
}

type builder struct {
	normalizer *normalize.Normalizer
	rollCalls  []normalize.RollCall
	adoptions  []normalize.Adoption
	statements []normalize.Statement
	issues     []normalize.Issue
	documents  int // that were read

	verbatim []*normalize.Verbatim
	from     []archive.Document // of each of them
}

// reading is what became of the documents of one record.
type reading struct {
	documents int
	rollCall  *normalize.RollCall
	adoption  *normalize.Adoption
	issues    []normalize.Issue // of documents that can't be read
}

// add parses and types a batch on all cores, and keeps its order.
func (b *builder) add(batch [][]archive.Document) {
	out := make([]reading, len(batch))
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), len(batch))
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(batch); i += workers {
				out[i] = b.read(batch[i])
			}
		})
	}
	wg.Wait()
	for _, r := range out {
		b.documents += r.documents
		b.issues = append(b.issues, r.issues...)
		switch {
		case r.rollCall != nil:
			b.rollCalls = append(b.rollCalls, *r.rollCall)
		case r.adoption != nil:
			b.adoptions = append(b.adoptions, *r.adoption)
			b.issues = append(b.issues, r.adoption.Issues...)
		}
	}
}

// read makes a row of the documents of one record: of each form the version that
// counts. Time and hash are those of the form that won: they do not change when
// another form comes or goes.
func (b *builder) read(docs []archive.Document) (out reading) {
	var forms []undl.Record
	var histories []normalize.Issue
	from := map[undl.Form]archive.Document{}
	for _, name := range recordForms {
		if _, long := from[undl.OfficialCSV]; long && name == string(undl.WideCSV) {
			continue // the same file with less in it
		}
		versions, read := b.versions(docs, name, &out)
		if len(versions) == 0 {
			continue
		}
		h := marc.Weigh(versions)
		rec := versions[h.Held].Record
		histories = append(histories, normalize.HistoryIssues(rec, h)...)
		forms, from[rec.Form] = append(forms, rec), read[h.Held]
	}
	out.documents = len(forms)
	if len(forms) == 0 {
		return out
	}
	if adoption, ok := b.normalizer.Adoption(normalize.Fill(forms...)); ok {
		adoption.Issues = append(adoption.Issues, histories...)
		out.adoption = &adoption
		return out
	}
	c := b.normalizer.Merge(forms...)
	c.Issues = append(c.Issues, histories...)
	won := from[undl.Form(c.Source)]
	c.UNDLURL, c.RetrievedAt, c.ContentSHA256 = undl.RecordURL(Library, c.UNDLID), won.RetrievedAt, won.ContentSHA256
	out.rollCall = &c
	return out
}

// versions reads the versions of one form of a record. One that cannot be read is
// an issue if it is the newest; the others then count.
func (b *builder) versions(docs []archive.Document, form string, out *reading) (versions []marc.Version, read []archive.Document) {
	docs = slices.DeleteFunc(slices.Clone(docs), func(d archive.Document) bool { return d.Form != form })
	for i, d := range docs {
		rec, err := undl.Parse(undl.Form(d.Form), d.Key, d.Body)
		switch {
		case err == nil:
			versions, read = append(versions, marc.Version{Record: rec, At: d.RetrievedAt}), append(read, d)
		case i == len(docs)-1:
			place := fmt.Sprintf("%s, %s", recordURL(d.Key), d.Form)
			out.issues = append(out.issues, normalize.NewIssue("", place, "record_unreadable", err.Error()))
		}
	}
	return versions, read
}

func (b *builder) tables() Tables {
	normalize.GroupVotes(b.rollCalls) // linking needs to know which records are of one vote
	b.link()
	normalize.GroupVotes(b.rollCalls) // with what linking added
	normalize.Contradictions(b.rollCalls)
	dir := b.normalizer.Directory()
	return Tables{
		RollCalls: b.rollCalls, Adoptions: b.adoptions, Statements: b.statements, Members: dir.Members(), Periods: dir.Periods(),
		Issues: b.issues, Documents: b.documents,
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
