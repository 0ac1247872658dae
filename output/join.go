package output

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"unvotes/normalize"
	"unvotes/scraper/catalogue"
	"unvotes/scraper/undl"
)

// record is a row that one source alone has: of the Digital Library without its
// number in the catalogue, or of the catalogue.
type record struct {
	id     string
	call   *normalize.RollCall // or
	text   *normalize.Adoption
	origin origin
}

// key names what was decided and when; "" where either is not known.
func (r record) key() string {
	var date *normalize.Date
	var symbols []string
	if r.call != nil {
		date, symbols = r.call.Date, []string{r.call.Resolution}
		if r.call.Resolution == "" {
			symbols[0] = r.call.ResolutionPrinted
		}
	} else {
		date, symbols = r.text.Date, r.text.Symbols
	}
	if symbol := strings.Join(symbols, " "); date != nil && symbol != "" {
		return symbol + " of " + date.String()
	}
	return ""
}

// list is equal for equal lists of votes; "" for none.
func (r record) list() string {
	if r.call == nil || len(r.call.Votes) == 0 {
		return ""
	}
	return normalize.ListKey(r.call)
}

// pair is one vote as both sources have it.
type pair struct{ library, catalogue record }

// join makes one row of a record of the Digital Library whose number in the
// catalogue is not known and a record of the catalogue, where symbol and date name
// one on each side. Where they name several, equal lists decide; what stays open is
// two rows, each with an issue.
func (r *records) join(ctx context.Context) error {
	left, right := map[string][]record{}, map[string][]record{}
	for i := range r.rollCalls {
		c := &r.rollCalls[i]
		sort(left, right, record{id: c.ID, call: c, origin: r.origins[c.ID]})
	}
	for i := range r.adoptions {
		a := &r.adoptions[i]
		sort(left, right, record{id: a.ID, text: a, origin: r.origins[a.ID]})
	}
	var pairs []pair
	for _, key := range slices.Sorted(maps.Keys(left)) {
		found, restLeft, restRight := match(left[key], right[key])
		pairs = append(pairs, found...)
		if len(restLeft) > 0 && len(restRight) > 0 {
			r.mayBeOne(key, restLeft, restRight)
			r.mayBeOne(key, restRight, restLeft)
		}
	}
	return r.merge(ctx, pairs)
}

// sort puts a record to its side, unless it cannot be joined.
func sort(left, right map[string][]record, rec record) {
	switch key := rec.key(); {
	case key == "":
	case rec.origin.library == "" && rec.origin.catalogue != "":
		right[key] = append(right[key], rec)
	case rec.origin.library != "" && rec.origin.number == "":
		left[key] = append(left[key], rec)
	}
}

// match finds the pairs among records of one symbol and day, and what is left.
func match(left, right []record) (pairs []pair, restLeft, restRight []record) {
	if len(left) == 1 && len(right) == 1 {
		return []pair{{left[0], right[0]}}, nil, nil
	}
	byList := map[string][2][]record{}
	for side, records := range [][]record{left, right} {
		for _, rec := range records {
			of := byList[rec.list()]
			of[side] = append(of[side], rec)
			byList[rec.list()] = of
		}
	}
	for _, list := range slices.Sorted(maps.Keys(byList)) {
		of := byList[list]
		if list != "" && len(of[0]) == 1 && len(of[1]) == 1 {
			pairs = append(pairs, pair{of[0][0], of[1][0]})
			continue
		}
		restLeft, restRight = append(restLeft, of[0]...), append(restRight, of[1]...)
	}
	return pairs, restLeft, restRight
}

// mayBeOne adds an issue to rows that may be the same votes as others.
func (r *records) mayBeOne(key string, rows, others []record) {
	ids := make([]string, len(others))
	for i, o := range others {
		ids[i] = o.id
	}
	slices.Sort(ids)
	for _, row := range rows {
		i := normalize.NewIssue(row.id, "row Resolution", "possible_duplicate", fmt.Sprintf("%s: it may be the vote of %s", key, strings.Join(ids, ", ")))
		if row.call != nil {
			row.call.Issues = append(row.call.Issues, i)
		} else {
			row.text.Issues = append(row.text.Issues, i)
		}
	}
}

// merge makes one row of each pair, in the place of the library's.
func (r *records) merge(ctx context.Context, pairs []pair) error {
	made, gone := map[string]reading{}, map[string]bool{}
	for batch := range slices.Chunk(pairs, batchSize) {
		out := r.readAll(len(batch), func(i int) reading { return r.readPair(ctx, batch[i].library.origin, batch[i].catalogue.origin) })
		for i, one := range out {
			if one.err != nil {
				return one.err
			}
			made[batch[i].library.id], gone[batch[i].catalogue.id] = one, true
		}
	}
	var calls []normalize.RollCall
	var texts []normalize.Adoption
	put := func(one reading) {
		switch {
		case one.rollCall != nil:
			calls = append(calls, *one.rollCall)
			r.origins[one.rollCall.ID] = one.origin
		case one.adoption != nil:
			texts = append(texts, *one.adoption)
			r.origins[one.adoption.ID] = one.origin
		}
	}
	for i := range r.rollCalls {
		c := &r.rollCalls[i]
		if one, ok := made[c.ID]; ok {
			put(one)
		} else if !gone[c.ID] {
			calls = append(calls, *c)
		}
	}
	for i := range r.adoptions {
		a := &r.adoptions[i]
		if one, ok := made[a.ID]; ok {
			put(one)
		} else if !gone[a.ID] {
			texts = append(texts, *a)
		}
	}
	for id := range gone {
		delete(r.origins, id)
	}
	r.rollCalls, r.adoptions = calls, texts
	return nil
}

// readPair makes a row of a record of the library and one of the catalogue.
func (r *records) readPair(ctx context.Context, library, other origin) (out reading) {
	docs, err := r.archive.Versions(ctx, undl.SourceName, library.library)
	if err != nil {
		return reading{err: err}
	}
	more, err := r.archive.Versions(ctx, catalogue.SourceName, other.catalogue)
	if err != nil {
		return reading{err: err}
	}
	return r.read(slices.Concat(docs, more), nil)
}
