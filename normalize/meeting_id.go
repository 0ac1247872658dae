package normalize

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"unvotes/scraper/pv"
)

// The id of a decision in a meeting record is a key of what was decided
// on, not of its place, so that a reader that finds more does not rename it:
//
//	pv:MEETING:TEXT            A/77/PV.69, the whole of A/77/L.65
//	pv:MEETING:TEXT:PIECE      pv:A/77/PV.69:A/77/L.65:PP9
//	...~2                      decided on for the second time
//
// TEXT is the symbol of the draft or, for an amendment, its own; for a draft that
// has only a number in a committee's report REPORT:DR.III (DD.III for a draft
// decision, DR for the only one); else the symbol of what was adopted; else
// ITEM.68:DR, by the agenda item. PIECE is PP9, OP7(b), OP3+OP4; AM for an
// amendment without a symbol; PARA.words or PART.words where no number is said.
// A motion is MOTION.KIND, with the draft before it where it is about one.
// Symbols are canonical, without what stands beside them ("and Corr.1") and
// without blanks. The letters are those of [A-Za-z0-9/.()+,:~-].

// voteIDs makes the ids of one meeting's decisions.
type voteIDs struct {
	meeting string
	body    Body
	given   map[string]int
}

func newVoteIDs(meeting Symbol) *voteIDs {
	return &voteIDs{"pv:" + idText(meeting.Base()), meeting.Body, map[string]int{}}
}

// next is the id of the next decision of the meeting.
func (x *voteIDs) next(a pv.Action) string {
	id := x.meeting + ":" + subjectKey(x.body, a)
	x.given[id]++
	if n := x.given[id]; n > 1 {
		return fmt.Sprintf("%s~%d", id, n)
	}
	return id
}

// subjectKey is TEXT or TEXT:PIECE.
func subjectKey(body Body, a pv.Action) string {
	switch a.Scope {
	case pv.Motion:
		return motionKey(a)
	case pv.Amendment:
		if a.Draft != "" {
			return documentKey(a.Draft)
		}
		return wholeKey(body, a) + ":AM"
	case pv.Paragraph, pv.Part:
		return wholeKey(body, a) + ":" + pieceKey(a)
	}
	return wholeKey(body, a)
}

// wholeKey names the text that was decided on, or of which a piece was.
func wholeKey(body Body, a pv.Action) string {
	if key := textKeyOf(a); key != "" {
		return key
	}
	if sym, err := ResolutionFromNumber(body, a.Resolution); err == nil {
		return idText(sym.String())
	}
	if sym, err := DecisionFromNumber(a.Decision); err == nil {
		return idText(sym.String())
	}
	kind := draftKey(a)
	if a.Scope == pv.Other {
		kind = "OTHER"
	}
	if a.AgendaItem != "" {
		return "ITEM." + idText(a.AgendaItem) + ":" + kind
	}
	return kind
}

// textKeyOf names the whole text by what the record calls it, which is the same
// for the text and its pieces; "" when the record does not name it.
func textKeyOf(a pv.Action) string {
	draft := a.Draft
	if a.Scope == pv.Amendment {
		draft = a.Amends
	}
	switch {
	case draft != "":
		return documentKey(draft)
	case a.CommitteeReport != "":
		return documentKey(a.CommitteeReport) + ":" + draftKey(a)
	case a.DraftNumber != "" && a.AgendaItem != "":
		return "ITEM." + idText(a.AgendaItem) + ":" + draftKey(a)
	}
	return ""
}

var aDecision = regexp.MustCompile(`(?i)\bdraft decision\b`)

// draftKey is DR.III, DD.III, DR or DD: the draft's number in its report.
func draftKey(a pv.Action) string {
	key := "DR"
	if aDecision.MatchString(a.Label) {
		key = "DD"
	}
	if a.DraftNumber != "" {
		key += "." + idText(a.DraftNumber)
	}
	return key
}

func pieceKey(a pv.Action) string {
	if a.Target != "" && a.Scope == pv.Paragraph {
		return idText(a.Target)
	}
	prefix := "PARA"
	if a.Scope == pv.Part {
		prefix = "PART"
	}
	if words := idWords(cmp.Or(a.TargetPrinted, a.Label)); words != "" {
		return prefix + "." + words
	}
	return prefix
}

// motionKinds are the motions that the rules of procedure know, by a word in
// what was put; the first that fits.
var motionKinds = []struct {
	kind  string
	words *regexp.Regexp
}{
	{"RULING", regexp.MustCompile(`(?i)\bruling|\bdecision of the president|\bpresident.s decision|\boverr\w+l|\bchalleng`)},
	{"NOACTION", regexp.MustCompile(`(?i)\bno.action|\bno (?:decision|action)|\bnot to (?:take|act)`)},
	{"ADJOURNMENT", regexp.MustCompile(`(?i)\badjourn`)},
	{"CLOSURE", regexp.MustCompile(`(?i)\bclosure|\bclosing of the debate`)},
	{"DIVISION", regexp.MustCompile(`(?i)\bdivision|\bseparate vote`)},
	{"POSTPONEMENT", regexp.MustCompile(`(?i)\bpostpone|\bdefer`)},
	{"MAJORITY", regexp.MustCompile(`(?i)\btwo.thirds`)},
	{"AGENDA", regexp.MustCompile(`(?i)\bagenda\b|\binclu(?:de|sion)`)},
}

// motionKey is MOTION.RULING, or only MOTION where what was put is not one of the
// known kinds or was not read.
func motionKey(a pv.Action) string {
	key := "MOTION"
	for _, k := range motionKinds {
		if k.words.MatchString(a.Label + " " + a.TargetPrinted) {
			key += "." + k.kind
			break
		}
	}
	if draft := motionDraft(a); draft != "" {
		return documentKey(draft) + ":" + key
	}
	return key
}

// motionDraft is the draft that a motion is about; "" for none.
func motionDraft(a pv.Action) string {
	if a.Draft != "" {
		return a.Draft
	}
	draft, _ := strings.CutPrefix(a.TargetPrinted, "draft resolution ")
	if draft == a.TargetPrinted {
		return ""
	}
	return draft
}

// documentKey is the symbol of a document without what stands beside it.
func documentKey(printed string) string {
	if sym, _, err := ParseDocument(printed); err == nil {
		return idText(sym.Base())
	}
	return idText(printed)
}

// idText drops blanks and puts a hyphen for every letter that ids do not have.
func idText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return -1
		case 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', '0' <= r && r <= '9', strings.ContainsRune("/.()+,-", r):
			return r
		}
		return '-'
	}, s)
}

// longestWords bounds what words add to an id.
const longestWords = 48

// idWords are words in lower case with hyphens between them.
func idWords(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	out := strings.Join(words, "-")
	return strings.TrimRight(out[:min(len(out), longestWords)], "-")
}
