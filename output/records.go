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
	"unvotes/scraper/marc"
	"unvotes/scraper/ohchr"
	"unvotes/scraper/undl"
)

// Where a record's page is, and where the catalogue and OHCHR's library have theirs,
// whichever site it was fetched from.
const (
	Library   = "https://digitallibrary.un.org"
	Catalogue = "https://metadata.un.org"
	OHCHR     = "https://searchlibrary.ohchr.org"
)

// RecordSources are the sources of records, by their names in the archive.
var RecordSources = []string{undl.SourceName, catalogue.SourceName, ohchr.SourceName}

// The forms of a record in each source, as the archive names them.
var (
	recordForms    = []string{string(undl.RecordPage), string(undl.MARCXML), string(undl.OfficialCSV), string(undl.WideCSV)}
	catalogueForms = []string{string(catalogue.Form)}
	ohchrForms     = []string{string(ohchr.Form)}
)

// origin names the records that a row was made of, by their keys in the sources.
type origin struct {
	library, catalogue, ohchr string
	number                    string // in the catalogue, as the library's forms name it
}

// in returns the key of the record in a source; "" if that does not have it.
func (o origin) in(name string) string {
	return map[string]string{undl.SourceName: o.library, catalogue.SourceName: o.catalogue, ohchr.SourceName: o.ohchr}[name]
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
	if err := r.source(ctx, undl.SourceName, recordForms); err != nil {
		return err
	}
	if len(r.inCatalogue) > 0 {
		if err := r.source(ctx, catalogue.SourceName, catalogueForms); err != nil {
			return err
		}
		if err := r.join(ctx); err != nil {
			return err
		}
	}
	if err := r.source(ctx, ohchr.SourceName, ohchrForms); err != nil {
		return err
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

// source reads the records of a source.
func (r *records) source(ctx context.Context, name string, names []string) error {
	var adding sync.WaitGroup // one batch, while the next is read
	var addErr error
	batch := make([][]archive.Document, 0, batchSize)
	err := r.archive.Documents(ctx, name, names, func(docs []archive.Document) error {
		if name == catalogue.SourceName && r.taken[docs[0].Key] {
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
	for _, name := range recordForms {
		if _, long := all.from[undl.OfficialCSV]; long && name == string(undl.WideCSV) {
			continue // the same file with less in it
		}
		all.add(docs, name, &out)
	}
	if out.origin.number != "" && find != nil {
		more, err := find(out.origin.number)
		docs, out.err = slices.Concat(docs, more), err
	}
	for _, name := range slices.Concat(catalogueForms, ohchrForms) {
		all.add(docs, name, &out)
	}
	if len(all.records) == 0 {
		return out
	}
	if issue, ok := normalize.NoVoteTaken(recordURL(docs[0].Source, docs[0].Key), all.records...); ok {
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
		c.UNDLURL = undl.RecordURL(Library, c.UNDLID)
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

// add adds the version that counts of the form with a name.
func (f *heldForms) add(docs []archive.Document, name string, out *reading) {
	versions, read := versions(docs, name, out)
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
	case catalogue.SourceName:
		out.origin.catalogue = d.Key
		return
	case ohchr.SourceName:
		out.origin.ohchr = d.Key
		return
	}
	if out.origin.library = d.Key; out.origin.number == "" && rec.DHLID != 0 {
		out.origin.number = strconv.FormatInt(rec.DHLID, 10)
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
func versions(docs []archive.Document, form string, out *reading) (versions []marc.Version, read []archive.Document) {
	docs = slices.DeleteFunc(slices.Clone(docs), func(d archive.Document) bool { return d.Form != form })
	for i, d := range docs {
		rec, err := parse(d)
		switch {
		case err == nil:
			rec.SeenAt = d.SeenAt
			versions, read = append(versions, marc.Version{Record: rec, At: d.RetrievedAt}), append(read, d)
		case i == len(docs)-1:
			place := fmt.Sprintf("%s, %s", recordURL(d.Source, d.Key), d.Form)
			out.issues = append(out.issues, normalize.NewIssue("", place, "record_unreadable", err.Error()))
		}
	}
	return versions, read
}

func parse(d archive.Document) (marc.Record, error) {
	switch d.Source {
	case catalogue.SourceName:
		return catalogue.Parse(d.Key, d.Body)
	case ohchr.SourceName:
		return ohchr.Parse(d.Key, d.Body)
	}
	return undl.Parse(marc.Form(d.Form), d.Key, d.Body)
}

// recordURL returns where a record is on the web.
func recordURL(source, key string) string {
	switch source {
	case catalogue.SourceName:
		return catalogue.Source{Site: Catalogue}.URL(key)
	case ohchr.SourceName:
		return ohchr.Source{Site: OHCHR}.URL(key)
	}
	return undl.Source{Site: Library}.URL(key)
}
