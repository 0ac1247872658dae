package pv

import (
	"cmp"
	"iter"
	"regexp"
	"slices"
	"strings"
)

// announced is what the President said comes next, until the whole draft is decided
// on or the next item or report begins.
type announced struct {
	draft     string   // symbol of the draft announced last
	number    string   // or its number in the report
	before    []string // symbols of the drafts that may be meant: one, or several before the meeting
	amendment string   // symbol of the amendment announced last
	put       []string // what was said since the last outcome
}

var (
	sentences   = regexp.MustCompile(`[.?!][”"’)]* +`)
	ofCommittee = regexp.MustCompile(`(?i)(?:recommended|submitted) by (?:the )?([\w ]{3,60}? Committee)\b`)
	draftBefore = regexp.MustCompile(`(?i)draft (?:resolution|decision)s?,?(?: (?:contained|issued|circulated|set out|as contained))?(?: (?:in|as))?(?: (?:the )?documents?)? ?$`)
	isDraft     = regexp.MustCompile(`(?i)\bdraft (?:resolution|decision|text)|\bproposal\b|text of a draft`)
	isAmending  = regexp.MustCompile(`(?i)\b(?:sub-?)?amend(?:ments?|ing)\b`)
	severalOf   = regexp.MustCompile(`raft (?:resolutions|decisions) `)
	putToVote   = regexp.MustCompile(`(?i)\b(?:put|vote|voting|decision|action|turn|consider)\b`)
)

func sentencesOf(text string) iter.Seq[string] {
	return strings.SplitSeq(sentences.ReplaceAllString(text, "$0\x00"), "\x00")
}

// announce takes from the President's words which draft comes next.
func (w *walk) announce(text string) {
	w.put = append(w.put, text)
	for s := range sentencesOf(text) {
		if m := ofCommittee.FindStringSubmatch(s); m != nil {
			w.report = cmp.Or(w.reports[committeeKey(m[1])], w.report)
		}
		var drafts []string
		for _, at := range draftSymbol.FindAllStringIndex(s, -1) {
			symbol := s[at[0]:at[1]]
			if isAmending.MatchString(s) && !draftBefore.MatchString(s[:at[0]]) {
				w.amendment = symbol
			} else if isDraft.MatchString(s) {
				w.draft, w.number = symbol, ""
				drafts = append(drafts, symbol)
			}
		}
		if len(drafts) == 1 && putToVote.MatchString(s) {
			w.before = nil // this one and no other
		}
		w.before = append(w.before, drafts...)
		if n := numberOfDraft(s); n != "" && !severalOf.MatchString(s) {
			w.draft, w.number, w.before = "", n, nil
		}
	}
}

// several reports whether more than one draft may be meant by "the draft".
func (a announced) several() bool { return distinct(a.before) > 1 }

// textRead reports whether the text of a draft was read out since the last outcome.
func (a announced) textRead() bool {
	return slices.ContainsFunc(a.put, func(s string) bool {
		return strings.Contains(s, "“The Security Council") || strings.Contains(s, `"The Security Council,`)
	})
}

// move is what a speaker said of an amendment.
type move struct {
	speaker string // the label before the speech: "Mr. Nebenzia (Russian Federation)"
	draft   string // symbol of the draft that it is to
	piece   string // "paragraph 6"; "" if not said
}

var (
	amending = regexp.MustCompile(`(?i)\bamend(?:ments?|ing)?\b[^.;]{0,120}?((?:\b(?:(?:operative|preambular|[a-z-]*(?:first|second|third|th)) ){0,2}paragraphs?(?: [\d()a-z]{1,6})?)?)(?: (?:of|to|in))? (?:the |this |that )?(?:\w+ )?draft (?:resolution|decision)\b[^.;]{0,60}$`)
	country  = regexp.MustCompile(`\(([^()]+)\)`)
)

// moved keeps what a speaker, or the President, says an amendment is to.
func (w *walk) moved(text string) {
	for s := range sentencesOf(text) {
		for _, at := range draftSymbol.FindAllStringIndex(s, -1) {
			if m := amending.FindStringSubmatch(s[:at[0]]); m != nil {
				w.moves = append(w.moves, move{w.speaker, s[at[0]:at[1]], strings.TrimSpace(m[1])})
			}
		}
	}
}

// setAmended sets what an amendment is to: the draft that its mover named, else the
// only one that is before the meeting.
func (w *walk) setAmended(a *Action) {
	said := strings.Join(w.put, " ") + a.Label
	var by *move
	for i, m := range w.moves {
		if from := country.FindStringSubmatch(m.speaker); by == nil || chairLabel.MatchString(m.speaker) || from == nil || strings.Contains(said, from[1]) {
			by = &w.moves[i]
		}
	}
	switch {
	case w.number != "":
		a.DraftNumber, a.TargetPrinted = w.number, "draft resolution "+w.number
	case by != nil && by.piece != "":
		a.Amends, a.TargetPrinted = by.draft, by.piece+" of "+by.draft
	case by != nil:
		a.Amends, a.TargetPrinted = by.draft, "draft resolution "+by.draft
	case w.draft != "" && !w.several():
		a.Amends, a.TargetPrinted = w.draft, "draft resolution "+w.draft
	}
}

// settled forgets what was announced once the whole draft is decided on. The draft
// of amendments and paragraphs put to the vote before, if it was not clear, is this one.
func (w *walk) settled(a Action) {
	w.put, w.awaited, w.asked = nil, nil, false
	switch {
	case a.Scope == Amendment && a.Amends+a.DraftNumber == "", (a.Scope == Paragraph || a.Scope == Part) && a.Draft+a.DraftNumber == "":
		w.undecided = append(w.undecided, a.Seq)
	case a.Scope == Whole:
		for _, piece := range w.actions() {
			if !slices.Contains(w.undecided, piece.Seq) {
				continue
			}
			if piece.Scope == Amendment {
				piece.Amends, piece.TargetPrinted = a.Draft, "draft resolution "+cmp.Or(a.Draft, a.DraftNumber)
			} else {
				piece.Draft = a.Draft
			}
			piece.DraftNumber, piece.CommitteeReport = a.DraftNumber, a.CommitteeReport
		}
		w.undecided, w.announced = nil, announced{}
		w.moves = slices.DeleteFunc(w.moves, func(m move) bool { return m.draft == a.Draft })
	}
}

var (
	nowDecided = regexp.MustCompile(`(?i)\b(?:shall|will) now (?:put to the vote|take (?:a decision|action)|vote|proceed to (?:take|vote|the vot)|begin the vot)`)
	mayItake   = regexp.MustCompile(`(?i)\bmay I (?:take it|consider) that .* (?:adopt|do the same|do likewise)`)
	someResult = regexp.MustCompile(`(?i)\b(?:(?:was|were|been|is) (?:thus |therefore |unanimously )?(?:adopted|rejected|retained|carried)\b|was so decided)`)
	namedText  = regexp.MustCompile(`(?i)^(?:the )?(?:draft (?:resolution|decision)|amendment|(?:operative|preambular) paragraph)s?\b.{0,200} (?:was|were) (?:adopted|rejected|retained)\b|received \w+ votes in favour|been adopted (?:unanimously )?as resolution`)
)

// expect keeps the announcement of a decision, and reports a sentence on a decision
// that was not read as one.
func (w *walk) expect(p paragraph) {
	unread := namedText.MatchString(p.text)
	switch {
	case unread, someResult.MatchString(p.text):
		w.awaited, w.asked = nil, false
	case mayItake.MatchString(p.text):
		if w.asked {
			w.missed()
		}
		w.awaited, w.asked = &p, true
	case nowDecided.MatchString(p.text) && w.awaited == nil:
		w.awaited = &p
	}
	if unread {
		w.problem(Incomplete, 0, p.page, "a decision that was not read: "+p.text)
	}
}

// missed reports an announced decision that never came. Between the announcement
// and the question whether the meeting agrees, much may be said.
func (w *walk) missed() {
	if w.awaited != nil {
		w.problem(Incomplete, 0, w.awaited.page, "no decision was found after: "+w.awaited.text)
	}
	w.awaited, w.asked = nil, false
}
