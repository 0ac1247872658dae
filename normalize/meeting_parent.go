package normalize

import (
	"strings"

	"unvotes/scraper/pv"
)

// setParents finds the whole of every piece. A piece is put to the vote before
// its whole, so the parent is the first decision after it on the same text: the
// same draft, or the same number in the same report. Where the record names
// neither, it is the one text that is decided on under the same agenda item
// after the piece, if there is one only. A piece whose whole was not put has none.
func setParents(m *Verbatim, rec pv.Record, ids map[int]string) {
	all := decisions(rec)
	parents := map[string]string{}
	for i, d := range all {
		if isPiece(d.Scope) {
			if w := wholeOf(d, all[i+1:]); w != nil {
				parents[ids[d.Seq]] = ids[w.Seq]
			}
		}
	}
	for i := range m.RollCalls {
		m.RollCalls[i].ParentID = parents[m.RollCalls[i].ID]
	}
	for i := range m.Adoptions {
		m.Adoptions[i].ParentID = parents[m.Adoptions[i].ID]
	}
}

func isPiece(s pv.Scope) bool { return s == pv.Part || s == pv.Paragraph || s == pv.Amendment }

// wholeOf is the whole of a piece among what was decided after it; nil: none.
func wholeOf(piece decision, after []decision) *decision {
	key := textKeyOf(piece.Action)
	for _, same := range []func(string) string{asIs, eitherKind} {
		for i := range after {
			if w := &after[i]; key != "" && w.Scope == pv.Whole && same(textKeyOf(w.Action)) == same(key) {
				return w
			}
		}
	}
	if key != "" {
		return nil
	}
	var only *decision
	for i := range after {
		if w := &after[i]; w.Scope == pv.Whole && w.AgendaItem == piece.AgendaItem {
			if only != nil {
				return nil
			}
			only = w
		}
	}
	return only
}

func asIs(key string) string { return key }

// eitherKind takes a draft decision for a draft resolution: what is said of a
// piece does not always tell which of the two it is of.
func eitherKind(key string) string { return strings.Replace(key, ":DD", ":DR", 1) }
