package output

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"unvotes/normalize"
	"unvotes/scraper/archive"
	"unvotes/scraper/catalogue"
	"unvotes/scraper/libraries"
	"unvotes/scraper/marc"
	"unvotes/scraper/undl"
)

// origin names the records that a row was made of, by their keys in the libraries.
type origin struct {
	library, catalogue string
	other              string // in a library that shares no rows with the first two
	number             string // in the catalogue, as the Digital Library's forms name it
}

// in returns the key of the record in a library; "" if that does not have it.
func (o origin) in(name string) string {
	switch name {
	case undl.SourceName:
		return o.library
	case catalogue.SourceName:
		return o.catalogue
	}
	return o.other
}

// batchSize is how many records are parsed side by side: enough to keep the
// cores busy, few enough to bound memory.
const batchSize = 256

// records reads the records of votes. One that both the Digital Library and the
// catalogue have is one row: where the former's form names the latter's number, at
// once, else when all are read.
func (b *builder) records(ctx context.Context, a *archive.Archive) error {
	r := records{builder: b, archive: a, inCatalogue: map[string]bool{}, taken: map[string]bool{}}
	b.origins = map[string]origin{}
	items, err := a.Items(ctx, catalogue.SourceName)
	if err != nil {
		return err
	}
	for _, it := range items {
		r.inCatalogue[it.Key] = true
	}
	for _, l := range libraries.All {
		if err := r.library(ctx, l); err != nil {
			return err
		}
		if l.Name == catalogue.SourceName && len(r.inCatalogue) > 0 {
			if err := r.join(ctx); err != nil {
				return err
			}
		}
	}
	normalize.LinkAmendments(b.rollCalls, b.adoptions)
	for _, adoption := range b.adoptions {
		b.issues = append(b.issues, adoption.Issues...)
	}
	return nil
}

// records is the reading of records for one build.
type records struct {
	*builder
	archive     *archive.Archive
	inCatalogue map[string]bool // the keys of the catalogue
	taken       map[string]bool // those that are part of a row already
}

// library reads the records of a library.
func (r *records) library(ctx context.Context, l libraries.Library) error {
	var forms []string
	for _, f := range l.Forms {
		forms = append(forms, string(f.Name))
	}
	var adding sync.WaitGroup // one batch, while the next is read
	var addErr error
	batch := make([][]archive.Document, 0, batchSize)
	err := r.archive.Documents(ctx, l.Name, forms, func(docs []archive.Document) error {
		if l.Name == catalogue.SourceName && r.taken[docs[0].Key] {
			return ctx.Err()
		}
		if batch = append(batch, docs); len(batch) == batchSize {
			adding.Wait()
			if addErr != nil {
				return addErr
			}
			full := batch
			adding.Go(func() { addErr = r.add(ctx, full) })
			batch = make([][]archive.Document, 0, batchSize)
		}
		return ctx.Err()
	})
	adding.Wait()
	if err == nil {
		err = addErr
	}
	if err != nil {
		return err
	}
	return r.add(ctx, batch)
}

// reading is what became of the documents of one record.
type reading struct {
	origin    origin
	documents int
	rollCall  *normalize.RollCall
	adoption  *normalize.Adoption
	issues    []normalize.Issue // of documents that can't be read
	err       error             // of the archive
}

// add parses and types a batch, and keeps its order.
func (r *records) add(ctx context.Context, batch [][]archive.Document) error {
	out := r.readAll(len(batch), func(i int) reading { return r.read(batch[i], r.find(ctx)) })
	for i, one := range out {
		if one.origin.library != "" && r.taken[one.origin.catalogue] { // two records name one number: the first has it
			one = r.read(batch[i], nil)
		}
		if one.err != nil {
			return one.err
		}
		r.documents += one.documents
		r.issues = append(r.issues, one.issues...)
		if one.origin.library != "" && one.origin.catalogue != "" { // the others are read while this is
			r.taken[one.origin.catalogue] = true
		}
		switch {
		case one.rollCall != nil:
			r.rollCalls = append(r.rollCalls, *one.rollCall)
			r.origins[one.rollCall.ID] = one.origin
		case one.adoption != nil:
			r.adoptions = append(r.adoptions, *one.adoption)
			r.origins[one.adoption.ID] = one.origin
		}
	}
	return nil
}

// readAll calls read for so many records on all cores.
func (*records) readAll(n int, read func(i int) reading) []reading {
	out := make([]reading, n)
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), n)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < n; i += workers {
				out[i] = read(i)
			}
		})
	}
	wg.Wait()
	return out
}

// find returns the documents of a record of the catalogue.
func (r *records) find(ctx context.Context) func(key string) ([]archive.Document, error) {
	return func(key string) ([]archive.Document, error) {
		if !r.inCatalogue[key] {
			return nil, nil
		}
		return r.archive.Versions(ctx, catalogue.SourceName, key)
	}
}

// read makes a row of the documents of one record: of each form the version that
// counts. Those of the catalogue's record whose number they name are found by
// find, which may be nil. Time and hash are those of the form that won: they do not
// change when another form comes or goes.
func (b *builder) read(docs []archive.Document, find func(key string) ([]archive.Document, error)) (out reading) {
	var all heldForms
	for _, l := range libraries.All {
		if l.Name == catalogue.SourceName && out.origin.number != "" && find != nil {
			more, err := find(out.origin.number)
			docs, out.err = slices.Concat(docs, more), err
		}
		for _, form := range l.Forms {
			if _, long := all.from[undl.OfficialCSV]; long && form.Name == undl.WideCSV {
				continue // the same file with less in it
			}
			all.add(docs, form.Name, &out)
		}
	}
	if len(all.records) == 0 {
		return out
	}
	if issue, ok := normalize.NoVoteTaken(libraries.Named(docs[0].Source).URL(docs[0].Key), all.records...); ok {
		out.issues = append(out.issues, issue)
		return out
	}
	if adoption, ok := b.normalizer.Adoption(all.records...); ok {
		adoption.Issues = append(adoption.Issues, of(adoption.ID, all.histories)...)
		out.adoption = &adoption
		return out
	}
	c := b.normalizer.Merge(all.records...)
	c.Issues = append(c.Issues, of(c.ID, all.histories)...)
	won := all.from[marc.Form(c.Source)]
	c.RetrievedAt, c.ContentSHA256 = won.RetrievedAt, won.ContentSHA256
	if c.UNDLID != 0 {
		c.UNDLURL = undl.RecordURL(undl.Host, c.UNDLID)
	}
	out.rollCall = &c
	return out
}

// heldForms are the forms of one record, of each the version that counts.
type heldForms struct {
	records   []marc.Record
	from      map[marc.Form]archive.Document
	histories []normalize.Issue
}

// add adds the version of a form that counts.
func (f *heldForms) add(docs []archive.Document, form marc.Form, out *reading) {
	versions, read := versions(docs, form, out)
	if len(versions) == 0 {
		return
	}
	h := marc.Weigh(versions)
	rec, d := versions[h.Held].Record, read[h.Held]
	if f.from == nil {
		f.from = map[marc.Form]archive.Document{}
	}
	f.records, f.from[rec.Form] = append(f.records, rec), d
	f.histories = append(f.histories, normalize.HistoryIssues(rec, h)...)
	out.documents++
	switch d.Source {
	case undl.SourceName:
		if out.origin.library = d.Key; out.origin.number == "" && rec.DHLID != 0 {
			out.origin.number = strconv.FormatInt(rec.DHLID, 10)
		}
	case catalogue.SourceName:
		out.origin.catalogue = d.Key
	default:
		out.origin.other = d.Key
	}
}

// of returns issues as those of a row.
func of(id string, issues []normalize.Issue) []normalize.Issue {
	for i := range issues {
		issues[i].RollCallID = id
	}
	return issues
}

// versions reads the versions of one form of a record. One that cannot be read is
// an issue if it is the newest; the others then count.
func versions(docs []archive.Document, form marc.Form, out *reading) (versions []marc.Version, read []archive.Document) {
	docs = slices.DeleteFunc(slices.Clone(docs), func(d archive.Document) bool { return d.Form != string(form) })
	for i, d := range docs {
		rec, err := libraries.Named(d.Source).Parse(marc.Form(d.Form), d.Key, d.Body)
		switch {
		case err == nil:
			rec.SeenAt = d.SeenAt
			versions, read = append(versions, marc.Version{Record: rec, At: d.RetrievedAt}), append(read, d)
		case i == len(docs)-1:
			place := fmt.Sprintf("%s, %s", libraries.Named(d.Source).URL(d.Key), d.Form)
			out.issues = append(out.issues, normalize.NewIssue("", place, "record_unreadable", err.Error()))
		}
	}
	return versions, read
}
